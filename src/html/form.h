/* form.h -- what the templates of forms (form.html) take: a tree of nodes (record/form.h) and the words beside it. */
#ifndef SELARAS_HTML_FORM_H
#define SELARAS_HTML_FORM_H

#include "html/html.h"
#include "record/form.h"

/* A choice of a select. */
struct form_choice {
	str value, label;
	bool selected;
};
/* The choices of N, the first one empty; a value that is on no list is kept as a choice of its own. */
const struct form_choice *form_choices(const struct page *pg, const struct form_node *n, size_t *count);
/* What a long list suggests: "IDR – Rupiah". */
const str *form_suggestions(const struct page *pg, const struct codelist *list, size_t *count);

str form_label(const struct page *pg, const struct form_node *n);
/* Help from the catalogue ("help.KIND.NAME"), the empty str when there is none. */
str form_help(const struct page *pg, const struct form_node *n);
str form_source(const struct form_node *n); /* law or standard; may be empty */
/* Whether the choices of another field of the record follow what is chosen in N. */
bool form_leads(const struct form_node *n);
/* What is wrong at N, for people; empty when nothing is. */
str form_problem(const struct page *pg, const struct form_node *n);
/* What P says, with days as people write them. */
str page_problem(const struct page *pg, const struct problem *p);
/* "f-NAME": the id of N's first control. */
str form_id(const struct page *pg, const struct form_node *n);
/* "Bahasa Indonesia", "English", or the language's code. */
str form_text_label(const struct page *pg, const struct form_text *t);
/* What a picker finds: "place" or a kind's name. */
str form_picks(const struct form_node *n);
/* Of a row with many fields the most used ones come first; this is how many. The nodes are sorted in place. */
uint32_t form_main(struct form_row *row);
bool form_has_shares(const struct form_node *n);
str form_row_title(const struct page *pg, const struct form_node *n, size_t at);
const char *form_inputmode(const struct form_node *n); /* "decimal", "numeric", "text" */

/* One line of the summary at the top. */
struct form_error {
	str label, text;
	struct url href;
};
const struct form_error *form_errors(const struct page *pg, const struct form_tree *t, const struct problems *ps,
                                     size_t *count);

#endif
