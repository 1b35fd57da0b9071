/*
 * The tables of the life cycle and the one walk over a case's events. The household's card reads
 * it today; whoever moves a case on asks the same tables what comes next.
 */
#include "model/register/lifecycle.h"

#include "base/arena.h"
#include "model/county/setting.h"

#define USUAL_NOTICES (1u << NOTICE_VILLAGE | 1u << NOTICE_TOWNSHIP | 1u << NOTICE_COUNTY)

const struct lifecycle_days lifecycle_default_days = {7, 5, 5, 5, USUAL_NOTICES};

static const struct lifecycle_stop entry[] = {
    {"apply", "户主申请", "村委会", "收到您家的申请。", NOTICE_NONE, LEVEL_VILLAGE},
    {"review", "民主评议", "村民代表", "村民代表评议通过。", NOTICE_NONE, LEVEL_VILLAGE},
    {"village_notice", "村级公示", "村委会", "村级公示期满。", NOTICE_VILLAGE, LEVEL_VILLAGE},
    {"township_check", "乡镇审核", "乡镇", "乡镇审核通过。", NOTICE_NONE, LEVEL_TOWNSHIP},
    {"township_notice", "乡镇公示", "乡镇", "乡镇公示期满。", NOTICE_TOWNSHIP, LEVEL_TOWNSHIP},
    {"county_approval", "县级审批", "县里", "县里批准纳入。", NOTICE_NONE, LEVEL_COUNTY},
    {"county_notice", "县级公告", "县里", "县级公告期满。", NOTICE_COUNTY, LEVEL_COUNTY},
    {"entered", "录入建档", "县里", "已经纳入，录入建档。", NOTICE_NONE, LEVEL_COUNTY},
};

static const struct lifecycle_stop leaving[] = {
    {"review", "民主评议", "村民代表", "村民代表评议，认为已经达到脱贫标准。", NOTICE_NONE,
     LEVEL_VILLAGE},
    {"village_check", "村级核实", "村委会", "村里入户核实完毕。", NOTICE_NONE, LEVEL_VILLAGE},
    {"village_notice", "村级公示", "村委会", "脱贫名单村级公示期满。", NOTICE_VILLAGE,
     LEVEL_VILLAGE},
    {"township_check", "乡镇审核", "乡镇", "乡镇审核同意脱贫。", NOTICE_NONE, LEVEL_TOWNSHIP},
    {"county_notice", "县级公告", "县里", "县级脱贫公告期满。", NOTICE_COUNTY, LEVEL_COUNTY},
    {"left", "确认脱贫", "县里", "确认脱贫，进入巩固期。", NOTICE_NONE, LEVEL_COUNTY},
};

static const struct lifecycle_stop removal[] = {
    {"found", "发现问题", "村委会", "发现您家可能不符合条件。", NOTICE_NONE, LEVEL_VILLAGE},
    {"verify", "入户核实", "乡镇", "入户核实完毕。", NOTICE_NONE, LEVEL_TOWNSHIP},
    {"village_notice", "村级公示", "村委会", "清退名单村级公示期满。", NOTICE_VILLAGE,
     LEVEL_VILLAGE},
    {"county_approval", "县级审批", "县里", "县里批准清退。", NOTICE_NONE, LEVEL_COUNTY},
    {"county_notice", "县级公告", "县里", "县级清退公告期满。", NOTICE_COUNTY, LEVEL_COUNTY},
    {"removed", "清退", "县里", "已经清退。", NOTICE_NONE, LEVEL_COUNTY},
};

/* Where a county has three notices and one proclamation, this one comes before the village's. */
static const struct lifecycle_stop group_notice = {"group_notice",   "组级公示",   "村民小组",
                                                   "组级公示期满。", NOTICE_GROUP, LEVEL_VILLAGE};

/* Not a case: what is only written down. */
static const struct lifecycle_stop facts[] = {
    {"natural", "自然减少", "村委会", "登记因自然减少（去世、迁走或合户）结束。", NOTICE_NONE,
     LEVEL_VILLAGE},
    /* Who lives there: member.h. */
    {"member_join", "添人", "村委会", "您家添了一个人。", NOTICE_NONE, LEVEL_VILLAGE},
    {"member_leave", "有人离开", "村委会", "您家有一个人离开。", NOTICE_NONE, LEVEL_VILLAGE},
    {"member_head", "换户主", "村委会", "您家换了户主。", NOTICE_NONE, LEVEL_VILLAGE},
    {"household_split", "分户", "村委会", "您家分户，有人另立了一户。", NOTICE_NONE, LEVEL_VILLAGE},
    {"household_apart", "分户", "村委会", "您家从原来的户分出来，成为新的一户。", NOTICE_NONE,
     LEVEL_VILLAGE},
    {"household_merge", "合户", "村委会", "另一户并到了您家。", NOTICE_NONE, LEVEL_VILLAGE},
    {"household_merged", "合户", "村委会", "您家并到了另一户。", NOTICE_NONE, LEVEL_VILLAGE},
    {"household_moved", "搬家", "村委会", "您家搬了地方。", NOTICE_NONE, LEVEL_VILLAGE},
    /* What a register file brought in. */
    {"entered", "录入建档", "县里", "按登记册录入：已经纳入。", NOTICE_NONE, LEVEL_COUNTY},
    {"left", "确认脱贫", "县里", "按登记册录入：已经脱贫。", NOTICE_NONE, LEVEL_COUNTY},
    {"removed", "清退", "县里", "按登记册录入：已经清退。", NOTICE_NONE, LEVEL_COUNTY},
};

#define STOPS(table) (table), sizeof(table) / sizeof((table)[0])

static const struct {
    const char *kind;
    const struct lifecycle_stop *stops;
    size_t count;
} cases[] = {
    {"entry", STOPS(entry)},
    {"exit", STOPS(leaving)},
    {"removal", STOPS(removal)},
    {"", STOPS(facts)},
};

const struct label lifecycle_cases[] = {
    {"entry", "申请纳入"},
    {"exit", "脱贫"},
    {"removal", "清退"},
    {NULL, NULL},
};

const struct label lifecycle_kinds[] = {
    {"poor", "建档立卡贫困户"},
    {"unstable", "脱贫不稳定户"},
    {"marginal", "边缘易致贫户"},
    {"sudden", "突发严重困难户"},
    {NULL, NULL},
};

const struct label lifecycle_attributes[] = {
    {"general", "一般户"},
    {"allowance", "低保户"},
    {"destitute", "特困供养户"},
    {NULL, NULL},
};

const struct label lifecycle_endings[] = {
    {"lifted", "脱贫"},
    {"removed", "清退"},
    {"natural", "自然减少"},
    {NULL, NULL},
};

const struct label lifecycle_causes[] = {
    {"illness", "因病"},   {"disability", "因残"},       {"schooling", "因学"},
    {"disaster", "因灾"},  {"land", "缺土地"},           {"water", "缺水"},
    {"skill", "缺技术"},   {"labour", "缺劳力"},         {"funds", "缺资金"},
    {"roads", "交通不便"}, {"will", "自身发展动力不足"}, {"other", "其他原因"},
    {NULL, NULL},
};

const struct label lifecycle_measures[] = {
    {"planned", "准备落实"},
    {"running", "正在享受"},
    {"done", "已经完成"},
    {NULL, NULL},
};

const struct label lifecycle_payments[] = {
    {"filed", "申报"},    {"approved", "审批"}, {"paid", "拨付"},
    {"received", "到账"}, {"returned", "退回"}, {NULL, NULL},
};

static size_t stops_of(const struct lifecycle_stop **out, struct str kind) {
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        if (!str_is(kind, cases[i].kind)) continue;
        *out = cases[i].stops;
        return cases[i].count;
    }
    *out = NULL;
    return 0;
}

size_t lifecycle_stops(const struct lifecycle_stop **out, struct str kind) {
    if (kind.n > 0) return stops_of(out, kind);
    *out = NULL;
    return 0;
}

/* An entry passes only the notices of this county; where there are none, the usual ones. */
size_t lifecycle_plan(const struct lifecycle_stop *out[LIFECYCLE_STOPS_MAX], struct str kind,
                      const struct lifecycle_days *days) {
    const struct lifecycle_stop *stops;
    size_t n = lifecycle_stops(&stops, kind), count = 0;
    unsigned notices = stops == entry && days->entry_notices ? days->entry_notices : USUAL_NOTICES;
    for (size_t i = 0; i < n; i++) {
        bool village = stops[i].notice == NOTICE_VILLAGE;
        if (village && notices & 1u << NOTICE_GROUP) out[count++] = &group_notice;
        if (stops[i].notice == NOTICE_NONE || notices & 1u << stops[i].notice) {
            out[count++] = &stops[i];
        }
    }
    return count;
}

/* "group village township county": the words that are there. */
static unsigned notices_of(struct str words) {
    unsigned set = 0;
    struct str rest = words.n ? words : STR_NONE;
    while (rest.p) {
        struct str word = str_cut(&rest, ' ');
        if (str_is(word, "group")) set |= 1u << NOTICE_GROUP;
        if (str_is(word, "village")) set |= 1u << NOTICE_VILLAGE;
        if (str_is(word, "township")) set |= 1u << NOTICE_TOWNSHIP;
        if (str_is(word, "county")) set |= 1u << NOTICE_COUNTY;
    }
    return set;
}

struct lifecycle_days lifecycle_days_of(const struct settings *s) {
    return (struct lifecycle_days){s->village_days, s->township_days, s->county_days, s->group_days,
                                   notices_of(s->notices_entry)};
}

int64_t lifecycle_notice_days(const struct lifecycle_stop *stop,
                              const struct lifecycle_days *days) {
    switch (stop->notice) {
    case NOTICE_VILLAGE: return days->village;
    case NOTICE_TOWNSHIP: return days->township;
    case NOTICE_COUNTY: return days->county;
    case NOTICE_GROUP: return days->group;
    case NOTICE_NONE: break;
    }
    return 0;
}

static void set(struct lifecycle_step *step, enum lifecycle_state state, int32_t on_day) {
    *step = (struct lifecycle_step){.stop = step->stop,
                                    .state = state,
                                    .on_day = on_day,
                                    .due_on = DAY_NONE,
                                    .document_id = INT64_MIN};
}

/* Whatever was still open before an event's stop must have been done by then. */
static void close_before(struct lifecycle_step *steps, size_t at, int32_t on_day) {
    for (size_t i = 0; i < at; i++) {
        if (steps[i].state == STOP_DONE) continue;
        int64_t notice = steps[i].document_id;
        set(&steps[i], STOP_DONE, steps[i].state == STOP_TODO ? DAY_NONE : on_day);
        steps[i].document_id = notice;
    }
}

static void reach(struct lifecycle_step *step, const struct row_household_event *e,
                  const struct lifecycle_days *days, bool last) {
    int64_t runs = lifecycle_notice_days(step->stop, days);
    set(step, last ? STOP_DONE : STOP_NOW, e->on_day);
    step->begun = true;
    step->due_on = e->due_on;
    if (e->due_on == DAY_NONE && runs > 0) step->due_on = e->on_day + (int32_t)runs;
    step->document_id = e->document_id;
}

static void finish(struct lifecycle_step *step, enum lifecycle_state state,
                   const struct row_household_event *e) {
    int64_t notice = e->document_id == INT64_MIN ? step->document_id : e->document_id;
    set(step, state, e->on_day);
    step->reason = state == STOP_DONE ? STR_NONE : e->reason;
    step->document_id = notice;
}

static void apply(struct lifecycle_step *steps, size_t n, const struct row_household_event *e,
                  const struct lifecycle_days *days) {
    size_t at = 0;
    while (at < n && !str_is(e->stop, steps[at].stop->key)) at++;
    if (at == n) return;
    close_before(steps, at, e->on_day);
    for (size_t i = at + 1; i < n; i++) set(&steps[i], STOP_TODO, DAY_NONE);
    if (str_is(e->outcome, "returned")) {
        finish(&steps[at], STOP_RETURNED, e);
    } else if (str_is(e->outcome, "rejected")) {
        finish(&steps[at], STOP_REJECTED, e);
    } else if (str_is(e->outcome, "passed")) {
        finish(&steps[at], STOP_DONE, e);
        if (at + 1 < n) set(&steps[at + 1], STOP_NOW, e->on_day);
    } else if (str_is(e->outcome, "resubmitted") || str_is(e->outcome, "recalled")) {
        set(&steps[at], STOP_NOW, e->on_day);
    } else if (str_is(e->outcome, "withdrawn") || str_is(e->outcome, "ended")) {
        finish(&steps[at], STOP_ENDED, e);
    } else {
        reach(&steps[at], e, days, at + 1 == n);
    }
}

size_t lifecycle_progress(struct lifecycle_step steps[LIFECYCLE_STOPS_MAX], struct str kind,
                          const struct row_household_event *events, size_t count,
                          const struct lifecycle_days *days, int32_t today) {
    const struct lifecycle_stop *stops[LIFECYCLE_STOPS_MAX];
    size_t n = lifecycle_plan(stops, kind, days);
    for (size_t i = 0; i < n; i++) {
        steps[i].stop = stops[i];
        set(&steps[i], i == 0 ? STOP_NOW : STOP_TODO, DAY_NONE);
    }
    for (size_t i = 0; i < count; i++) apply(steps, n, &events[i], days);
    for (size_t i = 0; i < n; i++) {
        bool runs = steps[i].state == STOP_NOW && steps[i].due_on != DAY_NONE;
        if (runs) steps[i].days_left = (int64_t)steps[i].due_on - today;
    }
    return n;
}

const struct lifecycle_step *lifecycle_step_at(const struct lifecycle_step *steps, size_t count) {
    for (size_t i = 0; i < count; i++) {
        if (steps[i].state != STOP_DONE && steps[i].state != STOP_TODO) return &steps[i];
    }
    return NULL;
}

static const struct lifecycle_stop *stop_of(struct str kind, struct str key, bool *within) {
    const struct lifecycle_stop *stops;
    size_t n = stops_of(&stops, kind);
    for (size_t i = 0; i < n; i++) {
        *within = i > 0 && i + 1 < n;
        if (str_is(key, stops[i].key)) return &stops[i];
    }
    *within = true;
    return n > 0 && str_is(kind, "entry") && str_is(key, group_notice.key) ? &group_notice : NULL;
}

struct str lifecycle_sentence(struct arena *a, struct str kind,
                              const struct row_household_event *event) {
    static const struct {
        const char *outcome, *before, *behind;
    } said[] = {
        {"returned", "“", "”这一步退回了。"},
        {"rejected", "“", "”没有通过。"},
        {"resubmitted", "“", "”的材料补好了，接着办。"},
        {"recalled", "“", "”的名单更正或撤回了，要重新公示。"},
        {"withdrawn", "您家撤回了，停在“", "”。"},
        {"ended", "停在“", "”，不再办了。"},
    };
    bool within;
    const struct lifecycle_stop *stop = stop_of(kind, event->stop, &within);
    if (!stop) return STR_NONE;
    for (size_t i = 0; i < sizeof said / sizeof said[0]; i++) {
        if (!str_is(event->outcome, said[i].outcome)) continue;
        return str_format(a, "%s%s%s", said[i].before, stop->label, said[i].behind);
    }
    bool begins = str_is(event->outcome, "reached") && within;
    return begins ? str_format(a, "“%s”开始。", stop->label) : str_from(stop->passed);
}

bool lifecycle_is_change(struct str kind, const struct row_household_event *event) {
    const struct lifecycle_stop *stops;
    size_t n = lifecycle_stops(&stops, kind);
    bool goes_on = str_is(event->outcome, "reached") || str_is(event->outcome, "passed");
    bool last = n == 0 || str_is(event->stop, stops[n - 1].key);
    return !goes_on || last || event->reason.n > 0;
}
