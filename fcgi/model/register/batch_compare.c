/*
 * What a register file would change, a page at a time and by key, from the staged lines beside the
 * register as it is now. What a person could be known by is masked: who applies a batch looks at
 * what changes, not at whom the number belongs to.
 */
#include "model/register/batch.h"

#include <string.h>

#include "base/arena.h"
#include "base/date.h"
#include "base/text.h"
#include "db/db.h"
#include "model/publish/label.h"
#include "model/register/lifecycle.h"
#include "query.h"

#define PAGE 100

static struct str number_text(struct arena *a, int64_t n) {
    return str_format(a, "%lld", (long long)n);
}

static struct str masked(struct arena *a, struct str name) {
    return name.n ? text_mask_name(a, name) : STR("");
}

static void room(struct batch_table *out, struct arena *a, size_t count) {
    out->rows = ARENA_ARRAY(a, struct batch_row, count);
}

static void put(struct batch_table *out, struct str a, struct str b, struct str c, struct str d,
                struct str e, struct str f) {
    out->rows[out->count++] = (struct batch_row){{a, b, c, d, e, f}};
}

/* -- households and people of the file
 * ------------------------------------------------------------ */

static const char *const household_heads[] = {"行", "户编号", "村", "户主", "人数", NULL};

static enum status houses(struct batch_table *out, struct db *db, int64_t id, bool fresh,
                          int64_t after) {
    struct row_batch_households *rows;
    struct arena *a = db_arena(db);
    size_t count;
    enum status st = q_batch_households(&rows, &count, db, id, fresh, after, PAGE + 1);
    out->heads = household_heads;
    room(out, a, PAGE);
    for (size_t i = 0; st == OK && i < count && i < PAGE; i++) {
        put(out, number_text(a, rows[i].line), rows[i].code, rows[i].place, masked(a, rows[i].name),
            number_text(a, rows[i].size), STR_NONE);
    }
    if (st == OK && count > PAGE) out->next_id = rows[PAGE - 1].number;
    return st;
}

static enum status part_new(struct batch_table *out, struct db *db, const struct row_batch *b,
                            int64_t at, int64_t id, int64_t now) {
    (void)at, (void)now;
    out->title = STR("新增的户");
    return houses(out, db, b->id, true, id);
}

static enum status part_same(struct batch_table *out, struct db *db, const struct row_batch *b,
                             int64_t at, int64_t id, int64_t now) {
    (void)at, (void)now;
    out->title = STR("没有变化的户");
    return houses(out, db, b->id, false, id);
}

static enum status part_joining(struct batch_table *out, struct db *db, const struct row_batch *b,
                                int64_t at, int64_t id, int64_t now) {
    static const char *const heads[] = {"行", "户编号", "姓名", "与户主关系", NULL};
    struct row_batch_joining *rows;
    struct arena *a = db_arena(db);
    size_t count;
    enum status st = q_batch_joining(&rows, &count, db, b->id, at, id, PAGE + 1);
    (void)now;
    out->title = STR("已有的户里新增的人");
    out->heads = heads;
    room(out, a, PAGE);
    for (size_t i = 0; st == OK && i < count && i < PAGE; i++) {
        put(out, number_text(a, rows[i].line), rows[i].code, masked(a, rows[i].name),
            rows[i].relation, STR_NONE, STR_NONE);
    }
    if (st == OK && count > PAGE) {
        out->next_at = rows[PAGE - 1].number;
        out->next_id = rows[PAGE - 1].line;
    }
    return st;
}

/* -- what changes
 * ---------------------------------------------------------------------------------- */

/* A field that may differ: its bit as sql/query/intake.sql sets it. */
struct change {
    int64_t bit;
    enum intake_column column;
    struct str before, after;
};

static const char *const change_heads[] = {"行", "户编号", "谁", "哪一项", "原来", "改为", NULL};

#define HIDDEN STR("（不显示）"), STR("（已更换，不显示）")

static void put_changes(struct batch_table *out, struct arena *a, int64_t line, struct str code,
                        struct str who, int64_t differs, const struct change *all, size_t count) {
    for (size_t i = 0; i < count; i++) {
        if (!(differs & all[i].bit)) continue;
        put(out, number_text(a, line), code, who, str_from(intake_headings[all[i].column]),
            all[i].before.n ? all[i].before : STR("（空）"), all[i].after);
    }
}

#define PERSON_FIELDS 9

static enum status part_people(struct batch_table *out, struct db *db, const struct row_batch *b,
                               int64_t at, int64_t id, int64_t now) {
    struct row_intake_changed_people *rows;
    struct arena *a = db_arena(db);
    size_t count;
    enum status st = q_intake_changed_people(&rows, &count, db, b->id, at, id);
    (void)now;
    out->title = STR("更正的人");
    out->heads = change_heads;
    if (st != OK) return st;
    size_t shown = count > PAGE ? PAGE : count;
    room(out, a, shown * PERSON_FIELDS);
    for (size_t i = 0; i < shown; i++) {
        const struct row_intake_changed_people *r = &rows[i];
        const struct change all[PERSON_FIELDS] = {
            {1, INTAKE_NUMBER, HIDDEN},
            {2, INTAKE_NAME, masked(a, r->name_old), masked(a, r->name)},
            {4, INTAKE_RELATION, r->relation_old, r->relation},
            {8, INTAKE_ETHNIC, r->ethnic_old, r->ethnic},
            {16, INTAKE_SCHOOLING, r->schooling_old, r->schooling},
            {32, INTAKE_HEALTH, r->health_old, r->health},
            {64, INTAKE_LABOUR, r->labour_old, r->labour},
            {128, INTAKE_WORK, r->work_old, r->work},
            {256, INTAKE_PHONE, HIDDEN},
        };
        put_changes(out, a, r->line, r->code, masked(a, r->name), r->differs, all, PERSON_FIELDS);
    }
    if (count > PAGE) {
        out->next_at = rows[PAGE - 1].number;
        out->next_id = rows[PAGE - 1].line;
    }
    return OK;
}

static struct str state_and_day(struct arena *a, struct str state, int32_t day) {
    return str_format(a, STR_FMT " " STR_FMT, STR_ARG(intake_state_text(state)),
                      STR_ARG(date_iso(a, day)));
}

#define HOUSEHOLD_FIELDS 10

static enum status part_households(struct batch_table *out, struct db *db,
                                   const struct row_batch *b, int64_t at, int64_t id, int64_t now) {
    struct row_intake_changed_households *rows;
    struct arena *a = db_arena(db);
    size_t count;
    enum status st = q_intake_changed_households(&rows, &count, db, b->id, id);
    (void)at, (void)now;
    out->title = STR("更正的户");
    out->heads = change_heads;
    if (st != OK) return st;
    size_t shown = count > PAGE ? PAGE : count;
    room(out, a, shown * HOUSEHOLD_FIELDS);
    for (size_t i = 0; i < shown; i++) {
        const struct row_intake_changed_households *r = &rows[i];
        const struct change all[HOUSEHOLD_FIELDS] = {
            {1, INTAKE_REGION, r->region_old, r->region},
            {2, INTAKE_TEAM, r->team_old, r->team},
            {4, INTAKE_ADDRESS, HIDDEN},
            {8, INTAKE_KIND, label_text(lifecycle_kinds, r->kind_old),
             label_text(lifecycle_kinds, r->kind)},
            {16, INTAKE_ATTRIBUTE, label_text(lifecycle_attributes, r->attribute_old),
             label_text(lifecycle_attributes, r->attribute)},
            {32, INTAKE_CAUSE, intake_causes_text(a, r->causes_old),
             intake_causes_text(a, r->causes)},
            {64, INTAKE_SINCE, date_iso(a, r->from_old), date_iso(a, r->from_on)},
            {128, INTAKE_STATE, state_and_day(a, r->status_old, r->to_old),
             state_and_day(a, r->status, r->to_on)},
            {256, INTAKE_HELPER, r->helper_old, r->helper},
            {512, INTAKE_SINCE, STR("第一次纳入已结束"),
             str_format(a, "从 " STR_FMT " 起重新纳入", STR_ARG(date_iso(a, r->from_on)))},
        };
        put_changes(out, a, r->line, r->code, STR("全户"), r->differs, all, HOUSEHOLD_FIELDS);
    }
    if (count > PAGE) out->next_id = rows[PAGE - 1].number;
    return OK;
}

/* -- who is missing, who may be the same
 * ----------------------------------------------------------- */

static enum status part_missing(struct batch_table *out, struct db *db, const struct row_batch *b,
                                int64_t at, int64_t id, int64_t now) {
    static const char *const heads[] = {"户编号", "村", "户主", NULL};
    struct row_batch_missing *rows;
    struct arena *a = db_arena(db);
    struct str beyond = str_format(a, STR_FMT ":", STR_ARG(b->region)); /* ':' follows '9' */
    struct str from = at ? str_format(a, "%lld", (long long)at) : b->region;
    size_t count;
    out->title = STR("登记里有、文件里没有的户");
    out->heads = heads;
    if (!str_is(b->state, "checked")) return OK; /* nothing is staged: all would be missing */
    enum status st = q_batch_missing(&rows, &count, db, b->id, beyond, from, id, date_day(now),
                                     PAGE + 1);
    room(out, a, PAGE);
    for (size_t i = 0; st == OK && i < count && i < PAGE; i++) {
        put(out, rows[i].code, rows[i].place, masked(a, rows[i].name), STR_NONE, STR_NONE,
            STR_NONE);
    }
    if (st == OK && count > PAGE) {
        str_int(&out->next_at, rows[PAGE - 1].region);
        out->next_id = rows[PAGE - 1].id;
    }
    return st;
}

static enum status part_suspects(struct batch_table *out, struct db *db, const struct row_batch *b,
                                 int64_t at, int64_t id, int64_t now) {
    static const char *const heads[] = {"为什么", "姓名",         "本户", "行",
                                        "另一户", "另一户在哪里", NULL};
    static const struct label reasons[] = {
        {"number_file", "文件里两户同一个证件号码"},
        {"number_register", "登记里另一户有同一个证件号码"},
        {"name_file", "文件里同村两个人同名、同一天出生，号码不同"},
        {"name_register", "登记里同村有人同名、同一天出生，号码不同"},
        {"head", "户主同名同村，疑似换了户编号"},
        {NULL, NULL}};
    struct row_batch_suspects *rows;
    struct arena *a = db_arena(db);
    size_t count;
    enum status st = q_batch_suspects(&rows, &count, db, b->id, id, PAGE + 1);
    (void)at, (void)now;
    out->title = STR("疑似重复的户");
    out->heads = heads;
    room(out, a, PAGE);
    for (size_t i = 0; st == OK && i < count && i < PAGE; i++) {
        struct str where = rows[i].other_line
                               ? str_format(a, "文件第 %lld 行", (long long)rows[i].other_line)
                               : rows[i].other_place;
        put(out, label_text(reasons, rows[i].why), rows[i].name, rows[i].code,
            number_text(a, rows[i].line), rows[i].other_code, where);
    }
    if (st == OK && count > PAGE) out->next_id = rows[PAGE - 1].number;
    return st;
}

static const struct {
    const char *name;
    enum status (*run)(struct batch_table *out, struct db *db, const struct row_batch *b,
                       int64_t at, int64_t id, int64_t now);
} parts[] = {
    {"new", part_new},           {"joining", part_joining},       {"people", part_people},
    {"same", part_same},         {"households", part_households}, {"missing", part_missing},
    {"suspects", part_suspects},
};

enum status batch_part(struct batch_table *out, struct db *db, const struct row_batch *b,
                       struct str part, int64_t after_at, int64_t after_id, int64_t now) {
    *out = (struct batch_table){.count = 0};
    for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++) {
        if (str_is(part, parts[i].name)) return parts[i].run(out, db, b, after_at, after_id, now);
    }
    return NOT_FOUND;
}

enum status batch_progress(struct row_batch_progress **out, struct db *db, int64_t id) {
    return q_batch_progress(out, db, id);
}

enum status batch_said(struct row_batch_said **rows, size_t *count, struct db *db, int64_t id,
                       int64_t after, size_t most) {
    return q_batch_said(rows, count, db, id, after, (int64_t)most);
}
