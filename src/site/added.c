/* Fields that the province added to programmes and partners, on public pages and in files. */
#include "partner/partner.h"
#include "record/custom.h"
#include "site/profile.h"
#include "site/site.h"

const struct doc *doc_of_org(struct view_of *v, const struct cube_org *o)
{
	const struct record *r = v->db ? record_load(v->site->web.store, v->db, v->a, &actor_public, o->no) : NULL;
	return r && r->kind == &organisation_kind ? r->doc : NULL;
}

const struct custom_field *added_fields(struct view_of *v, const struct kind *k, uint32_t *n)
{
	struct custom_field *all;
	uint32_t count, kept = 0;
	struct store *s = v->site->web.store;
	db *own = v->db ? NULL : db_borrow(store_pool(s), DB_READ), *d = v->db ? v->db : own;
	bool ok = d && store_kind(s, custom_field_kind.number) && custom_fields(s, d, v->a, k, &all, &count);
	db_return(own);
	for (uint32_t i = 0; ok && i < count; i++)
		if (custom_seen(k, &all[i], PUBLIC))
			all[kept++] = all[i];
	*n = kept;
	return ok ? all : NULL;
}

uint32_t added_facts(struct view_of *v, const struct doc *d, struct fact *out, uint32_t max)
{
	uint32_t n, used = 0;
	const struct custom_field *f = added_fields(v, d->kind, &n);
	for (uint32_t i = 0; i < n && used < max; i++) {
		str value = custom_get(d, &f[i]);
		if (value.n)
			out[used++] = (struct fact){ custom_label(&f[i], (int)v->page->lang),
				                     custom_show(v->a, (int)v->page->lang, &f[i], value),
				                     f[i].type == CUSTOM_LINK && url_external_ok(value)
				                         ? url_external(v->page, value)
				                         : (struct url){ STR_EMPTY } };
	}
	return used;
}
