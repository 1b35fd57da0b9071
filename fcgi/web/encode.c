/*
 * Compression of finished pages; called once by serve.c, after the handler, before sending.
 * nginx keeps the compressed bytes, so the level is chosen for small pages, not for speed alone.
 */
#include "web/encode.h"

#include <brotli/encode.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

#define BROTLI_QUALITY 5  /* 9 is 3 % smaller on our pages and takes four times as long */
#define BROTLI_WINDOW  16 /* 64 KiB, as long as most pages, in a third of the usual memory */
#define WORTH_IT       200

static size_t brotli(struct str body, char *out, size_t room) {
    size_t n = room;
    BROTLI_BOOL done = BrotliEncoderCompress(BROTLI_QUALITY, BROTLI_WINDOW, BROTLI_MODE_TEXT,
                                             body.n, (const uint8_t *)body.p, &n, (uint8_t *)out);
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
static struct str fill_plain(struct arena *a, struct str body, size_t size) {
    char *p = arena_alloc(a, size + 1);
    if (body.n) memcpy(p, body.p, body.n);
    memset(p + body.n, '\n', size - body.n);
    return (struct str){p, size};
}

/* A stream up to a byte boundary, without its end. */
static struct str open_brotli(struct arena *a, struct str body) {
    size_t room = BrotliEncoderMaxCompressedSize(body.n) + 64;
    char *p = arena_alloc(a, room);
    BrotliEncoderState *b = BrotliEncoderCreateInstance(NULL, NULL, NULL);
    if (!b) abort();
    BrotliEncoderSetParameter(b, BROTLI_PARAM_QUALITY, BROTLI_QUALITY);
    BrotliEncoderSetParameter(b, BROTLI_PARAM_LGWIN, BROTLI_WINDOW);
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
    return (struct str){p, room - left};
}

/* Behind it empty metadata blocks of one byte each, then the empty last block (RFC 7932, 9.2:
 * MNIBBLES 0 and MSKIPBYTES 0; ISLAST and ISLASTEMPTY). */
static struct str fill_brotli(struct arena *a, struct str open, size_t size) {
    enum { NOTHING = 0x06, END = 0x03 };
    char *p = arena_alloc(a, size);
    memcpy(p, open.p, open.n);
    memset(p + open.n, NOTHING, size - open.n - 1);
    p[size - 1] = END;
    return (struct str){p, size};
}

static struct str whole_gzip(struct arena *a, struct str body) {
    size_t room = compressBound((uLong)body.n) + 64;
    char *p = arena_alloc(a, room);
    size_t n = gzip(body, p, room);
    if (n == 0) abort();
    return (struct str){p, n};
}

/* A comment in the head of the file (RFC 1952, 2.3), as long as it takes. */
static struct str fill_gzip(struct arena *a, struct str whole, size_t size) {
    enum { HEAD = 10, FLAGS = 3, HAS_COMMENT = 16 };
    size_t more = size - whole.n;
    char *p = arena_alloc(a, size);
    memcpy(p, whole.p, HEAD);
    p[FLAGS] |= HAS_COMMENT;
    memset(p + HEAD, '-', more - 1);
    p[HEAD + more - 1] = 0;
    memcpy(p + HEAD + more, whole.p + HEAD, whole.n - HEAD);
    return (struct str){p, size};
}

struct str encode_even(struct arena *a, struct str body, struct str instead,
                       enum encoding encoding) {
    size_t step = ENCODE_EVEN;
    switch (encoding) {
    case ENCODING_IDENTITY: step = ENCODE_EVEN_PLAIN; break;
    case ENCODING_GZIP: body = whole_gzip(a, body), instead = whole_gzip(a, instead); break;
    case ENCODING_BR: body = open_brotli(a, body), instead = open_brotli(a, instead); break;
    }
    /* One byte for the end that either packing needs. */
    size_t size = even((body.n > instead.n ? body.n : instead.n) + 1, step);
    if (encoding == ENCODING_GZIP) return fill_gzip(a, body, size);
    return encoding == ENCODING_BR ? fill_brotli(a, body, size) : fill_plain(a, body, size);
}
