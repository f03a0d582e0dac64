/* One source as a stream of XML bytes: plain, gzip or an entry of a zip archive. */
#include "iati/iati_input.h"

#include <errno.h>
#include <fcntl.h>
#include <openssl/evp.h>
#include <stdlib.h>
#include <unistd.h>
#include <zip.h>
#include <zlib.h>

enum { BLOCK = 64 << 10, RATIO_FREE = 16 << 20 };

struct input {
	struct input_limits limits;
	int fd;
	zip_file_t *entry;
	uint64_t packed; /* size of the entry in the archive */
	z_stream gz;
	bool is_gz, gz_end;
	uint64_t taken, given; /* bytes of the file, bytes of XML */
	EVP_MD_CTX *hash;
	struct iati_bytes bytes;
	size_t at, n; /* what is left in BLOCK */
	size_t raw;   /* gzip: bytes in RAW */
	char *block, *packed_block;
};

static struct input_limits with_defaults(const struct input_limits *given)
{
	struct input_limits l = given ? *given : (struct input_limits){ 0 };
	l.max_bytes = l.max_bytes ? l.max_bytes : 2ull << 30;
	l.max_fetch = l.max_fetch ? l.max_fetch : 512ull << 20;
	l.max_ratio = l.max_ratio ? l.max_ratio : 200;
	l.max_entries = l.max_entries ? l.max_entries : 10000;
	l.timeout_s = l.timeout_s ? l.timeout_s : 300;
	return l;
}

static ptrdiff_t failed(struct input *in, const char *key)
{
	in->bytes.key = key;
	return -1;
}

static ptrdiff_t read_file(struct input *in, char *p, size_t n)
{
	ssize_t got;
	do
		got = read(in->fd, p, n);
	while (got < 0 && errno == EINTR);
	if (got < 0)
		return failed(in, "iati.read_failed");
	in->taken += (uint64_t)got;
	return got;
}

/* A gzip file may hold several members one after the other. */
static ptrdiff_t read_gz(struct input *in, char *p, size_t n)
{
	in->gz.next_out = (Bytef *)p;
	in->gz.avail_out = (uInt)n;
	while (in->gz.avail_out == n) {
		if (!in->gz.avail_in) {
			ptrdiff_t got = read_file(in, in->packed_block, BLOCK);
			if (got < 0)
				return got;
			if (got == 0)
				return in->gz_end ? 0 : failed(in, "iati.gzip_damaged");
			in->gz.next_in = (Bytef *)in->packed_block;
			in->gz.avail_in = (uInt)got;
		}
		if (in->gz_end && inflateReset(&in->gz) != Z_OK)
			return failed(in, "iati.gzip_damaged");
		int rc = inflate(&in->gz, Z_NO_FLUSH);
		in->gz_end = rc == Z_STREAM_END;
		if (rc != Z_OK && rc != Z_STREAM_END)
			return failed(in, "iati.gzip_damaged");
	}
	return (ptrdiff_t)(n - in->gz.avail_out);
}

static ptrdiff_t read_entry(struct input *in, char *p, size_t n)
{
	zip_int64_t got = zip_fread(in->entry, p, n);
	if (got < 0)
		return failed(in, "iati.zip_damaged");
	in->taken += (uint64_t)got;
	return (ptrdiff_t)got;
}

/* Fills BLOCK; false at the end or on trouble. */
static ptrdiff_t fill(struct input *in)
{
	ptrdiff_t got = in->entry   ? read_entry(in, in->block, BLOCK)
	                : in->is_gz ? read_gz(in, in->block, BLOCK)
	                            : read_file(in, in->block, BLOCK);
	if (got <= 0)
		return got;
	in->given += (uint64_t)got;
	uint64_t packed = in->entry ? in->packed : in->taken;
	if (in->given > in->limits.max_bytes)
		return failed(in, "iati.file_too_big");
	if ((in->entry || in->is_gz) && in->given > RATIO_FREE && in->given / in->limits.max_ratio > packed)
		return failed(in, "iati.bomb");
	EVP_DigestUpdate(in->hash, in->block, (size_t)got);
	in->at = 0;
	in->n = (size_t)got;
	return got;
}

static ptrdiff_t on_bytes(void *ctx, char *p, size_t n)
{
	struct input *in = ctx;
	if (in->at == in->n) {
		ptrdiff_t got = fill(in);
		if (got <= 0)
			return got;
	}
	size_t take = in->n - in->at < n ? in->n - in->at : n;
	memcpy(p, in->block + in->at, take);
	in->at += take;
	return (ptrdiff_t)take;
}

static bool open_entry(struct input *in, const struct input_source *s, struct problems *ps)
{
	zip_stat_t st;
	if (zip_stat_index(s->archive, s->entry, 0, &st) == 0 && (st.valid & ZIP_STAT_COMP_SIZE)) {
		in->packed = st.comp_size;
		in->entry = zip_fopen_index(s->archive, s->entry, 0);
	}
	if (!in->entry)
		problems_add(ps, (struct problem){ .severity = SEVERITY_FATAL,
		                                   .key = "iati.zip_damaged",
		                                   .found = str_of(zip_error_strerror(zip_get_error(s->archive))) });
	return in->entry;
}

static bool open_file(struct input *in, const struct input_source *s, struct problems *ps)
{
	in->fd = s->fd >= 0 ? dup(s->fd) : open(s->path.p, O_RDONLY | O_CLOEXEC | O_NOCTTY);
	unsigned char magic[2] = { 0, 0 };
	if (in->fd < 0 || lseek(in->fd, 0, SEEK_SET) != 0) {
		problems_add(ps, (struct problem){ .severity = SEVERITY_FATAL,
		                                   .key = "iati.open_failed",
		                                   .found = str_of(strerror(errno)) });
		return false;
	}
	in->is_gz = pread(in->fd, magic, 2, 0) == 2 && magic[0] == 0x1f && magic[1] == 0x8b;
	if (!in->is_gz && s->bytes > in->limits.max_bytes) {
		problems_add(ps, (struct problem){ .severity = SEVERITY_FATAL, .key = "iati.file_too_big" });
		return false;
	}
	if (!in->is_gz)
		return true;
	in->packed_block = malloc(BLOCK);
	/* 15 window bits, + 16: gzip only */
	if (in->packed_block && inflateInit2(&in->gz, 15 + 16) == Z_OK)
		return true;
	in->is_gz = false;
	problems_add(ps, (struct problem){ .severity = SEVERITY_FATAL, .key = "iati.read_failed" });
	return false;
}

struct input *iati_input_open(const struct input_limits *limits, const struct input_source *s, struct problems *ps)
{
	struct input *in = calloc(1, sizeof(*in));
	char *block = malloc(BLOCK);
	EVP_MD_CTX *hash = EVP_MD_CTX_new();
	if (!in || !block || !hash)
		abort();
	in->limits = with_defaults(limits);
	in->fd = -1;
	in->block = block;
	in->hash = hash;
	in->bytes = (struct iati_bytes){ on_bytes, in, NULL };
	EVP_DigestInit_ex(in->hash, EVP_sha256(), NULL);
	if (s->archive ? open_entry(in, s, ps) : open_file(in, s, ps))
		return in;
	iati_input_close(in);
	return NULL;
}

void iati_input_close(struct input *in)
{
	if (!in)
		return;
	if (in->entry)
		zip_fclose(in->entry);
	if (in->is_gz)
		inflateEnd(&in->gz);
	if (in->fd >= 0)
		close(in->fd);
	EVP_MD_CTX_free(in->hash);
	free(in->block);
	free(in->packed_block);
	free(in);
}

struct iati_bytes *iati_input_bytes(struct input *in)
{
	return &in->bytes;
}

uint64_t iati_input_read(const struct input *in)
{
	return in->given;
}

uint64_t iati_input_taken(const struct input *in)
{
	return in->taken;
}

struct hash iati_input_hash(struct input *in)
{
	struct hash h = { { 0 } };
	EVP_DigestFinal_ex(in->hash, h.b, NULL);
	return h;
}
