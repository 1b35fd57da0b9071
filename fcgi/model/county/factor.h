/*
 * The second factor: a code of an authenticator app (base/totp.h), or one of ten codes on paper for
 * when the phone is lost. The secret is kept sealed, the paper codes as digests; no code serves
 * twice. A new secret is in the hands of the page alone, sealed, until the first code proves that
 * the app has it.
 */
#ifndef MODEL_COUNTY_FACTOR_H
#define MODEL_COUNTY_FACTOR_H

#include "base/status.h"
#include "base/str.h"
#include "base/totp.h"

struct actor;
struct db;
struct seal_keys;

#define FACTOR_CODES 10

/* factor_is_set(out, db, account_id): it signs in with one. */
enum status factor_is_set(bool *out, struct db *db, int64_t account_id);

/* factor_left(out, db, account_id): paper codes that were not used. */
enum status factor_left(int64_t *out, struct db *db, int64_t account_id);

/* factor_offer(secret, wrapped, a, keys, account_id): a new secret and the same sealed, for the
 * form to carry. factor_offered: that secret again; false if the form was tampered with or is
 * another account's. */
void factor_offer(uint8_t secret[TOTP_SECRET_BYTES], struct str *wrapped, struct arena *a,
                  const struct seal_keys *keys, int64_t account_id);
bool factor_offered(uint8_t secret[TOTP_SECRET_BYTES], struct arena *a,
                    const struct seal_keys *keys, int64_t account_id, struct str wrapped);

/* factor_fits(a, secret, code, now): ${code} is of this secret, so the app has it. */
bool factor_fits(struct arena *a, const uint8_t secret[TOTP_SECRET_BYTES], struct str code,
                 int64_t now);

/* factor_set(codes, db, keys, actor, secret, code, now): from now on the actor signs in with this
 * secret. ${codes}: ten new ones to be shown once; older ones are void. His other sessions end
 * with the caller. DENIED: ${code} is not of this secret. */
enum status factor_set(struct str codes[FACTOR_CODES], struct db *db, const struct seal_keys *keys,
                       const struct actor *actor, const uint8_t secret[TOTP_SECRET_BYTES],
                       struct str code, int64_t now);

/* factor_check(paper, db, keys, account_id, code, now): the code of the app or one on paper, which
 * is thereby used; typed with blanks or hyphens or not. DENIED: neither, or used before. *paper: it
 * was one on paper. */
enum status factor_check(bool *paper, struct db *db, const struct seal_keys *keys,
                         int64_t account_id, struct str code, int64_t now);

/* factor_forget(db, account_id): signs in without, and sets up a new one where one is needed. */
enum status factor_forget(struct db *db, int64_t account_id);

/* factor_context(a, account_id): what the secret is sealed to. */
struct str factor_context(struct arena *a, int64_t account_id);

#endif
