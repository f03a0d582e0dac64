#include "library/demo.h"

#include "library/announcement.h"
#include "library/practice.h"
#include "library_sql.h"
#include "partner/partner.h"

enum { PROBLEMS_MOST = 50, STEPS_MOST = 2 };

struct making {
	struct store *store;
	struct record_tx *tx;
	arena *a;
	struct problems problems;
};

struct message {
	const char *title, *title_en, *text, *text_en, *audience, *from, *to_org, *to_place, *date, *until, *shown,
	    *receipt;
};
static const struct message messages[] = {
	{ .title = "Laporan triwulan IV 2026 dikumpulkan sampai 15 Januari 2027 (contoh)",
	  .title_en = "Reports of the fourth quarter of 2026 are due on 15 January 2027 (example)",
	  .text =
	      "Mitra mengisi laporan pada Selaras, kabupaten/kota memeriksa yang ada di wilayahnya. Pengumuman contoh.",
	  .text_en = "Partners report in Selaras, regencies check what lies in their area. An example.",
	  .audience = "everyone",
	  .date = "2026-11-20",
	  .until = "2026-12-04",
	  .receipt = "ID-CONTOH-PLANINDONESIA" },
	{ .title = "Pedoman pemeriksaan lapangan untuk kabupaten/kota (contoh)",
	  .title_en = "A guide to field visits for regencies (example)",
	  .text = "Pedoman dapat dibaca pada Pustaka hukum. Mohon dikonfirmasi setelah diterima. Pengumuman contoh.",
	  .text_en = "The guide is in the legal library. Please confirm its receipt. An example.",
	  .audience = "regencies",
	  .date = "2026-11-12",
	  .until = "2026-11-30",
	  .receipt = "53.04" },
	{ .title = "Pustaka hukum dan glosarium dibuka untuk umum (contoh)",
	  .title_en = "The legal library and the glossary are open to everybody (example)",
	  .text = "Dasar hukum kerja sama beserta status pemeriksaannya, misalnya PP 28/2018 dan PP 59/2016, dapat "
	          "dibaca oleh "
	          "siapa saja. Pengumuman contoh.",
	  .text_en = "The legal basis of the cooperation, PP 28/2018 and PP 59/2016 among them, can be read by "
	             "everybody, with "
	             "how it was checked. An example.",
	  .audience = "public",
	  .date = "2026-11-02" },
	{ .title = "Mohon petunjuk atas usulan penambahan lokasi (contoh)",
	  .title_en = "Guidance wanted on additional locations (example)",
	  .text = "Kami mengusulkan dua desa tambahan dan memerlukan petunjuk biro sebelum RKT diajukan. Surat contoh.",
	  .text_en =
	      "We propose two more villages and need guidance before the annual work plan is handed in. An example.",
	  .audience = "bureau",
	  .from = "ID-CONTOH-WATERORG",
	  .date = "2026-11-18",
	  .until = "2026-12-01" },
	{ .title = "Verifikasi bersama di Kabupaten Timor Tengah Selatan (contoh)",
	  .title_en = "A joint verification in Timor Tengah Selatan (example)",
	  .text = "Pemeriksaan bersama mitra dan kabupaten pada bulan Oktober. Pengumuman contoh.",
	  .text_en = "A joint check of partner and regency in October. An example.",
	  .audience = "chosen",
	  .to_org = "ID-CONTOH-WATERORG",
	  .to_place = "53.02",
	  .date = "2026-10-05",
	  .until = "2026-10-12",
	  .shown = "2026-10-31",
	  .receipt = "53.02" },
};

struct example {
	const char *title, *title_en, *text, *text_en, *sector, *place, *partner, *evidence;
	const char *year;
	const char *steps[STEPS_MOST];
};
static const struct example examples[] = {
	{ "Kelompok pengelola air desa memungut iuran sendiri (contoh)",
	  "Village water groups collect their own fees (example)",
	  "Iuran kecil tiap bulan membuat sarana air tetap terpelihara setelah program selesai. Uraian contoh.",
	  "A small monthly fee kept the water supply maintained after the programme had ended. An example.",
	  "prasarana",
	  "53.02",
	  "ID-CONTOH-WATERORG",
	  "Buku kas kelompok 2024-2025 (contoh)",
	  "2025",
	  { "submit", "publish" } },
	{ "Kalender tanam bersama penyuluh dan kelompok tani (contoh)",
	  "A planting calendar shared by extension workers and farmers (example)",
	  "Kalender tanam disusun dari data hujan desa dan dibahas setiap awal musim. Uraian contoh.",
	  "The calendar is made from rain data of the village and discussed before each season. An example.",
	  "lingkungan",
	  "53.04",
	  "ID-CONTOH-PLANINDONESIA",
	  "Berita acara musyawarah desa (contoh)",
	  "2026",
	  { "submit", "publish" } },
	{ "Posyandu dan PAUD memakai satu jadwal kunjungan (contoh)",
	  "Health posts and preschools share one schedule of visits (example)",
	  "Satu jadwal kunjungan mengurangi anak yang terlewat. Uraian contoh.",
	  "One schedule of visits leaves fewer children out. An example.",
	  "kesehatan",
	  "53.04",
	  "ID-CONTOH-UNICEF",
	  "Jadwal dan daftar rekap kunjungan tanpa nama (contoh)",
	  "2026",
	  { "submit", NULL } },
};

static str org_id(struct making *m, const char *ref)
{
	const struct record *r =
	    record_load_key(m->store, record_tx_db(m->tx), m->a, &actor_system, &organisation_kind, "ref", str_of(ref));
	return r ? arena_str(m->a, str_of(r->id)) : STR_EMPTY;
}

static void set(struct doc *d, uint32_t field, const char *text)
{
	if (text)
		doc_set(d, field, str_of(text));
}

static void set_texts(struct making *m, struct doc *d, uint32_t field, const char *id, const char *en)
{
	doc_add_text(m->a, d, field, STR("id"), str_of(id));
	doc_add_text(m->a, d, field, STR("en"), str_of(en));
}

static struct save save_of(const struct doc *d, int64_t no)
{
	return (struct save){ .actor = &actor_system,
		              .doc = d,
		              .no = no,
		              .base_version = no ? UINT32_MAX : 0,
		              .origin = ORIGIN_CLI,
		              .state = STATE_CURRENT,
		              .note = STR("DATA CONTOH") };
}

static enum record_rc make_message(struct making *m, const struct message *x)
{
	struct doc *d = doc_new(m->a, &announcement_kind);
	struct saved out;
	set_texts(m, d, ANNOUNCEMENT_TITLE, x->title, x->title_en);
	set_texts(m, d, ANNOUNCEMENT_TEXT, x->text, x->text_en);
	set(d, ANNOUNCEMENT_AUDIENCE, x->audience);
	set(d, ANNOUNCEMENT_DATE, x->date);
	set(d, ANNOUNCEMENT_UNTIL, x->until);
	set(d, ANNOUNCEMENT_SHOWN, x->shown);
	if (x->from)
		doc_set(d, ANNOUNCEMENT_ORG, org_id(m, x->from));
	if (x->to_org)
		doc_set(doc_add_row(m->a, d, ANNOUNCEMENT_TO), ADDRESSEE_ORG, org_id(m, x->to_org));
	if (x->to_place)
		set(doc_add_row(m->a, d, ANNOUNCEMENT_TO), ADDRESSEE_PLACE, x->to_place);
	if (x->receipt) {
		str org = org_id(m, x->receipt);
		int64_t at;
		if (instant_parse_xsd(arena_fmt(m->a, "%sT02:30:00Z", x->date), &at))
			d = announcement_received(m->a, d, STR_EMPTY, org.n ? org : str_of(x->receipt), at);
	}
	struct save in = save_of(d, 0);
	return record_save_in(m->tx, m->a, &in, &m->problems, &out);
}

static enum record_rc make_practice(struct making *m, const struct example *x)
{
	struct doc *d = doc_new(m->a, &practice_kind);
	struct saved out;
	set_texts(m, d, PRACTICE_TITLE, x->title, x->title_en);
	set_texts(m, d, PRACTICE_DESCRIPTION, x->text, x->text_en);
	set(d, PRACTICE_SECTOR, x->sector);
	set(doc_add_row(m->a, d, PRACTICE_PLACES), PRACTICE_PLACE_CODE, x->place);
	doc_set(d, PRACTICE_PARTNER, org_id(m, x->partner));
	set(d, PRACTICE_YEAR, x->year);
	set(d, PRACTICE_EVIDENCE, x->evidence);
	struct save in = save_of(d, 0);
	enum record_rc rc = record_save_in(m->tx, m->a, &in, &m->problems, &out);
	int64_t no = out.no;
	for (size_t i = 0; rc == RECORD_OK && i < STEPS_MOST && x->steps[i]; i++) {
		const struct record *r = record_load(m->store, record_tx_db(m->tx), m->a, &actor_system, no);
		if (!r)
			return RECORD_MISSING;
		struct save step = save_of(doc_copy(m->a, r->doc), no);
		rc = record_step_in(m->tx, m->a, &step, str_of(x->steps[i]), &m->problems, &out);
	}
	return rc;
}

enum record_rc library_demo(struct store *s, uint32_t *made)
{
	ARENA_SCOPE arena *a = arena_new(0);
	struct making m = { .store = s, .a = a };
	*made = 0;
	problems_init(&m.problems, a, PROBLEMS_MOST);
	db *d = db_borrow(store_pool(s), DB_READ);
	int64_t there = d ? db_one_int(d, &q_library_examples, NULL, -1) : -1;
	db_return(d);
	if (there)
		return there > 0 ? RECORD_UNCHANGED : RECORD_FAILED;
	m.tx = record_tx_begin(s, a, clock_now());
	if (!m.tx)
		return RECORD_FAILED;
	enum record_rc rc = RECORD_OK;
	for (size_t i = 0; rc == RECORD_OK && i < SEL_COUNT(messages); i++, *made += rc == RECORD_OK)
		rc = make_message(&m, &messages[i]);
	for (size_t i = 0; rc == RECORD_OK && i < SEL_COUNT(examples); i++, *made += rc == RECORD_OK)
		rc = make_practice(&m, &examples[i]);
	return record_tx_end(m.tx, rc);
}
