/* demo.h -- problems of example partners, for `selaras demo`: every stage and state, one that comes back each year.
 * Every text says that it is an example. */
#ifndef SELARAS_PROBLEM_DEMO_H
#define SELARAS_PROBLEM_DEMO_H

#include "problem/problem.h"

/* Nothing is done when there is a problem already. */
enum record_rc problem_demo(struct store *s, uint32_t *made) SEL_MUST_CHECK;

#endif
