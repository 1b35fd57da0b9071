/*
 * Asked first by the demo command (it fills only what is empty) and once for each place.
 */
#include "model/county/seed.h"

#include "db/db.h"
#include "query.h"

enum status seed_is_empty(struct db *db) {
    struct row_seed_places *row;
    enum status st = q_seed_places(&row, db);
    if (st != OK) return st;
    return row->places == 0 ? OK : CONFLICT;
}

enum status seed_region_phone(struct db *db, struct str code, struct str phone) {
    return q_seed_region_phone(db, phone, code);
}
