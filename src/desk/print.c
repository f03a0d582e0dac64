#include "desk/print.h"

#include "base/date.h"

static enum lang lang_of(const struct print *p)
{
	return p->page->lang;
}

/* ---- the province ---- */

/* A paper of the bureau as it was called on the paper's day; of the province where no unit is known. */
static struct paper_look look_of(const struct print *p)
{
	struct paper_look look = { .size = PAPER_A4 };
	if (p->office && p->office->head.folio)
		look.size = PAPER_F4;
	if (p->office)
		look.font = p->office->head.font;
	if (p->small) {
		enum { POINTS = 9, EDGE_MM = 15 };
		look.font_size = POINTS;
		look.top = EDGE_MM + 1;
		look.right = look.bottom = EDGE_MM;
		look.left = EDGE_MM + 5;
	}
	return look;
}

static void add_letterhead(const struct print *p, struct paper *paper)
{
	struct paper_head lines[2 * LETTERHEAD_LINES + 2];
	size_t n = 0;
	const struct letterhead *h = p->office && p->office->head.unit.n ? &p->office->head : NULL;
	for (uint32_t i = 0; h && i < h->nabove; i++)
		lines[n++] = (struct paper_head){ PAPER_HEAD_NAME, h->above[i] };
	lines[n++] = (struct paper_head){ PAPER_HEAD_UNIT, h ? h->unit : msg(LANG_ID, MSG_PRINT_GOVERNMENT) };
	for (uint32_t i = 0; h && i < h->naddress; i++)
		lines[n++] = (struct paper_head){ PAPER_HEAD_ADDRESS, h->address[i] };
	str town = h && h->postcode.n ? arena_fmt(p->a, "%.*s %.*s", STR_ARG(h->town), STR_ARG(h->postcode))
	           : h                ? h->town
	                              : msg(LANG_ID, MSG_PRINT_TOWN);
	lines[n++] = (struct paper_head){ PAPER_HEAD_ADDRESS, town };
	paper_letterhead(paper, STR_EMPTY, lines, n);
}

/* ---- the paper ---- */

static str address_of(const struct print *p)
{
	str site = p->web->address;
	if (!site.n || !p->at.s.n)
		return STR_EMPTY;
	while (site.n && site.p[site.n - 1] == '/')
		site.n--;
	return arena_cat(p->a, site, p->at.s);
}

struct paper *print_begin(const struct print *p)
{
	enum lang l = lang_of(p);
	str day = i18n_date(p->a, l, date_of_instant(p->when), DATE_LONG);
	str source = p->source.n ? p->source : msg(l, MSG_PRINT_SOURCE);
	struct paper_opts o = { .look = look_of(p),
		                .landscape = p->landscape,
		                .language = l == LANG_EN ? STR("en-GB") : STR("id-ID"),
		                .title = p->title,
		                .author = msg(l, MSG_PRINT_AUTHOR),
		                .subject = p->subject,
		                .date = p->when,
		                .mark = p->web->page.demo ? msg(l, MSG_PRINT_DEMO) : STR_EMPTY,
		                .source = msg_fmt(p->a, l, MSG_PRINT_SOURCE_OF, source, day),
		                .address = address_of(p),
		                .page_words = msg_fmt(p->a, l, MSG_PRINT_PAGE_OF, STR("{0}"), STR("{1}")) };
	struct paper *paper = paper_new(p->a, &o);
	if (!p->bare)
		add_letterhead(p, paper);
	return paper;
}

str print_place(const struct print *p, str day)
{
	str town = p->office && p->office->sign.town.n   ? p->office->sign.town
	           : p->office && p->office->head.town.n ? p->office->head.town
	                                                 : msg(LANG_ID, MSG_PRINT_TOWN);
	return arena_fmt(p->a, "%.*s, %.*s", STR_ARG(town),
	                 STR_ARG(day.n ? day : STR("........................................")));
}

struct paper_signatory print_signatory(const struct print *p)
{
	const struct signature *s = p->office && p->office->sign.known ? &p->office->sign : NULL;
	struct paper_signatory out = { .post = msg(lang_of(p), MSG_PRINT_SIGNS) };
	if (!s)
		return out;
	out.post = STR_EMPTY;
	for (uint32_t i = 0; i < s->nlines; i++)
		out.post = arena_fmt(p->a, "%.*s%s%.*s", STR_ARG(out.post), i ? "\n" : "", STR_ARG(s->lines[i]));
	out.post = arena_cat(p->a, out.post, STR(","));
	out.name = s->name;
	out.rank = s->rank;
	if (s->nip.n)
		out.number = arena_cat(p->a, STR("NIP "), s->nip);
	return out;
}

/* ---- the reply ---- */

struct reply print_reply(const struct print *p, struct paper *paper, bool docx, str name)
{
	static const char *const types[] = {
		"application/pdf", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
	};
	str file;
	enum paper_rc rc = docx ? paper_docx(paper, &file) : paper_pdf(paper, &file);
	if (rc != PAPER_OK)
		return reply_text(p->req, rc == PAPER_TOO_BIG ? 413 : 503, "text/plain; charset=utf-8",
		                  msg(lang_of(p), rc == PAPER_TOO_BIG ? MSG_PRINT_TOO_BIG : MSG_DESK_BUSY));
	struct reply r = reply_text(p->req, 200, types[docx], file);
	reply_download(p->req, &r,
	               arena_fmt(p->a, "%s%.*s.%s", p->web->page.demo ? "data-contoh-" : "", STR_ARG(name),
	                         docx ? "docx" : "pdf"));
	return r;
}

str print_file_word(arena *a, str s)
{
	struct buf b;
	buf_init(&b, a, 200);
	for (size_t i = 0; i < s.n && i < 100; i++) {
		char c = s.p[i];
		bool plain = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '.';
		buf_char(&b, plain ? c : '-');
	}
	return buf_str(&b);
}

bool print_format(str file, const char *name, bool *docx)
{
	size_t n = strlen(name);
	if (!str_starts(file, str_of(name)))
		return false;
	str ending = str_sub(file, n, SIZE_MAX);
	*docx = str_is(ending, ".docx");
	return *docx || str_is(ending, ".pdf");
}
