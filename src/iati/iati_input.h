/* iati_input.h -- where IATI files come from: files, folders, archives, addresses, standard input.
 *
 * Sources are found first (iati_inputs_add, in order, folders sorted by name), then opened one by one and read as a
 * stream of XML bytes. gzip and zip are recognised by their first bytes, whatever the name says. Expanded data are
 * limited in size and in ratio; addresses and standard input are brought into a nameless temporary file first. */
#ifndef SELARAS_IATI_INPUT_H
#define SELARAS_IATI_INPUT_H

#include "base/hash.h"
#include "base/problem.h"
#include "base/vec.h"
#include "iati/iati_read.h"

struct zip;

struct input_limits {
	uint64_t max_bytes;   /* of XML in one file; 0: 2 GiB */
	uint64_t max_fetch;   /* from an address or standard input; 0: 512 MiB */
	uint32_t max_ratio;   /* expanded : packed, beyond the first 16 MiB; 0: 200 */
	uint32_t max_entries; /* of an archive; 0: 10,000 */
	uint32_t timeout_s;   /* for one address; 0: 300 */
	bool private_network; /* addresses of one's own network may be asked, too */
};

struct input_source {
	str name; /* what the records are known under: "file.xml", "folder/file.xml", "pack.zip/file.xml", an address */
	str path; /* file to open */
	int fd;   /* fetched already; -1: open PATH */
	struct zip *archive; /* NULL: the file itself */
	uint64_t entry;      /* its place in the archive */
	uint64_t bytes;      /* on disk, for the progress; of an entry: expanded */
};

struct inputs {
	arena *arena;
	struct input_limits limits;
	VEC(struct input_source) list;
	VEC(struct zip *) archives;
	VEC(int) fds;
	uint64_t bytes;   /* of all */
	uint64_t skipped; /* files of folders that are no XML */
};

void iati_inputs_init(struct inputs *in, arena *a, const struct input_limits *limits);
/* Closes archives and what was fetched. */
void iati_inputs_release(struct inputs *in);
/* A file, a folder, an http(s) address or "-". NAME, when not empty, is the source name instead of its own. False and a
 * FATAL problem (its "where" is WHAT) when there is no such thing. */
bool iati_inputs_add(struct inputs *in, const char *what, str name, struct problems *ps);

/* Whether an address is everybody's: not of this machine, of a private network or reserved. Requests go to others only
 * when the limits say so. */
struct sockaddr;
bool iati_address_public(const struct sockaddr *sa);

/* An open source. */
struct input;
/* NULL and a FATAL problem when it cannot be opened. */
struct input *iati_input_open(const struct input_limits *limits, const struct input_source *s, struct problems *ps);
void iati_input_close(struct input *in);
struct iati_bytes *iati_input_bytes(struct input *in);
/* Bytes of XML read so far, and bytes of the file on disk. */
uint64_t iati_input_read(const struct input *in);
uint64_t iati_input_taken(const struct input *in);
/* SHA-256 of the XML bytes read. Once, at the end. */
struct hash iati_input_hash(struct input *in);

#endif
