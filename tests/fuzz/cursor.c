/* A place in a list, as it stands in an address: read, written and read again it is the same. */
#include "fuzz.h"

#include "web/form.h"

struct list {
    struct cursor before;
};
static const struct field fields[] = {
    {"before", "页", FIELD_CURSOR, false, 0, 0, NULL, offsetof(struct list, before)}};
static const struct form form = FORM(fields, struct list);

static struct cursor read_cursor(struct arena *a, struct str text) {
    struct pair pair = {STR("before"), text};
    struct sent sent = {&pair, 1};
    struct problems problems = {0};
    void *out;
    form_read(&out, &problems, a, &form, &sent);
    return ((struct list *)out)->before;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    struct arena *a = fresh();
    struct cursor c = read_cursor(a, text_of(a, data, size));
    if (c.id == 0) return 0;
    struct cursor again = read_cursor(a, cursor_text(a, c));
    must(again.at == c.at && again.id == c.id);
    return 0;
}
