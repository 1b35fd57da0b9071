/* A URL of ours is a path of this site in which every byte of a visitor is percent-encoded; a way
 * back that came from a visitor never leads away. */
#include "../base/fixture.h"

#include "view/link.h"

static void assert_url(struct url u, const char *expected) {
    assert_text(u.text, expected);
}

static void test_pages(void **state) {
    (void)state;
    assert_url(link_home(), "/");
    assert_url(link_status(), "/status");
    assert_url(link_accessibility(), "/accessibility");
    assert_url(link_privacy(), "/privacy");
    assert_url(link_policy(arena, 7), "/policies/7");
    assert_url(link_notice(arena, INT64_MAX), "/notices/9223372036854775807");
    assert_url(link_edition(arena, STR("policy"), 7, 2), "/policies/7/editions/2");
    assert_url(link_edition(arena, STR("notice"), 7, 2), "/notices/7/editions/2");
    assert_url(link_file(arena, 3), "/files/3");
    assert_url(link_notice_sheet(arena, 7), "/notices/7/print");
    assert_url(link_policy_sheet(arena, 7), "/policies/7/card");
    assert_url(link_kiosk(), "/kiosk");
    assert_url(link_glossary(), "/glossary");
    assert_url(link_office_glossary(arena, STR_NONE), "/office/glossary");
    assert_url(link_office_glossary(arena, STR("a b")), "/office/glossary?term=a%20b");
    assert_url(link_office(), "/office");
    assert_url(link_office_login(), "/office/login");
    assert_url(link_office_logout(), "/office/logout");
    assert_url(link_office_article(arena, 5), "/office/articles/5");
    assert_url(link_office_edit(arena, 5), "/office/articles/5/edit");
    assert_url(link_office_preview(arena, 5), "/office/articles/5/preview");
    assert_url(link_office_publish(arena, 5), "/office/articles/5/publish");
    assert_url(link_office_withdraw(arena, 5), "/office/articles/5/withdraw");
    assert_url(link_office_correct(arena, 5), "/office/articles/5/correct");
    assert_url(link_office_new(arena, STR("policy")), "/office/articles/new?kind=policy");
    assert_url(link_anchor(arena, "id_number"), "#id_number");
    assert_url(link_anchor(arena, NULL), "");
    assert_url(link_absolute(arena, "https://heyuan.example", link_policy(arena, 7)),
               "https://heyuan.example/policies/7");
}

/* Empty members are left out; what is there stands in one order, encoded. */
static void test_lists(void **state) {
    (void)state;
    assert_url(link_policies(arena, &link_everything), "/policies");
    assert_url(link_notices(arena, &link_everything), "/notices");
    struct link_filter f = {.area = STR_INIT("health"),
                            .level = STR_INIT("county"),
                            .region = STR_INIT("990123001"),
                            .year = STR_INIT("2026"),
                            .type = STR_INIT("list"),
                            .state = STR_INIT("open"),
                            .before = {1700000000, 42}};
    assert_url(link_notices(arena, &f), "/notices?area=health&level=county&region=990123001"
                                        "&year=2026&type=list&state=open&before=1700000000-42");
    f = link_everything;
    f.type = STR("");
    f.area = STR("a&b=c?d#e/ <\"'%+张\n\0z");
    assert_url(link_policies(arena, &f),
               "/policies?area=a%26b%3Dc%3Fd%23e%2F%20%3C%22%27%25%2B%E5%BC%A0%0A%00z");
    f.area = STR("-._~azAZ09");
    assert_url(link_policies(arena, &f), "/policies?area=-._~azAZ09");
    assert_url(link_office_articles(arena, STR_NONE, STR_NONE, (struct cursor){0, 0}),
               "/office/articles");
    assert_url(link_office_articles(arena, STR("notice"), STR("draft"), (struct cursor){5, 6}),
               "/office/articles?kind=notice&state=draft&before=5-6");
}

static void test_view(void **state) {
    (void)state;
    assert_url(link_view(arena, STR("elder"), STR("/notices?a=1&b=2")),
               "/view?size=elder&back=%2Fnotices%3Fa%3D1%26b%3D2");
    assert_url(link_view(arena, STR(""), STR("/")), "/view?back=%2F");
    /* A way back that would not be taken is left out, so that the switch itself works. */
    char *lengthy = arena_alloc(arena, 5001);
    memset(lengthy, '/', 5000);
    assert_url(link_view(arena, STR("elder"), (struct str){lengthy, 501}), "/view?size=elder");
    assert_url(link_view(arena, STR(""), (struct str){lengthy, 5000}), "/view");
    struct url u = link_view(arena, STR("elder"), (struct str){lengthy, 500});
    assert_int_equal(u.text.n, strlen("/view?size=elder&back=") + 1500);
}

/* The first number in the text: what follows it would ring somebody else. */
static void test_tel(void **state) {
    (void)state;
    static const struct {
        const char *phone, *url;
    } cases[] = {
        {"0990-1234567", "tel:09901234567"},
        {"(0990) 123 4567", "tel:09901234567"},
        {"（0990）1234567", "tel:09901234567"},
        {"+86 990 1234567", "tel:+869901234567"},
        {"0990-1234567 转 802", "tel:09901234567"},
        {"0990-1234567、7654321", "tel:09901234567"},
        {"0990-1234567/7654321", "tel:09901234567"},
        {"0990-1234567,7654321", "tel:09901234567"},
        {"电话：0990-1234567（上班时间）", "tel:09901234567"},
        {"12317", "tel:12317"},
        {"", ""},
        {"没有", ""},
        {"+", ""},
        {"javascript:alert(1)", "tel:1"},
        {"0990-1234567\xff"
         "9",
         "tel:09901234567"},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        assert_url(link_tel(arena, str_from(cases[i].phone)), cases[i].url);
    }
    assert_url(link_tel(arena, STR_NONE), "");
}

/* Back to a plain path of this site, and home from everything else. */
static void test_local(void **state) {
    (void)state;
    static const char *const fine[] = {
        "/",     "/notices",    "/notices?type=list&before=5-6", "/policies/7",
        "/a//b", "/%2F%2Fevil", "/?back=https://evil.example",   "/a:b",
        "/.//x",
    };
    for (size_t i = 0; i < COUNT(fine); i++)
        assert_url(link_local(arena, str_from(fine[i])), fine[i]);
    static const char *const away[] = {
        "",
        "notices",
        "//evil.example",
        "///evil.example",
        "/\\evil.example",
        "\\\\evil.example",
        "https://evil.example",
        "http:evil",
        "javascript:alert(1)",
        "data:text/html,x",
        " /notices",
        "/a\\b",
        "/a b",
        "/a\tb",
        "/a\nb",
        "/a\r\nSet-Cookie: x=1",
        "/\t/evil.example",
        "/\n/evil.example",
        "/a\x7f",
        "/张",
        "/a\xff",
        "/a\"b",
        "/a<b",
        "/a>b",
        "?a=1",
        "#x",
        "@evil",
        ".//evil",
        "\x01//evil.example",
    };
    for (size_t i = 0; i < COUNT(away); i++) {
        struct url u = link_local(arena, str_from(away[i]));
        if (!str_is(u.text, "/")) fail_msg("%s", away[i]);
    }
    assert_url(link_local(arena, STR_NONE), "/");
    assert_url(link_local(arena, STR("/a\0b")), "/");
    char *lengthy = arena_alloc(arena, 502);
    memset(lengthy, 'a', 501);
    lengthy[0] = '/';
    assert_int_equal(link_local(arena, (struct str){lengthy, 500}).text.n, 500);
    assert_url(link_local(arena, (struct str){lengthy, 501}), "/");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        TEST(test_pages), TEST(test_lists), TEST(test_view), TEST(test_tel), TEST(test_local),
    };
    return cmocka_run_group_tests_name("view/link", tests, NULL, NULL);
}
