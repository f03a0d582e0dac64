/* demo.h -- units and officials of the demo province. The names of the offices and when they changed come from public
 * sources, the days from nowhere: they are examples; every person is invented and marked. */
#ifndef SELARAS_OFFICE_DEMO_H
#define SELARAS_OFFICE_DEMO_H

#include "record/store.h"

#define OFFICE_DEMO_BUREAU "biro-kerja-sama"

bool office_demo(struct store *s, struct problems *ps) SEL_MUST_CHECK;

#endif
