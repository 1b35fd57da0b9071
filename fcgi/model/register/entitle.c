/*
 * The register's words as facts. The lookup pool asks it for the household's card, at a hit and at
 * a miss alike (ask.c).
 */
#include "model/register/entitle.h"

static bool says(struct str text, const char *word) {
    return str_find(text, str_from(word)) < text.n;
}

static void set(struct fit_known *k, const char *fact, bool yes) {
    uint32_t bit = fit_bit(str_from(fact));
    k->yes = yes ? k->yes | bit : k->yes & ~bit;
    k->no = yes ? k->no & ~bit : k->no | bit;
}

static const struct row_household_spell *stay_of(const struct household_card *card) {
    if (card->current) return card->current;
    return card->status == HOUSEHOLD_LIFTED ? &card->spells[0] : NULL;
}

static bool has_cause(const struct household_card *card, const char *cause) {
    const struct row_household_spell *stay = stay_of(card);
    for (size_t i = 0; stay && i < card->cause_count; i++) {
        if (card->causes[i].spell_id == stay->id && str_is(card->causes[i].cause, cause)) {
            return true;
        }
    }
    return false;
}

static void of_stay(struct fit_known *k, const struct household_card *card) {
    const struct row_household_spell *stay = stay_of(card);
    bool lifted = stay && (!card->current || str_is(stay->kind, "poor"));
    set(k, "lifted", lifted);
    set(k, "monitored", stay && !lifted);
    if (!stay) return; /* who is in no register may well have an allowance */
    set(k, "allowance", str_is(stay->attribute, "allowance"));
    set(k, "destitute", str_is(stay->attribute, "destitute"));
}

/* A column of the people, and the words in it that make a fact true. */
struct trait {
    const char *fact;
    size_t column;
    const char *words[4];
    const char *with; /* and this one; NULL: no other */
};

#define COLUMN(name) offsetof(struct row_household_member, name)

static const struct trait traits[] = {
    {"ill", COLUMN(health), {"大病", "慢性病"}, NULL},
    {"disabled", COLUMN(health), {"残疾"}, NULL},
    {"infant", COLUMN(schooling), {"学龄前"}, NULL},
    {"pupil", COLUMN(schooling), {"小学", "初中", "义务教育"}, "在读"},
    {"vocational", COLUMN(schooling), {"中职", "高职", "技"}, "在读"},
};

static struct str column(const struct row_household_member *m, size_t at) {
    return *(const struct str *)(const void *)((const char *)m + at);
}

static bool matches(const struct trait *t, struct str text) {
    if (t->with && !says(text, t->with)) return false;
    for (size_t w = 0; w < 4 && t->words[w]; w++) {
        if (says(text, t->words[w])) return true;
    }
    return false;
}

/* Somebody has it; or it is known of everybody that nobody has. */
static void of_people(struct fit_known *k, const struct household_card *card,
                      const struct trait *t) {
    bool all = card->member_count > 0;
    for (size_t i = 0; i < card->member_count; i++) {
        struct str text = column(&card->members[i], t->column);
        if (matches(t, text)) {
            set(k, t->fact, true);
            return;
        }
        if (text.n == 0) all = false;
    }
    if (all) set(k, t->fact, false);
}

/* Who is away, and whether anybody could work at all. */
static void of_work(struct fit_known *k, const struct household_card *card) {
    bool none = card->member_count > 0;
    for (size_t i = 0; i < card->member_count; i++) {
        const struct row_household_member *m = &card->members[i];
        if (says(m->work, "省外") || says(m->work, "县外")) set(k, "away", true);
        if (!says(m->labour, "无劳动") && !says(m->labour, "丧失劳动")) none = false;
    }
    if (!none) return;
    set(k, "away", false);
    set(k, "nearby", false);
    set(k, "startup", false);
}

struct fit_known entitle_known(const struct household_card *card) {
    struct fit_known k = {0};
    of_stay(&k, card);
    for (size_t i = 0; i < sizeof traits / sizeof *traits; i++) of_people(&k, card, &traits[i]);
    if (has_cause(card, "illness")) set(&k, "ill", true);
    if (has_cause(card, "disability")) set(&k, "disabled", true);
    of_work(&k, card);
    return k;
}

/* What may fit is worth a word only when something known speaks for it. */
static bool has_favour(struct str fit, const struct fit_known *known) {
    struct fit_row rows[FIT_MOST];
    size_t count = fit_rows(rows, fit);
    for (size_t i = 0; i < count; i++) {
        if (!str_is(rows[i].role, "none") && fit_bit(rows[i].fact) & known->yes) return true;
    }
    return false;
}

static void choose(struct entitle_policy out[ENTITLE_MOST], size_t *count,
                   const struct fit_policy *rows, size_t row_count, const struct fit_known *known) {
    for (int open = 0; open <= FIT_FACTS; open++) {
        for (size_t i = 0; i < row_count && *count < ENTITLE_MOST; i++) {
            enum fit_verdict verdict = fit_judge(rows[i].fit, known);
            if (verdict == FIT_NO || fit_open(rows[i].fit, known) != open) continue;
            if (!has_favour(rows[i].fit, known)) continue;
            out[(*count)++] = (struct entitle_policy){rows[i].id, rows[i].title,
                                                      verdict == FIT_YES};
        }
    }
}

enum status entitle_read(struct entitle_policy out[ENTITLE_MOST], size_t *count, struct db *db,
                         const struct household_card *card, int32_t today) {
    struct fit_policy *rows;
    size_t row_count;
    *count = 0;
    enum status st = fit_policies(&rows, &row_count, db, today);
    if (st != OK) return st;
    struct fit_known known = entitle_known(card);
    choose(out, count, rows, row_count, &known);
    return OK;
}
