/*
 * Asked by account.c whenever a password is set. The words are data (common.txt, sorted; the build
 * checks that), in the program so that they cannot be missing.
 */
#include "model/county/password.h"

#include <string.h>

#include "base/arena.h"
#include "base/embedded.h"
#include "base/seal.h"
#include "base/text.h"

#define AROUND 8 /* characters: more than that is a password of its own */

EMBEDDED(embedded_common);

/* ${n} bytes of lower-case ASCII; true if they are a line of the list. */
static bool is_listed(const char *word, size_t n) {
    struct str list = embedded_common[0].text;
    size_t low = 0, high = list.n;
    while (low < high) {
        size_t at = low + (high - low) / 2;
        while (at > low && list.p[at - 1] != '\n') at--;
        const char *end = memchr(list.p + at, '\n', list.n - at);
        struct str line = {list.p + at, (size_t)(end - (list.p + at))};
        int order = str_compare((struct str){word, n}, line);
        if (order == 0) return true;
        if (order < 0) {
            high = at;
        } else {
            low = at + line.n + 1;
        }
    }
    return false;
}

static bool is_letter(char c) {
    return c >= 'a' && c <= 'z';
}

/* A word, or a word twice, with digits and signs around it: Woaini@520, 2024mima!. */
static bool is_common_word(const char *text, size_t n) {
    size_t from = 0, to = n;
    if (is_listed(text, n)) return true;
    while (from < to && !is_letter(text[from])) from++;
    while (to > from && !is_letter(text[to - 1])) to--;
    size_t core = to - from;
    if (n - core > AROUND) return false;
    if (is_listed(text + from, core)) return true;
    return core % 2 == 0 && memcmp(text + from, text + from + core / 2, core / 2) == 0 &&
           is_listed(text + from, core / 2);
}

/* Whether each character is the one ${width} before it. */
static bool repeats(const char *text, size_t n, size_t width) {
    for (size_t i = width; i < n; i++) {
        if (text[i] != text[i - width]) return false;
    }
    return true;
}

/* Whether each character stands beside the last on a keyboard, in the alphabet or in counting. */
static bool is_run(const char *text, size_t n) {
    static const char rows[] = "`1234567890-= qwertyuiop[] asdfghjkl;' zxcvbnm,./ "
                               "abcdefghijklmnopqrstuvwxyz 01234567890 "
                               "1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik,9ol. 1q2w3e4r5t6y7u8i9o0p "
                               "q1w2e3r4t5y6u7i8o9p0 qazwsxedcrfvtgbyhnujm qweasdzxc";
    size_t steps = 0;
    for (size_t i = 1; i < n; i++) {
        const char ahead[] = {text[i - 1], text[i], 0}, back[] = {text[i], text[i - 1], 0};
        bool gap = text[i] == ' ' || text[i - 1] == ' ';
        if (!gap && (strstr(rows, ahead) || strstr(rows, back))) steps++;
    }
    return steps + 2 >= n; /* but for one jump: qwert12345 */
}

static bool is_common(struct str login, const char *text, size_t n) {
    size_t digits = 0;
    for (size_t i = 0; i < n; i++) digits += text[i] >= '0' && text[i] <= '9';
    if (digits == n || is_common_word(text, n) || is_run(text, n)) return true;
    for (size_t width = 1; width <= 4; width++) {
        if (repeats(text, n, width)) return true;
    }
    return login.n >= 4 && str_find((struct str){text, n}, login) < n && n < login.n + 8;
}

const char *password_fault(struct str login, struct str password) {
    char text[PASSWORD_MOST * 4];
    size_t length = text_is_clean(password) ? text_length(password) : 0;
    if (length < PASSWORD_LEAST || length > PASSWORD_MOST) {
        return "密码要 8 到 64 个字符。可以用一句话，例如几个不相干的词连起来。";
    }
    for (size_t i = 0; i < password.n; i++) {
        char c = password.p[i];
        text[i] = c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
    }
    if (!is_common(login, text, password.n)) return NULL;
    return "这个密码太常见，别人一试就中。不要用纯数字、账号、名字拼音加数字、键盘上连着的键；"
           "换成几个不相干的词连起来。";
}

struct str password_once(struct arena *a) {
    static const char letters[] = "abcdefghjkmnpqrstuvwxyz23456789";
    char *out = arena_alloc(a, 14);
    for (size_t i = 0; i < 14; i++)
        out[i] = i % 5 == 4 ? '-' : letters[seal_below(sizeof letters - 1)];
    return (struct str){out, 14};
}
