/* The list of doubtful locations, for who works at the command line. */
#include <stdio.h>

#include "activity/activity.h"
#include "activity/doubt.h"
#include "cli/cli.h"

enum { LINES = 100000 };

/* Without tabs and line ends, which cut fields and lines. */
static str plain(arena *a, str s)
{
	char *p = arena_alloc(a, s.n + 1);
	for (size_t i = 0; i < s.n; i++)
		p[i] = (unsigned char)s.p[i] < ' ' ? ' ' : s.p[i];
	p[s.n] = '\0';
	return (str){ p, s.n };
}

static void print(arena *a, const struct doubt *x)
{
	const struct doc *d = x->record->doc;
	printf("%.*s\t%.*s\t%u\t%.*s\t%.*s\t%lld\t", STR_ARG(doc_str(d, ACTIVITY_REPORTING_REF)),
	       STR_ARG(doc_str(d, ACTIVITY_IDENTIFIER)), x->row + 1, STR_ARG(plain(a, x->words)), STR_ARG(x->method),
	       (long long)x->confidence);
	for (uint32_t i = 0; i < x->nchoices; i++)
		printf("%s%.*s", i ? " " : "", STR_ARG(x->choices[i]->code));
	printf("\n");
}

int cmd_locations(int argc, char **argv)
{
	const char *url = option_db(&argc, argv);
	bool unknown = option_flag(&argc, argv, "unknown"), decided = option_flag(&argc, argv, "decided");
	struct app *app = options_done(argc, argv) ? app_open(url, 2) : NULL;
	if (!app)
		return 1;
	struct doubt *list;
	uint32_t n;
	enum doubt_show show = decided ? DOUBT_DECIDED : unknown ? DOUBT_UNKNOWN : DOUBT_UNSURE;
	db *d = db_borrow(app->pool, DB_READ);
	bool ok = d && doubts_list(app->store, d, app->a, show, STR_EMPTY, 0, LINES, &list, &n);
	printf("partner\tprogramme\tlocation\tsays\tmethod\tconfidence\tplaces\n");
	for (uint32_t i = 0; ok && i < n; i++)
		print(app->a, &list[i]);
	db_return(d);
	app_close(app);
	return ok ? 0 : 1;
}
