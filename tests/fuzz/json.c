/* A body of the API: one JSON object into the pairs of a form. */
#include "fuzz.h"

#include "web/json.h"

struct who {
    struct str name, id_number;
};
static const struct field fields[] = {
    {"name", "姓名", FIELD_TEXT, true, 1, 40, NULL, offsetof(struct who, name)},
    {"id_number", "证件号码", FIELD_TEXT, true, 1, 40, NULL, offsetof(struct who, id_number)},
};
static const struct form form = FORM(fields, struct who);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    struct arena *a = fresh();
    struct sent sent;
    struct problems problems = {0};
    void *out;
    if (json_pairs(&sent, &problems, a, text_of(a, data, size), &form) != OK) {
        must(problems.count > 0);
        return 0;
    }
    must(sent.count <= 2);
    form_read(&out, &problems, a, &form, &sent);
    return 0;
}
