#include "base/problem.h"

void problems_init(struct problems *ps, arena *a, uint32_t max)
{
	*ps = (struct problems){ .arena = a, .max = max };
}

void problems_add(struct problems *ps, struct problem p)
{
	if (!ps)
		return;
	bool keep = ps->n < ps->max;
	ps->n++;
	ps->by_severity[p.severity]++;
	if (!keep)
		return;
	struct problem *copy = arena_make(ps->arena, struct problem);
	*copy = p;
	copy->where = arena_str(ps->arena, p.where);
	copy->path = arena_str(ps->arena, p.path);
	copy->found = arena_str(ps->arena, p.found);
	copy->expected = arena_str(ps->arena, p.expected);
	copy->next = NULL;
	if (ps->last)
		ps->last->next = copy;
	else
		ps->first = copy;
	ps->last = copy;
}
