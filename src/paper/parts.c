/* Parts of official papers, made of tables and paragraphs. */
#include "paper/block.h"

enum { COLON_MM = 4, ABREAST_MOST = 3 };

/* The width between the margins, in mm. */
static int width_mm(const struct paper *p)
{
	struct page_size s = paper_page(p, p->o.landscape);
	return (int)((s.width - s.left - s.right) / MM);
}

void paper_facts(struct paper *p, int label_mm, const struct paper_fact *facts, size_t n)
{
	int rest = width_mm(p) - label_mm - COLON_MM;
	struct paper_column columns[] = { { label_mm, PAPER_AT_LEFT },
		                          { COLON_MM, PAPER_AT_LEFT },
		                          { rest > 10 ? rest : 10, PAPER_AT_LEFT } };
	struct paper_table *t = paper_table(p, &(struct paper_table_opts){ .columns = columns, .n = 3, .plain = true });
	for (size_t i = 0; i < n; i++) {
		struct paper_cell cells[] = { { .text = facts[i].label },
			                      { .text = STR(":") },
			                      { .text = facts[i].text } };
		paper_row(t, PAPER_BODY, cells, SEL_COUNT(cells));
	}
}

void paper_letter_head(struct paper *p, const struct paper_letter *l)
{
	enum { LABEL_MM = 22, RIGHT_MM = 70 };
	int rest = width_mm(p) - LABEL_MM - COLON_MM - RIGHT_MM;
	struct paper_column columns[] = { { LABEL_MM, PAPER_AT_LEFT },
		                          { COLON_MM, PAPER_AT_LEFT },
		                          { rest > 10 ? rest : 10, PAPER_AT_LEFT },
		                          { RIGHT_MM, PAPER_AT_LEFT } };
	struct paper_table *t = paper_table(p, &(struct paper_table_opts){ .columns = columns, .n = 4, .plain = true });
	struct paper_cell first[] = { { .columns = 3 }, { .text = l->place_date } };
	paper_row(t, PAPER_BODY, first, SEL_COUNT(first));
	/* whom it is for begins beside the first fact and goes down beside the others, a line a row */
	str rest_to = l->to, line;
	for (size_t i = 0; i < l->nfacts || rest_to.n; i++) {
		bool fact = i < l->nfacts, last = i + 1 >= l->nfacts;
		str to = last ? rest_to : STR_EMPTY;
		if (last)
			rest_to = STR_EMPTY;
		else if (str_cut(&rest_to, '\n', &line))
			to = line;
		struct paper_cell cells[] = { { .text = fact ? l->facts[i].label : STR_EMPTY },
			                      { .text = fact ? STR(":") : STR_EMPTY },
			                      { .text = fact ? l->facts[i].text : STR_EMPTY },
			                      { .text = to } };
		paper_row(t, PAPER_BODY, cells, SEL_COUNT(cells));
	}
}

/* The cells of one signatory's line; the name is the one to sign over. */
enum part { PART_DATE, PART_POST, PART_SPACE, PART_NAME, PART_RANK, PART_NUMBER, PART_COUNT };

static str part_text(const struct paper_signatory *s, enum part part)
{
	switch (part) {
	case PART_POST:
		return s->post;
	case PART_NAME:
		return s->name.n ? s->name : STR("..........................................");
	case PART_RANK:
		return s->rank;
	case PART_NUMBER:
		return s->number;
	default:
		return STR_EMPTY;
	}
}

/* N signatories in a row with room for ABREAST. */
static void sign_row(struct paper *p, str place_date, const struct paper_signatory *list, size_t n, size_t abreast)
{
	static const struct paper_column parts[ABREAST_MOST] = { { 1, PAPER_AT_CENTRE },
		                                                 { 1, PAPER_AT_CENTRE },
		                                                 { 1, PAPER_AT_CENTRE } };
	struct paper_table *t = paper_table(
	    p, &(struct paper_table_opts){ .columns = parts, .n = (uint32_t)abreast, .plain = true, .together = true });
	for (enum part part = 0; part < PART_COUNT; part++) {
		struct paper_cell cells[ABREAST_MOST] = { { .text = STR_EMPTY } };
		bool any = part == PART_SPACE || (part == PART_DATE && place_date.n);
		for (size_t i = 0; i < n; i++) {
			size_t at = abreast - n + i;
			cells[at].text = part_text(&list[i], part);
			cells[at].marks = part == PART_NAME && list[i].name.n ? PAPER_BOLD | PAPER_UNDERLINE : 0;
			any = any || cells[at].text.n;
		}
		if (part == PART_DATE)
			cells[abreast - 1].text = place_date;
		if (part == PART_SPACE)
			cells[abreast - 1].text = STR("\n\n\n");
		if (any)
			paper_row(t, PAPER_BODY, cells, abreast);
	}
}

void paper_signatures(struct paper *p, str place_date, const struct paper_signatory *list, size_t n)
{
	size_t abreast = n > 2 && p->o.landscape ? 3 : 2;
	struct block *last = p->blocks.n ? &p->blocks.p[p->blocks.n - 1] : NULL;
	/* signatures alone on a page could be bound to any text */
	if (last && last->type == BLOCK_TEXT)
		last->keep = true;
	for (size_t i = 0; i < n; i += abreast)
		sign_row(p, i ? STR_EMPTY : place_date, list + i, n - i < abreast ? n - i : abreast, abreast);
}

void paper_copies(struct paper *p, str label, const str *to, size_t n)
{
	if (!n)
		return;
	paper_text(p, PAPER_LEFT, label);
	paper_list(p, PAPER_NUMBERS, 0, to, n);
}
