/* demo.h -- reports of example partners on their example plans of 2026, for `selaras demo`: accepted, disputed,
 * returned, and some that nobody made. Every text says that it is an example. */
#ifndef SELARAS_REPORT_DEMO_H
#define SELARAS_REPORT_DEMO_H

#include "report/report.h"

/* Nothing is done when there is a report already. */
enum record_rc report_demo(struct store *s, uint32_t *made) SEL_MUST_CHECK;

#endif
