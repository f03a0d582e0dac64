/* Prints the field tables of the activity and the organisation, one line per kind and field, for
 * tests/lint/iati_tables_test.py, which compares them with the published schemas. */
#include <stdio.h>

#include "activity/activity.h"
#include "partner/partner.h"

enum { KINDS = 128 };

static const char *const type_names[] = {
	[FIELD_TEXT] = "text",       [FIELD_CODE] = "code",   [FIELD_DATE] = "date", [FIELD_DATETIME] = "datetime",
	[FIELD_DECIMAL] = "decimal", [FIELD_INT] = "int",     [FIELD_BOOL] = "bool", [FIELD_URL] = "url",
	[FIELD_LINK] = "link",       [FIELD_PLACE] = "place", [FIELD_ROWS] = "rows",
};

static const char *text(const char *s)
{
	return s ? s : "-";
}

static void dump(const struct kind *k, const struct kind **seen, int *n)
{
	for (int i = 0; i < *n; i++)
		if (seen[i] == k)
			return;
	seen[(*n)++] = k;
	printf("kind\t%s\t%s\t%u\n", k->name, text(k->iati), k->number);
	for (uint32_t i = 0; i < k->nfields; i++) {
		const struct field *f = &k->fields[i];
		printf("field\t%s\t%s\t%s\t%u\t%s\t%s\t%u\t%u\t%u\t%u\t%u\t%u\t%s\t%s\t%s\t%s\n", k->name, f->name,
		       type_names[f->type], f->flags, text(f->iati), f->iati1 ? f->iati1[0] ? f->iati1 : "none" : "-",
		       f->since, f->until, f->required_since, f->required_until, f->single_since, f->single_until,
		       f->rows ? f->rows->name : "-", text(f->codes), text(f->codes_by), text(f->vocabulary));
	}
	for (uint32_t i = 0; i < k->nfields; i++)
		if (k->fields[i].rows && *n < KINDS)
			dump(k->fields[i].rows, seen, n);
}

int main(void)
{
	const struct kind *seen[KINDS];
	int n = 0;
	printf("flags\t%d\t%d\t%d\n", REQUIRED, WITH_ELEMENT, PERSONAL);
	dump(&activity_kind, seen, &n);
	dump(&organisation_kind, seen, &n);
	return 0;
}
