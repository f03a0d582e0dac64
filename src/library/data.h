/* data.h -- data/library inside the program (made by tools/embed.py). */
#ifndef SELARAS_LIBRARY_DATA_H
#define SELARAS_LIBRARY_DATA_H

#include <stddef.h>

extern const unsigned char regulations_csv[];
extern const size_t regulations_csv_size;
extern const unsigned char glossary_csv[];
extern const size_t glossary_csv_size;

#endif
