/*
 * The desk: editions on their way, and what concerns those who manage and who audit. The page
 * itself is desk.c.
 */
#include "office/desk.h"

#include "base/arena.h"
#include "base/date.h"
#include "model/county/account.h"
#include "model/county/audit.h"
#include "model/publish/edition.h"
#include "office/part.h"
#include "view/link.h"

#define LOOKED_DAYS 7 /* what auditors see of the last days */

/* --- editions --- */

/* Where a deed on an edition is done. */
enum where { PREVIEW, EDIT, PAGE };

static struct url place_of(struct arena *a, int64_t id, enum where where) {
    return where == PREVIEW ? link_office_preview(a, id)
           : where == EDIT  ? link_office_edit(a, id)
                            : link_office_article(a, id);
}

static void put_edition(struct desk *d, struct view_office_group *g, const struct row_desk_work *r,
                        const char *deed, enum where where, struct str when) {
    struct arena *a = d->rq->arena;
    struct str who = r->submitter.n ? r->submitter : r->writer;
    *desk_line(g) = (struct view_office_todo){
        .self = place_of(a, r->document_id, where),
        .deed = str_from(deed),
        .title = r->title.n ? r->title : STR("（还没有标题）"),
        .when = when,
        .facts = desk_join(a, desk_join(a, part_kind(r->kind, r->type), r->place), who),
    };
}

enum status desk_drafts(struct desk *d, bool returned) {
    struct row_desk_work *rows;
    size_t count;
    struct request *rq = d->rq;
    enum status st = edition_drafts(&rows, &count, rq->db, rq->actor, returned, DESK_MOST);
    if (st != OK) return st;
    struct view_office_group *g = desk_group(d, returned ? "退回给您的" : "您的草稿");
    for (size_t i = 0; i < count; i++) {
        put_edition(d, g, &rows[i], returned ? "改好再提交" : "接着写", returned ? PAGE : EDIT,
                    returned ? desk_ago(d, rows[i].submitted_at, "退回来了")
                             : desk_ago(d, rows[i].updated_at, "改过"));
    }
    desk_close(d, g, count,
               link_office_articles(rq->arena, STR_NONE, STR("draft"), (struct cursor){0, 0}));
    return OK;
}

enum status desk_reviews(struct desk *d) {
    struct row_desk_work *rows;
    size_t count;
    struct request *rq = d->rq;
    enum status st = edition_waiting(&rows, &count, rq->db, rq->actor, FLOW_SUBMITTED,
                                     EDITION_OTHERS, DESK_MOST);
    if (st != OK) return st;
    struct view_office_group *g = desk_group(d, "等您审核的");
    for (size_t i = 0; i < count; i++) {
        put_edition(d, g, &rows[i], "审核", PREVIEW, desk_ago(d, rows[i].submitted_at, "提交"));
    }
    desk_close(d, g, count,
               link_office_articles(rq->arena, STR_NONE, STR("submitted"), (struct cursor){0, 0}));
    return OK;
}

enum status desk_approved(struct desk *d) {
    struct row_desk_work *rows;
    size_t count;
    struct request *rq = d->rq;
    enum status st = edition_waiting(&rows, &count, rq->db, rq->actor, FLOW_APPROVED,
                                     EDITION_OTHERS, DESK_MOST);
    if (st != OK) return st;
    struct view_office_group *g = desk_group(d, "批准了还没发布的");
    for (size_t i = 0; i < count; i++) {
        bool failed = rows[i].said.n > 0;
        put_edition(d, g, &rows[i], failed ? "看原因" : "发布", failed ? PAGE : PREVIEW,
                    failed ? STR("到时没有发出去") : desk_ago(d, rows[i].updated_at, "批准"));
    }
    desk_close(d, g, count,
               link_office_articles(rq->arena, STR_NONE, STR("approved"), (struct cursor){0, 0}));
    return OK;
}

enum status desk_scheduled(struct desk *d) {
    struct row_desk_work *rows;
    size_t count;
    struct request *rq = d->rq;
    bool publishes = account_may(rq->actor, MAY_PUBLISH);
    enum status st = edition_waiting(&rows, &count, rq->db, rq->actor, FLOW_SCHEDULED,
                                     publishes ? EDITION_ANY : EDITION_OWN, DESK_MOST);
    if (st != OK) return st;
    struct view_office_group *g = desk_group(d, "定时发布的");
    for (size_t i = 0; i < count; i++) {
        struct str when = str_format(rq->arena, STR_FMT "发布",
                                     STR_ARG(moment_text(rq->arena, rows[i].due_at)));
        put_edition(d, g, &rows[i], publishes ? "看一看，可以取消" : "看一看", PAGE, when);
    }
    desk_close(d, g, count,
               link_office_articles(rq->arena, STR_NONE, STR("scheduled"), (struct cursor){0, 0}));
    return OK;
}

/* --- who manages, who audits --- */

enum status desk_accounts(struct desk *d) {
    struct row_account_item *rows;
    struct arena *a = d->rq->arena;
    size_t count;
    enum status st = account_unready(&rows, &count, d->rq->db, d->rq->actor, DESK_MOST);
    if (st != OK) return st;
    struct view_office_group *g = desk_group(d, "还没有弄好的账号");
    for (size_t i = 0; i < count; i++) {
        const struct row_account_item *r = &rows[i];
        bool fresh = r->one_time_until != MOMENT_NONE;
        bool over = fresh && r->one_time_until <= d->rq->now;
        *desk_line(g) = (struct view_office_todo){
            .self = link_office_user(a, r->id, ""),
            .deed = over ? STR("重设密码") : STR("提醒"),
            .title = desk_join(a, r->name, account_role_text(r->role)),
            .when = over    ? STR("一次性密码过期了，没登录过")
                    : fresh ? STR("还没登录过")
                            : STR("没有二次验证"),
            .late = over,
            .facts = desk_join(a, r->place, r->login),
        };
    }
    desk_close(d, g, count, link_office_users(a, STR_NONE));
    return OK;
}

/* Who has lately seen whole numbers, or taken them away. */
enum status desk_lookings(struct desk *d) {
    static const char *const actions[] = {"reveal", "export_full", "ticket_reveal"};
    struct request *rq = d->rq;
    struct arena *a = rq->arena;
    for (size_t k = 0; k < sizeof actions / sizeof actions[0]; k++) {
        struct row_audit_found *rows;
        size_t count;
        bool more;
        struct str action = str_from(actions[k]);
        struct audit_filter f = {
            .login = STR_NONE,
            .region = STR_NONE,
            .action = action,
            .object_kind = STR_NONE,
            .object_id = INT64_MIN,
            .from_at = rq->now - LOOKED_DAYS * INT64_C(86400),
            .to_at = MOMENT_NONE,
            .most = DESK_MOST,
        };
        enum status st = audit_search(&rows, &count, &more, rq->db, rq->actor, &f);
        if (st != OK) return st;
        struct str word = audit_word_text(audit_actions, action);
        struct link_audit all = {.action = action};
        struct view_office_group *g = desk_group(d, "");
        g->heading = str_format(a, "这几天" STR_FMT, STR_ARG(word));
        for (size_t i = 0; i < count && i < DESK_SHOWN; i++) {
            struct link_audit at = {.login = rows[i].login, .action = action};
            *desk_line(g) = (struct view_office_todo){
                .self = link_office_audit(a, &at, false),
                .deed = STR("查"),
                .title = rows[i].name,
                .when = moment_text(a, rows[i].at),
                .facts = desk_join(a, account_role_text(rows[i].role), rows[i].place),
            };
        }
        desk_close(d, g, count, link_office_audit(a, &all, false));
    }
    return OK;
}
