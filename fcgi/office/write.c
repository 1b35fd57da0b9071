/*
 * Writing: the form of a new document and of a draft, saving, and what happens when two write at
 * once. Nothing typed is ever lost: a refused form comes back as it was sent.
 */
#include "office/office.h"

#include "base/arena.h"
#include "base/seal.h"
#include "model/county/account.h"
#include "model/county/region.h"
#include "office/part.h"
#include "view/link.h"

struct edit_sent {
    struct str kind, region, key, act;
    int64_t version;
    struct edition_text text;
};

#define TEXT_AT(member) offsetof(struct edit_sent, text.member)
#define LINE(n, l, most, member)                                                                   \
    { .name = n, .label = l, .kind = FIELD_TEXT, .max = most, .offset = TEXT_AT(member) }
#define CARD(n, l)                                                                                 \
    { .name = "card_" #n, .label = l, .kind = FIELD_PROSE, .max = 600, .offset = TEXT_AT(card_##n) }
#define DATE(n, l)                                                                                 \
    { .name = #n, .label = l, .kind = FIELD_DAY, .offset = TEXT_AT(n) }

static const char *const kinds[] = {"policy", "notice", NULL};
static const char *const acts[] = {"save", "preview", "publish", NULL};

static const struct field fields[] = {
    {.name = "token", .label = "表单", .kind = FIELD_TOKEN},
    {.name = "kind",
     .label = "哪一种",
     .kind = FIELD_CHOICE,
     .choices = kinds,
     .offset = offsetof(struct edit_sent, kind)},
    {.name = "region",
     .label = "哪个地方",
     .kind = FIELD_DIGITS,
     .max = 12,
     .offset = offsetof(struct edit_sent, region)},
    {.name = "key",
     .label = "表单",
     .kind = FIELD_TEXT,
     .max = 64,
     .offset = offsetof(struct edit_sent, key)},
    {.name = "do",
     .label = "按钮",
     .kind = FIELD_CHOICE,
     .choices = acts,
     .offset = offsetof(struct edit_sent, act)},
    {.name = "version",
     .label = "版本",
     .kind = FIELD_INT,
     .min = 0,
     .max = INT32_MAX,
     .offset = offsetof(struct edit_sent, version)},
    {.name = "title",
     .label = "标题",
     .kind = FIELD_TEXT,
     .required = true,
     .max = 100,
     .offset = TEXT_AT(title)},
    {.name = "body", .label = "正文", .kind = FIELD_PROSE, .max = 60000, .offset = TEXT_AT(body)},
    LINE("issuer", "发文单位", 60, issuer),
    LINE("document_number", "发文字号", 40, document_number),
    DATE(issued_on, "发文日期"),
    DATE(effective_from, "开始执行"),
    DATE(effective_to, "执行到"),
    {.name = "level",
     .label = "哪一级出的",
     .kind = FIELD_CHOICE,
     .choices = label_level_codes,
     .offset = TEXT_AT(level)},
    {.name = "area",
     .label = "哪一方面",
     .kind = FIELD_CHOICE,
     .choices = label_area_codes,
     .offset = TEXT_AT(area)},
    CARD(who, "谁能享受"),
    CARD(what, "能得什么"),
    CARD(how, "怎么去办"),
    CARD(when, "什么时候"),
    CARD(bring, "要带什么"),
    CARD(ask, "去问哪里"),
    {.name = "type",
     .label = "哪一类公告",
     .kind = FIELD_CHOICE,
     .choices = label_type_codes,
     .offset = TEXT_AT(type)},
    {.name = "window_days",
     .label = "公示几天",
     .kind = FIELD_INT,
     .min = 0,
     .max = CLOCK_DAYS_MAX,
     .offset = TEXT_AT(window_days)},
    LINE("change_note", "改了什么", 200, change_note),
};
const struct form office_edit_fields = FORM(fields, struct edit_sent);

#define TYPED_LIST "名单公示从登记生成，不能手写。请到“名单”页选户生成；写别的公告，请选别的类别。"
#define LIST_STAYS "这是从登记生成的名单，类别不能改。"

struct new_sent {
    struct str kind;
};
static const struct field new_fields[] = {
    {.name = "kind",
     .label = "哪一种",
     .kind = FIELD_CHOICE,
     .required = true,
     .choices = kinds,
     .offset = offsetof(struct new_sent, kind)},
};
const struct form office_new_fields = FORM(new_fields, struct new_sent);

static struct str or_empty(struct str s) {
    return s.p ? s : STR("");
}

/* Columns that may not be NULL get an empty text, and a document without a window has 0 days. */
static struct edition_text complete(const struct edition_text *sent) {
    struct edition_text t = *sent;
    struct str *texts[] = {&t.title,    &t.body,       &t.issuer,     &t.document_number,
                           &t.card_who, &t.card_what,  &t.card_how,   &t.card_when,
                           &t.card_ask, &t.card_bring, &t.change_note};
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) *texts[i] = or_empty(*texts[i]);
    if (t.window_days == INT64_MIN) t.window_days = 0;
    return t;
}

/* What the form page is about. */
struct page {
    struct request *rq;
    struct str kind, region;
    struct edition_text text;
    int64_t version, number;
    struct str key;
    struct url action, back;
    struct view_edit_conflict *conflict;
};

static struct view_input *put(struct view_input *next, const struct page *p, const char *name,
                              const char *label, struct str value, const char *kind,
                              const char *hint) {
    *next = *frame_input(p->rq, name, label, value);
    next->kind = str_from(kind);
    next->hint = str_from(hint);
    return next + 1;
}

static struct view_input *put_select(struct view_input *next, const struct page *p,
                                     const char *name, const char *label, const struct label *list,
                                     struct str chosen) {
    struct view_input *i = next;
    next = put(next, p, name, label, chosen, "select", "");
    i->choices = page_labels(&i->choices_count, p->rq, list, i->value);
    i->choices[0].label = STR("请选择");
    return next;
}

/* The places this officer may write for: the own one and those directly below. */
static enum status put_regions(struct view_input **next, const struct page *p) {
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

static struct view_input *policy_fields(struct view_input *next, const struct page *p) {
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

static struct view_input *put_card(struct view_input *next, const struct page *p, const char *name,
                                   const char *label, struct str value, const char *hint) {
    struct view_input *i = next;
    next = put(next, p, name, label, value, "prose", hint);
    i->rows = 3;
    return next;
}

static void card_fields(struct view_office_edit *v, const struct page *p) {
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

static bool is_list(const struct page *p) {
    return p->version > 0 && str_is(p->text.type, "list");
}

static void window_fields(struct view_office_edit *v, const struct page *p) {
    v->window = ARENA_ARRAY(p->rq->arena, struct view_input, 1);
    put(v->window, p, "window_days", "公示几天",
        str_format(p->rq->arena, "%lld", (long long)p->text.window_days), "number",
        "不收意见的通知填 0。名单公示：村级至少 7 天，乡镇和县级至少 5 "
        "天。从发布的第二天起算满天数，到最后一天24时结束。");
    v->window_count = 1;
}

/* A list comes from the register, and stays one. */
static const struct label *types_of(const struct page *p) {
    static const struct label list[] = {{"list", "名单公示"}, {NULL, NULL}};
    return is_list(p) ? list : label_types + 1; /* the first is the list */
}

static enum status show(const struct page *p, struct response *rs) {
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
        .problems = frame_problems(rq),
        .conflict = p->conflict,
        .fields = fields_at,
        .fields_count = (size_t)(next - fields_at),
        .body = &body,
        .change = p->number > 1 ? &change : NULL,
        .may_publish = account_may(rq->actor, MAY_PUBLISH),
        .lists = policy || is_list(p) ? (struct url){STR_NONE} : link_office_lists(),
        .back = p->back,
    };
    if (policy) {
        card_fields(&v, p);
    } else {
        window_fields(&v, p);
    }
    view_office_edit(&rs->body, &v);
    return OK;
}

static struct page new_page(struct request *rq, struct str kind) {
    return (struct page){
        .rq = rq,
        .kind = kind,
        .region = rq->actor->region,
        .text = {.issued_on = DAY_NONE, .effective_from = DAY_NONE, .effective_to = DAY_NONE},
        .key = seal_token(rq->arena),
        .action = link_office_new(rq->arena, kind),
        .back = link_office(),
    };
}

static struct page draft_page(struct request *rq, const struct row_edition *draft) {
    return (struct page){
        .rq = rq,
        .kind = draft->kind,
        .region = draft->region,
        .text = edition_text_of(draft),
        .version = draft->version,
        .number = draft->number,
        .action = link_office_edit(rq->arena, draft->document_id),
        .back = link_office_article(rq->arena, draft->document_id),
    };
}

enum status office_new_form(struct request *rq, struct response *rs) {
    const struct new_sent *sent = rq->form;
    struct page p = new_page(rq, sent->kind);
    return show(&p, rs);
}

/* Where saving leads: back to the document, or on to the preview, which publishes. */
static void lead_on(struct request *rq, struct response *rs, const struct edit_sent *sent,
                    int64_t id) {
    bool saved_only = str_is(sent->act, "save") || !sent->act.n;
    response_see(rs, saved_only ? link_office_article(rq->arena, id)
                                : link_office_preview(rq->arena, id));
}

/* The place must be this officer's to write for, and there must be such a place. */
static enum status check_place(struct request *rq, struct str region) {
    struct row_region *place;
    bool covers = account_reaches(rq->actor, region);
    enum status st = covers ? region_find(&place, rq->db, region) : NOT_FOUND;
    if (st != NOT_FOUND) return st;
    problem_add(&rq->problems, rq->arena, "region", "请选择您负责的地方。");
    return OK;
}

enum status office_new(struct request *rq, struct response *rs) {
    const struct edit_sent *sent = rq->form;
    struct str kind = form_sent(&rq->sent, "kind");
    if (!kind.p) { /* the kind stands in the address of the form */
        struct sent query;
        if (form_pairs(&query, rq->arena, rq->query, 8) == OK) kind = form_sent(&query, "kind");
    }
    if (!str_is(kind, "policy") && !str_is(kind, "notice")) return INVALID;
    if (rq->problems.count == 0) {
        enum status st = check_place(rq, sent->region);
        if (st != OK) return st;
    }
    if (rq->problems.count > 0) {
        struct page p = new_page(rq, kind);
        if (sent->key.n) p.key = sent->key;
        rs->status = 422;
        return show(&p, rs);
    }
    int64_t id;
    struct edition_text text = complete(&sent->text);
    struct str key = sent->key.n ? sent->key : seal_token(rq->arena);
    enum status st = edition_start(&id, rq->db, rq->actor, str_cstr(rq->arena, kind), sent->region,
                                   &text, key, rq->now);
    if (st == OK) lead_on(rq, rs, sent, id);
    if (st != INVALID) return st;
    struct page p = new_page(rq, kind);
    problem_add(&rq->problems, rq->arena, "type", TYPED_LIST);
    p.key = key;
    rs->status = 422;
    return show(&p, rs);
}

enum status office_edit_form(struct request *rq, struct response *rs) {
    struct edition_file f;
    enum status st = part_file(&f, rq);
    if (st != OK) return st;
    if (!f.draft) return NOT_FOUND;
    struct page p = draft_page(rq, f.draft);
    return show(&p, rs);
}

static void compare(struct view_edit_conflict *c, const char *label, struct str theirs,
                    struct str mine) {
    if (str_eq(theirs, mine)) return;
    c->rows[c->rows_count++] = (struct view_conflict_row){str_from(label), theirs, mine};
}

/* Both texts side by side, field by field where they differ. */
static struct view_edit_conflict *conflict(struct request *rq, const struct row_edition *theirs,
                                           const struct edition_text *mine) {
    struct view_edit_conflict *c = ARENA_NEW(rq->arena, struct view_edit_conflict);
    c->who = theirs->written_by;
    c->at = theirs->updated_at;
    c->rows = ARENA_ARRAY(rq->arena, struct view_conflict_row, 18);
    compare(c, "标题", theirs->title, mine->title);
    compare(c, "正文", theirs->body, mine->body);
    compare(c, "发文单位", theirs->issuer, mine->issuer);
    compare(c, "发文字号", theirs->document_number, mine->document_number);
    compare(c, "谁能享受", theirs->card_who, mine->card_who);
    compare(c, "能得什么", theirs->card_what, mine->card_what);
    compare(c, "怎么去办", theirs->card_how, mine->card_how);
    compare(c, "什么时候", theirs->card_when, mine->card_when);
    compare(c, "要带什么", theirs->card_bring, mine->card_bring);
    compare(c, "去问哪里", theirs->card_ask, mine->card_ask);
    compare(c, "发文日期", date_text(rq->arena, theirs->issued_on),
            date_text(rq->arena, mine->issued_on));
    compare(c, "开始执行", date_text(rq->arena, theirs->effective_from),
            date_text(rq->arena, mine->effective_from));
    compare(c, "执行到", date_text(rq->arena, theirs->effective_to),
            date_text(rq->arena, mine->effective_to));
    compare(c, "哪一级出的", label_text(label_levels, theirs->level),
            label_text(label_levels, mine->level));
    compare(c, "哪一方面", label_text(label_areas, theirs->area),
            label_text(label_areas, mine->area));
    compare(c, "哪一类公告", label_text(label_types, theirs->type),
            label_text(label_types, mine->type));
    compare(c, "公示几天", str_format(rq->arena, "%lld", (long long)theirs->window_days),
            str_format(rq->arena, "%lld", (long long)mine->window_days));
    compare(c, "改了什么", theirs->change_note, mine->change_note);
    return c;
}

enum status office_edit(struct request *rq, struct response *rs) {
    const struct edit_sent *sent = rq->form;
    struct edition_file f;
    struct edition_text text = complete(&sent->text);
    enum status st = part_file(&f, rq);
    if (st != OK) return st;
    const struct row_edition *now = f.draft ? f.draft : f.live;
    struct page p = draft_page(rq, now);
    if (f.draft && rq->problems.count > 0) {
        p.version = sent->version;
        rs->status = 422;
        return show(&p, rs);
    }
    if (f.draft) {
        st = edition_save(rq->db, rq->actor, now->document_id, sent->version, &text, rq->now);
    } else { /* published meanwhile: there is nothing to save to, but what was typed is kept */
        problem_add(&rq->problems, rq->arena, NULL,
                    "这份文稿刚刚已经发布。请把您写的复制下来，到文稿页点“更正”，再改一版。");
        st = CONFLICT;
    }
    if (st == INVALID) {
        problem_add(&rq->problems, rq->arena, "type", is_list(&p) ? LIST_STAYS : TYPED_LIST);
        p.version = sent->version;
        rs->status = 422;
        return show(&p, rs);
    }
    if (st == CONFLICT) {
        p.conflict = conflict(rq, now, &text);
        rs->status = 409;
        return show(&p, rs);
    }
    if (st == OK) lead_on(rq, rs, sent, now->document_id);
    return st;
}
