#include "agreement/pdftext.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/date.h"
#include "base/log.h"
#include "base/utf8.h"

#define PROGRAM "/usr/bin/pdftotext"

const struct pdftext_limits pdftext_default = { .seconds = 10, .memory = (size_t)512 << 20, .max = 200000 };

/* ---- in the child: nothing but system calls, since other threads may hold any lock ---- */

static void limit(__rlimit_resource_t what, rlim_t most)
{
	struct rlimit r = { most, most };
	if (setrlimit(what, &r) != 0)
		_exit(126); /* never without its limits */
}

static _Noreturn void run(int in, int out, const struct pdftext_limits *l)
{
	static char name[] = "pdftotext", quiet[] = "-q", encoding[] = "-enc", utf8[] = "UTF-8",
	            no_breaks[] = "-nopgbrk", last[] = "-l", pages[] = "400", standard[] = "-";
	static char *const arguments[] = {
		name, quiet, encoding, utf8, no_breaks, last, pages, standard, standard, NULL
	};
	static char *const environment[] = { NULL };
	sigset_t none;
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
	if (dup2(in, 0) < 0 || dup2(out, 1) < 0 || dup2(open("/dev/null", O_WRONLY), 2) < 0)
		_exit(126);
	close_range(3, ~0U, 0);
	setsid();
	prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
	prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
	prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0);
	/* no network and nobody else's processes, where the kernel lets an ordinary user have that */
	(void)unshare(CLONE_NEWUSER | CLONE_NEWNET | CLONE_NEWIPC);
	limit(RLIMIT_CPU, l->seconds / 2 + 1);
	limit(RLIMIT_AS, l->memory);
	limit(RLIMIT_FSIZE, 0);
	limit(RLIMIT_CORE, 0);
	limit(RLIMIT_NOFILE, 16);
	limit(RLIMIT_NPROC, 0);
	execve(PROGRAM, arguments, environment);
	_exit(127);
}

/* ---- in the parent ---- */

static int file_of(str pdf)
{
	int fd = memfd_create("pdf", MFD_CLOEXEC);
	for (size_t at = 0; fd >= 0 && at < pdf.n;) {
		ssize_t n = write(fd, pdf.p + at, pdf.n - at);
		if (n <= 0 && errno != EINTR) {
			close(fd);
			return -1;
		}
		at += n > 0 ? (size_t)n : 0;
	}
	if (fd >= 0 && lseek(fd, 0, SEEK_SET) != 0) {
		close(fd);
		return -1;
	}
	return fd;
}

/* Reads until the end, the maximum or the deadline. */
static enum pdftext_rc read_text(int fd, const struct pdftext_limits *l, struct buf *out)
{
	int64_t end = clock_mono_ns() + (int64_t)l->seconds * 1000000000;
	for (;;) {
		int64_t left = (end - clock_mono_ns()) / 1000000;
		struct pollfd p = { .fd = fd, .events = POLLIN };
		int ready = left > 0 ? poll(&p, 1, (int)left) : 0;
		if (ready < 0 && errno == EINTR)
			continue;
		if (ready <= 0)
			return PDFTEXT_TIMEOUT;
		char piece[16384];
		ssize_t n = read(fd, piece, sizeof(piece));
		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return PDFTEXT_OK;
		size_t room = l->max - out->n;
		buf_add(out, piece, (size_t)n < room ? (size_t)n : room);
		if ((size_t)n > room)
			return PDFTEXT_CUT;
	}
}

/* One space for any white space; what is no text becomes one, too. */
static str squeeze(arena *a, str text)
{
	struct buf out;
	bool space = true;
	buf_init(&out, a, text.n + 1);
	for (size_t i = 0; i < text.n; i++) {
		unsigned char c = (unsigned char)text.p[i];
		if (c > ' ' && c != 0x7F)
			buf_char(&out, (char)c);
		else if (!space)
			buf_char(&out, ' ');
		space = c <= ' ' || c == 0x7F;
	}
	return arena_str(a, str_trim(buf_str(&out)));
}

static enum pdftext_rc finish(pid_t pid, enum pdftext_rc rc)
{
	int status = 0;
	if (rc != PDFTEXT_OK)
		kill(pid, SIGKILL);
	while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
		continue;
	if (rc != PDFTEXT_OK)
		return rc;
	if (WIFSIGNALED(status) && WTERMSIG(status) == SIGXCPU)
		return PDFTEXT_TIMEOUT;
	if (WIFEXITED(status) && WEXITSTATUS(status) == 127)
		return PDFTEXT_MISSING;
	return WIFEXITED(status) && WEXITSTATUS(status) == 0 ? PDFTEXT_OK : PDFTEXT_UNREADABLE;
}

enum pdftext_rc pdftext(arena *a, str pdf, const struct pdftext_limits *l, str *out)
{
	int ends[2], in = file_of(pdf);
	struct buf text;
	*out = STR_EMPTY;
	buf_init(&text, a, l->max + 1);
	if (in < 0 || pipe2(ends, O_CLOEXEC) != 0) {
		log_error("pdftotext: %s", strerror(errno));
		if (in >= 0)
			close(in);
		return PDFTEXT_UNREADABLE;
	}
	pid_t pid = fork();
	if (pid == 0)
		run(in, ends[1], l);
	close(in);
	close(ends[1]);
	enum pdftext_rc rc = pid < 0 ? PDFTEXT_UNREADABLE : read_text(ends[0], l, &text);
	close(ends[0]);
	rc = pid < 0 ? rc : finish(pid, rc);
	if (rc == PDFTEXT_OK || rc == PDFTEXT_CUT) {
		str whole = utf8_cut(buf_str(&text), text.n);
		*out = utf8_valid(whole) ? squeeze(a, whole) : STR_EMPTY;
	}
	return rc;
}
