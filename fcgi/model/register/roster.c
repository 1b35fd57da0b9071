/*
 * Between base/table.h, which gives cells, and publish/effort_batch.c, which keeps drafts.
 * Everything said here is read by a clerk with the spreadsheet open.
 */
#include "model/register/roster.h"

#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/money.h"
#include "base/table.h"
#include "base/text.h"
#include "model/register/intake.h"

#define SAID_MOST 200
#define SMALL     INT64_C(100000) /* fen */
#define FIX       "请改正，再把整个文件上传一次"

enum sort { TEXT, REGION, WORD, NUMBER, MONEY, DAY, STAGE };

/* ${field}: as effort_faults_by calls it. ${most}: characters, or the largest number. */
struct column {
    const char *heading, *field;
    enum sort sort;
    bool required;
    int64_t most;
    size_t offset; /* of the member in struct effort_text; STAGE: which one */
    const struct label *words;
};

#define AT(member) offsetof(struct effort_text, member)

static const struct column project_columns[] = {
    {"项目名称", "title", TEXT, true, 100, AT(title), NULL},
    {"行政区划代码", "region", REGION, true, 12, 0, NULL},
    {"领域", "area", WORD, true, 20, AT(area), label_areas},
    {"年度", "year", NUMBER, true, 2999, AT(year), NULL},
    {"中央资金", "central", MONEY, false, 0, AT(sources[0]), NULL},
    {"省级资金", "province", MONEY, false, 0, AT(sources[1]), NULL},
    {"市级资金", "prefecture", MONEY, false, 0, AT(sources[2]), NULL},
    {"县级资金", "county", MONEY, false, 0, AT(sources[3]), NULL},
    {"社会资金", "society", MONEY, false, 0, AT(sources[4]), NULL},
    {"自筹资金", "own", MONEY, false, 0, AT(sources[5]), NULL},
    {"受益户数", "households", NUMBER, false, 9999999, AT(households), NULL},
    {"受益人数", "people", NUMBER, false, 9999999, AT(people), NULL},
    {"实施单位", "party", TEXT, false, 60, AT(party), NULL},
    {"说明", "about", TEXT, false, 1000, AT(about), NULL},
    {"乡镇申报", "stage", STAGE, false, 0, 0, NULL},
    {"县级审批", "stage", STAGE, false, 0, 1, NULL},
    {"乡村实施", "stage", STAGE, false, 0, 2, NULL},
    {"乡镇初检", "stage", STAGE, false, 0, 3, NULL},
    {"县级验收", "stage", STAGE, false, 0, 4, NULL},
    {"乡级报账", "stage", STAGE, false, 0, 5, NULL},
    {.heading = NULL},
};

static const struct column job_columns[] = {
    {"名称", "title", TEXT, true, 100, AT(title), NULL},
    {"行政区划代码", "region", REGION, true, 12, 0, NULL},
    {"类别", "type", WORD, true, 20, AT(type), effort_job_types},
    {"用人单位", "party", TEXT, true, 60, AT(party), NULL},
    {"人数", "posts", NUMBER, true, 99999, AT(posts), NULL},
    {"月工资最低", "wage_from", MONEY, false, 0, AT(wage_from), NULL},
    {"月工资最高", "wage_to", MONEY, false, 0, AT(wage_to), NULL},
    {"工作地点", "place", TEXT, true, 60, AT(place), NULL},
    {"截止日期", "deadline", DAY, true, 0, AT(deadline), NULL},
    {"联系电话", "phone", TEXT, true, 30, AT(phone), NULL},
    {"说明", "about", TEXT, false, 1000, AT(about), NULL},
    {.heading = NULL},
};

#define COLUMNS_MOST 24

struct reading {
    struct arena *a;
    struct roster *out;
    struct str kind;
    const struct column *columns;
    size_t at[COLUMNS_MOST]; /* the place of each in the file; TABLE_CELLS: not there */
    bool headed;
    int32_t today;
    const struct roster_asks *asks;
    size_t row, lines[EFFORT_BATCH]; /* of the file: now, and that of each row that passed */
    const struct table_cell *cells;
    size_t cell_count;
};

static const struct column *columns_of(struct str kind) {
    return str_is(kind, "project") ? project_columns : job_columns;
}

struct str roster_headings(struct arena *a, struct str kind) {
    struct buf b = buf_new(a, 2048);
    for (const struct column *c = columns_of(kind); c->heading; c++) {
        if (b.n > 0) BUF_LIT(&b, "、");
        buf_put(&b, str_from(c->heading));
        if (c->required) BUF_LIT(&b, "*");
    }
    return buf_str(&b);
}

/* -- saying --------------------------------------------------------------------------------------
 */

static void keep(struct reading *r, size_t row, struct str heading, bool note, struct str what,
                 struct str todo) {
    struct roster *o = r->out;
    if (!note) o->faults++;
    if (o->said_count == SAID_MOST) return;
    o->said[o->said_count++] = (struct row_effort_said){
        .line = (int64_t)row,
        .heading = heading,
        .is_note = note,
        .what = text_clip(what, 400),
        .todo = text_clip(todo, 200),
    };
}

static void say(struct reading *r, const struct column *c, struct str what, struct str todo) {
    keep(r, r->row, c ? str_from(c->heading) : STR_NONE, false, what, todo);
}

static void say_table(void *arg, const struct intake_said *said) {
    struct reading *r = arg;
    keep(r, said->row, str_copy(r->a, str_from(said->column)), said->only_note,
         str_copy(r->a, said->what), str_copy(r->a, said->todo));
}

/* -- cells ---------------------------------------------------------------------------------------
 */

static struct str cell(struct reading *r, const struct column *c) {
    size_t at = r->at[c - r->columns];
    struct str s = at < r->cell_count ? str_trim(r->cells[at].text) : STR_NONE;
    s = intake_unguard(s);
    if (s.n == 0) {
        if (c->required) say(r, c, STR("没有填"), STR("这一格必须填"));
        return STR("");
    }
    if (!text_is_clean(s)) {
        say(r, c, STR("有看不见的控制字符，或者别的电脑显示不出来的字"),
            STR("请删掉这一格，重新手工输入"));
        return STR("");
    }
    if (c->sort == TEXT && text_length(s) > (size_t)c->most) {
        say(r, c, str_format(r->a, "太长，最多 %lld 个字", (long long)c->most), STR("请删短"));
        return STR("");
    }
    return str_copy(r->a, s);
}

static int64_t number(struct reading *r, const struct column *c, struct str s) {
    int64_t n;
    s = text_key(r->a, s);
    if (str_is_digits(s) && str_int(&n, s) && n <= c->most) return n;
    say(r, c, STR("不是整数，或者太大"), STR("请只写数字"));
    return INT64_MIN;
}

static int64_t money(struct reading *r, const struct column *c, struct str s) {
    int64_t fen;
    if (money_parse(&fen, text_key(r->a, s)) && fen < EFFORT_MONEY) return fen;
    if (str_find(s, STR("万")) < s.n) {
        say(r, c, STR("写的是万元"), STR("请换算成元，例如 12.5 万元写成 125000"));
    } else if (str_starts(text_key(r->a, s), STR("-"))) {
        say(r, c, STR("金额不能是负数"), STR("请核对；退回的钱在项目发布以后另外记"));
    } else {
        say(r, c, STR("不是金额"), STR("请以元为单位写数字，最多两位小数，例如 1200000.00"));
    }
    return MONEY_NONE;
}

/* 2025-03-05, and as spreadsheets show it: 2025/3/5, 2025.3.5, 2025年3月5日. */
static int32_t day(struct reading *r, const struct column *c, struct str s) {
    int64_t part[3] = {0};
    int n = 0;
    int32_t out;
    bool digit = false;
    s = text_key(r->a, s);
    for (size_t i = 0; i < s.n && n < 3; i++) {
        bool is = s.p[i] >= '0' && s.p[i] <= '9';
        if (is && part[n] < 10000) part[n] = part[n] * 10 + (s.p[i] - '0');
        if (digit && !is) n++;
        digit = is;
    }
    if (digit) n++;
    if (n == 3 && date_from_ymd(&out, (int)part[0], (int)part[1], (int)part[2])) return out;
    say(r, c, STR("不是日期，或者没有这一天"), STR("请写成 2025-03-05 这样"));
    return DAY_NONE;
}

static struct str word(struct reading *r, const struct column *c, struct str s) {
    struct buf b = buf_new(r->a, 1024);
    BUF_LIT(&b, "请填：");
    s = text_key(r->a, s);
    for (const struct label *l = c->words; l->code; l++) {
        if (str_is(s, l->text)) return str_from(l->code);
        if (l != c->words) BUF_LIT(&b, "、");
        buf_put(&b, str_from(l->text));
    }
    say(r, c, STR("不认识这个词"), buf_str(&b));
    return STR_NONE;
}

static void take(struct reading *r, struct effort_row *e, const struct column *c) {
    struct str s = cell(r, c);
    char *member = (char *)&e->text + c->offset;
    if (s.n == 0) return;
    switch (c->sort) {
    case TEXT: memcpy(member, &s, sizeof s); break;
    case WORD: s = word(r, c, s), memcpy(member, &s, sizeof s); break;
    case NUMBER: {
        int64_t n = number(r, c, s);
        memcpy(member, &n, sizeof n);
        break;
    }
    case MONEY: {
        int64_t fen = money(r, c, s);
        if (fen != MONEY_NONE) memcpy(member, &fen, sizeof fen);
        break;
    }
    case DAY: e->text.deadline = day(r, c, s); break;
    case STAGE: e->stages[c->offset] = day(r, c, s); break;
    case REGION:
        e->region = text_code(r->a, s);
        if (r->asks->place(r->asks->arg, e->region)) break;
        if (!str_is_digits(e->region)) {
            say(r, c, STR("这里写的不是代码"), STR("请写 9 位或 12 位的数字代码，不写地名"));
            break;
        }
        say(r, c, STR("没有这个地方，或者不归您负责"), STR("请核对 6、9 或 12 位的代码"));
        break;
    }
}

/* The stages of a line follow one another as its deeds would. */
static void check_stages(struct reading *r, const struct effort_row *e) {
    int32_t last = DAY_NONE;
    int64_t done = 0;
    for (const struct column *c = r->columns; c->heading; c++) {
        if (c->sort != STAGE || e->stages[c->offset] == DAY_NONE) continue;
        struct str why = effort_step_fault(r->a, done, last, (int64_t)c->offset + 1, false,
                                           e->stages[c->offset], STR(""), r->today);
        if (why.n) {
            say(r, c, why, STR("前一步没有办完，后面的不能填；日期要一步比一步晚"));
            return;
        }
        last = e->stages[c->offset];
        done++;
    }
}

/* Twice in the file is money counted twice. */
static void check_twice(struct reading *r, const struct effort_row *e) {
    for (size_t i = 0; i < r->out->count; i++) {
        const struct effort_row *o = &r->out->rows[i];
        if (!str_eq(o->region, e->region) || !str_eq(o->text.title, e->text.title) ||
            o->text.year != e->text.year || o->text.deadline != e->text.deadline ||
            !str_eq(o->text.party, e->text.party)) {
            continue;
        }
        say(r, r->columns,
            str_format(r->a, "和第 %zu 行重复：名称、地方、年度和单位都一样", r->lines[i]),
            STR("请删掉一行；真是两个的，请在名称里写出区别"));
        return;
    }
    int64_t id = r->asks->known(r->asks->arg, e);
    if (id == 0) return;
    say(r, r->columns, str_format(r->a, "已经录入过，编号 %lld", (long long)id),
        STR("请删掉这一行；要改它，请到它的页面上改"));
}

/* A whole project for less than that was meant in ten thousands. */
static void check_small(struct reading *r, const struct effort_row *e) {
    int64_t budget = effort_budget(e->text.sources);
    if (!str_is(r->kind, "project") || budget >= SMALL) return;
    keep(r, r->row, STR_NONE, true,
         str_format(r->a, "预算合计只有 " STR_FMT " 元，是不是按万元填的？",
                    STR_ARG(money_text(r->a, budget))),
         STR("是的话请丢弃这个文件，换算成元再上传"));
}

static void check_rules(struct reading *r, const struct effort_row *e) {
    struct effort_fault *faults;
    size_t count = effort_faults_by(&faults, r->a, r->kind, &e->text, false, 0, r->today);
    for (size_t i = 0; i < count; i++) {
        const struct column *c = r->columns;
        while (c->heading && strcmp(c->field, faults[i].field) != 0) c++;
        say(r, c->heading ? c : NULL, faults[i].text, STR(FIX));
    }
}

static void line(struct reading *r) {
    struct roster *o = r->out;
    size_t before = o->faults;
    if (o->count == EFFORT_BATCH) {
        say(r, NULL, str_format(r->a, "超过 %d 行", EFFORT_BATCH), STR("请分成几个文件"));
        return;
    }
    struct effort_row *e = &o->rows[o->count];
    *e = (struct effort_row){
        .text = {.title = STR(""),
                 .party = STR(""),
                 .goods = STR(""),
                 .place = STR(""),
                 .phone = STR(""),
                 .about = STR(""),
                 .note = STR(""),
                 .year = INT64_MIN,
                 .households = INT64_MIN,
                 .people = INT64_MIN,
                 .posts = INT64_MIN,
                 .amount = MONEY_NONE,
                 .wage_from = MONEY_NONE,
                 .wage_to = MONEY_NONE,
                 .deadline = DAY_NONE,
                 .on_day = DAY_NONE,
                 .project_id = INT64_MIN},
    };
    for (size_t i = 0; i < EFFORT_STAGES; i++) e->stages[i] = DAY_NONE;
    for (const struct column *c = r->columns; c->heading; c++) take(r, e, c);
    if (o->faults == before) check_rules(r, e);
    if (o->faults == before) check_stages(r, e);
    if (o->faults == before) check_small(r, e);
    if (o->faults == before) check_twice(r, e);
    r->lines[o->count++] = r->row;
}

/* -- headings ------------------------------------------------------------------------------------
 */

/* A column that is not read: what is lost with it. */
static void strange(struct reading *r, struct str heading, size_t at) {
    struct str place = str_from(intake_place(r->a, at + 1));
    bool paid = str_find(heading, STR("拨付")) < heading.n;
    if (str_find(heading, STR("万元")) < heading.n) {
        keep(r, r->row, place, false, STR("这一列是万元"), STR("请换算成元，列名里去掉“万元”"));
    } else if (paid) {
        keep(r, r->row, place, true, STR("拨付的钱没有读"),
             STR("项目发布以后，到它的页面上一笔一笔记"));
    } else {
        keep(r, r->row, place, true, STR("这一列的列名不认识，没有读"),
             STR("如果要导入，请改成规定的列名"));
    }
}

/* 中央资金(元)* is 中央资金. */
static struct str bare(struct str s) {
    static const struct str yuan[] = {STR_INIT("(元)"), STR_INIT("*")};
    for (size_t i = 2; i > 0; i--) {
        while (str_ends(s, yuan[i - 1])) s.n -= yuan[i - 1].n;
    }
    return s;
}

static void headings(struct reading *r) {
    size_t count = 0;
    r->headed = true;
    for (; r->columns[count].heading; count++) r->at[count] = TABLE_CELLS;
    for (size_t i = 0; i < r->cell_count; i++) {
        struct str s = r->cells[i].text;
        if (s.n == 0) continue;
        s = text_is_clean(s) ? bare(text_key(r->a, s)) : STR("");
        size_t c = 0;
        while (c < count && !str_is(s, r->columns[c].heading)) c++;
        if (c == count) {
            strange(r, s, i);
        } else if (r->at[c] < TABLE_CELLS) {
            say(r, &r->columns[c], STR("这个列名出现了两次"), STR("请删掉或改名其中一列"));
        } else {
            r->at[c] = i;
        }
    }
    for (size_t c = 0; c < count; c++) {
        if (!r->columns[c].required || r->at[c] < TABLE_CELLS) continue;
        say(r, &r->columns[c], STR("缺少这一列"),
            STR("这一列必须有；第一行要是列名，上面不要有标题"));
    }
}

static enum status take_row(void *arg, size_t row, const struct table_cell *cells, size_t count) {
    struct reading *r = arg;
    r->row = row;
    r->cells = cells;
    r->cell_count = count;
    if (r->headed) {
        line(r);
    } else {
        headings(r);
        if (r->out->faults) return INVALID;
    }
    return r->out->said_count < SAID_MOST ? OK : INVALID;
}

static void take_fault(void *arg, enum table_fault fault, size_t row, size_t column) {
    struct reading *r = arg;
    struct intake_report report = {.say = say_table, .arg = r};
    intake_say_fault(&report, r->a, fault, row, column);
}

enum status roster_read(struct roster *out, struct arena *a, struct str kind, const char *path,
                        int32_t today, const struct roster_asks *asks) {
    struct reading r = {.a = a,
                        .out = out,
                        .kind = kind,
                        .columns = columns_of(kind),
                        .today = today,
                        .asks = asks};
    const struct table_sink sink = {take_row, take_fault, &r};
    *out = (struct roster){
        .rows = ARENA_ARRAY(a, struct effort_row, EFFORT_BATCH),
        .said = ARENA_ARRAY(a, struct row_effort_said, SAID_MOST),
    };
    struct table *t = table_open_apart(path);
    enum status st = table_read(t, &sink);
    table_close(t);
    if (st == BUSY) return st;
    if (st == OK && out->count == 0) {
        keep(&r, 0, STR_NONE, false, STR("文件里没有一行内容"),
             STR("第一行是列名，第二行起每行一条"));
    }
    if (out->faults > 0) out->count = 0;
    return st == OK && out->faults == 0 ? OK : INVALID;
}
