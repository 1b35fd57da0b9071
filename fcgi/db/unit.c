/*
 * Units of work: one request, one transaction, what it does last; and what the others may ask about
 * the last statement.
 */
#include <string.h>

#include "db/connection.h"

#define LAST_MAX ((size_t)256 << 20) /* a command may leave many rows to its end */

void db_use(struct db *db, struct arena *a, bool read_only) {
    db_rollback(db);
    db->arena = a;
    db->read_only = read_only;
    db->is_long = false;
    db->asked = 0;
    db->victim = false;
}

bool db_was_victim(const struct db *db) {
    return db->victim;
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

void *db_finish(struct db *db, const struct db_finish *how) {
    if (!db->last[how->rank].how) {
        db->last[how->rank].how = how;
        db->last[how->rank].work = arena_alloc(db_finish_arena(db), how->size);
    }
    return db->last[how->rank].work;
}

struct arena *db_finish_arena(struct db *db) {
    if (!db->last_arena) db->last_arena = arena_new(LAST_MAX);
    return db->last_arena;
}

static void forget(struct db *db) {
    memset(db->last, 0, sizeof db->last);
    if (db->last_arena) arena_reset(db->last_arena);
}

enum status db_commit(struct db *db) {
    enum status st = connection_settle(db);
    if (st == OK) st = db->spoiled;
    for (int i = 0; st == OK && i < DB_FINISH_RANKS; i++) {
        if (db->last[i].how) st = db->last[i].how->before(db, db->last[i].work);
    }
    if (st != OK) {
        db_rollback(db);
        return st;
    }
    st = finish(db, "COMMIT");
    for (int i = 0; st == OK && i < DB_FINISH_RANKS; i++) {
        if (db->last[i].how && db->last[i].how->after) db->last[i].how->after(db->last[i].work);
    }
    forget(db);
    db->spoiled = OK;
    return st == OK ? OK : BUSY;
}

void db_rollback(struct db *db) {
    connection_settle(db);
    forget(db);
    if (finish(db, "ROLLBACK") != OK) connection_drop(db);
    db->spoiled = OK;
}

enum status db_ping(struct db *db) {
    enum status st = connection_open(db);
    if (st == OK && mysql_ping(db->my) != 0) {
        connection_drop(db);
        st = connection_open(db);
    }
    return st;
}

struct arena *db_rows_to(struct db *db, struct arena *a) {
    struct arena *old = db->arena;
    db->arena = a;
    return old;
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
