/*
 * Reading efforts: asked by the handlers of public/ and api/.
 */
#include "model/publish/effort_list.h"

#include "base/date.h"
#include "db/db.h"
#include "model/publish/effort.h"
#include "query.h"

#define END_OF_TIME INT64_C(253402300799)

static bool cut(size_t *count, const struct effort_list_filter *f) {
    bool more = *count > (size_t)f->most;
    if (more) *count = (size_t)f->most;
    return more;
}

static bool within(const struct effort_list_filter *f) {
    return f->before_id && f->before_at < END_OF_TIME && f->before_at > 0;
}

static struct str some(struct str s) {
    return s.n ? s : STR_NONE;
}

enum status effort_list(struct row_effort_item **rows, size_t *count, bool *more, struct db *db,
                        const char *kind, const struct effort_list_filter *f, int64_t now) {
    int64_t done = INT64_MIN;
    bool project = str_is(STR("project"), kind);
    if (project && f->state.n && !effort_stages_before(&done, f->state)) done = INT64_MIN;
    enum status st = q_effort_list(rows, count, db, str_from(kind), some(f->area), some(f->type),
                                   some(f->region), f->year ? f->year : INT64_MIN, done,
                                   !project && str_is(f->state, "open") ? date_day(now) : DAY_NONE,
                                   !project && str_is(f->state, "closed") ? date_day(now)
                                                                          : DAY_NONE,
                                   some(f->q), within(f) ? f->before_at : END_OF_TIME,
                                   f->before_id ? f->before_id : INT64_MAX, f->most + 1);
    *more = st == OK && cut(count, f);
    return st;
}

enum status effort_list_donations(struct row_effort_item **rows, size_t *count, bool *more,
                                  struct db *db, const struct effort_list_filter *f) {
    int32_t from = DAY_NONE, to = DAY_NONE, before;
    if (f->year) {
        date_from_ymd(&from, (int)f->year, 1, 1);
        date_from_ymd(&to, (int)f->year, 12, 31);
    }
    date_from_ymd(&before, 2999, 12, 31);
    if (within(f)) before = date_day(f->before_at);
    enum status st = q_effort_donations(rows, count, db, some(f->region), from, to, some(f->q),
                                        before, f->before_id ? f->before_id : INT64_MAX,
                                        f->most + 1);
    *more = st == OK && cut(count, f);
    return st;
}

enum status effort_list_find(struct effort_list_one *out, struct db *db, const char *kind,
                             int64_t id) {
    *out = (struct effort_list_one){.item = NULL};
    enum status st = q_effort_live(&out->item, db, id, str_from(kind));
    if (st != OK || str_is(out->item->state, "withdrawn")) return st;
    st = q_effort_editions(&out->editions, &out->edition_count, db, id);
    if (st != OK || !str_is(out->item->kind, "project")) return st;
    st = q_effort_steps(&out->steps, &out->step_count, db, id);
    if (st == OK) st = q_effort_payments(&out->payments, &out->payment_count, db, id);
    if (st == OK) st = q_effort_donated_to(&out->donations, &out->donation_count, db, id);
    return st;
}

void effort_list_add(struct row_effort_sum *total, const struct row_effort_sum *row) {
    total->projects += row->projects;
    total->central += row->central;
    total->province += row->province;
    total->prefecture += row->prefecture;
    total->county += row->county;
    total->society += row->society;
    total->own += row->own;
    total->budget += row->budget;
    total->paid += row->paid;
}

enum status effort_list_money(struct effort_list_funds *out, struct db *db, struct str region,
                              int64_t year) {
    *out = (struct effort_list_funds){.places = NULL};
    /* 6 digits are a county, 9 a township, 12 a village; above the county: 4 and 2. */
    int64_t digits = region.n >= 9 ? 12 : region.n >= 6 ? 9 : region.n >= 4 ? 6 : 4;
    enum status st = q_effort_sums(&out->places, &out->place_count, db, region, digits,
                                   year ? year : INT64_MIN);
    if (st == OK) st = q_effort_years(&out->years, &out->year_count, db, region);
    for (size_t i = 0; st == OK && i < out->place_count; i++) {
        effort_list_add(&out->total, &out->places[i]);
    }
    return st;
}
