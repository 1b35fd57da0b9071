/*
 * Screening of texts before they are published. A pattern finds runs of digits with little between
 * them; arithmetic decides whether a run is a number of somebody. Asked by edition.c.
 */
#include "model/publish/gate.h"

#include "base/arena.h"
#include "base/date.h"
#include "base/pattern.h"
#include "base/text.h"

#define MOST 20

/* Eleven digits or more, each pair at most two separators apart: blanks, hyphens, dots, markup. */
#define DIGIT   "[0-9０-９]"
#define BETWEEN "(?:[\\s\\x{3000}\\-‐‑‒–—－.·_*`|]|&nbsp;|<[^<>]{0,40}>){0,6}"
static const char source[] = "(?<!" DIGIT ")" DIGIT "(?:" BETWEEN DIGIT "){9,40}(?:" BETWEEN
                             "[0-9Xx０-９Ｘｘ])?";

/* The digits (and a final X) alone, in ASCII. */
static struct str digits_only(struct arena *a, struct str run) {
    struct str key = text_key(a, run);
    char *p = arena_alloc(a, key.n + 1);
    size_t n = 0;
    bool markup = false;
    for (size_t i = 0; i < key.n; i++) {
        char c = key.p[i];
        if (c == '<') markup = true;
        if (!markup && ((c >= '0' && c <= '9') || (c == 'X' && i + 1 == key.n))) p[n++] = c;
        if (c == '>') markup = false;
    }
    return (struct str){p, n};
}

static bool all_digits(struct str s, size_t n) {
    return s.n >= n && str_is_digits(str_slice(s, 0, n));
}

static bool is_identity(struct str s) {
    static const int weights[17] = {7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2};
    int sum = 0;
    int64_t date;
    int32_t day;
    if (s.n != 18 || !all_digits(s, 17) || !str_int(&date, str_slice(s, 6, 14))) return false;
    if (!date_from_ymd(&day, (int)(date / 10000), (int)(date / 100 % 100), (int)(date % 100))) {
        return false;
    }
    for (int i = 0; i < 17; i++) sum += (s.p[i] - '0') * weights[i];
    return s.p[17] == "10X98765432"[sum % 11];
}

static bool is_mobile(struct str s) {
    return s.n == 11 && all_digits(s, 11) && s.p[0] == '1' && s.p[1] >= '3';
}

/* ISO/IEC 7812: 16 to 19 digits whose Luhn sum is a multiple of ten; cards here begin 3 to 6. */
static bool is_card(struct str s) {
    if (s.n < 16 || s.n > 19 || !all_digits(s, s.n) || s.p[0] < '3' || s.p[0] > '6') return false;
    int sum = 0;
    for (size_t i = 0; i < s.n; i++) {
        int digit = s.p[s.n - 1 - i] - '0';
        if (i % 2 == 1) digit = digit * 2 > 9 ? digit * 2 - 9 : digit * 2;
        sum += digit;
    }
    return sum % 10 == 0;
}

static const char *judge(struct str digits) {
    /* A run may begin or end with digits that are not part of the number: look at every stretch. */
    for (size_t from = 0; from < digits.n; from++) {
        if (is_identity(str_slice(digits, from, from + 18))) return "身份证号码";
        if (from == 0 && digits.n >= 13 && str_starts(digits, STR("86")) &&
            is_mobile(str_slice(digits, 2, digits.n))) {
            return "手机号码";
        }
    }
    if (is_mobile(digits)) return "手机号码";
    return is_card(digits) ? "银行卡号" : NULL;
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
    static struct pattern *run;
    if (!run) run = pattern_new(source);
    *finds = ARENA_ARRAY(a, struct gate_find, MOST);
    size_t count = 0, from = 0, begin, end;
    while (count < MOST && pattern_find(run, text, from, &begin, &end)) {
        const char *what = judge(digits_only(a, str_slice(text, begin, end)));
        if (what) {
            locate(&(*finds)[count], text, begin);
            (*finds)[count++].what = what;
        }
        from = end;
    }
    return count;
}
