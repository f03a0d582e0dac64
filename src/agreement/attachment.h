/* attachment.h -- documents on any record: a record of kind "document" that says which record it belongs to and who may
 * see it, and its files, version by version. The bytes lie in the table blob by their SHA-256, in the same database as
 * everything else: one backup holds both, one transaction writes both, and several servers on one PostgreSQL share
 * them.
 *
 * What is taken is decided by content (filetype.h), never by what the sender claims. The text of a PDF is read by a
 * program of its own under limits (pdftext.h) and can be searched by who may see the document.
 *
 * Who may see one: who may see the record it belongs to, and is among its audience. Whose it is (for the policy table)
 * and whether it is open is copied from that record, as far as its audience reaches, and follows it (kind.h, .follow).
 */
#ifndef SELARAS_AGREEMENT_ATTACHMENT_H
#define SELARAS_AGREEMENT_ATTACHMENT_H

#include "record/store.h"

enum { ATTACHMENT_TEXT_MAX = 200000 };

#define ATTACHMENT_FILE_FIELDS(F)                                                                                      \
	F(ATTACHMENT_FILE_HASH, "sha256", FIELD_TEXT, SYSTEM | PUBLIC, .max_length = 64)                               \
	F(ATTACHMENT_FILE_NAME, "name", FIELD_TEXT, SYSTEM | PUBLIC, .max_length = 200)                                \
	F(ATTACHMENT_FILE_TYPE, "type", FIELD_TEXT, SYSTEM | PUBLIC, .max_length = 100)                                \
	F(ATTACHMENT_FILE_SIZE, "size", FIELD_INT, SYSTEM | PUBLIC)                                                    \
	F(ATTACHMENT_FILE_ADDED, "added", FIELD_DATETIME, SYSTEM | PUBLIC)
KIND_ENUM(ATTACHMENT_FILE, ATTACHMENT_FILE_FIELDS)
extern const struct kind document_file_kind;

#define ATTACHMENT_OWNER_FIELDS(F)                                                                                     \
	F(ATTACHMENT_OWNER_ORG, "organisation", FIELD_TEXT, SYSTEM | OWNER, .max_length = 300)                         \
	F(ATTACHMENT_OWNER_AGENCY, "agency", FIELD_TEXT, SYSTEM | ACCOMPANIES, .max_length = 300)                      \
	F(ATTACHMENT_OWNER_PLACE, "place", FIELD_PLACE, SYSTEM | AREA)                                                 \
	F(ATTACHMENT_OWNER_TO, "addressed", FIELD_TEXT, SYSTEM, .max_length = 60)
KIND_ENUM(ATTACHMENT_OWNER, ATTACHMENT_OWNER_FIELDS)
extern const struct kind document_owner_kind;

#define ATTACHMENT_FIELDS(F)                                                                                           \
	F(ATTACHMENT_TARGET, "target", FIELD_TEXT, INDEXED | LOOKUP | SYSTEM | PUBLIC, .max_length = 26,               \
	  .to_by = "target_kind")                                                                                      \
	F(ATTACHMENT_TARGET_KIND, "target_kind", FIELD_TEXT, SYSTEM | PUBLIC, .max_length = 40)                        \
	F(ATTACHMENT_TITLE, "title", FIELD_TEXT, REQUIRED | SEARCH_TITLE | PUBLIC, .max_length = 300)                  \
	F(ATTACHMENT_SORT, "sort", FIELD_CODE, REQUIRED | INDEXED | PUBLIC, .codes = "document-sort")                  \
	F(ATTACHMENT_NUMBER, "number", FIELD_TEXT, SEARCH_TITLE | PUBLIC, .max_length = 200)                           \
	F(ATTACHMENT_DATE, "date", FIELD_DATE, PUBLIC)                                                                 \
	F(ATTACHMENT_AUDIENCE, "audience", FIELD_CODE, REQUIRED | INDEXED | SYSTEM | PUBLIC, .codes = "audience")      \
	F(ATTACHMENT_OPEN, "target_open", FIELD_BOOL, SYSTEM)                                                          \
	F(ATTACHMENT_HIDDEN, "target_hidden", FIELD_BOOL, SYSTEM)                                                      \
	F(ATTACHMENT_OWNER, "owner", FIELD_ROWS, SYSTEM, .rows = &document_owner_kind, .max_length = 5000)             \
	F(ATTACHMENT_FILE, "file", FIELD_ROWS, SYSTEM | PUBLIC, .rows = &document_file_kind, .max_length = 200)        \
	F(ATTACHMENT_TEXT, "text", FIELD_TEXT, MULTILINE | SEARCH_BODY | SYSTEM, .max_length = ATTACHMENT_TEXT_MAX)
KIND_ENUM(ATTACHMENT, ATTACHMENT_FIELDS)
extern const struct kind document_kind; /* number 15 */

/* Whether ACTOR is among the audience of the document (the record it belongs to is asked for apart). */
bool attachment_audience_holds(const struct doc *document, const struct actor *actor);

/* Whether ACTOR may give a document to AUDIENCE: a partner cannot hide from itself, nor give what is the government's
 * to nobody but the bureau. */
bool attachment_audience_allowed(const struct actor *actor, str audience);

struct attach {
	const struct actor *actor;
	const struct record *target; /* as the actor sees it */
	int64_t no;                  /* a further version of this document; 0: a new one */
	str title, sort, number, date, audience;
	str filename, bytes;
	int max_mb;
};
/* Checks, reads and saves. RECORD_REFUSED with problems when the file is not taken. */
enum record_rc attachment_add(struct store *s, arena *a, const struct attach *in, struct problems *ps,
                              struct saved *out) SEL_MUST_CHECK;

/* The documents of TARGET that ACTOR may see, oldest first. TARGET is as the actor sees it. */
bool attachments_of(struct store *s, db *d, arena *a, const struct actor *actor, const struct record *target,
                    const struct record ***out, uint32_t *n) SEL_MUST_CHECK;

/* The bytes of version FILE (from 1; 0: the newest) of the document ID, if ACTOR may see it and the record it belongs
 * to; NULL when not. */
struct attachment_bytes {
	str name, bytes;
	const char *type; /* static */
};
const struct attachment_bytes *attachment_read(struct store *s, db *d, arena *a, const struct actor *actor, str id,
                                               uint32_t file);

#endif
