/*
 * Called by the office's forms (deed_people.c). Each function holds the household first, checks all
 * that can be checked, then writes: what is refused has written nothing.
 */
#include "model/register/member.h"

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
#include "query.h"

#define REASON_MOST 300

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

static enum status refuse(struct str *why, const char *sentence) {
    *why = str_from(sentence);
    return INVALID;
}

static bool on_list(const struct label *list, struct str code) {
    for (; list->code; list++) {
        if (str_is(code, list->code)) return true;
    }
    return false;
}

static bool is_head(const struct row_record_member *m) {
    return str_is(m->relation, "户主");
}

static bool day_is_fine(int32_t on, int64_t now) {
    return on != DAY_NONE && on <= date_day(now);
}

/* --- writing it down --- */

/* One event of one household, with its audit row. ${person}, ${other}: INT64_MIN for none. */
struct deed {
    struct db *db;
    const struct actor *actor;
    int64_t household, person, other, now;
    int32_t on;
    const char *stop;
    struct str code, reason, note, detail;
};

/* 出生，双胞胎 */
static struct str reason_text(const struct deed *d) {
    struct str note = str_trim(d->note);
    struct str both = d->reason.n && note.n ? str_format(db_arena(d->db), STR_FMT "。" STR_FMT,
                                                         STR_ARG(d->reason), STR_ARG(note))
                      : d->reason.n         ? d->reason
                                            : note;
    return text_clip(both.p ? both : STR(""), REASON_MOST);
}

/* The card shows the desk, not the officer. */
static struct str desk_of(const struct actor *actor) {
    if (actor->region.n >= 12) return STR("村委会");
    return actor->region.n >= 9 ? STR("乡镇") : STR("县里");
}

static enum status write_down(const struct deed *d) {
    enum status st = q_member_event(d->db, d->household, str_from(d->stop), d->on,
                                    d->code.p ? d->code : STR(""), reason_text(d),
                                    desk_of(d->actor), d->actor->id, d->person, d->other);
    if (st != OK) return st;
    return audit_add(d->db, d->actor, d->stop, "household", d->household,
                     d->detail.p ? d->detail : STR(""), d->now);
}

/* --- the people there are --- */

struct members {
    struct casefile c;
    struct row_record_member *rows;
    size_t count; /* who lives there now; ended ones are behind */
};

static enum status hold(struct members *m, struct db *db, const struct actor *actor,
                        struct str code, int64_t now) {
    size_t all;
    enum status st = casefile_hold(&m->c, db, actor, code, now);
    if (st == OK) st = q_record_members(&m->rows, &all, db, m->c.household->id);
    m->count = 0;
    while (st == OK && m->count < all && m->rows[m->count].to_on == DAY_NONE) m->count++;
    return st;
}

/* One of them; a number that is not one of theirs may be somebody's of elsewhere. */
static const struct row_record_member *find(const struct members *m, const struct actor *actor,
                                            int64_t id) {
    for (size_t i = 0; i < m->count; i++) {
        if (m->rows[i].id == id) return &m->rows[i];
    }
    if (id != INT64_MIN) {
        log_event(LOG_WARN, "out_of_region", "account", log_number(actor->id), "membership",
                  log_number(id), NULL);
    }
    return NULL;
}

static enum status check_day(struct str *why, const struct row_record_member *who, int32_t on,
                             int64_t now) {
    if (!day_is_fine(on, now)) return refuse(why, "请填从哪一天起，不能晚于今天。");
    if (on < who->from_on) return refuse(why, "日期早于有的人进这一户的日子，请核对。");
    return OK;
}

/* The household held, its people, and the one that is meant. */
static enum status meant(struct members *m, const struct row_record_member **who, struct str *why,
                         struct db *db, const struct actor *actor, struct str code, int64_t id,
                         int32_t on, int64_t now) {
    enum status st = hold(m, db, actor, code, now);
    if (st != OK) return st;
    *who = find(m, actor, id);
    if (!*who) return refuse(why, "请选择家里现在的一个人。");
    return check_day(why, *who, on, now);
}

static enum status check_no_case(struct str *why, struct db *db, const struct casefile *c,
                                 const char *what) {
    if (!c->file) return OK;
    *why = str_format(db_arena(db),
                      "户 " STR_FMT " 正在办" STR_FMT
                      "，评议和公示都按现在的这一户。请先办结，或者退出不办，再%s。",
                      STR_ARG(c->household->code),
                      STR_ARG(label_text(lifecycle_cases, c->file->kind)), what);
    return INVALID;
}

/* The end of a membership. Somebody ended it just now: then all of this unit is undone. */
static enum status end(struct db *db, const struct row_record_member *who, int64_t household,
                       int32_t on) {
    enum status st = q_member_end(db, who->id, household, on);
    return st == OK && db_changed(db) == 0 ? BUSY : st;
}

/* From here to there on one day. */
static enum status carry(struct db *db, const struct row_record_member *who, int64_t from,
                         int64_t to, struct str relation, int32_t on) {
    enum status st = end(db, who, from, on);
    return st == OK ? q_member_add(db, to, who->person_id, relation, on) : st;
}

/* --- somebody comes --- */

static enum status check_number(struct str *why, struct db *db, const struct member_person *p,
                                const struct identity_document *d) {
    struct arena *a = db_arena(db);
    bool resident = str_is(str_from(d->kind), "resident");
    if (p->papers && resident && d->fault == IDENTITY_FINE) {
        return refuse(why, "这是居民身份证的号码，“什么证件”请选居民身份证。");
    }
    if (p->papers && resident) {
        return refuse(why, "证件号码不对：其他证件的号码 5 到 30 个字，请对着证件一个一个核对。");
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
        return refuse(why, "这个证件号码登记过别的姓名，请核对证件。");
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
            return refuse(why, "这个证件号码的人已经在这一户里。");
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
    if (identity_name_key(a, p->name).n == 0) return refuse(why, "请填姓名。");
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

/* A household's code that is not taken. */
static enum status check_code(struct str *why, struct db *db, struct str code) {
    struct row_casefile_anywhere *taken;
    if (!identity_is_code(code)) return refuse(why, "户编号只有字母和数字，最多 32 个。");
    enum status st = q_casefile_anywhere(&taken, db, code);
    if (st == OK) return refuse(why, "这个户编号已经有了，请换一个。");
    return st == NOT_FOUND ? OK : st;
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
    if (region.n != 12 || !account_covers(actor, region)) return refuse(why, "请选择您负责的村。");
    enum status st = check_code(why, db, code);
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
    struct members m;
    struct identity_document d;
    int64_t person;
    enum status st = hold(&m, db, actor, code, now);
    if (st != OK) return st;
    if (!on_list(member_relations, p->relation)) return refuse(why, "请选择与户主关系。");
    if (!on_list(member_joining, p->reason)) return refuse(why, "请选择为什么添这个人。");
    if (!day_is_fine(p->on, now)) return refuse(why, "请填从哪一天起，不能晚于今天。");
    int64_t household = m.c.household->id;
    st = check_person(why, db, p, &d, now);
    if (st == OK) st = find_person(&person, why, asked, db, actor, keys, household, p, &d, now);
    if (st == OK) st = add_person(&person, db, keys, p, &d);
    if (st == OK) st = q_member_add(db, household, person, p->relation, p->on);
    if (st == OK) st = note_twice(db, actor, household, p, now);
    if (st != OK) return st;
    return write_down(&(struct deed){
        db, actor, household, person, INT64_MIN, now, p->on, "member_join", p->reason,
        str_format(db_arena(db), STR_FMT "（" STR_FMT "）",
                   STR_ARG(label_text(member_joining, p->reason)), STR_ARG(p->relation)),
        p->note, p->relation});
}

/* --- somebody goes, another is the head --- */

enum status member_leave(struct str *why, struct db *db, const struct actor *actor, struct str code,
                         int64_t membership_id, struct str reason, const struct member_change *x,
                         int64_t now) {
    struct members m;
    const struct row_record_member *who;
    enum status st = meant(&m, &who, why, db, actor, code, membership_id, x->on, now);
    if (st != OK) return st;
    if (!on_list(member_leaving, reason)) return refuse(why, "请选择为什么离开。");
    if (is_head(who) && m.count > 1) return refuse(why, "户主离开以前，请先换户主。");
    if (m.count == 1 && (m.c.registered || m.c.file)) {
        return refuse(
            why, "这是家里最后一个人。在册的请先办“自然减少”，正在办的先退出不办，再登记离开。");
    }
    st = end(db, who, m.c.household->id, x->on);
    if (st != OK) return st;
    return write_down(&(struct deed){
        db, actor, m.c.household->id, who->person_id, INT64_MIN, now, x->on, "member_leave", reason,
        str_format(db_arena(db), STR_FMT "（" STR_FMT "）",
                   STR_ARG(label_text(member_leaving, reason)), STR_ARG(who->relation)),
        x->note, reason});
}

enum status member_head(struct str *why, struct db *db, const struct actor *actor, struct str code,
                        int64_t membership_id, struct str old_relation,
                        const struct member_change *x, int64_t now) {
    struct members m;
    const struct row_record_member *who;
    enum status st = meant(&m, &who, why, db, actor, code, membership_id, x->on, now);
    if (st != OK) return st;
    if (is_head(who)) return refuse(why, "这个人已经是户主。");
    if (!on_list(member_relations, old_relation)) {
        return refuse(why, "请选择原来的户主是新户主的什么人。");
    }
    int64_t id = m.c.household->id;
    for (size_t i = 0; st == OK && i < m.count; i++) {
        if (is_head(&m.rows[i])) st = check_day(why, &m.rows[i], x->on, now);
    }
    if (st != OK) return st;
    for (size_t i = 0; st == OK && i < m.count; i++) {
        if (is_head(&m.rows[i])) st = carry(db, &m.rows[i], id, id, old_relation, x->on);
    }
    if (st == OK) st = carry(db, who, id, id, STR("户主"), x->on);
    if (st != OK) return st;
    return write_down(&(struct deed){db, actor, id, who->person_id, INT64_MIN, now, x->on,
                                     "member_head", STR(""), STR(""), x->note, STR("")});
}

/* --- one household becomes two, two become one --- */

static const struct member_kin *kin_of(const struct member_kin *with, size_t count, int64_t id) {
    for (size_t i = 0; i < count; i++) {
        if (with[i].membership_id == id) return &with[i];
    }
    return NULL;
}

static enum status check_with(struct str *why, const struct members *m, const struct actor *actor,
                              const struct member_kin *with, size_t count, int32_t on,
                              int64_t now) {
    enum status st = OK;
    for (size_t i = 0; st == OK && i < count; i++) {
        const struct row_record_member *who = find(m, actor, with[i].membership_id);
        if (!who) return refuse(why, "请选择家里现在的人。");
        if (!on_list(member_relations, with[i].relation)) {
            return refuse(why, "请选择每个人与户主的关系。");
        }
        st = check_day(why, who, on, now);
    }
    return st;
}

enum status member_split(struct str *why, struct db *db, const struct actor *actor, struct str code,
                         struct str new_code, int64_t head, const struct member_kin *with,
                         size_t count, const struct member_change *x, int64_t now) {
    struct members m;
    const struct row_record_member *who;
    enum status st = meant(&m, &who, why, db, actor, code, head, x->on, now);
    if (st == OK) st = check_no_case(why, db, &m.c, "分户");
    if (st == OK) st = check_with(why, &m, actor, with, count, x->on, now);
    if (st != OK) return st;
    for (size_t i = 0; i < m.count; i++) {
        bool goes = m.rows[i].id == head || kin_of(with, count, m.rows[i].id);
        if (is_head(&m.rows[i]) && goes) {
            return refuse(why, "户主留在原来的户里，请选别人当新户主。");
        }
    }
    new_code = identity_code(db_arena(db), new_code);
    st = check_code(why, db, new_code);
    if (st != OK) return st;
    int64_t from = m.c.household->id, people = 0;
    st = q_member_household_add(db, new_code, m.c.household->region, m.c.household->team, x->on);
    int64_t to = db_insert_id(db);
    for (size_t i = 0; st == OK && i < m.count; i++) {
        const struct member_kin *kin = kin_of(with, count, m.rows[i].id);
        bool leads = m.rows[i].id == head;
        if (!leads && !kin) continue;
        st = carry(db, &m.rows[i], from, to, leads ? STR("户主") : kin->relation, x->on);
        people++;
    }
    struct str reason = str_format(db_arena(db), "分出 %lld 人", (long long)people);
    struct deed d = {db,      actor,  from,    who->person_id, to, now, x->on, "household_split",
                     STR(""), reason, x->note, new_code};
    if (st == OK) st = write_down(&d);
    d.household = to;
    d.other = from;
    d.stop = "household_apart";
    d.reason = STR("");
    d.detail = code;
    return st == OK ? write_down(&d) : st;
}

/* Both of them held, always in the same order, so that two merging two do not wait for each other.
 */
static enum status hold_both(struct members *from, struct members *to, struct str *why,
                             struct db *db, const struct actor *actor, struct str code,
                             struct str into, int64_t now) {
    bool first = str_compare(code, into) < 0;
    enum status st = hold(first ? from : to, db, actor, first ? code : into, now);
    if (st == OK) st = hold(first ? to : from, db, actor, first ? into : code, now);
    if (st != NOT_FOUND) return st;
    st = hold(from, db, actor, code, now);
    if (st != OK) return st;
    return refuse(why, "没有这个户编号，或者不归您管，请核对。别的乡镇的户，请县里办。");
}

/* The household that goes has nothing under way; the other one goes on. */
static enum status check_merge(struct str *why, struct db *db, const struct members *from,
                               const struct members *to) {
    struct row_member_under_way *left;
    enum status st = check_no_case(why, db, &from->c, "合户");
    if (st == OK) st = check_no_case(why, db, &to->c, "合户");
    if (st != OK) return st;
    if (from->count == 0) return refuse(why, "这一户已经没有人了。");
    if (to->count == 0 || to->c.ceased) {
        return refuse(why, "要并入的那一户已经没有人，或者登记已经结束，请核对户编号。");
    }
    if (from->c.registered && !to->c.registered) {
        return refuse(why, "这一户在册，那一户不在册：请到那一户去办合户，并到这一户来。");
    }
    if (from->c.registered) {
        return refuse(why, "两户都在册：请先给这一户办“自然减少”，原因选“并入另一户”，再合户。");
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
static enum status carry_over(struct db *db, const struct members *from, const struct members *to,
                              const struct member_kin *with, size_t count, int32_t on) {
    enum status st = OK;
    for (size_t i = 0; st == OK && i < from->count; i++) {
        const struct row_record_member *who = &from->rows[i];
        bool there = false;
        for (size_t k = 0; k < to->count; k++) there |= to->rows[k].person_id == who->person_id;
        st = there ? end(db, who, from->c.household->id, on)
                   : carry(db, who, from->c.household->id, to->c.household->id,
                           kin_of(with, count, who->id)->relation, on);
    }
    return st;
}

enum status member_merge(struct str *why, struct db *db, const struct actor *actor, struct str code,
                         struct str into, const struct member_kin *with, size_t count,
                         const struct member_change *x, int64_t now) {
    struct members from, to;
    into = identity_code(db_arena(db), into);
    if (str_eq(code, into)) return refuse(why, "请填另一户的户编号。");
    enum status st = hold_both(&from, &to, why, db, actor, code, into, now);
    if (st == OK) st = check_merge(why, db, &from, &to);
    if (st == OK) st = check_with(why, &from, actor, with, count, x->on, now);
    if (st != OK) return st;
    for (size_t i = 0; i < from.count; i++) {
        if (!kin_of(with, count, from.rows[i].id)) {
            return refuse(why, "请选择每个人与户主的关系。");
        }
    }
    st = carry_over(db, &from, &to, with, count, x->on);
    if (st == OK) st = q_member_helper_end(db, from.c.household->id, x->on);
    struct deed d = {db,      actor, from.c.household->id, INT64_MIN, to.c.household->id,
                     now,     x->on, "household_merged",   STR(""),   STR(""),
                     x->note, into};
    if (st == OK) st = write_down(&d);
    d.household = to.c.household->id;
    d.other = from.c.household->id;
    d.stop = "household_merge";
    d.reason = str_format(db_arena(db), "并进来 %zu 人", from.count);
    d.detail = code;
    return st == OK ? write_down(&d) : st;
}

/* --- it lives elsewhere --- */

enum status member_move(struct str *why, struct db *db, const struct actor *actor, struct str code,
                        struct str region, struct str team, const struct member_change *x,
                        int64_t now) {
    struct members m;
    struct row_region *found;
    struct str was, is;
    enum status st = hold(&m, db, actor, code, now);
    if (st == OK) st = check_no_case(why, db, &m.c, "搬家");
    if (st != OK) return st;
    const struct row_casefile_household *h = m.c.household;
    if (region.n != 12 || !account_covers(actor, region)) {
        return refuse(why, "请选择您负责的村。搬到别的乡镇的，请县里办。");
    }
    if (str_eq(region, h->region) && str_eq(team, h->team)) {
        return refuse(why, "还是原来的村和组，没有搬。");
    }
    for (size_t i = 0; st == OK && i < m.count; i++) {
        st = check_day(why, &m.rows[i], x->on, now);
    }
    if (st == OK && !day_is_fine(x->on, now)) {
        st = refuse(why, "请填从哪一天起，不能晚于今天。");
    }
    if (st == OK) st = region_find(&found, db, region);
    if (st == NOT_FOUND) return refuse(why, "没有这个村，请重新选择。");
    if (st == OK) st = region_place(&was, db, h->region);
    if (st == OK) st = region_place(&is, db, region);
    if (st == OK) st = q_member_household_put(db, h->id, region, team);
    if (st != OK) return st;
    struct str reason = str_format(db_arena(db), "从" STR_FMT STR_FMT "到" STR_FMT STR_FMT,
                                   STR_ARG(was), STR_ARG(h->team), STR_ARG(is), STR_ARG(team));
    struct str detail = str_format(db_arena(db), STR_FMT " -> " STR_FMT, STR_ARG(h->region),
                                   STR_ARG(region));
    return write_down(&(struct deed){db, actor, h->id, INT64_MIN, INT64_MIN, now, x->on,
                                     "household_moved", STR(""), reason, x->note, detail});
}
