/* What is sealed opens only where it was sealed, under keys that nobody else could read. */
#include "fixture.h"

#include <sodium.h>
#include <time.h>

#include "base/seal.h"

#define HEX_A "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff"
#define HEX_B "ffeeddccbbaa99887766554433221100ffeeddccbbaa99887766554433221100"

static enum status load_mode(struct seal_keys **keys, const char *text, mode_t mode) {
    const char *path = fixture_file(text, strlen(text), mode);
    enum status status = seal_keys_load(keys, path);
    unlink(path);
    return status;
}

static struct seal_keys *keys_from(const char *text) {
    struct seal_keys *keys;
    assert_int_equal(load_mode(&keys, text, 0600), OK);
    assert_non_null(keys);
    return keys;
}

static struct seal_keys *some_keys(void) {
    static struct seal_keys *keys;
    if (!keys) keys = keys_from("1 index " HEX_A "\n1 seal " HEX_B "\n");
    return keys;
}

static enum status open_quietly(struct str *out, struct seal_keys *keys, struct str context,
                                struct str sealed) {
    stderr_catch();
    enum status status = seal_open(out, arena, keys, context, sealed);
    stderr_caught();
    return status;
}

/* A sealed text opens again in its context, whatever its length. */
static void test_round_trip(void **state) {
    (void)state;
    struct seal_keys *keys = some_keys();
    static const struct str texts[] = {
        STR_INIT(""),
        STR_INIT("1"),
        STR_INIT("11010119900307123X"),
        STR_INIT("a\0b"),
    };
    for (size_t i = 0; i < COUNT(texts); i++) {
        struct str sealed = seal_close(arena, keys, STR("person 7"), texts[i]);
        assert_int_equal(sealed.n, 1 + 24 + texts[i].n + 16);
        assert_int_equal(sealed.p[0], 1);
        struct str back;
        assert_int_equal(seal_open(&back, arena, keys, STR("person 7"), sealed), OK);
        assert_true(str_eq(back, texts[i]));
    }
    struct str sealed = seal_close(arena, keys, STR_NONE, STR_NONE);
    struct str back;
    assert_int_equal(seal_open(&back, arena, keys, STR(""), sealed), OK);
    assert_int_equal(back.n, 0);
}

/* The same text is never the same twice, and is not to be seen in its seal. */
static void test_fresh_nonce(void **state) {
    (void)state;
    struct seal_keys *keys = some_keys();
    struct str text = STR("11010119900307123X");
    struct str one = seal_close(arena, keys, STR("c"), text);
    struct str two = seal_close(arena, keys, STR("c"), text);
    assert_false(str_eq(one, two));
    assert_int_equal(str_find(one, text), one.n);
}

/* A changed bit anywhere, a cut, an addition: it does not open and gives nothing away. */
static void test_tampered(void **state) {
    (void)state;
    struct seal_keys *keys = some_keys();
    struct str sealed = seal_close(arena, keys, STR("c"), STR("secret"));
    char *bytes = (char *)arena_alloc(arena, sealed.n + 1);
    struct str back;
    for (size_t i = 0; i < sealed.n; i++) {
        memcpy(bytes, sealed.p, sealed.n);
        bytes[i] = (char)(bytes[i] ^ (1 << (i % 8)));
        back = STR("before");
        assert_int_equal(open_quietly(&back, keys, STR("c"), (struct str){bytes, sealed.n}),
                         FAILED);
        assert_null(back.p);
    }
    for (size_t n = 0; n < sealed.n; n++)
        assert_int_equal(open_quietly(&back, keys, STR("c"), str_slice(sealed, 0, n)), FAILED);
    memcpy(bytes, sealed.p, sealed.n);
    bytes[sealed.n] = 0;
    assert_int_equal(open_quietly(&back, keys, STR("c"), (struct str){bytes, sealed.n + 1}),
                     FAILED);
    assert_int_equal(open_quietly(&back, keys, STR("c"), STR_NONE), FAILED);
}

/* A ciphertext that was moved to another row does not open there. */
static void test_moved(void **state) {
    (void)state;
    struct seal_keys *keys = some_keys();
    struct str sealed = seal_close(arena, keys, STR("person 7"), STR("secret"));
    struct str back;
    assert_int_equal(open_quietly(&back, keys, STR("person 8"), sealed), FAILED);
    assert_int_equal(open_quietly(&back, keys, STR("person 7 "), sealed), FAILED);
    assert_int_equal(open_quietly(&back, keys, STR(""), sealed), FAILED);
    assert_int_equal(seal_open(&back, arena, keys, STR("person 7"), sealed), OK);
}

/* After a rotation the new key seals, the old one still opens, and a key that is gone does not. */
static void test_rotation(void **state) {
    (void)state;
    struct seal_keys *before = some_keys();
    struct seal_keys *after = keys_from("# 2026 年换新\n"
                                        "9 seal " HEX_A "   # 现在用的\r\n"
                                        "\n"
                                        "  1\tindex  " HEX_A "\n"
                                        "1 seal " HEX_B "\n"
                                        "2 index " HEX_B);
    struct str old = seal_close(arena, before, STR("c"), STR("old"));
    struct str new = seal_close(arena, after, STR("c"), STR("new"));
    struct str back;
    assert_int_equal(new.p[0], 9);
    assert_int_equal(seal_open(&back, arena, after, STR("c"), old), OK);
    assert_text(back, "old");
    assert_int_equal(seal_open(&back, arena, after, STR("c"), new), OK);
    assert_text(back, "new");
    assert_int_equal(open_quietly(&back, before, STR("c"), new), FAILED);

    uint8_t one[SEAL_INDEX_BYTES], two[SEAL_INDEX_BYTES];
    seal_index(one, before, "id", STR("x"));
    seal_index(two, after, "id", STR("x"));
    assert_memory_not_equal(one, two, sizeof one);
}

/* An id without a key is no key of zeros: what was forged under zeros does not open. */
static void test_no_such_key(void **state) {
    (void)state;
    static const unsigned char zeros[32];
    unsigned char forged[1 + 24 + 6 + 16] = {2};
    crypto_aead_xchacha20poly1305_ietf_encrypt(forged + 25, NULL, (const unsigned char *)"forged",
                                               6, (const unsigned char *)"c", 1, NULL, forged + 1,
                                               zeros);
    struct str sealed = {(const char *)forged, sizeof forged};
    struct str back;
    assert_int_equal(open_quietly(&back, some_keys(), STR("c"), sealed), FAILED);
    forged[0] = 0;
    assert_int_equal(open_quietly(&back, some_keys(), STR("c"), sealed), FAILED);
}

/* An index depends on key, purpose and text, and on nothing else. */
static void test_index(void **state) {
    (void)state;
    struct seal_keys *keys = some_keys();
    struct seal_keys *same = keys_from("1 seal " HEX_A "\n1 index " HEX_A "\n");
    uint8_t a[SEAL_INDEX_BYTES], b[SEAL_INDEX_BYTES];
    seal_index(a, keys, "id", STR("11010119900307123X"));
    seal_index(b, same, "id", STR("11010119900307123X"));
    assert_memory_equal(a, b, sizeof a);
    seal_index(b, keys, "id", STR("110101199003071231"));
    assert_memory_not_equal(a, b, sizeof a);
    seal_index(b, keys, "query-code", STR("11010119900307123X"));
    assert_memory_not_equal(a, b, sizeof a);

    seal_index(a, keys, "id", STR("x")); /* the zero byte keeps purpose and text apart */
    seal_index(b, keys, "idx", STR(""));
    assert_memory_not_equal(a, b, sizeof a);
    seal_index(a, keys, "id", STR_NONE);
    seal_index(b, keys, "id", STR(""));
    assert_memory_equal(a, b, sizeof a);

    uint8_t key[32];
    assert_true(str_unhex(key, sizeof key, STR(HEX_A)));
    crypto_auth_hmacsha512256(b, (const unsigned char *)"id\0x", 4, key);
    seal_index(a, keys, "id", STR("x"));
    assert_memory_equal(a, b, sizeof a);
}

/* A key file that others can read, or that is not exactly right, is refused without its keys. */
static void test_key_file_refused(void **state) {
    (void)state;
    static const struct {
        const char *text;
        mode_t mode;
    } bad[] = {
        {"1 index " HEX_A "\n1 seal " HEX_B "\n", 0644},
        {"1 index " HEX_A "\n1 seal " HEX_B "\n", 0602},
        {"", 0600},
        {"# nothing\n", 0600},
        {"1 index " HEX_A "\n", 0600},
        {"1 seal " HEX_B "\n", 0600},
        {"0 index " HEX_A "\n1 seal " HEX_B "\n", 0600},
        {"256 index " HEX_A "\n1 seal " HEX_B "\n", 0600},
        {"-1 index " HEX_A "\n1 seal " HEX_B "\n", 0600},
        {"x index " HEX_A "\n1 seal " HEX_B "\n", 0600},
        {"1 Index " HEX_A "\n1 seal " HEX_B "\n", 0600},
        {"1 index " HEX_A "0\n1 seal " HEX_B "\n", 0600},
        {"1 index 0011\n1 seal " HEX_B "\n", 0600},
        {"1 index\n1 seal " HEX_B "\n", 0600},
        {"1 index " HEX_A " more\n1 seal " HEX_B "\n", 0600},
        {"1 index " HEX_A "\n1 index " HEX_B "\n1 seal " HEX_B "\n", 0600},
    };
    for (size_t i = 0; i < COUNT(bad); i++) {
        struct seal_keys *keys;
        stderr_catch();
        enum status status = load_mode(&keys, bad[i].text, bad[i].mode);
        struct str said = stderr_caught();
        if (status != INVALID || keys) fail_msg("%zu", i);
        assert_true(str_find(said, STR("keys_refused")) < said.n);
        assert_true(str_find(said, STR("8899aabb")) == said.n);
        assert_true(str_find(said, STR("bbaa9988")) == said.n);
    }
    struct seal_keys *keys;
    assert_int_equal(load_mode(&keys, "1 index " HEX_A "\n1 seal " HEX_B "\n", 0640), OK);

    stderr_catch();
    assert_int_equal(seal_keys_load(&keys, "/nonexistent/keys"), INVALID);
    assert_int_equal(seal_keys_load(&keys, "/tmp"), INVALID);
    stderr_caught();
}

/* A key file longer than any real one is refused, not read in part. */
static void test_key_file_too_long(void **state) {
    (void)state;
    static const char start[] = "1 index " HEX_A "\n1 seal " HEX_B "\n#";
    char *text = arena_alloc(arena, 70000);
    memset(text, '#', 69999);
    memcpy(text, start, sizeof start - 1);
    struct seal_keys *keys;
    stderr_catch();
    assert_int_equal(load_mode(&keys, text, 0600), INVALID);
    stderr_caught();
}

/* A new key file is private, fresh, loads, and never replaces another. */
static void test_key_file_written(void **state) {
    (void)state;
    const char *path = fixture_file("", 0, 0600);
    unlink(path);
    umask(0);
    assert_int_equal(seal_keys_write(path), OK);
    struct stat about;
    assert_int_equal(stat(path, &about), 0);
    assert_int_equal(about.st_mode & 07777, 0600);

    struct seal_keys *keys, *others;
    assert_int_equal(seal_keys_load(&keys, path), OK);
    stderr_catch();
    assert_int_equal(seal_keys_write(path), CONFLICT);
    assert_int_equal(seal_keys_write("/nonexistent/keys"), FAILED);
    stderr_caught();
    uint8_t a[SEAL_INDEX_BYTES], b[SEAL_INDEX_BYTES];
    seal_index(a, keys, "id", STR("x"));
    assert_int_equal(seal_keys_load(&others, path), OK);
    seal_index(b, others, "id", STR("x"));
    assert_memory_equal(a, b, sizeof a);

    unlink(path);
    assert_int_equal(seal_keys_write(path), OK);
    assert_int_equal(seal_keys_load(&others, path), OK);
    seal_index(b, others, "id", STR("x"));
    assert_memory_not_equal(a, b, sizeof a);
    unlink(path);
}

/* A password matches its own hash only. */
static void test_password(void **state) {
    (void)state;
    struct str stored = seal_password(arena, STR("正确的密码 1"));
    assert_true(str_starts(stored, STR("$argon2id$v=19$m=19456,t=2,p=1$")));
    assert_true(seal_password_is(stored, STR("正确的密码 1")));
    assert_false(seal_password_is(stored, STR("正确的密码 2")));
    assert_false(seal_password_is(stored, STR("正确的密码 1\0")));
    assert_false(seal_password_is(stored, STR("")));
    assert_false(seal_password_is(stored, STR_NONE));
    assert_false(str_eq(stored, seal_password(arena, STR("正确的密码 1"))));
    assert_false(seal_password_is(str_slice(stored, 0, stored.n - 1), STR("正确的密码 1")));

    struct str empty = seal_password(arena, STR(""));
    assert_true(seal_password_is(empty, STR_NONE));
}

static double seconds_of(struct str stored) {
    struct timespec from, to;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &from);
    assert_false(seal_password_is(stored, STR("wrong")));
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &to);
    return (double)(to.tv_sec - from.tv_sec) + (double)(to.tv_nsec - from.tv_nsec) / 1e9;
}

/* No stored password, nothing and not even the stand-in's own, lets anybody in, at the full cost.
 */
static void test_password_of_nobody(void **state) {
    (void)state;
    struct str stored = seal_password(arena, STR("right"));
    assert_false(seal_password_is(STR_NONE, STR("nobody")));
    assert_false(seal_password_is(STR(""), STR("")));
    assert_false(seal_password_is(STR("$argon2id$"), STR("")));
    char *longer = arena_alloc(arena, 4000);
    memset(longer, '$', 4000);
    assert_false(seal_password_is((struct str){longer, 4000}, STR("nobody")));
    assert_true(seconds_of(STR_NONE) > seconds_of(stored) / 4);
}

/* Tokens are 256 random bits that fit into a URL. */
static void test_token(void **state) {
    (void)state;
    for (int i = 0; i < 50; i++) {
        struct str token = seal_token(arena);
        assert_int_equal(token.n, 43);
        for (size_t k = 0; k < token.n; k++)
            assert_non_null(strchr("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
                                   "0123456789-_",
                                   token.p[k]));
        assert_false(str_eq(token, seal_token(arena)));
    }
}

/* A digest is SHA-256. */
static void test_digest(void **state) {
    (void)state;
    uint8_t out[32];
    seal_digest(out, STR("abc"));
    assert_text(str_hex(arena, out, 32),
                "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    seal_digest(out, STR_NONE);
    assert_text(str_hex(arena, out, 32),
                "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
}

/* A mark is BLAKE2b of 16 bytes, as `b2sum -l 128` prints it. */
static void test_mark(void **state) {
    (void)state;
    uint8_t out[SEAL_MARK_BYTES];
    seal_mark(out, STR("abc"));
    assert_text(str_hex(arena, out, sizeof out), "cf4ab791c62b8d2b2109c90275287816");
}

/* Same is the same bytes and the same length. */
static void test_same(void **state) {
    (void)state;
    assert_true(seal_same(STR("abc"), STR("abc")));
    assert_true(seal_same(STR(""), STR_NONE));
    assert_false(seal_same(STR("abc"), STR("abd")));
    assert_false(seal_same(STR("abc"), STR("ab")));
    assert_false(seal_same(STR(""), STR("a")));
}

/* Random numbers reach every value below their bound, and none at it. */
static void test_random(void **state) {
    (void)state;
    int seen[7] = {0};
    for (int i = 0; i < 2000; i++) {
        uint32_t n = seal_below(7);
        assert_true(n < 7);
        seen[n]++;
    }
    for (size_t i = 0; i < COUNT(seen); i++) assert_true(seen[i] > 100);
    assert_int_equal(seal_below(1), 0);
    assert_int_equal(seal_below(0), 0);

    uint8_t a[32] = {0}, b[32] = {0};
    seal_random(a, sizeof a);
    seal_random(b, sizeof b);
    assert_memory_not_equal(a, b, sizeof a);
}

/* A file is rotated and retired in place: comments, mode and the other keys stay; what was sealed
 * opens until its key is gone; a worn key makes inner layers and nothing else. */
static void test_keys_changed(void **state) {
    (void)state;
    char text[] = "# ours\n1 index " HEX_A "\n1 seal " HEX_B, path[64];
    strcpy(path, fixture_file(text, strlen(text), 0640));
    struct seal_keys *one, *two, *three;
    struct stat about;
    struct str back;
    uint8_t ids[SEAL_INDEX_KEYS_MAX], old[SEAL_INDEX_BYTES], again[SEAL_INDEX_BYTES];
    int64_t id;
    assert_int_equal(seal_keys_load(&one, path), OK);
    seal_index(old, one, "id", STR("x"));
    struct str sealed = seal_close(arena, one, STR("c"), STR("number"));

    assert_int_equal(seal_keys_rotate(path, &id), OK);
    assert_int_equal(id, 2);
    assert_int_equal(stat(path, &about), 0);
    assert_int_equal(about.st_mode & 0777, 0640);
    assert_int_equal(seal_keys_load(&two, path), OK);
    assert_int_equal(seal_index_ids(ids, two), 2);
    assert_int_equal(ids[0], 2);
    assert_int_equal(ids[1], 1);
    assert_int_equal(seal_current(two), 2);
    assert_true(seal_index_under(again, two, 1, "id", STR("x")));
    assert_memory_equal(old, again, sizeof old);
    assert_int_equal(seal_open(&back, arena, two, STR("c"), sealed), OK);

    assert_int_equal(seal_keys_rotate(path, &id), OK);
    assert_int_equal(seal_keys_rotate(path, &id), CONFLICT);
    assert_int_equal(seal_keys_retire(path, 3, true), CONFLICT);
    assert_int_equal(seal_keys_retire(path, 9, true), NOT_FOUND);
    assert_int_equal(seal_keys_retire(path, 1, true), OK);
    assert_int_equal(seal_keys_retire(path, 1, true), NOT_FOUND);
    assert_int_equal(seal_keys_retire(path, 2, false), OK);
    assert_int_equal(seal_keys_load(&three, path), OK);
    assert_int_equal(seal_index_ids(ids, three), 1);
    assert_int_equal(ids[0], 3);
    assert_true(seal_index_under(again, three, 1, "id", STR("x")));
    assert_memory_equal(old, again, sizeof old);
    assert_false(seal_index_under(again, three, 2, "id", STR("x")));
    assert_int_equal(open_quietly(&back, three, STR("c"), sealed), FAILED);

    struct seal_keys *held = one; /* whoever held the first ones sees the new file */
    stderr_catch();
    seal_keys_renew(&held, path);
    stderr_caught();
    assert_int_equal(seal_current(held), 3);
    struct seal_keys *same = held;
    seal_keys_renew(&held, path);
    assert_ptr_equal(held, same);
    assert_int_equal(chmod(path, 0644), 0);
    assert_int_equal(truncate(path, 5), 0);
    stderr_catch();
    seal_keys_renew(&held, path); /* one that cannot be used changes nothing */
    stderr_caught();
    assert_ptr_equal(held, same);
    unlink(path);
}

/* What a visitor carries opens in its context only, and nothing he sends instead does, or is
 * logged.
 */
static void test_wrapped(void **state) {
    (void)state;
    struct seal_keys *keys = some_keys();
    struct str text, wrapped = seal_wrap(arena, keys, STR("a"), STR("4361n29400000"));
    assert_int_equal(wrapped.n, (1 + 24 + 13 + 16) * 4 / 3);
    assert_true(seal_unwrap(&text, arena, keys, STR("a"), wrapped));
    assert_true(str_is(text, "4361n29400000"));
    stderr_catch();
    assert_false(seal_unwrap(&text, arena, keys, STR("b"), wrapped));
    assert_false(seal_unwrap(&text, arena, keys, STR("a"), STR_NONE));
    assert_false(seal_unwrap(&text, arena, keys, STR("a"), STR("AQ")));
    assert_false(seal_unwrap(&text, arena, keys, STR("a"), STR("not base64, 不是")));
    assert_false(seal_unwrap(&text, arena, keys, STR("a"), str_slice(wrapped, 0, wrapped.n - 4)));
    for (size_t i = 0; i < wrapped.n; i++) {
        struct str other = str_copy(arena, wrapped);
        ((char *)(uintptr_t)other.p)[i] = other.p[i] == 'A' ? 'B' : 'A';
        assert_false(seal_unwrap(&text, arena, keys, STR("a"), other));
    }
    assert_int_equal(stderr_caught().n, 0);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        TEST(test_round_trip),
        TEST(test_fresh_nonce),
        TEST(test_tampered),
        TEST(test_moved),
        TEST(test_rotation),
        TEST(test_wrapped),
        TEST(test_index),
        TEST(test_no_such_key),
        TEST(test_key_file_refused),
        TEST(test_key_file_too_long),
        TEST(test_key_file_written),
        TEST(test_keys_changed),
        TEST(test_password),
        TEST(test_password_of_nobody),
        TEST(test_token),
        TEST(test_digest),
        TEST(test_mark),
        TEST(test_same),
        TEST(test_random),
    };
    if (seal_start() != OK) return 1;
    return cmocka_run_group_tests_name("base/seal", tests, NULL, NULL);
}
