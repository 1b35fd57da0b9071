/* The clock of working days over three real years: days off, worked Saturdays and Sundays, terms
 * that span New Year, and a year nobody has announced yet. The calendar is the one that is shipped:
 * it is read from the schema's own lines. */
#include "../base/fixture.h"

#include "base/embedded.h"
#include "model/casework/workday.h"

EMBEDDED(embedded_schema);

#define DAYS_MOST 200

static struct row_workday days[DAYS_MOST];
static struct row_workday_year years[10];
static struct workday_calendar calendar;

static int32_t on(const char *text) {
    int32_t day;
    if (!date_parse(&day, str_from(text))) fail_msg("%s is no day", text);
    return day;
}

static struct str schema(void) {
    for (size_t i = 0; i < embedded_schema_count; i++) {
        if (str_is(str_from(embedded_schema[i].name), "018_tickets.sql"))
            return embedded_schema[i].text;
    }
    fail_msg("the schema has no tickets");
    return STR_NONE;
}

/* Lines like   ('2026-02-14', 1, '春节'),   and   (2026, '…')   */
static int read_calendar(void **state) {
    struct str text = schema();
    fixture_open(state);
    calendar = (struct workday_calendar){days, 0, years, 0};
    while (text.p) {
        struct str line = str_cut(&text, '\n');
        int64_t year;
        if (str_starts(line, STR("  ('2"))) {
            assert_true(calendar.count < DAYS_MOST);
            struct row_workday *d = &days[calendar.count++];
            assert_true(date_parse(&d->on_day, str_slice(line, 4, 14)));
            d->works = line.p[17] == '1';
        } else if (str_starts(line, STR("  (2")) && str_int(&year, str_slice(line, 3, 7))) {
            years[calendar.year_count++].year = year;
        }
    }
    return 0;
}

#define RUN(function) cmocka_unit_test_setup_teardown(function, read_calendar, fixture_close)

/* Reckoned by hand from the announcements of the State Council for 2024, 2025 and 2026. */
static const struct {
    const char *from;
    int n;
    const char *last;
} table[] = {
    /* An ordinary week: Monday, Friday, and both days of a weekend. */
    {"2024-03-11", 2, "2024-03-13"},
    {"2024-03-15", 2, "2024-03-19"},
    {"2024-03-16", 2, "2024-03-19"},
    {"2024-03-17", 2, "2024-03-19"},
    /* 2024: the worked Sunday before the Spring Festival; New Year's Eve, which works; and after.
     */
    {"2024-02-02", 1, "2024-02-04"},
    {"2024-02-02", 2, "2024-02-05"},
    {"2024-02-08", 1, "2024-02-09"},
    {"2024-02-08", 2, "2024-02-18"},
    {"2024-02-09", 2, "2024-02-19"},
    {"2024-02-12", 20, "2024-03-14"},
    /* Qingming, with the Sunday after it worked. */
    {"2024-04-03", 1, "2024-04-07"},
    {"2024-04-03", 2, "2024-04-08"},
    /* Labour Day between a worked Sunday and a worked Saturday. */
    {"2024-04-26", 2, "2024-04-29"},
    {"2024-04-30", 2, "2024-05-07"},
    {"2024-05-10", 2, "2024-05-13"},
    {"2024-04-25", 20, "2024-05-24"},
    /* Dragon Boat, Mid-Autumn, National Day. */
    {"2024-06-07", 1, "2024-06-11"},
    {"2024-09-13", 2, "2024-09-18"},
    {"2024-09-27", 2, "2024-09-30"},
    {"2024-09-30", 1, "2024-10-08"},
    {"2024-10-11", 2, "2024-10-14"},
    {"2024-09-24", 20, "2024-10-25"},
    /* From 2024 into 2025: only New Year's Day is off, and that a Wednesday. */
    {"2024-12-31", 2, "2025-01-03"},
    {"2024-12-12", 20, "2025-01-10"},
    /* 2025: the worked Sunday and Saturday round the Spring Festival. */
    {"2025-01-24", 2, "2025-01-27"},
    {"2025-01-27", 2, "2025-02-06"},
    {"2025-02-07", 2, "2025-02-10"},
    {"2025-01-20", 20, "2025-02-21"},
    {"2025-04-03", 1, "2025-04-07"},
    {"2025-04-25", 2, "2025-04-28"},
    {"2025-04-30", 1, "2025-05-06"},
    {"2025-05-30", 1, "2025-06-03"},
    {"2025-09-26", 2, "2025-09-29"},
    {"2025-09-30", 2, "2025-10-10"},
    {"2025-10-10", 2, "2025-10-13"},
    {"2025-09-22", 20, "2025-10-24"},
    /* From 2025 into 2026: three days off, then a worked Sunday. */
    {"2025-12-31", 1, "2026-01-04"},
    {"2025-12-31", 2, "2026-01-05"},
    {"2025-12-15", 20, "2026-01-13"},
    /* 2026: nine days off, a worked Saturday on either side. */
    {"2026-02-13", 1, "2026-02-14"},
    {"2026-02-13", 2, "2026-02-24"},
    {"2026-02-14", 2, "2026-02-25"},
    {"2026-02-27", 2, "2026-03-02"},
    {"2026-02-02", 20, "2026-03-06"},
    {"2026-04-03", 1, "2026-04-07"},
    {"2026-05-08", 2, "2026-05-11"},
    {"2026-04-30", 2, "2026-05-07"},
    {"2026-06-18", 1, "2026-06-22"},
    {"2026-09-18", 1, "2026-09-20"},
    {"2026-09-24", 1, "2026-09-28"},
    {"2026-09-30", 2, "2026-10-09"},
    {"2026-10-09", 2, "2026-10-12"},
    {"2026-09-14", 20, "2026-10-16"},
    /* Into 2027, which is not announced: its first days go by the week. */
    {"2026-12-31", 1, "2027-01-01"},
    {"2026-12-31", 2, "2027-01-04"},
    {"2026-12-10", 20, "2027-01-07"},
};

static void test_table(void **state) {
    (void)state;
    for (size_t i = 0; i < COUNT(table); i++) {
        int32_t last = workday_after(&calendar, on(table[i].from), table[i].n);
        if (last != on(table[i].last)) {
            fail_msg("%d working days after %s is %s, not %s", table[i].n, table[i].from,
                     str_cstr(arena, date_iso(arena, last)), table[i].last);
        }
    }
}

/* So many working days a year as the announcements leave: 2024 251, then 2025 and 2026 248. */
static void test_years(void **state) {
    (void)state;
    static const struct {
        int year, works, off_days, made_up;
    } all[] = {{2024, 251, 28, 8}, {2025, 248, 28, 5}, {2026, 248, 33, 6}};
    for (size_t i = 0; i < COUNT(all); i++) {
        int works = 0, off = 0, made_up = 0;
        int32_t day, end;
        assert_true(date_from_ymd(&day, all[i].year, 1, 1));
        assert_true(date_from_ymd(&end, all[i].year + 1, 1, 1));
        for (size_t k = 0; k < calendar.count; k++) {
            if (days[k].on_day < day || days[k].on_day >= end) continue;
            off += !days[k].works;
            made_up += days[k].works;
        }
        for (; day < end; day++) works += workday_is(&calendar, day);
        assert_int_equal(works, all[i].works);
        assert_int_equal(off, all[i].off_days);
        assert_int_equal(made_up, all[i].made_up);
    }
}

/* A worked day is a Saturday or Sunday, no day stands there twice, and they are in order. */
static void test_calendar(void **state) {
    (void)state;
    struct workday_calendar none = {0};
    for (size_t i = 0; i < calendar.count; i++) {
        if (i > 0) assert_true(days[i].on_day > days[i - 1].on_day);
        if (days[i].works) assert_false(workday_is(&none, days[i].on_day));
    }
}

/* The term ends later for who comes later, and the day itself never counts. */
static void test_order(void **state) {
    (void)state;
    for (int32_t day = on("2023-12-20"); day < on("2027-02-01"); day++) {
        for (int n = 1; n <= 20; n += 19) {
            int32_t last = workday_after(&calendar, day, n);
            assert_true(last > day && workday_is(&calendar, last));
            assert_true(workday_after(&calendar, day + 1, n) >= last);
            if (n > 1) assert_true(last > workday_after(&calendar, day, n - 1));
        }
    }
}

/* A year that is not there goes by the week and is told two months ahead. */
static void test_unknown(void **state) {
    (void)state;
    struct workday_calendar none = {0};
    assert_true(workday_is(&none, on("2026-10-01")));
    assert_false(workday_is(&none, on("2026-10-10")));
    assert_true(workday_is(&calendar, on("1969-12-31")) &&
                !workday_is(&calendar, on("1969-12-28")));
    assert_true(workday_knows(&calendar, on("2026-12-31")) &&
                !workday_knows(&calendar, on("2027-01-01")));
    assert_int_equal(workday_gap(&calendar, on("2026-06-01")), 0);
    assert_int_equal(workday_gap(&calendar, on("2026-10-31")), 0);
    assert_int_equal(workday_gap(&calendar, on("2026-11-15")), 2027);
    assert_int_equal(workday_gap(&calendar, on("2027-01-01")), 2027);
    assert_int_equal(workday_gap(&calendar, on("2023-12-31")), 2023);
    assert_int_equal(workday_gap(&none, on("2026-06-01")), 2026);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        RUN(test_table), RUN(test_years), RUN(test_calendar), RUN(test_order), RUN(test_unknown),
    };
    return cmocka_run_group_tests_name("model/workday", tests, NULL, NULL);
}
