/*
 * The reader's process: which kind of file it is, and then the part that reads that kind; and the
 * caller's side of the pipe, which believes nothing but the form of a frame.
 *
 *     a frame: kind (1 byte), length of the rest (4), the rest
 *     'm' media (1)      't' place, text      'f' finding (1), place      'c' a piece of the
 * cleaned file      'e' the end a place: part (1), boxes (1), a (4), b (4), length of the name (2),
 * the name
 */
#include "base/sift.h"

#include <errno.h>
#include <magic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/date.h"
#include "base/encoding.h"
#include "base/sift_part.h"
#include "base/text.h"

#define READER     "read-file" /* the word that makes the program a reader */
#define HEAD       5
#define PLACE      12
#define FRAME_MOST ((size_t)3 << 20)
#define PIECE      ((size_t)1 << 18) /* of a text file, told at once */

const struct apart_limits sift_limits = {
    .memory = (uint64_t)640 << 20, .writes = 0, .cpu = 12, .files = 64};

bool sift_is_end(enum sift_finding f) {
    return f >= SIFT_NOT_ALLOWED && f <= SIFT_SLOW;
}

bool sift_is_hidden(enum sift_finding f) {
    return f >= SIFT_HIDDEN_SHEET && f <= SIFT_SOURCE;
}

static const struct {
    const char *type, *suffix;
} kinds[] = {
    [SIFT_OTHER] = {"application/octet-stream", ""},
    [SIFT_PDF] = {"application/pdf", ".pdf"},
    [SIFT_DOCX] = {"application/vnd.openxmlformats-officedocument.wordprocessingml.document",
                   ".docx"},
    [SIFT_XLSX] = {"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", ".xlsx"},
    [SIFT_CSV] = {"text/csv", ".csv"},
    [SIFT_TEXT] = {"text/plain", ".txt"},
    [SIFT_JPEG] = {"image/jpeg", ".jpg"},
    [SIFT_PNG] = {"image/png", ".png"},
};

const char *sift_type(enum sift_media media) {
    return kinds[media].type;
}

const char *sift_suffix(enum sift_media media) {
    return kinds[media].suffix;
}

int64_t sift_left(int64_t until) {
    int64_t left = until - date_ticks() / 1000;
    return left > 0 ? left : 0;
}

/* -- in the reader ---------------------------------------------------------------------------- */

static size_t told; /* bytes of text */

static void put_number(unsigned char *at, uint64_t n, int bytes) {
    for (int i = 0; i < bytes; i++) at[i] = (unsigned char)(n >> (8 * i));
}

static void put(const void *p, size_t n) {
    if (n > 0 && fwrite(p, 1, n, stdout) != n) _exit(1);
}

static void put_head(char kind, size_t n) {
    unsigned char head[HEAD] = {(unsigned char)kind};
    put_number(head + 1, n, 4);
    put(head, HEAD);
}

static size_t name_of(const struct sift_place *place) {
    return place->name.n < 1000 ? place->name.n : 1000;
}

static void put_place(const struct sift_place *place) {
    unsigned char p[PLACE] = {(unsigned char)place->part, place->boxes};
    put_number(p + 2, place->a, 4);
    put_number(p + 6, place->b, 4);
    put_number(p + 10, name_of(place), 2);
    put(p, PLACE);
    put(place->name.p, name_of(place));
}

void sift_say_media(enum sift_media media) {
    unsigned char code = (unsigned char)media;
    put_head('m', 1);
    put(&code, 1);
}

void sift_say_text(const struct sift_place *place, const char *text, size_t n) {
    if (text_digits((struct str){text, n}, SIFT_DIGITS) < SIFT_DIGITS) return;
    told += n;
    if (told > SIFT_TEXT_MOST || n > FRAME_MOST / 2) sift_stop(SIFT_BOMB);
    put_head('t', PLACE + name_of(place) + n);
    put_place(place);
    put(text, n);
}

void sift_say_found(enum sift_finding what, const struct sift_place *place) {
    unsigned char code = (unsigned char)what;
    put_head('f', 1 + PLACE + name_of(place));
    put(&code, 1);
    put_place(place);
}

void sift_say_clean(const void *bytes, size_t n) {
    put_head('c', n);
    put(bytes, n);
}

_Noreturn void sift_stop(enum sift_finding what) {
    const struct sift_place whole = {.part = SIFT_WHOLE};
    if (what != SIFT_FINE) sift_say_found(what, &whole);
    put_head('e', 0);
    _exit(fflush(stdout) == 0 ? 0 : 1);
}

/* The media type in libmagic's words; static. Told by the content, whatever the name. */
static const char *magic_of(const void *bytes, size_t n) {
    magic_t m = magic_open(MAGIC_MIME_TYPE | MAGIC_NO_CHECK_COMPRESS | MAGIC_NO_CHECK_TAR);
    if (!m || magic_load(m, NULL) != 0) sift_stop(SIFT_SLOW);
    const char *type = magic_buffer(m, bytes, n);
    return type ? type : "";
}

static bool starts(const char *s, const char *with) {
    return strncmp(s, with, strlen(with)) == 0;
}

/* What is text, and no page or program that somebody's browser or shell would take for one. (To
 * libmagic 镇 and 项 at the beginning are the first byte of a DOS program: what begins in Chinese
 * read_text judges.) */
static bool may_be_text(const char *type, unsigned char first) {
    static const char *const fine[] = {"text/", "application/csv", "application/json",
                                       "application/octet-stream", "application/x-ndjson"};
    static const char *const refused[] = {"text/html",          "text/xml",   "text/rtf",
                                          "text/x-shellscript", "text/x-php", "text/x-msdos-batch"};
    for (size_t i = 0; i < sizeof refused / sizeof refused[0]; i++) {
        if (starts(type, refused[i])) return false;
    }
    for (size_t i = 0; i < sizeof fine / sizeof fine[0]; i++) {
        if (starts(type, fine[i])) return true;
    }
    return first >= 0x80;
}

static bool has_controls(const char *p, size_t n) {
    for (size_t i = 0; i < n; i++) {
        if ((unsigned char)p[i] < 32 && !strchr("\t\n\r\f", p[i])) return true;
    }
    return false;
}

static uint32_t lines_in(const char *p, size_t n) {
    uint32_t lines = 0;
    for (size_t i = 0; i < n; i++) lines += p[i] == '\n';
    return lines;
}

/* In pieces that end with a line, as long as lines do end. */
static void read_text(FILE *f) {
    static char piece[PIECE + 16];
    struct sift_place place = {.part = SIFT_LINE, .a = 1};
    enum encoding encoding = encoding_of(f);
    size_t n = 0, got;
    if (encoding != ENCODING_UTF8 && encoding != ENCODING_GB18030) sift_stop(SIFT_NOT_ALLOWED);
    struct encoding_reader *r = encoding_open(f, encoding);
    sift_say_media(SIFT_TEXT);
    do {
        got = encoding_read(r, piece + n, sizeof piece - n);
        if (has_controls(piece + n, got)) sift_stop(SIFT_NOT_ALLOWED);
        n += got;
        size_t take = n;
        if (got > 0 && n < PIECE) continue;
        while (got > 0 && take > 0 && piece[take - 1] != '\n') take--;
        if (take == 0) take = n;
        sift_say_text(&place, piece, take);
        place.a += lines_in(piece, take);
        memmove(piece, piece + take, n - take);
        n -= take;
    } while (got > 0);
}

static void read_picture(const unsigned char *bytes, size_t n, enum sift_media media) {
    const struct sift_place whole = {.part = SIFT_WHOLE};
    unsigned char *clean;
    bool fine, has;
    size_t size = sift_image_clean(&clean, &fine, &has, bytes, n, media);
    if (!fine) sift_stop(SIFT_DAMAGED);
    sift_say_media(media);
    sift_say_found(SIFT_PICTURE, &whole);
    if (!clean) return;
    sift_say_found(SIFT_CAMERA, &whole);
    for (size_t at = 0; at < size; at += PIECE) {
        sift_say_clean(clean + at, size - at < PIECE ? size - at : PIECE);
    }
}

/* Nothing stands before or behind it that no program here would read: such a file may be two. */
static bool is_pdf_only(const unsigned char *bytes, size_t n) {
    static const char end[] = "%%EOF";
    size_t behind = n;
    if (n < 5 || memcmp(bytes, "%PDF-", 5) != 0) return false;
    while (behind > 5 && (bytes[behind - 1] == '\0' || strchr(" \t\r\n\f", bytes[behind - 1]))) {
        behind--;
    }
    return memcmp(bytes + behind - 5, end, 5) == 0;
}

static void read_file(const char *path) {
    static const char compound[] = "\xD0\xCF\x11\xE0"; /* doc, xls, and anything with a password */
    struct stat st;
    FILE *f = fopen(path, "rb");
    if (!f || fstat(fileno(f), &st) != 0 || !S_ISREG(st.st_mode)) sift_stop(SIFT_DAMAGED);
    if (st.st_size == 0) sift_stop(SIFT_EMPTY);
    if ((size_t)st.st_size > SIFT_FILE_MOST) sift_stop(SIFT_BOMB);
    size_t n = (size_t)st.st_size;
    unsigned char *bytes = malloc(n);
    if (!bytes || fread(bytes, 1, n, f) != n) sift_stop(SIFT_SLOW);
    rewind(f);
    const char *type = magic_of(bytes, n);
    if (n > 4 && memcmp(bytes, compound, 4) == 0) sift_stop(SIFT_NOT_ALLOWED);
    if (n > 4 && memcmp(bytes, "PK\3\4", 4) == 0) {
        sift_office(bytes, n);
    } else if (starts(type, "application/pdf")) {
        if (!is_pdf_only(bytes, n)) sift_stop(SIFT_DAMAGED);
        sift_say_media(SIFT_PDF);
    } else if (starts(type, "image/jpeg") || starts(type, "image/png")) {
        read_picture(bytes, n, starts(type, "image/png") ? SIFT_PNG : SIFT_JPEG);
    } else if (may_be_text(type, bytes[0])) {
        read_text(f);
    } else {
        sift_stop(SIFT_NOT_ALLOWED);
    }
}

void sift_reader(int argc, char **argv) {
    if (argc != 3 || strcmp(argv[1], READER) != 0) return;
    read_file(argv[2]);
    sift_stop(SIFT_FINE);
}

/* -- in the caller ---------------------------------------------------------------------------- */

struct listener {
    struct apart apart;
    const struct sift_sink *sink;
    enum sift_media media;
    int clean;
    size_t cleaned, told;
    bool ended; /* there was an end, or a finding that is one */
    unsigned char *frame;
};

static uint64_t number_at(const unsigned char *at, int bytes) {
    uint64_t n = 0;
    for (int i = 0; i < bytes; i++) n |= (uint64_t)at[i] << (8 * i);
    return n;
}

static bool take(struct listener *l, unsigned char *to, size_t n) {
    for (size_t got; n > 0; to += got, n -= got) {
        got = apart_read(&l->apart, to, n);
        if (got == 0) return false;
    }
    return true;
}

/* How many bytes the place at ${p} takes; 0 if it is none. */
static size_t place_at(struct sift_place *out, const unsigned char *p, size_t n) {
    if (n < PLACE || p[0] > SIFT_ELSEWHERE) return 0;
    size_t name = (size_t)number_at(p + 10, 2);
    if (n - PLACE < name) return 0;
    *out = (struct sift_place){
        .part = (enum sift_part)p[0],
        .a = (uint32_t)number_at(p + 2, 4),
        .b = (uint32_t)number_at(p + 6, 4),
        .name = {(const char *)p + PLACE, name},
        .boxes = p[1] != 0,
    };
    return PLACE + name;
}

static bool put_clean(struct listener *l, const unsigned char *p, size_t n) {
    l->cleaned += n;
    return l->cleaned <= 2 * SIFT_FILE_MOST && write(l->clean, p, n) == (ssize_t)n;
}

/* One frame; false: it is not well-formed, or was the last one. */
static bool hear(struct listener *l) {
    unsigned char head[HEAD], *p = l->frame;
    struct sift_place place;
    if (!take(l, head, HEAD)) return false;
    size_t n = (size_t)number_at(head + 1, 4), at;
    if (n > FRAME_MOST || !take(l, p, n)) return false;
    switch (head[0]) {
    case 'm':
        if (n != 1 || p[0] > SIFT_PNG) return false;
        l->media = (enum sift_media)p[0];
        return true;
    case 't':
        at = place_at(&place, p, n);
        l->told += n;
        if (at == 0 || l->told > 2 * SIFT_TEXT_MOST) return false;
        l->sink->text(l->sink->arg, &place, (struct str){(char *)p + at, n - at});
        return true;
    case 'f':
        if (n < 1 || p[0] == SIFT_FINE || p[0] > SIFT_LAST) return false;
        if (place_at(&place, p + 1, n - 1) == 0) return false;
        l->sink->found(l->sink->arg, (enum sift_finding)p[0], &place);
        if (sift_is_end((enum sift_finding)p[0])) l->ended = true;
        return true;
    case 'c': return put_clean(l, p, n);
    case 'e': l->ended = true; return false;
    default: return false;
    }
}

enum status sift_file(enum sift_media *media, const char *path, int clean,
                      const struct sift_sink *sink, int64_t ms) {
    const struct sift_place whole = {.part = SIFT_WHOLE};
    char *const argv[] = {(char *)"mingbai", (char *)READER, (char *)path, NULL};
    int64_t until = date_ticks() / 1000 + ms;
    struct listener l = {.sink = sink, .clean = clean, .frame = malloc(FRAME_MOST)};
    if (!l.frame) abort();
    apart_start(&l.apart, argv, &sift_limits, -1, sift_left(until));
    bool started = l.apart.child >= 0;
    while (hear(&l)) {
    }
    int code = apart_end(&l.apart);
    free(l.frame);
    *media = l.media;
    if (!started) return BUSY;
    if (!l.ended || code != 0) {
        if (ftruncate(clean, 0) != 0) return BUSY;
        sink->found(sink->arg, SIFT_SLOW, &whole);
        return OK;
    }
    return l.media == SIFT_PDF ? sift_pdf(path, clean, sink, until) : OK;
}
