/*
 * A register file line by line: which headings will do, what each cell may hold, and that a mistake
 * is said with its row and column.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "base/arena.h"
#include "model/register/intake.h"

#define TODAY 20000 /* 2024-10-04 */
#define MINE  "990123198001010012"

static struct arena *arena;

struct heard {
    struct intake_report report;
    size_t row;
    char column[64], what[256];
};

static void hear(void *arg, const struct intake_said *said) {
    struct heard *h = arg;
    if (said->only_note) return;
    h->row = said->row;
    strncpy(h->column, said->column ? said->column : "", sizeof h->column - 1);
    memset(h->what, 0, sizeof h->what);
    memcpy(h->what, said->what.p, said->what.n < 255 ? said->what.n : 255);
}

static enum intake_village village(void *arg, struct str code) {
    (void)arg;
    if (str_is(code, "990123100001")) return VILLAGE_KNOWN;
    return str_starts(code, STR("990123")) ? VILLAGE_UNKNOWN : VILLAGE_OUTSIDE;
}

static struct heard heard;
static struct intake_check check;

static int begin(void **state) {
    (void)state;
    struct table_cell cells[INTAKE_COLUMNS];
    arena = arena_new((size_t)16 << 20);
    heard = (struct heard){.report = {.say = hear, .arg = &heard}};
    check = (struct intake_check){&heard.report, TODAY, village, NULL, {0}};
    for (size_t i = 0; i < INTAKE_COLUMNS; i++) {
        cells[i] = (struct table_cell){str_from(intake_headings[i]), false};
    }
    return intake_check_headings(&check, arena, 1, cells, INTAKE_COLUMNS) == OK ? 0 : -1;
}

static int end(void **state) {
    (void)state;
    arena_free(arena);
    return 0;
}

/* A good line with one cell changed. */
static enum status line_with(struct intake_line *out, enum intake_column column, const char *text,
                             bool number) {
    struct table_cell cells[INTAKE_COLUMNS] = {0};
    static const struct {
        enum intake_column column;
        const char *text;
    } good[] = {
        {INTAKE_CODE, "h-001"},       {INTAKE_REGION, "990123100001"},
        {INTAKE_NAME, "张三"},        {INTAKE_RELATION, "户主"},
        {INTAKE_NUMBER, MINE},        {INTAKE_KIND, "边缘易致贫户"},
        {INTAKE_SINCE, "2020-01-02"},
    };
    for (size_t i = 0; i < sizeof good / sizeof good[0]; i++) {
        cells[good[i].column].text = str_from(good[i].text);
    }
    if (text) cells[column] = (struct table_cell){str_from(text), number};
    return intake_check_line(out, &check, arena, 7, cells, INTAKE_COLUMNS);
}

static void a_good_line_is_taken(void **state) {
    (void)state;
    struct intake_line line;
    assert_int_equal(line_with(&line, INTAKE_CAUSE, "因病，缺水、因残;", false), OK);
    assert_true(str_is(line.code, "H001"));
    assert_true(str_is(line.causes, "illness,water,disability"));
    assert_true(str_is(line.kind, "marginal"));
    assert_string_equal(line.id_kind, "resident");
    assert_true(str_is(line.number, MINE));
    assert_int_equal(line.left, DAY_NONE);
}

static void each_mistake_is_said_where_it_is(void **state) {
    (void)state;
    static const struct {
        enum intake_column column;
        const char *text, *what;
        bool number;
    } wrong[] = {
        {INTAKE_CODE, "", "没有填", false},
        {INTAKE_CODE, "户一", "只能有字母和数字", false},
        {INTAKE_REGION, "990123100009", "没有这个村", false},
        {INTAKE_REGION, "110101100009", "不在这次导入的地区里", false},
        {INTAKE_REGION, "9901", "12 位数字", false},
        {INTAKE_NAME, "张\xEE\xA0\x95", "自造的字", false},
        {INTAKE_NAME, "张\a", "控制字符", false},
        {INTAKE_NAME, "张*", "星号", false},
        {INTAKE_NUMBER, MINE, "这一格是数字", true},
        {INTAKE_NUMBER, "9.9E+17", "这一格是数字", false},
        {INTAKE_NUMBER, "990123198001010016", "对不上", false},
        {INTAKE_NUMBER, "990123198001010000", "000", false},
        {INTAKE_NUMBER, "99012319800101001", "17 位", false},
        {INTAKE_KIND, "穷", "不认识这个词", false},
        {INTAKE_CAUSE, "因病、因懒", "不认识", false},
        {INTAKE_SINCE, "2019-02-29", "没有这一天", false},
        {INTAKE_SINCE, "2019", "不是日期", false},
        {INTAKE_SINCE, "2030-01-01", "还没到", false},
        {INTAKE_STATE, "脱贫", "没有填日期", false},
        {INTAKE_LEFT, "2021-01-01", "当前状态却不是", false},
        {INTAKE_LEFT, "2020-01-02", "早于或等于", false},
        {INTAKE_PHONE, "无", "不像电话", false},
    };
    struct intake_line line;
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        heard.what[0] = '\0';
        assert_int_equal(line_with(&line, wrong[i].column, wrong[i].text, wrong[i].number),
                         INVALID);
        assert_non_null(strstr(heard.what, wrong[i].what));
        assert_int_equal(heard.row, 7);
        if (wrong[i].column != INTAKE_STATE) {
            assert_string_equal(heard.column, intake_headings[wrong[i].column]);
        }
    }
}

static void other_documents_are_kept_and_marked(void **state) {
    (void)state;
    struct intake_line line;
    assert_int_equal(line_with(&line, INTAKE_NUMBER, MINE "43", false), OK);
    assert_string_equal(line.id_kind, "disability");
    assert_true(str_is(line.lookup, MINE));
    assert_int_equal(line_with(&line, INTAKE_NUMBER, "E12345678", false), OK);
    assert_string_equal(line.id_kind, "passport");
    assert_int_equal(line_with(&line, INTAKE_NUMBER, "军字第1234567号", false), OK);
    assert_string_equal(line.id_kind, "military");
    assert_int_equal(line_with(&line, INTAKE_NUMBER, "ABCD-12", false), OK);
    assert_string_equal(line.id_kind, "other");
}

static void dates_are_read_as_people_write_them(void **state) {
    (void)state;
    struct intake_line line;
    static const char *const same[] = {"2020-01-02", "2020/1/2", "2020.1.2", "2020年1月2日"};
    for (size_t i = 0; i < 4; i++) {
        assert_int_equal(line_with(&line, INTAKE_SINCE, same[i], false), OK);
        assert_int_equal(line.since, 18263);
    }
}

static void headings_must_be_there_once(void **state) {
    (void)state;
    struct table_cell cells[INTAKE_COLUMNS + 1];
    for (size_t i = 0; i < INTAKE_COLUMNS; i++) {
        cells[i] = (struct table_cell){str_from(intake_headings[i]), false};
    }
    cells[INTAKE_COLUMNS].text = STR("姓 名＊");
    assert_int_equal(intake_check_headings(&check, arena, 1, cells, INTAKE_COLUMNS + 1), INVALID);
    assert_non_null(strstr(heard.what, "两次"));
    cells[INTAKE_NUMBER].text = STR("号");
    assert_int_equal(intake_check_headings(&check, arena, 1, cells, INTAKE_COLUMNS), INVALID);
    assert_string_equal(heard.column, "证件号码");
}

static void formulas_are_guarded_and_come_back(void **state) {
    (void)state;
    static const char *const risky[] = {"=1", "+1", "-1", "@a", "\ta", "'=1", "''@"};
    for (size_t i = 0; i < sizeof risky / sizeof risky[0]; i++) {
        struct str guarded = intake_guard(arena, str_from(risky[i]));
        assert_int_equal(guarded.p[0], '\'');
        assert_true(str_is(intake_unguard(guarded), risky[i]));
    }
    assert_true(str_is(intake_guard(arena, STR("'安")), "'安"));
    assert_true(str_is(intake_unguard(STR("'安")), "'安"));
}

static void lines_of_a_household_agree(void **state) {
    (void)state;
    struct intake_line first, other;
    assert_int_equal(line_with(&first, INTAKE_TEAM, NULL, false), OK);
    assert_int_equal(line_with(&other, INTAKE_TEAM, "一组", false), OK);
    assert_int_equal(intake_check_same(&heard.report, arena, &first, &other), OK);
    assert_true(str_is(first.team, "一组"));
    assert_int_equal(line_with(&other, INTAKE_TEAM, "二组", false), OK);
    assert_int_equal(intake_check_same(&heard.report, arena, &first, &other), INVALID);
    assert_string_equal(heard.column, "组");
}

int main(void) {
#define TEST(function) cmocka_unit_test_setup_teardown(function, begin, end)
    const struct CMUnitTest tests[] = {
        TEST(a_good_line_is_taken),
        TEST(each_mistake_is_said_where_it_is),
        TEST(other_documents_are_kept_and_marked),
        TEST(dates_are_read_as_people_write_them),
        TEST(headings_must_be_there_once),
        TEST(formulas_are_guarded_and_come_back),
        TEST(lines_of_a_household_agree),
    };
    return cmocka_run_group_tests_name("intake", tests, NULL, NULL);
}
