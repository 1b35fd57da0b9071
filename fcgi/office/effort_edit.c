/*
 * Writing a project, a job or a donation: the form of a new one and of the next edition. Nothing
 * typed is ever lost: a refused form comes back as it was sent.
 */
#include "office/office.h"

#include "base/arena.h"
#include "base/money.h"
#include "base/seal.h"
#include "model/county/account.h"
#include "model/county/region.h"
#include "page/effort_page.h"

struct edit_sent {
    struct str kind, region, key;
    int64_t version;
    struct str money[EFFORT_SOURCES], amount, wage_from, wage_to; /* as typed */
    struct effort_text text;
};

#define AT(member)      offsetof(struct edit_sent, member)
#define TEXT_AT(member) offsetof(struct edit_sent, text.member)
#define LINE(NAME, LABEL, MOST)                                                                    \
    { .name = #NAME, .label = LABEL, .kind = FIELD_TEXT, .max = MOST, .offset = TEXT_AT(NAME) }
#define COUNT(NAME, LABEL, MOST)                                                                   \
    {                                                                                              \
        .name = #NAME, .label = LABEL, .kind = FIELD_INT, .min = 0, .max = MOST,                   \
        .offset = TEXT_AT(NAME)                                                                    \
    }
#define DATE(NAME, LABEL)                                                                          \
    { .name = #NAME, .label = LABEL, .kind = FIELD_DAY, .offset = TEXT_AT(NAME) }
#define MONEY(NAME, LABEL, WHERE)                                                                  \
    { .name = NAME, .label = LABEL, .kind = FIELD_TEXT, .max = 24, .offset = AT(WHERE) }

static const char *const types[] = {"job", "training", "org", "named", "hidden", NULL};

static const struct field fields[] = {
    {.name = "token", .label = "表单", .kind = FIELD_TOKEN},
    {.name = "kind",
     .label = "哪一种",
     .kind = FIELD_CHOICE,
     .choices = effort_kind_codes,
     .offset = AT(kind)},
    {.name = "region", .label = "哪个地方", .kind = FIELD_DIGITS, .max = 12, .offset = AT(region)},
    {.name = "key", .label = "表单", .kind = FIELD_TEXT, .max = 64, .offset = AT(key)},
    {.name = "version",
     .label = "版本",
     .kind = FIELD_INT,
     .min = 0,
     .max = INT32_MAX,
     .offset = AT(version)},
    {.name = "title",
     .label = "名称",
     .kind = FIELD_TEXT,
     .required = true,
     .max = 100,
     .offset = TEXT_AT(title)},
    {.name = "area",
     .label = "哪一方面",
     .kind = FIELD_CHOICE,
     .choices = label_area_codes,
     .offset = TEXT_AT(area)},
    {.name = "type",
     .label = "哪一类",
     .kind = FIELD_CHOICE,
     .choices = types,
     .offset = TEXT_AT(type)},
    {.name = "year",
     .label = "年度",
     .kind = FIELD_INT,
     .min = 1990,
     .max = 2999,
     .offset = TEXT_AT(year)},
    LINE(party, "单位", 60),
    LINE(goods, "物资", 100),
    LINE(place, "地点", 60),
    LINE(phone, "电话", 30),
    {.name = "about", .label = "说明", .kind = FIELD_PROSE, .max = 1000, .offset = TEXT_AT(about)},
    LINE(note, "改了什么", 200),
    COUNT(households, "受益户数", 9999999),
    COUNT(people, "受益人数", 9999999),
    COUNT(posts, "人数", 99999),
    MONEY("central", "中央资金", money[0]),
    MONEY("province", "省级资金", money[1]),
    MONEY("prefecture", "市级资金", money[2]),
    MONEY("county", "县级资金", money[3]),
    MONEY("society", "社会资金", money[4]),
    MONEY("own", "自筹资金", money[5]),
    MONEY("amount", "金额", amount),
    MONEY("wage_from", "月工资最低", wage_from),
    MONEY("wage_to", "月工资最高", wage_to),
    DATE(deadline, "报名截止"),
    DATE(on_day, "捐赠日期"),
    COUNT(project_id, "项目编号", INT64_MAX),
};
const struct form office_effort_edit_fields = FORM(fields, struct edit_sent);

struct new_sent {
    struct str kind;
};
static const struct field new_fields[] = {
    {.name = "kind",
     .label = "哪一种",
     .kind = FIELD_CHOICE,
     .required = true,
     .choices = effort_kind_codes,
     .offset = offsetof(struct new_sent, kind)},
};
const struct form office_effort_new_fields = FORM(new_fields, struct new_sent);

/* -- the page ------------------------------------------------------------------------------------
 */

struct page {
    struct request *rq;
    struct str kind, region, key;
    struct effort_text text;
    int64_t version; /* 0: a new one */
    bool correcting;
    struct url action, back, conflict;
    struct view_input *next;
};

static struct view_input *put(struct page *p, const char *name, const char *label, struct str value,
                              const char *kind, const char *hint, bool required) {
    struct view_input *in = p->next++;
    *in = *frame_input(p->rq, name, label, value);
    in->kind = str_from(kind);
    in->hint = str_from(hint);
    in->required = required;
    return in;
}

static void put_money(struct page *p, const char *name, const char *label, int64_t fen,
                      const char *hint) {
    bool none = fen == MONEY_NONE || (fen == 0 && hint[0] == '\0');
    put(p, name, label, none ? STR("") : money_text(p->rq->arena, fen), "number", hint, false);
}

static void put_count(struct page *p, const char *name, const char *label, int64_t n,
                      bool required) {
    put(p, name, label, n == INT64_MIN ? STR("") : str_format(p->rq->arena, "%lld", (long long)n),
        "number", "", required);
}

static void put_day(struct page *p, const char *name, const char *label, int32_t day,
                    const char *hint) {
    put(p, name, label, date_iso(p->rq->arena, day), "day", hint, true);
}

static void put_select(struct page *p, const char *name, const char *label,
                       const struct label *list, struct str chosen) {
    struct view_input *in = put(p, name, label, chosen, "select", "", true);
    in->choices = page_labels(&in->choices_count, p->rq, list, in->value);
    in->choices[0].label = STR("请选择");
}

static void put_about(struct page *p, const char *label, const char *hint) {
    put(p, "about", label, p->text.about, "prose", hint, false)->rows = 4;
}

static void project_fields(struct page *p) {
    const struct effort_text *t = &p->text;
    put(p, "title", "项目名称", t->title, "text", "例如：青石村到石板组公路硬化", true);
    put_select(p, "area", "哪一方面", label_areas, t->area);
    put_count(p, "year", "年度", t->year, true);
    for (size_t i = 0; i < EFFORT_SOURCES; i++) {
        const struct label *s = &effort_sources[i];
        put_money(p, s->code, s->text, t->sources[i], "");
    }
    put_count(p, "households", "受益户数", t->households, false);
    put_count(p, "people", "受益人数", t->people, false);
    put(p, "party", "实施单位", t->party, "text", "谁来建；还没定就不填", false);
    put_about(p, "做什么", "建多长、建几处、解决什么问题");
}

static void job_fields(struct page *p) {
    const struct effort_text *t = &p->text;
    put(p, "title", "名称", t->title, "text", "例如：茶叶加工车间招工", true);
    put_select(p, "type", "招工还是培训", effort_job_types, t->type);
    put(p, "party", "用人单位，或者办班单位", t->party, "text", "", true);
    put_count(p, "posts", "招几个人", t->posts, true);
    put_money(p, "wage_from", "月工资最低（元）", t->wage_from, "面议就不填");
    put_money(p, "wage_to", "月工资最高（元）", t->wage_to, "固定工资就不填");
    put(p, "place", "在哪里上班、上课", t->place, "text", "", true);
    put_day(p, "deadline", "报名截止", t->deadline,
            "例如：2026-03-05。到这一天24时，页面自己改成已截止");
    put(p, "phone", "报名电话", t->phone, "text", "写办公电话，不写个人手机", true);
    put_about(p, "要求和待遇", "");
}

static void donation_fields(struct page *p) {
    const struct effort_text *t = &p->text;
    put_select(p, "type", "谁捐的", effort_donor_types, t->type);
    put(p, "party", "捐赠单位或者姓名", t->party, "text",
        "个人要本人同意才写姓名；不公开的空着，页面上写“" EFFORT_HIDDEN "”", false);
    put_money(p, "amount", "金额（元）", t->amount, "只捐物资就不填");
    put(p, "goods", "物资", t->goods, "text", "例如：棉被 200 床", false);
    put(p, "title", "捐给谁、做什么用", t->title, "text", "例如：青石村小学买图书", true);
    put_day(p, "on_day", "捐赠日期", t->on_day, "例如：2025-10-17");
    put_count(p, "project_id", "认领的项目编号", t->project_id, false);
    p->next[-1].hint = STR("项目页面网址最后的数字；不是认领项目就不填");
}

/* The places this officer may write for: the own one, those directly below, and villages. */
static enum status put_regions(struct page *p) {
    struct request *rq = p->rq;
    struct row_region *own, *below;
    struct row_region_village *villages;
    size_t n, village_count;
    struct view_input *in = put(p, "region", "哪个地方的", p->region, "select", "", true);
    enum status st = region_find(&own, rq->db, rq->actor->region);
    if (st == OK) st = region_below(&below, &n, rq->db, own->code);
    if (st == OK) st = region_villages(&villages, &village_count, rq->db, own->code);
    if (st != OK) return st;
    in->choices = ARENA_ARRAY(rq->arena, struct view_choice, 1 + n + village_count);
    struct view_choice *c = frame_choice(in->choices, own->code, own->name, in->value);
    bool villages_below = n > 0 && str_is(below[0].level, "village");
    for (size_t i = 0; i < n && !villages_below; i++) {
        c = frame_choice(c, below[i].code, below[i].name, in->value);
    }
    for (size_t i = 0; i < village_count; i++) {
        const struct row_region_village *v = &villages[i];
        if (str_eq(v->code, own->code)) continue;
        c = frame_choice(
            c, v->code,
            str_format(rq->arena, STR_FMT " " STR_FMT, STR_ARG(v->township), STR_ARG(v->name)),
            in->value);
    }
    in->choices_count = (size_t)(c - in->choices);
    return OK;
}

static enum status show(struct page *p, struct response *rs) {
    struct request *rq = p->rq;
    struct view_input *first = p->next = ARENA_ARRAY(rq->arena, struct view_input, 24);
    struct str heading = str_format(rq->arena, "%s" STR_FMT, p->version ? "修改" : "写",
                                    STR_ARG(label_text(effort_kinds, p->kind)));
    enum status st = p->version ? OK : put_regions(p);
    if (st != OK) return st;
    if (str_is(p->kind, "project")) project_fields(p);
    if (str_is(p->kind, "job")) job_fields(p);
    if (str_is(p->kind, "donation")) donation_fields(p);
    if (p->correcting) {
        put(p, "note", "这一版改了什么", p->text.note, "text",
            "一句话，会公开显示；改预算要写明原因", true);
    }
    struct view_office_effort_edit v = {
        .frame = frame_new(rq, heading, "efforts"),
        .heading = heading,
        .action = p->action,
        .token = rq->token,
        .key = p->key,
        .kind = p->kind,
        .version = p->version,
        .problems = frame_problems(rq),
        .conflict = p->conflict,
        .fields = first,
        .fields_count = (size_t)(p->next - first),
        .back = p->back,
    };
    view_office_effort_edit(&rs->body, &v);
    return OK;
}

/* -- what was sent -------------------------------------------------------------------------------
 */

static int64_t read_money(struct request *rq, const char *name, struct str typed) {
    int64_t fen = MONEY_NONE;
    if (typed.n == 0) return fen;
    if (money_parse(&fen, typed) && fen < EFFORT_MONEY) return fen;
    problem_add(&rq->problems, rq->arena, name,
                "金额要以元为单位写数字，最多两位小数，例如 1200000.00。");
    return MONEY_NONE;
}

static struct effort_text complete(struct request *rq, const struct edit_sent *sent) {
    struct effort_text t = sent->text;
    struct str *texts[] = {&t.title, &t.party, &t.goods, &t.place, &t.phone, &t.about, &t.note};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        if (!texts[i]->p) *texts[i] = STR("");
    }
    for (size_t i = 0; i < EFFORT_SOURCES; i++) {
        int64_t fen = read_money(rq, effort_sources[i].code, sent->money[i]);
        t.sources[i] = fen == MONEY_NONE ? 0 : fen;
    }
    t.amount = read_money(rq, "amount", sent->amount);
    t.wage_from = read_money(rq, "wage_from", sent->wage_from);
    t.wage_to = read_money(rq, "wage_to", sent->wage_to);
    if (str_is(t.type, "hidden") && t.party.n > 0) {
        problem_add(&rq->problems, rq->arena, "party",
                    "不公开姓名的，这一栏要空着；系统也不保存姓名。");
    }
    return t;
}

static struct page new_page(struct request *rq, struct str kind) {
    return (struct page){
        .rq = rq,
        .kind = kind,
        .region = rq->actor->region,
        .key = seal_token(rq->arena),
        .text = {.year = date_ymd(date_day(rq->now)).year,
                 .households = INT64_MIN,
                 .people = INT64_MIN,
                 .posts = INT64_MIN,
                 .amount = MONEY_NONE,
                 .wage_from = MONEY_NONE,
                 .wage_to = MONEY_NONE,
                 .deadline = DAY_NONE,
                 .on_day = DAY_NONE,
                 .project_id = INT64_MIN},
        .action = link_office_effort_new(rq->arena, str_cstr(rq->arena, kind)),
        .back = link_office_efforts(rq->arena, STR_NONE, STR_NONE, (struct cursor){0, 0}),
    };
}

enum status office_effort_new_form(struct request *rq, struct response *rs) {
    const struct new_sent *sent = rq->form;
    struct page p = new_page(rq, sent->kind);
    return show(&p, rs);
}

/* The place must be this officer's to write for, and there must be such a place. */
static enum status check_place(struct request *rq, struct str region) {
    struct row_region *place;
    enum status st = account_covers(rq->actor, region) ? region_find(&place, rq->db, region)
                                                       : NOT_FOUND;
    if (st != NOT_FOUND) return st;
    problem_add(&rq->problems, rq->arena, "region", "请选择您负责的地方。");
    return OK;
}

enum status office_effort_new(struct request *rq, struct response *rs) {
    const struct edit_sent *sent = rq->form;
    struct str kind = sent->kind;
    if (kind.n == 0) { /* it stands in the address of the form, too */
        struct sent query;
        if (form_pairs(&query, rq->arena, rq->query, 8) == OK) kind = form_sent(&query, "kind");
    }
    if (str_eq(label_text(effort_kinds, kind), kind)) return INVALID;
    struct effort_text text = complete(rq, sent);
    enum status st = check_place(rq, sent->region);
    int64_t id;
    struct str key = sent->key.n ? sent->key : seal_token(rq->arena);
    if (st == OK && rq->problems.count == 0) {
        st = effort_start(&id, rq->db, rq->actor, kind, sent->region, &text, key, rq->now);
        if (st == OK) response_see(rs, link_office_effort(rq->arena, id, ""));
        return st;
    }
    if (st != OK) return st;
    struct page p = new_page(rq, kind);
    p.key = key;
    rs->status = 422;
    return show(&p, rs);
}

static enum status edit_page(struct page *out, struct request *rq) {
    int64_t id;
    struct effort_file f;
    if (!page_id(&id, rq->args[0])) return NOT_FOUND;
    enum status st = effort_find(&f, rq->db, rq->actor, id);
    if (st != OK) return st;
    const struct row_effort_edition *e = f.draft ? f.draft : f.live;
    if (!e) return NOT_FOUND;
    *out = (struct page){
        .rq = rq,
        .kind = f.head->kind,
        .region = f.head->region,
        .text = effort_text_of(e),
        .version = e->version,
        .correcting = f.live != NULL,
        .action = link_office_effort(rq->arena, id, "edit"),
        .back = link_office_effort(rq->arena, id, ""),
    };
    if (!f.draft) out->text.note = STR("");
    return OK;
}

enum status office_effort_edit_form(struct request *rq, struct response *rs) {
    struct page p;
    enum status st = edit_page(&p, rq);
    return st == OK ? show(&p, rs) : st;
}

enum status office_effort_edit(struct request *rq, struct response *rs) {
    const struct edit_sent *sent = rq->form;
    struct page p;
    int64_t id;
    if (!page_id(&id, rq->args[0])) return NOT_FOUND;
    enum status st = edit_page(&p, rq);
    if (st != OK) return st;
    struct effort_text text = complete(rq, sent);
    if (rq->problems.count == 0) {
        st = effort_save(rq->db, rq->actor, id, sent->version, &text, rq->now);
        if (st == OK) response_see(rs, link_office_effort(rq->arena, id, ""));
        if (st != CONFLICT) return st;
        p.conflict = link_office_effort(rq->arena, id, "");
    }
    rs->status = p.conflict.text.n ? 409 : 422;
    return show(&p, rs);
}
