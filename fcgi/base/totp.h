/*
 * One-time codes by the clock (RFC 6238: HMAC-SHA-1, six digits, thirty seconds), as every
 * authenticator app makes them. Pure. Room of liboath.
 */
#ifndef BASE_TOTP_H
#define BASE_TOTP_H

#include "base/str.h"

#define TOTP_SECRET_BYTES 20 /* RFC 4226, section 4: the length of the hash */
#define TOTP_DIGITS       6
#define TOTP_SECONDS      30

/* totp_step(step, secret, code, after, now): the time step ${code} is of: the current one, or one
 * before or behind it, as clocks go wrong; it must be later than ${after}, so that no code serves
 * twice. false: ${code} is none of them. */
bool totp_step(int64_t *step, const uint8_t secret[TOTP_SECRET_BYTES], struct str code,
               int64_t after, int64_t now);

/* totp_text(a, secret): as it is typed into an app: 32 letters and digits (RFC 4648, base 32). */
struct str totp_text(struct arena *a, const uint8_t secret[TOTP_SECRET_BYTES]);

#endif
