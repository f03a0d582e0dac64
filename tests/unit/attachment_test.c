/* Documents: what is taken and what is not, the text of a PDF under limits, who sees and reads them, on both engines.
 */
#include "db_world.h"

#include "agreement/agreement.h"
#include "agreement/attachment.h"
#include "agreement/calendar.h"
#include "agreement/filetype.h"
#include "agreement/pdftext.h"
#include "agreement/register.h"
#include "agreement_schema.h"
#include "record/merge.h"
#include "record_schema.h"

enum { MB = 1 << 20 };

/* ---- files ---- */

static str pdf_with(arena *a, const char *text)
{
	str content = arena_fmt(a, "BT /F1 24 Tf 72 720 Td (%s) Tj ET", text);
	return arena_fmt(a,
	                 "%%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
	                 "2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
	                 "3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Contents 4 0 R/Resources<</Font<</F1 "
	                 "5 0 R>>>>>>endobj\n"
	                 "4 0 obj<</Length %zu>>stream\n%s\nendstream endobj\n"
	                 "5 0 obj<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>endobj\n"
	                 "trailer<</Root 1 0 R>>\n%%%%EOF\n",
	                 content.n, content.p);
}

static void le(struct buf *b, uint32_t n, int bytes)
{
	for (int i = 0; i < bytes; i++)
		buf_char(b, (char)(n >> (8 * i) & 0xFF));
}

struct member {
	const char *name, *bytes;
	uint32_t claims; /* unpacked size in the directory; 0: true */
};

/* A ZIP of stored entries (APPNOTE.TXT 4.3.6). */
static str zip_of(arena *a, const struct member *m, size_t n)
{
	struct buf b, directory;
	buf_init(&b, a, MB);
	buf_init(&directory, a, MB);
	for (size_t i = 0; i < n; i++) {
		uint32_t name = (uint32_t)strlen(m[i].name), size = (uint32_t)strlen(m[i].bytes), at = (uint32_t)b.n;
		buf_cstr(&b, "PK\3\4");
		le(&b, 10, 2), le(&b, 0, 2), le(&b, 0, 2), le(&b, 0, 4), le(&b, 0, 4);
		le(&b, size, 4), le(&b, size, 4), le(&b, name, 2), le(&b, 0, 2);
		buf_cstr(&b, m[i].name);
		buf_cstr(&b, m[i].bytes);
		buf_cstr(&directory, "PK\1\2");
		le(&directory, 10, 2), le(&directory, 10, 2), le(&directory, 0, 2), le(&directory, 0, 2);
		le(&directory, 0, 4), le(&directory, 0, 4), le(&directory, size, 4);
		le(&directory, m[i].claims ? m[i].claims : size, 4), le(&directory, name, 2), le(&directory, 0, 4);
		le(&directory, 0, 4), le(&directory, 0, 4), le(&directory, at, 4);
		buf_cstr(&directory, m[i].name);
	}
	uint32_t start = (uint32_t)b.n;
	buf_str_add(&b, buf_str(&directory));
	buf_cstr(&b, "PK\5\6");
	le(&b, 0, 4), le(&b, (uint32_t)n, 2), le(&b, (uint32_t)n, 2), le(&b, (uint32_t)directory.n, 4);
	le(&b, start, 4), le(&b, 0, 2);
	return buf_str(&b);
}
#define ZIP(a, ...)                                                                                                    \
	zip_of((a), (const struct member[]){ __VA_ARGS__ }, SEL_COUNT(((const struct member[]){ __VA_ARGS__ })))

#define PNG_HEAD "\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\1\0\0\0\1\10\6\0\0\0\x1f\x15\xc4\x89"
static const char jpeg[] = "\xFF\xD8\xFF\xE0\0\x10JFIF\0\1\1\0\0\1\0\1\0\0\xFF\xDB\0\x43\0\xFF\xD9";

struct sent {
	const char *name;
	str bytes;
	const char *type; /* what it is taken for, or NULL and */
	const char *key;  /* the problem */
};

static void try_files(arena *a, const struct sent *rows, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		struct problems ps;
		problems_init(&ps, a, 10);
		const struct filetype *t = filetype_of(a, str_of(rows[i].name), rows[i].bytes, MB, &ps);
		if ((t != NULL) != (rows[i].type != NULL))
			fail_msg("row %zu %s: %s", i, rows[i].name, t ? t->mime : ps.first->key);
		if (t)
			assert_string_equal(t->mime, rows[i].type);
		else if (strcmp(ps.first->key, rows[i].key) != 0)
			fail_msg("row %zu %s: %s (%s)", i, rows[i].name, ps.first->key, ps.first->found.p);
	}
}

static void files_are_taken_for_what_they_are(void **state)
{
	(void)state;
	ARENA_SCOPE arena *a = arena_new(0);
	str pdf = pdf_with(a, "contoh");
	str docx = ZIP(a, { "[Content_Types].xml", "<x/>", 0 }, { "word/document.xml", "<x/>", 0 });
	const struct sent rows[] = {
		{ "surat.pdf", pdf, "application/pdf", NULL },
		{ "SURAT.PDF", pdf, "application/pdf", NULL },
		{ "gambar.png", { PNG_HEAD "IEND", sizeof(PNG_HEAD "IEND") }, "image/png", NULL },
		{ "gambar.jpeg", { jpeg, sizeof(jpeg) - 1 }, "image/jpeg", NULL },
		{ "naskah.docx", docx, "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
		  NULL },
		{ "tabel.xlsx", ZIP(a, { "[Content_Types].xml", "<x/>", 0 }, { "xl/workbook.xml", "<x/>", 0 }),
		  "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", NULL },
		{ "naskah.odt",
		  ZIP(a, { "mimetype", "application/vnd.oasis.opendocument.text", 0 }, { "content.xml", "<x/>", 0 }),
		  "application/vnd.oasis.opendocument.text", NULL },
		{ "daftar.csv", STR("kode,nama\n53.01,Kupang\n"), "text/csv; charset=utf-8", NULL },
		{ "catatan.txt", STR("Rapat di Kupang\n"), "text/plain; charset=utf-8", NULL },
	};
	try_files(a, rows, SEL_COUNT(rows));
}

static void other_things_by_good_names_are_not(void **state)
{
	(void)state;
	ARENA_SCOPE arena *a = arena_new(0);
	str pdf = pdf_with(a, "contoh");
	str docx = ZIP(a, { "[Content_Types].xml", "<x/>", 0 }, { "word/document.xml", "<x/>", 0 });
	const struct sent rows[] = {
		{ "surat.docx", pdf, NULL, "problem.file.ending" },
		{ "surat", pdf, NULL, "problem.file.ending" },
		{ "surat.pdf.exe", pdf, NULL, "problem.file.ending" },
		{ ".pdf", pdf, NULL, "problem.file.ending" },
		{ "naskah.pdf", docx, NULL, "problem.file.ending" },
		/* other things by the name of good ones */
		{ "surat.pdf", STR("<!DOCTYPE html><html><script>alert(1)</script></html>"), NULL,
		  "problem.file.type" },
		{ "surat.pdf", STR("\n%PDF-1.4 later"), NULL, "problem.file.type" },
		{ "gambar.png", STR("<svg xmlns=\"http://www.w3.org/2000/svg\" onload=\"alert(1)\"/>"), NULL,
		  "problem.file.type" },
		{ "catatan.txt", STR("#!/bin/sh\nrm -rf x\n"), NULL, "problem.file.type" },
		{ "catatan.txt", STR("<html><body>x</body></html>"), NULL, "problem.file.type" },
		{ "catatan.txt", STR("Rapat di Kupang yang panjang\n<script>alert(1)</script>\n"), NULL,
		  "problem.file.type" },
		{ "catatan.txt", { "a\0b", 3 }, NULL, "problem.file.type" },
		{ "catatan.txt", STR("\xFF\xFE\xFA lama"), NULL, "problem.file.type" },
		{ "program.pdf",
		  { "\x7F"
		    "ELF\2\1\1\0\0\0\0\0\0\0\0\0\2\0\x3E\0\1\0\0\0",
		    24 },
		  NULL,
		  "problem.file.type" },
	};
	try_files(a, rows, SEL_COUNT(rows));
}

static void two_things_and_traps_are_not(void **state)
{
	(void)state;
	ARENA_SCOPE arena *a = arena_new(0);
	str pdf = pdf_with(a, "contoh");
	str docx = ZIP(a, { "[Content_Types].xml", "<x/>", 0 }, { "word/document.xml", "<x/>", 0 });
	const struct sent rows[] = {
		{ "surat.pdf", arena_cat(a, pdf, docx), NULL, "problem.file.two_things" },
		{ "surat.pdf", arena_cat(a, STR("%PDF-1.4\n<script>alert(1)</script>\n"), pdf), NULL,
		  "problem.file.two_things" },
		{ "gambar.jpg", arena_cat(a, (str){ jpeg, sizeof(jpeg) - 1 }, docx), NULL, "problem.file.two_things" },
		{ "gambar.jpg", arena_cat(a, (str){ jpeg, sizeof(jpeg) - 1 }, STR("<html>")), NULL,
		  "problem.file.two_things" },
		/* archives */
		{ "arsip.zip", ZIP(a, { "a.txt", "a", 0 }), NULL, "problem.file.type" },
		{ "arsip.docx", ZIP(a, { "a.txt", "a", 0 }), NULL, "problem.file.type" },
		{ "bom.docx", ZIP(a, { "[Content_Types].xml", "<x/>", 0 }, { "word/document.xml", "<x/>", 600u << 20 }),
		  NULL, "problem.file.bomb" },
		{ "bom.docx", ZIP(a, { "[Content_Types].xml", "<x/>", 0 }, { "word/document.xml", "<x/>", 1 << 20 }),
		  NULL, "problem.file.bomb" },
		{ "bom.docx", ZIP(a, { "[Content_Types].xml", "<x/>", 0 }, { "word/document.xml", "<x/>", UINT32_MAX }),
		  NULL, "problem.file.bomb" },
		{ "isi.docx",
		  ZIP(a, { "[Content_Types].xml", "<x/>", 0 }, { "word/document.xml", "<x/>", 0 },
		      { "word/vbaProject.bin", "x", 0 }),
		  NULL, "problem.file.macros" },
		{ "dua.docx",
		  ZIP(a, { "[Content_Types].xml", "<x/>", 0 }, { "word/document.xml", "<x/>", 0 },
		      { "xl/workbook.xml", "x", 0 }),
		  NULL, "problem.file.type" },
		{ "rusak.docx", str_sub(docx, 0, docx.n - 30), NULL, "problem.file.type" },
		/* sizes */
		{ "kosong.pdf", STR_EMPTY, NULL, "problem.file.empty" },
		{ "besar.pdf", { arena_calloc(a, 1, 2 * MB), 2 * MB }, NULL, "problem.file.too_big" },
	};
	try_files(a, rows, SEL_COUNT(rows));
}

static void names_lose_what_is_dangerous(void **state)
{
	(void)state;
	static const struct {
		const char *sent, *kept;
	} rows[] = {
		{ "surat.pdf", "surat.pdf" },
		{ "../../etc/passwd.pdf", "passwd.pdf" },
		{ "C:\\Users\\Biro\\surat.pdf", "surat.pdf" },
		{ ".htaccess", "htaccess" },
		{ "...pdf", "pdf" },
		{ "a\"b;c.pdf", "a_b_c.pdf" },
		{ "baris\nbaru.pdf", "baris_baru.pdf" },
		{ "nota dinas (2).pdf", "nota dinas (2).pdf" },
		{ "surat Ñ.pdf", "surat Ñ.pdf" },
		{ "", "berkas" },
		{ "folder/", "berkas" },
		{ "\xFF\xFE.pdf", "berkas.pdf" },
	};
	ARENA_SCOPE arena *a = arena_new(0);
	for (size_t i = 0; i < SEL_COUNT(rows); i++)
		assert_string_equal(filename_clean(a, str_of(rows[i].sent)).p, rows[i].kept);
	struct buf longest;
	buf_init(&longest, a, 4000);
	for (int i = 0; i < 500; i++)
		buf_cstr(&longest, "é");
	buf_cstr(&longest, ".docx");
	str kept = filename_clean(a, buf_str(&longest));
	assert_true(kept.n <= FILENAME_MAX_LENGTH && str_ends(kept, STR("é.docx")));
}

/* ---- the text of a PDF ---- */

static void a_pdf_is_read_within_limits(void **state)
{
	(void)state;
	ARENA_SCOPE arena *a = arena_new(0);
	str text;
	struct pdftext_limits small = pdftext_default;
	if (pdftext(a, pdf_with(a, "Kerja sama air bersih"), &pdftext_default, &text) == PDFTEXT_MISSING) {
		print_message("pdftotext is not installed\n");
		skip();
	}
	assert_string_equal(text.p, "Kerja sama air bersih");
	small.max = 10;
	assert_int_equal(pdftext(a, pdf_with(a, "Kerja sama air bersih"), &small, &text), PDFTEXT_CUT);
	assert_string_equal(text.p, "Kerja sama");
	assert_int_equal(pdftext(a, STR("%PDF-1.4 nothing"), &pdftext_default, &text), PDFTEXT_UNREADABLE);
	assert_int_equal(text.n, 0);
	small = pdftext_default;
	small.seconds = 0;
	assert_int_equal(pdftext(a, pdf_with(a, "x"), &small, &text), PDFTEXT_TIMEOUT);
	small.seconds = 10;
	small.memory = 1 << 20;
	assert_true(pdftext(a, pdf_with(a, "x"), &small, &text) != PDFTEXT_OK);
	assert_int_equal(text.n, 0);
}

/* ---- attached to a record ---- */

static struct store *open_store(struct world *w)
{
	static const struct kind *const kinds[] = { &organisation_kind, &permit_kind,  &agreement_kind, &register_kind,
		                                    &document_kind,     &holiday_kind, &setting_kind,   NULL };
	const char *why = NULL;
	size_t n = record_migrations_count + agreement_migrations_count;
	struct db_migration *all = arena_array(w->a, struct db_migration, n);
	memcpy(all, record_migrations, record_migrations_count * sizeof(*all));
	memcpy(all + record_migrations_count, agreement_migrations, agreement_migrations_count * sizeof(*all));
	if (db_migrate(w->pool, all, n, &why) != DB_OK)
		fail_msg("%s", why);
	struct store *s = store_open(w->pool, kinds, NULL, &why);
	if (!s)
		fail_msg("%s", why);
	return s;
}

static struct saved save(struct world *w, struct store *s, const struct doc *d)
{
	struct problems ps;
	struct saved out;
	problems_init(&ps, w->a, 20);
	struct save in = { .actor = &actor_system, .doc = d, .origin = ORIGIN_CLI, .state = STATE_CURRENT };
	in.note = STR_EMPTY;
	assert_int_equal(record_save(s, w->a, &in, &ps, &out), RECORD_OK);
	return out;
}

static struct record *load(struct world *w, struct store *s, const struct actor *actor, int64_t no)
{
	db *d = db_borrow(w->pool, DB_READ);
	struct record *r = record_load(s, d, w->a, actor, no);
	db_return(d);
	return r;
}

struct people {
	struct grant grants[4];
	struct actor bureau, partner, other, regency;
};

static void meet(struct people *p, const char *mine, const char *theirs)
{
	static const enum role roles[] = { ROLE_BUREAU, ROLE_PARTNER, ROLE_PARTNER, ROLE_REGENCY };
	struct actor *const actors[] = { &p->bureau, &p->partner, &p->other, &p->regency };
	for (size_t i = 0; i < 4; i++) {
		p->grants[i] = (struct grant){ .role = roles[i],
			                       .org = STR_EMPTY,
			                       .org_ref = STR_EMPTY,
			                       .place = i == 3 ? STR("53.04") : STR_EMPTY };
		*actors[i] = (struct actor){ .id = STR("SOMEBODY"),
			                     .viewer = PUBLIC,
			                     .may_write = true,
			                     .grants = &p->grants[i],
			                     .ngrants = 1 };
	}
	p->grants[1].org = str_of(mine);
	p->grants[2].org = str_of(theirs);
}

/* An agreement that is not signed, between partner "mine" and the province, in 53.04. */
static struct saved add_agreement(struct world *w, struct store *s, struct people *p)
{
	struct doc *org = doc_new(w->a, &organisation_kind);
	doc_add_text(w->a, org, ORGANISATION_NAME, STR("id"), STR("Lembaga (contoh)"));
	struct saved mine = save(w, s, org), theirs = save(w, s, org);
	meet(p, arena_str(w->a, str_of(mine.id)).p, arena_str(w->a, str_of(theirs.id)).p);
	struct doc *a = doc_new(w->a, &agreement_kind);
	doc_add_text(w->a, a, AGREEMENT_TITLE, STR("id"), STR("Air bersih (contoh)"));
	doc_set(a, AGREEMENT_TYPE, STR("ksdll"));
	doc_set(a, AGREEMENT_BASIS, STR("passthrough"));
	doc_set(a, AGREEMENT_TRACK, STR("passthrough"));
	doc_set(a, AGREEMENT_FORM, STR("technical"));
	doc_set(doc_add_row(w->a, a, AGREEMENT_PARTY), AGREEMENT_PARTY_ORG, arena_str(w->a, str_of(mine.id)));
	doc_set(doc_add_row(w->a, a, AGREEMENT_PLACE), AGREEMENT_PLACE_CODE, STR("53.04.01"));
	return save(w, s, a);
}

static enum record_rc attach_as(struct world *w, struct store *s, const struct actor *actor, int64_t target,
                                int64_t document, const char *audience, str bytes, struct saved *out)
{
	struct problems ps;
	const struct record *r = load(w, s, &actor_system, target);
	problems_init(&ps, w->a, 20);
	struct attach in = { .actor = actor,
		             .target = r,
		             .no = document,
		             .title = STR("Surat"),
		             .sort = STR("letter"),
		             .number = STR("CONTOH/001"),
		             .date = STR("2026-03-01"),
		             .audience = str_of(audience),
		             .filename = STR("surat.pdf"),
		             .bytes = bytes,
		             .max_mb = 20 };
	return attachment_add(s, w->a, &in, &ps, out);
}

static bool reads(struct world *w, struct store *s, const struct actor *actor, const char *id, uint32_t file,
                  str expected)
{
	db *d = db_borrow(w->pool, DB_READ);
	const struct attachment_bytes *b = attachment_read(s, d, w->a, actor, str_of(id), file);
	db_return(d);
	if (b) {
		assert_true(str_eq(b->bytes, expected));
		assert_string_equal(b->type, "application/pdf");
		assert_string_equal(b->name.p, "surat.pdf");
	}
	return b != NULL;
}

static void an_audience_reads_and_nobody_else(void **state)
{
	struct world *w = *state;
	struct store *s = open_store(w);
	struct people p;
	struct saved a = add_agreement(w, s, &p);
	static const char *const audiences[] = { "public", "partners", "government", "bureau" };
	/* the agreement is not signed: its partner and its regency know of it, others do not, whatever the audience */
	static const bool expected[4][5] = { /* bureau, partner, regency, other partner, public */
		                             { true, true, true, false, false },
		                             { true, true, true, false, false },
		                             { true, false, true, false, false },
		                             { true, false, false, false, false }
	};
	for (size_t i = 0; i < 4; i++) {
		struct saved d;
		str bytes = pdf_with(w->a, audiences[i]);
		assert_int_equal(attach_as(w, s, &p.bureau, a.no, 0, audiences[i], bytes, &d), RECORD_OK);
		const struct actor *const actors[] = { &p.bureau, &p.partner, &p.regency, &p.other, &actor_public };
		for (size_t k = 0; k < 5; k++) {
			assert_int_equal(reads(w, s, actors[k], d.id, 0, bytes), expected[i][k]);
			/* the document's own record is seen by no one more */
			struct record *r = load(w, s, actors[k], d.no);
			if (r && !expected[i][k])
				fail_msg("%s: actor %zu sees the record", audiences[i], k);
		}
	}
	db *d = db_borrow(w->pool, DB_READ);
	const struct record **list;
	uint32_t n;
	assert_true(attachments_of(s, d, w->a, &p.partner, record_load(s, d, w->a, &p.partner, a.no), &list, &n));
	assert_int_equal(n, 2);
	db_return(d);
	store_close(s);
}

static void who_attaches(void **state)
{
	struct world *w = *state;
	struct store *s = open_store(w);
	struct people p;
	struct saved a = add_agreement(w, s, &p), d, again;
	str one = pdf_with(w->a, "satu"), two = pdf_with(w->a, "dua");
	assert_int_equal(attach_as(w, s, &p.other, a.no, 0, "partners", one, &d), RECORD_FORBIDDEN);
	assert_int_equal(attach_as(w, s, &actor_public, a.no, 0, "public", one, &d), RECORD_FORBIDDEN);
	/* a partner does not choose what only others see */
	assert_int_equal(attach_as(w, s, &p.partner, a.no, 0, "government", one, &d), RECORD_REFUSED);
	assert_int_equal(attach_as(w, s, &p.partner, a.no, 0, "bureau", one, &d), RECORD_REFUSED);
	assert_int_equal(attach_as(w, s, &p.partner, a.no, 0, "partners", one, &d), RECORD_OK);
	assert_int_equal(attach_as(w, s, &p.regency, a.no, 0, "government", one, &again), RECORD_OK);
	assert_int_equal(attach_as(w, s, &p.bureau, a.no, 0, "nobody", one, &again), RECORD_REFUSED);
	/* the same bytes lie there once */
	db *r = db_borrow(w->pool, DB_READ);
	assert_int_equal(count_of(r, "blob"), 1);
	db_return(r);
	/* a further version; the first stays */
	assert_int_equal(attach_as(w, s, &p.other, a.no, d.no, "partners", two, &again), RECORD_FORBIDDEN);
	assert_int_equal(attach_as(w, s, &p.partner, a.no, d.no, "partners", two, &again), RECORD_OK);
	assert_int_equal(again.version, 2);
	assert_true(reads(w, s, &p.partner, d.id, 1, one));
	assert_true(reads(w, s, &p.partner, d.id, 2, two));
	assert_true(reads(w, s, &p.partner, d.id, 0, two));
	assert_false(reads(w, s, &p.partner, d.id, 3, two));
	/* not to another record under its number */
	struct saved b = add_agreement(w, s, &(struct people){ 0 });
	assert_int_equal(attach_as(w, s, &p.bureau, b.no, d.no, "partners", two, &again), RECORD_MISSING);
	/* a document that is deleted, or whose record is, is not read */
	struct record_tx *tx = record_tx_begin(s, w->a, clock_now());
	assert_int_equal(record_delete(tx, w->a, &actor_system, ORIGIN_FORM, a.no, STR_EMPTY), RECORD_OK);
	assert_int_equal(record_tx_commit(tx), RECORD_OK);
	assert_false(reads(w, s, &p.partner, d.id, 0, two));
	store_close(s);
}

static void the_text_of_a_pdf_is_found_by_its_audience(void **state)
{
	struct world *w = *state;
	struct store *s = open_store(w);
	struct people p;
	struct saved a = add_agreement(w, s, &p), d;
	struct search_hit *hits;
	uint32_t n;
	bool more;
	str text;
	if (pdftext(w->a, pdf_with(w->a, "x"), &pdftext_default, &text) == PDFTEXT_MISSING)
		skip();
	assert_int_equal(attach_as(w, s, &p.bureau, a.no, 0, "government", pdf_with(w->a, "tenunikat"), &d), RECORD_OK);
	db *r = db_borrow(w->pool, DB_READ);
	struct search what = { .text = STR("tenunikat"), .viewer = GOVERNMENT, .max = 10 };
	assert_true(record_search(s, r, w->a, &what, &hits, &n, &more));
	assert_int_equal(n, 1);
	assert_int_equal(hits[0].no, d.no);
	what.viewer = PUBLIC | PARTNERS;
	assert_true(record_search(s, r, w->a, &what, &hits, &n, &more));
	assert_int_equal(n, 0);
	db_return(r);
	/* not the text itself */
	assert_false(doc_has(load(w, s, &p.regency, d.no)->doc, ATTACHMENT_TEXT));
	store_close(s);
}

static void change(struct world *w, struct store *s, int64_t no, uint32_t field, const char *value)
{
	struct problems ps;
	struct saved out;
	struct doc *d = doc_copy(w->a, load(w, s, &actor_system, no)->doc);
	problems_init(&ps, w->a, 20);
	doc_set(d, field, str_of(value));
	struct save in = { .actor = &actor_system,
		           .doc = d,
		           .no = no,
		           .base_version = UINT32_MAX,
		           .origin = ORIGIN_CLI,
		           .state = STATE_CURRENT,
		           .note = STR_EMPTY };
	assert_int_equal(record_save(s, w->a, &in, &ps, &out), RECORD_OK);
}

static void bin(struct world *w, struct store *s, int64_t no, bool into)
{
	struct record_tx *tx = record_tx_begin(s, w->a, clock_now());
	assert_int_equal(
	    record_tx_end(tx, into ? record_delete(tx, w->a, &actor_system, ORIGIN_CLI, no, STR("contoh"))
	                           : record_restore(tx, w->a, &actor_system, ORIGIN_CLI, no, STR("contoh"))),
	    RECORD_OK);
}

static bool found_in_public(struct world *w, struct store *s, const struct saved *document)
{
	struct search_hit *hits;
	uint32_t n;
	bool more;
	db *d = db_borrow(w->pool, DB_READ);
	struct search what = { &document_kind, STR("surat"), PUBLIC, 10 };
	assert_true(record_search(s, d, w->a, &what, &hits, &n, &more));
	db_return(d);
	bool seen = load(w, s, &actor_public, document->no) != NULL;
	assert_int_equal(n > 0, seen);
	return seen;
}

static void a_document_is_as_open_as_its_record(void **state)
{
	struct world *w = *state;
	struct store *s = open_store(w);
	struct people p;
	struct saved a = add_agreement(w, s, &p), d;
	str bytes = pdf_with(w->a, "terbuka");
	assert_int_equal(attach_as(w, s, &p.bureau, a.no, 0, "public", bytes, &d), RECORD_OK);
	assert_false(found_in_public(w, s, &d));
	change(w, s, a.no, AGREEMENT_STATUS, "running");
	assert_true(found_in_public(w, s, &d));
	assert_true(reads(w, s, &actor_public, d.id, 0, bytes));
	bin(w, s, a.no, true);
	assert_false(found_in_public(w, s, &d));
	/* a document that is taken out of the bin itself meanwhile is no more open than its record */
	bin(w, s, d.no, true);
	bin(w, s, d.no, false);
	assert_false(found_in_public(w, s, &d));
	assert_null(load(w, s, &p.regency, d.no));
	bin(w, s, a.no, false);
	assert_true(found_in_public(w, s, &d));
	change(w, s, a.no, AGREEMENT_STATUS, "stopped");
	assert_false(found_in_public(w, s, &d));
	/* who comes to be a party sees what is for the parties */
	assert_null(load(w, s, &p.other, d.no));
	struct doc *wider = doc_copy(w->a, load(w, s, &actor_system, a.no)->doc);
	doc_set(wider->v[AGREEMENT_PARTY].u.rows[0], AGREEMENT_PARTY_ORG, p.grants[2].org);
	struct problems ps;
	struct saved out;
	problems_init(&ps, w->a, 20);
	struct save in = { .actor = &actor_system,
		           .doc = wider,
		           .no = a.no,
		           .base_version = UINT32_MAX,
		           .origin = ORIGIN_CLI,
		           .state = STATE_CURRENT,
		           .note = STR_EMPTY };
	assert_int_equal(record_save(s, w->a, &in, &ps, &out), RECORD_OK);
	assert_non_null(load(w, s, &p.other, d.no));
	assert_null(load(w, s, &p.partner, d.no));
	store_close(s);
}

static uint32_t documents_on(struct world *w, struct store *s, int64_t no)
{
	const struct record **list;
	uint32_t n;
	db *d = db_borrow(w->pool, DB_READ);
	const struct record *r = record_load(s, d, w->a, &actor_system, no);
	assert_true(attachments_of(s, d, w->a, &actor_system, r, &list, &n));
	db_return(d);
	return n;
}

static void documents_come_along_when_records_are_merged(void **state)
{
	struct world *w = *state;
	struct store *s = open_store(w);
	struct people p;
	struct saved a = add_agreement(w, s, &p), b = add_agreement(w, s, &p), d;
	struct merge_plan plan;
	struct conflicts conflicts;
	int64_t id;
	str bytes = pdf_with(w->a, "akta");
	change(w, s, a.no, AGREEMENT_STATUS, "running");
	assert_int_equal(attach_as(w, s, &p.bureau, b.no, 0, "public", bytes, &d), RECORD_OK);
	db *read = db_borrow(w->pool, DB_READ);
	assert_int_equal(record_merge_plan(s, read, w->a, &actor_system, (int64_t[2]){ a.no, b.no }, &plan), RECORD_OK);
	db_return(read);
	assert_int_equal(plan.nmoves, 1);
	assert_ptr_equal(plan.moves[0].kind, &document_kind);
	struct record_tx *tx = record_tx_begin(s, w->a, clock_now());
	assert_int_equal(record_tx_end(tx, record_merge_in(tx, w->a, &actor_system, (int64_t[2]){ a.no, b.no }, &id)),
	                 RECORD_OK);
	assert_int_equal(documents_on(w, s, a.no), 1);
	assert_int_equal(documents_on(w, s, b.no), 0);
	/* the one that is kept is signed: what is for everybody is open now */
	assert_true(reads(w, s, &actor_public, d.id, 0, bytes));
	assert_true(found_in_public(w, s, &d));
	tx = record_tx_begin(s, w->a, clock_now());
	assert_int_equal(record_tx_end(tx, record_unmerge_in(tx, w->a, &actor_system, id, &conflicts)), RECORD_OK);
	assert_int_equal(documents_on(w, s, a.no), 0);
	assert_int_equal(documents_on(w, s, b.no), 1);
	assert_false(found_in_public(w, s, &d));
	store_close(s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		ON_A_WORLD(files_are_taken_for_what_they_are),
		ON_A_WORLD(other_things_by_good_names_are_not),
		ON_A_WORLD(two_things_and_traps_are_not),
		ON_A_WORLD(names_lose_what_is_dangerous),
		ON_A_WORLD(a_pdf_is_read_within_limits),
		ON_A_WORLD(an_audience_reads_and_nobody_else),
		ON_A_WORLD(who_attaches),
		ON_A_WORLD(the_text_of_a_pdf_is_found_by_its_audience),
		ON_A_WORLD(a_document_is_as_open_as_its_record),
		ON_A_WORLD(documents_come_along_when_records_are_merged),
	};
	return run_on_both(tests, SEL_COUNT(tests));
}
