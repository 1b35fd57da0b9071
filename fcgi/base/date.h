/*
 * Time as the county reckons it. A *moment* is int64_t seconds since the epoch (UTC); a *day* is
 * int32_t days since 1970-01-01 in the civil calendar of Asia/Shanghai. Shanghai is taken as
 * UTC+8 throughout: it has had no summer time since 1991, and nothing here is older than 2009.
 * A day ends at 24:00, the first moment of the next one. Pure; only date_now
 * and date_ticks ask a clock.
 */
#ifndef BASE_DATE_H
#define BASE_DATE_H

#include "base/str.h"

#define MOMENT_NONE INT64_MIN /* no moment: an SQL NULL, a field left empty */
#define DAY_NONE    INT32_MIN /* no day */

struct ymd {
    int year, month, day;
};

/* date_now(): this moment. date_ticks(): microseconds that pass, from no moment in particular and
 * whatever is done to the clock (CLOCK_MONOTONIC): for how long something takes. */
int64_t date_now(void);
int64_t date_ticks(void);

int32_t date_day(int64_t moment); /* the Shanghai day a moment falls in */
int64_t date_start(int32_t day);  /* 00:00 of the day */
int64_t date_end(int32_t day);    /* 24:00 of the day == date_start(day + 1) */
struct ymd date_ymd(int32_t day);
int date_seconds(int64_t moment); /* seconds since that Shanghai day's 00:00, 0..86399 */

/* date_from_ymd(out, y, m, d): false if there is no such day (years 1900..2999). */
bool date_from_ymd(int32_t *out, int y, int m, int d);

/* date_parse(out, s): exactly YYYY-MM-DD (RFC 3339 full-date), a day that exists. */
bool date_parse(int32_t *out, struct str s);

/* Texts, in ${a}. NONE gives an empty str.
 *   date_iso        2026-03-05
 *   date_text       2026年3月5日
 *   moment_iso      2026-03-05T14:05:09+08:00      (RFC 3339)
 *   moment_text     2026年3月5日 14:05
 *   date_close_text 3月8日24时 of the moment that ends 8 March, with the year when it is not
 *                   the year of ${now}; for notice deadlines */
struct str date_iso(struct arena *a, int32_t day);
struct str date_text(struct arena *a, int32_t day);
struct str moment_iso(struct arena *a, int64_t moment);
struct str moment_text(struct arena *a, int64_t moment);
struct str date_close_text(struct arena *a, int64_t closes_at, int64_t now);

#endif
