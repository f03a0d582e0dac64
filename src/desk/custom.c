/* Fields that the province adds: what the desk's pages ask about them, and the room of their definitions. */
#include "record/custom.h"

#include "desk/internal.h"

const struct custom_field *desk_custom(struct desk_view *v, uint32_t *n)
{
	if (!v->custom_read && v->db && v->kind && store_kind(v->web->store, custom_field_kind.number))
		v->custom_read = custom_fields(v->web->store, v->db, v->a, v->kind, &v->custom, &v->ncustom);
	*n = v->ncustom;
	return v->custom;
}

const struct section *desk_custom_section(const struct kind *k, const struct custom_field *f)
{
	const struct section *list;
	uint32_t n = desk_sections(k, &list);
	for (uint32_t i = 0; i < n; i++)
		if (str_is(f->topic, list[i].name))
			return &list[i];
	return &list[n - 1];
}

const struct custom_field *desk_custom_of(struct desk_view *v, str path)
{
	uint32_t n;
	const struct custom_field *f = desk_custom(v, &n);
	for (uint32_t i = 0; i < n; i++)
		if (str_eq(path, custom_path(v->a, v->kind, &f[i])))
			return &f[i];
	return NULL;
}

/* ---- definitions ---- */

static void start(struct desk_view *v, struct doc *d)
{
	(void)v;
	doc_set(d, CUSTOM_FIELD_TYPE, STR("text"));
	doc_set(d, CUSTOM_FIELD_AUDIENCE, STR("public"));
	doc_set(d, CUSTOM_FIELD_REQUIRED, STR("0"));
	doc_set(d, CUSTOM_FIELD_ACTIVE, STR("1"));
}

/* "Nomor kontrak" is called nomor_kontrak, unless somebody says otherwise. */
static void complete(struct desk_view *v, const struct doc *old, struct doc *d)
{
	enum { NAME_MAX = 40 };
	struct buf b;
	str label = doc_text(d, CUSTOM_FIELD_LABEL, STR("id"), STR("en"), NULL);
	if (old || doc_str(d, CUSTOM_FIELD_NAME).n)
		return;
	buf_init(&b, v->a, NAME_MAX);
	for (size_t i = 0; i < label.n && b.n < NAME_MAX - 1; i++) {
		char c = label.p[i];
		c = c >= 'A' && c <= 'Z' ? (char)(c | 32) : c;
		bool letter = (c >= 'a' && c <= 'z') || (b.n && c >= '0' && c <= '9');
		if (letter || (b.n && b.p[b.n - 1] != '_'))
			buf_char(&b, letter ? c : '_');
	}
	str name = buf_str(&b);
	if (str_ends(name, STR("_")))
		name = str_sub(name, 0, name.n - 1);
	if (name.n)
		doc_set(d, CUSTOM_FIELD_NAME, arena_str(v->a, name));
}

const struct desk_room custom_field_room = {
	.kind = &custom_field_kind, .icon = "table", .start = start, .complete = complete, .given = "custom_field/name"
};
