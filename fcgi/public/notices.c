/*
 * Announcements: the list with its filters, and one notice with its clock, list and history.
 */
#include "public/public.h"

#include "base/arena.h"
#include "model/publish/excerpt.h"
#include "model/publish/ledger_find.h"
#include "page/compare.h"
#include "page/csv_page.h"
#include "page/page.h"
#include "view/link.h"
#include "view/linked.h"
#include "view/markdown.h"

struct notices_sent {
    struct str type, region, state;
    int64_t year;
    struct cursor before;
};

static const char *const states[] = {"open", "closed", NULL};
static const struct label state_labels[] = {
    {"open", "还能提意见"}, {"closed", "已经结束"}, {NULL, NULL}};

static const struct field fields[] = {
    {.name = "type",
     .label = "哪一类",
     .kind = FIELD_CHOICE,
     .choices = label_type_codes,
     .offset = offsetof(struct notices_sent, type)},
    {.name = "region",
     .label = "哪个地方",
     .kind = FIELD_DIGITS,
     .max = 12,
     .offset = offsetof(struct notices_sent, region)},
    {.name = "state",
     .label = "还能不能提意见",
     .kind = FIELD_CHOICE,
     .choices = states,
     .offset = offsetof(struct notices_sent, state)},
    {.name = "year",
     .label = "哪一年",
     .kind = FIELD_INT,
     .min = 1990,
     .max = 2999,
     .offset = offsetof(struct notices_sent, year)},
    {.name = "before",
     .label = "翻页",
     .kind = FIELD_CURSOR,
     .offset = offsetof(struct notices_sent, before)},
};
const struct form public_notices_form = FORM(fields, struct notices_sent);

static struct link_filter filter_of(const struct request *rq, const struct notices_sent *sent) {
    struct link_filter f = {.type = sent->type, .region = sent->region, .state = sent->state};
    if (sent->year != INT64_MIN) f.year = str_format(rq->arena, "%lld", (long long)sent->year);
    return f;
}

static struct article_filter asked(const struct notices_sent *sent, int64_t most) {
    return (struct article_filter){
        .type = sent->type,
        .region = sent->region,
        .state = sent->state,
        .year = sent->year == INT64_MIN ? 0 : sent->year,
        .before_at = sent->before.at,
        .before_id = sent->before.id,
        .most = most,
    };
}

enum status public_notices(struct request *rq, struct response *rs) {
    const struct notices_sent *sent = rq->form;
    struct article_filter filter = asked(sent, PAGE_ROWS);
    struct row_notice_item *rows;
    size_t count;
    bool more;
    enum status st = article_notices(&rows, &count, &more, rq->db, &filter, rq->now);
    if (st != OK) return st;
    struct link_filter all = filter_of(rq, sent);
    const struct page_words words = {.types = label_types, .states = state_labels};
    struct cursor next = {0, 0};
    if (more) next = (struct cursor){rows[count - 1].published_at, rows[count - 1].id};
    struct str heading = sent->type.n ? label_text(label_types, sent->type) : STR("公告公示");
    struct view_notices_page v = {
        .frame = frame_new(rq, heading, "notices"),
        .heading = heading,
        .action = link_notices(rq->arena, &link_everything),
        .all = link_notices(rq->arena, &link_everything),
        .open = link_notices(rq->arena, &(struct link_filter){.state = STR("open")}),
        .rows = page_notices(rq, rows, count),
        .rows_count = count,
        .seek = page_seek(rq, STR("找公告"), STR("notice")),
        .pager = page_pager(rq, all, sent->before.id == 0, next),
        .phone = rq->site.phone,
        .phone_link = link_tel(rq->arena, rq->site.phone),
    };
    v.csv = link_self(rq->arena, STR("/notices.csv"), &all);
    struct link_filter kind = {.type = sent->type, .region = sent->region};
    v.feed = v.frame->feed = link_self(rq->arena, STR("/feeds/notices.atom"), &kind);
    v.calendar = link_self(rq->arena, STR("/feeds/notices.ics"),
                           &(struct link_filter){.region = sent->region});
    v.types = page_labels(&v.types_count, rq, label_types, sent->type);
    v.states = page_labels(&v.states_count, rq, state_labels, sent->state);
    st = page_regions(&v.regions, &v.regions_count, rq, sent->region);
    if (st == OK) st = page_tags(&v.tags, &v.tags_count, rq, all, &words);
    if (st == OK) view_notices_page(&rs->body, &v);
    return st;
}

enum status public_notices_csv(struct request *rq, struct response *rs) {
    static const char *const heads[] = {"编号",     "标题",     "类别",     "行政区划代码",
                                        "地方",     "发布时间", "提意见从", "提意见到",
                                        "能不能提", "第几版",   "网址",     NULL};
    static const char *const words[] = {[CLOCK_NONE] = "",
                                        [CLOCK_WAITING] = "还没开始",
                                        [CLOCK_OPEN] = "能提意见",
                                        [CLOCK_CLOSED] = "已经结束"};
    struct article_filter filter = asked(rq->form, CSV_PAGE_ROWS);
    struct row_notice_item *rows;
    struct csv_page t;
    size_t count;
    bool more;
    enum status st = article_notices(&rows, &count, &more, rq->db, &filter, rq->now);
    if (st != OK) return st;
    csv_page_begin(&t, rs, rq->arena, STR("notices.csv"), heads);
    for (size_t i = 0; i < count; i++) {
        const struct row_notice_item *n = &rows[i];
        struct clock clock = {n->opens_at, n->closes_at};
        csv_page_int(&t, n->id);
        csv_page_text(&t, n->title);
        csv_page_text(&t, label_text(label_types, n->type));
        csv_page_text(&t, n->region);
        csv_page_place(&t, n->above, n->place);
        csv_page_moment(&t, n->published_at);
        csv_page_moment(&t, n->opens_at);
        csv_page_moment(&t, n->closes_at);
        csv_page_text(&t, str_from(words[clock_state(&clock, rq->now)]));
        csv_page_int(&t, n->number);
        csv_page_url(&t, rq, link_notice(rq->arena, n->id));
        csv_page_end(&t);
    }
    return csv_page_whole(rq, rs, more, "按类别或者年份分开下载（在地址里加 type 或 year）");
}

static enum status show(struct request *rq, struct response *rs, int64_t number) {
    int64_t id;
    struct article a;
    struct str phone, hash;
    if (!page_id(&id, rq->args[0])) return NOT_FOUND;
    enum status st = article_find(&a, rq->db, "notice", id, number);
    if (st == OK) st = page_office_phone(&phone, rq, a.edition->region);
    if (st == OK) st = ledger_find_short(&hash, rq->db, a.edition->id);
    if (st != OK) return st;
    const struct row_article *e = a.edition;
    bool withdrawn = str_is(e->state, "withdrawn");
    struct view_notice_page v = {
        .frame = frame_new(rq, e->title, "notices"),
        .type = label_text(label_types, e->type),
        .title = e->title,
        .poster = e->issuer.n ? e->issuer : a.place,
        .place = a.place,
        .posted = date_day(e->published_at),
        .objection_how = STR(
            "对内容有意见，实名匿名都可以：在这里写，打电话，或者到办公室当面说，都会登记并答复。"),
        .phone = phone,
        .phone_link = link_tel(rq->arena, phone),
        .corrected = page_correction(rq, e),
        .withdrawn = withdrawn,
        .withdrawn_on = withdrawn ? date_day(e->withdrawn_at) : DAY_NONE,
        .withdrawn_reason = e->withdrawn_reason,
        .attachments = page_attachments(rq, &a),
        .attachments_count = a.attachment_count,
        .list = link_notices(rq->arena, &link_everything),
        .proof = page_proof(rq, hash),
    };
    if (a.edition_count > 1 || withdrawn) {
        v.editions = page_editions(rq, &a, STR("notice"));
        v.editions_count = a.edition_count;
    }
    if (!a.is_newest) v.newest = link_notice(rq->arena, id);
    if (a.is_newest) v.sheet = link_notice_sheet(rq->arena, id);
    if (!withdrawn) {
        /* The window of a corrected edition ended when the next one began. */
        if (a.is_newest) v.clock = page_clock(rq, e->opens_at, e->closes_at);
        if (a.is_newest) v.objection = link_ticket_new(rq->arena, id);
        v.body = markdown_html(rq->arena, e->body, 2);
        v.names = page_names(rq, e->title, a.entries, a.entry_count);
        if (v.names && a.is_newest) v.csv = link_notice_list(rq->arena, id);
    }
    const struct str texts[] = {e->title, e->body};
    if (!withdrawn) st = page_within(&v.terms, rq, texts, sizeof texts / sizeof texts[0]);
    v.linked = linked_notice(rq, &v, link_notice(rq->arena, id), excerpt_plain(rq->arena, e->body));
    if (st == OK) view_notice_page(&rs->body, &v);
    return st;
}

/* The name list of a notice as it stands: names are masked there as everywhere. */
enum status public_notice_list(struct request *rq, struct response *rs) {
    static const char *const heads[] = {"序号", "姓名", "村",         "组",
                                        "人数", "类别", "金额（元）", NULL};
    int64_t id;
    struct article a;
    struct csv_page t;
    if (!page_id(&id, rq->args[0])) return NOT_FOUND;
    enum status st = article_find(&a, rq->db, "notice", id, 0);
    if (st != OK) return st;
    csv_page_begin(&t, rs, rq->arena, str_format(rq->arena, "notice-%lld.csv", (long long)id),
                   heads);
    for (size_t i = 0; i < a.entry_count; i++) {
        const struct row_entry *e = &a.entries[i];
        csv_page_int(&t, (int64_t)i + 1);
        csv_page_text(&t, e->masked_name);
        csv_page_text(&t, e->village);
        csv_page_text(&t, e->team);
        csv_page_int(&t, e->size > 0 ? e->size : INT64_MIN);
        csv_page_text(&t, e->category);
        csv_page_money(&t, e->amount);
        csv_page_end(&t);
    }
    return OK;
}

enum status public_notice(struct request *rq, struct response *rs) {
    return show(rq, rs, 0);
}

enum status public_notice_edition(struct request *rq, struct response *rs) {
    int64_t number;
    return page_id(&number, rq->args[1]) ? show(rq, rs, number) : NOT_FOUND;
}

enum status public_notice_changes(struct request *rq, struct response *rs) {
    struct article now, before;
    int64_t id, number;
    if (!page_id(&id, rq->args[0]) || !page_id(&number, rq->args[1]) || number < 2) {
        return NOT_FOUND;
    }
    enum status st = article_find(&now, rq->db, "notice", id, number);
    if (st == OK) st = article_find(&before, rq->db, "notice", id, number - 1);
    if (st != OK) return st;
    const struct row_article *e = now.edition;
    struct view_changes_page v = {
        .frame = frame_new(rq, str_format(rq->arena, "第 %lld 版改了哪里", (long long)number),
                           "notices"),
        .title = e->title,
        .number = number,
        .before = number - 1,
        .posted = date_day(e->published_at),
        .note = e->change_note,
        .withdrawn = str_is(e->state, "withdrawn") || str_is(before.edition->state, "withdrawn"),
        .old = link_edition(rq->arena, STR("notice"), id, number - 1),
        .new = link_edition(rq->arena, STR("notice"), id, number),
        .newest = link_notice(rq->arena, id),
    };
    if (!v.withdrawn) {
        const struct compare_side was = compare_article(&before), is = compare_article(&now);
        v.fields_count = compare_sides(&v.fields, rq, &was, &is);
    }
    view_changes_page(&rs->body, &v);
    return OK;
}
