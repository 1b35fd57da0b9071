/*
 * A pdf, by two programs that are kept well, each apart: pdftotext (poppler) says what stands on
 * each page; qpdf says every string of every object as JSON, one value a line: comments, forms,
 * bookmarks, who wrote it. Their words are read as they come, line by line, and believed in
 * nothing.
 *
 * The trailer is asked for first: it says which object is the information dictionary. Who wrote it
 * is blanked, in that dictionary and in the metadata streams, by qpdf too.
 */
#define _GNU_SOURCE /* memfd_create */
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/sift_part.h"
#include "base/text.h"

#define PDFTOTEXT  "/usr/bin/pdftotext"
#define QPDF       "/usr/bin/qpdf"
#define LINE_MOST  ((size_t)1 << 20)
#define PAGES_MOST 2000
#define BLANK_MOST 64 /* objects to be blanked */

struct pdf {
    const struct sift_sink *sink;
    struct apart apart;
    char *line; /* or a page */
    size_t n;
    uint32_t pages;
    size_t told;
    char info[32];
    char blank[BLANK_MOST][32]; /* "12 0 R" */
    size_t blank_count;
    size_t blank_already; /* metadata streams of no length: blanked before */
    bool is_empty, has_info, has_author, has_images;
    bool in_info; /* what it says will not go out */
};

static void found(struct pdf *p, enum sift_finding what, enum sift_part part, uint32_t a) {
    const struct sift_place place = {.part = part, .a = a};
    p->sink->found(p->sink->arg, what, &place);
}

static void text(struct pdf *p, const struct sift_place *place, const char *s, size_t n) {
    if (text_digits((struct str){s, n}, SIFT_DIGITS) < SIFT_DIGITS) return;
    p->sink->text(p->sink->arg, place, (struct str){s, n});
}

/* -- pages ------------------------------------------------------------------------------------ */

static bool is_blank(const char *s, size_t n) {
    for (size_t i = 0; i < n; i++) {
        if (!strchr(" \t\r\n", s[i])) return false;
    }
    return true;
}

static void page_end(struct pdf *p) {
    const struct sift_place place = {.part = SIFT_PAGE, .a = ++p->pages};
    if (is_blank(p->line, p->n)) {
        found(p, SIFT_PICTURE, SIFT_PAGE, p->pages);
    } else {
        text(p, &place, p->line, p->n);
    }
    p->n = 0;
}

/* Pieces of what a program writes, cut at ${mark}; false if there is more than anybody reads. */
static bool read_pieces(struct pdf *p, char mark, void (*piece_end)(struct pdf *p)) {
    char got[16384];
    size_t n;
    p->n = 0;
    while ((n = apart_read(&p->apart, got, sizeof got)) > 0) {
        p->told += n;
        if (p->told > 4 * SIFT_TEXT_MOST) return false;
        for (size_t i = 0; i < n; i++) {
            if (got[i] == mark) {
                piece_end(p);
            } else if (p->n < LINE_MOST) {
                p->line[p->n++] = got[i];
            } else {
                return false;
            }
        }
    }
    return p->n == 0;
}

/* -- everything else, in qpdf's JSON ---------------------------------------------------------- */

static bool is_hex(char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

/* A string of JSON from ${s} up to its quotation mark, in place; its length. */
static size_t unescape(char *s, size_t n) {
    size_t out = 0, i = 0;
    for (; i < n && s[i] != '"'; i++) {
        if (s[i] != '\\' || i + 1 == n) {
            s[out++] = s[i];
            continue;
        }
        i++;
        if (s[i] == 'u' && n - i > 4 && is_hex(s[i + 1]) && is_hex(s[i + 4])) {
            s[out++] = ' '; /* qpdf escapes control characters only */
            i += 4;
        } else {
            s[out++] = s[i] == 'n' || s[i] == 'r' || s[i] == 't' ? ' ' : s[i];
        }
    }
    return out;
}

static bool is_reference(const char *s) {
    size_t n = strspn(s, "0123456789");
    return n > 0 && n < 12 && s[n] == ' ' && strspn(s + n, "0123456789 R\"") >= 4;
}

static void blank(struct pdf *p, const char *reference) {
    size_t n = strcspn(reference, "\"");
    if (!is_reference(reference) || n >= 32) return;
    for (size_t i = 0; i < p->blank_count; i++) {
        if (strncmp(p->blank[i], reference, n) == 0 && p->blank[i][n] == '\0') return;
    }
    if (p->blank_count == BLANK_MOST) return;
    memcpy(p->blank[p->blank_count], reference, n);
    p->blank[p->blank_count++][n] = '\0';
}

static bool is_comment(const char *subtype) {
    static const char *const kinds[] = {
        "/Text",    "/FreeText", "/Highlight", "/Underline", "/StrikeOut", "/Squiggly",
        "/Caret",   "/Ink",      "/Stamp",     "/Popup",     "/Square",    "/Circle",
        "/Polygon", "/PolyLine", "/Redact",    "/Line",
    };
    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++) {
        size_t n = strlen(kinds[i]);
        if (strncmp(subtype, kinds[i], n) == 0 && subtype[n] == '"') return true;
    }
    return false;
}

/* "/Key": "value" */
static void pair(struct pdf *p, const char *key, const char *value) {
    if (strcmp(key, "/Info") == 0 && is_reference(value)) {
        size_t n = strcspn(value, "\"");
        snprintf(p->info, sizeof p->info, "%.*s", (int)(n < 31 ? n : 31), value);
    }
    if (strcmp(key, "/Metadata") == 0) blank(p, value);
    if (strcmp(key, "/Type") == 0 && strncmp(value, "/Metadata\"", 10) == 0 && p->is_empty) {
        p->blank_already++;
    }
    if (strcmp(key, "/Subtype") == 0 && is_comment(value)) found(p, SIFT_COMMENT, SIFT_REMARK, 0);
    if (strcmp(key, "/Subtype") == 0 && strncmp(value, "/Image\"", 7) == 0 && !p->has_images) {
        p->has_images = true;
        found(p, SIFT_IMAGES, SIFT_WHOLE, 0);
    }
    if (strcmp(key, "/Subtype") == 0 && strncmp(value, "/FileAttachment\"", 16) == 0) {
        found(p, SIFT_INSIDE, SIFT_WHOLE, 0);
    }
    if (strcmp(key, "/S") == 0 && strncmp(value, "/JavaScript\"", 12) == 0) {
        found(p, SIFT_MACRO, SIFT_WHOLE, 0);
    }
    if (strcmp(key, "/Author") == 0 && strncmp(value, "u:", 2) == 0 && value[2] != '"') {
        p->has_author = true;
    }
}

static void line_end(struct pdf *p) {
    char key[64] = "", *s = p->line, *end;
    p->line[p->n] = '\0';
    s += strspn(s, " ");
    if (strncmp(s, "\"obj:", 5) == 0) {
        size_t n = strlen(p->info);
        p->is_empty = false;
        p->in_info = n > 0 && strncmp(s + 5, p->info, n) == 0 && s[5 + n] == '"';
    }
    if (*s == '"' && (end = strstr(s, "\": ")) && !strncmp(s + 1, "/", 1)) {
        snprintf(key, sizeof key, "%.*s", (int)(end - s - 1 < 63 ? end - s - 1 : 63), s + 1);
        s = end + 3;
        p->has_info = p->has_info || p->in_info;
        if (strcmp(key, "/Length") == 0) p->is_empty = strncmp(s, "0,", 2) == 0;
        if (strcmp(key, "/EmbeddedFiles") == 0 || strcmp(key, "/EF") == 0 ||
            strcmp(key, "/XFA") == 0) { /* a form that is a document of its own */
            found(p, SIFT_INSIDE, SIFT_WHOLE, 0);
        }
    }
    if (*s == '"') {
        s++;
        if (key[0]) pair(p, key, s);
        bool remark = strcmp(key, "/Contents") == 0 || strcmp(key, "/RC") == 0;
        if (strncmp(s, "u:", 2) == 0 && !p->in_info) {
            const struct sift_place place = {.part = remark ? SIFT_REMARK : SIFT_PROPERTY,
                                             .name = str_from(key)};
            text(p, &place, s + 2, unescape(s + 2, strlen(s + 2)));
        }
    }
    p->n = 0;
}

/* -- the file without who wrote it ------------------------------------------------------------ */

static void put_objects(const struct pdf *p, FILE *f) {
    const char *comma = "";
    fputs("{\"qpdf\":[{\"jsonversion\":2,\"pdfversion\":\"1.3\",\"maxobjectid\":1,"
          "\"pushedinheritedpageresources\":false,\"calledgetallpages\":false},{",
          f);
    if (p->info[0]) {
        fprintf(f, "\"obj:%s\":{\"value\":{}}", p->info);
        comma = ",";
    }
    for (size_t i = 0; i < p->blank_count; i++, comma = ",") {
        fprintf(
            f,
            "%s\"obj:%s\":{\"stream\":{\"dict\":{\"/Type\":\"/Metadata\",\"/Subtype\":\"/XML\"},"
            "\"data\":\"\"}}",
            comma, p->blank[i]);
    }
    fputs("}]}", f);
}

static bool write_clean(struct pdf *p, const char *path, int clean, int64_t until) {
    char *const argv[] = {(char *)QPDF,
                          (char *)"--warning-exit-0",
                          (char *)"--deterministic-id",
                          (char *)path,
                          (char *)"--update-from-json=/dev/stdin",
                          (char *)"-",
                          NULL};
    char got[16384];
    size_t n, sum = 0;
    int objects = memfd_create("objects", MFD_CLOEXEC);
    FILE *f = objects < 0 ? NULL : fdopen(objects, "w");
    if (!f) return false;
    put_objects(p, f);
    bool fine = fflush(f) == 0 && lseek(objects, 0, SEEK_SET) == 0;
    apart_start(&p->apart, argv, &sift_limits, objects, sift_left(until));
    while (fine && (n = apart_read(&p->apart, got, sizeof got)) > 0) {
        sum += n;
        fine = sum <= 2 * SIFT_FILE_MOST && write(clean, got, n) == (ssize_t)n;
    }
    fclose(f);
    return apart_end(&p->apart) == 0 && fine && sum > 0;
}

/* -- all of it -------------------------------------------------------------------------------- */

static bool says_encrypted(const char *path) {
    char got[65536 + 1];
    bool is = false;
    size_t n, kept = 0;
    FILE *f = fopen(path, "rb");
    while (f && !is && (n = fread(got + kept, 1, sizeof got - kept, f)) > 0) {
        is = memmem(got, kept + n, "/Encrypt", 8) != NULL;
        n += kept;
        kept = n < 8 ? n : 8;
        memmove(got, got + n - kept, kept);
    }
    if (f) fclose(f);
    return is;
}

static enum sift_finding read_objects(struct pdf *p, char *const argv[], int64_t until) {
    apart_start(&p->apart, argv, &sift_limits, -1, sift_left(until));
    bool whole = read_pieces(p, '\n', line_end), late = p->apart.late;
    int code = apart_end(&p->apart);
    if (late || code < 0 || !whole) return SIFT_SLOW;
    return code == 0 ? SIFT_FINE : SIFT_DAMAGED;
}

static enum sift_finding read_all(struct pdf *p, const char *path, int clean, int64_t until) {
    char *const pages[] = {
        (char *)PDFTOTEXT, (char *)"-q", (char *)"-enc", (char *)"UTF-8", (char *)path,
        (char *)"-",       NULL};
    char *const trailer[] = {(char *)QPDF,
                             (char *)"--warning-exit-0",
                             (char *)"--json=2",
                             (char *)"--json-key=qpdf",
                             (char *)"--json-object=trailer",
                             (char *)path,
                             NULL};
    enum sift_finding end;
    char *const objects[] = {(char *)QPDF,       (char *)"--warning-exit-0",
                             (char *)"--json=2", (char *)"--json-key=qpdf",
                             (char *)path,       NULL};
    apart_start(&p->apart, pages, &sift_limits, -1, sift_left(until));
    bool whole = read_pieces(p, '\f', page_end);
    bool late = p->apart.late;
    int code = apart_end(&p->apart);
    if (late || code < 0 || p->pages > PAGES_MOST) return SIFT_SLOW;
    if (code == 3) return SIFT_LOCKED; /* "error related to PDF permissions" */
    if (code != 0 || !whole || p->pages == 0) return SIFT_DAMAGED;
    end = read_objects(p, trailer, until);
    if (end == SIFT_FINE) end = read_objects(p, objects, until);
    if (end != SIFT_FINE) return end;
    bool has_metadata = p->blank_count > p->blank_already;
    if (!p->has_info && !has_metadata) return SIFT_FINE;
    if (!write_clean(p, path, clean, until)) return SIFT_SLOW;
    if (p->has_author || has_metadata) found(p, SIFT_AUTHOR, SIFT_PROPERTY, 0);
    return SIFT_FINE;
}

enum status sift_pdf(const char *path, int clean, const struct sift_sink *sink, int64_t until) {
    struct pdf *p = calloc(1, sizeof *p);
    if (!p || !(p->line = malloc(LINE_MOST + 1))) abort();
    p->sink = sink;
    enum sift_finding end = read_all(p, path, clean, until);
    if (end == SIFT_DAMAGED && says_encrypted(path)) end = SIFT_LOCKED;
    if (end != SIFT_FINE) found(p, end, SIFT_WHOLE, 0);
    free(p->line);
    free(p);
    return OK;
}
