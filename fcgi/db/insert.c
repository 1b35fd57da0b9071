/*
 * Many rows by one statement, for what loads whole files. An INSERT of sql/query has one group of
 * values; here it is prepared once more with the group written DB_INSERT_ROWS times. What is left
 * over at the end goes row by row through the statement as it is. A full group may run in a thread,
 * one at a time, so that the caller reads and seals the next rows while the server takes these.
 */
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/log.h"
#include "db/value.h"

/* The statement with its "(?, …)" after VALUES repeated. */
static struct str widen(struct arena *a, struct str sql) {
    size_t from = str_find(sql, STR("VALUES (")) + strlen("VALUES ");
    size_t to = from + str_find(str_slice(sql, from, sql.n), STR(")")) + 1;
    struct buf b = buf_new(a, sql.n * DB_INSERT_ROWS);
    buf_put(&b, str_slice(sql, 0, to));
    for (int i = 1; i < DB_INSERT_ROWS; i++) {
        BUF_LIT(&b, ", ");
        buf_put(&b, str_slice(sql, from, to));
    }
    buf_put(&b, str_slice(sql, to, sql.n));
    return buf_str(&b);
}

static enum status prepare_wide(struct db *db, size_t id) {
    const struct db_statement *s = &db_statements[id];
    if (db->wide[id]) return OK;
    if (!(s->roles & db->role) || s->param_count > DB_PARAMS_MAX) {
        log_event(LOG_ERROR, "statement_not_ours", "statement", s->name, NULL);
        return FAILED;
    }
    MYSQL_STMT *stmt = mysql_stmt_init(db->my);
    if (!stmt) abort();
    struct str sql = widen(db->arena, str_from(s->sql));
    if (mysql_stmt_prepare(stmt, sql.p, (unsigned long)sql.n) == 0) {
        db->wide[id] = stmt;
        return OK;
    }
    enum status st = connection_failure(db, s->name, mysql_stmt_errno(stmt),
                                        mysql_stmt_error(stmt));
    mysql_stmt_close(stmt);
    return st;
}

static enum status insert_wide(struct db *db, size_t id, const char *rows, size_t size) {
    static struct value_params p[DB_INSERT_ROWS]; /* one statement runs at a time */
    static MYSQL_BIND bind[DB_INSERT_ROWS * DB_PARAMS_MAX];
    const struct db_statement *s = &db_statements[id];
    for (size_t r = 0; r < DB_INSERT_ROWS; r++) {
        memset(p[r].bind, 0, s->param_count * sizeof *p[r].bind);
        for (size_t i = 0; i < s->param_count; i++) {
            value_bind_param(&p[r], i, s->params[i], rows + r * size);
        }
        memcpy(bind + r * s->param_count, p[r].bind, s->param_count * sizeof *bind);
    }
    db->asked++;
    MYSQL_STMT *stmt = db->wide[id];
    if (mysql_stmt_bind_param(stmt, bind) == 0 && mysql_stmt_execute(stmt) == 0) return OK;
    return connection_failure(db, s->name, mysql_stmt_errno(stmt), mysql_stmt_error(stmt));
}

/* The connection, the transaction and the statement, before rows are sent. */
static enum status ready(struct db *db, size_t id) {
    enum status st = connection_begin(db);
    return st == OK ? prepare_wide(db, id) : st;
}

enum status db_insert(struct db *db, size_t id, const void *rows, size_t count, size_t size) {
    const char *at = rows;
    enum status st = OK;
    while (st == OK && count >= DB_INSERT_ROWS) {
        st = ready(db, id);
        if (st == OK) st = insert_wide(db, id, at, size);
        at += DB_INSERT_ROWS * size;
        count -= DB_INSERT_ROWS;
    }
    for (; st == OK && count > 0; count--, at += size) st = db_run_exec(db, id, at);
    return st;
}

static void *run_aside(void *arg) {
    struct db *db = arg;
    mysql_thread_init();
    db->aside.st = insert_wide(db, db->aside.statement, db->aside.rows, db->aside.size);
    mysql_thread_end();
    return NULL;
}

enum status db_insert_aside(struct db *db, size_t id, const void *rows, size_t size) {
    enum status st = ready(db, id);
    if (st != OK) return st;
    db->aside.statement = id;
    db->aside.rows = rows;
    db->aside.size = size;
    db->aside.runs = pthread_create(&db->aside.thread, NULL, run_aside, db) == 0;
    return db->aside.runs ? OK : insert_wide(db, id, rows, size);
}

enum status connection_settle(struct db *db) {
    if (db->aside.runs) pthread_join(db->aside.thread, NULL);
    enum status st = db->aside.st;
    db->aside.runs = false;
    db->aside.st = OK;
    return st;
}
