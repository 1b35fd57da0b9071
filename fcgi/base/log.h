/*
 * Logs: one JSON object a line on stderr, with time, level, event and the current request id.
 * Never a name, a number, a phone or a body: values come from a closed set of calls, and texts
 * given here are ours (statement names, route paths, error strings of libraries), not a visitor's.
 */
#ifndef BASE_LOG_H
#define BASE_LOG_H

#include "base/str.h"

enum log_level { LOG_DEBUG, LOG_INFO, LOG_WARN, LOG_ERROR };

/* log_start(program, least): who writes (static text: "public"), and the least level written. */
void log_start(const char *program, enum log_level least);

/* log_request(id): the id put on every line until the next call; STR_NONE for none. Borrowed. */
void log_request(struct str id);

/* log_event(level, event, ...): pairs of key and value as terminated strings, ended by NULL:
 *     log_event(LOG_WARN, "db_lost", "statement", name, "error", text, NULL);
 * Values are escaped and clipped at 300 bytes; a line is at most 2 KiB and written by one write. */
void log_event(enum log_level level, const char *event, ...) __attribute__((sentinel));

/* log_record(event, ...): a line that is written whatever the least level is: what must be found
 * outside the database. To stderr, or after log_to_system to the system's log (syslog(3), facility
 * authpriv): a command's stderr belongs to who typed it. */
void log_record(const char *event, ...) __attribute__((sentinel));
void log_to_system(void);

/* log_number(n): a decimal text for a value above, in one of eight rotating static buffers. */
const char *log_number(int64_t n);

#endif
