/*
 * The ledger as anybody asks it: what a number on a sheet stands for, and the proof. Read only,
 * through what is published.
 */
#ifndef MODEL_PUBLISH_LEDGER_FIND_H
#define MODEL_PUBLISH_LEDGER_FIND_H

#include "base/merkle.h"
#include "base/status.h"
#include "model/publish/article.h"
#include "model/publish/ledger.h"

struct db;

enum ledger_verdict {
    VERDICT_CURRENT,    /* it is what was published, and is so still */
    VERDICT_CORRECTED,  /* it was; a later edition took its place */
    VERDICT_WITHDRAWN,  /* it was; it is withdrawn, with a reason */
    VERDICT_SUPERSEDED, /* a policy that another document took the place of */
    VERDICT_EVENT,      /* of a withdrawal, a succession, a stage or payment: not of a sheet */
    VERDICT_ALTERED,    /* what the portal shows now is not what was published */
};

struct ledger_found {
    struct row_ledger_leaf *leaf;
    enum ledger_verdict verdict;
    struct article article; /* the edition it is about */
    int64_t replaced_at;    /* VERDICT_CORRECTED: when, and by which edition */
    int64_t replaced_by;
    int64_t entries; /* rows of its list */
    struct str text; /* what the hash is of; empty once it is withdrawn */
};

/* ledger_find(out, db, digits): the leaf whose hash begins with ${digits}. INVALID unless these are
 * LEDGER_LEAST to 64 hexadecimal digits, NOT_FOUND without one, CONFLICT with several. */
enum status ledger_find(struct ledger_found *out, struct db *db, struct str digits);

/* ledger_find_short(out, db, edition_id): the LEDGER_SHORT digits that go on a sheet; empty when
 * the edition is in no leaf. */
enum status ledger_find_short(struct str *out, struct db *db, int64_t edition_id);

/* ledger_find_effort: the same of an edition of a project, job or donation. */
enum status ledger_find_effort(struct str *out, struct db *db, int64_t effort_id, int64_t number);

/* A proof that a leaf is in the tree of a head. */
struct ledger_proof {
    struct row_ledger_head *head; /* the newest; NULL when none has counted the leaf yet */
    int64_t size;                 /* of the tree the proof is about */
    struct merkle_hash root;
    struct merkle_path path;
};

enum status ledger_prove(struct ledger_proof *out, struct db *db, int64_t position);

/* ledger_agree(out, db, from, to): the proof that the tree of ${to} leaves continues that of
 * ${from}. INVALID unless 1 <= from <= to <= size. */
enum status ledger_agree(struct merkle_path *out, struct db *db, int64_t from, int64_t to);

/* ledger_size(out, db), ledger_list(rows, count, db, from, most): how many leaves; their hashes. */
enum status ledger_size(int64_t *out, struct db *db);
enum status ledger_list(struct row_ledger_hash **rows, size_t *count, struct db *db, int64_t from,
                        int64_t most);

#endif
