/*
 * Called by the office's forms (deed_people.c). Each function holds the household first, checks all
 * that can be checked, then writes: what is refused has written nothing. Here: somebody goes,
 * another is the head, it lives elsewhere; member_join.c and member_split.c do the rest.
 */
#include "model/register/member.h"

#include "base/arena.h"
#include "db/db.h"
#include "model/county/account.h"
#include "model/county/region.h"
#include "model/register/member_household.h"
#include "query.h"

const struct label member_relations[] = {
    {"配偶", "配偶"},     {"之子", "之子"},
    {"之女", "之女"},     {"之父", "之父"},
    {"之母", "之母"},     {"之儿媳", "之儿媳"},
    {"之女婿", "之女婿"}, {"之孙子", "之孙子"},
    {"之孙女", "之孙女"}, {"之兄弟姐妹", "之兄弟姐妹"},
    {"其他", "其他"},     {NULL, NULL},
};

const struct label member_joining[] = {
    {"birth", "出生"},      {"marriage", "结婚进来"}, {"moved", "迁进来"}, {"adopted", "收养"},
    {"missed", "以前漏登"}, {"other", "其他"},        {NULL, NULL},
};

const struct label member_leaving[] = {
    {"death", "去世"}, {"marriage", "结婚出去"}, {"moved", "迁走"}, {"other", "其他"}, {NULL, NULL},
};

enum status member_leave(struct str *why, struct db *db, const struct actor *actor, struct str code,
                         int64_t membership_id, struct str reason, const struct member_change *x,
                         int64_t now) {
    struct member_household m;
    const struct row_record_member *who;
    enum status st = member_meant(&m, &who, why, db, actor, code, membership_id, x->on, now);
    if (st != OK) return st;
    if (!member_on_list(member_leaving, reason)) return member_refuse(why, "请选择为什么离开。");
    if (member_is_head(who) && m.count > 1) return member_refuse(why, "户主离开以前，请先换户主。");
    if (m.count == 1 && (m.c.registered || m.c.file)) {
        return member_refuse(
            why, "这是家里最后一个人。在册的请先办“自然减少”，正在办的先退出不办，再登记离开。");
    }
    st = member_end(db, who, m.c.household->id, x->on);
    if (st != OK) return st;
    return member_write_down(&(struct member_deed){
        db, actor, m.c.household->id, who->person_id, INT64_MIN, now, x->on, "member_leave", reason,
        str_format(db_arena(db), STR_FMT "（" STR_FMT "）",
                   STR_ARG(label_text(member_leaving, reason)), STR_ARG(who->relation)),
        x->note, reason, who->relation, label_text(member_leaving, reason)});
}

enum status member_head(struct str *why, struct db *db, const struct actor *actor, struct str code,
                        int64_t membership_id, struct str old_relation,
                        const struct member_change *x, int64_t now) {
    struct member_household m;
    const struct row_record_member *who;
    enum status st = member_meant(&m, &who, why, db, actor, code, membership_id, x->on, now);
    if (st != OK) return st;
    if (member_is_head(who)) return member_refuse(why, "这个人已经是户主。");
    if (!member_on_list(member_relations, old_relation)) {
        return member_refuse(why, "请选择原来的户主是新户主的什么人。");
    }
    const struct row_casefile_household *h = m.c.household;
    struct member_way same = {db, actor, h, h->id, h->code, x->on, now};
    for (size_t i = 0; st == OK && i < m.count; i++) {
        if (member_is_head(&m.rows[i])) st = member_check_day(why, &m.rows[i], x->on, now);
    }
    if (st != OK) return st;
    for (size_t i = 0; st == OK && i < m.count; i++) {
        if (member_is_head(&m.rows[i])) st = member_carry(&same, &m.rows[i], old_relation);
    }
    if (st == OK) st = member_carry(&same, who, STR("户主"));
    if (st != OK) return st;
    return member_write_down(&(struct member_deed){.db = db,
                                                   .actor = actor,
                                                   .household = h->id,
                                                   .person = who->person_id,
                                                   .other = INT64_MIN,
                                                   .now = now,
                                                   .on = x->on,
                                                   .stop = "member_head",
                                                   .note = x->note});
}

/* 990123102200 三组 */
static struct str place_text(struct db *db, struct str region, struct str team) {
    return str_trim(str_format(db_arena(db), STR_FMT " " STR_FMT, STR_ARG(region), STR_ARG(team)));
}

enum status member_move(struct str *why, struct db *db, const struct actor *actor, struct str code,
                        struct str region, struct str team, const struct member_change *x,
                        int64_t now) {
    struct member_household m;
    struct row_region *found;
    struct str was, is;
    enum status st = member_hold(&m, db, actor, code, now);
    if (st == OK) st = member_check_no_case(why, db, &m.c, "搬家");
    if (st != OK) return st;
    const struct row_casefile_household *h = m.c.household;
    if (region.n != 12 || !account_reaches(actor, region)) {
        return member_refuse(why, "请选择您负责的村。搬到别的乡镇的，请县里办。");
    }
    if (str_eq(region, h->region) && str_eq(team, h->team)) {
        return member_refuse(why, "还是原来的村和组，没有搬。");
    }
    for (size_t i = 0; st == OK && i < m.count; i++) {
        st = member_check_day(why, &m.rows[i], x->on, now);
    }
    if (st == OK && !member_day_is_fine(x->on, now)) {
        st = member_refuse(why, "请填从哪一天起，不能晚于今天。");
    }
    if (st == OK) st = region_find(&found, db, region);
    if (st == NOT_FOUND) return member_refuse(why, "没有这个村，请重新选择。");
    if (st == OK) st = region_place(&was, db, h->region);
    if (st == OK) st = region_place(&is, db, region);
    if (st == OK) st = q_member_household_put(db, h->id, region, team);
    if (st != OK) return st;
    struct str reason = str_format(db_arena(db), "从" STR_FMT STR_FMT "到" STR_FMT STR_FMT,
                                   STR_ARG(was), STR_ARG(h->team), STR_ARG(is), STR_ARG(team));
    return member_write_down(&(struct member_deed){.db = db,
                                                   .actor = actor,
                                                   .household = h->id,
                                                   .person = INT64_MIN,
                                                   .other = INT64_MIN,
                                                   .now = now,
                                                   .on = x->on,
                                                   .stop = "household_moved",
                                                   .reason = reason,
                                                   .note = x->note,
                                                   .was = place_text(db, h->region, h->team),
                                                   .became = place_text(db, region, team)});
}
