/* Importing: what is kept, what is left alone, what is taken back. On SQLite and, with SELARAS_TEST_PG, on PostgreSQL.
 */
#include "db_world.h"

#include "activity/activity.h"
#include "iati/iati_dataset.h"
#include "iati/iati_export.h"
#include "iati/iati_import.h"
#include "partner/partner.h"
#include "record_schema.h"

static const struct kind *const kinds[] = { &organisation_kind, &activity_kind, &dataset_kind, NULL };

struct case_of {
	struct world *w;
	arena *a;
	struct store *store;
	str dir;
	struct import_totals t;
	enum import_rc rc;
	uint32_t added, changed, gone, deleted; /* told by the watch */
	uint32_t differences;
	const char *fatal; /* key of the last FATAL problem */
};

static struct case_of *begin(void **state)
{
	struct world *w = *state;
	const char *why = NULL;
	char dir[] = "/tmp/selaras-import-XXXXXX";
	struct case_of *c = arena_make(w->a, struct case_of);
	assert_int_equal(db_migrate(w->pool, record_migrations, record_migrations_count, &why), DB_OK);
	c->w = w;
	c->a = w->a;
	c->store = store_open(w->pool, kinds, NULL, &why);
	if (!c->store)
		fail_msg("%s", why);
	assert_non_null(mkdtemp(dir));
	c->dir = arena_str(c->a, str_of(dir));
	return c;
}

static str path_of(struct case_of *c, const char *name)
{
	return arena_fmt(c->a, "%s/%s", c->dir.p, name);
}

static void end(struct case_of *c)
{
	static const char *const names[] = { "a.xml", "b.xml", "c.xml", "o.xml", "out.xml" };
	for (size_t i = 0; i < SEL_COUNT(names); i++)
		unlink(path_of(c, names[i]).p);
	rmdir(c->dir.p);
	store_close(c->store);
}

static void put(struct case_of *c, const char *name, str text)
{
	FILE *f = fopen(path_of(c, name).p, "wb");
	assert_non_null(f);
	assert_int_equal(fwrite(text.p, 1, text.n, f), text.n);
	fclose(f);
}

static str activities(struct case_of *c, const char *body)
{
	return arena_fmt(c->a, "<iati-activities version=\"2.03\">%s</iati-activities>", body);
}

#define ACTIVITY(id, title)                                                                                            \
	"<iati-activity><iati-identifier>" id                                                                          \
	"</iati-identifier><reporting-org ref=\"ID-X\" type=\"22\"><narrative>X</narrative>"                           \
	"</reporting-org><title><narrative>" title "</narrative></title></iati-activity>"

static void on_problem(void *ctx, const struct import_file *f, const struct problem *p)
{
	(void)f;
	struct case_of *c = ctx;
	if (p->severity == SEVERITY_FATAL)
		c->fatal = p->key;
}

static void on_change(void *ctx, const struct import_file *f, enum import_change what, str identifier, str title,
                      const struct diff *d)
{
	(void)f;
	(void)identifier;
	(void)title;
	struct case_of *c = ctx;
	c->added += what == IMPORT_ADDED;
	c->changed += what == IMPORT_CHANGED;
	c->gone += what == IMPORT_GONE;
	c->deleted += what == IMPORT_DELETED;
	c->differences += d ? d->n : 0;
}

static void import_as(struct case_of *c, struct import_opts opts, const char *name, const char *source)
{
	struct inputs in;
	struct problems ps;
	struct import_watch watch = { .ctx = c, .problem = on_problem, .change = on_change };
	opts.activity = &activity_kind;
	opts.organisation = &organisation_kind;
	c->added = c->changed = c->gone = c->deleted = c->differences = 0;
	c->fatal = NULL;
	problems_init(&ps, c->a, 10);
	iati_inputs_init(&in, c->a, NULL);
	str path = name ? path_of(c, name) : c->dir;
	assert_true(iati_inputs_add(&in, path.p, str_of(source), &ps));
	c->rc = iati_import(c->store, &in, &opts, &watch, &c->t);
	iati_inputs_release(&in);
}

static void import_opts(struct case_of *c, struct import_opts opts, const char *name)
{
	import_as(c, opts, name, NULL);
}

static void import(struct case_of *c, const char *name)
{
	import_opts(c, (struct import_opts){ .preview = false }, name);
}

static struct record *load(struct case_of *c, const struct kind *k, const char *key, const char *value)
{
	db *d = db_borrow(c->w->pool, DB_READ);
	struct record *r = record_load_key(c->store, d, c->a, &actor_system, k, key, str_of(value));
	db_return(d);
	return r;
}

static int64_t rows(struct case_of *c, const char *table)
{
	db *d = db_borrow(c->w->pool, DB_READ);
	int64_t n = count_of(d, table);
	db_return(d);
	return n;
}

static void twice_changes_nothing(void **state)
{
	struct case_of *c = begin(state);
	put(c, "a.xml", activities(c, ACTIVITY("A-1", "One") ACTIVITY("A-2", "Two")));
	import(c, "a.xml");
	assert_int_equal(c->rc, IMPORT_OK);
	assert_int_equal(c->t.counts.activities, 2);
	assert_int_equal(c->t.counts.added, 2);
	int64_t feed = rows(c, "change");
	assert_int_equal(feed, 3); /* two activities and the data set */
	uint64_t problems = c->t.counts.problems[SEVERITY_ERROR];
	assert_true(problems > 0);
	import(c, "a.xml");
	assert_int_equal(c->t.counts.unchanged, 2);
	assert_int_equal(c->t.counts.added + c->t.counts.changed, 0);
	assert_int_equal(c->t.counts.problems[SEVERITY_ERROR], problems); /* the report is complete every time */
	assert_int_equal(rows(c, "change"), feed);
	struct record *d = load(c, &dataset_kind, "source", "a.xml");
	assert_non_null(d);
	assert_string_equal(doc_str(d->doc, DATASET_ACTIVITIES).p, "2");
	/* the same file from another place is no news, its bytes in another form are */
	put(c, "b.xml", activities(c, ACTIVITY("A-1", "One") ACTIVITY("A-2", "Two")));
	import_as(c, (struct import_opts){ .preview = false }, "b.xml", "a.xml");
	assert_int_equal(c->t.counts.unchanged, 2);
	assert_int_equal(load(c, &dataset_kind, "source", "a.xml")->version, 1);
	put(c, "a.xml", activities(c, ACTIVITY("A-1", "One") "\n" ACTIVITY("A-2", "Two")));
	import(c, "a.xml");
	assert_int_equal(c->t.counts.unchanged, 2);
	assert_int_equal(load(c, &dataset_kind, "source", "a.xml")->version, 2);
	assert_string_equal(doc_str(d->doc->v[DATASET_PUBLISHER].u.rows[0], DATASET_PUBLISHER_REF).p, "ID-X");
	end(c);
}

static void a_newer_file_updates(void **state)
{
	struct case_of *c = begin(state);
	struct version_line *lines;
	uint32_t n;
	put(c, "a.xml", activities(c, ACTIVITY("A-1", "One") ACTIVITY("A-2", "Two") ACTIVITY("A-3", "Three")));
	import(c, "a.xml");
	put(c, "a.xml", activities(c, ACTIVITY("A-1", "One") ACTIVITY("A-2", "Deux")));
	/* first only look */
	import_opts(c, (struct import_opts){ .preview = true }, "a.xml");
	assert_int_equal(c->changed, 1);
	assert_int_equal(c->differences, 1);
	assert_int_equal(c->gone, 1);
	assert_string_equal(
	    load(c, &activity_kind, "iati", "a.xml\nA-2")->doc->v[ACTIVITY_TITLE].u.rows[0]->v[NARRATIVE_TEXT].u.p,
	    "Two");
	import(c, "a.xml");
	assert_int_equal(c->t.counts.changed, 1);
	assert_int_equal(c->t.counts.unchanged, 1);
	assert_int_equal(c->t.counts.gone, 1);
	assert_int_equal(c->t.counts.deleted, 0);
	struct record *r = load(c, &activity_kind, "iati", "a.xml\nA-2");
	assert_int_equal(r->version, 2);
	db *d = db_borrow(c->w->pool, DB_READ);
	assert_true(record_history(c->store, d, c->a, r->no, &lines, &n));
	db_return(d);
	assert_int_equal(n, 2);
	assert_string_equal(lines[0].note.p, "a.xml");
	assert_int_equal(lines[0].origin, ORIGIN_IATI);
	/* gone and back again */
	import_opts(c, (struct import_opts){ .replace = true }, "a.xml");
	assert_int_equal(c->t.counts.deleted, 1);
	assert_true(load(c, &activity_kind, "iati", "a.xml\nA-3")->deleted);
	import_opts(c, (struct import_opts){ .replace = true }, "a.xml");
	assert_int_equal(c->t.counts.gone, 0); /* it was gone before */
	put(c, "a.xml", activities(c, ACTIVITY("A-3", "Three")));
	import(c, "a.xml");
	assert_false(load(c, &activity_kind, "iati", "a.xml\nA-3")->deleted);
	end(c);
}

static void a_file_is_taken_whole_or_not_at_all(void **state)
{
	struct case_of *c = begin(state);
	put(c, "a.xml", activities(c, ACTIVITY("A-1", "One")));
	put(c, "b.xml", activities(c, ACTIVITY("B-1", "One") "<iati-activity></wrong>"));
	put(c, "c.xml", activities(c, ACTIVITY("C-1", "One")));
	import(c, NULL);
	assert_int_equal(c->rc, IMPORT_SOME_REFUSED);
	assert_int_equal(c->t.refused, 1);
	assert_string_equal(c->fatal, "iati.malformed");
	assert_non_null(load(c, &activity_kind, "iati", "a.xml\nA-1"));
	assert_null(load(c, &activity_kind, "iati", "b.xml\nB-1"));
	assert_null(load(c, &dataset_kind, "source", "b.xml"));
	assert_non_null(load(c, &activity_kind, "iati", "c.xml\nC-1"));
	assert_int_equal(rows(c, "record"), 4);
	/* strict: a wrong value refuses the file as well */
	put(c, "a.xml", activities(c, ACTIVITY("A-1", "Changed") ACTIVITY("A-9", "New")));
	import_opts(c, (struct import_opts){ .strict = true }, "a.xml");
	assert_int_equal(c->t.refused, 1);
	assert_int_equal(load(c, &activity_kind, "iati", "a.xml\nA-1")->version, 1);
	assert_null(load(c, &activity_kind, "iati", "a.xml\nA-9"));
	/* and the history still proves itself */
	struct problems ps;
	uint64_t versions;
	problems_init(&ps, c->a, 10);
	db *d = db_borrow(c->w->pool, DB_READ);
	assert_true(store_verify(c->store, d, &ps, &versions));
	db_return(d);
	assert_int_equal(ps.n, 0);
	assert_int_equal(versions, 4);
	end(c);
}

static void identifiers_repeat_and_miss(void **state)
{
	struct case_of *c = begin(state);
	put(c, "a.xml",
	    activities(c, ACTIVITY("A-1", "One") ACTIVITY("A-1", "Again") "<iati-activity/>"
	                                                                  "<iati-activity hierarchy=\"1\"/>"));
	import(c, "a.xml");
	assert_int_equal(c->t.counts.added, 4);
	assert_non_null(load(c, &activity_kind, "iati", "a.xml\nA-1"));
	assert_non_null(load(c, &activity_kind, "iati", "a.xml\nA-1\n2"));
	assert_non_null(load(c, &activity_kind, "iati", "a.xml\n\n1"));
	assert_non_null(load(c, &activity_kind, "iati", "a.xml\n\n2"));
	import(c, "a.xml");
	assert_int_equal(c->t.counts.unchanged, 4);
	/* the same activity in another file is another record */
	put(c, "b.xml", activities(c, ACTIVITY("A-1", "One")));
	import(c, "b.xml");
	assert_int_equal(c->t.counts.added, 1);
	end(c);
}

#define ORGANISATION(name)                                                                                             \
	"<iati-organisations "                                                                                         \
	"version=\"2.03\"><iati-organisation><organisation-identifier>ID-X-1</organisation-identifier>"                \
	"<name><narrative>" name "</narrative></name></iati-organisation></iati-organisations>"

static void an_organisation_keeps_what_is_ours(void **state)
{
	struct case_of *c = begin(state);
	struct saved saved;
	struct problems ps;
	struct doc *ours = doc_new(c->a, &organisation_kind);
	doc_set(ours, ORGANISATION_REF, STR("ID-X-1"));
	doc_set(ours, ORGANISATION_ACRONYM, STR("YX"));
	doc_add_text(c->a, ours, ORGANISATION_NAME, STR("id"), STR("Yayasan lama"));
	problems_init(&ps, c->a, 10);
	struct save save = { .actor = &actor_system, .doc = ours, .origin = ORIGIN_CLI, .state = STATE_CURRENT };
	assert_int_equal(record_save(c->store, c->a, &save, &ps, &saved), RECORD_OK);
	put(c, "o.xml", STR(ORGANISATION("Yayasan X")));
	import(c, "o.xml");
	assert_int_equal(c->rc, IMPORT_OK);
	assert_int_equal(c->t.counts.changed, 1);
	struct record *r = load(c, &organisation_kind, "ref", "ID-X-1");
	assert_int_equal(r->no, saved.no);
	assert_string_equal(doc_str(r->doc, ORGANISATION_ACRONYM).p, "YX");
	assert_string_equal(doc_str(r->doc, ORGANISATION_SOURCE).p, "o.xml");
	assert_string_equal(doc_text(r->doc, ORGANISATION_NAME, STR("id"), STR_EMPTY, NULL).p, "Yayasan X");
	import(c, "o.xml");
	assert_int_equal(c->t.counts.unchanged, 1);
	/* another file with the same organisation does not take it over */
	put(c, "b.xml", STR(ORGANISATION("Yayasan Y")));
	import(c, "b.xml");
	assert_int_equal(c->t.counts.elsewhere, 1);
	assert_int_equal(c->t.counts.changed, 0);
	assert_int_equal(load(c, &organisation_kind, "ref", "ID-X-1")->version, 2);
	end(c);
}

/* Many records, so that several batches and both threads are at work. */
static void large_files(void **state)
{
	struct case_of *c = begin(state);
	struct buf xml;
	buf_init(&xml, c->a, 1 << 26);
	buf_cstr(&xml, "<iati-activities version=\"2.03\">");
	for (int i = 0; i < 3000; i++)
		buf_fmt(&xml,
		        "<iati-activity><iati-identifier>A-%d</iati-identifier><title><narrative>Kegiatan "
		        "%d</narrative></title>"
		        "<transaction><value currency=\"IDR\" "
		        "value-date=\"2024-01-01\">%d</value></transaction></iati-activity>",
		        i, i, i);
	buf_cstr(&xml, "</iati-activities>");
	put(c, "a.xml", buf_str(&xml));
	import(c, "a.xml");
	assert_int_equal(c->rc, IMPORT_OK);
	assert_int_equal(c->t.counts.added, 3000);
	assert_int_equal(c->t.counts.transactions, 3000);
	assert_int_equal(rows(c, "ix_activity_transaction"), 3000);
	import(c, "a.xml");
	assert_int_equal(c->t.counts.unchanged, 3000);
	end(c);
}

static bool to_buf(void *ctx, str bytes)
{
	buf_str_add(ctx, bytes);
	return true;
}

static void what_goes_out_comes_back(void **state)
{
	struct case_of *c = begin(state);
	struct buf out;
	struct iati_maps maps;
	uint64_t written;
	put(c, "a.xml",
	    activities(c, ACTIVITY("A-1", "One")
	                      ACTIVITY("A-2", "Two") "<iati-activity><iati-identifier>A-3</"
	                                             "iati-identifier><contact-info><email>a@b.c</email></contact-info>"
	                                             "<foo/></iati-activity>"));
	import(c, "a.xml");
	buf_init(&out, c->a, 1 << 20);
	iati_maps_init(&maps, &activity_kind, &organisation_kind);
	struct export_opts o = { .viewer = &actor_system, .source = STR("a.xml"), .write = to_buf, .ctx = &out };
	assert_true(iati_export(c->store, &maps, &o, &written));
	assert_int_equal(written, 3);
	put(c, "a.xml", buf_str(&out));
	import(c, "a.xml");
	assert_int_equal(c->t.counts.unchanged, 3);
	/* the public sees no addresses; of another source there is nothing */
	buf_clear(&out);
	o.viewer = NULL;
	assert_true(iati_export(c->store, &maps, &o, &written));
	assert_true(str_find(buf_str(&out), STR("<foo/>"), 0) > 0);
	assert_true(str_find(buf_str(&out), STR("a@b.c"), 0) < 0);
	o.source = STR("b.xml");
	assert_true(iati_export(c->store, &maps, &o, &written));
	assert_int_equal(written, 0);
	o.source = STR_EMPTY;
	str wanted[] = { STR("A-2"), STR("none") };
	bool found[2] = { false, false };
	o.identifiers = wanted;
	o.n = 2;
	o.found = found;
	assert_true(iati_export(c->store, &maps, &o, &written));
	assert_int_equal(written, 1);
	assert_true(found[0] && !found[1]);
	iati_maps_release(&maps);
	end(c);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		ON_A_WORLD(twice_changes_nothing),
		ON_A_WORLD(a_newer_file_updates),
		ON_A_WORLD(a_file_is_taken_whole_or_not_at_all),
		ON_A_WORLD(identifiers_repeat_and_miss),
		ON_A_WORLD(an_organisation_keeps_what_is_ours),
		ON_A_WORLD(large_files),
		ON_A_WORLD(what_goes_out_comes_back),
	};
	return run_on_both(tests, SEL_COUNT(tests));
}
