/*
 * Called by listing.c when a draft is made.
 */
#include "model/register/listing_text.h"

#include "base/arena.h"
#include "base/buf.h"
#include "db/db.h"
#include "model/county/region.h"
#include "model/county/setting.h"
#include "model/publish/edition.h"
#include "model/register/listing.h"

#define TEXT_MOST 8000

struct str listing_category(struct arena *a, const struct row_listing_line *line) {
    struct str kind = label_text(lifecycle_kinds, line->register_kind);
    if (str_is(line->kind, "exit")) return str_format(a, "拟退出" STR_FMT, STR_ARG(kind));
    if (str_is(line->kind, "removal")) {
        struct str reason = label_text(lifecycle_removal_reasons, line->reason_code);
        if (line->reason_code.n == 0) return STR("拟清退");
        return str_format(a, "拟清退（" STR_FMT "）", STR_ARG(reason));
    }
    return str_format(a, "拟纳入" STR_FMT, STR_ARG(kind));
}

/* Who posts it: the village's committee, the township's government, the county's office. */
static struct str issuer_of(struct arena *a, const struct listing_group *g,
                            const struct row_region *place, const struct settings *s) {
    if (place->code.n == 12) {
        bool town = str_ends(place->name, STR("社区"));
        const char *body = town ? "居民委员会" : "村民委员会";
        struct str name = place->name;
        if (!town && str_ends(name, STR("村"))) name = str_slice(name, 0, name.n - STR("村").n);
        if (g->stop->notice == NOTICE_GROUP) {
            return str_format(a, STR_FMT "村民小组", STR_ARG(place->name));
        }
        return str_format(a, STR_FMT "%s%s", STR_ARG(name), town ? "" : "村", body);
    }
    if (place->code.n == 9) return str_format(a, STR_FMT "人民政府", STR_ARG(place->name));
    return str_format(a, STR_FMT "乡村振兴局", STR_ARG(s->county_name));
}

/* Whom to ring: the township's office, else the county's. */
static enum status phone_of(struct str *out, struct db *db, struct str region,
                            const struct settings *s) {
    struct row_region *township;
    *out = s->phone;
    if (region.n < 9) return OK;
    enum status st = region_find(&township, db, str_slice(region, 0, 9));
    if (st == OK && township->phone.n) *out = township->phone;
    return st == NOT_FOUND ? OK : st;
}

static const struct {
    const char *kind, *verb, *why;
} words[] = {
    {"entry", "纳入帮扶", "是不是符合条件、家庭人口、类别对不对，该纳入的有没有漏掉"},
    {"exit", "脱贫退出", "收入、吃穿、上学、看病、住房、饮水是不是真的有保障"},
    {"removal", "清退", "清退的原因是不是属实"},
};

struct str listing_counts(struct arena *a, size_t households, int64_t people) {
    return str_format(a, "%zu 户、%lld 人", households, (long long)people);
}

static struct str body_of(struct arena *a, const struct listing_group *g, size_t households,
                          int64_t people, struct str issuer, struct str phone, int64_t days) {
    size_t k = str_is(g->kind, "entry") ? 0 : str_is(g->kind, "exit") ? 1 : 2;
    struct buf b = buf_new(a, TEXT_MOST);
    buf_format(&b, "按照规定的程序，现将" STR_FMT "拟%s的 " STR_FMT "%s如下，名单附后。\n\n",
               STR_ARG(g->place), words[k].verb, STR_ARG(listing_counts(a, households, people)),
               g->stop->notice == NOTICE_COUNTY ? "公告" : "公示");
    buf_format(&b, "## 谁公示\n\n" STR_FMT "。\n\n", STR_ARG(issuer));
    buf_format(&b, "## 可以反映什么\n\n%s，以及程序上的问题。谁都可以反映，可以不留名字。\n\n",
               words[k].why);
    buf_format(&b, "## 怎么反映\n\n");
    if (phone.n) buf_format(&b, "打电话 " STR_FMT "；", STR_ARG(phone));
    buf_format(&b, "或者到村委会、乡镇乡村振兴办当面说、写信。反映的人是谁，会保密。"
                   "2 个工作日内上门核实，20 个工作日内给出结果和理由。\n\n");
    buf_format(&b,
               "## 到什么时候\n\n从发布的第二天起算满 %lld 天，到最后一天24时截止，日期见本页开头。"
               "期满没有异议，才往下办；名单有更正，重新起算。\n",
               (long long)days);
    return buf_str(&b);
}

enum status listing_text(struct edition_text *out, struct db *db, const struct listing_group *g,
                         const struct row_listing_line *rows, size_t count, int64_t now) {
    struct arena *a = db_arena(db);
    struct settings settings;
    struct row_region *place;
    struct str phone;
    int64_t people = 0;
    enum status st = settings_load(&settings, db);
    if (st == OK) st = region_find(&place, db, g->region);
    if (st == OK) st = phone_of(&phone, db, g->region, &settings);
    if (st != OK) return st;
    for (size_t i = 0; i < count; i++) people += rows[i].size;
    struct lifecycle_days days = lifecycle_days_of(&settings);
    int64_t runs = lifecycle_notice_days(g->stop, &days);
    struct str issuer = issuer_of(a, g, place, &settings);
    size_t k = str_is(g->kind, "entry") ? 0 : str_is(g->kind, "exit") ? 1 : 2;
    struct ymd day = date_ymd(date_day(now));
    struct str empty = STR("");
    *out = (struct edition_text){
        .title = str_format(a, STR_FMT "%d年%d月拟%s名单%s", STR_ARG(g->place), day.year, day.month,
                            words[k].verb, g->stop->notice == NOTICE_COUNTY ? "公告" : "公示"),
        .body = body_of(a, g, count, people, issuer, phone, runs),
        .issuer = issuer,
        .document_number = empty,
        .issued_on = DAY_NONE,
        .effective_from = DAY_NONE,
        .effective_to = DAY_NONE,
        .card_who = empty,
        .card_what = empty,
        .card_how = empty,
        .card_when = empty,
        .card_bring = empty,
        .card_ask = empty,
        .type = STR("list"),
        .window_days = runs,
        .change_note = empty,
        .fit = empty,
    };
    return OK;
}
