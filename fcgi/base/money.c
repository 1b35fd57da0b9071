/*
 * Amounts as people read and type them. Whatever reckons with money does so in whole fen; only
 * this file knows where the point goes.
 */
#include "base/money.h"

#include <inttypes.h>
#include <stdio.h>

#include "base/arena.h"

#define MOST_FEN INT64_C(100000000000000) /* 1,000,000,000,000.00 yuan */

struct str money_text(struct arena *a, int64_t fen) {
    if (fen == MONEY_NONE) return STR("");
    char plain[24];
    uint64_t left = fen < 0 ? (uint64_t)-fen : (uint64_t)fen;
    int digits = snprintf(plain, sizeof plain, "%" PRIu64, left / 100);

    char *text = arena_alloc(a, 40);
    size_t n = 0;
    if (fen < 0) text[n++] = '-';
    for (int i = 0; i < digits; i++) {
        if (i > 0 && (digits - i) % 3 == 0) text[n++] = ',';
        text[n++] = plain[i];
    }
    text[n++] = '.';
    text[n++] = (char)('0' + left / 10 % 10);
    text[n++] = (char)('0' + left % 10);
    return (struct str){text, n};
}

/* The whole yuan. With commas: one to three digits, and then threes. */
static bool parse_yuan(int64_t *out, struct str s) {
    bool grouped = str_find(s, STR(",")) < s.n;
    bool first = true;
    int64_t yuan = 0;
    while (s.p) {
        struct str group = str_cut(&s, ',');
        if (!str_is_digits(group)) return false;
        if (grouped && (first ? group.n > 3 : group.n != 3)) return false;
        for (size_t i = 0; i < group.n; i++) {
            yuan = yuan * 10 + (group.p[i] - '0');
            if (yuan > MOST_FEN / 100) return false;
        }
        first = false;
    }
    *out = yuan;
    return true;
}

static bool parse_fraction(int *out, struct str s) {
    if (!str_is_digits(s) || s.n > 2) return false;
    *out = (s.p[0] - '0') * 10 + (s.n == 2 ? s.p[1] - '0' : 0);
    return true;
}

bool money_parse(int64_t *out, struct str s) {
    static const struct str before[] = {STR_INIT("¥"), STR_INIT("￥")};
    static const struct str after = STR_INIT("元");
    s = str_trim(s);
    if (str_starts(s, before[0]))
        s = str_trim(str_slice(s, before[0].n, s.n));
    else if (str_starts(s, before[1]))
        s = str_trim(str_slice(s, before[1].n, s.n));
    else if (str_ends(s, after))
        s = str_trim(str_slice(s, 0, s.n - after.n));
    if (s.n == 0) return false;

    int64_t yuan;
    int fen = 0;
    struct str fraction = s;
    struct str whole = str_cut(&fraction, '.');
    if (!parse_yuan(&yuan, whole)) return false;
    if (fraction.p && !parse_fraction(&fen, fraction)) return false;
    if (yuan * 100 + fen > MOST_FEN) return false;
    *out = yuan * 100 + fen;
    return true;
}
