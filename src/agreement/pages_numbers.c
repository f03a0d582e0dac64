/* Units and officials on the desk, and the numbers of a unit's letters: which were given, for what, and one more. */
#include "agreement/pages.h"
#include "agreement/pages_tmpl.h"
#include "office/number.h"
#include "office/official.h"

enum { YEARS_BACK = 30, PER_PAGE = 50 };

/* ---- what the desk shows of them ---- */

static uint32_t unit_links(struct desk_view *v, struct desk_link *out, uint32_t max)
{
	if (!max || !v->record || v->record->deleted)
		return 0;
	out[0] = (struct desk_link){ msg(v->page->lang, MSG_NUMBERS_TITLE), desk_url(v, "numbers"), "list" };
	return 1;
}

/* How a paper of today begins: seen before anything is printed. */
static void unit_panel(struct desk_view *v)
{
	struct letterhead *h = arena_make(v->a, struct letterhead);
	date today = date_of_instant(clock_now());
	letterhead_of(v->a, v->record->doc, today, h);
	tmpl_unit_panel(v->page, h, i18n_date(v->a, v->page->lang, today, DATE_LONG));
}

const struct desk_room unit_room = {
	.kind = &unit_kind, .icon = "landmark", .first = "code name", .links = unit_links, .panel = unit_panel
};

static void start_official(struct desk_view *v, struct doc *d)
{
	(void)v;
	doc_set(d, OFFICIAL_ACTING, STR("definitive"));
}

const struct desk_room official_room = {
	.kind = &official_kind, .icon = "user", .first = "unit post acting name since", .start = start_official
};

/* ---- numbers ---- */

static int this_year(void)
{
	return date_to_ymd(date_of_instant(clock_now())).year;
}

static bool numbers_start(struct req *r, struct desk_view *v, struct reply *failed)
{
	if (!desk_start(r, v, failed))
		return false;
	if (v->kind == &unit_kind && desk_may(v, ACT_VIEW))
		return true;
	*failed = v->kind == &unit_kind ? desk_refuse(v, ACT_VIEW) : desk_not_found(v);
	return false;
}

static struct url record_of(struct desk_view *v, int64_t no)
{
	const struct record *r = no ? record_load(v->web->store, v->db, v->a, v->actor, no) : NULL;
	return r ? url_path(v->page, "/desk/{}/{}", str_of(r->kind->name), arena_str(v->a, str_of(r->id)))
	         : (struct url){ STR_EMPTY };
}

/* GIVEN: the number that was just taken; 0: none. */
static void add_rows(struct desk_view *v, struct numbers_page *p, int64_t given)
{
	enum lang l = v->page->lang;
	struct letter_line *list;
	uint32_t n;
	str unit = str_of(v->record->id);
	int64_t last = letters_count(v->db, unit, p->year);
	p->pager = pager_of(v->page, last, PER_PAGE);
	if (!letters_of(v->db, v->a, unit, p->year, (p->pager.page - 1) * PER_PAGE, PER_PAGE, &list, &n))
		return;
	struct number_row *rows = arena_array(v->a, struct number_row, n + 1);
	for (uint32_t i = 0; i < n; i++)
		rows[i] = (struct number_row){ .sequence = i18n_int(v->a, l, list[i].sequence),
			                       .number = list[i].number,
			                       .day = i18n_date(v->a, l, date_of_instant(list[i].at), DATE_SHORT),
			                       .who = desk_actor_name(v, list[i].actor),
			                       .subject = list[i].subject,
			                       .record = record_of(v, list[i].no) };
	p->rows = rows;
	p->n = n;
	for (uint32_t i = 0; i < n; i++)
		if (list[i].sequence == given)
			p->taken = list[i].number;
	if (p->year == this_year()) {
		struct letterhead head;
		date today = date_of_instant(clock_now());
		letterhead_of(v->a, v->record->doc, today, &head);
		p->next = letter_number(v->a, &head, last + 1, today);
	}
}

static struct reply show(struct desk_view *v, int status, int year, struct numbers_page *p)
{
	p->year = year;
	p->unit = unit_name(v->record->doc, date_of_instant(clock_now()), (int)v->page->lang);
	p->self = desk_url(v, "numbers");
	p->may_take = desk_may(v, ACT_SIGN) && year == this_year();
	str id = { v->record->id, ULID_LEN };
	if (year > this_year() - YEARS_BACK)
		p->earlier = url_path(v->page, "/desk/unit/{}/numbers?year={}", id, arena_fmt(v->a, "%d", year - 1));
	if (year < this_year())
		p->later = url_path(v->page, "/desk/unit/{}/numbers?year={}", id, arena_fmt(v->a, "%d", year + 1));
	add_rows(v, p, v->req->method == HTTP_GET ? req_input(v->req, "given")->i : 0);
	v->page->status = status;
	desk_title(v, msg(v->page->lang, MSG_NUMBERS_TITLE));
	tmpl_numbers(v->page, p);
	return page_reply(v->req, v->page);
}

struct reply agreement_numbers(struct req *r)
{
	struct desk_view v;
	struct reply failed;
	if (!numbers_start(r, &v, &failed))
		return failed;
	int64_t year = req_input(r, "year")->i;
	bool known = year > this_year() - YEARS_BACK && year <= this_year();
	return show(&v, 200, known ? (int)year : this_year(), arena_make(v.a, struct numbers_page));
}

static bool take(struct desk_view *v, str subject, struct letter_taken *out)
{
	struct letterhead head;
	int64_t now = clock_now();
	date today = date_of_instant(now);
	letterhead_of(v->a, v->record->doc, today, &head);
	struct record_tx *tx = record_tx_begin(v->web->store, v->a, now);
	if (!tx)
		return false;
	const struct letter l = { .unit = str_of(v->record->id),
		                  .head = &head,
		                  .on = today,
		                  .at = now,
		                  .actor = v->actor->id,
		                  .record = STR_EMPTY,
		                  .subject = subject };
	return record_tx_end(tx, letter_take(record_tx_db(tx), v->a, &l, out) ? RECORD_OK : RECORD_FAILED) == RECORD_OK;
}

struct reply agreement_number_take(struct req *r)
{
	struct desk_view v;
	struct reply failed;
	struct letter_taken taken;
	if (!numbers_start(r, &v, &failed))
		return failed;
	if (!desk_may(&v, ACT_SIGN))
		return desk_refuse(&v, ACT_SIGN);
	enum lang l = v.page->lang;
	struct numbers_page *p = arena_make(v.a, struct numbers_page);
	p->subject = str_trim(req_input(r, "subject")->text);
	if (!p->subject.n) {
		p->refused = msg(l, MSG_NUMBERS_SUBJECT_MISSING);
		return show(&v, 422, this_year(), p);
	}
	desk_release(&v);
	/* the answer is another address: asking for it again takes no second number */
	if (take(&v, p->subject, &taken))
		return desk_redirect(&v, url_path(v.page, "/desk/unit/{}/numbers?given={}", str_of(v.record->id),
		                                  arena_fmt(v.a, "%lld", (long long)taken.sequence)));
	if (!desk_reopen(&v))
		return reply_text(r, 503, "text/plain; charset=utf-8", msg(l, MSG_DESK_BUSY));
	p->refused = msg(l, MSG_DESK_BUSY);
	return show(&v, 503, this_year(), p);
}
