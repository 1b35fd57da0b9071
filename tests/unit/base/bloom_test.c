/* What was added is always known again; what was not, nearly never. */
#include "fixture.h"

#include <string.h>

#include "base/bloom.h"

/* An even digest of a number (splitmix64). */
static const uint8_t *digest(uint64_t n) {
    static uint8_t out[8];
    n += 0x9e3779b97f4a7c15;
    n = (n ^ (n >> 30)) * 0xbf58476d1ce4e5b9;
    n = (n ^ (n >> 27)) * 0x94d049bb133111eb;
    n ^= n >> 31;
    memcpy(out, &n, sizeof out);
    return out;
}

static void knows_what_came(void **state) {
    (void)state;
    struct bloom *b = bloom_new();
    size_t mistaken = 0;
    for (uint64_t i = 0; i < 200000; i++) mistaken += bloom_add(b, digest(i));
    assert_true(mistaken < 5);
    for (uint64_t i = 0; i < 200000; i++) assert_true(bloom_add(b, digest(i)));
    bloom_free(b);
    bloom_free(NULL);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(knows_what_came)};
    return cmocka_run_group_tests_name("base/bloom", tests, NULL, NULL);
}
