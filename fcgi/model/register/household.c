/*
 * Asked by the status query, page and API alike: first who is it, then everything about it. The
 * two ways in are the only ones; they compare digests, always the same number of them, so that the
 * time tells nothing about a name or a code that is nearly right.
 */
#include "model/register/household.h"

#include "base/arena.h"
#include "base/seal.h"
#include "base/text.h"
#include "db/db.h"
#include "model/register/identity.h"
#include "query.h"

#define CLAIMS_MAX 4 /* as in the statement */

static bool same_digest(struct str a, struct str b) {
    uint8_t left[32], right[32];
    seal_digest(left, a);
    seal_digest(right, b);
    return seal_same((struct str){(const char *)left, sizeof left},
                     (struct str){(const char *)right, sizeof right});
}

static enum status find_beside(struct household_found *found, struct db *db, struct str point) {
    struct row_household_beside *row;
    enum status st = q_household_beside(&row, db, point);
    found->beside = st == OK ? row->household_id : 0;
    return st == NOT_FOUND ? OK : st;
}

enum status household_by_person(struct household_found *found, struct db *db,
                                const struct seal_keys *keys, struct str number,
                                struct str name_key, int32_t today) {
    struct arena *a = db_arena(db);
    struct str index[IDENTITY_INDEXES];
    struct row_household_claim *rows;
    size_t count;
    identity_indexes(index, a, keys, number);
    enum status st = q_household_by_person(&rows, &count, db, index[0], index[1], index[2], today);
    if (st != OK) return st;
    found->id = 0;
    for (size_t i = 0; i < CLAIMS_MAX;
         i++) { /* always as many comparisons as there can be claims */
        struct str name = i < count ? rows[i].name_key : STR("某某某");
        bool fits = same_digest(identity_name_key(a, name), name_key);
        if (fits && i < count && found->id == 0) found->id = rows[i].household_id;
    }
    return find_beside(found, db, index[0]);
}

enum status household_by_code(struct household_found *found, struct db *db,
                              const struct seal_keys *keys, struct str code,
                              struct str query_code) {
    uint8_t point[SEAL_INDEX_BYTES];
    struct row_household_code_claim nobody = {0}, *row = &nobody;
    enum status st = q_household_by_code(&row, db, code);
    if (st != OK && st != NOT_FOUND) return st;
    if (st == NOT_FOUND) row = &nobody; /* a digest that nothing has, and no household */
    bool fits = identity_query_fits(db_arena(db), keys, code, query_code, row->query_index,
                                    row->query_chain);
    found->id = fits ? row->household_id : 0;
    seal_index(point, keys, "beside", code);
    return find_beside(found, db, (struct str){(const char *)point, sizeof point});
}

enum status household_looked(struct db *db, int64_t id, const char *way, int64_t now) {
    return q_household_looked(db, id, now, str_from(way));
}

struct str household_case_kind(const struct household_card *card,
                               const struct row_household_event *event) {
    for (size_t i = 0; i < card->case_count; i++) {
        if (card->cases[i].id == event->case_id) return card->cases[i].kind;
    }
    return STR("");
}

int64_t household_notice(const struct household_card *card,
                         const struct row_household_event *event) {
    if (event->case_id == INT64_MIN) return event->document_id;
    for (const struct row_household_event *e = event; e < card->events + card->event_count; e++) {
        if (e->case_id == event->case_id && e->document_id != INT64_MIN) return e->document_id;
        if (!str_is(event->outcome, "passed")) break;
    }
    return INT64_MIN;
}

/* --- what follows from the rows --- */

/* The first case's events, oldest first, as the life cycle wants them. */
static void walk_case(struct household_card *card, struct arena *a,
                      const struct lifecycle_days *days, int32_t today) {
    if (card->case_count == 0) return;
    struct row_household_event *list = ARENA_ARRAY(a, struct row_household_event,
                                                   card->event_count + 1);
    size_t n = 0;
    for (size_t i = card->event_count; i-- > 0;) {
        if (card->events[i].case_id == card->cases[0].id) list[n++] = card->events[i];
    }
    card->step_count = lifecycle_progress(card->steps, card->cases[0].kind, list, n, days, today);
}

static const struct row_household_spell *running_spell(const struct household_card *card,
                                                       int32_t today) {
    for (size_t i = 0; i < card->spell_count; i++) {
        if (card->spells[i].to_on == DAY_NONE || card->spells[i].to_on > today) {
            return &card->spells[i];
        }
    }
    return NULL;
}

static bool was_lifted(const struct household_card *card) {
    for (size_t i = 0; i < card->spell_count; i++) {
        if (&card->spells[i] != card->current && str_is(card->spells[i].ending, "lifted")) {
            return true;
        }
    }
    return false;
}

static const struct row_household_case *running_case(const struct household_card *card) {
    return card->case_count > 0 && card->cases[0].outcome.n == 0 ? &card->cases[0] : NULL;
}

static bool was_rejected(const struct household_card *card, const struct lifecycle_step *at) {
    if (card->case_count == 0 || !str_is(card->cases[0].kind, "entry")) return false;
    return str_is(card->cases[0].outcome, "rejected") || (at && at->state == STOP_REJECTED);
}

static enum household_status judge(const struct household_card *card,
                                   const struct lifecycle_step *at) {
    const struct row_household_case *open = running_case(card);
    if (card->current) return was_lifted(card) ? HOUSEHOLD_RELAPSED : HOUSEHOLD_REGISTERED;
    bool rejected = was_rejected(card, at);
    if (open && str_is(open->kind, "entry") && !rejected) {
        return at && at->state == STOP_RETURNED ? HOUSEHOLD_RETURNED : HOUSEHOLD_APPLYING;
    }
    struct str ending = card->spell_count > 0 ? card->spells[0].ending : STR("");
    if (str_is(ending, "natural")) return HOUSEHOLD_NATURAL;
    if (str_is(ending, "lifted")) return HOUSEHOLD_LIFTED;
    if (rejected) return HOUSEHOLD_REJECTED;
    return str_is(ending, "removed") ? HOUSEHOLD_REMOVED : HOUSEHOLD_KNOWN;
}

static struct str month_text(struct arena *a, int32_t day) {
    struct ymd d = date_ymd(day);
    return str_format(a, "%d年%d月", d.year, d.month);
}

/* 您家（张*英 户，3 人） */
static struct str who(const struct household_card *card, struct arena *a) {
    if (card->member_count == 0) return STR("您家");
    return str_format(a, "您家（" STR_FMT " 户，%zu 人）",
                      STR_ARG(text_mask_name(a, card->members[0].name)), card->member_count);
}

static struct str where(const struct lifecycle_step *at, struct arena *a) {
    return at ? str_format(a, "“%s”这一步", at->stop->label) : STR("最后一步");
}

/* Leaving while still in. */
static const char *way_out(const struct household_card *card) {
    const struct row_household_case *open = running_case(card);
    if (open && str_is(open->kind, "exit")) return "现在正在办脱贫。";
    if (open && str_is(open->kind, "removal")) return "现在正在核实要不要清退。";
    return "";
}

static struct str sentence(const struct household_card *card, struct arena *a,
                           const struct lifecycle_step *at) {
    struct str home = who(card, a), place = where(at, a), since = STR_NONE, kind = STR_NONE;
    const char *care = "";
    if (card->current) {
        since = month_text(a, card->current->from_on);
        kind = label_text(lifecycle_kinds, card->current->kind);
        care = str_is(card->current->kind, "poor") ? "正在帮扶" : "正在监测帮扶";
    } else if (card->spell_count > 0) {
        since = month_text(a, card->spells[0].to_on);
    }
    switch (card->status) {
    case HOUSEHOLD_KNOWN:
        return str_format(a, STR_FMT "的资料已经录入，现在没有纳入，也没有正在办的申请。",
                          STR_ARG(home));
    case HOUSEHOLD_APPLYING:
        return str_format(a, STR_FMT "正在申请纳入，现在办到" STR_FMT "。", STR_ARG(home),
                          STR_ARG(place));
    case HOUSEHOLD_RETURNED:
        return str_format(a, STR_FMT "的申请在" STR_FMT "退回了，补好材料可以接着办。",
                          STR_ARG(home), STR_ARG(place));
    case HOUSEHOLD_REJECTED:
        return str_format(a, STR_FMT "的申请没有通过，停在" STR_FMT "。", STR_ARG(home),
                          STR_ARG(place));
    case HOUSEHOLD_REGISTERED:
        /* What is on its way out needs the room for that. */
        if (way_out(card)[0]) {
            return str_format(a, STR_FMT "现在是" STR_FMT "，自" STR_FMT "起。%s", STR_ARG(home),
                              STR_ARG(kind), STR_ARG(since), way_out(card));
        }
        return str_format(a, STR_FMT "现在是" STR_FMT "，%s，自" STR_FMT "起。", STR_ARG(home),
                          STR_ARG(kind), care, STR_ARG(since));
    case HOUSEHOLD_RELAPSED:
        return str_format(a,
                          STR_FMT "脱贫后又遇到困难，" STR_FMT "重新纳入，现在是" STR_FMT "，%s。",
                          STR_ARG(home), STR_ARG(since), STR_ARG(kind), care);
    case HOUSEHOLD_LIFTED:
        return str_format(a, STR_FMT "已在" STR_FMT "脱贫，现在还在巩固期，村里继续走访监测。",
                          STR_ARG(home), STR_ARG(since));
    case HOUSEHOLD_REMOVED:
        return str_format(a, STR_FMT "已在" STR_FMT "清退，现在不在帮扶名单里。", STR_ARG(home),
                          STR_ARG(since));
    case HOUSEHOLD_NATURAL:
        return str_format(a, STR_FMT "的登记已在" STR_FMT "因自然减少（去世、迁走或合户）结束。",
                          STR_ARG(home), STR_ARG(since));
    }
    return STR_NONE;
}

/* What comes after a stop: 办完进入“乡镇公示”。 */
static struct str after(const struct household_card *card, struct arena *a,
                        const struct lifecycle_step *at) {
    size_t next = (size_t)(at - card->steps) + 1;
    if (next == card->step_count) return STR("");
    return str_format(a, "进入“%s”", card->steps[next].stop->label);
}

static struct str next_of_case(const struct household_card *card, struct arena *a,
                               const struct lifecycle_step *at) {
    const char *label = at->stop->label, *desk = at->stop->desk;
    struct str then = after(card, a, at);
    if (at->state == STOP_RETURNED) {
        return str_format(a, "“%s”退回了。请看下面写的原因，补齐材料交给村委会，补好就接着办。",
                          label);
    }
    if (at->state == STOP_REJECTED) return STR("没有通过，原因写在下面。");
    if (at->due_on != DAY_NONE && at->days_left < 0) {
        return str_format(a, "“%s”已经过了期限，还没有结果。请打电话催一催。", label);
    }
    if (at->stop->notice != NOTICE_NONE && at->begun) {
        return str_format(a, "正在“%s”。期满没有人提出异议，就" STR_FMT "。", label, STR_ARG(then));
    }
    if (at->stop->notice != NOTICE_NONE) return str_format(a, "等%s贴出“%s”。", desk, label);
    if (then.n == 0) return str_format(a, "由%s办“%s”，办完就生效。", desk, label);
    return str_format(a, "由%s办“%s”，办完" STR_FMT "。", desk, label, STR_ARG(then));
}

static struct str next_of_status(const struct household_card *card) {
    switch (card->status) {
    case HOUSEHOLD_REGISTERED:
    case HOUSEHOLD_RELAPSED:
        if (card->helper_count == 0) return STR("");
        return STR("帮扶责任人每个月至少上门一次。没有来，请打电话问。");
    case HOUSEHOLD_REJECTED: return STR("对结果有意见，请打电话问清楚。情况有变化，可以再申请。");
    case HOUSEHOLD_LIFTED: return STR("生活又遇到困难，请马上告诉村委会，可以重新纳入。");
    case HOUSEHOLD_REMOVED: return STR("对清退有意见，请打电话说明。情况有变化，可以重新申请。");
    case HOUSEHOLD_NATURAL: return STR("登记得不对，请打电话更正。");
    default: return STR("生活有困难，可以向村委会提出申请。");
    }
}

void household_judge(struct household_card *card, struct arena *a,
                     const struct lifecycle_days *days, int32_t today) {
    walk_case(card, a, days, today);
    const struct lifecycle_step *at = lifecycle_step_at(card->steps, card->step_count);
    const struct row_household_case *open = running_case(card);
    card->current = running_spell(card, today);
    card->status = judge(card, at);
    card->sentence = sentence(card, a, at);
    card->next_due = DAY_NONE;
    if (open && at && card->status != HOUSEHOLD_REJECTED) {
        card->next = next_of_case(card, a, at);
        card->next_due = at->due_on;
    } else {
        card->next = next_of_status(card);
    }
}

struct str household_word(const struct household_card *card) {
    const struct row_household_case *open = running_case(card);
    switch (card->status) {
    case HOUSEHOLD_KNOWN: return STR("known");
    case HOUSEHOLD_APPLYING: return STR("applying");
    case HOUSEHOLD_RETURNED: return STR("returned");
    case HOUSEHOLD_REJECTED: return STR("rejected");
    case HOUSEHOLD_REGISTERED:
        if (open && str_is(open->kind, "exit")) return STR("leaving");
        if (open && str_is(open->kind, "removal")) return STR("removing");
        return card->current->kind;
    case HOUSEHOLD_RELAPSED: return STR("relapsed");
    case HOUSEHOLD_LIFTED: return STR("lifted");
    case HOUSEHOLD_REMOVED: return STR("removed");
    case HOUSEHOLD_NATURAL: return STR("natural");
    }
    return STR_NONE;
}

/* --- reading --- */

static enum status last_lookup(int64_t *at, struct db *db, int64_t id) {
    struct row_household_last_lookup *row;
    enum status st = q_household_last_lookup(&row, db, id);
    *at = st == OK ? row->at : MOMENT_NONE;
    return st == NOT_FOUND ? OK : st;
}

enum status household_read(struct household_card *card, struct db *db, int64_t id,
                           const struct lifecycle_days *days, int32_t today) {
    struct household_card *c = card;
    *c = (struct household_card){0};
    enum status st = q_household_members(&c->members, &c->member_count, db, id, today);
    if (st == OK) st = q_household_spells(&c->spells, &c->spell_count, db, id);
    if (st == OK) st = q_household_causes(&c->causes, &c->cause_count, db, id);
    if (st == OK) st = q_household_cases(&c->cases, &c->case_count, db, id);
    if (st == OK) st = q_household_events(&c->events, &c->event_count, db, id);
    if (st == OK) st = q_household_helpers(&c->helpers, &c->helper_count, db, id, today);
    if (st == OK) st = q_household_measures(&c->measures, &c->measure_count, db, id);
    if (st == OK) st = q_household_payments(&c->payments, &c->payment_count, db, id);
    if (st == OK) st = last_lookup(&c->last_lookup, db, id);
    if (st == OK) st = q_household_find(&c->household, db, id);
    if (st == OK) household_judge(c, db_arena(db), days, today);
    return st;
}

void household_blank(struct household_card *card) {
    for (size_t i = 0; i < card->member_count; i++) card->members[i].name = STR("某某某");
    if (card->household) card->household->code = STR("000000000000");
}
