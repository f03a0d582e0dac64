/* erase.h -- blanking what older versions of a record say about a person, without breaking the proof.
 *
 * A version's hash covers the hash of its document, not the document itself. So a document can be replaced by a blanked
 * one while its old hash stays where it was: every hash of every chain, checkpoint and audit line stays what it is.
 * What would then be an altered document is told apart from one that somebody tampered with: table record_erased holds
 * the hash of each blanked document, and the line AUDIT_ERASE of the log proves those rows. store_verify() takes a
 * document that differs from its version's hash only when both are there.
 *
 * What stays: the old document's hash. Nobody can compute the document from it, but whoever guesses all of the document
 * to the byte can see that the guess was right. Copies of the database from before, and the file's free pages until
 * they are used again, hold what was blanked: docs/security.md says so. */
#ifndef SELARAS_RECORD_ERASE_H
#define SELARAS_RECORD_ERASE_H

#include "record/store.h"

/* Blanks D, in A. Texts that it sets must follow from what is no secret. */
typedef void record_redact(arena *a, void *ctx, struct doc *d);
/* All versions of record NO but the newest, which the caller has written without what is blanked. For the program: no
 * policy is asked. RECORD_UNCHANGED when there was nothing to blank. */
enum record_rc record_erase(struct record_tx *tx, arena *a, const struct actor *actor, int64_t no,
                            record_redact *redact, void *ctx) SEL_MUST_CHECK;

#endif
