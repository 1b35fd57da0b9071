/*
 * The lines of a calendar. What may stand between them: public/feeds.c.
 */
#include "web/ical.h"

#include <time.h>

#include "base/date.h"

#define LINE_MAX 75 /* octets, without CR LF (RFC 5545, 3.1) */

/* One line being written: how many octets it has so far. */
struct line {
    struct buf *to;
    size_t octets;
};

/* A character is never cut in two, and an escape neither. */
static void put(struct line *l, struct str piece) {
    if (l->octets + piece.n > LINE_MAX) {
        BUF_LIT(l->to, "\r\n ");
        l->octets = 1;
    }
    buf_put(l->to, piece);
    l->octets += piece.n;
}

static struct line begin(struct buf *b, const char *name) {
    struct line l = {b, 0};
    put(&l, str_from(name));
    put(&l, STR(":"));
    return l;
}

static struct str escaped(struct str c) {
    switch (c.p[0]) {
    case '\\': return STR("\\\\");
    case ';': return STR("\\;");
    case ',': return STR("\\,");
    case '\n': return STR("\\n");
    case '\r': return STR("");
    default: return (unsigned char)c.p[0] < ' ' || c.p[0] == 0x7f ? STR(" ") : c;
    }
}

static void put_all(struct line *l, struct str value, bool text) {
    for (size_t i = 0, n; i < value.n; i += n) {
        uint32_t code;
        n = str_char(&code, str_slice(value, i, value.n));
        if (n == 0) n = 1;
        struct str c = str_slice(value, i, i + n);
        put(l, text ? escaped(c) : c);
    }
    BUF_LIT(l->to, "\r\n");
}

void ical_line(struct buf *b, const char *name, struct str value) {
    struct line l = begin(b, name);
    put_all(&l, value, false);
}

void ical_text(struct buf *b, const char *name, struct str value) {
    struct line l = begin(b, name);
    put_all(&l, value, true);
}

void ical_day(struct buf *b, const char *name, int32_t day) {
    struct ymd d = date_ymd(day);
    buf_format(b, "%s;VALUE=DATE:%04d%02d%02d\r\n", name, d.year, d.month, d.day);
}

void ical_moment(struct buf *b, const char *name, int64_t moment) {
    time_t t = (time_t)moment;
    struct tm utc;
    gmtime_r(&t, &utc);
    buf_format(b, "%s:%04d%02d%02dT%02d%02d%02dZ\r\n", name, utc.tm_year + 1900, utc.tm_mon + 1,
               utc.tm_mday, utc.tm_hour, utc.tm_min, utc.tm_sec);
}
