/*
 * Forms with files: multipart/form-data (RFC 7578), piece by piece as it arrives. Fields go to
 * memory, files to the spool; both within the limits below, and anything that is not exactly the
 * format is refused: what browsers send has no preamble, no folded headers, no other encodings.
 *
 *     multipart_new -> multipart_put (each piece) -> multipart_end -> the handler -> multipart_drop
 */
#ifndef WEB_MULTIPART_H
#define WEB_MULTIPART_H

#include "web/form.h"
#include "base/spool.h"

struct arena;
struct multipart;

#define MULTIPART_PARTS  32         /* of a form */
#define MULTIPART_FILES  20         /* of these with a file name */
#define MULTIPART_HEAD   2048       /* bytes of a part's headers */
#define MULTIPART_NAME   512        /* bytes of a file's name */
#define MULTIPART_FIELDS (64 << 10) /* bytes of all fields that are no files */

/* A file that was sent. */
struct upload {
    struct str field; /* the name of its field */
    struct str name;  /* as the visitor calls it, without folders; UTF-8, no control characters */
    struct spool_file file;
};

/* multipart_new(a, type, spool): a reader for a body of the Content-Type ${type}; NULL if that is
 * no multipart/form-data with a proper boundary. ${spool}, a folder, is borrowed. */
struct multipart *multipart_new(struct arena *a, struct str type, const char *spool);

/* multipart_put(m, bytes): the next piece. INVALID once something is malformed or over a limit,
 * BUSY if the disk is full; whatever comes after is then thrown away. */
enum status multipart_put(struct multipart *m, struct str bytes);

/* multipart_end(sent, m): the body has ended: its fields; INVALID if it should not have ended. */
enum status multipart_end(struct sent *sent, struct multipart *m);

/* multipart_file(m, field, i): the file number ${i}, from 0, of that field, or NULL. A field left
 * empty sends none. */
struct upload *multipart_file(struct multipart *m, const char *field, size_t i);

/* multipart_drop(m): closes all files and unlinks those that were not kept. NULL is allowed. */
void multipart_drop(struct multipart *m);

#endif
