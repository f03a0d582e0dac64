/* pages.h -- what the desk shows of permits, agreements, registers and documents, beside the generic pages: the
 * procedure of an agreement, the board of all of them, deadlines, the documents of a record. */
#ifndef SELARAS_AGREEMENT_PAGES_H
#define SELARAS_AGREEMENT_PAGES_H

#include "agreement/attachment.h"
#include "agreement/procedure.h"
#include "agreement/register.h"
#include "desk/desk.h"

extern const struct route agreement_routes[];
extern const struct desk_room agreement_room, permit_room, register_room, document_room, every_room;

/* Handlers of pages_files.c. */
struct reply agreement_attach(struct req *r);
struct reply agreement_download(struct req *r);
/* The page of what is not taken, 422. */
struct reply agreement_refuse(struct desk_view *v, const struct problems *ps);

/* Handlers of pages_register.c. */
struct reply agreement_register_form(struct req *r);
struct reply agreement_registers(struct req *r);
struct reply agreement_register(struct req *r);
struct reply agreement_register_file(struct req *r);
struct reply agreement_register_make(struct req *r);
struct reply agreement_register_correct(struct req *r);
struct reply agreement_register_csv(struct req *r);
struct reply agreement_register_xlsx(struct req *r);
struct reply agreement_register_pdf(struct req *r);
struct reply agreement_register_docx(struct req *r);
/* The register R of the page AT as a paper (paper.c). */
struct reply register_paper(struct desk_view *v, const struct record *r, struct url at, bool docx);
/* Head and signature of the register D on the day on which it was made; an NIP only for those who may see it. */
const struct office_paper *register_office(struct desk_view *v, const struct doc *d);
/* "27 lembaga = 6 bilateral + 7 multilateral + 14 NGO". */
str register_counts(struct desk_view *v, const struct doc *d);

/* Handlers of pages_numbers.c. */
struct reply agreement_numbers(struct req *r);
struct reply agreement_number_take(struct req *r);
extern const struct desk_room unit_room, official_room;

/* ---- for the templates of this room ---- */
/* Numbers of a unit's letters in a year, the last one first. */
struct number_row {
	str sequence, number, day, who, subject;
	struct url record; /* what took it; empty: taken by hand */
};
struct numbers_page {
	str unit, refused, taken; /* taken: the number just given */
	str next;                 /* how the next one will look */
	struct pager pager;
	int year;
	const struct number_row *rows;
	uint32_t n;
	struct url self, earlier, later;
	str subject; /* as typed */
	bool may_take;
};
struct choice_of {
	str code, name;
};
/* What a problem says, with the name of what it is about. */
str agreement_problem(const struct page *pg, const struct problem *x);
/* What is wrong with the field PATH; empty when nothing is. */
str agreement_problem_at(const struct page *pg, const struct problem *first, const char *path);
/* The codes of LIST with their names. */
struct choice_of *agreement_choices(struct desk_view *v, const char *list, uint32_t *n);

/* What was typed into the form of a step that was refused, and why. */
struct step_typed {
	str date, number, actor, result, document, reason, end_reason;
	const struct problem *problems; /* NULL: nothing was typed */
};
struct step_row {
	str code, name, law, actor, state, date, number, result, reason, by_clock;
	const char *mark; /* class */
	bool general, open, may_start, may_finish, may_skip, wants_end;
	unsigned needs;
	const struct choice_of *results;
	uint32_t nresults;
	const struct problem *blocked; /* what is missing */
	struct step_typed typed;
};
struct procedure_page {
	str title, track, status, refused;
	struct url back, action, board;
	uint32_t version;
	const struct step_row *rows;
	uint32_t nrows;
	const struct choice_of *documents, *reasons;
	uint32_t ndocuments, nreasons;
	bool may_advance, signed_, ended;
	const struct problems *problems;
	const struct chain_link
	    *chain; /* earlier and later agreements with this one, in order; none when it is alone */
	uint32_t nchain;
	struct step_typed stop, end; /* of the forms below the steps */
};
struct chain_link {
	str title, relation, period, status;
	struct url href;
	bool here;
};
/* The amendments and renewals that V's agreement is one of, from the first on; none when it stands alone. */
const struct chain_link *agreement_chain(struct desk_view *v, uint32_t *n);

struct procedure_panel {
	str stage, law, clock;
	struct url href;
};
struct document_version {
	str number, name, added;
	struct url href;
};
struct document_row {
	str title, sort, note, audience, id;
	struct url href;
	const struct document_version *versions;
	uint32_t nversions;
};
struct documents_panel {
	const struct document_row *rows;
	uint32_t nrows;
	bool may_attach;
	struct url action;
	const struct choice_of *sorts, *audiences;
	uint32_t nsorts, naudiences;
	str max;
	/* of an upload that was refused */
	bool open;
	str title, sort, number, date, audience;
};
struct table_page {
	str lead;
	const struct table *tables;
	uint32_t n;
	str note;           /* below them; may be empty */
	struct pager pager; /* of the one table; total 0: none */
};
struct deadline_line {
	str due, left, what, title, law;
	const char *mark; /* class of the badge; NULL: there is time */
	struct url href;
};
struct deadlines_page {
	str lead;
	const struct deadline_line *lines;
	uint32_t n;
	struct pager pager;
};
struct warnings_panel {
	const struct problem *first;
	str lead;
};
struct register_panel {
	str counts, made;
	const struct office_paper *paper; /* of the day on which it was made */
	struct url csv, xlsx, pdf, docx, correct;
	struct url make; /* anew; empty when it is frozen */
	str year;
	bool may_correct;
};
struct register_page {
	str counts, made;
	const struct office_paper *paper;
	const struct table *lines, *corrections; /* NULL: none */
	struct url csv, xlsx, pdf, docx, all;
};

#endif
