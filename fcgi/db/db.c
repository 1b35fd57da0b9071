/*
 * The connection of one process. Model code calls the typed functions of query.h, which end here:
 * ensure() makes sure there is a connection, an open transaction and the prepared statement;
 * bind() and fetch() move values by the tables gen/sql.c made. Everything knows MariaDB's
 * Connector/C and Oracle's library; the one difference, my_bool, is bridged by DB_FLAG.
 */
#include "db/db.h"

#include <mysql.h>
#include <errmsg.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <time.h>

#include "base/conf.h"
#include "base/date.h"
#include "base/log.h"

#ifdef MARIADB_BASE_VERSION
#define DB_FLAG my_bool
#else
#define DB_FLAG bool
#endif

#define COLUMNS_MAX     48
#define PARAMS_MAX      64
#define SHORT_TEXT      512 /* bytes of a text that are fetched without a second call */
#define CONNECT_SECONDS 2
#define ANSWER_SECONDS  6  /* longer than the statement timeout, so that the server gives up first \
                            */
#define RETRY_PAUSE_MS 300 /* after a failed connect, answer BUSY at once for so long */

struct db {
    const struct conf *conf;
    enum db_role role;
    MYSQL *my; /* NULL when not connected */
    MYSQL_STMT **prepared;
    struct arena *arena;
    bool read_only, begun;
    unsigned asked;
    int64_t changed, insert_id;
    int64_t retry_at_ms;
    /* Where a row lands before it is copied; one statement runs at a time. */
    char texts[COLUMNS_MAX][SHORT_TEXT];
    int64_t ints[COLUMNS_MAX];
    MYSQL_TIME times[COLUMNS_MAX];
    unsigned long lengths[COLUMNS_MAX];
    DB_FLAG nulls[COLUMNS_MAX];
};

static int64_t milliseconds(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

struct db *db_new(const struct conf *conf, enum db_role role) {
    struct db *db = calloc(1, sizeof *db);
    if (db) db->prepared = calloc(db_statement_count, sizeof(MYSQL_STMT *));
    if (!db || !db->prepared) abort();
    db->conf = conf;
    db->role = role;
    return db;
}

static void drop(struct db *db) {
    for (size_t i = 0; i < db_statement_count; i++) {
        if (db->prepared[i]) mysql_stmt_close(db->prepared[i]);
        db->prepared[i] = NULL;
    }
    if (db->my) mysql_close(db->my);
    db->my = NULL;
    db->begun = false;
}

void db_free(struct db *db) {
    if (!db) return;
    drop(db);
    free(db->prepared);
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

static enum status failure(struct db *db, const char *what, unsigned error, const char *text) {
    switch (error) {
    case 1062: return CONFLICT;
    case 1213: /* deadlock: the transaction is gone */
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
    if (!is_lost(error)) {
        log_event(LOG_ERROR, "db_failed", "statement", what, "error", text, NULL);
        return FAILED;
    }
    log_event(LOG_WARN, "db_lost", "statement", what, "error", text, NULL);
    drop(db);
    return BUSY;
}

static enum status command(struct db *db, const char *sql) {
    if (mysql_real_query(db->my, sql, (unsigned long)strlen(sql)) == 0) return OK;
    return failure(db, sql, mysql_errno(db->my), mysql_error(db->my));
}

static bool is_loopback(const char *host) {
    return strcmp(host, "127.0.0.1") == 0 || strcmp(host, "::1") == 0 ||
           strcmp(host, "localhost") == 0;
}

static enum status set_options(struct db *db) {
    unsigned connect = CONNECT_SECONDS, answer = ANSWER_SECONDS, off = 0;
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
    enum status st = command(
        db, "SET SESSION time_zone = '+00:00', sql_mode = 'STRICT_TRANS_TABLES,"
            "NO_ZERO_DATE,NO_ZERO_IN_DATE,ERROR_FOR_DIVISION_BY_ZERO,ONLY_FULL_GROUP_BY',"
            " innodb_lock_wait_timeout = 4");
    if (st != OK || db->role == DB_ADMIN) return st;
    bool maria = strstr(mysql_get_server_info(db->my), "MariaDB") != NULL;
    return command(db, maria ? "SET SESSION max_statement_time = 5"
                             : "SET SESSION max_execution_time = 5000");
}

static enum status connect_now(struct db *db) {
    if (db->my) return OK;
    if (milliseconds() < db->retry_at_ms) return BUSY;
    db->my = mysql_init(NULL);
    if (!db->my) abort();
    enum status st = set_options(db);
    if (st != OK) {
        drop(db);
        return st;
    }
    const struct conf *c = db->conf;
    if (!mysql_real_connect(db->my, c->db_socket ? "localhost" : c->db_host, c->db_user,
                            c->db_password, c->db_name, (unsigned)c->db_port, c->db_socket,
                            CLIENT_FOUND_ROWS)) {
        log_event(LOG_WARN, "db_away", "error", mysql_error(db->my), NULL);
        drop(db);
        db->retry_at_ms = milliseconds() + RETRY_PAUSE_MS;
        return BUSY;
    }
    st = start_session(db);
    if (st != OK) drop(db);
    return st;
}

static enum enum_field_types wire_type(enum db_kind kind) {
    switch (kind) {
    case DB_TEXT: return MYSQL_TYPE_STRING;
    case DB_BYTES: return MYSQL_TYPE_BLOB;
    case DB_MOMENT: return MYSQL_TYPE_DATETIME;
    case DB_DAY: return MYSQL_TYPE_DATE;
    default: return MYSQL_TYPE_LONGLONG;
    }
}

static enum status bind_columns(struct db *db, const struct db_statement *s, MYSQL_STMT *stmt) {
    MYSQL_BIND bind[COLUMNS_MAX];
    memset(bind, 0, sizeof bind);
    for (size_t i = 0; i < s->column_count; i++) {
        enum db_kind kind = s->columns[i].kind;
        bind[i].buffer_type = wire_type(kind);
        bind[i].is_null = &db->nulls[i];
        bind[i].length = &db->lengths[i];
        if (kind == DB_TEXT || kind == DB_BYTES) {
            bind[i].buffer = db->texts[i];
            bind[i].buffer_length = SHORT_TEXT;
        } else if (kind == DB_MOMENT || kind == DB_DAY) {
            bind[i].buffer = &db->times[i];
            bind[i].buffer_length = sizeof db->times[i];
        } else {
            bind[i].buffer = &db->ints[i];
            bind[i].buffer_length = sizeof db->ints[i];
        }
    }
    if (s->column_count == 0 || mysql_stmt_bind_result(stmt, bind) == 0) return OK;
    return failure(db, s->name, mysql_stmt_errno(stmt), mysql_stmt_error(stmt));
}

static enum status prepare(struct db *db, size_t id) {
    const struct db_statement *s = &db_statements[id];
    if (db->prepared[id]) return OK;
    if (!(s->roles & db->role) || s->column_count > COLUMNS_MAX || s->param_count > PARAMS_MAX) {
        log_event(LOG_ERROR, "statement_not_ours", "statement", s->name, NULL);
        return FAILED;
    }
    MYSQL_STMT *stmt = mysql_stmt_init(db->my);
    if (!stmt) abort();
    enum status st = OK;
    if (mysql_stmt_prepare(stmt, s->sql, (unsigned long)strlen(s->sql)) != 0) {
        st = failure(db, s->name, mysql_stmt_errno(stmt), mysql_stmt_error(stmt));
    } else if (mysql_stmt_param_count(stmt) != s->param_count ||
               mysql_stmt_field_count(stmt) != s->column_count) {
        log_event(LOG_ERROR, "statement_shape", "statement", s->name, NULL);
        st = FAILED;
    } else {
        st = bind_columns(db, s, stmt);
    }
    if (st == OK) {
        db->prepared[id] = stmt;
    } else {
        mysql_stmt_close(stmt);
    }
    return st;
}

enum status db_prepare_all(struct db *db) {
    enum status st = connect_now(db);
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
    enum status st = connect_now(db);
    if (st == OK) st = prepare(db, id);
    if (st != OK || db->begun) return st;
    st = command(db, db->read_only ? "START TRANSACTION READ ONLY" : "START TRANSACTION");
    if (st == OK) db->begun = true;
    return st;
}

static void to_time(MYSQL_TIME *t, int32_t day, int seconds) {
    struct ymd d = date_ymd(day);
    *t = (MYSQL_TIME){.year = (unsigned)d.year,
                      .month = (unsigned)d.month,
                      .day = (unsigned)d.day,
                      .hour = (unsigned)seconds / 3600,
                      .minute = (unsigned)seconds / 60 % 60,
                      .second = (unsigned)seconds % 60,
                      .time_type = MYSQL_TIMESTAMP_DATETIME};
}

#define DAY_SECONDS 86400

/* DATETIME holds UTC; base/date reckons Shanghai days, so day arithmetic here is plain. */
static void moment_to_time(MYSQL_TIME *t, int64_t moment) {
    int64_t day = moment / DAY_SECONDS - (moment % DAY_SECONDS < 0);
    to_time(t, (int32_t)day, (int)(moment - day * DAY_SECONDS));
}

static int32_t time_to_day(const MYSQL_TIME *t) {
    int32_t day;
    return date_from_ymd(&day, (int)t->year, (int)t->month, (int)t->day) ? day : DAY_NONE;
}

static int64_t time_to_moment(const MYSQL_TIME *t) {
    int32_t day = time_to_day(t);
    if (day == DAY_NONE) return MOMENT_NONE;
    return (int64_t)day * DAY_SECONDS + t->hour * 3600 + t->minute * 60 + t->second;
}

struct params {
    MYSQL_BIND bind[PARAMS_MAX];
    MYSQL_TIME times[PARAMS_MAX];
    int64_t ints[PARAMS_MAX];
    unsigned long lengths[PARAMS_MAX];
};

static void bind_param(struct params *p, size_t i, struct db_value value, const char *in) {
    const void *at = in + value.offset;
    MYSQL_BIND *b = &p->bind[i];
    bool null = false;
    b->buffer_type = wire_type(value.kind);
    if (value.kind == DB_TEXT || value.kind == DB_BYTES) {
        const struct str *s = at;
        null = s->p == NULL;
        b->buffer = (void *)(uintptr_t)s->p;
        p->lengths[i] = b->buffer_length = (unsigned long)s->n;
        b->length = &p->lengths[i];
    } else if (value.kind == DB_MOMENT) {
        int64_t moment = *(const int64_t *)at;
        null = moment == MOMENT_NONE;
        if (!null) moment_to_time(&p->times[i], moment);
        b->buffer = &p->times[i];
    } else if (value.kind == DB_DAY) {
        int32_t day = *(const int32_t *)at;
        null = day == DAY_NONE;
        if (!null) to_time(&p->times[i], day, 0);
        p->times[i].time_type = MYSQL_TIMESTAMP_DATE;
        b->buffer = &p->times[i];
    } else {
        p->ints[i] = value.kind == DB_BOOL ? *(const bool *)at : *(const int64_t *)at;
        null = p->ints[i] == INT64_MIN;
        b->buffer = &p->ints[i];
    }
    if (null) b->buffer_type = MYSQL_TYPE_NULL;
}

static enum status execute(struct db *db, size_t id, const void *in) {
    const struct db_statement *s = &db_statements[id];
    bool first = !db->begun;
    for (int attempt = 0;; attempt++) {
        enum status st = ensure(db, id);
        if (st == OK) {
            struct params p;
            memset(&p, 0, sizeof p);
            for (size_t i = 0; i < s->param_count; i++) bind_param(&p, i, s->params[i], in);
            MYSQL_STMT *stmt = db->prepared[id];
            db->asked++;
            if ((s->param_count == 0 || mysql_stmt_bind_param(stmt, p.bind) == 0) &&
                mysql_stmt_execute(stmt) == 0) {
                return OK;
            }
            st = failure(db, s->name, mysql_stmt_errno(stmt), mysql_stmt_error(stmt));
        }
        /* A unit that only reads and has read nothing yet may start over on a new connection. */
        bool again = st == BUSY && !db->my && first && db->read_only && attempt == 0;
        if (!again || connect_now(db) != OK) return st;
    }
}

static enum status take_text(struct db *db, const struct db_statement *s, MYSQL_STMT *stmt,
                             size_t i, struct str *out) {
    size_t n = db->lengths[i];
    char *p = arena_alloc(db->arena, n + 1);
    if (n <= SHORT_TEXT) {
        memcpy(p, db->texts[i], n);
    } else {
        MYSQL_BIND whole;
        memset(&whole, 0, sizeof whole);
        whole.buffer_type = wire_type(s->columns[i].kind);
        whole.buffer = p;
        whole.buffer_length = (unsigned long)n;
        whole.length = &db->lengths[i];
        if (mysql_stmt_fetch_column(stmt, &whole, (unsigned)i, 0) != 0) {
            return failure(db, s->name, mysql_stmt_errno(stmt), mysql_stmt_error(stmt));
        }
    }
    *out = (struct str){p, n};
    return OK;
}

static enum status take_row(struct db *db, const struct db_statement *s, MYSQL_STMT *stmt,
                            char *row) {
    for (size_t i = 0; i < s->column_count; i++) {
        void *at = row + s->columns[i].offset;
        bool null = db->nulls[i];
        enum status st = OK;
        switch (s->columns[i].kind) {
        case DB_TEXT:
        case DB_BYTES:
            if (!null) st = take_text(db, s, stmt, i, at);
            break;
        case DB_MOMENT: *(int64_t *)at = null ? MOMENT_NONE : time_to_moment(&db->times[i]); break;
        case DB_DAY: *(int32_t *)at = null ? DAY_NONE : time_to_day(&db->times[i]); break;
        case DB_BOOL: *(bool *)at = !null && db->ints[i] != 0; break;
        case DB_INT:
        case DB_MONEY: *(int64_t *)at = null ? INT64_MIN : db->ints[i]; break;
        }
        if (st != OK) return st;
    }
    return OK;
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
            st = failure(db, s->name, mysql_stmt_errno(stmt), mysql_stmt_error(stmt));
            break;
        }
        if (n == cap) {
            size_t more = cap ? cap * 2 : (max < 16 ? max : 16);
            char *bigger = arena_array(db->arena, more, s->row_size);
            if (n) memcpy(bigger, list, n * s->row_size);
            list = bigger;
            cap = more;
        }
        st = take_row(db, s, stmt, list + n * s->row_size);
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

void db_use(struct db *db, struct arena *a, bool read_only) {
    db_rollback(db);
    db->arena = a;
    db->read_only = read_only;
    db->asked = 0;
}

static enum status finish(struct db *db, const char *how) {
    if (!db->begun) return OK;
    db->begun = false;
    return command(db, how);
}

enum status db_commit(struct db *db) {
    enum status st = finish(db, "COMMIT");
    return st == OK ? OK : BUSY;
}

void db_rollback(struct db *db) {
    if (finish(db, "ROLLBACK") != OK) drop(db);
}

enum status db_ping(struct db *db) {
    enum status st = connect_now(db);
    if (st == OK && mysql_ping(db->my) != 0) {
        drop(db);
        st = connect_now(db);
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

enum status db_script(struct db *db, struct str sql, const char *name) {
    enum status st = connect_now(db);
    bool block = false;
    size_t begin = 0, at = 0;
    while (st == OK && at < sql.n) {
        size_t end = at + str_find(str_slice(sql, at, sql.n), STR("\n"));
        struct str line = str_trim(str_slice(sql, at, end));
        bool opens = str_is(line, "-- block"), closes = str_is(line, "-- end");
        if (opens || closes) block = opens;
        at = end < sql.n ? end + 1 : end;
        if (opens) begin = at;
        if (!closes && (block || !str_ends(line, STR(";")))) continue;
        struct str one = str_trim(str_slice(sql, begin, closes ? end - line.n : end));
        begin = at;
        if (mysql_real_query(db->my, one.p, (unsigned long)one.n) != 0) {
            st = failure(db, name, mysql_errno(db->my), mysql_error(db->my));
            log_event(LOG_ERROR, "script_failed", "file", name, NULL);
            return st == OK ? FAILED : st;
        }
    }
    return st;
}
