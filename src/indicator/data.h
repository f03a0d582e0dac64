/* data.h -- data/indicators inside the program (made by tools/embed.py). */
#ifndef SELARAS_INDICATOR_DATA_H
#define SELARAS_INDICATOR_DATA_H

#include <stddef.h>

extern const unsigned char indicators_csv[], series_csv[], ntt_csv[];
extern const size_t indicators_csv_size, series_csv_size, ntt_csv_size;

#endif
