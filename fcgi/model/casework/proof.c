/*
 * Asked by the status query before it looks anything up. The number is made from the token by a
 * key, so that nothing need be remembered between giving a token out and seeing it again; while
 * keys are being changed, a token of any key in use is good.
 */
#include "model/casework/proof.h"

#include "base/arena.h"
#include "base/seal.h"
#include "db/db.h"
#include "query.h"

#define RANDOM_BYTES 12
#define SWEEP_ONE_IN 50

static struct str keyed(struct arena *a, const struct seal_keys *keys, uint8_t key,
                        const char *purpose, const char *form, struct str text) {
    uint8_t *out = arena_alloc(a, SEAL_INDEX_BYTES);
    seal_index_under(out, keys, key, purpose, str_format(a, "%s:" STR_FMT, form, STR_ARG(text)));
    return (struct str){(const char *)out, SEAL_INDEX_BYTES};
}

static struct str signature(struct arena *a, const struct seal_keys *keys, uint8_t key,
                            const char *form, struct str head) {
    struct str full = keyed(a, keys, key, "proof", form, head);
    return str_hex(a, full.p, 16);
}

static int64_t number_of(struct arena *a, const struct seal_keys *keys, uint8_t key,
                         const char *form, struct str token) {
    struct str full = keyed(a, keys, key, "proof-number", form, token);
    return ((uint8_t)full.p[0] * 256 + (uint8_t)full.p[1]) % PROOF_MOST;
}

struct proof proof_new(struct arena *a, const struct seal_keys *keys, const char *form,
                       int64_t now) {
    uint8_t ids[SEAL_INDEX_KEYS_MAX], random[RANDOM_BYTES], digest[32];
    seal_index_ids(ids, keys);
    seal_random(random, sizeof random);
    struct str head = str_format(a, "%lld." STR_FMT, (long long)now,
                                 STR_ARG(str_hex(a, random, sizeof random)));
    struct str token = str_format(a, STR_FMT "." STR_FMT, STR_ARG(head),
                                  STR_ARG(signature(a, keys, ids[0], form, head)));
    long long n = number_of(a, keys, ids[0], form, token);
    seal_digest(digest, str_format(a, STR_FMT ":%lld", STR_ARG(token), n));
    return (struct proof){token, str_hex(a, digest, sizeof digest)};
}

/* "moment.random" and the signature behind the last dot; false if it has another shape. */
static bool take_apart(struct str token, struct str *head, struct str *sign, int64_t *made) {
    struct str rest = token, at = str_cut(&rest, '.'), random = str_cut(&rest, '.');
    *sign = rest;
    *head = str_slice(token, 0, at.n + 1 + random.n);
    return str_is_digits(at) && str_int(made, at) && random.n == 2 * RANDOM_BYTES && rest.n == 32;
}

bool proof_is_right(struct arena *a, const struct seal_keys *keys, const char *form,
                    struct str token, struct str answer, int64_t now) {
    struct str head, sign;
    int64_t made, said;
    if (!take_apart(token, &head, &sign, &made)) return false;
    if (made > now || now - made >= PROOF_LIFE) return false;
    uint8_t ids[SEAL_INDEX_KEYS_MAX];
    size_t count = seal_index_ids(ids, keys);
    for (size_t i = 0; i < count; i++) {
        if (!seal_same(sign, signature(a, keys, ids[i], form, head))) continue;
        if (now - made >= PROOF_WAIT) return true;
        return str_int(&said, answer) && said == number_of(a, keys, ids[i], form, token);
    }
    return false;
}

enum status proof_check(struct db *db, const struct seal_keys *keys, const char *form,
                        struct str token, struct str answer, int64_t now) {
    if (!proof_is_right(db_arena(db), keys, form, token, answer, now)) return DENIED;
    if (seal_below(SWEEP_ONE_IN) == 0) {
        enum status st = q_proof_sweep(db, now);
        if (st != OK) return st;
    }
    uint8_t digest[32];
    seal_digest(digest, token);
    enum status st = q_proof_spend(db, (struct str){(const char *)digest, sizeof digest},
                                   now + PROOF_LIFE);
    return st == CONFLICT ? DENIED : st;
}
