#include "workplan/programme.h"

#include "base/vec.h"
#include "plan/plan.h"
#include "workplan/near.h"
#include "workplan_sql.h"

typedef VEC(struct programme_plan) plan_list;

static struct programme_plan *entry(arena *a, plan_list *list, size_t from, str programme)
{
	for (size_t i = from; i < list->n; i++)
		if (str_eq(list->p[i].programme, programme))
			return &list->p[i];
	struct programme_plan *p = vec_push(a, list);
	*p = (struct programme_plan){ programme, STR_EMPTY, STR_EMPTY, STR_EMPTY };
	return p;
}

static void add_item(arena *a, struct programme_plan *p, str label)
{
	if (str_find(p->items, label, 0) < 0)
		p->items = p->items.n ? arena_fmt(a, "%.*s; %.*s", STR_ARG(p->items), STR_ARG(label)) : label;
}

static void add_plan(arena *a, plan_list *list, const struct plan_tree *tree, const struct doc *d, str agency)
{
	uint32_t n, m;
	size_t from = list->n;
	struct doc *const *lines = doc_rows(d, WORKPLAN_LINE, &n);
	for (uint32_t i = 0; i < n; i++) {
		str programme = doc_str(lines[i], WORKPLAN_LINE_PROGRAMME);
		if (!programme.n)
			continue;
		struct programme_plan *p = entry(a, list, from, programme);
		p->agency = agency;
		p->number = doc_str(d, WORKPLAN_SIGNED_NUMBER);
		struct doc *const *rows = doc_rows(lines[i], WORKPLAN_LINE_ALIGN, &m);
		for (uint32_t k = 0; k < m; k++) {
			const struct plan_node *node = plan_node_find(tree, doc_str(rows[k], WORKPLAN_ALIGN_PLAN));
			if (node)
				add_item(a, p, node->label);
		}
	}
}

bool programme_plans(struct store *s, db *d, arena *a, int lang, const struct programme_plan **out, uint32_t *n)
{
	VEC(int64_t) numbers = { 0 };
	plan_list list = { 0 };
	struct plan_tree tree = { NULL, 0 };
	db_rows *rows;
	*out = NULL;
	*n = 0;
	if (!plan_tree_read(s, d, a, &tree) || db_select(d, &q_workplan_in_force, NULL, &rows) != DB_OK)
		return false;
	while (db_next(rows))
		*vec_push(a, &numbers) = db_col_int(rows, Q_WORKPLAN_IN_FORCE_COL_NO);
	if (db_finish(rows) != DB_OK)
		return false;
	for (size_t i = 0; i < numbers.n; i++) {
		const struct record *r = record_load(s, d, a, &actor_public, numbers.p[i]);
		if (r)
			add_plan(a, &list, &tree, r->doc,
			         workplan_org_name(s, d, a, doc_str(r->doc, WORKPLAN_LEAD), lang));
	}
	*out = list.p;
	*n = (uint32_t)list.n;
	return true;
}
