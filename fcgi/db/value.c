/*
 * Each kind of db.h in both directions. DATETIME holds UTC; base/date reckons Shanghai days, so
 * the day arithmetic of moments here is plain.
 */
#include "db/value.h"

#include <string.h>

#include "base/date.h"

#define DAY_SECONDS 86400

static enum enum_field_types wire_type(enum db_kind kind) {
    switch (kind) {
    case DB_TEXT: return MYSQL_TYPE_STRING;
    case DB_BYTES: return MYSQL_TYPE_BLOB;
    case DB_MOMENT: return MYSQL_TYPE_DATETIME;
    case DB_DAY: return MYSQL_TYPE_DATE;
    default: return MYSQL_TYPE_LONGLONG;
    }
}

enum status value_bind_columns(struct db *db, const struct db_statement *s, MYSQL_STMT *stmt) {
    MYSQL_BIND bind[DB_COLUMNS_MAX];
    memset(bind, 0, sizeof bind);
    for (size_t i = 0; i < s->column_count; i++) {
        enum db_kind kind = s->columns[i].kind;
        bind[i].buffer_type = wire_type(kind);
        bind[i].is_null = &db->nulls[i];
        bind[i].length = &db->lengths[i];
        if (kind == DB_TEXT || kind == DB_BYTES) {
            bind[i].buffer = db->texts[i];
            bind[i].buffer_length = DB_SHORT_TEXT;
        } else if (kind == DB_MOMENT || kind == DB_DAY) {
            bind[i].buffer = &db->times[i];
            bind[i].buffer_length = sizeof db->times[i];
        } else {
            bind[i].buffer = &db->ints[i];
            bind[i].buffer_length = sizeof db->ints[i];
        }
    }
    if (s->column_count == 0 || mysql_stmt_bind_result(stmt, bind) == 0) return OK;
    return connection_failure(db, s->name, mysql_stmt_errno(stmt), mysql_stmt_error(stmt));
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

void value_bind_param(struct value_params *p, size_t i, struct db_value value, const char *in) {
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

static enum status take_text(struct db *db, const struct db_statement *s, MYSQL_STMT *stmt,
                             size_t i, struct str *out) {
    size_t n = db->lengths[i];
    char *p = arena_alloc(db->arena, n + 1);
    if (n <= DB_SHORT_TEXT) {
        memcpy(p, db->texts[i], n);
    } else {
        MYSQL_BIND whole;
        memset(&whole, 0, sizeof whole);
        whole.buffer_type = wire_type(s->columns[i].kind);
        whole.buffer = p;
        whole.buffer_length = (unsigned long)n;
        whole.length = &db->lengths[i];
        if (mysql_stmt_fetch_column(stmt, &whole, (unsigned)i, 0) != 0) {
            return connection_failure(db, s->name, mysql_stmt_errno(stmt), mysql_stmt_error(stmt));
        }
    }
    *out = (struct str){p, n};
    return OK;
}

enum status value_take_row(struct db *db, const struct db_statement *s, MYSQL_STMT *stmt,
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
