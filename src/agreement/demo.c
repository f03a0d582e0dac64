#include "agreement/demo.h"

#include "agreement/procedure.h"
#include "agreement/register.h"
#include "agreement_sql.h"
#include "office/demo.h"
#include "record/codelist.h"

#define DOCUMENT "01CONT0HC0NT0HC0NT0HC0NT0H" /* stands for the paper of a step; there is no file */

struct demo {
	struct store *store;
	arena *a;
	struct problems *ps;
	struct holidays holidays;
};

struct demo_step {
	enum step_op op;
	const char *step, *date, *result, *reason;
};

static bool save(struct demo *x, const struct doc *d, struct saved *out)
{
	struct save in = { .actor = &actor_system,
		           .doc = d,
		           .origin = ORIGIN_CLI,
		           .state = STATE_CURRENT,
		           .note = STR("data contoh") };
	return record_save(x->store, x->a, &in, x->ps, out) == RECORD_OK;
}

static str partner(struct demo *x, const char *ref)
{
	db *d = db_borrow(store_pool(x->store), DB_READ);
	const struct record *r =
	    d ? record_load_key(x->store, d, x->a, &actor_system, &organisation_kind, "ref", str_of(ref)) : NULL;
	db_return(d);
	return r ? str_of(r->id) : STR_EMPTY;
}

static struct doc *permit(struct demo *x, const char *ref, const char *kind, const char *from, const char *until)
{
	struct doc *d = doc_new(x->a, &permit_kind);
	doc_set(d, PERMIT_HOLDER, partner(x, ref));
	doc_set(d, PERMIT_KIND, str_of(kind));
	doc_set(d, PERMIT_NUMBER, arena_fmt(x->a, "CONTOH/%s/001", kind));
	doc_set(d, PERMIT_ISSUER, STR("Penerbit contoh"));
	doc_set(d, PERMIT_MINISTRY, STR("Kementerian contoh"));
	doc_set(d, PERMIT_FROM, str_of(from));
	doc_set(d, PERMIT_UNTIL, str_of(until));
	return d;
}

static struct doc *agreement(struct demo *x, const char *ref, const char *title, const char *type, const char *track)
{
	static const char *const conditions[] = { "diplomatic", "affair",       "no_office",     "no_interference",
		                                  "policy_fit", "equal_status", "complementary", "people" };
	static const uint32_t texts[] = { AGREEMENT_SUBJECT, AGREEMENT_BACKGROUND, AGREEMENT_PURPOSE, AGREEMENT_SCOPE,
		                          AGREEMENT_FINANCING };
	struct doc *d = doc_new(x->a, &agreement_kind);
	doc_add_text(x->a, d, AGREEMENT_TITLE, STR("id"), str_of(title));
	doc_set(d, AGREEMENT_TYPE, str_of(type));
	doc_set(d, AGREEMENT_TRACK, str_of(track));
	doc_set(d, AGREEMENT_FORM, strcmp(type, "ksdpl") == 0 ? STR("sister_region") : STR("technical"));
	if (strcmp(type, "ksdll") == 0)
		doc_set(d, AGREEMENT_BASIS, strcmp(track, "passthrough") == 0 ? STR("passthrough") : STR("approval"));
	doc_set(doc_add_row(x->a, d, AGREEMENT_PARTY), AGREEMENT_PARTY_ORG, partner(x, ref));
	doc_set(doc_add_row(x->a, d, AGREEMENT_OBJECT), AGREEMENT_OBJECT_CODE, STR("capacity"));
	for (size_t i = 0; i < SEL_COUNT(texts); i++)
		doc_set(d, texts[i], STR("Isi contoh, bukan dari naskah sungguhan."));
	for (size_t i = 0; i < SEL_COUNT(conditions); i++) {
		struct doc *row = doc_add_row(x->a, d, AGREEMENT_CONDITION);
		doc_set(row, AGREEMENT_CONDITION_CODE, str_of(conditions[i]));
		doc_set(row, AGREEMENT_CONDITION_MET, STR("1"));
	}
	doc_set(d, AGREEMENT_FROM, STR("2026-01-01"));
	doc_set(d, AGREEMENT_UNTIL, STR("2027-04-30"));
	doc_set(d, AGREEMENT_BUDGET, STR("off"));
	return d;
}

static void add_place(struct demo *x, struct doc *d, const char *code)
{
	doc_set(doc_add_row(x->a, d, AGREEMENT_PLACE), AGREEMENT_PLACE_CODE, str_of(code));
}

/* Through the procedure as a person would, each entry on its day. */
static struct doc *walk(struct demo *x, struct doc *d, struct doc *const *permits, uint32_t npermits,
                        const struct demo_step *steps, size_t n)
{
	for (size_t i = 0; i < n && d; i++) {
		struct procedure_world w = {
			.holidays = x->holidays, .settings = settings_default, .permits = permits, .npermits = npermits
		};
		if (!date_parse(str_of(steps[i].date), &w.today))
			return NULL;
		struct step_entry e = { .op = steps[i].op,
			                .step = str_of(steps[i].step),
			                .date = str_of(steps[i].date),
			                .number = arena_fmt(x->a, "CONTOH/%03zu", i + 1),
			                .actor = STR("Pejabat contoh"),
			                .result = str_of(steps[i].result),
			                .reason = str_of(steps[i].reason),
			                .document = steps[i].op == OP_FINISH ? STR(DOCUMENT) : STR_EMPTY };
		d = procedure_enter(x->a, d, &w, &e, x->ps);
	}
	return d;
}

static bool foreign_organisation(struct demo *x)
{
	static const struct demo_step steps[] = {
		{ OP_FINISH, "principle", "2025-01-06", NULL, NULL },
		{ OP_FINISH, "msp", "2025-02-03", NULL, NULL },
		{ OP_FINISH, "direction", "2025-02-10", NULL, NULL },
		{ OP_FINISH, "rik", "2025-03-03", NULL, NULL },
		{ OP_FINISH, "location", "2025-10-06", NULL, NULL },
		{ OP_FINISH, "rkt", "2025-12-01", NULL, NULL },
		{ OP_FINISH, "implementation", "2026-01-05", NULL, NULL },
	};
	struct saved p, m, out;
	struct doc *permits[2] = { permit(x, "ID-CONTOH-CHILDFUND", "principle", "2025-01-01", "2027-04-30"),
		                   permit(x, "ID-CONTOH-CHILDFUND", "msp", "2025-02-01", "2027-04-30") };
	const struct codelist *items = codelist_find("msp-item");
	for (uint32_t i = 0; i < items->n; i++) {
		struct doc *row = doc_add_row(x->a, permits[1], PERMIT_ITEM);
		doc_set(row, PERMIT_ITEM_CODE, str_of(items->codes[i].code));
		doc_set(row, PERMIT_ITEM_HELD, STR("1"));
	}
	if (!save(x, permits[0], &p) || !save(x, permits[1], &m))
		return false;
	struct doc *operational = permit(x, "ID-CONTOH-CHILDFUND", "operational", "2025-12-01", "2027-12-31");
	doc_set(operational, PERMIT_PRINCIPLE, arena_str(x->a, str_of(p.id)));
	doc_set(operational, PERMIT_MSP, arena_str(x->a, str_of(m.id)));
	doc_set(operational, PERMIT_RKT_NUMBER, STR("CONTOH/RKT/001"));
	doc_set(operational, PERMIT_RKT_DATE, STR("2025-12-01"));
	struct doc *d = agreement(x, "ID-CONTOH-CHILDFUND", "Perlindungan anak (contoh)", "ksdll", "passthrough");
	doc_set(doc_add_row(x->a, d, AGREEMENT_PERMIT), AGREEMENT_PERMIT_LINK, arena_str(x->a, str_of(p.id)));
	doc_set(doc_add_row(x->a, d, AGREEMENT_PERMIT), AGREEMENT_PERMIT_LINK, arena_str(x->a, str_of(m.id)));
	add_place(x, d, "53.02");
	add_place(x, d, "53.11");
	d = walk(x, d, permits, 2, steps, SEL_COUNT(steps));
	return d && save(x, operational, &out) && save(x, d, &out);
}

/* With the parliament since 2 November 2026: its time runs over Christmas. */
static bool sister_region(struct demo *x)
{
	static const struct demo_step steps[] = {
		{ OP_FINISH, "initiative", "2026-05-04", NULL, NULL },
		{ OP_FINISH, "exploration", "2026-06-02", NULL, NULL },
		{ OP_FINISH, "consultation", "2026-07-06", NULL, NULL },
		{ OP_FINISH, "intent", "2026-08-03", NULL, NULL },
		{ OP_FINISH, "plan", "2026-10-05", NULL, NULL },
		{ OP_START, "dprd", "2026-11-02", NULL, NULL },
	};
	struct saved out;
	struct doc *d = agreement(x, "ID-CONTOH-JICA", "Provinsi kembar (contoh)", "ksdpl", "foreign_full");
	add_place(x, d, "53");
	d = walk(x, d, NULL, 0, steps, SEL_COUNT(steps));
	return d && save(x, d, &out);
}

static bool multilateral(struct demo *x)
{
	static const struct demo_step steps[] = {
		{ OP_SKIP, "principle", "2026-01-05", NULL, "Organisasi internasional, bukan ormas asing (contoh)." },
		{ OP_SKIP, "msp", "2026-01-05", NULL, "Perjanjian dengan Pemerintah Pusat sudah ada (contoh)." },
		{ OP_SKIP, "direction", "2026-01-05", NULL, "Tidak berlaku (contoh)." },
		{ OP_FINISH, "rik", "2026-02-02", NULL, NULL },
		{ OP_FINISH, "location", "2026-03-02", NULL, NULL },
		{ OP_FINISH, "rkt", "2026-04-06", NULL, NULL },
	};
	struct saved out;
	struct doc *d = agreement(x, "ID-CONTOH-UNICEF", "Gizi anak (contoh)", "ksdll", "passthrough");
	add_place(x, d, "53.04");
	struct doc *row = doc_add_row(x->a, d, AGREEMENT_COUNTERPART);
	doc_set(row, COUNTERPART_PLACE, STR("53.04"));
	doc_set(row, COUNTERPART_YEAR, STR("2026"));
	doc_set(row, COUNTERPART_CURRENCY, STR("IDR"));
	doc_set(row, COUNTERPART_AMOUNT, STR("100000000"));
	doc_set(row, COUNTERPART_SOURCE, STR("angka contoh"));
	d = walk(x, d, NULL, 0, steps, SEL_COUNT(steps));
	return d && save(x, d, &out);
}

static bool freeze_register(struct demo *x)
{
	struct saved made, out;
	enum record_rc rc = register_make(x->store, x->a, &actor_system, 2019, x->ps, &made);
	struct record_tx *tx = rc == RECORD_OK ? record_tx_begin(x->store, x->a, clock_now()) : NULL;
	if (!tx)
		return false;
	struct save in = { .actor = &actor_system,
		           .no = made.no,
		           .base_version = UINT32_MAX,
		           .origin = ORIGIN_CLI,
		           .note = STR_EMPTY };
	rc = record_step_in(tx, x->a, &in, STR("freeze"), x->ps, &out);
	return record_tx_end(tx, rc) == RECORD_OK;
}

/* Which unit is the bureau, unless somebody has said so. */
static bool set_bureau(struct demo *x, bool there)
{
	struct doc *d = doc_new(x->a, &setting_kind);
	struct saved out;
	doc_set(d, SETTING_KEY, STR("bureau_unit"));
	doc_set(d, SETTING_VALUE, STR(OFFICE_DEMO_BUREAU));
	doc_set(d, SETTING_REASON, STR("DATA CONTOH"));
	return there || save(x, d, &out);
}

bool agreement_demo(struct store *s, struct problems *ps)
{
	ARENA_SCOPE arena *a = arena_new(0);
	struct demo x = { .store = s, .a = a, .ps = ps };
	db *d = db_borrow(store_pool(s), DB_READ);
	bool ok = d && holidays_load(d, a, STR_EMPTY, &x.holidays);
	bool there = ok && db_one_int(d, &q_agreement_numbers, NULL, 0) > 0;
	bool set = ok && record_load_key(s, d, a, &actor_system, &setting_kind, "key", STR("bureau_unit"));
	db_return(d);
	return ok && office_demo(s, ps) && set_bureau(&x, set) &&
	       (there || (foreign_organisation(&x) && sister_region(&x) && multilateral(&x) && freeze_register(&x)));
}
