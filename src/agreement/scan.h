/* scan.h -- asks a virus scanner about a file: clamd (ClamAV) by its socket and the command INSTREAM (clamd(8)).
 *
 * The owner of the machine names its socket in SELARAS_CLAMD. Then only what it calls clean is taken: a scanner that
 * does not answer is no answer. */
#ifndef SELARAS_AGREEMENT_SCAN_H
#define SELARAS_AGREEMENT_SCAN_H

#include "base/str.h"

enum scan_rc { SCAN_CLEAN, SCAN_FOUND, SCAN_FAILED };
/* The socket that was named; NULL: files are not scanned. */
const char *scan_socket(void);
/* With SCAN_FOUND the name of what was found is in *NAME, in A. Any thread; takes as long as the scanner, at most a
 * minute without a word from it. */
enum scan_rc scan_bytes(arena *a, const char *socket_path, str bytes, str *name) SEL_MUST_CHECK;

#endif
