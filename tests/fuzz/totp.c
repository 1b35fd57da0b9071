/* A one-time code of any bytes: taken only for a step near now, and never one that has served. */
#include "fuzz.h"

#include "base/totp.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    struct arena *a = fresh();
    struct feed f = {data, size};
    uint8_t secret[TOTP_SECRET_BYTES] = {0};
    int64_t step = 0, now = (int64_t)number_of(&f, 4), after = (int64_t)number_of(&f, 4);
    for (size_t i = 0; i < sizeof secret; i++) secret[i] = (uint8_t)number_of(&f, 1);
    if (totp_step(&step, secret, text_of(a, f.p, f.n), after, now)) {
        must(f.n == 6 && step > after && step >= now / 30 - 1 && step <= now / 30 + 1);
    }
    return 0;
}
