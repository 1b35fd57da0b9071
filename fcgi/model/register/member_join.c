/*
 * Somebody comes: into a household that is known, or as the head of one that was not. The number
 * decides whether the register knows the person already.
 */
#include "model/register/member_household.h"

#include "base/arena.h"
#include "base/seal.h"
#include "db/db.h"
#include "model/county/account.h"
#include "model/county/audit.h"
#include "model/register/identity.h"
#include "query.h"

static enum status check_number(struct str *why, struct db *db, const struct member_person *p,
                                const struct identity_document *d) {
    struct arena *a = db_arena(db);
    bool resident = str_is(str_from(d->kind), "resident");
    if (p->papers && resident && d->fault == IDENTITY_FINE) {
        return member_refuse(why, "这是居民身份证的号码，“什么证件”请选居民身份证。");
    }
    if (p->papers && resident) {
        return member_refuse(why,
                             "证件号码不对：其他证件的号码 5 到 30 个字，请对着证件一个一个核对。");
    }
    if (d->fault == IDENTITY_FINE && (p->papers || resident)) return OK;
    *why = d->fault == IDENTITY_FINE ? identity_explain(a, IDENTITY_LENGTH, d->number)
                                     : identity_explain(a, d->fault, d->number);
    if (!p->papers) {
        *why = str_format(a, STR_FMT "不是居民身份证的，“什么证件”请选其他证件。", STR_ARG(*why));
    }
    return INVALID;
}

/* Who has this number lives in another household, or has another name: the officer's to decide. */
static enum status check_twice(struct str *why, bool *asked, struct db *db,
                               const struct row_member_known *known, bool same_name) {
    struct arena *a = db_arena(db);
    *asked = true;
    if (known->household_id == INT64_MIN) {
        return member_refuse(why, "这个证件号码登记过别的姓名，请核对证件。");
    }
    *why = known->here ? str_format(a, "这个证件号码%s登记在户 " STR_FMT " 里，要先从那里迁出。",
                                    same_name ? "的人" : "用别的姓名", STR_ARG(known->code))
                       : STR("这个证件号码在别的乡镇还登记着，要先从那里迁出；请县里核对。");
    return INVALID;
}

/* The person with this number: there already (*id), or to be added (*id INT64_MIN). */
static enum status find_person(int64_t *id, struct str *why, bool *asked, struct db *db,
                               const struct actor *actor, const struct seal_keys *keys,
                               int64_t household, const struct member_person *p,
                               const struct identity_document *d, int64_t now) {
    struct arena *a = db_arena(db);
    struct row_member_known *rows;
    struct str index[IDENTITY_INDEXES], key = identity_name_key(a, p->name);
    size_t count;
    *id = INT64_MIN;
    identity_indexes(index, a, keys, d->lookup);
    enum status st = q_member_known(&rows, &count, db, index[0], index[1], index[2], actor->region,
                                    date_day(now));
    for (size_t i = 0; st == OK && i < count; i++) {
        const struct row_member_known *r = &rows[i];
        bool same = str_eq(identity_name_key(a, r->name_key), key);
        bool lives = r->household_id != INT64_MIN;
        if (lives && r->household_id == household) {
            return member_refuse(why, "这个证件号码的人已经在这一户里。");
        }
        if ((lives || !same) && !p->twice) return check_twice(why, asked, db, r, same);
        if (!same || *id != INT64_MIN) continue;
        if (!lives && r->last_to != DAY_NONE && r->last_to > p->on) {
            *why = str_format(a, "这个人到 " STR_FMT " 才离开原来的户，日期不能早于那一天。",
                              STR_ARG(date_iso(a, r->last_to)));
            return INVALID;
        }
        *id = r->id;
    }
    return st;
}

static enum status check_person(struct str *why, struct db *db, const struct member_person *p,
                                struct identity_document *d, int64_t now) {
    struct arena *a = db_arena(db);
    identity_document(d, a, p->number, date_day(now));
    if (identity_name_key(a, p->name).n == 0) return member_refuse(why, "请填姓名。");
    return check_number(why, db, p, d);
}

static enum status add_person(int64_t *id, struct db *db, const struct seal_keys *keys,
                              const struct member_person *p, const struct identity_document *d) {
    struct arena *a = db_arena(db);
    if (*id != INT64_MIN) return OK;
    struct str index = identity_index(a, keys, d->lookup), key = identity_name_key(a, p->name);
    enum status st = q_member_person_add(
        db, p->name, key, str_from(d->kind), index, identity_index_key(keys),
        seal_close(a, keys, index, d->number), identity_alike(a, keys, key, d->lookup));
    *id = db_insert_id(db);
    return st;
}

/* The duplicate that an officer let in is in the record by itself. */
static enum status note_twice(struct db *db, const struct actor *actor, int64_t household,
                              const struct member_person *p, int64_t now) {
    if (!p->twice) return OK;
    return audit_add(db, actor, "member_twice", "household", household, STR(""), now);
}

enum status member_found(struct str *why, bool *asked, struct db *db, const struct actor *actor,
                         const struct seal_keys *keys, struct str code, struct str region,
                         struct str team, const struct member_person *head, int64_t now) {
    struct identity_document d;
    struct member_person p = *head;
    struct casefile c;
    int64_t person;
    p.on = date_day(now);
    code = identity_code(db_arena(db), code);
    if (region.n != 12 || !account_reaches(actor, region))
        return member_refuse(why, "请选择您负责的村。");
    enum status st = member_check_code(why, db, code);
    if (st == OK) st = check_person(why, db, &p, &d, now);
    if (st == OK) {
        st = find_person(&person, why, asked, db, actor, keys, INT64_MIN, &p, &d, now);
    }
    if (st == OK) st = add_person(&person, db, keys, &p, &d);
    if (st == OK) st = q_member_household_add(db, code, region, team, p.on);
    if (st == OK) st = q_member_add(db, db_insert_id(db), person, STR("户主"), p.on);
    if (st == OK) st = casefile_read(&c, db, actor, code, now);
    if (st == OK) st = note_twice(db, actor, c.household->id, &p, now);
    if (st != OK) return st;
    return audit_add(db, actor, "household_new", "household", c.household->id, code, now);
}

enum status member_join(struct str *why, bool *asked, struct db *db, const struct actor *actor,
                        const struct seal_keys *keys, struct str code,
                        const struct member_person *p, int64_t now) {
    struct member_household m;
    struct identity_document d;
    int64_t person;
    enum status st = member_hold(&m, db, actor, code, now);
    if (st != OK) return st;
    if (!member_on_list(member_relations, p->relation))
        return member_refuse(why, "请选择与户主关系。");
    if (!member_on_list(member_joining, p->reason))
        return member_refuse(why, "请选择为什么添这个人。");
    if (!member_day_is_fine(p->on, now))
        return member_refuse(why, "请填从哪一天起，不能晚于今天。");
    int64_t household = m.c.household->id;
    st = check_person(why, db, p, &d, now);
    if (st == OK) st = find_person(&person, why, asked, db, actor, keys, household, p, &d, now);
    if (st == OK) st = add_person(&person, db, keys, p, &d);
    if (st == OK) st = q_member_add(db, household, person, p->relation, p->on);
    if (st == OK) st = note_twice(db, actor, household, p, now);
    if (st != OK) return st;
    return member_write_down(&(struct member_deed){
        db, actor, household, person, INT64_MIN, now, p->on, "member_join", p->reason,
        str_format(db_arena(db), STR_FMT "（" STR_FMT "）",
                   STR_ARG(label_text(member_joining, p->reason)), STR_ARG(p->relation)),
        p->note, p->reason, STR_NONE, p->relation});
}
