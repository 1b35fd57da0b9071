/*
 * The chain of audit rows: hashing a row, chaining what was there before, walking it. The format is
 * in audit.h. Command line only, but for the hash.
 */
#ifndef MODEL_COUNTY_AUDIT_CHAIN_H
#define MODEL_COUNTY_AUDIT_CHAIN_H

#include "base/status.h"
#include "base/str.h"
#include "rows.h"

struct arena;
struct db;

/* audit_chain_hash(out, a, row): of everything in ${row} but its hash. */
void audit_chain_hash(uint8_t out[32], struct arena *a, const struct row_audit_row *row);

/* audit_chain_adopt(count, db): gives rows from before there was a chain their place in it, once;
 * how many. Does nothing when there is a chain. */
enum status audit_chain_adopt(int64_t *count, struct db *db);

/* A walk along the chain, a batch at a time, so that the caller can give the memory back between
 * two. ${walk} begins zeroed. */
struct audit_walk {
    int64_t id; /* of the last row seen */
    uint8_t hash[32];
    int64_t count;
};

/* audit_chain_next(rows, count, db, walk): the next rows; *count 0 at the end. */
enum status audit_chain_next(struct row_audit_row **rows, size_t *count, struct db *db,
                             const struct audit_walk *walk);

/* audit_chain_check(walk, a, row): NULL, or what is wrong with ${row}, a sentence's end in plain
 * words; moves on to it either way. */
const char *audit_chain_check(struct audit_walk *walk, struct arena *a,
                              const struct row_audit_row *row);

/* audit_chain_row(out, db, id): one row, or NOT_FOUND. */
enum status audit_chain_row(struct row_audit_row **out, struct db *db, int64_t id);

/* audit_chain_end(db, walk): NULL if the chain ends where its head says. */
enum status audit_chain_end(const char **wrong, struct db *db, const struct audit_walk *walk);

#endif
