/*
 * Running the files of sql/schema and sql/grants, for `mingbai migrate`.
 */
#include "base/log.h"
#include "db/connection.h"

enum status db_script(struct db *db, struct str sql, const char *name) {
    enum status st = connection_open(db);
    bool block = false;
    size_t begin = 0, at = 0;
    while (st == OK && at < sql.n) {
        size_t end = at + str_find(str_slice(sql, at, sql.n), STR("\n"));
        struct str line = str_trim(str_slice(sql, at, end));
        bool opens = str_is(line, "-- block"), closes = str_is(line, "-- end");
        if (opens || closes) block = opens;
        at = end < sql.n ? end + 1 : end;
        if (opens) begin = at;
        bool ends = str_ends(line, STR(";")) && !str_starts(line, STR("--"));
        if (!closes && (block || !ends)) continue;
        struct str one = str_trim(str_slice(sql, begin, closes ? end - line.n : end));
        begin = at;
        if (mysql_real_query(db->my, one.p, (unsigned long)one.n) != 0) {
            st = connection_failure(db, name, mysql_errno(db->my), mysql_error(db->my));
            log_event(LOG_ERROR, "script_failed", "file", name, NULL);
            return st == OK ? FAILED : st;
        }
    }
    if (st == OK && str_trim(str_slice(sql, begin, sql.n)).n > 0) {
        log_event(LOG_ERROR, "script_has_no_end", "file", name, NULL);
        st = FAILED;
    }
    return st;
}
