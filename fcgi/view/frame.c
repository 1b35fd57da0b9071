/*
 * Filling view_layout, the same way for every page.
 */
#include "view/frame.h"

#include "base/arena.h"
#include "view/link.h"

static struct view_menu *menu(const struct request *rq, const char *current) {
    struct view_menu *m = ARENA_NEW(rq->arena, struct view_menu);
    *m = (struct view_menu){
        .current = str_from(current),
        .home = link_home(),
        .status = link_status(),
        .notices = link_notices(rq->arena, &link_everything),
        .policies = link_policies(rq->arena, &link_everything),
    };
    return m;
}

static struct view_ways *ways(const struct request *rq) {
    struct view_ways *w = ARENA_NEW(rq->arena, struct view_ways);
    *w = (struct view_ways){
        .search = link_search(rq->arena, &link_everything),
        .find = link_find(),
        .projects = link_efforts(rq->arena, "project", &link_everything, false),
        .jobs = link_efforts(rq->arena, "job", &link_everything, false),
        .donations = link_efforts(rq->arena, "donation", &link_everything, false),
        .figures = link_figures(rq->arena, &link_everything, false),
        .questions = link_questions(rq->arena, &link_everything),
        .ticket = link_ticket_new(rq->arena, INT64_MIN),
        .glossary = link_glossary(),
        .verify = link_verify_form(),
        .accessibility = link_accessibility(),
        .privacy = link_privacy(),
    };
    return w;
}

static struct view_office_bar *office_bar(const struct request *rq, const char *current) {
    struct view_office_bar *b = ARENA_NEW(rq->arena, struct view_office_bar);
    *b = (struct view_office_bar){
        .current = str_from(current),
        .officer = rq->site.officer,
        .role = rq->site.role,
        .region = rq->site.place,
        .sign_out = link_office_logout(),
        .token = rq->token,
    };
    if (!rq->site.inside) return b;
    b->account = link_office_account();
    b->search = link_office_search();
    b->home = link_office();
    if (rq->site.staff) b->users = link_office_users(rq->arena, STR_NONE);
    if (rq->site.banners) b->banner = link_office_banner();
    if (!rq->site.reads) return b;
    b->households = link_office_households(rq->arena, STR_NONE, STR_NONE, (struct cursor){0, 0});
    b->requests = link_office_requests(rq->arena, 0);
    b->tickets = link_office_tickets(rq->arena, &(struct link_tickets){0});
    b->imports = link_office_imports(rq->arena, 0);
    b->lists = link_office_lists();
    b->findings = link_office_findings(rq->arena, STR_NONE, (struct cursor){0, 0});
    b->articles = link_office_articles(rq->arena, STR_NONE, STR_NONE, (struct cursor){0, 0});
    b->efforts = link_office_efforts(rq->arena, STR_NONE, STR_NONE, (struct cursor){0, 0});
    if (rq->site.writes) {
        b->new_policy = link_office_new(rq->arena, STR("policy"));
        b->new_notice = link_office_new(rq->arena, STR("notice"));
    }
    if (rq->site.audits) b->audit = link_office_audit(rq->arena, &(struct link_audit){0}, false);
    return b;
}

/* Where the large-type switch comes back to: this page, unless it was made by sending a form. What
 * somebody hung on the address of a page that reads nothing from it is not carried on. */
static struct str way_back(const struct request *rq) {
    if (rq->method != GET || rq->path.n == 0) return STR("/");
    if (rq->query.n == 0 || !rq->route || !rq->route->form) return rq->path;
    struct str query = rq->query; /* nginx puts it together and leaves a last & */
    while (str_ends(query, STR("&"))) query.n--;
    if (query.n == 0) return rq->path;
    return str_format(rq->arena, STR_FMT "?" STR_FMT, STR_ARG(rq->path), STR_ARG(query));
}

struct view_layout *frame_new(const struct request *rq, struct str title, const char *current) {
    struct view_layout *f = ARENA_NEW(rq->arena, struct view_layout);
    bool office = rq->route && rq->route->pool == OFFICE;
    bool elder = str_is(rq->view, "elder");
    *f = (struct view_layout){
        .title = title,
        .county = rq->site.county,
        .elder = elder,
        .whole = request_whole(rq),
        .private = office || rq->method == POST,
        .banner = rq->site.banner,
        .home = link_home(),
        .elder_link = link_view(rq->arena, elder ? STR("") : STR("elder"), way_back(rq)),
        .menu = office ? NULL : menu(rq, current),
        .office = rq->site.officer.n ? office_bar(rq, current) : NULL,
        .phone = rq->site.phone,
        .phone_link = link_tel(rq->arena, rq->site.phone),
        .ways = office ? NULL : ways(rq),
        .made = rq->now,
    };
    if (!f->private && title.n > 0) {
        f->description = str_format(rq->arena,
                                    STR_FMT "明白栏：" STR_FMT
                                            "。查自己家的帮扶情况，看公示、提意见，找惠农政策。",
                                    STR_ARG(rq->site.county), STR_ARG(title));
    }
    bool leads = rq->site.banner.n > 0 && rq->site.banner_notice > 0;
    if (leads) f->banner_link = link_notice(rq->arena, rq->site.banner_notice);
    return f;
}

struct view_input *frame_input(const struct request *rq, const char *name, const char *label,
                               struct str value) {
    struct view_input *i = ARENA_NEW(rq->arena, struct view_input);
    struct str typed = form_sent(&rq->sent, name);
    *i = (struct view_input){
        .name = str_from(name),
        .label = str_from(label),
        .error = problem_of(&rq->problems, name),
        .value = rq->method == POST && typed.p ? typed : value,
        .kind = STR("text"),
    };
    return i;
}

struct view_problem_list *frame_problems(const struct request *rq) {
    const struct problems *p = &rq->problems;
    if (p->count == 0) return NULL;
    struct view_problem_list *l = ARENA_NEW(rq->arena, struct view_problem_list);
    l->list = ARENA_ARRAY(rq->arena, struct view_problem, p->count);
    l->list_count = p->count;
    for (size_t i = 0; i < p->count; i++) {
        l->list[i].text = p->list[i].text;
        l->list[i].field = link_anchor(rq->arena, p->list[i].field);
    }
    return l;
}

struct view_choice *frame_choice(struct view_choice *next, struct str value, struct str label,
                                 struct str chosen) {
    *next = (struct view_choice){.value = value, .label = label, .chosen = str_eq(value, chosen)};
    return next + 1;
}
