/* A work plan as a workbook and back, without a database.
 *   workplan_tool write OUT.xlsx     a plan of 12 villages
 *   workplan_tool read FILE.xlsx     prints what FILE would change in it, or its problems
 * One line each: "problem KEY|SHEET|ROW|COLUMN|FOUND", "changed ID|FIELD|OLD|NEW", "added FIELD=VALUE...",
 * "removed ID". */
#include <stdio.h>
#include <stdlib.h>

#include "place/index.h"
#include "workplan/sheet.h"

static const char *const villages[12] = { "53.04.13.2001", "53.04.13.2002", "53.04.13.2003", "53.04.17.2001",
	                                  "53.04.17.2002", "53.04.17.2003", "53.04.18.2001", "53.04.18.2002",
	                                  "53.04.18.2003", "53.02.02.2001", "53.02.02.2003", "53.02.02.2006" };

static struct plan_node nodes[2] = { { .id = "01ARZ3NDEKTSV4RRFFQ69G5FAC" }, { .id = "01ARZ3NDEKTSV4RRFFQ69G5FAD" } };

static void add_part(arena *a, struct doc *line, const char *node, const char *share)
{
	struct doc *align = doc_add_row(a, line, WORKPLAN_LINE_ALIGN);
	doc_set(align, WORKPLAN_ALIGN_PLAN, str_of(node));
	doc_set(align, WORKPLAN_ALIGN_SHARE, str_of(share));
}

static struct doc *sample(arena *a)
{
	struct doc *d = doc_new(a, &workplan_kind);
	doc_set(d, WORKPLAN_YEAR, STR("2027"));
	doc_set(d, WORKPLAN_TITLE, STR("RKT contoh"));
	for (int i = 0; i < 12; i++) {
		struct doc *line = doc_add_row(a, d, WORKPLAN_LINE);
		doc_set(line, WORKPLAN_LINE_NUMBER, arena_fmt(a, "1.%d", i + 1));
		doc_set(line, WORKPLAN_LINE_ACTIVITY, STR("Pelatihan kader posyandu & \"gizi\" <anak>"));
		doc_set(line, WORKPLAN_LINE_PLACE, str_of(villages[i]));
		doc_set(line, WORKPLAN_LINE_SECTOR, STR("kesehatan"));
		doc_set(line, WORKPLAN_LINE_INDICATOR, STR("Kader terlatih"));
		doc_set(line, WORKPLAN_LINE_UNIT, STR("orang"));
		doc_set(line, WORKPLAN_LINE_Q2, STR("5"));
		doc_set(line, WORKPLAN_LINE_Q3, STR("2.50"));
		doc_set(line, WORKPLAN_LINE_TARGET, STR("7.5"));
		doc_set(line, WORKPLAN_LINE_FEMALE, STR("20"));
		doc_set(line, WORKPLAN_LINE_MALE, STR("6"));
		doc_set(line, WORKPLAN_LINE_CHILDREN, STR("12"));
		struct doc *budget = doc_add_row(a, line, WORKPLAN_LINE_BUDGET);
		doc_set(budget, WORKPLAN_BUDGET_SOURCE, STR("Dana mitra"));
		doc_set(budget, WORKPLAN_BUDGET_CURRENCY, STR("IDR"));
		doc_set(budget, WORKPLAN_BUDGET_AMOUNT, STR("123456789.01"));
		add_part(a, line, nodes[0].id, "60");
		add_part(a, line, nodes[1].id, "40");
	}
	workplan_give_ids(d, NULL);
	return d;
}

static str take(arena *a, const char *path)
{
	FILE *f = fopen(path, "rb");
	struct buf b;
	buf_init(&b, a, 256 << 20);
	for (size_t n = 1; f && n > 0;) {
		char *room = buf_room(&b, 1 << 16);
		n = room ? fread(room, 1, 1 << 16, f) : 0;
		buf_commit(&b, n);
	}
	if (!f)
		exit(2);
	fclose(f);
	return buf_str(&b);
}

static void print_added(const struct doc *line)
{
	printf("added");
	for (uint32_t f = 0; f < line->kind->nfields; f++)
		if (line->kind->fields[f].type != FIELD_ROWS && doc_str(line, f).n)
			printf(" %s=%.*s", line->kind->fields[f].name, STR_ARG(doc_str(line, f)));
	printf("\n");
}

static void print_changes(arena *a, const struct doc *old, const struct doc *new)
{
	uint32_t n;
	const struct line_pair *p = workplan_compare(a, old, new, &n);
	for (uint32_t i = 0; i < n; i++) {
		if (p[i].what == LINE_REMOVED)
			printf("removed %s\n", p[i].old->id);
		if (p[i].what == LINE_ADDED)
			print_added(p[i].new);
		for (uint32_t k = 0; p[i].what == LINE_CHANGED && k < p[i].diff.n; k++)
			printf("changed %s|%.*s|%.*s|%.*s\n", p[i].old->id, STR_ARG(p[i].diff.p[k].path),
			       STR_ARG(p[i].diff.p[k].old), STR_ARG(p[i].diff.p[k].new));
	}
}

int main(int argc, char **argv)
{
	if (argc != 3)
		return 2;
	hash_start();
	arena *a = arena_new(0);
	struct place_index *places = place_index_embedded();
	static const char *const labels[2] = { "M4", "P4" };
	for (int i = 0; i < 2; i++) {
		nodes[i].code = arena_fmt(a, "RPJMD-2018-2023/%s", labels[i]);
		nodes[i].label = str_of(labels[i]);
		nodes[i].name[0] = nodes[i].name[1] = STR("Kualitas sumber daya manusia");
	}
	struct plan_tree tree = { nodes, 2 };
	struct sheet_plan plan = { .id = "01ARZ3NDEKTSV4RRFFQ69G5FAV",
		                   .version = 3,
		                   .doc = sample(a),
		                   .partner = STR("Mitra contoh"),
		                   .places = places,
		                   .tree = &tree };
	str file;
	int status = 0;
	if (strcmp(argv[1], "write") == 0) {
		FILE *out = workplan_sheet_write(a, &plan, &file) ? fopen(argv[2], "wb") : NULL;
		status = !out || fwrite(file.p, 1, file.n, out) != file.n;
		if (out)
			fclose(out);
	} else {
		struct problems ps;
		problems_init(&ps, a, 1000);
		const struct doc *d = workplan_sheet_read(a, &plan, take(a, argv[2]), &ps);
		for (const struct problem *p = ps.first; p; p = p->next)
			printf("problem %s|%.*s|%u|%.*s|%.*s\n", p->key, STR_ARG(p->where), p->line, STR_ARG(p->path),
			       STR_ARG(p->found));
		if (d)
			print_changes(a, plan.doc, d);
	}
	place_index_free(places);
	arena_free(a);
	return status;
}
