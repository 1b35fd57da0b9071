/*
 * What the operator reads: whoever finds a failure says it here, once. A line is put together on
 * the stack and leaves by a single write, so that the lines of many workers that share one stderr
 * never mix; it needs no arena, because running out of one is among the things it tells.
 */
#include "base/log.h"

#include <errno.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/log_system.h"

#define LINE_BYTES  2048
#define VALUE_BYTES 300
#define END         "}\n"

struct line {
    char bytes[LINE_BYTES];
    size_t n;
    bool full;
};

static const char *program_name;
static enum log_level least_level = LOG_INFO;
static struct str request_id;
static bool to_system;

void log_start(const char *program, enum log_level least) {
    program_name = program;
    least_level = least;
}

void log_request(struct str id) {
    request_id = id;
}

/* Appends, leaving room for the end of the line. */
static void put(struct line *line, struct str s) {
    if (line->full || s.n > LINE_BYTES - (sizeof END - 1) - line->n) {
        line->full = true;
        return;
    }
    if (s.n) memcpy(line->bytes + line->n, s.p, s.n);
    line->n += s.n;
}

/* A character that could break the line, or a terminal that shows it, goes out as \uXXXX. */
static void put_text(struct line *line, struct str text) {
    struct str rest = str_slice(text, 0, VALUE_BYTES);
    put(line, STR("\""));
    while (rest.n) {
        uint32_t code;
        size_t n = str_char(&code, rest);
        if (n == 0 && text.n > VALUE_BYTES && rest.n < 4) {
            struct str uncut = {rest.p, (size_t)(text.p + text.n - rest.p)};
            if (str_char(&code, uncut) > rest.n) break; /* the clip fell within a character */
        }
        char escaped[8];
        if (n == 0) {
            put(line, STR("\\ufffd"));
            n = 1;
        } else if (code < 0x20 || (code >= 0x7F && code < 0xA0) || code == 0x2028 ||
                   code == 0x2029) {
            snprintf(escaped, sizeof escaped, "\\u%04x", (unsigned)code);
            put(line, str_from(escaped));
        } else {
            if (code == '"' || code == '\\') put(line, STR("\\"));
            put(line, str_slice(rest, 0, n));
        }
        rest = str_slice(rest, n, rest.n);
    }
    put(line, STR("\""));
}

/* One ,"key":"value". A pair that does not fit is left out whole: the line stays JSON. */
static void put_pair(struct line *line, const char *key, struct str value) {
    size_t before = line->n;
    if (before > 1) put(line, STR(","));
    put_text(line, str_from(key));
    put(line, STR(":"));
    if (value.p)
        put_text(line, value);
    else
        put(line, STR("null"));
    if (line->full) {
        line->n = before;
        line->full = false;
    }
}

static void put_time(struct line *line) {
    struct timespec now;
    struct tm utc;
    char text[48];
    clock_gettime(CLOCK_REALTIME, &now);
    gmtime_r(&now.tv_sec, &utc);
    size_t n = strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%S", &utc);
    snprintf(text + n, sizeof text - n, ".%03dZ", (int)(now.tv_nsec / 1000000));
    put_pair(line, "time", str_from(text));
}

static void put_pairs(struct line *line, const char *level, const char *event, va_list args) {
    put(line, STR("{"));
    put_time(line);
    put_pair(line, "level", str_from(level));
    if (program_name) put_pair(line, "program", str_from(program_name));
    if (request_id.p) put_pair(line, "request", request_id);
    put_pair(line, "event", str_from(event));
    const char *key = va_arg(args, const char *);
    while (key) {
        const char *value = va_arg(args, const char *);
        put_pair(line, key, str_from(value));
        /* A missing value may also be the end of an odd list: nothing after it is safe to read. */
        key = value ? va_arg(args, const char *) : NULL;
    }
    memcpy(line->bytes + line->n, END, sizeof END - 1);
    line->n += sizeof END - 1;
}

static void send_line(const struct line *line) {
    ssize_t written;
    do written = write(STDERR_FILENO, line->bytes, line->n);
    while (written < 0 && errno == EINTR);
}

void log_event(enum log_level level, const char *event, ...) {
    static const char *const names[] = {"debug", "info", "warn", "error"};
    if (level < least_level) return;
    int kept_errno = errno;
    struct line line = {.n = 0};
    va_list args;
    va_start(args, event);
    put_pairs(&line, names[level], event, args);
    va_end(args);
    send_line(&line);
    errno = kept_errno;
}

void log_record(const char *event, ...) {
    int kept_errno = errno;
    struct line line = {.n = 0};
    va_list args;
    va_start(args, event);
    put_pairs(&line, "record", event, args);
    va_end(args);
    if (to_system) {
        log_system_put(line.bytes, line.n - 1);
    } else {
        send_line(&line);
    }
    errno = kept_errno;
}

void log_to_system(void) {
    to_system = true;
}

const char *log_number(int64_t n) {
    static char texts[8][24];
    static unsigned next;
    char *text = texts[next++ % 8];
    snprintf(text, sizeof texts[0], "%" PRId64, n);
    return text;
}
