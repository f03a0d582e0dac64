#include "plan/plan.h"

#include "base/map.h"
#include "base/vec.h"
#include "plan_sql.h"

static str name_of(const struct doc *d, int lang)
{
	return doc_text(d, PLAN_NAME, lang ? STR("en") : STR("id"), lang ? STR("id") : STR("en"), NULL);
}

static str plan_title(const struct doc *d, int lang, arena *a)
{
	return arena_fmt(a, "%.*s %.*s", STR_ARG(doc_str(d, PLAN_SHORT)), STR_ARG(name_of(d, lang)));
}

KIND(plan, PLAN, PLAN_FIELDS, .number = 21, .links = true, .visibility = PUBLIC, .title = plan_title)

/* ---- reading ---- */

static struct plan_node read_node(arena *a, const struct record *r)
{
	struct plan_node n = { .no = r->no,
		               .code = doc_str(r->doc, PLAN_CODE),
		               .period = doc_str(r->doc, PLAN_PERIOD),
		               .level = doc_str(r->doc, PLAN_LEVEL),
		               .label = doc_str(r->doc, PLAN_SHORT),
		               .parent = doc_str(r->doc, PLAN_PARENT),
		               .doc = r->doc };
	memcpy(n.id, r->id, sizeof(n.id));
	for (int lang = 0; lang < 2; lang++)
		n.name[lang] = arena_str(a, name_of(r->doc, lang));
	return n;
}

typedef VEC(struct plan_node) node_list;

enum { DEPTH_MAX = 8 };

/* A parent that leads in a circle ends at the depth limit; its nodes are added at the end. */
static void add_below(arena *a, const node_list *all, bool *taken, str parent, uint32_t depth, node_list *out)
{
	for (size_t i = 0; depth < DEPTH_MAX && i < all->n; i++) {
		if (taken[i] || !str_eq(all->p[i].parent, parent))
			continue;
		taken[i] = true;
		struct plan_node node = all->p[i];
		node.depth = depth;
		*vec_push(a, out) = node;
		add_below(a, all, taken, str_of(all->p[i].id), depth + 1, out);
	}
}

bool plan_tree_read(struct store *s, db *d, arena *a, struct plan_tree *out)
{
	VEC(int64_t) numbers = { 0 };
	node_list all = { 0 }, sorted = { 0 };
	db_rows *rows = NULL;
	if (db_select(d, &q_plan_numbers, NULL, &rows) != DB_OK)
		return false;
	while (db_next(rows))
		*vec_push(a, &numbers) = db_col_int(rows, Q_PLAN_NUMBERS_COL_NO);
	if (db_finish(rows) != DB_OK)
		return false;
	for (size_t i = 0; i < numbers.n; i++) {
		const struct record *r = record_load(s, d, a, &actor_public, numbers.p[i]);
		if (r && r->doc)
			*vec_push(a, &all) = read_node(a, r);
	}
	bool *taken = arena_array(a, bool, all.n + 1);
	add_below(a, &all, taken, STR_EMPTY, 0, &sorted);
	for (size_t i = 0; i < all.n; i++)
		if (!taken[i])
			*vec_push(a, &sorted) = all.p[i];
	*out = (struct plan_tree){ sorted.p, (uint32_t)sorted.n };
	return true;
}

const struct plan_node *plan_node_find(const struct plan_tree *t, str name)
{
	const struct plan_node *by_label = NULL;
	for (uint32_t i = 0; i < t->n; i++) {
		const struct plan_node *n = &t->nodes[i];
		if (str_is(name, n->id) || str_eq(name, n->code))
			return n;
	}
	for (uint32_t i = 0; i < t->n; i++) {
		if (!str_eq_nocase(t->nodes[i].label, name))
			continue;
		if (by_label)
			return NULL;
		by_label = &t->nodes[i];
	}
	return by_label;
}
