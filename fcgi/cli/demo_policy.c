/*
 * The policies: one page of sql/demo/policy is one, published on the day it was issued. Which one
 * replaced which is known when all are stored.
 */
#include <stdio.h>

#include "base/arena.h"
#include "cli/demo.h"
#include "model/publish/seed.h"

#define HALF_PAST_NINE (9 * 3600 + 1800)

/* A day in the head of a page; none if the key is not there. */
static bool day(int32_t *out, const struct demo_page *page, const char *key) {
    struct str s = demo_head(page, key);
    *out = DAY_NONE;
    return s.n == 0 || date_parse(out, s);
}

static bool read_policy(struct seed_edition *e, const struct demo_page *page) {
    *e = (struct seed_edition){.number = 1,
                               .kind = STR("policy"),
                               .region = demo_head(page, "region"),
                               .state = STR("published"),
                               .title = demo_head(page, "title"),
                               .body = page->body,
                               .issuer = demo_head(page, "issuer"),
                               .document_number = demo_head(page, "number"),
                               .level = demo_head(page, "level"),
                               .area = demo_head(page, "area"),
                               .card_who = demo_head(page, "who"),
                               .card_what = demo_head(page, "what"),
                               .card_how = demo_head(page, "how"),
                               .card_when = demo_head(page, "when"),
                               .card_bring = demo_head(page, "bring"),
                               .card_ask = demo_head(page, "ask"),
                               .fit = demo_head(page, "fit"),
                               .withdrawn_at = MOMENT_NONE};
    bool fine = day(&e->issued_on, page, "issued") && e->issued_on != DAY_NONE &&
                day(&e->effective_from, page, "effective") &&
                day(&e->effective_to, page, "expires") && e->title.n > 0 && e->region.n > 0 &&
                e->level.n > 0 && e->area.n > 0;
    if (!fine) {
        fprintf(stderr, "mingbai demo: policy/" STR_FMT ".md: a key is missing or malformed\n",
                STR_ARG(page->name));
    }
    return fine;
}

static enum status store(struct demo *d, struct seed_edition *e, struct str name) {
    int64_t id;
    e->published_at = date_start(e->issued_on) + HALF_PAST_NINE;
    if (e->published_at > d->now) e->published_at = d->now; /* the clock may be set back */
    e->writer = demo_writer(d, e->region);
    e->publisher = demo_publisher(d);
    enum status st = seed_document(&e->document_id, d->db, e->kind, e->region, e->writer,
                                   e->published_at);
    if (st == OK) st = seed_edition(&id, d->db, e);
    return st == OK ? demo_attach(d, id, name) : st;
}

static enum status successor(struct demo *d, const struct demo_page *pages, const int64_t *ids,
                             size_t count, size_t at) {
    struct str name = demo_head(&pages[at], "successor");
    if (name.n == 0) return OK;
    for (size_t i = 0; i < count; i++) {
        if (str_eq(pages[i].name, name)) return seed_successor(d->db, ids[at], ids[i]);
    }
    fprintf(stderr, "mingbai demo: policy/" STR_FMT ".md: there is no " STR_FMT ".md\n",
            STR_ARG(pages[at].name), STR_ARG(name));
    return INVALID;
}

static enum status hostile(struct demo *d) {
    struct str text = STR(DEMO_HOSTILE);
    struct seed_edition e = {.number = 1,
                             .kind = STR("policy"),
                             .region = DEMO_COUNTY,
                             .state = STR("published"),
                             .title = text,
                             .body = STR(DEMO_HOSTILE "\n\n[点这里](javascript:alert(1))\n\n"
                                                      "<img src=x onerror=alert(2)>\n"),
                             .issuer = text,
                             .document_number = text,
                             .level = STR("county"),
                             .area = STR("general"),
                             .card_who = text,
                             .card_what = text,
                             .card_how = text,
                             .card_when = text,
                             .card_bring = text,
                             .card_ask = text,
                             .change_note = text,
                             .issued_on = d->today - 1,
                             .effective_from = d->today - 1,
                             .effective_to = DAY_NONE,
                             .withdrawn_at = MOMENT_NONE};
    return store(d, &e, STR("hostile"));
}

enum status demo_policies(struct demo *d) {
    struct demo_page *pages;
    size_t count;
    enum status st = demo_pages(&pages, &count, d->arena, d->dir, "policy");
    if (st != OK) return st;
    int64_t *ids = ARENA_ARRAY(d->arena, int64_t, count);
    for (size_t i = 0; st == OK && i < count; i++) {
        struct seed_edition e;
        if (!read_policy(&e, &pages[i])) return INVALID;
        st = store(d, &e, pages[i].name);
        ids[i] = e.document_id;
    }
    for (size_t i = 0; st == OK && i < count; i++) st = successor(d, pages, ids, count, i);
    return st == OK && d->hostile ? hostile(d) : st;
}
