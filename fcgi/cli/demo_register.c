/*
 * The register: each household with its people, and its life as rows. One pass, household by
 * household, so that memory stays small.
 */
#include "base/arena.h"
#include "cli/demo.h"
#include "model/register/seed.h"

static const char *const case_words[] = {
    [CASE_ENTRY] = "entry", [CASE_EXIT] = "exit", [CASE_REMOVAL] = "removal"};

struct keeper {
    struct demo *d;
    struct demo_dice dice;
    int64_t helpers[DEMO_HELPERS];
    const struct demo_household *h;
    struct demo_life life;
    int64_t id; /* of the household */
    int32_t since;
    int64_t spells[2];
};

/* What is told of the hostile household is hostile everywhere. */
static struct str told(const struct keeper *k, const char *text) {
    return k->h->fate == FATE_HOSTILE ? STR(DEMO_HOSTILE) : str_from(text);
}

static struct str desk(const struct keeper *k, enum demo_desk at, int32_t on) {
    struct demo *d = k->d;
    const struct demo_place *v = &d->villages[k->h->village];
    if (k->h->fate == FATE_HOSTILE) return STR(DEMO_HOSTILE);
    struct str code = at == DESK_VILLAGE    ? v->code
                      : at == DESK_TOWNSHIP ? d->townships[v->parent].code
                                            : DEMO_COUNTY;
    return demo_issuer(d, code, on);
}

static enum status people(struct keeper *k) {
    struct demo *d = k->d;
    enum status st = OK;
    for (size_t i = 0; st == OK && i < k->h->size; i++) {
        const struct demo_person *p = &k->h->people[i];
        int32_t from = p->born > k->since ? p->born : k->since, to = p->left_on;
        /* Who lived alone and died is gone; a household that moved away still knows its people. */
        if (k->life.gone.stop && k->h->size == 1) to = k->life.gone.on;
        if (to != DAY_NONE && to <= from) to = DAY_NONE;
        const struct seed_person row = {
            .name = p->name,
            .number = str_from(p->number),
            .ethnic = k->h->ethnic,
            .schooling = p->schooling,
            .health = p->health,
            .labour = p->labour,
            .relation = p->relation,
            .from_on = from,
            .to_on = to,
        };
        st = seed_person(d->bulk, d->keys, k->id, &row);
    }
    return st;
}

static enum status spells(struct keeper *k) {
    enum status st = OK;
    for (size_t i = 0; st == OK && i < k->life.spell_count; i++) {
        const struct demo_spell *s = &k->life.spells[i];
        const struct seed_spell row = {.kind = str_from(s->kind),
                                       .attribute = str_from(s->attribute),
                                       .from_on = s->from,
                                       .to_on = s->to,
                                       .ending = str_from(s->ending)};
        st = seed_spell(&k->spells[i], k->d->db, k->id, &row);
        for (size_t c = 0; st == OK && c < s->cause_count; c++) {
            st = seed_cause(k->d->bulk, k->spells[i], (int64_t)c + 1, str_from(s->causes[c]));
        }
    }
    return st;
}

static enum status event(struct keeper *k, int64_t case_id, const struct demo_step *s,
                         int64_t document) {
    const struct seed_event row = {.case_id = case_id,
                                   .stop = str_from(s->stop),
                                   .outcome = str_from(s->outcome),
                                   .on = s->on,
                                   .due_on = s->due,
                                   .reason = told(k, s->reason),
                                   .actor = desk(k, s->desk, s->on),
                                   .document_id = document};
    return seed_event(k->d->bulk, k->id, &row);
}

static enum status cases(struct keeper *k) {
    enum status st = OK;
    for (size_t i = 0; st == OK && i < k->life.case_count; i++) {
        const struct demo_case *c = &k->life.cases[i];
        const struct seed_case row = {.spell_id = c->spell < 0 ? DEMO_NONE : k->spells[c->spell],
                                      .kind = str_from(case_words[c->kind]),
                                      .register_kind = str_from(c->register_kind),
                                      .opened_on = c->opened,
                                      .closed_on = c->closed,
                                      .outcome = str_from(c->outcome)};
        int64_t id;
        st = seed_case(&id, k->d->db, k->id, &row);
        for (size_t s = 0; st == OK && s < c->step_count; s++) {
            /* The notice that is open now belongs to the last step of the case that runs. */
            bool now = s + 1 == c->step_count && k->h->document != 0 &&
                       (!c->outcome || k->h->fate == FATE_HOSTILE);
            st = event(k, id, &c->steps[s], now ? k->h->document : DEMO_NONE);
        }
    }
    if (st == OK && k->life.gone.stop) st = event(k, DEMO_NONE, &k->life.gone, DEMO_NONE);
    return st;
}

static enum status household(struct keeper *k, const struct demo_household *h) {
    struct demo *d = k->d;
    k->h = h;
    demo_life(&k->life, h, &k->dice, d->today);
    k->since = k->life.cases[0].opened;
    const struct seed_household row = {
        .code = str_from(h->code),
        .region = d->villages[h->village].code,
        .team = h->team,
        .query_code = h->query_code[0] ? str_from(h->query_code) : STR_NONE,
        .created_on = k->since,
    };
    enum status st = seed_household(&k->id, d->db, d->keys, &row);
    if (st == OK) st = people(k);
    if (st == OK) st = spells(k);
    if (st == OK) st = cases(k);
    return st == OK ? demo_help(d, h, k->id, &k->life, k->helpers, &k->dice) : st;
}

enum status demo_register(struct demo *d) {
    struct keeper *k = ARENA_NEW(d->arena, struct keeper);
    k->d = d;
    k->dice = demo_dice(5);
    d->bulk = seed_rows_new(d->arena, d->db);
    enum status st = demo_helpers(d, k->helpers);
    for (size_t i = 0; st == OK && i < d->household_count; i++) {
        st = household(k, &d->households[i]);
        arena_reset(d->rows);
        if (i % 50 == 0 || i + 1 == d->household_count) {
            demo_progress(d, "户", i + 1, d->household_count);
        }
    }
    return st == OK ? seed_flush(d->bulk) : st;
}
