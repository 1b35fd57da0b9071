/*
 * The notice clock: when objections open and close. Pure rules, no I/O. Days are calendar days in
 * Asia/Shanghai; a window of 7 days that is posted on the 1st, at any hour, closes when the 8th
 * ends (24:00). See DOMAIN.md, "The notice clock is a law".
 */
#ifndef MODEL_PUBLISH_CLOCK_H
#define MODEL_PUBLISH_CLOCK_H

#include "base/date.h"
#include "base/status.h"

#define CLOCK_DAYS_MAX 90

struct clock {
    int64_t opens_at, closes_at; /* moments; MOMENT_NONE when there is no window */
};

enum clock_state { CLOCK_NONE, CLOCK_WAITING, CLOCK_OPEN, CLOCK_CLOSED };

/* clock_from(out, posted_at, days): the window of a notice posted at ${posted_at} that runs
 * ${days} full days. INVALID unless 1..CLOCK_DAYS_MAX. */
enum status clock_from(struct clock *out, int64_t posted_at, int64_t days);

/* clock_state(c, now): OPEN from the posting until the last day has ended, its last second
 * included; CLOSED from 24:00 on. */
enum clock_state clock_state(const struct clock *c, int64_t now);

/* clock_days_left(c, now): whole days after today until it closes; 0 on the last day. */
int64_t clock_days_left(const struct clock *c, int64_t now);

#endif
