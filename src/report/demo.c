#include "report/demo.h"

#include "base/vec.h"
#include "report/confirm.h"
#include "report/fill.h"
#include "report_sql.h"

enum { PROBLEMS_MOST = 50 };

/* How far a report has come; DISPUTED is accepted, and the regency saw other figures. */
enum stage { STAGE_SUBMITTED, STAGE_RETURNED, STAGE_ACCEPTED, STAGE_DISPUTED };

struct example {
	const char *title, *period, *day; /* of the plan; of the report; handed in on */
	enum stage stage;
	const char *summary, *success, *challenge, *obstacle, *severity, *next;
};
static const struct example examples[] = {
	{ "RKT air bersih (contoh)", "2026-Q1", "2026-04-09", STAGE_ACCEPTED,
	  "Survei sumber air dan rembuk desa di dua belas desa (contoh).",
	  "Semua desa menyetujui letak bak air (contoh).", "Musim kemarau panjang diperkirakan mulai Mei (contoh).",
	  NULL, NULL, "Pemasangan sambungan pertama (contoh)." },
	{ "RKT air bersih (contoh)", "2026-Q2", "2026-07-10", STAGE_DISPUTED,
	  "Sambungan rumah tangga tahap pertama dipasang (contoh).", "Warga ikut menggali jalur pipa (contoh).",
	  "Debit mata air turun pada akhir Juni (contoh).", "Jalan ke tiga desa putus karena longsor (contoh).", "3",
	  "Menyelesaikan sambungan tahap kedua (contoh)." },
	{ "RKT air bersih (contoh)", "2026-Q3", "2026-10-12", STAGE_RETURNED,
	  "Sambungan tahap kedua dipasang (contoh).", "Kader desa mengelola iuran air (contoh).",
	  "Harga pipa naik (contoh).", "Pengiriman pipa terlambat dua minggu (contoh).", "2",
	  "Serah terima kepada desa (contoh)." },
	{ "RKT sanitasi sekolah (contoh)", "2026-Q1", "2026-04-22", STAGE_ACCEPTED,
	  "Sekolah dipilih bersama dinas pendidikan (contoh).", "Enam sekolah menyediakan lahan (contoh).",
	  "Tahun ajaran menentukan waktu kerja (contoh).", NULL, NULL, "Mulai membangun toilet (contoh)." },
	{ "RKT sanitasi sekolah (contoh)", "2026-Q2", "2026-07-13", STAGE_SUBMITTED,
	  "Toilet tiga sekolah dibangun (contoh).", "Siswa ikut merancang (contoh).", "Air bersih terbatas (contoh).",
	  "Tukang bersertifikat sulit didapat (contoh).", "1", "Menyelesaikan tiga sekolah lain (contoh)." },
};

struct making {
	struct record_tx *tx;
	struct store *store;
	arena *a;
	struct problems problems;
};

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

static const struct doc *load(struct making *m, int64_t no)
{
	const struct record *r = record_load(m->store, record_tx_db(m->tx), m->a, &actor_system, no);
	return r ? r->doc : NULL;
}

/* ---- what is reported ---- */

static void fill_line(struct making *m, struct doc *row, const struct doc *planned, unsigned bits, uint32_t at)
{
	struct decimal target;
	int64_t units = 0;
	/* what was planned, a little more or less from row to row */
	if (planned && plan_target(planned, bits, &target) && decimal_rescale(target, 0, &units))
		units = units * (90 + 5 * (int64_t)(at % 4)) / 100;
	doc_set(row, REPORT_LINE_DONE, arena_fmt(m->a, "%lld", (long long)units));
	doc_set(row, REPORT_LINE_PROGRESS, units ? STR("running") : STR("waiting"));
	if (!units)
		return;
	doc_set(row, REPORT_LINE_FEMALE, arena_fmt(m->a, "%lld", (long long)units * 2));
	doc_set(row, REPORT_LINE_MALE, arena_fmt(m->a, "%lld", (long long)units * 2 - 1));
	doc_set(row, REPORT_LINE_CHILDREN, arena_fmt(m->a, "%lld", (long long)units));
	doc_set(row, REPORT_LINE_DISABILITY, arena_fmt(m->a, "%u", at % 3));
	doc_set(row, REPORT_LINE_EVIDENCE, STR("Daftar penerima bertanda tangan (contoh)"));
}

static void fill(struct making *m, struct doc *d, const struct doc *plan, const struct example *x, unsigned bits)
{
	for (uint32_t i = 0; i < d->v[REPORT_LINE].n; i++) {
		struct doc *row = d->v[REPORT_LINE].u.rows[i];
		fill_line(m, row, plan_line_of(plan, row), bits, i);
	}
	for (uint32_t i = 0; i < d->v[REPORT_MONEY].n; i++) {
		struct decimal budget;
		int64_t units;
		struct doc *row = d->v[REPORT_MONEY].u.rows[i];
		if (doc_decimal(row, REPORT_MONEY_BUDGET, &budget) && decimal_rescale(budget, 0, &units))
			doc_set(row, REPORT_MONEY_SPENT,
			        arena_fmt(m->a, "%lld", (long long)(units / (bits == 1 ? 20 : 4))));
	}
	doc_set(d, REPORT_SUMMARY, str_of(x->summary));
	doc_set(d, REPORT_OUTCOME, STR("Warga memperoleh layanan lebih dekat (contoh)."));
	doc_set(d, REPORT_SUCCESS, str_of(x->success));
	doc_set(d, REPORT_CHALLENGE, str_of(x->challenge));
	doc_set(d, REPORT_CONFORMITY, x->obstacle ? STR("part") : STR("full"));
	if (x->obstacle)
		doc_set(d, REPORT_CONFORMITY_WHY, STR("Sebagian lokasi tertunda karena hambatan di atas (contoh)."));
	doc_set(d, REPORT_PRACTICE, STR("Rembuk desa sebelum setiap pekerjaan (contoh)."));
	doc_set(d, REPORT_NEXT, str_of(x->next));
	doc_set(d, REPORT_BENEFIT, STR("Waktu mengambil air berkurang; hutan sekitar mata air dijaga (contoh)."));
	d->v[REPORT_OBSTACLE].n = 0;
	if (!x->obstacle)
		return;
	doc_set(d, REPORT_SUPPORT, STR("Perbaikan jalan desa (contoh)."));
	doc_set(d, REPORT_SUPPORT_FROM, STR("Dinas pekerjaan umum kabupaten (contoh)"));
	struct doc *obstacle = doc_add_row(m->a, d, REPORT_OBSTACLE);
	doc_set(obstacle, REPORT_OBSTACLE_TEXT, str_of(x->obstacle));
	doc_set(obstacle, REPORT_OBSTACLE_STAGE, STR("implementation"));
	doc_set(obstacle, REPORT_OBSTACLE_SEVERITY, str_of(x->severity));
	report_give_ids(m->a, d, NULL);
}

/* ---- what the other side says ---- */

/* All rows as reported; with DISPUTE the second is another figure and the third was not seen. */
static enum record_rc confirm(struct making *m, int64_t no, str id, bool dispute)
{
	struct saved out;
	const struct doc *report = load(m, no);
	if (!report)
		return RECORD_MISSING;
	struct speaker s = { SIDE_REGENCY, doc_str(report, REPORT_REGENCY) };
	struct doc *d = confirmation_new(m->a, report, id, s);
	uint32_t n;
	struct doc *const *lines = doc_rows(report, REPORT_LINE, &n);
	for (uint32_t i = 0; i < n; i++) {
		struct doc *row = doc_add_row(m->a, d, CONFIRMATION_LINE);
		bool other = dispute && i == 1, unseen = dispute && i == 2;
		memcpy(row->id, lines[i]->id, sizeof(row->id));
		doc_set(row, CONFIRMATION_LINE_LINE, arena_str(m->a, str_of(lines[i]->id)));
		doc_set(row, CONFIRMATION_LINE_ACTIVITY, doc_str(lines[i], REPORT_LINE_ACTIVITY));
		doc_set(row, CONFIRMATION_LINE_ANSWER, other ? STR("other") : unseen ? STR("unseen") : STR("seen"));
		doc_set(row, CONFIRMATION_LINE_ON, doc_str(lines[i], REPORT_LINE_DONE));
		if (other)
			doc_set(row, CONFIRMATION_LINE_VALUE, STR("6"));
		if (other || unseen)
			doc_set(row, CONFIRMATION_LINE_NOTE, STR("Menurut kepala desa (contoh)."));
	}
	doc_set(d, CONFIRMATION_DAY, doc_str(report, REPORT_HANDED_IN));
	return write(m, d, 0, NULL, &out);
}

static enum record_rc send_back(struct making *m, int64_t no)
{
	struct saved out;
	const struct doc *report = load(m, no);
	if (!report)
		return RECORD_MISSING;
	struct doc *d = doc_copy(m->a, report);
	struct doc *row = doc_add_row(m->a, d, REPORT_REMARK);
	doc_set(row, REPORT_REMARK_BY, STR("regency"));
	doc_set(row, REPORT_REMARK_OF, doc_str(report, REPORT_REGENCY));
	doc_set(row, REPORT_REMARK_ON, STR("k2"));
	doc_set(row, REPORT_REMARK_TEXT, STR("Jumlah melebihi rumah tangga di desa ini, mohon diperiksa (contoh)."));
	doc_set(row, REPORT_REMARK_DAY, STR("2026-10-20"));
	return write(m, d, no, "send_back", &out);
}

static enum record_rc carry_on(struct making *m, const struct example *x, int64_t no, str id)
{
	static const char *const steps[] = { "check", "verify", "accept" };
	struct saved out;
	enum record_rc rc = RECORD_OK;
	if (x->stage == STAGE_RETURNED)
		return send_back(m, no);
	if (x->stage == STAGE_ACCEPTED || x->stage == STAGE_DISPUTED)
		rc = confirm(m, no, id, x->stage == STAGE_DISPUTED);
	for (size_t i = 0; rc == RECORD_OK && x->stage != STAGE_SUBMITTED && i < SEL_COUNT(steps); i++)
		rc = write(m, NULL, no, steps[i], &out);
	return rc;
}

/* ---- which plans ---- */

struct planned {
	int64_t no;
	str id, regency;
};

/* The first obligation of the plan of 2026 with this title. */
static bool find_plan(struct making *m, const char *title, struct planned *out)
{
	db_rows *rows = NULL;
	bool found = false;
	if (db_select(record_tx_db(m->tx), &q_report_demo_plan, DB_ARGS(db_text(str_of(title))), &rows) != DB_OK)
		return false;
	if (db_next(rows)) {
		out->no = db_col_int(rows, Q_REPORT_DEMO_PLAN_COL_NO);
		out->id = arena_str(m->a, db_col_text(rows, Q_REPORT_DEMO_PLAN_COL_ID));
		out->regency = arena_str(m->a, db_col_text(rows, Q_REPORT_DEMO_PLAN_COL_REGENCY));
		found = true;
	}
	return db_finish(rows) == DB_OK && found;
}

static enum record_rc make_one(struct making *m, const struct example *x, uint32_t *made)
{
	struct saved out;
	struct planned p;
	struct period period;
	date day;
	const struct doc *plan = find_plan(m, x->title, &p) ? load(m, p.no) : NULL;
	if (!plan || !period_parse(str_of(x->period), &period) || !date_parse(str_of(x->day), &day))
		return RECORD_OK;
	struct owing o = {
		.plan = plan, .plan_id = p.id, .first = p.id, .regency = p.regency, .period = str_of(x->period)
	};
	struct doc *d = report_new(m->a, &o);
	if (!d)
		return RECORD_OK;
	fill(m, d, plan, x, period_quarters(period));
	enum record_rc rc = write(m, d, 0, NULL, &out);
	int64_t no = out.no;
	str id = arena_str(m->a, str_of(out.id));
	*made += rc == RECORD_OK;
	if (rc == RECORD_OK)
		rc = write(m, report_handed_in(m->a, load(m, no), day), no, "submit", &out);
	return rc == RECORD_OK ? carry_on(m, x, no, id) : rc;
}

enum record_rc report_demo(struct store *s, uint32_t *made)
{
	ARENA_SCOPE arena *a = arena_new(0);
	struct making m = { .store = s, .a = a };
	*made = 0;
	problems_init(&m.problems, a, PROBLEMS_MOST);
	m.tx = record_tx_begin(s, a, clock_now());
	if (!m.tx)
		return RECORD_FAILED;
	if (db_one_int(record_tx_db(m.tx), &q_report_count, NULL, -1) != 0) {
		record_tx_rollback(m.tx);
		return RECORD_UNCHANGED;
	}
	enum record_rc rc = RECORD_OK;
	for (size_t i = 0; rc == RECORD_OK && i < SEL_COUNT(examples); i++)
		rc = make_one(&m, &examples[i], made);
	return record_tx_end(m.tx, rc);
}
