/* The page of a partner or a place on one sheet of paper: what the public page shows, as far as it fits. Lists are cut
 * until it does, and say how many are left out. */
#include "base/utf8.h"
#include "desk/print.h"
#include "site/profile.h"

enum { SMALL = 8, LABEL_MM = 45, YEARS_MOST = 10, COLUMNS_MOST = 12, TILES_MOST = 6 };
/* Word processors break some lines otherwise than we do. */
enum { SLACK_MM = 8 };

struct sheet_of {
	struct view_of *v;
	struct paper *paper;
	size_t rows; /* at most, of a list */
};

static str more_text(struct sheet_of *s, size_t n)
{
	return msg_fmt(s->v->a, s->v->page->lang, MSG_PRINT_MORE, i18n_int(s->v->a, s->v->page->lang, (int64_t)n));
}

static size_t shown(const struct sheet_of *s, size_t n)
{
	/* one line that says that one is left out would take the place of that one */
	return n <= s->rows + 1 ? n : s->rows;
}

static void add_tiles(struct sheet_of *s, const struct block *b)
{
	struct paper_column columns[TILES_MOST];
	struct paper_cell labels[TILES_MOST], values[TILES_MOST];
	size_t n = b->n < TILES_MOST ? b->n : TILES_MOST;
	for (size_t i = 0; i < n; i++) {
		const struct tile *t = &b->u.tiles[i];
		columns[i] = (struct paper_column){ 1, PAPER_AT_CENTRE };
		labels[i] = (struct paper_cell){ .text = t->label };
		values[i] = (struct paper_cell){ .text = t->value, .marks = PAPER_BOLD };
	}
	struct paper_table *t = paper_table(
	    s->paper,
	    &(struct paper_table_opts){ .columns = columns, .n = (uint32_t)n, .font_size = SMALL, .together = true });
	paper_row(t, PAPER_HEAD, labels, n);
	paper_row(t, PAPER_BODY, values, n);
	bool notes = false;
	for (size_t i = 0; i < n; i++) {
		values[i] = (struct paper_cell){ .text = b->u.tiles[i].note };
		notes = notes || values[i].text.n;
	}
	if (notes)
		paper_row(t, PAPER_BODY, values, n);
}

static void add_facts(struct sheet_of *s, const struct block *b)
{
	struct paper_fact *facts = arena_array(s->v->a, struct paper_fact, b->n + 1);
	for (size_t i = 0; i < b->n; i++)
		facts[i] = (struct paper_fact){ b->u.facts[i].label, b->u.facts[i].text };
	paper_facts(s->paper, LABEL_MM, facts, b->n);
}

/* One or two lists of counts beside each other. */
static void add_bars(struct sheet_of *s, const struct bars *const *lists, size_t n)
{
	static const struct paper_column columns[] = {
		{ 36, PAPER_AT_LEFT }, { 8, PAPER_AT_RIGHT }, { 36, PAPER_AT_LEFT }, { 8, PAPER_AT_RIGHT }
	};
	struct paper_cell cells[4] = { { .text = STR_EMPTY } };
	size_t most = 0;
	struct paper_table *t = paper_table(
	    s->paper, &(struct paper_table_opts){ .columns = columns, .n = (uint32_t)(2 * n), .font_size = SMALL });
	for (size_t i = 0; i < n; i++) {
		cells[2 * i] = (struct paper_cell){ .text = lists[i]->caption };
		cells[2 * i + 1] = (struct paper_cell){ .text = STR("\xCE\xA3") };
		most = lists[i]->n > most ? lists[i]->n : most;
	}
	paper_row(t, PAPER_HEAD, cells, 2 * n);
	for (size_t row = 0; row < most && row <= s->rows; row++) {
		for (size_t i = 0; i < n; i++) {
			size_t here = shown(s, lists[i]->n);
			const struct bar *bar = row < here ? &lists[i]->bars[row] : NULL;
			bool more = row == here && here < lists[i]->n;
			cells[2 * i] = (struct paper_cell){ .text = bar    ? bar->label
				                                    : more ? more_text(s, lists[i]->n - here)
				                                           : STR_EMPTY,
				                            .marks = more ? PAPER_ITALIC : 0 };
			cells[2 * i + 1] = (struct paper_cell){ .text = bar ? bar->text : STR_EMPTY };
		}
		paper_row(t, PAPER_BODY, cells, 2 * n);
	}
}

/* The last years of a chart, a column each. */
static void add_years(struct sheet_of *s, const struct columns *c)
{
	struct paper_column columns[YEARS_MOST];
	struct paper_cell years[YEARS_MOST], values[YEARS_MOST];
	size_t n = c->n < YEARS_MOST ? c->n : YEARS_MOST;
	for (size_t i = 0; i < n; i++) {
		const struct year_value *y = &c->points[c->n - n + i];
		columns[i] = (struct paper_column){ 1, PAPER_AT_RIGHT };
		years[i] = (struct paper_cell){ .text = y->label };
		values[i] = (struct paper_cell){ .text = y->known ? y->text : STR("\xE2\x80\x93") };
	}
	if (!n)
		return;
	paper_text(s->paper, PAPER_SUBHEADING, c->caption);
	struct paper_table *t =
	    paper_table(s->paper, &(struct paper_table_opts){
	                              .columns = columns, .n = (uint32_t)n, .font_size = SMALL - 1, .together = true });
	paper_row(t, PAPER_HEAD, years, n);
	paper_row(t, PAPER_BODY, values, n);
}

static size_t longest_word(str s)
{
	size_t most = 0;
	str word;
	while (str_cut(&s, ' ', &word)) {
		size_t n = utf8_length(word);
		most = n > most ? n : most;
	}
	return most;
}

/* What a column's longest word needs, and what its longest text would like, in characters. */
struct wish {
	int least, most;
};
static struct wish wish_of(const struct table *t, size_t column, size_t rows)
{
	enum { MOST = 40, WORD_MOST = 18, EDGES = 3 };
	/* headings are bold */
	size_t label = longest_word(t->columns[column].label), word = label + label / 4, width = word;
	for (size_t i = 0; i < rows; i++) {
		str s = t->cells[i * t->ncolumns + column].text;
		size_t n = utf8_length(s), w = longest_word(s);
		width = n > width ? n : width;
		word = w > word ? w : word;
	}
	word = word > WORD_MOST ? WORD_MOST : word;
	width = width < word ? word : width > MOST ? MOST : width;
	return (struct wish){ (int)word + EDGES, (int)width + EDGES };
}

/* Words first; what is left of the line goes to those that have more to say. */
static void share_line(const struct table *t, size_t n, size_t rows, struct paper_column *columns)
{
	enum { LINE = 130 };
	struct wish wishes[COLUMNS_MOST];
	int least = 0, most = 0;
	for (size_t i = 0; i < n; i++) {
		wishes[i] = wish_of(t, i, rows);
		least += wishes[i].least;
		most += wishes[i].most;
	}
	int left = LINE > least ? LINE - least : 0;
	for (size_t i = 0; i < n; i++) {
		int more = wishes[i].most - wishes[i].least;
		columns[i] =
		    (struct paper_column){ wishes[i].least + (most > LINE ? more * left / (most - least) : more),
			                   t->columns[i].numeric ? PAPER_AT_RIGHT : PAPER_AT_LEFT };
	}
}

static void add_table(struct sheet_of *s, const struct table *table)
{
	size_t n = table->ncolumns < COLUMNS_MOST ? table->ncolumns : COLUMNS_MOST, rows = shown(s, table->nrows);
	struct paper_column columns[COLUMNS_MOST];
	struct paper_cell cells[COLUMNS_MOST];
	if (!table->nrows)
		return;
	share_line(table, n, rows, columns);
	for (size_t i = 0; i < n; i++)
		cells[i] = (struct paper_cell){ .text = table->columns[i].label };
	paper_text(s->paper, PAPER_SUBHEADING, table->caption);
	struct paper_table *t = paper_table(
	    s->paper, &(struct paper_table_opts){ .columns = columns, .n = (uint32_t)n, .font_size = SMALL - (n > 5) });
	paper_row(t, PAPER_HEAD, cells, n);
	for (size_t row = 0; row < rows; row++) {
		for (size_t i = 0; i < n; i++)
			cells[i] = (struct paper_cell){ .text = table->cells[row * table->ncolumns + i].text };
		paper_row(t, PAPER_BODY, cells, n);
	}
	if (rows < table->nrows) {
		struct paper_cell more = { .text = more_text(s, table->nrows - rows),
			                   .columns = (uint8_t)n,
			                   .marks = PAPER_ITALIC };
		paper_row(t, PAPER_BODY, &more, 1);
	}
}

static void add_block(struct sheet_of *s, const struct profile *p, size_t *at)
{
	const struct block *b = &p->blocks[*at];
	const struct bars *pair[2];
	size_t n = 0;
	switch (b->type) {
	case BLOCK_TILES:
		add_tiles(s, b);
		break;
	case BLOCK_FACTS:
		add_facts(s, b);
		break;
	case BLOCK_TABLE:
		add_table(s, b->u.table);
		break;
	case BLOCK_COLUMNS:
		add_years(s, b->u.columns);
		break;
	case BLOCK_BARS:
		while (n < 2 && *at + n < p->n && p->blocks[*at + n].type == BLOCK_BARS) {
			pair[n] = p->blocks[*at + n].u.bars;
			n++;
		}
		*at += n - 1;
		add_bars(s, pair, n);
		break;
	default: /* maps and links are for screens */
		break;
	}
}

static struct paper *sheet(struct view_of *v, const struct print *print, const struct profile *p, size_t rows)
{
	struct sheet_of s = { v, print_begin(print), rows };
	paper_text(s.paper, PAPER_TITLE, p->title);
	paper_text(s.paper, PAPER_SUBTITLE, print->subject);
	for (size_t i = 0; i < p->n; i++)
		add_block(&s, p, &i);
	if (p->source && p->source->method.n)
		paper_text(s.paper, PAPER_NOTE, p->source->method);
	return s.paper;
}

struct reply profile_paper(struct view_of *v, const struct profile *p, enum msg subject, struct url at)
{
	static const size_t limits[] = { 12, 10, 8, 6, 5, 4, 3, 2, 1 };
	bool docx;
	int room;
	if (!print_format(v->req->params[2], "profile", &docx))
		return view_not_found(v);
	struct print print = { .req = v->req,
		               .web = &v->site->web,
		               .page = v->page,
		               .a = v->a,
		               .db = v->db,
		               .title = p->title,
		               .subject = msg(v->page->lang, subject),
		               .when = v->cube->newest,
		               .at = at,
		               .source = p->source ? p->source->name : STR_EMPTY,
		               .small = true,
		               .bare = true };
	struct paper *paper = NULL;
	for (size_t i = 0; i < SEL_COUNT(limits); i++) {
		paper = sheet(v, &print, p, limits[i]);
		if (paper_pages(paper, &room) <= 1 && room >= SLACK_MM)
			break;
	}
	struct reply r =
	    print_reply(&print, paper, docx, arena_cat(v->a, STR("profil-"), print_file_word(v->a, v->req->params[1])));
	r.cacheable = true;
	return r;
}

void profile_papers(struct view_of *v, struct profile *p, const char *format, str name)
{
	struct download *list = arena_array(v->a, struct download, 2);
	list[0] = (struct download){ msg(v->page->lang, MSG_PRINT_PDF),
		                     url_path(v->page, arena_fmt(v->a, "%s/profile.pdf", format).p, name), STR_EMPTY };
	list[1] = (struct download){ msg(v->page->lang, MSG_PRINT_DOCX),
		                     url_path(v->page, arena_fmt(v->a, "%s/profile.docx", format).p, name), STR_EMPTY };
	p->downloads = list;
	p->ndownloads = 2;
}
