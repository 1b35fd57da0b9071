/*
 * Compression of finished pages; called once by serve.c, after the handler, before sending.
 * nginx keeps the compressed bytes, so the level is chosen for small pages, not for speed alone.
 */
#include "web/encode.h"

#include <brotli/encode.h>
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
