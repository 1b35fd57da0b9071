/*
 * Workbooks as people and programs make them: what a cell's number, date or text becomes, and each
 * thing for which a file is refused, with its row and column. The test is its own reader, as
 * the office's processes are: started with its word, it reads one file apart.
 */
#define _GNU_SOURCE /* memmem */
#include "fixture.h"

#include <signal.h>
#include <zip.h>

#include "base/buf.h"
#include "base/table.h"

/* What the sink was told. */
static struct {
    struct buf text; /* "1:a|#12 ": a number has a # */
    enum table_fault fault, note;
    size_t row, column; /* of the fault */
    size_t faults;
    size_t rows, most; /* the sink takes no more */
} said;

static enum status on_row(void *arg, size_t row, const struct table_cell *cells, size_t count) {
    (void)arg;
    if (++said.rows == said.most) return BUSY;
    buf_format(&said.text, "%zu:", row);
    for (size_t i = 0; i < count; i++) {
        buf_format(&said.text, "%s%s", i > 0 ? "|" : "", cells[i].number ? "#" : "");
        buf_put(&said.text, cells[i].text);
    }
    buf_byte(&said.text, ' ');
    return OK;
}

static void on_fault(void *arg, enum table_fault fault, size_t row, size_t column) {
    (void)arg;
    if (table_is_note(fault)) {
        said.note = fault;
        return;
    }
    said.faults++;
    said.fault = fault;
    said.row = row;
    said.column = column;
}

static enum status read_file(const char *path, size_t most) {
    const struct table_sink sink = {on_row, on_fault, NULL};
    memset(&said, 0, sizeof said);
    said.text = buf_new(arena, (size_t)4 << 20);
    said.most = most;
    struct table *t = table_open_apart(path);
    enum status st = table_read(t, &sink);
    assert_in_range(table_share(t), 0, 1000);
    table_close(t);
    return st;
}

/* -- making them ------------------------------------------------------------------------------ */

enum part { BOOK, RELATIONS, STYLES, STRINGS, SHEET, PARTS };
static const char *const names[PARTS] = {"xl/workbook.xml", "xl/_rels/workbook.xml.rels",
                                         "xl/styles.xml", "xl/sharedStrings.xml", "xl/s.xml"};
static const char *parts[PARTS]; /* NULL: the file has none */

static int usual(void **state) {
    parts[BOOK] = "<workbook xmlns:r='r'><sheets><sheet name='a' sheetId='1' r:id='a'/></sheets>"
                  "</workbook>";
    parts[RELATIONS] = "<a><Relationship Id='b' Target='no.xml'/>"
                       "<Relationship Id='a' Target='s.xml'/></a>";
    parts[STYLES] = parts[STRINGS] = NULL;
    parts[SHEET] = "<worksheet><sheetData><row><c><v>1</v></c></row></sheetData></worksheet>";
    return fixture_open(state);
}

static const char *workbook(bool locked) {
    const char *path = fixture_file("", 0, 0600);
    zip_t *zip = zip_open(path, ZIP_TRUNCATE, NULL);
    for (size_t i = 0; i < PARTS; i++) {
        if (!parts[i]) continue;
        zip_source_t *source = zip_source_buffer(zip, parts[i], strlen(parts[i]), 0);
        zip_int64_t at = zip_file_add(zip, names[i], source, ZIP_FL_ENC_UTF_8);
        assert_true(at >= 0);
        if (locked) zip_file_set_encryption(zip, (zip_uint64_t)at, ZIP_EM_AES_256, "secret");
    }
    assert_int_equal(zip_close(zip), 0);
    return path;
}

static enum status read_workbook(void) {
    const char *path = workbook(false);
    enum status st = read_file(path, 0);
    unlink(path);
    return st;
}

static void sheet(const char *text) {
    parts[SHEET] = str_format(arena, "<worksheet><sheetData>%s</sheetData></worksheet>", text).p;
}

static void assert_rows(const char *text, const char *rows) {
    sheet(text);
    assert_int_equal(read_workbook(), OK);
    assert_text(buf_str(&said.text), rows);
    assert_int_equal(said.fault, TABLE_FINE);
}

static void assert_fault(enum table_fault fault, size_t row, size_t column) {
    assert_int_equal(read_workbook(), INVALID);
    if (said.fault != fault || said.row != row || said.column != column) {
        fail_msg("fault %d at %zu, %zu", (int)said.fault, said.row, said.column);
    }
}

static void assert_sheet_fault(const char *text, enum table_fault fault, size_t row,
                               size_t column) {
    sheet(text);
    assert_fault(fault, row, column);
}

/* -- what cells become ------------------------------------------------------------------------ */

#define N(style, value) "<c s='" style "'><v>" value "</v></c>"

/* Which numbers are days is for the style to say; 60 is a day that never was. */
static void days(void **state) {
    (void)state;
    parts[STYLES] =
        "<styleSheet><numFmts><numFmt numFmtId='164' formatCode='yyyy\"年\"'/>"
        "<numFmt numFmtId='165' formatCode='\"day \"0'/>"
        "<numFmt numFmtId='166' formatCode='[Red]\\d0'/>"
        "<numFmt numFmtId='99999' formatCode='d'/><numFmt numFmtId='167'/></numFmts>"
        "<cellStyleXfs><xf numFmtId='14'/></cellStyleXfs>"
        "<cellXfs><xf numFmtId='0'/><xf numFmtId='14'/><xf numFmtId='164'/><xf numFmtId='165'/>"
        "<xf numFmtId='166'/><xf numFmtId='22'/><xf numFmtId='30'/><xf numFmtId='57'/>"
        "<xf numFmtId='99999'/><xf numFmtId='18'/><xf/></cellXfs></styleSheet>";
    assert_rows("<row>" N("0", "45000") N("1", "45000") N("2", "45000") N("3", "45000")
                    N("4", "45000") N("5", "45000.75") N("6", "45000") N("7", "45000")
                        N("8", "45000") N("9", "45000") N("99", "45000") "</row>",
                "1:#45000|2023-03-15|2023-03-15|#45000|#45000|2023-03-15|2023-03-15|2023-03-15|"
                "#45000|#45000|#45000 ");
    assert_rows("<row>" N("1", "1") N("1", "59") N("1", "60") N("1", "61") N("1", "0") N("1", "-1")
                    N("1", "401001") "</row>",
                "1:1900-01-01|1900-02-28|#60|1900-03-01|#0|#-1|#401001 ");
    parts[BOOK] = "<workbook xmlns:r='r'><workbookPr date1904='true'/><sheet r:id='a'/></workbook>";
    assert_rows("<row>" N("1", "0") N("1", "60") "</row>", "1:1904-01-01|1904-03-01 ");
}

/* A number is given in full as long as it is exact, else as the file has it. */
static void numbers(void **state) {
    (void)state;
    assert_rows("<row>" N("0", "1.5E3") N("0", "0.25") N("0", "990123198001010012") N("0", "1e999")
                    N("0", "wide") N("0", "") "<c><v>7</v></c></row>",
                "1:#1500|#0.25|#990123198001010012|#1e999|#wide||#7 ");
}

/* Strings, shared and in place, without how they are read aloud; what has no place follows on. */
static void texts(void **state) {
    (void)state;
    parts[STRINGS] = "<sst><si><t>张</t><rPh><t>zhang</t></rPh></si><si><r><t>三</t></r><r><t>四"
                     "</t></r></si></sst>";
    assert_rows("<row r='2'><c r='A2' t='s'><v>0</v></c><c r='C2' t='s'><v>1</v></c>"
                "<c t='inlineStr'><is><t>五</t><rPh><t>wu</t></rPh></is></c></row>"
                "<row/><row><c t='str'><v>六</v></c><c t='b'><v>1</v></c>"
                "<c t='d'><v>2026-05-01T00:00:00</v></c><c t='d'><v>2026</v></c></row>"
                "<row><c r='!!' t='str'><v>七</v></c></row>",
                "2:张||三四|五 4:六|1|2026-05-01|2026 5:七 ");
    parts[RELATIONS] = "<a><Relationship/><Relationship Id='a' Target='/xl/s.xml'/></a>";
    assert_rows("<c><v>no row</v></c><row><c><v>1</v></c></row>", "1:#1 ");
}

/* -- what is said and what is refused --------------------------------------------------------- */

/* What cannot be seen is read, and said. */
static void what_is_hidden_is_said(void **state) {
    (void)state;
    assert_rows("<cols><col min='2' hidden='0'/></cols><row hidden='false'/>", "");
    assert_int_equal(said.note, TABLE_FINE);
    assert_rows("<cols><col min='2' hidden='1'/></cols><row><c><v>1</v></c></row>", "1:#1 ");
    assert_int_equal(said.note, TABLE_HIDDEN_COLUMN);
    assert_rows("<row hidden='true'><c><v>1</v></c></row>", "1:#1 ");
    assert_int_equal(said.note, TABLE_HIDDEN_ROW);
    sheet("<row><c><v>1</v></c></row>");
    parts[BOOK] = "<workbook xmlns:r='r'><sheet state='visible' r:id='a'/><sheet id='b'/><sheet/>"
                  "</workbook>";
    assert_int_equal(read_workbook(), OK);
    assert_int_equal(said.note, TABLE_MORE_SHEETS);
    parts[BOOK] = "<workbook xmlns:r='r'><sheet state='veryHidden' r:id='a'/></workbook>";
    assert_int_equal(read_workbook(), OK);
    assert_int_equal(said.note, TABLE_HIDDEN_SHEET);
}

/* Faults of cells do not end the reading: all are told of at once. */
static void faults_of_cells_are_counted(void **state) {
    (void)state;
    assert_sheet_fault("<row r='3'><c r='B3'><f>A1+1</f><v>2</v></c></row>", TABLE_FORMULA, 3, 2);
    assert_sheet_fault("<row r='3'><c r='D3' t='e'><v>#N/A</v></c></row>", TABLE_ERROR_VALUE, 3, 4);
    assert_sheet_fault("<mergeCells><mergeCell ref='B2:C3'/></mergeCells>", TABLE_MERGED, 2, 2);
    assert_sheet_fault("<mergeCells><mergeCell ref='?'/></mergeCells>", TABLE_MERGED, 0, 0);
    assert_sheet_fault("<row><c t='e'><v>#N/A</v></c><c><v>5</v></c><c t='e'><v>#REF!</v></c></row>"
                       "<mergeCells><mergeCell/></mergeCells>",
                       TABLE_MERGED, 0, 0);
    assert_int_equal(said.faults, 3);
    assert_text(buf_str(&said.text), "1:|#5 ");
}

static void what_is_no_order_ends_it(void **state) {
    (void)state;
    assert_sheet_fault("<row r='5'/><row r='5'/>", TABLE_ORDER, 5, 0);
    assert_sheet_fault("<row><c r='B1'/><c r='B1'/></row>", TABLE_ORDER, 1, 2);
    assert_sheet_fault("<row><c r='BM1'><v>1</v></c></row>", TABLE_WIDE, 1, 65);
    assert_sheet_fault("<row r='2000002'/>", TABLE_MANY, 2000002, 0);
    assert_sheet_fault("<row><c t='s'><v>0</v></c></row>", TABLE_XML, 1, 1);
}

static void what_is_too_long_or_deep_ends_it(void **state) {
    (void)state;
    char *many = arena_alloc(arena, 8000);
    memset(many, 'x', 7999);
    many[7999] = '\0';
    assert_sheet_fault(str_format(arena, "<row><c t='str'><v>%s</v></c></row>", many).p, TABLE_LONG,
                       1, 1);
    parts[STRINGS] = str_format(arena, "<sst><si><t>%s</t></si></sst>", many).p;
    assert_fault(TABLE_LONG, 0, 0);
    parts[STRINGS] = NULL;
    for (size_t i = 0; i < 30; i++) memcpy(many + 3 * i, "<a>", 4);
    assert_sheet_fault(many, TABLE_DEEP, 0, 0);
}

static void what_is_no_workbook_is_said(void **state) {
    static const char *const wrong[] = {"<a", "<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>"};
    static const enum table_fault faults[] = {TABLE_XML, TABLE_DOCTYPE};
    for (size_t part = 0; part < PARTS; part++) {
        for (size_t i = 0; i < COUNT(wrong); i++) {
            usual(state);
            parts[part] = wrong[i];
            assert_fault(faults[i], 0, 0);
            fixture_close(state);
        }
        usual(state);
        parts[part] = NULL;
        if (part == STYLES || part == STRINGS) {
            assert_int_equal(read_workbook(), OK);
        } else {
            assert_fault(TABLE_PART, 0, 0);
        }
        fixture_close(state);
    }
    usual(state);
    parts[BOOK] = "<workbook/>";
    assert_fault(TABLE_PART, 0, 0);
}

/* -- the file itself -------------------------------------------------------------------------- */

static void locked_files_are_said(void **state) {
    (void)state;
    const char *path = workbook(true);
    assert_int_equal(read_file(path, 0), INVALID);
    assert_int_equal(said.fault, TABLE_OLD_OR_LOCKED);
    unlink(path);
}

/* Writes ${n} bytes ${back} from where the list of the archive names ${name}, or, with ${first},
 * from where the part itself does. */
static void touch(const char *path, const char *name, bool first, long at, const void *p,
                  size_t n) {
    char bytes[8192];
    int fd = open(path, O_RDWR | O_CLOEXEC);
    ssize_t size = pread(fd, bytes, sizeof bytes, 0);
    char *found = memmem(bytes, (size_t)size, name, strlen(name));
    assert_non_null(found);
    if (!first) {
        char *from = found + 1;
        found = memmem(from, (size_t)(bytes + size - from), name, strlen(name));
        assert_non_null(found);
    }
    assert_int_equal(pwrite(fd, p, n, found - bytes + at), n);
    close(fd);
}

static void damaged_and_swollen_archives_are_refused(void **state) {
    (void)state;
    const char *path = workbook(false);
    touch(path, names[SHEET], true, (long)strlen(names[SHEET]) + 2, "\xFF\xFF\xFF\xFF", 4);
    assert_int_equal(read_file(path, 0), INVALID);
    assert_int_equal(said.fault, TABLE_ZIP);
    unlink(path);
    path = workbook(false); /* by its own word one part has almost 4 GiB (22 before its name) */
    touch(path, names[SHEET], false, -22, "\xF0\xFF\xFF\xFF", 4);
    assert_int_equal(read_file(path, 0), INVALID);
    assert_int_equal(said.fault, TABLE_BOMB);
    unlink(path);
}

/* Who asked for rows may have enough; the reader is ended with it. */
static void whoever_reads_may_stop(void **state) {
    (void)state;
    sheet("<row><c><v>1</v></c></row><row><c><v>2</v></c></row><row><c><v>3</v></c></row>");
    const char *path = workbook(false);
    assert_int_equal(read_file(path, 2), BUSY);
    assert_text(buf_str(&said.text), "1:#1 ");
    unlink(path);
}

static void end_child(void) {
    char path[64], text[64] = "";
    snprintf(path, sizeof path, "/proc/%d/task/%d/children", (int)getpid(), (int)getpid());
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0 || read(fd, text, sizeof text - 1) <= 0) skip(); /* a kernel without that list */
    close(fd);
    assert_int_equal(kill(atoi(text), SIGKILL), 0);
}

static enum status kill_at_first(void *arg, size_t row, const struct table_cell *cells,
                                 size_t count) {
    (void)arg, (void)cells, (void)count;
    if (row == 1) end_child();
    return OK;
}

/* A reader that dies in the middle is no end of the file. */
static void a_reader_that_dies_is_said(void **state) {
    (void)state;
    const size_t n = (size_t)8 << 20;
    char *rows = arena_alloc(arena, n);
    for (size_t i = 0; i < n; i += 8) memcpy(rows + i, "abcdefg\n", 8);
    const char *path = fixture_file(rows, n, 0600);
    const struct table_sink sink = {kill_at_first, on_fault, NULL};
    memset(&said, 0, sizeof said);
    struct table *t = table_open_apart(path);
    assert_int_equal(table_read(t, &sink), INVALID);
    assert_int_equal(said.fault, TABLE_DIED);
    assert_true(table_share(t) < 1000);
    table_close(t);
    table_close(NULL);
    unlink(path);
}

static void a_file_over_the_limit_is_said(void **state) {
    (void)state;
    const char *path = fixture_file("a", 1, 0600);
    assert_int_equal(truncate(path, (off_t)TABLE_FILE + 1), 0);
    assert_int_equal(read_file(path, 0), INVALID);
    assert_int_equal(said.fault, TABLE_HUGE);
    unlink(path);
}

int main(int argc, char **argv) {
    table_reader(argc, argv);
#define WITH_PARTS(f) cmocka_unit_test_setup_teardown(f, usual, fixture_close)
    const struct CMUnitTest tests[] = {
        WITH_PARTS(days),
        WITH_PARTS(numbers),
        WITH_PARTS(texts),
        WITH_PARTS(what_is_hidden_is_said),
        WITH_PARTS(faults_of_cells_are_counted),
        WITH_PARTS(what_is_no_order_ends_it),
        WITH_PARTS(what_is_too_long_or_deep_ends_it),
        cmocka_unit_test_teardown(what_is_no_workbook_is_said, fixture_close),
        WITH_PARTS(locked_files_are_said),
        WITH_PARTS(damaged_and_swollen_archives_are_refused),
        WITH_PARTS(whoever_reads_may_stop),
        WITH_PARTS(a_reader_that_dies_is_said),
        WITH_PARTS(a_file_over_the_limit_is_said),
    };
    return cmocka_run_group_tests_name("base/xlsx", tests, NULL, NULL);
}
