/*
 * The only place that writes struct data. Handlers fill their view first and hand it here last.
 */
#include "view/linked.h"

#include "base/buf.h"
#include "base/conf.h"
#include "base/text.h"
#include "view/link.h"
#include "web/json.h"

#define LINKED_MAX 16384

static struct json *typed(struct json *o, const char *type) {
    json_text(o, "@type", str_from(type));
    return o;
}

static void some(struct json *o, const char *key, struct str s) {
    if (s.n) json_text(o, key, s);
}

/* Something that has a name and no more. */
static void named(struct json *o, const char *key, const char *type, struct str name) {
    if (name.n) json_text(typed(json_member(o, key), type), "name", name);
}

static void address(struct json *o, const char *key, const struct request *rq, struct url u) {
    json_text(o, key, link_absolute(rq->arena, rq->conf->url, u).text);
}

static struct json *step(struct json *list, int64_t position, struct str name) {
    struct json *o = typed(json_item(list), "ListItem");
    json_int(o, "position", position);
    json_text(o, "name", name);
    return o;
}

/* Home, the list, this page. */
static void way(struct json *graph, const struct request *rq, const char *list,
                struct url list_link, struct str title) {
    struct json *steps = json_list(typed(json_item(graph), "BreadcrumbList"), "itemListElement");
    address(step(steps, 1, STR("首页")), "item", rq, link_home());
    address(step(steps, 2, str_from(list)), "item", rq, list_link);
    step(steps, 3, title);
}

static struct json *begin(struct json **graph) {
    struct json *o = json_object();
    json_text(o, "@context", STR("https://schema.org"));
    *graph = json_list(o, "@graph");
    return o;
}

static struct data end(const struct request *rq, struct json *o) {
    struct buf b = buf_new(rq->arena, LINKED_MAX);
    json_put(&b, o);
    return (struct data){buf_str(&b)};
}

struct data linked_notice(const struct request *rq, const struct view_notice_page *v,
                          struct url self, struct str text) {
    struct json *graph, *all = begin(&graph);
    way(graph, rq, "公告公示", v->list, v->title);
    if (v->withdrawn || v->newest.text.n) return end(rq, all);
    struct json *o = typed(json_item(graph), "SpecialAnnouncement");
    json_text(o, "name", v->title);
    some(o, "text", text_clip(text, LINKED_TEXT));
    some(o, "category", v->type);
    address(o, "url", rq, self);
    json_day(o, rq->arena, "datePosted", v->posted);
    /* (Schema.org wants the last day: a window closes when that ends.) */
    if (v->clock) json_day(o, rq->arena, "expires", date_day(v->clock->closes - 1));
    json_text(o, "inLanguage", STR("zh-CN"));
    named(o, "spatialCoverage", "AdministrativeArea", v->place);
    named(o, "publisher", "GovernmentOrganization", v->poster);
    return end(rq, all);
}

struct data linked_policy(const struct request *rq, const struct view_policy_page *v,
                          struct url self) {
    struct json *graph, *all = begin(&graph);
    way(graph, rq, "惠农政策", link_policies(rq->arena, &link_everything), v->title);
    if (v->withdrawn || v->newest.text.n || v->mark.n) return end(rq, all);
    struct json *o = typed(json_item(graph), "GovernmentService");
    json_text(o, "name", v->title);
    json_text(o, "serviceType", v->area);
    address(o, "url", rq, self);
    named(o, "areaServed", "AdministrativeArea", v->region);
    named(o, "provider", "GovernmentOrganization", v->issuer);
    if (!v->card) return end(rq, all);
    some(o, "description", text_clip(v->card->what, LINKED_TEXT));
    if (v->card->who.n) {
        struct json *who = typed(json_member(o, "audience"), "Audience");
        json_text(who, "audienceType", text_clip(v->card->who, LINKED_TEXT));
    }
    return end(rq, all);
}
