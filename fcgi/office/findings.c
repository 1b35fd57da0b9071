/*
 * Findings in the office: what there is, the households of one rule (also as a table to take away),
 * and settling one with a reason. What is found and for how long a note rests is the model's.
 */
#include "office/office.h"

#include "base/arena.h"
#include "base/seal.h"
#include "base/text.h"
#include "model/county/account.h"
#include "model/county/audit.h"
#include "model/register/finding.h"
#include "model/register/intake.h"
#include "office/many.h"
#include "office/part.h"
#include "view/link.h"

struct list_sent {
    struct str rule;
    struct cursor before;
};
static const struct field list_fields[] = {
    {.name = "rule",
     .label = "哪一种疑点",
     .kind = FIELD_TEXT,
     .max = 20,
     .offset = offsetof(struct list_sent, rule)},
    {.name = "before",
     .label = "翻页",
     .kind = FIELD_CURSOR,
     .offset = offsetof(struct list_sent, before)},
};
const struct form office_findings_fields = FORM(list_fields, struct list_sent);

struct note_sent {
    struct str reason, days;
};
static const struct label rests[] = {
    {"7", "7 天"},   {"30", "30 天"},   {"90", "90 天"},
    {"365", "一年"}, {"0", "重新列出"}, {NULL, NULL},
};
static const char *const rest_codes[] = {"7", "30", "90", "365", "0", NULL};
static const struct field note_fields[] = {
    {.name = "token", .label = "表单", .kind = FIELD_TOKEN},
    {.name = "once", .label = "表单", .kind = FIELD_ONCE},
    {.name = "reason",
     .label = "核实的情况和原因",
     .kind = FIELD_TEXT,
     .required = true,
     .max = 200,
     .offset = offsetof(struct note_sent, reason)},
    {.name = "days",
     .label = "放多久",
     .kind = FIELD_CHOICE,
     .required = true,
     .choices = rest_codes,
     .offset = offsetof(struct note_sent, days)},
};
const struct form office_finding_note_fields = FORM(note_fields, struct note_sent);

/* --- all rules --- */

struct str part_finding_number(struct arena *a, const struct finding_counts *c, size_t i) {
    return str_format(a, "%lld%s", (long long)c->number[i], c->capped[i] ? "+" : "");
}

static struct str made_text(struct arena *a, const struct finding_counts *c, int64_t now) {
    if (c->counted < c->places) {
        return str_format(a, "还在数：%zu 个乡镇数了 %zu 个。过一会儿再打开，就数全了。", c->places,
                          c->counted);
    }
    if (c->oldest == INT64_MIN || c->oldest >= now - 60) return STR("");
    return str_format(a, STR_FMT " 数的。", STR_ARG(moment_text(a, c->oldest)));
}

static enum status show_rules(struct request *rq, struct response *rs) {
    struct finding_counts counts;
    struct settings settings;
    enum status st = finding_counts(&counts, rq->db, rq->actor, rq->now);
    if (st == OK) st = settings_load(&settings, rq->db);
    if (st != OK) return st;
    struct view_office_findings v = {
        .frame = frame_new(rq, STR("疑点清单"), "findings"),
        .made = made_text(rq->arena, &counts, rq->now),
        .rules = ARENA_ARRAY(rq->arena, struct view_office_finding_rule, FINDING_RULES),
        .clear = ARENA_ARRAY(rq->arena, struct view_office_finding_rule, FINDING_RULES),
        .csv = link_office_findings_csv(rq->arena, STR_NONE),
    };
    for (size_t i = 0; i < FINDING_RULES; i++) {
        const struct finding_rule *rule = &finding_rules[i];
        bool none = counts.number[i] == 0;
        *(none ? &v.clear[v.clear_count++]
               : &v.rules[v.rules_count++]) = (struct view_office_finding_rule){
            .self = link_office_findings(rq->arena, str_from(rule->code), (struct cursor){0, 0}),
            .title = str_from(rule->title),
            .number = none ? STR("") : part_finding_number(rq->arena, &counts, i),
            .sentence = finding_sentence(rq->arena, rule, finding_days(rule, &settings)),
        };
    }
    view_office_findings(&rs->body, &v);
    return OK;
}

/* --- one rule --- */

static struct str head_of(struct str name) {
    return name.n ? name : STR("（没有户主）");
}

static struct view_office_finding_row *rows_of(const struct request *rq,
                                               const struct finding_rule *rule,
                                               const struct finding_page *page) {
    struct arena *a = rq->arena;
    bool writes = account_may(rq->actor, MAY_KEEP);
    struct view_office_finding_row *out = ARENA_ARRAY(a, struct view_office_finding_row,
                                                      page->count);
    for (size_t i = 0; i < page->count; i++) {
        const struct row_finding *r = &page->rows[i];
        out[i] = (struct view_office_finding_row){
            .self = link_office_household(a, r->code),
            .name = head_of(r->name),
            .code = r->code,
            .place = str_format(a, STR_FMT " " STR_FMT, STR_ARG(r->village), STR_ARG(r->team)),
            .text = rule->say(a, r),
            .mend = rule->deed ? link_office_deed(a, r->code, rule->deed, INT64_MIN)
                               : (struct url){STR_NONE},
            .label = str_from(rule->deed_label),
        };
        if (!writes) continue;
        out[i].settle = link_office_finding(a, rule->code, r->code);
        out[i].tick = many_tick(rq, r->code, r->code, false);
    }
    return out;
}

static enum status fill_resting(struct view_office_finding *v, const struct request *rq,
                                const struct finding_rule *rule) {
    struct row_finding_note *rows;
    size_t count;
    enum status st = finding_resting(&rows, &count, rq->db, rq->actor, rule, rq->now);
    if (st != OK) return st;
    v->resting = ARENA_ARRAY(rq->arena, struct view_office_finding_rest, count);
    v->resting_count = count;
    for (size_t i = 0; i < count; i++) {
        const struct row_finding_note *n = &rows[i];
        v->resting[i] = (struct view_office_finding_rest){
            .name = head_of(n->name),
            .code = n->code,
            .place = n->village,
            .reason = n->reason,
            .who = n->who,
            .made = n->made_on,
            .until = n->until_on,
        };
        if (!account_may(rq->actor, MAY_KEEP)) continue;
        v->resting[i].self = link_office_finding(rq->arena, rule->code, n->code);
    }
    return OK;
}

/* A place in the list is the code of a village (or township) and an id. */
static enum status page_at(struct finding_page *page, const struct request *rq,
                           const struct finding_rule *rule, struct cursor at, size_t most,
                           int64_t ms) {
    struct str after = at.id ? str_format(rq->arena, "%lld", (long long)at.at) : STR_NONE;
    return finding_list(page, rq->db, rq->actor, rule, after, at.id, most, ms, rq->now);
}

static struct cursor place_after(const struct finding_page *page) {
    struct cursor at = {0, page->after_id};
    str_int(&at.at, page->after_region);
    return at;
}

static enum status show_rule(struct request *rq, struct response *rs,
                             const struct finding_rule *rule, struct cursor before) {
    struct finding_page page;
    struct settings settings;
    struct str code = str_from(rule->code);
    enum status st = page_at(&page, rq, rule, before, PAGE_ROWS, FINDING_LIST_MS);
    if (st == OK) st = settings_load(&settings, rq->db);
    if (st != OK) return st;
    struct view_office_finding v = {
        .frame = frame_new(rq, str_from(rule->title), "findings"),
        .heading = str_from(rule->title),
        .sentence = finding_sentence(rq->arena, rule, finding_days(rule, &settings)),
        .advice = str_from(rule->advice),
        .back = link_office_findings(rq->arena, STR_NONE, (struct cursor){0, 0}),
        .rows = rows_of(rq, rule, &page),
        .rows_count = page.count,
        .cut = page.more && page.count < PAGE_ROWS,
        .csv = link_office_findings_csv(rq->arena, code),
    };
    if (page.more) v.next = link_office_findings(rq->arena, code, place_after(&page));
    if (page.count && account_may(rq->actor, MAY_KEEP)) {
        v.pick = many_pick(rq, &many_findings);
        v.pick->carried = ARENA_NEW(rq->arena, struct view_office_carried);
        v.pick->carried[v.pick->carried_count++] = (struct view_office_carried){STR("rule"), code};
    }
    if (before.id == 0) st = fill_resting(&v, rq, rule);
    if (st == OK) st = finding_looked(rq->db, rq->actor, "finding_list", code, rq->now);
    if (st == OK) view_office_finding(&rs->body, &v);
    return st;
}

enum status office_findings(struct request *rq, struct response *rs) {
    const struct list_sent *sent = rq->form;
    if (sent->rule.n == 0) return show_rules(rq, rs);
    const struct finding_rule *rule = finding_rule(sent->rule);
    return rule ? show_rule(rq, rs, rule, sent->before) : NOT_FOUND;
}

/* --- as a table --- */

#define CSV_ROWS 5000 /* of all rules together */
#define CSV_MS   6000 /* the same; nginx waits for 10 s */
#define COLUMNS  7

/* Every cell in quotes (RFC 4180), and none that a spreadsheet would run. */
static void put(struct buf *out, struct arena *a, const struct str *cells) {
    for (size_t i = 0; i < COLUMNS; i++) {
        struct str rest = intake_guard(a, cells[i]);
        buf_put(out, i ? STR(",\"") : STR("\""));
        while (rest.p) {
            buf_put(out, str_cut(&rest, '"'));
            if (rest.p) BUF_LIT(out, "\"\"");
        }
        BUF_LIT(out, "\"");
    }
    BUF_LIT(out, "\r\n");
}

static enum status put_rule(struct buf *out, const struct request *rq,
                            const struct finding_rule *rule, const struct settings *settings,
                            size_t *left, int64_t ms) {
    struct arena *a = rq->arena;
    struct finding_page page;
    struct str title = str_from(rule->title);
    if (*left == 0) {
        put(out, a, (const struct str[COLUMNS]){title, STR("行数太多，请单独下载这一种")});
        return OK;
    }
    enum status st = page_at(&page, rq, rule, (struct cursor){0, 0}, *left, ms);
    if (st != OK) return st;
    struct str sentence = finding_sentence(a, rule, finding_days(rule, settings));
    for (size_t i = 0; i < page.count; i++) {
        const struct row_finding *r = &page.rows[i];
        struct str name = r->name.n ? text_mask_name(a, r->name) : head_of(r->name);
        put(out, a,
            (const struct str[COLUMNS]){title, r->code, name, r->village, r->team, rule->say(a, r),
                                        sentence});
    }
    *left -= page.count;
    if (page.more) {
        struct str cut = str_format(a, "没有列完，到 " STR_FMT " 为止", STR_ARG(page.after_region));
        put(out, a, (const struct str[COLUMNS]){title, cut});
    }
    return OK;
}

static enum status write_csv(struct buf *out, const struct request *rq,
                             const struct finding_rule *only) {
    struct settings settings;
    size_t left = CSV_ROWS;
    enum status st = settings_load(&settings, rq->db);
    BUF_LIT(out, "\xEF\xBB\xBF");
    put(out, rq->arena,
        (const struct str[COLUMNS]){STR("疑点"), STR("户编号"), STR("户主"), STR("村"), STR("组"),
                                    STR("情况"), STR("说明")});
    for (size_t i = 0; st == OK && i < FINDING_RULES; i++) {
        if (!only || only == &finding_rules[i]) {
            st = put_rule(out, rq, &finding_rules[i], &settings, &left,
                          CSV_MS / (only ? 1 : FINDING_RULES));
        }
    }
    return st;
}

enum status office_findings_csv(struct request *rq, struct response *rs) {
    const struct list_sent *sent = rq->form;
    const struct finding_rule *only = finding_rule(sent->rule);
    if (sent->rule.n && !only) return NOT_FOUND;
    enum status st = write_csv(&rs->body, rq, only);
    if (st != OK) return st;
    rs->type = "text/csv; charset=utf-8";
    rs->filename = str_format(rq->arena, "findings%s%s.csv", only ? "-" : "",
                              only ? only->code : "");
    return finding_looked(rq->db, rq->actor, "finding_csv", sent->rule.n ? sent->rule : STR("all"),
                          rq->now);
}

/* --- settling one --- */

static enum status show_note(struct request *rq, struct response *rs,
                             const struct finding_rule *rule) {
    struct row_finding *row;
    struct row_finding_note_of *note;
    struct arena *a = rq->arena;
    struct str code = rq->args[1];
    enum status st = finding_of(&row, &note, rq->db, rq->actor, rule, code, rq->now);
    if (st != OK) return st;
    struct view_input *in = ARENA_ARRAY(a, struct view_input, 2);
    in[0] = *frame_input(rq, "reason", "核实的情况和原因", note ? note->reason : STR(""));
    in[0].hint = STR("给同事看的，不要写号码");
    in[1] = *frame_input(rq, "days", "放多久", STR(""));
    in[1].hint = STR("到那天还是这样，会再列出来");
    in[1].kind = STR("select");
    in[1].choices = page_labels(&in[1].choices_count, rq, rests, in[1].value);
    in[1].choices[0].label = STR("请选择");
    if (!note) in[1].choices_count--; /* nothing to list again */
    in[0].required = in[1].required = true;
    struct view_office_deed v = {
        .frame = frame_new(rq, STR("已核实"), "findings"),
        .heading = str_from(rule->title),
        .about = code,
        .lead = row ? str_format(a, STR_FMT " 户，" STR_FMT " " STR_FMT "。" STR_FMT,
                                 STR_ARG(head_of(row->name)), STR_ARG(row->village),
                                 STR_ARG(row->team), STR_ARG(rule->say(a, row)))
                    : STR("这一条正放着。"),
        .action = link_office_finding(a, rule->code, code),
        .token = rq->token,
        .once = seal_token(a),
        .problems = frame_problems(rq),
        .fields = in,
        .fields_count = 2,
        .button = STR("保存"),
        .back = link_office_findings(a, str_from(rule->code), (struct cursor){0, 0}),
    };
    view_office_deed(&rs->body, &v);
    if (!row) return OK; /* nobody is named */
    return audit_add(rq->db, rq->actor, "look", "household", row->id, str_from(rule->code),
                     rq->now);
}

enum status office_finding_note_form(struct request *rq, struct response *rs) {
    const struct finding_rule *rule = finding_rule(rq->args[0]);
    return rule ? show_note(rq, rs, rule) : NOT_FOUND;
}

enum status office_finding_note(struct request *rq, struct response *rs) {
    const struct note_sent *sent = rq->form;
    const struct finding_rule *rule = finding_rule(rq->args[0]);
    struct str why = STR("");
    int64_t days = -1;
    enum status st = INVALID;
    if (!rule) return NOT_FOUND;
    if (rq->problems.count == 0) {
        str_int(&days, sent->days);
        st = finding_settle(&why, rq->db, rq->actor, rule, rq->args[1], sent->reason, days,
                            rq->now);
        if (st == OK) {
            response_see(
                rs, link_office_findings(rq->arena, str_from(rule->code), (struct cursor){0, 0}));
        }
        if (st != INVALID && st != CONFLICT) return st;
        if (why.n == 0) why = STR("别人刚刚也改了这一户，请看一看再办。");
        problem_add(&rq->problems, rq->arena, NULL, STR_FMT, STR_ARG(why));
    }
    rs->status = st == CONFLICT ? 409 : 422;
    return show_note(rq, rs, rule);
}
