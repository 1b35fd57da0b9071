/*
 * Projects at every stage, jobs that are open and jobs that have ended, and what was donated around
 * each 17 October. All firms and donors are invented; numbers of offices are of the demo's area
 * code.
 */
#include "base/arena.h"
#include "base/money.h"
#include "cli/demo.h"
#include "model/publish/effort.h"

#define PROJECTS       98
#define JOBS           42
#define DONATIONS      36
#define YEARS          5
#define HALF_PAST_NINE (9 * 3600 + 1800)
#define YUAN           INT64_C(100)

static const struct {
    const char *title, *area, *about;
    int budget; /* thousands of yuan */
} projects[] = {
    {"通组公路硬化", "infrastructure", "硬化通组公路，宽 3.5 米，雨天也能走车。", 860},
    {"安全饮水管网改造", "water", "换掉旧水管，新建蓄水池一口，水接到每家。", 420},
    {"茶园低效改造", "industry", "老茶园补苗、修剪，修采茶便道。", 310},
    {"帮扶车间厂房修缮", "employment", "修屋顶、换电线，能安排 30 个人上班。", 260},
    {"村级光伏电站维修", "solar", "更换逆变器和坏了的组件，恢复发电。", 95},
    {"农村危房改造", "housing", "拆旧建新和加固，面积按家里人口算。", 540},
    {"村卫生室改造", "health", "改建诊室和药房，配一张检查床。", 130},
    {"小学住校生宿舍修缮", "education", "换门窗和床，装热水器。", 210},
    {"核桃烘干房", "industry", "建烘干房一座，秋天能烘 40 吨。", 180},
    {"搬迁点排水沟整治", "relocation", "清淤、加盖，雨季不再积水。", 150},
    {"农家乐厨房改造奖补", "tourism", "给 12 户农家乐改厨房、排油烟。", 90},
    {"电商服务站和冷库", "commerce", "建 60 立方米冷库，配打包台。", 340},
    {"生态护林步道", "forest", "修巡护步道和宣传牌。", 75},
    {"村级活动场所修缮", "general", "修屋面、换门窗，老人有地方坐。", 120},
};

static const struct {
    const char *title, *type, *party, *place, *about;
    int posts, from, to; /* yuan a month; 0: none */
} jobs[] = {
    {"茶叶初制车间招工", "job", "禾源春芽茶业有限公司", "柳泉镇工业点", "包一顿午饭，会不会都教。",
     20, 2800, 4200},
    {"服装缝纫工", "job", "禾源锦线服饰厂", "禾城镇南门", "按件计，新手有两个月保底工资。", 35,
     3000, 5200},
    {"乡村公益性岗位：保洁", "job", "镇乡村振兴办", "各村", "优先安排监测户，每天半天。", 8, 900,
     900},
    {"建筑小工", "job", "禾源恒久建筑劳务有限公司", "云盘镇安置房工地", "工资按月发，买意外险。",
     15, 4500, 6000},
    {"养老院护理员", "job", "县福利院", "禾城镇北街", "要身体好、有耐心，先培训再上岗。", 6, 2600,
     3400},
    {"食用菌大棚采摘工", "job", "三汊口菌业专业合作社", "三汊口镇", "农忙时来，也可以只做半天。",
     30, 2400, 3000},
    {"电子厂操作工（组织外出）", "job", "邻省清河电子有限公司", "清河市开发区",
     "县里统一包车送去，报销路费。", 60, 4800, 6500},
    {"冷库搬运工", "job", "禾源鲜达冷链有限公司", "青石镇", "", 4, 0, 0},
    {"中式烹调培训班", "training", "县职业技术学校", "县职校一号楼", "15 天，不收学费，发结业证。",
     40, 0, 0},
    {"家政月嫂培训班", "training", "县就业服务中心", "禾城镇文化站", "10 天，管午饭，帮着找工作。",
     30, 0, 0},
    {"茶树修剪培训班", "training", "县农业技术推广站", "茶亭镇茶园", "在茶园里教，带剪刀来。", 50,
     0, 0},
    {"电工上岗培训班", "training", "县职业技术学校", "县职校实训楼", "20 天，考试通过发证。", 25, 0,
     0},
};

static const struct {
    const char *type, *party, *title, *goods;
    int amount; /* yuan */
} donations[] = {
    {"org", "禾源春芽茶业有限公司", "给村小学买图书和书架", "", 20000},
    {"org", "云泽市青禾公益协会", "给独居老人过冬", "棉被 120 床、棉衣 80 件", 0},
    {"hidden", "", "给大病户看病", "", 5000},
    {"org", "禾源恒久建筑劳务有限公司", "修村口便民桥", "水泥 40 吨", 30000},
    {"named", "向远山", "资助两名高中生到毕业", "", 12000},
    {"org", "南麓省山城商会", "认领产业路建设", "", 150000},
    {"hidden", "", "给爱心超市添货", "米 50 袋、油 50 桶", 0},
    {"org", "禾源锦线服饰厂", "给住校生做校服", "校服 210 套", 0},
    {"org", "县人民医院", "下村义诊送药", "常用药 30 箱", 0},
};

#define COUNT(list) (sizeof(list) / sizeof(list)[0])

static int64_t publisher_of(const struct demo *d) {
    return demo_publisher(d);
}

/* Nobody publishes what he wrote: where no editor is, who wrote it is not told. */
static int64_t writer_of(const struct demo *d, struct str region) {
    int64_t writer = demo_writer(d, region);
    return writer == demo_publisher(d) ? DEMO_NONE : writer;
}

static struct effort_row empty(struct str region) {
    struct effort_row r = {
        .region = region,
        .text = {.title = STR(""),
                 .party = STR(""),
                 .goods = STR(""),
                 .place = STR(""),
                 .phone = STR(""),
                 .about = STR(""),
                 .note = STR(""),
                 .year = INT64_MIN,
                 .households = INT64_MIN,
                 .people = INT64_MIN,
                 .posts = INT64_MIN,
                 .amount = MONEY_NONE,
                 .wage_from = MONEY_NONE,
                 .wage_to = MONEY_NONE,
                 .deadline = DAY_NONE,
                 .on_day = DAY_NONE,
                 .project_id = INT64_MIN},
    };
    for (size_t i = 0; i < EFFORT_STAGES; i++) r.stages[i] = DAY_NONE;
    return r;
}

static int64_t moment_of(const struct demo *d, int32_t day) {
    int64_t at = date_start(day) + HALF_PAST_NINE;
    return at > d->now ? d->now : at;
}

/* A budget of several sources, most of it from above. */
static void sources(struct effort_text *t, struct demo_dice *dice, int64_t budget) {
    int64_t part = budget / 20;
    t->sources[0] = part * demo_between(dice, 8, 12);
    t->sources[1] = part * demo_between(dice, 2, 4);
    if (demo_chance(dice, 40)) t->sources[2] = part;
    if (demo_chance(dice, 25)) t->sources[4] = part;
    if (demo_chance(dice, 25)) t->sources[5] = part / 2 + 50;
    t->sources[3] = budget - effort_budget(t->sources);
}

/* Stages one after another, from the beginning of its year until today. */
static void stages(struct effort_row *r, struct demo_dice *dice, int32_t from, int most,
                   int32_t today) {
    int32_t on = from;
    for (int i = 0; i < most && on <= today; i++) {
        r->stages[i] = on;
        on += demo_between(dice, 15, i == 2 ? 90 : 40);
    }
}

static enum status project(struct demo *d, struct demo_dice *dice, size_t i, int64_t *id) {
    const struct demo_place *v = &d->villages[(i * 31 + 7) % d->village_count];
    size_t what = i % COUNT(projects);
    int back = (int)(i % YEARS), year = date_ymd(d->today).year - back;
    struct effort_row r = empty(v->code);
    struct effort_text *t = &r.text;
    int64_t payments[3];
    int32_t paid_on[3], from;
    size_t paid = 0;
    t->title = str_format(d->rows, STR_FMT "%s", STR_ARG(v->name), projects[what].title);
    t->area = str_from(projects[what].area);
    t->about = str_from(projects[what].about);
    t->year = year;
    t->households = demo_between(dice, 20, 260);
    t->people = t->households * 3 + demo_between(dice, 0, 40);
    sources(t, dice, (int64_t)projects[what].budget * demo_between(dice, 60, 160) * 10 * YUAN);
    date_from_ymd(&from, year, 1, 10 + demo_between(dice, 0, 15));
    if (from > d->today) from = d->today - 2;
    /* This year's stand at each of the stages, those of earlier years are mostly finished. */
    stages(&r, dice, from,
           back == 0               ? (int)(i / YEARS % 7)
           : demo_chance(dice, 85) ? 6
                                   : 5,
           d->today);
    if (r.stages[1] != DAY_NONE) t->party = demo_pick(&d->companies, dice);
    for (size_t s = 2; s < 6 && paid < 3; s++) {
        if (r.stages[s] == DAY_NONE || s == 4) continue;
        int64_t budget = effort_budget(t->sources);
        payments[paid] = paid == 2 ? budget - payments[0] - payments[1] : budget / 10 * 3;
        paid_on[paid++] = r.stages[s];
    }
    int32_t last = from;
    for (size_t s = 0; s < EFFORT_STAGES; s++) {
        if (r.stages[s] != DAY_NONE) last = r.stages[s];
    }
    const struct effort_made m = {
        STR("project"),    &r, payments, paid_on, paid, writer_of(d, v->code), publisher_of(d),
        moment_of(d, last)};
    return effort_seed(id, d->db, &m);
}

static enum status job(struct demo *d, struct demo_dice *dice, size_t i) {
    const struct demo_place *place = &d->townships[i % d->township_count];
    size_t what = i % COUNT(jobs);
    struct effort_row r = empty(place->code);
    struct effort_text *t = &r.text;
    int64_t id;
    t->title = str_from(jobs[what].title);
    t->type = str_from(jobs[what].type);
    t->party = str_from(jobs[what].party);
    t->place = str_from(jobs[what].place);
    t->about = str_from(jobs[what].about);
    t->posts = jobs[what].posts + demo_between(dice, 0, 4);
    if (jobs[what].from) t->wage_from = jobs[what].from * YUAN;
    if (jobs[what].to > jobs[what].from) t->wage_to = jobs[what].to * YUAN;
    t->phone = place->phone;
    bool open = i < JOBS / 2;
    t->deadline = open ? d->today + demo_between(dice, 0, 45)
                       : d->today - demo_between(dice, 1, 300);
    int32_t from = open ? d->today - demo_between(dice, 0, 12) : t->deadline - 20;
    const struct effort_made m = {
        STR("job"),        &r, NULL, NULL, 0, writer_of(d, place->code), publisher_of(d),
        moment_of(d, from)};
    return effort_seed(&id, d->db, &m);
}

/* Around the day of each year, until today. */
static enum status donation(struct demo *d, struct demo_dice *dice, size_t i, const int64_t *ids) {
    size_t what = i % COUNT(donations), of = (i * 11) % PROJECTS;
    bool claim = donations[what].amount >= 100000;
    const struct demo_place *v = &d->villages[((claim ? of : i) * 31 + 7) % d->village_count];
    struct effort_row r = empty(v->code);
    struct effort_text *t = &r.text;
    int64_t id;
    int32_t on;
    date_from_ymd(&on, date_ymd(d->today).year - (int)(i % YEARS), 10, 17);
    on += demo_between(dice, -6, 6);
    if (on > d->today) on = d->today - demo_between(dice, 1, 60);
    t->title = str_from(donations[what].title);
    t->type = str_from(donations[what].type);
    t->party = str_from(donations[what].party);
    t->goods = str_from(donations[what].goods);
    if (donations[what].amount) t->amount = donations[what].amount * YUAN;
    if (claim) t->project_id = ids[of];
    t->on_day = on;
    const struct effort_made m = {STR("donation"),
                                  &r,
                                  NULL,
                                  NULL,
                                  0,
                                  writer_of(d, v->code),
                                  publisher_of(d),
                                  moment_of(d, on + 1 > d->today ? on : on + 1)};
    return effort_seed(&id, d->db, &m);
}

/* Its every word as in demo_policy.c. */
static enum status hostile(struct demo *d) {
    struct str text = STR(DEMO_HOSTILE);
    struct effort_row r = empty(DEMO_COUNTY);
    int64_t id;
    r.text.title = r.text.party = r.text.about = r.text.place = r.text.goods = text;
    r.text.year = date_ymd(d->today).year;
    r.text.area = STR("general");
    r.text.sources[0] = 100;
    struct effort_made m = {STR("project"), &r, NULL, NULL, 0, DEMO_NONE, publisher_of(d), d->now};
    enum status st = effort_seed(&id, d->db, &m);
    m.kind = STR("job");
    r.text.type = STR("job");
    r.text.posts = 1;
    r.text.phone = d->phone;
    r.text.deadline = d->today + 5;
    if (st == OK) st = effort_seed(&id, d->db, &m);
    m.kind = STR("donation");
    r.text.type = STR("org");
    r.text.on_day = d->today;
    return st == OK ? effort_seed(&id, d->db, &m) : st;
}

enum status demo_efforts(struct demo *d) {
    struct demo_dice dice = demo_dice(9);
    int64_t *ids = ARENA_ARRAY(d->arena, int64_t, PROJECTS);
    enum status st = OK;
    for (size_t i = 0; st == OK && i < PROJECTS; i++) st = project(d, &dice, i, &ids[i]);
    for (size_t i = 0; st == OK && i < JOBS; i++) st = job(d, &dice, i);
    for (size_t i = 0; st == OK && i < DONATIONS; i++) st = donation(d, &dice, i, ids);
    return st == OK && d->hostile ? hostile(d) : st;
}
