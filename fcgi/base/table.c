/*
 * The reader's process and the pipe to it. The child is forked before the caller has opened
 * anything of worth; it gives up what it can (descriptors, memory, time, new privileges), reads the
 * file and writes frames; the parent believes nothing in them but their form.
 *
 *     a frame: kind (1 byte), length of the rest (4), the rest
 *     'r' row (8), cells (1), then for each: number (1), length (2), bytes
 *     'f' fault (1), row (8), column (4)      'p' thousandths (2)      'e' the end
 */
#define _GNU_SOURCE /* close_range */
#include "base/table.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/apart.h"
#include "base/csv.h"
#include "base/xlsx.h"

#define HEAD       5
#define FRAME_MOST (64 + (size_t)TABLE_CELLS * (TABLE_CELL + 3))
#define READER     "read-table" /* the word that makes the program a reader */

/* A million people take five seconds; writes: the file without a name that xlsx.c may need. */
static const struct apart_limits limits = {
    .memory = (uint64_t)400 << 20,
    .writes = (uint64_t)1 << 30,
    .cpu = 300,
    .files = 8,
};

struct table {
    pid_t child; /* -1: there is none */
    FILE *in;
    int share;
    unsigned char frame[FRAME_MOST];
};

bool table_is_note(enum table_fault fault) {
    return fault >= TABLE_HIDDEN_SHEET;
}

/* -- in the child
 * ----------------------------------------------------------------------------------- */

struct writer {
    FILE *out, *file;
    off_t size;
    int share;
};

static void put_number(unsigned char *at, uint64_t n, int bytes) {
    for (int i = 0; i < bytes; i++) at[i] = (unsigned char)(n >> (8 * i));
}

static void put_frame(struct writer *w, char kind, const unsigned char *rest, size_t n) {
    unsigned char head[HEAD] = {(unsigned char)kind};
    put_number(head + 1, n, 4);
    if (fwrite(head, 1, HEAD, w->out) != HEAD || (n > 0 && fwrite(rest, 1, n, w->out) != n)) {
        _exit(1);
    }
}

static void put_fault(void *arg, enum table_fault fault, size_t row, size_t column) {
    unsigned char rest[13] = {(unsigned char)fault};
    put_number(rest + 1, row, 8);
    put_number(rest + 9, column, 4);
    put_frame(arg, 'f', rest, sizeof rest);
}

/* How far: the descriptor's place in the file, which libzip moves too. */
static void put_share(struct writer *w) {
    off_t at = lseek(fileno(w->file), 0, SEEK_CUR);
    int share = at < 0 || w->size == 0 ? 0 : (int)(at * 1000 / w->size);
    unsigned char rest[2];
    if (share <= w->share || share > 1000) return;
    w->share = share;
    put_number(rest, (uint64_t)share, 2);
    put_frame(w, 'p', rest, sizeof rest);
}

static enum status put_row(void *arg, size_t row, const struct table_cell *cells, size_t count) {
    static unsigned char rest[FRAME_MOST];
    struct writer *w = arg;
    size_t n = 9;
    put_number(rest, row, 8);
    rest[8] = (unsigned char)count;
    for (size_t i = 0; i < count; i++) {
        rest[n] = cells[i].number;
        put_number(rest + n + 1, cells[i].text.n, 2);
        if (cells[i].text.n) memcpy(rest + n + 3, cells[i].text.p, cells[i].text.n);
        n += 3 + cells[i].text.n;
    }
    put_frame(w, 'r', rest, n);
    if (row % 256 == 0) put_share(w);
    return OK;
}

static void scan(FILE *f, const struct table_sink *sink) {
    static const unsigned char zip[] = "PK", compound[] = "\xD0\xCF\x11\xE0";
    unsigned char head[4] = {0};
    size_t n = fread(head, 1, sizeof head, f);
    rewind(f);
    if (n == sizeof head && memcmp(head, compound, 4) == 0) {
        put_fault(sink->arg, TABLE_OLD_OR_LOCKED, 0, 0);
        return;
    }
    if (n == sizeof head && memcmp(head, zip, 2) == 0 && head[2] < 9) {
        xlsx_scan(f, sink);
        return;
    }
    enum encoding encoding = encoding_of(f);
    static const enum table_fault faults[] = {
        [ENCODING_UTF16] = TABLE_UTF16,
        [ENCODING_BINARY] = TABLE_OTHER_KIND,
        [ENCODING_NONE] = TABLE_ENCODING,
    };
    if (encoding == ENCODING_UTF8 || encoding == ENCODING_GB18030) {
        csv_scan(f, encoding, sink);
    } else {
        put_fault(sink->arg, faults[encoding], 0, 0);
    }
}

static _Noreturn void child(const char *path, int fd) {
    struct writer w = {.out = fdopen(fd, "wb")};
    const struct table_sink sink = {put_row, put_fault, &w};
    struct stat st;
    if (!w.out) _exit(1);
    w.file = fopen(path, "rb");
    if (!w.file || fstat(fileno(w.file), &st) != 0 || !S_ISREG(st.st_mode)) {
        put_fault(&w, TABLE_GONE, 0, 0);
    } else if (st.st_size == 0 || st.st_size > TABLE_FILE) {
        put_fault(&w, st.st_size == 0 ? TABLE_EMPTY : TABLE_HUGE, 0, 0);
    } else {
        w.size = st.st_size;
        encoding_close(encoding_open(w.file, ENCODING_GB18030)); /* loads its table */
        apart_give_up(&limits, true);
        scan(w.file, &sink);
    }
    put_frame(&w, 'e', NULL, 0);
    _exit(fclose(w.out) == 0 ? 0 : 1);
}

/* -- in the parent
 * ---------------------------------------------------------------------------------- */

/* Everything is left behind but standard input, output and error; the pipe is standard output. */
static _Noreturn void start_anew(const char *path, int fd) {
    char *const argv[] = {(char *)"mingbai", (char *)READER, (char *)path, NULL};
    char *const environment[] = {NULL};
    if (dup2(fd, STDOUT_FILENO) < 0 || close_range(3, ~0U, 0) != 0) _exit(1);
    execve("/proc/self/exe", argv, environment);
    _exit(1);
}

void table_reader(int argc, char **argv) {
    if (argc != 3 || strcmp(argv[1], READER) != 0) return;
    prctl(PR_SET_PDEATHSIG, SIGKILL); /* kept over the start; set again in case it was not */
    child(argv[2], STDOUT_FILENO);
}

static struct table *open_by(void (*begin)(const char *path, int fd), const char *path) {
    struct table *t = calloc(1, sizeof *t);
    int fd = -1;
    if (!t) abort();
    t->child = apart_fork(&fd);
    if (t->child < 0) return t;
    if (t->child == 0) begin(path, fd);
    t->in = fdopen(fd, "rb");
    if (!t->in) abort();
    setvbuf(t->in, NULL, _IOFBF, 1 << 16);
    return t;
}

struct table *table_open(const char *path) {
    return open_by(child, path);
}

struct table *table_open_apart(const char *path) {
    return open_by(start_anew, path);
}

static uint64_t number_at(const unsigned char *at, int bytes) {
    uint64_t n = 0;
    for (int i = 0; i < bytes; i++) n |= (uint64_t)at[i] << (8 * i);
    return n;
}

/* The next frame: its kind, 0 if there is none that is well-formed. */
static char next(struct table *t, size_t *n) {
    unsigned char head[HEAD];
    if (!t->in || fread(head, 1, HEAD, t->in) != HEAD) return 0;
    *n = (size_t)number_at(head + 1, 4);
    if (*n > FRAME_MOST || fread(t->frame, 1, *n, t->in) != *n) return 0;
    return (char)head[0];
}

/* A frame of cells, taken apart. */
static bool take_row(const unsigned char *p, size_t n, struct table_cell *cells, size_t *count) {
    size_t at = 9;
    if (n < at || p[8] > TABLE_CELLS) return false;
    *count = p[8];
    for (size_t i = 0; i < *count; i++) {
        if (n - at < 3) return false;
        size_t length = (size_t)number_at(p + at + 1, 2);
        if (n - at - 3 < length) return false;
        cells[i] = (struct table_cell){{(const char *)p + at + 3, length}, p[at] != 0};
        at += 3 + length;
    }
    return at == n;
}

enum status table_read(struct table *t, const struct table_sink *sink) {
    struct table_cell cells[TABLE_CELLS];
    enum status st = OK, said = OK;
    size_t n, count;
    if (t->child < 0) return BUSY;
    for (char kind; (kind = next(t, &n)) != 'e';) {
        if (kind == 'r' && take_row(t->frame, n, cells, &count)) {
            st = sink->row(sink->arg, (size_t)number_at(t->frame, 8), cells, count);
            if (st != OK) return st;
        } else if (kind == 'f' && n == 13 && t->frame[0] <= TABLE_HIDDEN_ROW) {
            enum table_fault fault = (enum table_fault)t->frame[0];
            sink->fault(sink->arg, fault, (size_t)number_at(t->frame + 1, 8),
                        (size_t)number_at(t->frame + 9, 4));
            if (!table_is_note(fault)) said = INVALID;
        } else if (kind == 'p' && n == 2) {
            t->share = (int)number_at(t->frame, 2);
        } else {
            sink->fault(sink->arg, TABLE_DIED, 0, 0);
            return INVALID;
        }
    }
    t->share = 1000;
    return said;
}

int table_share(const struct table *t) {
    return t->share;
}

void table_close(struct table *t) {
    if (!t) return;
    if (t->in) fclose(t->in);
    if (t->child > 0) {
        kill(t->child, SIGKILL);
        while (waitpid(t->child, NULL, 0) < 0 && errno == EINTR) {
        }
    }
    free(t);
}
