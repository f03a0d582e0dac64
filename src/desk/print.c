#include "desk/print.h"

#include "base/date.h"

static enum lang lang_of(const struct print *p)
{
	return p->page->lang;
}

/* ---- the province ---- */

struct office {
	struct paper_look look;
	struct paper_head head[16];
	size_t n;
	str town;
	struct paper_signatory sign;
};

static struct office office_of(const struct print *p)
{
	enum lang l = LANG_ID;
	struct office o = { .look = { .size = PAPER_A4 }, .town = msg(l, MSG_PRINT_TOWN) };
	o.head[o.n++] = (struct paper_head){ PAPER_HEAD_NAME, msg(l, MSG_PRINT_GOVERNMENT) };
	o.head[o.n++] = (struct paper_head){ PAPER_HEAD_UNIT, msg(l, MSG_PRINT_UNIT) };
	o.head[o.n++] = (struct paper_head){ PAPER_HEAD_ADDRESS, msg(l, MSG_PRINT_TOWN) };
	o.sign = (struct paper_signatory){ .post = msg(l, MSG_PRINT_SIGNS) };
	(void)p;
	return o;
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
	struct office office = office_of(p);
	str day = i18n_date(p->a, l, date_of_instant(p->when), DATE_LONG);
	str source = p->source.n ? p->source : msg(l, MSG_PRINT_SOURCE);
	struct paper_opts o = { .look = office.look,
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
	if (p->small) {
		enum { POINTS = 9, EDGE_MM = 15 };
		struct paper_look *k = &o.look;
		k->font_size = POINTS;
		k->top = EDGE_MM + 1;
		k->right = k->bottom = EDGE_MM;
		k->left = EDGE_MM + 5;
	}
	struct paper *paper = paper_new(p->a, &o);
	if (!p->bare)
		paper_letterhead(paper, STR_EMPTY, office.head, office.n);
	return paper;
}

str print_place(const struct print *p, bool dated)
{
	str day = dated ? i18n_date(p->a, LANG_ID, date_of_instant(p->when), DATE_LONG)
	                : STR("........................................");
	return arena_fmt(p->a, "%.*s, %.*s", STR_ARG(office_of(p).town), STR_ARG(day));
}

struct paper_signatory print_signatory(const struct print *p)
{
	return office_of(p).sign;
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
