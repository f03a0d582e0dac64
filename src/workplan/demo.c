#include "workplan/demo.h"

#include "agreement_sql.h"
#include "workplan/rules.h"
#include "workplan_sql.h"

enum { PROBLEMS_MOST = 50, VILLAGES_MOST = 12 };
#define AGENCY_REF "ID-CONTOH-OPD"

/* How far a plan has come. */
enum stage { STAGE_DRAFT, STAGE_SUBMITTED, STAGE_RETURNED, STAGE_OPINED, STAGE_APPROVED, STAGE_SIGNED };

struct example {
	const char *partner, *regency, *year, *title, *activity, *sector, *indicator, *unit, *priority;
	uint32_t villages;
	enum stage stage;
};
static const struct example examples[] = {
	{ "ID-CONTOH-WATERORG", "53.02", "2026", "RKT air bersih (contoh)", "Sambungan air rumah tangga (contoh)",
	  "prasarana", "Rumah tangga tersambung", "rumah tangga", "P3", 12, STAGE_SIGNED },
	{ "ID-CONTOH-WATERORG", "53.02", "2027", "RKT air bersih (contoh)", "Sambungan air rumah tangga (contoh)",
	  "prasarana", "Rumah tangga tersambung", "rumah tangga", "P3", 12, STAGE_DRAFT },
	{ "ID-CONTOH-PLANINDONESIA", "53.02", "2026", "RKT sanitasi sekolah (contoh)", "Toilet sekolah (contoh)",
	  "prasarana", "Sekolah dengan toilet layak", "sekolah", "P4", 6, STAGE_APPROVED },
	{ "ID-CONTOH-PLANINDONESIA", "53.02", "2027", "RKT sanitasi sekolah (contoh)", "Toilet sekolah (contoh)",
	  "prasarana", "Sekolah dengan toilet layak", "sekolah", "P4", 6, STAGE_SUBMITTED },
	{ "ID-CONTOH-UNICEF", "53.04", "2026", "RKT gizi anak (contoh)", "Pelatihan kader posyandu (contoh)",
	  "kesehatan", "Kader terlatih", "orang", "P4", 8, STAGE_OPINED },
	{ "ID-CONTOH-UNICEF", "53.04", "2027", "RKT gizi anak (contoh)", "Pelatihan kader posyandu (contoh)",
	  "kesehatan", "Kader terlatih", "orang", "P4", 8, STAGE_RETURNED },
};

struct making {
	struct store *store;
	struct record_tx *tx;
	arena *a;
	const struct place_index *places;
	struct plan_tree tree;
	struct problems problems;
	str agency;
};

static str org_id(struct making *m, const char *ref)
{
	const struct record *r =
	    record_load_key(m->store, record_tx_db(m->tx), m->a, &actor_system, &organisation_kind, "ref", str_of(ref));
	return r ? arena_str(m->a, str_of(r->id)) : STR_EMPTY;
}

static enum record_rc write(struct making *m, const struct doc *d, int64_t no, const char *step, struct saved *out)
{
	struct save in = { .actor = &actor_system,
		           .doc = d,
		           .no = no,
		           .base_version = no ? UINT32_MAX : 0,
		           .origin = ORIGIN_CLI,
		           .state = STATE_CURRENT,
		           .note = STR("DATA CONTOH") };
	if (step)
		return record_step_in(m->tx, m->a, &in, str_of(step), &m->problems, out);
	return record_save_in(m->tx, m->a, &in, &m->problems, out);
}

static enum record_rc find_agency(struct making *m)
{
	struct saved out;
	m->agency = org_id(m, AGENCY_REF);
	if (m->agency.n)
		return RECORD_OK;
	struct doc *d = doc_new(m->a, &organisation_kind);
	doc_set(d, ORGANISATION_REF, STR(AGENCY_REF));
	doc_add_text(m->a, d, ORGANISATION_NAME, STR("id"), STR("Perangkat daerah (contoh)"));
	doc_add_text(m->a, d, ORGANISATION_NAME, STR("en"), STR("Provincial agency (example)"));
	doc_set(d, ORGANISATION_GOVERNMENT, STR("1"));
	enum record_rc rc = write(m, d, 0, NULL, &out);
	m->agency = arena_str(m->a, str_of(out.id));
	return rc;
}

static void add_line(struct making *m, struct doc *d, const struct example *x, const struct place *village, uint32_t i)
{
	struct doc *line = doc_add_row(m->a, d, WORKPLAN_LINE);
	uint32_t first = 10 + i, second = 20 + 2 * i;
	doc_set(line, WORKPLAN_LINE_NUMBER, arena_fmt(m->a, "1.%u", i + 1));
	doc_set(line, WORKPLAN_LINE_ACTIVITY, str_of(x->activity));
	doc_set(line, WORKPLAN_LINE_PLACE, village->code);
	doc_set(line, WORKPLAN_LINE_SECTOR, str_of(x->sector));
	doc_set(line, WORKPLAN_LINE_INDICATOR, str_of(x->indicator));
	doc_set(line, WORKPLAN_LINE_UNIT, str_of(x->unit));
	doc_set(line, WORKPLAN_LINE_Q2, arena_fmt(m->a, "%u", first));
	doc_set(line, WORKPLAN_LINE_Q3, arena_fmt(m->a, "%u", second));
	doc_set(line, WORKPLAN_LINE_TARGET, arena_fmt(m->a, "%u", first + second));
	doc_set(line, WORKPLAN_LINE_FEMALE, arena_fmt(m->a, "%u", 40 + 3 * i));
	doc_set(line, WORKPLAN_LINE_MALE, arena_fmt(m->a, "%u", 35 + 3 * i));
	doc_set(line, WORKPLAN_LINE_CHILDREN, arena_fmt(m->a, "%u", 20 + i));
	doc_set(line, WORKPLAN_LINE_DISABILITY, arena_fmt(m->a, "%u", 2 + i));
	struct doc *budget = doc_add_row(m->a, line, WORKPLAN_LINE_BUDGET);
	doc_set(budget, WORKPLAN_BUDGET_SOURCE, STR("Dana mitra (contoh)"));
	doc_set(budget, WORKPLAN_BUDGET_CURRENCY, STR("IDR"));
	doc_set(budget, WORKPLAN_BUDGET_AMOUNT, arena_fmt(m->a, "%u", 50000000 + 1000000 * i));
	const struct plan_node *node = plan_node_find(&m->tree, str_of(x->priority));
	if (!node)
		return;
	struct doc *align = doc_add_row(m->a, line, WORKPLAN_LINE_ALIGN);
	doc_set(align, WORKPLAN_ALIGN_PLAN, str_of(node->id));
	doc_set(align, WORKPLAN_ALIGN_SHARE, STR("100"));
}

/* Villages of the regency's first districts. */
static void add_lines(struct making *m, struct doc *d, const struct example *x)
{
	uint32_t ndistricts, nvillages, used = 0;
	const struct place *regency = place_by_code(m->places, str_of(x->regency));
	const struct place *districts = regency ? place_children(m->places, regency, &ndistricts) : NULL;
	for (uint32_t i = 0; districts && i < ndistricts; i++) {
		const struct place *villages = place_children(m->places, &districts[i], &nvillages);
		for (uint32_t k = 0; k < nvillages && k < 3 && used < x->villages && used < VILLAGES_MOST; k++)
			add_line(m, d, x, &villages[k], used++);
	}
	workplan_give_ids(d, NULL);
}

/* The partner's first agreement; the empty str when it has none. */
static str agreement_of(struct making *m, str partner)
{
	int64_t no = db_one_int(record_tx_db(m->tx), &q_agreements_of_org, DB_ARGS(db_text(partner)), 0);
	const struct record *r = no > 0 ? record_load(m->store, record_tx_db(m->tx), m->a, &actor_system, no) : NULL;
	return r ? arena_str(m->a, str_of(r->id)) : STR_EMPTY;
}

static struct doc *plan_of(struct making *m, const struct example *x, str partner)
{
	struct doc *d = doc_new(m->a, &workplan_kind);
	doc_set(d, WORKPLAN_PARTNER, partner);
	doc_set(d, WORKPLAN_YEAR, str_of(x->year));
	doc_set(d, WORKPLAN_TITLE, str_of(x->title));
	str agreement = agreement_of(m, partner);
	doc_set(d, agreement.n ? WORKPLAN_AGREED : WORKPLAN_AGREEMENT, agreement.n ? agreement : STR("CONTOH/1/2025"));
	doc_set(d, WORKPLAN_LEAD, m->agency);
	doc_set(d, WORKPLAN_SUSTAINABILITY, STR("Dilanjutkan oleh desa dengan dana desa (contoh)."));
	doc_set(d, WORKPLAN_EXIT, STR("Serah terima kepada desa pada akhir tahun (contoh)."));
	doc_set(d, WORKPLAN_BENEFIT, STR("Warga desa memperoleh layanan dasar (contoh)."));
	add_lines(m, d, x);
	return d;
}

/* V accepts every row it is asked about, or returns the first. */
static struct doc *opine(struct making *m, int64_t no, struct voice v, bool return_first)
{
	const struct record *r = record_load(m->store, record_tx_db(m->tx), m->a, &actor_system, no);
	uint32_t n, given = 0;
	if (!r)
		return NULL;
	struct doc *const *lines = doc_rows(r->doc, WORKPLAN_LINE, &n);
	struct opinion *list = arena_array(m->a, struct opinion, n);
	for (uint32_t i = 0; i < n; i++) {
		bool back = return_first && !given;
		if (voice_covers(r->doc, lines[i], v))
			list[given++] =
			    (struct opinion){ str_of(lines[i]->id), back ? VERDICT_RETURN : VERDICT_ACCEPT,
				              back ? STR("Desa ini sudah dilayani mitra lain (contoh).") : STR_EMPTY };
	}
	struct opinions_in in = { v, list, given, STR("system"), clock_now() };
	return workplan_opine(m->a, r->doc, &in, &m->problems);
}

static enum record_rc give(struct making *m, int64_t no, struct voice v, bool return_first)
{
	struct saved out;
	const struct doc *d = opine(m, no, v, return_first);
	return d ? write(m, d, no, return_first ? "send_back" : "opine", &out) : RECORD_REFUSED;
}

static enum record_rc sign(struct making *m, int64_t no, const char *year)
{
	struct saved out;
	const struct record *r = record_load(m->store, record_tx_db(m->tx), m->a, &actor_system, no);
	if (!r)
		return RECORD_MISSING;
	struct doc *d = doc_copy(m->a, r->doc);
	doc_set(d, WORKPLAN_SIGNED_NUMBER, arena_fmt(m->a, "CONTOH/RKT/%s", year));
	doc_set(d, WORKPLAN_SIGNED_ON, arena_fmt(m->a, "%s-01-15", year));
	return write(m, d, no, "sign", &out);
}

static enum record_rc make_one(struct making *m, const struct example *x, uint32_t *made)
{
	struct saved out;
	str partner = org_id(m, x->partner);
	struct voice regency = { BY_REGENCY, str_of(x->regency) }, agency = { BY_AGENCY, m->agency };
	if (!partner.n)
		return RECORD_OK;
	enum record_rc rc = write(m, plan_of(m, x, partner), 0, NULL, &out);
	int64_t no = out.no;
	*made += rc == RECORD_OK;
	if (rc == RECORD_OK && x->stage >= STAGE_SUBMITTED)
		rc = write(m, NULL, no, "submit", &out);
	if (rc == RECORD_OK && x->stage == STAGE_RETURNED)
		return give(m, no, regency, true);
	if (rc == RECORD_OK && x->stage >= STAGE_OPINED)
		rc = give(m, no, regency, false);
	if (rc == RECORD_OK && x->stage >= STAGE_APPROVED)
		rc = give(m, no, agency, false);
	if (rc == RECORD_OK && x->stage >= STAGE_APPROVED) {
		const struct doc *decided = opine(m, no, (struct voice){ BY_BUREAU, STR_EMPTY }, false);
		rc = decided ? write(m, decided, no, "approve", &out) : RECORD_REFUSED;
	}
	if (rc == RECORD_OK && x->stage >= STAGE_SIGNED)
		rc = sign(m, no, x->year);
	return rc;
}

enum record_rc workplan_demo(struct store *s, const struct place_index *places, uint32_t *made)
{
	ARENA_SCOPE arena *a = arena_new(0);
	struct making m = { .store = s, .a = a, .places = places };
	*made = 0;
	problems_init(&m.problems, a, PROBLEMS_MOST);
	db *d = db_borrow(store_pool(s), DB_READ);
	int64_t there = d ? db_one_int(d, &q_workplan_count, NULL, -1) : -1;
	bool read = d && plan_tree_read(s, d, a, &m.tree);
	db_return(d);
	if (there || !read)
		return there > 0 ? RECORD_UNCHANGED : RECORD_FAILED;
	m.tx = record_tx_begin(s, a, clock_now());
	if (!m.tx)
		return RECORD_FAILED;
	enum record_rc rc = find_agency(&m);
	for (size_t i = 0; rc == RECORD_OK && i < SEL_COUNT(examples); i++)
		rc = make_one(&m, &examples[i], made);
	return record_tx_end(m.tx, rc);
}
