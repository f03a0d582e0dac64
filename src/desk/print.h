/* print.h -- papers that pages offer as PDF and DOCX: the province's letterhead and look, the foot that says where the
 * data come from and where the page is (as a QR code), the mark of the demo, and the reply that is saved as a file.
 *
 * The date of a paper is that of its data, not of the day on which it is asked for: the same data give the same file.
 */
#ifndef SELARAS_DESK_PRINT_H
#define SELARAS_DESK_PRINT_H

#include "html/web.h"
#include "office/official.h"
#include "paper/paper.h"

struct print {
	struct req *req;
	const struct web *web;
	struct page *page;
	arena *a;
	db *db;
	str title, subject;
	const struct office_paper *office; /* whose paper it is and who signs it; NULL: nobody said */
	int64_t when;                      /* of the data, ms UTC */
	struct url at;                     /* the page whose paper it is; may be empty */
	str source;                        /* where the data come from, in one sentence; empty: Selaras */
	bool landscape;
	bool bare;  /* without letterhead */
	bool small; /* letters of 9 points and narrow margins: a sheet of facts */
};

/* A paper with its letterhead. */
struct paper *print_begin(const struct print *p) SEL_RETURNS_NONNULL;
/* "Kupang, 29 Oktober 2019": the place of the signatures and DAY in words; empty: room to write one. */
str print_place(const struct print *p, str day);
/* Who signs for the province. */
struct paper_signatory print_signatory(const struct print *p);
/* The file NAME.pdf, or NAME.docx; 413 or 503 with a reason when it cannot be made. */
struct reply print_reply(const struct print *p, struct paper *paper, bool docx, str name);
/* S as part of a file's name: letters, digits, dots and dashes only. */
str print_file_word(arena *a, str s);
/* "register.pdf" or "register.docx" of the address; false for anything else. */
bool print_format(str file, const char *name, bool *docx);

#endif
