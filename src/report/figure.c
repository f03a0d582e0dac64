#include "report/figure.h"

static bool same(struct figure_value x, struct figure_value y)
{
	return x.known == y.known && (!x.known || decimal_cmp(x.value, y.value) == 0);
}

static bool is_something(struct figure_value x)
{
	return x.known && x.value.units > 0;
}

/* "Orang" and "orang" are one unit. */
static bool same_unit(str reported, str other)
{
	return !other.n || str_eq_nocase(str_trim(reported), str_trim(other));
}

/* One side of those who look, by itself; FIGURE_REPORTED: it says nothing about the figure. */
static struct figure seen_by(const struct figure_in *in, const struct figure_view *v)
{
	struct figure f = { .status = in->reported.known ? FIGURE_REPORTED : FIGURE_NONE, .shown = in->reported };
	switch (v->answer) {
	case ANSWER_SEEN:
		if (!in->reported.known)
			break;
		if (same(v->on, in->reported))
			f.status = FIGURE_CONFIRMED;
		else
			f.differs = DIFFERS_CORRECTED;
		break;
	case ANSWER_OTHER:
		if (!in->reported.known) {
			if (is_something(v->value)) {
				f.status = FIGURE_DISPUTED;
				f.differs = DIFFERS_UNREPORTED;
			}
			break;
		}
		if (!same_unit(in->unit, v->unit))
			f.differs = DIFFERS_UNIT;
		else if (!same(v->value, in->reported))
			f.differs = DIFFERS_VALUE;
		f.status = f.differs ? FIGURE_DISPUTED : FIGURE_CONFIRMED;
		break;
	case ANSWER_UNSEEN:
		if (!in->reported.known)
			break;
		f.status = is_something(in->reported) ? FIGURE_DISPUTED : FIGURE_CONFIRMED;
		f.differs = is_something(in->reported) ? DIFFERS_UNSEEN : DIFFERS_NOT;
		break;
	case ANSWER_NONE:
	case ANSWER_UNKNOWN:
	case ANSWERS:
		break;
	}
	return f;
}

/* What both sides agreed on, where they have; false when that does not decide it. */
static bool settle(const struct figure_in *in, struct figure *f)
{
	const struct figure_settled *s = &in->settled;
	if (s->open) {
		f->status = FIGURE_DISPUTED;
		f->differs = DIFFERS_OPEN;
		return true;
	}
	if (!s->value.known)
		return false;
	if (!s->partner || !s->regency) {
		f->proposed = s->partner || s->regency;
		return false;
	}
	if (same(s->reported, in->reported) || same(s->value, in->reported)) {
		*f = (struct figure){ .status = FIGURE_AGREED, .shown = s->value };
		return true;
	}
	f->status = FIGURE_DISPUTED;
	f->differs = DIFFERS_RESETTLED;
	return true;
}

struct figure figure_of(const struct figure_in *in)
{
	struct figure f = seen_by(in, &in->regency), third = seen_by(in, &in->agency);
	if (settle(in, &f))
		return f;
	if (f.status != FIGURE_DISPUTED && third.status == FIGURE_DISPUTED) {
		f.status = FIGURE_DISPUTED;
		f.differs = DIFFERS_AGENCY;
	}
	return f;
}

static const char *const status_names[FIGURE_STATUSES] = { "none", "reported", "confirmed", "disputed", "agreed" };
static const char *const difference_names[DIFFERENCES] = { "not",       "value",     "unit",   "unseen", "unreported",
	                                                   "corrected", "resettled", "agency", "open" };
static const char *const answer_names[ANSWERS] = { "", "seen", "other", "unseen", "unknown" };

const char *figure_status_name(enum figure_status s)
{
	return s < FIGURE_STATUSES ? status_names[s] : "";
}

const char *figure_difference_name(enum figure_difference d)
{
	return d < DIFFERENCES ? difference_names[d] : "";
}

const char *figure_answer_name(enum figure_answer a)
{
	return a < ANSWERS ? answer_names[a] : "";
}

enum figure_answer figure_answer_parse(str name)
{
	for (enum figure_answer a = ANSWER_SEEN; a < ANSWERS; a++)
		if (str_is(name, answer_names[a]))
			return a;
	return ANSWER_NONE;
}
