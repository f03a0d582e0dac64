/* Forms (record/form.h): what people write, what a form says of a document, and back. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
/* cmocka wants the four above first */
#include <cmocka.h>

#include "activity/activity.h"
#include "base/hash.h"
#include "base/vec.h"
#include "http/form.h"
#include "record/form.h"

static arena *a;

static int open_test(void **state)
{
	(void)state;
	hash_start();
	a = arena_new(0);
	return 0;
}

static int close_test(void **state)
{
	(void)state;
	arena_free(a);
	return 0;
}

static void assert_str(str s, const char *expected)
{
	if (!str_is(s, expected))
		fail_msg("\"%.*s\" is not \"%s\"", STR_ARG(s), expected);
}

/* ---- values ---- */

static void dates_are_read_as_people_write_them(void **state)
{
	static const struct {
		const char *typed, *iso; /* NULL: not a date */
	} cases[] = {
		{ "2019-10-29", "2019-10-29" },
		{ "29/10/2019", "2019-10-29" },
		{ "29-10-2019", "2019-10-29" },
		{ "29.10.2019", "2019-10-29" },
		{ "29 Oktober 2019", "2019-10-29" },
		{ "29 oktober 2019", "2019-10-29" },
		{ "29 Okt 2019", "2019-10-29" },
		{ "29 October 2019", "2019-10-29" },
		{ "October 29, 2019", "2019-10-29" },
		{ " 1/2/2024 ", "2024-02-01" },
		{ "17 Agustus 1945", "1945-08-17" },
		{ "17 Agt 1945", "1945-08-17" },
		{ "3 Mei 2020", "2020-05-03" },
		{ "3 May 2020", "2020-05-03" },
		{ "29 Feb 2020", "2020-02-29" },
		{ "29 Feb 2021", NULL },
		{ "31/4/2020", NULL },
		{ "2019", NULL },
		{ "29/13/2019", NULL },
		{ "29/10/19", NULL },
		{ "besok", NULL },
		{ "", NULL },
		{ "1 2 3 4", NULL },
		{ "2019-10-29T10:00", NULL },
	};
	(void)state;
	for (size_t i = 0; i < SEL_COUNT(cases); i++) {
		date d;
		char iso[11] = "";
		bool read = form_date(str_of(cases[i].typed), &d);
		if (read != (cases[i].iso != NULL))
			fail_msg("%s: %d", cases[i].typed, read);
		if (read)
			date_print(d, iso);
		if (read)
			assert_string_equal(iso, cases[i].iso);
	}
}

static void numbers_are_read_in_both_languages(void **state)
{
	static const struct {
		const char *typed, *id, *en; /* NULL: no number */
	} cases[] = {
		{ "1.234.567,89", "1234567.89", "1234567.89" },
		{ "1,234,567.89", "1234567.89", "1234567.89" },
		{ "1.234", "1234", "1.234" },
		{ "1,234", "1.234", "1234" },
		{ "1.5", "1.5", "1.5" },
		{ "1,5", "1.5", "1.5" },
		{ "0,125", "0.125", "0.125" },
		{ "12.345.678", "12345678", "12345678" },
		{ "Rp 1.000.000", "1000000", "1000000" },
		{ "Rp. 2.500.000,50", "2500000.50", "2500000.50" },
		{ "USD 12,345.67", "12345.67", "12345.67" },
		{ "\xE2\x88\x92"
		  "8,5",
		  "-8.5", "-8.5" },
		{ "-1.000", "-1000", "-1.000" },
		{ "33,33%", "33.33", "33.33" },
		{ "1 234 567", "1234567", "1234567" },
		{ "42", "42", "42" },
		{ "1.23.456", NULL, NULL },
		{ "1,2,3", NULL, NULL },
		{ "1.234,567.8", NULL, NULL },
		{ "12a", NULL, NULL },
		{ "abc", NULL, NULL },
		{ "", NULL, NULL },
		{ "1,", NULL, NULL },
		{ "--1", NULL, NULL },
	};
	(void)state;
	for (size_t i = 0; i < SEL_COUNT(cases); i++)
		for (int l = 0; l < 2; l++) {
			const char *expected = l ? cases[i].en : cases[i].id;
			str got;
			bool read = form_number(a, l ? LANG_EN : LANG_ID, str_of(cases[i].typed), &got);
			if (read != (expected != NULL))
				fail_msg("%s in %d: %d", cases[i].typed, l, read);
			if (read)
				assert_str(got, expected);
		}
}

/* ---- a programme with everything that files bring ---- */

static struct doc *sample(void)
{
	struct doc *d = doc_new(a, &activity_kind), *row, *in;
	doc_set(d, ACTIVITY_IDENTIFIER, STR("XM-A-1"));
	doc_set(d, ACTIVITY_REPORTING_REF, STR("XM-A"));
	doc_set(d, ACTIVITY_LAST_UPDATED, STR("2020-01-01T00:00:00"));
	doc_set(d, ACTIVITY_HUMANITARIAN, STR("true"));
	doc_set(d, ACTIVITY_STATUS, STR("2"));
	doc_set(d, ACTIVITY_CURRENCY, STR("IDR"));
	doc_set(d, ACTIVITY_FLOW, STR("not-a-code"));
	doc_set(d, ACTIVITY_FINANCE, (str){ "", 0 }); /* said, and empty */
	doc_add_text(a, d, ACTIVITY_TITLE, STR_EMPTY, STR("No language\r\n(two lines)"));
	doc_add_text(a, d, ACTIVITY_TITLE, STR("en"), STR(" Clean water "));
	doc_add_text(a, d, ACTIVITY_TITLE, STR("en"), STR("Twice"));
	doc_add_text(a, d, ACTIVITY_TITLE, STR("pt"), STR("\xC3\x81gua"));
	row = doc_add_row(a, d, ACTIVITY_DESCRIPTION);
	doc_add_text(a, row, DESCRIPTION_TEXT, STR("id"), STR("Uraian"));
	for (int i = 0; i < 3; i++) {
		row = doc_add_row(a, d, ACTIVITY_SECTOR);
		if (i == 1)
			memcpy(row->id, "abc123", 7);
		doc_set(row, SECTOR_CODE, i == 2 ? STR("odd") : STR("14030"));
		doc_set(row, SECTOR_PERCENTAGE, i ? STR("33.30") : STR("+33.4"));
	}
	row = doc_add_row(a, d, ACTIVITY_TRANSACTION);
	doc_set(row, TRANSACTION_DATE, STR("2019-10-29Z"));
	doc_set(row, TRANSACTION_VALUE_DATE, STR("last week"));
	doc_set(row, TRANSACTION_VALUE, STR("1234567.890"));
	in = doc_add_row(a, row, TRANSACTION_SECTORS);
	doc_set(in, TRANSACTION_SECTOR_CODE, STR("11110"));
	row = doc_add_row(a, d, ACTIVITY_EXTRA);
	doc_set(row, EXTRA_PATH, STR("@x"));
	doc_set(row, EXTRA_XML, STR("<y/>"));
	return d;
}

static void add(struct form *f, struct form_part **p, str name, str value)
{
	struct form_part *parts = arena_array(a, struct form_part, f->n + 1);
	if (f->n)
		memcpy(parts, *p, f->n * sizeof(*parts));
	parts[f->n++] = (struct form_part){ .name = name, .value = value };
	f->p = *p = parts;
}

/* What a browser sends of the tree, as form.html draws it: lines end in CRLF, and an input has no line ends. */
static str as_sent(const struct form_node *n, str text)
{
	struct buf b;
	buf_init(&b, a, 1 << 20);
	for (size_t i = 0; i < text.n; i++) {
		if (text.p[i] == '\n' && n->widget != WIDGET_LINE)
			buf_char(&b, '\r');
		buf_char(&b, text.p[i]);
	}
	return buf_str(&b);
}

static void send_nodes(const struct form_node *nodes, uint32_t n, struct form *f, struct form_part **p)
{
	for (uint32_t i = 0; i < n; i++) {
		const struct form_node *x = &nodes[i];
		if (x->widget == WIDGET_TEXTS)
			for (uint32_t t = 0; t < x->ntexts; t++)
				add(f, p, x->texts[t].name, as_sent(x, x->texts[t].text));
		else if (x->widget != WIDGET_ROWS)
			add(f, p, x->name, as_sent(x, x->text));
		if (x->widget != WIDGET_ROWS)
			continue;
		add(f, p, arena_cat(a, x->name, STR("[]")), STR_EMPTY);
		for (uint32_t r = 0; r < x->nrows; r++) {
			add(f, p, arena_cat(a, x->name, STR("[]")), x->rows[r].key);
			send_nodes(x->rows[r].nodes, x->rows[r].n, f, p);
		}
	}
}

static struct form_in in_of(const struct doc *base, const struct form *f, enum lang lang, const char *fields)
{
	return (struct form_in){ .arena = a,
		                 .kind = &activity_kind,
		                 .base = base,
		                 .form = f,
		                 .viewer = EVERYTHING,
		                 .lang = lang,
		                 .fields = fields };
}

static struct form form_of(const struct doc *d, enum lang lang, const char *fields)
{
	struct form f = { NULL, 0 };
	struct form_part *p = NULL;
	struct form_in in = in_of(d, NULL, lang, fields);
	struct form_tree *t = form_read(&in);
	send_nodes(t->nodes, t->n, &f, &p);
	return f;
}

static void set(struct form *f, const char *name, const char *value)
{
	struct form_part *p = arena_array(a, struct form_part, f->n + 1);
	memcpy(p, f->p, f->n * sizeof(*p));
	f->p = p;
	for (uint32_t i = 0; i < f->n; i++)
		if (str_is(p[i].name, name)) {
			p[i].value = str_of(value);
			return;
		}
	p[f->n++] = (struct form_part){ .name = str_of(name), .value = str_of(value) };
}

static struct doc *read_form(const struct doc *base, const struct form *f, struct problems *ps)
{
	struct form_in in = in_of(base, f, LANG_ID, NULL);
	problems_init(ps, a, 500);
	return doc_from_form(&in, ps);
}

static str json_of(const struct doc *d)
{
	struct buf b;
	buf_init(&b, a, 1 << 24);
	doc_json(d, &b);
	return buf_str(&b);
}

static void a_form_that_nobody_touched_says_the_same(void **state)
{
	(void)state;
	const struct doc *d = sample();
	for (enum lang l = LANG_ID; l < LANG_COUNT; l++)
		for (int part = 0; part < 3; part++) {
			static const char *const fields[] = { NULL, "title sector", "! title sector" };
			struct form f = form_of(d, l, fields[part]);
			/* as bytes and back, as they come over the wire */
			str body = form_print(a, &f);
			struct form again;
			struct problems ps;
			problems_init(&ps, a, 10);
			assert_true(form_parse(a, STR("application/x-www-form-urlencoded"), body, &again, &ps));
			assert_int_equal(ps.n, 0);
			struct form_in in = in_of(d, &again, l, fields[part]);
			struct doc *got = form_doc(form_read(&in));
			if (!doc_equal(d, got))
				fail_msg("%.*s\nbecame\n%.*s", STR_ARG(json_of(d)), STR_ARG(json_of(got)));
		}
}

static void changes_are_made_where_they_were_typed(void **state)
{
	(void)state;
	struct doc *d = sample();
	struct form f = form_of(d, LANG_ID, NULL);
	struct problems ps;
	set(&f, "title.id", "Air bersih");
	set(&f, "sector[abc123]/percentage", "33,3");
	set(&f, "sector[-2]/code", "14031");
	set(&f, "transaction[-0]/value", "2.000.000,5");
	set(&f, "transaction[-0]/value_date", "30 Oktober 2019");
	set(&f, "activity_status", "3");
	set(&f, "humanitarian", "");
	struct doc *got = read_form(d, &f, &ps);
	struct diff diff = doc_diff(a, d, got);
	assert_int_equal(diff.n, 7);
	assert_str(doc_text(got, ACTIVITY_TITLE, STR("id"), STR_EMPTY, NULL), "Air bersih");
	struct doc *const *rows = got->v[ACTIVITY_SECTOR].u.rows;
	assert_str(doc_str(rows[0], SECTOR_PERCENTAGE), "+33.4"); /* as its file wrote it */
	assert_str(doc_str(rows[1], SECTOR_PERCENTAGE), "33.3");
	assert_str(doc_str(rows[2], SECTOR_CODE), "14031");
	assert_int_equal(rows[0]->id[0], 0);
	assert_string_equal(rows[1]->id, "abc123");
	const struct doc *t = got->v[ACTIVITY_TRANSACTION].u.rows[0];
	assert_str(doc_str(t, TRANSACTION_VALUE), "2000000.5");
	assert_str(doc_str(t, TRANSACTION_VALUE_DATE), "2019-10-30");
	assert_str(doc_str(t, TRANSACTION_DATE), "2019-10-29Z");
	assert_false(doc_has(got, ACTIVITY_HUMANITARIAN));
	assert_int_equal(got->v[ACTIVITY_EXTRA].n, 1); /* what is on no form stays */
}

static void rows_come_go_and_move(void **state)
{
	(void)state;
	struct doc *d = sample();
	struct form f = form_of(d, LANG_ID, "sector");
	struct form_in in = in_of(d, &f, LANG_ID, "sector");
	f = form_act(&in, STR("add:sector"));
	assert_str(f.p[f.n - 1].value, "+1");
	f = form_act(&in, STR("add:sector"));
	assert_str(f.p[f.n - 1].value, "+2");
	set(&f, "sector[+2]/code", "12220");
	f = form_act(&in, STR("remove:sector[-0]"));
	f = form_act(&in, STR("up:sector[-2]"));
	struct doc *got = form_doc(form_read(&in));
	struct doc *const *rows = got->v[ACTIVITY_SECTOR].u.rows;
	assert_int_equal(got->v[ACTIVITY_SECTOR].n, 3); /* the empty new one is none */
	assert_str(doc_str(rows[0], SECTOR_CODE), "odd");
	assert_string_equal(rows[1]->id, "abc123");
	assert_str(doc_str(rows[2], SECTOR_CODE), "12220");
	assert_int_equal(strlen(rows[2]->id), 6);
	assert_int_equal(rows[0]->id[0], 0);
	/* the identity of the new row holds through the next form */
	struct form again = form_of(got, LANG_ID, "sector");
	struct form_in in2 = in_of(got, &again, LANG_ID, "sector");
	assert_true(doc_equal(got, form_doc(form_read(&in2))));
	/* buttons that name nothing change nothing */
	static const char *const nonsense[] = { "remove:sector[zz]", "up:sector", "add", "frobnicate:sector",
		                                "up:nothing[+1]" };
	for (size_t i = 0; i < SEL_COUNT(nonsense); i++) {
		uint32_t n = f.n;
		struct form g = form_act(&in, str_of(nonsense[i]));
		assert_int_equal(g.n, n);
	}
}

static void shares_add_up_when_asked_to(void **state)
{
	(void)state;
	struct doc *d = doc_new(a, &activity_kind);
	static const char *const given[] = { "1", "1", "1" };
	for (size_t i = 0; i < 3; i++)
		doc_set(doc_add_row(a, d, ACTIVITY_SECTOR), SECTOR_PERCENTAGE, str_of(given[i]));
	struct problems ps;
	problems_init(&ps, a, 10);
	form_check_shares(d, &ps);
	assert_int_equal(ps.n, 1);
	assert_string_equal(ps.first->key, "form.share");
	assert_str(ps.first->path, "sector");
	assert_str(ps.first->found, "3.00");
	struct form f = form_of(d, LANG_ID, "sector");
	struct form_in in = in_of(d, &f, LANG_ID, "sector");
	f = form_act(&in, STR("adjust:sector"));
	assert_str(form_value(&f, STR("sector[-0]/percentage")), "33,34");
	assert_str(form_value(&f, STR("sector[-2]/percentage")), "33,33");
	struct doc *got = form_doc(form_read(&in));
	problems_init(&ps, a, 10);
	form_check_shares(got, &ps);
	assert_int_equal(ps.n, 0);
	/* two vocabularies are two wholes; one of 60 and 40 */
	set(&f, "sector[-0]/vocabulary", "1");
	set(&f, "sector[-1]/vocabulary", "1");
	set(&f, "sector[-2]/vocabulary", "2");
	set(&f, "sector[-0]/percentage", "6");
	set(&f, "sector[-1]/percentage", "4");
	f = form_act(&in, STR("adjust:sector"));
	assert_str(form_value(&f, STR("sector[-0]/percentage")), "60");
	assert_str(form_value(&f, STR("sector[-1]/percentage")), "40");
	assert_str(form_value(&f, STR("sector[-2]/percentage")), "100");
	f = form_act(&in, STR("equal:sector"));
	assert_str(form_value(&f, STR("sector[-0]/percentage")), "50");
}

static void rows_are_pasted_from_a_spreadsheet(void **state)
{
	(void)state;
	struct doc *d = doc_new(a, &activity_kind);
	struct form f = form_of(d, LANG_ID, "transaction");
	struct form_in in = in_of(d, &f, LANG_ID, "transaction");
	set(&f, "transaction.paste",
	    "value\ttransaction_date\tcurrency\tdescription\r\n"
	    "1.500.000\t29/10/2019\tIDR\tTahap satu\r\n"
	    "2.500.000,75\t1 Nov 2019\tIDR\tTahap dua\r\n\r\n");
	f = form_act(&in, STR("paste:transaction"));
	struct doc *got = form_doc(form_read(&in));
	assert_int_equal(got->v[ACTIVITY_TRANSACTION].n, 2);
	const struct doc *row = got->v[ACTIVITY_TRANSACTION].u.rows[1];
	assert_str(doc_str(row, TRANSACTION_VALUE), "2500000.75");
	assert_str(doc_str(row, TRANSACTION_DATE), "2019-11-01");
	assert_str(doc_text(row, TRANSACTION_DESCRIPTION, STR("id"), STR_EMPTY, NULL), "Tahap dua");
	assert_str(form_value(&f, STR("transaction.paste")), "");
}

/* A spreadsheet has the names that people read, and a box to choose from takes values. */
static void pasted_names_become_values(void **state)
{
	(void)state;
	struct doc *d = doc_new(a, &activity_kind);
	struct form f = form_of(d, LANG_ID, "participating_org");
	struct form_in in = in_of(d, &f, LANG_ID, "participating_org");
	set(&f, "participating_org.paste", "role\tref\nPelaksana\tXX-1\n");
	f = form_act(&in, STR("paste:participating_org"));
	assert_str(form_value(&f, STR("participating_org[+1]/role")), "4"); /* OrganisationRole 4: Implementing */
	f = form_of(d, LANG_ID, "humanitarian");
	in = in_of(d, &f, LANG_ID, "humanitarian");
	set(&f, "humanitarian", " ya ");
	assert_str(doc_str(form_doc(form_read(&in)), ACTIVITY_HUMANITARIAN), "1");
	set(&f, "humanitarian", "No");
	assert_str(doc_str(form_doc(form_read(&in)), ACTIVITY_HUMANITARIAN), "0");
}

static void every_wrong_input_has_its_name(void **state)
{
	static const struct {
		const char *name, *typed, *key, *path;
	} cases[] = {
		{ "activity_date[+1]/date", "kemarin", "problem.type", "activity_date[1]/date" },
		{ "transaction[+1]/value", "banyak", "problem.type", "transaction[1]/value" },
		{ "hierarchy", "1,5", "problem.type", "hierarchy" },
		{ "activity_status", "99", "problem.code", "activity_status" },
		{ "default_currency", "Rupiah Mars", "problem.code", "default_currency" },
		{ "sector[+1]/percentage", "120", "problem.max", "sector[1]/percentage" },
		{ "sector[+1]/percentage", "-1", "problem.min", "sector[1]/percentage" },
		{ "linked_data_uri", "bukan alamat", "problem.type", "linked_data_uri" },
		{ "sector[+1]/percentage", "60", "form.share", "sector" },
		{ "title.id", "", "problem.required", "title" },
	};
	(void)state;
	for (size_t i = 0; i < SEL_COUNT(cases); i++) {
		struct form f = form_of(doc_new(a, &activity_kind), LANG_ID, NULL);
		ptrdiff_t at = str_find(str_of(cases[i].name), STR("[+1]"), 0);
		set(&f, cases[i].name, cases[i].typed);
		struct form_in in = in_of(NULL, &f, LANG_ID, NULL);
		if (at > 0)
			f = form_act(&in, arena_fmt(a, "add:%.*s", (int)at, cases[i].name));
		struct problems ps;
		problems_init(&ps, a, 500);
		struct form_tree *t = form_read(&in);
		struct doc *d = form_doc(t);
		doc_check(d, NULL, &ps);
		form_check_shares(d, &ps);
		bool found = false;
		for (const struct problem *p = ps.first; p; p = p->next)
			found = found || (strcmp(p->key, cases[i].key) == 0 && str_is(p->path, cases[i].path));
		if (!found)
			fail_msg("%s = %s: no %s at %s", cases[i].name, cases[i].typed, cases[i].key, cases[i].path);
		form_place_problems(t, &ps, NULL);
		/* what was typed is still there */
		struct form_in again = in_of(NULL, &f, LANG_ID, NULL);
		struct form_tree *u = form_read(&again);
		(void)u;
		assert_str(form_value(&f, str_of(cases[i].name)), cases[i].typed);
	}
}

static void names_of_codes_are_codes(void **state)
{
	(void)state;
	struct form f = form_of(doc_new(a, &activity_kind), LANG_ID, NULL);
	struct problems ps;
	set(&f, "default_currency", "USD \xE2\x80\x93 apa pun");
	assert_str(doc_str(read_form(NULL, &f, &ps), ACTIVITY_CURRENCY), "USD");
	set(&f, "default_currency", "idr");
	assert_str(doc_str(read_form(NULL, &f, &ps), ACTIVITY_CURRENCY), "IDR");
}

static void two_changes_of_one_field_are_settled(void **state)
{
	(void)state;
	struct doc *base = sample();
	memcpy(base->v[ACTIVITY_SECTOR].u.rows[0]->id, "row001", 7);
	memcpy(base->v[ACTIVITY_SECTOR].u.rows[2]->id, "row003", 7);
	struct doc *theirs = doc_copy(a, base), *ours = doc_copy(a, base);
	doc_set(theirs, ACTIVITY_STATUS, STR("3"));
	doc_set(ours, ACTIVITY_STATUS, STR("4"));
	doc_set(theirs->v[ACTIVITY_SECTOR].u.rows[1], SECTOR_CODE, STR("t"));
	doc_set(ours->v[ACTIVITY_SECTOR].u.rows[1], SECTOR_CODE, STR("o"));
	theirs->v[ACTIVITY_SECTOR].n = 2; /* they took the third out, we changed it */
	doc_set(ours->v[ACTIVITY_SECTOR].u.rows[2], SECTOR_CODE, STR("kept"));
	doc_set(ours, ACTIVITY_CURRENCY, STR("USD"));
	struct conflicts c;
	doc_merge(a, base, theirs, ours, &c);
	assert_int_equal(c.n, 3);
	for (unsigned mine = 0; mine < 8; mine++) {
		str take[3];
		uint32_t n = 0;
		for (uint32_t i = 0; i < 3; i++)
			if (mine & (1u << i))
				take[n++] = c.p[i].path;
		struct doc *d = doc_settle(a, &(struct meeting){ base, theirs, ours, take, n });
		const struct value *v = &d->v[ACTIVITY_SECTOR];
		bool status = false, code = false, row = false;
		for (uint32_t i = 0; i < 3; i++) {
			bool on = mine & (1u << i);
			if (str_is(c.p[i].path, "activity_status"))
				status = on;
			else if (str_ends(c.p[i].path, STR("/code")))
				code = on;
			else
				row = on;
		}
		assert_str(doc_str(d, ACTIVITY_STATUS), status ? "4" : "3");
		assert_str(doc_str(v->u.rows[1], SECTOR_CODE), code ? "o" : "t");
		assert_int_equal(v->n, row ? 3 : 2);
		assert_str(doc_str(d, ACTIVITY_CURRENCY), "USD"); /* theirs did not touch it */
	}
}

static void every_open_field_is_on_one_page(void **state)
{
	(void)state;
	for (uint32_t i = 0; i < activity_kind.nfields; i++) {
		const struct field *f = &activity_kind.fields[i];
		int pages = 0;
		for (uint32_t s = 0; s < activity_kind.nsections; s++)
			pages += section_has(activity_kind.sections[s].fields, f->name);
		bool none = i == ACTIVITY_LAST_UPDATED || i == ACTIVITY_LEGACY;
		if (pages != (none ? 0 : 1))
			fail_msg("%s is on %d pages", f->name, pages);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(dates_are_read_as_people_write_them),
		cmocka_unit_test(numbers_are_read_in_both_languages),
		cmocka_unit_test(a_form_that_nobody_touched_says_the_same),
		cmocka_unit_test(changes_are_made_where_they_were_typed),
		cmocka_unit_test(rows_come_go_and_move),
		cmocka_unit_test(shares_add_up_when_asked_to),
		cmocka_unit_test(rows_are_pasted_from_a_spreadsheet),
		cmocka_unit_test(pasted_names_become_values),
		cmocka_unit_test(every_wrong_input_has_its_name),
		cmocka_unit_test(names_of_codes_are_codes),
		cmocka_unit_test(two_changes_of_one_field_are_settled),
		cmocka_unit_test(every_open_field_is_on_one_page),
	};
	return cmocka_run_group_tests(tests, open_test, close_test);
}
