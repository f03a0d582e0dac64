/* tmpl.h -- what the generated C of templates stands on: the escapers by type, and short names for use in holes.
 * Only generated sources include this; C code uses html.h and i18n.h. */
#ifndef SELARAS_HTML_TMPL_H
#define SELARAS_HTML_TMPL_H

#include "html/html.h"

void html_text_str(struct page *pg, str s);
void html_text_cstr(struct page *pg, const char *s);
void html_text_decimal(struct page *pg, struct decimal d); /* in the language's figures */
void html_text_safe(struct page *pg, struct html_safe s);
void html_text_url(struct page *pg, struct url u);
void html_attr_str(struct page *pg, str s);
void html_attr_cstr(struct page *pg, const char *s);
void html_attr_url(struct page *pg, struct url u);
void html_json_str(struct page *pg, str s);
void html_json_cstr(struct page *pg, const char *s);
void html_json_url(struct page *pg, struct url u);
void html_json_bool(struct page *pg, bool b);
void html_put_decimal(struct page *pg, struct decimal d); /* 1234.5 */
void html_put_int(struct page *pg, int64_t i);
void html_put_uint(struct page *pg, uint64_t i);
void html_fragment_str(struct page *pg, str s);
void html_fragment_cstr(struct page *pg, const char *s);

str html_str_same(struct page *pg, str s);
str html_str_cstr(struct page *pg, const char *s);
str html_str_decimal(struct page *pg, struct decimal d); /* in the language's figures */
str html_str_int(struct page *pg, int64_t i);
str html_str_uint(struct page *pg, uint64_t i);

/* Every integer type but bool and char, plain digits; figures for people go through num(). */
#define HTML_INTEGERS(signed_fn, unsigned_fn)                                                                          \
	signed char : signed_fn,                                                                                       \
	              short : signed_fn,                                                                               \
	                      int : signed_fn,                                                                         \
	                            long : signed_fn,                                                                  \
	                                   long long : signed_fn,                                                      \
	                                               unsigned char : unsigned_fn,                                    \
	                                                               unsigned short : unsigned_fn,                   \
	                                                                                unsigned int : unsigned_fn,    \
	                                                                                               unsigned long   \
	    : unsigned_fn,                                                                                             \
	      unsigned long long : unsigned_fn

#define html_text(pg, x)                                                                                               \
	_Generic((x), HTML_INTEGERS(html_put_int, html_put_uint), str : html_text_str, char * : html_text_cstr,         \
	    const char * : html_text_cstr, struct decimal : html_text_decimal, struct html_safe : html_text_safe,       \
	    struct url : html_text_url)((pg), (x))
#define html_attr(pg, x)                                                                                               \
	_Generic((x), HTML_INTEGERS(html_put_int, html_put_uint), str : html_attr_str, char * : html_attr_cstr,         \
	    const char * : html_attr_cstr, struct decimal : html_put_decimal, struct url : html_attr_url)((pg), (x))
#define html_url(pg, x) html_attr_url((pg), (x))
#define html_fragment(pg, x)                                                                                           \
	_Generic((x), HTML_INTEGERS(html_put_int, html_put_uint), str : html_fragment_str, char * : html_fragment_cstr, \
	    const char * : html_fragment_cstr)((pg), (x))
#define html_json(pg, x)                                                                                               \
	_Generic((x), HTML_INTEGERS(html_put_int, html_put_uint), str : html_json_str, char * : html_json_cstr,         \
	    const char * : html_json_cstr, struct decimal : html_put_decimal, struct url : html_json_url,               \
	    bool : html_json_bool)((pg), (x))
#define html_str(pg, x)                                                                                                \
	_Generic((x), HTML_INTEGERS(html_str_int, html_str_uint), str : html_str_same, char * : html_str_cstr,          \
	    const char * : html_str_cstr, struct decimal : html_str_decimal)((pg), (x))

/* Short names in holes, in the page's language. */
#define num(x) i18n_int(pg->arena, pg->lang, (int64_t)(x))
#define dec(x, places) i18n_decimal(pg->arena, pg->lang, (x), (places))
#define percent(x, places) i18n_percent(pg->arena, pg->lang, (x), (places))
#define money(x) i18n_money(pg->arena, pg->lang, (x), MONEY_FULL)
#define money_short(x) i18n_money(pg->arena, pg->lang, (x), MONEY_SHORT)
#define date_long(x) i18n_date(pg->arena, pg->lang, (x), DATE_LONG)
#define date_short(x) i18n_date(pg->arena, pg->lang, (x), DATE_SHORT)
#define external(x) url_external(pg, (x))

#endif
