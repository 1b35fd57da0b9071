/*
 * The announcements, oldest first: each text with its place and figures filled in, its list from
 * the households of that place, with masked names. Two were corrected (the first edition carries
 * the mistake), two withdrawn.
 */
#include <stdio.h>
#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/money.h"
#include "base/text.h"
#include "cli/demo.h"
#include "model/publish/label.h"
#include "model/publish/seed.h"
#include "model/register/lifecycle.h"

#define ROWS_LEAST    8
#define DAYS_TO_FIX   3 /* until a mistake was corrected, or the notice withdrawn */
#define ROWS_MOST     40
#define OLD_OFFICE    2021 /* until May of that year the county office had its old name */
#define REGISTER_SHUT 2021 /* nobody is newly registered as poor since */

/* One announcement while it is being made. */
struct maker {
    struct demo *d;
    struct demo_dice dice;
    const struct demo_post *post;
    const struct demo_place *village, *township; /* NULL above */
    struct str region, issuer, phone, project, company;
    struct seed_entry rows[ROWS_MOST];
    size_t row_count;
    int64_t households, people, amount;
    int64_t at;
};

struct str demo_issuer(struct demo *d, struct str code, int32_t on) {
    struct ymd day = date_ymd(on);
    bool old = day.year < OLD_OFFICE || (day.year == OLD_OFFICE && day.month < 6);
    for (size_t i = 0; i < d->village_count; i++) {
        struct demo_place *v = &d->villages[i];
        if (!str_eq(v->code, code)) continue;
        bool town = str_ends(v->name, STR("社区"));
        return str_format(d->rows, STR_FMT "%s", STR_ARG(v->name),
                          town ? "居民委员会" : "村民委员会");
    }
    for (size_t i = 0; i < d->township_count; i++) {
        struct demo_place *t = &d->townships[i];
        if (str_eq(t->code, code)) return str_format(d->rows, STR_FMT "人民政府", STR_ARG(t->name));
    }
    return old ? STR("禾源县扶贫开发办公室") : STR("禾源县乡村振兴局");
}

/* Where it is posted: a group's place, else any of that level. */
static void place(struct maker *m) {
    struct demo *d = m->d;
    const struct demo_post *post = m->post;
    size_t scope = post->of->scope, at;
    m->village = m->township = NULL;
    m->region = DEMO_COUNTY;
    m->phone = d->phone;
    if (scope == 12) {
        at = post->group >= 0 ? demo_groups[post->group].place
                              : demo_below(&m->dice, (uint32_t)d->village_count);
        m->village = &d->villages[at];
        m->township = &d->townships[m->village->parent];
        m->region = m->village->code;
    } else if (scope == 9) {
        at = post->group >= 0 ? demo_groups[post->group].place
                              : demo_below(&m->dice, (uint32_t)d->township_count);
        m->township = &d->townships[at];
        m->region = m->township->code;
    }
    if (m->township) m->phone = m->township->phone;
    m->issuer = demo_issuer(d, m->region, post->on);
    m->project = demo_pick(&d->projects, &m->dice);
    m->company = demo_pick(&d->companies, &m->dice);
}

static struct str kind_text(const char *kind) {
    return label_text(lifecycle_kinds, str_from(kind));
}

/* 拟纳入脱贫不稳定户, 拟脱贫, 拟清退（家里有小轿车）… */
static struct str category(struct maker *m, const struct demo_household *h) {
    static const char *const kinds[] = {"unstable", "marginal", "sudden"};
    struct arena *a = m->d->rows;
    struct str list = m->post->of->list;
    bool early = date_ymd(m->post->on).year < REGISTER_SHUT;
    const char *kind = m->post->group >= 0 ? h->kind : kinds[demo_below(&m->dice, 3)];
    if (early && str_is(list, "entry")) kind = "poor";
    if (str_is(list, "removal")) return str_format(a, "拟清退（%s）", demo_removal(h, true));
    if (str_is(list, "exit")) {
        return early ? STR("拟脱贫") : str_format(a, "拟退出" STR_FMT, STR_ARG(kind_text(kind)));
    }
    if (m->post->of->list.n == 0) return STR("发放到户");
    return str_format(a, "拟纳入" STR_FMT, STR_ARG(kind_text(kind)));
}

static void row(struct maker *m, const struct demo_household *h) {
    struct demo *d = m->d;
    const struct demo_place *v = &d->villages[h->village];
    bool money = m->post->of->list.n == 0;
    struct seed_entry *e = &m->rows[m->row_count++];
    *e = (struct seed_entry){.name = text_mask_name(d->rows, h->people[0].name),
                             .village = v->name,
                             .team = h->team,
                             .category = category(m, h),
                             .size = (int64_t)h->size,
                             .amount = MONEY_NONE};
    if (money) e->amount = (int64_t)demo_between(&m->dice, 6, 90) * 50 * 100;
    m->people += e->size;
    if (money) m->amount += e->amount;
}

static bool is_here(const struct maker *m, const struct demo_household *h) {
    const struct demo_place *v = &m->d->villages[h->village];
    if (m->village) return v == m->village;
    return !m->township || &m->d->townships[v->parent] == m->township;
}

/* So many households of the place, each once. */
static void rows(struct maker *m) {
    struct demo *d = m->d;
    if (m->post->group >= 0) {
        const struct demo_group *g = &demo_groups[m->post->group];
        for (size_t i = 0; i < g->size; i++) row(m, g->members[i]);
    } else {
        int32_t most = m->village ? 14 : m->township ? 26 : ROWS_MOST;
        size_t n = (size_t)demo_between(&m->dice, ROWS_LEAST, most);
        size_t from = demo_below(&m->dice, DEMO_HOUSEHOLDS);
        for (size_t k = 0; k < DEMO_HOUSEHOLDS && m->row_count < n; k++) {
            const struct demo_household *h =
                &d->households[(from + k * DEMO_STRIDE) % DEMO_HOUSEHOLDS];
            if (is_here(m, h)) row(m, h);
        }
    }
    m->households = (int64_t)m->row_count;
}

/* A list comes with a list, and so does money for households of one township or village. */
static bool has_rows(const struct maker *m) {
    const struct demo_template *t = m->post->of;
    bool names_both = str_find(t->page->body, STR("{households}")) < t->page->body.n &&
                      str_find(t->page->body, STR("{amount}")) < t->page->body.n;
    return t->list.n > 0 || (str_is(t->type, "funds") && t->scope > 6 && names_both);
}

static void figures(struct maker *m) {
    m->row_count = 0;
    m->households = m->people = m->amount = 0;
    if (has_rows(m)) rows(m);
    int32_t scale = m->village ? 1 : m->township ? 8 : 60;
    if (m->households == 0) {
        m->households = scale * demo_between(&m->dice, 24, 68);
        m->people = m->households * demo_between(&m->dice, 29, 37) / 10;
    }
    if (m->amount > 0) return;
    /* What is paid out is some hundreds for each; what is built costs by its place. */
    bool paid = str_is(m->post->of->type, "funds");
    m->amount = paid ? m->people * demo_between(&m->dice, 22, 48) * 10 * 100
                     : (int64_t)scale * demo_between(&m->dice, 46, 880) * 1000 * 100;
}

/* Whole yuan, as people write them. */
static struct str yuan(struct arena *a, int64_t fen) {
    struct str s = money_text(a, fen);
    return str_ends(s, STR(".00")) ? str_slice(s, 0, s.n - 3) : s;
}

static enum status fill(struct maker *m, struct str *title, struct str *body, int32_t on) {
    struct demo *d = m->d;
    struct arena *a = d->rows;
    struct ymd day = date_ymd(on);
    const struct demo_fill fills[] = {
        {"county", d->county},
        {"township", m->township ? m->township->name : d->county},
        {"village", m->village ? m->village->name : STR("")},
        {"place", m->village    ? m->village->name
                  : m->township ? m->township->name
                                : d->county},
        {"year", str_format(a, "%d", day.year)},
        {"month", str_format(a, "%d", day.month)},
        {"issuer", m->issuer},
        {"households", str_format(a, "%lld", (long long)m->households)},
        {"people", str_format(a, "%lld", (long long)m->people)},
        {"amount", yuan(a, m->amount)},
        {"phone", m->phone},
        {"deadline", date_text(a, on + (int32_t)m->post->of->window)},
        {"project", m->project},
        {"company", m->company},
        {NULL, STR_NONE},
    };
    enum status st = demo_fill(title, a, demo_head(m->post->of->page, "title"), fills);
    return st == OK ? demo_fill(body, a, m->post->of->page->body, fills) : st;
}

static enum status store(struct maker *m, struct seed_edition *e) {
    int64_t id;
    enum status st = seed_edition(&id, m->d->db, e);
    for (size_t i = 0; st == OK && i < m->row_count; i++) {
        st = seed_entry(m->d->db, id, (int64_t)i + 1, &m->rows[i]);
    }
    return st;
}

/* A text with the mistake in it again, for the edition that was corrected. */
static struct str with_mistake(struct maker *m, struct str body) {
    struct str right = demo_head(m->post->of->page, "right");
    struct str wrong = demo_head(m->post->of->page, "wrong");
    size_t at = right.n > 0 ? str_find(body, right) : body.n;
    if (at == body.n) return body;
    return str_format(m->d->rows, STR_FMT STR_FMT STR_FMT, STR_ARG(str_slice(body, 0, at)),
                      STR_ARG(wrong), STR_ARG(str_slice(body, at + right.n, body.n)));
}

/* The edition of one day; a correction comes days after the first. */
static enum status edition(struct maker *m, struct seed_edition *e, int32_t on) {
    e->published_at = date_start(on) + demo_between(&m->dice, 9 * 3600, 17 * 3600);
    return fill(m, &e->title, &e->body, on);
}

static enum status announce(struct maker *m) {
    struct demo *d = m->d;
    const struct demo_template *t = m->post->of;
    struct str correction = demo_head(t->page, "correction");
    struct str withdrawn = demo_head(t->page, "withdrawn");
    place(m);
    figures(m);
    struct seed_edition e = {.number = 1,
                             .kind = STR("notice"),
                             .region = m->region,
                             .state = STR("published"),
                             .issuer = m->issuer,
                             .issued_on = DAY_NONE,
                             .effective_from = DAY_NONE,
                             .effective_to = DAY_NONE,
                             .type = t->type,
                             .window_days = t->window,
                             .withdrawn_at = MOMENT_NONE,
                             .writer = demo_writer(d, m->region),
                             .publisher = demo_publisher(d)};
    enum status st = edition(m, &e, m->post->on);
    if (st == OK) {
        st = seed_document(&e.document_id, d->db, e.kind, e.region, e.writer, e.published_at);
    }
    if (st == OK && correction.n > 0) {
        e.state = STR("corrected");
        e.body = with_mistake(m, e.body);
        st = store(m, &e);
        e.number = 2;
        e.state = STR("published");
        e.change_note = correction;
        if (st == OK) st = edition(m, &e, m->post->on + DAYS_TO_FIX);
    }
    if (withdrawn.n > 0) {
        e.state = STR("withdrawn");
        e.withdrawn_at = e.published_at + DAYS_TO_FIX * 86400;
        e.withdrawn_reason = withdrawn;
    }
    if (st == OK) st = store(m, &e);
    if (m->post->group >= 0) {
        const struct demo_group *g = &demo_groups[m->post->group];
        for (size_t i = 0; i < g->size; i++) g->members[i]->document = e.document_id;
    }
    return st;
}

static enum status hostile(struct demo *d) {
    struct str text = STR(DEMO_HOSTILE);
    struct seed_edition e = {.number = 1,
                             .kind = STR("notice"),
                             .region = DEMO_COUNTY,
                             .state = STR("published"),
                             .title = text,
                             .body = STR(DEMO_HOSTILE "\n\n[点这里](javascript:alert(1))\n\n"
                                                      "![图](javascript:alert(2))\n"),
                             .issuer = text,
                             .issued_on = DAY_NONE,
                             .effective_from = DAY_NONE,
                             .effective_to = DAY_NONE,
                             .type = STR("list"),
                             .window_days = 7,
                             .published_at = date_start(d->today - 1) + 12 * 3600,
                             .withdrawn_at = MOMENT_NONE,
                             .writer = demo_publisher(d),
                             .publisher = demo_publisher(d)};
    struct seed_entry row = {text, text, STR("<i>{{x}}</i>"), text, 2, 12345};
    enum status st = seed_document(&e.document_id, d->db, e.kind, e.region, e.writer,
                                   e.published_at);
    int64_t id = 0;
    e.state = STR("corrected");
    if (st == OK) st = seed_edition(&id, d->db, &e);
    e.state = STR("published");
    e.number = 2;
    e.change_note = text;
    e.published_at += 3600;
    if (st == OK) st = seed_edition(&id, d->db, &e);
    if (st == OK) st = seed_entry(d->db, id, 1, &row);
    if (st == OK) d->households[DEMO_HOUSEHOLDS].document = e.document_id;
    return st;
}

enum status demo_notices(struct demo *d) {
    struct demo_page *pages;
    size_t count;
    int64_t all = 0;
    enum status st = demo_pages(&pages, &count, d->arena, d->dir, "notice");
    if (st != OK) return st;
    struct demo_template *templates = ARENA_ARRAY(d->arena, struct demo_template, count);
    for (size_t i = 0; i < count; i++) {
        if (!demo_template(&templates[i], &pages[i])) return INVALID;
        all += templates[i].times;
    }
    if (all != DEMO_NOTICES) {
        fprintf(stderr, "mingbai demo: notice/: the times add up to %lld, not to %d\n",
                (long long)all, DEMO_NOTICES);
        return INVALID;
    }
    struct demo_post *posts = ARENA_ARRAY(d->arena, struct demo_post, DEMO_NOTICES);
    if (demo_posts(posts, templates, count, d->today) != DEMO_NOTICES) {
        fprintf(stderr, "mingbai demo: notice/: no text for one of the open lists\n");
        return INVALID;
    }
    struct maker *m = ARENA_NEW(d->arena, struct maker);
    m->d = d;
    m->dice = demo_dice(4);
    for (size_t i = 0; st == OK && i < DEMO_NOTICES; i++) {
        m->post = &posts[i];
        st = announce(m);
        arena_reset(d->rows);
        demo_progress(d, "公告", i + 1, DEMO_NOTICES);
    }
    return st == OK && d->hostile ? hostile(d) : st;
}
