#include "base/log.h"

#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <unistd.h>

static atomic_int most_level = LOG_INFO;

void log_set_level(enum log_level most)
{
	atomic_store(&most_level, (int)most);
}

void log_line(enum log_level level, const char *fmt, ...)
{
	if ((int)level > atomic_load_explicit(&most_level, memory_order_relaxed))
		return;
	char line[2048];
	int head = snprintf(line, sizeof line, "<%d>", (int)level);
	va_list args;
	va_start(args, fmt);
	int body = vsnprintf(line + head, sizeof line - (size_t)head, fmt, args);
	va_end(args);
	size_t n = (size_t)head + (body > 0 ? (size_t)body : 0);
	if (n > sizeof line - 1)
		n = sizeof line - 1;
	/* A value must not be able to start a line of its own. */
	for (size_t i = 0; i < n; i++)
		if ((unsigned char)line[i] < ' ' || line[i] == 0x7f)
			line[i] = ' ';
	line[n++] = '\n';
	/* One write for the whole line, so that lines of two threads do not mix. Where it cannot be written, there is
	 * no better place to say so. */
	ssize_t written = write(STDERR_FILENO, line, n);
	(void)written;
}
