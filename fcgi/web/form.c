/*
 * Reading forms. serve.c calls form_pairs and form_read before any handler runs, so a handler
 * sees either a typed struct or a list of problems, never raw text.
 */
#include "web/form.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/arena.h"
#include "base/text.h"

#define PLACE_MOST                                                                                 \
    INT64_C(999999999999) /* of a cursor: a moment, or the twelve digits of a village */

static int hex(char c) {
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    return -1;
}

static struct str decode(struct arena *a, struct str s) {
    char *p = arena_alloc(a, s.n + 1);
    size_t n = 0;
    for (size_t i = 0; i < s.n; i++) {
        if (s.p[i] == '+') {
            p[n++] = ' ';
        } else if (s.p[i] == '%' && i + 2 < s.n && hex(s.p[i + 1]) >= 0 && hex(s.p[i + 2]) >= 0) {
            p[n++] = (char)(hex(s.p[i + 1]) * 16 + hex(s.p[i + 2]));
            i += 2;
        } else {
            p[n++] = s.p[i];
        }
    }
    return (struct str){p, n};
}

enum status form_pairs(struct sent *out, struct arena *a, struct str text, size_t max) {
    *out = (struct sent){ARENA_ARRAY(a, struct pair, max), 0};
    struct str rest = text.n ? text : STR_NONE;
    while (rest.p) {
        struct str value = str_cut(&rest, '&');
        if (value.n == 0) continue;
        if (out->count == max) return INVALID;
        struct str name = str_cut(&value, '=');
        struct pair *pair = &out->pairs[out->count++];
        pair->name = decode(a, name);
        pair->value = decode(a, value);
    }
    return OK;
}

bool form_has(const struct form *form, enum field_kind kind) {
    for (size_t i = 0; form && i < form->count; i++) {
        if (form->fields[i].kind == kind) return true;
    }
    return false;
}

struct str form_sent(const struct sent *sent, const char *name) {
    for (size_t i = 0; i < sent->count; i++) {
        if (str_is(sent->pairs[i].name, name)) return sent->pairs[i].value;
    }
    return STR_NONE;
}

static void add(struct problems *problems, struct arena *a, const char *field, struct str text) {
    if (problems->count == problems->cap) {
        size_t cap = problems->cap ? problems->cap * 2 : 8;
        problems->list = arena_grow(a, problems->list, problems->cap * sizeof(struct problem),
                                    cap * sizeof(struct problem));
        problems->cap = cap;
    }
    problems->list[problems->count++] = (struct problem){field, text};
}

void problem_add(struct problems *problems, struct arena *a, const char *field, const char *fmt,
                 ...) {
    va_list args;
    va_start(args, fmt);
    int n = vsnprintf(NULL, 0, fmt, args);
    va_end(args);
    if (n < 0) n = 0;
    char *text = arena_alloc(a, (size_t)n + 1);
    va_start(args, fmt);
    vsnprintf(text, (size_t)n + 1, fmt, args);
    va_end(args);
    add(problems, a, field, (struct str){text, (size_t)n});
}

struct str problem_of(const struct problems *problems, const char *field) {
    for (size_t i = 0; i < problems->count; i++) {
        const char *name = problems->list[i].field;
        if (name && strcmp(name, field) == 0) return problems->list[i].text;
    }
    return STR_NONE;
}

/* Line ends as \n; in a one-line field, and tabs there, as a space. */
static struct str lines(struct arena *a, struct str s, bool one_line) {
    char *p = arena_alloc(a, s.n + 1);
    size_t n = 0;
    for (size_t i = 0; i < s.n; i++) {
        char c = s.p[i];
        if (c == '\r') {
            if (i + 1 < s.n && s.p[i + 1] == '\n') continue;
            c = '\n';
        }
        p[n++] = one_line && (c == '\n' || c == '\t') ? ' ' : c;
    }
    struct str bare = str_trim((struct str){p, n});
    if (one_line || bare.n == 0) return bare;
    return (struct str){p, (size_t)(bare.p + bare.n - p)};
}

/* A day as people write it: 2026-03-05, 2026/3/5, 2026.3.5, 2026年3月5日, in any width. */
static bool read_day(int32_t *out, struct arena *a, struct str raw) {
    struct str s = text_key(a, raw);
    int part[3] = {0}, digits = 0;
    size_t found = 0;
    for (size_t i = 0; i < s.n; i++) {
        if (s.p[i] >= '0' && s.p[i] <= '9') {
            if (found > 2 || ++digits > 4) return false;
            part[found] = part[found] * 10 + (s.p[i] - '0');
        } else if (digits > 0) {
            found++;
            digits = 0;
        }
    }
    if (digits > 0) found++;
    return found == 3 && date_from_ymd(out, part[0], part[1], part[2]);
}

static bool read_cursor(struct cursor *out, struct str s) {
    struct str rest = s, at = str_cut(&rest, '-');
    struct cursor c;
    if (!str_is_digits(at) || !str_is_digits(rest)) return false;
    if (!str_int(&c.at, at) || c.at > PLACE_MOST || !str_int(&c.id, rest)) return false;
    *out = c;
    return true;
}

struct str cursor_text(struct arena *a, struct cursor c) {
    return str_format(a, "%lld-%lld", (long long)c.at, (long long)c.id);
}

static bool chosen(const struct field *f, struct str s) {
    for (size_t i = 0; f->choices[i]; i++) {
        if (str_is(s, f->choices[i])) return true;
    }
    return false;
}

static void read_text(const struct field *f, struct problems *problems, struct arena *a,
                      struct str raw, struct str *out) {
    struct str s = f->kind == FIELD_SECRET ? raw : lines(a, raw, f->kind == FIELD_TEXT);
    if (!text_is_clean(s)) {
        problem_add(problems, a, f->name, "“%s”里有看不见或无法显示的字符，请删掉重新输入。",
                    f->label);
    } else if (f->max && text_length(s) > (size_t)f->max) {
        problem_add(problems, a, f->name, "“%s”最多 %lld 个字，现在是 %zu 个，请缩短。", f->label,
                    (long long)f->max, text_length(s));
    } else if (s.n && f->min && text_length(s) < (size_t)f->min) {
        problem_add(problems, a, f->name, "“%s”至少 %lld 个字。", f->label, (long long)f->min);
    } else {
        *out = s;
    }
}

static struct str read_words(struct arena *a, struct str raw, int64_t max) {
    char *p = arena_alloc(a, raw.n + 1);
    size_t n = 0, length;
    for (size_t i = 0; i < raw.n && max > 0; i += length, max--) {
        uint32_t c = 0;
        length = str_char(&c, str_slice(raw, i, raw.n));
        if (length == 0) length = 1;
        struct str one = str_slice(raw, i, i + length);
        if (!text_is_clean(one) || c < ' ') one = STR(" ");
        for (size_t k = 0; k < one.n; k++) p[n++] = one.p[k];
    }
    return str_trim((struct str){p, n});
}

static void read_int(const struct field *f, struct problems *problems, struct arena *a,
                     struct str raw, int64_t *out) {
    int64_t n;
    if (!str_int(&n, text_key(a, raw)) || n < f->min || n > f->max) {
        problem_add(problems, a, f->name, "“%s”要填 %lld 到 %lld 之间的整数。", f->label,
                    (long long)f->min, (long long)f->max);
    } else {
        *out = n;
    }
}

static void read_field(const struct field *f, struct problems *problems, struct arena *a,
                       struct str raw, char *member) {
    bool empty = str_trim(raw).n == 0;
    if (empty) {
        if (f->required) problem_add(problems, a, f->name, "请填写“%s”。", f->label);
        if (f->required || f->kind > FIELD_SECRET) return;
    }
    switch (f->kind) {
    case FIELD_TEXT:
    case FIELD_PROSE:
    case FIELD_SECRET: read_text(f, problems, a, raw, (struct str *)(void *)member); break;
    case FIELD_WORDS: *(struct str *)(void *)member = read_words(a, raw, f->max); break;
    case FIELD_INT: read_int(f, problems, a, raw, (int64_t *)(void *)member); break;
    case FIELD_DAY:
        if (!read_day((int32_t *)(void *)member, a, raw)) {
            problem_add(problems, a, f->name, "“%s”不是一个存在的日期，请写成 2026-03-05 这样。",
                        f->label);
        }
        break;
    case FIELD_CHOICE:
        if (chosen(f, raw)) {
            *(struct str *)(void *)member = raw;
        } else {
            problem_add(problems, a, f->name, "“%s”不在可选的范围里，请重新选择。", f->label);
        }
        break;
    case FIELD_DIGITS:
        if (str_is_digits(raw) && raw.n <= (size_t)f->max) {
            *(struct str *)(void *)member = raw;
        } else {
            problem_add(problems, a, f->name, "“%s”只能是数字，请重新选择。", f->label);
        }
        break;
    case FIELD_CURSOR:
        if (!read_cursor((struct cursor *)(void *)member, raw)) {
            problem_add(problems, a, f->name, "翻页的位置不对，请从第一页重新看起。");
        }
        break;
    case FIELD_FLAG: *(bool *)(void *)member = true; break;
    case FIELD_TOKEN:
    case FIELD_ONCE:
    case FIELD_FILE: break;
    }
}

static void set_empty(const struct field *f, char *member) {
    if (f->kind == FIELD_INT) *(int64_t *)(void *)member = INT64_MIN;
    if (f->kind == FIELD_DAY) *(int32_t *)(void *)member = DAY_NONE;
}

void form_read(void **out, struct problems *problems, struct arena *a, const struct form *form,
               const struct sent *sent) {
    char *base = arena_alloc(a, form->size);
    for (size_t i = 0; i < form->count; i++) {
        const struct field *f = &form->fields[i];
        if (f->kind == FIELD_TOKEN || f->kind == FIELD_ONCE || f->kind == FIELD_FILE) continue;
        set_empty(f, base + f->offset);
        read_field(f, problems, a, form_sent(sent, f->name), base + f->offset);
    }
    *out = base;
}
