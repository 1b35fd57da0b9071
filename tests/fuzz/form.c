/* Urlencoded pairs, of a query string or a body, into a form with a field of each kind. */
#include "fuzz.h"

#include "base/date.h"
#include "base/text.h"
#include "web/form.h"

struct all {
    struct str text, prose, words, secret, choice, digits;
    int64_t number;
    int32_t day;
    struct cursor before;
    bool flag;
};

static const char *const choices[] = {"one", "two", NULL};
static const struct field fields[] = {
    {"text", "甲", FIELD_TEXT, true, 1, 40, NULL, offsetof(struct all, text)},
    {"prose", "乙", FIELD_PROSE, false, 0, 400, NULL, offsetof(struct all, prose)},
    {"words", "丙", FIELD_WORDS, false, 0, 40, NULL, offsetof(struct all, words)},
    {"secret", "丁", FIELD_SECRET, false, 0, 40, NULL, offsetof(struct all, secret)},
    {"number", "戊", FIELD_INT, false, -9, 99, NULL, offsetof(struct all, number)},
    {"day", "己", FIELD_DAY, false, 0, 0, NULL, offsetof(struct all, day)},
    {"choice", "庚", FIELD_CHOICE, false, 0, 0, choices, offsetof(struct all, choice)},
    {"digits", "辛", FIELD_DIGITS, false, 2, 12, NULL, offsetof(struct all, digits)},
    {"before", "壬", FIELD_CURSOR, false, 0, 0, NULL, offsetof(struct all, before)},
    {"flag", "癸", FIELD_FLAG, false, 0, 0, NULL, offsetof(struct all, flag)},
};
static const struct form form = FORM(fields, struct all);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    struct arena *a = fresh();
    struct sent sent;
    struct problems problems = {0};
    void *out;
    if (form_pairs(&sent, a, text_of(a, data, size), 200) != OK) return 0;
    must(sent.count <= 200);
    form_read(&out, &problems, a, &form, &sent);
    const struct all *v = out;
    must(text_is_clean(v->text) && text_length(v->text) <= 40);
    must(text_is_clean(v->prose) && text_length(v->prose) <= 400);
    must(text_is_clean(v->words) && text_length(v->words) <= 40);
    must(v->number == INT64_MIN || (v->number >= -9 && v->number <= 99));
    must(v->choice.n == 0 || str_is(v->choice, "one") || str_is(v->choice, "two"));
    for (size_t i = 0; i < v->digits.n; i++) must(v->digits.p[i] >= '0' && v->digits.p[i] <= '9');
    for (size_t i = 0; i < problems.count; i++) must(text_is_clean(problems.list[i].text));
    return 0;
}
