/*
 * Between base/table.h, which gives cells, and intake_store.c, which stages what passed. Everything
 * said here is read by a clerk with the spreadsheet open: what is wrong, and what to do.
 */
#include "model/register/intake.h"

#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/text.h"
#include "model/publish/label.h"
#include "model/register/identity.h"
#include "model/register/lifecycle.h"

#define CODE_MOST   32
#define CAUSES_MOST 12

static const struct {
    const char *heading;
    bool required;
    size_t most; /* characters */
} columns[INTAKE_COLUMNS] = {
    [INTAKE_CODE] = {"户编号", true, 64},
    [INTAKE_REGION] = {"行政区划代码", true, 12},
    [INTAKE_TEAM] = {"组", false, 20},
    [INTAKE_NAME] = {"姓名", true, 60},
    [INTAKE_RELATION] = {"与户主关系", true, 20},
    [INTAKE_NUMBER] = {"证件号码", true, 40},
    [INTAKE_ETHNIC] = {"民族", false, 20},
    [INTAKE_SCHOOLING] = {"文化程度", false, 20},
    [INTAKE_HEALTH] = {"健康状况", false, 20},
    [INTAKE_LABOUR] = {"劳动技能", false, 20},
    [INTAKE_WORK] = {"务工状况", false, 20},
    [INTAKE_PHONE] = {"联系电话", false, 20},
    [INTAKE_ADDRESS] = {"家庭住址", false, 200},
    [INTAKE_KIND] = {"纳入类型", true, 20},
    [INTAKE_ATTRIBUTE] = {"户属性", false, 20},
    [INTAKE_CAUSE] = {"主要致贫原因", false, 200},
    [INTAKE_SINCE] = {"识别日期", true, 20},
    [INTAKE_STATE] = {"当前状态", false, 20},
    [INTAKE_LEFT] = {"脱贫日期", false, 20},
    [INTAKE_HELPER] = {"帮扶责任人", false, 60},
    [INTAKE_UNIT] = {"帮扶单位", false, 120},
    [INTAKE_HELPER_PHONE] = {"帮扶电话", false, 20},
};

const char *const intake_headings[INTAKE_COLUMNS] = {
    "户编号",   "行政区划代码", "组",       "姓名",         "与户主关系", "证件号码",
    "民族",     "文化程度",     "健康状况", "劳动技能",     "务工状况",   "联系电话",
    "家庭住址", "纳入类型",     "户属性",   "主要致贫原因", "识别日期",   "当前状态",
    "脱贫日期", "帮扶责任人",   "帮扶单位", "帮扶电话",
};

bool intake_is_required(enum intake_column column) {
    return columns[column].required;
}

static const struct label states[] = {
    {"running", "在册"},     {"lifted", "脱贫"}, {"removed", "清退"},
    {"natural", "自然减少"}, {NULL, NULL},
};

/* How else people write the same word. */
static const struct label other_words[] = {
    {"general", "一般"},     {"allowance", "低保"},   {"destitute", "特困"}, {"destitute", "五保"},
    {"destitute", "五保户"}, {"destitute", "特困户"}, {"running", "在库"},   {"lifted", "已脱贫"},
    {"will", "缺动力"},      {"other", "其他"},       {NULL, NULL},
};

/* -- words
 * ----------------------------------------------------------------------------------------- */

static struct str code_for(const struct label *list, struct str word) {
    for (size_t i = 0; list[i].code; i++) {
        if (str_is(word, list[i].text)) return str_from(list[i].code);
    }
    for (size_t i = 0; other_words[i].code; i++) {
        if (!str_is(word, other_words[i].text)) continue;
        for (size_t k = 0; list[k].code; k++) {
            if (strcmp(list[k].code, other_words[i].code) == 0) return str_from(list[k].code);
        }
    }
    return STR_NONE;
}

/* The words of a list, to choose from: 一般户、低保户、特困供养户 */
static struct str choices(struct arena *a, const struct label *list) {
    struct buf b = buf_new(a, 1024);
    BUF_LIT(&b, "请填：");
    for (size_t i = 0; list[i].code; i++) {
        if (i > 0) BUF_LIT(&b, "、");
        buf_put(&b, str_from(list[i].text));
    }
    return buf_str(&b);
}

struct str intake_state_text(struct str ending) {
    return label_text(states, ending.n ? ending : STR("running"));
}

struct str intake_causes_text(struct arena *a, struct str causes) {
    struct buf b = buf_new(a, 1024);
    while (causes.n > 0) {
        struct str one = str_cut(&causes, ',');
        if (b.n > 0) BUF_LIT(&b, "、");
        buf_put(&b, label_text(lifecycle_causes, one));
    }
    return buf_str(&b);
}

static bool risky(struct str text) {
    while (text.n > 0 && text.p[0] == '\'') text = str_slice(text, 1, text.n);
    return text.n > 0 && strchr("=+-@\t\r", text.p[0]) != NULL;
}

struct str intake_guard(struct arena *a, struct str text) {
    return risky(text) ? str_format(a, "'" STR_FMT, STR_ARG(text)) : text;
}

struct str intake_unguard(struct str text) {
    return text.n > 1 && text.p[0] == '\'' && risky(text) ? str_slice(text, 1, text.n) : text;
}

/* -- headings
 * -------------------------------------------------------------------------------------- */

static size_t column_of(struct arena *a, struct str heading) {
    struct str key = text_key(a, heading);
    while (str_ends(key, STR("*"))) key.n--;
    for (size_t i = 0; i < INTAKE_COLUMNS; i++) {
        if (str_is(key, columns[i].heading)) return i;
    }
    return INTAKE_COLUMNS;
}

enum status intake_check_headings(struct intake_check *c, struct arena *a, size_t row,
                                  const struct table_cell *cells, size_t count) {
    size_t faults = c->report->faults, known = 0;
    for (size_t i = 0; i < INTAKE_COLUMNS; i++) c->at[i] = TABLE_CELLS;
    for (size_t i = 0; i < count; i++) {
        if (cells[i].text.n == 0) continue;
        size_t which = text_is_clean(cells[i].text) ? column_of(a, cells[i].text) : INTAKE_COLUMNS;
        if (which == INTAKE_COLUMNS) {
            intake_note(c->report, row, intake_place(a, i + 1), STR("这一列的列名不认识，没有读"),
                        STR("如果要导入，请改成规定的列名"));
        } else if (c->at[which] < TABLE_CELLS) {
            intake_say(c->report, row, columns[which].heading, STR("这个列名出现了两次"),
                       STR("请删掉或改名其中一列"));
        } else {
            c->at[which] = i;
            known++;
        }
    }
    if (known == 0) {
        intake_say(
            c->report, row, NULL, STR("第一行里没有一个认识的列名"),
            STR("第一行要是列名：户编号、行政区划代码、姓名、与户主关系、证件号码、纳入类型、"
                "识别日期；上面不要有标题"));
        return INVALID;
    }
    for (size_t i = 0; i < INTAKE_COLUMNS; i++) {
        if (!columns[i].required || c->at[i] < TABLE_CELLS) continue;
        intake_say(c->report, row, columns[i].heading, STR("缺少这一列"),
                   STR("这一列必须有，请加上再导入"));
    }
    return c->report->faults == faults ? OK : INVALID;
}

/* -- one line
 * -------------------------------------------------------------------------------------- */

struct checking {
    struct intake_check *c;
    struct arena *a;
    size_t row;
    const struct table_cell *cells;
    size_t count;
};

static void say(struct checking *k, enum intake_column column, struct str what, struct str todo) {
    intake_say(k->c->report, k->row, columns[column].heading, what, todo);
}

static bool has_private(struct str s) {
    uint32_t c;
    for (size_t at = 0, n; (n = str_char(&c, str_slice(s, at, s.n))) > 0; at += n) {
        if ((c >= 0xE000 && c <= 0xF8FF) || c >= 0xF0000) return true;
    }
    return false;
}

/* The cell's text without spaces around it, STR_NONE when there is none or it cannot be taken. */
static struct str cell(struct checking *k, enum intake_column column) {
    size_t at = k->c->at[column];
    struct str s = at < k->count ? str_trim(k->cells[at].text) : STR_NONE;
    s = intake_unguard(s);
    if (s.n == 0) {
        if (columns[column].required) say(k, column, STR("没有填"), STR("这一格必须填"));
        return STR_NONE;
    }
    if (!text_is_clean(s)) {
        bool private = has_private(s);
        say(k, column, private ? STR("有自造的字，别的电脑显示不出来") : STR("有看不见的控制字符"),
            private ? STR("请换成标准汉字（生僻字在新版输入法里能打出来）")
                    : STR("请删掉这一格，重新手工输入"));
        return STR_NONE;
    }
    if (text_length(s) > columns[column].most) {
        say(k, column, str_format(k->a, "太长，最多 %zu 个字", columns[column].most),
            STR("请删短"));
        return STR_NONE;
    }
    return s;
}

static bool is_number_cell(const struct checking *k, enum intake_column column) {
    size_t at = k->c->at[column];
    return at < k->count && k->cells[at].number;
}

static struct str word(struct checking *k, enum intake_column column, const struct label *list) {
    struct str s = cell(k, column);
    if (s.n == 0) return STR_NONE;
    struct str code = code_for(list, text_key(k->a, s));
    if (!code.p) say(k, column, STR("不认识这个词"), choices(k->a, list));
    return code;
}

/* Commas of any kind between causes; kept as codes with a plain one. */
static struct str causes(struct checking *k) {
    struct str s = cell(k, INTAKE_CAUSE);
    struct buf b = buf_new(k->a, 256);
    size_t count = 0;
    if (s.n == 0) return STR_NONE;
    s = text_key(k->a, s); /* full-width commas and semicolons are plain ones now */
    while (s.n > 0) {
        size_t n = 0, gap = 1;
        for (; n < s.n; n++) {
            if (s.p[n] == ',' || s.p[n] == ';' || s.p[n] == '/') break;
            if (str_starts(str_slice(s, n, s.n), STR("、"))) {
                gap = strlen("、");
                break;
            }
        }
        struct str one = str_slice(s, 0, n), code = code_for(lifecycle_causes, one);
        s = str_slice(s, n + gap, s.n);
        if (one.n == 0) continue;
        if (!code.p || ++count > CAUSES_MOST) {
            say(k, INTAKE_CAUSE, code.p ? STR("原因超过 12 个") : STR("有一个原因不认识"),
                choices(k->a, lifecycle_causes));
            return STR_NONE;
        }
        if (b.n > 0) buf_byte(&b, ',');
        buf_put(&b, code);
    }
    return b.n ? buf_str(&b) : STR_NONE;
}

/* 2014-12-01, and as spreadsheets show it: 2014/12/1, 2014.12.1, 2014年12月1日. */
static int32_t day(struct checking *k, enum intake_column column) {
    struct str s = cell(k, column);
    int64_t part[3] = {0};
    int n = 0;
    int32_t out;
    if (s.n == 0) return DAY_NONE;
    bool fine = true;
    for (size_t i = 0; fine && i < s.n;) {
        if (s.p[i] >= '0' && s.p[i] <= '9') {
            fine = n < 3 && part[n] < 10000;
            if (fine) part[n] = part[n] * 10 + (s.p[i] - '0');
            i++;
            continue;
        }
        size_t gap = strchr("-/.", s.p[i]) ? 1 : 3;
        struct str sign = str_slice(s, i, i + gap);
        fine = gap == 1 || str_is(sign, n == 0 ? "年" : n == 1 ? "月" : "日");
        n++;
        i += gap;
    }
    fine = fine && n >= 2 && part[0] >= 1900;
    if (!fine) {
        say(k, column, STR("不是日期"), STR("请写成 2014-12-01 这样"));
        return DAY_NONE;
    }
    if (!date_from_ymd(&out, (int)part[0], (int)part[1], (int)part[2])) {
        say(k, column, STR("没有这一天"), STR("请核对年月日，写成 2014-12-01 这样"));
        return DAY_NONE;
    }
    if (out > k->c->today) {
        say(k, column, STR("这一天还没到"), STR("请核对年份"));
        return DAY_NONE;
    }
    return out;
}

/* 5.22E+17: digits that a spreadsheet rounded away. */
static bool is_scientific(struct str s) {
    size_t i = 0;
    while (i < s.n && ((s.p[i] >= '0' && s.p[i] <= '9') || s.p[i] == '.')) i++;
    if (i == 0 || i + 1 >= s.n || (s.p[i] != 'E' && s.p[i] != 'e')) return false;
    i += s.p[i + 1] == '+' || s.p[i + 1] == '-' ? 2 : 1;
    return i < s.n && str_is_digits(str_slice(s, i, s.n));
}

#define AS_TEXT STR("请把整列设成“文本”格式，再从证件上重新输入；原来的后几位已经丢了，不能恢复")

static void number(struct checking *k, struct intake_line *line) {
    struct str s = cell(k, INTAKE_NUMBER);
    if (s.n == 0) return;
    if (is_number_cell(k, INTAKE_NUMBER) || is_scientific(s)) {
        say(k, INTAKE_NUMBER, STR("这一格是数字，表格软件已经改掉了号码的后几位"), AS_TEXT);
        return;
    }
    if (memchr(s.p, '*', s.n)) {
        say(k, INTAKE_NUMBER, STR("号码打了星号"),
            STR("这像是遮盖过的导出文件，请用有完整号码的文件"));
        return;
    }
    struct identity_document d;
    identity_document(&d, k->a, s, k->c->today);
    struct str n = d.number;
    line->number = n;
    line->lookup = d.lookup;
    line->id_kind = d.kind;
    enum identity_fault fault = d.fault;
    if (fault == IDENTITY_FINE) return;
    bool rounded = n.n == IDENTITY_DIGITS && str_ends(n, STR("000"));
    say(k, INTAKE_NUMBER,
        rounded ? STR("号码不对，最后三位是 000，像是被表格软件改成了数字")
                : identity_explain(k->a, fault, d.lookup),
        rounded ? AS_TEXT : STR("请对着证件改正"));
    line->number = STR_NONE;
}

static struct str phone(struct checking *k, enum intake_column column) {
    struct str s = cell(k, column);
    size_t count = 0;
    if (s.n == 0) return STR_NONE;
    if (column == INTAKE_PHONE && memchr(s.p, '*', s.n)) {
        say(k, column, STR("号码打了星号"), STR("请用有完整号码的文件，或者删掉这一列"));
        return STR_NONE;
    }
    s = text_key(k->a, s);
    for (size_t i = 0; i < s.n; i++) {
        bool digit = s.p[i] >= '0' && s.p[i] <= '9';
        count += digit;
        if (digit || strchr("-+()", s.p[i])) continue;
        count = 0;
        break;
    }
    if (count >= 5) return s;
    say(k, column, STR("不像电话号码"), STR("只写一个号码，只用数字和短横"));
    return STR_NONE;
}

static void places(struct checking *k, struct intake_line *line) {
    struct str s = cell(k, INTAKE_CODE);
    if (s.n && is_scientific(s)) {
        say(k, INTAKE_CODE, STR("户编号被表格软件改成了数字"), AS_TEXT);
    } else if (s.n) {
        line->code = identity_code(k->a, s);
        if (!identity_is_code(line->code)) {
            say(k, INTAKE_CODE, STR("户编号只能有字母和数字，最多 32 个"), STR("请改正"));
        }
    }
    line->region = text_code(k->a, cell(k, INTAKE_REGION));
    if (line->region.n == 0) return;
    if (line->region.n != 12 || !str_is_digits(line->region)) {
        say(k, INTAKE_REGION, STR("行政区划代码要 12 位数字"), STR("请填村（社区）的 12 位代码"));
        return;
    }
    switch (k->c->village(k->c->arg, line->region)) {
    case VILLAGE_KNOWN: break;
    case VILLAGE_UNKNOWN:
        say(k, INTAKE_REGION, STR("没有这个村"), STR("请核对 12 位代码；新设的村要先导入区划"));
        break;
    case VILLAGE_OUTSIDE:
        say(k, INTAKE_REGION, STR("这个村不在这次导入的地区里"),
            STR("请核对代码，或者换一个 --region"));
        break;
    }
}

static void stay(struct checking *k, struct intake_line *line) {
    line->kind = word(k, INTAKE_KIND, lifecycle_kinds);
    line->attribute = word(k, INTAKE_ATTRIBUTE, lifecycle_attributes);
    line->causes = causes(k);
    line->since = day(k, INTAKE_SINCE);
    line->status = word(k, INTAKE_STATE, states);
    line->left = day(k, INTAKE_LEFT);
    bool running = str_is(line->status, "running");
    if (line->left != DAY_NONE && line->since != DAY_NONE && line->left <= line->since) {
        say(k, INTAKE_LEFT, STR("早于或等于识别日期"), STR("请核对两个日期"));
    } else if (line->left != DAY_NONE && (running || line->status.n == 0)) {
        say(k, INTAKE_LEFT, STR("填了脱贫日期，当前状态却不是脱贫、清退或自然减少"),
            STR("请改状态，或者删掉日期"));
    } else if (line->left == DAY_NONE && line->status.n && !running) {
        say(k, INTAKE_LEFT, STR("已经不在册，却没有填日期"), STR("请填离开的那一天"));
    }
}

enum status intake_check_line(struct intake_line *out, struct intake_check *c, struct arena *a,
                              size_t row, const struct table_cell *cells, size_t count) {
    struct checking k = {c, a, row, cells, count};
    size_t faults = c->report->faults;
    *out = (struct intake_line){.row = row};
    places(&k, out);
    out->team = cell(&k, INTAKE_TEAM);
    out->name = cell(&k, INTAKE_NAME);
    if (out->name.n && memchr(out->name.p, '*', out->name.n)) {
        say(&k, INTAKE_NAME, STR("姓名打了星号"), STR("这像是遮盖过的导出文件，请用有全名的文件"));
    }
    out->relation = cell(&k, INTAKE_RELATION);
    number(&k, out);
    out->ethnic = cell(&k, INTAKE_ETHNIC);
    out->schooling = cell(&k, INTAKE_SCHOOLING);
    out->health = cell(&k, INTAKE_HEALTH);
    out->labour = cell(&k, INTAKE_LABOUR);
    out->work = cell(&k, INTAKE_WORK);
    out->phone = phone(&k, INTAKE_PHONE);
    out->address = cell(&k, INTAKE_ADDRESS);
    stay(&k, out);
    out->helper = cell(&k, INTAKE_HELPER);
    out->unit = cell(&k, INTAKE_UNIT);
    out->helper_phone = phone(&k, INTAKE_HELPER_PHONE);
    return c->report->faults == faults ? OK : INVALID;
}

/* -- lines of one household
 * ------------------------------------------------------------------------- */

/* Text the first line lacks is taken from this one; false if both say something else. */
static bool same(struct arena *a, struct str *first, struct str other) {
    if (other.n == 0) return true;
    if (first->n == 0) *first = str_copy(a, other);
    return str_eq(*first, other);
}

static bool same_day(int32_t *first, int32_t other) {
    if (other == DAY_NONE) return true;
    if (*first == DAY_NONE) *first = other;
    return *first == other;
}

enum status intake_check_same(struct intake_report *r, struct arena *a, struct intake_line *first,
                              const struct intake_line *line) {
    const struct {
        bool fits;
        enum intake_column column;
    } all[] = {
        {same(a, &first->region, line->region), INTAKE_REGION},
        {same(a, &first->team, line->team), INTAKE_TEAM},
        {same(a, &first->address, line->address), INTAKE_ADDRESS},
        {same(a, &first->kind, line->kind), INTAKE_KIND},
        {same(a, &first->attribute, line->attribute), INTAKE_ATTRIBUTE},
        {same(a, &first->causes, line->causes), INTAKE_CAUSE},
        {same_day(&first->since, line->since), INTAKE_SINCE},
        {same(a, &first->status, line->status), INTAKE_STATE},
        {same_day(&first->left, line->left), INTAKE_LEFT},
        {same(a, &first->helper, line->helper), INTAKE_HELPER},
        {same(a, &first->unit, line->unit), INTAKE_UNIT},
        {same(a, &first->helper_phone, line->helper_phone), INTAKE_HELPER_PHONE},
    };
    enum status st = OK;
    for (size_t i = 0; i < sizeof all / sizeof all[0]; i++) {
        if (all[i].fits) continue;
        st = INVALID;
        intake_say(r, line->row, columns[all[i].column].heading,
                   str_format(a, "和同一户的第 %zu 行不一样", first->row),
                   STR("一户的各行，户的情况要写得一样"));
    }
    return st;
}
