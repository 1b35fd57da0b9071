/* Names and document numbers as people type them: made alike once, they stay so; what is said of a
 * number carries none of it; a masked name shows less than the name. */
#include "fuzz.h"

#include "base/text.h"
#include "model/register/identity.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    struct arena *a = fresh();
    struct str s = text_of(a, data, size);
    struct identity_document d;
    struct str key = text_key(a, s), code = text_code(a, s), number = identity_number(a, s);
    must(str_eq(text_key(a, key), key));
    must(str_eq(text_code(a, code), code));
    /* (What is not clean no form lets through.) */
    if (text_is_clean(s)) must(str_eq(identity_number(a, number), number));
    identity_document(&d, a, s, 20000);
    struct str told = identity_explain(a, identity_check(number, 20000), number);
    if (number.n >= 6) must(str_find(told, number) == told.n);
    struct str masked = text_mask_name(a, s);
    must(masked.n == 0 || str_find(masked, STR("*")) < masked.n);
    bool starred = str_find(key, STR("*")) < key.n;
    if (text_length(key) > 1 && text_is_clean(s) && !starred) {
        must(str_find(masked, key) == masked.n);
    }
    struct str code_of = identity_code(a, s);
    if (identity_is_code(code_of)) must(code_of.n <= IDENTITY_CODE_MAX);
    return 0;
}
