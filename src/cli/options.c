#include <stdio.h>
#include <stdlib.h>

#include "base/utf8.h"
#include "cli/cli.h"

static void take(int *argc, char **argv, int at, int n)
{
	for (int i = at; i + n <= *argc; i++)
		argv[i] = argv[i + n];
	*argc -= n;
}

const char *option(int *argc, char **argv, const char *name, const char *otherwise)
{
	for (int i = 0; i + 1 < *argc; i++) {
		if (strncmp(argv[i], "--", 2) != 0 || strcmp(argv[i] + 2, name) != 0)
			continue;
		const char *value = argv[i + 1];
		take(argc, argv, i, 2);
		return value;
	}
	return otherwise;
}

bool option_flag(int *argc, char **argv, const char *name)
{
	for (int i = 0; i < *argc; i++) {
		if (strncmp(argv[i], "--", 2) != 0 || strcmp(argv[i] + 2, name) != 0)
			continue;
		take(argc, argv, i, 1);
		return true;
	}
	return false;
}

const char *option_db(int *argc, char **argv)
{
	const char *environment = getenv("SELARAS_DB");
	return option(argc, argv, "db", environment ? environment : "sqlite:selaras.db");
}

bool options_done(int argc, char **argv)
{
	for (int i = 0; i < argc; i++)
		if (strncmp(argv[i], "--", 2) == 0) {
			fprintf(stderr, "selaras: %s: unknown option, or its value is missing\n", argv[i]);
			return false;
		}
	return true;
}

enum lang cli_lang(void)
{
	const char *names[] = { getenv("LC_ALL"), getenv("LC_MESSAGES"), getenv("LANG") };
	for (size_t i = 0; i < SEL_COUNT(names); i++)
		if (names[i] && names[i][0])
			return strncmp(names[i], "en", 2) == 0 ? LANG_EN : LANG_ID;
	return LANG_ID;
}

void print_problems(const struct problems *ps, const char *file)
{
	static const char *const severities[] = { "advice", "warning", "error", "fatal" };
	ARENA_SCOPE arena *a = arena_new(0);
	for (const struct problem *p = ps->first; p; p = p->next) {
		str text = msg_problem(a, cli_lang(), p);
		fprintf(stderr, "%s:", file);
		if (p->line)
			fprintf(stderr, "%u:", p->line);
		str found = p->found.n ? arena_fmt(a, " (%.*s)", STR_ARG(p->found)) : STR_EMPTY;
		utf8_print(stderr, arena_fmt(a, " %s: %.*s%s%.*s: %.*s%.*s", severities[p->severity], STR_ARG(p->where),
		                             p->where.n ? " " : "", STR_ARG(p->path), STR_ARG(text), STR_ARG(found)));
		fprintf(stderr, "\n");
	}
	uint32_t kept = 0;
	for (const struct problem *p = ps->first; p; p = p->next)
		kept++;
	if (ps->n > kept)
		fprintf(stderr, "%s: %u more\n", file, ps->n - kept);
}
