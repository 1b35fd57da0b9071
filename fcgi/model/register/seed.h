/*
 * Filling an empty database, the register's part: households with their people and all that
 * happened to them. Called by the demo command only. Numbers and query codes come in plain and go
 * to the database as keyed indexes and ciphertext; nothing here keeps or logs them.
 */
#ifndef MODEL_REGISTER_SEED_H
#define MODEL_REGISTER_SEED_H

#include "base/date.h"
#include "base/status.h"
#include "base/str.h"

struct arena;
struct db;
struct seal_keys;

struct seed_household {
    struct str code, region, team;
    struct str query_code; /* STR_NONE: no slip was handed out */
    int32_t created_on;
};

/* A person as a member of one household. */
struct seed_person {
    struct str name, number; /* number: the identity document's; nobody else has it */
    struct str ethnic, schooling, health, labour;
    struct str relation;
    int32_t from_on, to_on;
};

struct seed_spell {
    struct str kind, attribute;
    int32_t from_on, to_on; /* to_on may be DAY_NONE */
    struct str ending;      /* STR_NONE while it runs */
};

struct seed_case {
    int64_t spell_id; /* INT64_MIN: not in a register yet */
    struct str kind, register_kind;
    int32_t opened_on, closed_on;
    struct str outcome; /* STR_NONE while it runs */
};

struct seed_event {
    int64_t case_id; /* INT64_MIN: of no case */
    struct str stop, outcome;
    int32_t on, due_on;
    struct str reason, actor;
    int64_t document_id; /* INT64_MIN: no notice to show */
};

struct seed_payment {
    struct str programme, batch, state, desk;
    int64_t amount; /* fen */
    int32_t state_on;
};

/* What comes in masses waits here until there is enough of it to send. */
struct seed_rows;

/* seed_rows_new(a, db): nothing yet; lives in ${a}. seed_flush(r): sends what waits. */
struct seed_rows *seed_rows_new(struct arena *a, struct db *db);
enum status seed_flush(struct seed_rows *r);

enum status seed_household(int64_t *id, struct db *db, const struct seal_keys *keys,
                           const struct seed_household *h);
enum status seed_spell(int64_t *id, struct db *db, int64_t household_id,
                       const struct seed_spell *s);
enum status seed_case(int64_t *id, struct db *db, int64_t household_id, const struct seed_case *c);
enum status seed_helper(int64_t *id, struct db *db, struct str name, struct str unit,
                        struct str phone);

enum status seed_person(struct seed_rows *r, const struct seal_keys *keys, int64_t household_id,
                        const struct seed_person *p);
enum status seed_cause(struct seed_rows *r, int64_t spell_id, int64_t position, struct str cause);
enum status seed_event(struct seed_rows *r, int64_t household_id, const struct seed_event *e);
enum status seed_assignment(struct seed_rows *r, int64_t household_id, int64_t helper_id,
                            int32_t from_on, int32_t to_on);
enum status seed_measure(struct seed_rows *r, int64_t household_id, struct str area,
                         struct str title, int64_t amount, struct str state, int32_t from_on);
enum status seed_payment(struct seed_rows *r, int64_t household_id, const struct seed_payment *p);

/* seed_visit(r, household_id, on, note): by the helper of that day. */
enum status seed_visit(struct seed_rows *r, int64_t household_id, int32_t on, struct str note);

#endif
