/*
 * Written by what loads the register (model/register/seed.c), read by the statements it names.
 */
#include "db/bulk.h"

#define BULK_BYTES ((size_t)4 << 20)

struct bulk bulk_new(struct arena *a) {
    return (struct bulk){.json = buf_new(a, BULK_BYTES)};
}

void bulk_row(struct bulk *b) {
    if (b->rows == 0) {
        b->json.n = 0;
        b->json.full = false;
    }
    buf_put(&b->json, b->rows++ == 0 ? STR("[[") : STR("],["));
}

/* A comma before every value of a row but the first. */
static void next(struct bulk *b) {
    if (b->json.n > 0 && b->json.p[b->json.n - 1] != '[') buf_byte(&b->json, ',');
}

void bulk_quote(struct buf *out, struct str s) {
    buf_byte(out, '"');
    for (size_t i = 0; i < s.n; i++) {
        unsigned char c = (unsigned char)s.p[i];
        if (c == '"' || c == '\\') buf_byte(out, '\\');
        if (c < ' ') {
            buf_format(out, "\\u%04x", c);
        } else {
            buf_byte(out, (char)c);
        }
    }
    buf_byte(out, '"');
}

void bulk_text(struct bulk *b, struct str s) {
    next(b);
    if (s.p) {
        bulk_quote(&b->json, s);
    } else {
        BUF_LIT(&b->json, "null");
    }
}

void bulk_int(struct bulk *b, int64_t n) {
    next(b);
    if (n == INT64_MIN) {
        BUF_LIT(&b->json, "null");
    } else {
        buf_int(&b->json, n);
    }
}

void bulk_day(struct bulk *b, int32_t day) {
    next(b);
    if (day == DAY_NONE) {
        BUF_LIT(&b->json, "null");
    } else {
        struct ymd d = date_ymd(day);
        buf_format(&b->json, "\"%04d-%02d-%02d\"", d.year, d.month, d.day);
    }
}

struct str bulk_take(struct bulk *b) {
    if (b->rows == 0) return STR("[]");
    BUF_LIT(&b->json, "]]");
    b->rows = 0;
    return buf_str(&b->json);
}
