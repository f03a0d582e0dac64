#include "meeting/demo.h"

#include "meeting/agenda.h"
#include "meeting/invite.h"
#include "meeting_sql.h"

enum { PROBLEMS_MOST = 50, CAME = 12, REGENCIES = 22 };
#define AGENCY_REF "ID-CONTOH-OPD"

static const char *const topics[] = { "Pembukaan dan laporan panitia (contoh)", "Akses jalan ke desa sasaran (contoh)",
	                              "Kesesuaian RKT 2027 antar mitra (contoh)",
	                              "Data capaian mitra dan kabupaten (contoh)", "Kesepakatan dan penutup (contoh)" };
static const char *const points[] = {
	"Karo membuka rapat. Panitia melaporkan undangan dan kehadiran (contoh).",
	"Mitra dan OPD memaparkan desa yang terputus saat hujan; kabupaten menyebut anggaran terbatas (contoh).",
	"Dua RKT sektor prasarana beririsan di satu kecamatan; mitra sepakat berbagi desa (contoh).",
	"Format laporan berbeda-beda; kabupaten meminta satu format (contoh).",
	"Keputusan dibacakan dan disepakati (contoh)."
};
static const struct {
	uint32_t row;
	const char *text;
} decisions[] = {
	{ 1, "Perbaikan jalan ke tiga desa sasaran diusulkan dalam APBD perubahan (contoh)." },
	{ 2, "Mitra sektor prasarana berbagi desa sebelum RKT 2027 diajukan (contoh)." },
	{ 2, "RKT 2027 diajukan paling lambat 30 November (contoh)." },
	{ 3, "Semua mitra memakai satu format laporan triwulan (contoh)." },
	{ 3, "Kabupaten mengonfirmasi laporan mitra dalam 14 hari kerja (contoh)." },
	{ 4, "Rakor berikut dilaksanakan pada bulan Desember (contoh)." },
};
static const struct {
	uint32_t row, decision;
	const char *text, *org, *regency, *due, *indicator, *end; /* "done", "progress", "late", "" */
} actions[] = {
	{ 1, 0, "Menghitung biaya perbaikan jalan ke tiga desa (contoh)", AGENCY_REF, NULL, "2026-09-15",
	  "Rencana anggaran biaya diserahkan", "done" },
	{ 1, 0, "Mengusulkan perbaikan jalan dalam APBD perubahan (contoh)", NULL, "53.02", "2026-10-15",
	  "Usulan tercatat di SIPD", "late" },
	{ 2, 1, "Menyepakati pembagian desa dengan mitra lain (contoh)", "ID-CONTOH-WATERORG", NULL, "2026-09-30",
	  "Berita acara pembagian desa", "done" },
	{ 2, 1, "Memperbarui daftar desa dalam RKT (contoh)", "ID-CONTOH-PLANINDONESIA", NULL, "2026-10-31",
	  "RKT diajukan kembali", "late" },
	{ 2, 2, "Mengajukan RKT 2027 (contoh)", "ID-CONTOH-WATERORG", NULL, "2026-12-15", "RKT berstatus diajukan",
	  "progress" },
	{ 3, 3, "Mengirim format laporan triwulan kepada semua mitra (contoh)", "ID-CONTOH-OPD", NULL, "2026-08-31",
	  "Surat edaran terkirim", "done" },
	{ 3, 3, "Memakai format baru untuk laporan triwulan III (contoh)", "ID-CONTOH-UNICEF", NULL, "2026-10-20",
	  "Laporan triwulan III diterima", "done" },
	{ 3, 4, "Menunjuk petugas konfirmasi laporan (contoh)", NULL, "53.04", "2026-09-30", "Surat penunjukan",
	  "late" },
	{ 4, 5, "Menyiapkan bahan rakor berikut (contoh)", "ID-CONTOH-OPD", NULL, "2026-12-05", "Bahan terunggah", "" },
};

struct making {
	struct store *store;
	struct record_tx *tx;
	arena *a;
	const struct place_index *places;
	struct problems problems;
	const str *codes; /* of the regencies */
	uint32_t ncodes;
};

static str org_id(struct making *m, const char *ref)
{
	const struct record *r = ref ? record_load_key(m->store, record_tx_db(m->tx), m->a, &actor_system,
	                                               &organisation_kind, "ref", str_of(ref))
	                             : NULL;
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

static void set(struct doc *d, uint32_t field, const char *s)
{
	if (s && *s)
		doc_set(d, field, str_of(s));
}

static struct doc *event(struct making *m, const char *title, const char *day)
{
	struct doc *d = doc_new(m->a, &event_kind);
	set(d, EVENT_TITLE, title);
	set(d, EVENT_SORT, "rakor");
	set(d, EVENT_DATE, day);
	set(d, EVENT_START, "09.00");
	set(d, EVENT_END, "15.00");
	set(d, EVENT_VENUE, "Aula Fernandez, Kantor Gubernur NTT, Kupang (contoh)");
	set(d, EVENT_HOST, "Biro Ekonomi dan Kerja Sama Setda Provinsi NTT (contoh)");
	set(d, EVENT_BASIS, "Peraturan Gubernur NTT Nomor 4 Tahun 2011");
	set(d, EVENT_DRESS, "Batik atau tenun");
	set(d, EVENT_OPEN, "1");
	set(d, EVENT_QUORUM, "12");
	set(d, EVENT_CHAIR, "Kepala Biro (contoh)");
	set(d, EVENT_SECRETARY, "Kepala Bagian Kerja Sama (contoh)");
	set(d, EVENT_LETTER, "CONTOH/005/2026");
	struct doc *panitia = doc_add_row(m->a, d, EVENT_COMMITTEE);
	set(panitia, EVENT_COMMITTEE_TASK, "Undangan dan daftar hadir (contoh)");
	set(panitia, EVENT_COMMITTEE_POST, "Analis kerja sama (contoh)");
	panitia = doc_add_row(m->a, d, EVENT_COMMITTEE);
	set(panitia, EVENT_COMMITTEE_TASK, "Bahan dan notula (contoh)");
	set(panitia, EVENT_COMMITTEE_POST, "Kasubbag kerja sama luar negeri (contoh)");
	return d;
}

/* All regencies and four organisations; the first twelve regencies come. */
static void invite(struct making *m, struct doc *d, bool held)
{
	static const char *const refs[] = { "ID-CONTOH-WATERORG", "ID-CONTOH-PLANINDONESIA", "ID-CONTOH-UNICEF",
		                            AGENCY_REF };
	str orgs[SEL_COUNT(refs)];
	uint32_t n;
	for (size_t i = 0; i < SEL_COUNT(refs); i++)
		orgs[i] = org_id(m, refs[i]);
	invite_add(m->a, d, m->codes, m->ncodes, orgs, SEL_COUNT(refs));
	invite_number(m->a, d);
	struct doc *const *rows = doc_rows(d, EVENT_INVITATION, &n);
	for (uint32_t i = 0; held && i < n; i++) {
		bool org = i >= m->ncodes;
		if (!org && i >= CAME + 6)
			continue;
		set(rows[i], EVENT_INVITATION_REPLY, org || i < CAME ? (i % 3 == 2 ? "delegate" : "coming") : "not");
		if (org || i < CAME)
			doc_set(rows[i], EVENT_INVITATION_NAME, arena_fmt(m->a, "Nama Rekaan %u (contoh)", i + 1));
	}
}

static void attend(struct making *m, struct doc *d)
{
	uint32_t n;
	struct doc *const *rows = doc_rows(d, EVENT_INVITATION, &n);
	for (uint32_t i = 0; i < n; i++) {
		bool org = i >= m->ncodes;
		if (!org && i >= CAME)
			continue;
		struct doc *x = doc_add_row(m->a, d, EVENT_ATTENDANCE);
		doc_set(x, EVENT_ATTENDANCE_NAME, arena_fmt(m->a, "Nama Rekaan %u (contoh)", i + 1));
		set(x, EVENT_ATTENDANCE_SEX, i % 2 ? "P" : "L");
		set(x, EVENT_ATTENDANCE_POST, "Pejabat (contoh)");
		if (org)
			doc_set(x, EVENT_ATTENDANCE_ORG, doc_str(rows[i], EVENT_INVITATION_ORG));
		else
			doc_set(x, EVENT_ATTENDANCE_PLACE, doc_str(rows[i], EVENT_INVITATION_PLACE));
		set(x, EVENT_ATTENDANCE_WAY, i % 4 ? "hand" : "qr");
		set(x, EVENT_ATTENDANCE_AT, "2026-07-28T01:05:00Z");
	}
	rows_give_ids(d, EVENT_ATTENDANCE);
}

static void add_topics(struct making *m, struct doc *d)
{
	for (size_t i = 0; i < SEL_COUNT(topics); i++) {
		struct doc *row = doc_add_row(m->a, d, EVENT_AGENDA);
		set(row, EVENT_AGENDA_TOPIC, topics[i]);
		set(row, EVENT_AGENDA_MINUTES, i ? "60" : "30");
		set(row, EVENT_AGENDA_PRESENTER, "Penyaji (contoh)");
		set(row, EVENT_AGENDA_POINTS, points[i]);
	}
	rows_give_ids(d, EVENT_AGENDA);
}

static str row_id(const struct doc *event, uint32_t row)
{
	return str_of(event->v[EVENT_AGENDA].u.rows[row]->id);
}

static enum record_rc decide(struct making *m, const struct doc *event, str id, str *made)
{
	enum record_rc rc = RECORD_OK;
	struct saved out;
	for (uint32_t i = 0; i < SEL_COUNT(decisions) && rc == RECORD_OK; i++) {
		struct doc *d = doc_new(m->a, &decision_kind);
		doc_set(d, DECISION_EVENT, id);
		doc_set(d, DECISION_AGENDA, row_id(event, decisions[i].row));
		doc_set(d, DECISION_NUMBER, arena_fmt(m->a, "%u", i + 1));
		set(d, DECISION_TEXT, decisions[i].text);
		rc = write(m, d, 0, NULL, &out);
		made[i] = arena_str(m->a, str_of(out.id));
	}
	return rc;
}

static enum record_rc finish(struct making *m, int64_t no, const char *due)
{
	struct saved out;
	const struct record *r = record_load(m->store, record_tx_db(m->tx), m->a, &actor_system, no);
	if (!r)
		return RECORD_MISSING;
	struct doc *d = doc_copy(m->a, r->doc);
	set(d, ITEM_EVIDENCE, "Dokumen diserahkan kepada biro (contoh).");
	set(d, ITEM_DONE_ON, due);
	return write(m, d, no, "finish", &out);
}

static enum record_rc delay(struct making *m, int64_t no)
{
	struct saved out;
	date on = DATE_NONE;
	const struct record *r = record_load(m->store, record_tx_db(m->tx), m->a, &actor_system, no);
	const struct doc *d =
	    r && date_parse(STR("2026-11-02"), &on)
	        ? action_delay(m->a, r->doc, on, STR("Menunggu persetujuan anggaran (contoh)."), DATE_NONE)
	        : NULL;
	return d ? write(m, d, no, NULL, &out) : RECORD_REFUSED;
}

static enum record_rc assign(struct making *m, const struct doc *event, str id, const str *decided)
{
	enum record_rc rc = RECORD_OK;
	struct saved out;
	for (uint32_t i = 0; i < SEL_COUNT(actions) && rc == RECORD_OK; i++) {
		struct doc *d = doc_new(m->a, &action_item_kind);
		str org = org_id(m, actions[i].org);
		doc_set(d, ITEM_EVENT, id);
		doc_set(d, ITEM_AGENDA, row_id(event, actions[i].row));
		doc_set(d, ITEM_DECISION, decided[actions[i].decision]);
		doc_set(d, ITEM_NUMBER, arena_fmt(m->a, "%u", i + 1));
		set(d, ITEM_TEXT, actions[i].text);
		if (org.n)
			doc_set(d, ITEM_ORG, org);
		set(d, ITEM_REGENCY, actions[i].regency);
		set(d, ITEM_POST, "Kepala bidang (contoh)");
		set(d, ITEM_DUE, actions[i].due);
		set(d, ITEM_INDICATOR, actions[i].indicator);
		rc = write(m, d, 0, NULL, &out);
		int64_t no = out.no;
		if (rc == RECORD_OK && actions[i].end[0])
			rc = write(m, NULL, no, "start", &out);
		if (rc == RECORD_OK && strcmp(actions[i].end, "done") == 0)
			rc = finish(m, no, actions[i].due);
		if (rc == RECORD_OK && strcmp(actions[i].end, "late") == 0)
			rc = delay(m, no);
	}
	return rc;
}

/* One of those who did not come has written. */
static enum record_rc contribute(struct making *m, str id)
{
	struct saved out;
	struct doc *d = doc_new(m->a, &contribution_kind);
	doc_set(d, CONTRIBUTION_EVENT, id);
	doc_set(d, CONTRIBUTION_REGENCY, m->codes[CAME]);
	set(d, CONTRIBUTION_SUCCESSES, "Sambungan air di dua desa selesai (contoh).");
	set(d, CONTRIBUTION_OBSTACLES, "Petugas kabupaten belum dilatih (contoh).");
	set(d, CONTRIBUTION_ON_DECISIONS, "Setuju dengan semua keputusan (contoh).");
	return write(m, d, 0, NULL, &out);
}

static enum record_rc make_held(struct making *m)
{
	static const char *const steps[] = { "invite", "hold", "close" };
	struct saved out;
	str decided[SEL_COUNT(decisions)];
	struct doc *d = event(m, "Rakor mitra pembangunan internasional semester I (contoh)", "2026-07-28");
	add_topics(m, d);
	invite(m, d, true);
	attend(m, d);
	set(d, EVENT_OPENING, "Rapat dibuka pukul 09.10 WITA (contoh).");
	set(d, EVENT_CLOSING, "Rapat ditutup pukul 14.50 WITA (contoh).");
	set(d, EVENT_REPORT, "Undangan dikirim 14 hari sebelumnya; 12 dari 22 kabupaten hadir (contoh).");
	enum record_rc rc = write(m, d, 0, NULL, &out);
	str id = arena_str(m->a, str_of(out.id));
	int64_t no = out.no;
	for (size_t i = 0; rc == RECORD_OK && i < SEL_COUNT(steps); i++)
		rc = write(m, NULL, no, steps[i], &out);
	if (rc == RECORD_OK)
		rc = decide(m, d, id, decided);
	if (rc == RECORD_OK)
		rc = assign(m, d, id, decided);
	return rc == RECORD_OK ? contribute(m, id) : rc;
}

static enum record_rc make_planned(struct making *m)
{
	struct saved out;
	struct doc *d = event(m, "Rakor mitra pembangunan internasional semester II (contoh)", "2026-12-10");
	struct doc *row = doc_add_row(m->a, d, EVENT_AGENDA);
	set(row, EVENT_AGENDA_TOPIC, "Pembukaan dan laporan panitia (contoh)");
	set(row, EVENT_AGENDA_MINUTES, "30");
	rows_give_ids(d, EVENT_AGENDA);
	invite(m, d, false);
	enum record_rc rc = write(m, d, 0, NULL, &out);
	return rc == RECORD_OK ? write(m, NULL, out.no, "invite", &out) : rc;
}

enum record_rc meeting_demo(struct store *s, const struct place_index *places, uint32_t *made)
{
	ARENA_SCOPE arena *a = arena_new(0);
	struct making m = { .store = s, .a = a, .places = places };
	*made = 0;
	problems_init(&m.problems, a, PROBLEMS_MOST);
	db *d = db_borrow(store_pool(s), DB_READ);
	int64_t there = d ? db_one_int(d, &q_event_count, NULL, -1) : -1;
	db_return(d);
	if (there)
		return there > 0 ? RECORD_UNCHANGED : RECORD_FAILED;
	const struct place *province = place_by_code(places, STR("53"));
	const struct place *list = province ? place_children(places, province, &m.ncodes) : NULL;
	str *codes = arena_array(a, str, (size_t)m.ncodes + 1);
	for (uint32_t i = 0; i < m.ncodes; i++)
		codes[i] = list[i].code;
	m.codes = codes;
	if (m.ncodes < REGENCIES)
		return RECORD_REFUSED;
	m.tx = record_tx_begin(s, a, clock_now());
	if (!m.tx)
		return RECORD_FAILED;
	enum record_rc rc = make_held(&m);
	if (rc == RECORD_OK)
		rc = make_planned(&m);
	*made = rc == RECORD_OK ? 2 : 0;
	return record_tx_end(m.tx, rc);
}
