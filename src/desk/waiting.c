/* What waits for the one who works here: the work list of the home page, and the records behind one of its lines. */
#include "desk/desk_tmpl.h"
#include "desk/notice.h"
#include "desk_sql.h"

enum { LINES = 24 };

void desk_waits(struct desk_view *v, struct desk_waiting *w, const struct db_query *q, const struct db_arg *args)
{
	db_rows *rows;
	int64_t *list = arena_array(v->a, int64_t, DESK_WAITING_MAX);
	int64_t n = 0;
	for (; n < w->n; n++)
		list[n] = w->nos[n];
	if (db_select(v->db, q, args, &rows) != DB_OK)
		return;
	while (n < DESK_WAITING_MAX && db_next(rows)) {
		int64_t no = db_col_int(rows, 0), i = 0;
		while (i < n && list[i] != no)
			i++;
		if (i == n)
			list[n++] = no;
	}
	if (db_finish(rows) != DB_OK)
		return;
	w->nos = list;
	w->n = n;
}

/* ---- the list on the home page ---- */

static str waiting_id(struct desk_view *v, const struct desk_room *room, const struct desk_waiting *w)
{
	const struct record *r = record_load(v->web->store, v->db, v->a, v->actor, w->nos[0]);
	return r && r->kind == room->kind ? arena_str(v->a, (str){ r->id, ULID_LEN }) : STR_EMPTY;
}

static struct url page_below(struct desk_view *v, const struct kind *k, str id, const char *word)
{
	return word ? url_path(v->page, "/desk/{}/{}/{}", str_of(k->name), id, str_of(word))
	            : url_path(v->page, "/desk/{}/{}", str_of(k->name), id);
}

static struct url way_to(struct desk_view *v, const struct desk_room *room, const struct desk_waiting *w)
{
	if (!w->nos || !room->kind)
		return w->href;
	str only = w->n == 1 ? waiting_id(v, room, w) : STR_EMPTY;
	if (only.n)
		return page_below(v, room->kind, only, w->word);
	return url_path(v->page, "/desk/waiting/{}?what={}", str_of(room->kind->name), str_of(w->what));
}

const struct desk_waiting_line *desk_waiting_lines(struct desk_view *v, uint32_t *n)
{
	struct desk_waiting_line *out = arena_array(v->a, struct desk_waiting_line, LINES);
	*n = 0;
	for (const struct desk_room *const *r = v->web->rooms; r && *r; r++) {
		struct desk_waiting list[LINES] = { 0 };
		uint32_t found = (*r)->waiting ? (*r)->waiting(v, list, LINES - *n) : 0;
		for (uint32_t i = 0; i < found; i++)
			if (list[i].n > 0)
				out[(*n)++] = (struct desk_waiting_line){ .label = list[i].label,
					                                  .icon = list[i].icon ? list[i].icon
					                                          : (*r)->icon ? (*r)->icon
					                                                       : "clock",
					                                  .n = list[i].n,
					                                  .late = list[i].late,
					                                  .href = way_to(v, *r, &list[i]) };
	}
	return out;
}

/* ---- the records of one line ---- */

struct reply desk_waiting_list(struct req *r)
{
	struct desk_view v;
	struct reply failed;
	struct desk_waiting list[LINES] = { 0 };
	if (!desk_start(r, &v, &failed))
		return failed;
	if (!may(v.actor, ACT_VIEW, v.kind, NULL))
		return desk_refuse(&v, ACT_VIEW);
	const struct desk_waiting *w = NULL;
	uint32_t found = v.room && v.room->waiting ? v.room->waiting(&v, list, LINES) : 0;
	for (uint32_t i = 0; i < found && !w; i++)
		if (list[i].what && str_is(req_input(r, "what")->text, list[i].what))
			w = &list[i];
	/* what has been done meanwhile is an empty list, what never was is no page */
	if (!w)
		return desk_not_found(&v);
	struct desk_row *rows = arena_array(v.a, struct desk_row, (size_t)w->n + 1);
	uint32_t n = 0;
	for (int64_t i = 0; w->nos && i < w->n; i++) {
		const struct record *one = record_load(v.web->store, v.db, v.a, v.actor, w->nos[i]);
		if (!one || one->kind != v.kind)
			continue;
		rows[n] = desk_row_of(&v, one);
		rows[n].href = page_below(&v, v.kind, arena_str(v.a, rows[n].id), w->word);
		n++;
	}
	desk_title(&v, w->label);
	tmpl_desk_waiting(v.page, rows, n);
	return page_reply(r, v.page);
}

/* ---- where one was named ---- */

static uint32_t mentions(struct desk_view *v, struct desk_waiting *out, uint32_t max)
{
	if (!max)
		return 0;
	out[0] = (struct desk_waiting){ .what = "mention",
		                        .label = msg(v->page->lang, MSG_DESK_WAITING_MENTIONS),
		                        .icon = "bell",
		                        .n = db_one_int(v->db, &q_notice_unread_of,
		                                        DB_ARGS(db_text(v->actor->id), db_int(NOTICE_MENTION)), 0),
		                        .href = url_to(v->page, "/desk/notices", 0, NULL) };
	return 1;
}

const struct desk_room mention_room = { .waiting = mentions };
