#include "site/export_json.h"

enum { JSON_MAX = 256 << 20 };

static void value(struct json_out *j)
{
	if (j->comma)
		buf_char(&j->buf, ',');
	j->comma = true;
}

void json_begin(struct json_out *j, arena *a)
{
	*j = (struct json_out){ .comma = false };
	buf_init(&j->buf, a, JSON_MAX);
	json_open(j, '{');
}

void json_key(struct json_out *j, const char *name)
{
	value(j);
	html_escape_json(&j->buf, str_of(name));
	buf_char(&j->buf, ':');
	j->comma = false;
}

void json_open(struct json_out *j, char bracket)
{
	value(j);
	buf_char(&j->buf, bracket);
	j->comma = false;
}

void json_close(struct json_out *j, char bracket)
{
	buf_char(&j->buf, bracket);
	j->comma = true;
}

void json_text(struct json_out *j, str s)
{
	value(j);
	html_escape_json(&j->buf, s);
}

void json_int(struct json_out *j, int64_t i)
{
	value(j);
	buf_int(&j->buf, i);
}

void json_decimal(struct json_out *j, struct decimal d)
{
	value(j);
	buf_char(&j->buf, '"');
	decimal_print(d, &j->buf);
	buf_char(&j->buf, '"');
}

void json_bool(struct json_out *j, bool b)
{
	value(j);
	buf_cstr(&j->buf, b ? "true" : "false");
}

void json_null(struct json_out *j)
{
	value(j);
	buf_cstr(&j->buf, "null");
}

void json_raw(struct json_out *j, str json)
{
	value(j);
	buf_str_add(&j->buf, json);
}

void json_meta(struct json_out *j, struct view_of *v, const struct cube_totals *totals)
{
	char as_of[11], now[25];
	json_key(j, "meta");
	json_open(j, '{');
	instant_print(clock_now(), now);
	json_key(j, "generated");
	json_text(j, str_of(now));
	json_key(j, "generation");
	json_int(j, (int64_t)v->cube->generation);
	json_key(j, "demo");
	json_bool(j, v->site->web.page.demo);
	json_key(j, "data_as_of");
	date_print(v->page->as_of, as_of);
	if (v->page->as_of == DATE_NONE)
		json_null(j);
	else
		json_text(j, str_of(as_of));
	json_key(j, "currency");
	json_text(j, STR("IDR"));
	json_key(j, "source");
	json_text(j, msg(v->page->lang, v->site->web.page.demo ? MSG_SITE_SOURCE_DEMO : MSG_SITE_SOURCE_IATI));
	if (totals) {
		json_key(j, "method");
		json_text(j, method_of(v, totals));
	}
	json_key(j, "licence");
	json_text(j, msg(v->page->lang, MSG_SITE_ABOUT_LICENCE));
	json_close(j, '}');
}

bool json_take(struct json_out *j, str *part)
{
	bool ok = !buf_failed(&j->buf);
	*part = buf_str(&j->buf);
	j->buf.n = 0; /* buf_clear() would write a NUL over the first byte */
	return ok;
}

struct reply json_end(struct json_out *j, struct req *r)
{
	json_close(j, '}');
	if (buf_failed(&j->buf))
		return site_error(r, 500, NULL);
	struct reply p = reply_text(r, 200, "application/json", buf_str(&j->buf));
	p.cacheable = true;
	return p;
}
