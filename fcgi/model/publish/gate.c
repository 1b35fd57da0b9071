/*
 * Screening of texts before they are published. A walk over the text tries every digit as the
 * beginning of a number: what follows is gathered with the marks people put between digits left
 * out, and arithmetic decides whether it is a number of somebody. Asked by fault.c.
 *
 * A candidate begins and ends where a group of digits does, so that the serial number before it
 * and the next number in the list do not hide it; only an identity number, which has a check digit
 * and a birthday to be known by, is also found inside a longer row of digits.
 */
#include "model/publish/gate.h"

#include <string.h>

#include "base/arena.h"
#include "base/date.h"
#include "base/text.h"

#define MOST         20
#define LONGEST      24 /* digits gathered: more than any number has */
#define BETWEEN_MOST 6  /* marks between two digits; the fourth star in a row is a mask */
#define STARS_MOST   3
#define TAG_MOST     40

#define IDENTITY_DIGITS 18
#define MOBILE_DIGITS   11
#define CARD_LEAST      16
#define CARD_MOST       19

/* What stands between a digit and the one before it, from the weakest to the strongest. */
enum gap {
    GLUED,   /* nothing, or markup that a reader does not see */
    SPACED,  /* blanks, hyphens, dots */
    NEWLINE, /* the end of a line */
    CELL,    /* the edge of a table cell */
    NONE,    /* anything else: another number begins */
};

struct digits {
    char c[LONGEST];         /* '0'..'9'; X only in the place of a check digit */
    enum gap gap[LONGEST];   /* before c[i] */
    size_t ends_at[LONGEST]; /* the byte behind it */
    size_t n;
};

/* The digit that begins at ${at} in *c: its length in bytes, or 0. */
static size_t read_digit(char *c, struct str text, size_t at) {
    uint32_t code;
    size_t n = str_char(&code, str_slice(text, at, text.n));
    if (n == 0) return 0;
    if (code >= 0xFF10 && code <= 0xFF19) code -= 0xFF10 - '0'; /* full width */
    if (code < '0' || code > '9') return 0;
    *c = (char)code;
    return n;
}

/* The same for an X, however it is written. */
static size_t read_x(struct str text, size_t at) {
    uint32_t code;
    size_t n = str_char(&code, str_slice(text, at, text.n));
    bool is_x = n && (code == 'X' || code == 'x' || code == 0xFF38 || code == 0xFF58 ||
                      code == 0xD7 /* the multiplication sign */);
    return is_x ? n : 0;
}

/* The length of a tag at ${at}: <b>, </b>, <br/>; 0 if there is none. */
static size_t tag_length(struct str text, size_t at) {
    struct str rest = str_slice(text, at, at + TAG_MOST + 2);
    if (!str_starts(rest, STR("<"))) return 0;
    size_t end = str_find(rest, STR(">"));
    return end == rest.n || memchr(rest.p + 1, '<', end) ? 0 : end + 1;
}

static enum gap kind_of(uint32_t c) {
    switch (c) {
    case '*':
    case '`':
    case '\\':
    case 0xAD: /* soft hyphen; then zero-width characters */
    case 0x200B:
    case 0x200C:
    case 0x200D:
    case 0x2060:
    case 0xFEFF: return GLUED;
    case ' ':
    case '\t':
    case '\r':
    case 0xA0:
    case 0x3000:
    case '_':
    case '.':
    case 0xB7:   /* middle dot */
    case 0xFF0E: /* full-width dot */
    case '-':
    case 0x2212: /* minus */
    case 0xFF0D: /* full-width hyphen */
    case 0xFE63: return SPACED;
    case '\n': return NEWLINE;
    case '|': return CELL;
    default: break;
    }
    bool blank_or_dash = (c >= 0x2000 && c <= 0x200A) || (c >= 0x2010 && c <= 0x2015) ||
                         c == 0x202F || c == 0x205F;
    return blank_or_dash ? SPACED : NONE;
}

/* The mark that begins at ${at}: its length in bytes, and what it is. 0: no mark. */
static size_t read_mark(enum gap *kind, struct str text, size_t at) {
    static const struct str space = STR_INIT("&nbsp;");
    uint32_t code;
    size_t n = tag_length(text, at);
    *kind = GLUED;
    if (n) return n;
    *kind = SPACED;
    if (str_starts(str_slice(text, at, text.n), space)) return space.n;
    n = str_char(&code, str_slice(text, at, text.n));
    if (n) *kind = kind_of(code);
    return *kind == NONE ? 0 : n;
}

/* What stands between ${*at} and the next digit (or X); ${*at} becomes its place. */
static enum gap read_gap(struct str text, size_t *at) {
    enum gap gap = GLUED, kind;
    size_t marks = 0, stars = 0, n;
    char c;
    while (!read_digit(&c, text, *at) && !read_x(text, *at)) {
        n = read_mark(&kind, text, *at);
        stars = n && text.p[*at] == '*' ? stars + 1 : 0;
        if (n == 0 || ++marks > BETWEEN_MOST || stars > STARS_MOST) return NONE;
        if (kind > gap) gap = kind;
        *at += n;
    }
    return gap;
}

/* The digits from ${at} on, where one stands. */
static void gather(struct digits *d, struct str text, size_t at) {
    enum gap gap = GLUED;
    d->n = 0;
    while (d->n < LONGEST && gap != NONE) {
        char c = 'X';
        size_t n = read_digit(&c, text, at);
        if (n == 0 && d->n == IDENTITY_DIGITS - 1) n = read_x(text, at);
        if (n == 0) return;
        at += n;
        d->c[d->n] = c;
        d->gap[d->n] = gap;
        d->ends_at[d->n++] = at;
        if (c == 'X') return;
        gap = read_gap(text, &at);
    }
}

/* A group of digits ends before digit ${i}. */
static bool ends_before(const struct digits *d, size_t i) {
    return i == d->n || d->gap[i] != GLUED;
}

/* Over lines and cells only as people break a number: once, where its parts begin (place, birthday,
 * the rest), or digit by digit. Else every column of figures would hold somebody. */
static bool is_broken_well(const struct digits *d) {
    size_t lines = 0, cells = 0, glued = 0, odd = 0;
    for (size_t i = 1; i < IDENTITY_DIGITS; i++) {
        bool edge = d->gap[i] == NEWLINE || d->gap[i] == CELL;
        lines += d->gap[i] == NEWLINE;
        cells += d->gap[i] == CELL;
        glued += d->gap[i] == GLUED;
        odd += edge && i != 6 && i != 14;
    }
    return odd == 0 || glued == 0 || (lines == 1 && cells == 0);
}

static bool is_identity(const struct digits *d, bool inside) {
    static const int weights[] = {7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2};
    int sum = 0, date = 0;
    int32_t day;
    if (d->n < IDENTITY_DIGITS) return false;
    bool whole = !inside && ends_before(d, IDENTITY_DIGITS);
    for (int i = 0; i < IDENTITY_DIGITS; i++) {
        if (!whole && i > 0 && d->gap[i] != GLUED) return false;
        if (i < 17) sum += (d->c[i] - '0') * weights[i];
        if (i >= 6 && i < 14) date = date * 10 + (d->c[i] - '0');
    }
    if (!is_broken_well(d)) return false;
    return date_from_ymd(&day, date / 10000, date / 100 % 100, date % 100) &&
           d->c[17] == "10X98765432"[sum % 11];
}

/* The lengths of the groups of the digits [from, to), as text: "344"; ten is ':', eleven ';'.
 * Empty if a cell's edge stands between them, or a line end that is not one blank of several. */
static void shape_of(char shape[LONGEST + 1], const struct digits *d, size_t from, size_t to) {
    size_t groups = 0, lines = 0;
    char length = '1';
    for (size_t i = from + 1; i < to; i++) {
        if (d->gap[i] == NEWLINE) lines++;
        if (d->gap[i] == CELL) lines = LONGEST;
        if (d->gap[i] == GLUED) {
            length++;
        } else {
            shape[groups++] = length;
            length = '1';
        }
    }
    shape[groups++] = length;
    if (lines > 1 || (lines == 1 && groups == 2)) groups = 0;
    shape[groups] = '\0';
}

/* Spelt out digit by digit. */
static bool all_ones(const char *shape) {
    return strlen(shape) > 1 && shape[strspn(shape, "1")] == '\0';
}

/* Grouped as people tell numbers: a date and a sum, or two sums, have eleven digits as well. */
static bool is_mobile(const struct digits *d, size_t from) {
    static const char *const shapes[] = {";", "344", "38", "74", "335", "443"};
    char shape[LONGEST + 1];
    size_t to = from + MOBILE_DIGITS;
    if (to > d->n || !ends_before(d, to) || d->c[from] != '1' || d->c[from + 1] < '3') return false;
    shape_of(shape, d, from, to);
    for (size_t i = 0; i < sizeof shapes / sizeof shapes[0]; i++) {
        if (strcmp(shape, shapes[i]) == 0) return true;
    }
    return all_ones(shape);
}

/* How many digits of a mobile number with what may stand before it: 86, 0086, 0; 0 if none. */
static size_t mobile_length(const struct digits *d) {
    static const struct {
        const char *digits;
        size_t n;
    } before[] = {{"", 0}, {"86", 2}, {"0086", 4}, {"0", 1}};
    for (size_t i = 0; i < sizeof before / sizeof before[0]; i++) {
        size_t n = before[i].n;
        if (n > d->n || memcmp(d->c, before[i].digits, n) != 0) continue;
        if (n && n < d->n && d->gap[n] > SPACED) continue;
        if (is_mobile(d, n)) return n + MOBILE_DIGITS;
    }
    return 0;
}

/* ISO/IEC 7812: the Luhn sum is a multiple of ten. Cards here begin 3 to 6, old ones 9558; they
 * are told in groups of four or more, with the rest at the end. */
static bool is_card(const struct digits *d, size_t n) {
    char shape[LONGEST + 1];
    if (n > d->n || !ends_before(d, n)) return false;
    if ((d->c[0] < '3' || d->c[0] > '6') && memcmp(d->c, "9558", 4) != 0) return false;
    int sum = 0;
    for (size_t i = 0; i < n; i++) {
        int digit = d->c[n - 1 - i] - '0';
        if (digit > 9) return false; /* an X */
        if (i % 2 == 1) digit = digit * 2 > 9 ? digit * 2 - 9 : digit * 2;
        sum += digit;
    }
    if (sum % 10 != 0) return false;
    shape_of(shape, d, 0, n);
    size_t short_group = strcspn(shape, "123");
    return shape[0] != '\0' && (short_group + 1 >= strlen(shape) || all_ones(shape));
}

/* What begins with the first digit, and how many digits of it there are. ${inside}: this is not
 * where a group begins. */
static const char *judge(size_t *length, const struct digits *d, bool inside) {
    *length = IDENTITY_DIGITS;
    if (is_identity(d, inside)) return "身份证号码";
    if (inside) return NULL;
    *length = mobile_length(d);
    if (*length) return "手机号码";
    for (size_t n = CARD_MOST; n >= CARD_LEAST; n--) {
        *length = n;
        if (is_card(d, n)) return "银行卡号";
    }
    return NULL;
}

static void locate(struct gate_find *f, struct str text, size_t at) {
    size_t line_start = 0;
    f->line = 1;
    for (size_t i = 0; i < at; i++) {
        if (text.p[i] != '\n') continue;
        f->line++;
        line_start = i + 1;
    }
    f->column = text_length(str_slice(text, line_start, at)) + 1;
}

size_t gate_screen(struct gate_find **finds, struct arena *a, struct str text) {
    struct digits d;
    size_t count = 0, at = 0;
    bool inside = false; /* a digit stands right before, with nothing visible between */
    *finds = ARENA_ARRAY(a, struct gate_find, MOST);
    while (count < MOST && at < text.n) {
        char c;
        size_t length, n = read_digit(&c, text, at);
        if (n == 0) {
            inside = false;
            at++;
            continue;
        }
        gather(&d, text, at);
        const char *what = judge(&length, &d, inside);
        if (what) {
            locate(&(*finds)[count], text, at);
            (*finds)[count++].what = what;
            at = d.ends_at[length - 1];
        } else {
            at += n;
        }
        /* Markup that nobody sees does not begin a new group. */
        size_t next = at;
        inside = !what && read_gap(text, &next) == GLUED;
        if (inside) at = next;
    }
    return count;
}
