/* iati_import.h -- files of IATI into the store.
 *
 * Two threads: the caller's reads files and makes documents, a second one writes. They share the work in between (JSON,
 * hash, checks, derived rows): whoever would otherwise wait does it. What is under way is bounded in bytes, so memory
 * does not grow with the files.
 *
 * Rules: (1) a file is taken whole or not at all; (2) a record is known by source and identifier (and by "2", "3", ...
 * where a file repeats one), so the same activity in two files is two records; an organisation is known by its
 * identifier, and belongs to the source that brought it first; (3) an unchanged record costs no write; (4) values that
 * a file cannot say (fields without IATI path) are kept when a file updates a record; (5) records that are no longer in
 * the file are named, and deleted only when asked for; (6) small files share a transaction of about 16 MB. */
#ifndef SELARAS_IATI_IMPORT_H
#define SELARAS_IATI_IMPORT_H

#include "iati/iati_input.h"
#include "record/store.h"

struct import_counts {
	uint64_t activities, organisations, transactions, locations, results; /* in the file */
	uint64_t added, changed, unchanged, gone, deleted, elsewhere;         /* records: what became of them */
	uint64_t problems[4];                                                 /* by severity */
	uint64_t bytes;                                                       /* of XML */
};

enum import_state { IMPORT_UNDER_WAY, IMPORT_TAKEN, IMPORT_REFUSED };
struct import_file {
	str source, location;
	enum import_state state;
	struct import_counts counts;
	str root, version, generated, outside;
	char sha256[2 * HASH_SIZE + 1];
};

enum import_change { IMPORT_ADDED, IMPORT_CHANGED, IMPORT_GONE, IMPORT_DELETED };

/* What the caller wants to hear; any may be NULL. Never called by two threads at once. Texts live for the call. */
struct import_watch {
	void *ctx;
	/* Bytes taken from disk of all bytes, files begun of all files. */
	void (*progress)(void *ctx, uint64_t bytes, uint64_t all_bytes, uint32_t file, uint32_t files,
	                 uint64_t records);
	void (*problem)(void *ctx, const struct import_file *f, const struct problem *p);
	/* D is set for IMPORT_CHANGED in a preview. */
	void (*change)(void *ctx, const struct import_file *f, enum import_change what, str identifier, str title,
	               const struct diff *d);
	void (*file)(void *ctx, const struct import_file *f); /* it is finished */
};

struct import_opts {
	const struct actor *actor; /* NULL: the system */
	const struct kind *activity, *organisation;
	bool preview; /* everything but the commit; differences are given to watch.change */
	bool replace; /* records no longer in the file are marked deleted */
	bool strict;  /* a file with a value error is refused; else errors are kept and reported */
	struct iati_limits limits;
	struct input_limits input;
};

struct import_totals {
	struct import_counts counts; /* of the files taken */
	uint32_t files, refused;
};

enum import_rc {
	IMPORT_OK = 0,
	IMPORT_SOME_REFUSED, /* the other files are in */
	IMPORT_FAILED        /* database trouble: see the log; transactions committed before stay */
};

/* INPUTS were found before (iati_inputs_add). OUT is filled in every case. */
enum import_rc iati_import(struct store *s, const struct inputs *inputs, const struct import_opts *opts,
                           const struct import_watch *watch, struct import_totals *out);

#endif
