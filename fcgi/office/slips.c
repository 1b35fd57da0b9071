/*
 * Query codes on paper: the page that asks for which village, and the sheet of slips, which is the
 * answer to the form itself and cannot be asked for again. A lost code of one household is replaced
 * from the household's page.
 */
#include "model/register/slip.h"

#include "base/arena.h"
#include "base/seal.h"
#include "model/county/account.h"
#include "office/office.h"
#include "office/part.h"
#include "view/link.h"
#include "view/qr.h"

struct slips_sent {
    struct str region, which, team, key;
};
static const char *const which[] = {"fresh", "all", NULL};
static const struct label which_labels[] = {
    {"fresh", "只给还没有查询码的户"}, {"all", "全部户（旧的查询码马上作废）"}, {NULL, NULL}};
static const struct field slips_fields[] = {
    {.name = "token", .label = "表单", .kind = FIELD_TOKEN},
    {.name = "region",
     .label = "哪个村",
     .kind = FIELD_DIGITS,
     .required = true,
     .max = 12,
     .offset = offsetof(struct slips_sent, region)},
    {.name = "which",
     .label = "给哪些户",
     .kind = FIELD_CHOICE,
     .required = true,
     .choices = which,
     .offset = offsetof(struct slips_sent, which)},
    {.name = "team",
     .label = "哪个组",
     .kind = FIELD_TEXT,
     .max = 20,
     .offset = offsetof(struct slips_sent, team)},
    {.name = "key",
     .label = "表单",
     .kind = FIELD_TEXT,
     .required = true,
     .min = 20,
     .max = 64,
     .offset = offsetof(struct slips_sent, key)},
};
const struct form office_slips_fields = FORM(slips_fields, struct slips_sent);

struct slip_sent {
    struct str key;
};
static const struct field slip_fields[] = {
    {.name = "token", .label = "表单", .kind = FIELD_TOKEN},
    {.name = "key",
     .label = "表单",
     .kind = FIELD_TEXT,
     .required = true,
     .min = 20,
     .max = 64,
     .offset = offsetof(struct slip_sent, key)},
};
const struct form office_slip_fields = FORM(slip_fields, struct slip_sent);

/* --- the sheet --- */

/* county.example/status: what somebody types into a phone. */
static struct str typed_address(struct str url) {
    size_t at = str_find(url, STR("://"));
    return at == url.n ? url : str_slice(url, at + 3, url.n);
}

static void show_sheet(const struct request *rq, struct response *rs, const struct slip_batch *b,
                       struct url back) {
    struct arena *a = rq->arena;
    struct url status = link_absolute(a, rq->conf->url, link_status());
    struct str note = str_format(
        a,
        "一共 %zu 张，查询码只显示这一次。请现在就打印，沿虚线剪开，交给帮扶责任人送到家。"
        "关了这一页就再也看不到了。",
        b->count);
    struct view_paper_slips v = {
        .frame = part_sheet(rq, "slips", STR("查询码告知单"), note, back),
        .qr = qr_new(a, status),
        .slips = ARENA_ARRAY(a, struct view_paper_slip, b->count),
        .slips_count = b->count,
    };
    for (size_t i = 0; i < b->count; i++) {
        const struct slip *s = &b->slips[i];
        v.slips[i] = (struct view_paper_slip){
            .county = rq->site.county,
            .head = s->head,
            .place = str_format(a, STR_FMT " " STR_FMT, STR_ARG(b->place), STR_ARG(s->team)),
            .code = part_grouped(a, s->household),
            .query = part_grouped(a, s->code),
            .helper = str_format(a, STR_FMT " " STR_FMT, STR_ARG(s->helper), STR_ARG(s->phone)),
            .address = typed_address(status.text),
        };
        if (s->helper.n == 0) v.slips[i].helper = STR("");
    }
    view_paper_slips(&rs->body, &v);
}

/* --- the page that asks --- */

static struct view_input *put(struct view_office_slips *v, const struct request *rq,
                              const char *name, const char *label, const char *kind) {
    struct view_input *i = &v->fields[v->fields_count++];
    *i = *frame_input(rq, name, label, STR(""));
    i->kind = str_from(kind);
    i->required = true;
    return i;
}

static void put_fields(struct view_office_slips *v, const struct request *rq,
                       const struct row_slip_village *rows, size_t count) {
    struct arena *a = rq->arena;
    v->fields = ARENA_ARRAY(a, struct view_input, 3);
    v->books = ARENA_ARRAY(a, struct view_office_book_link, count);
    v->books_count = count;
    struct view_input *i = put(v, rq, "region", "哪个村", "select");
    i->choices = ARENA_ARRAY(a, struct view_choice, count + 1);
    struct view_choice *next = frame_choice(i->choices, STR(""), STR("请选择"), i->value);
    for (size_t k = 0; k < count; k++) {
        struct str label = str_trim(
            str_format(a, STR_FMT " " STR_FMT, STR_ARG(rows[k].township), STR_ARG(rows[k].name)));
        next = frame_choice(next, rows[k].code, label, i->value);
        v->books[k] = (struct view_office_book_link){link_office_book(a, rows[k].code, 0), label};
    }
    i->choices_count = (size_t)(next - i->choices);
    i = put(v, rq, "which", "给哪些户", "select");
    i->choices = page_labels(&i->choices_count, rq, which_labels, i->value);
    i->choices[0].label = STR("请选择");
    i = put(v, rq, "team", "哪个组", "text");
    i->required = false;
    i->hint = STR("只印一个组时填，例如：三组");
}

static void put_batches(struct view_office_slips *v, const struct request *rq,
                        const struct row_slip_batch *rows, size_t count) {
    v->batches = ARENA_ARRAY(rq->arena, struct view_office_batch, count);
    v->batches_count = count;
    for (size_t i = 0; i < count; i++) {
        v->batches[i] = (struct view_office_batch){rows[i].made_at, rows[i].village, rows[i].number,
                                                   rows[i].made_by};
    }
}

enum status office_slips(struct request *rq, struct response *rs) {
    struct row_slip_village *villages;
    struct row_slip_batch *batches;
    size_t village_count, batch_count;
    enum status st = slip_villages(&villages, &village_count, rq->db, rq->actor);
    if (st == OK) st = slip_batches(&batches, &batch_count, rq->db, rq->actor);
    if (st != OK) return st;
    bool writes = account_may(rq->actor, MAY_KEEP);
    struct str heading = writes ? STR("印告知单和村册") : STR("村册");
    struct view_office_slips v = {
        .frame = frame_new(rq, heading, "households"),
        .heading = heading,
        .token = rq->token,
        .key = seal_token(rq->arena),
        .problems = frame_problems(rq),
    };
    if (writes) v.action = link_office_slips();
    if (village_count > 0) put_fields(&v, rq, villages, village_count);
    put_batches(&v, rq, batches, batch_count);
    view_office_slips(&rs->body, &v);
    return OK;
}

/* What was refused, with its sentence and what was typed. */
static enum status refuse(struct request *rq, struct response *rs, enum status st, struct str why) {
    if (st != INVALID && st != CONFLICT) return st;
    if (why.n) problem_add(&rq->problems, rq->arena, NULL, STR_FMT, STR_ARG(why));
    rs->status = st == CONFLICT ? 409 : 422;
    return office_slips(rq, rs);
}

enum status office_slips_make(struct request *rq, struct response *rs) {
    const struct slips_sent *s = rq->form;
    struct slip_batch b;
    struct str why = STR("");
    if (rq->problems.count > 0) return refuse(rq, rs, INVALID, why);
    enum status st = slip_make(&b, &why, rq->db, rq->keys, rq->actor, s->region,
                               str_is(s->which, "fresh"), s->team, s->key, rq->now);
    if (st != OK) return refuse(rq, rs, st, why);
    show_sheet(rq, rs, &b, link_office_slips());
    return OK;
}

enum status office_slip_replace(struct request *rq, struct response *rs) {
    const struct slip_sent *s = rq->form;
    struct slip_batch b;
    struct str why = STR("");
    if (rq->problems.count > 0) return refuse(rq, rs, INVALID, why);
    enum status st = slip_replace(&b, &why, rq->db, rq->keys, rq->actor, rq->args[0], s->key,
                                  rq->now);
    if (st != OK) return refuse(rq, rs, st, why);
    show_sheet(rq, rs, &b, link_office_household(rq->arena, rq->args[0]));
    return OK;
}
