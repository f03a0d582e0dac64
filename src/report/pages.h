/* pages.h -- what the pages of reports share; made for one request. */
#ifndef SELARAS_REPORT_PAGES_H
#define SELARAS_REPORT_PAGES_H

#include "agreement/calendar.h"
#include "desk/desk.h"
#include "report/confirm.h"
#include "report/fill.h"
#include "report/owed.h"
#include "workplan/near.h"

/* ---- the board and the list ---- */
struct lap_choice {
	str value, label;
	bool selected;
};
/* One state of several reports, or of one: a symbol and words beside the colour. */
struct lap_mark {
	const char *badge, *symbol;
	str text;
	struct url href;
};
struct lap_cell {
	struct lap_mark marks[OWED_STATES];
	uint32_t n;
};
struct lap_row {
	str name;
	struct url href;
	uint32_t owed;
	struct lap_cell cells[PERIODS_MOST];
};
struct lap_head {
	str name, due, frozen;
};
struct lap_board {
	const struct lap_choice *years;
	uint32_t nyears;
	bool by_regency;
	struct lap_head heads[PERIODS_MOST];
	uint32_t nheads;
	const struct lap_row *rows;
	uint32_t nrows;
	struct lap_mark legend[OWED_STATES];
	struct pager pager;
	struct url self, other, list; /* the other one is by regency, or by partner */
	bool estimated;               /* no holiday of the year is known */
};
struct lap_owed {
	str period, partner, subject, regency, due, handed_in;
	struct lap_mark mark;
	struct url report;
	bool may_make;
	str plan, programme, regency_code, code;
};
struct lap_list {
	const struct lap_choice *years, *periods, *states;
	uint32_t nyears, nperiods, nstates;
	str partner, partner_name, regency, regency_name;
	const struct lap_owed *rows;
	uint32_t nrows;
	struct url self, make, board;
	bool more;
	str refused;
	const struct problems *problems;
};

/* ---- one report ---- */
struct lap_remark {
	str who, text, day, on;
	bool answered;
};
/* The name of the form's page among drafts. */
#define LAP_DRAFT "fill"
struct lap_line {
	const char *id;
	str activity, indicator, unit, place, number;
	str target, target_year, done, cumulative, percent, progress;
	str people[4]; /* women, men, children, people with disabilities */
	str evidence, note;
	const struct lap_remark *remarks;
	uint32_t nremarks;
	bool extra; /* not of the plan */
	const char *badge;
	str status; /* of the figure; empty before it is handed in */
	/* as they stand in the form */
	str typed_done, typed[4], typed_place;
	const struct lap_choice *progresses;
	uint32_t nprogresses;
	bool bad; /* a problem is about it */
};
struct lap_money {
	const char *id;
	str source, currency, budget, spent, cumulative, percent, rate;
	str typed_budget, typed_spent, typed_rate;
};
struct lap_obstacle {
	const char *id;
	str text, stage, severity;
	struct url problem; /* raised from it */
	const struct lap_choice *stages, *severities;
	uint32_t nstages, nseverities;
};
struct lap_text {
	const char *name; /* of the field */
	const char *letter;
	str label, help, text;
	const struct lap_remark *remarks;
	uint32_t nremarks;
};
struct lap_correction {
	str day, why, frozen;
};
enum { LAP_TEXTS = 10, LAP_BLANKS = 3 };
struct lap_page {
	str partner, category, programme, plan, agreement, regency, period, due, agencies, handed_in, fiscal;
	struct url plan_at, record, self, pdf, docx, edit, step, check, sides, list;
	struct url raise;
	uint32_t disputed;
	bool handed, may_raise;
	struct lap_mark mark;
	str status;
	str late; /* "terlambat 12 hari kerja"; empty */
	uint32_t version;
	const struct lap_line *lines;
	uint32_t nlines;
	const struct lap_money *money;
	uint32_t nmoney;
	const struct lap_obstacle *obstacles;
	uint32_t nobstacles;
	struct lap_text texts[LAP_TEXTS];
	uint32_t ntexts;
	const struct lap_choice *conformities;
	uint32_t nconformities;
	str conformity, support_from, last_next;
	const struct lap_remark *remarks; /* on the whole */
	uint32_t nremarks;
	const struct lap_correction *corrections;
	uint32_t ncorrections;
	str refused;
	const struct problems *problems;
	/* of the form: whose draft is kept where, and what is said when one came back */
	const char *id;
	struct url keep;
	str restored;
	bool may_edit, may_submit, may_withdraw, may_check, may_accept, may_accept_without, may_correct;
	bool public;
	str blanks[LAP_BLANKS];
};

/* ---- two sides ---- */
/* A row of the report, or of what only the regency saw, as each side has it. */
struct lap_side {
	const char *id;
	str activity, place, unit, reported;
	str regency, regency_note, agency, agency_note, agency_who;
	const char *badge; /* of the status */
	str status, differs, shown;
	str settled, partner_on, regency_on, why;
	bool seen_only, is_open, may_propose, may_accept, may_open;
	/* as they stand in the form of who confirms */
	const struct lap_choice *answers;
	uint32_t nanswers;
	str typed_value, note;
	const struct lap_remark *remarks;
	uint32_t nremarks;
};
struct lap_sides {
	const struct lap_side *rows;
	uint32_t nrows, disputed;
	str who, note, refused; /* for whom the actor speaks */
	const struct problems *problems;
	struct url self, view, record;
	uint32_t version;
	bool may_confirm, may_pass, may_return, bureau;
	str blanks[LAP_BLANKS];
	const struct lap_choice *parts; /* of the report, for a remark */
	uint32_t nparts;
};
/* What each side says of V's report DOC; OWN (may be NULL) is the confirmation whose answers stand in the form. */
struct lap_sides *lap_sides_of(struct desk_view *v, const struct doc *doc, const struct doc *own);
/* The name of the state of a figure, and the class of its badge. */
str lap_figure_name(struct desk_view *v, enum figure_status s);
const char *lap_figure_badge(enum figure_status s);
str lap_value(struct desk_view *v, struct figure_value x);

/* ---- signals ---- */
struct lap_signals {
	str partner, subject, regency;
	struct url reports;
	const str *sentences;
	uint32_t n;
};
struct lap_signals_page {
	const struct lap_choice *years;
	uint32_t nyears;
	const struct lap_signals *rows;
	uint32_t n, looked; /* obligations with signals, and all that were looked at */
	struct url self, next;
};

/* ---- shared ---- */
/* A page of the desk about all reports: its view, and the calendar of the year that the address asks for. */
bool lap_board_start(struct req *r, struct desk_view *v, struct owed_calendar *c, struct reply *failed) SEL_MUST_CHECK;
const struct lap_choice *lap_years(struct desk_view *v, int chosen, uint32_t *n);
/* The report of the address "/{lang}/desk/report/{id}/...". */
bool lap_start(struct req *r, struct desk_view *v, struct reply *failed) SEL_MUST_CHECK;
/* The whole document, also what the actor does not see of it. */
const struct doc *lap_whole(struct desk_view *v);
/* Figures, words and addresses of DOC, which is V's record or what somebody made of it. */
struct lap_page *lap_page_of(struct desk_view *v, const struct doc *doc);
/* The page of the report with a refusal on it. */
struct reply lap_refused(struct desk_view *v, int status, str text, const struct problems *ps);
str lap_org_name(struct desk_view *v, str id);
str lap_place_name(struct desk_view *v, str code);
str lap_day(struct desk_view *v, date day);
struct lap_mark lap_mark(struct desk_view *v, enum owed_state s, str text);
/* Codes of a list as choices; none is chosen when VALUE is empty. */
const struct lap_choice *lap_codes(struct desk_view *v, const char *list, str value, uint32_t *n);
/* Earlier reports of the same obligation that were handed in, in the order of their periods. */
const struct doc **lap_earlier(struct desk_view *v, const struct doc *report, uint32_t *n);
/* Writes D and takes STEP (empty: a plain save); then the page WORD, or the page of what was wrong. */
struct lap_wish {
	const struct doc *doc;
	str step, reason;
	enum action action; /* of a plain save */
	const char *word;
	/* The page to show when it is refused; NULL: that of the report. */
	struct reply (*again)(struct desk_view *v, const struct doc *d, int status, str text,
	                      const struct problems *ps);
};
struct reply lap_carry_out(struct desk_view *v, const struct lap_wish *w);
uint32_t lap_version(const struct req *r);

/* Lines of the work list (struct desk_room). */
uint32_t lap_waiting(struct desk_view *v, struct desk_waiting *out, uint32_t max);
struct reply lap_board_get(struct req *r);
struct reply lap_list_get(struct req *r);
struct reply lap_make_post(struct req *r);
struct reply lap_view_get(struct req *r);
struct reply lap_pdf_get(struct req *r);
struct reply lap_docx_get(struct req *r);
struct reply lap_edit_get(struct req *r);
struct reply lap_edit_post(struct req *r);
struct reply lap_step_post(struct req *r);
struct reply lap_raise_post(struct req *r);
struct reply lap_signals_get(struct req *r);
struct reply lap_public_list(struct req *r);
struct reply lap_public_get(struct req *r);
struct reply lap_sides_get(struct req *r);
struct reply lap_sides_post(struct req *r);
struct reply lap_check_get(struct req *r);
struct reply lap_check_post(struct req *r);

#endif
