/* demo.h -- announcements and good practices of the example province, labelled as such. */
#ifndef SELARAS_LIBRARY_DEMO_H
#define SELARAS_LIBRARY_DEMO_H

#include "record/store.h"

/* RECORD_UNCHANGED when they are there. The example organisations must be. *MADE: how many. */
enum record_rc library_demo(struct store *s, uint32_t *made) SEL_MUST_CHECK;

#endif
