/*
 * Asked when somebody signs in or sets up an app (model/county/factor.c).
 */
#include "base/totp.h"

#include <liboath/oath.h>

#include "base/arena.h"
#include "base/seal.h"

#define DRIFT 1 /* steps a clock may be off, either way */

/* liboath's own validation says a position in the window, in which a step that was used cannot be
 * left out: so the codes are made one by one. */
static bool is_code_of(const uint8_t *secret, int64_t step, struct str code) {
    char right[TOTP_DIGITS + 1];
    if (oath_totp_generate((const char *)secret, TOTP_SECRET_BYTES, (time_t)(step * TOTP_SECONDS),
                           TOTP_SECONDS, 0, TOTP_DIGITS, right) != OATH_OK)
        return false;
    return seal_same((struct str){right, TOTP_DIGITS}, code);
}

bool totp_step(int64_t *step, const uint8_t secret[TOTP_SECRET_BYTES], struct str code,
               int64_t after, int64_t now) {
    int64_t middle = now / TOTP_SECONDS;
    for (int64_t s = middle - DRIFT; s <= middle + DRIFT; s++) {
        if (s <= after || !is_code_of(secret, s, code)) continue;
        *step = s;
        return true;
    }
    return false;
}

struct str totp_text(struct arena *a, const uint8_t secret[TOTP_SECRET_BYTES]) {
    static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    char *out = arena_alloc(a, TOTP_SECRET_BYTES * 8 / 5);
    for (size_t i = 0; i < TOTP_SECRET_BYTES * 8 / 5; i++) {
        size_t bit = i * 5;
        unsigned two = (unsigned)secret[bit / 8] << 8;
        if (bit / 8 + 1 < TOTP_SECRET_BYTES) two |= secret[bit / 8 + 1];
        out[i] = letters[two >> (11 - bit % 8) & 31];
    }
    return (struct str){out, TOTP_SECRET_BYTES * 8 / 5};
}
