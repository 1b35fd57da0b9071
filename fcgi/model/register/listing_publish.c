/*
 * What publishing, correcting and withdrawing a list does to its cases. The office's handlers
 * publish announcements only through here, so that no list is published without its cases moving.
 * Everything that may be refused is asked before anything is written.
 */
#include "db/db.h"
#include "model/county/account.h"
#include "model/county/setting.h"
#include "model/publish/attachment.h"
#include "model/publish/edition.h"
#include "model/register/casefile.h"
#include "model/register/listing.h"
#include "query.h"

static enum status hold_case(struct casefile *c, struct db *db, const struct actor *actor,
                             int64_t case_id, int64_t now) {
    struct row_casefile_household_of *row;
    enum status st = q_casefile_household_of(&row, db, case_id);
    return st == OK ? casefile_hold(c, db, actor, row->code, now) : st;
}

/* Takes a case back to before the notice, if it is still under way and was there. */
static enum status take_back(struct db *db, const struct actor *actor,
                             const struct row_listing_tie *tie, int64_t id, int64_t now) {
    struct casefile c;
    struct str why;
    enum status st = hold_case(&c, db, actor, tie->case_id, now);
    if (st != OK || !c.file || c.file->id != tie->case_id) return st;
    size_t stop = 0;
    while (stop < c.step_count && !str_is(tie->stop, c.steps[stop].stop->key)) stop++;
    bool behind = c.at.at < stop || (c.at.at == stop && c.at.place == CASE_WAITING);
    if (stop == c.step_count || behind) return OK;
    st = casefile_recall(&why, db, actor, &c, tie->stop, id, now);
    return st == INVALID ? FAILED : st;
}

/* Before anything is written: may this case be at the notice, ${again} or for the first time? */
static enum status check_case(bool *fine, struct db *db, const struct actor *actor,
                              const struct row_listing_tie *tie, bool again, int64_t now) {
    struct casefile c;
    enum status st = hold_case(&c, db, actor, tie->case_id, now);
    *fine = false;
    if (st != OK || !c.file || c.file->id != tie->case_id) return st;
    size_t stop = 0;
    while (stop < c.step_count && !str_is(tie->stop, c.steps[stop].stop->key)) stop++;
    if (stop == c.step_count) return OK;
    *fine = c.at.at == stop && c.at.place == CASE_WAITING;
    if (again && c.at.at >= stop) *fine = true;
    return OK;
}

static bool was_tied(const struct row_listing_tie *ties, size_t count, int64_t case_id) {
    for (size_t i = 0; i < count; i++) {
        if (ties[i].case_id == case_id) return true;
    }
    return false;
}

/* After edition_publish nothing may be refused any more: what fails now undoes all. */
static enum status post(struct db *db, const struct actor *actor, const struct row_listing_tie *tie,
                        int64_t id, int32_t due_on, int64_t now) {
    struct casefile c;
    struct str why;
    enum status st = hold_case(&c, db, actor, tie->case_id, now);
    if (st == OK) st = casefile_post(&why, db, actor, &c, id, due_on, now);
    return st == INVALID ? FAILED : st;
}

static enum status ties_of(struct row_listing_tie **ties, size_t *count, struct db *db,
                           const struct row_edition *e) {
    *count = 0;
    return e ? q_listing_ties(ties, count, db, e->id) : OK;
}

/* The full days a notice of this stop runs in this county. */
static enum status least_days(int64_t *out, struct db *db, struct str stop) {
    struct settings settings;
    const struct lifecycle_stop *plan[LIFECYCLE_STOPS_MAX];
    enum status st = settings_load(&settings, db);
    struct lifecycle_days days = lifecycle_days_of(&settings);
    days.entry_notices = 1u << NOTICE_GROUP | 1u << NOTICE_VILLAGE | 1u << NOTICE_TOWNSHIP |
                         1u << NOTICE_COUNTY;
    size_t n = lifecycle_plan(plan, STR("entry"), &days);
    *out = 0;
    for (size_t i = 0; st == OK && i < n; i++) {
        if (str_is(stop, plan[i]->key)) *out = lifecycle_notice_days(plan[i], &days);
    }
    return st;
}

/* What forbids publishing a list, beside edition_faults. */
static enum status check_list(struct str *why, struct db *db, const struct actor *actor,
                              const struct edition_file *f, const struct listing *l,
                              const struct row_listing_tie *before, size_t before_count,
                              int64_t now) {
    bool fine = true;
    int64_t least = 0;
    enum status st = OK;
    if (str_is(f->draft->type, "list") && l->count == 0) {
        *why = STR("名单公示要从登记生成，不能手写。请到“名单”页选户生成，这份草稿不要发布。");
        return INVALID;
    }
    if (l->tie_count == 0 && before_count == 0) return OK;
    if (!str_is(f->draft->type, "list") || f->draft->window_days < 1) {
        *why = STR("从登记生成的名单，类别要是“名单公示”，公示天数不能是 0。");
        return INVALID;
    }
    if (l->tie_count > 0) st = least_days(&least, db, l->ties[0].stop);
    if (st == OK && f->draft->window_days < least) {
        *why = str_format(db_arena(db), "这份名单至少要公示 %lld 天，现在是 %lld 天。",
                          (long long)least, (long long)f->draft->window_days);
        return INVALID;
    }
    for (size_t i = 0; st == OK && fine && i < l->tie_count; i++) {
        bool again = was_tied(before, before_count, l->ties[i].case_id);
        st = check_case(&fine, db, actor, &l->ties[i], again, now);
    }
    if (st != OK || (fine && l->change_count == 0)) return st;
    *why = STR("登记有了变化，名单要先按现在的登记重新生成，再发布。");
    return INVALID;
}

enum status listing_check(struct str *why, struct db *db, const struct actor *actor, int64_t id,
                          int64_t now) {
    struct edition_file f;
    struct listing l;
    struct row_listing_tie *before;
    size_t count;
    *why = STR("");
    enum status st = edition_find(&f, db, actor, id);
    if (st != OK || !f.draft) return st;
    st = listing_read(&l, db, f.draft, now);
    if (st == OK) st = ties_of(&before, &count, db, f.live);
    return st == OK ? check_list(why, db, actor, &f, &l, before, count, now) : st;
}

enum status listing_publish(struct str *why, struct db *db, const struct actor *actor, int64_t id,
                            int64_t version, int64_t now) {
    struct edition_file f;
    struct listing l = {0};
    struct row_listing_tie *before = NULL;
    struct row_document_lock *locked;
    struct clock clock;
    size_t before_count = 0;
    *why = STR("");
    enum status st = q_document_lock(&locked, db, id);
    if (st == OK) st = edition_find(&f, db, actor, id);
    if (st != OK) return st;
    if (!f.draft || f.draft->version != version) return CONFLICT;
    st = listing_read(&l, db, f.draft, now);
    if (st == OK) st = ties_of(&before, &before_count, db, f.live);
    if (st == OK) st = check_list(why, db, actor, &f, &l, before, before_count, now);
    if (st == OK) st = edition_publish(db, actor, id, version, now);
    /* A correction starts anew: all of the edition before go back, then those of this one begin. */
    for (size_t i = 0; st == OK && i < before_count; i++) {
        st = take_back(db, actor, &before[i], id, now);
    }
    if (st != OK || l.tie_count == 0) return st;
    st = clock_from(&clock, now, f.draft->window_days);
    for (size_t i = 0; st == OK && i < l.tie_count; i++) {
        st = post(db, actor, &l.ties[i], id, date_day(clock.closes_at - 1), now);
    }
    return st;
}

enum status listing_withdraw(struct db *db, const struct actor *actor, int64_t id,
                             struct str reason, int64_t now) {
    struct edition_file f;
    struct row_listing_tie *ties = NULL;
    size_t count = 0;
    enum status st = edition_find(&f, db, actor, id);
    if (st == OK) st = ties_of(&ties, &count, db, f.live);
    if (st == OK) st = edition_withdraw(db, actor, id, reason, now);
    for (size_t i = 0; st == OK && i < count; i++) {
        st = take_back(db, actor, &ties[i], id, now);
    }
    return st;
}

enum status listing_revise(struct db *db, const struct actor *actor, int64_t id, int64_t now) {
    struct edition_file before, after;
    enum status st = edition_find(&before, db, actor, id);
    if (st == OK) st = edition_revise(db, actor, id, now);
    if (st != OK || before.draft || !before.live) return st;
    st = edition_find(&after, db, actor, id);
    if (st != OK || !after.draft) return st;
    st = attachment_copy(db, after.draft->id, before.live->id, now);
    if (st == OK) st = q_listing_entries_copy(db, after.draft->id, before.live->id);
    return st == OK ? q_listing_ties_copy(db, after.draft->id, before.live->id) : st;
}
