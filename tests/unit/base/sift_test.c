/*
 * What is in a file that a stranger sends: its kind by its content, every text with its place, what
 * is hidden; and files made to harm: they end the reading, with the reason, and never the reader.
 * The test is its own reader: started with its word, it reads one file apart.
 */
#define _GNU_SOURCE /* memfd_create */
#include "fixture.h"

#include <sys/mman.h>
#include <zip.h>

#include "base/buf.h"
#include "base/sift.h"

#define ID    "990128197102030014"
#define NOTES 40

/* What the sink was told of one file. */
static struct {
    enum sift_media media;
    enum sift_finding end; /* SIFT_FINE: it was read to its end */
    struct {
        struct sift_place place;
        char sheet[32], text[128];
    } texts[NOTES];
    size_t count;
    enum sift_finding found[NOTES];
    struct sift_place where[NOTES];
    size_t found_count;
    size_t clean; /* bytes of the cleaned file */
    char *cleaned;
} said;

static void on_text(void *arg, const struct sift_place *place, struct str text) {
    (void)arg;
    if (said.count == NOTES) return;
    said.texts[said.count].place = *place;
    snprintf(said.texts[said.count].sheet, 32, STR_FMT, STR_ARG(place->name));
    snprintf(said.texts[said.count].text, 128, STR_FMT, STR_ARG(text));
    said.count++;
}

static void on_found(void *arg, enum sift_finding what, const struct sift_place *place) {
    (void)arg;
    if (sift_is_end(what) && said.end == SIFT_FINE) said.end = what;
    if (sift_is_end(what) || said.found_count == NOTES) return;
    said.where[said.found_count] = *place;
    said.found[said.found_count++] = what;
}

/* Reads what is told of a file with that content. */
static void sift(const void *content, size_t n) {
    const struct sift_sink sink = {on_text, on_found, NULL};
    int clean = memfd_create("clean", MFD_CLOEXEC);
    struct stat st;
    memset(&said, 0, sizeof said);
    const char *path = fixture_file(content, n, 0600);
    assert_int_equal(sift_file(&said.media, path, clean, &sink, 60000), OK);
    unlink(path);
    assert_int_equal(fstat(clean, &st), 0);
    said.clean = (size_t)st.st_size;
    said.cleaned = arena_alloc(arena, said.clean + 1);
    assert_int_equal(pread(clean, said.cleaned, said.clean, 0), st.st_size);
    close(clean);
}

static bool was_found(enum sift_finding what) {
    for (size_t i = 0; i < said.found_count; i++) {
        if (said.found[i] == what) return true;
    }
    return false;
}

/* The one text that was told of stands there. */
static void assert_told(enum sift_part part, uint32_t a, uint32_t b, const char *text) {
    for (size_t i = 0; i < said.count; i++) {
        const struct sift_place *p = &said.texts[i].place;
        if (p->part == part && p->a == a && p->b == b && strcmp(said.texts[i].text, text) == 0)
            return;
    }
    fail_msg("not told: part %d, %u, %u: %s (%zu others, end %d)", part, a, b, text, said.count,
             said.end);
}

/* -- archives --------------------------------------------------------------------------------- */

struct part {
    const char *name;
    struct str content;
};
#define PART(name, text)                                                                           \
    { name, STR(text) }

static struct str archive(const struct part *parts, size_t count) {
    zip_source_t *source = zip_source_buffer_create(NULL, 0, 0, NULL);
    zip_source_keep(source);
    zip_t *zip = zip_open_from_source(source, ZIP_TRUNCATE, NULL);
    assert_non_null(zip);
    for (size_t i = 0; i < count; i++) {
        zip_source_t *part = zip_source_buffer(zip, parts[i].content.p, parts[i].content.n, 0);
        assert_true(zip_file_add(zip, parts[i].name, part, ZIP_FL_ENC_UTF_8) >= 0);
    }
    assert_int_equal(zip_close(zip), 0);
    assert_int_equal(zip_source_open(source), 0);
    zip_stat_t st;
    assert_int_equal(zip_source_stat(source, &st), 0);
    char *bytes = arena_alloc(arena, st.size);
    assert_int_equal(zip_source_read(source, bytes, st.size), st.size);
    zip_source_close(source);
    zip_source_free(source);
    return (struct str){bytes, st.size};
}

#define TYPES          PART("[Content_Types].xml", "<Types/>")
#define P(text)        "<w:p><w:r><w:t>" text "</w:t></w:r></w:p>"
#define DOCUMENT(body) "<w:document xmlns:w='w'><w:body>" body "</w:body></w:document>"

static void docx(const char *body) {
    struct str text = str_format(arena, DOCUMENT("%s"), body);
    const struct part parts[] = {TYPES, {"word/document.xml", text}};
    struct str zip = archive(parts, COUNT(parts));
    sift(zip.p, zip.n);
}

static void xlsx(const char *sheet, const char *state) {
    struct str book = str_format(
        arena, "<workbook xmlns:r='r'><sheets><sheet name='底册' %s r:id='a'/></sheets></workbook>",
        state);
    const struct part parts[] = {
        TYPES,
        {"xl/workbook.xml", book},
        PART(
            "xl/_rels/workbook.xml.rels",
            "<Relationships><Relationship Id='a' Target='worksheets/sheet1.xml'/></Relationships>"),
        PART("xl/sharedStrings.xml", "<sst><si><r><t>990128</t></r><r><t>197102030014</t></r></si>"
                                     "<si><t>13900007788</t></si></sst>"),
        {"xl/worksheets/sheet1.xml", str_format(arena, "<worksheet>%s</worksheet>", sheet)},
    };
    struct str zip = archive(parts, COUNT(parts));
    sift(zip.p, zip.n);
}

static struct str many(const char *what, size_t times) {
    size_t n = strlen(what);
    char *bytes = arena_alloc(arena, n * times);
    for (size_t i = 0; i < times; i++) memcpy(bytes + i * n, what, n);
    return (struct str){bytes, n * times};
}

/* -- what there is to read -------------------------------------------------------------------- */

static void text_has_lines(void **state) {
    (void)state;
    sift("a\nb\n" ID "\n", 4 + 19);
    assert_int_equal(said.media, SIFT_TEXT);
    assert_told(SIFT_LINE, 1, 0, "a\nb\n" ID "\n");
    sift("nobody", 6);
    assert_int_equal(said.count, 0); /* no eleven digits, no number */
    assert_int_equal(said.end, SIFT_FINE);
}

/* Word cuts a number into runs as it likes; a text box within a paragraph does not. */
static void runs_are_joined_to_paragraphs(void **state) {
    (void)state;
    docx(P("one") "<w:p><w:r><w:t>990128</w:t></w:r><w:r><w:pict><w:txbxContent>" P(
        "13900007788") "</w:txbxContent></w:pict></w:r><w:r><w:t>197102030014</w:t></w:r></w:p>");
    assert_int_equal(said.media, SIFT_DOCX);
    assert_told(SIFT_PARAGRAPH, 2, 0, ID);
    assert_told(SIFT_PARAGRAPH, 3, 0, "13900007788");
    assert_int_equal(said.found_count, 0);
}

static void what_word_hides_is_found(void **state) {
    static const struct {
        const char *body;
        enum sift_finding what;
    } bodies[] = {
        {"<w:p><w:ins w:author='x'><w:r><w:t>y</w:t></w:r></w:ins></w:p>", SIFT_CHANGE},
        {"<w:p><w:del w:author='x'><w:r><w:delText>y</w:delText></w:r></w:del></w:p>", SIFT_CHANGE},
        {"<w:p><w:r><w:rPr><w:vanish/></w:rPr><w:t>y</w:t></w:r></w:p>", SIFT_HIDDEN_TEXT},
    };
    (void)state;
    for (size_t i = 0; i < COUNT(bodies); i++) {
        docx(bodies[i].body);
        assert_true(was_found(bodies[i].what));
    }
    docx("<w:p><w:r><w:rPr><w:vanish w:val='0'/></w:rPr><w:t>y</w:t></w:r></w:p>");
    assert_int_equal(said.found_count, 0);
}

static void cells_have_their_place(void **state) {
    (void)state;
    xlsx("<sheetData><row r='3'><c r='AB3' t='s'><v>0</v></c><c r='AC3'><v>1.3900007788E10</v></c>"
         "</row></sheetData>",
         "");
    assert_int_equal(said.media, SIFT_XLSX);
    assert_told(SIFT_CELL, 3, 28, ID);
    assert_string_equal(said.texts[0].sheet, "底册");
    assert_told(SIFT_CELL, 3, 29, "13900007788");
    assert_told(SIFT_ELSEWHERE, 0, 0, "13900007788"); /* the shared one that no cell shows */
    assert_int_equal(said.found_count, 0);
}

static void what_excel_hides_is_found(void **state) {
    (void)state;
    xlsx(
        "<cols><col min='2' max='2' hidden='1'/></cols><sheetData><row r='1'><c r='A1'><v>1</v></c>"
        "<c r='B1'><v>2</v></c></row><row r='2' hidden='1'><c "
        "r='A2'><v>3</v></c></row></sheetData>",
        "state='veryHidden'");
    assert_true(was_found(SIFT_HIDDEN_SHEET));
    assert_true(was_found(SIFT_HIDDEN_COLUMN));
    assert_true(was_found(SIFT_HIDDEN_ROW));
    for (size_t i = 0; i < said.found_count; i++) {
        if (said.found[i] == SIFT_HIDDEN_COLUMN) assert_int_equal(said.where[i].b, 2);
        if (said.found[i] == SIFT_HIDDEN_ROW) assert_int_equal(said.where[i].a, 2);
    }
}

/* A digit in a cell each, as forms have it. */
static void boxes_are_joined(void **state) {
    struct buf b = buf_new(arena, 4096);
    (void)state;
    for (int i = 0; i < 18; i++) {
        buf_format(&b, "<c r='%c1'><v>%c</v></c>", 'B' + i, ID[i]);
    }
    xlsx(str_cstr(arena, str_format(arena, "<sheetData><row r='1'>" STR_FMT "</row></sheetData>",
                                    STR_ARG(buf_str(&b)))),
         "");
    bool boxes = false;
    for (size_t i = 0; i < said.count; i++) {
        if (said.texts[i].place.boxes && strcmp(said.texts[i].text, ID) == 0) boxes = true;
    }
    assert_true(boxes);
}

/* Who wrote it is left out of the file that is kept, and the rest of it stays. */
static void authors_are_left_out(void **state) {
    const struct part parts[] = {
        TYPES,
        PART("word/document.xml", DOCUMENT(P("text"))),
        PART("docProps/core.xml", "<p xmlns:dc='d'><dc:creator>Zhang San</dc:creator></p>"),
    };
    struct str zip = archive(parts, COUNT(parts));
    (void)state;
    sift(zip.p, zip.n);
    assert_true(was_found(SIFT_AUTHOR));
    assert_true(said.clean > 0);
    struct str kept = {said.cleaned, said.clean};
    sift(kept.p, kept.n);
    assert_int_equal(said.media, SIFT_DOCX);
    assert_false(was_found(SIFT_AUTHOR));
    assert_int_equal(said.clean, kept.n); /* as it was */
    assert_memory_equal(said.cleaned, kept.p, kept.n);
}

/* What is written in a picture nobody reads but people. */
static void pictures_are_told_of(void **state) {
    const struct part parts[] = {TYPES, PART("word/document.xml", DOCUMENT(P("text"))),
                                 PART("word/media/image1.emf", "x"),
                                 PART("word/media/image2.gif", "x")};
    struct str zip = archive(parts, COUNT(parts));
    (void)state;
    sift(zip.p, zip.n);
    assert_int_equal(said.found_count, 1);
    assert_int_equal(said.found[0], SIFT_IMAGES);
}

/* -- what is no such file --------------------------------------------------------------------- */

static void kinds_are_told_by_content(void **state) {
    static const struct {
        struct str content;
        enum sift_finding end;
    } files[] = {
        {STR(""), SIFT_EMPTY},
        {STR("<!DOCTYPE html><html><script>x</script></html>"), SIFT_NOT_ALLOWED},
        {STR("<svg xmlns='http://www.w3.org/2000/svg'><script>x</script></svg>"), SIFT_NOT_ALLOWED},
        {STR("<?xml version='1.0'?><svg/>"), SIFT_NOT_ALLOWED},
        {STR("%PDF-1.7\n<html><script>alert(1)</script></html>\n"), SIFT_DAMAGED},
        {STR("<html>\n%PDF-1.7\n1 0 obj"), SIFT_DAMAGED},
        {STR("%PDF-1.7\n1 0 obj\n%%EOF\n<html><script>alert(1)</script>"), SIFT_DAMAGED},
        {STR("GIF89a/*\x01\x00\x01\x00*/=1;alert(1)"), SIFT_NOT_ALLOWED},
        {STR("#!/bin/sh\nrm -rf /\n"), SIFT_NOT_ALLOWED},
        {STR("\x7f"
             "ELF\x02\x01\x01"),
         SIFT_NOT_ALLOWED},
        {STR("MZ\x90\x00\x03\x00\x00\x00"), SIFT_NOT_ALLOWED},
        {STR("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 old"), SIFT_NOT_ALLOWED},
        {STR("PK\3\4 nothing more"), SIFT_DAMAGED},
        {STR("\xff\xfe\x35\x75"), SIFT_NOT_ALLOWED},
        {STR("\x89PNG\r\n\x1a\n\0\0\0\rIHDR"), SIFT_DAMAGED},
        {STR("\xff\xd8\xff\xe0\x00\x10JFIF"), SIFT_DAMAGED},
        {STR("text with \x1b[31m colour"), SIFT_NOT_ALLOWED},
    };
    (void)state;
    for (size_t i = 0; i < COUNT(files); i++) {
        sift(files[i].content.p, files[i].content.n);
        if (said.end != files[i].end) {
            fail_msg("file %zu ends with %d, not %d", i, said.end, files[i].end);
        }
        assert_int_equal(said.clean, 0);
    }
}

/* 镇 and 项 begin with the byte that begins a DOS program. */
static void chinese_is_no_program(void **state) {
    static const char *const lines[] = {"镇政府公示\n", "项目清单\n", "长长长长长长长\n", "金额\n"};
    (void)state;
    for (size_t i = 0; i < COUNT(lines); i++) {
        struct str text = many(lines[i], 40000);
        sift(text.p, text.n);
        if (said.media != SIFT_TEXT) fail_msg("%s: %d", lines[i], said.end);
    }
}

/* An archive that is neither, whatever its parts are called. */
static void other_archives_are_refused(void **state) {
    const struct part none[] = {PART("a.txt", "x")},
                      untyped[] = {PART("word/document.xml", "<a/>")};
    struct str zip = archive(none, 1);
    (void)state;
    sift(zip.p, zip.n);
    assert_int_equal(said.end, SIFT_NOT_ALLOWED);
    zip = archive(untyped, 1);
    sift(zip.p, zip.n);
    assert_int_equal(said.end, SIFT_NOT_ALLOWED);
}

/* -- what is made to harm --------------------------------------------------------------------- */

static void entities_are_refused(void **state) {
    static const char *const bodies[] = {
        "<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>",
        "<!DOCTYPE a [<!ENTITY b 'bbbbbbbbbb'><!ENTITY c '&b;&b;&b;&b;&b;&b;&b;&b;'>"
        "<!ENTITY d '&c;&c;&c;&c;&c;&c;&c;&c;'>]><a>&d;</a>",
        "<!DOCTYPE a [<!ENTITY b SYSTEM 'file:///etc/passwd'>]><a>&b;</a>",
        "<!DOCTYPE a SYSTEM 'http://127.0.0.1/a.dtd'><a/>",
        "<a>&undefined;</a>",
    };
    (void)state;
    for (size_t i = 0; i < COUNT(bodies); i++) {
        const struct part parts[] = {TYPES, {"word/document.xml", str_from(bodies[i])}};
        struct str zip = archive(parts, COUNT(parts));
        sift(zip.p, zip.n);
        assert_int_equal(said.end, SIFT_DAMAGED);
        assert_int_equal(said.count, 0);
    }
}

/* A little that unpacks to more than anybody reads: as one part, as many, and denied. */
static void bombs_are_not_unpacked(void **state) {
    (void)state;
    struct str wide = many("                                ", 1 << 20); /* 32 MB */
    struct part parts[8] = {TYPES, {"word/document.xml", wide}};
    for (size_t i = 2; i < COUNT(parts); i++) {
        parts[i] = (struct part){str_format(arena, "word/a%zu.xml", i).p, wide};
    }
    struct str zip = archive(parts, COUNT(parts));
    assert_true(zip.n < 1 << 20);
    sift(zip.p, zip.n);
    assert_int_equal(said.end, SIFT_BOMB);
    /* The directory says that each part is of ten bytes. */
    char *bytes = (char *)zip.p;
    for (size_t i = 0; i + 46 < zip.n; i++) {
        if (memcmp(bytes + i, "PK\1\2", 4) == 0) memcpy(bytes + i + 24, "\x0a\0\0\0", 4);
    }
    sift(bytes, zip.n);
    assert_true(said.end == SIFT_BOMB || said.end == SIFT_DAMAGED);
}

static void deep_nesting_ends(void **state) {
    (void)state;
    const struct part parts[] = {TYPES, {"word/document.xml", many("<w:p>", 100000)}};
    struct str zip = archive(parts, COUNT(parts));
    sift(zip.p, zip.n);
    assert_int_equal(said.end, SIFT_BOMB);
}

static void too_many_parts_end(void **state) {
    static struct part parts[5001];
    (void)state;
    parts[0] = (struct part)TYPES;
    for (size_t i = 1; i < COUNT(parts); i++) {
        parts[i] = (struct part){str_format(arena, "word/document%zu.xml", i).p, STR("")};
    }
    struct str zip = archive(parts, COUNT(parts));
    sift(zip.p, zip.n);
    assert_int_equal(said.end, SIFT_BOMB);
}

/* A file of the largest size is read, one byte more is not. */
static void size_is_limited(void **state) {
    (void)state;
    struct str text = many("abcdefghijklmn\n\n", SIFT_FILE_MOST / 16 + 1);
    sift(text.p, SIFT_FILE_MOST);
    assert_int_equal(said.end, SIFT_FINE);
    sift(text.p, SIFT_FILE_MOST + 1);
    assert_int_equal(said.end, SIFT_BOMB);
}

/* Cut anywhere, or with any byte changed, it is read or refused; the reader never breaks (SLOW). */
static void damage_is_only_damage(void **state) {
    const struct part parts[] = {
        TYPES,
        PART("word/document.xml", DOCUMENT(P("990128197102030014"))),
        PART("docProps/core.xml", "<p xmlns:dc='d'><dc:creator>Zhang San</dc:creator></p>"),
        PART("word/media/image1.png", "\x89PNG\r\n\x1a\n\0\0\0\rIHDR"),
    };
    struct str zip = archive(parts, COUNT(parts));
    uint32_t random = 20260305;
    (void)state;
    sift(zip.p, zip.n);
    assert_told(SIFT_PARAGRAPH, 1, 0, ID);
    for (size_t n = 5; n < zip.n; n += zip.n / 23 + 1) {
        sift(zip.p, n);
        if (said.end != SIFT_DAMAGED) fail_msg("cut at %zu: %d", n, said.end);
    }
    for (int i = 0; i < 60; i++) {
        char *bytes = arena_alloc(arena, zip.n);
        memcpy(bytes, zip.p, zip.n);
        random = random * 1664525 + 1013904223;
        size_t at = random % zip.n;
        bytes[at] = (char)((unsigned char)bytes[at] ^ (1 + (random >> 24) % 255));
        sift(bytes, zip.n);
        if (said.end == SIFT_SLOW) fail_msg("byte %zu, xor %u", at, 1 + (random >> 24) % 255);
    }
}

/* Who asks for little time gets an answer in it. */
static void its_time_is_kept(void **state) {
    const struct sift_sink sink = {on_text, on_found, NULL};
    enum sift_media media;
    (void)state;
    memset(&said, 0, sizeof said);
    const char *path = fixture_file("x", 1, 0600);
    int clean = memfd_create("clean", MFD_CLOEXEC);
    assert_int_equal(sift_file(&media, path, clean, &sink, 0), OK);
    assert_int_equal(said.end, SIFT_SLOW);
    close(clean);
    unlink(path);
}

int main(int argc, char **argv) {
    sift_reader(argc, argv);
    const struct CMUnitTest tests[] = {
        TEST(text_has_lines),
        TEST(runs_are_joined_to_paragraphs),
        TEST(what_word_hides_is_found),
        TEST(cells_have_their_place),
        TEST(what_excel_hides_is_found),
        TEST(boxes_are_joined),
        TEST(authors_are_left_out),
        TEST(pictures_are_told_of),
        TEST(kinds_are_told_by_content),
        TEST(chinese_is_no_program),
        TEST(other_archives_are_refused),
        TEST(entities_are_refused),
        TEST(bombs_are_not_unpacked),
        TEST(deep_nesting_ends),
        TEST(too_many_parts_end),
        TEST(size_is_limited),
        TEST(damage_is_only_damage),
        TEST(its_time_is_kept),
    };
    return cmocka_run_group_tests_name("base/sift", tests, NULL, NULL);
}
