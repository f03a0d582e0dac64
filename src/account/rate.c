/* Counters of what failed, so that guessing is slow; made so that nobody can be kept out by somebody else's guesses.
 *
 * Three counters, each for the last day:
 *  - account and address (or known device) together: after 5 wrong passwords the wait doubles, from 1 second to 15
 *    minutes;
 *  - address alone: after 50, one attempt in 10 seconds, and after 500 one in 15 minutes: an office behind one address
 *    goes on, a guesser through a list of accounts does not;
 *  - account alone, from devices that have never signed in to it: after 100 none is tried any more that day. Known
 *    devices (a cookie, made with the installation's key) do not count and are not stopped here, and the mailed link of
 *    the forgotten password makes a device known: the owner always gets in. */
#include <stdio.h>

#include <sodium.h>

#include "account/internal.h"
#include "account_sql.h"

enum { PAIR_FREE = 5, ADDRESS_FREE = 50, ADDRESS_MOST = 500, ACCOUNT_MOST = 100 };
static const char device_cookie[] = "selaras_device", device_cookie_secure[] = "__Host-selaras_device";

str address_group(arena *a, str address)
{
	enum { GROUPS = 4 };
	int colons = 0;
	for (size_t i = 0; i < address.n; i++)
		if (address.p[i] == ':' && ++colons == GROUPS)
			return arena_str(a, str_sub(address, 0, i));
	return address;
}

static const char *device_name(const struct accounts *s)
{
	return s->opts.secure ? device_cookie_secure : device_cookie;
}

/* "NONCE.MAC": the mac covers whose device it is. */
static str device_mac(const struct accounts *s, arena *a, str nonce, str mail)
{
	char hex[2 * HASH_SIZE + 1];
	struct hash h = key_mac(&s->key, arena_fmt(a, "device %.*s %.*s", STR_ARG(nonce), STR_ARG(mail)));
	hex_print(h.b, HASH_SIZE, hex);
	return arena_str(a, str_of(hex));
}

/* The nonce of a device from which MAIL has signed in before; the empty str when it is none. */
static str known_device(const struct req *r, str mail)
{
	const struct accounts *s = accounts_of(r);
	str nonce, rest = req_cookie(r, device_name(s));
	if (!str_cut(&rest, '.', &nonce) || nonce.n != TOKEN_LEN)
		return STR_EMPTY;
	str mac = device_mac(s, r->arena, nonce, mail);
	return rest.n == mac.n && sodium_memcmp(rest.p, mac.p, mac.n) == 0 ? nonce : STR_EMPTY;
}

void device_remember(struct req *r, struct reply *p, str mail)
{
	enum { YEAR_S = 365 * 86400 };
	struct accounts *s = accounts_of(r);
	struct token nonce;
	if (known_device(r, mail).n)
		return;
	token_make(&nonce);
	str mac = device_mac(s, r->arena, str_of(nonce.text), mail);
	reply_cookie(r, p, device_name(s), arena_fmt(r->arena, "%s.%.*s", nonce.text, STR_ARG(mac)), YEAR_S,
	             s->opts.secure);
}

struct attempt attempt_of(const struct req *r, str counted, str mail)
{
	arena *a = r->arena;
	char hex[2 * HASH_SIZE + 1];
	/* a counter's name tells nobody whose it is */
	struct hash h = key_mac(&accounts_of(r)->key, counted);
	hex_print(h.b, HASH_SIZE / 2, hex);
	str from = address_group(a, r->address), device = known_device(r, mail);
	str pair = device.n ? device : from; /* a colleague behind the same address does not count against it */
	return (struct attempt){ .pair = arena_fmt(a, "pair %s %.*s", hex, STR_ARG(pair)),
		                 .address = arena_fmt(a, "address %.*s", STR_ARG(from)),
		                 .account = arena_fmt(a, "account %s", hex),
		                 .known_device = device.n > 0 };
}

struct count {
	int64_t n, since, until;
};

static struct count count_get(db *d, str name, int64_t life, int64_t now)
{
	db_rows *r;
	struct count c = { 0, now, 0 };
	if (db_select(d, &q_rate_get, DB_ARGS(db_text(name)), &r) != DB_OK)
		return c;
	if (db_next(r) && now - db_col_int(r, Q_RATE_GET_COL_SINCE) < life)
		c = (struct count){ db_col_int(r, Q_RATE_GET_COL_N), db_col_int(r, Q_RATE_GET_COL_SINCE),
			            db_col_int(r, Q_RATE_GET_COL_UNTIL) };
	db_finish(r);
	return c;
}

static enum db_rc count_put(db *d, str name, const struct count *c)
{
	return db_exec(d, &q_rate_put, DB_ARGS(db_text(name), db_int(c->n), db_int(c->since), db_int(c->until)), NULL);
}

static int64_t later(int64_t x, int64_t y)
{
	return x > y ? x : y;
}

static int64_t wait_of(db *d, const struct attempt *t, int64_t now)
{
	struct count pair = count_get(d, t->pair, DAY_MS, now), address = count_get(d, t->address, DAY_MS, now);
	int64_t until = later(pair.until, t->known_device ? 0 : address.until);
	if (!t->known_device) {
		struct count account = count_get(d, t->account, DAY_MS, now);
		if (account.n >= ACCOUNT_MOST)
			until = later(until, account.since + DAY_MS);
	}
	return until > now ? until - now : 0;
}

static int64_t pair_delay(int64_t n)
{
	int64_t delay = 1000;
	for (int64_t i = PAIR_FREE; i < n && delay < 15 * MINUTE_MS; i++)
		delay *= 2;
	return n < PAIR_FREE ? 0 : delay < 15 * MINUTE_MS ? delay : 15 * MINUTE_MS;
}

int64_t attempt_begin(db *d, const struct attempt *t, int64_t now)
{
	int64_t wait = wait_of(d, t, now);
	if (wait)
		return wait;
	struct count c = count_get(d, t->pair, DAY_MS, now);
	c.until = now + pair_delay(++c.n);
	enum db_rc rc = count_put(d, t->pair, &c);
	c = count_get(d, t->address, DAY_MS, now);
	c.n++;
	c.until = c.n >= ADDRESS_MOST ? now + 15 * MINUTE_MS : c.n >= ADDRESS_FREE ? now + 10000 : 0;
	if (rc == DB_OK)
		rc = count_put(d, t->address, &c);
	c = count_get(d, t->account, DAY_MS, now);
	c.n++;
	if (rc == DB_OK && !t->known_device)
		rc = count_put(d, t->account, &c);
	return rc == DB_OK ? 0 : -1;
}

static enum db_rc take_back(db *d, str name, int64_t now)
{
	struct count c = count_get(d, name, DAY_MS, now);
	if (!c.n)
		return DB_OK;
	c.n--;
	c.until = 0;
	return count_put(d, name, &c);
}

enum db_rc attempt_right(db *d, const struct attempt *t, int64_t now)
{
	enum db_rc rc = db_exec(d, &q_rate_clear, DB_ARGS(db_text(t->pair)), NULL);
	if (rc == DB_OK)
		rc = take_back(d, t->address, now);
	return rc == DB_OK && !t->known_device ? take_back(d, t->account, now) : rc;
}

bool rate_allows(db *d, str name, int64_t limit, int64_t now)
{
	struct count c = count_get(d, name, HOUR_MS, now);
	if (c.n >= limit)
		return false;
	c.n++;
	return count_put(d, name, &c) == DB_OK;
}
