#include "agreement/register.h"

#include <stdlib.h>

#include "agreement_sql.h"
#include "base/vec.h"
#include "i18n/i18n.h"

KIND(register_line, REGISTER_LINE, REGISTER_LINE_FIELDS, .links = true)
KIND(register_correction, REGISTER_CORRECTION, REGISTER_CORRECTION_FIELDS)

static void refuse(struct problems *ps, const char *key, str found)
{
	problems_add(ps, (struct problem){ .severity = SEVERITY_ERROR, .key = key, .found = found });
}

static str title(const struct doc *d, int lang, arena *a)
{
	return msg_fmt(a, lang ? LANG_EN : LANG_ID, MSG_REGISTER_TITLE, doc_str(d, REGISTER_YEAR));
}

static uint32_t visible(const struct doc *d)
{
	return str_is(doc_str(d, REGISTER_STATUS), "frozen") ? PUBLIC | PARTNERS | GOVERNMENT : GOVERNMENT;
}

static void must_have_lines(const struct doc *d, struct problems *ps)
{
	if (!doc_has(d, REGISTER_LINE))
		refuse(ps, "problem.register.empty", doc_str(d, REGISTER_YEAR));
}

static const struct step steps[] = { { "open", "freeze", "frozen", ACT_APPROVE, 0, must_have_lines } };
static const struct workflow workflow = { REGISTER_STATUS, "open", steps, SEL_COUNT(steps) };

KIND(register, REGISTER, REGISTER_FIELDS, .number = 16, .links = true, .derived = true, .visible = visible,
     .title = title, .workflow = &workflow)

/* ---- filling ---- */

static void set(struct doc *row, uint32_t field, str s)
{
	if (s.n)
		doc_set(row, field, s);
}

static void add_line(arena *a, struct doc *into, const struct record *r, int year, str category)
{
	const struct doc *org = r->doc;
	date last = date_from_ymd((struct ymd){ year, 12, 31 });
	const struct doc *stated = organisation_category_row(org, year);
	const struct doc *form = organisation_fact(org, ORGANISATION_LEGAL_FORM, last);
	const struct doc *regime = organisation_fact(org, ORGANISATION_PERMIT_REGIME, last);
	const struct doc *ministry = organisation_fact(org, ORGANISATION_MINISTRY, last);
	struct doc *row = doc_add_row(a, into, REGISTER_LINE);
	set(row, REGISTER_LINE_ORG, str_of(r->id));
	set(row, REGISTER_LINE_NAME, organisation_text(org, org, ORGANISATION_NAME, 0));
	set(row, REGISTER_LINE_ACRONYM, doc_str(org, ORGANISATION_ACRONYM));
	set(row, REGISTER_LINE_CATEGORY, category);
	set(row, REGISTER_LINE_BASIS, STR("stated"));
	set(row, REGISTER_LINE_SOURCE, doc_str(stated, PARTNER_CATEGORY_SOURCE));
	set(row, REGISTER_LINE_FORM, form ? doc_str(form, LEGAL_FORM_CODE) : STR_EMPTY);
	set(row, REGISTER_LINE_REGIME, regime ? doc_str(regime, PERMIT_REGIME_CODE) : STR_EMPTY);
	set(row, REGISTER_LINE_MINISTRY, ministry ? doc_str(ministry, PARTNER_MINISTRY_NAME) : STR_EMPTY);
}

static int by_category_and_name(const void *x, const void *y)
{
	const struct doc *a = *(struct doc *const *)x, *b = *(struct doc *const *)y;
	int c = str_cmp(doc_str(a, REGISTER_LINE_CATEGORY), doc_str(b, REGISTER_LINE_CATEGORY));
	return c ? c : str_cmp(doc_str(a, REGISTER_LINE_NAME), doc_str(b, REGISTER_LINE_NAME));
}

bool register_fill(struct store *s, db *d, arena *a, int year, struct doc *into)
{
	VEC(int64_t) numbers = { 0 };
	db_rows *rows = NULL;
	if (db_select(d, &q_org_numbers, NULL, &rows) != DB_OK)
		return false;
	while (db_next(rows))
		*vec_push(a, &numbers) = db_col_int(rows, 0);
	if (db_finish(rows) != DB_OK)
		return false;
	for (size_t i = 0; i < numbers.n; i++) {
		enum category_basis basis;
		const struct record *r = record_load(s, d, a, &actor_system, numbers.p[i]);
		str category = r && r->doc ? organisation_category(r->doc, year, &basis) : STR_EMPTY;
		if (category.n && basis == CATEGORY_STATED && !str_is(category, "government"))
			add_line(a, into, r, year, category);
	}
	struct value *v = &into->v[REGISTER_LINE];
	if (v->n)
		qsort(v->u.rows, v->n, sizeof(struct doc *), by_category_and_name);
	return true;
}

uint32_t register_count(const struct doc *reg, const char *category)
{
	uint32_t n, count = 0;
	struct doc *const *rows = doc_rows(reg, REGISTER_LINE, &n);
	for (uint32_t i = 0; i < n; i++)
		count += str_is(doc_str(rows[i], REGISTER_LINE_CATEGORY), category);
	return count;
}

/* ---- writing ---- */

static enum record_rc make_in(struct record_tx *tx, struct store *s, arena *a, const struct actor *actor, int year,
                              struct problems *ps, struct saved *out)
{
	char day[11];
	db *d = record_tx_db(tx);
	str key = arena_fmt(a, "%d", year);
	int64_t no = record_find_key(s, d, &register_kind, "year", key);
	const struct record *old = no ? record_load(s, d, a, &actor_system, no) : NULL;
	if (old && str_is(doc_str(old->doc, REGISTER_STATUS), "frozen")) {
		refuse(ps, "problem.register.frozen", key);
		return RECORD_REFUSED;
	}
	struct doc *reg = doc_new(a, &register_kind);
	date_print(date_of_instant(clock_now()), day);
	doc_set(reg, REGISTER_YEAR, key);
	doc_set(reg, REGISTER_STATUS, STR("open"));
	doc_set(reg, REGISTER_MADE, arena_str(a, str_of(day)));
	if (!register_fill(s, d, a, year, reg))
		return RECORD_FAILED;
	struct save in = { .actor = actor,
		           .doc = reg,
		           .no = no,
		           .base_version = old ? old->version : 0,
		           .origin = ORIGIN_FORM,
		           .state = STATE_CURRENT,
		           .note = STR("make"),
		           .action = no ? ACT_EDIT : ACT_CREATE };
	return record_save_in(tx, a, &in, ps, out);
}

enum record_rc register_make(struct store *s, arena *a, const struct actor *actor, int year, struct problems *ps,
                             struct saved *out)
{
	struct record_tx *tx = record_tx_begin(s, a, clock_now());
	if (!tx)
		return RECORD_FAILED;
	return record_tx_end(tx, make_in(tx, s, a, actor, year, ps, out));
}

static enum record_rc correct_in(struct record_tx *tx, struct store *s, arena *a, const struct actor *actor, int64_t no,
                                 str text, struct problems *ps, struct saved *out)
{
	char day[11];
	const struct record *r = record_load(s, record_tx_db(tx), a, &actor_system, no);
	if (!r || r->kind != &register_kind)
		return RECORD_MISSING;
	if (!str_is(doc_str(r->doc, REGISTER_STATUS), "frozen")) {
		refuse(ps, "problem.register.open", doc_str(r->doc, REGISTER_YEAR));
		return RECORD_REFUSED;
	}
	if (!str_trim(text).n) {
		refuse(ps, "problem.reason_missing", doc_str(r->doc, REGISTER_YEAR));
		return RECORD_REFUSED;
	}
	struct doc *reg = doc_copy(a, r->doc);
	struct doc *row = doc_add_row(a, reg, REGISTER_CORRECTION);
	date_print(date_of_instant(clock_now()), day);
	doc_set(row, REGISTER_CORRECTION_DATE, arena_str(a, str_of(day)));
	doc_set(row, REGISTER_CORRECTION_TEXT, arena_str(a, str_trim(text)));
	struct save in = { .actor = actor,
		           .doc = reg,
		           .no = no,
		           .base_version = r->version,
		           .origin = ORIGIN_FORM,
		           .state = STATE_CURRENT,
		           .note = STR("correct"),
		           .action = ACT_APPROVE };
	return record_save_in(tx, a, &in, ps, out);
}

enum record_rc register_correct(struct store *s, arena *a, const struct actor *actor, int64_t no, str text,
                                struct problems *ps, struct saved *out)
{
	struct record_tx *tx = record_tx_begin(s, a, clock_now());
	if (!tx)
		return RECORD_FAILED;
	return record_tx_end(tx, correct_in(tx, s, a, actor, no, text, ps, out));
}
