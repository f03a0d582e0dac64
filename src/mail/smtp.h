/* smtp.h -- hands one letter at a time to a mail server, by libcurl.
 *
 * What was said to be accepted, refused or put off is told apart by the server's answer and by how far the conversation
 * had come. The moment before the end of the letter is sent, HAND is called: until it has said yes the letter cannot
 * have been accepted; from then on, without an answer, it may have been (SMTP_UNSURE).
 * TLS: smtps:// always; smtp:// by STARTTLS, without which nothing is sent, unless the server is this machine and no CA
 * was named. Certificates are checked. A password never leaves without TLS, but to this machine.
 * Threads: one. */
#ifndef SELARAS_MAIL_SMTP_H
#define SELARAS_MAIL_SMTP_H

#include <stdatomic.h>

#include "base/str.h"

struct smtp_opts {
	const char *url;             /* smtp://host:port or smtps://host:port */
	const char *from;            /* of the envelope */
	const char *user, *password; /* NULL: without signing in */
	const char *ca;              /* file of certificates to trust instead of the machine's; NULL: the machine's */
};
/* NULL, or what is wrong with the options, for a person. */
const char *smtp_problem(const struct smtp_opts *o);
/* Whether the address of a mail server is this machine: 127.0.0.0/8, ::1 or localhost. */
bool smtp_is_here(const char *url);

struct smtp;
struct smtp *smtp_open(const struct smtp_opts *o) SEL_RETURNS_NONNULL; /* O outlives it */
void smtp_close(struct smtp *s);                                       /* NULL is allowed */

struct smtp_call {
	str to, message;
	bool (*hand)(void *ctx); /* false: do not send the end */
	void *ctx;
	const atomic_bool *ending; /* the server is being stopped: hurry; may be NULL */
};
enum smtp_rc { SMTP_ACCEPTED, SMTP_LATER, SMTP_NEVER, SMTP_UNSURE };
enum { SMTP_SAID = 200 };
struct smtp_answer {
	enum smtp_rc rc;
	bool of_letter;           /* the answer is about this letter; else the server could not be talked to at all */
	int code;                 /* the server's last reply code, or 0 */
	char said[SMTP_SAID + 1]; /* its last words, or what curl says; printable ASCII. May hold an address. */
};
void smtp_send(struct smtp *s, const struct smtp_call *call, struct smtp_answer *out);

#endif
