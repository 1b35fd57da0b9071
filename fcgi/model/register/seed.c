/*
 * Inserts into the register: what gets an id row by row, the rest in bulk. Numbers and query codes
 * go through identity.c, so that they are found again by whoever looks them up; the ciphertext of a
 * number is bound to its index.
 */
#include "model/register/seed.h"

#include "base/arena.h"
#include "base/seal.h"
#include "db/bulk.h"
#include "db/db.h"
#include "model/register/identity.h"
#include "query.h"

static enum status made(int64_t *id, struct db *db, enum status st) {
    *id = st == OK ? db_insert_id(db) : 0;
    return st;
}

enum status seed_household(int64_t *id, struct db *db, const struct seal_keys *keys,
                           const struct seed_household *h) {
    struct str index = STR_NONE, chain = STR_NONE;
    if (h->query_code.p) {
        index = identity_query_index(db_arena(db), keys, h->code, h->query_code);
        chain = identity_chain(db_arena(db), keys);
    }
    return made(id, db,
                q_seed_household(db, h->code, h->region, h->team, index, chain, h->created_on));
}

enum status seed_spell(int64_t *id, struct db *db, int64_t household_id,
                       const struct seed_spell *s) {
    return made(
        id, db,
        q_seed_spell(db, household_id, s->kind, s->attribute, s->from_on, s->to_on, s->ending));
}

enum status seed_case(int64_t *id, struct db *db, int64_t household_id, const struct seed_case *c) {
    return made(id, db,
                q_seed_case(db, household_id, c->spell_id, c->kind, c->register_kind, c->opened_on,
                            c->closed_on, c->outcome));
}

enum status seed_helper(int64_t *id, struct db *db, struct str name, struct str unit,
                        struct str phone) {
    return made(id, db, q_seed_helper(db, name, unit, phone));
}

/* --- in bulk --- */

enum table { PEOPLE, CAUSES, EVENTS, ASSIGNMENTS, MEASURES, PAYMENTS, VISITS, TABLES };

struct seed_rows {
    struct db *db;
    int64_t index_key; /* of the people that wait */
    struct bulk waiting[TABLES];
};

struct seed_rows *seed_rows_new(struct arena *a, struct db *db) {
    struct seed_rows *r = ARENA_NEW(a, struct seed_rows);
    r->db = db;
    for (int i = 0; i < TABLES; i++) r->waiting[i] = bulk_new(a);
    return r;
}

static enum status send(struct seed_rows *r, enum table table) {
    struct str list = bulk_take(&r->waiting[table]);
    enum status st;
    switch (table) {
    case PEOPLE:
        st = q_seed_people(r->db, list, r->index_key);
        return st == OK ? q_seed_memberships(r->db, list) : st;
    case CAUSES: return q_seed_causes(r->db, list);
    case EVENTS: return q_seed_events(r->db, list);
    case ASSIGNMENTS: return q_seed_assignments(r->db, list);
    case MEASURES: return q_seed_measures(r->db, list);
    case PAYMENTS: return q_seed_payments(r->db, list);
    case VISITS: /* whose assignments have to be there */
        st = send(r, ASSIGNMENTS);
        return st == OK ? q_seed_visits(r->db, list) : st;
    case TABLES: break;
    }
    return FAILED;
}

enum status seed_flush(struct seed_rows *r) {
    enum status st = OK;
    for (int i = 0; st == OK && i < TABLES; i++) st = send(r, (enum table)i);
    return st;
}

static enum status sent_if_enough(struct seed_rows *r, enum table table) {
    return r->waiting[table].rows < BULK_ROWS ? OK : send(r, table);
}

static void bulk_hex(struct bulk *b, struct arena *a, struct str bytes) {
    bulk_text(b, str_hex(a, bytes.p, bytes.n));
}

enum status seed_person(struct seed_rows *r, const struct seal_keys *keys, int64_t household_id,
                        const struct seed_person *p) {
    struct arena *a = db_arena(r->db);
    struct bulk *b = &r->waiting[PEOPLE];
    struct str number = identity_number(a, p->number), lookup = identity_lookup(number);
    struct str index = identity_index(a, keys, lookup), name = identity_name_key(a, p->name);
    struct str alike = identity_alike(a, keys, name, lookup);
    r->index_key = identity_index_key(keys);
    bulk_row(b);
    bulk_int(b, household_id);
    bulk_text(b, p->name);
    bulk_text(b, name);
    bulk_hex(b, a, index);
    bulk_hex(b, a, seal_close(a, keys, index, number));
    bulk_text(b, p->ethnic);
    bulk_text(b, p->schooling);
    bulk_text(b, p->health);
    bulk_text(b, p->labour);
    bulk_text(b, p->relation);
    bulk_day(b, p->from_on);
    bulk_day(b, p->to_on);
    bulk_text(b, alike.p ? str_hex(a, alike.p, alike.n) : STR_NONE);
    return sent_if_enough(r, PEOPLE);
}

enum status seed_cause(struct seed_rows *r, int64_t spell_id, int64_t position, struct str cause) {
    struct bulk *b = &r->waiting[CAUSES];
    bulk_row(b);
    bulk_int(b, spell_id);
    bulk_int(b, position);
    bulk_text(b, cause);
    return sent_if_enough(r, CAUSES);
}

enum status seed_event(struct seed_rows *r, int64_t household_id, const struct seed_event *e) {
    struct bulk *b = &r->waiting[EVENTS];
    bulk_row(b);
    bulk_int(b, household_id);
    bulk_int(b, e->case_id);
    bulk_text(b, e->stop);
    bulk_text(b, e->outcome);
    bulk_day(b, e->on);
    bulk_day(b, e->due_on);
    bulk_text(b, e->reason.p ? e->reason : STR(""));
    bulk_text(b, e->actor);
    bulk_int(b, e->document_id);
    return sent_if_enough(r, EVENTS);
}

enum status seed_assignment(struct seed_rows *r, int64_t household_id, int64_t helper_id,
                            int32_t from_on, int32_t to_on) {
    struct bulk *b = &r->waiting[ASSIGNMENTS];
    bulk_row(b);
    bulk_int(b, household_id);
    bulk_int(b, helper_id);
    bulk_day(b, from_on);
    bulk_day(b, to_on);
    return sent_if_enough(r, ASSIGNMENTS);
}

enum status seed_measure(struct seed_rows *r, int64_t household_id, struct str area,
                         struct str title, int64_t amount, struct str state, int32_t from_on) {
    struct bulk *b = &r->waiting[MEASURES];
    bulk_row(b);
    bulk_int(b, household_id);
    bulk_text(b, area);
    bulk_text(b, title);
    bulk_int(b, amount);
    bulk_text(b, state);
    bulk_day(b, from_on);
    return sent_if_enough(r, MEASURES);
}

enum status seed_payment(struct seed_rows *r, int64_t household_id, const struct seed_payment *p) {
    struct bulk *b = &r->waiting[PAYMENTS];
    bulk_row(b);
    bulk_int(b, household_id);
    bulk_text(b, p->programme);
    bulk_int(b, p->amount);
    bulk_text(b, p->batch);
    bulk_text(b, p->state);
    bulk_text(b, p->desk);
    bulk_day(b, p->state_on);
    return sent_if_enough(r, PAYMENTS);
}

enum status seed_visit(struct seed_rows *r, int64_t household_id, int32_t on, struct str note) {
    struct bulk *b = &r->waiting[VISITS];
    bulk_row(b);
    bulk_int(b, household_id);
    bulk_day(b, on);
    bulk_text(b, note);
    return sent_if_enough(r, VISITS);
}
