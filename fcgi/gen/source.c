/*
 * The common ground of the build tools: see source.h. They run before anything else is built and
 * are read by whoever wonders why a template or a query was refused, so mistakes end the program
 * at once with the place where they are.
 */
#include "gen/source.h"

#include <ctype.h>
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/arena.h"

_Noreturn static void file_fail(const char *path) {
    fprintf(stderr, "%s: %s\n", path, strerror(errno));
    exit(1);
}

struct source source_read(struct arena *a, const char *path) {
    FILE *f = fopen(path, "rb");
    if (!f) file_fail(path);
    struct buf b = buf_new(a, OUTPUT_MAX);
    char part[4096];
    size_t n;
    while ((n = fread(part, 1, sizeof part, f)) > 0) buf_put(&b, (struct str){part, n});
    if (!ferror(f) && b.full) errno = EFBIG;
    if (ferror(f) || b.full) file_fail(path);
    fclose(f);
    return (struct source){path, buf_str(&b)};
}

_Noreturn void source_fail(const struct source *s, const char *at, const char *fmt, ...) {
    size_t line = 1;
    for (const char *p = s->text.p; p && p < at; p++) line += *p == '\n';
    fprintf(stderr, "%s:%zu: ", s->path, line);
    va_list args;
    va_start(args, fmt);
    vfprintf(stderr, fmt, args);
    va_end(args);
    fputc('\n', stderr);
    exit(1);
}

static bool is_word(char c) {
    return isalnum((unsigned char)c) || c == '_' || (unsigned char)c >= 0x80;
}

struct str source_token(struct str *rest) {
    size_t from = 0;
    while (from < rest->n && isspace((unsigned char)rest->p[from])) from++;
    size_t to = from;
    while (to < rest->n && is_word(rest->p[to])) to++;
    if (to == from && to < rest->n) to++;
    struct str token = {rest->p + from, to - from};
    *rest = (struct str){rest->p + to, rest->n - to};
    return token;
}

bool source_is_name(struct str s) {
    static const char *const taken[] = {
        "auto",   "bool",   "break",    "case",   "char",   "const",    "continue", "default",
        "do",     "double", "else",     "enum",   "extern", "false",    "float",    "for",
        "goto",   "if",     "inline",   "int",    "linux",  "long",     "register", "restrict",
        "return", "short",  "signed",   "sizeof", "static", "struct",   "switch",   "true",
        "typeof", "union",  "unsigned", "unix",   "void",   "volatile", "while",    "asm"};
    if (s.n == 0 || !islower((unsigned char)s.p[0])) return false;
    for (size_t i = 0; i < s.n; i++)
        if (!islower((unsigned char)s.p[i]) && !isdigit((unsigned char)s.p[i]) && s.p[i] != '_')
            return false;
    for (size_t i = 0; i < sizeof taken / sizeof *taken; i++)
        if (str_is(s, taken[i])) return false;
    return true;
}

void source_quote(struct buf *b, struct str s) {
    buf_byte(b, '"');
    for (size_t i = 0; i < s.n; i++) {
        unsigned char c = (unsigned char)s.p[i];
        if (c == '\n')
            BUF_LIT(b, "\\n");
        else if (c == '"' || c == '\\' || c == '?') /* two ? would begin a trigraph */
            buf_format(b, "\\%c", c);
        else if (c < 0x20 || c == 0x7f)
            buf_format(b, "\\%03o", (unsigned)c);
        else
            buf_byte(b, (char)c);
    }
    buf_byte(b, '"');
}

/* Written beside its place first, so that a reader never sees half a file. */
static void temp_name(char *out, size_t size, const char *path) {
    int n = snprintf(out, size, "%s.tmp", path);
    if (n < 0 || (size_t)n >= size) {
        errno = ENAMETOOLONG;
        file_fail(path);
    }
}

static bool write_one(const char *path, struct buf text) {
    if (text.full) errno = EFBIG;
    FILE *f = text.full ? NULL : fopen(path, "wb");
    if (!f) return false;
    bool ok = fwrite(text.p, 1, text.n, f) == text.n;
    return fclose(f) == 0 && ok;
}

void source_write(const struct output *outs, size_t n) {
    char temp[4096];
    const char *failed = NULL;
    for (size_t i = 0; i < n && !failed; i++) {
        temp_name(temp, sizeof temp, outs[i].path);
        if (!write_one(temp, outs[i].text)) failed = outs[i].path;
    }
    for (size_t i = 0; i < n && !failed; i++) {
        temp_name(temp, sizeof temp, outs[i].path);
        if (rename(temp, outs[i].path) != 0) failed = outs[i].path;
    }
    if (!failed) return;
    int why = errno;
    for (size_t i = 0; i < n; i++) {
        temp_name(temp, sizeof temp, outs[i].path);
        unlink(temp);
        unlink(outs[i].path);
    }
    errno = why;
    file_fail(failed);
}
