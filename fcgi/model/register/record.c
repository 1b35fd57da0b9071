/*
 * The facts of a household, asked and written by the office's pages. Each writer holds the
 * household first, checks what can be checked, and leaves one audit row.
 */
#include "model/register/record.h"

#include "base/arena.h"
#include "base/seal.h"
#include "base/text.h"
#include "db/db.h"
#include "model/county/account.h"
#include "model/county/audit.h"
#include "model/county/region.h"
#include "model/register/identity.h"
#include "query.h"

const struct label record_relations[] = {
    {"配偶", "配偶"},     {"之子", "之子"},
    {"之女", "之女"},     {"之父", "之父"},
    {"之母", "之母"},     {"之儿媳", "之儿媳"},
    {"之女婿", "之女婿"}, {"之孙子", "之孙子"},
    {"之孙女", "之孙女"}, {"之兄弟姐妹", "之兄弟姐妹"},
    {"其他", "其他"},     {NULL, NULL},
};

const struct label record_leaving[] = {
    {"death", "去世"}, {"marriage", "结婚出去"}, {"moved", "迁走"}, {"other", "其他"}, {NULL, NULL},
};

static enum status refuse(struct str *why, const char *sentence) {
    *why = str_from(sentence);
    return INVALID;
}

static enum status record(struct db *db, const struct actor *actor, const struct casefile *c,
                          const char *action, struct str detail, int64_t now) {
    return audit_add(db, actor, action, "household", c->household->id, detail, now);
}

/* --- reading --- */

enum status record_list(struct row_record_item **rows, size_t *count, bool *more, struct db *db,
                        const struct actor *actor, struct str region, struct str status,
                        struct str after_region, int64_t after_id, int64_t most, int64_t now) {
    if (region.n == 0) region = actor->region;
    if (!account_covers(actor, region)) return NOT_FOUND;
    enum status st = q_record_list(rows, count, db, region, status.n ? status : STR_NONE,
                                   after_region.p ? after_region : STR(""), after_id, date_day(now),
                                   most + 1);
    *more = st == OK && *count > (size_t)most;
    if (*more) *count = (size_t)most;
    return st;
}

/* % and _ would find everybody. */
static struct str plain(struct arena *a, struct str s) {
    char *p = arena_alloc(a, s.n + 1);
    size_t n = 0;
    for (size_t i = 0; i < s.n; i++) {
        if (s.p[i] != '%' && s.p[i] != '_' && s.p[i] != '\\') p[n++] = s.p[i];
    }
    return (struct str){p, n};
}

enum status record_search(struct row_record_item **rows, size_t *count, struct db *db,
                          const struct actor *actor, struct str typed, int64_t most, int64_t now) {
    struct arena *a = db_arena(db);
    struct str code = identity_code(a, typed), name = plain(a, identity_name_key(a, typed));
    *rows = NULL;
    *count = 0;
    if (text_length(name) < 2) return OK; /* a surname alone is half the county */
    return q_record_search(rows, count, db, actor->region, name,
                           identity_is_code(code) ? code : STR(""), date_day(now), most);
}

static int32_t later(int32_t a, int32_t b) {
    return a > b ? a : b;
}

size_t record_gaps(struct record_gap *out, const struct row_household_spell *spells, size_t n,
                   const struct row_record_assignment *as, size_t m, int32_t today) {
    size_t count = 0;
    for (size_t i = n; i-- > 0;) { /* spells come newest first */
        bool runs = spells[i].to_on == DAY_NONE || spells[i].to_on > today;
        int32_t at = spells[i].from_on, end = runs ? today : spells[i].to_on;
        for (size_t k = 0; k < m && at < end; k++) {
            if (as[k].to_on != DAY_NONE && as[k].to_on <= at) continue;
            if (as[k].from_on >= end) break;
            if (as[k].from_on > at) out[count++] = (struct record_gap){at, as[k].from_on};
            at = as[k].to_on == DAY_NONE ? end : later(at, as[k].to_on);
        }
        if (at < end) out[count++] = (struct record_gap){at, runs ? DAY_NONE : end};
    }
    return count;
}

enum status record_read(struct record *r, struct db *db, const struct actor *actor, struct str code,
                        int64_t now) {
    *r = (struct record){0};
    int32_t today = date_day(now);
    enum status st = casefile_read(&r->file, db, actor, code, now);
    if (st != OK) return st;
    int64_t id = r->file.household->id;
    st = household_read(&r->card, db, id, &r->file.days, today);
    if (st == OK) st = q_record_members(&r->members, &r->member_count, db, id);
    if (st == OK) st = q_record_events(&r->events, &r->event_count, db, id);
    if (st == OK) st = q_record_assignments(&r->assignments, &r->assignment_count, db, id);
    if (st == OK) st = q_record_measures(&r->measures, &r->measure_count, db, id);
    if (st == OK) st = q_record_payments(&r->payments, &r->payment_count, db, id);
    if (st == OK) st = q_record_visits(&r->visits, &r->visit_count, db, id);
    if (st != OK) return st;
    r->gaps = ARENA_ARRAY(db_arena(db), struct record_gap,
                          r->card.spell_count + r->assignment_count + 1);
    r->gap_count = record_gaps(r->gaps, r->card.spells, r->card.spell_count, r->assignments,
                               r->assignment_count, today);
    return OK;
}

/* --- people --- */

/* The end of a membership; CONFLICT when somebody ended it just now. */
static enum status end_member(struct db *db, const struct casefile *c, int64_t id, int32_t on) {
    enum status st = q_record_member_end(db, id, c->household->id, on);
    return st == OK && db_changed(db) == 0 ? CONFLICT : st;
}

/* The same after something was written already: then all of it is undone. */
static enum status end_too(struct db *db, const struct casefile *c, int64_t id, int32_t on) {
    enum status st = end_member(db, c, id, on);
    return st == CONFLICT ? BUSY : st;
}

static bool day_is_fine(int32_t on, int64_t now) {
    return on != DAY_NONE && on <= date_day(now);
}

/* The person with this number: there already, or new. Who lives elsewhere cannot live here too. */
static enum status take_person(int64_t *id, struct str *why, struct db *db,
                               const struct seal_keys *keys, const struct record_person *p,
                               int64_t now) {
    struct arena *a = db_arena(db);
    struct row_record_person_by_index *rows;
    size_t count;
    struct str number = identity_number(a, p->number), key = identity_name_key(a, p->name);
    enum identity_fault fault = identity_check(number, date_day(now));
    if (key.n == 0) return refuse(why, "请填姓名。");
    if (fault != IDENTITY_FINE) {
        *why = identity_explain(a, fault, number);
        return INVALID;
    }
    struct str index = identity_index(a, keys, number);
    enum status st = q_record_person_by_index(&rows, &count, db, index, date_day(now));
    if (st != OK) return st;
    if (count > 0 && rows[0].household_id != INT64_MIN) {
        *why = str_format(a, "这个证件号码的人登记在户 " STR_FMT " 里，要先从那里迁出。",
                          STR_ARG(rows[0].code));
        return INVALID;
    }
    if (count > 0) {
        if (!str_eq(identity_name_key(a, rows[0].name_key), key)) {
            return refuse(why, "这个证件号码登记过别的姓名，请核对证件。");
        }
        *id = rows[0].id;
        return OK;
    }
    st = q_record_person_add(db, p->name, key, index, seal_close(a, keys, index, number),
                             identity_index_key(keys), identity_alike(a, keys, key, number));
    *id = db_insert_id(db);
    return st;
}

enum status record_new(struct str *why, struct db *db, const struct actor *actor,
                       const struct seal_keys *keys, struct str code, struct str region,
                       struct str team, const struct record_person *head, int64_t now) {
    struct row_casefile_anywhere *taken;
    struct casefile c;
    int64_t person;
    code = identity_code(db_arena(db), code);
    if (!identity_is_code(code)) return refuse(why, "户编号只有字母和数字，最多 32 个。");
    if (region.n != 12 || !account_covers(actor, region)) return refuse(why, "请选择您负责的村。");
    enum status st = q_casefile_anywhere(&taken, db, code);
    if (st == OK) return refuse(why, "这个户编号已经有了，请换一个。");
    if (st == NOT_FOUND) st = take_person(&person, why, db, keys, head, now);
    if (st == OK) st = q_record_household_add(db, code, region, team, date_day(now));
    if (st == OK) {
        st = q_record_member_add(db, db_insert_id(db), person, STR("户主"), date_day(now));
    }
    if (st == OK) st = casefile_read(&c, db, actor, code, now);
    return st == OK ? record(db, actor, &c, "household_new", code, now) : st;
}

enum status record_join(struct str *why, struct db *db, const struct actor *actor,
                        const struct seal_keys *keys, struct str code,
                        const struct record_person *p, int64_t now) {
    struct casefile c;
    int64_t person;
    enum status st = casefile_hold(&c, db, actor, code, now);
    if (st != OK) return st;
    if (!day_is_fine(p->on, now)) return refuse(why, "请填从哪一天起，不能晚于今天。");
    if (p->relation.n == 0) return refuse(why, "请选择与户主的关系。");
    st = take_person(&person, why, db, keys, p, now);
    if (st == OK) st = q_record_member_add(db, c.household->id, person, p->relation, p->on);
    return st == OK ? record(db, actor, &c, "member_join", p->relation, now) : st;
}

/* Everybody who lives there now. */
struct members {
    struct row_record_member *rows;
    size_t count; /* now: ended ones are behind */
};

static enum status members_of(struct members *out, struct db *db, const struct casefile *c) {
    size_t all;
    enum status st = q_record_members(&out->rows, &all, db, c->household->id);
    out->count = 0;
    while (st == OK && out->count < all && out->rows[out->count].to_on == DAY_NONE) out->count++;
    return st;
}

static const struct row_record_member *member(const struct members *m, int64_t id) {
    for (size_t i = 0; i < m->count; i++) {
        if (m->rows[i].id == id) return &m->rows[i];
    }
    return NULL;
}

/* The household held, its people, and the member that is meant. */
static enum status meant(struct casefile *c, struct members *m,
                         const struct row_record_member **who, struct str *why, struct db *db,
                         const struct actor *actor, struct str code, int64_t id, int32_t on,
                         int64_t now) {
    enum status st = casefile_hold(c, db, actor, code, now);
    if (st == OK) st = members_of(m, db, c);
    if (st != OK) return st;
    *who = member(m, id);
    if (!*who) return refuse(why, "请选择家里现在的一个人。");
    if (!day_is_fine(on, now)) return refuse(why, "请填从哪一天起，不能晚于今天。");
    return on < (*who)->from_on ? refuse(why, "日期早于这个人进这一户的日子，请核对。") : OK;
}

enum status record_leave(struct str *why, struct db *db, const struct actor *actor, struct str code,
                         int64_t membership_id, struct str reason, int32_t on, int64_t now) {
    struct casefile c;
    struct members m;
    const struct row_record_member *who;
    enum status st = meant(&c, &m, &who, why, db, actor, code, membership_id, on, now);
    if (st != OK) return st;
    if (reason.n == 0) return refuse(why, "请选择为什么离开。");
    if (str_is(who->relation, "户主") && m.count > 1) {
        return refuse(why, "户主离开以前，请先换户主。");
    }
    st = end_member(db, &c, who->id, on);
    return st == OK ? record(db, actor, &c, "member_leave", reason, now) : st;
}

enum status record_head(struct str *why, struct db *db, const struct actor *actor, struct str code,
                        int64_t membership_id, struct str old_relation, int32_t on, int64_t now) {
    struct casefile c;
    struct members m;
    const struct row_record_member *who, *old;
    enum status st = meant(&c, &m, &who, why, db, actor, code, membership_id, on, now);
    if (st != OK) return st;
    if (str_is(who->relation, "户主")) return refuse(why, "这个人已经是户主。");
    if (old_relation.n == 0) return refuse(why, "请选择原来的户主是新户主的什么人。");
    st = end_member(db, &c, who->id, on);
    for (size_t i = 0; st == OK && i < m.count; i++) {
        old = &m.rows[i];
        if (!str_is(old->relation, "户主")) continue;
        st = end_too(db, &c, old->id, on);
        if (st == OK) {
            st = q_record_member_add(db, c.household->id, old->person_id, old_relation, on);
        }
    }
    if (st == OK) st = q_record_member_add(db, c.household->id, who->person_id, STR("户主"), on);
    return st == OK ? record(db, actor, &c, "member_head", STR(""), now) : st;
}

enum status record_split(struct str *why, struct db *db, const struct actor *actor, struct str code,
                         struct str new_code, int64_t head, const int64_t *with, size_t count,
                         int32_t on, int64_t now) {
    struct casefile c;
    struct members m;
    struct row_casefile_anywhere *taken;
    const struct row_record_member *who;
    enum status st = meant(&c, &m, &who, why, db, actor, code, head, on, now);
    if (st != OK) return st;
    new_code = identity_code(db_arena(db), new_code);
    if (!identity_is_code(new_code)) return refuse(why, "新的户编号只有字母和数字，最多 32 个。");
    if (str_is(who->relation, "户主")) return refuse(why, "户主留在原来的户里，请选别人当新户主。");
    for (size_t i = 0; i < count; i++) {
        const struct row_record_member *other = member(&m, with[i]);
        if (!other || str_is(other->relation, "户主")) {
            return refuse(why, "一起分出去的，要是家里现在的人，不能是原来的户主。");
        }
        if (other->from_on > on) return refuse(why, "日期早于有的人进这一户的日子，请核对。");
    }
    st = q_casefile_anywhere(&taken, db, new_code);
    if (st == OK) return refuse(why, "这个户编号已经有了，请换一个。");
    if (st != NOT_FOUND) return st;
    st = q_record_household_add(db, new_code, c.household->region, c.household->team, on);
    int64_t id = db_insert_id(db);
    if (st == OK) st = end_too(db, &c, who->id, on);
    if (st == OK) st = q_record_member_add(db, id, who->person_id, STR("户主"), on);
    for (size_t i = 0; st == OK && i < count; i++) {
        const struct row_record_member *other = member(&m, with[i]);
        if (other->id == who->id) continue;
        st = end_too(db, &c, other->id, on);
        if (st == OK) st = q_record_member_add(db, id, other->person_id, STR("其他"), on);
    }
    return st == OK ? record(db, actor, &c, "household_split", new_code, now) : st;
}

/* --- facts, help, money --- */

enum status record_facts(struct str *why, struct db *db, const struct actor *actor, struct str code,
                         struct str attribute, struct str causes, int64_t now) {
    struct casefile c;
    enum status st = casefile_hold(&c, db, actor, code, now);
    if (st != OK) return st;
    if (!c.registered) return refuse(why, "这户现在不在册，没有户属性和致贫原因可改。");
    if (causes.n == 0) return refuse(why, "请至少选一个主要原因。");
    st = q_record_spell_attribute(db, c.spell->id, attribute);
    if (st == OK) st = q_record_causes_clear(db, c.spell->id);
    struct str rest = causes;
    for (int64_t i = 1; st == OK && rest.p; i++) {
        st = q_casefile_cause_add(db, c.spell->id, i, str_cut(&rest, ' '));
    }
    struct str detail = str_format(db_arena(db), STR_FMT "; " STR_FMT, STR_ARG(attribute),
                                   STR_ARG(causes));
    return st == OK ? record(db, actor, &c, "facts", detail, now) : st;
}

enum status record_helper(struct str *why, struct db *db, const struct actor *actor,
                          struct str code, struct str name, struct str unit, struct str phone,
                          int32_t on, int64_t now) {
    struct casefile c;
    struct row_record_assignment *rows;
    struct row_record_helper_find *found;
    size_t count;
    enum status st = casefile_hold(&c, db, actor, code, now);
    if (st == OK) st = q_record_assignments(&rows, &count, db, c.household->id);
    if (st != OK) return st;
    if (name.n == 0 || unit.n == 0) return refuse(why, "请填帮扶责任人的姓名和单位。");
    if (on == DAY_NONE) return refuse(why, "请填从哪一天起。");
    for (size_t i = 0; i < count; i++) {
        bool runs = rows[i].to_on == DAY_NONE;
        if ((runs && rows[i].from_on > on) || (!runs && rows[i].to_on > on)) {
            return refuse(why, "那一天还有别的帮扶责任人，请填更晚的日期。");
        }
    }
    st = q_record_helper_find(&found, db, name, unit, phone);
    int64_t helper = st == OK ? found->id : 0;
    if (st == NOT_FOUND) {
        st = q_record_helper_add(db, name, unit, phone);
        helper = db_insert_id(db);
    }
    if (st == OK) st = q_record_assignment_end(db, c.household->id, on);
    if (st == OK) st = q_record_assignment_add(db, c.household->id, helper, on);
    return st == OK ? record(db, actor, &c, "helper", unit, now) : st;
}

enum status record_measure(struct str *why, struct db *db, const struct actor *actor,
                           struct str code, const struct record_measure *m, int64_t now) {
    struct casefile c;
    enum status st = casefile_hold(&c, db, actor, code, now);
    if (st != OK) return st;
    if (m->title.n == 0) return refuse(why, "请写是什么帮扶。");
    if (m->state.n == 0) return refuse(why, "请选择落实到哪一步。");
    if (m->id == INT64_MIN) {
        if (m->area.n == 0) return refuse(why, "请选择是哪一方面。");
        if (m->on == DAY_NONE) return refuse(why, "请填从哪一天起。");
        st = q_record_measure_add(db, c.household->id, m->area, m->title, m->amount, m->state,
                                  m->on);
    } else {
        st = q_record_measure_put(db, m->id, c.household->id, m->title, m->amount, m->state);
        if (st == OK && db_changed(db) == 0) return NOT_FOUND;
    }
    struct str detail = str_format(db_arena(db), STR_FMT " " STR_FMT, STR_ARG(m->title),
                                   STR_ARG(m->state));
    return st == OK ? record(db, actor, &c, "measure", detail, now) : st;
}

enum status record_payment(struct str *why, struct db *db, const struct actor *actor,
                           struct str code, const struct record_payment *p, int64_t now) {
    struct casefile c;
    enum status st = casefile_hold(&c, db, actor, code, now);
    if (st != OK) return st;
    if (p->state.n == 0) return refuse(why, "请选择办到哪一步。");
    if (p->desk.n == 0) return refuse(why, "请写停在哪个单位。");
    if (!day_is_fine(p->on, now)) return refuse(why, "请填日期，不能晚于今天。");
    if (p->id == INT64_MIN) {
        if (p->programme.n == 0) return refuse(why, "请写是什么项目的钱。");
        if (p->amount == INT64_MIN || p->amount <= 0)
            return refuse(why, "请填金额，例如 1200.50。");
        st = q_record_payment_add(db, c.household->id, p->programme, p->amount, p->batch, p->state,
                                  p->desk, p->on);
    } else {
        st = q_record_payment_put(db, p->id, c.household->id, p->state, p->desk, p->on);
        if (st == OK && db_changed(db) == 0) return NOT_FOUND;
    }
    struct str detail = str_format(db_arena(db), STR_FMT " " STR_FMT, STR_ARG(p->state),
                                   STR_ARG(p->desk));
    return st == OK ? record(db, actor, &c, "payment", detail, now) : st;
}

enum status record_visit(struct str *why, struct db *db, const struct actor *actor, struct str code,
                         int32_t on, struct str visitor, struct str note, int64_t now) {
    struct casefile c;
    enum status st = casefile_hold(&c, db, actor, code, now);
    if (st != OK) return st;
    if (!day_is_fine(on, now)) return refuse(why, "请填走访的日期，不能晚于今天。");
    if (visitor.n == 0) return refuse(why, "请填谁去走访的。");
    if (note.n == 0) return refuse(why, "请写走访做了什么。");
    st = q_record_visit_add(db, c.household->id, on, visitor, note, actor->id);
    return st == OK ? record(db, actor, &c, "visit", date_iso(db_arena(db), on), now) : st;
}
