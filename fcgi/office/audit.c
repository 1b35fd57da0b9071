/*
 * The record, for auditors: searching it, and taking it away as a file. Nothing here changes
 * anything but for the row that says who took a file.
 */
#include "model/county/audit.h"

#include "base/arena.h"
#include "base/csv_row.h"
#include "model/county/account.h"
#include "model/register/intake.h"
#include "office/office.h"
#include "page/page.h"
#include "view/link.h"

#define CSV_ROWS    5000
#define CSV_BYTES   (3u << 20) /* a row more than that is not begun */
#define CSV_COLUMNS 14

struct audit_sent {
    struct str login, region, action, kind;
    int64_t id, before;
    int32_t from, to;
};

#define TEXT(NAME, LABEL, MOST)                                                                    \
    {                                                                                              \
        .name = #NAME, .label = LABEL, .kind = FIELD_TEXT, .max = MOST,                            \
        .offset = offsetof(struct audit_sent, NAME)                                                \
    }
#define NUMBER(NAME, LABEL)                                                                        \
    {                                                                                              \
        .name = #NAME, .label = LABEL, .kind = FIELD_INT, .min = 1, .max = INT64_MAX,              \
        .offset = offsetof(struct audit_sent, NAME)                                                \
    }
#define DAY(NAME, LABEL)                                                                           \
    {                                                                                              \
        .name = #NAME, .label = LABEL, .kind = FIELD_DAY,                                          \
        .offset = offsetof(struct audit_sent, NAME)                                                \
    }

static const struct field fields[] = {
    TEXT(login, "账号", 40),
    {.name = "region",
     .label = "哪个地方",
     .kind = FIELD_DIGITS,
     .max = 12,
     .offset = offsetof(struct audit_sent, region)},
    TEXT(action, "做了什么", 40),
    TEXT(kind, "对什么", 20),
    NUMBER(id, "它的号"),
    DAY(from, "从哪天起"),
    DAY(to, "到哪天"),
    NUMBER(before, "翻页"),
};
const struct form office_audit_fields = FORM(fields, struct audit_sent);

static struct audit_filter filter_of(const struct audit_sent *sent, int64_t most) {
    return (struct audit_filter){
        .login = sent->login,
        .region = sent->region,
        .action = sent->action,
        .object_kind = sent->kind,
        .object_id = sent->id,
        .from_at = sent->from == DAY_NONE ? MOMENT_NONE : date_start(sent->from),
        .to_at = sent->to == DAY_NONE ? MOMENT_NONE : date_end(sent->to),
        .before_id = sent->before == INT64_MIN ? 0 : sent->before,
        .most = most,
    };
}

static struct str number(struct arena *a, int64_t n) {
    return n == INT64_MIN ? STR("") : str_format(a, "%lld", (long long)n);
}

static struct link_audit link_of(const struct request *rq, const struct audit_sent *sent) {
    return (struct link_audit){
        .login = sent->login,
        .region = sent->region,
        .action = sent->action,
        .kind = sent->kind,
        .id = number(rq->arena, sent->id),
        .from = date_iso(rq->arena, sent->from),
        .to = date_iso(rq->arena, sent->to),
    };
}

static struct view_choice *words(size_t *count, const struct request *rq,
                                 const struct audit_word *list, struct str chosen) {
    size_t n = 0;
    while (list[n].code) n++;
    struct view_choice *first = ARENA_ARRAY(rq->arena, struct view_choice, n + 1);
    struct view_choice *next = frame_choice(first, STR(""), STR("全部"), chosen);
    for (size_t i = 0; i < n; i++) {
        next = frame_choice(next, str_from(list[i].code), str_from(list[i].text), chosen);
    }
    *count = n + 1;
    return first;
}

static struct view_office_audit_row row_of(const struct request *rq,
                                           const struct row_audit_found *r) {
    struct arena *a = rq->arena;
    struct str kind = audit_word_text(audit_kinds, r->object_kind);
    return (struct view_office_audit_row){
        .id = r->id,
        .at = r->at,
        .who = r->name.n
                   ? str_format(a, STR_FMT "（" STR_FMT "）", STR_ARG(r->name), STR_ARG(r->login))
                   : r->login,
        .role = account_role_text(r->role),
        .place = r->place.n ? r->place : r->region,
        .what = audit_word_text(audit_actions, r->action),
        .about = str_format(a, STR_FMT " " STR_FMT, STR_ARG(kind),
                            STR_ARG(number(a, r->object_id))),
        .detail = r->detail,
        .was = r->was,
        .became = r->became,
        .request = r->request_id,
        .hash = str_hex(a, r->hash.p, r->hash.n < 6 ? r->hash.n : 6),
    };
}

enum status office_audit(struct request *rq, struct response *rs) {
    const struct audit_sent *sent = rq->form;
    struct audit_filter f = filter_of(sent, PAGE_ROWS);
    struct row_audit_found *rows;
    struct link_audit link = link_of(rq, sent);
    const struct link_audit everything = {.before = 0};
    size_t count;
    bool more;
    enum status st = audit_search(&rows, &count, &more, rq->db, rq->actor, &f);
    if (st != OK) return st;
    struct view_office_audit v = {
        .frame = frame_new(rq, STR("操作记录"), "audit"),
        .action = link_office_audit(rq->arena, &everything, false),
        .login = sent->login,
        .id = link.id,
        .from = link.from,
        .to = link.to,
        .narrowed = sent->login.n + sent->region.n + sent->action.n + sent->kind.n + link.id.n +
                        link.from.n + link.to.n >
                    0,
        .rows = ARENA_ARRAY(rq->arena, struct view_office_audit_row, count),
        .rows_count = count,
        .all = link_office_audit(rq->arena, &everything, false),
        .csv = link_office_audit(rq->arena, &link, true),
    };
    for (size_t i = 0; i < count; i++) v.rows[i] = row_of(rq, &rows[i]);
    if (f.before_id) v.newest = link_office_audit(rq->arena, &link, false);
    if (more) {
        link.before = rows[count - 1].id;
        v.older = link_office_audit(rq->arena, &link, false);
    }
    v.actions = words(&v.actions_count, rq, audit_actions, sent->action);
    v.kinds = words(&v.kinds_count, rq, audit_kinds, sent->kind);
    st = page_regions(&v.regions, &v.regions_count, rq, sent->region);
    if (st == OK) view_office_audit(&rs->body, &v);
    return st;
}

static void put(struct response *rs, struct arena *a, const struct row_audit_found *r) {
    struct str cells[CSV_COLUMNS] = {
        number(a, r->id),
        moment_iso(a, r->at),
        r->login,
        r->name,
        r->role,
        r->region,
        r->action,
        r->object_kind,
        number(a, r->object_id),
        r->detail,
        r->was,
        r->became,
        r->request_id,
        str_hex(a, r->hash.p, r->hash.n),
    };
    for (size_t i = 0; i < CSV_COLUMNS; i++) cells[i] = intake_guard(a, cells[i]);
    csv_row(&rs->body, cells, CSV_COLUMNS);
}

enum status office_audit_csv(struct request *rq, struct response *rs) {
    static const struct str heading[CSV_COLUMNS] = {
        STR_INIT("序号"),   STR_INIT("时间"), STR_INIT("账号"), STR_INIT("姓名"),
        STR_INIT("角色"),   STR_INIT("地方"), STR_INIT("动作"), STR_INIT("对象"),
        STR_INIT("对象号"), STR_INIT("说明"), STR_INIT("原来"), STR_INIT("后来"),
        STR_INIT("请求号"), STR_INIT("指纹"),
    };
    const struct audit_sent *sent = rq->form;
    struct audit_filter f = filter_of(sent, CSV_ROWS);
    struct row_audit_found *rows;
    size_t count, n = 0;
    bool more;
    enum status st = audit_search(&rows, &count, &more, rq->db, rq->actor, &f);
    if (st != OK) return st;
    rs->type = "text/csv; charset=utf-8";
    rs->filename = STR("audit.csv");
    BUF_LIT(&rs->body, "\xEF\xBB\xBF");
    csv_row(&rs->body, heading, CSV_COLUMNS);
    for (; n < count && rs->body.n < CSV_BYTES; n++) put(rs, rq->arena, &rows[n]);
    return audit_add(rq->db, rq->actor, "audit_export", "audit", INT64_MIN,
                     str_format(rq->arena, "导出 %zu 条", n), rq->now);
}
