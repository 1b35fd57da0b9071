/*
 * Questions people have asked: sql/demo/question, each a page whose head says what was asked, where
 * and how many days ago, its body being the answer, or what was written while it waits for one.
 */
#include "base/text.h"
#include "cli/demo.h"
#include "model/casework/seed.h"

#define MORNING (9 * 3600)
#define PLACE   2 /* of the townships: that of the first editor */

static int64_t ago(const struct demo *d, struct str days) {
    int64_t n;
    if (!str_int(&n, days)) return MOMENT_NONE;
    return date_start(d->today - (int32_t)n) + MORNING;
}

static enum status put(struct demo *d, const struct demo_page *p) {
    bool county = str_is(demo_head(p, "where"), "county");
    struct str region = county ? DEMO_COUNTY : d->townships[PLACE].code;
    struct str question = demo_head(p, "question"), body = str_trim(p->body);
    struct seed_ticket t = {
        .kind = demo_head(p, "kind"),
        .region = region,
        .area = demo_head(p, "area"),
        .question = question,
        .text = str_format(d->rows, STR_FMT "\n" STR_FMT, STR_ARG(question), STR_ARG(body)),
        .asked_at = ago(d, demo_head(p, "asked")),
        .decided_at = ago(d, demo_head(p, "answered")),
        .answer = body,
        .writer = demo_writer(d, d->townships[PLACE].code),
        .publisher = demo_publisher(d),
    };
    return seed_ticket(d->db, d->keys, &t);
}

enum status demo_tickets(struct demo *d) {
    struct demo_page *pages;
    size_t count;
    enum status st = demo_pages(&pages, &count, d->arena, d->dir, "question");
    for (size_t i = 0; st == OK && i < count; i++) st = put(d, &pages[i]);
    return st;
}
