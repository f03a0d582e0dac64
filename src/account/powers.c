/* Who may do what, as policy_table has it: "why may I not?" */
#include "account/internal.h"
#include "account/page.h"
#include "account/people_tmpl.h"

static str actions_text(arena *a, enum lang lang, uint32_t actions)
{
	struct buf b;
	buf_init(&b, a, 4096);
	for (uint32_t i = 0; i < ACTION_COUNT; i++) {
		enum action one = (enum action)(1u << i);
		if (!(actions & one))
			continue;
		if (b.n)
			buf_cstr(&b, ", ");
		buf_str_add(&b, msg_or(lang, arena_fmt(a, "action.%s", action_name(one)).p, str_of(action_name(one))));
	}
	return buf_str(&b);
}

struct reply powers_get(struct req *r)
{
	struct page *pg = account_page(r, MSG_ACCOUNT_MATRIX);
	arena *a = r->arena;
	size_t n = 0;
	while (policy_table[n].role)
		n++;
	struct power_line *lines = arena_array(a, struct power_line, n);
	for (size_t i = 0; i < n; i++) {
		const struct policy *p = &policy_table[i];
		const char *role = role_name(p->role);
		bool all = strcmp(p->kind, "*") == 0;
		lines[i].role = msg_or(pg->lang, arena_fmt(a, "role.%s", role).p, str_of(role));
		lines[i].kind = all ? msg(pg->lang, MSG_ACCOUNT_OTHER_KINDS)
		                    : msg_or(pg->lang, arena_fmt(a, "kind.%s", p->kind).p, str_of(p->kind));
		lines[i].scope = msg_or(pg->lang, arena_fmt(a, "scope.%s", scope_name(p->scope)).p, STR_EMPTY);
		lines[i].actions = actions_text(a, pg->lang, p->actions);
	}
	const struct powers_page p = { lines, n };
	tmpl_powers(pg, &p);
	return account_reply(r, pg);
}
