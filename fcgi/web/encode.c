/*
 * Compression of finished pages; called once by serve.c, after the handler, before sending.
 * nginx keeps the compressed bytes, so the level is chosen for small pages, not for speed alone.
 */
#include "web/encode.h"

#include <brotli/encode.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

#define BROTLI_QUALITY 5 /* 9 is 3 % smaller on our pages and takes four times as long */
#define WORTH_IT       200

static size_t brotli(struct str body, char *out, size_t room) {
    size_t n = room;
    BROTLI_BOOL done = BrotliEncoderCompress(BROTLI_QUALITY, BROTLI_DEFAULT_WINDOW,
                                             BROTLI_MODE_TEXT, body.n, (const uint8_t *)body.p, &n,
                                             (uint8_t *)out);
    return done ? n : 0;
}

static size_t gzip(struct str body, char *out, size_t room) {
    z_stream z = {0};
    if (deflateInit2(&z, 6, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY) != Z_OK) return 0;
    z.next_in = (Bytef *)(uintptr_t)body.p;
    z.avail_in = (uInt)body.n;
    z.next_out = (Bytef *)out;
    z.avail_out = (uInt)room;
    int end = deflate(&z, Z_FINISH);
    size_t n = z.total_out;
    deflateEnd(&z);
    return end == Z_STREAM_END ? n : 0;
}

enum status encode_body(struct str *out, struct arena *a, struct str body, enum encoding encoding) {
    if (encoding == ENCODING_IDENTITY || body.n < WORTH_IT) return INVALID;
    size_t room = body.n - 1; /* what does not fit did not shrink */
    char *p = arena_alloc(a, room);
    size_t n = encoding == ENCODING_BR ? brotli(body, p, room) : gzip(body, p, room);
    if (n == 0) return INVALID;
    *out = (struct str){p, n};
    return OK;
}

/* --- answers of one size --- */

static size_t even(size_t n, size_t step) {
    return (n + step - 1) / step * step;
}

/* Spaces after the end mean nothing in HTML and JSON. */
static struct str even_plain(struct arena *a, struct str body) {
    size_t size = even(body.n, ENCODE_EVEN_PLAIN);
    char *p = arena_alloc(a, size + 1);
    if (body.n) memcpy(p, body.p, body.n);
    memset(p + body.n, '\n', size - body.n);
    return (struct str){p, size};
}

/* The stream up to a byte boundary, then empty metadata blocks of one byte each, then the empty
 * last block (RFC 7932, 9.2: MNIBBLES 0 and MSKIPBYTES 0; ISLAST and ISLASTEMPTY). */
static struct str even_brotli(struct arena *a, struct str body) {
    enum { NOTHING = 0x06, END = 0x03 };
    size_t room = BrotliEncoderMaxCompressedSize(body.n) + 64;
    char *p = arena_alloc(a, even(room + 1, ENCODE_EVEN));
    BrotliEncoderState *b = BrotliEncoderCreateInstance(NULL, NULL, NULL);
    if (!b) abort();
    BrotliEncoderSetParameter(b, BROTLI_PARAM_QUALITY, BROTLI_QUALITY);
    BrotliEncoderSetParameter(b, BROTLI_PARAM_MODE, BROTLI_MODE_TEXT);
    size_t in = body.n, left = room;
    const uint8_t *from = (const uint8_t *)body.p;
    uint8_t *to = (uint8_t *)p;
    do {
        if (!BrotliEncoderCompressStream(b, BROTLI_OPERATION_FLUSH, &in, &from, &left, &to, NULL)) {
            abort();
        }
    } while (in > 0 || BrotliEncoderHasMoreOutput(b));
    BrotliEncoderDestroyInstance(b);
    size_t n = room - left, size = even(n + 1, ENCODE_EVEN);
    memset(p + n, NOTHING, size - n - 1);
    p[size - 1] = END;
    return (struct str){p, size};
}

/* A comment in the head of the file (RFC 1952, 2.3), as long as it takes. */
static struct str even_gzip(struct arena *a, struct str body) {
    enum { HEAD = 10, FLAGS = 3, HAS_COMMENT = 16 };
    size_t room = compressBound((uLong)body.n) + 64;
    char *plain = arena_alloc(a, room);
    size_t n = gzip(body, plain, room), size = even(n + 1, ENCODE_EVEN);
    if (n == 0) abort();
    char *p = arena_alloc(a, size);
    memcpy(p, plain, HEAD);
    p[FLAGS] |= HAS_COMMENT;
    memset(p + HEAD, '-', size - n - 1);
    p[HEAD + size - n - 1] = 0;
    memcpy(p + HEAD + (size - n), plain + HEAD, n - HEAD);
    return (struct str){p, size};
}

struct str encode_even(struct arena *a, struct str body, enum encoding encoding) {
    switch (encoding) {
    case ENCODING_IDENTITY: return even_plain(a, body);
    case ENCODING_GZIP: return even_gzip(a, body);
    case ENCODING_BR: return even_brotli(a, body);
    }
    return body;
}
