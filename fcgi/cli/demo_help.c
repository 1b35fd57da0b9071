/*
 * Who helps and comes to see, what a household is to get, and the money on its way: at every desk
 * some of it, most of it arrived.
 */
#include "base/arena.h"
#include "base/money.h"
#include "cli/demo.h"
#include "model/register/seed.h"

#define FEN 100

enum status demo_helpers(struct demo *d, int64_t *ids) {
    struct demo_dice dice = demo_dice(6);
    enum status st = OK;
    for (size_t i = 0; st == OK && i < DEMO_HELPERS; i++) {
        /* The first helper of a village comes from its township, the others from the county. */
        const struct demo_place *v = &d->villages[i % d->village_count];
        const struct demo_place *t = &d->townships[v->parent];
        struct str unit = str_format(d->rows, STR_FMT "人民政府", STR_ARG(t->name));
        struct str phone = t->phone;
        if (i >= d->village_count) {
            uint32_t at = demo_below(&dice, (uint32_t)d->units.n);
            unit = d->units.at[at];
            phone = str_format(d->rows, "0999-51%05u", 2100 + at * 37);
        }
        struct str name = demo_name(d, &dice, demo_chance(&dice, 60), STR_NONE);
        st = seed_helper(&ids[i], d->db, name, unit, phone);
    }
    if (st != OK || !d->hostile) return st;
    return seed_helper(&ids[0], d->db, STR(DEMO_HOSTILE), STR(DEMO_HOSTILE), STR("0999-5100000"));
}

struct giver {
    struct demo *d;
    const struct demo_household *h;
    const struct demo_life *life;
    struct demo_dice *dice;
    int64_t id;
    int32_t from, to; /* in a register or looked after, from the first day to the last */
};

static struct str told(const struct giver *g, const char *text) {
    return g->h->fate == FATE_HOSTILE ? STR(DEMO_HOSTILE) : str_from(text);
}

/* A household is never without a helper; some have had two. */
static enum status assign(const struct giver *g, const int64_t *ids) {
    struct demo *d = g->d;
    size_t v = g->h->village;
    int64_t own[3] = {0}, first, second;
    size_t n = 0;
    for (size_t i = v; i < DEMO_HELPERS && n < 3; i += d->village_count) own[n++] = ids[i];
    first = own[demo_below(g->dice, (uint32_t)n)];
    second = own[demo_below(g->dice, (uint32_t)n)];
    if (first == second || g->to != DAY_NONE) {
        return seed_assignment(d->bulk, g->id, first, g->from, g->to);
    }
    int32_t handed = demo_between(g->dice, g->from + 1, d->today);
    enum status st = seed_assignment(d->bulk, g->id, first, g->from, handed);
    return st == OK ? seed_assignment(d->bulk, g->id, second, handed, DAY_NONE) : st;
}

static const struct {
    const char *area, *title;
    int least, most; /* tens of yuan; 0: no money */
} measures[] = {
    {"industry", "茶园管护补助", 30, 120},
    {"industry", "发放核桃苗并教管护", 0, 0},
    {"industry", "养殖黑山羊奖补", 80, 300},
    {"industry", "养蜂补助", 60, 150},
    {"employment", "乡村公益性岗位", 300, 720},
    {"employment", "外出务工交通补助", 20, 60},
    {"employment", "到帮扶车间上班", 0, 0},
    {"forest", "聘为生态护林员", 600, 1000},
    {"education", "雨露计划补助", 150, 300},
    {"education", "住校生生活补助", 50, 125},
    {"health", "参加基本医保个人缴费资助", 15, 38},
    {"health", "家庭医生签约随访", 0, 0},
    {"subsistence", "农村低保", 240, 620},
    {"housing", "危房改造补助", 1500, 3500},
    {"water", "饮水管网接到家里", 0, 0},
    {"credit", "小额信贷贴息", 60, 200},
    {"solar", "村级光伏公益岗位", 120, 360},
    {"insurance", "防贫保险由县里代缴", 5, 12},
    {"relocation", "易地搬迁住房配套", 0, 0},
    {"society", "爱心超市积分帮扶", 10, 30},
    {"commerce", "土特产由电商服务站代卖", 0, 0},
};

static int64_t amount(struct giver *g, int least, int most) {
    if (most == 0) return MONEY_NONE;
    return (int64_t)demo_between(g->dice, least, most) * 10 * FEN;
}

static enum status give(struct giver *g) {
    int32_t today = g->d->today, end = g->to == DAY_NONE ? today : g->to;
    uint32_t n = 1 + demo_below(g->dice, 3), count = sizeof measures / sizeof *measures;
    uint32_t at = demo_below(g->dice, count);
    enum status st = OK;
    for (uint32_t i = 0; st == OK && i < n; i++) {
        /* Steps of 8 through 21 rows: no measure twice. */
        uint32_t k = (at + i * 8) % count;
        bool lately = g->to == DAY_NONE && i + 1 == n;
        int32_t on = lately ? demo_between(g->dice, today - 330, today + 10)
                            : demo_between(g->dice, g->from, end);
        if (on < g->from) on = g->from;
        const char *state = on > today - 15 ? "planned" : on > today - 360 ? "running" : "done";
        if (g->to != DAY_NONE) state = "done";
        st = seed_measure(g->d->bulk, g->id, str_from(measures[k].area), told(g, measures[k].title),
                          amount(g, measures[k].least, measures[k].most), str_from(state), on);
    }
    return st;
}

static const struct {
    const char *programme, *county_desk;
    int least, most; /* tens of yuan */
} programmes[] = {
    {"产业到户奖补", "县农业农村局", 30, 400},
    {"外出务工交通补助", "县人力资源和社会保障局", 20, 60},
    {"乡村公益性岗位补贴", "县人力资源和社会保障局", 60, 90},
    {"生态护林员劳务报酬", "县林业局", 80, 250},
    {"雨露计划补助", "县教育局", 150, 150},
    {"农村低保金", "县民政局", 30, 160},
    {"小额信贷贴息", "县财政局", 12, 55},
    {"医疗救助", "县医疗保障局", 60, 900},
    {"光伏公益岗位工资", "县乡村振兴局", 30, 60},
};

struct transfer {
    const char *state, *desk; /* desk NULL: the township's or the county office's */
};

/* Where the money is: what was asked for lately is still under way. */
static struct transfer whereabouts(struct giver *g, int32_t days_ago) {
    static const struct transfer under_way[] = {{"filed", NULL},
                                                {"filed", NULL},
                                                {"approved", ""},
                                                {"approved", "县财政局"},
                                                {"paid", "代发银行"}};
    if (demo_chance(g->dice, 2))
        return (struct transfer){"returned", "乡镇财政所（账号和户名不一致）"};
    if (days_ago < 45) return under_way[demo_below(g->dice, 5)];
    return (struct transfer){"received", "代发银行"};
}

static enum status pay(struct giver *g) {
    struct demo *d = g->d;
    int32_t end = g->to == DAY_NONE ? d->today : g->to;
    int32_t from = end - 1100 > g->from ? end - 1100 : g->from;
    uint32_t n = 1 + demo_below(g->dice, 4), count = sizeof programmes / sizeof *programmes;
    const struct demo_place *t = &d->townships[d->villages[g->h->village].parent];
    enum status st = OK;
    for (uint32_t i = 0; st == OK && i < n; i++) {
        uint32_t k = demo_below(g->dice, count);
        int32_t on = i == 0 && g->to == DAY_NONE ? demo_between(g->dice, d->today - 70, d->today)
                                                 : demo_between(g->dice, from, end);
        if (on < g->from) on = g->from;
        if (on > d->today) on = d->today;
        struct transfer is = whereabouts(g, d->today - on);
        struct ymd day = date_ymd(on);
        struct str where = str_from(is.desk ? is.desk : "");
        if (!is.desk) where = str_format(d->rows, STR_FMT "人民政府", STR_ARG(t->name));
        if (is.desk && !*is.desk) where = str_from(programmes[k].county_desk);
        struct str batch = str_format(d->rows, "%d年第%d批", day.year, (day.month + 2) / 3);
        bool hostile = g->h->fate == FATE_HOSTILE;
        const struct seed_payment row = {
            .programme = told(g, programmes[k].programme),
            .batch = hostile ? told(g, "") : batch,
            .state = str_from(is.state),
            .desk = hostile ? told(g, "") : where,
            .amount = amount(g, programmes[k].least, programmes[k].most),
            .state_on = on};
        st = seed_payment(d->bulk, g->id, &row);
    }
    return st;
}

/* Once a month, as the rule is; here and there somebody is late this month. */
static enum status visit(struct giver *g) {
    static const char *const notes[] = {"看了住房和饮水，问了吃药报销的事，都正常。",
                                        "核对了收入和补贴，说明了下一笔钱什么时候到。",
                                        "送了政策明白纸，逐条讲了一遍。",
                                        "看了产业长势，约好农技员下周上门。"};
    int32_t last = g->d->today;
    enum status st = OK;
    for (int i = 0; st == OK && i < 3; i++) {
        int32_t first = last - date_ymd(last).day + 1;
        int32_t on = demo_between(g->dice, first, last);
        const char *note = notes[demo_below(g->dice, 4)];
        bool came = demo_chance(g->dice, i == 0 ? 88 : 97);
        if (came && on >= g->from) st = seed_visit(g->d->bulk, g->id, on, told(g, note));
        last = first - 1;
    }
    return st;
}

enum status demo_help(struct demo *d, const struct demo_household *h, int64_t id,
                      const struct demo_life *life, const int64_t *ids, struct demo_dice *dice) {
    if (life->spell_count == 0) return OK;
    const struct demo_spell *last = &life->spells[life->spell_count - 1];
    bool over = h->fate == FATE_REMOVED || h->fate == FATE_NATURAL;
    struct giver g = {d, h, life, dice, id, life->spells[0].from, over ? last->to : DAY_NONE};
    enum status st = assign(&g, ids);
    if (st == OK) st = give(&g);
    if (st == OK) st = pay(&g);
    return st == OK && g.to == DAY_NONE ? visit(&g) : st;
}
