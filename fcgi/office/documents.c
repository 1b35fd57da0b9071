/*
 * The list of the region's documents, by kind and state, the last touched first.
 */
#include "office/office.h"

#include "base/arena.h"
#include "base/date.h"
#include "model/publish/edition.h"
#include "model/county/account.h"
#include "office/many.h"
#include "office/part.h"
#include "view/link.h"

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
        bool waits = str_is(rows[i].state, flow_code(FLOW_SUBMITTED));
        if (!waits || !account_may(rq->actor, MAY_PUBLISH)) continue;
        out[i].tick = many_tick(rq, str_format(rq->arena, "%lld", (long long)rows[i].document_id),
                                rows[i].title, false);
    }
    return out;
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
    if (rq->site.writes) v.terms = link_office_glossary(rq->arena, STR_NONE);
    v.kinds = page_labels(&v.kinds_count, rq, part_kinds, sent->kind);
    v.states = page_labels(&v.states_count, rq, part_states, sent->state);
    for (size_t i = 0; i < count && !v.pick; i++) {
        if (v.rows[i].tick) v.pick = many_pick(rq, &many_articles);
    }
    tags(&v, rq, sent);
    view_office_list(&rs->body, &v);
    return OK;
}
