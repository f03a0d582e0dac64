/* agenda.h -- what a meeting should talk about, found in the data: what became of the last meeting's action items,
 * severe and overdue problems, late reports, figures on which two sides differ, agreements and permits that end, rows
 * of work plans that overlap. The chair picks among these candidates; a picked one becomes a row of the agenda with its
 * sentence and figures as they were then.
 *
 * Sentences are in Indonesian whoever looks: they go into the minutes. */
#ifndef SELARAS_MEETING_AGENDA_H
#define SELARAS_MEETING_AGENDA_H

#include "meeting/rules.h"

struct place_index;

struct candidate {
	const char *group; /* "followup", "problem", "report", "difference", "deadline", "overlap": message
	                      "meeting.group_GROUP" */
	str key;           /* "problem/01ARZ...": kind and ULID of where it comes from; for summaries the event's */
	str kind, id;
	str topic;    /* one line */
	str sentence; /* what the data say */
	str figures;
	bool picked; /* a row of the agenda has the same source and topic */
};
struct agenda_query {
	struct store *store;
	db *db;
	const struct actor *viewer;
	const struct place_index *places;
	const struct doc *event; /* for which */
	date today;
};
/* In order of what presses most within each group. False when the database fails. */
bool agenda_candidates(arena *a, const struct agenda_query *q, struct candidate **out, uint32_t *n) SEL_MUST_CHECK;
/* Adds C to the agenda of EVENT, at the end, with MINUTES. */
void agenda_pick(arena *a, struct doc *event, const struct candidate *c, str minutes);
/* Moves the row ID to position AT (from 0); false when there is none. */
bool agenda_move(struct doc *event, str id, uint32_t at);
/* When each row begins, minutes since midnight: STARTS has a place for each row. False when the event has no time. */
bool agenda_times(const struct doc *event, int *starts);

/* The actions of the last event before DAY that was held, and that event; NULL when there is none. */
const struct record *event_before(arena *a, const struct agenda_query *q, str day);
bool actions_of_event(arena *a, struct store *s, db *d, const struct actor *viewer, str event,
                      const struct record ***out, uint32_t *n) SEL_MUST_CHECK;
/* Who must do it: name of the organisation or regency, with the post. */
str action_who(arena *a, const struct agenda_query *q, const struct doc *action);
/* "Kab. Kupang", "Kota Kupang": the two have one name. */
str regency_name(arena *a, const struct place_index *places, str code);
str organisation_name(arena *a, struct store *s, db *d, str id);

#endif
