/* demo.h -- work plans of example partners, for `selaras demo`: two years, in several states, one for 12 villages.
 * Every text says that it is an example. */
#ifndef SELARAS_WORKPLAN_DEMO_H
#define SELARAS_WORKPLAN_DEMO_H

#include "place/index.h"
#include "workplan/workplan.h"

/* Nothing is done when there is a work plan already. */
enum record_rc workplan_demo(struct store *s, const struct place_index *places, uint32_t *made) SEL_MUST_CHECK;

#endif
