/* The Cookie header: whatever stands in it, a value found is a piece of it. */
#include "fuzz.h"

#include "web/request.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    struct arena *a = fresh();
    struct request rq = {.cookies = text_of(a, data, size), .arena = a};
    const char *const names[] = {"view", "mingbai", "__Host-mingbai", "login", "", "="};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        struct str value = request_cookie(&rq, names[i]);
        if (value.n == 0) continue;
        must(value.p >= rq.cookies.p && value.p + value.n <= rq.cookies.p + rq.cookies.n);
    }
    return 0;
}
