/* Codes by the clock are those of RFC 6238, and none serves twice. */
#include "fixture.h"

#include "base/totp.h"

static const uint8_t secret[TOTP_SECRET_BYTES] = "12345678901234567890";

/* RFC 6238, appendix B, SHA-1, the last six of eight digits. */
static const struct {
    int64_t at;
    const char *code;
} vectors[] = {
    {59, "287082"},         {1111111109, "081804"}, {1111111111, "050471"},
    {1234567890, "005924"}, {2000000000, "279037"}, {20000000000, "353130"},
};

static void test_vectors(void **state) {
    (void)state;
    for (size_t i = 0; i < COUNT(vectors); i++) {
        int64_t step = 0;
        assert_true(totp_step(&step, secret, str_from(vectors[i].code), 0, vectors[i].at));
        assert_int_equal(step, vectors[i].at / TOTP_SECONDS);
    }
}

/* A clock may be half a minute off, not more. */
static void test_drift(void **state) {
    (void)state;
    int64_t step, at = vectors[3].at / TOTP_SECONDS * TOTP_SECONDS;
    struct str code = str_from(vectors[3].code);
    assert_true(totp_step(&step, secret, code, 0, at - 1));
    assert_true(totp_step(&step, secret, code, 0, at + 2 * TOTP_SECONDS - 1));
    assert_false(totp_step(&step, secret, code, 0, at - TOTP_SECONDS - 1));
    assert_false(totp_step(&step, secret, code, 0, at + 2 * TOTP_SECONDS));
}

/* A step that was used is over, and so are those before it. */
static void test_once(void **state) {
    (void)state;
    int64_t step, now = vectors[3].at, own = now / TOTP_SECONDS;
    struct str code = str_from(vectors[3].code);
    assert_true(totp_step(&step, secret, code, own - 1, now));
    assert_false(totp_step(&step, secret, code, own, now));
    assert_false(totp_step(&step, secret, code, own + 1, now));
}

static void test_wrong(void **state) {
    (void)state;
    static const char *const wrong[] = {"", "28708", "2870822", "287083", "abcdef", " 287082"};
    int64_t step;
    for (size_t i = 0; i < COUNT(wrong); i++) {
        assert_false(totp_step(&step, secret, str_from(wrong[i]), 0, 59));
    }
}

/* RFC 4648, base 32, as `base32` of coreutils writes it. */
static void test_text(void **state) {
    (void)state;
    static const uint8_t high[TOTP_SECRET_BYTES] = {0xff, 0xff, 0xff, 0xff, 0xff, 0, 0, 0, 0, 1};
    assert_text(totp_text(arena, secret), "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ");
    assert_text(totp_text(arena, high), "77777777AAAAAAABAAAAAAAAAAAAAAAA");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        TEST(test_vectors), TEST(test_drift), TEST(test_once), TEST(test_wrong), TEST(test_text),
    };
    return cmocka_run_group_tests_name("base/totp", tests, NULL, NULL);
}
