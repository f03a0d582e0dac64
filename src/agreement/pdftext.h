/* pdftext.h -- the text of a PDF, read by pdftotext (poppler) as a process of its own.
 *
 * A PDF is a hostile program until proven otherwise. The process gets the file on its standard input and gives text on
 * its standard output; it has nothing else open, no environment, no privileges to gain, no network and no other process
 * where the kernel allows that to be taken away (user namespace), and limits: seconds of time, memory, no file may be
 * written. Past them it is killed, and the document stays without text. Any thread may call. */
#ifndef SELARAS_AGREEMENT_PDFTEXT_H
#define SELARAS_AGREEMENT_PDFTEXT_H

#include "base/str.h"

enum pdftext_rc {
	PDFTEXT_OK,
	PDFTEXT_CUT,        /* more text than MAX: what came first */
	PDFTEXT_UNREADABLE, /* broken, locked or a trap */
	PDFTEXT_TIMEOUT,
	PDFTEXT_MISSING /* pdftotext is not installed */
};
struct pdftext_limits {
	unsigned seconds; /* of the clock; half of it as processor time */
	size_t memory;    /* bytes of address space */
	size_t max;       /* bytes of text */
};
extern const struct pdftext_limits pdftext_default; /* 10 s, 512 MB, 200 kB */
/* The text as valid UTF-8, white space squeezed, in A. */
enum pdftext_rc pdftext(arena *a, str pdf, const struct pdftext_limits *limits, str *out) SEL_MUST_CHECK;

#endif
