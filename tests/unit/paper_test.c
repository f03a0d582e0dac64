/* Papers as two other programs read them: poppler's pdftotext and pdfinfo, and Python's zip and XML modules. Expected
 * numbers of pages and lines are counted by hand from the measures in paper.h. */
#include <fcntl.h>
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/date.h"
#include "base/hash.h"
#include "paper/paper.h"

/* ---- other programs ---- */

static str output_of(arena *a, const char *const *argv)
{
	int ends[2], status = 0;
	struct buf out;
	assert_int_equal(pipe(ends), 0);
	pid_t child = fork();
	if (child == 0) {
		dup2(ends[1], STDOUT_FILENO);
		close(ends[0]);
		close(ends[1]);
		execvp(argv[0], (char *const *)(uintptr_t)argv);
		_exit(127);
	}
	close(ends[1]);
	buf_init(&out, a, 1 << 24);
	for (ssize_t n = 1; n > 0;) {
		n = read(ends[0], buf_room(&out, 65536), 65536);
		if (n > 0)
			buf_commit(&out, (size_t)n);
	}
	close(ends[0]);
	waitpid(child, &status, 0);
	assert_int_equal(status, 0);
	return buf_str(&out);
}

/* FILE under a name that PROGRAM reads; what it prints. */
static str read_by(arena *a, str file, const char *const *program)
{
	char path[] = "/tmp/selaras-paper-XXXXXX";
	int fd = mkstemp(path);
	const char *argv[8] = { NULL };
	size_t n = 0;
	assert_true(fd >= 0);
	assert_int_equal(write(fd, file.p, file.n), (ssize_t)file.n);
	close(fd);
	for (; program[n]; n++)
		argv[n] = strcmp(program[n], "FILE") == 0 ? path : program[n];
	str out = output_of(a, argv);
	unlink(path);
	return out;
}

static str text_of(arena *a, str pdf)
{
	return read_by(a, pdf, (const char *const[]){ "pdftotext", "-layout", "FILE", "-", NULL });
}

static str facts_of(arena *a, str pdf)
{
	return read_by(a, pdf, (const char *const[]){ "pdfinfo", "FILE", NULL });
}

/* Reads every part of a DOCX as XML and prints one of them. */
static str part_of(arena *a, str docx, const char *name)
{
	static const char script[] = "import sys, zipfile, xml.etree.ElementTree as e\n"
	                             "z = zipfile.ZipFile(sys.argv[1])\n"
	                             "for n in z.namelist():\n"
	                             "    if not n.endswith('.png'): e.fromstring(z.read(n))\n"
	                             "print(z.read(sys.argv[2]).decode())\n";
	return read_by(a, docx, (const char *const[]){ "python3", "-c", script, "FILE", name, NULL });
}

static int count(str s, const char *what)
{
	int n = 0;
	for (ptrdiff_t at = str_find(s, str_of(what), 0); at >= 0; at = str_find(s, str_of(what), (size_t)at + 1))
		n++;
	return n;
}

static void has(str s, const char *what)
{
	if (str_find(s, str_of(what), 0) < 0)
		fail_msg("no \"%s\" in: %.3000s", what, s.p);
}

/* ---- papers ---- */

static struct paper_opts usual(void)
{
	return (struct paper_opts){ .language = STR("id-ID"),
		                    .title = STR("Surat & \"uji\""),
		                    .author = STR("Biro (uji)"),
		                    .subject = STR("Uji"),
		                    .date = 1572307200000, /* 29 October 2019, 00:00 UTC */
		                    .mark = STR("DATA CONTOH"),
		                    .source = STR("Sumber: uji; keadaan data 29 Oktober 2019."),
		                    .address = STR("https://selaras.example/id/a?b=c&d"),
		                    .page_words = STR("halaman {0} dari {1}") };
}

static struct paper *new_paper(arena *a)
{
	struct paper_opts o = usual();
	return paper_new(a, &o);
}

static str pdf_of(struct paper *p)
{
	str file;
	assert_int_equal(paper_pdf(p, &file), PAPER_OK);
	return file;
}

static str docx_of(struct paper *p)
{
	str file;
	assert_int_equal(paper_docx(p, &file), PAPER_OK);
	return file;
}

static void pages_are(arena *a, str pdf, int n)
{
	char want[40];
	snprintf(want, sizeof(want), "Pages:           %d\n", n);
	has(facts_of(a, pdf), want);
}

static struct paper *letter(arena *a)
{
	static const struct paper_head head[] = { { PAPER_HEAD_NAME, { "PEMERINTAH", 10 } },
		                                  { PAPER_HEAD_UNIT, { "SEKRETARIAT", 11 } },
		                                  { PAPER_HEAD_ADDRESS, { "Jalan Uji 1", 11 } } };
	const struct paper_fact facts[] = { { STR("Nomor"), STR("000.8.3/1/2019") }, { STR("Hal"), STR("Undangan") } };
	const str items[] = { STR("butir satu"), STR("butir dua") }, copies[] = { STR("Gubernur"), STR("Arsip") };
	const struct paper_run runs[] = { { STR("biasa "), 0 },
		                          { STR("tebal"), PAPER_BOLD },
		                          { STR(" dan miring"), PAPER_ITALIC } };
	const struct paper_signatory sign[] = { { STR("KEPALA BIRO,"), STR("Nama Contoh"), STR("Pembina"),
		                                  STR("NIP 1") },
		                                { STR("MITRA,"), STR(""), STR(""), STR("") } };
	struct paper *p = new_paper(a);
	paper_letterhead(p, STR("not a picture"), head, SEL_COUNT(head));
	paper_letter_head(p, &(struct paper_letter){ STR("Kupang, 29 Oktober 2019"), facts, SEL_COUNT(facts),
	                                             STR("Yth. Pimpinan\ndi\nTempat") });
	paper_text(p, PAPER_HEADING, STR("A. Bagian"));
	paper_runs(p, PAPER_INDENT, runs, SEL_COUNT(runs));
	paper_list(p, PAPER_LETTERS, 0, items, SEL_COUNT(items));
	paper_list(p, PAPER_NUMBERS, 1, items, SEL_COUNT(items));
	paper_signatures(p, STR("Kupang, 29 Oktober 2019"), sign, SEL_COUNT(sign));
	paper_copies(p, STR("Tembusan:"), copies, SEL_COUNT(copies));
	return p;
}

static void a_letter_reads_in_its_order(void **state)
{
	static const char *const order[] = {
		"DATA CONTOH",    "PEMERINTAH", "SEKRETARIAT", "Jalan Uji 1",  "Kupang, 29 Oktober 2019",
		"000.8.3/1/2019", "Undangan",   "A. Bagian",   "tebal",        "a.",
		"butir satu",     "b.",         "butir dua",   "KEPALA BIRO,", "Nama Contoh",
		"NIP 1",          "Tembusan:",  "1.",          "Gubernur",     "halaman 1 dari 1"
	};
	(void)state;
	ARENA_SCOPE arena *a = arena_new(0);
	str pdf = pdf_of(letter(a)), text = text_of(a, pdf);
	ptrdiff_t at = 0;
	for (size_t i = 0; i < SEL_COUNT(order); i++) {
		ptrdiff_t next = str_find(text, str_of(order[i]), (size_t)at);
		if (next < 0)
			fail_msg("\"%s\" is not behind \"%s\" in: %s", order[i], i ? order[i - 1] : "", text.p);
		at = next;
	}
	has(text, "https://selaras.example/id/a?b=c&d");
}

static void a_pdf_says_what_it_is(void **state)
{
	(void)state;
	ARENA_SCOPE arena *a = arena_new(0);
	str pdf = pdf_of(letter(a)), facts = facts_of(a, pdf);
	has(facts, "Title:           Surat & \"uji\"");
	has(facts, "Author:          Biro (uji)");
	has(facts, "Subject:         Uji");
	has(facts, "CreationDate:    Tue Oct 29 00:00:00 2019 UTC");
	has(facts, "Tagged:          yes");
	has(facts, "Page size:       595.276 x 841.89 pts (A4)"); /* 210 x 297 mm of 72 / 25.4 points */
	has(pdf, "/Lang (id-ID)");
	str fonts = read_by(a, pdf, (const char *const[]){ "pdffonts", "FILE", NULL });
	has(fonts, "yes yes"); /* embedded, in part */
	assert_int_equal(count(fonts, " no  "), 0);
}

static void the_same_paper_has_the_same_bytes(void **state)
{
	(void)state;
	ARENA_SCOPE arena *a = arena_new(0);
	struct paper_opts later = usual();
	later.date += 1000;
	struct paper *p = paper_new(a, &later);
	assert_true(str_eq(pdf_of(letter(a)), pdf_of(letter(a))));
	assert_true(str_eq(docx_of(letter(a)), docx_of(letter(a))));
	assert_false(str_eq(pdf_of(p), pdf_of(new_paper(a))));
}

/* ---- tables ---- */

static struct paper *long_table(arena *a, int rows, enum paper_size size, bool landscape)
{
	static const struct paper_column columns[] = {
		{ 1, PAPER_AT_CENTRE }, { 4, PAPER_AT_LEFT }, { 2, PAPER_AT_RIGHT }, { 2, PAPER_AT_RIGHT }
	};
	struct paper_opts o = usual();
	o.look.size = size;
	o.landscape = landscape;
	o.address = STR_EMPTY;
	struct paper *p = paper_new(a, &o);
	struct paper_table *t =
	    paper_table(p, &(struct paper_table_opts){ .columns = columns, .n = 4, .font_size = 10 });
	paper_row(t, PAPER_HEAD,
	          (struct paper_cell[]){ { .text = STR("Nomor"), .rows = 2 },
	                                 { .text = STR("Uraian"), .rows = 2 },
	                                 { .text = STR("Target"), .columns = 2 } },
	          3);
	paper_row(t, PAPER_HEAD, (struct paper_cell[]){ { .text = STR("Awal") }, { .text = STR("Akhir") } }, 2);
	for (int i = 1; i <= rows; i++)
		paper_row(t, PAPER_BODY,
		          (struct paper_cell[]){ { .text = arena_fmt(a, "%d", i) },
		                                 { .text = STR("baris") },
		                                 { .text = STR("1.234,56") },
		                                 { .text = STR("7") } },
		          4);
	paper_row(t, PAPER_SUBTOTAL,
	          (struct paper_cell[]){ { .text = STR("Jumlah"), .columns = 2 }, { .text = STR("9") } }, 2);
	return p;
}

/* A row of one line of 10 points is 10 x 1.15 + 2 x 2 + 0.5 = 16 points high. On A4 there are 841.9 - 2 x 56.7 = 728.5
 * between the margins of 20 mm: two heading rows and 43 more. 100 rows and the sum are 43 + 43 + 15. */
static void heading_rows_come_again_on_every_page(void **state)
{
	(void)state;
	ARENA_SCOPE arena *a = arena_new(0);
	str pdf = pdf_of(long_table(a, 100, PAPER_A4, false)), text = text_of(a, pdf);
	pages_are(a, pdf, 3);
	assert_int_equal(count(text, "Uraian"), 3);
	assert_int_equal(count(text, "Akhir"), 3);
	assert_int_equal(count(text, "1.234,56"), 100);
	assert_int_equal(count(text, "DATA CONTOH"), 3);
	has(text, "halaman 1 dari 3");
	has(text, "halaman 3 dari 3");
	has(text, "Jumlah");
	/* a page more begins with the row that finds no place */
	pages_are(a, pdf_of(long_table(a, 85, PAPER_A4, false)), 2);
	pages_are(a, pdf_of(long_table(a, 86, PAPER_A4, false)), 3);
	str xml = part_of(a, docx_of(long_table(a, 100, PAPER_A4, false)), "word/document.xml");
	assert_int_equal(count(xml, "<w:tblHeader/>"), 2);
	assert_int_equal(count(xml, "<w:cantSplit/>"), 103);
	assert_int_equal(count(xml, "<w:vMerge w:val=\"restart\"/>"), 2);
	assert_int_equal(count(xml, "<w:vMerge/>"), 2);
}

static void paper_has_its_size(void **state)
{
	(void)state;
	ARENA_SCOPE arena *a = arena_new(0);
	/* 215 x 330 mm */
	has(facts_of(a, pdf_of(long_table(a, 1, PAPER_F4, false))), "609.449 x 935.433 pts");
	has(facts_of(a, pdf_of(long_table(a, 1, PAPER_F4, true))), "935.433 x 609.449 pts");
	str xml = part_of(a, docx_of(long_table(a, 1, PAPER_F4, true)), "word/document.xml");
	/* in twentieths of a point */
	has(xml, "<w:pgSz w:w=\"18709\" w:h=\"12189\" w:orient=\"landscape\"/>");
}

static void a_row_higher_than_a_page_is_divided(void **state)
{
	static const struct paper_column columns[] = { { 1, PAPER_AT_LEFT }, { 1, PAPER_AT_LEFT } };
	(void)state;
	ARENA_SCOPE arena *a = arena_new(0);
	struct buf lines;
	buf_init(&lines, a, 100000);
	for (int i = 1; i <= 150; i++)
		buf_fmt(&lines, "kata%d\n", i);
	struct paper *p = new_paper(a);
	struct paper_table *t = paper_table(p, &(struct paper_table_opts){ .columns = columns, .n = 2 });
	paper_row(t, PAPER_HEAD, (struct paper_cell[]){ { .text = STR("Kepala") } }, 1);
	paper_row(t, PAPER_BODY, (struct paper_cell[]){ { .text = buf_str(&lines) }, { .text = STR("pendek") } }, 2);
	str pdf = pdf_of(p), text = text_of(a, pdf);
	has(text, "kata150");
	assert_int_equal(count(text, "kata"), 150);
	assert_true(count(text, "Kepala") >= 3);
	assert_int_equal(count(text, "pendek"), 1);
}

static void too_many_heading_rows_do_not_stop_it(void **state)
{
	static const struct paper_column one[] = { { 1, PAPER_AT_LEFT } };
	(void)state;
	ARENA_SCOPE arena *a = arena_new(0);
	struct paper *p = new_paper(a);
	struct paper_table *t = paper_table(p, &(struct paper_table_opts){ .columns = one, .n = 1 });
	for (int i = 0; i < 120; i++)
		paper_row(t, PAPER_HEAD, (struct paper_cell[]){ { .text = STR("kepala") } }, 1);
	paper_row(t, PAPER_HEAD, (struct paper_cell[]){ { .text = STR("panjang"), .rows = 200 } }, 1);
	paper_row(t, PAPER_BODY, (struct paper_cell[]){ { .text = STR("isi") } }, 1);
	str file;
	assert_int_equal(paper_pdf(p, &file), PAPER_OK);
	str text = text_of(a, file);
	has(text, "isi");
	assert_int_equal(count(text, "kepala"), 120);
	assert_int_equal(paper_docx(p, &file), PAPER_OK);
}

static void pages_turn(void **state)
{
	(void)state;
	ARENA_SCOPE arena *a = arena_new(0);
	struct paper *p = new_paper(a);
	paper_section(p, true); /* nothing is on the first page yet: no page is lost */
	paper_text(p, PAPER_TEXT, STR("lebar"));
	paper_break(p);
	paper_text(p, PAPER_TEXT, STR("masih lebar"));
	paper_section(p, false);
	paper_text(p, PAPER_TEXT, STR("tegak"));
	str pdf = pdf_of(p);
	pages_are(a, pdf, 3);
	str each = read_by(a, pdf, (const char *const[]){ "pdfinfo", "-l", "3", "FILE", NULL });
	has(each, "Page    1 size:  841.89 x 595.276 pts");
	has(each, "Page    3 size:  595.276 x 841.89 pts");
	assert_int_equal(count(part_of(a, docx_of(p), "word/document.xml"), "<w:sectPr>"), 2);
}

/* A heading never ends a page, and what belongs together stays on one. */
static void what_belongs_together_stays_together(void **state)
{
	(void)state;
	for (int lines = 40; lines < 60; lines++) {
		ARENA_SCOPE arena *a = arena_new(0);
		const struct paper_signatory sign = { STR("JABATAN"), STR("Nama Contoh"), STR("Pangkat"), STR("NIP") };
		struct paper *p = new_paper(a);
		for (int i = 0; i < lines; i++)
			paper_text(p, PAPER_LEFT, STR("satu baris"));
		paper_text(p, PAPER_HEADING, STR("Judul Bagian"));
		paper_text(p, PAPER_TEXT, STR("isi bagian"));
		paper_signatures(p, STR("Kupang"), &sign, 1);
		str text = text_of(a, pdf_of(p)), rest = text, page;
		while (str_cut(&rest, '\f', &page)) {
			assert_int_equal(count(page, "Judul Bagian"), count(page, "isi bagian"));
			assert_int_equal(count(page, "JABATAN"), count(page, "Nama Contoh"));
			assert_int_equal(count(page, "isi bagian"), count(page, "Nama Contoh"));
			assert_int_equal(count(page, "Kupang"), count(page, "NIP"));
		}
	}
}

/* ---- odd text ---- */

static void text_is_cleaned_and_escaped(void **state)
{
	static const struct {
		const char *in, *out; /* as a DOCX has it */
	} cases[] = {
		{ "air < bersih & aman > baik", "air &lt; bersih &amp; aman &gt; baik" },
		{ "satu\x01\x1B\x7F"
		  "dua",
		  "satudua" },
		{ "tab\tdi sini", "tab di sini" },
		{ "balik \xE2\x80\xAE"
		  "terbalik\xE2\x80\xAC",
		  "balik terbalik" }, /* U+202E, U+202C */
		{ "rusak \xC3(", "rusak \xEF\xBF\xBD(" },
		{ "\xEF\xBF\xBE"
		  "akhir",
		  "akhir" }, /* U+FFFE is no character */
		{ "{0} %s ${x}", "{0} %s ${x}" },
		{ "\xD8\xA7\xD9\x84\xD8\xB3\xD9\x84\xD8\xA7\xD9\x85",
		  "\xD8\xA7\xD9\x84\xD8\xB3\xD9\x84\xD8\xA7\xD9\x85" },
		{ "<w:p>]]>", "&lt;w:p&gt;]]&gt;" },
	};
	(void)state;
	ARENA_SCOPE arena *a = arena_new(0);
	struct paper *p = new_paper(a);
	for (size_t i = 0; i < SEL_COUNT(cases); i++)
		paper_text(p, PAPER_TEXT, str_of(cases[i].in));
	str xml = part_of(a, docx_of(p), "word/document.xml");
	for (size_t i = 0; i < SEL_COUNT(cases); i++)
		has(xml, arena_fmt(a, ">%s</w:t>", cases[i].out).p);
	has(text_of(a, pdf_of(p)), "air < bersih & aman > baik");
}

static void a_word_longer_than_the_line_is_broken(void **state)
{
	(void)state;
	ARENA_SCOPE arena *a = arena_new(0);
	char word[401];
	memset(word, 'm', 400);
	word[400] = '\0';
	struct paper *p = new_paper(a);
	paper_text(p, PAPER_TEXT, str_of(word));
	str text = text_of(a, pdf_of(p));
	assert_int_equal(count(text, "m"), 400 + 3); /* "Sumber", "selaras.example" and "halaman" have one */
	assert_int_equal(count(text, "-\n"), 0);
}

static void limits_are_kept(void **state)
{
	(void)state;
	ARENA_SCOPE arena *a = arena_new(0);
	struct paper *p = new_paper(a);
	str file;
	char *big = arena_alloc(a, 3 * PAPER_TEXT_MAX);
	memset(big, 'x', 3 * PAPER_TEXT_MAX);
	paper_text(p, PAPER_TEXT, (str){ big, 3 * PAPER_TEXT_MAX });
	str xml = part_of(a, docx_of(p), "word/document.xml");
	assert_int_equal(count(xml, "xx"), PAPER_TEXT_MAX - 1);
	for (int i = 0; i <= PAPER_PAGES_MAX; i++)
		paper_break(p);
	assert_int_equal(paper_pdf(p, &file), PAPER_TOO_BIG);
	assert_int_equal(paper_pages(p, NULL), 0);
	for (int i = 0; i <= PAPER_ROWS_MAX; i++)
		paper_text(p, PAPER_TEXT, STR("x"));
	assert_true(paper_is_full(p));
	assert_int_equal(paper_pdf(p, &file), PAPER_TOO_BIG);
	assert_int_equal(paper_docx(p, &file), PAPER_TOO_BIG);
}

/* ---- DOCX ---- */

static void a_docx_is_made_of_styles(void **state)
{
	(void)state;
	ARENA_SCOPE arena *a = arena_new(0);
	str docx = docx_of(letter(a)), xml = part_of(a, docx, "word/document.xml");
	assert_int_equal(count(xml, "<w:sz "), 0);
	assert_int_equal(count(xml, "<w:rFonts"), 0);
	assert_int_equal(count(xml, "<w:jc "), 0);
	has(xml, "<w:pStyle w:val=\"Bagian\"/>");
	has(xml, "<w:rStyle w:val=\"Huruf1\"/>");
	has(xml, "<w:numId w:val=\"2\"/>");
	str foot = part_of(a, docx, "word/tall.xml");
	has(foot, "w:instr=\" PAGE \"");
	has(foot, "w:instr=\" NUMPAGES \"");
	has(foot, "r:embed=\"rIdQr\"");
	has(part_of(a, docx, "word/head.xml"), "DATA CONTOH");
	str numbers = part_of(a, docx, "word/numbering.xml");
	assert_int_equal(count(numbers, "<w:num "), 3); /* two lists and the copies */
	assert_int_equal(count(numbers, "<w:startOverride w:val=\"1\"/>"), 3);
	has(part_of(a, docx, "docProps/core.xml"), "<dc:title>Surat &amp; &quot;uji&quot;</dc:title>");
	has(part_of(a, docx, "docProps/core.xml"), ">2019-10-29T00:00:00Z</dcterms:created>");
}

/* ---- threads ---- */

static void *write_papers(void *arg)
{
	struct hash *out = arg;
	for (int i = 0; i < 5; i++) {
		ARENA_SCOPE arena *a = arena_new(0);
		str file;
		if (paper_pdf(long_table(a, 60, PAPER_A4, false), &file) != PAPER_OK)
			return NULL;
		*out = hash_sha256(file.p, file.n);
	}
	return out;
}

static void many_threads_write_at_once(void **state)
{
	enum { THREADS = 6 };
	pthread_t threads[THREADS];
	struct hash hashes[THREADS] = { { { 0 } } };
	(void)state;
	for (int i = 0; i < THREADS; i++)
		assert_int_equal(pthread_create(&threads[i], NULL, write_papers, &hashes[i]), 0);
	for (int i = 0; i < THREADS; i++) {
		void *done;
		pthread_join(threads[i], &done);
		assert_ptr_equal(done, &hashes[i]);
		assert_memory_equal(&hashes[i], &hashes[0], sizeof(hashes[0]));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_letter_reads_in_its_order),
		cmocka_unit_test(a_pdf_says_what_it_is),
		cmocka_unit_test(the_same_paper_has_the_same_bytes),
		cmocka_unit_test(heading_rows_come_again_on_every_page),
		cmocka_unit_test(paper_has_its_size),
		cmocka_unit_test(a_row_higher_than_a_page_is_divided),
		cmocka_unit_test(too_many_heading_rows_do_not_stop_it),
		cmocka_unit_test(pages_turn),
		cmocka_unit_test(what_belongs_together_stays_together),
		cmocka_unit_test(text_is_cleaned_and_escaped),
		cmocka_unit_test(a_word_longer_than_the_line_is_broken),
		cmocka_unit_test(limits_are_kept),
		cmocka_unit_test(a_docx_is_made_of_styles),
		cmocka_unit_test(many_threads_write_at_once),
	};
	hash_start();
	int failed = cmocka_run_group_tests(tests, NULL, NULL);
	/* what the libraries keep for the process would look like leaks */
	papers_end();
	return failed;
}
