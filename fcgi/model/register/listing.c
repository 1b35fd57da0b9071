/*
 * From cases to a list, and from the publishing of a list to the cases. The office's handlers
 * publish announcements only through here, so that no list is published without its cases moving.
 */
#include "model/register/listing.h"

#include "base/arena.h"
#include "base/text.h"
#include "db/db.h"
#include "model/county/account.h"
#include "model/county/audit.h"
#include "model/county/region.h"
#include "model/county/setting.h"
#include "model/publish/edition.h"
#include "model/register/casefile.h"
#include "model/register/listing_text.h"
#include "query.h"

#define WAITING_MOST 2000
#define TAIL         2 /* characters of a household's code that tell two lines apart */

static const char *const case_kinds[] = {"entry", "exit", "removal"};

/* --- who waits --- */

/* How long the code of a place is that posts such a notice. */
static size_t digits_of(const struct lifecycle_stop *stop) {
    return stop->notice == NOTICE_COUNTY ? 6 : stop->notice == NOTICE_TOWNSHIP ? 9 : 12;
}

static enum status waiting(struct row_listing_line **rows, size_t *count, struct db *db,
                           struct str scope, struct str kind, const struct lifecycle_stop *stop,
                           const struct lifecycle_stop *before, int64_t now) {
    return q_listing_waiting(rows, count, db, kind, scope, str_from(stop->key),
                             before ? str_from(before->key) : STR(""), date_day(now), WAITING_MOST);
}

static enum status read_days(struct lifecycle_days *days, struct db *db) {
    struct settings settings;
    enum status st = settings_load(&settings, db);
    if (st == OK) *days = lifecycle_days_of(&settings);
    return st;
}

/* All groups, while they are found. */
struct groups {
    struct db *db;
    const struct actor *actor;
    struct listing_group *list;
    size_t count, cap;
    int64_t now;
};

static enum status add_group(struct groups *g, struct str kind, const struct lifecycle_stop *stop,
                             struct row_listing_line *rows, size_t count) {
    struct arena *a = db_arena(g->db);
    if (g->count == g->cap) {
        size_t cap = g->cap ? g->cap * 2 : 16;
        g->list = arena_grow(a, g->list, g->cap * sizeof *g->list, cap * sizeof *g->list);
        g->cap = cap;
    }
    struct listing_group *out = &g->list[g->count++];
    *out = (struct listing_group){.kind = kind,
                                  .region = str_slice(rows[0].region, 0, digits_of(stop)),
                                  .stop = stop,
                                  .rows = rows,
                                  .count = count};
    return region_place(&out->place, g->db, out->region);
}

/* The cases at one stop, cut where the place that posts the notice changes. */
static enum status stop_groups(struct groups *g, struct str kind, const struct lifecycle_stop *stop,
                               const struct lifecycle_stop *before) {
    struct row_listing_line *rows;
    size_t count, from = 0, digits = digits_of(stop);
    enum status st = waiting(&rows, &count, g->db, g->actor->region, kind, stop, before, g->now);
    for (size_t i = 1; st == OK && i <= count; i++) {
        bool same = i < count && str_eq(str_slice(rows[i].region, 0, digits),
                                        str_slice(rows[from].region, 0, digits));
        if (same) continue;
        st = add_group(g, kind, stop, rows + from, i - from);
        from = i;
    }
    return st;
}

enum status listing_groups(struct listing_group **out, size_t *count, struct db *db,
                           const struct actor *actor, int64_t now) {
    struct lifecycle_days days;
    struct groups g = {.db = db, .actor = actor, .now = now};
    enum status st = read_days(&days, db);
    for (size_t k = 0; st == OK && k < sizeof case_kinds / sizeof case_kinds[0]; k++) {
        const struct lifecycle_stop *plan[LIFECYCLE_STOPS_MAX];
        size_t n = lifecycle_plan(plan, str_from(case_kinds[k]), &days);
        for (size_t i = 0; st == OK && i < n; i++) {
            if (plan[i]->notice == NOTICE_NONE || actor->region.n > digits_of(plan[i])) continue;
            st = stop_groups(&g, str_from(case_kinds[k]), plan[i], i ? plan[i - 1] : NULL);
        }
    }
    *out = g.list;
    *count = g.count;
    return st;
}

enum status listing_group(struct listing_group *out, struct db *db, const struct actor *actor,
                          struct str kind, struct str stop, struct str region, int64_t now) {
    const struct lifecycle_stop *plan[LIFECYCLE_STOPS_MAX];
    struct lifecycle_days days;
    size_t at = 0;
    *out = (struct listing_group){.kind = kind, .region = region};
    enum status st = read_days(&days, db);
    if (st != OK) return st;
    size_t n = lifecycle_plan(plan, kind, &days);
    while (at < n && !str_is(stop, plan[at]->key)) at++;
    if (at == n || plan[at]->notice == NOTICE_NONE || region.n != digits_of(plan[at])) {
        return NOT_FOUND;
    }
    if (!account_covers(actor, region)) return NOT_FOUND;
    out->stop = plan[at];
    st = waiting(&out->rows, &out->count, db, region, kind, plan[at], at ? plan[at - 1] : NULL,
                 now);
    return st == OK ? region_place(&out->place, db, region) : st;
}

/* --- the lines --- */

static bool look_alike(const struct listing_entry *a, const struct listing_entry *b) {
    return str_eq(a->masked_name, b->masked_name) && str_eq(a->village, b->village) &&
           str_eq(a->team, b->team) && a->size == b->size;
}

void listing_fill(struct listing_entry *entries, struct arena *a,
                  const struct row_listing_line *rows, size_t count) {
    bool *alike = ARENA_ARRAY(a, bool, count + 1);
    for (size_t i = 0; i < count; i++) {
        entries[i] = (struct listing_entry){
            .masked_name = text_mask_name(a, rows[i].name),
            .village = rows[i].village,
            .team = rows[i].team,
            .size = rows[i].size,
            .category = listing_category(a, &rows[i]),
        };
        for (size_t k = 0; k < i; k++) {
            if (look_alike(&entries[i], &entries[k])) alike[i] = alike[k] = true;
        }
    }
    for (size_t i = 0; i < count; i++) {
        struct str code = rows[i].code;
        if (!alike[i]) continue;
        size_t tail = TAIL;
        /* As much of the code as it takes: codes differ, so this ends. */
        for (size_t k = 0; k < count; k++) {
            bool twin = k != i && alike[k] && str_eq(entries[i].village, entries[k].village);
            while (twin && tail < code.n &&
                   str_ends(rows[k].code, str_slice(code, code.n - tail, code.n))) {
                tail++;
            }
        }
        size_t from = code.n > tail ? code.n - tail : 0;
        entries[i].masked_name = str_format(a, STR_FMT "（户号尾" STR_FMT "）",
                                            STR_ARG(text_mask_name(a, rows[i].name)),
                                            STR_ARG(str_slice(code, from, code.n)));
    }
}

static enum status write_lines(struct db *db, int64_t edition_id,
                               const struct row_listing_line *rows, size_t count, struct str stop) {
    struct arena *a = db_arena(db);
    struct listing_entry *entries = ARENA_ARRAY(a, struct listing_entry, count + 1);
    enum status st = OK;
    listing_fill(entries, a, rows, count);
    for (size_t i = 0; st == OK && i < count; i++) {
        const struct listing_entry *e = &entries[i];
        st = q_listing_entry_add(db, edition_id, (int64_t)i + 1, e->masked_name, e->village,
                                 e->team, e->size, e->category);
        if (st == OK) st = q_listing_tie_add(db, edition_id, (int64_t)i + 1, rows[i].case_id, stop);
    }
    return st;
}

/* --- drafting --- */

static const struct row_listing_line *line_of(const struct row_listing_line *rows, size_t count,
                                              int64_t case_id) {
    for (size_t i = 0; i < count; i++) {
        if (rows[i].case_id == case_id) return &rows[i];
    }
    return NULL;
}

static bool among(const int64_t *ids, size_t count, int64_t id) {
    for (size_t i = 0; i < count; i++) {
        if (ids[i] == id) return true;
    }
    return false;
}

/* The chosen lines of a group, in its order. False if one that was chosen is not there. */
static bool choose(struct row_listing_line *out, size_t *n, const struct listing_group *g,
                   const int64_t *ids, size_t count) {
    *n = 0;
    for (size_t i = 0; i < count; i++) {
        if (!line_of(g->rows, g->count, ids[i])) return false;
    }
    for (size_t i = 0; i < g->count && *n < LISTING_MOST; i++) {
        if (among(ids, count, g->rows[i].case_id)) out[(*n)++] = g->rows[i];
    }
    return true;
}

enum status listing_draft(int64_t *id, struct str *why, struct db *db, const struct actor *actor,
                          const struct listing_group *g, const int64_t *case_ids, size_t count,
                          struct str key, int64_t now) {
    struct edition_text text;
    struct edition_file f;
    struct row_listing_tie *ties;
    size_t n, tied;
    struct row_listing_line *rows = ARENA_ARRAY(db_arena(db), struct row_listing_line,
                                                g->count + 1);
    if (count == 0 || count > LISTING_MOST) {
        *why = count ? STR("一份名单最多 400 户，请分开生成。") : STR("请至少选一户。");
        return INVALID;
    }
    if (!choose(rows, &n, g, case_ids, count)) {
        *why = STR("选中的户里，有的已经不在这一步了。请看看新的名单再选。");
        return CONFLICT;
    }
    enum status st = listing_text(&text, db, g, rows, n, now);
    if (st == OK) st = edition_start(id, db, actor, "notice", g->region, &text, key, now);
    if (st == OK) st = edition_find(&f, db, actor, *id);
    if (st == OK && !f.draft) return OK; /* sent twice, and published in between */
    if (st == OK) st = q_listing_ties(&ties, &tied, db, f.draft->id);
    if (st != OK || tied > 0) return st; /* the form was sent twice */
    return write_lines(db, f.draft->id, rows, n, str_from(g->stop->key));
}

/* --- comparing a draft with the register --- */

/* A case stands where its notice can be posted: its turn has come, or (a correction) it was posted
 * and is to be posted again. */
static bool still_waits(const struct row_listing_line *l, const struct row_listing_tie *tie,
                        const struct lifecycle_days *days, bool corrects) {
    const struct lifecycle_stop *plan[LIFECYCLE_STOPS_MAX];
    size_t n = lifecycle_plan(plan, l->kind, days), at = 0, last = 0;
    if (l->ended.n) return false;
    while (at < n && !str_is(tie->stop, plan[at]->key)) at++;
    while (last < n && !str_is(l->stop, plan[last]->key)) last++;
    if (at == n || last == n) return false;
    bool again = str_is(l->outcome, "resubmitted") || str_is(l->outcome, "recalled");
    if (last + 1 == at) return str_is(l->outcome, "passed");
    if (last == at && again) return true;
    return corrects && last >= at && !str_is(l->outcome, "returned");
}

static void put_change(struct listing *l, const char *what, struct str name, struct str text) {
    l->changes[l->change_count++] = (struct listing_change){str_from(what), name, text};
}

static void compare(struct listing *l, struct arena *a, const struct row_entry *old,
                    const struct listing_entry *new) {
    const struct {
        const char *label;
        struct str was, is;
    } parts[] = {
        {"姓名", old->masked_name, new->masked_name},
        {"村", old->village, new->village},
        {"组", old->team, new->team},
        {"人口", str_format(a, "%lld", (long long)old->size),
         str_format(a, "%lld", (long long)new->size)},
        {"类别", old->category, new->category},
    };
    for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++) {
        if (str_eq(parts[i].was, parts[i].is)) continue;
        put_change(l, "变了", old->masked_name,
                   str_format(a, "%s：" STR_FMT " → " STR_FMT, parts[i].label,
                              STR_ARG(parts[i].was), STR_ARG(parts[i].is)));
    }
}

static enum status find_changes(struct listing *l, struct db *db, bool corrects) {
    struct arena *a = db_arena(db);
    struct lifecycle_days days;
    struct row_listing_line *rows = ARENA_ARRAY(a, struct row_listing_line, l->line_count + 1);
    struct listing_entry *entries = ARENA_ARRAY(a, struct listing_entry, l->line_count + 1);
    size_t n = 0, at = 0;
    enum status st = read_days(&days, db);
    if (st != OK) return st;
    l->changes = ARENA_ARRAY(a, struct listing_change, l->line_count * 5 + 1);
    for (size_t i = 0; i < l->line_count && i < l->tie_count; i++) {
        if (still_waits(&l->lines[i], &l->ties[i], &days, corrects)) rows[n++] = l->lines[i];
    }
    listing_fill(entries, a, rows, n);
    for (size_t i = 0; i < l->line_count && i < l->tie_count && i < l->count; i++) {
        if (!still_waits(&l->lines[i], &l->ties[i], &days, corrects)) {
            put_change(l, "不在名单了", l->entries[i].masked_name, STR("现在不在这一步"));
        } else {
            compare(l, a, &l->entries[i], &entries[at++]);
        }
    }
    return OK;
}

enum status listing_read(struct listing *out, struct db *db, const struct row_edition *e,
                         int64_t now) {
    *out = (struct listing){0};
    enum status st = q_listing_entries(&out->entries, &out->count, db, e->id);
    if (st == OK) st = q_listing_ties(&out->ties, &out->tie_count, db, e->id);
    if (st != OK || !str_is(e->state, "draft") || out->tie_count == 0) return st;
    st = q_listing_carried(&out->lines, &out->line_count, db, e->id, date_day(now));
    return st == OK ? find_changes(out, db, e->number > 1) : st;
}

enum status listing_refresh(struct db *db, const struct actor *actor, int64_t id,
                            const int64_t *keep, size_t count, int64_t now) {
    struct edition_file f;
    struct listing l;
    struct lifecycle_days days;
    struct row_document_lock *locked;
    size_t n = 0;
    enum status st = q_document_lock(&locked, db, id);
    if (st == OK) st = edition_find(&f, db, actor, id);
    if (st == OK && !f.draft) return CONFLICT;
    if (st == OK) st = listing_read(&l, db, f.draft, now);
    if (st == OK) st = read_days(&days, db);
    if (st != OK) return st;
    if (l.tie_count == 0) return NOT_FOUND;
    struct row_listing_line *rows = ARENA_ARRAY(db_arena(db), struct row_listing_line,
                                                l.line_count + 1);
    struct str stop = l.ties[0].stop;
    for (size_t i = 0; i < l.line_count && i < l.tie_count; i++) {
        bool wanted = among(keep, count, l.lines[i].case_id);
        if (wanted && still_waits(&l.lines[i], &l.ties[i], &days, f.draft->number > 1))
            rows[n++] = l.lines[i];
    }
    st = q_listing_entries_clear(db, f.draft->id);
    if (st == OK) st = q_listing_ties_clear(db, f.draft->id);
    if (st == OK) st = write_lines(db, f.draft->id, rows, n, stop);
    if (st == OK) st = q_listing_touch(db, f.draft->id, actor->id, now);
    if (st != OK) return st;
    return audit_add(db, actor, "relist", "document", id,
                     str_format(db_arena(db), "%zu 户，原来 %zu 户", n, l.count), now);
}

/* --- publishing --- */

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

/* What forbids publishing a list, beside edition_faults. */
static enum status check_list(struct str *why, struct db *db, const struct actor *actor,
                              const struct edition_file *f, const struct listing *l,
                              const struct row_listing_tie *before, size_t before_count,
                              int64_t now) {
    bool fine = true;
    enum status st = OK;
    if (l->tie_count == 0 && before_count == 0) return OK;
    if (!str_is(f->draft->type, "list") || f->draft->window_days < 1) {
        *why = STR("从登记生成的名单，类别要是“名单公示”，公示天数不能是 0。");
        return INVALID;
    }
    if (l->count == 0) {
        *why = STR("名单是空的。整份名单不要了，请撤回原来的公示。");
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
    struct row_listing_tie *before;
    struct row_document_lock *locked;
    struct clock clock;
    size_t before_count;
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
    struct row_listing_tie *ties;
    size_t count;
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
    st = q_listing_entries_copy(db, after.draft->id, before.live->id);
    return st == OK ? q_listing_ties_copy(db, after.draft->id, before.live->id) : st;
}
