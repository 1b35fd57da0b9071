/* A form with files, in pieces as they may arrive: the pieces make no difference. */
#include "fuzz.h"

#include <sys/stat.h>

#include "web/multipart.h"

#define TYPE  "multipart/form-data; boundary=x"
#define SPOOL "/dev/shm/mingbai_fuzz"

struct seen {
    enum status st;
    size_t fields;
    int64_t bytes;
};

static struct seen read_in(struct arena *a, struct str body, size_t step) {
    struct seen seen = {.st = OK};
    struct sent sent = {0};
    struct multipart *m = multipart_new(a, STR(TYPE), SPOOL);
    must(m != NULL);
    for (size_t i = 0; i < body.n && seen.st == OK; i += step) {
        seen.st = multipart_put(m, str_slice(body, i, i + step));
    }
    if (seen.st == OK) seen.st = multipart_end(&sent, m);
    if (seen.st == OK) {
        seen.fields = sent.count;
        const struct upload *u = multipart_file(m, "f", 0);
        seen.bytes = u ? u->file.size : -1;
    }
    multipart_drop(m);
    return seen;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    struct arena *a = fresh();
    if (size < 1) return 0;
    mkdir(SPOOL, 0700);
    struct str body = text_of(a, data + 1, size - 1);
    struct seen whole = read_in(a, body, body.n + 1), parts = read_in(a, body, data[0] % 32 + 1);
    must(whole.st == parts.st && whole.fields == parts.fields && whole.bytes == parts.bytes);
    return 0;
}
