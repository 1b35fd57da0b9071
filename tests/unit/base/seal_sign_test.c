/* Signatures: RFC 8032's own example, whose key it was, and a file that has no signing key. */
#include "../base/fixture.h"

#include "base/seal_sign.h"

#define ZEROES "0000000000000000000000000000000000000000000000000000000000000000"
/* RFC 8032 §7.1, TEST 2. */
#define SECRET "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb"
#define PUBLIC "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c"
#define SIGNATURE                                                                                  \
    "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"                             \
    "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00"
#define OTHERS "1 index " ZEROES "\n1 seal " ZEROES "\n"

static struct seal_keys *load(const char *text) {
    struct seal_keys *keys;
    const char *path = fixture_file(text, strlen(text), 0600);
    assert_int_equal(seal_keys_load(&keys, path), OK);
    unlink(path);
    return keys;
}

/* The published signature is made, and fits nothing else. */
static void test_reference(void **state) {
    (void)state;
    struct seal_keys *keys = load(OTHERS "1 sign " SECRET "\n");
    uint8_t signature[SEAL_SIGN_SIGNATURE_BYTES], public_key[SEAL_SIGN_PUBLIC_BYTES];
    assert_int_equal(seal_sign(signature, public_key, keys, STR("\x72")), OK);
    assert_text(str_hex(arena, public_key, sizeof public_key), PUBLIC);
    assert_text(str_hex(arena, signature, sizeof signature), SIGNATURE);
    assert_true(seal_sign_check(signature, public_key, STR("\x72")));
    assert_false(seal_sign_check(signature, public_key, STR("\x73")));
    signature[10] ^= 1;
    assert_false(seal_sign_check(signature, public_key, STR("\x72")));
    assert_true(str_starts(seal_sign_pem(arena, public_key),
                           STR("-----BEGIN PUBLIC KEY-----\nMCowBQYDK2VwAyEAPUAX")));
}

/* The highest id signs; an older key is still ours, a stranger's is not. */
static void test_two_keys(void **state) {
    (void)state;
    struct seal_keys *old = load(OTHERS "1 sign " SECRET "\n");
    struct seal_keys *both = load(OTHERS "2 sign " ZEROES "\n1 sign " SECRET "\n");
    uint8_t signature[SEAL_SIGN_SIGNATURE_BYTES], first[32], second[32];
    assert_int_equal(seal_sign(signature, first, old, STR("x")), OK);
    assert_int_equal(seal_sign(signature, second, both, STR("x")), OK);
    assert_memory_not_equal(first, second, sizeof first);
    assert_true(seal_sign_is_ours(both, first));
    assert_true(seal_sign_is_ours(both, second));
    assert_false(seal_sign_is_ours(old, second));
    assert_true(seal_sign_can(both));
}

/* A file from before there was a ledger loads, signs nothing, and is given a key in place. */
static void test_no_key_yet(void **state) {
    (void)state;
    char path[64];
    strcpy(path, fixture_file(OTHERS, strlen(OTHERS), 0600));
    uint8_t signature[SEAL_SIGN_SIGNATURE_BYTES], public_key[SEAL_SIGN_PUBLIC_BYTES];
    struct seal_keys *keys;
    int64_t id;
    assert_int_equal(seal_keys_load(&keys, path), OK);
    assert_false(seal_sign_can(keys));
    assert_int_equal(seal_sign(signature, public_key, keys, STR("x")), NOT_FOUND);
    assert_int_equal(seal_keys_add_sign(path, &id), OK);
    assert_int_equal(id, 1);
    assert_int_equal(seal_keys_load(&keys, path), OK);
    assert_int_equal(seal_sign(signature, public_key, keys, STR("x")), OK);
    assert_int_equal(seal_current(keys), 1);
    /* Changing the identity keys leaves it alone. */
    assert_int_equal(seal_keys_rotate(path, &id), OK);
    assert_int_equal(seal_keys_retire(path, 1, false), OK);
    assert_int_equal(seal_keys_load(&keys, path), OK);
    assert_true(seal_sign_is_ours(keys, public_key));
    unlink(path);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        TEST(test_reference),
        TEST(test_two_keys),
        TEST(test_no_key_yet),
    };
    if (seal_start() != OK) return 1;
    return cmocka_run_group_tests_name("base/seal_sign", tests, NULL, NULL);
}
