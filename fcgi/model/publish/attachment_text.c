/*
 * What is said of a file: one sentence for what was found and one for the way to mend it, for
 * somebody who has Word or Excel open and no idea of what lies in a file.
 */
#include "base/arena.h"
#include "model/publish/attachment.h"

static const struct {
    const char *code;
    bool blocks;
    const char *what; /* # is the place */
} findings[] = {
    {"identity", true,
     "#像是身份证号码，不能公开。请在文件里删掉它，或者只留后四位，再换上改好的文件。"},
    {"mobile", true,
     "#像是手机号码，不能公开。请在文件里删掉它，或者改成办公电话，再换上改好的文件。"},
    {"card", true, "#像是银行卡号，不能公开。请在文件里删掉它，或者只留后四位，再换上改好的文件。"},
    {"hidden_sheet", true,
     "#是隐藏的，别人下载以后能看到。请取消隐藏看一看，不要的删掉，再换上改好的文件。"},
    {"hidden_row", true,
     "#起有隐藏的行，别人下载以后能看到。请取消隐藏（或清除筛选），不要的删掉，再换上改好的文件。"},
    {"hidden_column", true,
     "#起有隐藏的列，别人下载以后能看到。请取消隐藏，不要的删掉，再换上改好的文件。"},
    {"hidden_text", true, "#有隐藏的文字，别人下载以后能看到。请显示出来删掉，再换上改好的文件。"},
    {"comment", true, "文件里有批注。请在“审阅”里删除全部批注，再换上改好的文件。"},
    {"change", true,
     "#有修订记录，删掉的字别人也看得到。请在“审阅”里接受全部修订、关闭修订，再换上改好的文件。"},
    {"inside", true,
     "文件里还嵌着别的文件。请删掉嵌入的对象，或者改成图片；要公开的另外上传，再换上改好的文件。"},
    {"macro", true, "文件带着宏或脚本。请另存为不带宏的文件，再换上改好的。"},
    {"outside", true,
     "表格连着别的文件，里面存着那边的数据。请在“数据”的“编辑链接”里断开链接，再换上改好的文件。"},
    {"source", true,
     "数据透视表里存着全部原始数据。请把结果复制、粘贴成数值，删掉透视表，再换上改好的文件。"},
    {"picture", false, "#是图片，或者没有文字，系统读不了里面的字。"},
    {"image", false, "文件里有图片，系统读不了图片里的字。"},
    {"unreadable", true, "现在读不了这个文件。请删掉它，换上另存过的文件。"},
    {"author", false, "作者、单位这类信息已经去掉。"},
    {"camera", false, "照片里的拍摄时间、地点这类信息已经去掉。"},
};

#define FINDINGS (sizeof findings / sizeof findings[0])

static size_t find(struct str code) {
    for (size_t i = 0; i < FINDINGS; i++) {
        if (str_is(code, findings[i].code)) return i;
    }
    return FINDINGS;
}

bool attachment_blocks(struct str code) {
    size_t i = find(code);
    return i == FINDINGS || findings[i].blocks;
}

struct str attachment_sentence(struct arena *a, struct str code, struct str place) {
    size_t i = find(code);
    if (i == FINDINGS) return code;
    struct str what = str_from(findings[i].what);
    if (!str_starts(what, STR("#"))) return what;
    what = str_slice(what, 1, what.n);
    if (place.n == 0) place = STR("文件");
    return str_format(a, STR_FMT STR_FMT, STR_ARG(place), STR_ARG(what));
}

struct str attachment_refusal(enum sift_finding f) {
    switch (f) {
    case SIFT_EMPTY: return STR("是空的。");
    case SIFT_LOCKED: return STR("设了密码，或者不许复制文字，检查不了。请去掉密码再上传。");
    case SIFT_DAMAGED: return STR("坏了，打不开。请用原来的软件另存一次再上传。");
    case SIFT_BOMB: return STR("展开以后太大，检查不了。请拆成几个小的文件再上传。");
    case SIFT_SLOW: return STR("太复杂，没能在规定的时间里查完。请另存一次，或者拆小了再上传。");
    default:
        return STR("不是能公开的那几种文件。可以上传 pdf、docx、xlsx、csv、txt、jpg、png；旧的 "
                   "doc、xls 请另存为 docx、xlsx，txt 和 csv 请存成 UTF-8 或者 GB18030 编码。");
    }
}
