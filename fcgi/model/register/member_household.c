/*
 * The shared part of member_join.c, member_split.c and member.c: who lives in the household that is
 * held, and writing down what happens to them.
 */
#include "model/register/member_household.h"

#include "base/arena.h"
#include "base/log.h"
#include "base/text.h"
#include "db/db.h"
#include "model/county/account.h"
#include "model/county/audit.h"
#include "model/register/identity.h"
#include "query.h"

#define REASON_MOST 300

enum status member_refuse(struct str *why, const char *sentence) {
    *why = str_from(sentence);
    return INVALID;
}

bool member_on_list(const struct label *list, struct str code) {
    for (; list->code; list++) {
        if (str_is(code, list->code)) return true;
    }
    return false;
}

bool member_is_head(const struct row_record_member *m) {
    return str_is(m->relation, "户主");
}

bool member_day_is_fine(int32_t on, int64_t now) {
    return on != DAY_NONE && on <= date_day(now);
}

enum status member_check_code(struct str *why, struct db *db, struct str code) {
    struct row_casefile_anywhere *taken;
    if (!identity_is_code(code)) return member_refuse(why, "户编号只有字母和数字，最多 32 个。");
    enum status st = q_casefile_anywhere(&taken, db, code);
    if (st == OK) return member_refuse(why, "这个户编号已经有了，请换一个。");
    return st == NOT_FOUND ? OK : st;
}

/* --- writing it down --- */

/* 出生，双胞胎 */
static struct str reason_text(const struct member_deed *d) {
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

enum status member_write_down(const struct member_deed *d) {
    enum status st = q_member_event(d->db, d->household, str_from(d->stop), d->on,
                                    d->code.p ? d->code : STR(""), reason_text(d),
                                    desk_of(d->actor), d->actor->id, d->person, d->other);
    if (st != OK) return st;
    return audit_change(d->db, d->actor, d->stop, "household", d->household,
                        d->detail.p ? d->detail : STR(""), d->was, d->became, d->now);
}

/* --- the people there are --- */

enum status member_hold(struct member_household *m, struct db *db, const struct actor *actor,
                        struct str code, int64_t now) {
    size_t all;
    enum status st = casefile_hold(&m->c, db, actor, code, now);
    if (st == OK) st = q_record_members(&m->rows, &all, db, m->c.household->id);
    m->count = 0;
    while (st == OK && m->count < all && m->rows[m->count].to_on == DAY_NONE) m->count++;
    return st;
}

/* One of them; a number that is not one of theirs may be somebody's of elsewhere. */
const struct row_record_member *member_find(const struct member_household *m,
                                            const struct actor *actor, int64_t id) {
    for (size_t i = 0; i < m->count; i++) {
        if (m->rows[i].id == id) return &m->rows[i];
    }
    if (id != INT64_MIN) {
        log_event(LOG_WARN, "out_of_region", "account", log_number(actor->id), "membership",
                  log_number(id), NULL);
    }
    return NULL;
}

enum status member_check_day(struct str *why, const struct row_record_member *who, int32_t on,
                             int64_t now) {
    if (!member_day_is_fine(on, now)) return member_refuse(why, "请填从哪一天起，不能晚于今天。");
    if (on < who->from_on) return member_refuse(why, "日期早于有的人进这一户的日子，请核对。");
    return OK;
}

/* The household held, its people, and the one that is meant. */
enum status member_meant(struct member_household *m, const struct row_record_member **who,
                         struct str *why, struct db *db, const struct actor *actor, struct str code,
                         int64_t id, int32_t on, int64_t now) {
    enum status st = member_hold(m, db, actor, code, now);
    if (st != OK) return st;
    *who = member_find(m, actor, id);
    if (!*who) return member_refuse(why, "请选择家里现在的一个人。");
    return member_check_day(why, *who, on, now);
}

enum status member_check_no_case(struct str *why, struct db *db, const struct casefile *c,
                                 const char *what) {
    if (!c->file) return OK;
    *why = str_format(db_arena(db),
                      "户 " STR_FMT " 正在办" STR_FMT
                      "，评议和公示都按现在的这一户。请先办结，或者退出不办，再%s。",
                      STR_ARG(c->household->code),
                      STR_ARG(label_text(lifecycle_cases, c->file->kind)), what);
    return INVALID;
}

enum status member_end(struct db *db, const struct row_record_member *who, int64_t household,
                       int32_t on) {
    enum status st = q_member_end(db, who->id, household, on);
    return st == OK && db_changed(db) == 0 ? BUSY : st;
}

enum status member_carry(const struct member_way *w, const struct row_record_member *who,
                         struct str relation) {
    struct arena *a = db_arena(w->db);
    bool stays = w->from->id == w->to;
    enum status st = member_end(w->db, who, w->from->id, w->on);
    if (st == OK && relation.p) st = q_member_add(w->db, w->to, who->person_id, relation, w->on);
    if (st != OK) return st;
    struct str was = who->relation, is = relation.p ? relation : STR("");
    if (!stays) was = str_format(a, STR_FMT " " STR_FMT, STR_ARG(w->from->code), STR_ARG(was));
    if (!stays) is = str_trim(str_format(a, STR_FMT " " STR_FMT, STR_ARG(w->to_code), STR_ARG(is)));
    return audit_change(w->db, w->actor, "member_relation", "household", w->from->id,
                        str_format(a, "member %lld", (long long)who->id), was, is, w->now);
}
