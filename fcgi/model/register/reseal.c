/*
 * The work behind `mingbai keys reseal` (cli/keys.c, which commits and shows how far it is).
 */
#include "model/register/reseal.h"

#include "base/seal.h"
#include "db/db.h"
#include "model/register/identity.h"
#include "query.h"

enum status reseal_counts(int64_t *people, int64_t *codes, struct db *db) {
    struct row_reseal_counts *row;
    enum status st = q_reseal_counts(&row, db);
    if (st != OK) return st;
    *people = row->people;
    *codes = row->codes;
    return OK;
}

static bool under_current(struct str sealed, const struct seal_keys *keys) {
    return sealed.n == 0 || (uint8_t)sealed.p[0] == seal_current(keys);
}

/* A number, phone or address with its digest; both in the arena. */
struct sealed {
    struct str index, sealed;
};

/* The same text under the current keys. What is so already, or nothing, stays. FAILED: it cannot be
 * opened. */
static enum status seal_again(struct sealed *s, struct arena *a, const struct seal_keys *keys,
                              const char *purpose, struct str *text) {
    if (s->sealed.n == 0) return OK;
    if (seal_open(text, a, keys, s->index, s->sealed) != OK) return FAILED;
    uint8_t *index = arena_alloc(a, SEAL_INDEX_BYTES);
    bool is_number = str_is(str_from(purpose), IDENTITY_NUMBER);
    seal_index(index, keys, purpose, is_number ? identity_lookup(*text) : *text);
    s->index = (struct str){(const char *)index, SEAL_INDEX_BYTES};
    s->sealed = seal_close(a, keys, s->index, *text);
    return OK;
}

struct person_seals {
    struct sealed number, phone;
    struct str alike;
};

static enum status seal_person(struct person_seals *p, struct arena *a,
                               const struct seal_keys *keys, struct str name_key) {
    struct str number = STR_NONE, phone;
    enum status st = seal_again(&p->number, a, keys, IDENTITY_NUMBER, &number);
    if (st == OK) st = seal_again(&p->phone, a, keys, IDENTITY_PHONE, &phone);
    if (st == OK) p->alike = identity_alike(a, keys, name_key, identity_lookup(number));
    return st;
}

static enum status reseal_person(struct reseal *r, struct db *db, const struct seal_keys *keys,
                                 const struct row_reseal_person_row *p) {
    struct person_seals s = {
        {p->id_index, p->id_sealed}, {p->phone_index, p->phone_sealed}, STR_NONE};
    if (seal_person(&s, db_arena(db), keys, p->name_key) != OK) {
        r->failed++;
        return OK;
    }
    enum status st = q_reseal_person(db, s.number.index, s.number.sealed, identity_index_key(keys),
                                     s.alike, s.phone.index, s.phone.sealed, p->id, p->id_index,
                                     p->id_sealed, p->phone_sealed);
    if (st == OK) r->changed += db_changed(db);
    return st;
}

static void passed(struct reseal *r, size_t count, int64_t batch, int64_t last) {
    r->seen += (int64_t)count;
    r->done = count == 0;
    r->after_batch = batch;
    r->after = last;
}

enum status reseal_people(struct reseal *r, struct db *db, const struct seal_keys *keys) {
    struct row_reseal_person_row *rows;
    size_t count;
    enum status st = q_reseal_people(&rows, &count, db, r->after);
    for (size_t i = 0; st == OK && i < count; i++) {
        const struct row_reseal_person_row *p = &rows[i];
        if (p->index_key == identity_index_key(keys) && under_current(p->id_sealed, keys) &&
            under_current(p->phone_sealed, keys)) {
            continue;
        }
        st = reseal_person(r, db, keys, p);
    }
    if (st == OK) passed(r, count, 0, count > 0 ? rows[count - 1].id : r->after);
    return st;
}

enum status reseal_kept_people(struct reseal *r, struct db *db, const struct seal_keys *keys) {
    struct row_reseal_was_row *rows;
    struct arena *a = db_arena(db);
    size_t count;
    enum status st = q_reseal_was_people(&rows, &count, db, r->after_batch, r->after);
    for (size_t i = 0; st == OK && i < count; i++) {
        const struct row_reseal_was_row *p = &rows[i];
        struct person_seals s = {
            {p->id_index, p->id_sealed}, {p->phone_index, p->phone_sealed}, STR_NONE};
        if (under_current(p->id_sealed, keys) && under_current(p->phone_sealed, keys)) continue;
        if (seal_person(&s, a, keys, p->name_key) != OK) {
            r->failed++;
            continue;
        }
        st = q_reseal_was_person(db, s.number.index, s.number.sealed, identity_index_key(keys),
                                 s.alike, s.phone.index, s.phone.sealed, p->batch_id, p->id);
        if (st == OK) r->changed += db_changed(db);
    }
    if (st == OK && count > 0) passed(r, count, rows[count - 1].batch_id, rows[count - 1].id);
    if (count == 0) r->done = true;
    return st;
}

/* The addresses of households, or those kept for undoing. */
static enum status addresses(struct reseal *r, struct db *db, const struct seal_keys *keys,
                             const struct row_reseal_address_row *rows, size_t count, bool kept) {
    enum status st = OK;
    for (size_t i = 0; st == OK && i < count; i++) {
        const struct row_reseal_address_row *h = &rows[i];
        struct sealed s = {h->address_index, h->address_sealed};
        struct str text;
        if (under_current(h->address_sealed, keys)) continue;
        if (seal_again(&s, db_arena(db), keys, IDENTITY_ADDRESS, &text) != OK) {
            r->failed++;
            continue;
        }
        st = kept ? q_reseal_was_address(db, s.index, s.sealed, h->batch_id, h->id)
                  : q_reseal_address(db, s.index, s.sealed, h->id, h->address_sealed);
        if (st == OK) r->changed += db_changed(db);
    }
    if (st == OK && count > 0) passed(r, count, rows[count - 1].batch_id, rows[count - 1].id);
    if (count == 0) r->done = true;
    return st;
}

enum status reseal_addresses(struct reseal *r, struct db *db, const struct seal_keys *keys) {
    struct row_reseal_address_row *rows;
    size_t count;
    enum status st = q_reseal_addresses(&rows, &count, db, r->after);
    return st == OK ? addresses(r, db, keys, rows, count, false) : st;
}

enum status reseal_kept_addresses(struct reseal *r, struct db *db, const struct seal_keys *keys) {
    struct row_reseal_address_row *rows;
    size_t count;
    enum status st = q_reseal_was_addresses(&rows, &count, db, r->after_batch, r->after);
    return st == OK ? addresses(r, db, keys, rows, count, true) : st;
}

enum status reseal_codes(struct reseal *r, struct db *db, const struct seal_keys *keys) {
    struct arena *a = db_arena(db);
    struct str now = identity_chain(a, keys);
    struct row_reseal_code_row *rows;
    size_t count;
    enum status st = q_reseal_codes(&rows, &count, db, r->after);
    for (size_t i = 0; st == OK && i < count; i++) {
        const struct row_reseal_code_row *h = &rows[i];
        if (str_ends(h->query_chain, now)) continue;
        struct str chain = str_format(a, STR_FMT STR_FMT, STR_ARG(h->query_chain), STR_ARG(now));
        st = q_reseal_code(db, identity_query_again(a, keys, h->query_index), chain, h->id,
                           h->query_index);
        if (st == OK) r->changed += db_changed(db);
    }
    if (st != OK) return st;
    r->seen += (int64_t)count;
    r->done = count == 0;
    if (count > 0) r->after = rows[count - 1].id;
    return OK;
}

enum status reseal_find_uses(struct reseal_uses *out, struct db *db, uint8_t key) {
    struct row_reseal_people_under *people;
    struct row_reseal_codes_under *codes;
    struct row_reseal_texts_under *texts;
    struct row_reseal_factors_under *factors;
    enum status st = q_reseal_people_under(&people, db, key);
    if (st == OK) st = q_reseal_codes_under(&codes, db, (struct str){(const char *)&key, 1});
    if (st == OK) st = q_reseal_texts_under(&texts, db, key);
    if (st == OK) st = q_reseal_factors_under(&factors, db, key);
    if (st != OK) return st;
    *out = (struct reseal_uses){.people = people->count,
                                .addresses = people->addresses,
                                .kept = people->kept,
                                .waiting = people->waiting,
                                .codes = codes->outer_count,
                                .inner = codes->inner_count,
                                .unknown = codes->unknown_count,
                                .texts = texts->count,
                                .factors = factors->count};
    return OK;
}
