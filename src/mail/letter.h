/* letter.h -- a letter as bytes: RFC 5322 with MIME (RFC 2045, 2047), one text in UTF-8.
 *
 * Whatever the texts hold, no header can be added by them: control characters become spaces, and what is not plain
 * ASCII is written as encoded words. Lines end in CRLF and are at most 78 bytes long (addresses may be longer). */
#ifndef SELARAS_MAIL_LETTER_H
#define SELARAS_MAIL_LETTER_H

#include "i18n/i18n.h"

struct letter {
	str id;     /* the left side of the Message-ID */
	int64_t at; /* ms UTC */
	enum lang lang;
	str from, to;           /* addresses */
	str from_name, to_name; /* may be empty */
	str subject, text;
	str settings; /* where letters of this sort are turned off: List-Unsubscribe (RFC 2369); may be empty */
};
/* Whether S is an address that can stand in a header and in an SMTP command as it is: ASCII, one @, nothing that would
 * need quoting, at most 254 bytes. */
bool letter_address_ok(str s);
/* False when an address is none or the letter does not fit OUT. */
bool letter_write(const struct letter *l, struct buf *out) SEL_MUST_CHECK;

#endif
