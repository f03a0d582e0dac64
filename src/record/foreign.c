/* What JSON from elsewhere can say and a form cannot. */
#include "base/map.h"
#include "record/doc.h"

/* Without control characters but tab and line ends, as in forms: XML cannot hold them. */
static bool is_text(str s)
{
	for (size_t i = 0; i < s.n; i++) {
		unsigned char c = (unsigned char)s.p[i];
		bool c1 = c == 0xc2 && i + 1 < s.n && (unsigned char)s.p[i + 1] <= 0x9f;
		if ((c < 0x20 && c != '\t' && c != '\n' && c != '\r') || c == 0x7f || c1)
			return false;
	}
	return true;
}

/* Names of inputs are made of them (record/form.h). */
static bool is_row_id(const char *id)
{
	for (; *id; id++)
		if (!((*id >= 'a' && *id <= 'z') || (*id >= '0' && *id <= '9')))
			return false;
	return true;
}

static void complain(struct problems *ps, const char *key, str path, str found)
{
	problems_add(ps, (struct problem){ .severity = SEVERITY_ERROR, .key = key, .path = path, .found = found });
}

static void check(const struct doc *d, arena *a, str parent, struct problems *ps)
{
	for (uint32_t i = 0; i < d->kind->nfields; i++) {
		const struct field *f = &d->kind->fields[i];
		if (f->type != FIELD_ROWS) {
			if (!is_text(doc_str(d, i)))
				complain(ps, "problem.bad_text", doc_path(a, parent, f, 0), STR_EMPTY);
			continue;
		}
		struct map ids;
		map_init(&ids, a);
		for (uint32_t r = 0; r < d->v[i].n; r++) {
			const struct doc *row = d->v[i].u.rows[r];
			str path = doc_path(a, parent, f, r + 1), id = str_of(row->id);
			bool added = true;
			if (id.n)
				map_put(&ids, id, &added);
			if (!added || !is_row_id(row->id))
				complain(ps, "json.row_id", path, id);
			check(row, a, path, ps);
		}
	}
}

void doc_check_foreign(const struct doc *d, struct problems *ps)
{
	ARENA_SCOPE arena *a = arena_new(0);
	check(d, a, STR_EMPTY, ps);
}
