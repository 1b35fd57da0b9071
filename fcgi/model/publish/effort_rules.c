/*
 * The rules alone: what a text must say before it goes out, how a project moves, what may be paid,
 * and where it then stands. No I/O; effort.c and the reader of files ask the same questions here,
 * and the triggers of 020_projects.sql refuse the same again.
 */
#include <string.h>

#include "base/arena.h"
#include "base/money.h"
#include "base/text.h"
#include "model/publish/effort.h"
#include "model/publish/gate.h"

#define FAULTS_MOST 40

const struct label effort_kinds[] = {
    {"project", "项目"}, {"job", "用工培训"}, {"donation", "社会帮扶"}, {NULL, NULL}};
const struct label effort_job_types[] = {{"job", "招工"}, {"training", "培训"}, {NULL, NULL}};
const struct label effort_donor_types[] = {{"org", "单位"},
                                           {"named", "个人，本人同意公开姓名"},
                                           {"hidden", "个人，不公开姓名（写“" EFFORT_HIDDEN "”）"},
                                           {NULL, NULL}};
const struct label effort_stage_labels[] = {{"declare", "乡镇申报"}, {"approve", "县级审批"},
                                            {"build", "乡村实施"},   {"inspect", "乡镇初检"},
                                            {"accept", "县级验收"},  {"settle", "乡级报账"},
                                            {"finished", "已完成"},  {NULL, NULL}};
const struct label effort_sources[] = {{"central", "中央资金"},
                                       {"province", "省级资金"},
                                       {"prefecture", "市级资金"},
                                       {"county", "县级资金"},
                                       {"society", "社会资金"},
                                       {"own", "自筹资金"},
                                       {NULL, NULL}};
const char *const effort_kind_codes[] = {"project", "job", "donation", NULL};
const char *const effort_job_codes[] = {"job", "training", NULL};
const char *const effort_donor_codes[] = {"org", "named", "hidden", NULL};
const char *const effort_stage_codes[] = {"declare", "approve", "build",    "inspect",
                                          "accept",  "settle",  "finished", NULL};

int64_t effort_budget(const int64_t sources[EFFORT_SOURCES]) {
    int64_t sum = 0;
    for (size_t i = 0; i < EFFORT_SOURCES; i++) sum += sources[i];
    return sum;
}

struct str effort_stage_code(int64_t done) {
    return str_from(effort_stage_codes[done < 0 ? 0 : done > EFFORT_STAGES ? EFFORT_STAGES : done]);
}

bool effort_stages_before(int64_t *out, struct str code) {
    for (*out = 0; effort_stage_codes[*out]; ++*out) {
        if (str_is(code, effort_stage_codes[*out])) return true;
    }
    return false;
}

bool effort_is_open(int32_t deadline, int64_t now) {
    return deadline == DAY_NONE || now < date_end(deadline);
}

/* -- texts ---------------------------------------------------------------------------------------
 */

struct faults {
    struct arena *arena;
    struct effort_fault *list;
    size_t count;
};

static void add(struct faults *f, const char *field, struct str text) {
    if (f->count < FAULTS_MOST) f->list[f->count++] = (struct effort_fault){field, text};
}

static void need(struct faults *f, const char *field, bool there, const char *sentence) {
    if (!there) add(f, field, str_from(sentence));
}

static void screen(struct faults *f, const char *field, const char *label, struct str text) {
    struct gate_find *finds;
    size_t count = gate_screen(&finds, f->arena, text);
    for (size_t i = 0; i < count; i++) {
        bool phone = strcmp(field, "phone") == 0;
        add(f, field,
            str_format(f->arena, "“%s”第 %zu 行第 %zu 个字起像是%s，不能公开。%s", label,
                       finds[i].line, finds[i].column, finds[i].what,
                       phone ? "请改写办公电话。" : "请删掉它。"));
    }
}

static bool has(int64_t n) {
    return n != INT64_MIN;
}

static void project(struct faults *f, const struct effort_text *t, int64_t paid) {
    int64_t budget = effort_budget(t->sources);
    need(f, "area", t->area.n > 0, "请选择项目是哪一方面的。");
    need(f, "year", has(t->year), "请写项目是哪一年度的。");
    if (budget <= 0) {
        add(f, "central", STR("请按来源写预算，至少写一项。"));
    } else if (budget < paid) {
        add(f, "central",
            str_format(f->arena,
                       "预算合计 " STR_FMT " 元，比已经拨付的 " STR_FMT " 元少。请核对各项来源。",
                       STR_ARG(money_text(f->arena, budget)), STR_ARG(money_text(f->arena, paid))));
    }
    if (has(t->households) && has(t->people) && t->people < t->households) {
        add(f, "people", STR("受益人数比受益户数还少，请核对这两个数。"));
    }
}

/* A number somebody can ring: five digits at least. */
static bool is_phone(struct str s) {
    size_t digits = 0;
    for (size_t i = 0; i < s.n; i++) digits += s.p[i] >= '0' && s.p[i] <= '9';
    return digits >= 5;
}

static void job(struct faults *f, const struct effort_text *t) {
    need(f, "type", t->type.n > 0, "请选择是招工还是培训。");
    need(f, "party", t->party.n > 0, "请写用人单位，培训写办班单位。");
    need(f, "posts", has(t->posts) && t->posts > 0, "请写招几个人。");
    need(f, "place", t->place.n > 0, "请写在哪里上班、上课。");
    need(f, "deadline", t->deadline != DAY_NONE, "请写报名截止的日期。");
    need(f, "phone", is_phone(t->phone), "请写报名咨询的办公电话。");
    if (t->wage_to != MONEY_NONE && t->wage_from == MONEY_NONE) {
        add(f, "wage_from", STR("写了月工资最高多少，也要写最低多少。"));
    } else if (t->wage_to != MONEY_NONE && t->wage_to < t->wage_from) {
        add(f, "wage_to", STR("月工资的“最高”比“最低”少，请核对。"));
    }
}

static void donation(struct faults *f, const struct effort_text *t, int32_t today) {
    bool hidden = str_is(t->type, "hidden");
    need(f, "type", t->type.n > 0, "请选择是单位还是个人。");
    if (hidden && t->party.n > 0) {
        add(f, "party", STR("不公开姓名的，捐赠人这一栏要空着，页面上写“" EFFORT_HIDDEN "”。"));
    }
    if (!hidden) need(f, "party", t->party.n > 0, "请写捐赠单位，或者同意公开的姓名。");
    need(f, "amount", (has(t->amount) && t->amount > 0) || t->goods.n > 0,
         "请写捐了多少钱，或者捐了什么东西。");
    need(f, "on_day", t->on_day != DAY_NONE, "请写捐赠的日期。");
    if (t->on_day != DAY_NONE && t->on_day > today) {
        add(f, "on_day", STR("捐赠的日期还没到，请核对。"));
    }
}

size_t effort_faults_by(struct effort_fault **faults, struct arena *a, struct str kind,
                        const struct effort_text *t, bool correcting, int64_t paid, int32_t today) {
    struct faults f = {a, ARENA_ARRAY(a, struct effort_fault, FAULTS_MOST), 0};
    need(&f, "title", str_trim(t->title).n > 0, "请写名称。");
    if (str_is(kind, "project")) project(&f, t, paid);
    if (str_is(kind, "job")) job(&f, t);
    if (str_is(kind, "donation")) donation(&f, t, today);
    if (correcting) need(&f, "note", t->note.n > 0, "请用一句话写明这一版改了什么。");
    screen(&f, "title", "名称", t->title);
    screen(&f, "party", "单位", t->party);
    screen(&f, "goods", "物资", t->goods);
    screen(&f, "place", "地点", t->place);
    screen(&f, "phone", "电话", t->phone);
    screen(&f, "about", "说明", t->about);
    screen(&f, "note", "改了什么", t->note);
    *faults = f.list;
    return f.count;
}

/* -- deeds ---------------------------------------------------------------------------------------
 */

static struct str day_fault(int32_t on, int32_t last_on, struct arena *a, int32_t today) {
    if (on == DAY_NONE) return STR("请写日期。");
    if (on > today) return STR("这一天还没到，请核对日期。");
    if (last_on != DAY_NONE && on < last_on) {
        return str_format(a, "日期不能早于上一步的 " STR_FMT "。", STR_ARG(date_text(a, last_on)));
    }
    return STR("");
}

/* Nobody's number goes out with a reason either. */
static struct str reason_fault(struct arena *a, struct str reason) {
    struct gate_find *finds;
    if (gate_screen(&finds, a, reason) == 0) return STR("");
    return str_format(a, "“原因”第 %zu 个字起像是%s，不能公开。请删掉它。", finds[0].column,
                      finds[0].what);
}

struct str effort_step_fault(struct arena *a, int64_t done, int32_t last_on, int64_t stage,
                             bool back, int32_t on, struct str reason, int32_t today) {
    if (stage < 1 || stage > EFFORT_STAGES) return STR("请选择是哪一步。");
    if (back && stage > done) return STR("这一步还没办完，不用退回。");
    if (back && str_trim(reason).n == 0) return STR("退回要写明原因。");
    if (!back && stage != done + 1) {
        if (done == EFFORT_STAGES) return STR("六步都办完了。");
        return str_format(a, "现在在“%s”，要先办完这一步；要重办前面的，请选“退回”。",
                          effort_stage_labels[done].text);
    }
    struct str why = day_fault(on, last_on, a, today);
    return why.n ? why : reason_fault(a, reason);
}

struct str effort_payment_fault(struct arena *a, int64_t budget, int64_t paid, int64_t amount,
                                int32_t on, struct str reason, int32_t today) {
    if (amount == 0 || amount == MONEY_NONE) return STR("请写金额。");
    if (amount < 0 && str_trim(reason).n == 0) return STR("退回的钱要写明原因。");
    if (amount > 0 && amount > budget - paid) {
        return str_format(a,
                          "预算 " STR_FMT " 元，连同待发布的已拨付 " STR_FMT
                          " 元，最多再付 " STR_FMT
                          " 元。要付更多，请先修改预算（出新一版，写明原因）并发布。",
                          STR_ARG(money_text(a, budget)), STR_ARG(money_text(a, paid)),
                          STR_ARG(money_text(a, budget - paid)));
    }
    if (amount < -paid) return STR("退回的钱比已经付的还多，请核对。");
    struct str why = day_fault(on, DAY_NONE, a, today);
    return why.n ? why : reason_fault(a, reason);
}

void effort_stand(struct effort_stand out[EFFORT_STAGES], const struct row_effort_step *steps,
                  size_t count) {
    int64_t done = 0;
    int32_t since = DAY_NONE;
    struct str why = STR("");
    for (size_t i = 0; i < EFFORT_STAGES; i++) {
        out[i] = (struct effort_stand){STAND_TODO, DAY_NONE, STR("")};
    }
    for (size_t i = 0; i < count; i++) {
        const struct row_effort_step *s = &steps[i];
        if (s->stage < 1 || s->stage > EFFORT_STAGES) continue;
        done = s->back ? s->stage - 1 : s->stage;
        if (!s->back) out[s->stage - 1].on = s->on_day;
        since = s->on_day;
        why = s->back ? s->reason : STR("");
    }
    for (int64_t i = 0; i < EFFORT_STAGES; i++) {
        out[i].state = i < done ? STAND_DONE : i == done ? STAND_NOW : STAND_TODO;
        if (i == done) out[i] = (struct effort_stand){STAND_NOW, since, why};
        if (i > done) out[i].on = DAY_NONE;
    }
}
