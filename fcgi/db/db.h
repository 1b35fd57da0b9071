/*
 * The database: one connection a process, named statements, one transaction a request. The only
 * room that includes mysql.h. Statements come from sql/query/, compiled by gen/sql.c into the
 * table below and the typed functions of query.h; nobody calls db_run_* by hand.
 *
 * A connection is made when it is first needed and made again when it was lost; a read that found
 * it lost is tried once more on the new one, as long as the transaction has read nothing yet.
 */
#ifndef DB_DB_H
#define DB_DB_H

#include "base/arena.h"
#include "base/status.h"
#include "base/str.h"

struct conf;
struct db;

/* Who may run a statement; a process prepares only its own. */
enum db_role {
    DB_PUBLIC = 1,
    DB_LOOKUP = 2,
    DB_OFFICE = 4,
    DB_ADMIN = 8, /* the command line, under the migrating account */
    DB_JOBS =
        16, /* the office pool's jobs, under the office account; no visitor's request runs these */
};

/* How a value lies in C and in SQL; INT64_MIN (day: INT32_MIN; text, bytes: p == NULL) is NULL. */
enum db_kind {
    DB_INT,    /* int64_t     integer types */
    DB_TEXT,   /* struct str  character types */
    DB_BYTES,  /* struct str  binary types */
    DB_MOMENT, /* int64_t     DATETIME in UTC */
    DB_DAY,    /* int32_t     DATE */
    DB_MONEY,  /* int64_t     BIGINT, fen */
    DB_BOOL,   /* bool        TINYINT; NULL reads as false */
};

struct db_value {
    enum db_kind kind;
    size_t offset; /* in the parameter struct or the row struct */
};

enum db_shape { DB_EXEC, DB_ONE, DB_MANY };

struct db_statement {
    const char *name;
    const char *sql; /* with ? for every parameter */
    unsigned roles;  /* a set of enum db_role */
    enum db_shape shape;
    const struct db_value *params; /* one for each ?, in order */
    size_t param_count;
    const struct db_value *columns;
    size_t column_count;
    size_t row_size;
};

/* Made by gen/sql.c. */
extern const struct db_statement db_statements[];
extern const size_t db_statement_count;

/* db_new(conf, role): a handle; does not connect yet. Never NULL. */
struct db *db_new(const struct conf *conf, enum db_role role);

/* db_prepare_all(db): connects and prepares every statement of the role. BUSY if the server is
 * away; FAILED (each mistake logged) if a statement is wrong or not allowed. */
enum status db_prepare_all(struct db *db);

/* db_free(db): closes the connection. NULL is allowed. */
void db_free(struct db *db);

/* db_use(db, a, read_only): begins a unit of work whose rows go to ${a}. The transaction itself
 * starts with the first statement; a unit that asks nothing costs nothing. */
void db_use(struct db *db, struct arena *a, bool read_only);

/* db_use_long(db, a): as db_use for writing, for work that takes minutes: READ COMMITTED, so that
 * each statement sees what was committed when it began, and INSERT … SELECT locks nothing of what
 * it reads. Until the next db_use. */
void db_use_long(struct db *db, struct arena *a);

/* db_commit(db): does what is to be done last, ends the unit and keeps it. BUSY if the server went
 * away, or the transaction was the victim of a deadlock: nothing is known to be kept. A unit of
 * which a statement failed (not by CONFLICT) keeps nothing and runs no further statement, whether
 * or not anybody looked: all answer as that one did. db_rollback: ends it and keeps nothing. */
enum status db_commit(struct db *db);
void db_rollback(struct db *db);

/* db_was_victim(db): this unit waited for another that waited for it, and the database ended it so
 * that the other could go on. Nothing of it is kept; done again it goes through. */
bool db_was_victim(const struct db *db);

/* What a unit does last, right before its COMMIT. What everybody's rows are chained to is locked
 * there: after all else, so that no two units wait for each other, and no longer than the COMMIT
 * takes. ${size}: bytes of the work that piles up until then; ${before} does it, and when it is not
 * OK nothing is kept; ${after} is told once the unit is kept, or NULL. */
struct db_finish {
    int rank; /* which comes first: 0..DB_FINISH_RANKS - 1, one of each */
    size_t size;
    enum status (*before)(struct db *db, void *work);
    void (*after)(const void *work);
};
#define DB_FINISH_RANKS 3

/* db_finish(db, how): the work of ${how} in this unit, zeroed at first, dropped with the unit.
 * db_finish_arena(db): where what it points to is kept; it outlives a reset of the unit's arena. */
void *db_finish(struct db *db, const struct db_finish *how);
struct arena *db_finish_arena(struct db *db);

/* db_ping(db): OK if the server answers, else BUSY. */
enum status db_ping(struct db *db);

/* db_arena(db): where rows of this unit go. */
struct arena *db_arena(struct db *db);

/* db_rows_to(db, a): from here on rows of this unit go to ${a}; returns where they went before. For
 * reading more than a request's memory holds. */
struct arena *db_rows_to(struct db *db, struct arena *a);

/* db_asked(db): statements run in this unit, for the metrics. */
unsigned db_asked(const struct db *db);

/* After a DB_EXEC: rows changed (matched rows count as changed), and the id it made. */
int64_t db_changed(const struct db *db);
int64_t db_insert_id(const struct db *db);

/* For query.h only. ${in} is the parameter struct. DB_ONE gives NOT_FOUND when there is no row.
 * A duplicate key is CONFLICT, a lost server or a lock that was not had BUSY. */
enum status db_run_exec(struct db *db, size_t statement, const void *in);
enum status db_run_one(void **row, struct db *db, size_t statement, const void *in);
enum status db_run_many(void **rows, size_t *count, struct db *db, size_t statement,
                        const void *in);

/* db_insert(db, statement, rows, count, size): an "INSERT … VALUES (…)" for ${count} rows at a
 * time; ${rows} is an array of the statement's parameter structs (struct q_…), ${size} bytes each.
 * For commands that load: a trip to the server for a hundred rows. */
#define DB_INSERT_ROWS 100
enum status db_insert(struct db *db, size_t statement, const void *rows, size_t count, size_t size);

/* db_insert_aside(db, statement, rows, size): DB_INSERT_ROWS rows, while the caller goes on: what
 * ${rows} holds and points to must stay as it is until the next call with ${db} that asks the
 * server for anything. That one waits first, and gives the error if this fails. */
enum status db_insert_aside(struct db *db, size_t statement, const void *rows, size_t size);

/* db_script(db, sql, name): runs the statements of a migration or grant file one after another,
 * split where a line ends in ';' outside a block between the lines "-- block" and "-- end".
 * FAILED (logged with the file's ${name} and the line) at the first that fails. Commands only. */
enum status db_script(struct db *db, struct str sql, const char *name);

#endif
