/*
 * The life of one household, made backwards from how it stands today: stays in a register, and the
 * cases that began and ended them, step by step. Every notice in it ran its full days. Pure; the
 * stops are those of model/register/lifecycle.h, to which this adds how long each takes.
 */
#include <string.h>

#include "cli/demo.h"

#define LIFTING_BEGAN date_of(2016, 11, 1)
#define LIFTING_ENDED date_of(2020, 11, 20)

/*    name              least spread window rule  desk */
static const struct demo_stop entry[] = {
    {"apply", 0, 2, 0, 3, DESK_VILLAGE},
    {"review", 4, 10, 0, 15, DESK_VILLAGE},
    {"village_notice", 8, 4, 7, 7, DESK_VILLAGE},
    {"township_check", 3, 7, 0, 10, DESK_TOWNSHIP},
    {"township_notice", 6, 4, 5, 5, DESK_TOWNSHIP},
    {"county_approval", 5, 14, 0, 20, DESK_COUNTY},
    {"county_notice", 6, 4, 5, 5, DESK_COUNTY},
    {"entered", 0, 2, 0, 3, DESK_COUNTY},
    {NULL, 0, 0, 0, 0, 0},
};

static const struct demo_stop leaving[] = {
    {"review", 4, 10, 0, 15, DESK_VILLAGE},
    {"village_check", 2, 8, 0, 10, DESK_VILLAGE},
    {"village_notice", 8, 4, 7, 7, DESK_VILLAGE},
    {"township_check", 3, 7, 0, 10, DESK_TOWNSHIP},
    {"county_notice", 6, 4, 5, 5, DESK_COUNTY},
    {"left", 0, 2, 0, 3, DESK_COUNTY},
    {NULL, 0, 0, 0, 0, 0},
};

static const struct demo_stop removal[] = {
    {"found", 0, 3, 0, 5, DESK_VILLAGE},
    {"verify", 2, 8, 0, 10, DESK_TOWNSHIP},
    {"village_notice", 8, 4, 7, 7, DESK_VILLAGE},
    {"county_approval", 5, 14, 0, 20, DESK_COUNTY},
    {"county_notice", 6, 4, 5, 5, DESK_COUNTY},
    {"removed", 0, 2, 0, 3, DESK_COUNTY},
    {NULL, 0, 0, 0, 0, 0},
};

const struct demo_stop *const demo_stops[3] = {entry, leaving, removal};

int demo_stop(enum demo_case_kind kind, const char *name) {
    int i = 0;
    while (demo_stops[kind][i].name && strcmp(demo_stops[kind][i].name, name) != 0) i++;
    return i;
}

static int32_t date_of(int y, int m, int d) {
    int32_t day = DAY_NONE;
    date_from_ymd(&day, y, m, d);
    return day;
}

struct maker {
    struct demo_life *life;
    const struct demo_household *household;
    struct demo_dice *dice;
    int32_t today;
};

static const char *one_of(struct maker *m, const char *const *list, uint32_t n) {
    return list[demo_below(m->dice, n)];
}
#define ONE_OF(m, list) one_of((m), (list), sizeof(list) / sizeof *(list))

static void step(struct demo_case *c, const struct demo_stop *s, const char *outcome, int32_t on,
                 int32_t due, const char *reason) {
    c->steps[c->step_count++] = (struct demo_step){s->name, outcome, on, due, reason, s->desk};
}

const char *demo_removal(const struct demo_household *h, bool in_short) {
    static const struct {
        const char *long_text, *short_text;
    } reasons[] = {
        {"核实到户主近三年在县城买了商品房，不符合纳入条件。", "近三年买了商品房"},
        {"核实到家里有一辆小轿车，不符合纳入条件。", "家里有小轿车"},
        {"核实到共同生活的家人有财政发的工资，不符合纳入条件。", "家人有财政发的工资"},
        {"核实到户主名下有公司并在经营，不符合纳入条件。", "名下有公司并在经营"},
    };
    size_t i = (size_t)h->code[9] % (sizeof reasons / sizeof *reasons);
    return in_short ? reasons[i].short_text : reasons[i].long_text;
}

static const char *reason_for(struct maker *m, enum demo_case_kind kind) {
    static const char *const lifted[] = {
        "家里收入稳定超过标准，吃穿、上学、看病、住房和饮水都有保障。",
        "连续两年收入超过标准，原来的困难已经解决。",
        "家里有人稳定务工，住房安全，看病和上学都有保障。",
    };
    if (kind == CASE_EXIT) return ONE_OF(m, lifted);
    return kind == CASE_REMOVAL ? demo_removal(m->household, false) : "";
}

static const char *sent_back(struct maker *m) {
    static const char *const reasons[] = {
        "缺少近六个月的收入证明，补上以后再报。",
        "评议记录上少了三位村民代表的签字，请补齐。",
        "家庭成员和户口簿对不上，请核对以后再报。",
        "看病的票据不全，请带上出院小结和发票。",
    };
    return ONE_OF(m, reasons);
}

static const char *refused(struct maker *m) {
    static const char *const reasons[] = {
        "家庭人均收入超过今年的监测线，不符合纳入条件。",
        "家里有商品房和营运车辆，不符合纳入条件。",
        "看病费用报销以后自己付的不多，没有达到纳入条件。",
    };
    return ONE_OF(m, reasons);
}

/* How many days each stop of a case takes this time. */
static void take_days(struct maker *m, enum demo_case_kind kind, int *days) {
    for (int i = 0; demo_stops[kind][i].name; i++) {
        const struct demo_stop *s = &demo_stops[kind][i];
        days[i] = s->least + (int)demo_below(m->dice, (uint32_t)s->spread + 1);
    }
}

static struct demo_case *open_case(struct maker *m, enum demo_case_kind kind,
                                   const char *register_kind, int spell) {
    struct demo_case *c = &m->life->cases[m->life->case_count++];
    *c = (struct demo_case){.kind = kind, .register_kind = register_kind, .spell = spell};
    c->closed = DAY_NONE;
    return c;
}

/* The steps up to the stop ${at}, which is reached on the day ${on}. */
static void walk_to(struct maker *m, struct demo_case *c, int at, int32_t on) {
    const struct demo_stop *stops = demo_stops[c->kind];
    int days[DEMO_STEPS];
    take_days(m, c->kind, days);
    c->opened = on;
    for (int i = 0; i < at; i++) c->opened -= days[i];
    int32_t reached = c->opened;
    for (int i = 0; i < at; i++) {
        int32_t due = stops[i].window ? reached + stops[i].window : DAY_NONE;
        /* What a case is about is said once, where it begins. */
        step(c, &stops[i], "passed", reached + days[i], due, i == 0 ? reason_for(m, c->kind) : "");
        reached += days[i];
    }
}

/* A case that is over: its last stop was done on the day ${on}. */
static void done_case(struct maker *m, enum demo_case_kind kind, const char *register_kind,
                      int spell, int32_t on) {
    struct demo_case *c = open_case(m, kind, register_kind, spell);
    const struct demo_stop *stops = demo_stops[kind];
    int last = 0;
    while (stops[last + 1].name) last++;
    walk_to(m, c, last, on);
    step(c, &stops[last], "passed", on, DAY_NONE, reason_for(m, kind));
    c->closed = on;
    c->outcome = "done";
    /* Some had to bring papers first: the township sent them back before it passed them. */
    int check = demo_stop(kind, "township_check");
    if (kind == CASE_ENTRY && demo_chance(m->dice, 6)) {
        struct demo_step *at = &c->steps[check];
        memmove(at + 1, at, (c->step_count - (size_t)check) * sizeof *at);
        c->step_count++;
        at->on = at[1].on - 1;
        at->outcome = "returned";
        at->reason = sent_back(m);
    }
}

/* A case that stands at the stop ${at} since the day ${on}. */
static void running_case(struct maker *m, enum demo_case_kind kind, const char *register_kind,
                         int spell, int at, int32_t on) {
    struct demo_case *c = open_case(m, kind, register_kind, spell);
    const struct demo_stop *s = &demo_stops[kind][at];
    walk_to(m, c, at, on);
    step(c, s, "reached", on, on + (s->window ? s->window : s->rule),
         at == 0 ? reason_for(m, kind) : "");
}

static void stopped_case(struct maker *m, const char *register_kind, int at, int32_t on,
                         bool refuse) {
    struct demo_case *c = open_case(m, CASE_ENTRY, register_kind, -1);
    walk_to(m, c, at, on);
    step(c, &entry[at], refuse ? "rejected" : "returned", on + 2, DAY_NONE,
         refuse ? refused(m) : sent_back(m));
    if (!refuse) return;
    c->closed = on + 2;
    c->outcome = "rejected";
}

/* Causes in about the shares of the survey in DOMAIN.md; a household has several. */
static void causes(struct maker *m, struct demo_spell *s) {
    static const struct {
        const char *cause;
        uint32_t percent;
    } shares[] = {
        {"illness", 58},  {"roads", 46}, {"labour", 27},    {"disability", 20},
        {"disaster", 19}, {"land", 19},  {"schooling", 17}, {"skill", 9},
        {"funds", 8},     {"water", 4},  {"will", 2},
    };
    for (size_t i = 0; i < sizeof shares / sizeof *shares; i++) {
        if (!demo_chance(m->dice, shares[i].percent)) continue;
        /* A remote road is seldom what matters most. */
        bool first = s->cause_count > 0 && strcmp(s->causes[0], "roads") == 0;
        s->causes[s->cause_count++] = shares[i].cause;
        if (!first) continue;
        s->causes[s->cause_count - 1] = s->causes[0];
        s->causes[0] = shares[i].cause;
    }
    if (s->cause_count == 0) s->causes[s->cause_count++] = "other";
}

/* A stay that began on the day ${from} by a case of entry; returns its number. */
static int stay(struct maker *m, const char *kind, const char *attribute, int32_t from) {
    int number = (int)m->life->spell_count++;
    struct demo_spell *s = &m->life->spells[number];
    *s = (struct demo_spell){.kind = kind, .attribute = attribute, .from = from, .to = DAY_NONE};
    causes(m, s);
    done_case(m, CASE_ENTRY, kind, number, from);
    return number;
}

static void end_stay(struct maker *m, int number, int32_t on, const char *ending) {
    struct demo_spell *s = &m->life->spells[number];
    s->to = on;
    s->ending = ending;
    if (strcmp(ending, "natural") == 0) return;
    done_case(m, strcmp(ending, "removed") == 0 ? CASE_REMOVAL : CASE_EXIT, s->kind, number, on);
}

static const char *monitored(struct maker *m) {
    static const char *const kinds[] = {"unstable", "unstable", "marginal",
                                        "marginal", "marginal", "sudden"};
    return ONE_OF(m, kinds);
}

/* The first wave: registered in the years from 2014 on, lifted by the end of 2020. */
static int lifted_long_ago(struct maker *m, const char *attribute) {
    int32_t from = demo_between(m->dice, date_of(2014, 6, 1), date_of(2017, 12, 20));
    int32_t least = from + 500 > LIFTING_BEGAN ? from + 500 : LIFTING_BEGAN;
    int number = stay(m, "poor", attribute, from);
    end_stay(m, number, demo_between(m->dice, least, LIFTING_ENDED), "lifted");
    return number;
}

static void lifted_lately(struct maker *m, const char *attribute) {
    int32_t from = m->today - demo_between(m->dice, 900, 1900);
    int number = stay(m, monitored(m), attribute, from);
    end_stay(m, number, from + demo_between(m->dice, 240, 850), "lifted");
}

static int32_t ago(struct maker *m, int32_t least, int32_t most) {
    return m->today - demo_between(m->dice, least, most);
}

static int registered(struct maker *m, const char *kind, const char *attribute) {
    bool poor = strcmp(kind, "poor") == 0;
    return stay(m, kind, attribute, poor ? ago(m, 700, 2400) : ago(m, 60, 1500));
}

static const char *attribute_for(struct maker *m, const struct demo_household *h) {
    int32_t age = (m->today - h->people[0].born) / 365;
    if (h->size == 1 && age >= 60 && demo_chance(m->dice, 60)) return "destitute";
    return demo_chance(m->dice, 36) ? "allowance" : "general";
}

void demo_life(struct demo_life *out, const struct demo_household *h, struct demo_dice *dice,
               int32_t today) {
    static const char *const gone[] = {"全家户口已经迁出本县。", "家里的老人去世了。"};
    memset(out, 0, sizeof *out);
    struct maker m = {out, h, dice, today};
    const char *kind = h->kind ? h->kind : monitored(&m);
    const char *attribute = attribute_for(&m, h);
    /* Without a notice of its own a case has stood where it is for a few days, some too long. */
    int32_t reached = h->reached != DAY_NONE ? h->reached : ago(&m, 1, 16);
    int number;
    switch (h->fate) {
    case FATE_APPLYING: running_case(&m, CASE_ENTRY, kind, -1, h->stop, reached); break;
    case FATE_RETURNED: stopped_case(&m, kind, h->stop, ago(&m, 4, 14), false); break;
    case FATE_REJECTED: stopped_case(&m, kind, h->stop, ago(&m, 20, 700), true); break;
    case FATE_LEAVING:
        number = stay(&m, kind, attribute, ago(&m, 400, 1500));
        running_case(&m, CASE_EXIT, kind, number, h->stop, reached);
        break;
    case FATE_REMOVING:
        number = stay(&m, kind, attribute, ago(&m, 400, 1500));
        running_case(&m, CASE_REMOVAL, kind, number, h->stop, reached);
        break;
    case FATE_LIFTED:
        if (demo_chance(dice, 82)) {
            lifted_long_ago(&m, attribute);
        } else {
            lifted_lately(&m, attribute);
        }
        break;
    case FATE_REMOVED: {
        int32_t from = ago(&m, 700, 2600);
        number = stay(&m, kind, attribute, from);
        end_stay(&m, number, demo_between(dice, from + 200, today - 15), "removed");
        break;
    }
    case FATE_NATURAL: {
        int32_t from = ago(&m, 700, 2600), on = demo_between(dice, from + 100, today - 10);
        number = stay(&m, kind, attribute, from);
        end_stay(&m, number, on, "natural");
        out->gone = (struct demo_step){"natural", "passed",           on,
                                       DAY_NONE,  gone[h->size == 1], DESK_VILLAGE};
        break;
    }
    case FATE_RELAPSED:
        lifted_long_ago(&m, attribute);
        stay(&m, "unstable", attribute, ago(&m, 90, 1200));
        break;
    default: registered(&m, kind, attribute); break;
    }
}
