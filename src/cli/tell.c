/* Telling people: who they are, and what the server does for notices beside answering. */
#include "account/account.h"
#include "agreement/deadline.h"
#include "base/vec.h"
#include "cli/cli.h"
#include "desk/notice.h"
#include "library/announcement.h"
#include "library/library.h"
#include "report/owed.h"

enum { PEOPLE = 5000 };

static str person(const struct web *w, db *d, arena *a, str id)
{
	const struct record *r = record_load_id(w->store, d, a, &actor_system, &account_kind, id);
	return r ? doc_str(r->doc, ACCOUNT_NAME) : STR_EMPTY;
}

static bool people(const struct web *w, db *d, arena *a, struct web_person **out, uint32_t *n)
{
	VEC(struct web_person) list = { 0 };
	struct listing all = { .kind = &account_kind, .viewer = &actor_system, .what = LIST_OPEN, .max = PEOPLE };
	int64_t *nos, total;
	uint32_t found;
	if (!record_list(w->store, d, a, &all, &nos, &found, &total))
		return false;
	for (uint32_t i = 0; i < found; i++) {
		const struct record *r = record_load(w->store, d, a, &actor_system, nos[i]);
		const struct actor *actor = r ? accounts_actor(w->accounts, d, a, str_of(r->id)) : NULL;
		if (actor)
			*vec_push(a, &list) =
			    (struct web_person){ str_of(r->id), doc_str(r->doc, ACCOUNT_NAME),
				                 doc_str(r->doc, ACCOUNT_EMAIL), account_lang(r->doc), actor };
	}
	*out = list.p;
	*n = (uint32_t)list.n;
	return true;
}

void tell_open(struct web *w)
{
	w->person = person;
	w->people = people;
	w->notices = notices_open(w->store);
	notices_show(w->notices, &w->page);
	w->library = library_open(w->store);
	library_show(w->library, &w->page);
}

void tell_close(struct web *w)
{
	notices_close(w->notices);
	w->notices = NULL;
	library_close(w->library);
	w->library = NULL;
}

void tell(const struct web *w, date *told)
{
	int64_t now = clock_now();
	accounts_send_links(w);
	library_follow(w->library);
	if (*told != date_of_instant(now) && deadlines_tell(w, now) && reports_tell(w, now) &&
	    announcements_remind(w, now))
		*told = date_of_instant(now);
	if (notices_follow(w))
		notices_mail(w, now);
}
