/*
 * What is sent with a ticket: a picture or a document, told by its content and never by its name.
 * It is sealed as a whole and kept in the database beside its digest: the lookup pool writes it and
 * cannot read it again, and no folder of a web server ever holds it.
 */
#ifndef MODEL_CASEWORK_EVIDENCE_H
#define MODEL_CASEWORK_EVIDENCE_H

#include "base/status.h"
#include "base/str.h"

struct arena;
struct seal_keys;

#define EVIDENCE_MOST (6 << 20) /* bytes */
#define EVIDENCE_NAME 80        /* characters of its name that are kept */

/* A file as somebody sends it; name and bytes are borrowed. kind: by evidence_kind. */
struct evidence {
    struct str name, bytes;
    const char *kind; /* NULL: there is no file */
};

/* evidence_kind(bytes): pdf jpg png docx, static; NULL for anything else. A first look at the bytes
 * that every file of the kind begins with, and for docx at the parts it must have. */
const char *evidence_kind(struct str bytes);

/* evidence_kind_text(kind): 照片, PDF, Word 文档. */
struct str evidence_kind_text(struct str kind);

/* evidence_read(out, a, path, size): the whole file at ${path}. BUSY (logged) if that cannot be
 * done, INVALID if it has not ${size} bytes. */
enum status evidence_read(struct str *out, struct arena *a, const char *path, int64_t size);

#endif
