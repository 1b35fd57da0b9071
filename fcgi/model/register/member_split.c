/*
 * One household becomes two, two become one.
 */
#include "model/register/member_household.h"

#include "base/arena.h"
#include "db/db.h"
#include "model/register/identity.h"
#include "query.h"

static const struct member_kin *kin_of(const struct member_kin *with, size_t count, int64_t id) {
    for (size_t i = 0; i < count; i++) {
        if (with[i].membership_id == id) return &with[i];
    }
    return NULL;
}

static enum status check_with(struct str *why, const struct member_household *m,
                              const struct actor *actor, const struct member_kin *with,
                              size_t count, int32_t on, int64_t now) {
    enum status st = OK;
    for (size_t i = 0; st == OK && i < count; i++) {
        const struct row_record_member *who = member_find(m, actor, with[i].membership_id);
        if (!who) return member_refuse(why, "请选择家里现在的人。");
        if (!member_on_list(member_relations, with[i].relation)) {
            return member_refuse(why, "请选择每个人与户主的关系。");
        }
        st = member_check_day(why, who, on, now);
    }
    return st;
}

enum status member_split(struct str *why, struct db *db, const struct actor *actor, struct str code,
                         struct str new_code, int64_t head, const struct member_kin *with,
                         size_t count, const struct member_change *x, int64_t now) {
    struct member_household m;
    const struct row_record_member *who;
    enum status st = member_meant(&m, &who, why, db, actor, code, head, x->on, now);
    if (st == OK) st = member_check_no_case(why, db, &m.c, "分户");
    if (st == OK) st = check_with(why, &m, actor, with, count, x->on, now);
    if (st != OK) return st;
    for (size_t i = 0; i < m.count; i++) {
        bool goes = m.rows[i].id == head || kin_of(with, count, m.rows[i].id);
        if (member_is_head(&m.rows[i]) && goes) {
            return member_refuse(why, "户主留在原来的户里，请选别人当新户主。");
        }
    }
    new_code = identity_code(db_arena(db), new_code);
    st = member_check_code(why, db, new_code);
    if (st != OK) return st;
    int64_t from = m.c.household->id, people = 0;
    st = q_member_household_add(db, new_code, m.c.household->region, m.c.household->team, x->on);
    int64_t to = db_insert_id(db);
    struct member_way way = {db, actor, m.c.household, to, new_code, x->on, now};
    for (size_t i = 0; st == OK && i < m.count; i++) {
        const struct member_kin *kin = kin_of(with, count, m.rows[i].id);
        bool leads = m.rows[i].id == head;
        if (!leads && !kin) continue;
        st = member_carry(&way, &m.rows[i], leads ? STR("户主") : kin->relation);
        people++;
    }
    struct str reason = str_format(db_arena(db), "分出 %lld 人", (long long)people);
    struct member_deed d = {.db = db,
                            .actor = actor,
                            .household = from,
                            .person = who->person_id,
                            .other = to,
                            .now = now,
                            .on = x->on,
                            .stop = "household_split",
                            .reason = reason,
                            .note = x->note,
                            .detail = new_code};
    if (st == OK) st = member_write_down(&d);
    d.household = to;
    d.other = from;
    d.stop = "household_apart";
    d.reason = STR("");
    d.detail = code;
    return st == OK ? member_write_down(&d) : st;
}

/* Both of them held, always in the same order, so that two merging two do not wait for each other.
 */
static enum status hold_both(struct member_household *from, struct member_household *to,
                             struct str *why, struct db *db, const struct actor *actor,
                             struct str code, struct str into, int64_t now) {
    bool first = str_compare(code, into) < 0;
    enum status st = member_hold(first ? from : to, db, actor, first ? code : into, now);
    if (st == OK) st = member_hold(first ? to : from, db, actor, first ? into : code, now);
    if (st != NOT_FOUND) return st;
    st = member_hold(from, db, actor, code, now);
    if (st != OK) return st;
    return member_refuse(why, "没有这个户编号，或者不归您管，请核对。别的乡镇的户，请县里办。");
}

/* The household that goes has nothing under way; the other one goes on. */
static enum status check_merge(struct str *why, struct db *db, const struct member_household *from,
                               const struct member_household *to) {
    struct row_member_under_way *left;
    enum status st = member_check_no_case(why, db, &from->c, "合户");
    if (st == OK) st = member_check_no_case(why, db, &to->c, "合户");
    if (st != OK) return st;
    if (from->count == 0) return member_refuse(why, "这一户已经没有人了。");
    if (to->count == 0 || to->c.ceased) {
        return member_refuse(why, "要并入的那一户已经没有人，或者登记已经结束，请核对户编号。");
    }
    if (from->c.registered && !to->c.registered) {
        return member_refuse(why, "这一户在册，那一户不在册：请到那一户去办合户，并到这一户来。");
    }
    if (from->c.registered) {
        return member_refuse(why,
                             "两户都在册：请先给这一户办“自然减少”，原因选“并入另一户”，再合户。");
    }
    st = q_member_under_way(&left, db, from->c.household->id);
    if (st != OK) return st;
    if (left->payments > 0) {
        *why = str_format(db_arena(db), "这一户还有 %lld 笔钱没有到账。请先办到账或退回，再合户。",
                          (long long)left->payments);
        return INVALID;
    }
    if (left->measures == 0) return OK;
    *why = str_format(
        db_arena(db),
        "这一户还有 %lld 项帮扶没有办完。请先改成办完，要接着帮的记到那一户，再合户。",
        (long long)left->measures);
    return INVALID;
}

/* Who belongs to both of them already (an officer's word) only leaves the one. */
static enum status carry_over(const struct member_way *w, const struct member_household *from,
                              const struct member_household *to, const struct member_kin *with,
                              size_t count) {
    enum status st = OK;
    for (size_t i = 0; st == OK && i < from->count; i++) {
        const struct row_record_member *who = &from->rows[i];
        bool there = false;
        for (size_t k = 0; k < to->count; k++) there |= to->rows[k].person_id == who->person_id;
        st = member_carry(w, who, there ? STR_NONE : kin_of(with, count, who->id)->relation);
    }
    return st;
}

enum status member_merge(struct str *why, struct db *db, const struct actor *actor, struct str code,
                         struct str into, const struct member_kin *with, size_t count,
                         const struct member_change *x, int64_t now) {
    struct member_household from, to;
    into = identity_code(db_arena(db), into);
    if (str_eq(code, into)) return member_refuse(why, "请填另一户的户编号。");
    enum status st = hold_both(&from, &to, why, db, actor, code, into, now);
    if (st == OK) st = check_merge(why, db, &from, &to);
    if (st == OK) st = check_with(why, &from, actor, with, count, x->on, now);
    if (st != OK) return st;
    for (size_t i = 0; i < from.count; i++) {
        if (!kin_of(with, count, from.rows[i].id)) {
            return member_refuse(why, "请选择每个人与户主的关系。");
        }
    }
    const struct row_casefile_household *there = to.c.household;
    struct member_way way = {db, actor, from.c.household, there->id, there->code, x->on, now};
    st = carry_over(&way, &from, &to, with, count);
    if (st == OK) st = q_member_helper_end(db, from.c.household->id, x->on);
    struct member_deed d = {.db = db,
                            .actor = actor,
                            .household = from.c.household->id,
                            .person = INT64_MIN,
                            .other = there->id,
                            .now = now,
                            .on = x->on,
                            .stop = "household_merged",
                            .note = x->note,
                            .detail = into};
    if (st == OK) st = member_write_down(&d);
    d.household = there->id;
    d.other = from.c.household->id;
    d.stop = "household_merge";
    d.reason = str_format(db_arena(db), "并进来 %zu 人", from.count);
    d.detail = code;
    return st == OK ? member_write_down(&d) : st;
}
