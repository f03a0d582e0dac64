/* audit.h -- who did what, when, from where: a log to which lines are added and in which none is changed.
 *
 * 1. Every change of a record is in it: the kernel adds the line in the transaction of the change (a file that brings
 *    in many records is one line), so a change without a line does not exist, and a refused one leaves none.
 * 2. Each line's hash covers the line before, and lines about changes prove the versions that they cover. So the newest
 *    hash stands for the whole database: whoever has it from another day can see that nothing before it was altered
 *    (store_verify()), and that nothing after it was cut off.
 * 3. No personal data in clear but the account's id and the address that it came from. DETAIL never holds a password, a
 *    token or a name.
 * 4. What needs no writer stays quick: audit_later() keeps refusals and downloads in a queue, which a thread of its own
 *    writes. A full queue loses lines and says so in the log itself (AUDIT_LOST, with their number). */
#ifndef SELARAS_RECORD_AUDIT_H
#define SELARAS_RECORD_AUDIT_H

#include "record/store.h"

/* Numbers stay in the database: never used again for something else. Messages "audit.event.NAME". */
enum audit_event {
	AUDIT_CREATE = 1,
	AUDIT_EDIT,
	AUDIT_STEP, /* of a workflow */
	AUDIT_DELETE,
	AUDIT_RESTORE,
	AUDIT_IMPORT, /* one file with many changes; DETAIL: its name */
	AUDIT_SIGN_IN,
	AUDIT_SIGN_IN_FAILED,
	AUDIT_SIGN_OUT,
	AUDIT_INVITE,
	AUDIT_POWERS,     /* DETAIL: old and new grants */
	AUDIT_CREDENTIAL, /* a password, second factor or token was set or taken away; DETAIL says which, never its
	                     value */
	AUDIT_EXPORT,     /* data that are not public left as a file */
	AUDIT_REFUSAL,    /* DETAIL: method and path */
	AUDIT_ADMIN,      /* settings and whatever an administrator does beside records */
	AUDIT_LOST,       /* DETAIL: how many lines did not fit into the queue */
	AUDIT_HANDOVER,   /* DETAIL: to which account, and how much of what; the lines of its transaction follow */
	AUDIT_ERASE       /* personal data of older versions were blanked; see record_erase() */
};
enum { AUDIT_EVENTS = AUDIT_ERASE + 1, AUDIT_DETAIL_MAX = 1000 };
/* "sign_in"; NULL beyond the last. */
const char *audit_event_name(int event);

struct audit_line {
	enum audit_event event;
	const struct actor *actor; /* whose address and id are kept */
	int kind;                  /* number, or 0 */
	int64_t no;                /* record, or 0 */
	uint32_t version;
	str detail; /* cut after AUDIT_DETAIL_MAX bytes */
};
/* A line in the caller's transaction. */
enum record_rc audit_in(struct record_tx *tx, const struct audit_line *line) SEL_MUST_CHECK;
/* In a transaction of its own, now. */
bool audit_now(struct store *s, const struct audit_line *line);

/* ---- the queue ---- */
/* Starts the thread. Without it audit_later() writes to the program's log only: the caller may hold the writer. */
bool audit_start(struct store *s);
void audit_later(struct store *s, const struct audit_line *line); /* copies what it needs */
void audit_stop(struct store *s);                                 /* writes what is left */

/* ---- reading ---- */
struct audit_query {
	str actor;              /* account, or the empty str */
	int64_t no;             /* record */
	int kind, event;        /* 0: any */
	int64_t from_at, to_at; /* ms UTC, TO excluded; 0: open */
	int64_t before;         /* lines with a smaller number; 0: all */
	uint32_t max;
	str address;  /* what the address begins with, or the empty str */
	bool refused; /* refusals and refused sign-ins only */
};
struct audit_entry {
	int64_t seq, at;
	int event, kind;
	str actor, address, id; /* id: ULID of the record, or the empty str */
	int64_t no, first, last;
	uint32_t version;
	str detail;
};
/* Newest first. */
bool audit_list(db *d, arena *a, const struct audit_query *q, struct audit_entry **out, uint32_t *n);

/* The newest line's number and hash: what to publish or keep elsewhere. False when there is none. */
bool audit_head(db *d, int64_t *seq, struct hash *hash);
/* The number of the line with HASH; 0 when there is none, so what is here is not a continuation of it. */
int64_t audit_find(db *d, const struct hash *hash);

#endif
