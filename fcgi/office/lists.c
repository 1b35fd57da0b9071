/*
 * Lists of notices: what waits, choosing the households of one, and the list of a document with
 * what the register says now. Publishing itself is in article.c.
 */
#include "office/office.h"

#include "base/arena.h"
#include "base/seal.h"
#include "base/text.h"
#include "model/county/account.h"
#include "model/register/listing.h"
#include "model/register/record.h"
#include "office/part.h"
#include "view/link.h"

struct new_sent {
    struct str kind, stop, region, key;
};
static const char *const kinds[] = {"entry", "exit", "removal", NULL};
static const struct field new_fields[] = {
    {.name = "token", .label = "表单", .kind = FIELD_TOKEN},
    {.name = "kind",
     .label = "哪一种",
     .kind = FIELD_CHOICE,
     .required = true,
     .choices = kinds,
     .offset = offsetof(struct new_sent, kind)},
    {.name = "stop",
     .label = "哪一步",
     .kind = FIELD_TEXT,
     .required = true,
     .max = 20,
     .offset = offsetof(struct new_sent, stop)},
    {.name = "region",
     .label = "哪个地方",
     .kind = FIELD_DIGITS,
     .required = true,
     .max = 12,
     .offset = offsetof(struct new_sent, region)},
    {.name = "key",
     .label = "表单",
     .kind = FIELD_TEXT,
     .max = 64,
     .offset = offsetof(struct new_sent, key)},
};
const struct form office_list_new_fields = FORM(new_fields, struct new_sent);
/* The same in an address, where no token belongs. */
const struct form office_list_ask_fields = {
    new_fields + 1, sizeof new_fields / sizeof new_fields[0] - 1, sizeof(struct new_sent)};

int64_t *part_chosen(size_t *count, const struct request *rq) {
    int64_t *ids = ARENA_ARRAY(rq->arena, int64_t, rq->sent.count + 1);
    *count = 0;
    for (size_t i = 0; i < rq->sent.count; i++) {
        const struct pair *p = &rq->sent.pairs[i];
        if (str_is(p->name, "case") && str_int(&ids[*count], p->value)) (*count)++;
    }
    return ids;
}

static struct view_office_check *checks(const struct request *rq,
                                        const struct row_listing_line *rows, size_t count) {
    struct view_office_check *out = ARENA_ARRAY(rq->arena, struct view_office_check, count);
    for (size_t i = 0; i < count; i++) {
        const struct row_listing_line *r = &rows[i];
        out[i] = (struct view_office_check){
            STR("case"), str_format(rq->arena, "%lld", (long long)r->case_id),
            str_format(rq->arena, STR_FMT " 户，" STR_FMT " " STR_FMT "，%lld 人，" STR_FMT,
                       STR_ARG(r->name), STR_ARG(r->village), STR_ARG(r->team), (long long)r->size,
                       STR_ARG(r->code)),
            true};
    }
    return out;
}

enum status office_lists(struct request *rq, struct response *rs) {
    struct listing_group *groups;
    size_t count;
    enum status st = listing_groups(&groups, &count, rq->db, rq->actor, rq->now);
    if (st != OK) return st;
    struct view_office_lists v = {
        .frame = frame_new(rq, STR("待公示的名单"), "lists"),
        .rows = ARENA_ARRAY(rq->arena, struct view_office_list_group, count),
        .rows_count = count,
    };
    for (size_t i = 0; i < count; i++) {
        const struct listing_group *g = &groups[i];
        v.rows[i] = (struct view_office_list_group){
            .title = str_format(rq->arena, STR_FMT " %s", STR_ARG(g->place), g->stop->label),
            .kind = label_text(lifecycle_cases, g->kind),
            .count = (int64_t)g->count,
        };
        if (!account_may(rq->actor, MAY_KEEP)) continue;
        v.rows[i].self = link_office_list_new(rq->arena, g->kind, str_from(g->stop->key),
                                              g->region);
    }
    view_office_lists(&rs->body, &v);
    return OK;
}

static enum status group_of(struct listing_group *out, const struct request *rq) {
    const struct new_sent *s = rq->form;
    return listing_group(out, rq->db, rq->actor, s->kind, s->stop, s->region, rq->now);
}

static enum status show_new(struct request *rq, struct response *rs, const struct listing_group *g,
                            struct str key) {
    size_t most = g->count < LISTING_MOST ? g->count : LISTING_MOST;
    struct view_office_list_new v = {
        .frame = frame_new(rq, STR("生成名单"), "lists"),
        .heading = str_format(rq->arena, STR_FMT " %s名单", STR_ARG(g->place), g->stop->label),
        .action = link_office_list_new(rq->arena, STR_NONE, STR_NONE, STR_NONE),
        .token = rq->token,
        .key = key.n ? key : seal_token(rq->arena),
        .kind = g->kind,
        .stop = str_from(g->stop->key),
        .region = g->region,
        .problems = frame_problems(rq),
        .checks = checks(rq, g->rows, most),
        .checks_count = most,
        .back = link_office_lists(),
    };
    view_office_list_new(&rs->body, &v);
    return record_listed(rq->db, rq->actor, g->region, most, rq->now);
}

enum status office_list_new_form(struct request *rq, struct response *rs) {
    struct listing_group g;
    enum status st = group_of(&g, rq);
    return st == OK ? show_new(rq, rs, &g, STR_NONE) : st;
}

enum status office_list_new(struct request *rq, struct response *rs) {
    const struct new_sent *s = rq->form;
    struct listing_group g;
    struct str why = STR("");
    size_t count;
    int64_t id, *ids = part_chosen(&count, rq);
    if (rq->problems.count > 0) return INVALID;
    enum status st = group_of(&g, rq);
    if (st != OK) return st;
    struct str key = s->key.n ? s->key : seal_token(rq->arena);
    st = listing_draft(&id, &why, rq->db, rq->actor, &g, ids, count, key, rq->now);
    if (st == OK) response_see(rs, link_office_article(rq->arena, id));
    if (st != INVALID && st != CONFLICT) return st;
    problem_add(&rq->problems, rq->arena, NULL, STR_FMT, STR_ARG(why));
    rs->status = st == CONFLICT ? 409 : 422;
    return show_new(rq, rs, &g, key);
}

enum status part_listing(struct view_office_listing **out, struct view_name_list **names,
                         struct request *rq, const struct row_edition *e) {
    struct listing l;
    *out = NULL;
    enum status st = listing_read(&l, rq->db, e, rq->now);
    if (st != OK || l.count == 0) return st;
    struct view_office_listing *v = *out = ARENA_NEW(rq->arena, struct view_office_listing);
    v->names = *names = page_names(rq, e->title, l.entries, l.count);
    v->token = rq->token;
    v->changes = ARENA_ARRAY(rq->arena, struct view_office_change, l.change_count);
    v->changes_count = l.change_count;
    for (size_t i = 0; i < l.change_count; i++) {
        const struct listing_change *c = &l.changes[i];
        v->changes[i] = (struct view_office_change){c->what, c->name, c->text};
    }
    if (l.line_count == 0 || !account_may(rq->actor, MAY_WRITE)) return OK;
    v->checks = checks(rq, l.lines, l.line_count);
    v->checks_count = l.line_count;
    v->relist = link_office_relist(rq->arena, e->document_id);
    return OK;
}
