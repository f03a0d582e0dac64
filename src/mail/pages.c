/* What an administrator sees of the letters, and the commands about them. */
#include "mail/internal.h"
#include "mail/letter.h"
#include "mail/mail_tmpl.h"
#include "mail/page.h"

static struct reply show(struct req *r)
{
	const struct web *w = web_of(r);
	const struct mail_line *lines;
	struct page *pg = page_new(r, &w->page);
	struct mail_page p = { .on = w->mail != NULL };
	db *d = db_borrow_in(store_pool(w->store), DB_READ, r->arena);
	if (!d || !mail_lines(d, r->arena, &lines, &p.n))
		return reply_text(r, 503, "text/plain; charset=utf-8", msg(pg->lang, MSG_MAIL_TROUBLE));
	struct mail_row *rows = arena_array(r->arena, struct mail_row, p.n);
	for (size_t i = 0; i < p.n; i++) {
		rows[i] = (struct mail_row){ .to = lines[i].recipient,
			                     .subject = lines[i].subject,
			                     .said = lines[i].said,
			                     .made = i18n_instant(r->arena, pg->lang, lines[i].made),
			                     .state = mail_state_text(pg->lang, lines[i].state),
			                     .tries = lines[i].tries };
		if (lines[i].state == MAIL_WAITS) {
			rows[i].next = i18n_instant(r->arena, pg->lang, lines[i].due);
			p.waiting = true;
		} else {
			rows[i].next = STR_EMPTY;
		}
	}
	p.rows = rows;
	pg->title = msg(pg->lang, MSG_MAIL_TITLE);
	pg->noindex = true;
	tmpl_mail(pg, &p);
	struct reply reply = page_reply(r, pg);
	reply.cacheable = false;
	reply.personal = true;
	return reply;
}

static struct reply mail_get(struct req *r)
{
	return show(r);
}

static struct reply mail_now(struct req *r)
{
	const struct web *w = web_of(r);
	enum lang lang = LANG_ID;
	db *d = db_borrow_in(store_pool(w->store), DB_WRITE, r->arena);
	if (!lang_parse(r->params[0], &lang))
		lang = LANG_ID;
	if (!d || db_begin(d, DB_WRITE) != DB_OK || !mail_hurry(w->mail, d) || db_commit(d) != DB_OK)
		return reply_text(r, 503, "text/plain; charset=utf-8", msg(lang, MSG_MAIL_TROUBLE));
	return reply_redirect(r, 303, arena_fmt(r->arena, "/%s/desk/mail", lang_code(lang)));
}

const struct route mail_routes[] = {
	{ .method = HTTP_GET,
	  .pattern = "/{lang}/desk/mail",
	  .permission = PERM_ADMIN,
	  .handler = mail_get,
	  .summary = "Letters on their way out" },
	{ .method = HTTP_POST,
	  .pattern = "/{lang}/desk/mail",
	  .permission = PERM_ADMIN,
	  .handler = mail_now,
	  .summary = "Try the letters that wait now" },
	{ .pattern = NULL },
};

/* ---- commands ---- */

static bool yes(void *ctx)
{
	(void)ctx;
	return true;
}

bool mail_command_test(const struct smtp_opts *o, const char *to, enum lang lang, FILE *out)
{
	ARENA_SCOPE arena *a = arena_new(0);
	char id[ULID_LEN + 1];
	struct buf b;
	struct smtp_answer answer;
	buf_init(&b, a, 64000);
	ulid_make(clock_now(), id);
	const struct letter letter = { .id = str_of(id),
		                       .at = clock_now(),
		                       .lang = lang,
		                       .from = str_of(o->from),
		                       .from_name = msg(lang, MSG_SITE_NAME),
		                       .to = str_of(to),
		                       .to_name = STR_EMPTY,
		                       .subject = msg(lang, MSG_MAIL_TEST_SUBJECT),
		                       .text = msg(lang, MSG_MAIL_TEST_TEXT),
		                       .settings = STR_EMPTY };
	if (!letter_write(&letter, &b)) {
		fprintf(stderr, "selaras: %s: not an address that a letter can go to\n", to);
		return false;
	}
	const struct smtp_call call = { .to = str_of(to), .message = buf_str(&b), .hand = yes };
	struct smtp *s = smtp_open(o);
	smtp_send(s, &call, &answer);
	smtp_close(s);
	if (answer.rc == SMTP_ACCEPTED)
		return fprintf(out, "accepted: %s\n", answer.said) > 0;
	fprintf(stderr, "selaras: not accepted: %s\n", answer.said);
	return false;
}

bool mail_command_list(struct store *s, enum lang lang, FILE *out)
{
	ARENA_SCOPE arena *a = arena_new(0);
	const struct mail_line *lines;
	size_t n;
	db *d = db_borrow_in(store_pool(s), DB_READ, a);
	if (!d || !mail_lines(d, a, &lines, &n))
		return false;
	for (size_t i = 0; i < n; i++) {
		char at[25];
		instant_print(lines[i].made, at);
		fprintf(out, "%.*s %s %.*s %lld %.*s \"%.*s\" %.*s\n", STR_ARG(lines[i].id), at,
		        STR_ARG(mail_state_text(lang, lines[i].state)), (long long)lines[i].tries,
		        STR_ARG(lines[i].recipient), STR_ARG(lines[i].subject), STR_ARG(lines[i].said));
	}
	return true;
}
