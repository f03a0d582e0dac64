/* IATI: any bytes are read without harm. What was read is the same after JSON, and after writing 2.03 and reading that
 * (documents of 1.x change shape there; the file must still be sound). */
#include <stdlib.h>

#include "activity/activity.h"
#include "base/utf8.h"
#include "base/vec.h"
#include "iati/iati_read.h"
#include "iati/iati_write.h"
#include "partner/partner.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

enum { MOST = 1 << 20 };

struct memory {
	str text;
	size_t at;
};
struct found {
	arena *a;
	VEC(struct doc *) docs;
};

static void require(bool holds)
{
	if (!holds)
		abort();
}

static ptrdiff_t on_read(void *ctx, char *p, size_t n)
{
	struct memory *m = ctx;
	str part = str_sub(m->text, m->at, n);
	memcpy(p, part.p, part.n);
	m->at += part.n;
	return (ptrdiff_t)part.n;
}

static arena *on_arena(void *ctx)
{
	return ((struct found *)ctx)->a;
}

static bool on_record(void *ctx, const struct iati_record *r)
{
	struct found *f = ctx;
	*vec_push(f->a, &f->docs) = r->doc;
	for (const struct problem *p = r->problems->first; p; p = p->next)
		require(p->key && utf8_valid(p->path) && utf8_valid(p->found) && p->line > 0);
	return true;
}

static enum iati_rc read_all(const struct iati_maps *maps, str text, struct found *f)
{
	struct memory m = { text, 0 };
	struct iati_bytes bytes = { on_read, &m, NULL };
	struct iati_sink sink = { f, on_arena, on_record };
	struct iati_limits limits = { .max_record = MOST, .max_text = MOST };
	struct iati_file file;
	struct problems ps;
	problems_init(&ps, f->a, 10);
	enum iati_rc rc = iati_read(maps, &bytes, &limits, &sink, f->a, &file, &ps);
	require((rc == IATI_REFUSED) == (ps.by_severity[SEVERITY_FATAL] > 0));
	return rc;
}

static bool is_old(const struct doc *d)
{
	int field = kind_field(d->kind, STR("source_version"));
	return !str_starts(doc_str(d, (uint32_t)field), STR("2"));
}

static void check(const struct iati_maps *maps, arena *a, struct doc *d)
{
	struct buf json, xml;
	struct problems ps;
	struct found again = { .a = a };
	buf_init(&json, a, 64 << 20);
	doc_json(d, &json);
	problems_init(&ps, a, 10);
	struct doc *from = doc_from_json(a, d->kind, buf_str(&json), &ps);
	require(from && ps.n == 0 && doc_equal(d, from));
	buf_init(&xml, a, 64 << 20);
	iati_write_begin(&xml, d->kind == &organisation_kind, 0);
	iati_write_record(&xml, a, maps, d);
	iati_write_end(&xml, d->kind == &organisation_kind);
	bool old = is_old(d);
	enum iati_rc rc = read_all(maps, buf_str(&xml), &again);
	/* in another order, or wrapped, it may pass a limit that it had just kept */
	if (rc != IATI_OK && (old || xml.n > MOST / 4))
		return;
	require(rc == IATI_OK && again.docs.n == 1);
	int version = kind_field(d->kind, STR("source_version"));
	d->v[version] = again.docs.p[0]->v[version];
	require(old || doc_equal(d, again.docs.p[0]));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	static struct iati_maps maps;
	if (!maps.dict)
		iati_maps_init(&maps, &activity_kind, &organisation_kind);
	ARENA_SCOPE arena *a = arena_new(0);
	struct found f = { .a = a };
	read_all(&maps, (str){ (const char *)data, n }, &f);
	for (size_t i = 0; i < f.docs.n; i++)
		check(&maps, a, f.docs.p[i]);
	return 0;
}
