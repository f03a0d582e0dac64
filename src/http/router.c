#include "http/router.h"

#include "base/log.h"
#include "base/vec.h"

struct node {
	str segment;                  /* of a literal */
	struct node *literal;         /* first of the literal children, in order of segment */
	struct node *next;            /* sibling */
	struct node *param;           /* {x} */
	struct node *rest;            /* {x*} */
	uint32_t route[HTTP_METHODS]; /* by method: index + 1, 0 is none */
	const char *allow;            /* what the Allow header says of it; NULL: no route */
};

struct router {
	arena *arena;
	struct node root;
	VEC(const struct route *) routes;
};

struct walk {
	const struct router *router;
	arena *arena;
	str raw[ROUTER_MAX_SEGMENTS];
	str segments[ROUTER_MAX_SEGMENTS]; /* decoded */
	uint32_t n;
	struct router_match *match;
};

static bool is_literal(str s)
{
	for (size_t i = 0; i < s.n; i++) {
		char c = s.p[i];
		bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
		if (!plain && (c == '\0' || !strchr("-._~", c)))
			return false;
	}
	return !str_is(s, ".") && !str_is(s, "..");
}

static struct node *literal_child(arena *a, struct node *at, str segment)
{
	struct node **place = &at->literal;
	while (*place && str_cmp((*place)->segment, segment) < 0)
		place = &(*place)->next;
	if (*place && str_eq((*place)->segment, segment))
		return *place;
	struct node *made = arena_make(a, struct node);
	made->segment = segment;
	made->next = *place;
	*place = made;
	return made;
}

static struct node *only_child(arena *a, struct node **place)
{
	if (!*place)
		*place = arena_make(a, struct node);
	return *place;
}

/* The node of PATTERN, made where it is missing; NULL when the pattern is not one. */
static struct node *pattern_node(struct router *r, str pattern)
{
	struct node *at = &r->root;
	uint32_t params = 0;
	str rest = str_sub(pattern, 1, pattern.n), segment;
	if (!str_starts(pattern, STR("/")))
		return NULL;
	for (bool last = false; !last;) {
		ptrdiff_t slash = str_find_char(rest, '/', 0);
		last = slash < 0;
		segment = last ? rest : str_sub(rest, 0, (size_t)slash);
		rest = last ? STR_EMPTY : str_sub(rest, (size_t)slash + 1, rest.n);
		if (str_starts(segment, STR("{")) && str_ends(segment, STR("}")) && segment.n > 2) {
			bool all = segment.p[segment.n - 2] == '*';
			if (++params > ROUTER_MAX_PARAMS || (all && !last))
				return NULL;
			at = only_child(r->arena, all ? &at->rest : &at->param);
		} else if (is_literal(segment)) {
			at = literal_child(r->arena, at, segment);
		} else {
			return NULL;
		}
	}
	return at;
}

static const char *inputs_wrong(const struct input *inputs)
{
	for (const struct input *i = inputs; i && i->name; i++) {
		if ((i->flags & INPUT_REQUIRED) && (i->flags & INPUT_LENIENT))
			return "an input is both required and lenient";
		for (const struct input *j = inputs; j < i; j++)
			if (str_is(str_of(i->name), j->name))
				return "a route declares an input twice";
	}
	return NULL;
}

static const char *row_wrong(const struct route *row)
{
	if (row->permission < PERM_PUBLIC || row->permission > PERM_TOKEN)
		return "a route row names no permission";
	if (row->method >= HTTP_METHODS)
		return "a route row names no method";
	if (!row->handler)
		return "a route row has no handler";
	if ((row->flags & (ROUTE_BODY | ROUTE_FORM)) && (row->method == HTTP_GET || row->method == HTTP_DELETE))
		return "a GET or DELETE route takes a body";
	if ((row->flags & ROUTE_CACHED) && (row->method != HTTP_GET || row->permission != PERM_PUBLIC))
		return "a cached route is not a public GET";
	return inputs_wrong(row->inputs);
}

/* What the Allow header says of it. */
static const char *allowed_methods(arena *a, const struct node *at)
{
	struct buf b;
	buf_init(&b, a, 64);
	for (enum http_method m = HTTP_GET; m < HTTP_METHODS; m++)
		if (at->route[m])
			buf_fmt(&b, "%s%s", b.n ? ", " : "", m == HTTP_GET ? "GET, HEAD" : http_method_name(m));
	return buf_str(&b).p;
}

static const char *router_add(struct router *r, const struct route *row)
{
	const char *wrong = row_wrong(row);
	if (wrong)
		return wrong;
	struct node *at = pattern_node(r, str_of(row->pattern));
	if (!at)
		return "a route pattern is malformed";
	if (at->route[row->method])
		return "two routes have the same method and pattern";
	*vec_push(r->arena, &r->routes) = row;
	at->route[row->method] = (uint32_t)r->routes.n;
	at->allow = allowed_methods(r->arena, at);
	return NULL;
}

struct router *router_new(const struct route *const *tables, const char **why)
{
	arena *a = arena_new(0);
	struct router *r = arena_make(a, struct router);
	r->arena = a;
	for (; *tables; tables++) {
		for (const struct route *row = *tables; row->pattern; row++) {
			*why = router_add(r, row);
			if (*why) {
				log_error("route refused pattern=%s reason=\"%s\"", row->pattern, *why);
				arena_free(a);
				return NULL;
			}
		}
	}
	return r;
}

void router_free(struct router *r)
{
	if (r)
		arena_free(r->arena);
}

uint32_t router_count(const struct router *r)
{
	return (uint32_t)r->routes.n;
}

const struct route *router_route(const struct router *r, uint32_t index)
{
	return r->routes.p[index];
}

static const struct node *find_rest(struct walk *w, const struct node *at, uint32_t i)
{
	const char *from = w->raw[i].p;
	const str *last = &w->raw[w->n - 1];
	str all;
	if (!at->rest || last->p + last->n == from)
		return NULL;
	if (!url_decode(w->arena, (str){ from, (size_t)(last->p + last->n - from) }, false, &all))
		return NULL;
	w->match->params[w->match->nparams++] = all;
	return at->rest;
}

/* The node that the segments from I on lead to. Recursion is as deep as the longest pattern. */
static const struct node *find(struct walk *w, const struct node *at, uint32_t i)
{
	if (i == w->n)
		return at->allow ? at : NULL;
	for (const struct node *child = at->literal; child; child = child->next) {
		int order = str_cmp(child->segment, w->segments[i]);
		const struct node *end = order == 0 ? find(w, child, i + 1) : NULL;
		if (end)
			return end;
		if (order >= 0)
			break;
	}
	if (at->param && w->segments[i].n) {
		uint32_t had = w->match->nparams;
		w->match->params[w->match->nparams++] = w->segments[i];
		const struct node *end = find(w, at->param, i + 1);
		if (end)
			return end;
		w->match->nparams = had;
	}
	return find_rest(w, at, i);
}

static bool split(struct walk *w, str path)
{
	if (!str_starts(path, STR("/")))
		return false;
	str rest = { path.p + 1, path.n - 1 }; /* stays inside PATH, which find_rest() needs */
	for (bool last = false; !last;) {
		ptrdiff_t slash = str_find_char(rest, '/', 0);
		last = slash < 0;
		if (w->n == ROUTER_MAX_SEGMENTS)
			return false;
		str *decoded = &w->segments[w->n];
		w->raw[w->n] = last ? rest : str_sub(rest, 0, (size_t)slash);
		if (!url_decode(w->arena, w->raw[w->n], false, decoded))
			return false;
		if (str_is(*decoded, ".") || str_is(*decoded, ".."))
			return false;
		if (!last)
			rest = (str){ rest.p + slash + 1, rest.n - (size_t)slash - 1 };
		w->n++;
	}
	return true;
}

enum router_rc router_find(const struct router *r, arena *a, enum http_method m, str path, struct router_match *out)
{
	struct walk w = { .router = r, .arena = a, .match = out };
	*out = (struct router_match){ .allow = "" };
	if (!split(&w, path))
		return ROUTER_BAD;
	const struct node *at = find(&w, &r->root, 0);
	if (!at)
		return ROUTER_NONE;
	out->allow = at->allow;
	if (!at->route[m])
		return ROUTER_METHOD;
	out->index = at->route[m] - 1;
	out->route = r->routes.p[out->index];
	return ROUTER_FOUND;
}
