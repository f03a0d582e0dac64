/* comment.h -- what people say to each other about a record: the kind, the panel of the record page.
 *
 * A comment copies whose record it is about (owners), so that the policy table's scopes hold for it as for the record.
 * Its author alone changes or withdraws it; earlier words stay in its history. Comments are never public. */
#ifndef SELARAS_DESK_COMMENT_H
#define SELARAS_DESK_COMMENT_H

#include "desk/internal.h"

#define COMMENT_AUDIENCE (PARTNERS | GOVERNMENT)
#define COMMENT_OWNER_FIELDS(F)                                                                                        \
	F(COMMENT_OWNER_ORG, "organisation", FIELD_TEXT, COMMENT_AUDIENCE | SYSTEM | OWNER, .max_length = 300)         \
	F(COMMENT_OWNER_AGENCY, "agency", FIELD_TEXT, COMMENT_AUDIENCE | SYSTEM | ACCOMPANIES, .max_length = 300)      \
	F(COMMENT_OWNER_PLACE, "place", FIELD_PLACE, COMMENT_AUDIENCE | SYSTEM | AREA)
KIND_ENUM(COMMENT_OWNER, COMMENT_OWNER_FIELDS)
extern const struct kind comment_owner_kind;

#define COMMENT_MENTION_FIELDS(F)                                                                                      \
	F(COMMENT_MENTION_ACCOUNT, "account", FIELD_TEXT, REQUIRED | COMMENT_AUDIENCE | SYSTEM, .max_length = ULID_LEN)
KIND_ENUM(COMMENT_MENTION, COMMENT_MENTION_FIELDS)
extern const struct kind comment_mention_kind;

#define COMMENT_FIELDS(F)                                                                                              \
	F(COMMENT_TARGET, "target", FIELD_TEXT, REQUIRED | INDEXED | LOOKUP | COMMENT_AUDIENCE | SYSTEM,               \
	  .max_length = ULID_LEN)                                                                                      \
	F(COMMENT_TARGET_KIND, "target_kind", FIELD_TEXT, REQUIRED | COMMENT_AUDIENCE | SYSTEM, .max_length = 40)      \
	F(COMMENT_AUTHOR, "author", FIELD_TEXT, REQUIRED | COMMENT_AUDIENCE | SYSTEM, .max_length = 40)                \
	F(COMMENT_TEXT, "text", FIELD_TEXT, COMMENT_AUDIENCE | MULTILINE, .max_length = 5000)                          \
	F(COMMENT_WITHDRAWN, "withdrawn", FIELD_BOOL, COMMENT_AUDIENCE | SYSTEM)                                       \
	F(COMMENT_MENTIONS, "mention", FIELD_ROWS, COMMENT_AUDIENCE | SYSTEM, .rows = &comment_mention_kind,           \
	  .max_length = 50)                                                                                            \
	F(COMMENT_OWNERS, "owner", FIELD_ROWS, COMMENT_AUDIENCE | SYSTEM, .rows = &comment_owner_kind,                 \
	  .max_length = 1000)
KIND_ENUM(COMMENT, COMMENT_FIELDS)
extern const struct kind comment_kind; /* number 25 */

/* Accounts among PEOPLE that TEXT names after "@"; where names begin alike, the longest. */
uint32_t comment_mentions(str text, const struct web_person *people, uint32_t n, const struct web_person **out,
                          uint32_t max);

extern route_handler desk_comment_new, desk_comment_change;

struct desk_comment {
	str id, who, when, text;
	bool withdrawn, changed, own;
};
struct desk_talk {
	const struct desk_comment *comments;
	size_t n;
	struct url post, change;
	bool may_write;
	str can_be_named; /* "@Maria Contoh, @Yosef Contoh" */
};
/* What the panel shows; NULL when the actor sees no more of the record than everybody. */
struct desk_talk *desk_talk_of(struct desk_view *v);

#endif
