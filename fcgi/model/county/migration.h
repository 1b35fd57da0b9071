/*
 * Which schema files this database has. Command line only.
 */
#ifndef MODEL_COUNTY_MIGRATION_H
#define MODEL_COUNTY_MIGRATION_H

#include "base/status.h"
#include "base/str.h"
#include "rows.h"

struct db;

/* migration_find(out, db, name): the checksum it was applied with, or NOT_FOUND. */
enum status migration_find(struct row_migration_find **out, struct db *db, struct str name);

enum status migration_done(struct db *db, struct str name, struct str checksum, int64_t now);

/* migration_count(out, db): how many have been applied. */
enum status migration_count(int64_t *out, struct db *db);

#endif
