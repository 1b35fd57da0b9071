/*
 * A small machine over a window of the body. A delimiter is CR LF, two hyphens and the boundary;
 * the body is read as if a line end stood before it, so that the first delimiter is like the
 * others. What may still be the beginning of a delimiter waits in the window for the next piece.
 */
#define _GNU_SOURCE /* memmem */
#include "web/multipart.h"

#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/text.h"

#define WINDOW   (32 << 10)
#define BOUNDARY 70 /* RFC 2046 */

enum state {
    AT_DELIMITER, /* the first one must stand here */
    AFTER_DELIMITER,
    IN_HEAD,
    IN_BODY,
    AT_END,
};

struct multipart {
    struct arena *arena;
    const char *spool;
    enum state state;
    enum status st; /* the first thing that went wrong; it stays */
    char delimiter[BOUNDARY + 5];
    size_t delimiter_n;
    char window[WINDOW];
    size_t n;
    size_t parts, fields_n;
    struct pair pairs[MULTIPART_PARTS];
    size_t pair_count;
    struct upload uploads[MULTIPART_FILES];
    size_t upload_count;
    struct upload *file; /* the part being read: a file, */
    struct buf value;    /* or a field */
    struct str field;
    bool nameless; /* a file field in which nothing was chosen */
};

/* -- the boundary
 * ---------------------------------------------------------------------------------- */

static bool is_boundary(struct str s) {
    static const char allowed[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
                                  "'()+_,-./:=?";
    if (s.n == 0 || s.n > BOUNDARY) return false;
    for (size_t i = 0; i < s.n; i++) {
        if (s.p[i] == '\0' || !strchr(allowed, s.p[i])) return false;
    }
    return true;
}

struct multipart *multipart_new(struct arena *a, struct str type, const char *spool) {
    struct str rest = type, boundary = STR_NONE;
    if (!str_is(str_trim(str_cut(&rest, ';')), "multipart/form-data")) return NULL;
    while (rest.p) {
        struct str value = str_trim(str_cut(&rest, ';')), name = str_cut(&value, '=');
        if (!str_is(name, "boundary") || boundary.p) return NULL;
        boundary = value;
    }
    if (boundary.n > 1 && boundary.p[0] == '"' && boundary.p[boundary.n - 1] == '"') {
        boundary = str_slice(boundary, 1, boundary.n - 1);
    }
    if (!is_boundary(boundary)) return NULL;
    struct multipart *m = ARENA_NEW(a, struct multipart);
    m->arena = a;
    m->spool = spool;
    memcpy(m->delimiter, "\r\n--", 4);
    memcpy(m->delimiter + 4, boundary.p, boundary.n);
    m->delimiter_n = boundary.n + 4;
    memcpy(m->window, "\r\n", 2);
    m->n = 2;
    return m;
}

/* -- the head of a part
 * ------------------------------------------------------------------------ */

static bool is_word(struct str s, const char *lower) {
    if (s.n != strlen(lower)) return false;
    for (size_t i = 0; i < s.n; i++) {
        char c = s.p[i];
        if ((c >= 'A' && c <= 'Z' ? c + ('a' - 'A') : c) != lower[i]) return false;
    }
    return true;
}

/* A quoted value off ${rest}; browsers write a quotation mark within as %22, others as \". */
static bool quoted(struct str *out, struct arena *a, struct str *rest) {
    char *p = arena_alloc(a, rest->n + 1);
    size_t n = 0, i = 1;
    if (rest->n < 2 || rest->p[0] != '"') return false;
    for (; i < rest->n && rest->p[i] != '"'; i++) {
        if (rest->p[i] == '\\' && i + 1 < rest->n && rest->p[i + 1] == '"') i++;
        p[n++] = rest->p[i];
    }
    if (i == rest->n) return false;
    *out = (struct str){p, n};
    *rest = str_slice(*rest, i + 1, rest->n);
    return true;
}

/* form-data; name="…"; filename="…": each once, nothing else. */
static bool disposition(struct str *name, struct str *file, struct arena *a, struct str value) {
    struct str rest = value;
    *name = *file = STR_NONE;
    if (!is_word(str_trim(str_cut(&rest, ';')), "form-data")) return false;
    for (rest = str_trim(rest); rest.n > 0; rest = str_trim(rest)) {
        size_t equals = str_find(rest, STR("="));
        struct str *into = is_word(str_slice(rest, 0, equals), "name")       ? name
                           : is_word(str_slice(rest, 0, equals), "filename") ? file
                                                                             : NULL;
        if (!into || into->p) return false;
        rest = str_slice(rest, equals + 1, rest.n);
        if (!quoted(into, a, &rest)) return false;
        rest = str_trim(rest);
        if (rest.n > 0 && rest.p[0] != ';') return false;
        rest = str_slice(rest, 1, rest.n);
    }
    return name->n > 0 && text_is_clean(*name) && text_is_clean(*file);
}

/* Some browsers once sent whole paths. */
static struct str without_folders(struct str name) {
    for (size_t i = name.n; i > 0; i--) {
        if (name.p[i - 1] == '/' || name.p[i - 1] == '\\') return str_slice(name, i, name.n);
    }
    return name;
}

static enum status begin_part(struct multipart *m, struct str name, struct str file) {
    m->file = NULL;
    m->nameless = file.p && file.n == 0;
    m->field = str_copy(m->arena, name);
    m->value = buf_new(m->arena, m->nameless ? 0 : MULTIPART_FIELDS - m->fields_n);
    if (!file.p || m->nameless) return OK;
    file = without_folders(file);
    if (memchr(file.p, '\n', file.n) || memchr(file.p, '\t', file.n)) return INVALID;
    if (m->upload_count == MULTIPART_FILES || file.n == 0 || file.n > MULTIPART_NAME)
        return INVALID;
    struct upload *u = &m->uploads[m->upload_count];
    enum status st = spool_new(&u->file, m->spool);
    if (st != OK) return st;
    m->upload_count++;
    u->field = m->field;
    u->name = str_copy(m->arena, file);
    m->file = u;
    return OK;
}

/* The lines of a head, without the empty one at its end. */
static enum status read_head(struct multipart *m, struct str head) {
    struct str name = STR_NONE, file = STR_NONE;
    bool seen = false;
    if (++m->parts > MULTIPART_PARTS) return INVALID;
    while (head.n > 0) {
        size_t end = str_find(head, STR("\r\n"));
        struct str value = str_slice(head, 0, end);
        head = str_slice(head, end + 2, head.n);
        size_t colon = str_find(value, STR(":"));
        struct str key = str_slice(value, 0, colon);
        value = str_trim(str_slice(value, colon + 1, value.n));
        if (is_word(key, "content-disposition")) {
            if (seen || !disposition(&name, &file, m->arena, value)) return INVALID;
            seen = true;
        } else if (!is_word(key, "content-type")) {
            return INVALID; /* no transfer encodings, no folded lines, nothing unknown */
        }
    }
    return seen ? begin_part(m, name, file) : INVALID;
}

/* -- the body of a part
 * ------------------------------------------------------------------------ */

static enum status take(struct multipart *m, struct str bytes) {
    if (m->file) return spool_put(&m->file->file, bytes);
    buf_put(&m->value, bytes);
    return m->value.full ? INVALID : OK;
}

static enum status end_part(struct multipart *m) {
    if (m->file || m->nameless) return OK;
    m->fields_n += m->value.n;
    m->pairs[m->pair_count++] = (struct pair){m->field, str_copy(m->arena, buf_str(&m->value))};
    return OK;
}

/* -- the window
 * -------------------------------------------------------------------------------- */

static void pass(struct multipart *m, size_t n) {
    m->n -= n;
    memmove(m->window, m->window + n, m->n);
}

/* One step. False: it needs more bytes, or there is nothing more to do. */
static bool step(struct multipart *m) {
    const char *found;
    size_t n;
    switch (m->state) {
    case AT_DELIMITER:
        if (m->n < m->delimiter_n) return false;
        if (memcmp(m->window, m->delimiter, m->delimiter_n) != 0) break;
        pass(m, m->delimiter_n);
        m->state = AFTER_DELIMITER;
        return true;
    case AFTER_DELIMITER:
        if (m->n < 2) return false;
        if (memcmp(m->window, "\r\n", 2) == 0) {
            m->state = IN_HEAD;
        } else if (memcmp(m->window, "--", 2) == 0 && m->parts > 0) {
            m->state = AT_END;
        } else {
            break;
        }
        pass(m, 2);
        return true;
    case IN_HEAD:
        found = memmem(m->window, m->n, "\r\n\r\n", 4);
        n = found ? (size_t)(found - m->window) : m->n;
        if (n > MULTIPART_HEAD) break;
        if (!found) return false;
        m->st = read_head(m, (struct str){m->window, n});
        pass(m, n + 4);
        m->state = IN_BODY;
        return m->st == OK;
    case IN_BODY:
        found = memmem(m->window, m->n, m->delimiter, m->delimiter_n);
        n = found                   ? (size_t)(found - m->window)
            : m->n < m->delimiter_n ? 0
                                    : m->n - m->delimiter_n + 1;
        m->st = take(m, (struct str){m->window, n});
        pass(m, n);
        if (m->st != OK || !found) return false;
        m->st = end_part(m);
        m->state = AT_DELIMITER;
        return m->st == OK;
    case AT_END: /* at most the end of the last line */
        if (m->n < 2 || (m->n == 2 && memcmp(m->window, "\r\n", 2) == 0)) return false;
        break;
    }
    m->st = INVALID;
    return false;
}

enum status multipart_put(struct multipart *m, struct str bytes) {
    while (m->st == OK && bytes.n > 0) {
        size_t room = WINDOW - m->n, n = bytes.n < room ? bytes.n : room;
        memcpy(m->window + m->n, bytes.p, n);
        m->n += n;
        bytes = str_slice(bytes, n, bytes.n);
        while (step(m)) {
        }
    }
    return m->st;
}

enum status multipart_end(struct sent *sent, struct multipart *m) {
    *sent = (struct sent){m->pairs, m->pair_count};
    if (m->st == OK && (m->state != AT_END || m->n == 1)) m->st = INVALID;
    if (m->st != OK) *sent = (struct sent){m->pairs, 0};
    return m->st;
}

struct upload *multipart_file(struct multipart *m, const char *field, size_t i) {
    for (size_t k = 0; m && m->st == OK && k < m->upload_count; k++) {
        if (str_is(m->uploads[k].field, field) && i-- == 0) return &m->uploads[k];
    }
    return NULL;
}

void multipart_drop(struct multipart *m) {
    for (size_t i = 0; m && i < m->upload_count; i++) spool_drop(&m->uploads[i].file, m->spool);
}
