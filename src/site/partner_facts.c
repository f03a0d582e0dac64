/* What the province knows of a partner beside its programmes: category, legal form and permit regime with their days
 * and sources, its permits and agreements. */
#include "agreement/held.h"
#include "base/vec.h"
#include "partner/partner.h"
#include "record/codelist.h"
#include "site/profile.h"

typedef VEC(struct cell) cell_list;

static struct column *columns(struct view_of *v, uint32_t n, const enum msg *labels)
{
	struct column *c = arena_array(v->a, struct column, n);
	for (uint32_t i = 0; i < n; i++)
		c[i] = (struct column){ msg(v->page->lang, labels[i]), NULL, false };
	return c;
}

static void push(struct view_of *v, cell_list *cells, str text)
{
	*vec_push(v->a, cells) = (struct cell){ .text = text.n ? text : STR("\xE2\x80\x93") };
}

static void add_table(struct view_of *v, struct profile *p, enum msg caption, const enum msg *labels, uint32_t n,
                      const cell_list *cells)
{
	if (!cells->n)
		return;
	struct table *t = arena_make(v->a, struct table);
	*t = (struct table){ msg(v->page->lang, caption), columns(v, n, labels), n, cells->p, cells->n / n };
	profile_add(v, p, BLOCK_TABLE)->u.table = t;
}

static str day_of(struct view_of *v, const struct doc *d, uint32_t field)
{
	date day;
	return doc_date(d, field, &day) ? i18n_date(v->a, v->page->lang, day, DATE_LONG) : STR_EMPTY;
}

/* ---- dated facts ---- */

static void add_categories(struct view_of *v, cell_list *cells, const struct doc *org)
{
	uint32_t n;
	struct doc *const *rows = doc_rows(org, ORGANISATION_CATEGORY, &n);
	for (uint32_t i = 0; i < n; i++) {
		push(v, cells, msg(v->page->lang, MSG_SITE_CATEGORY));
		push(v, cells,
		     codelist_name("partner-category", doc_str(rows[i], PARTNER_CATEGORY_CODE), v->page->lang));
		push(v, cells, doc_str(rows[i], PARTNER_CATEGORY_FROM));
		push(v, cells, doc_str(rows[i], PARTNER_CATEGORY_TO));
		push(v, cells, doc_str(rows[i], PARTNER_CATEGORY_SOURCE));
	}
}

/* Where the days of a kind of fact stand. */
struct dated {
	uint32_t field, what, since, until, source;
	enum msg label;
	const char *codes; /* NULL: the text itself */
};

static void add_facts(struct view_of *v, cell_list *cells, const struct doc *org, const struct dated *f)
{
	uint32_t n;
	struct doc *const *rows = doc_rows(org, f->field, &n);
	for (uint32_t i = 0; i < n; i++) {
		str what = doc_str(rows[i], f->what);
		push(v, cells, msg(v->page->lang, f->label));
		push(v, cells, f->codes ? codelist_name(f->codes, what, v->page->lang) : what);
		push(v, cells, day_of(v, rows[i], f->since));
		push(v, cells, day_of(v, rows[i], f->until));
		push(v, cells, doc_str(rows[i], f->source));
	}
}

static void facts(struct view_of *v, struct profile *p, const struct doc *org)
{
	static const struct dated kinds[] = {
		{ ORGANISATION_LEGAL_FORM, LEGAL_FORM_CODE, LEGAL_FORM_SINCE, LEGAL_FORM_UNTIL, LEGAL_FORM_SOURCE,
		  MSG_FIELD_ORGANISATION_LEGAL_FORM, "legal-form" },
		{ ORGANISATION_PERMIT_REGIME, PERMIT_REGIME_CODE, PERMIT_REGIME_SINCE, PERMIT_REGIME_UNTIL,
		  PERMIT_REGIME_SOURCE, MSG_FIELD_ORGANISATION_PERMIT_REGIME, "permit-regime" },
		{ ORGANISATION_MINISTRY, PARTNER_MINISTRY_NAME, PARTNER_MINISTRY_SINCE, PARTNER_MINISTRY_UNTIL,
		  PARTNER_MINISTRY_SOURCE, MSG_FIELD_ORGANISATION_MINISTRY, NULL },
	};
	static const enum msg labels[] = { MSG_SITE_FACT, MSG_SITE_FACT_VALUE, MSG_SITE_SINCE, MSG_SITE_UNTIL,
		                           MSG_SOURCE_LABEL };
	cell_list cells = { 0 };
	add_categories(v, &cells, org);
	for (size_t i = 0; i < SEL_COUNT(kinds); i++)
		add_facts(v, &cells, org, &kinds[i]);
	add_table(v, p, MSG_SITE_DATED_FACTS, labels, SEL_COUNT(labels), &cells);
}

/* ---- permits and agreements ---- */

static void permits(struct view_of *v, struct profile *p, const struct held *h)
{
	static const enum msg labels[] = { MSG_FIELD_PERMIT_PERMIT, MSG_FIELD_PERMIT_NUMBER, MSG_FIELD_PERMIT_ISSUER,
		                           MSG_SITE_SINCE,          MSG_SITE_UNTIL,          MSG_SITE_STATUS };
	enum lang l = v->page->lang;
	cell_list cells = { 0 };
	date today = date_of_instant(clock_now()), until;
	for (uint32_t i = 0; i < h->npermits; i++) {
		const struct doc *d = h->permits[i]->doc;
		const char *state = permit_standing(v->site->web.store, v->db, v->a, h->permits[i], today, &until);
		push(v, &cells, codelist_name("permit-kind", doc_str(d, PERMIT_KIND), l));
		push(v, &cells, doc_str(d, PERMIT_NUMBER));
		push(v, &cells, doc_str(d, PERMIT_ISSUER));
		push(v, &cells, day_of(v, d, PERMIT_FROM));
		push(v, &cells, until == DATE_NONE ? STR_EMPTY : i18n_date(v->a, l, until, DATE_LONG));
		push(v, &cells, msg_or(l, arena_fmt(v->a, "permit_state.%s", state).p, str_of(state)));
	}
	add_table(v, p, MSG_KIND_PERMIT, labels, SEL_COUNT(labels), &cells);
}

static str joined(struct view_of *v, str before, str more)
{
	return before.n ? arena_fmt(v->a, "%.*s; %.*s", STR_ARG(before), STR_ARG(more)) : more;
}

static str places_of(struct view_of *v, const struct doc *d)
{
	uint32_t n;
	struct doc *const *rows = doc_rows(d, AGREEMENT_PLACE, &n);
	str out = STR_EMPTY;
	for (uint32_t i = 0; i < n; i++)
		out = joined(v, out, name_of_place_code(v, doc_str(rows[i], AGREEMENT_PLACE_CODE)));
	return out;
}

static str objects_of(struct view_of *v, const struct doc *d)
{
	uint32_t n;
	struct doc *const *rows = doc_rows(d, AGREEMENT_OBJECT, &n);
	str out = STR_EMPTY;
	for (uint32_t i = 0; i < n; i++)
		out =
		    joined(v, out,
		           codelist_name("cooperation-object", doc_str(rows[i], AGREEMENT_OBJECT_CODE), v->page->lang));
	return out;
}

static void agreements(struct view_of *v, struct profile *p, const struct held *h)
{
	static const enum msg labels[] = { MSG_KIND_ONE_AGREEMENT,
		                           MSG_FIELD_AGREEMENT_FORM,
		                           MSG_FIELD_AGREEMENT_NUMBER,
		                           MSG_FIELD_AGREEMENT_SIGNED,
		                           MSG_SITE_PERIOD,
		                           MSG_FIELD_AGREEMENT_OBJECT,
		                           MSG_SITE_PLACES,
		                           MSG_SITE_STATUS };
	enum lang l = v->page->lang;
	cell_list cells = { 0 };
	for (uint32_t i = 0; i < h->nagreements; i++) {
		const struct doc *d = h->agreements[i]->doc;
		push(v, &cells, agreement_title(d, (int)l));
		push(v, &cells, codelist_name("cooperation-form", doc_str(d, AGREEMENT_FORM), l));
		push(v, &cells, doc_str(d, AGREEMENT_NUMBER));
		push(v, &cells, day_of(v, d, AGREEMENT_SIGNED));
		str from = day_of(v, d, AGREEMENT_FROM), until = day_of(v, d, AGREEMENT_UNTIL);
		push(v, &cells,
		     from.n || until.n ? arena_fmt(v->a, "%.*s \xE2\x80\x93 %.*s", STR_ARG(from), STR_ARG(until))
		                       : STR_EMPTY);
		push(v, &cells, objects_of(v, d));
		push(v, &cells, places_of(v, d));
		push(v, &cells, codelist_name("agreement-status", doc_str(d, AGREEMENT_STATUS), l));
	}
	add_table(v, p, MSG_KIND_AGREEMENT, labels, SEL_COUNT(labels), &cells);
}

void profile_partner_facts(struct view_of *v, struct profile *p, str id, const struct doc *org)
{
	struct held h;
	if (!held_read(v->site->web.store, v->db, v->a, &actor_public, id, &h))
		return;
	facts(v, p, org);
	permits(v, p, &h);
	agreements(v, p, &h);
	if (!h.npermits && !h.nagreements)
		return;
	struct block *b = profile_add(v, p, BLOCK_TEXT);
	b->u.text = msg(v->page->lang, MSG_SITE_HELD_SOURCE);
	/* whether a permit is valid is a matter of the day */
	v->req->passing = v->req->passing || h.npermits;
}
