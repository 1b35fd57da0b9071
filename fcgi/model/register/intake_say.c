/*
 * The sentences about a file: what is wrong with it as a table (base/table.h), and how they are
 * counted. Everything said here is read by a clerk with the spreadsheet open.
 */
#include "base/arena.h"
#include "model/register/intake.h"

static void tell(struct intake_report *r, const struct intake_said *said) {
    if (said->only_note) {
        r->notes++;
    } else {
        r->faults++;
    }
    r->say(r->arg, said);
}

void intake_say(struct intake_report *r, size_t row, const char *column, struct str what,
                struct str todo) {
    const struct intake_said said = {row, column, what, todo, false};
    tell(r, &said);
}

void intake_note(struct intake_report *r, size_t row, const char *column, struct str what,
                 struct str todo) {
    const struct intake_said said = {row, column, what, todo, true};
    tell(r, &said);
}

static const struct {
    const char *what, *todo;
} fault_words[] = {
    [TABLE_FINE] = {"", ""},
    [TABLE_GONE] = {"打不开这个文件", "请核对文件名，并确认它是一个文件、允许读取"},
    [TABLE_EMPTY] = {"文件是空的", "请重新导出一份再来"},
    [TABLE_HUGE] = {"文件超过 512 MB", "请按乡镇分成几个文件"},
    [TABLE_OLD_OR_LOCKED] = {"这是旧的 xls 格式，或者文件加了密码",
                             "请用表格软件去掉密码，另存为 xlsx 或 csv"},
    [TABLE_OTHER_KIND] = {"这不是表格文件", "请用表格软件另存为 xlsx 或 csv"},
    [TABLE_UTF16] = {"文字编码是 UTF-16", "请另存为 UTF-8 的 csv，或者 xlsx"},
    [TABLE_ENCODING] = {"文字编码认不出来，既不是 UTF-8 也不是 GB18030",
                        "请用表格软件打开，看文字是否正常，再另存为 xlsx"},
    [TABLE_QUOTES] = {"双引号没有成对", "请检查这一行前后的双引号，或者另存为 xlsx"},
    [TABLE_WIDE] = {"这一行超过 64 列", "请删掉右边多余的列"},
    [TABLE_LONG] = {"有一格的内容太长", "一格最多约 1300 个汉字，请删短"},
    [TABLE_MANY] = {"超过 200 万行", "请按乡镇分成几个文件"},
    [TABLE_ZIP] = {"xlsx 文件损坏或没有传完", "请重新保存、重新拷贝一份"},
    [TABLE_BOMB] = {"xlsx 解开以后太大", "请删掉空行空列和图片，或者另存为 csv"},
    [TABLE_PART] = {"xlsx 里缺少工作表", "请用表格软件打开，另存一份"},
    [TABLE_XML] = {"xlsx 的内容损坏", "请用表格软件打开，另存一份"},
    [TABLE_DOCTYPE] = {"xlsx 里有不允许的声明", "请用表格软件打开，另存一份"},
    [TABLE_DEEP] = {"xlsx 的内容嵌套太深", "请用表格软件打开，另存一份"},
    [TABLE_MERGED] = {"有合并单元格", "请取消合并，每一格都填上内容"},
    [TABLE_ORDER] = {"xlsx 里行列的顺序乱了", "请用表格软件打开，另存一份"},
    [TABLE_FORMULA] = {"这一格是公式", "请复制后“选择性粘贴—数值”，只留结果"},
    [TABLE_ERROR_VALUE] = {"这一格是错误值（#N/A 之类）", "请改成正确的内容"},
    [TABLE_DIED] = {"读文件的程序中断了", "文件可能有问题，请用表格软件打开，另存一份再试"},
    [TABLE_HIDDEN_SHEET] = {"有隐藏的工作表", "只读第一个工作表，请确认隐藏的不用导入"},
    [TABLE_MORE_SHEETS] = {"有不止一个工作表", "只读第一个，其余的没有读"},
    [TABLE_HIDDEN_COLUMN] = {"有隐藏的列", "隐藏的列也读了，请确认内容没有错"},
    [TABLE_HIDDEN_ROW] = {"有隐藏的行", "隐藏的行也读了，请确认内容没有错"},
};

const char *intake_place(struct arena *a, size_t column) {
    char letters[8];
    size_t at = sizeof letters - 1, n = column;
    if (column == 0) return NULL;
    letters[at] = '\0';
    for (; n > 0 && at > 0; n = (n - 1) / 26) letters[--at] = (char)('A' + (n - 1) % 26);
    return str_cstr(a, str_format(a, "第 %zu 列（%s）", column, letters + at));
}

void intake_say_fault(struct intake_report *r, struct arena *a, enum table_fault fault, size_t row,
                      size_t column) {
    const struct intake_said said = {row, intake_place(a, column),
                                     str_from(fault_words[fault].what),
                                     str_from(fault_words[fault].todo), table_is_note(fault)};
    tell(r, &said);
}
