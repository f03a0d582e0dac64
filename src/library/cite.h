/* cite.h -- finds the regulations that a text names: "PP 59/2016 Pasal 7 ayat (2); Pergub NTT 4/2011".
 *
 * A name is a sort of document (code list regulation-sort), perhaps who issued it, and NUMBER/YEAR or "Nomor NUMBER
 * Tahun YEAR"; articles, paragraphs and letters that follow belong to it. Pure; any thread may use it. */
#ifndef SELARAS_LIBRARY_CITE_H
#define SELARAS_LIBRARY_CITE_H

#include "base/str.h"

/* Parts of the text that was read: they live as long as it does. */
struct cite {
	str text;     /* all of it: "PP 59/2016 Pasal 7 ayat (2)" */
	str sort;     /* "PP": as the code list writes it */
	str issuer;   /* "NTT"; empty for documents of the centre */
	str number;   /* "59" */
	str year;     /* "2016" */
	str articles; /* "Pasal 7 ayat (2)"; may be empty */
	size_t from;  /* where TEXT begins */
};
/* The first citation at or after *AT, which moves behind it; false when there is none. */
bool cite_next(str text, size_t *at, struct cite *out) SEL_MUST_CHECK;

/* The name in an address: "pp-59-2016", "pergub-ntt-4-2011"; in A. Documents without a number have none and are named
 * by their title. */
str cite_slug(arena *a, str sort, str issuer, str number, str year);

#endif
