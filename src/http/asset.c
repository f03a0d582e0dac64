#include "http/asset.h"

#include <microhttpd.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/map.h"
#include "http/compress.h"
#include "http/etag.h"

struct file {
	char etag[ETAG_SIZE];
	struct MHD_Response *full[ENCODINGS]; /* NULL: not in this encoding */
	struct MHD_Response *unchanged;
};

struct asset_store {
	arena *arena;
	struct map files; /* by path */
};

const struct asset *asset_find(const struct asset *list, size_t n, const char *name)
{
	size_t low = 0, high = n;
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		int order = strcmp(list[middle].name, name);
		if (order == 0)
			return &list[middle];
		if (order < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return NULL;
}

static struct MHD_Response *make(const struct asset *a, const uint8_t *p, size_t n, const char *encoding,
                                 const char *etag)
{
	void *bytes = NULL;
	memcpy(&bytes, &p, sizeof(bytes)); /* MHD's parameter is not const, but persistent memory is only read */
	struct MHD_Response *m = MHD_create_response_from_buffer(n, bytes, MHD_RESPMEM_PERSISTENT);
	if (!m)
		abort();
	if (n)
		MHD_add_response_header(m, "Content-Type", a->type);
	if (encoding)
		MHD_add_response_header(m, "Content-Encoding", encoding);
	MHD_add_response_header(m, "Cache-Control", "public, max-age=31536000, immutable");
	char weak[ETAG_SIZE + 2]; /* one tag for all encodings, so a weak one (RFC 9110, 8.8.3.3) */
	snprintf(weak, sizeof(weak), "W/%s", etag);
	MHD_add_response_header(m, "ETag", weak);
	MHD_add_response_header(m, "X-Content-Type-Options", "nosniff");
	/* a picture may hold styles */
	MHD_add_response_header(
	    m, "Content-Security-Policy",
	    "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; frame-ancestors 'none'");
	if (a->gz || a->br)
		MHD_add_response_header(m, "Vary", "Accept-Encoding");
	return m;
}

struct asset_store *asset_store_new(const struct asset *assets, size_t n, const char *hsts)
{
	arena *mem = arena_new(0);
	struct asset_store *s = arena_make(mem, struct asset_store);
	s->arena = mem;
	map_init(&s->files, mem);
	for (const struct asset *a = assets; a < assets + n; a++) {
		struct file *f = arena_make(mem, struct file);
		snprintf(f->etag, sizeof(f->etag), "\"%.16s\"", a->hash);
		f->full[ENCODING_IDENTITY] = make(a, a->data, a->n, NULL, f->etag);
		f->full[ENCODING_GZIP] = a->gz ? make(a, a->gz, a->ngz, "gzip", f->etag) : NULL;
		f->full[ENCODING_BROTLI] = a->br ? make(a, a->br, a->nbr, "br", f->etag) : NULL;
		f->unchanged = make(a, NULL, 0, NULL, f->etag);
		for (int i = 0; hsts && i < ENCODINGS; i++)
			if (f->full[i])
				MHD_add_response_header(f->full[i], "Strict-Transport-Security", hsts);
		if (hsts)
			MHD_add_response_header(f->unchanged, "Strict-Transport-Security", hsts);
		map_put(&s->files, arena_fmt(mem, "/assets/%s/%s", a->hash, a->name), NULL)->ptr = f;
	}
	return s;
}

void asset_store_free(struct asset_store *s)
{
	if (!s)
		return;
	for (size_t i = 0; i < s->files.n; i++) {
		struct file *f = s->files.entries[i].value.ptr;
		for (size_t e = 0; e < ENCODINGS; e++)
			if (f->full[e])
				MHD_destroy_response(f->full[e]);
		MHD_destroy_response(f->unchanged);
	}
	arena_free(s->arena);
}

struct MHD_Response *asset_store_find(const struct asset_store *s, str path, unsigned accepted, str if_none_match,
                                      int *status)
{
	const union map_value *v = map_get(&s->files, path);
	if (!v)
		return NULL;
	const struct file *f = v->ptr;
	*status = if_none_match.n && etag_listed(if_none_match, str_of(f->etag)) ? MHD_HTTP_NOT_MODIFIED : MHD_HTTP_OK;
	if (*status == MHD_HTTP_NOT_MODIFIED)
		return f->unchanged;
	for (int e = ENCODING_BROTLI; e > ENCODING_IDENTITY; e--)
		if (f->full[e] && (accepted & 1U << e))
			return f->full[e];
	return f->full[ENCODING_IDENTITY];
}
