/*
 * The households and their people, made in memory before anything is stored: how many live
 * together, who they are to each other, how old, and a number that cannot be anybody's, because
 * there is no county 990123. Their fates come after (demo_fate.c).
 */
#include <stdio.h>
#include <string.h>

#include "base/arena.h"
#include "cli/demo.h"
#include "model/register/identity.h"

#define SIZE_MAX_HOUSE 8
#define HEAD_AGE_LEAST 30
#define NUMBER_FIRST   10 /* sequence numbers of one birthday */
#define NUMBER_LAST    998

/* Numbers that are taken: an open hash of four times as many places. */
#define TAKEN_PLACES 65536u

struct taken {
    uint64_t *at;
};

/* True the first time a key is asked for; keys are not 0. */
static bool take(struct taken *t, uint64_t key) {
    uint64_t i = (key * UINT64_C(0x9e3779b97f4a7c15)) >> 48;
    while (t->at[i % TAKEN_PLACES] != 0) {
        if (t->at[i % TAKEN_PLACES] == key) return false;
        i++;
    }
    t->at[i % TAKEN_PLACES] = key;
    return true;
}

struct makers {
    struct demo *d;
    struct demo_dice dice;
    struct taken numbers, codes;
};

struct str demo_name(struct demo *d, struct demo_dice *dice, bool male, struct str surname) {
    struct str given = demo_pick(male ? &d->male : &d->female, dice);
    if (!surname.p) surname = demo_pick(&d->surnames, dice);
    return str_format(d->arena, STR_FMT STR_FMT, STR_ARG(surname), STR_ARG(given));
}

static void number(struct makers *m, struct demo_person *p) {
    struct ymd born = date_ymd(p->born);
    uint64_t day = (uint64_t)born.year * 10000 + (uint64_t)born.month * 100 + (uint64_t)born.day;
    int32_t sequence;
    do {
        sequence = demo_between(&m->dice, NUMBER_FIRST, NUMBER_LAST);
        if (sequence % 2 != p->male) sequence++;
    } while (!take(&m->numbers, day * 1000 + (uint64_t)sequence));
    struct str county = DEMO_COUNTY;
    snprintf(p->number, sizeof p->number, STR_FMT "%08llu%03d", STR_ARG(county),
             (unsigned long long)day, (int)sequence);
    p->number[IDENTITY_DIGITS - 1] = identity_check_digit(p->number);
}

static struct str schooling(struct demo_dice *dice, int age) {
    static const char *const old[] = {"文盲或半文盲", "小学", "小学", "初中"};
    static const char *const grown[] = {"小学", "初中", "初中", "初中", "高中", "大专"};
    if (age < 6) return STR("学龄前儿童");
    if (age < 12) return STR("小学在读");
    if (age < 15) return STR("初中在读");
    if (age < 18) return STR("高中在读");
    return str_from(age > 55 ? old[demo_below(dice, 4)] : grown[demo_below(dice, 6)]);
}

static struct str labour(struct demo_dice *dice, int age, bool healthy) {
    if (age < 16) return STR("无劳动力");
    if (!healthy) return demo_chance(dice, 50) ? STR("丧失劳动力") : STR("弱劳动力");
    if (age > 70) return STR("无劳动力");
    if (age > 60) return STR("弱劳动力");
    return demo_chance(dice, 12) ? STR("技能劳动力") : STR("普通劳动力");
}

static void person(struct makers *m, struct demo_person *p, const char *relation, bool male,
                   int age, struct str surname) {
    static const char *const ill[] = {"长期慢性病", "长期慢性病", "患有大病", "残疾"};
    struct demo_dice *dice = &m->dice;
    if (age < 0) age = 0;
    if (age > 94) age = 94;
    p->relation = str_from(relation);
    p->male = male;
    p->name = demo_name(m->d, dice, male, surname);
    p->born = m->d->today - (int32_t)(age * 1461 / 4) - demo_between(dice, 20, 360);
    p->left_on = DAY_NONE;
    bool healthy = !demo_chance(dice, age > 60 ? 45 : 14);
    p->health = healthy ? STR("健康") : str_from(ill[demo_below(dice, 4)]);
    p->schooling = schooling(dice, age);
    p->labour = labour(dice, age, healthy);
    number(m, p);
}

/* The first character of a name, for the children; a dotted name gives none. */
static struct str family_name(struct demo *d, struct str name) {
    struct str longest = STR_NONE;
    for (size_t i = 0; i < d->surnames.n; i++) {
        struct str s = d->surnames.at[i];
        if (s.n > longest.n && str_starts(name, s)) longest = s;
    }
    return longest;
}

struct family {
    bool head_male, father, mother, spouse;
    int head_age;
    struct str surname;
};

static void member(struct makers *m, struct demo_person *p, struct family *f) {
    struct demo_dice *dice = &m->dice;
    bool male = demo_chance(dice, 51);
    int age = f->head_age;
    if (!f->spouse && demo_chance(dice, 72)) {
        f->spouse = true;
        person(m, p, "配偶", !f->head_male, age - demo_between(dice, -3, 5), STR_NONE);
    } else if (age < 62 && !f->mother && demo_chance(dice, 22)) {
        f->mother = true;
        person(m, p, "之母", false, age + demo_between(dice, 19, 28), STR_NONE);
    } else if (age < 58 && !f->father && demo_chance(dice, 16)) {
        f->father = true;
        person(m, p, "之父", true, age + demo_between(dice, 20, 30), f->surname);
    } else if (age >= 56 && demo_chance(dice, 38)) {
        person(m, p, male ? "之孙子" : "之孙女", male, age - demo_between(dice, 46, 58),
               f->surname);
    } else {
        person(m, p, male ? "之子" : "之女", male, age - demo_between(dice, 21, 34), f->surname);
    }
}

static void family(struct makers *m, struct demo_household *h) {
    struct demo *d = m->d;
    struct demo_dice *dice = &m->dice;
    struct family f = {.head_male = demo_chance(dice, 78)};
    f.head_age = h->size == 1
                     ? demo_between(dice, 48, 86)
                     : HEAD_AGE_LEAST + demo_between(dice, 0, 25) + demo_between(dice, 0, 21);
    h->people = ARENA_ARRAY(d->arena, struct demo_person, h->size);
    h->ethnic = demo_chance(dice, 82) ? STR("汉族") : STR("土家族");
    person(m, &h->people[0], "户主", f.head_male, f.head_age, STR_NONE);
    if (demo_chance(dice, 2)) {
        h->people[0].name = demo_pick(&d->dotted, dice);
        h->ethnic = STR("彝族");
    }
    if (f.head_male) f.surname = family_name(d, h->people[0].name);
    for (size_t i = 1; i < h->size; i++) member(m, &h->people[i], &f);
}

static void household(struct makers *m, struct demo_household *h, size_t village) {
    struct demo *d = m->d;
    unsigned long long code;
    do {
        code = 1000000000ull + demo_roll(&m->dice) % 9000000000ull;
    } while (!take(&m->codes, code));
    snprintf(h->code, sizeof h->code, "%llu", code);
    h->village = village;
    h->team = d->teams.at[demo_below(&m->dice, d->teams.n < 8 ? (uint32_t)d->teams.n : 8)];
    h->reached = DAY_NONE;
    family(m, h);
}

/* How many live in each household: mostly two to four, and exactly so many in all. */
static void sizes(struct demo *d, struct demo_dice *dice) {
    static const size_t usual[] = {1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 3,
                                   4, 4, 4, 4, 4, 5, 5, 5, 6, 6, 7};
    size_t sum = 0;
    for (size_t i = 0; i < DEMO_HOUSEHOLDS; i++) {
        size_t n = usual[demo_below(dice, sizeof usual / sizeof *usual)];
        sum += d->households[i].size = n;
    }
    while (sum != DEMO_PEOPLE) {
        size_t *n = &d->households[demo_below(dice, DEMO_HOUSEHOLDS)].size;
        if (sum<DEMO_PEOPLE && * n> 1 && *n < SIZE_MAX_HOUSE) {
            ++*n;
            ++sum;
        } else if (sum > DEMO_PEOPLE && *n > 2) {
            --*n;
            --sum;
        }
    }
}

/* Where each of them is: villages are of different sizes, and none is without. */
static void villages(struct makers *m) {
    struct demo *d = m->d;
    size_t n = d->village_count, at = 0;
    uint32_t *weight = ARENA_ARRAY(d->arena, uint32_t, n), all = 0, sum = 0;
    for (size_t v = 0; v < n; v++) all += weight[v] = 30 + demo_below(&m->dice, 70);
    for (size_t v = 0; v < n; v++) {
        sum += weight[v];
        size_t end = (size_t)((uint64_t)DEMO_HOUSEHOLDS * sum / all);
        for (; at < end; at++) household(m, &d->households[at], v);
    }
}

static void hostile(struct makers *m, struct demo_household *h) {
    h->size = 2;
    household(m, h, 0);
    h->team = STR("<i>{{x}}</i>");
    h->ethnic = STR("<b>敌</b>");
    for (size_t i = 0; i < h->size; i++) {
        struct demo_person *p = &h->people[i];
        p->name = STR(DEMO_HOSTILE);
        if (i > 0) p->relation = STR("<b>'\"&</b>");
        p->schooling = p->health = p->labour = STR("<b>'\"&</b>");
    }
}

enum status demo_people(struct demo *d) {
    struct makers m = {.d = d, .dice = demo_dice(1)};
    m.numbers.at = ARENA_ARRAY(d->arena, uint64_t, TAKEN_PLACES);
    m.codes.at = ARENA_ARRAY(d->arena, uint64_t, TAKEN_PLACES);
    d->household_count = DEMO_HOUSEHOLDS + d->hostile;
    d->households = ARENA_ARRAY(d->arena, struct demo_household, d->household_count);
    sizes(d, &m.dice);
    villages(&m);
    if (d->hostile) hostile(&m, &d->households[DEMO_HOUSEHOLDS]);
    return OK;
}
