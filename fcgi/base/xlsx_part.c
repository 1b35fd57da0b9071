/*
 * One part of a workbook: out of the archive and through expat in chunks, within the limits of
 * base/table.h; and reading names and attributes of elements.
 */
#include "base/xlsx_book.h"

#include <stdlib.h>

#define CHUNK      16384
#define DEPTH_MOST 24

void xlsx_fault(struct xlsx_book *b, enum table_fault what, size_t row, size_t column) {
    b->sink->fault(b->sink->arg, what, row, column);
    if (!table_is_note(what)) b->st = INVALID;
}

/* A fault after which nothing more can be read. */
void xlsx_fatal(struct xlsx_book *b, enum table_fault what, size_t row, size_t column) {
    xlsx_fault(b, what, row, column);
    if (b->parser) XML_StopParser(b->parser, XML_FALSE);
}

/* The name without its namespace prefix. */
static const char *xlsx_local(const char *name) {
    const char *colon = strrchr(name, ':');
    return colon ? colon + 1 : name;
}

bool xlsx_is(const char *name, const char *what) {
    return strcmp(xlsx_local(name), what) == 0;
}

const char *xlsx_attribute(const char **list, const char *name) {
    for (size_t i = 0; list[i]; i += 2) {
        if (strcmp(xlsx_local(list[i]), name) == 0) return list[i + 1];
    }
    return NULL;
}

bool xlsx_is_true(const char *value) {
    return value && (strcmp(value, "1") == 0 || strcmp(value, "true") == 0);
}

size_t xlsx_number_of(const char *text) {
    return text ? (size_t)strtoul(text, NULL, 10) : 0;
}

struct walk {
    struct xlsx_book *book;
    const struct xlsx_handlers *with;
};

static void XMLCALL on_begin(void *arg, const char *name, const char **attributes) {
    struct walk *w = arg;
    if (++w->book->depth > DEPTH_MOST) {
        xlsx_fatal(w->book, TABLE_DEEP, 0, 0);
        return;
    }
    w->with->begin(w->book, xlsx_local(name), attributes);
}

static void XMLCALL on_end(void *arg, const char *name) {
    struct walk *w = arg;
    w->book->depth--;
    if (w->with->end) w->with->end(w->book, xlsx_local(name));
}

static void XMLCALL on_text(void *arg, const char *s, int n) {
    struct xlsx_book *b = ((struct walk *)arg)->book;
    if (!b->in_text || b->in_phonetic) return;
    if ((size_t)n > TABLE_CELL - b->text_n) {
        b->long_text = true;
        return;
    }
    memcpy(b->text + b->text_n, s, (size_t)n);
    b->text_n += (size_t)n;
}

static void XMLCALL on_doctype(void *arg, const char *name, const char *system, const char *public,
                               int internal) {
    (void)name, (void)system, (void)public, (void)internal;
    xlsx_fatal(((struct walk *)arg)->book, TABLE_DOCTYPE, 0, 0);
}

static void feed(struct xlsx_book *b, zip_file_t *file) {
    for (zip_int64_t n = 1; n > 0;) {
        void *room = XML_GetBuffer(b->parser, CHUNK);
        if (!room) abort();
        n = zip_fread(file, room, CHUNK);
        if (n < 0) {
            xlsx_fault(b, TABLE_ZIP, 0, 0);
            return;
        }
        b->unpacked += (uint64_t)n;
        if (b->unpacked > TABLE_UNPACKED) {
            xlsx_fault(b, TABLE_BOMB, 0, 0);
            return;
        }
        if (XML_ParseBuffer(b->parser, (int)n, n == 0) == XML_STATUS_ERROR) {
            if (XML_GetErrorCode(b->parser) != XML_ERROR_ABORTED) xlsx_fault(b, TABLE_XML, 0, 0);
            return;
        }
    }
}

void xlsx_part(struct xlsx_book *b, const char *name, const struct xlsx_handlers *with, bool must) {
    struct walk walk = {b, with};
    zip_stat_t stat;
    if (b->st != OK) return;
    if (zip_stat(b->zip, name, ZIP_FL_NOCASE, &stat) != 0) {
        if (must) xlsx_fault(b, TABLE_PART, 0, 0);
        return;
    }
    if ((stat.valid & ZIP_STAT_SIZE) && stat.size > TABLE_UNPACKED) {
        xlsx_fault(b, TABLE_BOMB, 0, 0);
        return;
    }
    zip_file_t *file = zip_fopen_index(b->zip, stat.index, 0);
    if (!file) {
        xlsx_fault(b,
                   (stat.valid & ZIP_STAT_ENCRYPTION_METHOD) &&
                           stat.encryption_method != ZIP_EM_NONE
                       ? TABLE_OLD_OR_LOCKED
                       : TABLE_ZIP,
                   0, 0);
        return;
    }
    b->parser = XML_ParserCreate(NULL);
    if (!b->parser) abort();
    b->depth = 0;
    XML_SetUserData(b->parser, &walk);
    XML_SetElementHandler(b->parser, on_begin, on_end);
    XML_SetCharacterDataHandler(b->parser, on_text);
    XML_SetStartDoctypeDeclHandler(b->parser, on_doctype);
    feed(b, file);
    XML_ParserFree(b->parser);
    b->parser = NULL;
    zip_fclose(file);
}
