/* A day is a Shanghai day and ends at 24:00, whatever the clock of the machine thinks. */
#include "fixture.h"

#include <time.h>

#include "base/date.h"

static int32_t day_of(int y, int m, int d) {
    int32_t day;
    assert_true(date_from_ymd(&day, y, m, d));
    return day;
}

/* The epoch is day 0, and day 0 begins eight hours before the moment 0. */
static void test_epoch(void **state) {
    (void)state;
    assert_int_equal(day_of(1970, 1, 1), 0);
    assert_int_equal(day_of(1969, 12, 31), -1);
    assert_int_equal(day_of(2000, 3, 1), 11017);
    assert_int_equal(day_of(2026, 3, 5), 20517);
    assert_true(date_start(0) == -8 * 3600);
    assert_int_equal(date_day(0), 0);
    assert_int_equal(date_seconds(0), 8 * 3600);
}

/* Every day from 1900 to 2999 follows the one before it and reads back as itself. */
static void test_every_day(void **state) {
    (void)state;
    int32_t expected = day_of(1900, 1, 1);
    for (int y = 1900; y <= 2999; y++) {
        for (int m = 1; m <= 12; m++) {
            for (int d = 1; d <= 31; d++) {
                int32_t day;
                if (!date_from_ymd(&day, y, m, d)) continue;
                struct ymd t = date_ymd(day);
                if (day != expected || t.year != y || t.month != m || t.day != d)
                    fail_msg("%d-%d-%d", y, m, d);
                expected++;
            }
        }
    }
    assert_int_equal(expected - day_of(1900, 1, 1), 401767); /* 1100 years, 267 of them leap */
}

/* The C library, asked for UTC, agrees about every 97th day far beyond both ends. */
static void test_against_library(void **state) {
    (void)state;
    for (int32_t day = -1000000; day < 1000000; day += 97) {
        time_t at = (time_t)day * 86400;
        struct tm tm;
        gmtime_r(&at, &tm);
        struct ymd t = date_ymd(day);
        if (t.year != tm.tm_year + 1900 || t.month != tm.tm_mon + 1 || t.day != tm.tm_mday)
            fail_msg("day %d: %d-%d-%d", day, t.year, t.month, t.day);
    }
}

/* A month has the days it has; a century is a leap year only every fourth time. */
static void test_days_that_do_not_exist(void **state) {
    (void)state;
    static const struct ymd bad[] = {
        {2025, 2, 29}, {1900, 2, 29},  {2100, 2, 29},  {2024, 2, 30}, {2026, 4, 31}, {2026, 6, 31},
        {2026, 9, 31}, {2026, 11, 31}, {2026, 1, 32},  {2026, 1, 0},  {2026, 0, 1},  {2026, 13, 1},
        {2026, -1, 1}, {2026, 1, -1},  {1899, 12, 31}, {3000, 1, 1},  {0, 1, 1},
    };
    static const struct ymd good[] = {
        {2024, 2, 29}, {2000, 2, 29}, {2400, 2, 29}, {1900, 1, 1}, {2999, 12, 31}, {2026, 12, 31},
    };
    int32_t day = 77;
    for (size_t i = 0; i < COUNT(bad); i++)
        assert_false(date_from_ymd(&day, bad[i].year, bad[i].month, bad[i].day));
    assert_int_equal(day, 77);
    for (size_t i = 0; i < COUNT(good); i++)
        assert_true(date_from_ymd(&day, good[i].year, good[i].month, good[i].day));
}

/* The last second of a day belongs to it; the second after, 24:00, to the next. */
static void test_midnight(void **state) {
    (void)state;
    int32_t day = day_of(2026, 3, 8);
    assert_int_equal(date_day(date_start(day)), day);
    assert_int_equal(date_seconds(date_start(day)), 0);
    assert_int_equal(date_day(date_start(day) - 1), day - 1);
    assert_int_equal(date_day(date_end(day) - 1), day);
    assert_int_equal(date_seconds(date_end(day) - 1), 86399);
    assert_int_equal(date_day(date_end(day)), day + 1);
    assert_true(date_end(day) == date_start(day + 1));
}

/* Before 1970 days and seconds are counted the same way. */
static void test_before_epoch(void **state) {
    (void)state;
    int64_t start = date_start(day_of(1949, 10, 1));
    assert_int_equal(date_day(start), day_of(1949, 10, 1));
    assert_int_equal(date_day(start - 1), day_of(1949, 9, 30));
    assert_int_equal(date_seconds(start - 1), 86399);
    assert_int_equal(date_seconds(start + 3600), 3600);
}

/* No moment has no day, no day has no moment, and neither has a text. */
static void test_none(void **state) {
    (void)state;
    assert_int_equal(date_day(MOMENT_NONE), DAY_NONE);
    assert_int_equal(date_day(INT64_MAX), DAY_NONE);
    assert_true(date_start(DAY_NONE) == MOMENT_NONE);
    assert_true(date_end(DAY_NONE) == MOMENT_NONE);
    assert_text(date_iso(arena, DAY_NONE), "");
    assert_text(date_text(arena, DAY_NONE), "");
    assert_text(moment_iso(arena, MOMENT_NONE), "");
    assert_text(moment_text(arena, MOMENT_NONE), "");
    assert_text(date_close_text(arena, MOMENT_NONE, 0), "");
}

/* A date is read only as YYYY-MM-DD. */
static void test_parse(void **state) {
    (void)state;
    int32_t day = 5;
    assert_true(date_parse(&day, STR("2024-02-29")));
    assert_int_equal(day, day_of(2024, 2, 29));
    assert_true(date_parse(&day, STR("1900-01-01")));
    assert_true(date_parse(&day, STR("2999-12-31")));

    static const char *const bad[] = {
        "",           "2024-2-9",    "2024-02-30",  "2025-02-29",  "2024/02/29",
        "20240229",   "2024-02-29 ", " 2024-02-29", "2024-02-2a",  "-024-02-29",
        "2024--2-29", "2024-02-+9",  "1899-12-31",  "3000-01-01",  "2024-00-10",
        "2024-13-10", "2024-12-00",  "2024-12-1",   "２０２４-02",
    };
    day = 5;
    for (size_t i = 0; i < COUNT(bad); i++) assert_false(date_parse(&day, str_from(bad[i])));
    assert_false(date_parse(&day, STR_NONE));
    assert_int_equal(day, 5);
}

/* Texts are of Shanghai: 16:00 UTC is already the next day. */
static void test_texts(void **state) {
    (void)state;
    int32_t day = day_of(2026, 3, 5);
    int64_t moment = date_start(day) + 14 * 3600 + 5 * 60 + 9;
    assert_text(date_iso(arena, day), "2026-03-05");
    assert_text(date_text(arena, day), "2026年3月5日");
    assert_text(moment_iso(arena, moment), "2026-03-05T14:05:09+08:00");
    assert_text(moment_text(arena, moment), "2026年3月5日 14:05");
    assert_text(moment_iso(arena, 1772726399), "2026-03-05T23:59:59+08:00");
    assert_text(moment_iso(arena, 1772726400), "2026-03-06T00:00:00+08:00");
    assert_text(moment_text(arena, 1772726400), "2026年3月6日 00:00");
}

/* A deadline at midnight is 24:00 of the day that ends, with the year only when it is another. */
static void test_close(void **state) {
    (void)state;
    int64_t now = date_start(day_of(2026, 3, 1));
    assert_text(date_close_text(arena, date_end(day_of(2026, 3, 8)), now), "3月8日24时");
    assert_text(date_close_text(arena, date_end(day_of(2026, 2, 28)), now), "2月28日24时");
    assert_text(date_close_text(arena, date_end(day_of(2024, 2, 29)), now), "2024年2月29日24时");
    assert_text(date_close_text(arena, date_end(day_of(2026, 12, 31)), now), "12月31日24时");
    assert_text(date_close_text(arena, date_end(day_of(2027, 1, 1)), now), "2027年1月1日24时");

    now = date_end(day_of(2026, 12, 31)) - 1;
    assert_text(date_close_text(arena, date_end(day_of(2026, 12, 31)), now), "12月31日24时");
    assert_text(date_close_text(arena, date_end(day_of(2026, 12, 31)), now + 1),
                "2026年12月31日24时");
    assert_text(date_close_text(arena, date_start(day_of(2026, 3, 8)) + 62700, now),
                "3月8日 17:25");
}

/* The clock is that of the machine. */
static void test_now(void **state) {
    (void)state;
    int64_t before = (int64_t)time(NULL);
    int64_t now = date_now();
    assert_true(now >= before && now <= before + 5);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        TEST(test_epoch),
        TEST(test_every_day),
        TEST(test_against_library),
        TEST(test_days_that_do_not_exist),
        TEST(test_midnight),
        TEST(test_before_epoch),
        TEST(test_none),
        TEST(test_parse),
        TEST(test_texts),
        TEST(test_close),
        TEST(test_now),
    };
    return cmocka_run_group_tests_name("base/date", tests, NULL, NULL);
}
