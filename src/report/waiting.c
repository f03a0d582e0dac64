/* What waits for the reader on the desk's home: reports to make, returned ones, those to check and to accept. */
#include "report/pages.h"

#include "report_sql.h"

/* Reports of this year and the last that should be there: how many, and whether one is late. */
static void count_open(struct desk_view *v, struct desk_waiting *w, str partner)
{
	date today = date_of_instant(clock_now());
	int year = date_to_ymd(today).year;
	for (int y = year - 1; y <= year; y++) {
		struct owed_calendar c;
		struct owed_row *rows;
		uint32_t n, total;
		if (!owed_calendar_read(v->db, v->a, y, today, &c))
			return;
		struct owed_board q = { .calendar = &c, .scope = { .partner = partner }, .most = 1 };
		if (!owed_board_read(v->db, v->a, &q, &rows, &n, &total) || !n)
			continue;
		for (uint32_t i = 0; i < c.n; i++) {
			w->n += rows[0].cells[i].n[OWED_DUE] + rows[0].cells[i].n[OWED_LATE];
			w->late = w->late || rows[0].cells[i].n[OWED_LATE];
		}
	}
}

uint32_t lap_waiting(struct desk_view *v, struct desk_waiting *out, uint32_t max)
{
	enum { MAKE, RETURNED, CHECK, DECIDE, LINES };
	static const struct {
		const char *what, *word;
		enum msg label;
	} lines[LINES] = { [MAKE] = { "make", NULL, MSG_REPORT_WAITS_MAKE },
		           [RETURNED] = { "returned", "fill", MSG_REPORT_WAITS_RETURNED },
		           [CHECK] = { "check", "check", MSG_REPORT_WAITS_CHECK },
		           [DECIDE] = { "decide", "view", MSG_REPORT_WAITS_DECISION } };
	bool decides = false;
	if (max < LINES)
		return 0;
	for (uint32_t i = 0; i < LINES; i++)
		out[i] = (struct desk_waiting){ .what = lines[i].what,
			                        .label = msg(v->page->lang, lines[i].label),
			                        .word = lines[i].word };
	out[MAKE].href = url_to(v->page, "/desk/report-list", 0, NULL);
	for (uint32_t i = 0; i < v->actor->ngrants; i++) {
		const struct grant *g = &v->actor->grants[i];
		bool bureau = g->role == ROLE_BUREAU || g->role == ROLE_ADMIN;
		if (g->role == ROLE_PARTNER && g->org.n) {
			count_open(v, &out[MAKE], g->org);
			desk_waits(v, &out[RETURNED], &q_report_returned_to, DB_ARGS(db_text(g->org)));
		}
		if (g->role == ROLE_REGENCY && g->place.n)
			desk_waits(v, &out[CHECK], &q_report_to_check, DB_ARGS(db_text(g->place)));
		if (g->role == ROLE_AGENCY && g->org.n)
			desk_waits(v, &out[CHECK], &q_report_to_verify, DB_ARGS(db_text(g->org)));
		if (bureau && !decides)
			desk_waits(v, &out[DECIDE], &q_report_to_decide, NULL);
		decides = decides || bureau;
	}
	return LINES;
}
