/* data.h -- data/plan inside the program (made by tools/embed.py). */
#ifndef SELARAS_PLAN_DATA_H
#define SELARAS_PLAN_DATA_H

#include <stddef.h>

extern const unsigned char rpjmd_csv[];
extern const size_t rpjmd_csv_size;

#endif
