/*
 * The table of findings: what is asked, what it means, what to do. A new rule is a statement in
 * sql/query/finding.sql and a row here.
 */
#include "base/arena.h"
#include "base/date.h"
#include "model/register/finding.h"
#include "model/register/lifecycle.h"
#include "query.h"

#define ASK(name)                                                                                  \
    static enum status ask_##name(struct row_finding **rows, size_t *count, struct db *db,         \
                                  const struct finding_ask *q) {                                   \
        return q_finding_##name(rows, count, db, q->scope, q->after_region, q->after_id, q->today, \
                                q->since, q->most);                                                \
    }
/* Of cases: these know which stops a notice follows. */
#define ASK_STOPS(name)                                                                            \
    static enum status ask_##name(struct row_finding **rows, size_t *count, struct db *db,         \
                                  const struct finding_ask *q) {                                   \
        return q_finding_##name(rows, count, db, q->scope, q->after_region, q->after_id, q->today, \
                                q->since, q->stops, q->most);                                      \
    }
ASK(no_measure)
ASK(no_helper)
ASK(helper_gap)
ASK(no_visit)
ASK(no_head)
ASK(two_heads)
ASK(no_members)
ASK(same_id)
ASK(odd_document)
ASK(left_paid)
ASK(stuck_payment)
ASK_STOPS(list_overdue)
ASK(notice_overdue)
ASK_STOPS(stop_overdue)

static struct str day_text(struct arena *a, const struct row_finding *r, const char *what) {
    if (r->on_day == DAY_NONE) return STR("");
    return str_format(a, STR_FMT "%s", STR_ARG(date_text(a, r->on_day)), what);
}

static struct str say_nothing(struct arena *a, const struct row_finding *r) {
    (void)a, (void)r;
    return STR("");
}

static struct str say_kind(struct arena *a, const struct row_finding *r) {
    return str_format(a, STR_FMT "，" STR_FMT, STR_ARG(label_text(lifecycle_kinds, r->kind)),
                      STR_ARG(day_text(a, r, "纳入")));
}

static struct str say_alone(struct arena *a, const struct row_finding *r) {
    return day_text(a, r, " 起没有");
}

static struct str say_gap(struct arena *a, const struct row_finding *r) {
    int32_t to = DAY_NONE;
    date_parse(&to, r->more);
    return str_format(a, STR_FMT STR_FMT " 才又有", STR_ARG(day_text(a, r, " 起没有，")),
                      STR_ARG(date_text(a, to)));
}

static struct str say_visit(struct arena *a, const struct row_finding *r) {
    return r->on_day == DAY_NONE ? STR("还没有走访记录") : day_text(a, r, " 走访过");
}

static struct str say_left(struct arena *a, const struct row_finding *r) {
    return day_text(a, r, " 离开");
}

/* The other household may be of elsewhere: its code is public, and all that is told. */
static struct str say_same(struct arena *a, const struct row_finding *r) {
    return str_format(a, "和户 " STR_FMT, STR_ARG(r->detail));
}

static struct str say_paid(struct arena *a, const struct row_finding *r) {
    return str_format(a, STR_FMT "以后，" STR_FMT "，" STR_FMT,
                      STR_ARG(label_text(lifecycle_endings, r->kind)), STR_ARG(r->detail),
                      STR_ARG(date_text(a, r->on_day)));
}

static struct str say_stuck(struct arena *a, const struct row_finding *r) {
    return str_format(a, "停在" STR_FMT "，" STR_FMT, STR_ARG(r->detail),
                      STR_ARG(day_text(a, r, " 起")));
}

/* What happened last, as the household's own page says it. */
static struct str say_case(struct arena *a, const struct row_finding *r) {
    const struct row_household_event last = {.stop = r->detail,
                                             .outcome = r->more,
                                             .on_day = r->on_day,
                                             .due_on = DAY_NONE,
                                             .reason = STR("")};
    return str_format(
        a, STR_FMT "：" STR_FMT "（" STR_FMT "）", STR_ARG(label_text(lifecycle_cases, r->kind)),
        STR_ARG(lifecycle_sentence(a, r->kind, &last)), STR_ARG(date_text(a, r->on_day)));
}

/* on_day is the last day of the notice. */
static struct str say_notice(struct arena *a, const struct row_finding *r) {
    return str_format(a, STR_FMT "的公示，" STR_FMT " 24 时已经期满",
                      STR_ARG(label_text(lifecycle_cases, r->kind)),
                      STR_ARG(date_text(a, r->on_day)));
}

const struct finding_rule finding_rules[FINDING_RULES] = {
    {"no_measure", "监测户没有帮扶措施", "纳入监测超过 # 天，还没有一项帮扶措施。",
     "问清这户缺什么，定一项措施登记上。", "measure", "添一项措施", LIMIT_DAYS, 30, ask_no_measure,
     say_kind},
    {"no_helper", "没有帮扶责任人", "在册，今天没有人帮扶。", "指定一个帮扶责任人。", "helper",
     "指定帮扶责任人", LIMIT_DAYS, 0, ask_no_helper, say_alone},
    {"helper_gap", "帮扶责任人断档", "最近 # 天里换人，中间有几天没有人帮扶。",
     "核对交接的日子；确实断了的，写明原因。", NULL, "", LIMIT_DAYS, 90, ask_helper_gap, say_gap},
    {"no_visit", "本月还没有走访", "在册，这个月还没有人去走访过。", "去看一看，回来记一次走访。",
     "visit", "记一次走访", LIMIT_MONTH, 0, ask_no_visit, say_visit},
    {"no_head", "没有户主", "家里有人，但是没有户主。", "从家里人中选一个换成户主。", "head",
     "换户主", LIMIT_DAYS, 0, ask_no_head, say_nothing},
    {"two_heads", "不止一个户主", "家里有两个以上的户主。", "核对户口簿，只留一个户主。", "head",
     "换户主", LIMIT_DAYS, 0, ask_two_heads, say_nothing},
    {"no_members", "家里没有人了", "还在册，但是家里人都离开了。", "核实以后办自然减少。", "cease",
     "自然减少", LIMIT_DAYS, 0, ask_no_members, say_left},
    {"same_id", "证件号码和别户重复", "家里有人的证件号码，在另一个在册或正在办的户里也有。",
     "和另一户核对证件，登记错的一户要更正。", NULL, "", LIMIT_DAYS, 0, ask_same_id, say_same},
    {"odd_document", "证件要核对", "家里有人登记的不是身份证，也不是残疾证。",
     "看原件；补办了身份证的，更正号码。", NULL, "", LIMIT_DAYS, 0, ask_odd_document, say_nothing},
    {"left_paid", "不在册了还在发钱", "清退或者自然减少以后，# 天以内还有钱在发。",
     "核对该不该发；该停的停，该发的写明原因。", NULL, "", LIMIT_DAYS, 365, ask_left_paid,
     say_paid},
    {"stuck_payment", "钱停着不动", "申报、审批或拨付以后，# 天没有动。",
     "问一问停在的单位，问到以后更改这笔发放。", NULL, "", LIMIT_DAYS, 30, ask_stuck_payment,
     say_stuck},
    {"list_overdue", "该公示没公示", "轮到公示超过 # 天，还没有出名单。",
     "在“待公示”里生成名单，交去发布。", NULL, "", LIMIT_LIST, 0, ask_list_overdue, say_case},
    {"notice_overdue", "公示期满没人办", "公示已经期满，也没有异议，还没有往下办。",
     "打开这户，往下办。", "pass", "往下办", LIMIT_DAYS, 0, ask_notice_overdue, say_notice},
    {"stop_overdue", "一步办了太久", "停在同一步超过 # 天，或者过了这一步的期限。",
     "打开这户看卡在哪里，往下办或者退回。", NULL, "", LIMIT_STOP, 0, ask_stop_overdue, say_case},
};
