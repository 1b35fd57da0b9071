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
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/log.h"

#define FILE_BYTES ((size_t)64 * 1024) /* all 255 keys of each purpose, with comments */

static const char *const purposes[SEAL_PURPOSES] = {"index", "seal"};

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
    size_t purpose = 0;
    while (purpose < SEAL_PURPOSES && !str_is(name, purposes[purpose])) purpose++;
    if (purpose == SEAL_PURPOSES) return "purpose is not index or seal";
    if (keys->has[purpose][id]) return "id is used twice";

    if (!str_unhex(keys->bytes[purpose][id], SEAL_KEY_BYTES, word(&line)))
        return "key is not 64 hexadecimal digits";
    if (str_trim(line).n) return "more than three words";

    keys->has[purpose][id] = true;
    if (id > keys->now[purpose]) keys->now[purpose] = (uint8_t)id;
    return NULL;
}

static enum status read_text(struct seal_keys *keys, const char *path, struct str text) {
    for (size_t number = 1; text.p; number++) {
        const char *wrong = read_line(keys, str_cut(&text, '\n'));
        if (wrong) return refuse(path, number, wrong);
    }
    for (int i = 0; i < SEAL_PURPOSES; i++)
        if (!keys->now[i]) return refuse(path, 0, i ? "no seal key" : "no index key");
    return OK;
}

/* The whole file into ${text}. */
static enum status read_file(struct str *out, char *text, const char *path) {
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0) return refuse(path, 0, strerror(errno));

    enum status status = OK;
    struct stat about;
    size_t n = 0;
    ssize_t got = 1;
    if (fstat(fd, &about) != 0 || !S_ISREG(about.st_mode))
        status = refuse(path, 0, "not a file");
    else if (about.st_mode & S_IRWXO)
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
        status = read_file(&content, text, path);
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

enum status seal_keys_write(const char *path) {
    int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (fd < 0) {
        enum status status = errno == EEXIST ? CONFLICT : FAILED;
        log_event(LOG_ERROR, "keys_not_written", "path", path, "reason", strerror(errno), NULL);
        return status;
    }

    char text[2 * (SEAL_KEY_BYTES * 2 + 16)];
    size_t n = 0;
    for (int i = 0; i < SEAL_PURPOSES; i++) {
        unsigned char key[SEAL_KEY_BYTES];
        char hex[2 * SEAL_KEY_BYTES + 1];
        randombytes_buf(key, sizeof key);
        sodium_bin2hex(hex, sizeof hex, key, sizeof key);
        n += (size_t)snprintf(text + n, sizeof text - n, "1 %s %s\n", purposes[i], hex);
        sodium_memzero(key, sizeof key);
        sodium_memzero(hex, sizeof hex);
    }

    bool written = fchmod(fd, 0600) == 0 && write_all(fd, text, n) && fsync(fd) == 0;
    int error = errno;
    sodium_memzero(text, sizeof text);
    if (close(fd) == 0 && written) return OK;
    log_event(LOG_ERROR, "keys_not_written", "path", path, "reason", strerror(error), NULL);
    unlink(path); /* half a file would only look like one */
    return FAILED;
}
