/*
 * The county's calendar: turns moments into Shanghai days and back, reads the dates people send
 * and writes the ones they see. Everything above reckons with plain integers and comes here only
 * for their meaning.
 */
#include "base/date.h"

#include <time.h>

#define DAY_SECONDS 86400
#define AHEAD       (8 * 3600) /* Shanghai is ahead of UTC */

#define FIRST_YEAR 1900
#define LAST_YEAR  2999

/* Days from 1 January of the year 1 to 1970-01-01, both in the civil calendar of today. */
#define EPOCH_DAYS 719162
#define DAYS_400   146097 /* in 400 years */
#define DAYS_100   36524  /* in 100 years, the last of them not a leap year */
#define DAYS_4     1461

int64_t date_now(void) {
    return (int64_t)time(NULL);
}

int64_t date_ticks(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (int64_t)t.tv_sec * 1000000 + t.tv_nsec / 1000;
}

static int64_t floor_div(int64_t n, int64_t by) {
    return n / by - (n % by < 0);
}

/* Seconds since the UTC day's midnight. */
static int utc_seconds(int64_t moment) {
    int s = (int)(moment % DAY_SECONDS);
    return s < 0 ? s + DAY_SECONDS : s;
}

int32_t date_day(int64_t moment) {
    int64_t day = floor_div(moment, DAY_SECONDS);
    if (utc_seconds(moment) >= DAY_SECONDS - AHEAD) day++;
    return day > INT32_MIN && day <= INT32_MAX ? (int32_t)day : DAY_NONE;
}

int64_t date_start(int32_t day) {
    return day == DAY_NONE ? MOMENT_NONE : (int64_t)day * DAY_SECONDS - AHEAD;
}

int64_t date_end(int32_t day) {
    return day == DAY_NONE ? MOMENT_NONE : date_start(day) + DAY_SECONDS;
}

int date_seconds(int64_t moment) {
    return (utc_seconds(moment) + AHEAD) % DAY_SECONDS;
}

static bool is_leap(int y) {
    return y % 4 == 0 && (y % 100 != 0 || y % 400 == 0);
}

static int month_days(int y, int m) {
    static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    return days[m - 1] + (m == 2 && is_leap(y));
}

struct ymd date_ymd(int32_t day) {
    int64_t since = (int64_t)day + EPOCH_DAYS;
    int64_t cycle = floor_div(since, DAYS_400);
    int rest = (int)(since - cycle * DAYS_400);

    /* The last century of 400 years and the last year of 4 are a day longer: they take it too. */
    int century = rest / DAYS_100 < 4 ? rest / DAYS_100 : 3;
    rest -= century * DAYS_100;
    int four = rest / DAYS_4;
    rest -= four * DAYS_4;
    int one = rest / 365 < 4 ? rest / 365 : 3;
    rest -= one * 365;

    int year = (int)(cycle * 400) + century * 100 + four * 4 + one + 1;
    int month = 1;
    while (rest >= month_days(year, month)) rest -= month_days(year, month++);
    return (struct ymd){year, month, rest + 1};
}

bool date_from_ymd(int32_t *out, int y, int m, int d) {
    if (y < FIRST_YEAR || y > LAST_YEAR || m < 1 || m > 12) return false;
    if (d < 1 || d > month_days(y, m)) return false;
    int past = y - 1;
    int day = past * 365 + past / 4 - past / 100 + past / 400 - EPOCH_DAYS;
    for (int i = 1; i < m; i++) day += month_days(y, i);
    *out = (int32_t)(day + d - 1);
    return true;
}

/* A number of exactly the digits in s[from..to). */
static bool parse_digits(int *out, struct str s, size_t from, size_t to) {
    int64_t n;
    struct str digits = str_slice(s, from, to);
    if (!str_is_digits(digits) || !str_int(&n, digits)) return false;
    *out = (int)n;
    return true;
}

bool date_parse(int32_t *out, struct str s) {
    int y, m, d;
    if (s.n != 10 || s.p[4] != '-' || s.p[7] != '-') return false;
    return parse_digits(&y, s, 0, 4) && parse_digits(&m, s, 5, 7) && parse_digits(&d, s, 8, 10) &&
           date_from_ymd(out, y, m, d);
}

struct str date_iso(struct arena *a, int32_t day) {
    if (day == DAY_NONE) return STR("");
    struct ymd t = date_ymd(day);
    return str_format(a, "%04d-%02d-%02d", t.year, t.month, t.day);
}

struct str date_text(struct arena *a, int32_t day) {
    if (day == DAY_NONE) return STR("");
    struct ymd t = date_ymd(day);
    return str_format(a, "%d年%d月%d日", t.year, t.month, t.day);
}

struct str moment_iso(struct arena *a, int64_t moment) {
    if (moment == MOMENT_NONE) return STR("");
    int s = date_seconds(moment);
    struct ymd t = date_ymd(date_day(moment));
    return str_format(a, "%04d-%02d-%02dT%02d:%02d:%02d+08:00", t.year, t.month, t.day, s / 3600,
                      s / 60 % 60, s % 60);
}

struct str moment_text(struct arena *a, int64_t moment) {
    if (moment == MOMENT_NONE) return STR("");
    int s = date_seconds(moment);
    return str_format(a, STR_FMT " %02d:%02d", STR_ARG(date_text(a, date_day(moment))), s / 3600,
                      s / 60 % 60);
}

struct str date_close_text(struct arena *a, int64_t closes_at, int64_t now) {
    if (closes_at == MOMENT_NONE) return STR("");
    struct ymd t = date_ymd(date_day(closes_at - 1)); /* midnight belongs to the day it ends */
    struct str year = STR("");
    if (t.year != date_ymd(date_day(now)).year) year = str_format(a, "%d年", t.year);

    int s = date_seconds(closes_at);
    if (s == 0) return str_format(a, STR_FMT "%d月%d日24时", STR_ARG(year), t.month, t.day);
    return str_format(a, STR_FMT "%d月%d日 %02d:%02d", STR_ARG(year), t.month, t.day, s / 3600,
                      s / 60 % 60);
}
