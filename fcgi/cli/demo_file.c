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
#include "base/store.h"
#include "cli/demo.h"
#include "model/publish/seed.h"

static enum status attach(struct demo *d, int64_t edition, int64_t position, const char *file,
                          struct str name, struct str type) {
    char digest[STORE_DIGEST];
    struct stat at;
    const char *path = str_format(d->rows, "%s/files/%s", d->dir, file).p;
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if ((mkdir(d->files, 0755) != 0 && errno != EEXIST) || fd < 0 || fstat(fd, &at) != 0) {
        fprintf(stderr, "mingbai demo: %s: %s\n", path, strerror(errno));
        if (fd >= 0) close(fd);
        return FAILED;
    }
    enum status st = store_start(d->files);
    if (st == OK) st = store_put(digest, fd);
    close(fd);
    if (st != OK) return st;
    return seed_attachment(d->db, edition, position, name, type, at.st_size, str_from(digest));
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
