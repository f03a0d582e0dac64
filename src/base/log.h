/* log.h -- one line per event on stderr: "<6>message key=value", which journald understands (sd-daemon(3)).
 * No personal data, no request bodies. */
#ifndef SELARAS_BASE_LOG_H
#define SELARAS_BASE_LOG_H

#include "base/attr.h"

enum log_level { LOG_ERROR = 3, LOG_WARNING = 4, LOG_INFO = 6, LOG_DEBUG = 7 };

void log_set_level(enum log_level most); /* default LOG_INFO */
void log_line(enum log_level level, const char *fmt, ...) SEL_PRINTF(2, 3);
#define log_error(...) log_line(LOG_ERROR, __VA_ARGS__)
#define log_warning(...) log_line(LOG_WARNING, __VA_ARGS__)
#define log_info(...) log_line(LOG_INFO, __VA_ARGS__)
#define log_debug(...) log_line(LOG_DEBUG, __VA_ARGS__)

#endif
