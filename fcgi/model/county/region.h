/*
 * Places: province, prefecture, county, township, village, by code. A place lies below another
 * when its code begins with the other's, so scope is one comparison, here and in SQL.
 */
#ifndef MODEL_COUNTY_REGION_H
#define MODEL_COUNTY_REGION_H

#include "base/status.h"
#include "base/str.h"
#include "rows.h"

struct db;

/* region_covers(scope, code): ${code} is ${scope} or lies below it. An empty scope covers none. */
bool region_covers(struct str scope, struct str code);

/* region_find(out, db, code): one place, or NOT_FOUND. */
enum status region_find(struct row_region **out, struct db *db, struct str code);

/* region_below(rows, count, db, parent): the places directly below, by code. */
enum status region_below(struct row_region **rows, size_t *count, struct db *db, struct str parent);

/* region_within(rows, count, db, scope): a place and all below it, by code, at most 1500. */
enum status region_within(struct row_region **rows, size_t *count, struct db *db, struct str scope);

/* region_villages(rows, count, db, scope): the villages of a place, by code, at most 1000. */
enum status region_villages(struct row_region_village **rows, size_t *count, struct db *db,
                            struct str scope);

/* region_place(out, db, county, code): the name to show: 柳溪镇 青石村 below the county, else the
 * place's own name. Empty for an unknown code. */
enum status region_place(struct str *out, struct db *db, struct str code);

/* region_is_code(code): 2, 4, 6, 9 or 12 digits. */
bool region_is_code(struct str code);

/* region_put(db, code, name): adds the place, or gives it this name; its parent and level follow
 * from the code (GB/T 2260: 2 province, 4 prefecture, 6 county, 9 township, 12 village).
 * INVALID for a malformed code. Command line only. */
enum status region_put(struct db *db, struct str code, struct str name);

#endif
