/*
 * The desk: projects, jobs and donations that wait for a second person. The page itself is desk.c.
 */
#include "base/arena.h"
#include "model/publish/effort.h"
#include "office/desk.h"
#include "view/link.h"

enum status desk_efforts(struct desk *d) {
    struct row_effort_desk_item *rows;
    size_t count;
    bool more;
    struct request *rq = d->rq;
    struct arena *a = rq->arena;
    struct cursor start = {0, 0};
    enum status st = effort_desk(&rows, &count, &more, rq->db, rq->actor, STR_NONE, STR("waiting"),
                                 start.at, start.id, DESK_MOST);
    if (st != OK) return st;
    struct view_office_group *g = desk_group(d, "等着发布的项目用工");
    for (size_t i = 0; i < count && i < DESK_SHOWN; i++) {
        const struct row_effort_desk_item *r = &rows[i];
        *desk_line(g) = (struct view_office_todo){
            .self = link_office_effort(a, r->effort_id, ""),
            .deed = STR("核对，发布"),
            .title = r->title,
            .when = desk_ago(d, r->updated_at, "改过"),
            .facts = desk_join(a, desk_join(a, label_text(effort_kinds, r->kind), r->place),
                               r->writer),
        };
    }
    desk_close(d, g, count + more, link_office_efforts(a, STR_NONE, STR("waiting"), start));
    return OK;
}
