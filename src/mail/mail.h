/* mail.h -- letters leave: an outbox in the database and a thread that empties it.
 *
 * Whoever writes a letter puts it into the outbox within his own transaction (web.post), so what is told has happened
 * and what has happened is told. The thread hands letters to the mail server (smtp.h), those first that are worth
 * something for the shortest time.
 *  1. A letter that the server accepted is never sent again: that it is being handed over is in the database before the
 *     letter's end goes out. When the answer to it is lost the letter counts as "perhaps accepted" and stays so.
 *  2. What did not get that far is tried again after 1, 2, 4 ... minutes, at most six hours, until it is worth nothing
 *     any more (three days, or the hour of a link); a letter that the server refuses for good is not.
 *  3. What a letter says is sealed with the installation's key while it waits, and gone when it has left or was given
 *     up. The log names letters by their id, never by an address.
 * Threads: mail_post() and mail_hurry() any; the rest the one that opened it. */
#ifndef SELARAS_MAIL_MAIL_H
#define SELARAS_MAIL_MAIL_H

#include <stdio.h>

#include "html/web.h"
#include "mail/smtp.h"

/* Seals bytes so that only this installation opens them. */
struct mail_seal {
	const void *key;
	size_t extra; /* how much longer they become */
	void (*seal)(const void *key, const void *p, size_t n, uint8_t *out);
	bool (*open)(const void *key, str sealed, uint8_t *out);
};
struct mail_opts {
	struct store *store;
	struct smtp_opts smtp; /* what it points to outlives the service */
	struct mail_seal seal;
};
struct mail;
/* Starts the thread; NULL on failure. */
struct mail *mail_open(const struct mail_opts *o);
/* Waits some seconds for the answer to a letter that is being handed over. NULL is allowed. */
void mail_close(struct mail *m);
/* For web.post, when web.mail is a service. False: database trouble, or the address is none that a letter can go to. */
bool mail_post(const struct web *w, db *d, const struct web_letter *l);

/* What waits is due now. M may be NULL. */
bool mail_hurry(struct mail *m, db *d);

extern const struct route mail_routes[];

/* ---- for the command line ---- */
/* Sends a letter to TO at once, past the outbox; says on OUT what became of it. */
bool mail_command_test(const struct smtp_opts *o, const char *to, enum lang lang, FILE *out);
bool mail_command_list(struct store *s, enum lang lang, FILE *out);

#endif
