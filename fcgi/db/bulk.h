/*
 * Many rows in one parameter: a JSON array of arrays, which a statement takes apart again with
 * JSON_TABLE (MariaDB from 10.6, MySQL 8). For commands that load; a hundred times fewer trips to
 * the server than row by row.
 *
 *     bulk_row(&b); bulk_int(&b, id); bulk_text(&b, name); ... q_something(db, bulk_take(&b));
 */
#ifndef DB_BULK_H
#define DB_BULK_H

#include "base/buf.h"
#include "base/date.h"

#define BULK_ROWS 400 /* enough to send */

struct bulk {
    struct buf json;
    size_t rows;
};

/* bulk_new(a): an empty one in ${a}; at most 4 MiB between two takes. */
struct bulk bulk_new(struct arena *a);

/* bulk_row: begins a row; the values follow in the order of its columns. NULL is STR_NONE,
 * INT64_MIN, DAY_NONE. */
void bulk_row(struct bulk *b);
void bulk_text(struct bulk *b, struct str s);
void bulk_int(struct bulk *b, int64_t n);
void bulk_day(struct bulk *b, int32_t day);

/* bulk_take(b): the array, borrowed until the next row is begun; empty text if it did not fit. */
struct str bulk_take(struct bulk *b);

/* bulk_quote(out, s): ${s}, clean UTF-8, as a JSON string. */
void bulk_quote(struct buf *out, struct str s);

#endif
