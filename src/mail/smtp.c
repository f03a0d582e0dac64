#include "mail/smtp.h"

#include <arpa/inet.h>
#include <stdio.h>
#include <stdlib.h>

#include <curl/curl.h>

#include "base/date.h"
#include "mail/letter.h"

/* How far the conversation has come, by the last command sent. */
enum stage { STAGE_HELLO, STAGE_FROM, STAGE_TO, STAGE_DATA, STAGE_END };
enum { CONNECT_S = 30, WHOLE_S = 300, LEAVE_NS_S = 10 };

struct smtp {
	const struct smtp_opts *opts;
	CURL *curl;
	/* of the letter that is being sent */
	const struct smtp_call *call;
	struct smtp_answer *answer;
	size_t at;
	enum stage stage;
	bool leaving; /* what is said to a goodbye is no answer */
	int64_t ending_since;
};

/* ---- options ---- */

static str host_of(const char *url)
{
	str s = str_of(url), host = STR_EMPTY;
	ptrdiff_t start = str_find(s, STR("://"), 0);
	s = str_sub(s, start < 0 ? 0 : (size_t)start + 3, s.n);
	if (!str_cut(&s, '/', &host))
		return STR_EMPTY;
	if (str_starts(host, STR("["))) {
		ptrdiff_t end = str_find_char(host, ']', 0);
		return end < 0 ? STR_EMPTY : str_sub(host, 0, (size_t)end + 1);
	}
	ptrdiff_t colon = str_find_char(host, ':', 0);
	return colon < 0 ? host : str_sub(host, 0, (size_t)colon);
}

bool smtp_is_here(const char *url)
{
	char text[INET_ADDRSTRLEN];
	struct in_addr address;
	str host = host_of(url);
	if (host.n >= sizeof(text))
		return false;
	memcpy(text, host.p, host.n);
	text[host.n] = 0;
	/* a name may begin as an address does: 127.example.org is somewhere else */
	if (inet_pton(AF_INET, text, &address) == 1)
		return ntohl(address.s_addr) >> 24 == 127;
	return str_is(host, "localhost") || str_is(host, "[::1]");
}

const char *smtp_problem(const struct smtp_opts *o)
{
	str url = str_of(o->url);
	if (!str_starts(url, STR("smtp://")) && !str_starts(url, STR("smtps://")))
		return "the mail server is smtp://HOST:PORT or smtps://HOST:PORT";
	if (!host_of(o->url).n || str_find_char(url, '@', 0) >= 0)
		return "the address of the mail server holds a host, and neither name nor password";
	if (!o->from || !letter_address_ok(str_of(o->from)))
		return "the sender of letters is one address, as in --smtp-from selaras@example.id";
	return NULL;
}

/* ---- what curl asks and tells ---- */

static void keep_words(struct smtp *s, str words)
{
	size_t n = 0;
	for (size_t i = 0; i < words.n && n < SMTP_SAID; i++) {
		char c = words.p[i];
		if (c != '\r' && c != '\n')
			s->answer->said[n++] = c >= ' ' && c <= '~' ? c : '?';
	}
	s->answer->said[n] = '\0';
}

/* "550 5.1.1 no such user": of several lines the last one stays. */
static void keep_answer(struct smtp *s, str line)
{
	int64_t code;
	if (line.n < 3 || !str_to_int(str_sub(line, 0, 3), &code))
		return;
	s->answer->code = (int)code;
	keep_words(s, line);
}

/* Follows the conversation; what signs in is never looked at. */
static int on_talk(CURL *curl, curl_infotype type, char *data, size_t size, void *ctx)
{
	static const struct {
		const char *word;
		enum stage stage;
	} commands[] = { { "MAIL ", STAGE_FROM }, { "RCPT ", STAGE_TO }, { "DATA", STAGE_DATA } };
	struct smtp *s = ctx;
	str line = { data, size };
	(void)curl;
	if (!s->answer)
		return 0;
	if (type == CURLINFO_HEADER_IN && !s->leaving)
		keep_answer(s, line);
	if (type == CURLINFO_HEADER_OUT && str_starts(line, STR("QUIT")))
		s->leaving = true;
	for (size_t i = 0; type == CURLINFO_HEADER_OUT && i < SEL_COUNT(commands); i++)
		if (str_starts(line, str_of(commands[i].word)))
			s->stage = commands[i].stage;
	return 0;
}

static size_t on_read(char *to, size_t size, size_t n, void *ctx)
{
	struct smtp *s = ctx;
	str rest = str_sub(s->call->message, s->at, size * n);
	if (rest.n) {
		memcpy(to, rest.p, rest.n);
		s->at += rest.n;
		return rest.n;
	}
	if (s->stage == STAGE_END)
		return 0;
	if (!s->call->hand(s->call->ctx))
		return CURL_READFUNC_ABORT;
	s->stage = STAGE_END;
	return 0;
}

/* A stop waits for the answer to a letter that was handed over, but not long. */
static int on_progress(void *ctx, curl_off_t a, curl_off_t b, curl_off_t c, curl_off_t d)
{
	struct smtp *s = ctx;
	(void)a, (void)b, (void)c, (void)d;
	if (!s->call || !s->call->ending || !atomic_load(s->call->ending))
		return 0;
	if (!s->ending_since)
		s->ending_since = clock_mono_ns();
	return s->stage != STAGE_END || clock_mono_ns() - s->ending_since > LEAVE_NS_S * 1000000000LL;
}

/* ---- one letter ---- */

struct smtp *smtp_open(const struct smtp_opts *o)
{
	struct smtp *s = calloc(1, sizeof(*s));
	if (!s)
		abort();
	s->opts = o;
	return s;
}

static void hang_up(struct smtp *s)
{
	if (s->curl)
		curl_easy_cleanup(s->curl);
	s->curl = NULL;
}

void smtp_close(struct smtp *s)
{
	if (!s)
		return;
	s->answer = NULL; /* curl says goodbye */
	hang_up(s);
	free(s);
}

static bool dial(struct smtp *s)
{
	const struct smtp_opts *o = s->opts;
	bool plain = str_starts(str_of(o->url), STR("smtp://")) && smtp_is_here(o->url) && !o->ca;
	CURL *c = s->curl = curl_easy_init();
	if (!c)
		return false;
	bool ok = curl_easy_setopt(c, CURLOPT_URL, o->url) == CURLE_OK &&
	          curl_easy_setopt(c, CURLOPT_PROTOCOLS_STR, "smtp,smtps") == CURLE_OK &&
	          curl_easy_setopt(c, CURLOPT_USE_SSL, (long)(plain ? CURLUSESSL_NONE : CURLUSESSL_ALL)) == CURLE_OK &&
	          curl_easy_setopt(c, CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2) == CURLE_OK &&
	          (!o->ca || curl_easy_setopt(c, CURLOPT_CAINFO, o->ca) == CURLE_OK) &&
	          (!o->user || curl_easy_setopt(c, CURLOPT_USERNAME, o->user) == CURLE_OK) &&
	          (!o->password || curl_easy_setopt(c, CURLOPT_PASSWORD, o->password) == CURLE_OK);
	curl_easy_setopt(c, CURLOPT_PROXY, "");
	curl_easy_setopt(c, CURLOPT_NOSIGNAL, 1L);
	curl_easy_setopt(c, CURLOPT_UPLOAD, 1L);
	curl_easy_setopt(c, CURLOPT_CONNECTTIMEOUT, (long)CONNECT_S);
	curl_easy_setopt(c, CURLOPT_TIMEOUT, (long)WHOLE_S);
	curl_easy_setopt(c, CURLOPT_READFUNCTION, on_read);
	curl_easy_setopt(c, CURLOPT_READDATA, s);
	curl_easy_setopt(c, CURLOPT_VERBOSE, 1L);
	curl_easy_setopt(c, CURLOPT_DEBUGFUNCTION, on_talk);
	curl_easy_setopt(c, CURLOPT_DEBUGDATA, s);
	curl_easy_setopt(c, CURLOPT_NOPROGRESS, 0L);
	curl_easy_setopt(c, CURLOPT_XFERINFOFUNCTION, on_progress);
	curl_easy_setopt(c, CURLOPT_XFERINFODATA, s);
	return ok;
}

static enum smtp_rc judge(const struct smtp *s, CURLcode rc)
{
	int code = s->answer->code;
	bool refused = code >= 500 && code < 600 && code != 530; /* 530: sign in first */
	if (rc == CURLE_OK)
		return SMTP_ACCEPTED;
	/* 354 asked for the letter; a later code is the answer to it */
	if (s->stage == STAGE_END && code < 400)
		return SMTP_UNSURE;
	return refused && s->stage >= STAGE_TO ? SMTP_NEVER : SMTP_LATER;
}

static CURLcode talk(struct smtp *s, const struct smtp_call *call)
{
	ARENA_SCOPE arena *a = arena_new(0);
	struct curl_slist *to = curl_slist_append(NULL, arena_fmt(a, "<%.*s>", STR_ARG(call->to)).p);
	CURLcode rc = CURLE_OUT_OF_MEMORY;
	if (to && curl_easy_setopt(s->curl, CURLOPT_MAIL_RCPT, to) == CURLE_OK &&
	    curl_easy_setopt(s->curl, CURLOPT_MAIL_FROM, arena_fmt(a, "<%s>", s->opts->from).p) == CURLE_OK)
		rc = curl_easy_perform(s->curl);
	curl_easy_setopt(s->curl, CURLOPT_MAIL_RCPT, NULL);
	curl_slist_free_all(to);
	return rc;
}

void smtp_send(struct smtp *s, const struct smtp_call *call, struct smtp_answer *out)
{
	*out = (struct smtp_answer){ .rc = SMTP_LATER };
	s->call = call;
	s->answer = out;
	s->at = 0;
	s->stage = STAGE_HELLO;
	s->leaving = false;
	s->ending_since = 0;
	CURLcode rc = s->curl || dial(s) ? talk(s, call) : CURLE_FAILED_INIT;
	out->rc = judge(s, rc);
	out->of_letter = s->stage >= STAGE_TO && (rc == CURLE_OK || out->code >= 400);
	if (rc != CURLE_OK && (out->code < 400 || !out->said[0]))
		keep_words(s, str_of(curl_easy_strerror(rc)));
	s->call = NULL;
	s->answer = NULL;
	if (rc != CURLE_OK)
		hang_up(s);
}
