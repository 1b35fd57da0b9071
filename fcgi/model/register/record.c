/*
 * The facts of a household, asked and written by the office's pages. Each writer holds the
 * household first, checks what can be checked, and leaves one audit row.
 */
#include "model/register/record.h"

#include "base/arena.h"
#include "base/money.h"
#include "base/text.h"
#include "db/db.h"
#include "model/county/account.h"
#include "model/county/audit.h"
#include "model/county/region.h"
#include "model/register/identity.h"
#include "query.h"

static enum status refuse(struct str *why, const char *sentence) {
    *why = str_from(sentence);
    return INVALID;
}

/* ${was}: what stood there before; STR_NONE for something new. */
static enum status record(struct db *db, const struct actor *actor, const struct casefile *c,
                          const char *action, struct str detail, struct str was, struct str became,
                          int64_t now) {
    return audit_change(db, actor, action, "household", c->household->id, detail, was, became, now);
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

/* The indexes of a whole number; three that nobody has, of anything else. */
static void number_indexes(struct str out[IDENTITY_INDEXES], struct arena *a,
                           const struct seal_keys *keys, struct str typed, int64_t now) {
    struct identity_document d;
    identity_document(&d, a, typed, date_day(now));
    for (size_t i = 0; i < IDENTITY_INDEXES; i++) out[i] = STR("");
    if (d.fault == IDENTITY_FINE && d.lookup.n > 0) identity_indexes(out, a, keys, d.lookup);
}

enum status record_search(struct row_record_item **rows, size_t *count, struct db *db,
                          const struct seal_keys *keys, const struct actor *actor, struct str typed,
                          int64_t most, int64_t now) {
    struct arena *a = db_arena(db);
    struct str code = identity_code(a, typed), name = text_plain(a, identity_name_key(a, typed));
    struct str index[IDENTITY_INDEXES];
    *rows = NULL;
    *count = 0;
    if (text_length(name) < 2) return OK; /* a surname alone is half the county */
    number_indexes(index, a, keys, typed, now);
    return q_record_search(rows, count, db, actor->region, name,
                           identity_is_code(code) ? code : STR(""), index[0], index[1], index[2],
                           date_day(now), most);
}

enum status record_searched(struct db *db, const struct actor *actor, size_t count, int64_t now) {
    struct str found = str_format(db_arena(db), "%zu found", count);
    return audit_add(db, actor, "search", "household", INT64_MIN, found, now);
}

enum status record_listed(struct db *db, const struct actor *actor, struct str region, size_t count,
                          int64_t now) {
    if (count == 0) return OK; /* nobody was named */
    struct str shown = str_format(db_arena(db), STR_FMT ": %zu households",
                                  STR_ARG(region.n ? region : actor->region), count);
    return audit_add(db, actor, "look", "region", INT64_MIN, shown, now);
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
    if (st == OK) st = q_record_events(&r->events, &r->event_count, db, id, actor->region);
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

static bool day_is_fine(int32_t on, int64_t now) {
    return on != DAY_NONE && on <= date_day(now);
}

/* --- facts, help, money --- */

/* allowance; illness labour */
static enum status facts_text(struct str *out, struct db *db, const struct casefile *c) {
    struct row_household_cause *rows;
    size_t count;
    enum status st = q_household_causes(&rows, &count, db, c->household->id);
    *out = str_format(db_arena(db), STR_FMT ";", STR_ARG(c->spell->attribute));
    for (size_t i = 0; st == OK && i < count; i++) {
        if (rows[i].spell_id != c->spell->id) continue;
        *out = str_format(db_arena(db), STR_FMT " " STR_FMT, STR_ARG(*out), STR_ARG(rows[i].cause));
    }
    return st;
}

enum status record_facts(struct str *why, struct db *db, const struct actor *actor, struct str code,
                         struct str attribute, struct str causes, int64_t now) {
    struct casefile c;
    enum status st = casefile_hold(&c, db, actor, code, now);
    if (st != OK) return st;
    if (!c.registered) return refuse(why, "这户现在不在册，没有户属性和致贫原因可改。");
    if (causes.n == 0) return refuse(why, "请至少选一个主要原因。");
    struct str was;
    st = facts_text(&was, db, &c);
    if (st == OK) st = q_record_spell_attribute(db, c.spell->id, attribute);
    if (st == OK) st = q_record_causes_clear(db, c.spell->id);
    struct str rest = causes;
    for (int64_t i = 1; st == OK && rest.p; i++) {
        st = q_casefile_cause_add(db, c.spell->id, i, str_cut(&rest, ' '));
    }
    struct str became = str_format(db_arena(db), STR_FMT "; " STR_FMT, STR_ARG(attribute),
                                   STR_ARG(causes));
    return st == OK ? record(db, actor, &c, "facts", STR(""), was, became, now) : st;
}

/* Whose name is left out: the number of the row. */
static struct str helper_text(struct db *db, int64_t id, struct str unit) {
    return str_format(db_arena(db), "helper %lld, " STR_FMT, (long long)id, STR_ARG(unit));
}

enum status record_helper(struct str *why, struct db *db, const struct actor *actor,
                          struct str code, struct str name, struct str unit, struct str phone,
                          int32_t on, int64_t now) {
    struct casefile c;
    struct row_record_assignment *rows;
    struct row_record_helper_find *found;
    struct str was = STR_NONE;
    size_t count;
    enum status st = casefile_hold(&c, db, actor, code, now);
    if (st == OK) st = q_record_assignments(&rows, &count, db, c.household->id);
    if (st != OK) return st;
    if (name.n == 0 || unit.n == 0) return refuse(why, "请填帮扶责任人的姓名和单位。");
    if (on == DAY_NONE) return refuse(why, "请填从哪一天起。");
    for (size_t i = 0; i < count; i++) {
        bool runs = rows[i].to_on == DAY_NONE;
        if (runs) was = helper_text(db, rows[i].helper_id, rows[i].unit);
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
    return st == OK ? record(db, actor, &c, "helper", date_iso(db_arena(db), on), was,
                             helper_text(db, helper, unit), now)
                    : st;
}

enum status record_helped(struct row_many_helper **row, struct db *db, const struct actor *actor,
                          struct str code, int64_t now) {
    struct casefile c;
    *row = NULL;
    enum status st = casefile_hold(&c, db, actor, code, now);
    if (st != OK) return st;
    st = q_many_helper(row, db, c.household->id);
    if (st == NOT_FOUND) *row = NULL;
    return st == NOT_FOUND ? OK : st;
}

enum status record_helped_by(struct row_many_helper_named **helper, struct row_many_helped **rows,
                             size_t *count, struct db *db, const struct actor *actor, int64_t id,
                             int64_t most) {
    enum status st = q_many_helper_named(helper, db, id);
    if (st == OK) st = q_many_helped(rows, count, db, id, actor->region, most);
    return st == OK && *count == 0 ? NOT_FOUND : st;
}

enum status record_helpers(struct row_search_helper **rows, size_t *count, struct db *db,
                           const struct actor *actor, struct str words, int64_t most) {
    words = text_plain(db_arena(db), str_trim(words));
    *count = 0;
    if (text_length(words) < 2) return OK;
    return q_search_helpers(rows, count, db, actor->region, words, most);
}

static struct str amount_text(struct db *db, int64_t fen) {
    return fen == MONEY_NONE ? STR("-") : money_text(db_arena(db), fen);
}

/* 签约随访; 1200.50; running */
static struct str measure_text(struct db *db, struct str title, int64_t amount, struct str state) {
    return str_format(db_arena(db), STR_FMT "; " STR_FMT "; " STR_FMT, STR_ARG(title),
                      STR_ARG(amount_text(db, amount)), STR_ARG(state));
}

/* approved; 县财政局; 2026-03-05 */
static struct str payment_text(struct db *db, struct str state, struct str desk, int32_t on) {
    return str_format(db_arena(db), STR_FMT "; " STR_FMT "; " STR_FMT, STR_ARG(state),
                      STR_ARG(desk), STR_ARG(date_iso(db_arena(db), on)));
}

/* What stood there; STR_NONE for a new one, or one of another household. */
static enum status measure_was(struct str *was, struct db *db, int64_t household, int64_t id) {
    struct row_record_measure_was *row;
    *was = STR_NONE;
    if (id == INT64_MIN) return OK;
    enum status st = q_record_measure_was(&row, db, id, household);
    if (st == OK) *was = measure_text(db, row->title, row->amount, row->state);
    return st;
}

static enum status payment_was(struct str *was, struct db *db, int64_t household, int64_t id) {
    struct row_record_payment_was *row;
    *was = STR_NONE;
    if (id == INT64_MIN) return OK;
    enum status st = q_record_payment_was(&row, db, id, household);
    if (st == OK) *was = payment_text(db, row->state, row->desk, row->state_on);
    return st;
}

enum status record_measure(struct str *why, struct db *db, const struct actor *actor,
                           struct str code, const struct record_measure *m, int64_t now) {
    struct casefile c;
    enum status st = casefile_hold(&c, db, actor, code, now);
    if (st != OK) return st;
    if (m->title.n == 0) return refuse(why, "请写是什么帮扶。");
    if (m->state.n == 0) return refuse(why, "请选择落实到哪一步。");
    struct str was;
    st = measure_was(&was, db, c.household->id, m->id);
    if (st != OK) return st;
    if (m->id == INT64_MIN) {
        if (m->area.n == 0) return refuse(why, "请选择是哪一方面。");
        if (m->on == DAY_NONE) return refuse(why, "请填从哪一天起。");
        st = q_record_measure_add(db, c.household->id, m->area, m->title, m->amount, m->state,
                                  m->on);
    } else {
        st = q_record_measure_put(db, m->id, c.household->id, m->title, m->amount, m->state);
        if (st == OK && db_changed(db) == 0) return NOT_FOUND;
    }
    return st == OK ? record(db, actor, &c, "measure", STR(""), was,
                             measure_text(db, m->title, m->amount, m->state), now)
                    : st;
}

enum status record_payment(struct str *why, struct db *db, const struct actor *actor,
                           struct str code, const struct record_payment *p, int64_t now) {
    struct casefile c;
    enum status st = casefile_hold(&c, db, actor, code, now);
    if (st != OK) return st;
    if (p->state.n == 0) return refuse(why, "请选择办到哪一步。");
    if (p->desk.n == 0) return refuse(why, "请写停在哪个单位。");
    if (!day_is_fine(p->on, now)) return refuse(why, "请填日期，不能晚于今天。");
    struct str was;
    st = payment_was(&was, db, c.household->id, p->id);
    if (st != OK) return st;
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
    return st == OK ? record(db, actor, &c, "payment", STR(""), was,
                             payment_text(db, p->state, p->desk, p->on), now)
                    : st;
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
    return st == OK
               ? record(db, actor, &c, "visit", date_iso(db_arena(db), on), STR_NONE, STR_NONE, now)
               : st;
}
