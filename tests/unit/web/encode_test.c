/* A compressed page is smaller and unpacks to the same bytes; what would not shrink goes out as it
 * is. */
#include "../base/fixture.h"

#include <zlib.h>

#include "web/encode.h"

static struct str page(size_t n) {
    static const char word[] = "<li>禾源县柳溪镇青石村</li>\n";
    char *p = arena_alloc(arena, n + 1);
    for (size_t i = 0; i < n; i++) p[i] = word[i % (sizeof word - 1)];
    return (struct str){p, n};
}

static struct str noise(size_t n) {
    char *p = arena_alloc(arena, n + 1);
    uint32_t x = 1;
    for (size_t i = 0; i < n; i++) {
        x ^= x << 13;
        x ^= x >> 17;
        x ^= x << 5;
        p[i] = (char)x;
    }
    return (struct str){p, n};
}

static struct str gunzip(struct str s, size_t room) {
    z_stream z = {0};
    char *p = arena_alloc(arena, room);
    assert_int_equal(inflateInit2(&z, 15 + 16), Z_OK);
    z.next_in = (Bytef *)(uintptr_t)s.p;
    z.avail_in = (uInt)s.n;
    z.next_out = (Bytef *)p;
    z.avail_out = (uInt)room;
    assert_int_equal(inflate(&z, Z_FINISH), Z_STREAM_END);
    assert_int_equal(z.avail_in, 0);
    size_t n = z.total_out;
    inflateEnd(&z);
    return (struct str){p, n};
}

/* By the tool: the program itself has no need of a decoder. */
static struct str unbrotli(struct str s, size_t room) {
    const char *path = fixture_file(s.p, s.n, 0600);
    FILE *tool = popen(str_cstr(arena, str_format(arena, "brotli -dc %s", path)), "r");
    assert_non_null(tool);
    char *p = arena_alloc(arena, room);
    size_t n = fread(p, 1, room, tool);
    assert_int_equal(pclose(tool), 0);
    unlink(path);
    return (struct str){p, n};
}

static void test_same_bytes(void **state) {
    (void)state;
    static const size_t sizes[] = {200, 201, 8192, 65536, 3u << 20};
    for (size_t i = 0; i < COUNT(sizes); i++) {
        struct str body = page(sizes[i]), out;
        assert_int_equal(encode_body(&out, arena, body, ENCODING_GZIP), OK);
        assert_true(out.n < body.n);
        assert_true(str_eq(gunzip(out, body.n + 1), body));
        assert_int_equal(encode_body(&out, arena, body, ENCODING_BR), OK);
        assert_true(out.n < body.n);
        assert_true(str_eq(unbrotli(out, body.n + 1), body));
    }
}

/* Nothing asked, too short to be worth it, or not to be shrunk: the answer is left alone. */
static void test_as_it_is(void **state) {
    (void)state;
    struct str out = STR("before");
    assert_int_equal(encode_body(&out, arena, page(8192), ENCODING_IDENTITY), INVALID);
    assert_int_equal(encode_body(&out, arena, page(199), ENCODING_BR), INVALID);
    assert_int_equal(encode_body(&out, arena, STR_NONE, ENCODING_GZIP), INVALID);
    for (size_t n = 200; n < 300; n++) {
        assert_int_equal(encode_body(&out, arena, noise(n), ENCODING_GZIP), INVALID);
        assert_int_equal(encode_body(&out, arena, noise(n), ENCODING_BR), INVALID);
    }
    assert_int_equal(encode_body(&out, arena, noise(70000), ENCODING_GZIP), INVALID);
    assert_int_equal(encode_body(&out, arena, noise(70000), ENCODING_BR), INVALID);
    assert_text(out, "before");
}

/* Between what shrinks and what does not there is no text that grows. */
static void test_never_longer(void **state) {
    (void)state;
    for (size_t same = 0; same < 120; same++) {
        struct str body = noise(300), out;
        memset((char *)(uintptr_t)body.p, 'a', same);
        for (int e = ENCODING_GZIP; e <= ENCODING_BR; e++) {
            if (encode_body(&out, arena, body, (enum encoding)e) == OK) assert_true(out.n < body.n);
        }
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        TEST(test_same_bytes),
        TEST(test_as_it_is),
        TEST(test_never_longer),
    };
    return cmocka_run_group_tests_name("web/encode", tests, NULL, NULL);
}
