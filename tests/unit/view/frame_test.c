/* The frame shows what the request and its site say: where one is, whom to ring, the way to large
 * type and back; the office bar only to who is signed in. */
#include "../base/fixture.h"

#include "view/frame.h"

static const struct form filter; /* that the row reads one is all that counts */
static const struct route public_row = {
    .pool = PUBLIC, .method = GET, .path = "/notices", .form = &filter};
static const struct route plain_row = {.pool = PUBLIC, .method = GET, .path = "/notices/{id}"};
static const struct route lookup_row = {.pool = LOOKUP, .method = POST, .path = "/status"};
static const struct route office_row = {.pool = OFFICE, .method = GET, .path = "/office"};

static struct request page(const struct route *row) {
    return (struct request){
        .method = row ? (enum method)row->method : GET,
        .path = STR("/notices"),
        .query = STR("type=list"),
        .route = row,
        .arena = arena,
        .now = 1700000000,
        .site = {.county = STR_INIT("禾源县"), .phone = STR_INIT("0990-1234567")},
    };
}

static void test_public(void **state) {
    (void)state;
    struct request rq = page(&public_row);
    rq.site.banner = STR("暴雨");
    rq.site.banner_notice = 12;
    struct view_layout *f = frame_new(&rq, STR("公示"), "notices");
    assert_text(f->title, "公示");
    assert_text(f->county, "禾源县");
    assert_text(f->banner, "暴雨");
    assert_text(f->banner_link.text, "/notices/12");
    assert_text(f->home.text, "/");
    assert_text(f->phone, "0990-1234567");
    assert_text(f->phone_link.text, "tel:09901234567");
    assert_text(f->elder_link.text, "/view?size=elder&back=%2Fnotices%3Ftype%3Dlist");
    assert_true(f->made == 1700000000);
    assert_false(f->private);
    assert_false(f->elder);
    assert_null(f->office);
    assert_non_null(f->menu);
    assert_text(f->menu->current, "notices");
    assert_text(f->menu->notices.text, "/notices");
}

/* A page about a household, and every office page, is not for search engines. */
static void test_private(void **state) {
    (void)state;
    struct request rq = page(&lookup_row);
    assert_true(frame_new(&rq, STR(""), "status")->private);
    rq.method = GET;
    assert_false(frame_new(&rq, STR(""), "status")->private);
    rq = page(&office_row);
    struct view_layout *f = frame_new(&rq, STR(""), "office");
    assert_true(f->private);
    assert_null(f->menu);
    assert_null(f->office); /* nobody is signed in */
}

static void test_office(void **state) {
    (void)state;
    struct request rq = page(&office_row);
    rq.site.officer = STR("王小丽");
    rq.site.role = STR("编辑");
    rq.site.place = STR("柳溪镇");
    rq.token = STR("token");
    rq.site.reads = rq.site.writes = rq.site.inside = true;
    struct view_layout *f = frame_new(&rq, STR("工作台"), "home");
    assert_non_null(f->office);
    assert_text(f->office->officer, "王小丽");
    assert_text(f->office->role, "编辑");
    assert_text(f->office->region, "柳溪镇");
    assert_text(f->office->token, "token");
    assert_text(f->office->sign_out.text, "/office/logout");
    assert_text(f->office->new_notice.text, "/office/articles/new?kind=notice");
    assert_int_equal(f->office->audit.text.n, 0);
    rq.site.writes = false;
    rq.site.audits = true;
    f = frame_new(&rq, STR("工作台"), "home");
    assert_int_equal(f->office->new_notice.text.n, 0);
    assert_text(f->office->audit.text, "/office/audit");
    assert_true(f->office->households.text.n > 0 && f->office->articles.text.n > 0);
    rq.site.reads = rq.site.audits = false; /* who hands out the keys */
    rq.site.staff = true;
    f = frame_new(&rq, STR("工作台"), "home");
    assert_text(f->office->users.text, "/office/users");
    assert_text(f->office->home.text, "/office");
    assert_int_equal(f->office->households.text.n + f->office->requests.text.n +
                         f->office->tickets.text.n + f->office->imports.text.n +
                         f->office->lists.text.n + f->office->findings.text.n +
                         f->office->articles.text.n,
                     0);
}

/* Large type leads back to this page; from a page made by sending a form, home. */
static void test_way_back(void **state) {
    (void)state;
    struct request rq = page(&public_row);
    rq.view = STR("elder");
    rq.query = STR_NONE;
    struct view_layout *f = frame_new(&rq, STR(""), "notices");
    assert_true(f->elder);
    assert_text(f->elder_link.text, "/view?back=%2Fnotices");
    rq.view = STR("huge");
    assert_false(frame_new(&rq, STR(""), "notices")->elder);
    rq = page(&plain_row); /* it reads nothing from its address, so nothing there is carried on */
    assert_text(frame_new(&rq, STR(""), "notices")->elder_link.text,
                "/view?size=elder&back=%2Fnotices");
    rq = page(&lookup_row);
    assert_text(frame_new(&rq, STR(""), "status")->elder_link.text, "/view?size=elder&back=%2F");
    rq = page(NULL); /* no row: the page of what is not there */
    rq.path = STR_NONE;
    assert_text(frame_new(&rq, STR(""), "other")->elder_link.text, "/view?size=elder&back=%2F");
}

static void test_input(void **state) {
    (void)state;
    struct pair pairs[] = {{STR_INIT("name"), STR_INIT("张英")}, {STR_INIT("empty"), STR_INIT("")}};
    struct request rq = page(&lookup_row);
    rq.sent = (struct sent){pairs, 2};
    problem_add(&rq.problems, arena, "name", "请核对姓名。");
    struct view_input *i = frame_input(&rq, "name", "姓名", STR("before"));
    assert_text(i->name, "name");
    assert_text(i->label, "姓名");
    assert_text(i->value, "张英");
    assert_text(i->error, "请核对姓名。");
    assert_text(i->kind, "text");
    assert_text(frame_input(&rq, "empty", "", STR("before"))->value, ""); /* emptied on purpose */
    assert_text(frame_input(&rq, "other", "", STR("before"))->value, "before");
    rq.method = GET; /* an address fills nothing in */
    assert_text(frame_input(&rq, "name", "", STR("before"))->value, "before");
}

static void test_problems(void **state) {
    (void)state;
    struct request rq = page(&lookup_row);
    assert_null(frame_problems(&rq));
    problem_add(&rq.problems, arena, "name", "一");
    problem_add(&rq.problems, arena, NULL, "二");
    struct view_problem_list *l = frame_problems(&rq);
    assert_int_equal(l->list_count, 2);
    assert_text(l->list[0].text, "一");
    assert_text(l->list[0].field.text, "#name");
    assert_text(l->list[1].field.text, "");
}

static void test_choices(void **state) {
    (void)state;
    struct view_choice choices[3], *next = choices;
    next = frame_choice(next, STR(""), STR("全部"), STR_NONE);
    next = frame_choice(next, STR("a"), STR("甲"), STR_NONE);
    next = frame_choice(next, STR("b"), STR("乙"), STR("b"));
    assert_ptr_equal(next, choices + 3);
    assert_true(choices[0].chosen); /* nothing chosen is all */
    assert_false(choices[1].chosen);
    assert_true(choices[2].chosen);
    assert_text(choices[2].label, "乙");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        TEST(test_public), TEST(test_private),  TEST(test_office),  TEST(test_way_back),
        TEST(test_input),  TEST(test_problems), TEST(test_choices),
    };
    return cmocka_run_group_tests_name("view/frame", tests, NULL, NULL);
}
