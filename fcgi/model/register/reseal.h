/*
 * Bringing the register to the current keys while the portal runs. A person's number and phone and
 * a household's address are opened, indexed and sealed anew, also as a batch kept them for undoing;
 * a query code is kept as a digest only, so that digest is digested once more under the new key
 * (household.query_chain). Safe to stop at any moment and to run again: what is under the current
 * keys is passed over.
 */
#ifndef MODEL_REGISTER_RESEAL_H
#define MODEL_REGISTER_RESEAL_H

#include "base/status.h"
#include "base/str.h"

struct db;
struct seal_keys;

struct reseal {
    int64_t after;       /* the last id looked at */
    int64_t after_batch; /* of what batches kept: its batch */
    int64_t seen;        /* rows looked at so far */
    int64_t changed;     /* rows brought to the current keys */
    int64_t failed; /* rows whose number cannot be opened: forged, or the key is not in the file */
    bool done;
};

/* reseal_counts(people, codes, db): how much there is to look at. */
enum status reseal_counts(int64_t *people, int64_t *codes, struct db *db);

/* reseal_people(r, db, keys): the next batch; reseal_codes likewise. Each in a unit of its own,
 * which the caller commits; BUSY: roll back, take the ${r} of before, try again. */
enum status reseal_people(struct reseal *r, struct db *db, const struct seal_keys *keys);
enum status reseal_addresses(struct reseal *r, struct db *db, const struct seal_keys *keys);
enum status reseal_kept_people(struct reseal *r, struct db *db, const struct seal_keys *keys);
enum status reseal_kept_addresses(struct reseal *r, struct db *db, const struct seal_keys *keys);
enum status reseal_codes(struct reseal *r, struct db *db, const struct seal_keys *keys);

/* The same of what households wrote and were told (reseal_text.c). */
enum status reseal_text_counts(int64_t *requests, int64_t *notes, struct db *db);
enum status reseal_requests(struct reseal *r, struct db *db, const struct seal_keys *keys);
enum status reseal_notes(struct reseal *r, struct db *db, const struct seal_keys *keys);

/* And of the secrets of officers' second factors (model/county/factor.h). */
enum status reseal_factors(struct reseal *r, struct db *db, const struct seal_keys *keys);

/* What still needs a key. */
struct reseal_uses {
    int64_t people;          /* under it, or under a key that was not noted */
    int64_t addresses, kept; /* households' addresses; rows kept for undoing a batch */
    int64_t waiting;         /* batches that wait */
    int64_t codes;           /* query codes whose last layer it is */
    int64_t inner;           /* query codes that have it as some layer */
    int64_t unknown;         /* query codes whose key was not noted */
    int64_t texts;           /* requests and answers of households with a text under it */
    int64_t factors;         /* secrets of officers' second factors */
};
enum status reseal_find_uses(struct reseal_uses *out, struct db *db, uint8_t key);

#endif
