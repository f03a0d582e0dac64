/* codelist.h -- code lists inside the program, made at build time from data/codes/NAME.csv
 * (columns: code,name_en,name_id,category,status,source). Lists hold our own Indonesian names; codes and English names
 * are the standard's facts. Read-only, safe in threads. */
#ifndef SELARAS_RECORD_CODELIST_H
#define SELARAS_RECORD_CODELIST_H

#include <stdbool.h>
#include <stdint.h>

#include "base/str.h"

struct code {
	const char *code;
	const char *name_en;
	const char *name_id;
	/* Code of the category list, "" when none; in a list of vocabularies the name of the list of their codes. */
	const char *category;
	bool withdrawn;
	const char *source; /* law or standard behind it */
};
struct codelist {
	const char *name;              /* IATI name: "Sector", "OrganisationType"; ours: "province-sector" */
	const char *name_en, *name_id; /* of the list itself, for people */
	const char *source;
	const struct code *codes; /* sorted by code, byte order */
	uint32_t n;
	bool complete; /* the standard calls it complete: other codes are errors; else advice */
};

/* NULL when there is no such list. */
const struct codelist *codelist_find(const char *name);
/* NULL when the list has no such code. LIST may be NULL. */
const struct code *codelist_get(const struct codelist *list, str code);
/* Name in Indonesian (lang 0) or English (lang 1); the code itself when unknown. */
str codelist_name(const char *list, str code, int lang);
/* The list behind a vocabulary ("SectorVocabulary", "7" gives UNSDG-Goals); NULL when its codes are not known. */
const struct codelist *codelist_of_vocabulary(const char *vocabularies, str vocabulary);
/* All lists by name, for the data dictionary. */
const struct codelist *codelist_all(uint32_t *n);

#endif
