/*
 * Which announcement was posted when. Each text comes as often as its head says, in months that
 * suit it, over the last ten years; the lists of the groups and some projects and funds are taken
 * out first and posted in the last days, so that there is always something open. Pure.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/demo.h"

#define MONTHS_BACK 118 /* a little less than ten years */

bool demo_template(struct demo_template *out, const struct demo_page *page) {
    static const struct {
        const char *word;
        size_t digits;
    } scopes[] = {{"county", 6}, {"township", 9}, {"village", 12}};
    struct str months = demo_head(page, "months"), scope = demo_head(page, "scope");
    *out = (struct demo_template){.page = page,
                                  .type = demo_head(page, "type"),
                                  .list = demo_head(page, "list"),
                                  .special = demo_head(page, "corrected").n > 0 ||
                                             demo_head(page, "withdrawn").n > 0};
    for (size_t i = 0; i < sizeof scopes / sizeof *scopes; i++) {
        if (str_is(scope, scopes[i].word)) out->scope = scopes[i].digits;
    }
    bool fine = out->scope > 0 && out->type.n > 0 && demo_head(page, "title").n > 0 &&
                str_int(&out->times, demo_head(page, "times")) && out->times > 0 &&
                out->times <= DEMO_NOTICES && str_int(&out->window, demo_head(page, "window")) &&
                out->window >= 0 && out->window <= 90;
    while (months.p) {
        int64_t month;
        if (!str_int(&month, str_trim(str_cut(&months, ','))) || month < 1 || month > 12) {
            fine = false;
            break;
        }
        out->months |= 1u << (month - 1);
    }
    fine = fine && out->months != 0;
    if (!fine) {
        fprintf(stderr, "mingbai demo: notice/" STR_FMT ".md: a key is missing or malformed\n",
                STR_ARG(page->name));
    }
    return fine;
}

/* What was posted lately, in whatever month; the lists of the groups come on top of it. */
static const struct {
    const char *type;
    size_t scope;
    bool special;
    int days_ago; /* of projects and funds, at first less than their windows: they are open */
} lately[] = {
    {"project", 12, true, 6},   {"project", 12, false, 4}, {"project", 6, false, 8},
    {"project", 9, false, 2},   {"funds", 12, false, 3},   {"funds", 9, false, 5},
    {"funds", 6, false, 1},     {"funds", 9, false, 6},    {"notice", 6, false, 7},
    {"notice", 9, false, 12},   {"jobs", 12, false, 3},    {"jobs", 6, false, 10},
    {"tender", 9, false, 17},   {"jobs", 9, false, 21},    {"notice", 12, false, 15},
    {"project", 12, false, 26}, {"funds", 12, false, 33},  {"list", 12, false, 19},
    {"list", 9, false, 24},     {"list", 12, false, 29},   {"funds", 9, false, 36},
    {"project", 9, false, 41},  {"jobs", 12, false, 43},   {"list", 6, false, 47},
    {"list", 12, false, 52},    {"funds", 12, false, 57},  {"notice", 9, false, 62},
    {"list", 9, false, 66},
};

/* How well a text suits a month: months between that and the nearest one it names. */
static int distance(const struct demo_template *t, int month) {
    for (int d = 0; d <= 6; d++) {
        if (t->months >> ((month - 1 + d) % 12) & 1) return d;
        if (t->months >> ((month + 11 - d) % 12) & 1) return d;
    }
    return 12;
}

struct poster {
    struct demo_post *posts;
    size_t count;
    const struct demo_template *templates;
    size_t n;
    int64_t left[256]; /* of each text */
    int32_t today;
};

static bool wanted(const struct demo_template *t, struct str type, const char *list, size_t scope,
                   bool special) {
    return str_eq(t->type, type) && t->scope == scope && t->special == special &&
           demo_head(t->page, "withdrawn").n == 0 && (!list || str_is(t->list, list));
}

/* Posts the text that suits best: by month, then by how many of it there are. */
static bool post_best(struct poster *p, struct str type, const char *list, size_t scope,
                      bool special, int32_t on, int group) {
    int month = date_ymd(on).month;
    const struct demo_template *best = NULL;
    for (size_t i = 0; i < p->n; i++) {
        const struct demo_template *t = &p->templates[i];
        if (p->left[i] == 0 || !wanted(t, type, list, scope, special)) continue;
        int is = distance(t, month), was = best ? distance(best, month) : 99;
        if (is < was || (is == was && p->left[i] > p->left[best - p->templates])) best = t;
    }
    if (!best) return false;
    p->left[best - p->templates]--;
    p->posts[p->count++] = (struct demo_post){best, on, group};
    return true;
}

/* The day in the ${k}-th latest of the months that suit a text. */
static int32_t day_in_past(const struct demo_template *t, size_t k, struct demo_dice *dice,
                           int32_t today) {
    struct ymd now = date_ymd(today);
    size_t seen = 0;
    for (int back = 0; back < MONTHS_BACK; back++) {
        int months = now.year * 12 + now.month - 1 - back;
        if (!(t->months >> (months % 12) & 1) || seen++ < k) continue;
        int32_t on;
        date_from_ymd(&on, months / 12, months % 12 + 1, demo_between(dice, 1, 28));
        return on < today - 4 ? on : today - demo_between(dice, 5, 28);
    }
    return today - demo_between(dice, 30, 3500);
}

static size_t months_that_suit(const struct demo_template *t, int32_t today) {
    struct ymd now = date_ymd(today);
    size_t n = 0;
    for (int back = 0; back < MONTHS_BACK; back++) {
        n += t->months >> ((now.month + 11 + 120 - back) % 12) & 1;
    }
    return n;
}

static int by_day(const void *a, const void *b) {
    const struct demo_post *x = a, *y = b;
    if (x->on != y->on) return x->on < y->on ? -1 : 1;
    return str_compare(x->of->page->name, y->of->page->name);
}

size_t demo_posts(struct demo_post *posts, const struct demo_template *templates, size_t n,
                  int32_t today) {
    struct poster p = {.posts = posts, .templates = templates, .n = n, .today = today};
    struct demo_dice dice = demo_dice(3);
    if (n > sizeof p.left / sizeof *p.left) return 0;
    for (size_t i = 0; i < n; i++) p.left[i] = templates[i].times;
    for (size_t i = 0; i < demo_group_count; i++) {
        if (!post_best(&p, STR("list"), demo_groups[i].list, demo_groups[i].level, false,
                       demo_group_posted(i, today), (int)i)) {
            return 0;
        }
    }
    for (size_t i = 0; i < sizeof lately / sizeof *lately; i++) {
        post_best(&p, str_from(lately[i].type), NULL, lately[i].scope, lately[i].special,
                  today - lately[i].days_ago, -1);
    }
    for (size_t i = 0; i < n; i++) {
        /* Each in its own part of the months there are, so that they spread over the years. */
        size_t months = months_that_suit(&templates[i], today), left = (size_t)p.left[i];
        for (size_t k = 0; k < left; k++) {
            size_t at = (k * months + demo_below(&dice, (uint32_t)months)) / left;
            int32_t on = day_in_past(&templates[i], at, &dice, today);
            p.posts[p.count++] = (struct demo_post){&templates[i], on, -1};
        }
    }
    qsort(posts, p.count, sizeof *posts, by_day);
    return p.count;
}
