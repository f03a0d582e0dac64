#include "problem/demo.h"

#include "problem_sql.h"

enum { PROBLEMS_MOST = 50, STEPS_MOST = 3 };
#define AGENCY_REF "ID-CONTOH-OPD"

struct example {
	const char *title, *about, *stage, *sort, *severity, *sector, *place, *partner, *responsible, *raised, *due;
	const char *steps[STEPS_MOST];
	const char *escalated; /* reason; NULL: it stays where it is */
	bool shown;
};
static const struct example examples[] = {
	{ "Jalan menuju desa sasaran terputus setiap musim hujan (contoh)",
	  "programme",
	  "implementation",
	  "access",
	  "3",
	  "prasarana",
	  "53.02",
	  "ID-CONTOH-WATERORG",
	  AGENCY_REF,
	  "2024-01-22",
	  "2024-06-30",
	  { "start", "solve", "close" },
	  NULL,
	  true },
	{ "Jalan ke desa sasaran terputus lagi pada musim hujan (contoh)",
	  "programme",
	  "implementation",
	  "access",
	  "3",
	  "prasarana",
	  "53.02",
	  "ID-CONTOH-WATERORG",
	  AGENCY_REF,
	  "2025-02-10",
	  "2025-07-31",
	  { "start", "solve", NULL },
	  NULL,
	  true },
	{ "Jalan desa terputus musim hujan, pipa tidak dapat diangkut (contoh)",
	  "programme",
	  "implementation",
	  "access",
	  "4",
	  "prasarana",
	  "53.02",
	  "ID-CONTOH-WATERORG",
	  AGENCY_REF,
	  "2026-02-16",
	  "2026-08-31",
	  { "start", NULL, NULL },
	  "Perbaikan jalan di luar anggaran kabupaten (contoh)",
	  true },
	{ "Data penerima dari desa dan dari mitra berbeda (contoh)",
	  "programme",
	  "control",
	  "data",
	  "2",
	  "kesehatan",
	  "53.04",
	  "ID-CONTOH-UNICEF",
	  NULL,
	  "2026-07-14",
	  "2026-12-15",
	  { "start", NULL, NULL },
	  NULL,
	  false },
	{ "Dua mitra merencanakan toilet sekolah di kecamatan yang sama (contoh)",
	  "programme",
	  "planning",
	  "overlap",
	  "3",
	  "prasarana",
	  "53.02",
	  "ID-CONTOH-PLANINDONESIA",
	  AGENCY_REF,
	  "2026-09-03",
	  "2026-11-10",
	  { NULL, NULL, NULL },
	  NULL,
	  false },
	{ "Kader posyandu terlatih pindah tugas sebelum program selesai (contoh)",
	  "programme",
	  "implementation",
	  "staff",
	  "2",
	  "kesehatan",
	  "53.04",
	  "ID-CONTOH-UNICEF",
	  NULL,
	  "2026-05-19",
	  "2026-10-31",
	  { "start", "solve", NULL },
	  NULL,
	  false },
	{ "Format laporan mitra tidak seragam sehingga tidak dapat direkap (contoh)",
	  "mechanism",
	  "control",
	  "regulation",
	  "3",
	  NULL,
	  "53",
	  NULL,
	  NULL,
	  "2025-11-05",
	  "2026-03-31",
	  { "start", NULL, NULL },
	  NULL,
	  true },
	{ "Sebagian kabupaten tidak hadir dalam rapat koordinasi (contoh)",
	  "mechanism",
	  "planning",
	  "coordination",
	  "2",
	  NULL,
	  "53",
	  NULL,
	  NULL,
	  "2026-07-28",
	  "2027-01-31",
	  { NULL, NULL, NULL },
	  NULL,
	  false },
};

struct making {
	struct store *store;
	struct record_tx *tx;
	arena *a;
	struct problems problems;
};

static str org_id(struct making *m, const char *ref)
{
	const struct record *r = ref ? record_load_key(m->store, record_tx_db(m->tx), m->a, &actor_system,
	                                               &organisation_kind, "ref", str_of(ref))
	                             : NULL;
	return r ? arena_str(m->a, str_of(r->id)) : STR_EMPTY;
}

static void set(struct doc *d, uint32_t field, str s)
{
	if (s.n)
		doc_set(d, field, s);
}

static struct doc *doc_of(struct making *m, const struct example *x)
{
	struct doc *d = doc_new(m->a, &problem_kind);
	set(d, PROBLEM_TITLE, str_of(x->title));
	set(d, PROBLEM_DESCRIPTION, STR("Uraian contoh; bukan keadaan sebenarnya."));
	set(d, PROBLEM_ABOUT, str_of(x->about));
	set(d, PROBLEM_STAGE, str_of(x->stage));
	set(d, PROBLEM_SORT, str_of(x->sort));
	set(d, PROBLEM_SEVERITY, str_of(x->severity));
	set(d, PROBLEM_SECTOR, str_of(x->sector));
	set(doc_add_row(m->a, d, PROBLEM_PLACE), PROBLEM_PLACE_CODE, str_of(x->place));
	set(d, PROBLEM_PARTNER, org_id(m, x->partner));
	set(d, PROBLEM_RESPONSIBLE, org_id(m, x->responsible));
	set(d, PROBLEM_POST, STR("Kepala bidang (contoh)"));
	set(d, PROBLEM_RAISED, str_of(x->raised));
	set(d, PROBLEM_DUE, str_of(x->due));
	set(d, PROBLEM_SOLUTION, STR("Solusi contoh: dibahas bersama dan ditangani bertahap."));
	if (x->shown)
		set(d, PROBLEM_SHOWN, STR("1"));
	return d;
}

static struct save save_of(const struct doc *d, int64_t no, str note)
{
	return (struct save){ .actor = &actor_system,
		              .doc = d,
		              .no = no,
		              .base_version = no ? UINT32_MAX : 0,
		              .origin = ORIGIN_CLI,
		              .state = STATE_CURRENT,
		              .note = note };
}

static enum record_rc escalate(struct making *m, int64_t no, const struct example *x)
{
	struct saved out;
	date on;
	const struct record *r = record_load(m->store, record_tx_db(m->tx), m->a, &actor_system, no);
	const struct doc *up = r && date_parse(str_of(x->raised), &on)
	                           ? problem_escalate(m->a, r->doc, on + 60, str_of(x->escalated))
	                           : NULL;
	struct save in = save_of(up, no, STR("DATA CONTOH"));
	return up ? record_save_in(m->tx, m->a, &in, &m->problems, &out) : RECORD_REFUSED;
}

static enum record_rc make_one(struct making *m, const struct example *x)
{
	struct saved out;
	struct save in = save_of(doc_of(m, x), 0, STR("DATA CONTOH"));
	enum record_rc rc = record_save_in(m->tx, m->a, &in, &m->problems, &out);
	int64_t no = out.no;
	for (size_t i = 0; rc == RECORD_OK && i < STEPS_MOST && x->steps[i]; i++) {
		const struct record *r = record_load(m->store, record_tx_db(m->tx), m->a, &actor_system, no);
		if (!r)
			return RECORD_MISSING;
		struct doc *d = doc_copy(m->a, r->doc);
		if (strcmp(x->steps[i], "solve") == 0)
			doc_set(d, PROBLEM_EVIDENCE, STR("Berita acara dan gambar (contoh)."));
		struct save step = save_of(d, no, STR("DATA CONTOH"));
		rc = record_step_in(m->tx, m->a, &step, str_of(x->steps[i]), &m->problems, &out);
	}
	return rc == RECORD_OK && x->escalated ? escalate(m, no, x) : rc;
}

enum record_rc problem_demo(struct store *s, uint32_t *made)
{
	ARENA_SCOPE arena *a = arena_new(0);
	struct making m = { .store = s, .a = a };
	*made = 0;
	problems_init(&m.problems, a, PROBLEMS_MOST);
	db *d = db_borrow(store_pool(s), DB_READ);
	int64_t there = d ? db_one_int(d, &q_problem_count, NULL, -1) : -1;
	db_return(d);
	if (there)
		return there > 0 ? RECORD_UNCHANGED : RECORD_FAILED;
	m.tx = record_tx_begin(s, a, clock_now());
	if (!m.tx)
		return RECORD_FAILED;
	enum record_rc rc = RECORD_OK;
	for (size_t i = 0; rc == RECORD_OK && i < SEL_COUNT(examples); i++) {
		rc = make_one(&m, &examples[i]);
		*made += rc == RECORD_OK;
	}
	return record_tx_end(m.tx, rc);
}
