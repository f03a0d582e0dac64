#include "office/demo.h"

#include "office/number.h"
#include "office/official.h"

struct demo {
	struct store *store;
	arena *a;
	struct problems *ps;
	bool ok;
};

static str save(struct demo *x, const struct doc *d)
{
	struct saved out;
	struct save in = { .actor = &actor_system,
		           .doc = d,
		           .origin = ORIGIN_CLI,
		           .state = STATE_CURRENT,
		           .note = STR("data contoh") };
	x->ok = x->ok && record_save(x->store, x->a, &in, x->ps, &out) == RECORD_OK;
	return x->ok ? arena_str(x->a, str_of(out.id)) : STR_EMPTY;
}

static void set(struct doc *d, uint32_t field, const char *s)
{
	if (s)
		doc_set(d, field, str_of(s));
}

/* ---- units ---- */

#define ARTICLE "Artikel Rakor LMI, Kupang 29-10-2019 (nama); tanggal: DATA CONTOH"
#define BLOG                                                                                                           \
	"agoesrifai.eu.org, Agustus 2025 (nama); tanggal: DATA CONTOH. Unit yang kini mengurus kerja sama luar "       \
	"negeri belum dipastikan"
#define AGENCIES "hakrakyat.com; antaranews.com 171525 (nama); tanggal: DATA CONTOH"
#define EXAMPLE "DATA CONTOH"

struct demo_name {
	const char *name, *english, *head, *since, *until, *source;
};
struct demo_unit {
	const char *code, *parent, *above, *mark, *classification;
	struct demo_name names[3];
};

static const struct demo_unit units[] = {
	{ .code = "gubernur",
	  .mark = "GUB",
	  .classification = "000.8.3",
	  .names = { { "Gubernur Nusa Tenggara Timur", "Governor of East Nusa Tenggara", "Gubernur Nusa Tenggara Timur",
	               NULL, NULL, EXAMPLE } } },
	{ .code = "sekretariat-daerah",
	  .parent = "gubernur",
	  .above = "PEMERINTAH PROVINSI NUSA TENGGARA TIMUR",
	  .mark = "SETDA",
	  .classification = "000.8.3",
	  .names = { { "Sekretariat Daerah", "Regional Secretariat", "Sekretaris Daerah", NULL, NULL, EXAMPLE } } },
	{ .code = OFFICE_DEMO_BUREAU,
	  .parent = "sekretariat-daerah",
	  .above = "PEMERINTAH PROVINSI NUSA TENGGARA TIMUR\nSEKRETARIAT DAERAH",
	  .mark = "RO.EKON",
	  .classification = "000.8.3",
	  .names = { { "Biro Ekonomi dan Kerjasama", "Bureau of Economy and Cooperation",
	               "Kepala Biro Ekonomi dan Kerjasama", "2019-01-01", "2024-12-31", ARTICLE },
	             { "Biro Perekonomian dan Administrasi Pembangunan",
	               "Bureau of Economy and Development Administration",
	               "Kepala Biro Perekonomian dan Administrasi Pembangunan", "2025-01-01", NULL, BLOG } } },
	{ .code = "perencanaan",
	  .parent = "gubernur",
	  .above = "PEMERINTAH PROVINSI NUSA TENGGARA TIMUR",
	  .mark = "BAPP",
	  .classification = "000.7",
	  .names = { { "Badan Perencanaan Pembangunan Daerah", "Regional Development Planning Agency",
	               "Kepala Badan Perencanaan Pembangunan Daerah", "2019-01-01", "2021-12-31", AGENCIES },
	             { "Badan Perencanaan Pembangunan, Penelitian dan Pengembangan Daerah",
	               "Regional Planning, Research and Development Agency",
	               "Kepala Badan Perencanaan Pembangunan, Penelitian dan Pengembangan Daerah", "2022-01-01",
	               "2024-12-31", AGENCIES },
	             { "Badan Perencanaan Pembangunan, Riset dan Inovasi Daerah",
	               "Regional Planning, Research and Innovation Agency",
	               "Kepala Badan Perencanaan Pembangunan, Riset dan Inovasi Daerah", "2025-01-01", NULL,
	               AGENCIES } } },
	{ .code = "kesehatan",
	  .parent = "gubernur",
	  .above = "PEMERINTAH PROVINSI NUSA TENGGARA TIMUR",
	  .mark = "DINKES",
	  .classification = "400.7",
	  .names = { { "Dinas Kesehatan", "Health Service", "Kepala Dinas Kesehatan", NULL, NULL, EXAMPLE } } },
	{ .code = "pendidikan",
	  .parent = "gubernur",
	  .above = "PEMERINTAH PROVINSI NUSA TENGGARA TIMUR",
	  .mark = "DISDIK",
	  .classification = "400.3",
	  .names = { { "Dinas Pendidikan dan Kebudayaan", "Education and Culture Service",
	               "Kepala Dinas Pendidikan dan Kebudayaan", NULL, NULL, EXAMPLE } } },
};
enum { UNITS = SEL_COUNT(units) };

static const char *const address =
    "Jalan Contoh Nomor 1 (DATA CONTOH), Telepon (0380) 000000\nLaman contoh.example, Pos-el biro@contoh.example";

static str add_unit(struct demo *x, const struct demo_unit *u, str parent)
{
	struct doc *d = doc_new(x->a, &unit_kind);
	doc_set(d, UNIT_CODE, str_of(u->code));
	doc_set(d, UNIT_PLACE, STR("53"));
	if (parent.n)
		doc_set(d, UNIT_PARENT, parent);
	for (size_t i = 0; i < SEL_COUNT(u->names) && u->names[i].name; i++) {
		const struct demo_name *n = &u->names[i];
		struct doc *row = doc_add_row(x->a, d, UNIT_NAME);
		set(row, UNIT_NAME_ID, n->name);
		set(row, UNIT_NAME_EN, n->english);
		set(row, UNIT_NAME_HEAD, n->head);
		set(row, UNIT_NAME_SINCE, n->since);
		set(row, UNIT_NAME_UNTIL, n->until);
		set(row, UNIT_NAME_SOURCE, n->source);
	}
	struct doc *head = doc_add_row(x->a, d, UNIT_LETTERHEAD);
	set(head, LETTERHEAD_ABOVE, u->above);
	set(head, LETTERHEAD_ADDRESS, address);
	set(head, LETTERHEAD_TOWN, "Kupang");
	set(head, LETTERHEAD_POSTCODE, "85000");
	set(head, LETTERHEAD_LOGO, "none");
	set(head, LETTERHEAD_CLASSIFICATION, u->classification);
	set(head, LETTERHEAD_MARK, u->mark);
	set(head, LETTERHEAD_PATTERN, LETTER_PATTERN);
	set(head, LETTERHEAD_PAPER, "f4");
	set(head, LETTERHEAD_COPIES, "Gubernur Nusa Tenggara Timur di Kupang (sebagai laporan)\nArsip");
	return save(x, d);
}

/* ---- officials: all invented ---- */

struct demo_signs {
	const char *paper, *unit, *behalf, *through;
};
struct demo_official {
	const char *unit, *post, *acting, *name, *nip, *rank, *since, *until;
	struct demo_signs signs[3];
};

static const struct demo_official officials[] = {
	{ "gubernur",
	  "Gubernur Nusa Tenggara Timur",
	  "definitive",
	  "Gubernur Contoh (DATA CONTOH)",
	  NULL,
	  NULL,
	  "2025-02-20",
	  NULL,
	  { { "all", NULL, NULL, NULL } } },
	{ "sekretariat-daerah",
	  "Sekretaris Daerah",
	  "definitive",
	  "Dr. Sekda Contoh, M.Si. (DATA CONTOH)",
	  "00000000 000000 0 001",
	  "Pembina Utama Madya (IV/d)",
	  "2021-01-01",
	  NULL,
	  { { "all", NULL, NULL, NULL }, { "invitation", OFFICE_DEMO_BUREAU, "gubernur", NULL } } },
	{ OFFICE_DEMO_BUREAU,
	  "Kepala Biro Ekonomi dan Kerjasama",
	  "definitive",
	  "Kepala Biro Lama, S.E. (DATA CONTOH)",
	  "00000000 000000 0 002",
	  "Pembina Utama Muda (IV/c)",
	  "2019-01-01",
	  "2024-12-31",
	  { { "all", NULL, NULL, NULL } } },
	{ OFFICE_DEMO_BUREAU,
	  "Kepala Biro Perekonomian dan Administrasi Pembangunan",
	  "definitive",
	  "Kepala Biro Baru, S.T., M.Si. (DATA CONTOH)",
	  "00000000 000000 0 003",
	  "Pembina Utama Muda (IV/c)",
	  "2025-01-01",
	  NULL,
	  { { "all", NULL, NULL, NULL }, { "rkt", NULL, "gubernur", "sekretariat-daerah" } } },
	{ OFFICE_DEMO_BUREAU,
	  "Kepala Biro Perekonomian dan Administrasi Pembangunan",
	  "plh",
	  "Pelaksana Harian Contoh, S.Sos. (DATA CONTOH)",
	  "00000000 000000 0 004",
	  "Pembina Tingkat I (IV/b)",
	  "2026-02-02",
	  "2026-02-13",
	  { { "all", NULL, NULL, NULL } } },
	{ "kesehatan",
	  "Kepala Dinas Kesehatan",
	  "plt",
	  "drg. Plt. Contoh (DATA CONTOH)",
	  "00000000 000000 0 005",
	  "Pembina (IV/a)",
	  "2026-01-05",
	  NULL,
	  { { "all", NULL, NULL, NULL } } },
};

static str id_of(const str *ids, const char *code)
{
	for (size_t i = 0; code && i < UNITS; i++)
		if (strcmp(units[i].code, code) == 0)
			return ids[i];
	return STR_EMPTY;
}

static void link_to(struct doc *d, uint32_t field, str id)
{
	if (id.n)
		doc_set(d, field, id);
}

static void add_official(struct demo *x, const struct demo_official *o, const str *ids)
{
	struct doc *d = doc_new(x->a, &official_kind);
	link_to(d, OFFICIAL_UNIT, id_of(ids, o->unit));
	set(d, OFFICIAL_POST, o->post);
	set(d, OFFICIAL_ACTING, o->acting);
	set(d, OFFICIAL_NAME, o->name);
	set(d, OFFICIAL_NIP, o->nip);
	set(d, OFFICIAL_RANK, o->rank);
	set(d, OFFICIAL_SINCE, o->since);
	set(d, OFFICIAL_UNTIL, o->until);
	for (size_t i = 0; i < SEL_COUNT(o->signs) && o->signs[i].paper; i++) {
		struct doc *row = doc_add_row(x->a, d, OFFICIAL_SIGNS);
		set(row, OFFICIAL_SIGNS_PAPER, o->signs[i].paper);
		link_to(row, OFFICIAL_SIGNS_UNIT, id_of(ids, o->signs[i].unit));
		link_to(row, OFFICIAL_SIGNS_BEHALF, id_of(ids, o->signs[i].behalf));
		link_to(row, OFFICIAL_SIGNS_THROUGH, id_of(ids, o->signs[i].through));
	}
	save(x, d);
}

/* ---- numbers, as the bureau took them by hand ---- */

static bool take_numbers(struct demo *x, str unit)
{
	static const char *const subjects[] = { "Undangan rapat koordinasi (DATA CONTOH)",
		                                "Permintaan laporan semester (DATA CONTOH)",
		                                "Nomor salah tulis, tidak dipakai (DATA CONTOH)" };
	const struct record *r = NULL;
	int64_t now = clock_now();
	struct record_tx *tx = record_tx_begin(x->store, x->a, now);
	if (!tx)
		return false;
	struct letterhead head;
	enum record_rc rc = RECORD_FAILED;
	r = record_load_id(x->store, record_tx_db(tx), x->a, &actor_system, &unit_kind, unit);
	for (size_t i = 0; r && i < SEL_COUNT(subjects); i++) {
		letterhead_of(x->a, r->doc, date_of_instant(now), &head);
		struct letter l = { .unit = unit,
			            .head = &head,
			            .on = date_of_instant(now),
			            .at = now,
			            .actor = actor_system.id,
			            .record = STR_EMPTY,
			            .subject = str_of(subjects[i]) };
		struct letter_taken taken;
		rc = letter_take(record_tx_db(tx), x->a, &l, &taken) ? RECORD_OK : RECORD_FAILED;
		if (rc != RECORD_OK)
			break;
	}
	return record_tx_end(tx, rc) == RECORD_OK;
}

bool office_demo(struct store *s, struct problems *ps)
{
	ARENA_SCOPE arena *a = arena_new(0);
	struct demo x = { s, a, ps, true };
	str ids[UNITS] = { STR_EMPTY };
	db *d = db_borrow(store_pool(s), DB_READ);
	bool there = d && unit_by_code(s, d, a, STR(OFFICE_DEMO_BUREAU));
	x.ok = d != NULL;
	db_return(d);
	if (there)
		return true;
	for (size_t i = 0; i < UNITS && x.ok; i++)
		ids[i] = add_unit(&x, &units[i], id_of(ids, units[i].parent));
	for (size_t i = 0; i < SEL_COUNT(officials) && x.ok; i++)
		add_official(&x, &officials[i], ids);
	return x.ok && take_numbers(&x, id_of(ids, OFFICE_DEMO_BUREAU));
}
