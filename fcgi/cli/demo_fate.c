/*
 * Who gets which life. First the lists that are posted now: their households must live in one
 * place, and each list is an announcement with the same people in it. All others by number, at
 * random over the county; who is left was lifted out of poverty long ago.
 */
#include <string.h>

#include "base/arena.h"
#include "base/seal.h"
#include "cli/demo.h"

const char *const demo_fate_words[FATES] = {
    [FATE_APPLYING] = "applying", [FATE_RETURNED] = "returned", [FATE_REJECTED] = "rejected",
    [FATE_POOR] = "poor",         [FATE_UNSTABLE] = "unstable", [FATE_MARGINAL] = "marginal",
    [FATE_SUDDEN] = "sudden",     [FATE_LEAVING] = "leaving",   [FATE_LIFTED] = "lifted",
    [FATE_REMOVING] = "removing", [FATE_REMOVED] = "removed",   [FATE_NATURAL] = "natural",
    [FATE_RELAPSED] = "relapsed", [FATE_HOSTILE] = "hostile",
};

struct demo_group demo_groups[] = {
    {CASE_ENTRY, "village_notice", "monitored", 12, 9, "unstable", 0, NULL},
    {CASE_ENTRY, "village_notice", "entry", 12, 8, "marginal", 0, NULL},
    {CASE_ENTRY, "village_notice", "monitored", 12, 11, "sudden", 0, NULL},
    {CASE_ENTRY, "village_notice", "entry", 12, 10, "marginal", 0, NULL},
    {CASE_ENTRY, "township_notice", "monitored", 9, 14, "unstable", 0, NULL},
    {CASE_ENTRY, "township_notice", "entry", 9, 12, "marginal", 0, NULL},
    {CASE_ENTRY, "county_notice", "monitored", 6, 26, NULL, 0, NULL},
    {CASE_EXIT, "village_notice", "exit", 12, 8, "unstable", 0, NULL},
    {CASE_EXIT, "county_notice", "exit", 6, 22, NULL, 0, NULL},
    {CASE_REMOVAL, "county_notice", "removal", 6, 8, NULL, 0, NULL},
};
const size_t demo_group_count = sizeof demo_groups / sizeof *demo_groups;

static const enum demo_fate fate_of_case[] = {
    [CASE_ENTRY] = FATE_APPLYING, [CASE_EXIT] = FATE_LEAVING, [CASE_REMOVAL] = FATE_REMOVING};

/* How many, and where those stand whose case runs or was stopped. */
static const struct {
    enum demo_fate fate;
    size_t count;
    enum demo_case_kind of;
    const char *stop, *kind;
} shares[] = {
    {FATE_APPLYING, 14, CASE_ENTRY, "apply", NULL},
    {FATE_APPLYING, 16, CASE_ENTRY, "review", NULL},
    {FATE_APPLYING, 15, CASE_ENTRY, "township_check", NULL},
    {FATE_APPLYING, 12, CASE_ENTRY, "county_approval", NULL},
    {FATE_RETURNED, 8, CASE_ENTRY, "township_check", NULL},
    {FATE_RETURNED, 5, CASE_ENTRY, "county_approval", NULL},
    {FATE_REJECTED, 12, CASE_ENTRY, "review", NULL},
    {FATE_REJECTED, 16, CASE_ENTRY, "county_approval", NULL},
    {FATE_LEAVING, 9, CASE_EXIT, "review", NULL},
    {FATE_LEAVING, 8, CASE_EXIT, "village_check", NULL},
    {FATE_LEAVING, 9, CASE_EXIT, "township_check", NULL},
    {FATE_REMOVING, 4, CASE_REMOVAL, "found", NULL},
    {FATE_REMOVING, 5, CASE_REMOVAL, "verify", NULL},
    {FATE_REMOVING, 3, CASE_REMOVAL, "village_notice", NULL},
    {FATE_REMOVING, 4, CASE_REMOVAL, "county_approval", NULL},
    {FATE_POOR, 164, CASE_ENTRY, NULL, "poor"},
    {FATE_UNSTABLE, 318, CASE_ENTRY, NULL, "unstable"},
    {FATE_MARGINAL, 407, CASE_ENTRY, NULL, "marginal"},
    {FATE_SUDDEN, 152, CASE_ENTRY, NULL, "sudden"},
    {FATE_REMOVED, 71, CASE_ENTRY, NULL, "poor"},
    {FATE_NATURAL, 123, CASE_ENTRY, NULL, "poor"},
    {FATE_RELAPSED, 62, CASE_ENTRY, NULL, NULL},
};

static bool is_in(const struct demo *d, const struct demo_group *g,
                  const struct demo_household *h) {
    if (g->level == 12) return h->village == g->place;
    return g->level < 9 || d->villages[h->village].parent == g->place;
}

static bool is_free(const struct demo_household *h) {
    return h->fate == FATES;
}

/* Of a village up to six days ago, of others up to four: all are open today. */
int32_t demo_group_posted(size_t i, int32_t today) {
    const struct demo_group *g = &demo_groups[i];
    const struct demo_stop *s = &demo_stops[g->kind][demo_stop(g->kind, g->stop)];
    return today - 1 - (int32_t)(i % (size_t)(s->window - 1));
}

static void fill_group(struct demo *d, struct demo_dice *dice, size_t i) {
    static const char *const kinds[] = {"unstable", "marginal", "sudden"};
    struct demo_group *g = &demo_groups[i];
    /* No two lists in one place: they are spread over the county in order. */
    size_t places = g->level == 12 ? d->village_count : d->township_count;
    g->place = i * places / demo_group_count;
    g->members = ARENA_ARRAY(d->arena, struct demo_household *, g->size);
    size_t n = 0, from = demo_below(dice, DEMO_HOUSEHOLDS);
    for (size_t k = 0; k < DEMO_HOUSEHOLDS && n < g->size; k++) {
        struct demo_household *h = &d->households[(from + k * DEMO_STRIDE) % DEMO_HOUSEHOLDS];
        if (!is_free(h) || !is_in(d, g, h)) continue;
        h->fate = fate_of_case[g->kind];
        h->stop = demo_stop(g->kind, g->stop);
        h->kind = g->register_kind ? g->register_kind : kinds[demo_below(dice, 3)];
        h->reached = demo_group_posted(i, d->today);
        g->members[n++] = h;
    }
    g->size = (uint32_t)n;
}

static void share_out(struct demo *d, struct demo_dice *dice) {
    size_t *order = ARENA_ARRAY(d->arena, size_t, DEMO_HOUSEHOLDS), next = 0;
    for (size_t i = 0; i < DEMO_HOUSEHOLDS; i++) {
        size_t j = demo_below(dice, (uint32_t)i + 1);
        order[i] = order[j];
        order[j] = i;
    }
    for (size_t s = 0; s < sizeof shares / sizeof *shares; s++) {
        for (size_t k = 0; k < shares[s].count; k++) {
            while (!is_free(&d->households[order[next]])) next++;
            struct demo_household *h = &d->households[order[next]];
            h->fate = shares[s].fate;
            h->kind = shares[s].kind;
            if (shares[s].stop) h->stop = demo_stop(shares[s].of, shares[s].stop);
        }
    }
    for (size_t i = 0; i < DEMO_HOUSEHOLDS; i++) {
        if (is_free(&d->households[i])) d->households[i].fate = FATE_LIFTED;
    }
}

static void query_code(struct demo_household *h) {
    for (size_t i = 0; i < sizeof h->query_code - 1; i++) {
        h->query_code[i] = (char)('0' + seal_below(10));
    }
}

/* One household of each fate is named in demo.json: one whose head is still there and, if it
 * applies, one that stands in a notice. */
static void list_some(struct demo *d) {
    bool found[FATES] = {false};
    for (size_t i = 0; i < d->household_count; i++) {
        struct demo_household *h = &d->households[i];
        bool fits = h->size > 1 && !found[h->fate] &&
                    (h->fate != FATE_APPLYING || h->reached != DAY_NONE);
        if (!fits) continue;
        found[h->fate] = h->listed = true;
        query_code(h);
    }
}

/* Who married out, moved or died, and who was handed a slip with a query code. */
static void small_things(struct demo *d, struct demo_dice *dice) {
    for (size_t i = 0; i < DEMO_HOUSEHOLDS; i++) {
        struct demo_household *h = &d->households[i];
        if (demo_chance(dice, 60)) query_code(h);
        for (size_t k = 1; k < h->size; k++) {
            bool grown = h->people[k].born < d->today - 20 * 365;
            if (!demo_chance(dice, 4) || !grown) continue;
            h->people[k].left_on = d->today - demo_between(dice, 5, 300);
        }
    }
}

_Static_assert(DEMO_HOUSEHOLDS % DEMO_STRIDE != 0, "the stride must come by everybody");

enum status demo_fates(struct demo *d) {
    struct demo_dice dice = demo_dice(2);
    for (size_t i = 0; i < DEMO_HOUSEHOLDS; i++) d->households[i].fate = FATES;
    for (size_t i = 0; i < demo_group_count; i++) fill_group(d, &dice, i);
    share_out(d, &dice);
    if (d->hostile) {
        d->households[DEMO_HOUSEHOLDS].fate = FATE_HOSTILE;
        d->households[DEMO_HOUSEHOLDS].kind = "unstable";
    }
    small_things(d, &dice);
    list_some(d);
    return OK;
}
