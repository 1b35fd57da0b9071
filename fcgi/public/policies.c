/*
 * Policies: the list with its filters, and one policy with its plain card.
 */
#include "public/public.h"

#include "base/arena.h"
#include "model/publish/ledger_find.h"
#include "model/publish/recheck.h"
#include "page/csv_page.h"
#include "page/page.h"
#include "view/link.h"
#include "view/linked.h"
#include "view/markdown.h"

struct policies_sent {
    struct str area, level, region;
    int64_t year;
    struct cursor before;
};

static const struct field fields[] = {
    {.name = "area",
     .label = "哪方面",
     .kind = FIELD_CHOICE,
     .choices = label_area_codes,
     .offset = offsetof(struct policies_sent, area)},
    {.name = "level",
     .label = "哪一级",
     .kind = FIELD_CHOICE,
     .choices = label_level_codes,
     .offset = offsetof(struct policies_sent, level)},
    {.name = "region",
     .label = "哪个地方",
     .kind = FIELD_DIGITS,
     .max = 12,
     .offset = offsetof(struct policies_sent, region)},
    {.name = "year",
     .label = "哪一年",
     .kind = FIELD_INT,
     .min = 1990,
     .max = 2999,
     .offset = offsetof(struct policies_sent, year)},
    {.name = "before",
     .label = "翻页",
     .kind = FIELD_CURSOR,
     .offset = offsetof(struct policies_sent, before)},
};
const struct form public_policies_form = FORM(fields, struct policies_sent);

static struct str year_text(struct arena *a, int64_t year) {
    return year == INT64_MIN ? STR_NONE : str_format(a, "%lld", (long long)year);
}

static struct link_filter filter_of(const struct request *rq, const struct policies_sent *sent) {
    return (struct link_filter){.area = sent->area,
                                .level = sent->level,
                                .region = sent->region,
                                .year = year_text(rq->arena, sent->year)};
}

static struct article_filter asked(const struct policies_sent *sent, int64_t most) {
    return (struct article_filter){
        .area = sent->area,
        .level = sent->level,
        .region = sent->region,
        .year = sent->year == INT64_MIN ? 0 : sent->year,
        .before_at = sent->before.at,
        .before_id = sent->before.id,
        .most = most,
    };
}

enum status public_policies(struct request *rq, struct response *rs) {
    const struct policies_sent *sent = rq->form;
    struct article_filter filter = asked(sent, PAGE_ROWS);
    struct row_policy_item *rows;
    size_t count;
    bool more;
    enum status st = article_policies(&rows, &count, &more, rq->db, &filter);
    if (st != OK) return st;
    struct link_filter all = filter_of(rq, sent);
    const struct page_words words = {0};
    struct cursor next = {0, 0};
    if (more) next = (struct cursor){rows[count - 1].published_at, rows[count - 1].id};
    struct str heading = sent->area.n ? str_format(rq->arena, STR_FMT "政策",
                                                   STR_ARG(label_text(label_areas, sent->area)))
                                      : STR("惠农政策");
    struct view_policies_page v = {
        .frame = frame_new(rq, heading, "policies"),
        .heading = heading,
        .action = link_policies(rq->arena, &link_everything),
        .all = link_policies(rq->arena, &link_everything),
        .rows = page_policies(rq, rows, count),
        .rows_count = count,
        .seek = page_seek(rq, STR("找政策"), STR("policy")),
        .pager = page_pager(rq, all, sent->before.id == 0, next),
        .csv = link_self(rq->arena, STR("/policies.csv"), &all),
        .phone = rq->site.phone,
        .phone_link = link_tel(rq->arena, rq->site.phone),
    };
    v.frame->feed = link_self(rq->arena, STR("/feeds/policies.atom"),
                              &(struct link_filter){.area = sent->area, .region = sent->region});
    v.areas = page_labels(&v.areas_count, rq, label_areas, sent->area);
    v.levels = page_labels(&v.levels_count, rq, label_levels, sent->level);
    v.years = page_years(&v.years_count, rq, all.year);
    st = page_regions(&v.regions, &v.regions_count, rq, sent->region);
    if (st == OK) st = page_tags(&v.tags, &v.tags_count, rq, all, &words);
    if (st == OK) view_policies_page(&rs->body, &v);
    return st;
}

static struct str standing(const struct request *rq, const struct row_policy_item *p) {
    static const char *const words[] = {"正在执行", "还没开始", "已经过期", "有新的代替"};
    return str_from(
        words[article_standing(p->effective_from, p->effective_to, p->successor_id, rq->now)]);
}

enum status public_policies_csv(struct request *rq, struct response *rs) {
    static const char *const heads[] = {
        "编号",         "名称",     "发文单位", "发文字号", "发文日期", "领域", "级别",
        "行政区划代码", "开始执行", "执行到",   "状态",     "网址",     NULL};
    struct article_filter filter = asked(rq->form, CSV_PAGE_ROWS);
    struct row_policy_item *rows;
    struct csv_page t;
    size_t count;
    bool more;
    enum status st = article_policies(&rows, &count, &more, rq->db, &filter);
    if (st != OK) return st;
    csv_page_begin(&t, rs, rq->arena, STR("policies.csv"), heads);
    for (size_t i = 0; i < count; i++) {
        const struct row_policy_item *p = &rows[i];
        csv_page_int(&t, p->id);
        csv_page_text(&t, p->title);
        csv_page_text(&t, p->issuer);
        csv_page_text(&t, p->document_number);
        csv_page_day(&t, p->issued_on);
        csv_page_text(&t, label_text(label_areas, p->area));
        csv_page_text(&t, label_text(label_levels, p->level));
        csv_page_text(&t, p->region);
        csv_page_day(&t, p->effective_from);
        csv_page_day(&t, p->effective_to);
        csv_page_text(&t, standing(rq, p));
        csv_page_url(&t, rq, link_policy(rq->arena, p->id));
        csv_page_end(&t);
    }
    return csv_page_whole(rq, rs, more, "按方面或者年份分开下载（在地址里加 area 或 year）");
}

static enum status show(struct request *rq, struct response *rs, int64_t number) {
    int64_t id;
    struct article a;
    struct str hash;
    if (!page_id(&id, rq->args[0])) return NOT_FOUND;
    enum status st = article_find(&a, rq->db, "policy", id, number);
    if (st == OK) st = ledger_find_short(&hash, rq->db, a.edition->id);
    if (st != OK) return st;
    const struct row_article *e = a.edition;
    bool withdrawn = str_is(e->state, "withdrawn");
    struct view_policy_page v = {
        .frame = frame_new(rq, e->title, "policies"),
        .title = e->title,
        .withdrawn = withdrawn,
        .withdrawn_on = withdrawn ? date_day(e->withdrawn_at) : DAY_NONE,
        .withdrawn_reason = e->withdrawn_reason,
        .issuer = e->issuer,
        .document_number = e->document_number,
        .level = label_text(label_levels, e->level),
        .region = a.place,
        .area = label_text(label_areas, e->area),
        .area_list = link_policies(rq->arena, &(struct link_filter){.area = e->area}),
        .issued = e->issued_on,
        .effective_from = e->effective_from,
        .effective_to = e->effective_to,
        .proof = page_proof(rq, hash),
        .attachments = page_attachments(rq, &a),
        .attachments_count = a.attachment_count,
        .editions = page_editions(rq, &a, STR("policy")),
        .editions_count = a.edition_count,
        .updated = e->published_at,
        .checked = DAY_NONE,
    };
    if (!a.is_newest) v.newest = link_policy(rq->arena, id);
    if (!withdrawn) {
        if (e->card_what.n) v.frame->description = e->card_what;
        v.mark = page_standing(&v.mark_note, &v.successor_title, rq, &a);
        if (v.successor_title.n) v.successor = link_policy(rq->arena, e->successor_id);
        v.sheet = link_policy_sheet(rq->arena, id);
        v.card = page_card(rq, e->card_who, e->card_what, e->card_how, e->card_when, e->card_bring,
                           e->card_ask);
        v.body = markdown_html(rq->arena, e->body, 3);
    }
    const struct str texts[] = {e->card_who,  e->card_what,  e->card_how,
                                e->card_when, e->card_bring, e->body};
    if (!withdrawn) st = recheck_day(&v.checked, rq->db, id, e->published_at);
    if (!withdrawn && st == OK)
        st = page_within(&v.terms, rq, texts, sizeof texts / sizeof texts[0]);
    v.linked = linked_policy(rq, &v, link_policy(rq->arena, id));
    if (st == OK) view_policy_page(&rs->body, &v);
    return st;
}

enum status public_policy(struct request *rq, struct response *rs) {
    return show(rq, rs, 0);
}

enum status public_policy_edition(struct request *rq, struct response *rs) {
    int64_t number;
    return page_id(&number, rq->args[1]) ? show(rq, rs, number) : NOT_FOUND;
}
