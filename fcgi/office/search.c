/*
 * The search over everything in the officer's region. What is typed may be a name or a number, so
 * it always comes in a body; it is neither logged nor in the record, which says only that somebody
 * looked for households and how many were shown. Each kind of thing is asked of its own model
 * function; a thing of elsewhere is not found, as if it were not there.
 */
#include "office/office.h"

#include "base/arena.h"
#include "model/casework/answer.h"
#include "model/casework/receipt.h"
#include "model/county/account.h"
#include "model/publish/attachment.h"
#include "model/publish/edition.h"
#include "model/publish/effort.h"
#include "model/register/batch.h"
#include "model/register/change.h"
#include "model/register/record.h"
#include "office/part.h"
#include "view/link.h"

#define FOUND    20 /* of a kind are shown */
#define REQUESTS 5  /* households whose requests are looked for */
#define KINDS    10

struct search_sent {
    struct str q;
};
static const struct field fields[] = {
    {.name = "token", .label = "表单", .kind = FIELD_TOKEN},
    {.name = "q",
     .label = "找什么",
     .kind = FIELD_TEXT,
     .max = 60,
     .offset = offsetof(struct search_sent, q)},
};
const struct form office_search_fields = FORM(fields, struct search_sent);

/* The answer while it is filled. */
struct search {
    struct request *rq;
    struct view_office_search *v;
    struct str q;
};

static struct view_office_group *open_group(struct search *s, const char *heading, size_t most) {
    struct view_office_group *g = &s->v->groups[s->v->groups_count];
    *g = (struct view_office_group){
        .heading = str_from(heading),
        .rows = ARENA_ARRAY(s->rq->arena, struct view_office_todo, most + 1),
    };
    return g;
}

/* It stays if it holds something; ${found}: how many there are, more than FOUND being "20+". */
static void close_group(struct search *s, struct view_office_group *g, size_t found) {
    if (g->rows_count == 0) return;
    g->count = str_format(s->rq->arena, "%zu%s", g->rows_count, found > g->rows_count ? "+" : "");
    s->v->groups_count++;
}

static size_t shown(size_t count) {
    return count < FOUND ? count : FOUND;
}

static struct str two(struct arena *a, struct str one, struct str other) {
    return str_format(a, STR_FMT " · " STR_FMT, STR_ARG(one), STR_ARG(other));
}

/* --- households, and what is open about them --- */

static struct view_office_todo household_line(const struct request *rq,
                                              const struct row_record_item *r) {
    struct arena *a = rq->arena;
    return (struct view_office_todo){
        .self = link_office_household(a, r->code),
        .title = str_format(a, STR_FMT " 户", STR_ARG(r->name.n ? r->name : STR("（没有户主）"))),
        .when = part_state(a, r->kind, r->ending, r->case_kind),
        .facts = str_format(a, STR_FMT " " STR_FMT " · " STR_FMT, STR_ARG(r->village),
                            STR_ARG(r->team), STR_ARG(r->code)),
    };
}

static enum status requests(struct search *s, const struct row_record_item *rows, size_t count) {
    struct request *rq = s->rq;
    struct arena *a = rq->arena;
    struct view_office_group *g = open_group(s, "更正申请", REQUESTS * FOUND);
    enum status st = OK;
    for (size_t i = 0; st == OK && i < count && i < REQUESTS; i++) {
        struct row_change_item *of;
        size_t n;
        st = change_of_household(&of, &n, rq->db, rows[i].id);
        for (size_t k = 0; st == OK && k < n && k < FOUND; k++) {
            g->rows[g->rows_count++] = (struct view_office_todo){
                .self = link_office_request(a, of[k].id),
                .title = part_about(a, of[k].about),
                .when = label_text(change_states, of[k].state),
                .facts = two(a, of[k].place, of[k].code),
            };
        }
    }
    close_group(s, g, g->rows_count);
    return st;
}

/* What the rules find about the one household. */
static enum status findings(struct search *s, const struct row_record_item *one) {
    struct request *rq = s->rq;
    struct arena *a = rq->arena;
    struct view_office_group *g = open_group(s, "疑点", FINDING_RULES);
    for (size_t i = 0; i < FINDING_RULES; i++) {
        const struct finding_rule *rule = &finding_rules[i];
        struct row_finding *row;
        struct row_finding_note_of *note;
        enum status st = finding_of(&row, &note, rq->db, rq->actor, rule, one->code, rq->now);
        if (st == NOT_FOUND) continue;
        if (st != OK) return st;
        bool keeps = account_may(rq->actor, MAY_KEEP);
        struct url list = link_office_findings(a, str_from(rule->code), (struct cursor){0, 0});
        g->rows[g->rows_count++] = (struct view_office_todo){
            .self = keeps ? link_office_finding(a, rule->code, one->code) : list,
            .title = str_from(rule->title),
            .when = note ? STR("核实过，先放着") : STR(""),
            .facts = row ? rule->say(a, row) : STR(""),
        };
    }
    close_group(s, g, g->rows_count);
    return OK;
}

static enum status households(struct search *s) {
    struct request *rq = s->rq;
    struct row_record_item *rows;
    size_t count;
    enum status st = record_search(&rows, &count, rq->db, rq->keys, rq->actor, s->q, FOUND + 1,
                                   rq->now);
    if (st == OK) st = record_searched(rq->db, rq->actor, shown(count), rq->now);
    if (st != OK) return st;
    struct view_office_group *g = open_group(s, "户", FOUND);
    while (g->rows_count < shown(count)) {
        g->rows[g->rows_count] = household_line(rq, &rows[g->rows_count]);
        g->rows_count++;
    }
    close_group(s, g, count);
    st = requests(s, rows, count);
    return st == OK && count == 1 ? findings(s, rows) : st;
}

/* --- the others --- */

static enum status editions(struct search *s) {
    struct request *rq = s->rq;
    struct row_desk_item *rows;
    size_t count;
    enum status st = edition_search(&rows, &count, rq->db, rq->actor, s->q, FOUND + 1);
    if (st != OK) return st;
    struct view_office_group *g = open_group(s, "文稿", FOUND);
    for (size_t i = 0; i < shown(count); i++) {
        g->rows[g->rows_count++] = (struct view_office_todo){
            .self = link_office_article(rq->arena, rows[i].document_id),
            .title = rows[i].title,
            .when = label_text(part_states, rows[i].state),
            .facts = two(rq->arena, part_kind(rows[i].kind, rows[i].type), rows[i].place),
        };
    }
    close_group(s, g, count);
    return OK;
}

static enum status files(struct search *s) {
    struct request *rq = s->rq;
    struct row_search_file *rows;
    size_t count;
    enum status st = attachment_search(&rows, &count, rq->db, rq->actor, s->q, FOUND + 1);
    if (st != OK) return st;
    struct view_office_group *g = open_group(s, "附件", FOUND);
    for (size_t i = 0; i < shown(count); i++) {
        g->rows[g->rows_count++] = (struct view_office_todo){
            .self = link_office_files(rq->arena, rows[i].document_id),
            .title = rows[i].name,
            .when = label_text(part_states, rows[i].state),
            .facts = two(rq->arena, rows[i].title, rows[i].place),
        };
    }
    close_group(s, g, count);
    return OK;
}

/* Whose page has all his households, for who may give them to another. */
static enum status helpers(struct search *s) {
    struct request *rq = s->rq;
    struct row_search_helper *rows;
    size_t count;
    enum status st = record_helpers(&rows, &count, rq->db, rq->actor, s->q, FOUND + 1);
    if (st != OK) return st;
    struct view_office_group *g = open_group(s, "帮扶责任人", FOUND);
    for (size_t i = 0; i < shown(count); i++) {
        g->rows[g->rows_count++] = (struct view_office_todo){
            .self = link_office_helped(rq->arena, rows[i].id),
            .title = rows[i].name,
            .facts = rows[i].unit,
        };
    }
    close_group(s, g, count);
    return OK;
}

static enum status tickets(struct search *s) {
    struct request *rq = s->rq;
    struct row_answer_item *rows;
    size_t count;
    enum status st = answer_search(&rows, &count, rq->db, rq->actor, s->q);
    if (st != OK) return st;
    struct view_office_group *g = open_group(s, "群众来件", count);
    for (size_t i = 0; i < count; i++) {
        g->rows[g->rows_count++] = (struct view_office_todo){
            .self = link_office_ticket(rq->arena, rows[i].id, ""),
            .title = label_text(ticket_kinds, rows[i].kind),
            .when = rows[i].decided_at == MOMENT_NONE ? STR("还没有办完") : STR("办完了"),
            .facts = two(rq->arena, rows[i].place, receipt_grouped(rq->arena, rows[i].number)),
        };
    }
    close_group(s, g, count);
    return OK;
}

static enum status imports(struct search *s) {
    struct request *rq = s->rq;
    struct row_search_import *rows;
    size_t count;
    enum status st = batch_search(&rows, &count, rq->db, rq->actor, s->q, FOUND + 1);
    if (st != OK) return st;
    struct view_office_group *g = open_group(s, "登记表", FOUND);
    for (size_t i = 0; i < shown(count); i++) {
        g->rows[g->rows_count++] = (struct view_office_todo){
            .self = link_office_import(rq->arena, rows[i].id, "", STR("")),
            .title = rows[i].file,
            .when = batch_word(rows[i].state),
            .facts = two(rq->arena, rows[i].place, rows[i].maker),
        };
    }
    close_group(s, g, count);
    return OK;
}

static enum status efforts(struct search *s) {
    struct request *rq = s->rq;
    struct row_effort_desk_item *rows;
    size_t count;
    enum status st = effort_search(&rows, &count, rq->db, rq->actor, s->q, FOUND + 1);
    if (st != OK) return st;
    struct view_office_group *g = open_group(s, "项目用工", FOUND);
    for (size_t i = 0; i < shown(count); i++) {
        g->rows[g->rows_count++] = (struct view_office_todo){
            .self = link_office_effort(rq->arena, rows[i].effort_id, ""),
            .title = rows[i].title,
            .when = label_text(part_states, rows[i].state),
            .facts = two(rq->arena, label_text(effort_kinds, rows[i].kind), rows[i].place),
        };
    }
    close_group(s, g, count);
    return OK;
}

/* What the work is about. Who only hands out the keys finds none of it. */
static enum status matters(struct search *s) {
    enum status st = households(s);
    if (st == OK && account_may(s->rq->actor, MAY_KEEP)) st = helpers(s);
    if (st == OK) st = editions(s);
    if (st == OK) st = files(s);
    if (st == OK) st = tickets(s);
    if (st == OK) st = efforts(s);
    if (st == OK) st = imports(s);
    return st;
}

static enum status people(struct search *s) {
    struct request *rq = s->rq;
    struct row_account_item *rows;
    size_t count;
    enum status st = account_search(&rows, &count, rq->db, rq->actor, s->q, FOUND + 1);
    if (st != OK) return st;
    struct view_office_group *g = open_group(s, "人员", FOUND);
    for (size_t i = 0; i < shown(count); i++) {
        g->rows[g->rows_count++] = (struct view_office_todo){
            .self = link_office_user(rq->arena, rows[i].id, ""),
            .title = two(rq->arena, rows[i].name, rows[i].login),
            .when = rows[i].disabled ? STR("停用") : STR(""),
            .facts = two(rq->arena, account_role_text(rows[i].role), rows[i].place),
        };
    }
    close_group(s, g, count);
    return OK;
}

/* --- the page --- */

static void show(struct request *rq, struct response *rs, struct view_office_search *v,
                 struct str query) {
    v->frame = frame_new(rq, STR("搜索"), "search");
    v->action = link_office_search();
    v->token = rq->token;
    v->query = query;
    v->error = problem_of(&rq->problems, "q");
    view_office_search(&rs->body, v);
}

enum status office_search_form(struct request *rq, struct response *rs) {
    struct view_office_search v = {0};
    show(rq, rs, &v, STR(""));
    return OK;
}

enum status office_search(struct request *rq, struct response *rs) {
    const struct search_sent *sent = rq->form;
    struct view_office_search v = {
        .groups = ARENA_ARRAY(rq->arena, struct view_office_group, KINDS),
    };
    struct search s = {.rq = rq, .v = &v, .q = str_trim(sent->q)};
    if (rq->problems.count > 0) {
        rs->status = 422;
        show(rq, rs, &v, STR(""));
        return OK;
    }
    enum status st = OK;
    if (s.q.n > 0) {
        if (account_may(rq->actor, MAY_READ)) st = matters(&s);
        if (st == OK && account_may(rq->actor, MAY_STAFF)) st = people(&s);
        v.asked = true;
    }
    if (st == OK) show(rq, rs, &v, s.q);
    return st;
}
