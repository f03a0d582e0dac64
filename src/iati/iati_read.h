/* iati_read.h -- reads an IATI file of any version as a stream: one document per activity or organisation, each handed
 * over at its end tag. The whole tree is never in memory; a file of any length needs what its largest record needs.
 *
 * Refused, each with a problem of severity FATAL: what is not well-formed or not of its declared encoding, any DOCTYPE
 * (so there are no entities but the five of XML), roots that are not IATI's, and what passes the limits. Records before
 * the fault have been handed over already: the caller takes them back.
 *
 * Accepted roots: iati-activities, iati-organisations, one iati-activity or iati-organisation alone, and "result", the
 * envelope of the former Datastore. The version is that of the record's own element ("version" in any namespace), else
 * of the root; a file without one is read as 1.x, where the reader also knows what 2.x would say. */
#ifndef SELARAS_IATI_READ_H
#define SELARAS_IATI_READ_H

#include "iati/iati_map.h"
#include "record/doc.h"

struct iati_limits {
	size_t max_record;       /* bytes of one record in memory; 0: 32 MB */
	size_t max_text;         /* bytes of one text; 0: 8 MB */
	uint32_t max_attributes; /* of one element; 0: 256 */
	uint32_t max_problems;   /* kept for one record; 0: 1,000 */
};

/* Where the bytes come from: at most N into P; the number read, 0 at the end, -1 on trouble (with *KEY, a message id).
 */
struct iati_bytes {
	ptrdiff_t (*read)(void *ctx, char *p, size_t n);
	void *ctx;
	const char *key;
};

struct iati_record {
	struct doc *doc;
	str identifier; /* "" when not said */
	bool organisation;
	const struct iati_map *map;
	struct problems *problems; /* of its structure; in the same arena; where is not set yet */
};

/* What the file says of itself, in the arena of the reader's caller. */
struct iati_file {
	str root;      /* name of the root element */
	str version;   /* as written */
	str generated; /* generated-datetime as written */
	str outside;   /* elements beside the records, as XML; cut off at 64 kB */
	uint64_t activities, organisations;
};

struct iati_sink {
	void *ctx;
	/* The arena for the next record. */
	arena *(*arena)(void *ctx);
	/* Takes a record; false stops. */
	bool (*record)(void *ctx, const struct iati_record *r);
};

enum iati_rc {
	IATI_OK = 0,
	IATI_REFUSED, /* see the problems */
	IATI_STOPPED  /* by the sink */
};

/* LIMITS may be NULL. FILE is filled as far as the reading came. */
enum iati_rc iati_read(const struct iati_maps *maps, struct iati_bytes *in, const struct iati_limits *limits,
                       const struct iati_sink *sink, arena *a, struct iati_file *file,
                       struct problems *ps) SEL_MUST_CHECK;

#endif
