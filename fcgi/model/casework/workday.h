/*
 * Working days: the clock of objections. A day works if the State Council's calendar says so, else
 * if it is Monday to Friday; a year that is not in the calendar goes by the week alone, and whoever
 * shows a date asks workday_knows. The day something comes in does not count (civil law: the first
 * day is the one after); a term ends with its last day, 24:00 in Shanghai. Pure but for
 * workday_load.
 */
#ifndef MODEL_CASEWORK_WORKDAY_H
#define MODEL_CASEWORK_WORKDAY_H

#include "base/date.h"
#include "base/status.h"
#include "rows.h"

struct db;

/* Working days after a ticket came in. DOMAIN: visited within 2, decided within 20. */
#define WORKDAY_VISIT  2
#define WORKDAY_DECIDE 20

struct workday_calendar {
    const struct row_workday *days; /* where work differs from the week, by day */
    size_t count;
    const struct row_workday_year *years; /* the years that are known */
    size_t year_count;
};

/* workday_load(out, db, from): the calendar from ${from} on, far enough for any term; rows in the
 * unit's arena. */
enum status workday_load(struct workday_calendar *out, struct db *db, int32_t from);

/* workday_is(c, day): it works. workday_knows(c, day): the calendar has its year. */
bool workday_is(const struct workday_calendar *c, int32_t day);
bool workday_knows(const struct workday_calendar *c, int32_t day);

/* workday_after(c, from, n): the ${n}th working day after ${from}, n from 1. */
int32_t workday_after(const struct workday_calendar *c, int32_t from, int n);

/* workday_gap(c, today): the first year of the coming two months that is not in the calendar; 0 if
 * all are. */
int workday_gap(const struct workday_calendar *c, int32_t today);

/* One exception of a year, for workday_put. */
struct workday_rule {
    int32_t on;
    bool works;
    struct str name;
};

/* workday_put(db, year, source, rules, count): the calendar of a year, in the place of what was
 * there. INVALID: a day is of another year or stands twice, a day that is worked is no Saturday or
 * Sunday, or there are not 7 to 60 of them. Command line only. */
enum status workday_put(struct db *db, int year, struct str source,
                        const struct workday_rule *rules, size_t count);

#endif
