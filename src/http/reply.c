#include "http/http.h"

struct reply reply_text(struct req *r, int status, const char *type, str body)
{
	(void)r;
	return (struct reply){ .status = status, .type = type, .body = body };
}

/* Only a path of this site: an address that a browser would take for another host goes to the front page instead. */
static bool is_local(str location)
{
	if (location.n == 0 || location.p[0] != '/')
		return false;
	for (size_t i = 0; i < location.n; i++) {
		unsigned char c = (unsigned char)location.p[i];
		if (c <= 0x20 || c >= 0x7f || c == '\\')
			return false;
	}
	return location.n == 1 || location.p[1] != '/';
}

struct reply reply_redirect(struct req *r, int status, str location)
{
	struct reply p = { .status = status, .type = "text/plain; charset=utf-8", .body = STR_EMPTY };
	reply_header(r, &p, "Location", is_local(location) ? location : STR("/"));
	return p;
}

void reply_header(struct req *r, struct reply *p, const char *name, str value)
{
	struct reply_header *h = arena_make(r->arena, struct reply_header);
	size_t n = 0;
	while (n < value.n && value.p[n] != '\r' && value.p[n] != '\n' && value.p[n] != '\0')
		n++;
	h->name = name;
	h->value = arena_str(r->arena, (str){ value.p, n });
	struct reply_header **end = &p->headers;
	while (*end)
		end = &(*end)->next;
	*end = h;
}

void reply_cookie(struct req *r, struct reply *p, const char *name, str value, uint32_t seconds, bool secure)
{
	p->personal = true;
	reply_header(r, p, "Set-Cookie",
	             arena_fmt(r->arena, "%s=%.*s; Path=/; Max-Age=%u; HttpOnly; SameSite=Lax%s", name, STR_ARG(value),
	                       seconds, secure ? "; Secure" : ""));
}

void reply_download(struct req *r, struct reply *p, str filename)
{
	struct buf b;
	bool ascii = true;
	buf_init(&b, r->arena, 4096);
	buf_cstr(&b, "attachment; filename=\"");
	for (size_t i = 0; i < filename.n; i++) {
		unsigned char c = (unsigned char)filename.p[i];
		bool plain = c >= 0x20 && c < 0x7f && !strchr("\"\\/%", c);
		ascii = ascii && c < 0x80;
		if (plain)
			buf_char(&b, (char)c);
		else if (c < 0x80 || c >= 0xc0) /* one for a whole UTF-8 sequence */
			buf_char(&b, '_');
	}
	buf_char(&b, '"');
	if (!ascii) {
		buf_cstr(&b, "; filename*=UTF-8''");
		url_encode(&b, filename);
	}
	reply_header(r, p, "Content-Disposition", buf_str(&b));
}
