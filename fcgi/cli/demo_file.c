/*
 * Attachments. sql/demo/files/list.csv says which file belongs to which policy and what it is
 * called; a file is stored under its SHA-256 in the folder given by --files, where the server
 * looks for it.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/seal.h"
#include "cli/demo.h"
#include "model/publish/seed.h"

/* Written beside its place and moved there, so that nobody ever reads half of it. */
static bool put(const char *path, const char *beside, struct str content) {
    int fd = open(beside, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
    if (fd < 0) return false;
    bool fine = write(fd, content.p, content.n) == (ssize_t)content.n;
    fine = close(fd) == 0 && fine;
    return fine && rename(beside, path) == 0;
}

static enum status attach(struct demo *d, int64_t edition, int64_t position, const char *file,
                          struct str name, struct str type) {
    struct arena *a = d->rows;
    struct str content;
    uint8_t digest[32];
    const char *dir = str_format(a, "%s/files", d->dir).p;
    enum status st = demo_read(&content, a, dir, file);
    if (st != OK) return st;
    seal_digest(digest, content);
    struct str hex = str_hex(a, digest, sizeof digest);
    const char *path = str_format(a, "%s/" STR_FMT, d->files, STR_ARG(hex)).p;
    const char *beside = str_format(a, "%s.new", path).p;
    if ((mkdir(d->files, 0755) != 0 && errno != EEXIST) || !put(path, beside, content)) {
        fprintf(stderr, "mingbai demo: %s: %s\n", path, strerror(errno));
        return FAILED;
    }
    return seed_attachment(d->db, edition, position, name, type, (int64_t)content.n, hex);
}

enum status demo_attach(struct demo *d, int64_t edition, struct str policy) {
    struct str list;
    int64_t position = 0;
    if (!d->files) return OK;
    if (str_is(policy, "hostile")) {
        return attach(d, edition, 1, "entry-form.txt", STR(DEMO_HOSTILE), STR("text/plain"));
    }
    const char *dir = str_format(d->rows, "%s/files", d->dir).p;
    enum status st = demo_read(&list, d->rows, dir, "list.csv");
    str_cut(&list, '\n'); /* the headings */
    while (st == OK && list.p) {
        struct str line = str_trim(str_cut(&list, '\n'));
        struct str owner = str_cut(&line, ','), file = str_cut(&line, ',');
        struct str name = str_cut(&line, ','), type = line;
        if (!str_eq(owner, policy)) continue;
        st = attach(d, edition, ++position, str_cstr(d->rows, file), name, type);
    }
    return st;
}
