/*
 * Findings 疑点清单: what in the register wants a look. A rule is a statement of
 * sql/query/finding.sql, a plain sentence and what to do about it, all in one table; what it finds
 * are households of the actor's region. A clerk who has looked into one settles it with a reason:
 * then it rests for some days. Findings are asked of the register each time, so what was mended is
 * gone at once; only the counts are kept for a while (finding_counts).
 */
#ifndef MODEL_REGISTER_FINDING_H
#define MODEL_REGISTER_FINDING_H

#include "base/status.h"
#include "base/str.h"
#include "model/county/setting.h"
#include "rows.h"

struct actor;
struct db;

#define FINDING_RULES 14
#define FINDING_MOST  1000 /* counting a township ends here */

/* What a rule is asked for. :after_region, :after_id: the place in the list; empty and 0: from the
 * beginning. */
struct finding_ask {
    struct str scope, after_region;
    int64_t after_id, most;
    int32_t today, since;
    struct str stops;
};

/* How long something may be so before it is a finding. */
enum finding_limit { LIMIT_DAYS, LIMIT_MONTH, LIMIT_LIST, LIMIT_STOP };

struct finding_rule {
    const char *code;     /* also finding_note.rule */
    const char *title;    /* 没有帮扶责任人 */
    const char *sentence; /* what is found; # stands for the days */
    const char *advice;   /* what to do */
    const char *deed;     /* the form that mends it (office/deed.c); NULL: the household's page */
    const char *deed_label;
    enum finding_limit limit;
    int64_t days; /* LIMIT_DAYS: so many; LIMIT_LIST, LIMIT_STOP: as the county has set */
    enum status (*ask)(struct row_finding **rows, size_t *count, struct db *db,
                       const struct finding_ask *q);
    struct str (*say)(struct arena *a, const struct row_finding *row); /* about one household */
};
extern const struct finding_rule finding_rules[FINDING_RULES];

/* finding_rule(code): NULL for an unknown one. */
const struct finding_rule *finding_rule(struct str code);

/* finding_days(rule, settings): the days of its limit in this county; 0 when it has none. */
int64_t finding_days(const struct finding_rule *rule, const struct settings *settings);

/* finding_since(rule, days, today): the day the limit leads back to. */
int32_t finding_since(const struct finding_rule *rule, int64_t days, int32_t today);

/* finding_sentence(a, rule, days): its sentence with the days in it. */
struct str finding_sentence(struct arena *a, const struct finding_rule *rule, int64_t days);

/* A list is asked township by township, so that no question is larger than one of them however
 * large the region: it stops when it is full or ${ms} milliseconds are over. */
#define FINDING_LIST_MS 1500 /* for a page */
struct finding_page {
    struct row_finding *rows;
    size_t count;
    bool more;               /* there may be more, after: */
    struct str after_region; /* a village, or the township where time ran out */
    int64_t after_id;
};

/* finding_list(out, db, actor, rule, after_region, after_id, most, ms, now): by village and id,
 * after the given place (empty and 0: from the beginning). */
enum status finding_list(struct finding_page *out, struct db *db, const struct actor *actor,
                         const struct finding_rule *rule, struct str after_region, int64_t after_id,
                         size_t most, int64_t ms, int64_t now);

/* How many each rule finds. */
struct finding_counts {
    int64_t number[FINDING_RULES]; /* in the order of the table */
    bool capped[FINDING_RULES];    /* in some township there are FINDING_MOST or more */
    size_t places, counted;        /* townships there are, and those counted so far */
    int64_t oldest;                /* when the oldest of these was counted; INT64_MIN: none was */
};

/* finding_counts(out, db, actor, now): of the actor's region: the sum of its townships. What was
 * counted of a township is used, by all who cover it, for a hundred times as long as counting took:
 * in one where it takes milliseconds it is always fresh. One call spends about FINDING_COUNT_MS on
 * what is due, the oldest first; the rest the office's job has counted (finding_refresh), so that
 * nobody waits and a prefecture's numbers are whole at the first look. */
#define FINDING_COUNT_MS 100
enum status finding_counts(struct finding_counts *out, struct db *db, const struct actor *actor,
                           int64_t now);

/* finding_refresh(db, now): a job's: counts one township, that of the longest ago, and keeps it.
 * NOT_FOUND when all were counted within FINDING_FRESH seconds. */
#define FINDING_FRESH 600
enum status finding_refresh(struct db *db, int64_t now);

/* finding_due(counted_at, took_ms, now): that it is time to count again. Pure. */
bool finding_due(int64_t counted_at, int64_t took_ms, int64_t now);

/* finding_of(row, note, db, actor, rule, code, now): one household under one rule. *row is NULL
 * when the rule does not find it, *note when nothing rests; NOT_FOUND when neither is there, or
 * the household is of elsewhere (which is logged). */
enum status finding_of(struct row_finding **row, struct row_finding_note_of **note, struct db *db,
                       const struct actor *actor, const struct finding_rule *rule, struct str code,
                       int64_t now);

/* finding_settle(why, db, actor, rule, code, reason, days, now): it rests for so many days
 * (1..FINDING_REST_MOST), or with 0 is listed again at once. INVALID with *why without a reason.
 * The audit names rule and days; the reason stays in the note. */
#define FINDING_REST_MOST 365
enum status finding_settle(struct str *why, struct db *db, const struct actor *actor,
                           const struct finding_rule *rule, struct str code, struct str reason,
                           int64_t days, int64_t now);

/* finding_seen(note, db, actor, rule, code, now): the household, held until the unit ends, and the
 * latest note on it under the rule, 0: none. */
enum status finding_seen(int64_t *note, struct db *db, const struct actor *actor,
                         const struct finding_rule *rule, struct str code, int64_t now);

/* finding_resting: what rests under a rule in the actor's region, at most 100. */
enum status finding_resting(struct row_finding_note **rows, size_t *count, struct db *db,
                            const struct actor *actor, const struct finding_rule *rule,
                            int64_t now);

/* finding_looked(db, actor, what, rule, now): names were shown (list) or taken away (csv). */
enum status finding_looked(struct db *db, const struct actor *actor, const char *what,
                           struct str rule, int64_t now);

#endif
