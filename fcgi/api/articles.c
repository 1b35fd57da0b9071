/*
 * Policies and announcements as JSON. Fields as promised in the README; more may be added.
 */
#include "api/api.h"

#include "base/arena.h"
#include "model/publish/article.h"
#include "model/publish/fit.h"
#include "model/publish/label.h"
#include "page/page.h"
#include "view/link.h"
#include "web/json.h"

#define API_ROWS 50

struct articles_sent {
    struct str area, level, type, region, state;
    int64_t year;
    struct cursor before;
};

static const char *const states[] = {"open", "closed", NULL};
static const struct field fields[] = {
    {.name = "area",
     .label = "area",
     .kind = FIELD_CHOICE,
     .choices = label_area_codes,
     .offset = offsetof(struct articles_sent, area)},
    {.name = "level",
     .label = "level",
     .kind = FIELD_CHOICE,
     .choices = label_level_codes,
     .offset = offsetof(struct articles_sent, level)},
    {.name = "type",
     .label = "type",
     .kind = FIELD_CHOICE,
     .choices = label_type_codes,
     .offset = offsetof(struct articles_sent, type)},
    {.name = "region",
     .label = "region",
     .kind = FIELD_DIGITS,
     .max = 12,
     .offset = offsetof(struct articles_sent, region)},
    {.name = "state",
     .label = "state",
     .kind = FIELD_CHOICE,
     .choices = states,
     .offset = offsetof(struct articles_sent, state)},
    {.name = "year",
     .label = "year",
     .kind = FIELD_INT,
     .min = 1990,
     .max = 2999,
     .offset = offsetof(struct articles_sent, year)},
    {.name = "before",
     .label = "before",
     .kind = FIELD_CURSOR,
     .offset = offsetof(struct articles_sent, before)},
};
const struct form api_articles_form = FORM(fields, struct articles_sent);

static struct article_filter filter_of(const struct request *rq) {
    const struct articles_sent *sent = rq->form;
    return (struct article_filter){
        .area = sent->area,
        .level = sent->level,
        .type = sent->type,
        .region = sent->region,
        .state = sent->state,
        .year = sent->year == INT64_MIN ? 0 : sent->year,
        .before_at = sent->before.at,
        .before_id = sent->before.id,
        .most = API_ROWS,
    };
}

static void next(struct json *o, const struct request *rq, bool more, int64_t at, int64_t id) {
    struct cursor c = {at, id};
    json_text(o, "next", more ? cursor_text(rq->arena, c) : STR_NONE);
}

static void url(struct json *o, const struct request *rq, struct url u) {
    json_text(o, "url", link_absolute(rq->arena, rq->conf->url, u).text);
}

static const char *standing_text(enum article_standing standing) {
    static const char *const words[] = {"in_force", "waiting", "expired", "superseded"};
    return words[standing];
}

static void put_policy(struct json *o, const struct request *rq, const struct row_policy_item *p) {
    enum article_standing standing = article_standing(p->effective_from, p->effective_to,
                                                      p->successor_id, rq->now);
    json_int(o, "id", p->id);
    json_text(o, "title", p->title);
    json_text(o, "area", p->area);
    json_text(o, "level", p->level);
    json_text(o, "region", p->region);
    json_text(o, "issuer", p->issuer);
    json_text(o, "document_number", p->document_number);
    json_day(o, rq->arena, "issued_on", p->issued_on);
    json_day(o, rq->arena, "effective_from", p->effective_from);
    json_day(o, rq->arena, "effective_to", p->effective_to);
    json_text(o, "state", str_from(standing_text(standing)));
    url(o, rq, link_policy(rq->arena, p->id));
}

enum status api_policies(struct request *rq, struct response *rs) {
    struct article_filter filter = filter_of(rq);
    struct row_policy_item *rows;
    size_t count;
    bool more;
    enum status st = article_policies(&rows, &count, &more, rq->db, &filter);
    if (st != OK) return st;
    struct json *o = json_object(), *items = json_list(o, "items");
    for (size_t i = 0; i < count; i++) put_policy(json_item(items), rq, &rows[i]);
    next(o, rq, more, more ? rows[count - 1].published_at : 0, more ? rows[count - 1].id : 0);
    json_send(rs, o, "application/json; charset=utf-8");
    return OK;
}

static void put_notice(struct json *o, const struct request *rq, const struct row_notice_item *n) {
    struct clock clock = {n->opens_at, n->closes_at};
    bool open = clock_state(&clock, rq->now) == CLOCK_OPEN;
    bool live = str_is(n->state, "published");
    json_int(o, "id", n->id);
    json_text(o, "title", n->title);
    json_text(o, "type", n->type);
    json_text(o, "region", n->region);
    json_moment(o, rq->arena, "published_at", n->published_at);
    json_moment(o, rq->arena, "opens_at", n->opens_at);
    json_moment(o, rq->arena, "closes_at", n->closes_at);
    json_text(o, "state", !live ? n->state : open ? STR("open") : STR("closed"));
    url(o, rq, link_notice(rq->arena, n->id));
}

enum status api_notices(struct request *rq, struct response *rs) {
    struct article_filter filter = filter_of(rq);
    struct row_notice_item *rows;
    size_t count;
    bool more;
    enum status st = article_notices(&rows, &count, &more, rq->db, &filter, rq->now);
    if (st != OK) return st;
    struct json *o = json_object(), *items = json_list(o, "items");
    for (size_t i = 0; i < count; i++) put_notice(json_item(items), rq, &rows[i]);
    next(o, rq, more, more ? rows[count - 1].published_at : 0, more ? rows[count - 1].id : 0);
    json_send(rs, o, "application/json; charset=utf-8");
    return OK;
}

/* Whom it fits, so that others can ask the same questions. */
static void put_conditions(struct json *o, struct str fit) {
    struct fit_row rows[FIT_MOST];
    size_t count = fit_rows(rows, fit);
    struct json *list = json_list(o, "conditions");
    for (size_t i = 0; i < count; i++) {
        struct json *row = json_item(list);
        json_text(row, "role", rows[i].role);
        json_text(row, "fact", rows[i].fact);
        json_text(row, "text", fit_fact_text(rows[i].fact));
    }
}

enum status api_policy(struct request *rq, struct response *rs) {
    int64_t id;
    struct article a;
    struct str fit;
    if (!page_id(&id, rq->args[0])) return NOT_FOUND;
    enum status st = article_find(&a, rq->db, "policy", id, 0);
    if (st == OK) st = fit_of(&fit, rq->db, a.edition->id);
    if (st != OK) return st;
    const struct row_article *e = a.edition;
    bool withdrawn = str_is(e->state, "withdrawn");
    struct row_policy_item item = {
        .id = id,
        .title = e->title,
        .issuer = e->issuer,
        .document_number = e->document_number,
        .issued_on = e->issued_on,
        .area = e->area,
        .region = e->region,
        .level = e->level,
        .effective_from = e->effective_from,
        .effective_to = e->effective_to,
        .successor_id = e->successor_id,
    };
    struct json *o = json_object();
    put_policy(o, rq, &item);
    json_bool(o, "withdrawn", withdrawn);
    json_int(o, "edition", e->number);
    json_int(o, "successor", e->successor_id);
    json_text(o, "body", withdrawn ? STR_NONE : e->body);
    if (withdrawn) {
        json_text(o, "card", STR_NONE);
        json_send(rs, o, "application/json; charset=utf-8");
        return OK;
    }
    struct json *card = json_member(o, "card");
    json_text(card, "who", e->card_who);
    json_text(card, "what", e->card_what);
    json_text(card, "how", e->card_how);
    json_text(card, "when", e->card_when);
    json_text(card, "bring", e->card_bring);
    json_text(card, "ask", e->card_ask);
    put_conditions(o, fit);
    json_send(rs, o, "application/json; charset=utf-8");
    return OK;
}

enum status api_notice(struct request *rq, struct response *rs) {
    int64_t id;
    struct article a;
    if (!page_id(&id, rq->args[0])) return NOT_FOUND;
    enum status st = article_find(&a, rq->db, "notice", id, 0);
    if (st != OK) return st;
    const struct row_article *e = a.edition;
    bool withdrawn = str_is(e->state, "withdrawn");
    struct row_notice_item item = {
        .id = id,
        .title = e->title,
        .type = e->type,
        .region = e->region,
        .published_at = e->published_at,
        .opens_at = e->opens_at,
        .closes_at = e->closes_at,
        .state = e->state,
    };
    struct json *o = json_object();
    put_notice(o, rq, &item);
    json_int(o, "edition", e->number);
    json_text(o, "withdrawn_reason", withdrawn ? e->withdrawn_reason : STR_NONE);
    json_text(o, "body", withdrawn ? STR_NONE : e->body);
    struct json *list = json_list(o, "list");
    for (size_t i = 0; i < a.entry_count; i++) {
        struct json *row = json_item(list);
        json_text(row, "name", a.entries[i].masked_name);
        json_text(row, "village", a.entries[i].village);
        json_text(row, "group", a.entries[i].team);
        json_int(row, "size", a.entries[i].size);
        json_text(row, "category", a.entries[i].category);
        json_int(row, "amount", a.entries[i].amount);
    }
    json_send(rs, o, "application/json; charset=utf-8");
    return OK;
}
