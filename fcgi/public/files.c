/*
 * Attachments: the program decides who gets which file under which name, nginx sends it.
 */
#include "public/public.h"

#include "base/arena.h"
#include "model/publish/article.h"
#include "page/page.h"

/* Percent-encodes a file name for filename* (RFC 8187). */
static struct str encoded(struct arena *a, struct str name) {
    struct buf b = buf_new(a, name.n * 3 + 1);
    for (size_t i = 0; i < name.n; i++) buf_format(&b, "%%%02X", (unsigned char)name.p[i]);
    return buf_str(&b);
}

enum status public_file(struct request *rq, struct response *rs) {
    int64_t id;
    struct row_attachment *file;
    if (!page_id(&id, rq->args[0])) return NOT_FOUND;
    enum status st = article_attachment(&file, rq->db, id);
    if (st != OK) return st;
    rs->type = str_cstr(rq->arena, file->type);
    rs->filename = encoded(rq->arena, file->name);
    rs->stored = str_format(rq->arena, "/stored/" STR_FMT, STR_ARG(file->digest));
    return OK;
}
