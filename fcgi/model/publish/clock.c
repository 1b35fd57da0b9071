/*
 * Reckoning of notice windows, asked when something is published and whenever a page shows it.
 */
#include "model/publish/clock.h"

enum status clock_from(struct clock *out, int64_t posted_at, int64_t days) {
    if (days < 1 || days > CLOCK_DAYS_MAX) return INVALID;
    *out = (struct clock){posted_at, date_end(date_day(posted_at) + (int32_t)days)};
    return OK;
}

enum clock_state clock_state(const struct clock *c, int64_t now) {
    if (c->closes_at == MOMENT_NONE || c->opens_at == MOMENT_NONE) return CLOCK_NONE;
    if (now < c->opens_at) return CLOCK_WAITING;
    return now < c->closes_at ? CLOCK_OPEN : CLOCK_CLOSED;
}

int64_t clock_days_left(const struct clock *c, int64_t now) {
    if (c->closes_at == MOMENT_NONE || now >= c->closes_at) return 0;
    return date_day(c->closes_at - 1) - date_day(now);
}
