/* filetype.h -- which files are taken, by what they are: libmagic's answer must be on the list, the name's ending must
 * fit it, and the file must be one thing only.
 *
 * Taken: PDF, PNG, JPEG, Word, Excel and PowerPoint (without macros), OpenDocument, plain text and CSV. Never taken:
 * HTML, SVG, scripts, archives, programs; nothing that is also something else (a ZIP at the end of a PDF, a web page in
 * its head), and no archive that would unpack to more than UNPACKED_MAX or to more than UNPACKED_TIMES its size.
 * Nothing is unpacked here: the directory of the archive is read. Untrusted bytes; fuzzed. Any thread may call. */
#ifndef SELARAS_AGREEMENT_FILETYPE_H
#define SELARAS_AGREEMENT_FILETYPE_H

#include "base/problem.h"
#include "base/str.h"

#define UNPACKED_MAX ((uint64_t)512 << 20)
enum { UNPACKED_TIMES = 200, FILENAME_MAX_LENGTH = 200 };

struct filetype {
	const char *mime; /* sent when it is downloaded */
	const char *ends; /* ".jpg .jpeg" */
	bool pdf;
};
/* What BYTES are, NULL (with a problem: empty, too big, not on the list, ending, two things, macros, bomb) when they
 * are not taken. */
const struct filetype *filetype_of(arena *a, str filename, str bytes, size_t max, struct problems *ps);
const struct filetype *filetype_by_mime(str mime); /* NULL when it is not on the list */
/* A name for people and for a download: without folders, control characters, and what file systems or headers choke on;
 * never empty, not longer than FILENAME_MAX_LENGTH bytes, its ending kept. */
str filename_clean(arena *a, str filename);

#endif
