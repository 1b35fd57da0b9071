/*
 * What forms led to, asked and written by serve.c around a handler.
 */
#include "model/county/once.h"

#include "base/seal.h"
#include "db/db.h"
#include "query.h"

#define SWEEP_ONE_IN 50
#define KEPT_SECONDS (24 * 60 * 60)

enum status once_find(struct str *location, struct db *db, struct str form) {
    struct row_once_find *row;
    enum status st = q_once_find(&row, db, form);
    if (st == OK) *location = row->location;
    return st;
}

enum status once_note(struct db *db, struct str form, struct str location, int64_t now) {
    enum status st = OK;
    if (seal_below(SWEEP_ONE_IN) == 0) st = q_once_sweep(db, now - KEPT_SECONDS);
    if (st == OK) st = q_once_note(db, form, location, now);
    return st == CONFLICT ? BUSY : st;
}
