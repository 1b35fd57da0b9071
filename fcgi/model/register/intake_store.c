/*
 * Called by `mingbai import`; the statements are sql/query/intake.sql. Lines go to the staging
 * tables fifty at a time; comparing and applying then happens within the database, by ranges of
 * households.
 */
#include "model/register/intake_store.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/seal.h"
#include "base/text.h"
#include "db/db.h"
#include "model/county/region.h"
#include "model/publish/label.h"
#include "model/register/identity.h"
#include "model/register/lifecycle.h"
#include "query.h"

#define RANGE   5000 /* households of a statement */
#define MEMBERS 200  /* of one household */
#define CHANGES 2000 /* of each kind that are said one by one */

/* The bits of ${differs} as sql/query/intake.sql sets them. */
enum {
    NUMBER = 1,
    NAME = 2,
    RELATION = 4,
    ETHNIC = 8,
    SCHOOLING = 16,
    HEALTH = 32,
    LABOUR = 64,
    WORK = 128,
    PHONE = 256
};
enum {
    REGION = 1,
    TEAM = 2,
    ADDRESS = 4,
    KIND = 8,
    ATTRIBUTE = 16,
    CAUSES = 32,
    SINCE = 64,
    STATE = 128,
    HELPER = 256,
    SECOND_STAY = 512
};

struct intake {
    struct arena *a;      /* as long as the batch */
    struct arena *houses; /* the household being read and those that wait */
    struct db *db;
    const struct seal_keys *keys;
    struct intake_report *report;
    struct intake_watch watch;
    int64_t id;
    struct str region, beyond; /* the scope: [region, beyond) */
    int32_t today;
    int64_t now;
    struct row_intake_villages *villages;
    size_t village_count, village_last;
    struct intake_check check;
    bool has_headings;
    size_t lines, shared;
    struct intake_counts counts; /* as last compared */
    /* the household being read */
    struct intake_line first;
    int64_t number, heads, size;
    struct str head_key;
    uint8_t members[MEMBERS][SEAL_INDEX_BYTES];
    struct q_intake_put_household waiting_houses[DB_INSERT_ROWS];
    size_t house_count;
    struct q_intake_put_person waiting_people[DB_INSERT_ROWS];
    size_t person_count;
};

/* -- beginning
 * -------------------------------------------------------------------------------------- */

static enum intake_village village(void *arg, struct str code) {
    struct intake *in = arg;
    if (!str_starts(code, in->region)) {
        struct row_region *found;
        return q_region_find(&found, in->db, code) == OK ? VILLAGE_OUTSIDE : VILLAGE_UNKNOWN;
    }
    /* Lines of one village mostly stand together. */
    if (in->village_last < in->village_count && str_eq(in->villages[in->village_last].code, code)) {
        return VILLAGE_KNOWN;
    }
    size_t from = 0, to = in->village_count;
    while (from < to) {
        size_t mid = (from + to) / 2;
        int order = str_compare(in->villages[mid].code, code);
        if (order == 0) {
            in->village_last = mid;
            return VILLAGE_KNOWN;
        }
        if (order < 0) {
            from = mid + 1;
        } else {
            to = mid;
        }
    }
    return VILLAGE_UNKNOWN;
}

static struct intake *make(struct arena *a, struct db *db, struct intake_report *report,
                           const struct intake_watch *watch, struct str region, int64_t now) {
    static struct arena *houses; /* one batch at a time; as long as the process */
    struct intake *in = ARENA_NEW(a, struct intake);
    in->a = a;
    in->db = db;
    in->report = report;
    in->watch = *watch;
    in->region = str_copy(a, region);
    in->beyond = str_format(a, STR_FMT ":", STR_ARG(region)); /* ':' follows '9' */
    in->now = now;
    in->today = date_day(now);
    if (!houses) houses = arena_new((size_t)64 << 20);
    arena_reset(houses);
    in->houses = houses;
    in->village_last = SIZE_MAX;
    in->check = (struct intake_check){report, in->today, village, in, {0}};
    return in;
}

enum status intake_begin(struct intake **out, struct arena *a, struct db *db,
                         const struct seal_keys *keys, struct intake_report *report,
                         const struct intake_watch *watch, struct str region, struct str file,
                         struct str login, int64_t now) {
    struct row_region *place;
    enum status st = region_find(&place, db, region);
    if (st != OK) return st;
    st = q_intake_batch_add(db, region, text_clip(file, 200), now, login);
    if (st != OK) return st;
    return intake_stage(out, a, db, keys, report, watch, db_insert_id(db), region, now);
}

enum status intake_stage(struct intake **out, struct arena *a, struct db *db,
                         const struct seal_keys *keys, struct intake_report *report,
                         const struct intake_watch *watch, int64_t id, struct str region,
                         int64_t now) {
    struct row_intake_villages *villages;
    struct intake *in = make(a, db, report, watch, region, now);
    in->keys = keys;
    in->id = id;
    enum status st = q_intake_villages(&villages, &in->village_count, db, in->region, in->beyond);
    if (st != OK) return st;
    in->villages = ARENA_ARRAY(a, struct row_intake_villages, in->village_count + 1);
    for (size_t i = 0; i < in->village_count; i++) {
        in->villages[i].code = str_copy(a, villages[i].code);
    }
    *out = in;
    return OK;
}

enum status intake_load(struct intake **out, struct arena *a, struct db *db,
                        struct intake_report *report, const struct intake_watch *watch, int64_t id,
                        int64_t now) {
    struct row_intake_batch *batch;
    enum status st = q_intake_batch_find(&batch, db, id);
    if (st != OK) return st;
    if (!str_is(batch->state, "checked") && !str_is(batch->state, "applying")) return CONFLICT;
    *out = make(a, db, report, watch, batch->region, now);
    (*out)->id = id;
    return OK;
}

size_t intake_lines(const struct intake *in) {
    return in->lines;
}

int64_t intake_id(const struct intake *in) {
    return in->id;
}

/* -- staging
 * ---------------------------------------------------------------------------------------- */

static struct str index_of(struct arena *a, const struct intake *in, const char *purpose,
                           struct str text) {
    uint8_t *out = arena_alloc(a, SEAL_INDEX_BYTES);
    seal_index(out, in->keys, purpose, text);
    return (struct str){(const char *)out, SEAL_INDEX_BYTES};
}

static enum status send_people(struct intake *in) {
    enum status st = db_insert(in->db, Q_intake_put_person, in->waiting_people, in->person_count,
                               sizeof *in->waiting_people);
    in->person_count = 0;
    arena_reset(db_arena(in->db));
    return st;
}

static enum status send_houses(struct intake *in) {
    enum status st = db_insert(in->db, Q_intake_put_household, in->waiting_houses, in->house_count,
                               sizeof *in->waiting_houses);
    in->house_count = 0;
    arena_reset(in->houses);
    return st;
}

/* The household whose lines are all read. */
static enum status end_house(struct intake *in) {
    const struct intake_line *h = &in->first;
    if (in->size == 0) return OK;
    struct str address = STR_NONE, sealed = STR_NONE;
    if (h->address.n) {
        address = index_of(in->houses, in, "address", h->address);
        sealed = seal_close(in->houses, in->keys, address, h->address);
    }
    in->waiting_houses[in->house_count++] = (struct q_intake_put_household){
        .batch_id = in->id,
        .number = in->number,
        .line = (int64_t)h->row,
        .code = h->code,
        .region = h->region,
        .team = h->team,
        .address_index = address,
        .address_sealed = sealed,
        .kind = h->kind,
        .attribute = h->attribute,
        .causes = h->causes,
        .from_on = h->since,
        .status = h->status,
        .to_on = h->left,
        .helper = h->helper,
        .unit = h->helper.n ? (h->unit.n ? h->unit : STR("")) : STR_NONE,
        .helper_phone = h->helper.n ? (h->helper_phone.n ? h->helper_phone : STR("")) : STR_NONE,
        .heads = in->heads,
        .size = in->size,
        .head_key = in->head_key,
    };
    in->size = in->heads = 0;
    return in->house_count == DB_INSERT_ROWS ? send_houses(in) : OK;
}

static void begin_house(struct intake *in, const struct intake_line *line) {
    struct arena *a = in->houses;
    struct intake_line *f = &in->first;
    struct str *const kept[] = {&f->code,   &f->region,    &f->team,        &f->address,
                                &f->kind,   &f->attribute, &f->causes,      &f->status,
                                &f->helper, &f->unit,      &f->helper_phone};
    *f = *line;
    for (size_t i = 0; i < sizeof kept / sizeof kept[0]; i++) {
        if (kept[i]->p) *kept[i] = str_copy(a, *kept[i]);
    }
    in->number++;
    in->head_key = STR_NONE;
}

static enum status twice(struct intake *in, const struct intake_line *line, struct str index) {
    for (int64_t i = 0; i < in->size; i++) {
        if (memcmp(in->members[i], index.p, SEAL_INDEX_BYTES) != 0) continue;
        intake_say(in->report, line->row, intake_headings[INTAKE_NUMBER],
                   STR("这一户里有两个人是同一个号码"), STR("请核对两个人的证件"));
        return INVALID;
    }
    if (in->size == MEMBERS) {
        intake_say(in->report, line->row, intake_headings[INTAKE_CODE], STR("这一户超过 200 人"),
                   STR("请核对户编号是不是填串了"));
        return INVALID;
    }
    memcpy(in->members[in->size], index.p, SEAL_INDEX_BYTES);
    return OK;
}

static enum status put_person(struct intake *in, const struct intake_line *line, struct str index) {
    struct arena *a = db_arena(in->db);
    struct str key = identity_name_key(a, line->name), phone = STR_NONE, sealed = STR_NONE;
    if (line->phone.n) {
        phone = index_of(a, in, "phone", line->phone);
        sealed = seal_close(a, in->keys, phone, line->phone);
    }
    if (str_is(line->relation, "户主")) {
        in->heads++;
        in->head_key = str_copy(in->houses, key);
    }
    in->size++;
    in->waiting_people[in->person_count++] = (struct q_intake_put_person){
        .batch_id = in->id,
        .number = in->number,
        .line = (int64_t)line->row,
        .name = line->name,
        .name_key = key,
        .id_kind = str_from(line->id_kind),
        .id_index = index,
        .id_sealed = seal_close(a, in->keys, index, line->number),
        .relation = line->relation,
        .ethnic = line->ethnic,
        .schooling = line->schooling,
        .health = line->health,
        .labour = line->labour,
        .work = line->work,
        .phone_index = phone,
        .phone_sealed = sealed,
    };
    return OK;
}

enum status intake_take(struct intake *in, size_t row, const struct table_cell *cells,
                        size_t count) {
    struct arena *a = db_arena(in->db);
    struct intake_line line;
    if (!in->has_headings) {
        in->has_headings = true;
        return intake_check_headings(&in->check, in->a, row, cells, count);
    }
    in->lines++;
    enum status st = OK;
    bool lost = in->report->faults > 0; /* nothing of the file will be kept; the rest is checked */
    if (lost) {
        in->person_count = in->house_count = 0;
        arena_reset(a);
    }
    if (intake_check_line(&line, &in->check, a, row, cells, count) != OK || lost) return OK;
    if (in->size == 0 || !str_eq(line.code, in->first.code)) {
        st = end_house(in);
        begin_house(in, &line);
    } else {
        intake_check_same(in->report, in->houses, &in->first, &line);
    }
    struct str index = identity_index(a, in->keys, line.lookup);
    if (st != OK || twice(in, &line, index) != OK) return st;
    /* The cells are the reader's; what waits must be ours. */
    struct str *const kept[] = {&line.name,   &line.relation, &line.ethnic, &line.schooling,
                                &line.health, &line.labour,   &line.work};
    for (size_t i = 0; i < sizeof kept / sizeof kept[0]; i++) {
        if (kept[i]->p) *kept[i] = str_copy(a, *kept[i]);
    }
    st = put_person(in, &line, index);
    return st == OK && in->person_count == DB_INSERT_ROWS ? send_people(in) : st;
}

/* -- comparing
 * -------------------------------------------------------------------------------------- */

/* What is done with the households (after, upto] of a batch. */
static enum status by_ranges(struct intake *in, int64_t last, const char *what,
                             enum status (*one)(struct intake *in, int64_t after, int64_t upto)) {
    enum status st = OK;
    for (int64_t after = 0; st == OK && after < last; after += RANGE) {
        in->watch.step(in->watch.arg, what, after, last);
        st = one(in, after, after + RANGE);
        arena_reset(db_arena(in->db));
    }
    return st;
}

static struct str quoted(struct arena *a, struct str before, struct str after) {
    return str_format(a, "由“" STR_FMT "”改为“" STR_FMT "”", STR_ARG(before), STR_ARG(after));
}

static void say_at(struct intake *in, const struct row_intake_at *rows, size_t count,
                   enum intake_column column, const char *what, const char *todo) {
    for (size_t i = 0; i < count; i++) {
        intake_say(in->report, (size_t)rows[i].line, intake_headings[column], str_from(what),
                   str_from(todo));
    }
}

/* Lines of one household that do not stand together. */
static enum status gather(struct intake *in) {
    struct row_intake_scattered *scattered;
    struct row_intake_at *rows;
    size_t count;
    enum status st = q_intake_scattered(&scattered, in->db, in->id);
    if (st != OK || scattered->parts == 0) return st;
    st = q_intake_torn(&rows, &count, in->db, in->id);
    if (st == OK) {
        say_at(in, rows, count, INTAKE_CODE, "同一户的各行写得不一样",
               "请把一户的各行放在一起，户的情况写得一样");
        st = q_intake_gather_people(in->db, in->id);
    }
    if (st == OK) st = q_intake_gather_households(in->db, in->id);
    if (st == OK) st = q_intake_gathered(in->db, in->id);
    if (st == OK) st = q_intake_twice(&rows, &count, in->db, in->id);
    if (st == OK) {
        say_at(in, rows, count, INTAKE_NUMBER, "这一户里有两个人是同一个号码",
               "请核对两个人的证件");
    }
    return st;
}

static enum status find(struct intake *in, int64_t after, int64_t upto) {
    return q_intake_match_households(in->db, in->id, after, upto, in->today);
}

static enum status differ(struct intake *in, int64_t after, int64_t upto) {
    enum status st = q_intake_match_people(in->db, in->id, after, upto, in->today);
    if (st == OK) st = q_intake_match_names(in->db, in->id, after, upto, in->today);
    if (st == OK) st = q_intake_differ_people(in->db, in->id, after, upto);
    return st == OK ? q_intake_differ_households(in->db, in->id, after, upto) : st;
}

static enum status match(struct intake *in, int64_t last) {
    struct row_intake_count_households *h = NULL;
    enum status st = by_ranges(in, last, "对照", find);
    if (st == OK) st = q_intake_count_households(&h, in->db, in->id);
    if (st != OK || !h || h->count == h->fresh) return st; /* a first load: nothing to compare */
    return by_ranges(in, last, "比较", differ);
}

static enum status faults(struct intake *in) {
    struct row_intake_headless *headless;
    struct row_intake_at *rows;
    size_t count;
    enum status st = q_intake_headless(&headless, &count, in->db, in->id);
    for (size_t i = 0; st == OK && i < count; i++) {
        intake_say(in->report, (size_t)headless[i].line, intake_headings[INTAKE_RELATION],
                   headless[i].heads ? STR("这一户有两个以上户主") : STR("这一户没有户主"),
                   STR("每一户要有一个、也只能有一个户主"));
    }
    if (st == OK) st = q_intake_elsewhere(&rows, &count, in->db, in->id, in->region, in->beyond);
    if (st == OK) {
        say_at(in, rows, count, INTAKE_CODE, "这个户编号已经是别的地方的一户",
               "请核对户编号；迁来的户请先办迁移");
        st = q_intake_applying(&rows, &count, in->db, in->id);
    }
    if (st == OK) {
        say_at(in, rows, count, INTAKE_CODE, "这一户正在申请，或者申请没有通过",
               "公示走完才能纳入，不能用导入代替；请从文件里去掉这一户");
        st = q_intake_backwards(&rows, &count, in->db, in->id);
    }
    if (st == OK) {
        say_at(in, rows, count, INTAKE_STATE, "登记表里已经不在册，不能用导入改回在册",
               "如果是返贫，识别日期要填重新纳入的那一天");
    }
    return st;
}

static void say_pair(struct intake *in, const struct row_intake_pair *p, const char *what,
                     const char *todo) {
    struct arena *a = in->houses;
    struct str other = p->other_line ? str_format(a, "第 %lld 行", (long long)p->other_line)
                                     : str_format(a, STR_FMT, STR_ARG(p->other_place));
    intake_note(in->report, (size_t)p->line, intake_headings[INTAKE_NUMBER],
                str_format(a, "%s：本户 " STR_FMT "，另一户 " STR_FMT "（" STR_FMT "）", what,
                           STR_ARG(p->code), STR_ARG(p->other_code), STR_ARG(other)),
                str_from(todo));
}

static enum status shared(struct intake *in, int64_t after, int64_t upto) {
    struct row_intake_pair *pairs;
    size_t count;
    if (in->shared >= CHANGES) return OK;
    enum status st = q_intake_shared_register(&pairs, &count, in->db, in->id, after, upto,
                                              in->today);
    for (size_t i = 0; st == OK && i < count; i++, in->shared++) {
        say_pair(in, &pairs[i], "登记表里另一户有同一个证件号码", "请核对这个人到底在哪一户");
    }
    return st;
}

static enum status suspects(struct intake *in, int64_t last) {
    struct row_intake_pair *pairs;
    size_t count;
    enum status st = q_intake_shared_file(&pairs, &count, in->db, in->id);
    for (size_t i = 0; st == OK && i < count; i++) {
        say_pair(in, &pairs[i], "文件里两户有同一个证件号码", "请核对这个人到底在哪一户");
    }
    return st == OK ? by_ranges(in, last, "查重号", shared) : st;
}

static enum status missing(int64_t *out, struct intake *in) {
    struct row_intake_absent *rows;
    struct row_intake_pair *pairs;
    struct str region = in->region;
    int64_t id = 0;
    size_t count = 1;
    enum status st = OK;
    *out = 0;
    while (st == OK && count > 0) {
        arena_reset(db_arena(in->db));
        st = q_intake_missing(&rows, &count, in->db, in->id, in->beyond, region, id, in->today);
        for (size_t i = 0; st == OK && i < count; i++) {
            if (++*out > CHANGES) continue;
            intake_note(in->report, 0, intake_headings[INTAKE_CODE],
                        str_format(in->houses,
                                   "登记表里有这一户，文件里没有：" STR_FMT "（" STR_FMT "）",
                                   STR_ARG(rows[i].code), STR_ARG(rows[i].place)),
                        STR("导入不会动这一户；要让它离开，请办清退或自然减少"));
        }
        if (count == 0) break;
        region = str_copy(in->houses, rows[count - 1].region);
        id = rows[count - 1].id;
    }
    if (st != OK || *out == 0) return st;
    st = q_intake_alike(&pairs, &count, in->db, in->id, in->region, in->beyond, in->today);
    for (size_t i = 0; st == OK && i < count; i++) {
        say_pair(in, &pairs[i], "疑似同一户换了户编号，户主同名同村", "请核对户编号");
    }
    return st;
}

static void say_change(struct intake *in, int64_t line, enum intake_column column,
                       struct str before, struct str after) {
    intake_note(in->report, (size_t)line, intake_headings[column],
                quoted(db_arena(in->db), before, after), STR("核对无误就不用管"));
}

static enum status people_changes(struct intake *in) {
    struct row_intake_changed_people *rows;
    int64_t after = 0, after_line = 0;
    size_t count = 1, said = 0;
    enum status st = OK;
    while (st == OK && count > 0 && said < CHANGES) {
        arena_reset(db_arena(in->db));
        st = q_intake_changed_people(&rows, &count, in->db, in->id, after, after_line);
        for (size_t i = 0; st == OK && i < count; i++, said++) {
            const struct row_intake_changed_people *r = &rows[i];
            const struct {
                int bit;
                enum intake_column column;
                struct str before, after;
            } all[] = {
                {NUMBER, INTAKE_NUMBER, STR("原来的号码"), STR("文件里的号码")},
                {NAME, INTAKE_NAME, r->name_old, r->name},
                {RELATION, INTAKE_RELATION, r->relation_old, r->relation},
                {ETHNIC, INTAKE_ETHNIC, r->ethnic_old, r->ethnic},
                {SCHOOLING, INTAKE_SCHOOLING, r->schooling_old, r->schooling},
                {HEALTH, INTAKE_HEALTH, r->health_old, r->health},
                {LABOUR, INTAKE_LABOUR, r->labour_old, r->labour},
                {WORK, INTAKE_WORK, r->work_old, r->work},
                {PHONE, INTAKE_PHONE, STR("原来的电话"), STR("文件里的电话")},
            };
            for (size_t k = 0; k < sizeof all / sizeof all[0]; k++) {
                if (r->differs & all[k].bit) {
                    say_change(in, r->line, all[k].column, all[k].before, all[k].after);
                }
            }
            after = r->number;
            after_line = r->line;
        }
    }
    return st;
}

static enum status household_changes(struct intake *in) {
    struct row_intake_changed_households *rows;
    struct arena *a = db_arena(in->db);
    int64_t after = 0;
    size_t count = 1, said = 0;
    enum status st = OK;
    while (st == OK && count > 0 && said < CHANGES) {
        arena_reset(a);
        st = q_intake_changed_households(&rows, &count, in->db, in->id, after);
        for (size_t i = 0; st == OK && i < count; i++, said++) {
            const struct row_intake_changed_households *r = &rows[i];
            const struct {
                int bit;
                enum intake_column column;
                struct str before, after;
            } all[] = {
                {REGION, INTAKE_REGION, r->region_old, r->region},
                {TEAM, INTAKE_TEAM, r->team_old, r->team},
                {ADDRESS, INTAKE_ADDRESS, STR("原来的住址"), STR("文件里的住址")},
                {KIND, INTAKE_KIND, label_text(lifecycle_kinds, r->kind_old),
                 label_text(lifecycle_kinds, r->kind)},
                {ATTRIBUTE, INTAKE_ATTRIBUTE, label_text(lifecycle_attributes, r->attribute_old),
                 label_text(lifecycle_attributes, r->attribute)},
                {CAUSES, INTAKE_CAUSE, intake_causes_text(a, r->causes_old),
                 intake_causes_text(a, r->causes)},
                {SINCE, INTAKE_SINCE, date_iso(a, r->from_old), date_iso(a, r->from_on)},
                {STATE, INTAKE_STATE,
                 str_format(a, STR_FMT " " STR_FMT, STR_ARG(intake_state_text(r->status_old)),
                            STR_ARG(date_iso(a, r->to_old))),
                 str_format(a, STR_FMT " " STR_FMT, STR_ARG(intake_state_text(r->status)),
                            STR_ARG(date_iso(a, r->to_on)))},
                {HELPER, INTAKE_HELPER, r->helper_old, r->helper},
                {SECOND_STAY, INTAKE_SINCE, STR("第一次纳入已结束"),
                 str_format(a, "从 " STR_FMT " 起重新纳入", STR_ARG(date_iso(a, r->from_on)))},
            };
            for (size_t k = 0; k < sizeof all / sizeof all[0]; k++) {
                if (r->differs & all[k].bit) {
                    say_change(in, r->line, all[k].column, all[k].before, all[k].after);
                }
            }
            after = r->number;
        }
    }
    return st;
}

static enum status count_all(struct intake_counts *c, struct intake *in) {
    struct row_intake_count_households *h;
    struct row_intake_count_people *p;
    enum status st = q_intake_count_households(&h, in->db, in->id);
    if (st == OK) st = q_intake_count_people(&p, in->db, in->id);
    if (st != OK) return st;
    c->households = h->count;
    c->households_new = h->fresh;
    c->households_changed = h->changed;
    c->people = p->count;
    c->people_new = p->fresh;
    c->people_changed = p->changed;
    in->number = h->last;
    in->counts = *c;
    return q_intake_batch_counted(in->db, in->id, c->households, c->households_new,
                                  c->households_changed, c->people, c->people_new,
                                  c->people_changed);
}

/* What is staged and still waits here; of a batch that was loaded there is nothing. */
static enum status end_staging(struct intake *in) {
    enum status st = end_house(in);
    if (st == OK) st = send_houses(in);
    if (st == OK) st = send_people(in);
    if (st == OK && in->report->faults == 0 && in->number == 0) {
        intake_say(in->report, 0, NULL,
                   in->has_headings ? STR("文件里只有列名，没有一行内容")
                                    : STR("文件里没有一行内容"),
                   STR("请核对文件"));
    }
    return st == OK && in->report->faults > 0 ? INVALID : st;
}

enum status intake_compare(struct intake_counts *counts, struct intake *in) {
    *counts = (struct intake_counts){0};
    enum status st = in->keys ? end_staging(in) : OK;
    if (st != OK) return st;
    st = gather(in);
    if (st == OK) st = count_all(counts, in);
    if (st == OK) st = match(in, in->number);
    if (st == OK) st = faults(in);
    if (st == OK && in->report->faults > 0) st = INVALID;
    if (st == OK) st = count_all(counts, in);
    if (st == OK && counts->people_changed) st = people_changes(in);
    if (st == OK && counts->households_changed) st = household_changes(in);
    if (st == OK) st = suspects(in, in->number);
    return st == OK ? missing(&counts->households_missing, in) : st;
}

/* -- applying
 * --------------------------------------------------------------------------------------- */

/* All of a few households at once, while their lines are at hand; then the lines go. */
static enum status add(struct intake *in, int64_t after, int64_t upto) {
    struct db *db = in->db;
    int64_t id = in->id, base = in->id << 32;
    int32_t today = in->today;
    struct str reason = str_format(db_arena(db), "按登记表导入，第 %lld 批。", (long long)id);
    struct str actor = STR("登记表导入");
    enum status st = q_intake_match_helpers(db, id, after, upto);
    if (st == OK) st = q_intake_add_households(db, id, after, upto, base, today);
    if (st == OK) st = q_intake_add_people(db, id, after, upto, base);
    if (st == OK) st = q_intake_add_memberships(db, id, after, upto, base, today);
    if (st == OK) st = q_intake_add_spells(db, id, after, upto, base);
    if (st == OK) st = q_intake_add_causes(db, id, after, upto, base);
    if (st == OK) st = q_intake_add_assignments(db, id, after, upto, base, today);
    if (st == OK) st = q_intake_add_entered(db, id, after, upto, base, reason, actor);
    if (st == OK) st = q_intake_add_left(db, id, after, upto, base, reason, actor);
    if (st == OK) st = q_intake_clear_people(db, id, after, upto);
    return st == OK ? q_intake_clear_households(db, id, after, upto) : st;
}

static enum status change_people(struct intake *in, int64_t after, int64_t upto) {
    enum status st = q_intake_keep_people(in->db, in->id, after, upto);
    return st == OK ? q_intake_change_people(in->db, in->id, after, upto) : st;
}

static enum status change_households(struct intake *in, int64_t after, int64_t upto) {
    enum status st = q_intake_keep_households(in->db, in->id, after, upto);
    if (st == OK) st = q_intake_change_households(in->db, in->id, after, upto);
    if (st == OK) st = q_intake_change_spells(in->db, in->id, after, upto);
    if (st == OK) st = q_intake_drop_causes(in->db, in->id, after, upto);
    return st == OK ? q_intake_end_assignments(in->db, in->id, after, upto, in->today) : st;
}

enum status intake_apply(struct intake *in, struct str login) {
    const struct intake_counts *c = &in->counts;
    enum status st = OK;
    if (c->people_changed) st = by_ranges(in, in->number, "更正人", change_people);
    if (st == OK && c->households_changed) {
        st = by_ranges(in, in->number, "更正户", change_households);
    }
    if (st == OK) st = q_intake_add_helpers(in->db, in->id, in->id << 32);
    if (st == OK) st = by_ranges(in, in->number, "写入", add);
    return st == OK ? q_intake_batch_applied(in->db, in->id, in->now, login) : st;
}

/* -- undoing
 * ---------------------------------------------------------------------------------------- */

static enum status may_undo(const char **why, struct db *db, const struct row_intake_batch *batch) {
    struct row_intake_later *later;
    struct row_intake_used *used;
    int64_t base = batch->id << 32;
    *why = "这一批没有写进登记表，或者已经撤销";
    if (!str_is(batch->state, "applied") && !str_is(batch->state, "undoing")) return CONFLICT;
    enum status st = q_intake_later(&later, db, batch->id, batch->region);
    if (st == OK) st = q_intake_used(&used, db, base, (batch->id + 1) << 32);
    if (st != OK) return st;
    *why = "这个地区后来又导入过，请先撤销后面的批次";
    if (later->count > 0) return CONFLICT;
    *why = "这一批导入的户，后来已经办了别的事，不能再撤销";
    return used->count > 0 ? CONFLICT : OK;
}

enum status intake_undo(const char **why, struct db *db, int64_t id, struct str login,
                        int64_t now) {
    struct row_intake_batch *batch;
    int64_t base = id << 32, end = (id + 1) << 32;
    *why = "没有这一批";
    enum status st = q_intake_batch_find(&batch, db, id);
    if (st == OK) st = may_undo(why, db, batch);
    if (st == OK) st = q_intake_undo_causes(db, base, end);
    if (st == OK) st = q_intake_undo_events(db, base, end);
    if (st == OK) st = q_intake_undo_assignments(db, base, end);
    if (st == OK) st = q_intake_undo_helpers(db, base, end);
    if (st == OK) st = q_intake_undo_memberships(db, base, end);
    if (st == OK) st = q_intake_undo_people(db, base, end);
    if (st == OK) st = q_intake_undo_spells(db, base, end);
    if (st == OK) st = q_intake_undo_households(db, base, end);
    if (st == OK) st = q_intake_restore_people(db, id);
    if (st == OK) st = q_intake_restore_households(db, id);
    if (st == OK) st = q_intake_restore_assignments(db, id);
    if (st == OK) st = q_intake_unset_causes(db, id);
    if (st == OK) st = q_intake_restore_causes(db, id);
    if (st == OK) st = q_intake_forget_people(db, id);
    if (st == OK) st = q_intake_forget_households(db, id);
    return st == OK ? q_intake_batch_undone(db, id, now, login) : st;
}
