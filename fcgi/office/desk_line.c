/*
 * Lines and groups of the desk, and what waits in the register: requests, lists, files. The page
 * itself is desk.c.
 */
#include "office/desk.h"

#include "base/arena.h"
#include "base/date.h"
#include "model/register/batch.h"
#include "model/register/change.h"
#include "model/register/lifecycle.h"
#include "model/register/listing.h"
#include "office/part.h"
#include "view/link.h"

struct view_office_group *desk_group(struct desk *d, const char *heading) {
    struct view_office_group *g = &d->v->groups[d->v->groups_count];
    *g = (struct view_office_group){
        .heading = str_from(heading),
        .rows = ARENA_ARRAY(d->rq->arena, struct view_office_todo, DESK_SHOWN),
    };
    return g;
}

struct str desk_number(struct arena *a, size_t n) {
    return n >= DESK_MOST ? STR("99+") : str_format(a, "%zu", n);
}

/* Done with ${g}, which holds ${n} things: it stays if there are any. */
void desk_close(struct desk *d, struct view_office_group *g, size_t n, struct url more) {
    if (n == 0) return;
    g->count = desk_number(d->rq->arena, n);
    if (n > g->rows_count) g->more = more;
    d->all += n;
    d->v->groups_count++;
}

struct view_office_todo *desk_line(struct view_office_group *g) {
    static struct view_office_todo beyond; /* nobody sees it */
    return g->rows_count < DESK_SHOWN ? &g->rows[g->rows_count++] : &beyond;
}

/* 3 天前, and what happened then. */
struct str desk_ago(const struct desk *d, int64_t at, const char *what) {
    struct arena *a = d->rq->arena;
    int days = at == MOMENT_NONE ? 0 : d->today - date_day(at);
    if (days > 0) return str_format(a, "%d 天前%s", days, what);
    return str_format(a, "今天%s", what);
}

struct str desk_join(struct arena *a, struct str one, struct str other) {
    if (one.n == 0 || other.n == 0) return one.n ? one : other;
    return str_format(a, STR_FMT " · " STR_FMT, STR_ARG(one), STR_ARG(other));
}

/* --- requests, lists, register files --- */

enum status desk_requests(struct desk *d) {
    struct row_desk_requests *rows;
    struct arena *a = d->rq->arena;
    size_t count;
    enum status st = change_waiting(&rows, &count, d->rq->db, d->rq->actor, DESK_MOST);
    if (st != OK) return st;
    struct view_office_group *g = desk_group(d, "更正申请");
    for (size_t i = 0; i < count; i++) {
        const struct row_desk_requests *r = &rows[i];
        bool checked = r->checked_at != MOMENT_NONE;
        struct str who = str_format(a, STR_FMT "核实过", STR_ARG(r->checker));
        *desk_line(g) = (struct view_office_todo){
            .self = link_office_request(a, r->id),
            .deed = checked ? STR("第二个人办") : STR("核实"),
            .title = part_about(a, r->about),
            .when = desk_ago(d, r->asked_at, "提的"),
            .facts = desk_join(a, desk_join(a, desk_join(a, r->place, r->team), r->code),
                               checked ? who : STR("")),
        };
    }
    desk_close(d, g, count, link_office_requests(a, 0));
    return OK;
}

enum status desk_lists(struct desk *d) {
    struct listing_group *rows;
    struct arena *a = d->rq->arena;
    size_t count;
    enum status st = listing_groups(&rows, &count, d->rq->db, d->rq->actor, d->rq->now);
    if (st != OK) return st;
    struct view_office_group *g = desk_group(d, "待公示的名单");
    for (size_t i = 0; i < count && i < DESK_SHOWN; i++) {
        *desk_line(g) = (struct view_office_todo){
            .self = link_office_list_new(a, rows[i].kind, str_from(rows[i].stop->key),
                                         rows[i].region),
            .deed = STR("做名单"),
            .title = str_format(a, STR_FMT " %s", STR_ARG(rows[i].place), rows[i].stop->label),
            .when = str_format(a, "%zu 户在等", rows[i].count),
            .facts = label_text(lifecycle_cases, rows[i].kind),
        };
    }
    desk_close(d, g, count, link_office_lists());
    return OK;
}

enum status desk_imports(struct desk *d) {
    struct row_desk_imports *rows;
    struct arena *a = d->rq->arena;
    size_t count;
    enum status st = batch_waiting(&rows, &count, d->rq->db, d->rq->actor, DESK_MOST);
    if (st != OK) return st;
    struct view_office_group *g = desk_group(d, "登记表等第二个人");
    for (size_t i = 0; i < count; i++) {
        *desk_line(g) = (struct view_office_todo){
            .self = link_office_import(a, rows[i].id, "", STR("")),
            .deed = STR("核对"),
            .title = rows[i].file,
            .when = desk_ago(d, rows[i].made_at, "上传"),
            .facts = desk_join(a, desk_join(a, rows[i].place, rows[i].maker),
                               str_format(a, "%lld 户", (long long)rows[i].households)),
        };
    }
    desk_close(d, g, count, link_office_imports(a, 0));
    return OK;
}
