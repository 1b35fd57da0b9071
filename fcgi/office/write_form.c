/*
 * The fields of each kind of document, in their groups; write.c says what they hold.
 */
#include "office/write_form.h"

#include "base/arena.h"
#include "base/date.h"
#include "base/seal.h"
#include "model/county/account.h"
#include "model/county/region.h"
#include "model/publish/fit.h"
#include "office/part.h"
#include "view/link.h"

static struct view_input *put(struct view_input *next, const struct write_form *p, const char *name,
                              const char *label, struct str value, const char *kind,
                              const char *hint) {
    *next = *frame_input(p->rq, name, label, value);
    next->kind = str_from(kind);
    next->hint = str_from(hint);
    return next + 1;
}

static struct view_input *put_select(struct view_input *next, const struct write_form *p,
                                     const char *name, const char *label, const struct label *list,
                                     struct str chosen) {
    struct view_input *i = next;
    next = put(next, p, name, label, chosen, "select", "");
    i->choices = page_labels(&i->choices_count, p->rq, list, i->value);
    i->choices[0].label = STR("请选择");
    return next;
}

/* The places this officer may write for: the own one and those directly below. */
static enum status put_regions(struct view_input **next, const struct write_form *p) {
    struct row_region *own, *below;
    size_t count;
    struct view_input *i = *next;
    *next = put(*next, p, "region", "哪个地方的", p->region, "select", "");
    enum status st = region_find(&own, p->rq->db, p->rq->actor->region);
    if (st == OK) st = region_below(&below, &count, p->rq->db, own->code);
    if (st != OK) return st;
    i->required = true;
    i->choices = ARENA_ARRAY(p->rq->arena, struct view_choice, count + 1);
    i->choices_count = count + 1;
    struct view_choice *c = frame_choice(i->choices, own->code, own->name, i->value);
    for (size_t k = 0; k < count; k++) c = frame_choice(c, below[k].code, below[k].name, i->value);
    return OK;
}

static struct view_input *policy_fields(struct view_input *next, const struct write_form *p) {
    const struct edition_text *t = &p->text;
    struct arena *a = p->rq->arena;
    next = put_select(next, p, "area", "哪一方面", label_areas, t->area);
    next = put_select(next, p, "level", "哪一级出的", label_levels, t->level);
    next = put(next, p, "issuer", "发文单位", t->issuer, "text", "例如：禾源县人民政府");
    next = put(next, p, "document_number", "发文字号", t->document_number, "text",
               "例如：禾政发〔2026〕2号");
    next = put(next, p, "issued_on", "发文日期", date_iso(a, t->issued_on), "day",
               "例如：2026-03-05");
    next = put(next, p, "effective_from", "开始执行", date_iso(a, t->effective_from), "day", "");
    return put(next, p, "effective_to", "执行到", date_iso(a, t->effective_to), "day",
               "长期有效就不填");
}

static struct view_input *put_card(struct view_input *next, const struct write_form *p,
                                   const char *name, const char *label, struct str value,
                                   const char *hint) {
    struct view_input *i = next;
    next = put(next, p, name, label, value, "prose", hint);
    i->rows = 3;
    return next;
}

static void card_fields(struct view_office_edit *v, const struct write_form *p) {
    const struct edition_text *t = &p->text;
    v->card = ARENA_ARRAY(p->rq->arena, struct view_input, 6);
    struct view_input *next = v->card;
    next = put_card(next, p, "card_who", "谁能享受", t->card_who, "例如：家里有人考上大学的监测户");
    next = put_card(next, p, "card_what", "能得什么", t->card_what, "");
    next = put_card(next, p, "card_how", "怎么去办", t->card_how, "");
    next = put_card(next, p, "card_when", "什么时候", t->card_when, "");
    next = put_card(next, p, "card_bring", "要带什么", t->card_bring, "");
    next = put_card(next, p, "card_ask", "去问哪里", t->card_ask, "写办公电话，不写个人手机");
    v->card_count = (size_t)(next - v->card);
}

/* The facts and roles as selects have them. */
static const struct label *fact_labels(struct arena *a) {
    struct label *list = ARENA_ARRAY(a, struct label, FIT_FACTS + 1);
    for (size_t i = 0; i < FIT_FACTS; i++) {
        list[i] = (struct label){fit_facts[i].code, fit_facts[i].said};
    }
    return list;
}

static const struct label *role_labels(struct arena *a) {
    struct label *list = ARENA_ARRAY(a, struct label, 4);
    for (size_t i = 0; fit_role_codes[i]; i++) {
        struct str word = fit_role_text(str_from(fit_role_codes[i]));
        list[i] = (struct label){fit_role_codes[i], str_cstr(a, word)};
    }
    return list;
}

#define FIT_ROOM 3 /* empty rows below those that are filled */

/* How many rows are shown: those that hold something, also what was just sent, and some more. */
static size_t fit_shown(const struct write_form *p, size_t filled) {
    for (size_t i = filled; i < FIT_MOST; i++) {
        const char *name = str_cstr(p->rq->arena, str_format(p->rq->arena, "fit_fact_%zu", i + 1));
        if (form_sent(&p->rq->sent, name).n > 0) filled = i + 1;
    }
    return filled + FIT_ROOM < FIT_MOST ? filled + FIT_ROOM : FIT_MOST;
}

static void fit_fields(struct view_office_edit *v, const struct write_form *p) {
    struct arena *a = p->rq->arena;
    struct fit_row rows[FIT_MOST] = {{STR_NONE, STR_NONE}};
    const struct label *roles = role_labels(a), *facts = fact_labels(a);
    v->fit_count = fit_shown(p, fit_rows(rows, p->text.fit));
    v->fit = ARENA_ARRAY(a, struct view_office_condition, v->fit_count);
    for (size_t i = 0; i < v->fit_count; i++) {
        struct view_input *both = ARENA_ARRAY(a, struct view_input, 2);
        struct str n = str_format(a, "%zu", i + 1);
        put_select(both, p, str_cstr(a, str_format(a, "fit_role_" STR_FMT, STR_ARG(n))),
                   str_cstr(a, str_format(a, "条件 " STR_FMT, STR_ARG(n))), roles, rows[i].role);
        put_select(both + 1, p, str_cstr(a, str_format(a, "fit_fact_" STR_FMT, STR_ARG(n))),
                   "什么样的人家", facts, rows[i].fact);
        both[0].required = both[1].required = true; /* the legend says it all may be left out */
        v->fit[i] = (struct view_office_condition){&both[0], &both[1]};
    }
}

static bool is_list(const struct write_form *p) {
    return p->version > 0 && str_is(p->text.type, "list");
}

static void window_fields(struct view_office_edit *v, const struct write_form *p) {
    v->window = ARENA_ARRAY(p->rq->arena, struct view_input, 1);
    put(v->window, p, "window_days", "公示几天",
        str_format(p->rq->arena, "%lld", (long long)p->text.window_days), "number",
        "不收意见的通知填 0。名单公示：村级至少 7 天，乡镇和县级至少 5 "
        "天。从发布的第二天起算满天数，到最后一天24时结束。");
    v->window_count = 1;
}

/* A list comes from the register, and stays one. */
static const struct label *types_of(const struct write_form *p) {
    static const struct label list[] = {{"list", "名单公示"}, {NULL, NULL}};
    return is_list(p) ? list : label_types + 1; /* the first is the list */
}

enum status write_form_show(const struct write_form *p, struct response *rs) {
    struct request *rq = p->rq;
    bool policy = str_is(p->kind, "policy");
    const char *verb = p->number == 0 ? "写" : p->number > 1 ? "更正" : "修改";
    struct str heading = str_format(rq->arena, "%s%s", verb, policy ? "政策" : "公告");
    if (p->number > 1) {
        heading = str_format(rq->arena, STR_FMT "（第 %lld 版）", STR_ARG(heading),
                             (long long)p->number);
    }
    struct view_input body, change, *fields_at = ARENA_ARRAY(rq->arena, struct view_input, 12);
    struct view_input *next = put(fields_at, p, "title", "标题", p->text.title, "text", "");
    fields_at->required = true;
    enum status st = OK;
    if (p->number == 0) st = put_regions(&next, p);
    if (st != OK) return st;
    if (policy) {
        next = policy_fields(next, p);
    } else {
        struct view_input *type = next;
        next = put_select(next, p, "type", "哪一类公告", types_of(p), p->text.type);
        type->required = true;
        next = put(next, p, "issuer", "谁发布的", p->text.issuer, "text", "例如：柳溪镇人民政府");
    }
    put(&body, p, "body", "正文", p->text.body, "prose", "");
    body.rows = 16;
    body.required = true;
    put(&change, p, "change_note", "这一版改了什么", p->text.change_note, "text",
        "一句话，会公开显示");
    change.required = true;
    struct view_office_edit v = {
        .frame = frame_new(rq, heading,
                           p->number ? "articles"
                           : policy  ? "policy"
                                     : "notice"),
        .heading = heading,
        .action = p->action,
        .token = rq->token,
        .version = p->version,
        .key = p->key,
        .login = link_office_login(),
        .problems = frame_problems(rq),
        .conflict = p->conflict,
        .fields = fields_at,
        .fields_count = (size_t)(next - fields_at),
        .body = &body,
        .change = p->number > 1 ? &change : NULL,
        .lists = policy || is_list(p) ? (struct url){STR_NONE} : link_office_lists(),
        .back = p->back,
    };
    if (policy) {
        card_fields(&v, p);
        fit_fields(&v, p);
    } else {
        window_fields(&v, p);
    }
    view_office_edit(&rs->body, &v);
    return OK;
}

struct write_form write_form_new(struct request *rq, struct str kind) {
    return (struct write_form){
        .rq = rq,
        .kind = kind,
        .region = rq->actor->region,
        .text = {.issued_on = DAY_NONE, .effective_from = DAY_NONE, .effective_to = DAY_NONE},
        .key = seal_token(rq->arena),
        .action = link_office_new(rq->arena, kind),
        .back = link_office(),
    };
}

struct write_form write_form_draft(struct request *rq, const struct row_edition *draft) {
    return (struct write_form){
        .rq = rq,
        .kind = draft->kind,
        .region = draft->region,
        .text = edition_text_of(draft),
        .version = draft->version,
        .number = draft->number,
        .key = seal_token(rq->arena),
        .action = link_office_edit(rq->arena, draft->document_id),
        .back = link_office_article(rq->arena, draft->document_id),
    };
}
