/*
 * A file is written beside its place and moved there, so that nobody ever reads half of it. Files
 * on their way end with .new; a sweep takes those of a life that ended early, too.
 */
#include "base/store.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/log.h"
#include "base/seal.h"
#include "base/spool.h"

#define PATH_MOST 4096
#define NAME_MOST 96
#define FILE_MOST ((off_t)64 << 20)

static const char *folder;

static enum status cannot(const char *event, enum status st) {
    log_event(LOG_ERROR, event, "error", strerror(errno), NULL);
    return st;
}

enum status store_start(const char *dir) {
    struct stat st;
    folder = dir;
    if (stat(dir, &st) == 0 && S_ISDIR(st.st_mode)) return OK;
    errno = ENOTDIR;
    return cannot("store_is_no_folder", FAILED);
}

static bool path_of(char out[PATH_MOST], const char *name) {
    return snprintf(out, PATH_MOST, "%s/%s", folder, name) < PATH_MOST;
}

/* All of an open file in fresh memory; NULL if that cannot be. */
static char *read_all(size_t *n, int fd) {
    struct stat st;
    if (fstat(fd, &st) != 0 || !S_ISREG(st.st_mode) || st.st_size > FILE_MOST) return NULL;
    size_t size = (size_t)st.st_size;
    char *bytes = malloc(size + 1);
    if (!bytes) abort();
    for (*n = 0; *n < size;) {
        ssize_t got = pread(fd, bytes + *n, size - *n, (off_t)*n);
        if (got <= 0) break;
        *n += (size_t)got;
    }
    if (*n == size) return bytes;
    free(bytes);
    return NULL;
}

static void digest_of(char out[STORE_DIGEST], struct str bytes) {
    uint8_t digest[32];
    seal_digest(digest, bytes);
    for (size_t i = 0; i < sizeof digest; i++) snprintf(out + 2 * i, 3, "%02x", digest[i]);
}

static bool write_all(int fd, struct str bytes) {
    while (bytes.n > 0) {
        ssize_t n = write(fd, bytes.p, bytes.n);
        if (n < 0 && errno != EINTR) return false;
        if (n > 0) bytes = str_slice(bytes, (size_t)n, bytes.n);
    }
    return true;
}

static bool put_bytes(const char *digest, struct str bytes) {
    char path[PATH_MOST], beside[PATH_MOST], name[NAME_MOST];
    uint32_t random = seal_below(UINT32_MAX);
    snprintf(name, sizeof name, "%s.%08x.new", digest, random);
    if (!path_of(path, digest) || !path_of(beside, name)) return false;
    /* The sweep leaves alone what was touched lately. */
    if (utimensat(AT_FDCWD, path, NULL, 0) == 0) return true;
    int fd = open(beside, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0640);
    if (fd < 0) return false;
    bool fine = write_all(fd, bytes) && fchmod(fd, 0640) == 0 && fsync(fd) == 0;
    fine = close(fd) == 0 && fine && rename(beside, path) == 0 && spool_settle(folder);
    if (!fine) unlink(beside);
    return fine;
}

enum status store_put(char digest[STORE_DIGEST], int fd) {
    size_t n = 0;
    char *bytes = read_all(&n, fd);
    if (!bytes) return cannot("store_cannot_read", BUSY);
    digest_of(digest, (struct str){bytes, n});
    bool fine = put_bytes(digest, (struct str){bytes, n});
    free(bytes);
    return fine ? OK : cannot("store_cannot_write", BUSY);
}

const char *store_path(struct arena *a, struct str digest) {
    return str_format(a, "%s/" STR_FMT, folder, STR_ARG(digest)).p;
}

bool store_has(struct str digest) {
    char path[PATH_MOST], name[NAME_MOST], is[STORE_DIGEST] = "";
    size_t n = 0;
    snprintf(name, sizeof name, STR_FMT, STR_ARG(digest));
    int fd = path_of(path, name) ? open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW) : -1;
    if (fd < 0) return false;
    char *bytes = read_all(&n, fd);
    close(fd);
    if (!bytes) return false;
    digest_of(is, (struct str){bytes, n});
    free(bytes);
    return str_is(digest, is);
}

static bool is_digest(struct str name) {
    for (size_t i = 0; i < name.n; i++) {
        if (!strchr("0123456789abcdef", name.p[i])) return false;
    }
    return name.n == STORE_DIGEST - 1;
}

void store_sweep(bool (*kept)(void *arg, struct str digest), void *arg, int64_t seconds) {
    DIR *d = opendir(folder);
    if (!d) return; /* store_start has seen it; it may be away for a moment */
    /* cppcheck-suppress readdirCalled ; one thread, and readdir_r is deprecated */
    for (struct dirent *e; (e = readdir(d));) {
        struct str name = str_from(e->d_name);
        struct stat st;
        bool half = str_ends(name, STR(".new"));
        if (!half && !is_digest(name)) continue;
        if (fstatat(dirfd(d), e->d_name, &st, AT_SYMLINK_NOFOLLOW) != 0) continue;
        if (st.st_mtime > time(NULL) - seconds) continue;
        if (half || !kept(arg, name)) unlinkat(dirfd(d), e->d_name, 0);
    }
    closedir(d);
}
