/*
 * Tables that people send: what comes through the reader's process, row by row, and what it says of
 * files it cannot read. Whole workbooks are in tests/http/import.test.mjs.
 */
#include "fixture.h"

#include <zip.h>

#include "base/buf.h"
#include "base/csv.h"
#include "base/table.h"
#include "base/xlsx.h"

struct seen {
    struct buf text; /* "1:a|b 3:c " */
    enum table_fault fault;
    size_t row, column;
};

static enum status on_row(void *arg, size_t row, const struct table_cell *cells, size_t count) {
    struct seen *s = arg;
    buf_format(&s->text, "%zu:", row);
    for (size_t i = 0; i < count; i++) {
        if (i > 0) buf_byte(&s->text, '|');
        buf_put(&s->text, cells[i].text);
    }
    buf_byte(&s->text, ' ');
    return OK;
}

static void on_fault(void *arg, enum table_fault fault, size_t row, size_t column) {
    struct seen *s = arg;
    s->fault = fault;
    s->row = row;
    s->column = column;
}

static struct seen read_path(const char *path, enum status expected) {
    struct seen s = {.text = buf_new(arena, 1 << 20)};
    const struct table_sink sink = {on_row, on_fault, &s};
    struct table *t = table_open(path);
    assert_int_equal(table_read(t, &sink), expected);
    table_close(t);
    return s;
}

static struct seen read_bytes(const char *bytes, size_t n, enum status expected) {
    const char *path = fixture_file(bytes, n, 0600);
    struct seen s = read_path(path, expected);
    unlink(path);
    return s;
}

static void assert_rows(const char *bytes, const char *rows) {
    struct seen s = read_bytes(bytes, strlen(bytes), OK);
    assert_text(buf_str(&s.text), rows);
}

static void assert_fault(const char *bytes, size_t n, enum table_fault fault, size_t row) {
    struct seen s = read_bytes(bytes, n, INVALID);
    assert_int_equal(s.fault, fault);
    assert_int_equal(s.row, row);
}

/* Rows are numbered as a spreadsheet numbers them, whatever ends a line. */
static void lines_end_as_they_like(void **state) {
    (void)state;
    assert_rows("a,b\n1,2\n", "1:a|b 2:1|2 ");
    assert_rows("a,b\r\n1,2", "1:a|b 2:1|2 ");
    assert_rows("a,b\r1,2\r", "1:a|b 2:1|2 ");
    assert_rows("a\r\n\r\nb\n\n\nc\r\n", "1:a 3:b 6:c ");
    assert_rows("a\n\"x\ny\",z\nb\n", "1:a 2:x\ny|z 3:b ");
    assert_rows("a\n,,\nb\n", "1:a 3:b ");
    assert_rows("\xEF\xBB\xBF\"a\"\"b\", c \n", "1:a\"b|c ");
}

/* 张 is D5C5 in GB18030. */
static void both_encodings_are_read(void **state) {
    (void)state;
    assert_rows("张,三\n", "1:张|三 ");
    assert_rows("\xD5\xC5,\xC8\xFD\n", "1:张|三 ");
    assert_rows("\x84\x31\x95\x33\xD5\xC5\n", "1:张 ");
    assert_fault("\xFF\xFE\x61\x00", 4, TABLE_UTF16, 0);
    assert_fault("\xFE\xFF\x00\x61", 4, TABLE_UTF16, 0);
    assert_fault("\xFF", 1, TABLE_ENCODING, 0);
    assert_fault("a\xFE", 2, TABLE_ENCODING, 0);
    assert_fault("a\0b\n", 4, TABLE_OTHER_KIND, 0);
    assert_fault("\xD5\xC5\n\xFF\xFF\xFF\xFF\n", 8, TABLE_ENCODING, 0);
}

static void broken_csv_is_said(void **state) {
    (void)state;
    assert_fault("a\n\"b\n", 5, TABLE_QUOTES, 2);
    assert_fault("a\nb\"c\n", 6, TABLE_QUOTES, 2);
    char wide[200], *big = arena_alloc(arena, 300000);
    memset(wide, ',', sizeof wide);
    assert_fault(wide, sizeof wide, TABLE_WIDE, 1);
    memset(big, 'x', 300000);
    assert_fault(big, 300000, TABLE_LONG, 1);
    assert_fault("", 0, TABLE_EMPTY, 0);
}

static void what_is_no_file_is_said(void **state) {
    (void)state;
    assert_int_equal(read_path("/nonexistent", INVALID).fault, TABLE_GONE);
    assert_int_equal(read_path("/tmp", INVALID).fault, TABLE_GONE);
    assert_fault("\xD0\xCF\x11\xE0\xA1\xB1", 6, TABLE_OLD_OR_LOCKED, 0);
    assert_fault("PK\x03\x04garbage", 11, TABLE_ZIP, 0);
}

/* A sheet that we wrote comes back as it was, numbers in full. */
static void a_sheet_comes_back(void **state) {
    (void)state;
    const struct str rows[][3] = {{STR("号码"), STR("名"), STR("")},
                                  {STR("990123198001010012"), STR("<&>\""), STR("=1+1")}};
    const char *path = fixture_file("", 0, 0600);
    struct xlsx *x = xlsx_new(path, "表");
    assert_non_null(x);
    for (size_t i = 0; i < COUNT(rows); i++) xlsx_row(x, rows[i], 3);
    assert_int_equal(xlsx_finish(x), OK);
    struct seen s = read_path(path, OK);
    assert_text(buf_str(&s.text), "1:号码|名 2:990123198001010012|<&>\"|=1+1 ");
    unlink(path);
}

/* Strings that all rows share may be more than are held in memory: each is read as it was, those
 * about the limit and the last one too. */
static void more_strings_than_memory_come_back(void **state) {
    (void)state;
    const size_t count = 3300, length = 4001, some[] = {0, 3143, 3144, 3145, 3146, 3298, 3299};
    const char *path = fixture_file("", 0, 0600);
    struct buf strings = buf_new(arena, (length + 40) * count), sheet = buf_new(arena, 4096),
               told = buf_new(arena, 40000);
    char *filling = arena_alloc(arena, length - 4);
    memset(filling, 'x', length - 4);
    BUF_LIT(&strings, "<sst>");
    for (size_t i = 0; i < count; i++) {
        buf_format(&strings, "<si><t>%04zu", i);
        buf_put(&strings, (struct str){filling, length - 4});
        BUF_LIT(&strings, "</t></si>");
    }
    BUF_LIT(&strings, "</sst>");
    BUF_LIT(&sheet, "<worksheet><sheetData>");
    for (size_t i = 0; i < COUNT(some); i++) {
        buf_format(&sheet, "<row><c t='s'><v>%zu</v></c></row>", some[i]);
        buf_format(&told, "%zu:%04zu", i + 1, some[i]);
        buf_put(&told, (struct str){filling, length - 4});
        buf_byte(&told, ' ');
    }
    BUF_LIT(&sheet, "</sheetData></worksheet>");
    const struct str parts[][2] = {
        {STR("xl/workbook.xml"), STR("<workbook xmlns:r='r'><sheet r:id='a'/></workbook>")},
        {STR("xl/_rels/workbook.xml.rels"), STR("<a><Relationship Id='a' Target='s.xml'/></a>")},
        {STR("xl/sharedStrings.xml"), buf_str(&strings)},
        {STR("xl/s.xml"), buf_str(&sheet)}};
    zip_t *zip = zip_open(path, ZIP_TRUNCATE, NULL);
    for (size_t i = 0; i < COUNT(parts); i++) {
        zip_source_t *part = zip_source_buffer(zip, parts[i][1].p, parts[i][1].n, 0);
        assert_true(zip_file_add(zip, parts[i][0].p, part, ZIP_FL_ENC_UTF_8) >= 0);
    }
    assert_int_equal(zip_close(zip), 0);
    struct seen s = read_path(path, OK);
    assert_text(buf_str(&s.text), buf_str(&told).p);
    unlink(path);
}

/* What csv_put writes, csv_read reads. */
static void rows_are_quoted(void **state) {
    (void)state;
    const struct str cells[] = {STR("a,b"), STR("c\"d"), STR("e\r\nf"), STR(" g"), STR("")};
    const char *path = fixture_file("", 0, 0600);
    FILE *f = fopen(path, "wb");
    csv_put(f, cells, COUNT(cells));
    fclose(f);
    struct seen s = read_path(path, OK);
    assert_text(buf_str(&s.text), "1:a,b|c\"d|e\r\nf| g| ");
    unlink(path);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        TEST(lines_end_as_they_like), TEST(both_encodings_are_read),
        TEST(broken_csv_is_said),     TEST(what_is_no_file_is_said),
        TEST(a_sheet_comes_back),     TEST(more_strings_than_memory_come_back),
        TEST(rows_are_quoted),
    };
    return cmocka_run_group_tests_name("table", tests, NULL, NULL);
}
