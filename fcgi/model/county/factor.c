/*
 * Asked at sign-in, and by an account's own page where the factor is set up. Who needs one is
 * account.c's.
 */
#include "model/county/factor.h"

#include "base/arena.h"
#include "base/buf.h"
#include "base/seal.h"
#include "db/db.h"
#include "model/county/account.h"
#include "model/county/audit.h"
#include "model/county/password.h"
#include "query.h"

#define CODE_MOST 40

enum status factor_is_set(bool *out, struct db *db, int64_t account_id) {
    struct row_factor_find *row;
    enum status st = q_factor_find(&row, db, account_id);
    *out = st == OK;
    return st == NOT_FOUND ? OK : st;
}

enum status factor_left(int64_t *out, struct db *db, int64_t account_id) {
    struct row_recovery_left *row;
    enum status st = q_recovery_left(&row, db, account_id);
    if (st == OK) *out = row->count;
    return st;
}

struct str factor_context(struct arena *a, int64_t account_id) {
    return str_format(a, "totp:%lld", (long long)account_id);
}

/* What a form carries is sealed to another purpose than what is kept. */
static struct str offer_context(struct arena *a, int64_t account_id) {
    return str_format(a, "totp-offer:%lld", (long long)account_id);
}

void factor_offer(uint8_t secret[TOTP_SECRET_BYTES], struct str *wrapped, struct arena *a,
                  const struct seal_keys *keys, int64_t account_id) {
    seal_random(secret, TOTP_SECRET_BYTES);
    *wrapped = seal_wrap(a, keys, offer_context(a, account_id),
                         (struct str){(const char *)secret, TOTP_SECRET_BYTES});
}

static bool take_secret(uint8_t secret[TOTP_SECRET_BYTES], struct str text) {
    if (text.n != TOTP_SECRET_BYTES) return false;
    for (size_t i = 0; i < text.n; i++) secret[i] = (uint8_t)text.p[i];
    return true;
}

bool factor_offered(uint8_t secret[TOTP_SECRET_BYTES], struct arena *a,
                    const struct seal_keys *keys, int64_t account_id, struct str wrapped) {
    struct str text;
    return seal_unwrap(&text, a, keys, offer_context(a, account_id), wrapped) &&
           take_secret(secret, text);
}

/* As it was meant: without blanks and hyphens, in lower case. */
static struct str plain(struct arena *a, struct str code) {
    struct buf b = buf_new(a, CODE_MOST);
    for (size_t i = 0; i < code.n; i++) {
        char c = code.p[i];
        if (c != ' ' && c != '-') buf_byte(&b, c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c);
    }
    return buf_str(&b);
}

/* Sixty random bits need no slow hash. */
static struct str digest_of(struct arena *a, int64_t account_id, struct str code) {
    char *out = arena_alloc(a, 32);
    struct str parts[] = {str_format(a, "recovery:%lld:", (long long)account_id), plain(a, code)};
    seal_digest_of((uint8_t *)out, parts, sizeof parts / sizeof parts[0]);
    return (struct str){out, 32};
}

bool factor_fits(struct arena *a, const uint8_t secret[TOTP_SECRET_BYTES], struct str code,
                 int64_t now) {
    int64_t step;
    return totp_step(&step, secret, plain(a, code), 0, now);
}

static enum status new_codes(struct str codes[FACTOR_CODES], struct db *db, int64_t account_id) {
    struct arena *a = db_arena(db);
    enum status st = q_recovery_drop(db, account_id);
    for (size_t i = 0; st == OK && i < FACTOR_CODES; i++) {
        codes[i] = password_once(a);
        st = q_recovery_add(db, account_id, digest_of(a, account_id, codes[i]));
    }
    return st;
}

enum status factor_set(struct str codes[FACTOR_CODES], struct db *db, const struct seal_keys *keys,
                       const struct actor *actor, const uint8_t secret[TOTP_SECRET_BYTES],
                       struct str code, int64_t now) {
    struct arena *a = db_arena(db);
    int64_t step;
    if (!totp_step(&step, secret, plain(a, code), 0, now)) return DENIED;
    struct str text = {(const char *)secret, TOTP_SECRET_BYTES};
    struct str sealed = seal_close(a, keys, factor_context(a, actor->id), text);
    enum status st = q_factor_put(db, actor->id, sealed, step, now);
    if (st == OK) st = new_codes(codes, db, actor->id);
    if (st != OK) return st;
    return audit_add(db, actor, "factor_set", "account", actor->id, STR(""), now);
}

static enum status check_paper(struct db *db, int64_t account_id, struct str code, int64_t now) {
    enum status st = q_recovery_use(db, now, account_id, digest_of(db_arena(db), account_id, code));
    return st == OK && db_changed(db) != 1 ? DENIED : st;
}

enum status factor_check(bool *paper, struct db *db, const struct seal_keys *keys,
                         int64_t account_id, struct str code, int64_t now) {
    struct arena *a = db_arena(db);
    struct row_factor_find *row;
    struct str text, typed = plain(a, code);
    uint8_t secret[TOTP_SECRET_BYTES];
    int64_t step;
    *paper = typed.n != TOTP_DIGITS;
    if (*paper) return check_paper(db, account_id, code, now);
    enum status st = q_factor_find(&row, db, account_id);
    if (st != OK) return st == NOT_FOUND ? DENIED : st;
    st = seal_open(&text, a, keys, factor_context(a, account_id), row->secret_sealed);
    if (st != OK || !take_secret(secret, text)) return FAILED;
    if (!totp_step(&step, secret, typed, row->last_step, now)) return DENIED;
    st = q_factor_step(db, step, account_id);
    return st == OK && db_changed(db) != 1 ? DENIED : st;
}

enum status factor_forget(struct db *db, int64_t account_id) {
    enum status st = q_factor_drop(db, account_id);
    return st == OK ? q_recovery_drop(db, account_id) : st;
}
