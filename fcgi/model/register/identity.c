/*
 * Used wherever a number or a code comes in: by the status query, by the import, by the demo
 * county. All of them must come to the same index, so none of them normalises by itself.
 */
#include "model/register/identity.h"

#include "base/arena.h"
#include "base/date.h"
#include "base/seal.h"
#include "base/text.h"

#define BIRTH_AT        6  /* the birthday is YYYYMMDD from here */
#define KIN_DIGITS      14 /* place and birthday */
#define OLD_DIGITS      15 /* numbers given out before 1999 */
#define DISABLED_DIGITS 20 /* a disability certificate: the number and two more */
#define PERMIT_DIGITS   8
#define OTHER_LEAST     5
#define OTHER_MOST      30

struct str identity_number(struct arena *a, struct str typed) {
    static const struct str times = STR_INIT("×");
    struct str s = text_code(a, typed);
    if (!str_ends(s, times)) return s;
    return str_format(a, STR_FMT "X", STR_ARG(str_slice(s, 0, s.n - times.n)));
}

char identity_check_digit(const char first[IDENTITY_DIGITS - 1]) {
    static const int weights[] = {7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2};
    static const char last[] = "10X98765432";
    int sum = 0;
    for (int i = 0; i < IDENTITY_DIGITS - 1; i++) sum += (first[i] - '0') * weights[i];
    return last[sum % 11];
}

static int digits(struct str s) {
    int n = 0;
    for (size_t i = 0; i < s.n; i++) n = n * 10 + (s.p[i] - '0');
    return n;
}

/* The place, from 1, of the first character that may not stand where it is; 0 if there is none. */
static size_t first_letter(struct str number) {
    size_t place = 1;
    uint32_t c;
    for (size_t at = 0, n; at < number.n; at += n) {
        n = str_char(&c, str_slice(number, at, number.n)); /* 0: no UTF-8 */
        bool fits = n > 0 && ((c >= '0' && c <= '9') || (c == 'X' && place == IDENTITY_DIGITS));
        if (!fits) return place;
        place++;
    }
    return 0;
}

enum identity_fault identity_check(struct str number, int32_t today) {
    int32_t born;
    if (text_length(number) != IDENTITY_DIGITS) return IDENTITY_LENGTH;
    if (first_letter(number) != 0) return IDENTITY_LETTER;
    if (!date_from_ymd(&born, digits(str_slice(number, BIRTH_AT, BIRTH_AT + 4)),
                       digits(str_slice(number, BIRTH_AT + 4, BIRTH_AT + 6)),
                       digits(str_slice(number, BIRTH_AT + 6, BIRTH_AT + 8))) ||
        born > today) {
        return IDENTITY_DATE;
    }
    bool fits = identity_check_digit(number.p) == number.p[IDENTITY_DIGITS - 1];
    return fits ? IDENTITY_FINE : IDENTITY_CHECK;
}

struct str identity_explain(struct arena *a, enum identity_fault fault, struct str number) {
    size_t n = text_length(number);
    switch (fault) {
    case IDENTITY_FINE: return STR_NONE;
    case IDENTITY_LENGTH:
        if (n == OLD_DIGITS) return STR("这是 15 位的老号码。请看现在的身份证，填 18 位的号码。");
        if (n == DISABLED_DIGITS) {
            return STR("证件号码要 18 位，您填了 20 位。如果是残疾人证，请只填前 18 位。");
        }
        return str_format(a, "证件号码要 18 位，您填了 %zu 位。请对着证件%s。", n,
                          n < IDENTITY_DIGITS ? "补齐" : "去掉多出来的");
    case IDENTITY_LETTER:
        return str_format(
            a, "证件号码第 %zu 位不是数字，请改正。只有最后一位可以是字母 X，其余都是数字。",
            first_letter(number));
    case IDENTITY_DATE:
        return STR(
            "证件号码第 7 位到第 14 位是出生日期，没有这一天，或者这一天还没到。请核对这 8 位。");
    case IDENTITY_CHECK:
        return STR("证件号码里有一位写错了（最后一位和前面的对不上）。请拿出证件，一位一位核对。");
    }
    return STR_NONE;
}

const struct label identity_kinds[] = {
    {"resident", "居民身份证"},
    {"disability", "残疾人证"},
    {"permit", "港澳台证件"},
    {"passport", "护照"},
    {"military", "军人证件"},
    {"other", "其他证件"},
    {NULL, NULL},
};

static bool is_disability(struct str n) {
    return n.n == DISABLED_DIGITS && str_is_digits(str_slice(n, 0, IDENTITY_DIGITS - 1)) &&
           n.p[18] >= '1' && n.p[18] <= '7' && n.p[19] >= '1' && n.p[19] <= '4';
}

static size_t letters_before(struct str n) {
    size_t i = 0;
    while (i < n.n && n.p[i] >= 'A' && n.p[i] <= 'Z') i++;
    return i;
}

/* Eight digits may be a birthday in the wrong place. */
static bool is_day(struct str n) {
    int32_t day;
    return date_from_ymd(&day, digits(str_slice(n, 0, 4)), digits(str_slice(n, 4, 6)),
                         digits(str_slice(n, 6, 8)));
}

static const char *kind_of(struct str n) {
    size_t letters = letters_before(n), length = text_length(n);
    struct str rest = str_slice(n, letters, n.n);
    bool plain = str_is_digits(rest);
    bool cut = str_ends(n, STR("X")) && str_is_digits(str_slice(n, 0, n.n - 1));
    if (is_disability(n)) return "disability";
    if (length == IDENTITY_DIGITS || length < OTHER_LEAST || length > OTHER_MOST || cut) {
        return "resident";
    }
    if (letters == 0 && plain) return n.n == PERMIT_DIGITS && !is_day(n) ? "permit" : "resident";
    if (letters == 1 && plain && (n.p[0] == 'H' || n.p[0] == 'M') &&
        (rest.n == PERMIT_DIGITS || rest.n == PERMIT_DIGITS + 2)) {
        return "permit";
    }
    if ((letters == 1 || letters == 2) && plain && (rest.n == 7 || rest.n == 8)) return "passport";
    return str_find(n, STR("字")) < n.n ? "military" : "other";
}

struct str identity_lookup(struct str number) {
    return is_disability(number) ? str_slice(number, 0, IDENTITY_DIGITS) : number;
}

void identity_document(struct identity_document *d, struct arena *a, struct str typed,
                       int32_t today) {
    d->number = identity_number(a, typed);
    d->lookup = identity_lookup(d->number);
    d->kind = kind_of(d->number);
    struct str kind = str_from(d->kind);
    bool judged = str_is(kind, "disability") || str_is(kind, "resident");
    d->fault = judged ? identity_check(d->lookup, today) : IDENTITY_FINE;
}

struct str identity_kin(struct str number) {
    return str_slice(number, 0, KIN_DIGITS);
}

struct str identity_name_key(struct arena *a, struct str name) {
    return text_code(a, name);
}

struct str identity_code(struct arena *a, struct str typed) {
    return text_code(a, typed);
}

bool identity_is_code(struct str code) {
    for (size_t i = 0; i < code.n; i++) {
        char c = code.p[i];
        if (!((c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z'))) return false;
    }
    return code.n > 0 && code.n <= IDENTITY_CODE_MAX;
}

#define QUERY_CODE "query-code"

_Static_assert(IDENTITY_INDEXES == SEAL_INDEX_KEYS_MAX, "as many indexes as keys in use");

static struct str index_under(struct arena *a, const struct seal_keys *keys, uint8_t key,
                              const char *purpose, struct str text) {
    uint8_t *out = arena_alloc(a, SEAL_INDEX_BYTES);
    seal_index_under(out, keys, key, purpose, text);
    return (struct str){(const char *)out, SEAL_INDEX_BYTES};
}

static uint8_t current(const struct seal_keys *keys) {
    uint8_t ids[SEAL_INDEX_KEYS_MAX];
    seal_index_ids(ids, keys);
    return ids[0];
}

int64_t identity_index_key(const struct seal_keys *keys) {
    return current(keys);
}

struct str identity_chain(struct arena *a, const struct seal_keys *keys) {
    char key = (char)current(keys);
    return str_copy(a, (struct str){&key, 1});
}

struct str identity_index(struct arena *a, const struct seal_keys *keys, struct str number) {
    uint8_t *out = arena_alloc(a, SEAL_INDEX_BYTES);
    seal_index(out, keys, IDENTITY_NUMBER, number);
    return (struct str){(const char *)out, SEAL_INDEX_BYTES};
}

struct str identity_alike(struct arena *a, const struct seal_keys *keys, struct str name_key,
                          struct str number) {
    struct str born = str_slice(number, BIRTH_AT, KIN_DIGITS);
    if (number.n != IDENTITY_DIGITS || !str_is_digits(born)) return STR_NONE;
    uint8_t *out = arena_alloc(a, SEAL_INDEX_BYTES);
    struct str both = str_format(a, STR_FMT ":" STR_FMT, STR_ARG(born), STR_ARG(name_key));
    seal_index(out, keys, "alike", both);
    return (struct str){(const char *)out, IDENTITY_ALIKE};
}

void identity_indexes(struct str out[IDENTITY_INDEXES], struct arena *a,
                      const struct seal_keys *keys, struct str number) {
    uint8_t ids[SEAL_INDEX_KEYS_MAX];
    size_t count = seal_index_ids(ids, keys);
    for (size_t i = 0; i < IDENTITY_INDEXES; i++) {
        out[i] = index_under(a, keys, ids[i < count ? i : 0], IDENTITY_NUMBER, number);
    }
}

static struct str both_codes(struct arena *a, struct str household_code, struct str query_code) {
    return str_format(a, STR_FMT ":" STR_FMT, STR_ARG(household_code), STR_ARG(query_code));
}

struct str identity_query_index(struct arena *a, const struct seal_keys *keys,
                                struct str household_code, struct str query_code) {
    return index_under(a, keys, current(keys), QUERY_CODE,
                       both_codes(a, household_code, query_code));
}

struct str identity_query_again(struct arena *a, const struct seal_keys *keys, struct str index) {
    return index_under(a, keys, current(keys), QUERY_CODE, index);
}

bool identity_query_fits(struct arena *a, const struct seal_keys *keys, struct str household_code,
                         struct str query_code, struct str index, struct str chain) {
    struct str both = both_codes(a, household_code, query_code), digest = both;
    uint8_t ids[SEAL_INDEX_KEYS_MAX];
    size_t count = seal_index_ids(ids, keys);
    bool fits = false;
    for (size_t i = 0; i < chain.n; i++) {
        digest = index_under(a, keys, (uint8_t)chain.p[i], QUERY_CODE, digest);
    }
    if (chain.n > 0) return seal_same(digest, index);
    for (size_t i = 0; i < count; i++) {
        fits |= seal_same(index_under(a, keys, ids[i], QUERY_CODE, both), index);
    }
    return fits;
}
