/* Handing over: what names the leaver in a field of a record goes to the receiver, when he may change that record. On
 * SQLite and, with SELARAS_TEST_PG, on PostgreSQL. */
#include "db_world.h"

#include "account/internal.h"
#include "account_schema.h"
#include "desk/comment.h"
#include "record_schema.h"

#define DUTY_FIELDS(F)                                                                                                 \
	F(DUTY_TITLE, "title", FIELD_TEXT, REQUIRED | INDEXED | PUBLIC)                                                \
	F(DUTY_WHO, "responsible", FIELD_LINK, INDEXED | PARTNERS | GOVERNMENT, .to = &account_kind)
KIND_ENUM(DUTY, DUTY_FIELDS)
extern const struct kind duty_kind;
KIND(duty, DUTY, DUTY_FIELDS, .number = 200, .visibility = PUBLIC, .links = true)
static const struct kind *const kinds[] = { &organisation_kind, &account_kind, &comment_kind, &duty_kind, NULL };

struct office {
	struct world *w;
	struct store *store;
	struct accounts *accounts;
	str leaver, receiver, admin;
	int64_t duty;
};

static str person(struct office *o, const char *role, const char *mail)
{
	struct problems ps;
	struct token t;
	char hash[PASSWORD_HASH];
	str id, again;
	arena *a = o->w->a;
	problems_init(&ps, a, 20);
	const struct grant grant = { .role = role_of(str_of(role)), .org = STR_EMPTY, .place = STR("53.02") };
	const struct account_new in = { str_of(mail), str_of(mail), LANG_ID, &grant, 1, NULL };
	assert_int_equal(account_invite(o->accounts, a, &actor_system, &in, &ps, &t, &id), RECORD_OK);
	assert_true(password_hash(&o->accounts->gate, STR("kuda hijau makan kelapa"), hash));
	assert_int_equal(account_accept(o->accounts, a, &t.hash, hash, STR("192.0.2.1"), &ps, &again), RECORD_OK);
	return id;
}

static void open_office(struct office *o, struct world *w)
{
	const char *why = NULL;
	size_t n = record_migrations_count + account_migrations_count;
	struct db_migration *all = arena_array(w->a, struct db_migration, n);
	*o = (struct office){ .w = w };
	memcpy(all, record_migrations, record_migrations_count * sizeof(*all));
	memcpy(all + record_migrations_count, account_migrations, account_migrations_count * sizeof(*all));
	assert_int_equal(db_migrate(w->pool, all, n, &why), DB_OK);
	o->store = store_open(w->pool, kinds, NULL, &why);
	assert_non_null(o->store);
	const char *key = arena_fmt(w->a, "/tmp/selaras-handover-%d.key", (int)getpid()).p;
	o->accounts = accounts_open(&(struct accounts_opts){ .store = o->store, .key_path = key, .url = NULL }, &why);
	if (!o->accounts)
		fail_msg("%s", why);
	unlink(key);
	o->admin = person(o, "admin", "admin@contoh.example");
	o->leaver = person(o, "bureau", "pergi@contoh.example");
	o->receiver = person(o, "regency", "datang@contoh.example");
	struct doc *d = doc_new(w->a, &duty_kind);
	struct problems ps;
	struct saved saved;
	problems_init(&ps, w->a, 20);
	doc_set(d, DUTY_TITLE, STR("Laporan triwulan"));
	doc_set(d, DUTY_WHO, o->leaver);
	struct save in = { .actor = &actor_system, .doc = d, .origin = ORIGIN_FORM, .state = STATE_CURRENT };
	assert_int_equal(record_save(o->store, w->a, &in, &ps, &saved), RECORD_OK);
	o->duty = saved.no;
}

static void close_office(struct office *o)
{
	accounts_close(o->accounts);
	store_close(o->store);
}

static str responsible(struct office *o)
{
	db *d = db_borrow(o->w->pool, DB_READ);
	const struct record *r = record_load(o->store, d, o->w->a, &actor_system, o->duty);
	db_return(d);
	return doc_str(r->doc, DUTY_WHO);
}

static enum record_rc hand_over(struct office *o, bool grants, struct handover *h)
{
	struct problems ps;
	problems_init(&ps, o->w->a, 20);
	*h = (struct handover){ .from = o->leaver, .to = o->receiver, .grants = grants };
	return handover_do(o->accounts, o->w->a, &actor_system, h, &ps);
}

static void a_responsible_person_is_replaced(void **state)
{
	struct office o;
	struct handover h;
	open_office(&o, *state);
	/* an officer of a regency changes no duty: by no row of the policy table */
	assert_int_equal(hand_over(&o, false, &h), RECORD_REFUSED);
	assert_int_equal(h.n, 1);
	assert_int_equal(h.moves[0].what, MOVE_FIELD);
	assert_string_equal(h.moves[0].text.p, "responsible");
	assert_true(h.moves[0].refused && h.moves[0].needs == ACT_EDIT);
	assert_true(str_eq(responsible(&o), o.leaver));
	/* with the leaver's powers he may */
	assert_int_equal(hand_over(&o, true, &h), RECORD_OK);
	assert_true(str_eq(responsible(&o), o.receiver));
	db *d = db_borrow(o.w->pool, DB_READ);
	const struct actor *now = accounts_actor(o.accounts, d, o.w->a, o.receiver);
	assert_true(now && actor_is(now, ROLE_BUREAU) && actor_is(now, ROLE_REGENCY));
	assert_null(accounts_actor(o.accounts, d, o.w->a, o.leaver));
	struct audit_entry *e;
	uint32_t n;
	assert_true(audit_list(d, o.w->a, &(struct audit_query){ .event = AUDIT_HANDOVER, .max = 10 }, &e, &n));
	assert_int_equal(n, 1);
	struct problems ps;
	uint64_t versions;
	problems_init(&ps, o.w->a, 20);
	assert_true(store_verify(o.store, d, &ps, &versions));
	assert_int_equal(ps.n, 0);
	db_return(d);
	/* nothing is left to hand over */
	assert_int_equal(hand_over(&o, true, &h), RECORD_MISSING);
	close_office(&o);
}

static void the_last_administrator_stays(void **state)
{
	struct office o;
	struct problems ps;
	open_office(&o, *state);
	problems_init(&ps, o.w->a, 20);
	struct handover h = { .from = o.admin, .to = o.receiver };
	assert_int_equal(handover_do(o.accounts, o.w->a, &actor_system, &h, &ps), RECORD_REFUSED);
	assert_string_equal(ps.first->key, "account.last_admin");
	/* who gets the powers is one */
	h.grants = true;
	assert_int_equal(handover_do(o.accounts, o.w->a, &actor_system, &h, &ps), RECORD_OK);
	close_office(&o);
}

static void powers_are_asked_for(void **state)
{
	struct office o;
	struct problems ps;
	open_office(&o, *state);
	problems_init(&ps, o.w->a, 20);
	db *d = db_borrow(o.w->pool, DB_READ);
	const struct actor *by = accounts_actor(o.accounts, d, o.w->a, o.receiver);
	db_return(d);
	struct handover h = { .from = o.leaver, .to = o.receiver, .grants = true };
	assert_int_equal(handover_do(o.accounts, o.w->a, by, &h, &ps), RECORD_FORBIDDEN);
	assert_int_equal(account_factor_reset(o.accounts, NULL, o.w->a, by, o.leaver), RECORD_FORBIDDEN);
	assert_true(str_eq(responsible(&o), o.leaver));
	close_office(&o);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		ON_A_WORLD(a_responsible_person_is_replaced),
		ON_A_WORLD(the_last_administrator_stays),
		ON_A_WORLD(powers_are_asked_for),
	};
	return run_on_both(tests, SEL_COUNT(tests));
}
