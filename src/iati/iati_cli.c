#include "iati/iati_cli.h"

#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/fault.h"
#include "base/utf8.h"
#include "iati/iati_export.h"
#include "iati/iati_report.h"

enum { SHOWN = 5, GONE_SHOWN = 20, DIFF_SHOWN = 20, PROGRESS_NS = 100000000, TEXT_SHOWN = 120 };

struct session {
	const struct iati_cli *cli;
	arena *line; /* for one line of output */
	bool tty, drawn, preview;
	int64_t last, began;
	struct import_report *report;
	uint32_t shown, most; /* problems of this file */
	uint64_t gone;
};

static void say(struct session *s, FILE *out, str text)
{
	if (s->drawn)
		fputs("\r\033[K", stderr);
	s->drawn = false;
	utf8_print(out, text);
	fputc('\n', out);
	arena_clear(s->line);
}

static str number(struct session *s, uint64_t n)
{
	return i18n_int(s->line, s->cli->lang, (int64_t)n);
}

/* ---- while it runs ---- */

static void on_progress(void *ctx, uint64_t bytes, uint64_t all, uint32_t file, uint32_t files, uint64_t records)
{
	struct session *s = ctx;
	int64_t now = clock_mono_ns();
	if (!s->tty || now - s->last < PROGRESS_NS)
		return;
	s->last = now;
	uint64_t percent = all ? (bytes < all ? bytes * 100 / all : 100) : 100;
	char bar[21];
	for (uint64_t i = 0; i < 20; i++)
		bar[i] = i < percent / 5 ? '#' : '.';
	bar[20] = '\0';
	str text = msg_fmt(s->line, s->cli->lang, MSG_IMPORT_PROGRESS, number(s, percent),
	                   number(s, file + (file < files)), number(s, files), number(s, records));
	fprintf(stderr, "\r\033[K[%s] %.*s", bar, STR_ARG(text));
	fflush(stderr);
	s->drawn = true;
	arena_clear(s->line);
}

/* "file.xml:12: error: XM-DAC-1-2 transaction[3]/value: ..." */
static void on_problem(void *ctx, const struct import_file *f, const struct problem *p)
{
	static const enum msg words[] = { MSG_IMPORT_SEVERITY_0, MSG_IMPORT_SEVERITY_1, MSG_IMPORT_SEVERITY_2,
		                          MSG_IMPORT_SEVERITY_3 };
	struct session *s = ctx;
	enum lang lang = s->cli->lang;
	if (s->report)
		report_problem(s->report, f, p);
	if (p->severity < SEVERITY_ERROR || (s->shown >= s->most && p->severity != SEVERITY_FATAL))
		return;
	s->shown++;
	str line = p->line ? arena_fmt(s->line, ":%u", p->line) : STR_EMPTY;
	str word = msg(lang, words[p->severity]), text = msg_problem(s->line, lang, p);
	say(s, stdout,
	    arena_fmt(s->line, "%.*s%.*s: %.*s: %.*s%s%.*s%s%.*s", STR_ARG(f->source), STR_ARG(line), STR_ARG(word),
	              STR_ARG(p->where), p->where.n ? " " : "", STR_ARG(p->path), p->path.n ? ": " : "",
	              STR_ARG(text)));
}

static str cut(str s)
{
	return s.n > TEXT_SHOWN ? str_sub(s, 0, TEXT_SHOWN) : s;
}

static void show_diff(struct session *s, const struct diff *d)
{
	enum lang lang = s->cli->lang;
	for (uint32_t i = 0; i < d->n && i < DIFF_SHOWN; i++) {
		const struct change *c = &d->p[i];
		str old = cut(c->old), new = cut(c->new);
		if (c->what == CHANGE_ROW_ADDED || c->what == CHANGE_ROW_REMOVED) {
			bool added = c->what == CHANGE_ROW_ADDED;
			str word = msg(lang, added ? MSG_IMPORT_ROW_ADDED : MSG_IMPORT_ROW_REMOVED);
			say(s, stdout,
			    arena_fmt(s->line, "    %.*s: %.*s %.*s", STR_ARG(c->path), STR_ARG(word),
			              STR_ARG(added ? new : old)));
		} else {
			say(s, stdout,
			    arena_fmt(s->line, "    %.*s: \"%.*s\" -> \"%.*s\"", STR_ARG(c->path), STR_ARG(old),
			              STR_ARG(new)));
		}
	}
	if (d->n > DIFF_SHOWN)
		say(s, stdout, arena_fmt(s->line, "    ... +%u", d->n - DIFF_SHOWN));
}

static void on_change(void *ctx, const struct import_file *f, enum import_change what, str identifier, str title,
                      const struct diff *d)
{
	static const char marks[] = {
		[IMPORT_ADDED] = '+', [IMPORT_CHANGED] = '~', [IMPORT_GONE] = '?', [IMPORT_DELETED] = '-'
	};
	struct session *s = ctx;
	bool gone = what == IMPORT_GONE || what == IMPORT_DELETED;
	if (gone ? s->gone++ >= GONE_SHOWN && !s->preview : !s->preview)
		return;
	title = cut(title);
	say(s, stdout,
	    arena_fmt(s->line, "%.*s: %c %.*s %.*s", STR_ARG(f->source), marks[what], STR_ARG(identifier),
	              STR_ARG(title)));
	if (d)
		show_diff(s, d);
}

static void on_file(void *ctx, const struct import_file *f)
{
	struct session *s = ctx;
	enum lang lang = s->cli->lang;
	const uint64_t *n = f->counts.problems;
	if (s->report)
		report_file(s->report, f);
	s->shown = 0;
	if (f->state == IMPORT_REFUSED)
		say(s, stdout, msg_fmt(s->line, lang, MSG_IMPORT_FILE_REFUSED, f->source));
	else if (n[SEVERITY_ERROR] + n[SEVERITY_WARNING])
		say(s, stdout,
		    msg_fmt(s->line, lang, MSG_IMPORT_FILE_PROBLEMS, f->source, number(s, n[SEVERITY_ERROR]),
		            number(s, n[SEVERITY_WARNING])));
}

/* ---- at the end ---- */

static void show_totals(struct session *s, const struct import_totals *t)
{
	enum lang lang = s->cli->lang;
	const struct import_counts *c = &t->counts;
	int64_t ns = clock_mono_ns() - s->began;
	struct decimal seconds = { ns / 10000000, 2 };
	struct decimal speed = { ns > 0 ? (int64_t)(c->bytes * 10000 / (uint64_t)ns) : 0, 1 };
	say(s, stdout,
	    msg_fmt(s->line, lang, MSG_IMPORT_FILES, number(s, t->files - t->refused), number(s, t->refused)));
	say(s, stdout,
	    msg_fmt(s->line, lang, MSG_IMPORT_CONTENTS, number(s, c->activities), number(s, c->organisations),
	            number(s, c->transactions), number(s, c->locations), number(s, c->results)));
	say(s, stdout,
	    msg_fmt(s->line, lang, MSG_IMPORT_RECORDS, number(s, c->added), number(s, c->changed),
	            number(s, c->unchanged), number(s, c->gone), number(s, c->deleted), number(s, c->elsewhere)));
	say(s, stdout,
	    msg_fmt(s->line, lang, MSG_IMPORT_PROBLEMS, number(s, c->problems[SEVERITY_ERROR]),
	            number(s, c->problems[SEVERITY_WARNING]), number(s, c->problems[SEVERITY_ADVICE])));
	say(s, stdout,
	    msg_fmt(s->line, lang, MSG_IMPORT_TIME, i18n_decimal(s->line, lang, seconds, 2),
	            i18n_decimal(s->line, lang, speed, 1)));
	if (s->preview)
		say(s, stdout, msg(lang, MSG_IMPORT_PREVIEW));
}

/* ---- options ---- */

struct import_args {
	struct import_opts opts;
	str source, report;
	uint32_t show;
	char **what; /* behind the options */
	int n;
};

static int usage(const struct iati_cli *c, enum msg line, FILE *out)
{
	static const struct {
		const char *option;
		enum msg help;
	} options[] = {
		{ "--preview", MSG_IMPORT_OPTION_PREVIEW },         { "--source NAME", MSG_IMPORT_OPTION_SOURCE },
		{ "--replace", MSG_IMPORT_OPTION_REPLACE },         { "--strict", MSG_IMPORT_OPTION_STRICT },
		{ "--report FILE", MSG_IMPORT_OPTION_REPORT },      { "--show N", MSG_IMPORT_OPTION_SHOW },
		{ "--private-network", MSG_IMPORT_OPTION_PRIVATE },
	};
	fprintf(out, "%s\n", msg(c->lang, line).p);
	for (size_t i = 0; i < SEL_COUNT(options) && line == MSG_IMPORT_USAGE; i++)
		fprintf(out, "  %-17s %s\n", options[i].option, msg(c->lang, options[i].help).p);
	return out == stderr ? 2 : 0;
}

static int complain(const struct iati_cli *c, enum msg m, const char *what)
{
	ARENA_SCOPE arena *a = arena_new(0);
	utf8_print(stderr, msg_fmt(a, c->lang, m, str_of(what)));
	fputc('\n', stderr);
	return 2;
}

/* Takes one option at AT; the number of arguments used, 0 when it is none that is known. */
static int import_option(struct import_args *x, int argc, char **argv, int at)
{
	str name = str_of(argv[at]);
	const char *value = at + 1 < argc ? argv[at + 1] : NULL;
	int64_t n;
	if (str_is(name, "--preview"))
		x->opts.preview = true;
	else if (str_is(name, "--replace"))
		x->opts.replace = true;
	else if (str_is(name, "--strict"))
		x->opts.strict = true;
	else if (str_is(name, "--lenient"))
		x->opts.strict = false;
	else if (str_is(name, "--private-network"))
		x->opts.input.private_network = true;
	else if (value && str_is(name, "--source"))
		x->source = str_of(value);
	else if (value && str_is(name, "--report"))
		x->report = str_of(value);
	else if (value && str_is(name, "--show") && str_to_int(str_of(value), &n) && n >= 0 && n <= UINT32_MAX)
		x->show = (uint32_t)n;
	else
		return 0;
	return str_is(name, "--source") || str_is(name, "--report") || str_is(name, "--show") ? 2 : 1;
}

/* Status, or -1 to go on. Files are moved to the front of ARGV. */
static int import_parse(const struct iati_cli *c, struct import_args *x, int argc, char **argv)
{
	*x = (struct import_args){ .opts = { .activity = c->activity, .organisation = c->organisation },
		                   .source = STR_EMPTY,
		                   .report = STR_EMPTY,
		                   .show = SHOWN,
		                   .what = argv };
	for (int i = 0; i < argc;) {
		if (strcmp(argv[i], "--help") == 0)
			return usage(c, MSG_IMPORT_USAGE, stdout);
		bool is_option = argv[i][0] == '-' && argv[i][1];
		int used = is_option ? import_option(x, argc, argv, i) : 1;
		if (!used)
			return complain(c, MSG_IMPORT_UNKNOWN_OPTION, argv[i]);
		if (!is_option)
			argv[x->n++] = argv[i];
		i += used;
	}
	if (x->report.n && report_format_of(x->report) == REPORT_NONE)
		return complain(c, MSG_IMPORT_REPORT_NAME, x->report.p);
	return x->n ? -1 : usage(c, MSG_IMPORT_USAGE, stderr);
}

/* What cannot even be opened is reported like a refused file. */
static uint32_t find_all(struct session *s, struct inputs *in, const struct import_args *x, arena *a)
{
	struct problems ps;
	uint32_t failed = 0;
	for (int i = 0; i < x->n; i++) {
		problems_init(&ps, a, 1000);
		str name = x->source;
		if (name.n && x->n > 1)
			name = arena_fmt(a, "%.*s/%d", STR_ARG(x->source), i + 1);
		failed += !iati_inputs_add(in, x->what[i], name, &ps);
		struct import_file f = { .source = str_of(x->what[i]), .state = IMPORT_REFUSED };
		for (const struct problem *p = ps.first; p; p = p->next)
			on_problem(s, &f, p);
	}
	s->shown = 0;
	return failed;
}

static int import_run(struct session *s, struct import_args *x)
{
	ARENA_SCOPE arena *a = arena_new(0);
	struct inputs in;
	struct import_totals t;
	struct import_watch watch = { s, on_progress, on_problem, on_change, on_file };
	iati_inputs_init(&in, a, &x->opts.input);
	uint32_t failed = find_all(s, &in, x, a);
	enum import_rc rc = iati_import(s->cli->store, &in, &x->opts, &watch, &t);
	iati_inputs_release(&in);
	bool reported = !s->report || report_close(s->report, &t);
	if (!reported)
		complain(s->cli, MSG_IMPORT_CANNOT_WRITE, x->report.p);
	t.files += failed;
	t.refused += failed;
	show_totals(s, &t);
	const struct import_counts *c = &t.counts;
	if (x->report.n)
		say(s, stdout, msg_fmt(s->line, s->cli->lang, MSG_IMPORT_SEE_REPORT, x->report));
	else if (c->problems[SEVERITY_ERROR] + c->problems[SEVERITY_WARNING])
		say(s, stdout, msg(s->cli->lang, MSG_IMPORT_HINT_REPORT));
	if (rc == IMPORT_FAILED)
		complain(s->cli, MSG_IMPORT_FAILED, "");
	return rc == IMPORT_OK && !failed && reported ? 0 : 1;
}

int iati_cli_import(const struct iati_cli *c, int argc, char **argv)
{
	struct import_args x;
	struct import_report report;
	int status = import_parse(c, &x, argc, argv);
	if (status >= 0)
		return status;
	struct session s = { .cli = c, .tty = isatty(STDERR_FILENO), .preview = x.opts.preview, .most = x.show };
	s.began = clock_mono_ns();
	if (x.report.n && !report_open(&report, x.report, c->lang)) {
		complain(c, MSG_IMPORT_CANNOT_WRITE, x.report.p);
		return 1;
	}
	s.report = x.report.n ? &report : NULL;
	s.line = arena_new(0);
	status = import_run(&s, &x);
	arena_free(s.line);
	return status;
}

/* ---- export ---- */

static bool to_file(void *ctx, str bytes)
{
	return !fault_here() && fwrite(bytes.p, 1, bytes.n, ctx) == bytes.n;
}

/* Where an export is written until it is whole: beside the file OUTPUT; OUTPUT itself when that is no ordinary file. */
static const char *part_of(arena *a, const char *output)
{
	struct stat st;
	bool special = stat(output, &st) == 0 && !S_ISREG(st.st_mode);
	return special ? output : arena_fmt(a, "%s.part", output).p;
}

/* Ends the writing of PART: it becomes OUTPUT, or there is nothing. */
static bool finish_output(FILE *out, const char *part, const char *output, bool ok)
{
	if (out == stdout)
		return fflush(out) == 0 && ok;
	ok = fclose(out) == 0 && ok;
	if (strcmp(part, output) == 0)
		return ok;
	if (ok)
		ok = rename(part, output) == 0;
	if (!ok)
		unlink(part);
	return ok;
}

static int export_run(const struct iati_cli *c, struct export_opts *o, const char *output)
{
	ARENA_SCOPE arena *a = arena_new(0);
	struct iati_maps maps;
	uint64_t written = 0;
	const char *part = part_of(a, output);
	FILE *out = strcmp(output, "-") == 0 ? stdout : fopen(part, "wbe");
	if (!out) {
		complain(c, MSG_IMPORT_CANNOT_WRITE, output);
		return 1;
	}
	o->write = to_file;
	o->ctx = out;
	o->found = arena_array(a, bool, o->n);
	o->generated = clock_now();
	iati_maps_init(&maps, c->activity, c->organisation);
	bool ok = iati_export(c->store, &maps, o, &written);
	iati_maps_release(&maps);
	ok = finish_output(out, part, output, ok);
	for (uint32_t i = 0; i < o->n && ok; i++)
		if (!o->found[i])
			complain(c, MSG_EXPORT_MISSING, o->identifiers[i].p);
	str done = msg_fmt(a, c->lang, MSG_EXPORT_DONE, i18n_int(a, c->lang, (int64_t)written), str_of(output));
	if (ok)
		fprintf(stderr, "%s\n", done.p);
	else
		complain(c, MSG_IMPORT_CANNOT_WRITE, output);
	for (uint32_t i = 0; i < o->n; i++)
		ok = ok && o->found[i];
	return ok ? 0 : 1;
}

int iati_cli_export(const struct iati_cli *c, int argc, char **argv)
{
	ARENA_SCOPE arena *a = arena_new(0);
	str *identifiers = arena_array(a, str, (size_t)argc);
	struct export_opts o = { .source = STR_EMPTY, .identifiers = identifiers };
	const char *output = "-";
	for (int i = 0; i < argc; i++) {
		str name = str_of(argv[i]);
		bool more = i + 1 < argc;
		if (str_is(name, "--help"))
			return usage(c, MSG_EXPORT_USAGE, stdout);
		if (str_is(name, "--organisations"))
			o.organisations = true;
		else if (str_is(name, "--with-personal"))
			o.viewer = &actor_system;
		else if (more && str_is(name, "--source"))
			o.source = str_of(argv[++i]);
		else if (more && str_is(name, "--output"))
			output = argv[++i];
		else if (str_starts(name, STR("--")))
			return complain(c, MSG_IMPORT_UNKNOWN_OPTION, argv[i]);
		else
			identifiers[o.n++] = name;
	}
	return export_run(c, &o, output);
}
