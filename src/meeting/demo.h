/* demo.h -- example meetings, for `selaras demo`: one rakor of this year with its agenda, 22 regencies invited and 12
 * there, six decisions and nine action items, and the next one planned. Every text says that it is an example; names of
 * persons are invented. */
#ifndef SELARAS_MEETING_DEMO_H
#define SELARAS_MEETING_DEMO_H

#include "meeting/meeting.h"
#include "place/index.h"

/* Nothing is done when there is an event already. */
enum record_rc meeting_demo(struct store *s, const struct place_index *places, uint32_t *made) SEL_MUST_CHECK;

#endif
