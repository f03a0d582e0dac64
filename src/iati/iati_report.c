#include "iati/iati_report.h"

static const char *const severities[] = { "advice", "warning", "error", "fatal" };

enum report_format report_format_of(str name)
{
	return str_ends(name, STR(".csv")) ? REPORT_CSV : str_ends(name, STR(".json")) ? REPORT_JSON : REPORT_NONE;
}

static void flush(struct import_report *r)
{
	fwrite(r->line.p, 1, r->line.n, r->out);
	buf_clear(&r->line);
	arena_clear(r->arena);
}

bool report_open(struct import_report *r, str name, enum lang lang)
{
	*r = (struct import_report){
		.out = fopen(name.p, "wbe"), .format = report_format_of(name), .lang = lang, .first = true
	};
	if (!r->out)
		return false;
	r->arena = arena_new(0);
	buf_init(&r->line, NULL, 1 << 20);
	buf_init(&r->files, NULL, 64 << 20);
	buf_cstr(&r->line, r->format == REPORT_CSV
	                       ? "severity,source,line,identifier,path,key,message,found,expected\r\n"
	                       : "{\"problems\":[");
	flush(r);
	return true;
}

/* ---- CSV: RFC 4180, and nothing that a spreadsheet program takes for a formula ---- */

static void csv_cell(struct buf *b, str s, char end)
{
	bool formula = s.n && memchr("=+-@\t\r", s.p[0], 6);
	bool quote = formula;
	for (size_t i = 0; i < s.n && !quote; i++)
		quote = memchr(",\"\r\n", s.p[i], 4) != NULL;
	if (quote)
		buf_char(b, '"');
	if (formula)
		buf_char(b, '\'');
	for (size_t i = 0; i < s.n; i++) {
		if (s.p[i] == '"')
			buf_char(b, '"');
		buf_char(b, s.p[i]);
	}
	if (quote)
		buf_char(b, '"');
	buf_char(b, end);
}

static void csv_problem(struct import_report *r, const struct import_file *f, const struct problem *p)
{
	struct buf *b = &r->line;
	csv_cell(b, str_of(severities[p->severity]), ',');
	csv_cell(b, f->source, ',');
	if (p->line)
		buf_int(b, p->line);
	buf_char(b, ',');
	csv_cell(b, p->where, ',');
	csv_cell(b, p->path, ',');
	csv_cell(b, str_of(p->key), ',');
	csv_cell(b, msg_problem(r->arena, r->lang, p), ',');
	csv_cell(b, p->found, ',');
	csv_cell(b, p->expected, '\r');
	buf_char(b, '\n');
}

/* ---- JSON ---- */

static void json_text(struct buf *b, const char *name, str s)
{
	buf_fmt(b, "\"%s\":\"", name);
	for (size_t i = 0; i < s.n; i++) {
		unsigned char c = (unsigned char)s.p[i];
		if (c < 0x20)
			buf_fmt(b, "\\u%04x", c);
		else if (c == '"' || c == '\\')
			buf_fmt(b, "\\%c", c);
		else
			buf_char(b, (char)c);
	}
	buf_cstr(b, "\",");
}

static void json_int(struct buf *b, const char *name, uint64_t n)
{
	buf_fmt(b, "\"%s\":%llu,", name, (unsigned long long)n);
}

/* In the place of the last comma. */
static void json_end(struct buf *b)
{
	b->p[b->n - 1] = '}';
}

static void json_counts(struct buf *b, const struct import_counts *c)
{
	json_int(b, "bytes", c->bytes);
	json_int(b, "activities", c->activities);
	json_int(b, "organisations", c->organisations);
	json_int(b, "transactions", c->transactions);
	json_int(b, "locations", c->locations);
	json_int(b, "results", c->results);
	json_int(b, "added", c->added);
	json_int(b, "changed", c->changed);
	json_int(b, "unchanged", c->unchanged);
	json_int(b, "gone", c->gone);
	json_int(b, "deleted", c->deleted);
	json_int(b, "of_another_source", c->elsewhere);
	for (size_t i = 0; i < SEL_COUNT(severities); i++)
		json_int(b, severities[i], c->problems[i]);
}

static void json_problem(struct import_report *r, const struct import_file *f, const struct problem *p)
{
	struct buf *b = &r->line;
	buf_cstr(b, r->first ? "\n{" : ",\n{");
	r->first = false;
	json_text(b, "severity", str_of(severities[p->severity]));
	json_text(b, "source", f->source);
	json_int(b, "line", p->line);
	json_text(b, "identifier", p->where);
	json_text(b, "path", p->path);
	json_text(b, "key", str_of(p->key));
	json_text(b, "message", msg_problem(r->arena, r->lang, p));
	json_text(b, "found", p->found);
	json_text(b, "expected", p->expected);
	json_end(b);
}

/* ---- both ---- */

void report_problem(struct import_report *r, const struct import_file *f, const struct problem *p)
{
	if (r->format == REPORT_CSV)
		csv_problem(r, f, p);
	else
		json_problem(r, f, p);
	flush(r);
}

void report_file(struct import_report *r, const struct import_file *f)
{
	struct buf *b = &r->files;
	if (r->format != REPORT_JSON)
		return;
	buf_cstr(b, b->n ? ",\n{" : "\n{");
	json_text(b, "source", f->source);
	json_text(b, "state", f->state == IMPORT_TAKEN ? STR("taken") : STR("refused"));
	json_text(b, "root", f->root);
	json_text(b, "version", f->version);
	json_text(b, "generated_datetime", f->generated);
	json_text(b, "sha256", str_of(f->sha256));
	json_counts(b, &f->counts);
	json_end(b);
}

bool report_close(struct import_report *r, const struct import_totals *t)
{
	if (r->format == REPORT_JSON) {
		buf_cstr(&r->line, "\n],\"files\":[");
		flush(r);
		fwrite(r->files.p, 1, r->files.n, r->out);
		buf_cstr(&r->line, "\n],\"totals\":{");
		json_int(&r->line, "files", t->files);
		json_int(&r->line, "refused", t->refused);
		json_counts(&r->line, &t->counts);
		json_end(&r->line);
		buf_cstr(&r->line, "}\n");
		flush(r);
	}
	bool ok = !buf_failed(&r->files) && !buf_failed(&r->line) && !ferror(r->out);
	ok = fclose(r->out) == 0 && ok;
	buf_release(&r->files);
	buf_release(&r->line);
	arena_free(r->arena);
	return ok;
}
