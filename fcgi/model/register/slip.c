/*
 * Makes the codes of a batch and writes down their digests. The village is held first: of two
 * officers who print it at once one is told, before anything is written, and no slip is dead on
 * arrival.
 */
#include "model/register/slip.h"

#include <stdlib.h>

#include "base/arena.h"
#include "base/log.h"
#include "base/seal.h"
#include "base/text.h"
#include "db/db.h"
#include "model/county/account.h"
#include "model/county/audit.h"
#include "model/county/region.h"
#include "model/register/casefile.h"
#include "model/register/identity.h"
#include "model/register/paper.h"
#include "query.h"

#define VILLAGE_DIGITS 12

/* Which households, and the form that asks for them. */
struct order {
    struct str region, team, form_key;
    bool fresh;
    int64_t household_id; /* INT64_MIN: a whole village, or a group of it */
};

enum status slip_villages(struct row_slip_village **rows, size_t *count, struct db *db,
                          const struct actor *actor) {
    return q_slip_villages(rows, count, db, actor->region);
}

enum status slip_batches(struct row_slip_batch **rows, size_t *count, struct db *db,
                         const struct actor *actor) {
    return q_slip_batches(rows, count, db, actor->region);
}

enum status slip_latest(struct row_slip_latest **out, struct db *db, int64_t household_id) {
    enum status st = q_slip_latest(out, db, household_id);
    if (st == NOT_FOUND) *out = NULL;
    return st == NOT_FOUND ? OK : st;
}

static struct str new_code(struct arena *a) {
    char *p = arena_alloc(a, SLIP_DIGITS);
    for (size_t i = 0; i < SLIP_DIGITS; i++) p[i] = (char)('0' + seal_below(10));
    return (struct str){p, SLIP_DIGITS};
}

/* Who has no helper goes last. */
static int by_helper(const void *left, const void *right) {
    const struct slip *a = left, *b = right;
    int order = (a->helper.n == 0) - (b->helper.n == 0);
    if (order == 0) order = str_compare(a->helper, b->helper);
    if (order == 0) order = paper_by_team(a->team, b->team);
    return order ? order : str_compare(a->household, b->household);
}

static enum status put_code(struct slip *s, struct db *db, const struct seal_keys *keys,
                            const struct row_slip_line *line, int64_t batch) {
    struct arena *a = db_arena(db);
    struct str code = new_code(a);
    *s = (struct slip){
        .household = line->code,
        .code = code,
        .head = line->head.n ? text_mask_name(a, line->head) : STR(""),
        .team = line->team,
        .helper = line->helper,
        .phone = line->phone,
    };
    enum status st = q_slip_code(db, identity_query_index(a, keys, line->code, code),
                                 identity_chain(a, keys), line->id);
    return st == OK ? q_slip_add(db, line->id, batch) : st;
}

static enum status refuse(struct str *why, struct str sentence) {
    *why = sentence;
    return INVALID;
}

static enum status choose(struct row_slip_line **lines, size_t *count, struct str *why,
                          struct db *db, const struct order *o, int64_t now) {
    enum status st = q_slip_lines(lines, count, db, o->region, o->fresh,
                                  o->team.n ? o->team : STR_NONE, o->household_id, date_day(now),
                                  SLIP_MOST + 1);
    if (st != OK) return st;
    if (*count == 0 && o->household_id != INT64_MIN) {
        return refuse(why, STR("这一户现在没有人，不能印纸条。"));
    }
    if (*count == 0 && o->fresh) {
        return refuse(why, STR("这里的户都有查询码了。要全部换新的，请选“全部户”。"));
    }
    if (*count == 0) return refuse(why, STR("这里没有登记的户。请看看组名写得对不对。"));
    if (*count <= SLIP_MOST) return OK;
    return refuse(why, str_format(db_arena(db),
                                  "这里超过 %d 户，一次最多印 %d 户。请填上组名，一组一组地印。",
                                  SLIP_MOST, SLIP_MOST));
}

/* CONFLICT if somebody made a code since this unit began to read: this form, sent twice, too. */
static enum status hold(struct db *db, const struct order *o, const struct row_slip_line *lines,
                        size_t count) {
    struct row_slip_held *held;
    size_t all, at = 0;
    enum status st = q_slip_hold(&held, &all, db, o->region);
    if (st != OK) return st;
    for (size_t i = 0; i < count; i++) { /* both by id */
        while (at < all && held[at].id < lines[i].id) at++;
        if (at == all || !str_eq(held[at].query_index, lines[i].query_index)) return CONFLICT;
    }
    return OK;
}

static enum status write_codes(struct slip_batch *out, struct db *db, const struct seal_keys *keys,
                               const struct actor *actor, const struct order *o,
                               const struct row_slip_line *lines, size_t count, int64_t now) {
    enum status st = q_slip_batch_add(db, o->region, (int64_t)count, now, actor->id, o->form_key);
    if (st != OK) return st;
    int64_t batch = db_insert_id(db);
    out->slips = ARENA_ARRAY(db_arena(db), struct slip, count);
    out->count = count;
    for (size_t i = 0; st == OK && i < count; i++) {
        st = put_code(&out->slips[i], db, keys, &lines[i], batch);
    }
    if (st != OK) return st;
    qsort(out->slips, count, sizeof out->slips[0], by_helper);
    struct str detail = str_format(db_arena(db), STR_FMT " %zu%s", STR_ARG(o->region), count,
                                   o->fresh ? " fresh" : "");
    return audit_add(db, actor, "slips", "slip_batch", batch, detail, now);
}

static enum status print_batch(struct slip_batch *out, struct str *why, struct db *db,
                               const struct seal_keys *keys, const struct actor *actor,
                               const struct order *o, int64_t now) {
    struct row_slip_batch_by_form *before;
    struct row_slip_line *lines;
    size_t count;
    *out = (struct slip_batch){0};
    enum status st = q_slip_batch_by_form(&before, db, o->form_key);
    if (st == OK) st = CONFLICT;
    if (st == NOT_FOUND) st = choose(&lines, &count, why, db, o, now);
    if (st == OK) st = hold(db, o, lines, count);
    if (st == OK) st = write_codes(out, db, keys, actor, o, lines, count, now);
    if (st == OK) st = region_place(&out->place, db, o->region);
    if (st == CONFLICT) {
        *why = o->household_id == INT64_MIN
                   ? STR("刚刚已经生成过了，查询码只显示一次。没有打印好，请选“全部户”再生成一批，"
                         "旧的马上作废。")
                   : STR("刚刚已经换过了，查询码只显示一次。没有打印好，请回到这一户再换一次。");
    }
    return st;
}

enum status slip_make(struct slip_batch *out, struct str *why, struct db *db,
                      const struct seal_keys *keys, const struct actor *actor, struct str region,
                      bool fresh, struct str team, struct str form_key, int64_t now) {
    struct row_region *village;
    if (region.n != VILLAGE_DIGITS || !account_covers(actor, region)) {
        log_event(LOG_WARN, "village_of_elsewhere", "account", log_number(actor->id), NULL);
        return NOT_FOUND;
    }
    enum status st = region_find(&village, db, region);
    struct order o = {region, team, form_key, fresh, INT64_MIN};
    return st == OK ? print_batch(out, why, db, keys, actor, &o, now) : st;
}

enum status slip_replace(struct slip_batch *out, struct str *why, struct db *db,
                         const struct seal_keys *keys, const struct actor *actor,
                         struct str household_code, struct str form_key, int64_t now) {
    struct casefile c;
    enum status st = casefile_read(&c, db, actor, household_code, now);
    if (st != OK) return st;
    struct order o = {c.household->region, STR(""), form_key, false, c.household->id};
    st = print_batch(out, why, db, keys, actor, &o, now);
    if (st != OK) return st;
    return audit_add(db, actor, "slip", "household", c.household->id, STR(""), now);
}
