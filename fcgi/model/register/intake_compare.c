/*
 * What a staged file means for the register: whom it knows, what differs, what is wrong, what
 * should be looked at. It happens within the database, by ranges of households, and locks nothing
 * there.
 */
#include "base/arena.h"
#include "model/publish/label.h"
#include "model/register/intake_batch.h"
#include "model/register/lifecycle.h"

#define CHANGES 2000 /* of each kind that are said one by one */

enum status intake_by_ranges(struct intake *in, int64_t last, const char *what,
                             enum status (*one)(struct intake *in, int64_t after, int64_t upto)) {
    enum status st = OK;
    for (int64_t after = 0; st == OK && after < last; after += INTAKE_RANGE) {
        in->watch.step(in->watch.arg, what, after, last);
        st = one(in, after, after + INTAKE_RANGE);
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
    if (st == OK) st = q_intake_gathered_helpers(in->db, in->id);
    if (st == OK) st = q_intake_twice(&rows, &count, in->db, in->id);
    if (st == OK) {
        say_at(in, rows, count, INTAKE_NUMBER, "这一户里有两个人是同一个号码",
               "请核对两个人的证件");
    }
    return st;
}

static enum status find(struct intake *in, int64_t after, int64_t upto) {
    return q_intake_find_households(in->db, in->id, after, upto, in->today);
}

static enum status find_people(struct intake *in, int64_t after, int64_t upto) {
    enum status st = q_intake_find_people(in->db, in->id, after, upto, in->today);
    return st == OK ? q_intake_find_names(in->db, in->id, after, upto, in->today) : st;
}

/* Whom the register knows, and what differs. What an earlier comparison found is forgotten: the
 * register may have changed. */
static enum status match(struct intake *in) {
    struct row_intake_count_households *h = NULL;
    enum status st = in->keys ? OK : q_intake_forget_found_people(in->db, in->id);
    if (st == OK && !in->keys) st = q_intake_forget_found_households(in->db, in->id);
    if (st == OK) st = intake_by_ranges(in, in->number, "对照", find);
    if (st == OK) st = q_intake_count_households(&h, in->db, in->id);
    if (st != OK || !h || h->found == 0) return st; /* a first load: nothing to compare */
    return intake_by_ranges(in, in->number, "比较", find_people);
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
        st = q_intake_moving(&rows, &count, in->db, in->id);
    }
    if (st == OK) {
        say_at(in, rows, count, INTAKE_REGION, "这一户正在办理申请或退出，办完以前不能换地方",
               "请先把这件事办完，再改行政区划");
        st = q_intake_decided(&rows, &count, in->db, in->id);
    }
    if (st == OK) {
        say_at(in, rows, count, INTAKE_STATE, "这一户正在办理申请或退出，办完以前不能用导入改",
               "纳入、脱贫和清退要公示走完才算数；请从文件里去掉这一户，或者照登记表填");
        st = q_intake_backwards(&rows, &count, in->db, in->id);
    }
    if (st == OK) {
        say_at(in, rows, count, INTAKE_STATE, "登记表里已经不在册，不能用导入改回在册",
               "如果是返贫，识别日期要填重新纳入的那一天");
    }
    return st;
}

/* Why two may be one, and what to do about it. */
static const struct suspicion {
    const char *why;
    enum intake_column column;
    const char *what, *todo;
} suspicions[] = {
    {"number_file", INTAKE_NUMBER, "文件里两户有同一个证件号码", "请核对这个人到底在哪一户"},
    {"number_register", INTAKE_NUMBER, "登记表里另一户有同一个证件号码",
     "请核对这个人到底在哪一户"},
    {"name_file", INTAKE_NUMBER, "文件里同村有两个人同名、同一天出生，号码不同",
     "请核对是不是同一个人重复登记，号码哪个对"},
    {"name_register", INTAKE_NUMBER, "登记表里同村有同名、同一天出生的人，号码不同",
     "请核对是不是同一个人重复登记，号码哪个对"},
    {"head", INTAKE_CODE, "疑似同一户换了户编号，户主同名同村", "请核对户编号"},
};

static enum status say_suspect(struct intake *in, const char *why,
                               const struct row_intake_pair *p) {
    const struct intake_suspect s = {.why = why,
                                     .line = p->line,
                                     .name = p->name,
                                     .code = p->code,
                                     .other_line = p->other_line,
                                     .other_code = p->other_code,
                                     .other_place = p->other_place};
    const struct suspicion *k = suspicions;
    struct arena *a = in->houses;
    while (!str_is(str_from(why), k->why)) k++;
    struct str other = p->other_line ? str_format(a, "第 %lld 行", (long long)p->other_line)
                                     : p->other_place;
    intake_note(in->report, (size_t)p->line, intake_headings[k->column],
                str_format(a, "%s：本户 " STR_FMT "，另一户 " STR_FMT "（" STR_FMT "）", k->what,
                           STR_ARG(p->code), STR_ARG(p->other_code), STR_ARG(other)),
                str_from(k->todo));
    return in->watch.suspect ? in->watch.suspect(in->watch.arg, &s) : OK;
}

static enum status shared(struct intake *in, int64_t after, int64_t upto) {
    struct row_intake_pair *pairs;
    size_t count;
    int64_t keys = in->key_count > 0 ? (int64_t)in->key_count : SEAL_INDEX_KEYS_MAX;
    if (in->shared >= CHANGES) return OK;
    enum status st = q_intake_shared_register(&pairs, &count, in->db, in->id, after, upto, keys,
                                              in->today);
    for (size_t i = 0; st == OK && i < count; i++, in->shared++) {
        st = say_suspect(in, "number_register", &pairs[i]);
    }
    if (st == OK) {
        st = q_intake_alike_register(&pairs, &count, in->db, in->id, after, upto, in->today);
    }
    for (size_t i = 0; st == OK && i < count; i++, in->shared++) {
        st = say_suspect(in, "name_register", &pairs[i]);
    }
    return st;
}

static struct str twins_list(const struct intake_twins *t, size_t size) {
    return (struct str){(const char *)t->bytes, t->count * size};
}

/* The lines of one number come together; each is said beside the first. */
static enum status shared_file(struct intake *in) {
    struct row_intake_shared_file *rows;
    size_t count, first = 0;
    if (in->numbers.count == 0) return OK;
    enum status st = q_intake_shared_file(&rows, &count, in->db, in->id,
                                          twins_list(&in->numbers, SEAL_INDEX_BYTES));
    for (size_t i = 1; st == OK && i < count; i++) {
        if (!str_eq(rows[i].id_index, rows[first].id_index)) first = i;
        if (rows[i].number == rows[first].number) continue;
        const struct row_intake_pair pair = {.line = rows[first].line,
                                             .name = rows[first].name,
                                             .code = rows[first].code,
                                             .other_line = rows[i].line,
                                             .other_code = rows[i].code};
        st = say_suspect(in, "number_file", &pair);
    }
    return st;
}

static enum status alike_file(struct intake *in) {
    struct row_intake_alike_file *rows;
    size_t count, first = 0;
    if (in->people.count == 0) return OK;
    enum status st = q_intake_alike_file(&rows, &count, in->db, in->id,
                                         twins_list(&in->people, IDENTITY_ALIKE));
    for (size_t i = 1; st == OK && i < count; i++) {
        if (!str_eq(rows[i].alike, rows[first].alike) ||
            !str_eq(rows[i].region, rows[first].region)) {
            first = i;
        }
        if (str_eq(rows[i].id_index, rows[first].id_index)) continue;
        const struct row_intake_pair pair = {.line = rows[first].line,
                                             .name = rows[first].name,
                                             .code = rows[first].code,
                                             .other_line = rows[i].line,
                                             .other_code = rows[i].code};
        st = say_suspect(in, "name_file", &pair);
    }
    return st;
}

static enum status suspects(struct intake *in) {
    enum status st = shared_file(in);
    if (st == OK) st = alike_file(in);
    return st == OK ? intake_by_ranges(in, in->number, "查重号", shared) : st;
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
        st = say_suspect(in, "head", &pairs[i]);
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
    c->households_new = h->count - h->found;
    c->households_changed = h->changed;
    c->people = p->count;
    c->people_new = p->count - p->found;
    c->people_changed = p->changed;
    in->number = h->last;
    in->counts = *c;
    return q_intake_batch_counted(in->db, in->id, c->households, c->households_new,
                                  c->households_changed, c->people, c->people_new,
                                  c->people_changed);
}

enum status intake_compare(struct intake_counts *counts, struct intake *in) {
    struct row_intake_last *last;
    *counts = (struct intake_counts){0};
    enum status st = intake_end_staging(in);
    if (st != OK) return st;
    st = gather(in);
    if (st == OK) st = q_intake_last(&last, in->db, in->id);
    if (st != OK) return st;
    in->number = last->number;
    st = match(in);
    if (st == OK) st = faults(in);
    if (st == OK && in->report->faults > 0) st = INVALID;
    if (st == OK) st = count_all(counts, in);
    if (st == OK && counts->people_changed) st = people_changes(in);
    if (st == OK && counts->households_changed) st = household_changes(in);
    if (st == OK) st = suspects(in);
    return st == OK ? missing(&counts->households_missing, in) : st;
}
