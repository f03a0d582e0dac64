/* The outbox and the thread that empties it. */
#include <errno.h>
#include <pthread.h>
#include <stdlib.h>
#include <time.h>

#include <curl/curl.h>
#include <sodium.h>

#include "base/log.h"
#include "base/vec.h"
#include "mail/internal.h"
#include "mail/letter.h"
#include "mail_sql.h"

#define MINUTE_MS (60LL * 1000)
#define HOUR_MS (60 * MINUTE_MS)
/* A letter is tried for three days; meanwhile nobody else takes it while it is tried; the list shows a quarter. */
#define WORTH_MS (3 * DAY_MS)
#define CLAIM_MS (15 * MINUTE_MS)
#define KEEP_MS (90 * DAY_MS)
enum { LETTER_MAX = 256 * 1024, LOOK_S = 1, HOLD_S = 20, PRUNE_S = 3600 };

struct mail {
	struct mail_opts opts;
	struct smtp *smtp;
	pthread_t thread;
	pthread_mutex_t mutex;
	pthread_cond_t wake;
	atomic_bool ending;
	_Atomic int64_t hold; /* clock_mono_ns() until which the server is left alone: it could not be talked to */
};

int64_t mail_pause(int64_t tries)
{
	int64_t pause = MINUTE_MS;
	for (int64_t i = 1; i < tries && pause < 6 * HOUR_MS; i++)
		pause *= 2;
	return pause < 6 * HOUR_MS ? pause : 6 * HOUR_MS;
}

/* ---- putting letters in ---- */

bool mail_post(const struct web *w, db *d, const struct web_letter *l)
{
	ARENA_SCOPE arena *a = arena_new(0);
	const struct mail *m = w->mail;
	const struct mail_seal *seal = &m->opts.seal;
	char id[ULID_LEN + 1];
	struct buf b;
	int64_t now = clock_now(), until = now + WORTH_MS;
	if (l->until && l->until < until)
		until = l->until;
	ulid_make(now, id);
	buf_init(&b, a, LETTER_MAX);
	const struct letter letter = { .id = str_of(id),
		                       .at = now,
		                       .lang = l->lang,
		                       .from = str_of(m->opts.smtp.from),
		                       .from_name = msg(l->lang, MSG_SITE_NAME),
		                       .to = l->to,
		                       .to_name = l->name,
		                       .subject = l->subject,
		                       .text = l->text,
		                       .settings = l->settings };
	if (!letter_write(&letter, &b)) {
		log_error("a letter has no sound address or is too long mail=%s", id);
		return false;
	}
	uint8_t *sealed = arena_alloc(a, b.n + seal->extra);
	seal->seal(seal->key, b.p, b.n, sealed);
	return db_exec(d, &q_mail_put,
	               DB_ARGS(db_text(str_of(id)), db_int(now), db_int(until), db_text(l->to), db_text(l->subject),
	                       db_blob(sealed, b.n + seal->extra)),
	               NULL) == DB_OK;
}

/* ---- one letter ---- */

struct outgoing {
	struct mail *m;
	str id, to, message;
	int64_t tries, until;
};

/* One statement in a transaction of its own, which must change one row. */
static bool change(struct mail *m, const struct db_query *q, const struct db_arg *args)
{
	int64_t changed = 0;
	db *d = db_borrow(store_pool(m->opts.store), DB_WRITE);
	bool ok = d && db_begin(d, DB_WRITE) == DB_OK && db_exec(d, q, args, &changed) == DB_OK &&
	          db_commit(d) == DB_OK && changed == 1;
	db_return(d);
	return ok;
}

static bool hand(void *ctx)
{
	const struct outgoing *o = ctx;
	return change(o->m, &q_mail_hand, DB_ARGS(db_text(o->id), db_int(o->tries), db_int(clock_now() + CLAIM_MS)));
}

static bool finish(const struct outgoing *o, enum mail_state state, const char *said)
{
	return change(
	    o->m, &q_mail_end,
	    DB_ARGS(db_text(o->id), db_int(o->tries), db_int(state), db_int(clock_now()), db_text(str_of(said))));
}

static void give_up(const struct outgoing *o, const char *why, const char *said)
{
	log_error("mail given up mail=%.*s tries=%lld reason=\"%s\"", STR_ARG(o->id), (long long)o->tries, why);
	finish(o, MAIL_GIVEN_UP, said);
}

static void put_off(const struct outgoing *o, const struct smtp_answer *answer)
{
	int64_t next = clock_now() + mail_pause(o->tries);
	log_warning("mail put off mail=%.*s try=%lld code=%d", STR_ARG(o->id), (long long)o->tries, answer->code);
	/* at its last moment it is given up */
	change(o->m, &q_mail_again,
	       DB_ARGS(db_text(o->id), db_int(o->tries), db_int(next < o->until ? next : o->until),
	               db_text(str_of(answer->said))));
}

/* False when the server could not be talked to: others need not be tried now. */
static bool deliver(struct outgoing *o)
{
	struct smtp_answer answer;
	const struct smtp_call call = {
		.to = o->to, .message = o->message, .hand = hand, .ctx = o, .ending = &o->m->ending
	};
	smtp_send(o->m->smtp, &call, &answer);
	switch (answer.rc) {
	case SMTP_ACCEPTED:
		log_info("mail accepted mail=%.*s try=%lld", STR_ARG(o->id), (long long)o->tries);
		if (!finish(o, MAIL_ACCEPTED, answer.said))
			log_error("that a letter was accepted could not be written mail=%.*s", STR_ARG(o->id));
		break;
	case SMTP_NEVER:
		give_up(o, "refused", answer.said);
		break;
	case SMTP_UNSURE:
		log_error("mail perhaps accepted, the answer was lost mail=%.*s", STR_ARG(o->id));
		finish(o, MAIL_UNSURE, answer.said);
		break;
	case SMTP_LATER:
		put_off(o, &answer);
		break;
	}
	return answer.rc != SMTP_LATER || answer.of_letter;
}

/* ---- the thread ---- */

/* The next letter, claimed for this thread; false when there is none. *SEALED is its message as it is kept. */
static bool take(struct mail *m, arena *a, struct outgoing *o, str *sealed)
{
	db_rows *r;
	int64_t now = clock_now(), due = now + CLAIM_MS;
	ARENA_SCOPE arena *hold = arena_new(0);
	db *d = db_borrow_in(store_pool(m->opts.store), DB_READ, hold);
	if (!d || db_select(d, &q_mail_next, DB_ARGS(db_int(now)), &r) != DB_OK)
		return false;
	bool found = db_next(r);
	if (found) {
		*o = (struct outgoing){ .m = m,
			                .id = arena_str(a, db_col_text(r, Q_MAIL_NEXT_COL_ID)),
			                .to = arena_str(a, db_col_text(r, Q_MAIL_NEXT_COL_RECIPIENT)),
			                .tries = db_col_int(r, Q_MAIL_NEXT_COL_TRIES),
			                .until = db_col_int(r, Q_MAIL_NEXT_COL_UNTIL) };
		*sealed = arena_str(a, db_col_blob(r, Q_MAIL_NEXT_COL_MESSAGE));
	}
	if (db_finish(r) != DB_OK || !found)
		return false;
	arena_clear(hold);
	if (!change(m, &q_mail_claim, DB_ARGS(db_text(o->id), db_int(o->tries), db_int(due))))
		return false;
	o->tries++;
	return true;
}

static void send_waiting(struct mail *m)
{
	while (!atomic_load(&m->ending) && clock_mono_ns() >= atomic_load(&m->hold)) {
		ARENA_SCOPE arena *a = arena_new(0);
		const struct mail_seal *seal = &m->opts.seal;
		struct outgoing o;
		str sealed;
		if (!take(m, a, &o, &sealed))
			return;
		uint8_t *message = arena_alloc(a, sealed.n + 1);
		if (o.until <= clock_now()) {
			give_up(&o, "too late", "");
		} else if (sealed.n < seal->extra || !seal->open(seal->key, sealed, message)) {
			give_up(&o, "it cannot be opened: is this the database's key file?", "");
		} else {
			o.message = (str){ (const char *)message, sealed.n - seal->extra };
			if (!deliver(&o))
				atomic_store(&m->hold, clock_mono_ns() + HOLD_S * 1000000000LL);
			sodium_memzero(message, sealed.n);
		}
	}
}

static void tidy(struct mail *m)
{
	int64_t now = clock_now(), lost = 0;
	db *d = db_borrow(store_pool(m->opts.store), DB_WRITE);
	if (d && db_begin(d, DB_WRITE) == DB_OK && db_exec(d, &q_mail_lost, DB_ARGS(db_int(now)), &lost) == DB_OK &&
	    db_exec(d, &q_mail_prune, DB_ARGS(db_int(now - KEEP_MS)), NULL) == DB_OK && db_commit(d) == DB_OK && lost)
		log_error("mail perhaps accepted, the answer was lost letters=%lld", (long long)lost);
	db_return(d);
}

static void *empty(void *arg)
{
	struct mail *m = arg;
	struct timespec until;
	for (unsigned round = 0; !atomic_load(&m->ending); round++) {
		if (round % (PRUNE_S / LOOK_S) == 0)
			tidy(m);
		send_waiting(m);
		clock_gettime(CLOCK_MONOTONIC, &until);
		until.tv_sec += LOOK_S;
		pthread_mutex_lock(&m->mutex);
		while (!atomic_load(&m->ending) && pthread_cond_timedwait(&m->wake, &m->mutex, &until) != ETIMEDOUT)
			continue;
		pthread_mutex_unlock(&m->mutex);
	}
	return NULL;
}

struct mail *mail_open(const struct mail_opts *o)
{
	pthread_condattr_t attr;
	struct mail *m = calloc(1, sizeof(*m));
	if (!m)
		abort();
	m->opts = *o;
	curl_global_init(CURL_GLOBAL_DEFAULT);
	m->smtp = smtp_open(&m->opts.smtp);
	pthread_mutex_init(&m->mutex, NULL);
	pthread_condattr_init(&attr);
	pthread_condattr_setclock(&attr, CLOCK_MONOTONIC);
	pthread_cond_init(&m->wake, &attr);
	pthread_condattr_destroy(&attr);
	if (pthread_create(&m->thread, NULL, empty, m) == 0)
		return m;
	smtp_close(m->smtp);
	free(m);
	return NULL;
}

void mail_close(struct mail *m)
{
	if (!m)
		return;
	pthread_mutex_lock(&m->mutex);
	atomic_store(&m->ending, true);
	pthread_cond_signal(&m->wake);
	pthread_mutex_unlock(&m->mutex);
	pthread_join(m->thread, NULL);
	smtp_close(m->smtp);
	pthread_cond_destroy(&m->wake);
	pthread_mutex_destroy(&m->mutex);
	free(m);
}

bool mail_hurry(struct mail *m, db *d)
{
	if (m)
		atomic_store(&m->hold, 0);
	return db_exec(d, &q_mail_hurry, DB_ARGS(db_int(clock_now())), NULL) == DB_OK;
}

/* ---- reading ---- */

str mail_state_text(enum lang lang, enum mail_state state)
{
	static const enum msg texts[MAIL_STATES] = { [MAIL_WAITS] = MSG_MAIL_WAITS,
		                                     [MAIL_HANDED] = MSG_MAIL_HANDED,
		                                     [MAIL_ACCEPTED] = MSG_MAIL_ACCEPTED,
		                                     [MAIL_GIVEN_UP] = MSG_MAIL_GIVEN_UP,
		                                     [MAIL_UNSURE] = MSG_MAIL_UNSURE };
	return msg(lang, state >= MAIL_WAITS && state < MAIL_STATES ? texts[state] : MSG_MAIL_WAITS);
}

bool mail_lines(db *d, arena *a, const struct mail_line **out, size_t *n)
{
	VEC(struct mail_line) list = { 0 };
	db_rows *r;
	if (db_select(d, &q_mail_list, DB_ARGS(db_int(MAIL_LIST)), &r) != DB_OK)
		return false;
	while (db_next(r))
		*vec_push(a, &list) =
		    (struct mail_line){ .id = arena_str(a, db_col_text(r, Q_MAIL_LIST_COL_ID)),
			                .recipient = arena_str(a, db_col_text(r, Q_MAIL_LIST_COL_RECIPIENT)),
			                .subject = arena_str(a, db_col_text(r, Q_MAIL_LIST_COL_SUBJECT)),
			                .said = arena_str(a, db_col_text(r, Q_MAIL_LIST_COL_SAID)),
			                .state = (enum mail_state)db_col_int(r, Q_MAIL_LIST_COL_STATE),
			                .made = db_col_int(r, Q_MAIL_LIST_COL_MADE),
			                .due = db_col_int(r, Q_MAIL_LIST_COL_DUE),
			                .tries = db_col_int(r, Q_MAIL_LIST_COL_TRIES) };
	*out = list.p;
	*n = list.n;
	return db_finish(r) == DB_OK;
}
