/*
 * The moves of a case, as one table: each place has an answer to each event. A few rules that need
 * more than the place (whose desk, notice, reason) stand below it, one function each. Whoever moves
 * a case (casefile.c, listing.c) asks here first and writes down what comes out.
 */
#include "model/register/lifecycle.h"

#define PLACES (CASE_ENDED + 1)

const struct label lifecycle_return_reasons[] = {
    {"papers", "材料不齐"},
    {"mismatch", "资料对不上"},
    {"procedure", "程序不到位"},
    {"objection", "异议成立"},
    {"list_error", "名单有错"},
    {"other_return", "其他（写明）"},
    {NULL, NULL},
};

const struct label lifecycle_reject_reasons[] = {
    {"income", "收入超过标准"},
    {"not_hard", "没有达到纳入条件"},
    {"assets", "有房、车等较大财产"},
    {"payroll", "家人由财政供养"},
    {"untrue", "情况不属实"},
    {"not_yet", "还没有达到脱贫标准"},
    {"cleared", "核实后没有问题"},
    {"other_reject", "其他（写明）"},
    {NULL, NULL},
};

const struct label lifecycle_removal_reasons[] = {
    {"house", "近三年买了房或建了豪华住房"},
    {"vehicle", "有小轿车或大型机械"},
    {"public_pay", "家人由财政发工资"},
    {"company", "名下有公司或入股企业"},
    {"false_data", "纳入时资料不实"},
    {"other_removal", "其他（写明）"},
    {NULL, NULL},
};

const struct label lifecycle_exit_reasons[] = {
    {"secure", "收入稳定超过标准，两不愁三保障和饮水都有保障"},
    {"risk_gone", "返贫风险已经消除"},
    {NULL, NULL},
};

const struct label lifecycle_natural_reasons[] = {
    {"death", "家里人都已去世"},
    {"moved", "全家迁走"},
    {"merged", "并入另一户"},
    {NULL, NULL},
};

const char *const lifecycle_reason_codes[] = {
    "papers",       "mismatch",   "procedure", "objection",    "list_error",
    "other_return", "income",     "not_hard",  "assets",       "payroll",
    "untrue",       "not_yet",    "cleared",   "other_reject", "house",
    "vehicle",      "public_pay", "company",   "false_data",   "other_removal",
    "secure",       "risk_gone",  "death",     "moved",        "merged",
    NULL,
};

/* Where an event leads from a place, or why it does not. */
struct rule {
    enum lifecycle_fault fault;
    enum lifecycle_place to;
};
#define TO(place)                                                                                  \
    { MOVE_FINE, place }
#define NOT(reason)                                                                                \
    { reason, CASE_NONE }
#define OVER                                                                                       \
    NOT(MOVE_OVER), NOT(MOVE_OVER), NOT(MOVE_OVER), NOT(MOVE_OVER), NOT(MOVE_OVER),                \
        NOT(MOVE_OVER), NOT(MOVE_OVER), NOT(MOVE_OVER), NOT(MOVE_OVER)

/* clang-format off */
static const struct rule rules[PLACES][LIFECYCLE_EVENTS] = {
    /*                  begin                pass                 return               resubmit                reject               withdraw           cease           recall               close */
    [CASE_NONE]     = { TO(CASE_RUNNING),    NOT(MOVE_NO_CASE),   NOT(MOVE_NO_CASE),   NOT(MOVE_NO_CASE),      NOT(MOVE_NO_CASE),   NOT(MOVE_NO_CASE), TO(CASE_NONE),  NOT(MOVE_NO_CASE),   NOT(MOVE_NO_CASE) },
    [CASE_WAITING]  = { TO(CASE_RUNNING),    TO(CASE_WAITING),    TO(CASE_RETURNED),   NOT(MOVE_NOT_RETURNED), TO(CASE_REJECTED),   TO(CASE_ENDED),    TO(CASE_ENDED), TO(CASE_WAITING),    TO(CASE_DONE) },
    [CASE_RUNNING]  = { NOT(MOVE_BEGUN),     TO(CASE_WAITING),    TO(CASE_RETURNED),   NOT(MOVE_NOT_RETURNED), TO(CASE_REJECTED),   TO(CASE_ENDED),    TO(CASE_ENDED), TO(CASE_WAITING),    TO(CASE_DONE) },
    [CASE_RETURNED] = { NOT(MOVE_RETURNED),  NOT(MOVE_RETURNED),  NOT(MOVE_RETURNED),  TO(CASE_WAITING),       TO(CASE_REJECTED),   TO(CASE_ENDED),    TO(CASE_ENDED), TO(CASE_WAITING),    NOT(MOVE_RETURNED) },
    [CASE_DONE]     = { OVER },
    [CASE_REJECTED] = { OVER },
    [CASE_ENDED]    = { OVER },
};
/* clang-format on */

static const char *const outcomes[LIFECYCLE_EVENTS] = {
    [EVENT_BEGIN] = "reached",        [EVENT_PASS] = "passed",     [EVENT_RETURN] = "returned",
    [EVENT_RESUBMIT] = "resubmitted", [EVENT_REJECT] = "rejected", [EVENT_WITHDRAW] = "withdrawn",
    [EVENT_CEASE] = "ended",          [EVENT_RECALL] = "recalled", [EVENT_CLOSE] = "passed",
};

static const char *const texts[LIFECYCLE_FAULTS] = {
    [MOVE_FINE] = "",
    [MOVE_NO_CASE] = "这户现在没有正在办的事。",
    [MOVE_NO_KIND] = "没有这种办理事项，请重新选择。",
    [MOVE_OVER] = "这件事已经办结，不能再改。情况有变化，请另开一件。",
    [MOVE_REGISTERED] = "这户已经在册，不用再申请纳入。",
    [MOVE_NOT_REGISTERED] = "这户现在不在册，不能办脱贫、清退或自然减少。",
    [MOVE_CEASED] = "这户的登记已经因自然减少结束，不能再办。",
    [MOVE_BEGUN] = "这一步已经开始了。",
    [MOVE_RETURNED] = "已经退回，要先补好材料重新提交。",
    [MOVE_NOT_RETURNED] = "没有退回，不用重新提交。",
    [MOVE_NOT_POSTED] = "这一步是公示：要先生成名单，由县里发布出来。",
    [MOVE_WINDOW] = "公示还没有满规定的天数，到最后一天24时以后才能往下办。",
    [MOVE_OBJECTION] = "还有异议没有办结，办结以后才能往下办。",
    [MOVE_LAST] = "这是最后一步，请点“办结”。",
    [MOVE_NOT_LAST] = "还没到最后一步，不能办结。",
    [MOVE_NOT_NOTICE] = "这一步不是公示。",
    [MOVE_TARGET] = "只能退回到现在这一步或者前面的步骤。",
    [MOVE_REASON] = "请选择原因，并用一句话写明。",
    [MOVE_NOT_THEIRS] = "只有申请纳入可以由户主撤回。",
    [MOVE_DESK] = "这一步不归您这一级办。",
};

struct str lifecycle_fault_text(enum lifecycle_fault fault) {
    return str_from(fault < LIFECYCLE_FAULTS ? texts[fault] : texts[MOVE_NO_KIND]);
}

const struct label *lifecycle_reasons(enum lifecycle_event event, struct str kind) {
    switch (event) {
    case EVENT_BEGIN:
        if (str_is(kind, "exit")) return lifecycle_exit_reasons;
        return str_is(kind, "removal") ? lifecycle_removal_reasons : NULL;
    case EVENT_RETURN: return lifecycle_return_reasons;
    case EVENT_REJECT: return lifecycle_reject_reasons;
    case EVENT_CEASE: return lifecycle_natural_reasons;
    default: return NULL;
    }
}

/* A move, with all that is asked about it. */
struct asked {
    struct str kind;
    const struct lifecycle_stop *plan[LIFECYCLE_STOPS_MAX];
    size_t count;
    struct lifecycle_position at;
    enum lifecycle_event event;
    const struct lifecycle_context *context;
};

static bool on_list(const struct label *list, struct str code) {
    for (; list->code; list++) {
        if (str_is(code, list->code)) return true;
    }
    return false;
}

/* Beginning a case wants a reason; beginning at a stop does not. */
static enum lifecycle_fault check_reason(const struct asked *q) {
    const struct label *list = lifecycle_reasons(q->event, q->kind);
    if (!list || (q->event == EVENT_BEGIN && q->at.place != CASE_NONE)) return MOVE_FINE;
    bool given = on_list(list, q->context->reason_code) && str_trim(q->context->reason).n > 0;
    return given ? MOVE_FINE : MOVE_REASON;
}

/* Notices are begun and recalled by publishing, which has its own permission. A household's own
 * word and a death are written down at the village's or the township's desk. */
static enum lifecycle_fault check_desk(const struct asked *q) {
    bool county = q->context->level == LEVEL_COUNTY;
    const struct lifecycle_stop *stop = q->plan[q->at.at];
    if (q->event == EVENT_RECALL) return MOVE_FINE;
    if (q->event == EVENT_WITHDRAW || q->event == EVENT_CEASE)
        return county ? MOVE_DESK : MOVE_FINE;
    if (q->event == EVENT_BEGIN && q->at.place != CASE_NONE && stop->notice != NOTICE_NONE) {
        return MOVE_FINE;
    }
    if (stop->level == LEVEL_COUNTY) return county ? MOVE_FINE : MOVE_DESK;
    return !county && q->context->level >= stop->level ? MOVE_FINE : MOVE_DESK;
}

static enum lifecycle_fault check_household(const struct asked *q) {
    const struct lifecycle_context *c = q->context;
    if (q->at.place != CASE_NONE) return MOVE_FINE;
    if (c->ceased) return MOVE_CEASED;
    if (q->event == EVENT_BEGIN && str_is(q->kind, "entry")) {
        return c->registered ? MOVE_REGISTERED : MOVE_FINE;
    }
    return c->registered ? MOVE_FINE : MOVE_NOT_REGISTERED;
}

static enum lifecycle_fault check_begin(const struct asked *q) {
    if (q->at.place == CASE_NONE) return MOVE_FINE;
    if (q->at.at + 1 == q->count) return MOVE_LAST;
    if (q->plan[q->at.at]->notice == NOTICE_NONE) return MOVE_FINE;
    return q->context->posted ? MOVE_FINE : MOVE_NOT_POSTED;
}

static enum lifecycle_fault check_pass(const struct asked *q) {
    if (q->at.at + 1 == q->count) return MOVE_LAST;
    if (q->plan[q->at.at]->notice != NOTICE_NONE) {
        if (q->at.place != CASE_RUNNING) return MOVE_NOT_POSTED;
        if (!q->context->window_over) return MOVE_WINDOW;
    }
    return q->context->objections > 0 ? MOVE_OBJECTION : MOVE_FINE;
}

static enum lifecycle_fault check_close(const struct asked *q) {
    if (q->at.at + 1 < q->count) return MOVE_NOT_LAST;
    return q->context->objections > 0 ? MOVE_OBJECTION : MOVE_FINE;
}

static enum lifecycle_fault check_recall(const struct asked *q) {
    size_t target = q->context->target;
    if (target > q->at.at) return MOVE_TARGET;
    if (q->plan[target]->notice == NOTICE_NONE) return MOVE_NOT_NOTICE;
    bool waits = target == q->at.at && q->at.place == CASE_WAITING;
    return waits ? MOVE_NOT_POSTED : MOVE_FINE;
}

static enum lifecycle_fault check_event(const struct asked *q) {
    switch (q->event) {
    case EVENT_BEGIN: return check_begin(q);
    case EVENT_PASS: return check_pass(q);
    case EVENT_RETURN: return q->context->target > q->at.at ? MOVE_TARGET : MOVE_FINE;
    case EVENT_RECALL: return check_recall(q);
    case EVENT_WITHDRAW: return str_is(q->kind, "entry") ? MOVE_FINE : MOVE_NOT_THEIRS;
    case EVENT_CLOSE: return check_close(q);
    default: return MOVE_FINE;
    }
}

static enum lifecycle_fault check(const struct asked *q) {
    enum lifecycle_fault fault = check_household(q);
    if (fault == MOVE_FINE) fault = check_desk(q);
    if (fault == MOVE_FINE) fault = check_event(q);
    return fault == MOVE_FINE ? check_reason(q) : fault;
}

static enum lifecycle_effect effect_of(const struct asked *q) {
    if (q->event == EVENT_CEASE) return q->context->registered ? EFFECT_CEASE : EFFECT_NONE;
    if (q->event != EVENT_CLOSE) return EFFECT_NONE;
    if (str_is(q->kind, "entry")) return EFFECT_ENTER;
    return str_is(q->kind, "exit") ? EFFECT_LIFT : EFFECT_REMOVE;
}

/* The stop the event is written at, which is where the case is then, but for a pass. */
static size_t stop_of_event(const struct asked *q) {
    bool back = q->event == EVENT_RETURN || q->event == EVENT_RECALL;
    if (q->at.place == CASE_NONE) return 0;
    return back ? q->context->target : q->at.at;
}

enum lifecycle_fault lifecycle_move(struct lifecycle_move *out, struct str kind,
                                    const struct lifecycle_days *days, struct lifecycle_position at,
                                    enum lifecycle_event event,
                                    const struct lifecycle_context *context) {
    struct asked q = {.kind = kind, .at = at, .event = event, .context = context};
    q.count = lifecycle_plan(q.plan, kind, days);
    if (q.count == 0 || event >= LIFECYCLE_EVENTS) return MOVE_NO_KIND;
    if (at.place == CASE_NONE) q.at.at = 0;
    if (at.place >= PLACES || q.at.at >= q.count) return MOVE_NO_CASE;
    const struct rule *rule = &rules[at.place][event];
    enum lifecycle_fault fault = rule->fault == MOVE_FINE ? check(&q) : rule->fault;
    if (fault != MOVE_FINE) return fault;
    size_t stop = stop_of_event(&q);
    *out = (struct lifecycle_move){
        .to = {rule->to, event == EVENT_PASS ? stop + 1 : stop},
        .stop = q.plan[stop]->key,
        .outcome = outcomes[event],
        .effect = effect_of(&q),
    };
    if (event == EVENT_CEASE && at.place == CASE_NONE) { /* a fact of the household, of no case */
        out->stop = "natural";
        out->outcome = "reached";
    }
    return MOVE_FINE;
}

struct lifecycle_position lifecycle_position(const struct lifecycle_step *steps, size_t count,
                                             struct str ended) {
    static const enum lifecycle_place places[] = {
        [STOP_TODO] = CASE_WAITING,      [STOP_NOW] = CASE_WAITING,       [STOP_DONE] = CASE_DONE,
        [STOP_RETURNED] = CASE_RETURNED, [STOP_REJECTED] = CASE_REJECTED, [STOP_ENDED] = CASE_ENDED,
    };
    const struct lifecycle_step *at = lifecycle_step_at(steps, count);
    struct lifecycle_position p = {CASE_DONE, count > 0 ? count - 1 : 0};
    if (at) p = (struct lifecycle_position){places[at->state], (size_t)(at - steps)};
    if (at && at->state == STOP_NOW && at->begun) p.place = CASE_RUNNING;
    if (str_is(ended, "done")) p.place = CASE_DONE;
    if (str_is(ended, "rejected")) p.place = CASE_REJECTED;
    if (str_is(ended, "withdrawn") || str_is(ended, "ended")) p.place = CASE_ENDED;
    return p;
}
