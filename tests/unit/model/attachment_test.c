/*
 * What is said of an attachment: names that harm nobody, places as Word, Excel and viewers show
 * them, and for everything that can be found a sentence that says what to do. What is found in
 * which kind of file is tests/http/gate.test.mjs's.
 */
#include "../base/fixture.h"

#include "base/text.h"
#include "model/publish/attachment.h"

/* Whatever it was called, it ends as its kind does and is no path, option or hidden file. */
static void names_are_safe(void **state) {
    static const struct {
        const char *name;
        enum sift_media media;
        const char *safe;
    } names[] = {
        {"名单.xlsx", SIFT_XLSX, "名单.xlsx"},
        {"名单.XLSX", SIFT_XLSX, "名单.xlsx"},
        {"名单", SIFT_PDF, "名单.pdf"},
        {"名单.pdf", SIFT_DOCX, "名单.docx"},
        {"a.exe", SIFT_PDF, "a.exe.pdf"},
        {"a.jpeg", SIFT_JPEG, "a.jpeg"},
        {"a.JPG", SIFT_JPEG, "a.jpg"},
        {"表.csv", SIFT_CSV, "表.csv"},
        {"-rf *.txt", SIFT_TEXT, "_rf _.txt"},
        {"..", SIFT_TEXT, "_..txt"},
        {".profile", SIFT_TEXT, "_profile.txt"},
        {"a\"b<c>|d?.txt", SIFT_TEXT, "a_b_c__d_.txt"},
        {"`id`;$(x)&.txt", SIFT_TEXT, "_id___(x)_.txt"},
        {"　 .txt", SIFT_TEXT, "附件.txt"},
        {".txt", SIFT_TEXT, "_txt.txt"},
    };
    (void)state;
    for (size_t i = 0; i < COUNT(names); i++) {
        struct str safe = attachment_name(arena, str_from(names[i].name), names[i].media);
        assert_text(safe, names[i].safe);
    }
}

static void long_names_are_cut(void **state) {
    char name[900];
    size_t n = 0;
    (void)state;
    for (int i = 0; i < 200; i++, n += 3) memcpy(name + n, "长", 3);
    struct str safe = attachment_name(arena, (struct str){name, n}, SIFT_PDF);
    assert_int_equal(text_length(safe), 104);
    assert_true(text_is_clean(safe));
}

static void places_are_words(void **state) {
    static const struct {
        struct sift_place place;
        const char *words;
    } places[] = {
        {{.part = SIFT_PARAGRAPH, .a = 12}, "第 12 段"},
        {{.part = SIFT_PAGE, .a = 3}, "第 3 页"},
        {{.part = SIFT_LINE, .a = 7}, "第 7 行"},
        {{.part = SIFT_CELL, .a = 7, .b = 1, .name = STR_INIT("底册")}, "工作表“底册”第 7 行 A 列"},
        {{.part = SIFT_CELL, .a = 7, .b = 28, .name = STR_INIT("底册")},
         "工作表“底册”第 7 行 AB 列"},
        {{.part = SIFT_CELL, .b = 16384, .name = STR_INIT("底册")}, "工作表“底册” XFD 列"},
        {{.part = SIFT_CELL, .a = 9, .name = STR_INIT("底册")}, "工作表“底册”第 9 行"},
        {{.part = SIFT_CELL, .name = STR_INIT("底册")}, "工作表“底册”"},
        {{.part = SIFT_CELL, .name = STR_INIT("\xff")}, "一张工作表"},
        {{.part = SIFT_HEADER, .a = 2}, "页眉"},
    };
    (void)state;
    for (size_t i = 0; i < COUNT(places); i++) {
        assert_text(attachment_place(arena, &places[i].place), places[i].words);
    }
}

/* Every reason a file is not taken is a whole sentence; none is said twice for two reasons. */
static void refusals_say_what_to_do(void **state) {
    (void)state;
    for (int f = SIFT_NOT_ALLOWED; f <= SIFT_SLOW; f++) {
        struct str text = attachment_refusal((enum sift_finding)f);
        assert_true(sift_is_end((enum sift_finding)f));
        assert_true(str_ends(text, STR("。")));
    }
}

static void sentences_name_the_place(void **state) {
    (void)state;
    struct str said = attachment_sentence(arena, STR("identity"), STR("第 3 页"));
    assert_true(str_starts(said, STR("第 3 页像是身份证号码，不能公开。请")));
    said = attachment_sentence(arena, STR("change"), STR(""));
    assert_true(str_starts(said, STR("文件有修订记录")));
    assert_true(attachment_blocks(STR("identity")));
    assert_true(attachment_blocks(STR("unreadable")));
    assert_true(attachment_blocks(STR("something new")));
    assert_false(attachment_blocks(STR("picture")));
    assert_false(attachment_blocks(STR("author")));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        TEST(names_are_safe),          TEST(long_names_are_cut),       TEST(places_are_words),
        TEST(refusals_say_what_to_do), TEST(sentences_name_the_place),
    };
    return cmocka_run_group_tests_name("model/attachment", tests, NULL, NULL);
}
