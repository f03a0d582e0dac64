/* Commands that prove and show what happened. */
#include <stdio.h>

#include "base/utf8.h"
#include "cli/cli.h"
#include "record/audit.h"

enum { PROBLEMS_SHOWN = 200, LINES_SHOWN = 10000 };

static bool hash_of(const char *hex, struct hash *out)
{
	str s = str_of(hex);
	for (size_t i = 0; i < s.n && s.n == 2 * HASH_SIZE; i++) {
		char c = s.p[i];
		int digit = c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
		if (digit < 0)
			return false;
		out->b[i / 2] = (uint8_t)(out->b[i / 2] << 4 | digit);
	}
	return s.n == 2 * HASH_SIZE;
}

/* Whether the log goes on from the line that somebody kept the hash of. */
static bool goes_on(db *d, const char *since)
{
	struct hash hash = { 0 };
	if (!since[0])
		return true;
	int64_t seq = hash_of(since, &hash) ? audit_find(d, &hash) : 0;
	if (seq)
		printf("the log goes on from line %lld\n", (long long)seq);
	else
		fprintf(stderr, "selaras: %s: no line of the audit log has this hash: lines were removed or altered\n",
		        since);
	return seq != 0;
}

static void print_head(db *d)
{
	int64_t seq = 0;
	struct hash head;
	char hex[2 * HASH_SIZE + 1];
	if (!audit_head(d, &seq, &head))
		return;
	hex_print(head.b, HASH_SIZE, hex);
	printf("%lld lines in the audit log, head %s\n", (long long)seq, hex);
}

int cmd_verify(int argc, char **argv)
{
	const char *url = option_db(&argc, argv), *since = option(&argc, argv, "since", "");
	struct app *app = options_done(argc, argv) ? app_open(url, 2) : NULL;
	if (!app)
		return 1;
	struct problems ps;
	uint64_t versions = 0;
	problems_init(&ps, app->a, PROBLEMS_SHOWN);
	db *d = db_borrow(app->pool, DB_READ);
	bool ok = d && db_begin(d, DB_READ) == DB_OK && store_verify(app->store, d, &ps, &versions);
	if (ok)
		store_verify_words(app->store, &ps);
	print_problems(&ps, "verify");
	if (ok) {
		printf("%llu versions checked, %u problems\n", (unsigned long long)versions, ps.n);
		print_head(d);
		ok = goes_on(d, since) && ps.n == 0;
	}
	db_return(d);
	app_close(app);
	return ok ? 0 : 1;
}

int cmd_audit_list(int argc, char **argv)
{
	const char *url = option_db(&argc, argv), *actor = option(&argc, argv, "actor", "");
	struct app *app = options_done(argc, argv) ? app_open(url, 2) : NULL;
	if (!app)
		return 1;
	struct audit_entry *lines = NULL;
	uint32_t n = 0;
	const struct audit_query q = { .actor = str_of(actor), .max = LINES_SHOWN };
	db *d = db_borrow(app->pool, DB_READ);
	bool ok = d && audit_list(d, app->a, &q, &lines, &n);
	db_return(d);
	for (uint32_t i = 0; i < n; i++) {
		char at[25];
		instant_print(lines[i].at, at);
		printf("%lld %s %s %.*s %.*s %.*s ", (long long)lines[i].seq, at,
		       audit_event_name(lines[i].event) ? audit_event_name(lines[i].event) : "?",
		       STR_ARG(lines[i].actor), STR_ARG(lines[i].address), STR_ARG(lines[i].id));
		utf8_print(stdout, lines[i].detail);
		putchar('\n');
	}
	app_close(app);
	return ok ? 0 : 1;
}
