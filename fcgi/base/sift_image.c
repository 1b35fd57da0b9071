/*
 * Pictures without what a camera or a program wrote beside them: where and when it was taken, by
 * whom and with what, a small copy of the picture before it was cropped. Only blocks that a viewer
 * needs are copied, and nothing behind the picture's end. A phone's picture lies on its side but
 * for one number in its EXIF block; that number is written anew, alone.
 */
#include <stdlib.h>
#include <string.h>

#include "base/sift_part.h"

struct out {
    unsigned char *p;
    size_t n;
};

static void put(struct out *o, const unsigned char *p, size_t n) {
    memcpy(o->p + o->n, p, n);
    o->n += n;
}

/* -- JPEG: markers (ITU-T T.81) --------------------------------------------------------------- */

static uint32_t number(const unsigned char *p, size_t bytes, bool little) {
    uint32_t n = 0;
    for (size_t i = 0; i < bytes; i++) n = n << 8 | p[little ? bytes - 1 - i : i];
    return n;
}

/* How the picture is to be turned: tag 0x0112 of the first directory of an EXIF block; 1: not. */
static unsigned orientation(const unsigned char *p, size_t n) {
    if (n < 14 || memcmp(p, "Exif\0\0", 6) != 0) return 1;
    p += 6;
    n -= 6;
    bool little = p[0] == 'I';
    size_t at = number(p + 4, 4, little);
    if (at > n || n - at < 2) return 1;
    size_t count = number(p + at, 2, little);
    for (size_t i = 0; i < count && n - at >= 2 + 12 * (i + 1); i++) {
        const unsigned char *entry = p + at + 2 + 12 * i;
        if (number(entry, 2, little) != 0x0112) continue;
        uint32_t value = number(entry + 8, 2, little);
        return value >= 1 && value <= 8 ? value : 1;
    }
    return 1;
}

/* The block that says it and nothing else; what stands at TURN is the number. */
#define TURN 29
static const unsigned char upright[] =
    "\xFF\xE1\x00\x22"
    "Exif\0\0MM\0\x2A\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\x01\0\0\0\0\0";

static void put_orientation(struct out *o, unsigned value) {
    put(o, upright, sizeof upright);
    o->p[o->n - sizeof upright + TURN] = (unsigned char)value;
}

static bool is_upright(const unsigned char *p, size_t n) {
    return n >= sizeof upright && memcmp(p, upright, TURN) == 0 &&
           memcmp(p + TURN + 1, upright + TURN + 1, sizeof upright - TURN - 1) == 0;
}

/* JFIF, ICC profiles, Adobe's word on colours, and what the picture itself is made of. */
static bool is_needed(unsigned marker, const unsigned char *p, size_t n) {
    if (marker == 0xE0) return n >= 5 && memcmp(p, "JFIF\0", 5) == 0;
    if (marker == 0xE2) return n >= 12 && memcmp(p, "ICC_PROFILE\0", 12) == 0;
    if (marker == 0xEE) return n >= 5 && memcmp(p, "Adobe", 5) == 0;
    return !(marker >= 0xE0 && marker <= 0xEF) && marker != 0xFE;
}

/* The coded picture from ${at} up to the next marker that is no restart and no stuffed byte. */
static size_t scan_end(const unsigned char *p, size_t n, size_t at) {
    for (; at + 1 < n; at++) {
        if (p[at] == 0xFF && p[at + 1] != 0 && p[at + 1] != 0xFF &&
            !(p[at + 1] >= 0xD0 && p[at + 1] <= 0xD7)) {
            return at;
        }
    }
    return n;
}

static bool jpeg(struct out *o, bool *told, const unsigned char *p, size_t n) {
    size_t at = 2;
    unsigned turned = 1;
    bool picture = false;
    put(o, p, 2);
    while (n - at >= 2) {
        if (p[at] != 0xFF) return false;
        unsigned marker = p[at + 1];
        if (marker == 0xFF) { /* a fill byte */
            at++;
            continue;
        }
        if (marker == 0xD9) {
            put(o, p + at, 2);
            *told = *told || at + 2 < n;
            return picture;
        }
        if (n - at < 4) return false;
        size_t length = number(p + at + 2, 2, false);
        if (length < 2 || length > n - at - 2) return false;
        const unsigned char *body = p + at + 4;
        if (is_needed(marker, body, length - 2) || is_upright(p + at, n - at)) {
            if (marker == 0xC4 || marker == 0xDB || (marker >= 0xC0 && marker <= 0xCF)) {
                if (turned != 1) put_orientation(o, turned);
                turned = 1;
            }
            put(o, p + at, length + 2);
        } else {
            *told = true;
            if (marker == 0xE1 && turned == 1) turned = orientation(body, length - 2);
        }
        at += length + 2;
        if (marker == 0xDA) {
            size_t end = scan_end(p, n, at);
            put(o, p + at, end - at);
            at = end;
            picture = true;
        }
    }
    return false;
}

/* -- PNG: chunks (ISO/IEC 15948) -------------------------------------------------------------- */

static bool is_chunk_needed(const unsigned char *type) {
    static const char *const needed[] = {"IHDR", "PLTE", "IDAT", "IEND", "tRNS", "cHRM",
                                         "gAMA", "iCCP", "sBIT", "sRGB", "bKGD", "pHYs"};
    for (size_t i = 0; i < sizeof needed / sizeof needed[0]; i++) {
        if (memcmp(type, needed[i], 4) == 0) return true;
    }
    return false;
}

static bool png(struct out *o, bool *told, const unsigned char *p, size_t n) {
    size_t at = 8;
    bool picture = false;
    put(o, p, 8);
    while (n - at >= 12) {
        size_t length = number(p + at, 4, false);
        const unsigned char *type = p + at + 4;
        if (length > n - at - 12) return false;
        if (is_chunk_needed(type)) {
            put(o, p + at, length + 12);
        } else {
            *told = true;
        }
        at += length + 12;
        picture = picture || memcmp(type, "IDAT", 4) == 0;
        if (memcmp(type, "IEND", 4) == 0) {
            *told = *told || at < n;
            return picture;
        }
    }
    return false;
}

size_t sift_image_clean(unsigned char **out, bool *fine, bool *told, const unsigned char *bytes,
                        size_t n, enum sift_media media) {
    static const unsigned char png_head[] = "\x89PNG\r\n\x1A\n";
    bool is_png = media == SIFT_PNG;
    struct out o = {malloc(n + 64), 0};
    *out = NULL;
    *told = false;
    if (!o.p) abort();
    *fine = is_png ? n >= 8 && memcmp(bytes, png_head, 8) == 0
                   : n >= 4 && memcmp(bytes, "\xFF\xD8\xFF", 3) == 0;
    if (*fine) *fine = is_png ? png(&o, told, bytes, n) : jpeg(&o, told, bytes, n);
    if (!*fine || !*told) {
        free(o.p);
        return 0;
    }
    *out = o.p;
    return o.n;
}
