/* A query of any bytes against a text of any bytes: pieces of what is shown, put together, are the
 * text; terms are within their length, in order and each once. */
#include "fuzz.h"

#include "model/publish/excerpt.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    struct arena *a = fresh();
    if (size < 1) return 0;
    size_t part = 1 + (size - 1) * data[0] / 255;
    struct str q = text_of(a, data + 1, part - 1), s = text_of(a, data + part, size - part);
    struct token_word *words, *pairs;
    struct excerpt_piece *pieces;
    struct str *terms;
    size_t count = token_query(&words, a, q), at = 0;
    must(count <= TOKEN_WORDS);
    for (size_t i = 0; i < count; i++) {
        must(words[i].count > 0 && words[i].key_count > 0);
        for (size_t k = 0; k < words[i].key_count; k++) must(words[i].keys[k].n <= TOKEN_TERM);
    }
    token_pairs(&pairs, a, words, count);
    size_t n = token_terms(&terms, a, s);
    for (size_t i = 0; i < n; i++) must(terms[i].n > 0 && terms[i].n <= TOKEN_TERM);
    for (size_t i = 1; i < n; i++) must(str_compare(terms[i - 1], terms[i]) < 0);
    n = excerpt_mark(&pieces, a, s, words, count);
    for (size_t i = 0; i < n; i++) {
        must(str_eq(pieces[i].text, str_slice(s, at, at + pieces[i].text.n)));
        at += pieces[i].text.n;
    }
    must(at == s.n);
    excerpt_cut(&pieces, a, s, words, count);
    excerpt_has(a, s, words, count);
    excerpt_plain(a, s);
    return 0;
}
