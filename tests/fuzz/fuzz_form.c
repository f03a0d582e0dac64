/* Bodies of forms: whatever comes in, the parts keep what form.h says of them, and the document that is made of them
 * can be printed and read again, and says the same when its own form comes back untouched. The first byte chooses the
 * coding: 'm' multipart with the boundary "x", else urlencoded. */
#include <stdlib.h>

#include "activity/activity.h"
#include "base/utf8.h"
#include "http/form.h"
#include "record/form.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

static void must(bool holds)
{
	if (!holds)
		abort();
}

static void check_parts(const struct form *f)
{
	must(f->n <= FORM_MAX_PARTS);
	for (uint32_t i = 0; i < f->n; i++) {
		must(f->p[i].name.n <= FORM_MAX_NAME && utf8_valid(f->p[i].name));
		must(f->p[i].file || utf8_valid(f->p[i].value));
		must(str_find_char(f->p[i].filename, '/', 0) < 0 && str_find_char(f->p[i].filename, '\\', 0) < 0);
	}
}

static void check_again(arena *a, const struct form *f)
{
	struct problems ps;
	struct form again;
	uint32_t at = 0;
	problems_init(&ps, a, 10);
	str text = form_print(a, f);
	if (!form_parse(a, STR("application/x-www-form-urlencoded"), text, &again, &ps))
		return;
	for (uint32_t i = 0; i < f->n && at < again.n; i++)
		if (!f->p[i].file && (f->p[i].name.n || f->p[i].value.n)) {
			must(str_eq(f->p[i].name, again.p[at].name) && str_eq(f->p[i].value, again.p[at].value));
			at++;
		}
}

static str json_of(arena *a, const struct doc *d)
{
	struct buf b;
	buf_init(&b, a, 1 << 26);
	doc_json(d, &b);
	must(!buf_failed(&b));
	return buf_str(&b);
}

static void check_document(arena *a, const struct form *f, enum lang lang)
{
	struct problems ps;
	problems_init(&ps, a, 50);
	struct form_in in = {
		.arena = a, .kind = &activity_kind, .form = f, .viewer = EVERYTHING, .lang = lang, .blanks = true
	};
	const struct doc *d = doc_from_form(&in, &ps);
	const struct doc *again = doc_from_json(a, &activity_kind, json_of(a, d), NULL);
	must(again && doc_equal(d, again));
	/* nothing typed: nothing changed */
	struct form_in untouched = {
		.arena = a, .kind = &activity_kind, .base = d, .viewer = EVERYTHING, .lang = lang
	};
	must(doc_equal(d, form_doc(form_read(&untouched))));
	form_place_problems(form_read(&in), &ps, NULL);
	static const char *const actions[] = { "add:sector",   "remove:sector[+1]", "up:sector[+2]",
		                               "equal:sector", "adjust:sector",     "paste:transaction" };
	for (size_t i = 0; i < SEL_COUNT(actions); i++)
		check_parts(&(struct form){ form_act(&in, str_of(actions[i])).p, 0 });
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	ARENA_SCOPE arena *a = arena_new(0);
	if (n == 0 || n > 1 << 16)
		return 0;
	bool multipart = data[0] == 'm';
	str body = arena_str(a, (str){ (const char *)data + 1, n - 1 });
	str type = multipart ? STR("multipart/form-data; boundary=x") : STR("application/x-www-form-urlencoded");
	struct problems ps;
	struct form f;
	problems_init(&ps, a, 10);
	if (!form_parse(a, type, body, &f, &ps))
		return 0;
	check_parts(&f);
	check_again(a, &f);
	check_document(a, &f, n % 2 ? LANG_ID : LANG_EN);
	return 0;
}
