/*
 * Asking the rules of finding_rules.c for the office's lists, counting what they find without
 * making anybody wait, and the notes of what has been settled.
 */
#include "model/register/finding.h"

#include "base/arena.h"
#include "base/buf.h"
#include "base/date.h"
#include "db/db.h"
#include "model/county/account.h"
#include "model/county/audit.h"
#include "model/register/casefile.h"
#include "model/register/lifecycle.h"
#include "query.h"

#define STOPS_ROOM    600
#define TOWNSHIP      9         /* digits of its code */
#define UNITS_AT_ONCE 8         /* their rows share one arena */
#define DONE_NOW      INT64_MAX /* in place of took_ms: counted just now */

const struct finding_rule *finding_rule(struct str code) {
    for (size_t i = 0; i < FINDING_RULES; i++) {
        if (str_is(code, finding_rules[i].code)) return &finding_rules[i];
    }
    return NULL;
}

int64_t finding_days(const struct finding_rule *rule, const struct settings *settings) {
    switch (rule->limit) {
    case LIMIT_LIST: return settings->list_wait_days;
    case LIMIT_STOP: return settings->stop_wait_days;
    case LIMIT_DAYS:
    case LIMIT_MONTH: break;
    }
    return rule->days;
}

int32_t finding_since(const struct finding_rule *rule, int64_t days, int32_t today) {
    if (rule->limit != LIMIT_MONTH) return today - (int32_t)days;
    return today - date_ymd(today).day + 1;
}

struct str finding_sentence(struct arena *a, const struct finding_rule *rule, int64_t days) {
    struct str rest = str_from(rule->sentence);
    struct str head = str_cut(&rest, '#');
    if (!rest.p) return head;
    return str_format(a, STR_FMT "%lld" STR_FMT, STR_ARG(head), (long long)days, STR_ARG(rest));
}

/* The stops a notice follows in this county: " entry:review entry:township_check … ". */
static struct str stops_before_notices(struct arena *a, const struct settings *settings) {
    struct lifecycle_days days = lifecycle_days_of(settings);
    struct buf b = buf_new(a, STOPS_ROOM);
    BUF_LIT(&b, " ");
    for (const struct label *kind = lifecycle_cases; kind->code; kind++) {
        const struct lifecycle_stop *plan[LIFECYCLE_STOPS_MAX];
        size_t n = lifecycle_plan(plan, str_from(kind->code), &days);
        for (size_t i = 1; i < n; i++) {
            if (plan[i]->notice == NOTICE_NONE) continue;
            buf_format(&b, "%s:%s ", kind->code, plan[i - 1]->key);
        }
    }
    return buf_str(&b);
}

/* From the beginning of ${scope}; the caller narrows it. */
static void prepare(struct finding_ask *q, const struct settings *settings, struct db *db,
                    struct str scope, const struct finding_rule *rule, int64_t now) {
    int32_t today = date_day(now);
    *q = (struct finding_ask){
        .scope = scope,
        .after_region = STR(""),
        .today = today,
        .since = finding_since(rule, finding_days(rule, settings), today),
        .stops = stops_before_notices(db_arena(db), settings),
    };
}

/* --- lists --- */

/* What one township adds. */
static enum status list_unit(struct finding_page *out, struct finding_ask *q, struct db *db,
                             const struct finding_rule *rule, size_t most) {
    struct row_finding *rows;
    size_t count;
    q->most = (int64_t)(most - out->count) + 1;
    enum status st = rule->ask(&rows, &count, db, q);
    if (st != OK) return st;
    out->more = count > most - out->count;
    if (out->more) count--;
    for (size_t i = 0; i < count; i++) out->rows[out->count++] = rows[i];
    if (!out->more) return OK;
    out->after_region = out->rows[out->count - 1].region;
    out->after_id = out->rows[out->count - 1].id;
    return OK;
}

enum status finding_list(struct finding_page *out, struct db *db, const struct actor *actor,
                         const struct finding_rule *rule, struct str after_region, int64_t after_id,
                         size_t most, int64_t ms, int64_t now) {
    struct row_finding_unit *units;
    struct settings settings;
    size_t count;
    struct str first = after_region.n > TOWNSHIP && actor->region.n <= TOWNSHIP
                           ? str_slice(after_region, 0, TOWNSHIP)
                           : after_region;
    int64_t end = date_ticks() / 1000 + ms;
    *out = (struct finding_page){.rows = ARENA_ARRAY(db_arena(db), struct row_finding, most)};
    enum status st = settings_load(&settings, db);
    if (!first.n) first = STR("");
    if (st == OK) st = q_finding_units(&units, &count, db, actor->region, first);
    for (size_t i = 0; st == OK && i < count && !out->more; i++) {
        struct finding_ask q;
        if (i > 0 && date_ticks() / 1000 > end) { /* go on here next time */
            out->more = true;
            out->after_region = units[i].code;
            out->after_id = 1;
            break;
        }
        prepare(&q, &settings, db, units[i].code, rule, now);
        if (after_region.n) q.after_region = after_region;
        q.after_id = after_id;
        st = list_unit(out, &q, db, rule, most);
    }
    return st;
}

/* --- counts --- */

bool finding_due(int64_t counted_at, int64_t took_ms, int64_t now) {
    return counted_at == INT64_MIN || (now - counted_at) * 10 >= took_ms; /* 100 times, in s */
}

/* The township to count next: due, and counted the longest ago (INT64_MIN: never). */
static struct row_finding_unit *next_due(struct row_finding_unit *units, size_t count,
                                         int64_t now) {
    struct row_finding_unit *best = NULL;
    for (size_t i = 0; i < count; i++) {
        struct row_finding_unit *u = &units[i];
        if (u->took_ms == DONE_NOW || !finding_due(u->counted_at, u->took_ms, now)) continue;
        if (!best || u->counted_at < best->counted_at) best = u;
    }
    return best;
}

static enum status count_unit(int64_t number[FINDING_RULES], const struct settings *settings,
                              struct db *db, struct str scope, int64_t now) {
    enum status st = OK;
    for (size_t i = 0; st == OK && i < FINDING_RULES; i++) {
        struct row_finding *rows;
        struct finding_ask q;
        size_t count = 0;
        prepare(&q, settings, db, scope, &finding_rules[i], now);
        q.most = FINDING_MOST;
        st = finding_rules[i].ask(&rows, &count, db, &q);
        number[i] = (int64_t)count;
    }
    return st;
}

static enum status keep_unit(struct db *db, struct str scope, const int64_t number[FINDING_RULES],
                             int64_t took, int64_t now) {
    enum status st = q_finding_tally_put(db, scope, now, took);
    for (size_t i = 0; st == OK && i < FINDING_RULES; i++) {
        st = q_finding_count_put(db, scope, str_from(finding_rules[i].code), number[i]);
    }
    return st;
}

/* Counts what is due, as far as time and memory go. */
static enum status count_due(struct db *db, struct row_finding_unit *units, size_t count,
                             int64_t now) {
    struct settings settings;
    int64_t numbers[UNITS_AT_ONCE][FINDING_RULES], took[UNITS_AT_ONCE];
    struct row_finding_unit *done[UNITS_AT_ONCE];
    size_t n = 0;
    int64_t began = date_ticks() / 1000, at = began;
    enum status st = settings_load(&settings, db);
    while (st == OK && n < UNITS_AT_ONCE) {
        struct row_finding_unit *u = next_due(units, count, now);
        if (!u) break;
        if (at - began >= FINDING_COUNT_MS) break;
        st = count_unit(numbers[n], &settings, db, u->code, now);
        int64_t end = date_ticks() / 1000;
        took[n] = end - at;
        at = end;
        u->counted_at = now;
        u->took_ms = DONE_NOW;
        done[n++] = u;
    }
    /* Written at the end and by code: two who count at once wait shortly, and never in a ring. */
    for (size_t i = 0; st == OK && i < count; i++) {
        for (size_t k = 0; st == OK && k < n; k++) {
            if (done[k] == &units[i]) st = keep_unit(db, units[i].code, numbers[k], took[k], now);
        }
    }
    return st;
}

enum status finding_refresh(struct db *db, int64_t now) {
    struct settings settings;
    struct row_finding_oldest *u;
    int64_t number[FINDING_RULES], began = date_ticks() / 1000;
    enum status st = q_finding_oldest(&u, db, now - FINDING_FRESH);
    if (st == OK) st = settings_load(&settings, db);
    if (st == OK) st = count_unit(number, &settings, db, u->code, now);
    if (st == OK) st = keep_unit(db, u->code, number, date_ticks() / 1000 - began, now);
    return st == OK ? db_commit(db) : st;
}

enum status finding_counts(struct finding_counts *out, struct db *db, const struct actor *actor,
                           int64_t now) {
    struct row_finding_unit *units;
    struct row_finding_sum *sums;
    size_t count;
    *out = (struct finding_counts){.oldest = INT64_MIN};
    enum status st = q_finding_units(&units, &count, db, actor->region, STR(""));
    if (st == OK) st = count_due(db, units, count, now);
    out->places = count;
    for (size_t i = 0; st == OK && i < count; i++) {
        if (units[i].counted_at == INT64_MIN) continue;
        if (out->counted++ == 0 || units[i].counted_at < out->oldest) {
            out->oldest = units[i].counted_at;
        }
    }
    int64_t digits = actor->region.n > TOWNSHIP ? (int64_t)actor->region.n : TOWNSHIP;
    if (st == OK) st = q_finding_sums(&sums, &count, db, actor->region, digits);
    for (size_t i = 0; st == OK && i < count; i++) {
        const struct finding_rule *rule = finding_rule(sums[i].rule);
        if (!rule) continue;
        out->number[rule - finding_rules] = sums[i].number;
        out->capped[rule - finding_rules] = sums[i].most >= FINDING_MOST;
    }
    return st;
}

/* --- one, and what has been settled --- */

static enum status read_note(struct row_finding_note_of **note, struct db *db,
                             const struct finding_rule *rule, int64_t household, int32_t today) {
    enum status st = q_finding_note_of(note, db, str_from(rule->code), household, today);
    if (st != NOT_FOUND) return st;
    *note = NULL;
    return OK;
}

static enum status find(struct row_finding **row, struct row_finding_note_of **note, struct db *db,
                        const struct finding_rule *rule, const struct casefile *c, int64_t now) {
    struct settings settings;
    struct finding_ask q;
    size_t count;
    enum status st = settings_load(&settings, db);
    if (st != OK) return st;
    prepare(&q, &settings, db, c->household->region, rule, now);
    q.after_region = c->household->region;
    q.after_id = c->household->id - 1;
    q.most = 1;
    st = rule->ask(row, &count, db, &q);
    if (st != OK) return st;
    if (count == 0 || (*row)->id != c->household->id) *row = NULL;
    return read_note(note, db, rule, c->household->id, q.today);
}

enum status finding_of(struct row_finding **row, struct row_finding_note_of **note, struct db *db,
                       const struct actor *actor, const struct finding_rule *rule, struct str code,
                       int64_t now) {
    struct casefile c;
    enum status st = casefile_read(&c, db, actor, code, now);
    if (st == OK) st = find(row, note, db, rule, &c, now);
    return st == OK && !*row && !*note ? NOT_FOUND : st;
}

enum status finding_settle(struct str *why, struct db *db, const struct actor *actor,
                           const struct finding_rule *rule, struct str code, struct str reason,
                           int64_t days, int64_t now) {
    struct casefile c;
    struct row_finding *row;
    struct row_finding_note_of *note;
    struct str name = str_from(rule->code);
    int32_t today = date_day(now);
    enum status st = casefile_hold(&c, db, actor, code, now);
    if (st == OK) st = find(&row, &note, db, rule, &c, now);
    if (st != OK) return st;
    if (days < 0 || days > FINDING_REST_MOST || (days == 0 && !note)) {
        *why = STR("请选择放多久。");
        return INVALID;
    }
    if (reason.n == 0) {
        *why = STR("请写明核实的情况和原因。");
        return INVALID;
    }
    if (!row && !note) {
        *why = STR("这一条已经不在清单上了，不用再写。");
        return CONFLICT;
    }
    int64_t household = c.household->id;
    st = q_finding_note_end(db, name, household, today);
    if (st == OK) {
        st = q_finding_note_add(db, name, household, reason, today, today + (int32_t)days,
                                actor->id);
    }
    if (st != OK) return st;
    struct str detail = str_format(db_arena(db), "%s %lld", rule->code, (long long)days);
    return audit_add(db, actor, "finding_settle", "household", household, detail, now);
}

enum status finding_seen(int64_t *note, struct db *db, const struct actor *actor,
                         const struct finding_rule *rule, struct str code, int64_t now) {
    struct casefile c;
    struct row_many_note *row;
    *note = 0;
    enum status st = casefile_hold(&c, db, actor, code, now);
    if (st != OK) return st;
    st = q_many_note(&row, db, str_from(rule->code), c.household->id);
    if (st == OK) *note = row->id;
    return st == NOT_FOUND ? OK : st;
}

enum status finding_resting(struct row_finding_note **rows, size_t *count, struct db *db,
                            const struct actor *actor, const struct finding_rule *rule,
                            int64_t now) {
    return q_finding_notes(rows, count, db, str_from(rule->code), actor->region, date_day(now));
}

enum status finding_looked(struct db *db, const struct actor *actor, const char *what,
                           struct str rule, int64_t now) {
    return audit_add(db, actor, what, "finding", INT64_MIN, rule, now);
}
