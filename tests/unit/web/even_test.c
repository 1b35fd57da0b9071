/*
 * Compressed pages unpack to what they were, also when they were filled up to an even size. (The
 * HTTP tests unpack brotli; here it is looked at with zlib and by size.)
 */

#include "../base/fixture.h"

#include <brotli/decode.h>
#include <zlib.h>

#include "web/encode.h"

/* ${n} bytes, half of them hard to compress. */
static struct str page(size_t n) {
    char *p = arena_alloc(arena, n + 1);
    unsigned x = 12345;
    for (size_t i = 0; i < n; i++) {
        x = x * 1103515245u + 12345u;
        p[i] = i % 2 ? (char)('a' + (x >> 16) % 26) : ' ';
    }
    return (struct str){p, n};
}

static struct str ungzip(struct str in) {
    char *out = arena_alloc(arena, (size_t)1 << 20);
    z_stream z = {.next_in = (Bytef *)(uintptr_t)in.p,
                  .avail_in = (uInt)in.n,
                  .next_out = (Bytef *)out,
                  .avail_out = 1 << 20};
    assert_int_equal(inflateInit2(&z, 15 + 16), Z_OK);
    assert_int_equal(inflate(&z, Z_FINISH), Z_STREAM_END);
    assert_int_equal(z.avail_in, 0);
    size_t n = z.total_out;
    inflateEnd(&z);
    return (struct str){out, n};
}

static struct str unbrotli(struct str in) {
    size_t n = (size_t)1 << 20;
    char *out = arena_alloc(arena, n);
    assert_int_equal(BrotliDecoderDecompress(in.n, (const uint8_t *)in.p, &n, (uint8_t *)out),
                     BROTLI_DECODER_RESULT_SUCCESS);
    return (struct str){out, n};
}

static void test_even(void **state) {
    (void)state;
    static const size_t sizes[] = {0, 1, 199, 4000, 9000, 12285, 12286, 12287, 12288, 40000};
    for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
        struct str body = page(sizes[i]);
        struct str br = encode_even(arena, body, STR(""), ENCODING_BR);
        struct str gz = encode_even(arena, body, STR(""), ENCODING_GZIP);
        struct str plain = encode_even(arena, body, STR(""), ENCODING_IDENTITY);
        assert_int_equal(br.n % ENCODE_EVEN, 0);
        assert_int_equal(gz.n % ENCODE_EVEN, 0);
        assert_int_equal(plain.n % ENCODE_EVEN_PLAIN, 0);
        assert_true(str_eq(unbrotli(br), body));
        assert_true(str_eq(ungzip(gz), body));
        assert_true(str_eq(str_trim(plain), str_trim(body)));
        if (sizes[i] > 0 && sizes[i] <= 9000) assert_int_equal(br.n, ENCODE_EVEN);
        if (sizes[i] > 0 && sizes[i] <= 9000) assert_int_equal(gz.n, ENCODE_EVEN);
    }
}

/* Every number of bytes to fill, over one whole step. */
static void test_every_gap(void **state) {
    (void)state;
    for (size_t n = 1; n < 2 * ENCODE_EVEN + 700; n += 7) {
        arena_reset(arena);
        struct str body = page(n);
        struct str gz = encode_even(arena, body, STR(""), ENCODING_GZIP),
                   br = encode_even(arena, body, STR(""), ENCODING_BR);
        assert_int_equal(gz.n % ENCODE_EVEN + br.n % ENCODE_EVEN, 0);
        assert_true(str_eq(ungzip(gz), body) && str_eq(unbrotli(br), body));
    }
}

static void test_plain_ways(void **state) {
    (void)state;
    struct str body = page(5000), out;
    assert_int_equal(encode_body(&out, arena, body, ENCODING_BR), OK);
    assert_true(str_eq(unbrotli(out), body));
    assert_int_equal(encode_body(&out, arena, body, ENCODING_GZIP), OK);
    assert_true(str_eq(ungzip(out), body));
    assert_int_equal(encode_body(&out, arena, body, ENCODING_IDENTITY), INVALID);
    assert_int_equal(encode_body(&out, arena, page(100), ENCODING_BR), INVALID);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_even),
        cmocka_unit_test(test_every_gap),
        cmocka_unit_test(test_plain_ways),
    };
    return cmocka_run_group_tests(tests, fixture_open, fixture_close);
}
