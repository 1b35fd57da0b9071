/*
 * Between effort_list.h and the views; asked by the handlers of public/, api/ and office/.
 */
#include "page/effort_page.h"

#include "base/arena.h"
#include "base/date.h"
#include "base/money.h"
#include "model/publish/ledger_find.h"
#include "page/csv_page.h"

#define WORDS 40 /* characters of a search */

#define AT(member) offsetof(struct effort_page_sent, member)
#define REGION                                                                                     \
    { .name = "region", .label = "哪个地方", .kind = FIELD_DIGITS, .max = 12, .offset = AT(region) }
#define YEAR                                                                                       \
    {                                                                                              \
        .name = "year", .label = "哪一年", .kind = FIELD_INT, .min = 1990, .max = 2999,            \
        .offset = AT(year)                                                                         \
    }
#define Q                                                                                          \
    { .name = "q", .label = "名称里的字", .kind = FIELD_TEXT, .max = WORDS, .offset = AT(q) }
#define BEFORE                                                                                     \
    { .name = "before", .label = "翻页", .kind = FIELD_CURSOR, .offset = AT(before) }
#define CHOICE(NAME, LABEL, LIST)                                                                  \
    { .name = #NAME, .label = LABEL, .kind = FIELD_CHOICE, .choices = LIST, .offset = AT(NAME) }

static const char *const openness[] = {"open", "closed", NULL};

static const struct field project_fields[] = {
    CHOICE(area, "哪一方面", label_area_codes),
    REGION,
    CHOICE(state, "到了哪一步", effort_stage_codes),
    YEAR,
    Q,
    BEFORE,
};
static const struct field job_fields[] = {
    CHOICE(type, "招工还是培训", effort_job_codes),
    REGION,
    CHOICE(state, "还能不能报名", openness),
    Q,
    BEFORE,
};
static const struct field donation_fields[] = {REGION, YEAR, Q, BEFORE};

const struct form effort_page_projects_form = FORM(project_fields, struct effort_page_sent);
const struct form effort_page_jobs_form = FORM(job_fields, struct effort_page_sent);
const struct form effort_page_donations_form = FORM(donation_fields, struct effort_page_sent);

/* Of a form without that field there is a 0, of one where it was left out INT64_MIN. */
static int64_t year_of(const struct effort_page_sent *sent) {
    return sent->year > 0 ? sent->year : 0;
}

struct effort_list_filter effort_page_filter(const struct effort_page_sent *sent, int64_t most) {
    return (struct effort_list_filter){
        .area = sent->area,
        .type = sent->type,
        .q = sent->q,
        .region = sent->region,
        .state = sent->state,
        .year = year_of(sent),
        .before_at = sent->before.at,
        .before_id = sent->before.id,
        .most = most,
    };
}

struct link_filter effort_page_link(const struct request *rq, const struct effort_page_sent *sent) {
    struct link_filter f = {
        .area = sent->area,
        .type = sent->type,
        .region = sent->region,
        .state = sent->state,
        .q = sent->q,
    };
    if (year_of(sent)) f.year = str_format(rq->arena, "%lld", (long long)sent->year);
    return f;
}

struct cursor effort_page_next(const char *kind, const struct row_effort_item *rows, size_t count,
                               bool more) {
    if (!more) return (struct cursor){0, 0};
    const struct row_effort_item *last = &rows[count - 1];
    bool by_day = str_is(STR("donation"), kind);
    return (struct cursor){by_day ? date_start(last->on_day) : last->published_at, last->id};
}

struct str effort_page_place(struct arena *a, const struct row_effort_item *row) {
    if (row->township.n == 0) return row->village;
    return str_format(a, STR_FMT " " STR_FMT, STR_ARG(row->township), STR_ARG(row->village));
}

struct str effort_page_wage(struct arena *a, const struct row_effort_item *row) {
    if (row->wage_from == MONEY_NONE) return str_is(row->type, "job") ? STR("工资面议") : STR("");
    struct str from = money_text(a, row->wage_from);
    if (row->wage_to == MONEY_NONE || row->wage_to == row->wage_from) {
        return str_format(a, "每月 " STR_FMT " 元", STR_ARG(from));
    }
    return str_format(a, "每月 " STR_FMT "—" STR_FMT " 元", STR_ARG(from),
                      STR_ARG(money_text(a, row->wage_to)));
}

const struct label effort_page_states[] = {
    {"declare", "正在乡镇申报"},  {"approve", "正在县级审批"},
    {"build", "正在乡村实施"},    {"inspect", "正在乡镇初检"},
    {"accept", "正在县级验收"},   {"settle", "正在乡级报账"},
    {"finished", "六步都办完了"}, {NULL, NULL}};

struct str effort_page_standing(const struct request *rq, const struct row_effort_item *p) {
    struct arena *a = rq->arena;
    int64_t share = p->budget > 0 ? p->paid * 100 / p->budget : 0;
    return str_format(a, STR_FMT "。预算 " STR_FMT " 元，已拨付 " STR_FMT " 元（%lld%%）。",
                      STR_ARG(label_text(effort_page_states, effort_stage_code(p->stages_done))),
                      STR_ARG(money_text(a, p->budget)), STR_ARG(money_text(a, p->paid)),
                      (long long)share);
}

enum status effort_page_proof(struct view_proof **out, const struct request *rq,
                              const struct effort_list_one *one) {
    struct str hash = STR("");
    enum status st = OK;
    if (one->edition_count > 0) {
        st = ledger_find_effort(&hash, rq->db, one->item->id, one->editions[0].number);
    }
    *out = page_proof(rq, hash);
    return st;
}

static struct str donor(const struct row_effort_item *row) {
    return str_is(row->type, "hidden") ? STR(EFFORT_HIDDEN) : row->party;
}

struct view_donation_row *effort_page_donations(const struct request *rq,
                                                const struct row_effort_item *rows, size_t count) {
    struct view_donation_row *out = ARENA_ARRAY(rq->arena, struct view_donation_row, count);
    for (size_t i = 0; i < count; i++) {
        const struct row_effort_item *r = &rows[i];
        out[i] = (struct view_donation_row){
            .donor = donor(r),
            .amount = r->amount,
            .goods = r->goods,
            .title = r->title,
            .place = effort_page_place(rq->arena, r),
            .on = r->on_day,
            .project = r->project,
        };
        if (r->project.n) out[i].project_link = link_effort(rq->arena, "project", r->project_id);
    }
    return out;
}

struct view_stop *effort_page_stops(const struct request *rq, const struct row_effort_step *steps,
                                    size_t count) {
    static const char *const words[] = {"todo", "now", "done"};
    struct view_stop *out = ARENA_ARRAY(rq->arena, struct view_stop, EFFORT_STAGES);
    struct effort_stand stand[EFFORT_STAGES];
    effort_stand(stand, steps, count);
    for (size_t i = 0; i < EFFORT_STAGES; i++) {
        const struct effort_stand *s = &stand[i];
        out[i] = (struct view_stop){
            .label = str_from(effort_stage_labels[i].text),
            .state = str_from(words[s->state]),
            .on = s->on,
            .due = DAY_NONE,
        };
        if (s->reason.n == 0) continue;
        out[i].note = str_format(rq->arena, "退回重办，原因：" STR_FMT, STR_ARG(s->reason));
    }
    return out;
}

struct view_edition *effort_page_editions(const struct request *rq,
                                          const struct row_effort_mark *editions, size_t count) {
    struct view_edition *out = ARENA_ARRAY(rq->arena, struct view_edition, count);
    for (size_t i = 0; i < count; i++) {
        const struct row_effort_mark *e = &editions[i];
        struct str note = e->number == 1 ? STR("首次发布") : e->note;
        int64_t before = i + 1 < count ? editions[i + 1].budget : e->budget;
        if (before != e->budget) {
            note = str_format(rq->arena, STR_FMT "（预算由 " STR_FMT " 元改为 " STR_FMT " 元）",
                              STR_ARG(note), STR_ARG(money_text(rq->arena, before)),
                              STR_ARG(money_text(rq->arena, e->budget)));
        }
        out[i] = (struct view_edition){.number = e->number, .made = e->published_at, .note = note};
    }
    return out;
}

struct view_fund_table *effort_page_sources(const struct request *rq, struct str caption,
                                            const struct row_effort_sum *s) {
    const int64_t amounts[EFFORT_SOURCES] = {s->central, s->province, s->prefecture,
                                             s->county,  s->society,  s->own};
    struct view_fund_table *t = ARENA_NEW(rq->arena, struct view_fund_table);
    *t = (struct view_fund_table){
        .caption = caption,
        .what = STR("来源"),
        .rows = ARENA_ARRAY(rq->arena, struct view_fund_row, EFFORT_SOURCES),
        .paid = MONEY_NONE,
    };
    for (size_t i = 0; i < EFFORT_SOURCES; i++) {
        if (amounts[i] == 0) continue;
        t->rows[t->rows_count++] = (struct view_fund_row){
            .label = str_from(effort_sources[i].text), .budget = amounts[i], .paid = MONEY_NONE};
        t->budget += amounts[i];
    }
    return t;
}

/* -- tables --------------------------------------------------------------------------------------
 */

static void put_project(struct csv_page *t, const struct row_effort_item *r) {
    csv_page_int(t, r->id);
    csv_page_text(t, r->title);
    csv_page_text(t, r->region);
    csv_page_text(t, effort_page_place(t->arena, r));
    csv_page_text(t, label_text(label_areas, r->area));
    csv_page_int(t, r->year);
    csv_page_money(t, r->central);
    csv_page_money(t, r->province);
    csv_page_money(t, r->prefecture);
    csv_page_money(t, r->county);
    csv_page_money(t, r->society);
    csv_page_money(t, r->own);
    csv_page_money(t, r->budget);
    csv_page_money(t, r->paid);
    csv_page_text(t, label_text(effort_stage_labels, effort_stage_code(r->stages_done)));
    csv_page_day(t, r->stage_on);
    csv_page_int(t, r->households);
    csv_page_int(t, r->people);
    csv_page_text(t, r->party);
    csv_page_text(t, r->about);
}

static void put_job(struct csv_page *t, const struct row_effort_item *r, int64_t now) {
    csv_page_int(t, r->id);
    csv_page_text(t, r->title);
    csv_page_text(t, r->region);
    csv_page_text(t, effort_page_place(t->arena, r));
    csv_page_text(t, label_text(effort_job_types, r->type));
    csv_page_text(t, r->party);
    csv_page_int(t, r->posts);
    csv_page_money(t, r->wage_from);
    csv_page_money(t, r->wage_to);
    csv_page_text(t, r->place);
    csv_page_day(t, r->deadline);
    csv_page_text(t, r->phone);
    csv_page_text(t, r->about);
    csv_page_text(t, effort_is_open(r->deadline, now) ? STR("能报名") : STR("已截止"));
}

static void put_donation(struct csv_page *t, const struct row_effort_item *r) {
    csv_page_int(t, r->id);
    csv_page_text(t, donor(r));
    csv_page_money(t, r->amount);
    csv_page_text(t, r->goods);
    csv_page_text(t, r->title);
    csv_page_text(t, r->region);
    csv_page_text(t, effort_page_place(t->arena, r));
    csv_page_day(t, r->on_day);
    csv_page_int(t, r->project_id);
    csv_page_text(t, r->project);
}

void effort_page_csv(struct response *rs, struct arena *a, const char *kind,
                     const struct row_effort_item *rows, size_t count, int64_t now) {
    static const char *const projects[] = {
        "编号",     "项目名称", "行政区划代码", "地方",     "领域",     "年度",     "中央资金",
        "省级资金", "市级资金", "县级资金",     "社会资金", "自筹资金", "预算合计", "已拨付",
        "进度",     "进度日期", "受益户数",     "受益人数", "实施单位", "说明",     NULL};
    static const char *const jobs[] = {
        "编号",     "名称",     "行政区划代码", "地方",       "类别",
        "用人单位", "人数",     "月工资最低",   "月工资最高", "工作地点",
        "截止日期", "联系电话", "说明",         "状态",       NULL};
    static const char *const donations[] = {"编号",     "捐赠人",       "金额", "物资",
                                            "用途",     "行政区划代码", "地方", "日期",
                                            "项目编号", "项目名称",     NULL};
    bool project = str_is(STR("project"), kind), job = str_is(STR("job"), kind);
    const char *const *heads = project ? projects : job ? jobs : donations;
    struct csv_page t;
    csv_page_begin(&t, rs, a, str_format(a, "%ss.csv", kind), heads);
    for (size_t i = 0; i < count; i++) {
        if (project) put_project(&t, &rows[i]);
        if (job) put_job(&t, &rows[i], now);
        if (!project && !job) put_donation(&t, &rows[i]);
        csv_page_end(&t);
    }
}
