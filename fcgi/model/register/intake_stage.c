/*
 * Called by `mingbai import` and the office's job: a file's lines, checked by intake.c, into the
 * staging tables, a hundred at a time, while the next are read. Numbers, phones and addresses are
 * sealed here and go no further in the clear.
 */
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/text.h"
#include "model/county/region.h"
#include "model/register/intake_batch.h"

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
    static struct arena *arenas[5]; /* one batch at a time; as long as the process */
    struct intake *in = ARENA_NEW(a, struct intake);
    in->a = a;
    in->db = db;
    in->report = report;
    in->watch = *watch;
    in->region = str_copy(a, region);
    in->beyond = str_format(a, STR_FMT ":", STR_ARG(region)); /* ':' follows '9' */
    in->now = now;
    in->today = date_day(now);
    for (size_t i = 0; i < sizeof arenas / sizeof arenas[0]; i++) {
        if (!arenas[i]) arenas[i] = arena_new((size_t)64 << 20);
        arena_reset(arenas[i]);
    }
    in->houses = arenas[0];
    for (size_t i = 0; i < 2; i++) {
        in->house_lots[i].a = arenas[1 + i];
        in->person_lots[i].a = arenas[3 + i];
    }
    in->house_lot = &in->house_lots[0];
    in->person_lot = &in->person_lots[0];
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
    if (st == OK) st = q_intake_batch_add(db, region, text_clip(file, 200), now, login);
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
    in->key_count = seal_index_ids(in->key_ids, keys);
    in->index_key = in->key_ids[0];
    in->id = id;
    enum status st = q_intake_batch_keyed(db, id, in->index_key);
    if (st != OK) return st;
    st = q_intake_villages(&villages, &in->village_count, db, in->region, in->beyond);
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
    (*out)->index_key = batch->index_key;
    (*out)->made_by = str_copy(a, batch->made_by);
    return OK;
}

size_t intake_lines(const struct intake *in) {
    return in->lines;
}

int64_t intake_id(const struct intake *in) {
    return in->id;
}

struct str intake_region(const struct intake *in) {
    return in->region;
}

/* -- staging
 * ---------------------------------------------------------------------------------------- */

static struct str index_of(struct arena *a, const struct intake *in, const char *purpose,
                           struct str text) {
    uint8_t *out = arena_alloc(a, SEAL_INDEX_BYTES);
    seal_index(out, in->keys, purpose, text);
    return (struct str){(const char *)out, SEAL_INDEX_BYTES};
}

/* Under the older keys, one after the other; STR_NONE while there is only one. */
static struct str indexes_before(struct arena *a, const struct intake *in, const char *purpose,
                                 struct str text) {
    if (in->key_count < 2) return STR_NONE;
    uint8_t *out = arena_alloc(a, (in->key_count - 1) * SEAL_INDEX_BYTES);
    for (size_t i = 1; i < in->key_count; i++) {
        seal_index_under(out + (i - 1) * SEAL_INDEX_BYTES, in->keys, in->key_ids[i], purpose, text);
    }
    return (struct str){(const char *)out, (in->key_count - 1) * SEAL_INDEX_BYTES};
}

/* The lot is full: it goes its way, and the other one, which has gone, is filled. */
static enum status send(struct intake *in, struct intake_lot *pair, struct intake_lot **lot,
                        size_t statement, size_t size) {
    struct intake_lot *full = *lot;
    enum status st = db_insert_aside(in->db, statement, &full->houses, size);
    *lot = full == &pair[0] ? &pair[1] : &pair[0];
    (*lot)->count = 0;
    arena_reset((*lot)->a);
    return st;
}

static enum status send_people(struct intake *in) {
    return send(in, in->person_lots, &in->person_lot, Q_intake_put_person,
                sizeof(struct q_intake_put_person));
}

static enum status send_houses(struct intake *in) {
    return send(in, in->house_lots, &in->house_lot, Q_intake_put_household,
                sizeof(struct q_intake_put_household));
}

/* What is left at the end. */
static enum status send_rest(struct intake *in) {
    enum status st = db_insert(in->db, Q_intake_put_household, in->house_lot->houses,
                               in->house_lot->count, sizeof(struct q_intake_put_household));
    if (st == OK) {
        st = db_insert(in->db, Q_intake_put_person, in->person_lot->people, in->person_lot->count,
                       sizeof(struct q_intake_put_person));
    }
    in->house_lot->count = in->person_lot->count = 0;
    return st;
}

/* The number of the first household with this one's helper, or of a later one: of those whose
 * digests begin alike only the last is remembered. */
static int64_t helper_first(struct intake *in, const struct q_intake_put_household *h) {
    static const struct str zero = {"", 1}; /* no cell has one */
    const struct str parts[] = {h->helper, zero, h->unit, zero, h->helper_phone};
    uint8_t digest[sizeof in->helpers->digest];
    uint16_t place;
    if (!h->helper.p) return INT64_MIN;
    seal_digest_of(digest, parts, sizeof parts / sizeof parts[0]);
    memcpy(&place, digest, sizeof place);
    struct intake_helper *known = &in->helpers[place % HELPERS];
    if (!known->first || memcmp(known->digest, digest, sizeof digest) != 0) {
        memcpy(known->digest, digest, sizeof digest);
        known->first = h->number;
    }
    return known->first;
}

/* The household whose lines are all read. */
static enum status end_house(struct intake *in) {
    const struct intake_line *h = &in->first;
    if (in->size == 0) return OK;
    struct intake_lot *lot = in->house_lot;
    struct arena *a = lot->a;
    struct str address = STR_NONE, before = STR_NONE, sealed = STR_NONE;
    if (h->address.n) {
        address = index_of(a, in, IDENTITY_ADDRESS, h->address);
        before = indexes_before(a, in, IDENTITY_ADDRESS, h->address);
        sealed = seal_close(a, in->keys, address, h->address);
    }
    struct q_intake_put_household *row = &lot->houses[lot->count++];
    *row = (struct q_intake_put_household){
        .batch_id = in->id,
        .number = in->number,
        .line = (int64_t)h->row,
        .code = h->code,
        .region = h->region,
        .team = h->team,
        .address_index = address,
        .address_was = before,
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
    row->helper_first = helper_first(in, row);
    in->size = in->heads = 0;
    return lot->count == DB_INSERT_ROWS ? send_houses(in) : OK;
}

static void begin_house(struct intake *in, const struct intake_line *line) {
    struct arena *a = in->house_lot->a;
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

/* Remembers what comes a second time; the two are found when all is staged. */
static void note_twin(struct intake *in, struct intake_twins *twins, struct str digest,
                      size_t size) {
    if (!bloom_add(in->seen, (const uint8_t *)digest.p) || twins->count == TWINS) return;
    memcpy(twins->bytes + twins->count++ * size, digest.p, size);
}

static enum status put_person(struct intake *in, const struct intake_line *line, struct str index) {
    struct intake_lot *lot = in->person_lot;
    struct arena *a = lot->a;
    struct str key = identity_name_key(a, line->name), number = line->lookup;
    struct str phone = STR_NONE, before = STR_NONE, sealed = STR_NONE;
    struct str alike = identity_alike(a, in->keys, key, number);
    if (line->phone.n) {
        phone = index_of(a, in, IDENTITY_PHONE, line->phone);
        before = indexes_before(a, in, IDENTITY_PHONE, line->phone);
        sealed = seal_close(a, in->keys, phone, line->phone);
    }
    if (str_is(line->relation, "户主")) {
        in->heads++;
        in->head_key = str_copy(in->house_lot->a, key);
    }
    in->size++;
    if (!in->seen) in->seen = bloom_new();
    note_twin(in, &in->numbers, index, SEAL_INDEX_BYTES);
    if (alike.p) note_twin(in, &in->people, alike, IDENTITY_ALIKE);
    lot->people[lot->count++] = (struct q_intake_put_person){
        .batch_id = in->id,
        .number = in->number,
        .line = (int64_t)line->row,
        .name = line->name,
        .name_key = key,
        .id_kind = str_from(line->id_kind),
        .id_index = index,
        .id_was = indexes_before(a, in, IDENTITY_NUMBER, number),
        .id_sealed = seal_close(a, in->keys, index, line->number),
        .relation = line->relation,
        .ethnic = line->ethnic,
        .schooling = line->schooling,
        .health = line->health,
        .labour = line->labour,
        .work = line->work,
        .phone_index = phone,
        .phone_was = before,
        .phone_sealed = sealed,
        .alike = alike,
    };
    return lot->count == DB_INSERT_ROWS ? send_people(in) : OK;
}

enum status intake_take(struct intake *in, size_t row, const struct table_cell *cells,
                        size_t count) {
    struct arena *a = in->person_lot->a;
    struct intake_line line;
    if (!in->has_headings) {
        in->has_headings = true;
        return intake_check_headings(&in->check, in->a, row, cells, count);
    }
    in->lines++;
    enum status st = OK;
    bool lost = in->report->faults > 0; /* nothing of the file will be kept; the rest is checked */
    if (lost) {
        in->person_lot->count = in->house_lot->count = 0;
        arena_reset(a);
        arena_reset(db_arena(in->db));
    }
    if (intake_check_line(&line, &in->check, a, row, cells, count) != OK || lost) return OK;
    if (in->size == 0 || !str_eq(line.code, in->first.code)) {
        st = end_house(in);
        begin_house(in, &line);
    } else {
        intake_check_same(in->report, in->house_lot->a, &in->first, &line);
    }
    struct str index = identity_index(a, in->keys, line.lookup);
    if (st != OK || twice(in, &line, index) != OK) return st;
    /* The cells are the reader's; what waits must be ours. */
    struct str *const kept[] = {&line.name,   &line.relation, &line.ethnic, &line.schooling,
                                &line.health, &line.labour,   &line.work};
    for (size_t i = 0; i < sizeof kept / sizeof kept[0]; i++) {
        if (kept[i]->p) *kept[i] = str_copy(a, *kept[i]);
    }
    return put_person(in, &line, index);
}

enum status intake_end_staging(struct intake *in) {
    if (!in->keys) return OK;
    bloom_free(in->seen);
    in->seen = NULL;
    enum status st = end_house(in);
    if (st == OK) st = send_rest(in);
    if (st == OK && in->report->faults == 0 && in->number == 0) {
        intake_say(in->report, 0, NULL,
                   in->has_headings ? STR("文件里只有列名，没有一行内容")
                                    : STR("文件里没有一行内容"),
                   STR("请核对文件"));
    }
    return st == OK && in->report->faults > 0 ? INVALID : st;
}
