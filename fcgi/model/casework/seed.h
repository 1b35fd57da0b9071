/*
 * Filling an empty database, the part of tickets: questions as they came in over the weeks, and
 * what was answered. Called by the demo command only.
 */
#ifndef MODEL_CASEWORK_SEED_H
#define MODEL_CASEWORK_SEED_H

#include "base/status.h"
#include "base/str.h"

struct db;
struct seal_keys;

struct seed_ticket {
    struct str kind, region, area, question, text; /* text: what was written */
    int64_t asked_at, decided_at;                  /* decided_at MOMENT_NONE: it waits */
    struct str answer;
    int64_t writer, publisher; /* accounts */
};

/* seed_ticket(db, keys, t): a ticket of nobody; an answered one is public. */
enum status seed_ticket(struct db *db, const struct seal_keys *keys, const struct seed_ticket *t);

#endif
