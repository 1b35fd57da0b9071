/*
 * From cases to a list: who waits, the lines of a draft, and what the register says of them now.
 * What publishing a list does to its cases stands in listing_publish.c.
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

static struct str shown_name(struct arena *a, const struct row_listing_line *row) {
    return row->name.n ? text_mask_name(a, row->name) : STR("（没有户主）");
}

static bool look_alike(const struct listing_entry *a, const struct listing_entry *b) {
    return str_eq(a->masked_name, b->masked_name) && str_eq(a->village, b->village) &&
           str_eq(a->team, b->team) && a->size == b->size;
}

void listing_fill(struct listing_entry *entries, struct arena *a,
                  const struct row_listing_line *rows, size_t count) {
    bool *alike = ARENA_ARRAY(a, bool, count + 1);
    for (size_t i = 0; i < count; i++) {
        entries[i] = (struct listing_entry){
            .masked_name = shown_name(a, &rows[i]),
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
                                            STR_ARG(shown_name(a, &rows[i])),
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

/* Whether all that were chosen are lines; those that are not may be of elsewhere. */
static bool all_there(struct db *db, const struct actor *actor, const struct row_listing_line *rows,
                      size_t n, const int64_t *ids, size_t count) {
    bool there = true;
    for (size_t i = 0; i < count; i++) {
        if (line_of(rows, n, ids[i])) continue;
        casefile_note(db, actor, ids[i]);
        there = false;
    }
    return there;
}

/* The chosen lines of a group, in its order. */
static void choose(struct row_listing_line *out, size_t *n, const struct listing_group *g,
                   const int64_t *ids, size_t count) {
    *n = 0;
    for (size_t i = 0; i < g->count && *n < LISTING_MOST; i++) {
        if (among(ids, count, g->rows[i].case_id)) out[(*n)++] = g->rows[i];
    }
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
    if (!all_there(db, actor, g->rows, g->count, case_ids, count)) {
        *why = STR("选中的户里，有的已经不在这一步了。请看看新的名单再选。");
        return CONFLICT;
    }
    choose(rows, &n, g, case_ids, count);
    enum status st = listing_text(&text, db, g, rows, n, now);
    if (st == OK) st = edition_start_list(id, db, actor, g->region, &text, key, now);
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
    enum flow_state state;
    bool is_out = !flow_state(&state, e->state) || flow_is_out(state);
    if (st != OK || is_out || out->tie_count == 0) return st;
    st = q_listing_carried(&out->lines, &out->line_count, db, e->id, date_day(now));
    return st == OK ? find_changes(out, db, e->number > 1) : st;
}

/* The announcement with the numbers of the new list, if it still says those of the old one. */
static struct str body_with(struct arena *a, struct str body, const struct listing *l,
                            const struct row_listing_line *rows, size_t n) {
    int64_t were = 0, are = 0;
    for (size_t i = 0; i < l->count; i++) were += l->entries[i].size;
    for (size_t i = 0; i < n; i++) are += rows[i].size;
    struct str old = listing_counts(a, l->count, were), new = listing_counts(a, n, are);
    size_t at = str_find(body, old);
    if (at == body.n) return body;
    return str_format(a, STR_FMT STR_FMT STR_FMT, STR_ARG(str_slice(body, 0, at)), STR_ARG(new),
                      STR_ARG(str_slice(body, at + old.n, body.n)));
}

enum status listing_refresh(struct str *why, struct db *db, const struct actor *actor, int64_t id,
                            const int64_t *keep, size_t count, int64_t now) {
    struct edition_file f;
    struct listing l;
    struct lifecycle_days days;
    struct row_document_lock *locked;
    size_t n = 0;
    enum status st = q_document_lock(&locked, db, id);
    if (st == OK) st = edition_find(&f, db, actor, id);
    if (st == OK && (!f.draft || !edition_is_open(f.draft))) return CONFLICT;
    if (st == OK) st = listing_read(&l, db, f.draft, now);
    if (st == OK) st = read_days(&days, db);
    if (st != OK) return st;
    if (l.tie_count == 0) return NOT_FOUND;
    struct row_listing_line *rows = ARENA_ARRAY(db_arena(db), struct row_listing_line,
                                                l.line_count + 1);
    struct str stop = l.ties[0].stop;
    all_there(db, actor, l.lines, l.line_count, keep, count);
    for (size_t i = 0; i < l.line_count && i < l.tie_count; i++) {
        bool wanted = among(keep, count, l.lines[i].case_id);
        if (wanted && still_waits(&l.lines[i], &l.ties[i], &days, f.draft->number > 1))
            rows[n++] = l.lines[i];
    }
    if (n == 0) {
        *why = STR("没有一户还在这一步，名单会是空的。这份草稿不用发布了。");
        return INVALID;
    }
    st = q_listing_entries_clear(db, f.draft->id);
    if (st == OK) st = q_listing_ties_clear(db, f.draft->id);
    if (st == OK) st = write_lines(db, f.draft->id, rows, n, stop);
    struct str body = body_with(db_arena(db), f.draft->body, &l, rows, n);
    if (st == OK) st = q_listing_touch(db, f.draft->id, body, actor->id, now);
    if (st != OK) return st;
    return audit_add(db, actor, "relist", "document", id,
                     str_format(db_arena(db), "%zu 户，原来 %zu 户", n, l.count), now);
}
