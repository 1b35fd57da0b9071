/*
 * Names and codes as people really type them: with spaces to line them up, in full width, with
 * whichever middle dot their keyboard has. Forms ask here whether a text is clean, the model asks
 * for keys to compare by, and lists ask for names that may be shown.
 */
#include "base/text.h"

#include <string.h>
#include <stdlib.h>
#include <utf8proc.h>

#include "base/arena.h"

#define MIDDLE_DOT 0xB7

static bool is_bidi(uint32_t c) {
    return (c >= 0x202A && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069);
}

static bool is_private(uint32_t c) {
    return (c >= 0xE000 && c <= 0xF8FF) || c >= 0xF0000;
}

static bool is_noncharacter(uint32_t c) {
    return (c >= 0xFDD0 && c <= 0xFDEF) || (c & 0xFFFE) == 0xFFFE;
}

bool text_is_clean(struct str s) {
    while (s.n) {
        unsigned char first = (unsigned char)s.p[0];
        size_t n = 1;
        if (first < 0x80) {
            if (first == 0x7F || (first < ' ' && first != '\t' && first != '\n')) return false;
        } else {
            uint32_t c;
            n = str_char(&c, s);
            if (n == 0 || c < 0xA0 || is_bidi(c) || is_private(c) || is_noncharacter(c))
                return false;
        }
        s.p += n;
        s.n -= n;
    }
    return true;
}

static bool begins_character(char c) {
    return ((unsigned char)c & 0xC0) != 0x80;
}

size_t text_length(struct str s) {
    size_t length = 0;
    for (size_t i = 0; i < s.n; i++) length += begins_character(s.p[i]);
    return length;
}

struct str text_clip(struct str s, size_t max) {
    size_t i = 0;
    for (; i < s.n; i++)
        if (begins_character(s.p[i]) && max-- == 0) break;
    return str_slice(s, 0, i);
}

static bool is_blank(int32_t c) {
    switch (utf8proc_category(c)) {
    case UTF8PROC_CATEGORY_ZS:
    case UTF8PROC_CATEGORY_ZL:
    case UTF8PROC_CATEGORY_ZP:
    case UTF8PROC_CATEGORY_CC: return true;
    default: return false;
    }
}

static bool is_middle_dot(int32_t c) {
    return c == MIDDLE_DOT || c == 0x2022 || c == 0x2027 || c == 0x2219 || c == 0x22C5 ||
           c == 0x30FB;
}

static bool is_dash_or_dot(int32_t c) {
    return utf8proc_category(c) == UTF8PROC_CATEGORY_PD || c == 0x2212 || c == 0x2043 || c == '.' ||
           c == 0x3002 || is_middle_dot(c);
}

/* Only digits, capital letters and the hanzi nearly all names are written with: its own key. */
static bool is_own_key(struct str s) {
    for (size_t i = 0; i < s.n;) {
        unsigned char c = (unsigned char)s.p[i];
        if ((c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z')) {
            i++;
            continue;
        }
        uint32_t point;
        if (c < 0xE4 || c > 0xE9) return false;
        size_t n = str_char(&point, str_slice(s, i, s.n));
        if (n != 3 || point < 0x4E00 || point > 0x9FA5) return false;
        i += n;
    }
    return true;
}

/* The key of ${s}; without what ${dropped} says, too. Decomposed, thinned out and only then
 * composed, so that no space hides in the middle of a character. Text that is not UTF-8 has no
 * key: it stays as it is. */
static struct str key_without(struct arena *a, struct str s, bool (*dropped)(int32_t)) {
    const utf8proc_uint8_t *in = (const utf8proc_uint8_t *)s.p;
    const utf8proc_option_t apart = UTF8PROC_STABLE | UTF8PROC_COMPAT | UTF8PROC_DECOMPOSE |
                                    UTF8PROC_IGNORE;
    if (s.n == 0) return s;
    if (is_own_key(s)) return str_copy(a, s);
    utf8proc_ssize_t n = utf8proc_decompose(in, (utf8proc_ssize_t)s.n, NULL, 0, apart);
    if (n < 0) return str_copy(a, s);
    int32_t *points = ARENA_ARRAY(a, int32_t, (size_t)n + 1);
    utf8proc_decompose(in, (utf8proc_ssize_t)s.n, points, n, apart);

    utf8proc_ssize_t kept = 0;
    for (utf8proc_ssize_t i = 0; i < n; i++)
        if (!is_blank(points[i]) && !(dropped && dropped(points[i]))) points[kept++] = points[i];
    n = utf8proc_normalize_utf32(points, kept, UTF8PROC_STABLE | UTF8PROC_COMPOSE);

    unsigned char *out = arena_array(a, (size_t)n + 1, 4);
    size_t length = 0;
    for (utf8proc_ssize_t i = 0; i < n; i++) {
        int32_t c = is_middle_dot(points[i]) ? MIDDLE_DOT : points[i];
        if (c >= 'a' && c <= 'z') c -= 'a' - 'A';
        length += (size_t)utf8proc_encode_char(c, out + length);
    }
    return (struct str){(const char *)out, length};
}

struct str text_nfkc(struct arena *a, struct str s) {
    utf8proc_uint8_t *made = NULL;
    utf8proc_ssize_t n = utf8proc_map((const utf8proc_uint8_t *)s.p, (utf8proc_ssize_t)s.n, &made,
                                      UTF8PROC_STABLE | UTF8PROC_COMPOSE | UTF8PROC_COMPAT);
    if (n == UTF8PROC_ERROR_NOMEM) abort(); /* unlike what cannot be normalised */
    struct str out = n < 0 ? s : str_copy(a, (struct str){(const char *)made, (size_t)n});
    free(made);
    return out;
}

size_t text_digits(struct str s, size_t most) {
    size_t count = 0;
    for (size_t i = 0; i < s.n && count < most;) {
        uint32_t c;
        size_t n = str_char(&c, str_slice(s, i, s.n));
        utf8proc_category_t kind = c < 0x80 ? 0 : utf8proc_category((utf8proc_int32_t)c);
        if (n && (kind == UTF8PROC_CATEGORY_ND || kind == UTF8PROC_CATEGORY_NO ||
                  (c >= '0' && c <= '9'))) {
            count++;
        }
        i += n ? n : 1;
    }
    return count;
}

struct str text_key(struct arena *a, struct str s) {
    return key_without(a, s, NULL);
}

struct str text_code(struct arena *a, struct str s) {
    return key_without(a, s, is_dash_or_dot);
}

static size_t surname_length(struct str name) {
    static const char compound[] =
        "欧阳太史端木上官司马东方独孤南宫万俟闻人夏侯诸葛尉迟公羊赫连澹台皇甫宗政濮阳公冶太叔申屠"
        "公孙慕容仲孙钟离长孙宇文司徒鲜于司空闾丘子车亓官司寇巫马公西颛孙壤驷公良漆雕乐正宰父谷梁"
        "拓跋夹谷轩辕令狐段干百里呼延东郭南门羊舌微生梁丘左丘西门第五南荣东里东宫仲长即墨达奚纳兰"
        "完颜叶赫";
    struct str first = text_clip(name, 2);
    if (text_length(name) > 2) { /* every surname here is six bytes long */
        for (size_t i = 0; i + 6 < sizeof compound; i += 6)
            if (str_eq(first, (struct str){compound + i, 6})) return 6;
    }
    return text_clip(name, 1).n;
}

static struct str last_character(struct str s) {
    size_t at = s.n ? s.n - 1 : 0;
    while (at > 0 && !begins_character(s.p[at])) at--;
    return str_slice(s, at, s.n);
}

struct str text_mask_name(struct arena *a, struct str name) {
    static const struct str dot = STR_INIT("·");
    if (!text_is_clean(name)) return STR("*");
    name = text_key(a, name); /* a space in a name must not count as the hidden character */
    while (str_starts(name, dot)) name = str_slice(name, dot.n, name.n);
    while (str_ends(name, dot)) name = str_slice(name, 0, name.n - dot.n);
    if (name.n == 0) return STR("");

    bool dotted = str_find(name, dot) < name.n;
    struct str surname = str_slice(name, 0, dotted ? text_clip(name, 1).n : surname_length(name));
    size_t given = text_length(name) - text_length(surname); /* with the dot, if there is one */
    struct str last = last_character(name);
    if (given < (dotted ? 3 : 2)) last = STR(""); /* showing both ends would hide nothing */
    return str_format(a, STR_FMT "*" STR_FMT, STR_ARG(surname), STR_ARG(last));
}

struct str text_plain(struct arena *a, struct str s) {
    char *p = arena_alloc(a, s.n + 1);
    size_t n = 0;
    for (size_t i = 0; i < s.n; i++) {
        if (s.p[i] != '%' && s.p[i] != '_' && s.p[i] != '\\') p[n++] = s.p[i];
    }
    return (struct str){p, n};
}
