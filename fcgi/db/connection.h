/*
 * The connection as the files of this room share it; nobody outside includes it. Everything here
 * knows MariaDB's Connector/C and Oracle's library; the one difference, my_bool, is DB_FLAG.
 */
#ifndef DB_CONNECTION_H
#define DB_CONNECTION_H

#include <mysql.h>
#include <pthread.h>

#include "db/db.h"

#ifdef MARIADB_BASE_VERSION
#define DB_FLAG my_bool
#else
#define DB_FLAG bool
#endif

#define DB_COLUMNS_MAX 48
#define DB_PARAMS_MAX  64
#define DB_SHORT_TEXT  512 /* bytes of a text that are fetched without a second call */

struct db {
    const struct conf *conf;
    enum db_role role;
    MYSQL *my;             /* NULL when not connected */
    MYSQL_STMT **prepared; /* by statement; NULL until first used on this connection */
    MYSQL_STMT **wide;     /* the same for DB_INSERT_ROWS rows; insert.c */
    struct arena *arena;
    bool read_only, is_long, begun;
    bool victim; /* of a deadlock, in this unit */
    /* What failed in this unit, unless it only reads: nothing more is written. */
    enum status spoiled;
    unsigned asked;
    int64_t changed, insert_id;
    int64_t retry_at_ms;
    struct {
        pthread_t thread;
        bool runs; /* then nobody else touches the connection */
        size_t statement, size;
        const void *rows;
        enum status st;       /* how the last one ended; told once */
    } aside;                  /* insert.c */
    struct arena *last_arena; /* of the work below; NULL until first used */
    struct {
        const struct db_finish *how; /* NULL: nothing to do */
        void *work;
    } last[DB_FINISH_RANKS];
    /* Where a row lands before it is copied; one statement runs at a time. */
    char texts[DB_COLUMNS_MAX][DB_SHORT_TEXT];
    int64_t ints[DB_COLUMNS_MAX];
    MYSQL_TIME times[DB_COLUMNS_MAX];
    unsigned long lengths[DB_COLUMNS_MAX];
    DB_FLAG nulls[DB_COLUMNS_MAX];
};

/* connection_settle(db): nothing is under way on the connection any more; how what was ended.
 * Called by connection_open and at the end of a unit. */
enum status connection_settle(struct db *db);

/* connection_open(db): connected, or BUSY at once when that failed a moment ago. */
enum status connection_open(struct db *db);

/* connection_begin(db): connected, and in the transaction of this unit; of one in which something
 * failed, what that was. */
enum status connection_begin(struct db *db);

/* connection_drop(db): closes it and forgets what was prepared and begun. */
void connection_drop(struct db *db);

/* connection_failure(db, what, error, text): the status of a failed call, logged under ${what};
 * drops the connection when it is lost, or the client's own work on it failed. */
enum status connection_failure(struct db *db, const char *what, unsigned error, const char *text);

/* connection_command(db, sql): one of our own, without a result. */
enum status connection_command(struct db *db, const char *sql);

#endif
