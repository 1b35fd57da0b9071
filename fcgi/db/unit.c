/*
 * Units of work: one request, one transaction; and what the others may ask about the last
 * statement.
 */
#include "db/connection.h"

void db_use(struct db *db, struct arena *a, bool read_only) {
    db_rollback(db);
    db->arena = a;
    db->read_only = read_only;
    db->is_long = false;
    db->asked = 0;
}

void db_use_long(struct db *db, struct arena *a) {
    db_use(db, a, false);
    db->is_long = true;
}

static enum status finish(struct db *db, const char *how) {
    if (!db->begun) return OK;
    db->begun = false;
    return connection_command(db, how);
}

enum status db_commit(struct db *db) {
    enum status st = finish(db, "COMMIT");
    return st == OK ? OK : BUSY;
}

void db_rollback(struct db *db) {
    if (finish(db, "ROLLBACK") != OK) connection_drop(db);
}

enum status db_ping(struct db *db) {
    enum status st = connection_open(db);
    if (st == OK && mysql_ping(db->my) != 0) {
        connection_drop(db);
        st = connection_open(db);
    }
    return st;
}

struct arena *db_arena(struct db *db) {
    return db->arena;
}

unsigned db_asked(const struct db *db) {
    return db->asked;
}

int64_t db_changed(const struct db *db) {
    return db->changed;
}

int64_t db_insert_id(const struct db *db) {
    return db->insert_id;
}
