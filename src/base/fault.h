/* fault.h -- failures on demand: proves that whatever fails leaves nothing half done.
 *
 * Calls that may fail (of the database, writes of files) ask fault_here() first. It says no, except in test builds,
 * where SELARAS_FAIL=N (or fault_arm()) makes the N-th call of the process fail, and with "N+" all that follow as well,
 * as on a full disk. Other builds have neither the question nor the counting. Memory that is not to be had ends the
 * process (arena.h), so it is no fault here. */
#ifndef SELARAS_BASE_FAULT_H
#define SELARAS_BASE_FAULT_H

#include <stdbool.h>
#include <stdint.h>

#ifdef SELARAS_FAULTS

bool fault_here(void);
/* From now on the N-th call fails; 0: none. Starts counting anew, in all threads. */
void fault_arm(uint64_t n, bool lasting);
/* Whether a call has failed since then. */
bool fault_happened(void);

#else

static inline bool fault_here(void)
{
	return false;
}

#endif
#endif
