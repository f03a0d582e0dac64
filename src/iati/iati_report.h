/* iati_report.h -- every problem of an import, for people and for programs: lines on the terminal, and a file of all of
 * them as CSV or JSON, written while the import runs. */
#ifndef SELARAS_IATI_REPORT_H
#define SELARAS_IATI_REPORT_H

#include <stdio.h>

#include "i18n/i18n.h"
#include "iati/iati_import.h"

enum report_format { REPORT_NONE, REPORT_CSV, REPORT_JSON };
struct import_report {
	FILE *out;
	enum report_format format;
	enum lang lang;
	bool first;       /* JSON: no element of the list yet */
	struct buf files; /* JSON: written at the end */
	struct buf line;
	arena *arena; /* for one line */
};

/* By the ending of NAME; REPORT_NONE for any other. */
enum report_format report_format_of(str name);
/* False when NAME cannot be written. CSV columns: severity, source, line, identifier, path, key, message, found,
 * expected; JSON: {"problems": [...], "files": [...], "totals": {...}}. */
bool report_open(struct import_report *r, str name, enum lang lang);
void report_problem(struct import_report *r, const struct import_file *f, const struct problem *p);
void report_file(struct import_report *r, const struct import_file *f);
/* False when something could not be written. */
bool report_close(struct import_report *r, const struct import_totals *t);

#endif
