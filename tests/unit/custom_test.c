/* Fields that a province adds by itself (record/custom.h). */
#include "record/custom.h"

#define NOTE_FIELDS(F)                                                                                                 \
	F(NOTE_TITLE, "title", FIELD_TEXT, REQUIRED | INDEXED | PUBLIC)                                                \
	F(NOTE_OWNER, "owner", FIELD_TEXT, REQUIRED | PUBLIC | OWNER)                                                  \
	CUSTOM_ROWS(F, NOTE_CUSTOM)
KIND_ENUM(NOTE, NOTE_FIELDS)
extern const struct kind activity_kind;
KIND(activity, NOTE, NOTE_FIELDS, .number = 203, .visibility = PUBLIC)
static const struct kind *const kinds[] = { &activity_kind, &custom_field_kind, NULL };

#include "record_world.h"

static const struct grant bureau_grant = { ROLE_BUREAU, { "", 0 }, { "", 0 }, { "", 0 } };
static const struct actor bureau = { .id = { "bureau", 6 }, .may_write = true, .grants = &bureau_grant, .ngrants = 1 };
static const struct grant admin_grant = { ROLE_ADMIN, { "", 0 }, { "", 0 }, { "", 0 } };
static const struct actor admin = { .id = { "admin", 5 }, .may_write = true, .grants = &admin_grant, .ngrants = 1 };
static const struct grant partner_grant = { ROLE_PARTNER, { "", 0 }, { "XM-A", 4 }, { "", 0 } };
static const struct actor partner = {
	.id = { "partner", 7 }, .viewer = PUBLIC, .may_write = true, .grants = &partner_grant, .ngrants = 1
};

static enum record_rc save(struct world *w, const struct actor *actor, const struct doc *d, struct saved *s,
                           struct problems *ps)
{
	problems_init(ps, w->a, 100);
	struct save in = { .actor = actor,
		           .doc = d,
		           .no = s->no,
		           .base_version = s->no ? UINT32_MAX : 0,
		           .origin = ORIGIN_FORM,
		           .state = STATE_CURRENT,
		           .note = STR_EMPTY };
	return record_save(w->store, w->a, &in, ps, s);
}

static struct doc *definition(struct world *w, const char *name, const char *type, const char *audience, bool required)
{
	struct doc *d = doc_new(w->a, &custom_field_kind);
	doc_set(d, CUSTOM_FIELD_KIND, STR("activity"));
	doc_set(d, CUSTOM_FIELD_NAME, str_of(name));
	doc_set(d, CUSTOM_FIELD_TYPE, str_of(type));
	doc_set(d, CUSTOM_FIELD_AUDIENCE, str_of(audience));
	doc_set(d, CUSTOM_FIELD_REQUIRED, required ? STR("1") : STR("0"));
	doc_add_text(w->a, d, CUSTOM_FIELD_LABEL, STR("id"), str_of(name));
	return d;
}

static struct custom_field *fields_of(struct world *w, uint32_t *n)
{
	struct custom_field *fields;
	db *d = db_borrow(w->pool, DB_READ);
	assert_true(custom_fields(w->store, d, w->a, &activity_kind, &fields, n));
	db_return(d);
	return fields;
}

static struct doc *note(struct world *w)
{
	struct doc *d = doc_new(w->a, &activity_kind);
	doc_set(d, NOTE_TITLE, STR("Air bersih"));
	doc_set(d, NOTE_OWNER, STR("XM-A"));
	return d;
}

static void a_definition_is_the_administrators_and_stays(void **state)
{
	struct world *w = *state;
	struct problems ps;
	struct saved s = { 0 }, again = { 0 };
	struct doc *d = definition(w, "skor_risiko", "number", "government", false);
	assert_int_equal(save(w, &bureau, d, &s, &ps), RECORD_FORBIDDEN);
	s.no = 0;
	assert_int_equal(save(w, &admin, d, &s, &ps), RECORD_OK);
	assert_int_equal(save(w, &admin, definition(w, "skor_risiko", "text", "public", false), &again, &ps),
	                 RECORD_DUPLICATE);
	again.no = 0;
	assert_int_equal(save(w, &admin, definition(w, "Skor Risiko", "text", "public", false), &again, &ps),
	                 RECORD_REFUSED);
	assert_string_equal(ps.first->key, "custom.name");
	again.no = 0;
	assert_int_equal(save(w, &admin, definition(w, "pilih", "choice", "public", false), &again, &ps),
	                 RECORD_REFUSED);
	assert_string_equal(ps.first->key, "custom.choices");
	assert_int_equal(save(w, &admin, definition(w, "skor_risiko", "text", "government", false), &s, &ps),
	                 RECORD_REFUSED);
	assert_string_equal(ps.first->key, "custom.fixed");
}

static void values_are_checked_and_seen_by_their_audience(void **state)
{
	struct world *w = *state;
	struct problems ps;
	struct saved s = { 0 }, unused = { 0 };
	uint32_t n;
	assert_int_equal(save(w, &admin, definition(w, "skor", "number", "government", false), &unused, &ps),
	                 RECORD_OK);
	unused.no = 0;
	assert_int_equal(save(w, &admin, definition(w, "kelompok", "text", "public", true), &unused, &ps), RECORD_OK);
	struct custom_field *f = fields_of(w, &n);
	assert_int_equal(n, 2);
	assert_string_equal(f[0].name.p, "kelompok");
	struct doc *d = note(w);
	assert_int_equal(save(w, &bureau, d, &s, &ps), RECORD_REFUSED);
	assert_string_equal(ps.first->path.p, "custom/kelompok");
	custom_set(w->a, d, &f[0], STR("nelayan"));
	custom_set(w->a, d, &f[1], STR("tinggi"));
	assert_int_equal(save(w, &bureau, d, &s, &ps), RECORD_REFUSED);
	assert_string_equal(ps.first->path.p, "custom_government/skor");
	custom_set(w->a, d, &f[1], STR("7.5"));
	assert_int_equal(save(w, &bureau, d, &s, &ps), RECORD_OK);
	/* the partner neither sees the score nor loses it, nor can it set another */
	struct doc *seen = doc_copy(w->a, load_as(w, &partner, s.no)->doc);
	assert_string_equal(custom_get(seen, &f[0]).p, "nelayan");
	assert_int_equal(custom_get(seen, &f[1]).n, 0);
	custom_set(w->a, seen, &f[0], STR("petani"));
	custom_set(w->a, seen, &f[1], STR("0"));
	assert_int_equal(save(w, &partner, seen, &s, &ps), RECORD_OK);
	const struct doc *now = load_as(w, &actor_system, s.no)->doc;
	assert_string_equal(custom_get(now, &f[0]).p, "petani");
	assert_string_equal(custom_get(now, &f[1]).p, "7.5");
	/* a name that nobody defined */
	struct doc *stray = doc_copy(w->a, now);
	doc_set(doc_add_row(w->a, stray, NOTE_CUSTOM_PUBLIC), CUSTOM_VALUE_NAME, STR("asing"));
	assert_int_equal(save(w, &partner, stray, &s, &ps), RECORD_REFUSED);
	assert_string_equal(ps.first->key, "custom.unknown");
}

static void types_are_read_as_they_say(void **state)
{
	static const struct {
		const char *type, *good, *bad;
	} cases[] = {
		{ "number", "-12.5", "dua belas" },
		{ "date", "2019-10-29", "29/10/2019" },
		{ "yes-no", "1", "ya" },
		{ "link", "https://contoh.example/x", "javascript:alert(1)" },
		{ "text", "apa saja", NULL },
		{ "long-text", "baris\nbaris", NULL },
	};
	struct world *w = *state;
	struct problems ps;
	for (size_t i = 0; i < SEL_COUNT(cases); i++) {
		struct saved s = { 0 };
		assert_int_equal(save(w, &admin,
		                      definition(w, arena_fmt(w->a, "f%zu", i).p, cases[i].type, "public", false), &s,
		                      &ps),
		                 RECORD_OK);
	}
	uint32_t n;
	struct custom_field *f = fields_of(w, &n);
	assert_int_equal(n, SEL_COUNT(cases));
	for (size_t i = 0; i < SEL_COUNT(cases); i++) {
		struct doc *d = note(w);
		problems_init(&ps, w->a, 10);
		custom_set(w->a, d, &f[i], str_of(cases[i].good));
		custom_check(f, n, d, &ps);
		assert_int_equal(ps.n, 0);
		custom_set(w->a, d, &f[i], str_of(cases[i].bad ? cases[i].bad : ""));
		custom_check(f, n, d, &ps);
		assert_int_equal(ps.n, cases[i].bad ? 1 : 0);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		RECORD_TEST(a_definition_is_the_administrators_and_stays),
		RECORD_TEST(values_are_checked_and_seen_by_their_audience),
		RECORD_TEST(types_are_read_as_they_say),
	};
	return run_on_both(tests, SEL_COUNT(tests));
}
