/* demo.h -- invented permits and agreements for the partners of the demo province; every text says so. */
#ifndef SELARAS_AGREEMENT_DEMO_H
#define SELARAS_AGREEMENT_DEMO_H

#include "record/store.h"

/* Adds them once: a database that has agreements stays as it is. Freezes the register of 2019. */
bool agreement_demo(struct store *s, struct problems *ps) SEL_MUST_CHECK;

#endif
