/*
 * The desk: what waits for this officer, in the order of haste. Every line leads to the page where
 * the thing is done and says until when, or since when it waits. What one may not do is not there.
 * Nothing is counted beyond DESK_MOST: only what is still open is read, and no more of it than
 * that.
 */
#include "office/desk.h"

#include "office/office.h"

#include "base/arena.h"
#include "base/date.h"
#include "model/casework/receipt.h"
#include "model/county/account.h"
#include "model/publish/edition.h"
#include "office/part.h"
#include "office/tickets.h"
#include "view/link.h"

#define SOON_DAYS 7 /* a notice that ends so soon is on the desk */

/* --- tickets --- */

enum haste { LATE, TODAY, LATER };

static enum haste haste_of(const struct desk *d, const struct row_answer_item *r) {
    return r->due_on < d->today ? LATE : r->due_on == d->today ? TODAY : LATER;
}

static struct str due_text(const struct desk *d, int32_t due) {
    struct arena *a = d->rq->arena;
    if (due == d->today) return STR("今天到期");
    if (due > d->today) return str_format(a, "还有 %d 天", due - d->today);
    return str_format(a, "晚了 %lld 个工作日",
                      (long long)tickets_late(&d->calendar, due, d->today));
}

static void put_ticket(struct desk *d, struct view_office_group *g,
                       const struct row_answer_item *r) {
    struct arena *a = d->rq->arena;
    struct str kind = label_text(ticket_kinds, r->kind);
    bool visit = r->visited_at == MOMENT_NONE;
    *desk_line(g) = (struct view_office_todo){
        .self = link_office_ticket(a, r->id, ""),
        .deed = visit ? STR("核实") : STR("决定"),
        .title = r->title.n ? str_format(a, STR_FMT "：" STR_FMT, STR_ARG(kind), STR_ARG(r->title))
                            : kind,
        .when = due_text(d, r->due_on),
        .late = r->due_on < d->today,
        .facts = desk_join(a, desk_join(a, r->place, receipt_grouped(a, r->number)), r->assigned),
    };
}

/* Those of one haste, and DESK_MOST when there are more than were read: what is late is everybody's
 * who may handle it, the rest whose it is or who takes it. */
static size_t put_tickets(struct desk *d, struct view_office_group *g,
                          const struct row_answer_item *rows, size_t count, bool more,
                          enum haste haste) {
    const struct actor *actor = d->rq->actor;
    size_t n = 0;
    for (size_t i = 0; i < count; i++) {
        const struct row_answer_item *r = &rows[i];
        bool taken = r->assigned_to != INT64_MIN && r->assigned_to != actor->id;
        if (haste_of(d, r) != haste || (haste != LATE && taken)) continue;
        if (!account_may(actor, MAY_AUDIT) && !answer_handles(actor, r->region, r->guarded))
            continue;
        put_ticket(d, g, r);
        n++;
    }
    bool cut = more && haste_of(d, &rows[count - 1]) == haste;
    return cut && n < DESK_MOST ? DESK_MOST : n;
}

/* --- notices whose window ends --- */

static void put_closing(struct desk *d, struct view_office_group *g, const struct row_desk_item *r,
                        bool today) {
    struct arena *a = d->rq->arena;
    *desk_line(g) = (struct view_office_todo){
        .self = link_office_article(a, r->document_id),
        .deed = STR("看一看"),
        .title = r->title,
        .when = today ? STR("今天 24 时截止")
                      : str_format(a, "还有 %d 天", date_day(r->closes_at - 1) - d->today),
        .facts = desk_join(a, part_kind(r->kind, r->type), r->place),
    };
}

static size_t put_windows(struct desk *d, struct view_office_group *g, bool today) {
    size_t n = 0;
    for (size_t i = 0; i < d->window_count; i++) {
        int64_t closes_at = d->windows[i].closes_at;
        bool is_today = closes_at <= date_end(d->today);
        if (is_today != today || closes_at > date_end(d->today + SOON_DAYS)) continue;
        put_closing(d, g, &d->windows[i], today);
        n++;
    }
    return n;
}

static void closing(struct desk *d) {
    struct view_office_group *g = desk_group(d, "这几天结束的公示");
    desk_close(
        d, g, put_windows(d, g, false),
        link_office_articles(d->rq->arena, STR("notice"), STR("published"), (struct cursor){0, 0}));
}

/* What is late, what ends today, then the other tickets. */
static enum status tickets_and_windows(struct desk *d) {
    struct request *rq = d->rq;
    struct answer_filter f = {.after_on = DAY_NONE, .most = DESK_MOST};
    struct link_tickets open = {0};
    struct row_answer_item *tickets;
    size_t count;
    bool more;
    enum status st = answer_list(&tickets, &count, &more, rq->db, rq->actor, &f, rq->now);
    if (st == OK)
        st = edition_closing(&d->windows, &d->window_count, rq->db, rq->actor, rq->now, DESK_MOST);
    if (st == OK) st = workday_load(&d->calendar, rq->db, count ? tickets[0].due_on : d->today);
    if (st != OK) return st;
    struct view_office_group *g = desk_group(d, "晚了的");
    g->late = true;
    d->late = put_tickets(d, g, tickets, count, more, LATE);
    desk_close(d, g, d->late, link_office_tickets(rq->arena, &open));
    g = desk_group(d, "今天到期");
    d->due = put_tickets(d, g, tickets, count, more, TODAY);
    d->due += put_windows(d, g, true);
    desk_close(d, g, d->due, link_office_tickets(rq->arena, &open));
    if (!account_may(rq->actor, MAY_ANSWER)) return OK;
    g = desk_group(d, "群众来件");
    desk_close(d, g, put_tickets(d, g, tickets, count, more, LATER),
               link_office_tickets(rq->arena, &open));
    return OK;
}

/* Those rules that find something. */
static enum status findings(struct desk *d) {
    struct finding_counts found;
    struct request *rq = d->rq;
    struct view_office_home *v = d->v;
    enum status st = finding_counts(&found, rq->db, rq->actor, rq->now);
    if (st != OK) return st;
    v->all_findings = link_office_findings(rq->arena, STR_NONE, (struct cursor){0, 0});
    v->findings = ARENA_ARRAY(rq->arena, struct view_office_count, FINDING_RULES);
    for (size_t i = 0; i < FINDING_RULES; i++) {
        if (found.number[i] == 0) continue;
        v->findings[v->findings_count++] = (struct view_office_count){
            .label = str_from(finding_rules[i].title),
            .count = part_finding_number(rq->arena, &found, i),
            .self = link_office_findings(rq->arena, str_from(finding_rules[i].code),
                                         (struct cursor){0, 0}),
        };
    }
    return OK;
}

/* --- the page --- */

static struct str hello(const struct desk *d) {
    struct arena *a = d->rq->arena;
    struct str late = d->late ? str_format(a, STR_FMT " 件晚了", STR_ARG(desk_number(a, d->late)))
                              : STR("");
    struct str due = d->due ? str_format(a, STR_FMT " 件今天到期", STR_ARG(desk_number(a, d->due)))
                            : STR("");
    struct str both = late.n && due.n
                          ? str_format(a, STR_FMT "，" STR_FMT, STR_ARG(late), STR_ARG(due))
                      : late.n ? late
                               : due;
    if (both.n == 0) both = d->all ? STR("没有晚了的") : STR("现在没有等您办的事");
    return str_format(a, STR_FMT "，" STR_FMT, STR_ARG(d->rq->actor->name), STR_ARG(both));
}

/* Who manages sees that a year's days off are missing. */
static enum status calendar_gap(struct str *out, const struct desk *d) {
    struct workday_calendar c;
    enum status st = workday_load(&c, d->rq->db, d->today);
    int year = st == OK ? workday_gap(&c, d->today) : 0;
    *out = STR("");
    if (year) {
        *out = str_format(d->rq->arena,
                          "%d 年的放假安排还没有录入，那一年的工作日先按周一到周五算。"
                          "请管理系统的人用 mingbai import calendar 录入。",
                          year);
    }
    return st;
}

/* Only what this role has to do with, in the order of haste. */
static enum status fill(struct desk *d) {
    const struct actor *actor = d->rq->actor;
    bool keeps = account_may(actor, MAY_KEEP), writes = account_may(actor, MAY_WRITE);
    bool publishes = account_may(actor, MAY_PUBLISH), manages = account_may(actor, MAY_MANAGE);
    bool audits = account_may(actor, MAY_AUDIT);
    enum status st = OK;
    if (account_may(actor, MAY_ANSWER) || audits) st = tickets_and_windows(d);
    if (st == OK && writes) st = desk_drafts(d, true);
    if (st == OK && publishes) st = desk_reviews(d);
    if (st == OK && keeps) st = desk_requests(d);
    if (st == OK && publishes) st = desk_imports(d);
    if (st == OK && publishes) st = desk_efforts(d);
    if (st == OK && keeps) st = desk_lists(d);
    if (st == OK && publishes) st = desk_approved(d);
    if (st == OK && writes) st = desk_scheduled(d);
    if (st == OK && writes) st = desk_drafts(d, false);
    if (st == OK) closing(d);
    if (st == OK && manages) st = desk_accounts(d);
    if (st == OK && audits) st = desk_lookings(d);
    if (st == OK && (keeps || audits)) st = findings(d);
    return st;
}

enum status office_home(struct request *rq, struct response *rs) {
    struct view_office_home v = {
        .frame = frame_new(rq, STR("工作台"), "home"),
        .groups = ARENA_ARRAY(rq->arena, struct view_office_group, DESK_GROUPS),
    };
    struct desk d = {.rq = rq, .v = &v, .today = date_day(rq->now)};
    if (account_may(rq->actor, MAY_WRITE)) {
        v.new_policy = link_office_new(rq->arena, STR("policy"));
        v.new_notice = link_office_new(rq->arena, STR("notice"));
    }
    enum status st = fill(&d);
    if (st != OK) return st;
    if (account_may(rq->actor, MAY_MANAGE)) st = calendar_gap(&v.remark, &d);
    if (st != OK) return st;
    v.hello = hello(&d);
    view_office_home(&rs->body, &v);
    return OK;
}
