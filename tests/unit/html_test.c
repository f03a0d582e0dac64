/* What templates write, against texts worked out by hand from the HTML standard (13.1.2 attributes, 13.2 parsing), RFC
 * 3986 and RFC 8259. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "html/html_tmpl.h"
#include "html_test_tmpl.h"

static arena *mem;
static const struct asset assets[] = { { .name = "app.css", .url = "/assets/0123456789abcdef/app.css" } };
static const struct nav_item nav[] = { { MSG_NAV_PARTNERS, "/partner", "users" }, { MSG_NAV_MAP, "/map", "map" } };
static const struct page_site site = {
	.version = "0.1.0", .demo = true, .assets = assets, .nassets = 1, .nav = nav, .nnav = 2
};
#define HOSTILE STR("</p><script>alert(1)</script>\"' onclick=x &amp; \xE2\x82\xAC")

static struct page *page(enum lang lang, const char *path, const char *query)
{
	return page_start(mem, lang, str_of(path), str_of(query), &site);
}

static struct page *plain_page(void)
{
	return page(LANG_ID, "/", "");
}

static void wrote(const struct page *pg, const char *want)
{
	assert_false(buf_failed(pg->out));
	assert_string_equal(buf_str(pg->out).p, want);
}

static bool has(const struct page *pg, const char *part)
{
	return str_find(buf_str(pg->out), str_of(part), 0) >= 0;
}

static void is(str got, const char *want)
{
	assert_string_equal(arena_str(mem, got).p, want);
}

static void text(void **state)
{
	(void)state;
	struct page *pg = plain_page();
	tmpl_t_text(pg, HOSTILE);
	wrote(pg, "<p>&lt;/p&gt;&lt;script&gt;alert(1)&lt;/script&gt;\"' onclick=x &amp;amp; \xE2\x82\xAC</p>\n");
	pg = plain_page();
	tmpl_t_text(pg, (str){ "a\0b\x01\x7F\r\nc\ro\ti", 12 });
	wrote(pg, "<p>a\xEF\xBF\xBD"
	          "b\xEF\xBF\xBD\xEF\xBF\xBD\nc\no\ti</p>\n");
}

static void attributes(void **state)
{
	(void)state;
	struct page *pg = plain_page();
	tmpl_t_attr(pg, STR("\"'><b a=`&"));
	wrote(pg, "<p title=\"&#34;&#39;&gt;&lt;b a=`&amp;\" lang='&#34;&#39;&gt;&lt;b a=`&amp;'>x</p>\n");
}

static void escapable_raw_text(void **state)
{
	(void)state;
	struct page *pg = plain_page();
	tmpl_t_title(pg, STR("</title><b>"));
	wrote(pg, "<title>&lt;/title&gt;&lt;b&gt;</title>\n");
	/* A parser drops one line end after <textarea>: the first line of the text must not be the one. */
	pg = plain_page();
	tmpl_t_textarea(pg, STR("\n</textarea>"));
	wrote(pg, "<textarea aria-label=\"x\">\n\n&lt;/textarea&gt;</textarea>\n");
}

static void addresses(void **state)
{
	(void)state;
	struct page *pg = plain_page();
	tmpl_t_link(pg, STR("javascript:alert('1')&<>\""));
	wrote(pg, "<a href=\"/id/search?q=javascript%3Aalert%28%271%27%29%26%3C%3E%22\">x</a><a href=\"#\">y</a>"
	          "<a href=\"#javascript%3Aalert%28%271%27%29%26%3C%3E%22\">z</a>\n");
	pg = page(LANG_EN, "/", "");
	tmpl_t_link(pg, STR(" HTTPS://x.org/a b?c=%20&d='\"\xC3\xA9\n"));
	wrote(pg, "<a href=\"/en/search?q=%20HTTPS%3A%2F%2Fx.org%2Fa%20b%3Fc%3D%2520%26d%3D%27%22%C3%A9%0A\">x</a>"
	          "<a href=\"HTTPS://x.org/a%20b?c=%20&amp;d=&#39;%22%C3%A9\">y</a>"
	          "<a href=\"#%20HTTPS%3A%2F%2Fx.org%2Fa%20b%3Fc%3D%2520%26d%3D%27%22%C3%A9%0A\">z</a>\n");
}

static void only_safe_schemes(void **state)
{
	(void)state;
	static const char *const bad[] = { "javascript:alert(1)",
		                           "JaVaScRiPt:x",
		                           "data:text/html,x",
		                           "vbscript:x",
		                           "//evil.org",
		                           "https:",
		                           "java\nscript:x",
		                           "file:///etc/passwd",
		                           "",
		                           "x" };
	for (size_t i = 0; i < SEL_COUNT(bad); i++)
		assert_false(url_external_ok(str_of(bad[i])));
	assert_true(url_external_ok(STR("mailto:a@b.org")));
	assert_true(url_external_ok(STR("http://a.org")));
}

static void json(void **state)
{
	(void)state;
	struct page *pg = plain_page();
	tmpl_t_json(pg, STR("</script><!--\"\\\n\x01&\xE2\x80\xA8\xE2\x80\xA9\xC3\xA9"), true);
	wrote(pg, "<script type=\"application/json\">{\"s\":\"\\u003c/script\\u003e\\u003c!--\\\"\\\\\\n\\u0001\\u0026"
	          "\\u2028\\u2029\xC3\xA9\",\"n\":[-5,18446744073709551615],\"b\":true}</script>\n");
	pg = plain_page();
	tmpl_t_json(pg, STR("\xE2\x80"), false); /* cut short: no line end, no read past the end */
	assert_true(has(pg, "{\"s\":\"\xE2\x80\","));
}

static void types(void **state)
{
	(void)state;
	struct page *pg = plain_page();
	tmpl_t_types(pg, (struct decimal){ 123450, 2 }, "<c>", 255);
	wrote(pg, "1.234,5|&lt;c&gt;|255|-1|1099511627776|literal|<b data-d=\"1234.5\">1.234.567</b>\n");
}

static void messages(void **state)
{
	(void)state;
	struct page *pg = page(LANG_EN, "/", "");
	tmpl_t_message(pg, STR("<A>"), 1500);
	wrote(pg, "Remove filter &lt;A&gt;: B|1,500 results|2024 – 1500\n");
}

static void control(void **state)
{
	(void)state;
	const str list[] = { STR("a"), STR("b\"") };
	struct page *pg = plain_page();
	tmpl_t_options(pg, list, 2, STR("b\""));
	wrote(
	    pg,
	    "<select aria-label=\"x\">\n<option value=\"a\">0</option>\n<option value=\"b&#34;\" selected>1</option>\n"
	    "</select>\n");
	pg = plain_page();
	tmpl_t_options(pg, list, 0, STR(""));
	wrote(pg, "<select aria-label=\"x\">\n<option disabled>none</option>\n</select>\n");
	struct query_pair b = { STR("b"), STR(""), NULL }, a = { STR("a"), STR(""), &b };
	pg = plain_page();
	tmpl_t_flow(pg, 2, &a);
	wrote(pg, "<p>few</p>\n<ul>\n<li>a</li>\n<li>b</li>\n<li>0</li>\n<li>1</li>\n</ul>\n");
	pg = plain_page();
	tmpl_t_flow(pg, 0, NULL);
	wrote(pg, "<p>none</p>\n<ul>\n<li>no pair</li>\n</ul>\n");
	pg = plain_page();
	tmpl_t_classes(pg, true, STR("c"));
	tmpl_t_classes(pg, false, STR("\""));
	wrote(pg, "<p class=\"a b c\" hidden>x</p>\n<p class=\"a &#34;\" id=\"off\">x</p>\n");
}

static void white_space(void **state)
{
	(void)state;
	struct page *pg = plain_page();
	tmpl_t_space(pg, STR("a"));
	/* kept inside <pre>, where one line end after the tag is not content; elsewhere indentation goes */
	wrote(pg, "<pre>\n a\n  b</pre>\n<p>\none\n<b>two</b>   three\n</p>\n");
}

static void addresses_of_the_page(void **state)
{
	(void)state;
	struct page *pg = page(LANG_ID, "/activity", "sector=a%26b&page=3&sector=c&bad=%zz&q=x+y");
	is(url_language(pg, LANG_EN).s, "/en/activity?sector=a%26b&page=3&sector=c&bad=%zz&q=x+y");
	is(url_with(pg, "year", STR("2024")).s, "/id/activity?sector=a%26b&sector=c&q=x%20y&year=2024");
	is(url_with(pg, "sector", STR("d&")).s, "/id/activity?q=x%20y&sector=d%26");
	is(url_without(pg, "sector", STR("a&b")).s, "/id/activity?sector=c&q=x%20y");
	is(url_without(pg, "sector", STR_EMPTY).s, "/id/activity?q=x%20y");
	is(pager_url(pg, 2).s, "/id/activity?sector=a%26b&sector=c&q=x%20y&page=2");
	is(pager_url(pg, 1).s, "/id/activity?sector=a%26b&sector=c&q=x%20y");
	is(url_bare(pg).s, "/id/activity");
	is(url_bare(plain_page()).s, "/id/");
	is(url_path(pg, "/place/{}", STR("53/02")).s, "/id/place/53%2F02");
	is(url_to(pg, "/", 0, NULL).s, "/id/");
	is(url_asset(pg, "app.css").s, "/assets/0123456789abcdef/app.css");
	is(page_query_value(pg, "q"), "x y");
	is(page_query_value(pg, "nothing"), "");
	struct page *odd = page(LANG_ID, "/a\"<b>", "x=\"><script>");
	is(url_language(odd, LANG_EN).s, "/en/a%22%3Cb%3E?x=%22%3E%3Cscript%3E");
}

static void pages_of_requests(void **state)
{
	(void)state;
	static const struct {
		const char *target;
		enum lang lang;
		const char *path;
	} cases[] = {
		{ "/id", LANG_ID, "/" },
		{ "/en", LANG_EN, "/" },
		{ "/", LANG_ID, "/" },
		{ "/en/place/53.02?x=1", LANG_EN, "/place/53.02" },
		{ "/english", LANG_ID, "/english" },
		{ "/en/a%2Fb", LANG_EN, "/a%2Fb" },
		{ "/fr/x", LANG_ID, "/fr/x" },
	};
	for (size_t i = 0; i < SEL_COUNT(cases); i++) {
		struct req r = { .arena = mem, .target = str_of(cases[i].target), .query = STR("x=1") };
		struct page *pg = page_new(&r, &site);
		assert_int_equal(pg->lang, cases[i].lang);
		is(pg->path, cases[i].path);
		is(pg->query, "x=1");
	}
}

static void replies(void **state)
{
	(void)state;
	struct req r = { .arena = mem, .target = STR("/en/x"), .query = STR("") };
	struct page *pg = page_new(&r, &site);
	pg->status = 404;
	tmpl_notice(pg, STR("A<B"), STR("C"));
	struct reply p = page_reply(&r, pg);
	assert_int_equal(p.status, 404);
	assert_string_equal(p.type, "text/html; charset=utf-8");
	assert_true(p.cacheable);
	assert_true(str_find(p.body, STR("<h1>A&lt;B</h1>"), 0) > 0);
	assert_true(str_starts(p.body, STR("<!doctype html>\n<html lang=\"en\">")));
	for (int i = 0; i < 9 * 1024; i++)
		buf_fmt(pg->out, "%1024d", i);
	assert_int_equal(page_reply(&r, pg).status, 500);
}

static void marked_words(void **state)
{
	(void)state;
	is(html_marked(mem, STR("Air bersih & <sanitasi>, airport"), STR("AIR san")).s,
	   "<mark>Air</mark> bersih &amp; &lt;<mark>sanitasi</mark>&gt;, <mark>airport</mark>");
	is(html_marked(mem, STR("x"), STR("")).s, "x");
}

static void pager_numbers_have_gaps(void **state)
{
	(void)state;
	struct page *pg = page(LANG_ID, "/x", "page=10");
	struct pager p = pager_of(pg, 500, 25);
	assert_int_equal(p.page, 10);
	assert_int_equal(pager_pages(&p), 20);
	size_t n;
	const int64_t *got = pager_numbers(pg, &p, &n);
	const int64_t want[] = { 1, 0, 8, 9, 10, 11, 12, 0, 20 };
	assert_int_equal(n, 9);
	assert_memory_equal(got, want, sizeof want);
	p.page = 4; /* 1 [2] 3 4 5 6 ... 20: a gap of one is written out */
	got = pager_numbers(pg, &p, &n);
	const int64_t near[] = { 1, 2, 3, 4, 5, 6, 0, 20 };
	assert_int_equal(n, 8);
	assert_memory_equal(got, near, sizeof near);
	p = pager_of(pg, 26, 25); /* fewer pages than asked for */
	assert_int_equal(p.page, 2);
	p = pager_of(pg, 0, 25);
	assert_int_equal(p.page, 1);
	assert_int_equal(pager_pages(&p), 1);
}

static void sorting(void **state)
{
	(void)state;
	const struct column name = { STR("Name"), "name", false }, sum = { STR("Sum"), "sum", true },
	                    none = { STR("x"), NULL, false };
	struct page *pg = page(LANG_ID, "/x", "sort=-sum");
	assert_int_equal(column_order(pg, &sum), -1);
	assert_int_equal(column_order(pg, &name), 0);
	assert_int_equal(column_order(pg, &none), 0);
	is(column_url(pg, &sum).s, "/id/x?sort=sum");
	is(column_url(pg, &name).s, "/id/x?sort=name");
	pg = page(LANG_ID, "/x", "");
	is(column_url(pg, &sum).s, "/id/x?sort=-sum");
}

static void figures_of_maps_and_charts(void **state)
{
	(void)state;
	const int64_t values[] = { 9, 1, 2, 3, 4, 5, 6, 7, 8, 10 };
	int64_t bounds[5];
	assert_int_equal(map_breaks(mem, values, 10, 5, bounds), 5);
	const int64_t quintiles[] = { 2, 4, 6, 8, 10 };
	assert_memory_equal(bounds, quintiles, sizeof quintiles);
	assert_int_equal(map_level(2, bounds, 5), 0);
	assert_int_equal(map_level(3, bounds, 5), 1);
	assert_int_equal(map_level(10, bounds, 5), 4);
	assert_int_equal(map_level(99, bounds, 5), 4);
	const int64_t same[] = { 0, 0, 0, 0, 7 };
	assert_int_equal(map_breaks(mem, same, 5, 5, bounds), 2);
	assert_int_equal(map_breaks(mem, same, 0, 5, bounds), 0);
	assert_int_equal(map_radius(25, 100, 40), 20); /* a quarter of the area */
	assert_int_equal(map_radius(0, 100, 40), 0);
	assert_int_equal(map_radius(1, INT64_MAX, 40), 1);
	assert_int_equal(heat_level(0, 10), 0);
	assert_int_equal(heat_level(1, 10), 1);
	assert_int_equal(heat_level(4, 10), 3);
	assert_int_equal(heat_level(10, 10), 5);
	const struct bar list[] = { { .value = { 5, 1 } }, { .value = { 2, 0 } }, { .value = { -1, 0 } } };
	const struct bars bars = { .bars = list, .n = 3 };
	assert_int_equal(bar_width(&bars, 0), 250);
	assert_int_equal(bar_width(&bars, 1), 1000);
	assert_int_equal(bar_width(&bars, 2), 0);
}

static void columns_stand_on_their_scale(void **state)
{
	(void)state;
	struct page *pg = plain_page();
	const struct year_value points[] = { { STR("2022"), { 30, 0 }, STR("30"), true },
		                             { STR("2023"), { 0, 0 }, STR(""), false },
		                             { STR("2024"), { -125, 1 }, STR("-12,5"), true } };
	const struct columns c = { .points = points, .n = 3 };
	const struct columns_frame *f = columns_frame(pg, &c);
	/* scale -20 .. 50 over 132 units from y = 8: zero at 8 + 132 * 50 / 70 = 102.3, 30 at 8 + 132 * 20 / 70 = 45.7,
	 * -12.5 at 8 + 132 * 62.5 / 70 = 125.9 */
	assert_int_equal(f->zero.units, 1023);
	assert_int_equal(f->shapes[0].y.units, 457);
	assert_int_equal(f->shapes[0].height.units, 1023 - 457);
	assert_int_equal(f->shapes[2].y.units, 1023);
	assert_int_equal(f->shapes[2].height.units, 1259 - 1023);
	assert_int_equal(f->nlines, 5);
	is(f->lines[0].text, "-20");
	is(f->lines[3].text, "25");
	is(f->lines[4].text, "50");
	/* 30 is the top edge (2), -12.5 the lower one (22); the missing year breaks the line */
	is(spark_path(mem, points, 3), "M2 2h0.1M98 22h0.1");
	const struct columns none = { .points = points, .n = 0 };
	assert_int_equal(columns_frame(pg, &none)->lines[0].y.units, 1400);
	const struct year_value huge[] = { { STR("1"), { INT64_MAX, 0 }, STR(""), true },
		                           { STR("2"), { 1, 9 }, STR(""), true } };
	const struct columns wide = { .points = huge, .n = 2 };
	f = columns_frame(pg, &wide);
	is(f->lines[f->nlines - 1].text, "9.223.372 triliun");
}

/* ---- one of every component ---- */

#define NONE                                                                                                           \
	{                                                                                                              \
		STR_EMPTY                                                                                              \
	}
#define HREF                                                                                                           \
	{                                                                                                              \
		STR("/id/place/53.01")                                                                                 \
	}
static const struct source one_source = { STR("BPS"), HREF, 20682 /* 2026-08-17 */, STR("dijumlah"), 20, 27 };
static const struct bar some_bars[] = { { STR("Air"), HREF, { 5, 0 }, STR("5") },
	                                { STR("Tanah"), NONE, { 2, 0 }, STR("2") } };
static const struct bars one_bars = { STR("Per sektor"), STR("Sektor"), STR("Program"), some_bars, 2 };
static const struct year_value some_years[] = { { STR("2023"), { 5, 0 }, STR("5"), true },
	                                        { STR("2024"), { 0, 0 }, STR_EMPTY, false } };
static const struct columns one_columns = { STR("Per tahun"), STR("Tahun"), STR("Program"), some_years, 2 };
static const struct map_area some_areas[] = {
	{ STR("53.01"), STR("Kupang"), STR("Kupang"), STR("M0 0L9 0L9 9z"), 4, 4, 1, STR("7"), HREF },
	{ STR("53.02"), STR("TTS"), STR_EMPTY, STR("M9 9L18 9L9 18z"), 12, 12, -1, STR_EMPTY, NONE },
};
static const struct map_point some_points[] = { { STR("7"), STR("Kupang"), STR("7 program"), 4, 4, 3, HREF } };
static const str some_background[] = { STR("M20 20h5v5z") }, some_missing[] = { STR("Desa A"), STR("Desa B") };
static const struct map_class some_classes[] = { { STR("1"), STR("3") }, { STR("4"), STR("7") } };
static const struct map one_map = {
	"m", STR("Program"),        100,          50, some_background, 1, some_areas, 2, some_points,
	1,   STR("Jumlah program"), some_classes, 2,  some_missing,    2, true
};
static const struct heading some_heads[] = { { STR("A"), HREF }, { STR("B"), NONE } };
static const struct heat_cell some_heat[] = { { STR("3"), STR("A, B: 3"), HREF, 5 },
	                                      { STR_EMPTY, STR_EMPTY, NONE, 0 },
	                                      { STR_EMPTY, STR_EMPTY, NONE, 0 },
	                                      { STR("1"), STR_EMPTY, HREF, 2 } };
static const str some_totals[] = { STR("3"), STR("1") };
static const struct heat one_heat = { STR("Siapa di mana"), STR("Mitra"), some_heads, some_heads, 2, 2, some_heat,
	                              some_totals,          some_totals,  STR("4") };
static const struct column some_columns[] = { { STR("Nama"), "name", false }, { STR("Jumlah"), "sum", true } };
static const struct cell some_cells[] = { { STR("X"), HREF }, { STR("1.000"), NONE } };
static const struct table one_table = { STR("Daftar"), some_columns, 2, some_cells, 1 };
static const struct choice some_choices[] = { { STR("a"), STR("Air"), 1200, true },
	                                      { STR("b"), STR("Tanah"), -1, false } };
static const struct facet some_facets[] = { { "sector", STR("Sektor"), some_choices, 2, true },
	                                    { "status", STR("Status"), some_choices + 1, 1, false } };
static const struct filter one_filter = { "text", STR("air"), some_facets, 2 };
static const struct tile one_tile = { STR("Mitra"), STR("27"), STR("6 bilateral"), HREF };
static const struct download one_download = { STR("CSV"), HREF, STR("12 kB") };

static struct page *page_with_everything(void)
{
	struct page *pg = page(LANG_ID, "/activity", "sector=a&view=map&sort=-sum&page=2");
	static const struct crumb crumbs[] = { { STR("Beranda"), { STR("/id") } }, { STR("Program"), NONE } };
	pg->title = STR("Program <uji>");
	pg->description = STR("\"kutip\"");
	pg->section = "/partner";
	pg->crumbs = crumbs;
	pg->ncrumbs = 2;
	pg->as_of = date_from_ymd((struct ymd){ 2026, 8, 17 });
	struct pager pager = pager_of(pg, 240, 25);
	tmpl_t_components(pg, &one_source, &one_bars, &one_columns, &one_map, &one_heat, &one_table, &one_filter,
	                  &pager, &one_tile, &one_download);
	return pg;
}

static void every_component_on_one_page(void **state)
{
	(void)state;
	struct page *pg = page_with_everything();
	assert_false(buf_failed(pg->out));
	static const char *const parts[] = {
		"<title>Program &lt;uji&gt; – Selaras</title>",
		"<meta name=\"description\" content=\"&#34;kutip&#34;\">",
		"href=\"/en/activity?sector=a&amp;view=map&amp;sort=-sum&amp;page=2\" hreflang=\"en\"",
		"DATA CONTOH",
		"<li><a href=\"/id/partner\" aria-current=\"true\">",
		"<li><span aria-current=\"page\">Program</span></li>",
		"<input type=\"hidden\" name=\"view\" value=\"map\">",
		"<input type=\"checkbox\" name=\"sector\" value=\"a\" checked> <span>Air</span> <span "
		"class=\"count\">1.200</span>",
		"aria-label=\"Hapus saringan Sektor: Air\"",
		"<th scope=\"col\" class=\"num\" aria-sort=\"descending\"><a "
		"href=\"/id/activity?sector=a&amp;view=map&amp;sort=sum\">",
		"<path class=\"q1\" d=\"M0 0L9 0L9 9z\"><title>Kupang: 7</title></path>",
		"<path class=\"q-none\" fill=\"url(#m-hatch)\"",
		"26–50 dari 240",
		"Batas indikatif",
		"Desa A, \nDesa B",
		"<a href=\"/id/place/53.01\">Sumber: BPS</a>, per tanggal 17 Agustus 2026.",
		"20 dari 27 mitra melapor.",
		"<td class=\"num heat-5\" title=\"A, B: 3\"><a href=\"/id/place/53.01\">3</a></td>",
		"<p>Data per 17 Agustus 2026</p>",
	};
	for (size_t i = 0; i < SEL_COUNT(parts); i++)
		if (!has(pg, parts[i]))
			fail_msg("not on the page: %s", parts[i]);
	const char *to = getenv("SELARAS_TEST_PAGE"); /* a file to look at, or to give to a validator */
	FILE *f = to ? fopen(to, "w") : NULL;
	if (f) {
		fwrite(pg->out->p, 1, pg->out->n, f);
		fclose(f);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(text),
		cmocka_unit_test(attributes),
		cmocka_unit_test(escapable_raw_text),
		cmocka_unit_test(addresses),
		cmocka_unit_test(only_safe_schemes),
		cmocka_unit_test(json),
		cmocka_unit_test(types),
		cmocka_unit_test(messages),
		cmocka_unit_test(control),
		cmocka_unit_test(white_space),
		cmocka_unit_test(addresses_of_the_page),
		cmocka_unit_test(pages_of_requests),
		cmocka_unit_test(replies),
		cmocka_unit_test(marked_words),
		cmocka_unit_test(pager_numbers_have_gaps),
		cmocka_unit_test(sorting),
		cmocka_unit_test(figures_of_maps_and_charts),
		cmocka_unit_test(columns_stand_on_their_scale),
		cmocka_unit_test(every_component_on_one_page),
	};
	mem = arena_new(0);
	int failed = cmocka_run_group_tests(tests, NULL, NULL);
	arena_free(mem);
	return failed;
}
