/* codelist_data.h -- the tables that tools/codes.py makes from data/codes; only codelist.c reads them. */
#ifndef SELARAS_RECORD_CODELIST_DATA_H
#define SELARAS_RECORD_CODELIST_DATA_H

#include "record/codelist.h"

enum { CODELIST_SLOTS = 256 };

extern const struct codelist codelist_table[]; /* sorted by name */
extern const uint32_t codelist_table_n;
/* Open addressing: position in codelist_table + 1 at name_hash(name), or the next slots; 0 is empty. */
extern const uint8_t codelist_slots[CODELIST_SLOTS];

#endif
