#include "meeting/invite.h"

#include "base/hash.h"

static const char letters[] = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

void secret_make(char out[SECRET_LEN + 1])
{
	uint8_t raw[SECRET_LEN];
	random_bytes(raw, sizeof(raw));
	for (size_t i = 0; i < SECRET_LEN; i++)
		out[i] = letters[raw[i] % 32];
	out[SECRET_LEN] = 0;
}

bool secret_looks_right(str s)
{
	for (size_t i = 0; i < s.n; i++)
		if (!s.p[i] || !strchr(letters, s.p[i]))
			return false;
	return s.n == SECRET_LEN;
}

str secret_hash(arena *a, str secret)
{
	char hex[2 * HASH_SIZE + 1];
	struct hash h = hash_blake2b(secret.p, secret.n);
	hex_print(h.b, HASH_SIZE, hex);
	return arena_str(a, str_of(hex));
}

static bool is_invited(const struct doc *event, uint32_t field, str who)
{
	uint32_t n;
	struct doc *const *rows = doc_rows(event, EVENT_INVITATION, &n);
	for (uint32_t i = 0; i < n; i++)
		if (str_eq(doc_str(rows[i], field), who))
			return true;
	return false;
}

uint32_t invite_add(arena *a, struct doc *event, const str *codes, uint32_t ncodes, const str *orgs, uint32_t norgs)
{
	uint32_t added = 0;
	for (uint32_t i = 0; i < ncodes + norgs; i++) {
		uint32_t field = i < ncodes ? EVENT_INVITATION_PLACE : EVENT_INVITATION_ORG;
		str who = i < ncodes ? codes[i] : orgs[i - ncodes];
		if (!who.n || is_invited(event, field, who))
			continue;
		struct doc *row = doc_add_row(a, event, EVENT_INVITATION);
		doc_set(row, field, arena_str(a, who));
		doc_set(row, EVENT_INVITATION_SEATS, STR("2"));
		added++;
	}
	rows_give_ids(event, EVENT_INVITATION);
	return added;
}

void invite_number(arena *a, struct doc *event)
{
	str letter = doc_str(event, EVENT_LETTER);
	uint32_t n;
	struct doc *const *rows = doc_rows(event, EVENT_INVITATION, &n);
	for (uint32_t i = 0; letter.n && i < n; i++)
		if (!doc_str(rows[i], EVENT_INVITATION_NUMBER).n)
			doc_set(rows[i], EVENT_INVITATION_NUMBER, arena_fmt(a, "%.*s-%u", STR_ARG(letter), i + 1));
}

void invite_secret(arena *a, struct doc *row, char out[SECRET_LEN + 1])
{
	secret_make(out);
	doc_set(row, EVENT_INVITATION_HASH, secret_hash(a, str_of(out)));
}

struct doc *invite_row(const struct doc *event, str hash)
{
	uint32_t n;
	struct doc *const *rows = doc_rows(event, EVENT_INVITATION, &n);
	for (uint32_t i = 0; i < n && hash.n; i++)
		if (str_eq(doc_str(rows[i], EVENT_INVITATION_HASH), hash))
			return rows[i];
	return NULL;
}

static void put(arena *a, struct doc *row, uint32_t field, str text)
{
	row->v[field] = (struct value){ 0 };
	if (text.n)
		doc_set(row, field, arena_str(a, text));
}

bool invite_answer(arena *a, const struct doc *event, struct doc *row, const struct answer *in, struct problems *ps)
{
	char at[25];
	int64_t ends;
	bool comes = str_is(in->reply, "coming") || str_is(in->reply, "delegate");
	str status = doc_str(event, EVENT_STATUS);
	const char *wrong = NULL, *path = "reply";
	if (!comes && !str_is(in->reply, "not")) {
		wrong = "problem.event.reply";
	} else if ((!str_is(status, "invited") && !str_is(status, "planned")) ||
	           (event_ends(event, &ends) && in->at > ends)) {
		wrong = "problem.event.over";
	} else if (comes && !str_trim(in->name).n) {
		wrong = "problem.event.who_comes";
		path = "name";
	}
	if (wrong) {
		problems_add(ps, (struct problem){ .severity = SEVERITY_ERROR, .key = wrong, .path = str_of(path) });
		return false;
	}
	instant_print(in->at, at);
	put(a, row, EVENT_INVITATION_REPLY, in->reply);
	put(a, row, EVENT_INVITATION_NAME, str_trim(in->name));
	put(a, row, EVENT_INVITATION_POST, str_trim(in->post));
	put(a, row, EVENT_INVITATION_CONTACT, str_trim(in->contact));
	put(a, row, EVENT_INVITATION_NOTE, str_trim(in->note));
	put(a, row, EVENT_INVITATION_REPLIED, str_of(at));
	return true;
}

struct answers invite_answers(const struct doc *event)
{
	struct answers n = { 0 };
	struct doc *const *rows = doc_rows(event, EVENT_INVITATION, &n.all);
	for (uint32_t i = 0; i < n.all; i++) {
		str reply = doc_str(rows[i], EVENT_INVITATION_REPLY);
		n.coming += str_is(reply, "coming");
		n.delegate += str_is(reply, "delegate");
		n.not_coming += str_is(reply, "not");
	}
	n.silent = n.all - n.coming - n.delegate - n.not_coming;
	return n;
}
