/* What a page says of itself to other programs holds only what holds: no announcement of what was
 * withdrawn, no service of a policy that is no longer in force. */
#include "../base/fixture.h"

#include "base/conf.h"
#include "view/linked.h"

static const struct conf conf = {.url = "https://county.example"};

static struct request request(void) {
    return (struct request){.arena = arena, .conf = &conf};
}

static bool says(struct data d, const char *what) {
    return str_find(d.json, str_from(what)) < d.json.n;
}

static void test_notice(void **state) {
    (void)state;
    struct request rq = request();
    struct url self = {STR("/notices/7")};
    struct view_clock clock = {.closes = 1772899200}; /* 2026-03-07T16:00Z: the 7th ends */
    struct view_notice_page v = {.title = STR("修\"渠\""),
                                 .type = STR("项目公示"),
                                 .place = STR("柳泉镇"),
                                 .poster = STR("柳泉镇人民政府"),
                                 .posted = 20514,
                                 .clock = &clock,
                                 .list = {STR("/notices")}};
    struct data d = linked_notice(&rq, &v, self, STR("村里修渠。"));
    assert_true(says(d, "\"@type\":\"SpecialAnnouncement\",\"name\":\"修\\\"渠\\\"\""));
    assert_true(says(d, "\"url\":\"https://county.example/notices/7\""));
    assert_true(says(d, "\"datePosted\":\"2026-03-02\",\"expires\":\"2026-03-07\""));
    assert_true(says(d, "\"item\":\"https://county.example/notices\""));
    v.clock = NULL;
    assert_false(says(linked_notice(&rq, &v, self, STR("")), "expires"));
    v.withdrawn = true;
    d = linked_notice(&rq, &v, self, STR("村里修渠。"));
    assert_true(says(d, "BreadcrumbList"));
    assert_false(says(d, "SpecialAnnouncement"));
    v.withdrawn = false, v.newest = self;
    assert_false(says(linked_notice(&rq, &v, self, STR("")), "SpecialAnnouncement"));
}

static void test_policy(void **state) {
    (void)state;
    struct request rq = request();
    struct url self = {STR("/policies/7")};
    struct view_policy_card card = {.who = STR("各户"), .what = STR("装水表不要钱")};
    struct view_policy_page v = {.title = STR("饮水办法"),
                                 .area = STR("饮水安全"),
                                 .region = STR("禾源县"),
                                 .issuer = STR("禾源县水务局"),
                                 .card = &card};
    struct data d = linked_policy(&rq, &v, self);
    assert_true(says(d, "\"@type\":\"GovernmentService\",\"name\":\"饮水办法\""));
    assert_true(says(d, "\"description\":\"装水表不要钱\""));
    v.card = NULL;
    d = linked_policy(&rq, &v, self);
    assert_true(says(d, "GovernmentService"));
    assert_false(says(d, "description"));
    v.mark = STR("已失效");
    assert_false(says(linked_policy(&rq, &v, self), "GovernmentService"));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        TEST(test_notice),
        TEST(test_policy),
    };
    return cmocka_run_group_tests_name("view/linked", tests, NULL, NULL);
}
