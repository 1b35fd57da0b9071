/*
 * The rules a draft must keep before it goes out; edition_publish and the preview ask the same
 * question here, so what the preview shows is what publishing demands.
 */
#include "base/arena.h"
#include "db/db.h"
#include "model/county/setting.h"
#include "model/publish/attachment.h"
#include "model/publish/edition.h"
#include "model/publish/fit.h"
#include "model/publish/gate.h"

#define FAULTS_MOST 40

struct faults {
    struct arena *arena;
    struct edition_fault *list;
    size_t count;
};

static void add(struct faults *f, const char *field, struct str text) {
    if (f->count < FAULTS_MOST) f->list[f->count++] = (struct edition_fault){field, text, false};
}

static void need(struct faults *f, const char *field, struct str value, const char *sentence) {
    if (str_trim(value).n == 0) add(f, field, str_from(sentence));
}

static void screen(struct faults *f, const char *field, const char *label, struct str text) {
    struct gate_find *finds;
    size_t count = gate_screen(&finds, f->arena, text);
    for (size_t i = 0; i < count; i++) {
        add(f, field,
            str_format(f->arena,
                       "“%s”第 %zu 行第 %zu 个字起像是%s，不能公开。请删掉它，或者只留后四位。",
                       label, finds[i].line, finds[i].column, finds[i].what));
    }
}

static void screen_all(struct faults *f, const struct row_edition *e) {
    screen(f, "title", "标题", e->title);
    screen(f, "issuer", "发文单位", e->issuer);
    screen(f, "document_number", "发文字号", e->document_number);
    screen(f, "body", "正文", e->body);
    screen(f, "card_who", "谁能享受", e->card_who);
    screen(f, "card_what", "能得什么", e->card_what);
    screen(f, "card_how", "怎么去办", e->card_how);
    screen(f, "card_when", "什么时候", e->card_when);
    screen(f, "card_bring", "要带什么", e->card_bring);
    screen(f, "card_ask", "去问哪里", e->card_ask);
    screen(f, "change_note", "改了什么", e->change_note);
}

/* Conditions that contradict each other would tell villagers something wrong. */
static void conditions(struct faults *f, struct str text) {
    static const char *const fields[FIT_MOST] = {
        "fit_fact_1", "fit_fact_2", "fit_fact_3", "fit_fact_4",  "fit_fact_5",  "fit_fact_6",
        "fit_fact_7", "fit_fact_8", "fit_fact_9", "fit_fact_10", "fit_fact_11", "fit_fact_12"};
    struct fit_wrong wrong[FIT_MOST];
    size_t count = fit_check(wrong, f->arena, text);
    for (size_t i = 0; i < count; i++) {
        add(f, fields[wrong[i].row],
            str_format(f->arena, "条件第 %zu 条：" STR_FMT, wrong[i].row + 1,
                       STR_ARG(wrong[i].text)));
    }
}

static void policy(struct faults *f, const struct row_edition *e) {
    need(f, "issuer", e->issuer, "请写明发文单位。");
    need(f, "area", e->area, "请选择政策是哪一方面的。");
    need(f, "level", e->level, "请选择是哪一级出的文件。");
    need(f, "card_who", e->card_who, "明白纸要写明谁能享受。");
    need(f, "card_what", e->card_what, "明白纸要写明能得什么。");
    need(f, "card_how", e->card_how, "明白纸要写明怎么去办。");
    need(f, "card_ask", e->card_ask, "明白纸要写明去问哪里。");
    conditions(f, e->fit);
    if (e->issued_on == DAY_NONE) add(f, "issued_on", STR("请填写发文日期。"));
    if (e->effective_from != DAY_NONE && e->effective_to != DAY_NONE &&
        e->effective_to < e->effective_from) {
        add(f, "effective_to", STR("“执行到”早于“开始执行”，请改正其中一个日期。"));
    }
}

/* A list of households runs at least as long as the county's rule says for its level. (Where groups
 * post some of a village's lists, listing_publish knows which.) */
static void notice(struct faults *f, const struct row_edition *e, const struct settings *s) {
    bool groups = str_find(s->notices_entry, STR("group")) < s->notices_entry.n;
    int64_t village = groups && s->group_days < s->village_days ? s->group_days : s->village_days;
    int64_t least = e->region.n == 12  ? village
                    : e->region.n == 9 ? s->township_days
                                       : s->county_days;
    need(f, "type", e->type, "请选择公告是哪一类。");
    if (str_is(e->type, "list") && e->window_days < least) {
        add(f, "window_days",
            str_format(f->arena, "名单公示在这一级至少要 %lld 天，现在是 %lld 天。",
                       (long long)least, (long long)e->window_days));
    } else if (e->window_days < 0 || e->window_days > CLOCK_DAYS_MAX) {
        add(f, "window_days",
            str_format(f->arena, "公示天数要在 0 到 %d 天之间。", CLOCK_DAYS_MAX));
    }
}

size_t edition_faults_by(struct edition_fault **faults, struct arena *a,
                         const struct settings *settings, const struct row_edition *draft,
                         const struct row_edition *live) {
    struct faults f = {a, ARENA_ARRAY(a, struct edition_fault, FAULTS_MOST), 0};
    need(&f, "title", draft->title, "请写标题。");
    need(&f, "body", draft->body, "请写正文。");
    if (str_is(draft->kind, "policy")) {
        policy(&f, draft);
    } else {
        notice(&f, draft, settings);
    }
    if (live) need(&f, "change_note", draft->change_note, "请用一句话写明这一版改了什么。");
    screen_all(&f, draft);
    *faults = f.list;
    return f.count;
}

size_t edition_reason_faults(struct edition_fault **faults, struct arena *a, const char *label,
                             struct str reason) {
    struct faults f = {a, ARENA_ARRAY(a, struct edition_fault, FAULTS_MOST), 0};
    screen(&f, "reason", label, reason);
    *faults = f.list;
    return f.count;
}

enum status edition_faults(struct edition_fault **faults, size_t *count, struct db *db,
                           const struct row_edition *draft, const struct row_edition *live) {
    struct settings settings;
    enum status st = settings_load(&settings, db);
    if (st != OK) return st;
    *count = edition_faults_by(faults, db_arena(db), &settings, draft, live);
    return attachment_faults(faults, count, db, draft->id);
}
