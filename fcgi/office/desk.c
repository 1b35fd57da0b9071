/*
 * The desk: what an officer sees first, and the list of the region's documents.
 */
#include "office/office.h"

#include "base/arena.h"
#include "base/date.h"
#include "model/county/account.h"
#include "model/publish/edition.h"
#include "office/part.h"
#include "view/link.h"

#define GROUP_ROWS 6

/* What it is, and if it came back or will go out by itself. */
static struct str state_text(const struct request *rq, const struct row_desk_item *r) {
    struct str state = label_text(part_states, r->state);
    if (r->due_at != MOMENT_NONE) {
        return str_format(rq->arena, STR_FMT "：" STR_FMT, STR_ARG(state),
                          STR_ARG(moment_text(rq->arena, r->due_at)));
    }
    if (r->said.n == 0) return state;
    return str_is(r->state, flow_code(FLOW_DRAFT)) ? STR("退回来了") : STR("没有发出去");
}

static struct view_office_row *rows_of(const struct request *rq, const struct row_desk_item *rows,
                                       size_t count) {
    struct view_office_row *out = ARENA_ARRAY(rq->arena, struct view_office_row, count);
    for (size_t i = 0; i < count; i++) {
        out[i] = (struct view_office_row){
            .self = link_office_article(rq->arena, rows[i].document_id),
            .title = rows[i].title.n ? rows[i].title : STR("（还没有标题）"),
            .kind = part_kind(rows[i].kind, rows[i].type),
            .region = rows[i].place,
            .state = state_text(rq, &rows[i]),
            .who = rows[i].written_by,
            .updated = rows[i].updated_at,
            .clock = page_clock(rq, rows[i].opens_at, rows[i].closes_at),
        };
    }
    return out;
}

static enum status state_group(struct view_office_group *out, const struct request *rq,
                               const char *heading, struct str state, const char *empty) {
    struct row_desk_item *rows;
    size_t count;
    bool more;
    enum status st = edition_desk(&rows, &count, &more, rq->db, rq->actor, STR_NONE, state, 0, 0,
                                  GROUP_ROWS);
    *out = (struct view_office_group){.heading = str_from(heading), .empty = str_from(empty)};
    if (st != OK) return st;
    out->rows = rows_of(rq, rows, count);
    out->rows_count = count;
    if (more) {
        out->more = link_office_articles(rq->arena, STR_NONE, state, (struct cursor){0, 0});
    }
    return OK;
}

static enum status closing_group(struct view_office_group *out, const struct request *rq) {
    struct row_desk_item *rows;
    size_t count;
    enum status st = edition_closing(&rows, &count, rq->db, rq->actor, rq->now, GROUP_ROWS);
    *out = (struct view_office_group){.heading = STR("快到期的公示"),
                                      .empty = STR("没有正在公示的。")};
    if (st != OK) return st;
    out->rows = rows_of(rq, rows, count);
    out->rows_count = count;
    return OK;
}

static enum status counts(struct view_office_home *v, const struct request *rq) {
    struct row_desk_count *rows;
    size_t count;
    enum status st = edition_counts(&rows, &count, rq->db, rq->actor);
    if (st != OK) return st;
    v->counts = ARENA_ARRAY(rq->arena, struct view_office_count, count);
    v->counts_count = count;
    for (size_t i = 0; i < count; i++) {
        v->counts[i] = (struct view_office_count){
            .label = str_format(rq->arena, STR_FMT "·" STR_FMT,
                                STR_ARG(part_kind(rows[i].kind, STR_NONE)),
                                STR_ARG(label_text(part_states, rows[i].state))),
            .count = str_format(rq->arena, "%lld", (long long)rows[i].number),
            .self = link_office_articles(rq->arena, rows[i].kind, rows[i].state,
                                         (struct cursor){0, 0}),
        };
    }
    return OK;
}

/* Those rules that find something. */
static enum status findings(struct view_office_home *v, const struct request *rq) {
    struct finding_counts found;
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

/* Of who hands out the keys: nothing that tells about a household waits here. */
static enum status bare_home(struct request *rq, struct response *rs) {
    struct view_office_home v = {
        .frame = frame_new(rq, STR("工作台"), "home"),
        .hello = str_format(rq->arena, STR_FMT "，您好", STR_ARG(rq->actor->name)),
    };
    if (account_may(rq->actor, MAY_MANAGE)) v.users = link_office_users(rq->arena, STR_NONE);
    view_office_home(&rs->body, &v);
    return OK;
}

enum status office_home(struct request *rq, struct response *rs) {
    static const struct {
        const char *publisher, *writer, *state, *empty;
    } on_its_way[] = {
        {"等您审核的", "已提交的", "submitted", "没有等待审核的。"},
        {"草稿", "草稿", "draft", "没有草稿。"},
        {"批准了还没发布的", "批准了还没发布的", "approved", ""},
        {"定时发布的", "定时发布的", "scheduled", ""},
    };
    struct view_office_group groups[6];
    size_t n = 0;
    struct view_office_home v = {
        .frame = frame_new(rq, STR("工作台"), "home"),
        .groups = groups,
    };
    if (!account_may(rq->actor, MAY_READ)) return bare_home(rq, rs);
    bool publishes = account_may(rq->actor, MAY_PUBLISH);
    enum status st = OK;
    if (account_may(rq->actor, MAY_WRITE)) {
        v.new_policy = link_office_new(rq->arena, STR("policy"));
        v.new_notice = link_office_new(rq->arena, STR("notice"));
    }
    for (size_t i = 0; st == OK && i < sizeof on_its_way / sizeof *on_its_way; i++) {
        const char *heading = publishes ? on_its_way[i].publisher : on_its_way[i].writer;
        st = state_group(&groups[n], rq, heading, str_from(on_its_way[i].state),
                         on_its_way[i].empty);
        n += st == OK && (groups[n].rows_count > 0 || *on_its_way[i].empty);
    }
    if (st == OK) st = closing_group(&groups[n++], rq);
    if (st == OK)
        st = state_group(&groups[n++], rq, "最近发布", STR("published"), "还没有发布过。");
    v.groups_count = n;
    if (st == OK) st = findings(&v, rq);
    if (st == OK) st = counts(&v, rq);
    if (st != OK) return st;
    v.hello = str_format(rq->arena, STR_FMT "，您好", STR_ARG(rq->actor->name));
    view_office_home(&rs->body, &v);
    return OK;
}

struct list_sent {
    struct str kind, state;
    struct cursor before;
};

static const char *const kinds[] = {"policy", "notice", NULL};
static const char *const states[] = {"draft",     "submitted", "approved",  "scheduled",
                                     "published", "withdrawn", "corrected", NULL};
static const struct field fields[] = {
    {.name = "kind",
     .label = "哪一种",
     .kind = FIELD_CHOICE,
     .choices = kinds,
     .offset = offsetof(struct list_sent, kind)},
    {.name = "state",
     .label = "什么状态",
     .kind = FIELD_CHOICE,
     .choices = states,
     .offset = offsetof(struct list_sent, state)},
    {.name = "before",
     .label = "翻页",
     .kind = FIELD_CURSOR,
     .offset = offsetof(struct list_sent, before)},
};
const struct form office_list_fields = FORM(fields, struct list_sent);

static void tags(struct view_office_list *v, const struct request *rq,
                 const struct list_sent *sent) {
    struct cursor start = {0, 0};
    v->tags = ARENA_ARRAY(rq->arena, struct view_filter_tag, 2);
    if (sent->kind.n) {
        v->tags[v->tags_count++] = (struct view_filter_tag){
            part_kind(sent->kind, STR_NONE),
            link_office_articles(rq->arena, STR_NONE, sent->state, start)};
    }
    if (sent->state.n) {
        v->tags[v->tags_count++] = (struct view_filter_tag){
            label_text(part_states, sent->state),
            link_office_articles(rq->arena, sent->kind, STR_NONE, start)};
    }
}

enum status office_list(struct request *rq, struct response *rs) {
    const struct list_sent *sent = rq->form;
    struct cursor start = {0, 0};
    struct row_desk_item *rows;
    struct view_pager pager = {0};
    size_t count;
    bool more;
    enum status st = edition_desk(&rows, &count, &more, rq->db, rq->actor, sent->kind, sent->state,
                                  sent->before.at, sent->before.id, PAGE_ROWS);
    if (st != OK) return st;
    if (sent->before.id) {
        pager.newest = link_office_articles(rq->arena, sent->kind, sent->state, start);
    }
    if (more) {
        struct cursor next = {rows[count - 1].updated_at, rows[count - 1].document_id};
        pager.older = link_office_articles(rq->arena, sent->kind, sent->state, next);
    }
    struct view_office_list v = {
        .frame = frame_new(rq, STR("文稿"), "articles"),
        .action = link_office_articles(rq->arena, STR_NONE, STR_NONE, start),
        .all = link_office_articles(rq->arena, STR_NONE, STR_NONE, start),
        .rows = rows_of(rq, rows, count),
        .rows_count = count,
        .pager = &pager,
    };
    v.kinds = page_labels(&v.kinds_count, rq, part_kinds, sent->kind);
    v.states = page_labels(&v.states_count, rq, part_states, sent->state);
    tags(&v, rq, sent);
    view_office_list(&rs->body, &v);
    return OK;
}
