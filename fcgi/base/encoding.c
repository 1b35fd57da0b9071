/*
 * Used by csv.c. A file is taken for UTF-8 when all of it is; else for GB18030 when all of it is.
 * Both are judged over the whole file, because the first hanzi may stand in the last line.
 */
#include "base/encoding.h"

#include <iconv.h>
#include <stdlib.h>
#include <string.h>

#define CHUNK 65536

struct encoding_reader {
    FILE *f;
    iconv_t conv; /* (iconv_t)-1 for UTF-8 */
    bool begun;
    char raw[CHUNK];
    size_t from, to; /* what of raw is still to be converted */
};

#define NO_CONV ((iconv_t)-1)

/* Bytes of well-formed UTF-8 at the start of ${s}; what is cut off at the end does not count. */
static size_t utf8_prefix(struct str s) {
    size_t at = 0;
    while (at < s.n) {
        uint32_t c;
        if ((unsigned char)s.p[at] < 0x80) {
            at++;
            continue;
        }
        size_t n = str_char(&c, str_slice(s, at, s.n));
        if (n == 0) break;
        at += n;
    }
    return at;
}

static bool is_utf8(FILE *f, bool *zero) {
    static char chunk[CHUNK];
    size_t kept = 0, n;
    while ((n = fread(chunk + kept, 1, sizeof chunk - kept, f)) > 0) {
        n += kept;
        *zero = *zero || memchr(chunk, 0, n) != NULL;
        size_t fine = utf8_prefix((struct str){chunk, n});
        kept = n - fine;
        if (kept > 3) return false;
        memmove(chunk, chunk + fine, kept);
    }
    return kept == 0;
}

/* Converts what is left of raw; false if it is none of that encoding. */
static bool convert(struct encoding_reader *r, char *out, size_t room, size_t *made) {
    char *in = r->raw + r->from, *to = out;
    size_t left = r->to - r->from, space = room;
    size_t rc = iconv(r->conv, &in, &left, &to, &space);
    bool illegal = rc == (size_t)-1 && space >= 16 && left >= 4;
    r->from = r->to - left;
    *made = room - space;
    return !illegal;
}

static void refill(struct encoding_reader *r) {
    size_t left = r->to - r->from;
    memmove(r->raw, r->raw + r->from, left);
    r->from = 0;
    r->to = left + fread(r->raw + left, 1, sizeof r->raw - left, r->f);
}

static bool is_gb18030(FILE *f) {
    static char out[CHUNK * 2];
    struct encoding_reader *r = encoding_open(f, ENCODING_GB18030);
    bool fine = true;
    for (size_t before = 1; fine && (before > 0 || r->from < r->to);) {
        size_t left = r->to - r->from, made;
        refill(r);
        before = r->to - left;
        if (before == 0) break;
        fine = convert(r, out, sizeof out, &made);
    }
    fine = fine && r->from == r->to;
    encoding_close(r);
    return fine;
}

enum encoding encoding_of(FILE *f) {
    unsigned char head[2] = {0};
    bool zero = false;
    size_t n = fread(head, 1, sizeof head, f);
    rewind(f);
    if (n == 2 && ((head[0] == 0xFF && head[1] == 0xFE) || (head[0] == 0xFE && head[1] == 0xFF))) {
        return ENCODING_UTF16;
    }
    bool utf8 = is_utf8(f, &zero);
    rewind(f);
    if (zero) return ENCODING_BINARY;
    if (utf8) return ENCODING_UTF8;
    bool gb = is_gb18030(f);
    rewind(f);
    return gb ? ENCODING_GB18030 : ENCODING_NONE;
}

struct encoding_reader *encoding_open(FILE *f, enum encoding encoding) {
    struct encoding_reader *r = calloc(1, sizeof *r);
    if (!r) abort();
    r->f = f;
    r->conv = encoding == ENCODING_GB18030 ? iconv_open("UTF-8", "GB18030") : NO_CONV;
    return r;
}

size_t encoding_read(struct encoding_reader *r, char *out, size_t n) {
    size_t made = 0;
    if (r->conv == NO_CONV) {
        made = fread(out, 1, n, r->f);
        if (!r->begun && made >= 3 && memcmp(out, "\xEF\xBB\xBF", 3) == 0) {
            made -= 3;
            memmove(out, out + 3, made);
            if (made == 0) made = fread(out, 1, n, r->f);
        }
        r->begun = true;
        return made;
    }
    for (int tries = 0; made == 0 && tries < 3; tries++) {
        refill(r);
        if (r->from == r->to) return 0;
        if (!convert(r, out, n, &made)) return made;
    }
    /* GB18030 has a byte order mark too, which becomes the one of UTF-8. */
    if (!r->begun && made >= 3 && memcmp(out, "\xEF\xBB\xBF", 3) == 0) {
        made -= 3;
        memmove(out, out + 3, made);
    }
    r->begun = true;
    return made;
}

void encoding_close(struct encoding_reader *r) {
    if (r->conv != NO_CONV) iconv_close(r->conv);
    free(r);
}
