/*
 * A step between two queries of somebody who may be guessing: a number to be worked out, which a
 * script does in about a second, or ten seconds to wait. Asked of an address that missed often
 * lately (limit_is_suspect), never of anybody's first tries.
 *
 * A token says when it was made and for which form; it is signed, works once, and for a quarter of
 * an hour. Its answer is the number n below PROOF_MOST for which the SHA-256 of "token:n" is the
 * goal. Nothing is kept of a token until it is used.
 */
#ifndef MODEL_CASEWORK_PROOF_H
#define MODEL_CASEWORK_PROOF_H

#include "base/status.h"
#include "base/str.h"

struct arena;
struct db;
struct seal_keys;

#define PROOF_MOST 8192 /* half as many digests on average */
#define PROOF_WAIT 10   /* seconds, for whoever has no answer */
#define PROOF_LIFE 900  /* seconds */

struct proof {
    struct str token, goal; /* goal: 64 hexadecimal digits */
};

/* proof_new(a, keys, form, now): a fresh one for ${form}, in ${a}. */
struct proof proof_new(struct arena *a, const struct seal_keys *keys, const char *form,
                       int64_t now);

/* proof_check(db, keys, form, token, answer, now): OK, and the token is spent when this unit of
 * work is kept: it is ours, for this form, not too old, not used before, and either the answer is
 * right or its maker has waited. DENIED if not. Within a unit that may write. */
enum status proof_check(struct db *db, const struct seal_keys *keys, const char *form,
                        struct str token, struct str answer, int64_t now);

/* proof_is_right(a, keys, form, token, answer, now): the same but for the use; pure. */
bool proof_is_right(struct arena *a, const struct seal_keys *keys, const char *form,
                    struct str token, struct str answer, int64_t now);

#endif
