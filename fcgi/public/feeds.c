/*
 * What other programs read: feeds of announcements, policies and signed heads (Atom, RFC 4287, and
 * JSON Feed 1.1, both saying the same), and the ends of windows as a calendar (RFC 5545). Name
 * lists are not in them: they are read where they can be corrected and withdrawn.
 */
#include "public/public.h"

#include "base/arena.h"
#include "base/date.h"
#include "base/seal_sign.h"
#include "model/publish/clock.h"
#include "model/publish/feed.h"
#include "model/publish/label.h"
#include "model/publish/ledger.h"
#include "view/frame.h"
#include "view/link.h"
#include "view/markdown.h"
#include "web/ical.h"
#include "web/json.h"

struct feeds_sent {
    struct str type, area, region;
};

#define REGION                                                                                     \
    {                                                                                              \
        .name = "region", .label = "哪个地方", .kind = FIELD_DIGITS, .max = 12,                    \
        .offset = offsetof(struct feeds_sent, region)                                              \
    }

static const struct field notice_fields[] = {
    {.name = "type",
     .label = "哪一类",
     .kind = FIELD_CHOICE,
     .choices = label_type_codes,
     .offset = offsetof(struct feeds_sent, type)},
    REGION,
};
static const struct field policy_fields[] = {
    {.name = "area",
     .label = "哪方面",
     .kind = FIELD_CHOICE,
     .choices = label_area_codes,
     .offset = offsetof(struct feeds_sent, area)},
    REGION,
};
const struct form public_feed_notices_form = FORM(notice_fields, struct feeds_sent);
const struct form public_feed_policies_form = FORM(policy_fields, struct feeds_sent);

/* A feed before it is written down one way or the other. */
struct feed {
    struct str title;
    struct url page; /* with the host, as self is */
    struct url self;
    const struct label *labels; /* of what its items are sorted by; NULL: not */
    struct feed_told *told;
    size_t told_count;
    struct row_ledger_head *head; /* the newest; NULL before the first */
    int64_t updated;
};

/* One thing it tells. ${item} is NULL for a head of the ledger. */
struct feed_told {
    struct str id, title, body, code;
    struct url page;
    struct str poster;
    int64_t published, updated;
    const struct row_feed_item *item;
};

static struct url whole(const struct request *rq, struct url u) {
    return link_absolute(rq->arena, rq->conf->url, u);
}

static struct str site_name(const struct request *rq) {
    return str_format(rq->arena, STR_FMT "明白栏", STR_ARG(rq->site.county));
}

static struct str place_of(const struct request *rq, const struct row_feed_item *n) {
    if (!n->above.n) return n->place;
    return str_format(rq->arena, STR_FMT STR_FMT, STR_ARG(n->above), STR_ARG(n->place));
}

/* Withdrawn: only that it is, and why, as its page has it. */
static struct str body_of(const struct request *rq, const struct row_feed_item *n) {
    if (n->withdrawn_at == MOMENT_NONE) return markdown_html(rq->arena, n->body, 2).html;
    struct str said = str_format(rq->arena, "本文于 " STR_FMT " 撤回。原因：" STR_FMT,
                                 STR_ARG(date_text(rq->arena, date_day(n->withdrawn_at))),
                                 STR_ARG(n->withdrawn_reason));
    return markdown_html(rq->arena, said, 2).html;
}

static struct feed_told tell(const struct request *rq, const struct row_feed_item *n, bool policy) {
    struct url page = whole(rq,
                            policy ? link_policy(rq->arena, n->id) : link_notice(rq->arena, n->id));
    return (struct feed_told){
        .id = page.text,
        .title = n->title,
        .body = body_of(rq, n),
        .code = policy ? n->area : n->type,
        .page = page,
        .poster = n->issuer.n ? n->issuer : place_of(rq, n),
        .published = n->published_at,
        .updated = feed_changed(n),
        .item = n,
    };
}

/* The items and the newest head of a feed of documents; its title, page and address are there. */
static enum status fill(struct feed *f, const struct request *rq, const char *kind) {
    const struct feeds_sent *sent = rq->form;
    struct feed_filter filter = {.type = sent->type, .area = sent->area, .region = sent->region};
    struct row_feed_item *rows;
    enum status st = feed_newest(&rows, &f->told_count, rq->db, kind, &filter);
    if (st == OK) st = ledger_head_last(&f->head, rq->db);
    if (st != OK && st != NOT_FOUND) return st;
    f->told = ARENA_ARRAY(rq->arena, struct feed_told, f->told_count);
    for (size_t i = 0; i < f->told_count; i++) {
        f->told[i] = tell(rq, &rows[i], f->labels == label_areas);
    }
    f->updated = f->told_count ? f->told[0].updated : 0;
    return OK;
}

static struct link_filter filter_of(const struct request *rq) {
    const struct feeds_sent *sent = rq->form;
    return (struct link_filter){.type = sent->type, .area = sent->area, .region = sent->region};
}

static enum status notices(struct feed *f, const struct request *rq) {
    struct link_filter filter = filter_of(rq);
    *f = (struct feed){
        .title = str_format(rq->arena, STR_FMT "：公告公示", STR_ARG(site_name(rq))),
        .page = whole(rq, link_notices(rq->arena, &filter)),
        .self = whole(rq, link_self(rq->arena, rq->path, &filter)),
        .labels = label_types,
    };
    return fill(f, rq, "notice");
}

static enum status policies(struct feed *f, const struct request *rq) {
    struct link_filter filter = filter_of(rq);
    *f = (struct feed){
        .title = str_format(rq->arena, STR_FMT "：惠农政策", STR_ARG(site_name(rq))),
        .page = whole(rq, link_policies(rq->arena, &filter)),
        .self = whole(rq, link_self(rq->arena, rq->path, &filter)),
        .labels = label_areas,
    };
    return fill(f, rq, "policy");
}

/* A signed head, to be kept by whoever reads it: what came before it can then not be changed. */
static struct feed_told tell_head(const struct request *rq, const struct row_ledger_head *h) {
    struct arena *a = rq->arena;
    struct str day = date_text(a, date_day(h->signed_at));
    struct str text = ledger_head_text(a, h);
    struct buf b = buf_new(a, 4 * text.n + 1024);
    BUF_LIT(&b, "<pre>");
    html_text(&b, text);
    html_text(&b, seal_sign_base64(a, h->signature));
    BUF_LIT(&b, "</pre>");
    return (struct feed_told){
        .id = str_format(a, "%s/verify#head-%lld", rq->conf->url, (long long)h->id),
        .title = str_format(a, STR_FMT "，公开的账共 %lld 条", STR_ARG(day), (long long)h->size),
        .body = buf_str(&b),
        .page = whole(rq, link_verify_form()),
        .poster = rq->site.county,
        .published = h->signed_at,
        .updated = h->signed_at,
    };
}

static enum status heads(struct feed *f, const struct request *rq) {
    struct row_ledger_head *rows;
    *f = (struct feed){
        .title = str_format(rq->arena, STR_FMT "：公开的账", STR_ARG(site_name(rq))),
        .page = whole(rq, link_verify_form()),
        .self = whole(rq, link_self(rq->arena, rq->path, &link_everything)),
    };
    enum status st = feed_heads(&rows, &f->told_count, rq->db);
    if (st != OK) return st;
    f->told = ARENA_ARRAY(rq->arena, struct feed_told, f->told_count);
    for (size_t i = 0; i < f->told_count; i++) f->told[i] = tell_head(rq, &rows[i]);
    f->head = f->told_count ? rows : NULL;
    f->updated = f->told_count ? rows->signed_at : 0;
    return OK;
}

static struct view_feed_head *head_view(const struct request *rq, const struct feed *f) {
    if (!f->head) return NULL;
    struct view_feed_head *v = ARENA_NEW(rq->arena, struct view_feed_head);
    *v = (struct view_feed_head){
        .text = ledger_head_text(rq->arena, f->head),
        .signature = seal_sign_base64(rq->arena, f->head->signature),
    };
    return v;
}

static void put_atom(const struct request *rq, struct response *rs, const struct feed *f) {
    struct view_feed v = {
        .title = f->title,
        .id = f->self.text,
        .self = f->self,
        .page = f->page,
        .poster = rq->site.county,
        .updated = f->updated,
        .head = head_view(rq, f),
        .entries = ARENA_ARRAY(rq->arena, struct view_feed_entry, f->told_count),
        .entries_count = f->told_count,
    };
    for (size_t i = 0; i < f->told_count; i++) {
        const struct feed_told *t = &f->told[i];
        v.entries[i] = (struct view_feed_entry){
            .title = t->title,
            .id = t->id,
            .page = t->page,
            .poster = t->poster,
            .published = t->published,
            .updated = t->updated,
            .code = t->code,
            .label = f->labels ? label_text(f->labels, t->code) : STR(""),
            .body = t->body,
            .withdrawn = t->item && t->item->withdrawn_at != MOMENT_NONE,
        };
    }
    rs->type = "application/atom+xml; charset=utf-8";
    view_feed(&rs->body, &v);
}

static void put_head(struct json *o, const struct request *rq, const struct feed *f) {
    if (!f->head) return;
    struct json *head = json_member(o, "_ledger");
    json_text(head, "about", whole(rq, link_verify_form()).text);
    json_int(head, "size", f->head->size);
    json_text(head, "root", str_hex(rq->arena, f->head->root.p, f->head->root.n));
    json_moment(head, rq->arena, "signed_at", f->head->signed_at);
    json_text(head, "text", ledger_head_text(rq->arena, f->head));
    json_text(head, "signature", seal_sign_base64(rq->arena, f->head->signature));
}

static void put_document(struct json *item, const struct request *rq,
                         const struct row_feed_item *n) {
    struct json *o = json_member(item, "_mingbai");
    json_int(o, "id", n->id);
    json_int(o, "edition", n->number);
    json_text(o, "type", n->type);
    json_text(o, "area", n->area);
    json_text(o, "region", n->region);
    json_moment(o, rq->arena, "opens_at", n->opens_at);
    json_moment(o, rq->arena, "closes_at", n->closes_at);
    json_bool(o, "withdrawn", n->withdrawn_at != MOMENT_NONE);
}

static void put_json(const struct request *rq, struct response *rs, const struct feed *f) {
    struct json *o = json_object();
    json_text(o, "version", STR("https://jsonfeed.org/version/1.1"));
    json_text(o, "title", f->title);
    json_text(o, "home_page_url", f->page.text);
    json_text(o, "feed_url", f->self.text);
    json_text(o, "language", STR("zh-CN"));
    json_text(json_item(json_list(o, "authors")), "name", rq->site.county);
    put_head(o, rq, f);
    struct json *items = json_list(o, "items");
    for (size_t i = 0; i < f->told_count; i++) {
        const struct feed_told *t = &f->told[i];
        struct json *item = json_item(items);
        json_text(item, "id", t->id);
        json_text(item, "url", t->page.text);
        json_text(item, "title", t->title);
        json_text(item, "content_html", t->body);
        json_moment(item, rq->arena, "date_published", t->published);
        json_moment(item, rq->arena, "date_modified", t->updated);
        json_text(json_item(json_list(item, "authors")), "name", t->poster);
        if (t->item) put_document(item, rq, t->item);
    }
    json_send(rs, o, "application/feed+json; charset=utf-8");
}

/* The same feed in the form its address asks for. */
static enum status put(struct request *rq, struct response *rs, const struct feed *f) {
    bool json = str_ends(rq->path, STR(".json"));
    (json ? put_json : put_atom)(rq, rs, f);
    return OK;
}

enum status public_feed_notices(struct request *rq, struct response *rs) {
    struct feed f;
    enum status st = notices(&f, rq);
    return st == OK ? put(rq, rs, &f) : st;
}

enum status public_feed_policies(struct request *rq, struct response *rs) {
    struct feed f;
    enum status st = policies(&f, rq);
    return st == OK ? put(rq, rs, &f) : st;
}

enum status public_feed_ledger(struct request *rq, struct response *rs) {
    struct feed f;
    enum status st = heads(&f, rq);
    return st == OK ? put(rq, rs, &f) : st;
}

/* One end of a window: a whole day in Shanghai, the last on which one can object. */
static void put_event(struct buf *b, const struct request *rq, const struct row_feed_item *n) {
    struct arena *a = rq->arena;
    int32_t last = date_day(n->closes_at - 1);
    struct str url = str_from(rq->conf->url);
    struct str host = str_slice(url, str_find(url, STR("://")) + 3, url.n);
    ical_line(b, "BEGIN", STR("VEVENT"));
    ical_text(b, "UID", str_format(a, "notice-%lld@" STR_FMT, (long long)n->id, STR_ARG(host)));
    ical_moment(b, "DTSTAMP", n->published_at);
    ical_day(b, "DTSTART", last);
    ical_day(b, "DTEND", last + 1);
    ical_line(b, "SEQUENCE", str_format(a, "%lld", (long long)n->number - 1));
    ical_text(b, "SUMMARY", str_format(a, "最后一天提意见：" STR_FMT, STR_ARG(n->title)));
    ical_text(b, "DESCRIPTION",
              str_format(a, STR_FMT "，" STR_FMT "。当天24时截止。", STR_ARG(place_of(rq, n)),
                         STR_ARG(label_text(label_types, n->type))));
    ical_line(b, "URL", whole(rq, link_notice(a, n->id)).text);
    ical_line(b, "TRANSP", STR("TRANSPARENT"));
    ical_line(b, "END", STR("VEVENT"));
}

/* Days need none; but a calendar without any component is none (3.6). */
static void put_zone(struct buf *b) {
    ical_line(b, "BEGIN", STR("VTIMEZONE"));
    ical_line(b, "TZID", STR("Asia/Shanghai"));
    ical_line(b, "BEGIN", STR("STANDARD"));
    ical_line(b, "DTSTART", STR("19700101T000000"));
    ical_line(b, "TZOFFSETFROM", STR("+0800"));
    ical_line(b, "TZOFFSETTO", STR("+0800"));
    ical_line(b, "END", STR("STANDARD"));
    ical_line(b, "END", STR("VTIMEZONE"));
}

enum status public_calendar(struct request *rq, struct response *rs) {
    const struct feeds_sent *sent = rq->form;
    struct row_feed_item *rows;
    size_t count;
    enum status st = feed_closing(&rows, &count, rq->db, sent->region, rq->now);
    if (st != OK) return st;
    struct buf *b = &rs->body;
    ical_line(b, "BEGIN", STR("VCALENDAR"));
    ical_line(b, "VERSION", STR("2.0"));
    ical_line(b, "PRODID", STR("-//mingbai//notices//ZH"));
    ical_text(b, "X-WR-CALNAME",
              str_format(rq->arena, STR_FMT "：公示截止", STR_ARG(site_name(rq))));
    put_zone(b);
    for (size_t i = 0; i < count; i++) put_event(b, rq, &rows[i]);
    ical_line(b, "END", STR("VCALENDAR"));
    rs->type = "text/calendar; charset=utf-8";
    return OK;
}
