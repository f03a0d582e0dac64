/* meeting.h -- meetings of the cooperation (rakor, sosialisasi, seminars, evaluations, field visits): their agenda made
 * from data, who was invited and came, what was said and decided, and what became of it.
 *
 * An event holds its committee, agenda, invitations and attendance as rows. Decisions, action items and written
 * contributions are records of their own that name the event and the row of its agenda, because they live on after it:
 * an action item is followed until it is done, cancelled or overdue, and the next meeting opens with it.
 *
 * Who may read: the public the day and place of events that are open to it; those invited the event with its agenda and
 * minutes; every partner and government office its decisions and action items. Names and contacts of persons are the
 * bureau's alone (UU 27/2022). */
#ifndef SELARAS_MEETING_MEETING_H
#define SELARAS_MEETING_MEETING_H

#include "agreement/agreement.h"
#include "agreement/attachment.h"
#include "problem/problem.h"
#include "workplan/workplan.h"

/* ---- the event ---- */
#define EVENT_COMMITTEE_FIELDS(F)                                                                                      \
	F(EVENT_COMMITTEE_TASK, "task", FIELD_TEXT, REQUIRED | PARTNERS | GOVERNMENT, .max_length = 300)               \
	F(EVENT_COMMITTEE_POST, "post", FIELD_TEXT, PARTNERS | GOVERNMENT, .max_length = 200)                          \
	F(EVENT_COMMITTEE_NAME, "name", FIELD_TEXT, PERSONAL | GOVERNMENT, .max_length = 200)                          \
	F(EVENT_COMMITTEE_DONE, "done", FIELD_BOOL, PARTNERS | GOVERNMENT)
KIND_ENUM(EVENT_COMMITTEE, EVENT_COMMITTEE_FIELDS)
extern const struct kind event_committee_kind;

/* "sentence" and "figures" are as they were when the row was picked; "points" and "conclusion" are the minutes. */
#define EVENT_AGENDA_FIELDS(F)                                                                                         \
	F(EVENT_AGENDA_TOPIC, "topic", FIELD_TEXT, REQUIRED | INDEXED | PARTNERS | GOVERNMENT, .max_length = 300)      \
	F(EVENT_AGENDA_MINUTES, "minutes", FIELD_INT, PARTNERS | GOVERNMENT, .min = "0", .max = "600")                 \
	F(EVENT_AGENDA_PRESENTER, "presenter", FIELD_TEXT, PARTNERS | GOVERNMENT, .max_length = 200)                   \
	F(EVENT_AGENDA_SENTENCE, "sentence", FIELD_TEXT, MULTILINE | PARTNERS | GOVERNMENT | SYSTEM,                   \
	  .max_length = 2000)                                                                                          \
	F(EVENT_AGENDA_FIGURES, "figures", FIELD_TEXT, PARTNERS | GOVERNMENT | SYSTEM, .max_length = 500)              \
	F(EVENT_AGENDA_SOURCE_KIND, "source_kind", FIELD_TEXT, PARTNERS | GOVERNMENT | SYSTEM, .max_length = 40)       \
	F(EVENT_AGENDA_SOURCE_ID, "source_id", FIELD_TEXT, INDEXED | PARTNERS | GOVERNMENT | SYSTEM, .max_length = 26) \
	F(EVENT_AGENDA_POINTS, "points", FIELD_TEXT, MULTILINE | PARTNERS | GOVERNMENT, .max_length = 20000)           \
	F(EVENT_AGENDA_CONCLUSION, "conclusion", FIELD_TEXT, MULTILINE | PARTNERS | GOVERNMENT, .max_length = 5000)
KIND_ENUM(EVENT_AGENDA, EVENT_AGENDA_FIELDS)
extern const struct kind event_agenda_kind;

/* To an organisation, or to a regency. "token_hash" is the hash of the secret in the reply link, which is kept nowhere.
 */
#define EVENT_INVITATION_FIELDS(F)                                                                                     \
	F(EVENT_INVITATION_ORG, "organisation", FIELD_LINK, INDEXED | LOOKUP | PARTNERS | GOVERNMENT | OWNER,          \
	  .to = &organisation_kind)                                                                                    \
	F(EVENT_INVITATION_PLACE, "place", FIELD_PLACE, INDEXED | LOOKUP | PARTNERS | GOVERNMENT | AREA)               \
	F(EVENT_INVITATION_NUMBER, "number", FIELD_TEXT, GOVERNMENT, .max_length = 100)                                \
	F(EVENT_INVITATION_SEATS, "seats", FIELD_INT, PARTNERS | GOVERNMENT, .min = "1", .max = "100")                 \
	F(EVENT_INVITATION_MAIL, "mail", FIELD_TEXT, PERSONAL | GOVERNMENT, .max_length = 254)                         \
	F(EVENT_INVITATION_REPLY, "reply", FIELD_CODE, INDEXED | PARTNERS | GOVERNMENT, .codes = "event-reply")        \
	F(EVENT_INVITATION_NAME, "name", FIELD_TEXT, PERSONAL | GOVERNMENT, .max_length = 200)                         \
	F(EVENT_INVITATION_POST, "post", FIELD_TEXT, GOVERNMENT, .max_length = 200)                                    \
	F(EVENT_INVITATION_CONTACT, "contact", FIELD_TEXT, PERSONAL | GOVERNMENT, .max_length = 200)                   \
	F(EVENT_INVITATION_NOTE, "note", FIELD_TEXT, MULTILINE | GOVERNMENT, .max_length = 1000)                       \
	F(EVENT_INVITATION_REPLIED, "replied", FIELD_DATETIME, GOVERNMENT | SYSTEM)                                    \
	F(EVENT_INVITATION_SENT, "sent", FIELD_DATETIME, GOVERNMENT | SYSTEM)                                          \
	F(EVENT_INVITATION_HASH, "token_hash", FIELD_TEXT, INDEXED | LOOKUP | SYSTEM, .max_length = 64)
KIND_ENUM(EVENT_INVITATION, EVENT_INVITATION_FIELDS)
extern const struct kind event_invitation_kind;

#define EVENT_ATTENDANCE_FIELDS(F)                                                                                     \
	F(EVENT_ATTENDANCE_NAME, "name", FIELD_TEXT, REQUIRED | PERSONAL | GOVERNMENT, .max_length = 200)              \
	F(EVENT_ATTENDANCE_SEX, "sex", FIELD_CODE, PERSONAL | GOVERNMENT, .codes = "person-sex")                       \
	F(EVENT_ATTENDANCE_POST, "post", FIELD_TEXT, PERSONAL | GOVERNMENT, .max_length = 200)                         \
	F(EVENT_ATTENDANCE_CONTACT, "contact", FIELD_TEXT, PERSONAL | GOVERNMENT, .max_length = 200)                   \
	F(EVENT_ATTENDANCE_ORG, "organisation", FIELD_LINK, INDEXED | LOOKUP | PARTNERS | GOVERNMENT,                  \
	  .to = &organisation_kind)                                                                                    \
	F(EVENT_ATTENDANCE_PLACE, "place", FIELD_PLACE, INDEXED | LOOKUP | PARTNERS | GOVERNMENT)                      \
	F(EVENT_ATTENDANCE_OTHER, "other", FIELD_TEXT, PARTNERS | GOVERNMENT, .max_length = 200)                       \
	F(EVENT_ATTENDANCE_WAY, "way", FIELD_CODE, GOVERNMENT, .codes = "event-way")                                   \
	F(EVENT_ATTENDANCE_AT, "at", FIELD_DATETIME, GOVERNMENT)
KIND_ENUM(EVENT_ATTENDANCE, EVENT_ATTENDANCE_FIELDS)
extern const struct kind event_attendance_kind;

#define EVENT_FIELDS(F)                                                                                                \
	F(EVENT_TITLE, "title", FIELD_TEXT, REQUIRED | INDEXED | SEARCH_TITLE | PUBLIC, .max_length = 300)             \
	F(EVENT_SORT, "sort", FIELD_CODE, REQUIRED | INDEXED | PUBLIC, .codes = "event-sort")                          \
	F(EVENT_DATE, "date", FIELD_DATE, REQUIRED | INDEXED | PUBLIC)                                                 \
	F(EVENT_UNTIL, "until", FIELD_DATE, INDEXED | PUBLIC)                                                          \
	F(EVENT_START, "starts", FIELD_TEXT, REQUIRED | INDEXED | PUBLIC, .max_length = 5)                             \
	F(EVENT_END, "ends", FIELD_TEXT, INDEXED | PUBLIC, .max_length = 5)                                            \
	F(EVENT_VENUE, "venue", FIELD_TEXT, REQUIRED | INDEXED | PUBLIC, .max_length = 300)                            \
	F(EVENT_HOST, "host", FIELD_TEXT, PUBLIC, .max_length = 300)                                                   \
	F(EVENT_BASIS, "basis", FIELD_TEXT, MULTILINE | PUBLIC, .max_length = 2000)                                    \
	F(EVENT_DRESS, "dress", FIELD_TEXT, PARTNERS | GOVERNMENT, .max_length = 100)                                  \
	F(EVENT_OPEN, "open", FIELD_BOOL, INDEXED | PUBLIC)                                                            \
	F(EVENT_QUORUM, "quorum", FIELD_INT, PARTNERS | GOVERNMENT, .min = "0", .max = "1000")                         \
	F(EVENT_CHAIR, "chair", FIELD_TEXT, PARTNERS | GOVERNMENT, .max_length = 200)                                  \
	F(EVENT_SECRETARY, "secretary", FIELD_TEXT, PARTNERS | GOVERNMENT, .max_length = 200)                          \
	F(EVENT_LETTER, "letter_number", FIELD_TEXT, GOVERNMENT, .max_length = 100)                                    \
	F(EVENT_LETTER_DATE, "letter_date", FIELD_DATE, GOVERNMENT)                                                    \
	F(EVENT_COMMITTEE, "committee", FIELD_ROWS, PARTNERS | GOVERNMENT, .rows = &event_committee_kind,              \
	  .max_length = 100)                                                                                           \
	F(EVENT_AGENDA, "agenda", FIELD_ROWS, PARTNERS | GOVERNMENT, .rows = &event_agenda_kind, .max_length = 100)    \
	F(EVENT_INVITATION, "invitation", FIELD_ROWS, PARTNERS | GOVERNMENT, .rows = &event_invitation_kind,           \
	  .max_length = 1000)                                                                                          \
	F(EVENT_ATTENDANCE, "attendance", FIELD_ROWS, PARTNERS | GOVERNMENT, .rows = &event_attendance_kind,           \
	  .max_length = 2000)                                                                                          \
	F(EVENT_OPENING, "opening", FIELD_TEXT, MULTILINE | PARTNERS | GOVERNMENT, .max_length = 5000)                 \
	F(EVENT_CLOSING, "closing", FIELD_TEXT, MULTILINE | PARTNERS | GOVERNMENT, .max_length = 5000)                 \
	F(EVENT_REPORT, "committee_report", FIELD_TEXT, MULTILINE | PARTNERS | GOVERNMENT, .max_length = 20000)        \
	/* the secret in the QR picture of the day, which hangs in the room */                                         \
	F(EVENT_CHECKIN, "checkin", FIELD_TEXT, INDEXED | LOOKUP | SYSTEM, .max_length = 64)                           \
	F(EVENT_STATUS, "status", FIELD_CODE, INDEXED | LOOKUP | PUBLIC | SYSTEM, .codes = "event-status")
KIND_ENUM(EVENT, EVENT_FIELDS)
extern const struct kind event_kind; /* number 45 */

/* ---- what was decided ---- */
#define DECISION_FIELDS(F)                                                                                             \
	F(DECISION_EVENT, "event", FIELD_LINK, REQUIRED | INDEXED | LOOKUP | PARTNERS | GOVERNMENT, .to = &event_kind) \
	F(DECISION_AGENDA, "agenda_row", FIELD_TEXT, INDEXED | PARTNERS | GOVERNMENT | SYSTEM, .max_length = 8)        \
	F(DECISION_NUMBER, "number", FIELD_INT, INDEXED | PARTNERS | GOVERNMENT | SYSTEM, .min = "1")                  \
	F(DECISION_TEXT, "text", FIELD_TEXT, REQUIRED | MULTILINE | INDEXED | SEARCH_TITLE | PARTNERS | GOVERNMENT,    \
	  .max_length = 2000)                                                                                          \
	F(DECISION_PROGRAMME, "programme", FIELD_LINK, PARTNERS | GOVERNMENT, .to = &activity_kind)                    \
	F(DECISION_PROBLEM, "problem", FIELD_LINK, PARTNERS | GOVERNMENT, .to = &problem_kind)                         \
	F(DECISION_AGREEMENT, "agreement", FIELD_LINK, PARTNERS | GOVERNMENT, .to = &agreement_kind)                   \
	F(DECISION_PLACE, "place", FIELD_PLACE, PARTNERS | GOVERNMENT)
KIND_ENUM(DECISION, DECISION_FIELDS)
extern const struct kind decision_kind; /* number 46 */

/* ---- what is to be done: by an organisation, or by a regency ---- */
#define ITEM_DELAY_FIELDS(F)                                                                                           \
	F(ITEM_DELAY_DATE, "date", FIELD_DATE, REQUIRED | INDEXED | PARTNERS | GOVERNMENT)                             \
	F(ITEM_DELAY_REASON, "reason", FIELD_TEXT, REQUIRED | MULTILINE | PARTNERS | GOVERNMENT, .max_length = 2000)   \
	F(ITEM_DELAY_OLD, "old_due", FIELD_DATE, PARTNERS | GOVERNMENT)                                                \
	F(ITEM_DELAY_NEW, "new_due", FIELD_DATE, PARTNERS | GOVERNMENT)
KIND_ENUM(ITEM_DELAY, ITEM_DELAY_FIELDS)
extern const struct kind action_delay_kind;

#define ACTION_ITEM_FIELDS(F)                                                                                          \
	F(ITEM_EVENT, "event", FIELD_LINK, REQUIRED | INDEXED | LOOKUP | PARTNERS | GOVERNMENT, .to = &event_kind)     \
	F(ITEM_AGENDA, "agenda_row", FIELD_TEXT, INDEXED | PARTNERS | GOVERNMENT | SYSTEM, .max_length = 8)            \
	F(ITEM_DECISION, "decision", FIELD_LINK, INDEXED | LOOKUP | PARTNERS | GOVERNMENT, .to = &decision_kind)       \
	F(ITEM_NUMBER, "number", FIELD_INT, INDEXED | PARTNERS | GOVERNMENT | SYSTEM, .min = "1")                      \
	F(ITEM_TEXT, "text", FIELD_TEXT, REQUIRED | MULTILINE | INDEXED | SEARCH_TITLE | PARTNERS | GOVERNMENT,        \
	  .max_length = 2000)                                                                                          \
	F(ITEM_ORG, "organisation", FIELD_LINK, INDEXED | LOOKUP | PARTNERS | GOVERNMENT | OWNER,                      \
	  .to = &organisation_kind)                                                                                    \
	F(ITEM_REGENCY, "regency", FIELD_PLACE, INDEXED | LOOKUP | PARTNERS | GOVERNMENT | AREA)                       \
	F(ITEM_POST, "post", FIELD_TEXT, PARTNERS | GOVERNMENT, .max_length = 200)                                     \
	F(ITEM_OTHERS, "others", FIELD_TEXT, PARTNERS | GOVERNMENT, .max_length = 500)                                 \
	F(ITEM_DUE, "due", FIELD_DATE, REQUIRED | INDEXED | PARTNERS | GOVERNMENT)                                     \
	F(ITEM_INDICATOR, "indicator", FIELD_TEXT, PARTNERS | GOVERNMENT, .max_length = 500)                           \
	F(ITEM_PROGRAMME, "programme", FIELD_LINK, PARTNERS | GOVERNMENT, .to = &activity_kind)                        \
	F(ITEM_PROBLEM, "problem", FIELD_LINK, INDEXED | LOOKUP | PARTNERS | GOVERNMENT, .to = &problem_kind)          \
	F(ITEM_AGREEMENT, "agreement", FIELD_LINK, PARTNERS | GOVERNMENT, .to = &agreement_kind)                       \
	F(ITEM_PLACE, "place", FIELD_PLACE, PARTNERS | GOVERNMENT)                                                     \
	F(ITEM_EVIDENCE, "evidence", FIELD_TEXT, MULTILINE | PARTNERS | GOVERNMENT, .max_length = 5000)                \
	F(ITEM_PROOF, "evidence_document", FIELD_LINK, SYSTEM | PARTNERS | GOVERNMENT, .to = &document_kind)           \
	F(ITEM_DELAY, "delay", FIELD_ROWS, SYSTEM | PARTNERS | GOVERNMENT, .rows = &action_delay_kind,                 \
	  .max_length = 50)                                                                                            \
	F(ITEM_DONE_ON, "done_on", FIELD_DATE, INDEXED | SYSTEM | PARTNERS | GOVERNMENT)                               \
	F(ITEM_STATUS, "status", FIELD_CODE, INDEXED | LOOKUP | SYSTEM | PARTNERS | GOVERNMENT,                        \
	  .codes = "action-status")
KIND_ENUM(ITEM, ACTION_ITEM_FIELDS)
extern const struct kind action_item_kind; /* number 47 */

/* ---- what somebody who did not come has to say ---- */
#define CONTRIBUTION_FIELDS(F)                                                                                         \
	F(CONTRIBUTION_EVENT, "event", FIELD_LINK, REQUIRED | INDEXED | LOOKUP | PARTNERS | GOVERNMENT,                \
	  .to = &event_kind)                                                                                           \
	F(CONTRIBUTION_ORG, "organisation", FIELD_LINK, INDEXED | LOOKUP | PARTNERS | GOVERNMENT | OWNER,              \
	  .to = &organisation_kind)                                                                                    \
	F(CONTRIBUTION_REGENCY, "regency", FIELD_PLACE, INDEXED | LOOKUP | PARTNERS | GOVERNMENT | AREA)               \
	F(CONTRIBUTION_SUCCESSES, "successes", FIELD_TEXT, REQUIRED | MULTILINE | SEARCH_BODY | PARTNERS | GOVERNMENT, \
	  .max_length = 5000)                                                                                          \
	F(CONTRIBUTION_OBSTACLES, "obstacles", FIELD_TEXT, MULTILINE | SEARCH_BODY | PARTNERS | GOVERNMENT,            \
	  .max_length = 5000)                                                                                          \
	F(CONTRIBUTION_REQUESTS, "requests", FIELD_TEXT, MULTILINE | PARTNERS | GOVERNMENT, .max_length = 5000)        \
	F(CONTRIBUTION_ON_DECISIONS, "on_decisions", FIELD_TEXT, MULTILINE | PARTNERS | GOVERNMENT,                    \
	  .max_length = 5000)                                                                                          \
	F(CONTRIBUTION_STATUS, "status", FIELD_CODE, INDEXED | SYSTEM | PARTNERS | GOVERNMENT,                         \
	  .codes = "contribution-status")
KIND_ENUM(CONTRIBUTION, CONTRIBUTION_FIELDS)
extern const struct kind contribution_kind; /* number 48 */

struct desk_room;
extern const struct route meeting_routes[], meeting_public_routes[];
extern const struct desk_room event_room, decision_room, action_item_room, contribution_room;

#endif
