#include "record/workflow.h"

str workflow_state(const struct doc *doc)
{
	return doc->kind->workflow ? doc_str(doc, doc->kind->workflow->field) : STR_EMPTY;
}

const struct step *workflow_step(const struct doc *doc, str name)
{
	const struct workflow *w = doc->kind->workflow;
	str state = workflow_state(doc);
	for (uint32_t i = 0; w && i < w->nsteps; i++)
		if (str_is(state, w->steps[i].from) && str_is(name, w->steps[i].name))
			return &w->steps[i];
	return NULL;
}

uint32_t workflow_open(const struct actor *actor, const struct doc *doc, const struct owners *o,
                       const struct step **out, uint32_t max)
{
	const struct workflow *w = doc->kind->workflow;
	str state = workflow_state(doc);
	uint32_t n = 0;
	for (uint32_t i = 0; w && i < w->nsteps && n < max; i++)
		if (str_is(state, w->steps[i].from) && may(actor, w->steps[i].action, doc->kind, o))
			out[n++] = &w->steps[i];
	return n;
}

bool workflow_may(const struct actor *actor, const struct kind *k, str name, const struct owners *o,
                  enum action *needed)
{
	const struct workflow *w = k->workflow;
	bool named = false;
	*needed = ACT_EDIT;
	for (uint32_t i = 0; w && i < w->nsteps; i++)
		named = named || str_is(name, w->steps[i].name);
	for (uint32_t i = 0; w && i < w->nsteps; i++) {
		if (named && !str_is(name, w->steps[i].name))
			continue;
		*needed = w->steps[i].action;
		if (may(actor, w->steps[i].action, k, o))
			return true;
	}
	return false;
}
