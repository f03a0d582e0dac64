/* Accounts from the command line. */
#include <stdlib.h>

#include <liboath/oath.h>

#include "account/command.h"
#include "account/internal.h"
#include "account_sql.h"
#include "record/codelist.h"

static void say(enum lang lang, const struct problems *ps, enum record_rc rc)
{
	ARENA_SCOPE arena *a = arena_new(0);
	for (const struct problem *p = ps->first; p; p = p->next)
		fprintf(stderr, "selaras: %.*s\n", STR_ARG(msg_problem(a, lang, p)));
	if (!ps->n)
		fprintf(stderr, "selaras: %s\n",
		        rc == RECORD_DUPLICATE ? "this address has an account"
		        : rc == RECORD_MISSING ? "there is no such account"
		                               : "the account could not be written");
}

static void print_link(struct accounts *s, FILE *out, enum purpose purpose, const struct token *t)
{
	fprintf(out, "%s/id/%s/%s\n", s->opts.url ? s->opts.url : "http://127.0.0.1:8080",
	        purpose == PURPOSE_RESET ? "reset" : "invitation", t->text);
}

/* ULID of the organisation with this identifier. */
static str org_of(struct accounts *s, arena *a, const char *ref)
{
	db *d = db_borrow(pool_of(s), DB_READ);
	const struct record *r =
	    d ? record_load_key(s->store, d, a, &actor_system, &organisation_kind, "ref", str_of(ref)) : NULL;
	db_return(d);
	return r ? arena_str(a, str_of(r->id)) : STR_EMPTY;
}

static bool invite(struct accounts *s, arena *a, const struct command_invite *in, enum lang lang, struct token *t,
                   str *id)
{
	struct problems ps;
	struct grant grant = { .role = role_of(str_of(in->role)), .org = STR_EMPTY, .place = str_of(in->place) };
	problems_init(&ps, a, 20);
	if (!grant.role) {
		fprintf(stderr, "selaras: %s: no such role; one of", in->role);
		for (enum role role = ROLE_ADMIN; role < ROLE_COUNT; role++)
			fprintf(stderr, " %s", role_name(role));
		fputs("\n", stderr);
		return false;
	}
	if (in->organisation && *in->organisation) {
		grant.org = org_of(s, a, in->organisation);
		if (!grant.org.n) {
			fprintf(stderr, "selaras: %s: no organisation has this identifier\n", in->organisation);
			return false;
		}
	}
	const struct account_new one = { str_of(in->name), str_of(in->mail), lang, &grant, 1, NULL };
	enum record_rc rc = account_invite(s, a, &actor_system, &one, &ps, t, id);
	if (rc != RECORD_OK)
		say(lang, &ps, rc);
	return rc == RECORD_OK;
}

bool accounts_command_invite(struct accounts *s, const struct command_invite *in, enum lang lang, FILE *out)
{
	ARENA_SCOPE arena *a = arena_new(0);
	struct token t;
	str id;
	bool ok = invite(s, a, in, lang, &t, &id);
	if (ok)
		print_link(s, out, PURPOSE_INVITATION, &t);
	return ok;
}

bool accounts_command_list(struct accounts *s, enum lang lang, FILE *out)
{
	ARENA_SCOPE arena *a = arena_new(0);
	db *d = db_borrow_in(pool_of(s), DB_READ, a);
	db_rows *rows;
	if (!d || db_select(d, &q_account_all, NULL, &rows) != DB_OK)
		return false;
	while (db_next(rows)) {
		ARENA_SCOPE arena *one = arena_new(0);
		int64_t no = db_col_int(rows, Q_ACCOUNT_ALL_COL_NO);
		const struct record *r = record_load(s->store, d, one, &actor_system, no);
		if (!r)
			continue;
		fprintf(out, "%-40.*s %-30.*s %-8.*s", STR_ARG(doc_str(r->doc, ACCOUNT_EMAIL)),
		        STR_ARG(doc_str(r->doc, ACCOUNT_NAME)), STR_ARG(doc_str(r->doc, ACCOUNT_STATUS)));
		for (uint32_t i = 0; i < r->doc->v[ACCOUNT_GRANT].n; i++) {
			str role = doc_str(r->doc->v[ACCOUNT_GRANT].u.rows[i], ACCOUNT_GRANT_ROLE);
			fprintf(out, "%s%.*s", i ? ", " : " ", STR_ARG(codelist_name("account-role", role, (int)lang)));
		}
		fputc('\n', out);
	}
	return db_finish(rows) == DB_OK;
}

static str id_of_mail(struct accounts *s, arena *a, const char *mail)
{
	db *d = db_borrow(pool_of(s), DB_READ);
	const struct record *r = d ? account_by_mail(s, d, a, str_of(mail)) : NULL;
	db_return(d);
	return r ? doc_str(r->doc, ACCOUNT_SELF) : STR_EMPTY;
}

bool accounts_command_end(struct accounts *s, const char *mail, enum lang lang)
{
	ARENA_SCOPE arena *a = arena_new(0);
	struct problems ps;
	problems_init(&ps, a, 20);
	enum record_rc rc = account_end(s, a, &actor_system, id_of_mail(s, a, mail), &ps);
	if (rc != RECORD_OK)
		say(lang, &ps, rc);
	return rc == RECORD_OK;
}

bool accounts_command_reset(struct accounts *s, const char *mail, FILE *out)
{
	ARENA_SCOPE arena *a = arena_new(0);
	struct problems ps;
	struct link link = { .web = NULL };
	problems_init(&ps, a, 20);
	enum record_rc rc = account_link(s, a, &actor_system, id_of_mail(s, a, mail), &link);
	if (rc != RECORD_OK)
		say(LANG_ID, &ps, rc);
	else
		print_link(s, out, link.purpose, &link.token);
	return rc == RECORD_OK;
}

bool accounts_command_factor_reset(struct accounts *s, const char *mail)
{
	ARENA_SCOPE arena *a = arena_new(0);
	struct problems ps;
	problems_init(&ps, a, 20);
	enum record_rc rc = account_factor_reset(s, NULL, a, &actor_system, id_of_mail(s, a, mail));
	if (rc != RECORD_OK)
		say(LANG_ID, &ps, rc);
	return rc == RECORD_OK;
}

static void print_moves(const struct handover *h, FILE *out)
{
	static const char *const what[] = {
		[MOVE_DRAFT] = "draft", [MOVE_NOTICE] = "notices", [MOVE_FIELD] = "field", [MOVE_GRANT] = "power"
	};
	for (uint32_t i = 0; i < h->n; i++) {
		const struct move *m = &h->moves[i];
		fprintf(m->refused ? stderr : out, "%s%s %s %s %.*s\n", what[m->what],
		        m->refused ? " (the receiver may not)" : "", m->kind ? m->kind->name : "-",
		        m->record ? m->record->id : "-", STR_ARG(m->text));
	}
}

bool accounts_command_handover(struct accounts *s, const struct command_handover *in, enum lang lang, FILE *out)
{
	ARENA_SCOPE arena *a = arena_new(0);
	struct problems ps;
	problems_init(&ps, a, 20);
	struct handover h = { .from = id_of_mail(s, a, in->from),
		              .to = id_of_mail(s, a, in->to),
		              .grants = in->grants };
	enum record_rc rc;
	if (in->preview) {
		ARENA_SCOPE arena *hold = arena_new(0);
		db *d = db_borrow_in(pool_of(s), DB_READ, hold);
		rc = d ? handover_plan(s, d, a, &h) : RECORD_FAILED;
	} else {
		rc = handover_do(s, a, &actor_system, &h, &ps);
	}
	print_moves(&h, out);
	if (rc != RECORD_OK)
		say(lang, &ps, rc);
	return rc == RECORD_OK && !h.refused;
}

bool accounts_command_erase(struct accounts *s, FILE *out)
{
	int n = accounts_erase_due(s);
	if (n >= 0)
		fprintf(out, "%d accounts blanked\n", n);
	return n >= 0;
}

bool accounts_command_code(const char *secret, FILE *out)
{
	char *raw = NULL, code[7];
	size_t n = 0;
	if (oath_base32_decode(secret, strlen(secret), &raw, &n) != OATH_OK || n != FACTOR_SIZE) {
		free(raw);
		fprintf(stderr, "selaras: this is not the secret of a second factor\n");
		return false;
	}
	factor_code((const uint8_t *)raw, clock_now(), code);
	free(raw);
	fprintf(out, "%s\n", code);
	return true;
}

/* ---- the demo ---- */

static const struct command_invite demo[] = {
	{ "admin", "Administrator (DATA CONTOH)", "admin@contoh.example", "", "" },
	{ "bureau", "Petugas Biro (DATA CONTOH)", "biro@contoh.example", "", "" },
	{ "partner", "Narahubung Water.org (DATA CONTOH)", "mitra@contoh.example", "ID-CONTOH-WATERORG", "" },
	{ "partner", "Narahubung Plan Indonesia (DATA CONTOH)", "mitra2@contoh.example", "ID-CONTOH-PLANINDONESIA",
	  "" },
	{ "regency", "Petugas TTS (DATA CONTOH)", "kabupaten@contoh.example", "", "53.02" },
	{ "agency", "Petugas OPD (DATA CONTOH)", "opd@contoh.example", "ID-CONTOH-OPD", "" },
	{ "central", "Pembaca Pusat (DATA CONTOH)", "pusat@contoh.example", "", "" },
	{ "auditor", "Pemeriksa (DATA CONTOH)", "pemeriksa@contoh.example", "", "" },
};

static bool demo_account(struct accounts *s, const struct command_invite *in, FILE *out)
{
	ARENA_SCOPE arena *a = arena_new(0);
	char password[RECOVERY_SIZE], hash[PASSWORD_HASH];
	struct problems ps;
	struct token t;
	str id;
	problems_init(&ps, a, 20);
	recovery_make(password);
	password[4 * 5 - 1] = '\0';
	if (!invite(s, a, in, LANG_ID, &t, &id) || !password_hash(&s->gate, str_of(password), hash) ||
	    account_accept(s, a, &t.hash, hash, STR_EMPTY, &ps, &id) != RECORD_OK)
		return false;
	fprintf(out, "%-8s %-26s %s", in->role, in->mail, password);
	if (strcmp(in->role, "admin") == 0) {
		uint8_t factor[FACTOR_SIZE];
		random_bytes(factor, sizeof(factor));
		db *d = db_borrow_in(pool_of(s), DB_WRITE, a);
		if (!d || secret_factor(s, d, id, factor, true, 0) != DB_OK)
			return false;
		fprintf(out, " %s", factor_text(a, factor).p);
	}
	fputc('\n', out);
	return true;
}

bool accounts_command_demo(struct accounts *s, FILE *out)
{
	ARENA_SCOPE arena *a = arena_new(0);
	if (id_of_mail(s, a, demo[0].mail).n)
		return true;
	for (size_t i = 0; i < SEL_COUNT(demo); i++)
		if (!demo_account(s, &demo[i], out))
			return false;
	return true;
}
