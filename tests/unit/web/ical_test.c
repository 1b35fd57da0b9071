/* Calendar lines: escaped, folded, dates in the one form RFC 5545 knows. */
#include "../base/fixture.h"

#include "base/date.h"
#include "web/ical.h"

static struct str text_of(const char *value) {
    struct buf b = buf_new(arena, 4096);
    ical_text(&b, "SUMMARY", str_from(value));
    return buf_str(&b);
}

/* What means something in a calendar is escaped; what nothing may hold becomes a space. */
static void test_escaped(void **state) {
    (void)state;
    assert_text(text_of("a;b,c\\d\ne\r\nf\x01"
                        "g"),
                "SUMMARY:a\\;b\\,c\\\\d\\ne\\nf g\r\n");
}

/* No line is longer than 75 octets, no character is cut, and unfolding gives the text back. */
static void test_folded(void **state) {
    (void)state;
    for (int shift = 0; shift < 4; shift++) {
        char value[400] = "";
        for (int i = 0; i < shift; i++) strcat(value, "x");
        for (int i = 0; i < 60; i++) strcat(value, "公");
        struct str all = text_of(value);
        struct buf back = buf_new(arena, 4096);
        size_t line = 0;
        for (size_t i = 0; i < all.n; i++) {
            if (all.p[i] == '\r') {
                assert_true(line <= 75);
                line = 0;
                i++;
                if (i + 1 < all.n) {
                    assert_int_equal(all.p[i + 1], ' ');
                    uint32_t code;
                    assert_true(str_char(&code, str_slice(all, i + 2, all.n)) > 0);
                    i++, line = 1;
                }
                continue;
            }
            line++;
            buf_byte(&back, all.p[i]);
        }
        struct str whole = buf_str(&back);
        assert_text(str_slice(whole, 8, whole.n), value);
    }
}

/* Days are Shanghai's, moments are UTC. */
static void test_dates(void **state) {
    (void)state;
    struct buf b = buf_new(arena, 256);
    int32_t day;
    assert_true(date_from_ymd(&day, 2026, 3, 8));
    ical_day(&b, "DTSTART", day);
    ical_moment(&b, "DTSTAMP", date_start(day));
    assert_text(buf_str(&b), "DTSTART;VALUE=DATE:20260308\r\nDTSTAMP:20260307T160000Z\r\n");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        TEST(test_escaped),
        TEST(test_folded),
        TEST(test_dates),
    };
    return cmocka_run_group_tests_name("web/ical", tests, NULL, NULL);
}
