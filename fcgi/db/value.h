/*
 * Moving values between C and the wire, by the tables gen/sql.c made: parameters in, columns out.
 */
#ifndef DB_VALUE_H
#define DB_VALUE_H

#include "db/connection.h"

struct value_params {
    MYSQL_BIND bind[DB_PARAMS_MAX];
    MYSQL_TIME times[DB_PARAMS_MAX];
    int64_t ints[DB_PARAMS_MAX];
    unsigned long lengths[DB_PARAMS_MAX];
};

/* value_bind_param(p, i, value, in): parameter ${i} from the parameter struct ${in}. */
void value_bind_param(struct value_params *p, size_t i, struct db_value value, const char *in);

/* value_bind_columns(db, s, stmt): where the columns of a row land; once for each preparation. */
enum status value_bind_columns(struct db *db, const struct db_statement *s, MYSQL_STMT *stmt);

/* value_take_row(db, s, stmt, row): the row just fetched, into the row struct; texts into the
 * arena of the unit. */
enum status value_take_row(struct db *db, const struct db_statement *s, MYSQL_STMT *stmt,
                           char *row);

#endif
