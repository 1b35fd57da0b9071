/*
 * Asked by every list that names a place, and by account.c for scope.
 */
#include "model/county/region.h"

#include "db/db.h"
#include "query.h"

#define TOWNSHIP_DIGITS 9

bool region_covers(struct str scope, struct str code) {
    return scope.n > 0 && str_starts(code, scope);
}

bool region_is_code(struct str code) {
    return str_is_digits(code) &&
           (code.n == 2 || code.n == 4 || code.n == 6 || code.n == 9 || code.n == 12);
}

enum status region_find(struct row_region **out, struct db *db, struct str code) {
    return q_region_find(out, db, code);
}

enum status region_below(struct row_region **rows, size_t *count, struct db *db,
                         struct str parent) {
    return q_region_below(rows, count, db, parent);
}

enum status region_within(struct row_region **rows, size_t *count, struct db *db,
                          struct str scope) {
    return q_region_within(rows, count, db, scope);
}

enum status region_villages(struct row_region_village **rows, size_t *count, struct db *db,
                            struct str scope) {
    return q_region_villages(rows, count, db, scope);
}

enum status region_place(struct str *out, struct db *db, struct str code) {
    struct row_region *own, *above;
    *out = STR("");
    enum status st = q_region_find(&own, db, code);
    if (st != OK) return st == NOT_FOUND ? OK : st;
    *out = own->name;
    if (code.n <= TOWNSHIP_DIGITS) return OK;
    st = q_region_find(&above, db, str_slice(code, 0, TOWNSHIP_DIGITS));
    if (st != OK) return st == NOT_FOUND ? OK : st;
    *out = str_format(db_arena(db), STR_FMT " " STR_FMT, STR_ARG(above->name), STR_ARG(own->name));
    return OK;
}

enum status region_put(struct db *db, struct str code, struct str name) {
    static const struct {
        size_t digits, parent;
        const char *level;
    } levels[] = {{2, 0, "province"},
                  {4, 2, "prefecture"},
                  {6, 4, "county"},
                  {9, 6, "township"},
                  {12, 9, "village"}};
    if (!region_is_code(code)) return INVALID;
    size_t i = 0;
    while (levels[i].digits != code.n) i++;
    struct str parent = levels[i].parent ? str_slice(code, 0, levels[i].parent) : STR_NONE;
    return q_region_put(db, code, parent, str_from(levels[i].level), name);
}
