/*
 * Filling an empty database, the published part: documents as they came out over the years, with
 * the dates they had. Everybody else publishes through the rules; this is for the demo
 * command only, which makes up the past.
 */
#ifndef MODEL_PUBLISH_SEED_H
#define MODEL_PUBLISH_SEED_H

#include "base/date.h"
#include "base/status.h"
#include "base/str.h"

struct db;

/* One edition, named as in the table; texts that are left out are empty, days and moments must be
 * NONE where there is none. It was written and published by ${writer} and ${publisher}. */
struct seed_edition {
    int64_t document_id, number;
    struct str kind, region, state, title, body, issuer;
    struct str document_number, level, area;                                   /* policy */
    struct str card_who, card_what, card_how, card_when, card_bring, card_ask; /* policy */
    struct str fit;                                  /* its conditions, as fit.h writes them */
    int32_t issued_on, effective_from, effective_to; /* policy */
    struct str type, change_note, withdrawn_reason;  /* notice */
    int64_t window_days;                             /* notice */
    int64_t published_at, withdrawn_at;
    int64_t writer, publisher;
};

/* One row of a list; ${name} is masked already. ${amount} may be MONEY_NONE. */
struct seed_entry {
    struct str name, village, team, category;
    int64_t size, amount;
};

/* seed_document(id, db, kind, region, writer, at): the document its editions hang on. */
enum status seed_document(int64_t *id, struct db *db, struct str kind, struct str region,
                          int64_t writer, int64_t at);

/* seed_edition(id, db, e): reckons the window from published_at and window_days (0: no window). */
enum status seed_edition(int64_t *id, struct db *db, const struct seed_edition *e);

/* seed_successor(db, id, successor): document ${successor} replaced document ${id}. */
enum status seed_successor(struct db *db, int64_t id, int64_t successor);

/* seed_entry(db, edition_id, position, e): positions count from 1. */
enum status seed_entry(struct db *db, int64_t edition_id, int64_t position,
                       const struct seed_entry *e);

/* seed_attachment(db, edition_id, position, name, type, size, digest): a file that lies under its
 * SHA-256 ${digest} (hexadecimal). */
enum status seed_attachment(struct db *db, int64_t edition_id, int64_t position, struct str name,
                            struct str type, int64_t size, struct str digest);

#endif
