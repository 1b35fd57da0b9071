/*
 * Files of requests are called part.*, files that are kept kept.*; nothing else lies in the folder.
 * Used by multipart.c and, for what is kept, by the model.
 */
#include "base/spool.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/log.h"
#include "base/seal.h"

#define PATH_MOST    4096
#define LEFT_SECONDS 120 /* no request takes so long */

static bool path_of(char out[PATH_MOST], const char *dir, const char *name) {
    return snprintf(out, PATH_MOST, "%s/%s", dir, name) < PATH_MOST;
}

static bool is_ours(struct str name) {
    struct str rest = name, kind = str_cut(&rest, '.');
    if (!str_is(kind, "part") && !str_is(kind, "kept")) return false;
    if (rest.n == 0 || name.n >= SPOOL_NAME) return false;
    for (size_t i = 0; i < rest.n; i++) {
        if (!strchr("0123456789abcdef", rest.p[i])) return false;
    }
    return true;
}

static void name_new(char out[SPOOL_NAME], const char *kind) {
    unsigned char random[16];
    seal_random(random, sizeof random);
    int n = snprintf(out, SPOOL_NAME, "%s.", kind);
    for (size_t i = 0; i < sizeof random; i++) {
        n += snprintf(out + n, SPOOL_NAME - (size_t)n, "%02x", random[i]);
    }
}

static enum status cannot(const char *event, enum status st) {
    log_event(LOG_ERROR, event, "error", strerror(errno), NULL);
    return st;
}

static bool none_kept(void *arg, struct str name) {
    (void)arg;
    return str_starts(name, STR("kept."));
}

/* Removes what was touched before ${then}: parts, and kept ones that kept() does not know. */
static void sweep(const char *dir, bool (*kept)(void *arg, struct str name), void *arg,
                  time_t then) {
    DIR *d = opendir(dir);
    if (!d) return;
    /* cppcheck-suppress readdirCalled ; one thread, and readdir_r is deprecated */
    for (struct dirent *e; (e = readdir(d));) {
        struct str name = str_from(e->d_name);
        struct stat st;
        if (!is_ours(name) || fstatat(dirfd(d), e->d_name, &st, AT_SYMLINK_NOFOLLOW) != 0) continue;
        if (st.st_mtime > then) continue;
        if (str_starts(name, STR("part.")) || !kept(arg, name)) unlinkat(dirfd(d), e->d_name, 0);
    }
    closedir(d);
}

void spool_sweep(const char *dir, bool (*kept)(void *arg, struct str name), void *arg,
                 int64_t seconds) {
    sweep(dir, kept, arg, time(NULL) - seconds);
}

enum status spool_start(const char *dir) {
    struct stat st;
    if (mkdir(dir, 0700) != 0 && errno != EEXIST) return cannot("spool_cannot_be_made", FAILED);
    if (lstat(dir, &st) != 0) return cannot("spool_cannot_be_read", FAILED);
    if (!S_ISDIR(st.st_mode) || st.st_uid != geteuid()) {
        log_event(LOG_ERROR, "spool_is_not_ours", NULL);
        return FAILED;
    }
    if ((st.st_mode & 077) != 0 && chmod(dir, 0700) != 0) {
        return cannot("spool_cannot_be_closed", FAILED);
    }
    spool_sweep(dir, none_kept, NULL, 0);
    return OK;
}

/* What a request left whose worker died goes with the next file that comes; how old it is, by the
 * clock that dates files. */
static void sweep_left(int fresh, const char *dir) {
    struct stat st;
    if (fstat(fresh, &st) == 0) sweep(dir, none_kept, NULL, st.st_mtime - LEFT_SECONDS);
}

enum status spool_new(struct spool_file *f, const char *dir) {
    char path[PATH_MOST];
    *f = (struct spool_file){.fd = -1};
    name_new(f->name, "part");
    if (!path_of(path, dir, f->name)) return FAILED;
    f->fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
    if (f->fd >= 0) {
        sweep_left(f->fd, dir);
        return OK;
    }
    f->name[0] = '\0';
    return cannot("spool_full", BUSY);
}

enum status spool_put(struct spool_file *f, struct str bytes) {
    while (bytes.n > 0) {
        ssize_t n = write(f->fd, bytes.p, bytes.n);
        if (n < 0 && errno == EINTR) continue;
        if (n <= 0) return cannot("spool_full", BUSY);
        f->size += n;
        bytes = str_slice(bytes, (size_t)n, bytes.n);
    }
    return OK;
}

bool spool_settle(const char *dir) {
    int fd = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    bool fine = fd >= 0 && fsync(fd) == 0;
    if (fd >= 0) close(fd);
    return fine;
}

enum status spool_keep(struct spool_file *f, const char *dir) {
    char from[PATH_MOST], to[PATH_MOST], name[SPOOL_NAME];
    name_new(name, "kept");
    if (!path_of(from, dir, f->name) || !path_of(to, dir, name)) return FAILED;
    /* What the database is about to rely on must be there after a power cut too. */
    if (fsync(f->fd) != 0 || rename(from, to) != 0 || !spool_settle(dir))
        return cannot("spool_cannot_keep", FAILED);
    memcpy(f->name, name, sizeof name);
    return OK;
}

void spool_drop(struct spool_file *f, const char *dir) {
    if (f->fd >= 0) close(f->fd);
    f->fd = -1;
    if (str_starts(str_from(f->name), STR("part."))) spool_remove(dir, str_from(f->name));
    f->name[0] = '\0';
}

int spool_reopen(const struct spool_file *f, const char *dir) {
    char path[PATH_MOST];
    if (!path_of(path, dir, f->name)) return -1;
    int fd = open(path, O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
    if (fd < 0) cannot("spool_cannot_be_read", FAILED);
    return fd;
}

const char *spool_path(struct arena *a, const char *dir, struct str name) {
    if (!is_ours(name)) return NULL;
    return str_cstr(a, str_format(a, "%s/" STR_FMT, dir, STR_ARG(name)));
}

void spool_remove(const char *dir, struct str name) {
    char path[PATH_MOST], text[SPOOL_NAME];
    if (!is_ours(name)) return;
    memcpy(text, name.p, name.n);
    text[name.n] = '\0';
    if (path_of(path, dir, text)) unlink(path);
}
