#include "agreement/scan.h"

#include <errno.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/un.h>
#include <unistd.h>

#include "base/log.h"

enum { CHUNK = 1 << 16, PATIENCE_S = 60, ANSWER_MAX = 1000 };

static int connect_to(const char *path)
{
	struct sockaddr_un to = { .sun_family = AF_UNIX };
	const struct timeval patience = { .tv_sec = PATIENCE_S };
	if (strlen(path) >= sizeof(to.sun_path))
		return -1;
	memcpy(to.sun_path, path, strlen(path));
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (fd >= 0 && setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof(patience)) == 0 &&
	    setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof(patience)) == 0 &&
	    connect(fd, (const struct sockaddr *)&to, sizeof(to)) == 0)
		return fd;
	if (fd >= 0)
		close(fd);
	return -1;
}

static bool send_all(int fd, const char *p, size_t n)
{
	while (n) {
		ssize_t sent = send(fd, p, n, MSG_NOSIGNAL);
		if (sent < 0 && errno == EINTR)
			continue;
		if (sent <= 0)
			return false;
		p += sent;
		n -= (size_t)sent;
	}
	return true;
}

/* A piece with its length before it, in the order of bytes of networks; none of length 0 ends the stream. */
static bool send_chunk(int fd, str piece)
{
	uint32_t n = (uint32_t)piece.n;
	const char length[4] = { (char)(n >> 24), (char)(n >> 16), (char)(n >> 8), (char)n };
	return send_all(fd, length, sizeof(length)) && send_all(fd, piece.p, piece.n);
}

static bool send_stream(int fd, str bytes)
{
	static const char command[] = "zINSTREAM";
	bool ok = send_all(fd, command, sizeof(command)); /* with its NUL */
	for (size_t at = 0; ok && at < bytes.n; at += CHUNK)
		ok = send_chunk(fd, str_sub(bytes, at, CHUNK));
	return ok && send_chunk(fd, STR_EMPTY);
}

/* "stream: OK", "stream: NAME FOUND" or "... ERROR", ended by a NUL. */
static str read_answer(arena *a, int fd)
{
	char text[ANSWER_MAX];
	size_t n = 0;
	while (n < sizeof(text) && !memchr(text, 0, n)) {
		ssize_t got = recv(fd, text + n, sizeof(text) - n, 0);
		if (got < 0 && errno == EINTR)
			continue;
		if (got <= 0)
			break;
		n += (size_t)got;
	}
	const char *end = memchr(text, 0, n);
	return end ? arena_str(a, (str){ text, (size_t)(end - text) }) : STR_EMPTY;
}

const char *scan_socket(void)
{
	const char *named = getenv("SELARAS_CLAMD");
	return named && *named ? named : NULL;
}

enum scan_rc scan_bytes(arena *a, const char *socket_path, str bytes, str *name)
{
	str answer = STR_EMPTY, before = STR("stream: "), found = STR(" FOUND");
	int fd = connect_to(socket_path);
	*name = STR_EMPTY;
	/* a scanner that will not read on has its answer ready all the same */
	if (fd >= 0 && (send_stream(fd, bytes) || errno == EPIPE))
		answer = read_answer(a, fd);
	if (fd >= 0)
		close(fd);
	if (str_is(answer, "stream: OK"))
		return SCAN_CLEAN;
	if (str_starts(answer, before) && str_ends(answer, found) && answer.n > before.n + found.n) {
		*name = str_sub(answer, before.n, answer.n - before.n - found.n);
		return SCAN_FOUND;
	}
	log_error("the virus scanner did not look at a file answer=\"%.*s\"", STR_ARG(answer));
	return SCAN_FAILED;
}
