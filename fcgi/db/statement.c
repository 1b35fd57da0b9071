/*
 * Running named statements: the typed functions of query.h end here. A statement is prepared when
 * it is first used on a connection; the transaction of the unit begins with its first statement.
 */
#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "db/value.h"

/* A connection that was lost among the rows says so itself; its statement does not. */
static enum status failure(struct db *db, const struct db_statement *s, MYSQL_STMT *stmt) {
    unsigned error = mysql_stmt_errno(stmt);
    if (error == 0) {
        return connection_failure(db, s->name, mysql_errno(db->my), mysql_error(db->my));
    }
    return connection_failure(db, s->name, error, mysql_stmt_error(stmt));
}

static enum status prepare(struct db *db, size_t id) {
    const struct db_statement *s = &db_statements[id];
    if (db->prepared[id]) return OK;
    if (!(s->roles & db->role) || s->column_count > DB_COLUMNS_MAX ||
        s->param_count > DB_PARAMS_MAX) {
        log_event(LOG_ERROR, "statement_not_ours", "statement", s->name, NULL);
        return FAILED;
    }
    MYSQL_STMT *stmt = mysql_stmt_init(db->my);
    if (!stmt) abort();
    enum status st = OK;
    if (mysql_stmt_prepare(stmt, s->sql, (unsigned long)strlen(s->sql)) != 0) {
        st = failure(db, s, stmt);
    } else if (mysql_stmt_param_count(stmt) != s->param_count ||
               mysql_stmt_field_count(stmt) != s->column_count) {
        log_event(LOG_ERROR, "statement_shape", "statement", s->name, NULL);
        st = FAILED;
    } else {
        st = value_bind_columns(db, s, stmt);
    }
    if (st == OK) {
        db->prepared[id] = stmt;
    } else {
        mysql_stmt_close(stmt);
    }
    return st;
}

enum status db_prepare_all(struct db *db) {
    enum status st = connection_open(db);
    enum status worst = st;
    for (size_t i = 0; st != BUSY && db->my && i < db_statement_count; i++) {
        if (!(db_statements[i].roles & db->role)) continue;
        st = prepare(db, i);
        if (st != OK) worst = st;
    }
    return worst;
}

/* A connection, the transaction of this unit, and the prepared statement. */
static enum status ensure(struct db *db, size_t id) {
    enum status st = connection_open(db);
    if (st == OK) st = prepare(db, id);
    return st == OK ? connection_begin(db) : st;
}

static enum status execute(struct db *db, size_t id, const void *in) {
    const struct db_statement *s = &db_statements[id];
    bool first = !db->begun;
    for (int attempt = 0;; attempt++) {
        enum status st = ensure(db, id);
        if (st == OK) {
            struct value_params p;
            memset(&p, 0, sizeof p);
            for (size_t i = 0; i < s->param_count; i++) value_bind_param(&p, i, s->params[i], in);
            MYSQL_STMT *stmt = db->prepared[id];
            db->asked++;
            if ((s->param_count == 0 || mysql_stmt_bind_param(stmt, p.bind) == 0) &&
                mysql_stmt_execute(stmt) == 0) {
                return OK;
            }
            st = failure(db, s, stmt);
        }
        /* A unit that only reads and has read nothing yet may start over on a new connection. */
        bool again = st == BUSY && !db->my && first && db->read_only && attempt == 0;
        if (!again || connection_open(db) != OK) return st;
    }
}

/* All rows of an executed statement, at most ${max}, into one array in the arena. */
static enum status fetch(void **rows, size_t *count, struct db *db, size_t id, size_t max) {
    const struct db_statement *s = &db_statements[id];
    MYSQL_STMT *stmt = db->prepared[id];
    char *list = NULL;
    size_t n = 0, cap = 0;
    enum status st = OK;
    while (st == OK && n < max) {
        int rc = mysql_stmt_fetch(stmt);
        if (rc == MYSQL_NO_DATA) break;
        if (rc != 0 && rc != MYSQL_DATA_TRUNCATED) {
            st = failure(db, s, stmt);
            break;
        }
        if (n == cap) {
            size_t more = cap ? cap * 2 : (max < 16 ? max : 16);
            char *bigger = arena_array(db->arena, more, s->row_size);
            if (n) memcpy(bigger, list, n * s->row_size);
            list = bigger;
            cap = more;
        }
        st = value_take_row(db, s, stmt, list + n * s->row_size);
        n++;
    }
    if (db->prepared[id]) mysql_stmt_free_result(stmt);
    *rows = list;
    *count = n;
    return st;
}

enum status db_run_exec(struct db *db, size_t id, const void *in) {
    enum status st = execute(db, id, in);
    if (st != OK) return st;
    db->changed = (int64_t)mysql_stmt_affected_rows(db->prepared[id]);
    db->insert_id = (int64_t)mysql_stmt_insert_id(db->prepared[id]);
    return OK;
}

enum status db_run_one(void **row, struct db *db, size_t id, const void *in) {
    size_t count = 0;
    enum status st = execute(db, id, in);
    if (st == OK) st = fetch(row, &count, db, id, 1);
    return st == OK && count == 0 ? NOT_FOUND : st;
}

enum status db_run_many(void **rows, size_t *count, struct db *db, size_t id, const void *in) {
    *rows = NULL;
    *count = 0;
    enum status st = execute(db, id, in);
    return st == OK ? fetch(rows, count, db, id, SIZE_MAX) : st;
}
