/*
 * Filling an empty database, the county's part: what region.h, setting.h and account.h do not
 * offer because nobody else needs it. Called by the demo command only.
 */
#ifndef MODEL_COUNTY_SEED_H
#define MODEL_COUNTY_SEED_H

#include "base/status.h"
#include "base/str.h"

struct db;

/* seed_is_empty(db): OK if there is no place yet, CONFLICT if there is. */
enum status seed_is_empty(struct db *db);

/* seed_region_phone(db, code, phone): the office of a place that is there. */
enum status seed_region_phone(struct db *db, struct str code, struct str phone);

#endif
