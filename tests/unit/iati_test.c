/* Reading and writing IATI files, on small files written for the purpose. */
#include <arpa/inet.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>
/* cmocka wants these above first */
#include <cmocka.h>
#include <zip.h>
#include <zlib.h>

#include "activity/activity.h"
#include "base/hash.h"
#include "iati/iati_check.h"
#include "iati/iati_input.h"
#include "iati/iati_old.h"
#include "iati/iati_write.h"
#include "iati/iati_xml.h"
#include "partner/partner.h"

static struct iati_maps maps;
static arena *a;

struct got {
	VEC(struct doc *) docs;
	VEC(const struct problem *) problems;
	struct iati_file file;
	enum iati_rc rc;
	struct problems of_file;
};

static int setup(void **state)
{
	(void)state;
	hash_start();
	a = arena_new(0);
	iati_maps_init(&maps, &activity_kind, &organisation_kind);
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	iati_maps_release(&maps);
	arena_free(a);
	return 0;
}

/* ---- reading from memory ---- */

struct memory {
	str text;
	size_t at;
};

static ptrdiff_t on_read(void *ctx, char *p, size_t n)
{
	struct memory *m = ctx;
	str part = str_sub(m->text, m->at, n);
	memcpy(p, part.p, part.n);
	m->at += part.n;
	return (ptrdiff_t)part.n;
}

static arena *on_arena(void *ctx)
{
	(void)ctx;
	return a;
}

static bool on_record(void *ctx, const struct iati_record *r)
{
	struct got *g = ctx;
	*vec_push(a, &g->docs) = r->doc;
	for (const struct problem *p = r->problems->first; p; p = p->next)
		*vec_push(a, &g->problems) = p;
	return true;
}

static struct got *read_with(str text, const struct iati_limits *limits)
{
	struct got *g = arena_make(a, struct got);
	struct memory m = { text, 0 };
	struct iati_bytes bytes = { on_read, &m, NULL };
	struct iati_sink sink = { g, on_arena, on_record };
	problems_init(&g->of_file, a, 100);
	g->rc = iati_read(&maps, &bytes, limits, &sink, a, &g->file, &g->of_file);
	return g;
}

static struct got *read_text(const char *text)
{
	return read_with(str_of(text), NULL);
}

/* One activity of version 2.03 around BODY. */
static struct got *read_body(const char *body)
{
	return read_with(
	    arena_fmt(a, "<iati-activities version=\"2.03\">\n<iati-activity>\n%s\n</iati-activity></iati-activities>",
	              body),
	    NULL);
}

static struct got *read_old(const char *body)
{
	return read_with(
	    arena_fmt(a, "<iati-activities version=\"1.05\"><iati-activity>%s</iati-activity></iati-activities>", body),
	    NULL);
}

static void assert_text(str got, const char *want)
{
	assert_string_equal(arena_str(a, got).p, want);
}

static struct doc *row(const struct doc *d, uint32_t field, uint32_t i)
{
	uint32_t n;
	struct doc *const *rows = doc_rows(d, field, &n);
	if (i >= n)
		fail_msg("%s has %u rows", d->kind->fields[field].name, n);
	return rows[i];
}

static uint32_t count(const struct doc *d, uint32_t field)
{
	uint32_t n;
	doc_rows(d, field, &n);
	return n;
}

static void assert_extra(const struct doc *d, uint32_t field, uint32_t i, const char *path, const char *xml)
{
	assert_text(doc_str(row(d, field, i), EXTRA_PATH), path);
	assert_text(doc_str(row(d, field, i), EXTRA_XML), xml);
}

static void assert_problem(const struct got *g, size_t i, const char *key, const char *path, uint32_t line)
{
	if (i >= g->problems.n)
		fail_msg("%zu problems", g->problems.n);
	const struct problem *p = g->problems.p[i];
	assert_string_equal(p->key, key);
	assert_text(p->path, path);
	assert_int_equal(p->line, line);
}

static str written(const struct doc *d)
{
	struct buf out;
	buf_init(&out, a, 1 << 24);
	bool organisation = d->kind == &organisation_kind;
	iati_write_begin(&out, organisation, 0);
	iati_write_record(&out, a, &maps, d);
	iati_write_end(&out, organisation);
	assert_false(buf_failed(&out));
	return buf_str(&out);
}

/* Writing and reading again gives the same document. */
static void assert_returns(const struct doc *d)
{
	struct got *g = read_with(written(d), NULL);
	assert_int_equal(g->rc, IATI_OK);
	assert_int_equal(g->docs.n, 1);
	if (!doc_equal(d, g->docs.p[0])) {
		struct buf x, y;
		buf_init(&x, a, 1 << 20);
		buf_init(&y, a, 1 << 20);
		doc_json(d, &x);
		doc_json(g->docs.p[0], &y);
		fail_msg("%s\n%s", x.p, y.p);
	}
}

static bool holds(str text, const char *part)
{
	return str_find(text, str_of(part), 0) >= 0;
}

/* ---- tests ---- */

static void values_rows_and_lines(void **state)
{
	(void)state;
	struct got *g = read_text(
	    "<?xml version=\"1.0\"?>\n"
	    "<iati-activities version=\"2.03\" generated-datetime=\"2024-01-02T03:04:05Z\">\n"
	    "<iati-activity default-currency=\"IDR\" xml:lang=\"id\">\n"
	    "  <iati-identifier> ID-KHH-1 \n</iati-identifier>\n"
	    "  <reporting-org ref=\"ID-KHH\" type=\"22\"><narrative>Yayasan</narrative></reporting-org>\n"
	    "  <title><narrative>Air &amp; sanitasi</narrative><narrative xml:lang=\"en\">Water</narrative></title>\n"
	    "  <location><point srsName=\"x\"><pos>-10.1 123.6</pos></point></location>\n"
	    "  <transaction ref=\" a \">\n"
	    "    <transaction-type code=\" 3 \"/>\n"
	    "    <value currency=\"USD\" value-date=\"2024-01-01\">12.50</value>\n"
	    "  </transaction>\n"
	    "</iati-activity></iati-activities>");
	assert_int_equal(g->rc, IATI_OK);
	assert_text(g->file.version, "2.03");
	assert_text(g->file.generated, "2024-01-02T03:04:05Z");
	assert_int_equal(g->file.activities, 1);
	const struct doc *d = g->docs.p[0], *t = row(d, ACTIVITY_TRANSACTION, 0);
	assert_int_equal(d->line, 3);
	assert_int_equal(t->line, 9); /* the identifier's text has a line break */
	assert_text(doc_str(d, ACTIVITY_CURRENCY), "IDR");
	assert_text(doc_str(d, ACTIVITY_LANG), "id");
	assert_text(doc_str(d, ACTIVITY_IDENTIFIER), "ID-KHH-1");
	assert_text(doc_str(d, ACTIVITY_REPORTING_REF), "ID-KHH");
	assert_text(doc_str(row(d, ACTIVITY_REPORTING_NAME, 0), NARRATIVE_TEXT), "Yayasan");
	assert_text(doc_str(row(d, ACTIVITY_TITLE, 0), NARRATIVE_TEXT), "Air & sanitasi");
	assert_text(doc_str(row(d, ACTIVITY_TITLE, 1), NARRATIVE_LANG), "en");
	assert_text(doc_str(t, TRANSACTION_REF), " a "); /* text is kept as written */
	assert_text(doc_str(t, TRANSACTION_TYPE), "3");  /* a code is not */
	assert_text(doc_str(t, TRANSACTION_VALUE), "12.50");
	assert_text(doc_str(row(d, ACTIVITY_LOCATION, 0), LOCATION_POINT), "-10.1 123.6");
	assert_text(doc_str(d, ACTIVITY_SOURCE_VERSION), "2.03");
	assert_int_equal(g->problems.n, 0);
	assert_returns(d);
}

static void everything_else_is_kept(void **state)
{
	(void)state;
	struct got *g = read_text("<iati-activities version=\"2.03\" xmlns:x=\"urn:x\" "
	                          "xmlns:unused=\"urn:u\"><iati-activity x:a=\"1\" b=\"2\">"
	                          "<iati-identifier>A</iati-identifier>"
	                          "<title c=\"3\">stray<narrative d=\"4\">T</narrative><x:e/></title>"
	                          "<activity-status code=\"2\" f=\"5\">Implementation</activity-status>"
	                          "<activity-status code=\"3\"/>"
	                          "<strange g=\"&lt;&quot;\">a<i/>b &amp; c</strange>"
	                          "<transaction><y:h xmlns:y=\"urn:y\"/><value/></transaction>"
	                          "</iati-activity></iati-activities>");
	assert_int_equal(g->rc, IATI_OK);
	const struct doc *d = g->docs.p[0];
	static const char *const want[][2] = {
		{ "@xmlns:x", "urn:x" },
		{ "@x:a", "1" },
		{ "@b", "2" },
		{ "title/@c", "3" },
		{ "title/narrative[1]/@d", "4" },
		{ "title/", "<x:e/>" },
		{ "title/#text", "stray" },
		{ "activity-status/@f", "5" },
		{ "activity-status/#text", "Implementation" },
		{ "", "<activity-status code=\"3\"/>" },
		{ "", "<strange g=\"&lt;&quot;\">a<i/>b &amp; c</strange>" },
	};
	assert_int_equal(count(d, ACTIVITY_EXTRA), SEL_COUNT(want));
	for (uint32_t i = 0; i < SEL_COUNT(want); i++)
		assert_extra(d, ACTIVITY_EXTRA, i, want[i][0], want[i][1]);
	const struct doc *t = row(d, ACTIVITY_TRANSACTION, 0);
	assert_extra(t, TRANSACTION_EXTRA, 0, "", "<y:h xmlns:y=\"urn:y\"/>");
	assert_true(doc_has(t, TRANSACTION_VALUE)); /* said, and empty */
	assert_text(doc_str(t, TRANSACTION_VALUE), "");
	assert_text(doc_str(d, ACTIVITY_STATUS), "2");
	assert_returns(d);
}

static void empty_elements_come_back(void **state)
{
	(void)state;
	struct got *g = read_body("<iati-identifier/><title/><activity-status/><point/><location><point/></location>"
	                          "<conditions/><budget><value currency=\"\"/></budget>");
	const struct doc *d = g->docs.p[0];
	assert_true(doc_has(d, ACTIVITY_IDENTIFIER));
	assert_extra(d, ACTIVITY_EXTRA, 0, "", "<title/>");
	assert_extra(d, ACTIVITY_EXTRA, 1, "", "<activity-status/>");
	assert_extra(row(d, ACTIVITY_LOCATION, 0), LOCATION_EXTRA, 0, "", "<point/>");
	assert_int_equal(count(d, ACTIVITY_CONDITIONS), 1);
	assert_returns(d);
	/* an empty element first, and one that says something after it */
	g = read_body("<activity-status/><activity-status code=\"2\"/>");
	assert_text(doc_str(g->docs.p[0], ACTIVITY_STATUS), "2");
	assert_returns(g->docs.p[0]);
}

static void structure_is_checked(void **state)
{
	(void)state;
	struct got *g = read_body("<title><narrative>T</narrative></title>\n"
	                          "<iati-identifier>A</iati-identifier>\n"
	                          "<foo/>\n"
	                          "<activity-status code=\"2\">x</activity-status>\n"
	                          "<activity-status code=\"2\"/>\n"
	                          "<default-tied-status/>\n"
	                          "<activity-website>http://a.b</activity-website>\n"
	                          "<transaction bar=\"\"/>");
	assert_problem(g, 0, "iati.order", "iati-identifier", 4);
	assert_text(g->problems.p[0]->expected, "title");
	assert_problem(g, 1, "iati.unknown_element", "foo", 5);
	assert_problem(g, 2, "iati.stray_text", "activity-status", 6);
	assert_problem(g, 3, "iati.repeated", "activity-status", 7);
	assert_problem(g, 4, "problem.required", "default-tied-status", 8);
	assert_text(g->problems.p[4]->expected, "default-tied-status/@code");
	assert_problem(g, 5, "iati.wrong_version", "activity-website", 9);
	assert_text(g->problems.p[5]->expected, "1.01-1.05");
	assert_problem(g, 6, "iati.unknown_attribute", "transaction[1]/@bar", 10);
	assert_int_equal(g->problems.n, 7);
	assert_returns(g->docs.p[0]);
	/* 2.01 has no tags, and one aid type at most */
	g = read_text(
	    "<iati-activities version=\"2.01\"><iati-activity><default-aid-type code=\"A01\"/>"
	    "<default-aid-type code=\"B01\"/><tag code=\"1\" vocabulary=\"1\"/></iati-activity></iati-activities>");
	assert_problem(g, 0, "iati.repeated", "default-aid-type", 1);
	assert_problem(g, 1, "iati.wrong_version", "tag", 1);
}

static void version_1_is_read_as_2(void **state)
{
	(void)state;
	struct got *g = read_old(
	    "<reporting-org ref=\"GB-1\" type=\"10\" xml:lang=\"en\">DFID</reporting-org>"
	    "<reporting-org ref=\"GB-1\" type=\"10\" xml:lang=\"id\">Inggris</reporting-org>"
	    "<iati-identifier>GB-1-2</iati-identifier>"
	    "<other-identifier owner-ref=\"GB-1\" owner-name=\"DFID\">2-b</other-identifier>"
	    "<title>Satu</title><title xml:lang=\"en\">One</title>"
	    "<participating-org role=\"funding\" type=\"Multilateral\" xml:lang=\"en\">World Bank</participating-org>"
	    "<activity-date type=\"start-planned\" iso-date=\"2012-01-01\">January</activity-date>"
	    "<activity-status code=\"2\" xml:lang=\"en\">Implementation</activity-status>"
	    "<sector vocabulary=\"DAC\" code=\"11110\">Education</sector>"
	    "<sector vocabulary=\"Own words\" code=\"x\"/>"
	    "<transaction><transaction-type code=\"IF\"/><provider-org ref=\"X\">Someone</provider-org></transaction>"
	    "<location><coordinates latitude=\"-10.2\" longitude=\"123.6\" precision=\"1\"/>"
	    "<location-type code=\"PPL\"/><gazetteer-entry gazetteer-ref=\"GEO\">1640</gazetteer-entry></location>");
	assert_int_equal(g->rc, IATI_OK);
	assert_int_equal(g->problems.n, 0);
	const struct doc *d = g->docs.p[0], *p = row(d, ACTIVITY_PARTICIPATING_ORG, 0),
	                 *t = row(d, ACTIVITY_TRANSACTION, 0);
	assert_int_equal(count(d, ACTIVITY_REPORTING_NAME), 2);
	assert_text(doc_str(row(d, ACTIVITY_REPORTING_NAME, 1), NARRATIVE_LANG), "id");
	assert_text(doc_str(row(d, ACTIVITY_TITLE, 1), NARRATIVE_TEXT), "One");
	assert_text(doc_str(p, PARTICIPATING_ORG_ROLE), "1");
	assert_text(doc_str(p, PARTICIPATING_ORG_TYPE), "40");
	assert_text(doc_str(row(p, PARTICIPATING_ORG_NAME, 0), NARRATIVE_TEXT), "World Bank");
	assert_text(doc_str(row(d, ACTIVITY_DATE, 0), ACTIVITY_DATE_TYPE), "1");
	assert_text(doc_str(row(d, ACTIVITY_SECTOR, 0), SECTOR_VOCABULARY), "1");
	assert_text(doc_str(row(d, ACTIVITY_SECTOR, 1), SECTOR_VOCABULARY), "Own words"); /* kept, to be reported */
	assert_text(doc_str(t, TRANSACTION_TYPE), "1");
	assert_text(doc_str(row(t, TRANSACTION_PROVIDER, 0), NARRATIVE_TEXT), "Someone");
	const struct doc *other = row(d, ACTIVITY_OTHER_IDENTIFIER, 0);
	assert_text(doc_str(other, OTHER_IDENTIFIER_REF), "2-b");
	assert_text(doc_str(row(other, OTHER_IDENTIFIER_OWNER_NAME, 0), NARRATIVE_TEXT), "DFID");
	assert_extra(d, ACTIVITY_EXTRA, 0, "activity-status/@xml:lang", "en");
	assert_extra(d, ACTIVITY_EXTRA, 1, "activity-status/#text", "Implementation");
	assert_text(doc_str(row(d, ACTIVITY_LOCATION, 0), LOCATION_LATITUDE), "-10.2");
	/* and written as 2.03: the point takes the place of coordinates, the rest stands where anything may stand */
	str xml = written(d);
	assert_true(holds(xml, "<pos>-10.2 123.6</pos>"));
	assert_true(holds(xml, "<feature-designation code=\"PPL\"/>"));
	assert_true(holds(xml, "<selaras:kept path=\"activity-status/#text\">Implementation</selaras:kept>"));
	assert_true(holds(xml, "<gazetteer-entry gazetteer-ref=\"1\">1640</gazetteer-entry>"));
	assert_false(holds(xml, "<activity-status code=\"2\">Imp"));
	assert_int_equal(read_with(xml, NULL)->rc, IATI_OK);
}

static void versions(void **state)
{
	(void)state;
	static const struct {
		const char *text;
		uint16_t version;
	} cases[] = { { "2.03", 203 }, { " 1.05 ", 105 }, { "1.0", 100 }, { "2.3", 203 },
		      { "3.01", 0 },   { "", 0 },         { "2", 0 },     { "2.x", 0 } };
	for (size_t i = 0; i < SEL_COUNT(cases); i++)
		assert_int_equal(iati_version_parse(str_of(cases[i].text)), cases[i].version);
	assert_text(iati_version_str(a, 203), "2.03");
	/* without a version a file is of the first one, but what 2.x would say is understood */
	struct got *g =
	    read_text("<iati-activity><title>A</title><title><narrative>B</narrative></title></iati-activity>");
	assert_int_equal(g->rc, IATI_OK);
	assert_text(doc_str(g->docs.p[0], ACTIVITY_SOURCE_VERSION), "1.01");
	assert_text(doc_str(row(g->docs.p[0], ACTIVITY_TITLE, 1), NARRATIVE_TEXT), "B");
	assert_string_equal(g->of_file.first->key, "iati.no_version");
	/* the record's own version, in any namespace, goes before the root's */
	g = read_text("<result><ok>True</ok><iati-activities><iati-activity xmlns:d=\"urn:d\" d:version=\"2.02\">"
	              "<title><narrative>C</narrative></title></iati-activity></iati-activities></result>");
	assert_text(doc_str(g->docs.p[0], ACTIVITY_SOURCE_VERSION), "2.02");
	assert_text(g->file.outside, "<ok>True</ok>");
}

static void old_codes(void **state)
{
	(void)state;
	static const char *const cases[][3] = {
		{ "ActivityDateType", "end-actual", "4" }, { "TransactionType", "cg", "10" },
		{ "SectorVocabulary", "RO2", "98" },       { "GazetteerAgency", "OSM", "3" },
		{ "BudgetType", "revised", "2" },          { "OrganisationRole", "donor", "donor" },
		{ "ResultType", "Impact", "3" },           { "PolicyMarkerVocabulary", "DAC", "1" }
	};
	for (size_t i = 0; i < SEL_COUNT(cases); i++)
		assert_text(iati_old_now(iati_old_find(cases[i][0]), str_of(cases[i][1])), cases[i][2]);
	assert_null(iati_old_find("Currency"));
}

static void paths_name_elements(void **state)
{
	(void)state;
	static const char *const cases[][3] = {
		{ "2", "other_identifier[1]/type", "other-identifier[1]/@type" },
		{ "2", "title[2]/lang", "title/narrative[2]/@xml:lang" },
		{ "1", "title[2]/lang", "title[2]/@xml:lang" },
		{ "1", "participating_org[3]/name[1]/lang", "participating-org[3]/@xml:lang" },
		{ "2", "location[1]/point", "location[1]/point/pos/text()" },
		{ "2", "source", "source" },
	};
	for (size_t i = 0; i < SEL_COUNT(cases); i++)
		assert_text(iati_path(a, &activity_kind, cases[i][0][0] == '1' ? IATI_1 : IATI_2, str_of(cases[i][1])),
		            cases[i][2]);
}

static void organisations(void **state)
{
	(void)state;
	struct got *g = read_text(
	    "<iati-organisations version=\"2.03\"><iati-organisation>"
	    "<organisation-identifier>ID-KHH-9</organisation-identifier><name><narrative>Yayasan</narrative></name>"
	    "<total-budget status=\"1\"><period-start iso-date=\"2024-01-01\"/><value>5</value></total-budget>"
	    "</iati-organisation></iati-organisations>");
	assert_int_equal(g->file.organisations, 1);
	assert_text(doc_str(g->docs.p[0], ORGANISATION_REF), "ID-KHH-9");
	assert_returns(g->docs.p[0]);
	g = read_text("<iati-organisations version=\"1.02\"><iati-organisation><iati-identifier>X</iati-identifier>"
	              "<name>Satu</name></iati-organisation></iati-organisations>");
	assert_text(doc_str(g->docs.p[0], ORGANISATION_REF), "X");
	assert_text(doc_str(row(g->docs.p[0], ORGANISATION_NAME, 0), NARRATIVE_TEXT), "Satu");
}

/* ---- encodings ---- */

static str utf16(const char *ascii, bool big)
{
	struct buf out;
	buf_init(&out, a, 1 << 16);
	buf_add(&out, big ? "\xFE\xFF" : "\xFF\xFE", 2);
	for (const char *p = ascii; *p; p++) {
		char pair[2] = { big ? '\0' : *p, big ? *p : '\0' };
		buf_add(&out, pair, 2);
	}
	return buf_str(&out);
}

static void encodings(void **state)
{
	(void)state;
#define BODY                                                                                                           \
	"<iati-activities "                                                                                            \
	"version='2.03'><iati-activity><title><narrative>%s</narrative></title></iati-activity></iati-activities>"
	const struct doc *want = read_with(arena_fmt(a, BODY, "caf\xC3\xA9"), NULL)->docs.p[0];
	str latin = arena_fmt(a, "<?xml version='1.0' encoding='ISO-8859-1'?>" BODY, "caf\xE9");
	assert_true(doc_equal(want, read_with(latin, NULL)->docs.p[0]));
	for (int big = 0; big < 2; big++) {
		str wide = utf16(arena_fmt(a, "<?xml version='1.0' encoding='UTF-16'?>" BODY, "caf&#233;").p, big);
		assert_true(doc_equal(want, read_with(wide, NULL)->docs.p[0]));
	}
	/* the bytes of one encoding under the name of another */
	str wrong = arena_fmt(a, "<?xml version='1.0' encoding='UTF-8'?>" BODY, "caf\xE9");
	assert_int_equal(read_with(wrong, NULL)->rc, IATI_REFUSED);
#undef BODY
}

/* ---- limits ---- */

static str repeated(const char *before, const char *part, size_t n, const char *after)
{
	struct buf out;
	buf_init(&out, a, 1u << 30);
	buf_cstr(&out, before);
	for (size_t i = 0; i < n; i++)
		buf_cstr(&out, part);
	buf_cstr(&out, after);
	return buf_str(&out);
}

static void assert_refused(struct got *g, const char *key)
{
	assert_int_equal(g->rc, IATI_REFUSED);
	const struct problem *fatal = g->of_file.first;
	while (fatal && fatal->severity != SEVERITY_FATAL)
		fatal = fatal->next;
	assert_non_null(fatal);
	assert_string_equal(fatal->key, key);
}

#define HEAD "<iati-activities version='2.03'><iati-activity>"
#define TAIL "</iati-activity></iati-activities>"

static void limits_hold(void **state)
{
	(void)state;
	struct iati_limits few = { .max_record = 1 << 20, .max_text = 1000, .max_attributes = 20 };
	assert_refused(read_with(repeated(HEAD, "<a>", 200, ""), NULL), "iati.too_deep");
	assert_refused(read_with(repeated(HEAD "<title><narrative>", "0123456789", 101, ""), &few),
	               "iati.text_too_long");
	assert_refused(read_with(repeated(HEAD "<strange>", "0123456789", 101, ""), &few), "iati.text_too_long");
	assert_refused(read_with(repeated(HEAD, "<transaction/>", 5000, TAIL), &few), "iati.record_too_big");
	struct buf tag;
	buf_init(&tag, a, 1 << 24);
	buf_cstr(&tag, HEAD "<transaction");
	for (int i = 0; i < 100000; i++)
		buf_fmt(&tag, " a%d=''", i);
	buf_cstr(&tag, "/>" TAIL);
	assert_refused(read_with(buf_str(&tag), &few), "iati.too_many_attributes");
	/* what stands beside the records costs nothing */
	struct got *g = read_with(
	    repeated("<iati-activities version='2.03'>", "<x>0123456789</x>", 100000, "</iati-activities>"), NULL);
	assert_int_equal(g->rc, IATI_OK);
	assert_true(g->file.outside.n <= 64 << 10);
}

/* ---- packed files ---- */

static str temp_path(const char *name)
{
	static char dir[] = "/tmp/selaras-iati-XXXXXX";
	static bool made;
	if (!made)
		assert_non_null(mkdtemp(dir));
	made = true;
	return arena_fmt(a, "%s/%s", dir, name);
}

static void write_file(str path, str bytes)
{
	FILE *f = fopen(path.p, "wb");
	assert_non_null(f);
	assert_int_equal(fwrite(bytes.p, 1, bytes.n, f), bytes.n);
	fclose(f);
}

static str gzipped(str text)
{
	size_t cap = compressBound((uLong)text.n) + 64;
	char *p = arena_alloc(a, cap);
	z_stream z = { 0 };
	assert_int_equal(deflateInit2(&z, 9, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY), Z_OK);
	z.next_in = (Bytef *)(uintptr_t)text.p; /* only read */
	z.avail_in = (uInt)text.n;
	z.next_out = (Bytef *)p;
	z.avail_out = (uInt)cap;
	assert_int_equal(deflate(&z, Z_FINISH), Z_STREAM_END);
	deflateEnd(&z);
	return (str){ p, cap - z.avail_out };
}

/* All of a source; the number of bytes, or -1 with the reason in *KEY. */
static int64_t drain(const struct input_limits *limits, const struct input_source *s, const char **key,
                     struct hash *hash)
{
	char block[5000];
	int64_t all = 0;
	struct problems ps;
	problems_init(&ps, a, 10);
	struct input *in = iati_input_open(limits, s, &ps);
	*key = ps.first ? ps.first->key : NULL;
	if (!in)
		return -1;
	struct iati_bytes *b = iati_input_bytes(in);
	ptrdiff_t n;
	while ((n = b->read(b->ctx, block, sizeof(block))) > 0)
		all += n;
	*hash = iati_input_hash(in);
	*key = b->key;
	iati_input_close(in);
	return n < 0 ? -1 : all;
}

static void packed_files(void **state)
{
	(void)state;
	const char *key;
	struct hash hash, want = hash_sha256("0123456789", 10);
	struct input_source s = { .fd = -1, .path = temp_path("a.gz") };
	/* two members, one after the other, are one file */
	str one = gzipped(STR("01234")), two = gzipped(STR("56789"));
	write_file(s.path, arena_cat(a, one, two));
	assert_int_equal(drain(NULL, &s, &key, &hash), 10);
	assert_memory_equal(hash.b, want.b, HASH_SIZE);
	write_file(s.path, str_sub(one, 0, one.n - 9));
	assert_int_equal(drain(NULL, &s, &key, &hash), -1);
	assert_string_equal(key, "iati.gzip_damaged");
	/* 64 MB of one letter in 64 kB */
	char *as = arena_alloc(a, 64 << 20);
	memset(as, 'a', 64 << 20);
	str bomb = gzipped((str){ as, 64 << 20 });
	write_file(s.path, bomb);
	assert_int_equal(drain(NULL, &s, &key, &hash), -1);
	assert_string_equal(key, "iati.bomb");
	assert_int_equal(drain(&(struct input_limits){ .max_ratio = 2000 }, &s, &key, &hash), 64 << 20);
	assert_int_equal(drain(&(struct input_limits){ .max_bytes = 1 << 20 }, &s, &key, &hash), -1);
	assert_string_equal(key, "iati.file_too_big");
	unlink(s.path.p);
	s.path = temp_path("nothing");
	assert_int_equal(drain(NULL, &s, &key, &hash), -1);
	assert_string_equal(key, "iati.open_failed");
}

static void add_entry(zip_t *z, const char *name, const char *text)
{
	zip_source_t *source = zip_source_buffer(z, text, strlen(text), 0);
	assert_non_null(source);
	assert_true(zip_file_add(z, name, source, 0) >= 0);
}

/* Addresses of IANA's special-purpose registries (RFC 6890), at their edges, and neighbours that are everybody's. */
static void addresses_of_ones_own_network(void **state)
{
	static const char *const own[] = { "0.0.0.0",
		                           "10.0.0.1",
		                           "100.64.0.1",
		                           "100.127.255.255",
		                           "127.0.0.1",
		                           "127.255.255.255",
		                           "169.254.169.254",
		                           "172.16.0.0",
		                           "172.31.255.255",
		                           "192.0.2.1",
		                           "192.168.255.255",
		                           "198.19.255.255",
		                           "224.0.0.1",
		                           "255.255.255.255",
		                           "::",
		                           "::1",
		                           "::ffff:8.8.8.8",
		                           "64:ff9b::a00:1",
		                           "fc00::1",
		                           "fd12::1",
		                           "fe80::1",
		                           "ff02::1",
		                           "2001:db8::1",
		                           "2002:7f00:1::",
		                           "2001::1" };
	static const char *const everybodys[] = { "1.0.0.0",     "9.255.255.255",   "11.0.0.0",    "100.63.255.255",
		                                  "100.128.0.0", "126.0.0.1",       "128.0.0.1",   "172.15.255.255",
		                                  "172.32.0.0",  "192.169.0.0",     "198.17.0.1",  "223.255.255.255",
		                                  "2001:200::1", "2606:4700::1111", "3fff:ffff::", "64:ff9b::808:808" };
	(void)state;
	for (size_t i = 0; i < SEL_COUNT(own) + SEL_COUNT(everybodys); i++) {
		bool is_own = i < SEL_COUNT(own);
		const char *text = is_own ? own[i] : everybodys[i - SEL_COUNT(own)];
		struct sockaddr_in in = { .sin_family = AF_INET };
		struct sockaddr_in6 in6 = { .sin6_family = AF_INET6 };
		bool four = inet_pton(AF_INET, text, &in.sin_addr) == 1;
		assert_true(four || inet_pton(AF_INET6, text, &in6.sin6_addr) == 1);
		const struct sockaddr *sa = four ? (const struct sockaddr *)&in : (const struct sockaddr *)&in6;
		if (iati_address_public(sa) == is_own)
			fail_msg("%s", text);
	}
	assert_false(iati_address_public(&(struct sockaddr){ .sa_family = AF_UNIX }));
}

static void archives_and_folders(void **state)
{
	(void)state;
	const char *key;
	struct hash hash;
	struct inputs in;
	struct problems ps;
	str path = temp_path("pack.zip"), folder = str_sub(path, 0, path.n - strlen("/pack.zip"));
	zip_t *z = zip_open(path.p, ZIP_CREATE, NULL);
	assert_non_null(z);
	add_entry(z, "b/two.xml", "22");
	add_entry(z, "one.XML", "1");
	add_entry(z, "readme.txt", "");
	assert_int_equal(zip_close(z), 0);
	write_file(temp_path("c.xml"), STR("333"));
	write_file(temp_path(".hidden.xml"), STR(""));
	write_file(temp_path("notes.md"), STR(""));
	problems_init(&ps, a, 10);
	iati_inputs_init(&in, a, NULL);
	assert_true(iati_inputs_add(&in, arena_str(a, folder).p, STR_EMPTY, &ps));
	assert_int_equal(in.list.n, 3);
	assert_int_equal(in.skipped, 1);
	assert_text(in.list.p[0].name, "c.xml");
	assert_text(in.list.p[1].name, "pack.zip/b/two.xml");
	assert_text(in.list.p[2].name, "pack.zip/one.XML");
	for (size_t i = 0; i < 3; i++)
		assert_int_equal(drain(NULL, &in.list.p[i], &key, &hash), 3 - (int64_t)i);
	assert_false(iati_inputs_add(&in, temp_path("none.xml").p, STR_EMPTY, &ps));
	assert_string_equal(ps.first->key, "iati.open_failed");
	iati_inputs_release(&in);
	static const char *const names[] = { "pack.zip", "c.xml", ".hidden.xml", "notes.md" };
	for (size_t i = 0; i < SEL_COUNT(names); i++)
		unlink(temp_path(names[i]).p);
	rmdir(arena_str(a, folder).p);
}

/* ---- writing ---- */

static void nothing_breaks_the_file(void **state)
{
	(void)state;
	struct doc *d = doc_new(a, &activity_kind);
	doc_set(d, ACTIVITY_IDENTIFIER, STR("a<b>&\"\x01\r\xEF\xBF\xBE"));
	doc_add_text(a, d, ACTIVITY_TITLE, STR("x\"y"), STR("]]>"));
	static const char *const extras[][2] = {
		{ "", "<open>" },
		{ "", "</iati-activity>" },
		{ "", "<a b=\"1\" b=\"2\"/>" },
		{ "", "<a>&nbsp;</a>" },
		{ "", "<!-- x -->" },
		{ "", "<a/><b/>" },
		{ "@hierarchy", "1\" x=\"" },
		{ "@xmlns", "urn:evil" },
		{ "@a b", "1" },
		{ "@fine", "1" },
		{ "@fine", "2" },
		{ "title/narrative[9]/@x", "lost" },
		{ "sector/@x", "1" },
	};
	doc_set(d, ACTIVITY_HIERARCHY, STR("1"));
	for (size_t i = 0; i < SEL_COUNT(extras); i++) {
		struct doc *e = doc_add_row(a, d, ACTIVITY_EXTRA);
		doc_set(e, EXTRA_PATH, str_of(extras[i][0]));
		doc_set(e, EXTRA_XML, str_of(extras[i][1]));
	}
	str xml = written(d);
	struct got *g = read_with(xml, NULL);
	assert_int_equal(g->rc, IATI_OK);
	assert_int_equal(g->docs.n, 1);
	assert_text(doc_str(g->docs.p[0], ACTIVITY_IDENTIFIER), "a<b>&\"\xEF\xBF\xBD\r\xEF\xBF\xBD");
	assert_true(holds(xml, " fine=\"1\""));
	/* what has no sound form is written as text: nothing is lost */
	assert_true(holds(xml, "<selaras:kept path=\"\">&lt;open&gt;</selaras:kept>"));
	assert_true(holds(xml, "<selaras:kept path=\"title/narrative[9]/@x\">lost</selaras:kept>"));
	assert_false(holds(xml, "urn:evil\""));
}

static void fragments_are_told_from_text(void **state)
{
	(void)state;
	static const char *const sound[] = { "<a/>", "<a:b x=\"&lt;\">t<c></c></a:b>", "<\xC3\xA9/>" };
	static const char *const broken[] = { "",
		                              "text",
		                              "<a>",
		                              "<a></b>",
		                              "<a/>x",
		                              "<a b='1'/>",
		                              "<a b=\"<\"/>",
		                              "<1/>",
		                              "<a:/>",
		                              "<a b=\"1\"c=\"2\"/>",
		                              "<a>&#0;</a>",
		                              "<a",
		                              "<?a?>",
		                              "<a></ab>" };
	for (size_t i = 0; i < SEL_COUNT(sound); i++)
		assert_true(xml_fragment_name(str_of(sound[i])).n > 0);
	for (size_t i = 0; i < SEL_COUNT(broken); i++)
		if (xml_fragment_name(str_of(broken[i])).n)
			fail_msg("taken: %s", broken[i]);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(values_rows_and_lines),
		cmocka_unit_test(everything_else_is_kept),
		cmocka_unit_test(empty_elements_come_back),
		cmocka_unit_test(structure_is_checked),
		cmocka_unit_test(version_1_is_read_as_2),
		cmocka_unit_test(versions),
		cmocka_unit_test(old_codes),
		cmocka_unit_test(paths_name_elements),
		cmocka_unit_test(organisations),
		cmocka_unit_test(encodings),
		cmocka_unit_test(limits_hold),
		cmocka_unit_test(packed_files),
		cmocka_unit_test(archives_and_folders),
		cmocka_unit_test(addresses_of_ones_own_network),
		cmocka_unit_test(nothing_breaks_the_file),
		cmocka_unit_test(fragments_are_told_from_text),
	};
	return cmocka_run_group_tests(tests, setup, teardown);
}
