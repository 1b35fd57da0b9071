/*
 * The text type that every other file passes around: slices that are borrowed, compared, cut and
 * read as numbers without copying. Only what has an arena as its argument allocates.
 */
#define _GNU_SOURCE 1 /* memmem */
#include "base/str.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/arena.h"

struct str str_from(const char *cstr) {
    return cstr ? (struct str){cstr, strlen(cstr)} : STR_NONE;
}

struct str str_copy(struct arena *a, struct str s) {
    if (!s.p) return STR_NONE;
    char *p = arena_alloc(a, s.n + 1);
    if (s.n) memcpy(p, s.p, s.n);
    return (struct str){p, s.n};
}

const char *str_cstr(struct arena *a, struct str s) {
    return s.p ? str_copy(a, s).p : "";
}

struct str str_format(struct arena *a, const char *fmt, ...) {
    va_list args;
    va_start(args, fmt);
    int n = vsnprintf(NULL, 0, fmt, args);
    va_end(args);
    if (n < 0) return STR("");

    char *p = arena_alloc(a, (size_t)n + 1);
    va_start(args, fmt);
    vsnprintf(p, (size_t)n + 1, fmt, args);
    va_end(args);
    return (struct str){p, (size_t)n};
}

bool str_eq(struct str a, struct str b) {
    return a.n == b.n && (a.n == 0 || memcmp(a.p, b.p, a.n) == 0);
}

bool str_is(struct str s, const char *cstr) {
    return str_eq(s, str_from(cstr));
}

int str_compare(struct str a, struct str b) {
    size_t n = a.n < b.n ? a.n : b.n;
    int order = n ? memcmp(a.p, b.p, n) : 0;
    return order ? order : (a.n > b.n) - (a.n < b.n);
}

bool str_starts(struct str s, struct str prefix) {
    return s.n >= prefix.n && str_eq(str_slice(s, 0, prefix.n), prefix);
}

bool str_ends(struct str s, struct str suffix) {
    return s.n >= suffix.n && str_eq(str_slice(s, s.n - suffix.n, s.n), suffix);
}

size_t str_find(struct str s, struct str needle) {
    if (needle.n == 0) return 0;
    if (needle.n > s.n) return s.n;
    const char *found = memmem(s.p, s.n, needle.p, needle.n);
    return found ? (size_t)(found - s.p) : s.n;
}

struct str str_slice(struct str s, size_t from, size_t to) {
    if (!s.p) return STR_NONE;
    if (to > s.n) to = s.n;
    if (from > to) from = to;
    return (struct str){s.p + from, to - from};
}

static bool is_space(char c) {
    return c == ' ' || (c >= '\t' && c <= '\r');
}

struct str str_trim(struct str s) {
    static const struct str wide = STR_INIT("\xE3\x80\x80"); /* U+3000 */
    for (;;) {
        if (s.n && is_space(s.p[0]))
            s = str_slice(s, 1, s.n);
        else if (str_starts(s, wide))
            s = str_slice(s, wide.n, s.n);
        else
            break;
    }
    for (;;) {
        if (s.n && is_space(s.p[s.n - 1]))
            s.n--;
        else if (str_ends(s, wide))
            s.n -= wide.n;
        else
            return s;
    }
}

struct str str_cut(struct str *rest, char sep) {
    struct str all = *rest;
    const char *found = all.n ? memchr(all.p, sep, all.n) : NULL;
    if (!found) {
        *rest = STR_NONE;
        return all;
    }
    size_t at = (size_t)(found - all.p);
    *rest = str_slice(all, at + 1, all.n);
    return str_slice(all, 0, at);
}

bool str_int(int64_t *out, struct str s) {
    bool minus = s.n && s.p[0] == '-';
    if (minus) s = str_slice(s, 1, s.n);
    if (!str_is_digits(s)) return false;

    int64_t n = 0; /* counted downwards: there is one negative number more */
    for (size_t i = 0; i < s.n; i++) {
        if (__builtin_mul_overflow(n, 10, &n)) return false;
        if (__builtin_sub_overflow(n, s.p[i] - '0', &n)) return false;
    }
    if (!minus && n == INT64_MIN) return false;
    *out = minus ? n : -n;
    return true;
}

bool str_is_digits(struct str s) {
    for (size_t i = 0; i < s.n; i++)
        if (s.p[i] < '0' || s.p[i] > '9') return false;
    return s.n > 0;
}

struct str str_hex(struct arena *a, const void *bytes, size_t n) {
    static const char digits[] = "0123456789abcdef";
    const unsigned char *in = bytes;
    char *p = arena_array(a, n + 1, 2); /* one byte too many, and terminated */
    for (size_t i = 0; i < n; i++) {
        p[2 * i] = digits[in[i] >> 4];
        p[2 * i + 1] = digits[in[i] & 15];
    }
    return (struct str){p, 2 * n};
}

static int hex_value(char c) {
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    return -1;
}

bool str_unhex(void *out, size_t n, struct str s) {
    unsigned char *bytes = out;
    if (s.n % 2 != 0 || s.n / 2 != n) return false;
    for (size_t i = 0; i < n; i++) {
        int high = hex_value(s.p[2 * i]);
        int low = hex_value(s.p[2 * i + 1]);
        if (high < 0 || low < 0) return false;
        bytes[i] = (unsigned char)(high * 16 + low);
    }
    return true;
}

size_t str_char(uint32_t *out, struct str s) {
    static const uint32_t least[] = {0, 0, 0x80, 0x800, 0x10000}; /* shorter forms are not valid */
    if (s.n == 0) return 0;
    const unsigned char *p = (const unsigned char *)s.p;
    size_t n = p[0] < 0x80 ? 1 : p[0] < 0xC0 ? 0 : p[0] < 0xE0 ? 2 : p[0] < 0xF0 ? 3 : 4;
    if (n == 0 || n > s.n || p[0] > 0xF4) return 0;

    uint32_t code = n == 1 ? p[0] : p[0] & (0x7Fu >> n);
    for (size_t i = 1; i < n; i++) {
        if ((p[i] & 0xC0) != 0x80) return 0;
        code = code << 6 | (p[i] & 0x3Fu);
    }
    if (code < least[n] || code > 0x10FFFF || (code >= 0xD800 && code <= 0xDFFF)) return 0;
    *out = code;
    return n;
}
