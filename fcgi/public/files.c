/*
 * Attachments: the program decides who gets which file under which name, nginx sends it.
 */
#include "public/public.h"

#include "model/publish/article.h"
#include "page/page.h"

enum status public_file(struct request *rq, struct response *rs) {
    int64_t id;
    struct row_attachment *file;
    if (!page_id(&id, rq->args[0])) return NOT_FOUND;
    enum status st = article_attachment(&file, rq->db, id);
    if (st == OK) page_hand_out(rs, rq->arena, file->name, file->type, file->digest);
    return st;
}
