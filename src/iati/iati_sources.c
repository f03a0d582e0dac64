/* Finding sources: folders, archives, addresses, standard input. */
#include <curl/curl.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zip.h>

#include "base/date.h"
#include "iati/iati_input.h"

enum { FOLDER_DEPTH = 32 };

void iati_inputs_init(struct inputs *in, arena *a, const struct input_limits *limits)
{
	*in = (struct inputs){ .arena = a };
	if (limits)
		in->limits = *limits;
	in->limits.max_entries = in->limits.max_entries ? in->limits.max_entries : 10000;
	in->limits.max_fetch = in->limits.max_fetch ? in->limits.max_fetch : 512ull << 20;
	in->limits.timeout_s = in->limits.timeout_s ? in->limits.timeout_s : 300;
}

void iati_inputs_release(struct inputs *in)
{
	for (size_t i = 0; i < in->archives.n; i++)
		zip_discard(in->archives.p[i]);
	for (size_t i = 0; i < in->fds.n; i++)
		close(in->fds.p[i]);
}

static bool refuse(struct problems *ps, const char *key, str where, str found)
{
	problems_add(ps, (struct problem){ .severity = SEVERITY_FATAL, .key = key, .where = where, .found = found });
	return false;
}

static void source_add(struct inputs *in, struct input_source s)
{
	in->bytes += s.bytes;
	*vec_push(in->arena, &in->list) = s;
}

static bool ends_nocase(str s, str end)
{
	return s.n >= end.n && str_eq_nocase(str_sub(s, s.n - end.n, end.n), end);
}

/* ---- archives ---- */

static bool archive_add(struct inputs *in, const char *path, int fd, str name, struct problems *ps)
{
	int code = 0;
	zip_t *z;
	if (fd >= 0) {
		int own = dup(fd);
		lseek(own, 0, SEEK_SET);
		z = zip_fdopen(own, 0, &code);
		if (!z)
			close(own);
	} else {
		z = zip_open(path, ZIP_RDONLY, &code);
	}
	if (!z)
		return refuse(ps, "iati.zip_damaged", name, STR_EMPTY);
	*vec_push(in->arena, &in->archives) = z;
	zip_int64_t n = zip_get_num_entries(z, 0);
	if (n > in->limits.max_entries)
		return refuse(ps, "iati.zip_entries", name, arena_fmt(in->arena, "%lld", (long long)n));
	uint32_t found = 0;
	for (zip_int64_t i = 0; i < n; i++) {
		zip_stat_t st;
		if (zip_stat_index(z, (zip_uint64_t)i, 0, &st) != 0 || !(st.valid & ZIP_STAT_NAME))
			continue;
		if (!ends_nocase(str_of(st.name), STR(".xml")))
			continue;
		found++;
		source_add(in, (struct input_source){ .name = arena_fmt(in->arena, "%.*s/%s", STR_ARG(name), st.name),
		                                      .path = arena_str(in->arena, str_of(path)),
		                                      .fd = -1,
		                                      .archive = z,
		                                      .entry = (uint64_t)i,
		                                      .bytes = st.valid & ZIP_STAT_SIZE ? st.size : 0 });
	}
	return found || refuse(ps, "iati.zip_empty", name, STR_EMPTY);
}

static bool file_add(struct inputs *in, const char *path, int fd, str name, struct problems *ps)
{
	struct stat st;
	char magic[4] = "";
	int own = fd >= 0 ? fd : open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
	if (own < 0)
		return refuse(ps, "iati.open_failed", name, str_of(strerror(errno)));
	bool ok = fstat(own, &st) == 0;
	bool zip = ok && S_ISREG(st.st_mode) && pread(own, magic, 4, 0) == 4 && memcmp(magic, "PK\3\4", 4) == 0;
	if (fd < 0)
		close(own);
	if (zip)
		return archive_add(in, path, fd, name, ps);
	source_add(in, (struct input_source){ .name = arena_str(in->arena, name),
	                                      .path = arena_str(in->arena, str_of(path)),
	                                      .fd = fd,
	                                      .bytes = ok ? (uint64_t)st.st_size : 0 });
	return true;
}

/* ---- folders ---- */

static int by_name(const void *a, const void *b)
{
	const str *x = a, *y = b;
	return str_cmp(*x, *y);
}

static bool wanted(str name)
{
	return ends_nocase(name, STR(".xml")) || ends_nocase(name, STR(".xml.gz")) || ends_nocase(name, STR(".zip"));
}

/* FOLDER, whose sources are named PREFIX + the path below it. Links are not followed. */
static bool folder_add(struct inputs *in, str folder, str prefix, int depth, struct problems *ps)
{
	DIR *d = depth < FOLDER_DEPTH ? opendir(folder.p) : NULL;
	if (!d)
		return refuse(ps, "iati.open_failed", folder, str_of(strerror(errno)));
	VEC(str) names = { 0 };
	for (struct dirent *e; (e = readdir(d));)
		if (e->d_name[0] != '.')
			*vec_push(in->arena, &names) = arena_str(in->arena, str_of(e->d_name));
	closedir(d);
	if (names.n)
		qsort(names.p, names.n, sizeof(str), by_name);
	bool ok = true;
	for (size_t i = 0; i < names.n; i++) {
		struct stat st;
		str path = arena_fmt(in->arena, "%.*s/%.*s", STR_ARG(folder), STR_ARG(names.p[i]));
		str name = arena_cat(in->arena, prefix, names.p[i]);
		if (lstat(path.p, &st) != 0)
			continue;
		if (S_ISDIR(st.st_mode))
			ok &= folder_add(in, path, arena_cat(in->arena, name, STR("/")), depth + 1, ps);
		else if (S_ISREG(st.st_mode) && wanted(names.p[i]))
			ok &= file_add(in, path.p, -1, name, ps);
		else
			in->skipped++;
	}
	return ok;
}

/* ---- addresses and standard input: into a file without a name ---- */

struct fetch {
	int fd;
	uint64_t got, max;
	bool too_big;
	bool guarded, kept_out; /* addresses of private networks are refused; one was */
};

static int temporary(struct inputs *in)
{
	const char *folder = getenv("TMPDIR");
	str name = arena_fmt(in->arena, "%s/selaras-XXXXXX", folder && folder[0] ? folder : "/tmp");
	char *path = arena_alloc(in->arena, name.n + 1);
	memcpy(path, name.p, name.n + 1);
	int fd = mkostemp(path, O_CLOEXEC);
	if (fd >= 0) {
		unlink(path);
		*vec_push(in->arena, &in->fds) = fd;
	}
	return fd;
}

static size_t on_data(char *p, size_t size, size_t n, void *ctx)
{
	struct fetch *f = ctx;
	size_t bytes = size * n, done = 0;
	f->got += bytes;
	f->too_big = f->got > f->max;
	while (!f->too_big && done < bytes) {
		ssize_t w = write(f->fd, p + done, bytes - done);
		if (w < 0 && errno == EINTR)
			continue;
		if (w <= 0)
			return 0;
		done += (size_t)w;
	}
	return f->too_big ? 0 : bytes;
}

/* Called with the address that would be connected to, after names and redirects: so no name leads around it. */
static curl_socket_t on_socket(void *ctx, curlsocktype purpose, struct curl_sockaddr *to)
{
	struct fetch *f = ctx;
	(void)purpose;
	if (f->guarded && !iati_address_public(&to->addr)) {
		f->kept_out = true;
		return CURL_SOCKET_BAD;
	}
	return socket(to->family, to->socktype | SOCK_CLOEXEC, to->protocol);
}

static bool address_add(struct inputs *in, const char *url, str name, struct problems *ps)
{
	struct fetch f = { .fd = temporary(in), .max = in->limits.max_fetch, .guarded = !in->limits.private_network };
	CURL *c = f.fd >= 0 ? curl_easy_init() : NULL;
	if (!c)
		return refuse(ps, "iati.fetch_failed", str_of(url), str_of(strerror(errno)));
	curl_easy_setopt(c, CURLOPT_URL, url);
	curl_easy_setopt(c, CURLOPT_PROTOCOLS_STR, "http,https");
	curl_easy_setopt(c, CURLOPT_REDIR_PROTOCOLS_STR, "http,https");
	curl_easy_setopt(c, CURLOPT_FOLLOWLOCATION, 1L);
	curl_easy_setopt(c, CURLOPT_MAXREDIRS, 5L);
	curl_easy_setopt(c, CURLOPT_NOSIGNAL, 1L);
	curl_easy_setopt(c, CURLOPT_FAILONERROR, 1L);
	curl_easy_setopt(c, CURLOPT_CONNECTTIMEOUT, 30L);
	curl_easy_setopt(c, CURLOPT_TIMEOUT, (long)in->limits.timeout_s);
	curl_easy_setopt(c, CURLOPT_MAXFILESIZE_LARGE, (curl_off_t)in->limits.max_fetch);
	curl_easy_setopt(c, CURLOPT_USERAGENT, "selaras");
	curl_easy_setopt(c, CURLOPT_OPENSOCKETFUNCTION, on_socket);
	curl_easy_setopt(c, CURLOPT_OPENSOCKETDATA, &f);
	curl_easy_setopt(c, CURLOPT_WRITEFUNCTION, on_data);
	curl_easy_setopt(c, CURLOPT_WRITEDATA, &f);
	CURLcode rc = curl_easy_perform(c);
	curl_easy_cleanup(c);
	if (f.kept_out && rc != CURLE_OK)
		return refuse(ps, "iati.fetch_private", str_of(url), STR_EMPTY);
	if (f.too_big || rc == CURLE_FILESIZE_EXCEEDED)
		return refuse(ps, "iati.file_too_big", str_of(url), STR_EMPTY);
	if (rc != CURLE_OK)
		return refuse(ps, "iati.fetch_failed", str_of(url), str_of(curl_easy_strerror(rc)));
	return file_add(in, url, f.fd, name.n ? name : str_of(url), ps);
}

static bool stdin_add(struct inputs *in, str name, struct problems *ps)
{
	struct fetch f = { .fd = temporary(in), .max = in->limits.max_fetch };
	char block[1 << 14];
	ssize_t got = 0;
	while (f.fd >= 0 && ((got = read(STDIN_FILENO, block, sizeof(block))) > 0 || (got < 0 && errno == EINTR)))
		if (got > 0 && on_data(block, 1, (size_t)got, &f) == 0)
			break;
	if (f.too_big)
		return refuse(ps, "iati.file_too_big", STR("-"), STR_EMPTY);
	if (f.fd < 0 || got != 0)
		return refuse(ps, "iati.read_failed", STR("-"), str_of(strerror(errno)));
	return file_add(in, "-", f.fd, name.n ? name : STR("stdin"), ps);
}

bool iati_inputs_add(struct inputs *in, const char *what, str name, struct problems *ps)
{
	struct stat st;
	str w = str_of(what);
	if (str_is(w, "-"))
		return stdin_add(in, name, ps);
	if (str_starts(w, STR("http://")) || str_starts(w, STR("https://")))
		return address_add(in, what, name, ps);
	if (stat(what, &st) != 0)
		return refuse(ps, "iati.open_failed", w, str_of(strerror(errno)));
	if (S_ISDIR(st.st_mode)) {
		while (w.n > 1 && w.p[w.n - 1] == '/')
			w = str_sub(w, 0, w.n - 1);
		return folder_add(in, arena_str(in->arena, w),
		                  name.n ? arena_cat(in->arena, name, STR("/")) : STR_EMPTY, 0, ps);
	}
	const char *base = strrchr(what, '/');
	return file_add(in, what, -1, name.n ? name : str_of(base ? base + 1 : what), ps);
}
