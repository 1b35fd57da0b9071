/*
 * Calendars as in RFC 5545: lines of name and value, ended by CR LF, folded at 75 octets.
 */
#ifndef WEB_ICAL_H
#define WEB_ICAL_H

#include "base/buf.h"

/* ical_line(b, name, value): ${value} goes out as it is: dates, addresses, fixed words. */
void ical_line(struct buf *b, const char *name, struct str value);

/* ical_text(b, name, value): a value of type TEXT (3.3.11): \ ; , and ends of lines are escaped. */
void ical_text(struct buf *b, const char *name, struct str value);

/* ical_day(b, name, day): a DATE (3.3.4). ical_moment(b, name, moment): a DATE-TIME in UTC (3.3.5).
 */
void ical_day(struct buf *b, const char *name, int32_t day);
void ical_moment(struct buf *b, const char *name, int64_t moment);

#endif
