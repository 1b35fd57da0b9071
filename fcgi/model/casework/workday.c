/*
 * Asked when a ticket comes in (ticket.c), by the office's list and by doctor whether the calendar
 * is known. The calendar itself is data: sql/schema/018 has three years, `mingbai import calendar`
 * brings the next.
 */
#include "model/casework/workday.h"

#include "db/db.h"
#include "query.h"

#define WEEK        7
#define TERM_DAYS   120 /* more than any twenty working days take */
#define AHEAD_DAYS  60
#define RULES_LEAST 7
#define RULES_MOST  60

enum status workday_load(struct workday_calendar *out, struct db *db, int32_t from) {
    struct row_workday *days;
    struct row_workday_year *years;
    *out = (struct workday_calendar){0};
    enum status st = q_workday_days(&days, &out->count, db, from, from + TERM_DAYS);
    if (st == OK) st = q_workday_years(&years, &out->year_count, db);
    if (st != OK) return st;
    out->days = days;
    out->years = years;
    return OK;
}

/* 1970-01-01 was a Thursday. */
static bool is_weekend(int32_t day) {
    int32_t weekday = ((day + 4) % WEEK + WEEK) % WEEK; /* 0: Sunday */
    return weekday == 0 || weekday == 6;
}

bool workday_is(const struct workday_calendar *c, int32_t day) {
    for (size_t i = 0; i < c->count; i++) {
        if (c->days[i].on_day == day) return c->days[i].works;
    }
    return !is_weekend(day);
}

bool workday_knows(const struct workday_calendar *c, int32_t day) {
    int year = date_ymd(day).year;
    for (size_t i = 0; i < c->year_count; i++) {
        if (c->years[i].year == year) return true;
    }
    return false;
}

int32_t workday_after(const struct workday_calendar *c, int32_t from, int n) {
    int32_t day = from;
    while (n > 0) n -= workday_is(c, ++day);
    return day;
}

int workday_gap(const struct workday_calendar *c, int32_t today) {
    if (!workday_knows(c, today)) return date_ymd(today).year;
    return workday_knows(c, today + AHEAD_DAYS) ? 0 : date_ymd(today + AHEAD_DAYS).year;
}

enum status workday_put(struct db *db, int year, struct str source,
                        const struct workday_rule *rules, size_t count) {
    int32_t first, last;
    if (!date_from_ymd(&first, year, 1, 1) || !date_from_ymd(&last, year, 12, 31)) return INVALID;
    if (count < RULES_LEAST || count > RULES_MOST) return INVALID;
    enum status st = q_workday_year_put(db, year, source);
    if (st == OK) st = q_workday_clear(db, first, last);
    for (size_t i = 0; st == OK && i < count; i++) {
        const struct workday_rule *r = &rules[i];
        if (r->on < first || r->on > last || (r->works && !is_weekend(r->on))) return INVALID;
        st = q_workday_put(db, r->on, r->works, r->name);
    }
    return st == CONFLICT ? INVALID : st;
}
