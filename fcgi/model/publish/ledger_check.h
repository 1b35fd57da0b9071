/*
 * Everything that was published, read again and held against the ledger; and the ledger against
 * itself and its signed heads. Command line only. A walk is made of steps, so that the caller can
 * give memory back between two.
 */
#ifndef MODEL_PUBLISH_LEDGER_CHECK_H
#define MODEL_PUBLISH_LEDGER_CHECK_H

#include "base/merkle.h"
#include "base/status.h"
#include "base/str.h"

struct arena;
struct db;
struct seal_keys;

/* Something that differs. ${document_id} 0: the ledger as a whole. Borrowed for the call. */
struct ledger_finding {
    struct str kind;             /* policy notice project job donation */
    int64_t document_id, number; /* number 0: not of one edition */
    struct str text;             /* a sentence */
};

struct ledger_check {
    struct db *db;
    const struct seal_keys *keys; /* may be NULL: whose heads are signed is not asked then */
    void (*tell)(void *arg, const struct ledger_finding *finding);
    void *arg;
    struct arena *arena;            /* of the tree, over the whole walk */
    struct merkle_hash *levels[64]; /* the tree made anew from the leaves */
    uint64_t counts[64], rooms[64]; /* nodes there are, and there is room for */
    int64_t done;                   /* leaves seen */
};

/* ledger_check_leaves(more, c): the next hundred leaves; *more: there are others. */
enum status ledger_check_leaves(bool *more, struct ledger_check *c);

/* ledger_check_tree(c): after the last leaf: what is out and in no leaf, the stored nodes, the
 * size, and each signed head. */
enum status ledger_check_tree(struct ledger_check *c);

/* ledger_check_document(c, kind, id): the leaves of one document alone. NOT_FOUND if it has none.
 */
enum status ledger_check_document(struct ledger_check *c, const char *kind, int64_t id);

#endif
