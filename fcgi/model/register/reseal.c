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

static bool is_current(const struct row_reseal_person_row *p, const struct seal_keys *keys) {
    return p->index_key == identity_index_key(keys) && p->id_sealed.n > 0 &&
           (uint8_t)p->id_sealed.p[0] == seal_current(keys);
}

static enum status reseal_person(struct reseal *r, struct db *db, const struct seal_keys *keys,
                                 const struct row_reseal_person_row *p) {
    struct arena *a = db_arena(db);
    struct str number;
    if (seal_open(&number, a, keys, p->id_index, p->id_sealed) != OK) {
        r->failed++;
        return OK;
    }
    struct str index = identity_index(a, keys, number);
    struct str sealed = seal_close(a, keys, index, number);
    enum status st = q_reseal_person(db, index, sealed, identity_index_key(keys), p->id,
                                     p->id_index, p->id_sealed);
    if (st == OK) r->changed += db_changed(db);
    return st;
}

enum status reseal_people(struct reseal *r, struct db *db, const struct seal_keys *keys) {
    struct row_reseal_person_row *rows;
    size_t count;
    enum status st = q_reseal_people(&rows, &count, db, r->after);
    for (size_t i = 0; st == OK && i < count; i++) {
        if (!is_current(&rows[i], keys)) st = reseal_person(r, db, keys, &rows[i]);
    }
    if (st != OK) return st;
    r->seen += (int64_t)count;
    r->done = count == 0;
    if (count > 0) r->after = rows[count - 1].id;
    return OK;
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
    enum status st = q_reseal_people_under(&people, db, key);
    if (st == OK) st = q_reseal_codes_under(&codes, db, (struct str){(const char *)&key, 1});
    if (st == OK) st = q_reseal_texts_under(&texts, db, key);
    if (st != OK) return st;
    *out = (struct reseal_uses){people->count, codes->outer_count, codes->inner_count,
                                codes->unknown_count, texts->count};
    return OK;
}
