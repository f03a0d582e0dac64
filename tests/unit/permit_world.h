/* permit_world.h -- days and permits for the tests of permits and procedures. */
#ifndef SELARAS_TESTS_PERMIT_WORLD_H
#define SELARAS_TESTS_PERMIT_WORLD_H

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
/* cmocka wants the four above first */
#include <cmocka.h>

#include "agreement/procedure.h"
#include "record/codelist.h"

static inline date day(const char *text)
{
	date d;
	if (!date_parse(str_of(text), &d))
		fail_msg("%s: no date", text);
	return d;
}

static inline void assert_day(date d, const char *expected)
{
	char text[11];
	date_print(d, text);
	assert_string_equal(text, expected);
}

static inline struct doc *permit(arena *a, const char *kind, const char *from, const char *until)
{
	struct doc *d = doc_new(a, &permit_kind);
	doc_set(d, PERMIT_HOLDER, STR("01ARZ3NDEKTSV4RRFFQ69G5FAV"));
	doc_set(d, PERMIT_KIND, str_of(kind));
	doc_set(d, PERMIT_NUMBER, STR("CONTOH/001"));
	doc_set(d, PERMIT_ISSUER, STR("Kementerian Luar Negeri"));
	doc_set(d, PERMIT_FROM, str_of(from));
	doc_set(d, PERMIT_UNTIL, str_of(until));
	return d;
}

static inline bool has_problem(const struct problems *ps, const char *key)
{
	for (const struct problem *p = ps->first; p; p = p->next)
		if (strcmp(p->key, key) == 0)
			return true;
	return false;
}

#endif
