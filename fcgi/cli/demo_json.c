/*
 * demo.json, for whoever tries the demo out and for tests: where it is, who may sign in, and one
 * household of each fate to look up. Made-up people, but written for the owner's eyes only, as
 * the passwords are real.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cli/demo.h"
#include "db/bulk.h"

static void member(struct buf *b, const char *name, struct str value, const char *after) {
    buf_format(b, "\"%s\": ", name);
    bulk_quote(b, value);
    buf_put(b, str_from(after));
}

static struct str whole(const struct demo *d) {
    struct buf b = buf_new(d->arena, (size_t)1 << 20);
    BUF_LIT(&b, "{\n  ");
    member(&b, "base_url", d->url, ",\n  ");
    member(&b, "office_url", str_format(d->arena, STR_FMT "/office", STR_ARG(d->url)), ",\n");
    BUF_LIT(&b, "  \"second_factor\": \"optional\",\n  \"accounts\": [");
    for (size_t i = 0; i < sizeof d->accounts / sizeof *d->accounts; i++) {
        const struct demo_account *a = &d->accounts[i];
        buf_put(&b, i ? STR(",\n    {") : STR("\n    {"));
        member(&b, "role", a->role, ", ");
        member(&b, "login", a->login, ", ");
        member(&b, "password", a->password, "}");
    }
    BUF_LIT(&b, "\n  ],\n  \"residents\": [");
    bool first = true;
    for (size_t i = 0; i < d->household_count; i++) {
        const struct demo_household *h = &d->households[i];
        if (!h->listed) continue;
        buf_put(&b, first ? STR("\n    {") : STR(",\n    {"));
        member(&b, "name", h->people[0].name, ", ");
        member(&b, "id_number", str_from(h->people[0].number), ", ");
        member(&b, "household_code", str_from(h->code), ", ");
        member(&b, "query_code", str_from(h->query_code), ", ");
        member(&b, "status", str_from(demo_fate_words[h->fate]), "}");
        first = false;
    }
    BUF_LIT(&b, "\n  ]\n}\n");
    return buf_str(&b);
}

enum status demo_json(const struct demo *d, const char *path) {
    struct str text = whole(d);
    struct stat there;
    if (lstat(path, &there) == 0 && !S_ISREG(there.st_mode)) {
        fprintf(stderr, "mingbai demo: %s is not a plain file\n", path);
        return FAILED;
    }
    unlink(path); /* an older one may be readable by others, or not ours */
    int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    bool fine = fd >= 0 && write(fd, text.p, text.n) == (ssize_t)text.n;
    if (fd >= 0) fine = close(fd) == 0 && fine;
    if (!fine) fprintf(stderr, "mingbai demo: %s: %s\n", path, strerror(errno));
    return fine ? OK : FAILED;
}
