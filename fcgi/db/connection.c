/*
 * Connecting, and telling what a failure means: lost, busy, taken, or our own fault. The statements
 * of statement.c and the units of unit.c run on what this opens.
 */
#include "db/connection.h"

#include <errmsg.h>
#include <stdlib.h>
#include <string.h>

#include "base/conf.h"
#include "base/date.h"
#include "base/log.h"

#define CONNECT_SECONDS 2
#define ANSWER_SECONDS  6   /* the server's own statement timeout, 5 s, comes first */
#define COMMAND_SECONDS 900 /* commands and jobs load whole counties and have no such timeout */
#define RETRY_PAUSE_MS  300 /* after a failed connect, answer BUSY at once for so long */

struct db *db_new(const struct conf *conf, enum db_role role) {
    struct db *db = calloc(1, sizeof *db);
    if (db) db->prepared = calloc(db_statement_count, sizeof(MYSQL_STMT *));
    if (db) db->wide = calloc(db_statement_count, sizeof(MYSQL_STMT *));
    if (!db || !db->prepared || !db->wide) abort();
    db->conf = conf;
    db->role = role;
    return db;
}

/* The connection before its statements: to close one that has rows left to read is to wait for
 * them, and where the server is gone as long as for an answer. */
void connection_drop(struct db *db) {
    if (db->my) mysql_close(db->my);
    for (size_t i = 0; i < db_statement_count; i++) {
        if (db->prepared[i]) mysql_stmt_close(db->prepared[i]);
        if (db->wide[i]) mysql_stmt_close(db->wide[i]);
        db->prepared[i] = db->wide[i] = NULL;
    }
    db->my = NULL;
    db->begun = false;
}

void db_free(struct db *db) {
    if (!db) return;
    connection_settle(db);
    connection_drop(db);
    free(db->prepared);
    free(db->wide);
    arena_free(db->last_arena);
    free(db);
}

/* The connection is gone, or the server is about to be. */
static bool is_lost(unsigned error) {
    switch (error) {
    case CR_SERVER_GONE_ERROR:
    case CR_SERVER_LOST:
    case 2055: /* CR_SERVER_LOST_EXTENDED */
    case 1927: /* connection was killed */
    case 1053: /* server shutdown in progress */
    case 1047: /* cluster node not ready */
    case 4031: /* disconnected by the server because of inactivity */
    case CR_CONN_HOST_ERROR:
    case CR_CONNECTION_ERROR: return true;
    default: return false;
    }
}

/* Its disk or its memory is full, or the disk for its temporary files (to which it moves what a
 * large transaction writes). */
static bool is_full(unsigned error, const char *text) {
    switch (error) {
    case 1: /* cannot create, cannot write a file of its own, no room for it: its library's codes */
    case 3:
    case 5:
    case 20:
    case 1004:
    case 1021:
    case 1026:
    case 1037:
    case 1041:
    case 1114:
    case 1878: return true;
    case 1030: return strstr(text, "error 28") != NULL; /* of an engine: ENOSPC among others */
    default: return false;
    }
}

static enum status status_of(struct db *db, const char *what, unsigned error, const char *text) {
    switch (error) {
    case 1062: return CONFLICT;
    case 1213: /* deadlock: the transaction is gone */
        db->victim = true;
        __attribute__((fallthrough));
    case 1205: /* lock wait: only the statement is; db_rollback follows */
    case 1020: /* changed by another since it was read */
    case 1969: /* statement timeout, MariaDB */
    case 3024: /* statement timeout, MySQL */
    case 1290:
    case 1836:
    case 1792: /* read only: this server is not the one to write to */
        log_event(LOG_WARN, "db_busy", "statement", what, "error", text, NULL);
        return BUSY;
    default: break;
    }
    if (is_full(error, text)) {
        log_event(LOG_ERROR, "db_full", "statement", what, "error", text, NULL);
        return BUSY;
    }
    if (!is_lost(error)) {
        log_event(LOG_ERROR, "db_failed", "statement", what, "error", text, NULL);
        /* Where the client failed, not the server, an answer may be half read: what came next on
         * this connection would be taken for something else. */
        if (error == 0 || (error >= CR_MIN_ERROR && error <= CR_MAX_ERROR)) connection_drop(db);
        return FAILED;
    }
    log_event(LOG_WARN, "db_lost", "statement", what, "error", text, NULL);
    connection_drop(db);
    return BUSY;
}

enum status connection_failure(struct db *db, const char *what, unsigned error, const char *text) {
    bool writes = db->begun && !db->read_only;
    enum status st = status_of(db, what, error, text);
    if (writes && st != CONFLICT) db->spoiled = st;
    return st;
}

enum status connection_command(struct db *db, const char *sql) {
    if (mysql_real_query(db->my, sql, (unsigned long)strlen(sql)) == 0) return OK;
    return connection_failure(db, sql, mysql_errno(db->my), mysql_error(db->my));
}

static bool is_loopback(const char *host) {
    return strcmp(host, "127.0.0.1") == 0 || strcmp(host, "::1") == 0 ||
           strcmp(host, "localhost") == 0;
}

static enum status set_options(struct db *db) {
    unsigned connect = CONNECT_SECONDS, answer, off = 0;
    answer = db->role >= DB_ADMIN ? COMMAND_SECONDS : ANSWER_SECONDS;
    mysql_options(db->my, MYSQL_OPT_CONNECT_TIMEOUT, &connect);
    mysql_options(db->my, MYSQL_OPT_READ_TIMEOUT, &answer);
    mysql_options(db->my, MYSQL_OPT_WRITE_TIMEOUT, &answer);
    mysql_options(db->my, MYSQL_OPT_LOCAL_INFILE, &off);
    mysql_options(db->my, MYSQL_SET_CHARSET_NAME, "utf8mb4");
    if (db->conf->db_socket || is_loopback(db->conf->db_host)) return OK;
    if (!db->conf->db_ca) {
        log_event(LOG_ERROR, "db_needs_ca", "host", db->conf->db_host, NULL);
        return FAILED;
    }
    mysql_options(db->my, MYSQL_OPT_SSL_CA, db->conf->db_ca);
#ifdef MARIADB_BASE_VERSION
    DB_FLAG on = 1; /* enforcing alone would still fall back to plain text */
    mysql_options(db->my, MYSQL_OPT_SSL_ENFORCE, &on);
    mysql_options(db->my, MYSQL_OPT_SSL_VERIFY_SERVER_CERT, &on);
#else
    unsigned mode = SSL_MODE_VERIFY_IDENTITY;
    mysql_options(db->my, MYSQL_OPT_SSL_MODE, &mode);
#endif
    return OK;
}

static enum status start_session(struct db *db) {
    enum status st = connection_command(
        db, "SET SESSION time_zone = '+00:00', sql_mode = 'STRICT_TRANS_TABLES,"
            "NO_ZERO_DATE,NO_ZERO_IN_DATE,ERROR_FOR_DIVISION_BY_ZERO,ONLY_FULL_GROUP_BY',"
            " innodb_lock_wait_timeout = 4");
    if (st == OK && db->role == DB_PUBLIC) {
        /* Every unit only reads: its transaction begins by itself, a trip to the server less. */
        st = connection_command(db, "SET SESSION TRANSACTION READ ONLY");
        if (st == OK) st = connection_command(db, "SET SESSION autocommit = 0");
    }
    if (st != OK || db->role >= DB_ADMIN) return st;
    bool maria = strstr(mysql_get_server_info(db->my), "MariaDB") != NULL;
    return connection_command(db, maria ? "SET SESSION max_statement_time = 5"
                                        : "SET SESSION max_execution_time = 5000");
}

enum status connection_open(struct db *db) {
    enum status st = connection_settle(db);
    if (st != OK || db->my) return st;
    if (date_ticks() / 1000 < db->retry_at_ms) return BUSY;
    db->my = mysql_init(NULL);
    if (!db->my) abort();
    st = set_options(db);
    if (st != OK) {
        connection_drop(db);
        return st;
    }
    const struct conf *c = db->conf;
    if (!mysql_real_connect(db->my, c->db_socket ? "localhost" : c->db_host, c->db_user,
                            c->db_password, c->db_name, (unsigned)c->db_port, c->db_socket,
                            CLIENT_FOUND_ROWS)) {
        log_event(LOG_WARN, "db_away", "error", mysql_error(db->my), NULL);
        connection_drop(db);
        db->retry_at_ms = date_ticks() / 1000 + RETRY_PAUSE_MS;
        return BUSY;
    }
    st = start_session(db);
    if (st != OK) connection_drop(db);
    return st;
}

/* What was written before the failure is gone, or the server's memory of it in doubt: whoever did
 * not look at a status must not go on as if it stood, on a new connection or outside of a
 * transaction. */
enum status connection_begin(struct db *db) {
    if (db->spoiled != OK) return db->spoiled;
    enum status st = connection_open(db);
    if (st != OK || db->begun) return st;
    if (db->role == DB_PUBLIC) {
        db->begun = true;
        return OK;
    }
    if (db->is_long) {
        /* Of rows that are not committed yet the optimizer knows nothing: by index, whatever it
         * thinks of their number. */
        st = connection_command(db, "SET SESSION max_seeks_for_key = 1");
        if (st == OK) st = connection_command(db, "SET TRANSACTION ISOLATION LEVEL READ COMMITTED");
        if (st != OK) return st;
    }
    st = connection_command(db,
                            db->read_only ? "START TRANSACTION READ ONLY" : "START TRANSACTION");
    if (st == OK) db->begun = true;
    return st;
}
