/*
 * Plain inserts into the register. Numbers and query codes go through identity.c, so that they are
 * found again by whoever looks them up; the ciphertext of a number is bound to its index.
 */
#include "model/register/seed.h"

#include "base/seal.h"
#include "db/db.h"
#include "model/register/identity.h"
#include "query.h"

static enum status made(int64_t *id, struct db *db, enum status st) {
    *id = st == OK ? db_insert_id(db) : 0;
    return st;
}

enum status seed_household(int64_t *id, struct db *db, const struct seal_keys *keys,
                           const struct seed_household *h) {
    struct str index = STR_NONE;
    if (h->query_code.p) index = identity_query_index(db_arena(db), keys, h->code, h->query_code);
    return made(id, db, q_seed_household(db, h->code, h->region, h->team, index, h->created_on));
}

enum status seed_person(int64_t *id, struct db *db, const struct seal_keys *keys,
                        const struct seed_person *p) {
    struct arena *a = db_arena(db);
    struct str number = identity_number(a, p->number);
    struct str index = identity_index(a, keys, number);
    return made(id, db,
                q_seed_person(db, p->name, identity_name_key(a, p->name), index,
                              seal_close(a, keys, index, number), p->ethnic, p->schooling,
                              p->health, p->labour));
}

enum status seed_membership(struct db *db, int64_t household_id, int64_t person_id,
                            struct str relation, int32_t from_on, int32_t to_on) {
    return q_seed_membership(db, household_id, person_id, relation, from_on, to_on);
}

enum status seed_spell(int64_t *id, struct db *db, int64_t household_id,
                       const struct seed_spell *s) {
    return made(
        id, db,
        q_seed_spell(db, household_id, s->kind, s->attribute, s->from_on, s->to_on, s->ending));
}

enum status seed_cause(struct db *db, int64_t spell_id, int64_t position, struct str cause) {
    return q_seed_cause(db, spell_id, position, cause);
}

enum status seed_case(int64_t *id, struct db *db, int64_t household_id, const struct seed_case *c) {
    return made(id, db,
                q_seed_case(db, household_id, c->spell_id, c->kind, c->register_kind, c->opened_on,
                            c->closed_on, c->outcome));
}

enum status seed_event(struct db *db, int64_t household_id, const struct seed_event *e) {
    return q_seed_event(db, household_id, e->case_id, e->stop, e->outcome, e->on, e->due_on,
                        e->reason.p ? e->reason : STR(""), e->actor, e->document_id);
}

enum status seed_helper(int64_t *id, struct db *db, struct str name, struct str unit,
                        struct str phone) {
    return made(id, db, q_seed_helper(db, name, unit, phone));
}

enum status seed_assignment(struct db *db, int64_t household_id, int64_t helper_id, int32_t from_on,
                            int32_t to_on) {
    return q_seed_assignment(db, household_id, helper_id, from_on, to_on);
}

enum status seed_measure(struct db *db, int64_t household_id, struct str area, struct str title,
                         int64_t amount, struct str state, int32_t from_on) {
    return q_seed_measure(db, household_id, area, title, amount, state, from_on);
}

enum status seed_payment(struct db *db, int64_t household_id, const struct seed_payment *p) {
    return q_seed_payment(db, household_id, p->programme, p->amount, p->batch, p->state, p->desk,
                          p->state_on);
}
