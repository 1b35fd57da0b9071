/*
 * The file that holds the keys, outside the database: made once by a command when a county is set
 * up, read at start by who may know whose number is whose. Key material stays in locked memory and
 * never reaches a log.
 */
#include "base/seal_keys.h"

#include <errno.h>
#include <fcntl.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/log.h"
#include "base/spool.h"

#define PATH_BYTES 4096
#define FILE_BYTES ((size_t)64 * 1024) /* all 255 keys of each purpose, with comments */

#define WORN "worn"

static const char *const purposes[SEAL_PURPOSES] = {"index", "seal", "sign"};

static enum status refuse(const char *path, size_t line, const char *reason) {
    log_event(LOG_ERROR, "keys_refused", "path", path, "line", log_number((int64_t)line), "reason",
              reason, NULL);
    return INVALID;
}

/* The next word of a line, empty at its end. */
static struct str word(struct str *rest) {
    *rest = str_trim(*rest);
    size_t n = 0;
    while (n < rest->n && rest->p[n] != ' ' && rest->p[n] != '\t') n++;
    struct str found = str_slice(*rest, 0, n);
    *rest = str_slice(*rest, n, rest->n);
    return found;
}

/* NULL if the line was understood, or what is wrong with it. */
static const char *read_line(struct seal_keys *keys, struct str line) {
    line = str_trim(str_cut(&line, '#'));
    if (line.n == 0) return NULL;

    int64_t id;
    if (!str_int(&id, word(&line)) || id < 1 || id > 255) return "id is not 1 to 255";

    struct str name = word(&line);
    bool worn = str_is(name, WORN);
    if (worn) name = str_from(purposes[SEAL_FOR_INDEX]);
    size_t purpose = 0;
    while (purpose < SEAL_PURPOSES && !str_is(name, purposes[purpose])) purpose++;
    if (purpose == SEAL_PURPOSES) return "purpose is not index, seal, sign or worn";
    if (keys->has[purpose][id] || (purpose == SEAL_FOR_INDEX && keys->worn[id])) {
        return "id is used twice";
    }

    if (!str_unhex(keys->bytes[purpose][id], SEAL_KEY_BYTES, word(&line)))
        return "key is not 64 hexadecimal digits";
    if (str_trim(line).n) return "more than three words";

    if (worn) {
        keys->worn[id] = true;
        return NULL;
    }
    keys->has[purpose][id] = true;
    if (id > keys->now[purpose]) keys->now[purpose] = (uint8_t)id;
    return NULL;
}

static enum status read_text(struct seal_keys *keys, const char *path, struct str text) {
    for (size_t number = 1; text.p; number++) {
        const char *wrong = read_line(keys, str_cut(&text, '\n'));
        if (wrong) return refuse(path, number, wrong);
    }
    size_t in_use = 0;
    for (int id = 1; id < 256; id++) in_use += keys->has[SEAL_FOR_INDEX][id];
    if (in_use > SEAL_INDEX_KEYS_MAX) return refuse(path, 0, "too many index keys");
    /* A file from before there was a ledger has no signing key. */
    if (!keys->now[SEAL_FOR_INDEX]) return refuse(path, 0, "no index key");
    if (!keys->now[SEAL_FOR_TEXT]) return refuse(path, 0, "no seal key");
    return OK;
}

/* The whole file into ${text}. */
static enum status read_file(struct str *out, char *text, struct stat *about, const char *path) {
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0) return refuse(path, 0, strerror(errno));

    enum status status = OK;
    size_t n = 0;
    ssize_t got = 1;
    if (fstat(fd, about) != 0 || !S_ISREG(about->st_mode))
        status = refuse(path, 0, "not a file");
    else if (about->st_mode & S_IRWXO)
        status = refuse(path, 0, "open to others: chmod o= it, and make new keys");
    while (status == OK && got > 0 && n < FILE_BYTES) {
        got = read(fd, text + n, FILE_BYTES - n);
        if (got > 0)
            n += (size_t)got;
        else if (got < 0)
            status = refuse(path, 0, strerror(errno));
    }
    close(fd);
    if (status == OK && n == FILE_BYTES) status = refuse(path, 0, "too long");
    *out = (struct str){text, n};
    return status;
}

enum status seal_keys_load(struct seal_keys **out, const char *path) {
    *out = NULL;
    struct seal_keys *keys = sodium_malloc(sizeof *keys);
    char *text = sodium_malloc(FILE_BYTES);
    enum status status = FAILED;
    if (keys && text) {
        struct str content;
        memset(keys, 0, sizeof *keys);
        status = read_file(&content, text, &keys->file, path);
        if (status == OK) status = read_text(keys, path, content);
    } else {
        log_event(LOG_ERROR, "out_of_memory", "for", "keys", NULL);
    }
    sodium_free(text); /* wipes it */
    if (status != OK) {
        sodium_free(keys);
        return status;
    }
    sodium_mprotect_readonly(keys);
    *out = keys;
    return OK;
}

static bool is_same_file(const struct stat *a, const struct stat *b) {
    return a->st_dev == b->st_dev && a->st_ino == b->st_ino && a->st_size == b->st_size &&
           a->st_mtim.tv_sec == b->st_mtim.tv_sec && a->st_mtim.tv_nsec == b->st_mtim.tv_nsec;
}

void seal_keys_renew(struct seal_keys **keys, const char *path) {
    static struct stat refused;
    struct stat now;
    struct seal_keys *fresh;
    if (stat(path, &now) != 0 || is_same_file(&now, &(*keys)->file)) return;
    if (is_same_file(&now, &refused)) return;
    if (seal_keys_load(&fresh, path) != OK) {
        refused = now;
        return;
    }
    log_event(LOG_INFO, "keys_renewed", "index", log_number(fresh->now[SEAL_FOR_INDEX]), NULL);
    sodium_free(*keys);
    *keys = fresh;
}

static bool write_all(int fd, const char *text, size_t n) {
    while (n > 0) {
        ssize_t put = write(fd, text, n);
        if (put < 0 && errno != EINTR) return false;
        if (put > 0) {
            text += put;
            n -= (size_t)put;
        }
    }
    return true;
}

/* What is sealed from now on must find its keys after a power cut too. */
static bool settle(const char *path) {
    char folder[PATH_BYTES];
    const char *slash = strrchr(path, '/');
    int n = slash ? (int)(slash - path) + 1 : 1;
    return snprintf(folder, sizeof folder, "%.*s", n, slash ? path : ".") < PATH_BYTES &&
           spool_settle(folder);
}

#define LINES_BYTES (SEAL_PURPOSES * (SEAL_KEY_BYTES * 2 + 16))

/* The lines of fresh keys for the purposes ${first} to ${last}; how many bytes. */
static size_t make_lines(char text[LINES_BYTES], int64_t id, enum seal_purpose first,
                         enum seal_purpose last) {
    size_t n = 0;
    for (int i = (int)first; i <= (int)last; i++) {
        unsigned char key[SEAL_KEY_BYTES];
        char hex[2 * SEAL_KEY_BYTES + 1];
        randombytes_buf(key, sizeof key);
        sodium_bin2hex(hex, sizeof hex, key, sizeof key);
        n += (size_t)snprintf(text + n, LINES_BYTES - n, "%lld %s %s\n", (long long)id, purposes[i],
                              hex);
        sodium_memzero(key, sizeof key);
        sodium_memzero(hex, sizeof hex);
    }
    return n;
}

enum status seal_keys_write(const char *path) {
    int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (fd < 0) {
        enum status status = errno == EEXIST ? CONFLICT : FAILED;
        log_event(LOG_ERROR, "keys_not_written", "path", path, "reason", strerror(errno), NULL);
        return status;
    }

    char text[LINES_BYTES];
    size_t n = make_lines(text, 1, SEAL_FOR_INDEX, SEAL_FOR_SIGN);
    bool written = fchmod(fd, 0600) == 0 && write_all(fd, text, n) && fsync(fd) == 0;
    int error = errno;
    sodium_memzero(text, sizeof text);
    if (close(fd) == 0 && written && settle(path)) return OK;
    log_event(LOG_ERROR, "keys_not_written", "path", path, "reason", strerror(error), NULL);
    unlink(path); /* half a file would only look like one */
    return FAILED;
}

/* --- changing the file --- */

/* Beside the old one and then in its place, so that a reader sees the one or the other. */
static enum status replace(const char *path, const struct stat *old, const char *text, size_t n) {
    char beside[PATH_BYTES];
    if (snprintf(beside, sizeof beside, "%s.new", path) >= (int)sizeof beside) return FAILED;
    unlink(beside);
    int fd = open(beside, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    bool fine = fd >= 0 && write_all(fd, text, n);
    fine = fine && fchown(fd, old->st_uid, old->st_gid) == 0 &&
           fchmod(fd, old->st_mode & 0777) == 0 && fsync(fd) == 0;
    int error = errno;
    if (fd >= 0) close(fd);
    if (fine && rename(beside, path) == 0 && settle(path)) return OK;
    log_event(LOG_ERROR, "keys_not_written", "path", path, "reason", strerror(fine ? errno : error),
              NULL);
    unlink(beside);
    return FAILED;
}

/* The file as text with room for more keys, and what it holds; the caller frees both. */
static enum status open_file(struct seal_keys **keys, char **text, struct str *content,
                             const char *path) {
    struct stat about;
    *text = NULL;
    enum status status = seal_keys_load(keys, path);
    if (status != OK) return status;
    *text = sodium_malloc(FILE_BYTES + LINES_BYTES + 1);
    if (!*text) abort();
    status = read_file(content, *text, &about, path);
    if (status == OK && content->n > 0 && content->p[content->n - 1] != '\n') {
        (*text)[content->n++] = '\n';
    }
    return status;
}

enum status seal_keys_rotate(const char *path, int64_t *id) {
    struct seal_keys *keys = NULL;
    char *text;
    struct str content;
    uint8_t ids[SEAL_INDEX_KEYS_MAX];
    enum status status = open_file(&keys, &text, &content, path);
    if (status == OK) {
        *id = 0;
        for (int i = 1; i < 256; i++) {
            if (keys->worn[i] || keys->has[SEAL_FOR_INDEX][i] || keys->has[SEAL_FOR_TEXT][i]) {
                *id = i;
            }
        }
        bool room = ++*id < 256 && seal_index_ids(ids, keys) < SEAL_INDEX_KEYS_MAX;
        size_t n = content.n;
        if (room) n += make_lines(text + n, *id, SEAL_FOR_INDEX, SEAL_FOR_TEXT);
        status = room ? replace(path, &keys->file, text, n) : CONFLICT;
    }
    sodium_free(text);
    sodium_free(keys);
    return status;
}

enum status seal_keys_add_sign(const char *path, int64_t *id) {
    struct seal_keys *keys = NULL;
    char *text;
    struct str content;
    enum status status = open_file(&keys, &text, &content, path);
    if (status == OK) {
        *id = keys->now[SEAL_FOR_SIGN] + 1;
        size_t n = content.n;
        if (*id < 256) n += make_lines(text + n, *id, SEAL_FOR_SIGN, SEAL_FOR_SIGN);
        status = *id < 256 ? replace(path, &keys->file, text, n) : CONFLICT;
    }
    sodium_free(text);
    sodium_free(keys);
    return status;
}

/* The purpose a line gives to ${id}, or an empty word. */
static struct str purpose_for(struct str line, int64_t id) {
    int64_t its;
    line = str_cut(&line, '#');
    if (!str_int(&its, word(&line)) || its != id) return STR("");
    return word(&line);
}

enum status seal_keys_retire(const char *path, int64_t id, bool worn) {
    struct seal_keys *keys = NULL;
    char *text, *out = sodium_malloc(FILE_BYTES + LINES_BYTES);
    struct str content;
    enum status status = open_file(&keys, &text, &content, path);
    if (!out) abort();
    if (status == OK &&
        (id < 1 || id > 255 || !(keys->has[SEAL_FOR_INDEX][id] || keys->has[SEAL_FOR_TEXT][id]))) {
        status = NOT_FOUND;
    } else if (status == OK &&
               (id == keys->now[SEAL_FOR_INDEX] || id == keys->now[SEAL_FOR_TEXT])) {
        status = CONFLICT;
    }
    size_t n = 0;
    while (status == OK && content.n > 0) {
        struct str line = str_cut(&content, '\n'), purpose = purpose_for(line, id);
        bool index = str_is(purpose, purposes[SEAL_FOR_INDEX]);
        if (str_is(purpose, purposes[SEAL_FOR_TEXT]) || (index && !worn)) continue;
        if (index) {
            char hex[2 * SEAL_KEY_BYTES + 1];
            sodium_bin2hex(hex, sizeof hex, keys->bytes[SEAL_FOR_INDEX][id], SEAL_KEY_BYTES);
            n += (size_t)snprintf(out + n, LINES_BYTES, "%lld " WORN " %s\n", (long long)id, hex);
            sodium_memzero(hex, sizeof hex);
            continue;
        }
        memcpy(out + n, line.p, line.n);
        n += line.n;
        out[n++] = '\n';
    }
    if (status == OK) status = replace(path, &keys->file, out, n);
    sodium_free(out);
    sodium_free(text);
    sodium_free(keys);
    return status;
}
