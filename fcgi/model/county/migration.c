/*
 * Bookkeeping for cli/migrate.c and cli/doctor.c.
 */
#include "model/county/migration.h"

#include "db/db.h"
#include "query.h"

enum status migration_find(struct row_migration_find **out, struct db *db, struct str name) {
    return q_migration_find(out, db, name);
}

enum status migration_done(struct db *db, struct str name, struct str checksum, int64_t now) {
    return q_migration_done(db, name, checksum, now);
}

enum status migration_count(int64_t *out, struct db *db) {
    struct row_migration_count *row;
    enum status st = q_migration_count(&row, db);
    if (st == OK) *out = row->number;
    return st;
}
