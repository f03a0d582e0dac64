#include "record/codelist_data.h"

/* The same sum as name_hash() in tools/codes.py. A list is looked up for every code of an import, so not by a search
 * through the names. */
static uint32_t name_hash(const char *name)
{
	uint32_t h = 0;
	for (const unsigned char *p = (const unsigned char *)name; *p; p++)
		h = h * 31 + *p;
	return h % CODELIST_SLOTS;
}

const struct codelist *codelist_find(const char *name)
{
	if (!name)
		return NULL;
	for (uint32_t at = name_hash(name); codelist_slots[at]; at = (at + 1) % CODELIST_SLOTS) {
		const struct codelist *list = &codelist_table[codelist_slots[at] - 1];
		if (strcmp(list->name, name) == 0)
			return list;
	}
	return NULL;
}

const struct code *codelist_get(const struct codelist *list, str code)
{
	uint32_t low = 0, high = list ? list->n : 0;
	while (low < high) {
		uint32_t middle = low + (high - low) / 2;
		int order = str_cmp(code, str_of(list->codes[middle].code));
		if (order == 0)
			return &list->codes[middle];
		if (order < 0)
			high = middle;
		else
			low = middle + 1;
	}
	return NULL;
}

str codelist_name(const char *list, str code, int lang)
{
	const struct code *c = codelist_get(codelist_find(list), code);
	return c ? str_of(lang ? c->name_en : c->name_id) : code;
}

const struct codelist *codelist_of_vocabulary(const char *vocabularies, str vocabulary)
{
	const struct code *c = codelist_get(codelist_find(vocabularies), vocabulary);
	return c && c->category[0] ? codelist_find(c->category) : NULL;
}

const struct codelist *codelist_all(uint32_t *n)
{
	*n = codelist_table_n;
	return codelist_table;
}
