/*
 * The system's log, for base/log.c alone: syslog.h has other ideas of LOG_INFO.
 */
#ifndef BASE_LOG_SYSTEM_H
#define BASE_LOG_SYSTEM_H

#include <stddef.h>

/* log_system_put(line, n): one line to syslog(3), facility authpriv. */
void log_system_put(const char *line, size_t n);

#endif
