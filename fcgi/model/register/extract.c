/*
 * Reads page by page, households and then their people, so that memory stays small however large
 * the county is. Numbers are opened here and nowhere kept.
 */
#include "model/register/extract.h"

#include <string.h>

#include "base/arena.h"
#include "base/date.h"
#include "base/seal.h"
#include "base/text.h"
#include "db/db.h"
#include "model/county/account.h"
#include "model/county/audit.h"
#include "model/county/region.h"
#include "model/publish/label.h"
#include "model/register/lifecycle.h"
#include "query.h"

struct extract {
    struct db *db;
    const struct seal_keys *keys;
    bool full;
    int32_t today;
    enum status (*row)(void *arg, const struct str *cells);
    void *arg;
};

static enum status opened(struct str *out, struct extract *x, struct str index, struct str sealed) {
    *out = STR_NONE;
    return sealed.p ? seal_open(out, db_arena(x->db), x->keys, index, sealed) : OK;
}

/* All but the last four characters, or for a phone the middle, as stars. */
static struct str masked(struct arena *a, struct str s, size_t shown) {
    char *out = arena_alloc(a, s.n + 1);
    memset(out, '*', s.n);
    size_t last = s.n > 4 ? 4 : 0;
    if (shown > s.n / 3) shown = s.n / 3;
    if (s.n) memcpy(out, s.p, shown);
    if (last) memcpy(out + s.n - last, s.p + s.n - last, last);
    return (struct str){out, s.n};
}

static enum status household(struct str *cells, struct extract *x,
                             const struct row_register_household *h) {
    struct arena *a = db_arena(x->db);
    struct str address;
    enum status st = opened(&address, x, h->address_index, h->address_sealed);
    cells[INTAKE_CODE] = h->code;
    cells[INTAKE_REGION] = h->region;
    cells[INTAKE_TEAM] = h->team;
    cells[INTAKE_ADDRESS] = x->full ? address : STR_NONE;
    cells[INTAKE_KIND] = label_text(lifecycle_kinds, h->kind);
    cells[INTAKE_ATTRIBUTE] = label_text(lifecycle_attributes, h->attribute);
    cells[INTAKE_CAUSE] = intake_causes_text(a, h->causes);
    cells[INTAKE_SINCE] = date_iso(a, h->from_on);
    cells[INTAKE_STATE] = intake_state_text(h->ending);
    cells[INTAKE_LEFT] = date_iso(a, h->to_on);
    cells[INTAKE_HELPER] = h->helper;
    cells[INTAKE_UNIT] = h->unit;
    cells[INTAKE_HELPER_PHONE] = h->phone;
    return st;
}

static enum status person(struct str *cells, struct extract *x,
                          const struct row_register_person *p) {
    struct arena *a = db_arena(x->db);
    struct str number, phone;
    enum status st = opened(&number, x, p->id_index, p->id_sealed);
    if (st == OK) st = opened(&phone, x, p->phone_index, p->phone_sealed);
    if (st != OK) return st;
    cells[INTAKE_NAME] = x->full ? p->name : text_mask_name(a, p->name);
    cells[INTAKE_RELATION] = p->relation;
    cells[INTAKE_NUMBER] = x->full ? number : masked(a, number, 0);
    cells[INTAKE_ETHNIC] = p->ethnic;
    cells[INTAKE_SCHOOLING] = p->schooling;
    cells[INTAKE_HEALTH] = p->health;
    cells[INTAKE_LABOUR] = p->labour;
    cells[INTAKE_WORK] = p->work;
    cells[INTAKE_PHONE] = x->full ? phone : masked(a, phone, 3);
    return OK;
}

/* The households of a page with their people, who come in the same order. */
static enum status page(struct extract *x, const struct row_register_household *houses,
                        size_t house_count, const struct row_register_person *people,
                        size_t count) {
    struct arena *a = db_arena(x->db);
    enum status st = OK;
    size_t at = 0;
    for (size_t i = 0; st == OK && i < house_count; i++) {
        struct str cells[INTAKE_COLUMNS] = {{NULL, 0}};
        st = household(cells, x, &houses[i]);
        for (; st == OK && at < count && people[at].household_id == houses[i].id; at++) {
            struct str safe[INTAKE_COLUMNS];
            st = person(cells, x, &people[at]);
            for (size_t k = 0; k < INTAKE_COLUMNS; k++) safe[k] = intake_guard(a, cells[k]);
            if (st == OK) st = x->row(x->arg, safe);
        }
    }
    return st;
}

static enum status pages(struct extract *x, struct str region) {
    struct arena *keep = arena_new((size_t)1 << 20);
    struct str beyond = str_format(keep, STR_FMT ":", STR_ARG(region)); /* ':' follows '9' */
    char after[16];
    struct str after_region = region;
    int64_t after_id = 0;
    enum status st = OK;
    for (;;) {
        struct row_register_household *houses;
        struct row_register_person *people;
        size_t house_count, count;
        arena_reset(db_arena(x->db));
        st = q_register_households(&houses, &house_count, x->db, beyond, after_region, after_id,
                                   x->today);
        if (st != OK || house_count == 0) break;
        const struct row_register_household *last = &houses[house_count - 1];
        st = q_register_people(&people, &count, x->db, after_region, after_id, last->region,
                               last->id, x->today);
        if (st == OK) st = page(x, houses, house_count, people, count);
        if (st != OK) break;
        memcpy(after, last->region.p, last->region.n);
        after_region = (struct str){after, last->region.n};
        after_id = last->id;
    }
    arena_free(keep);
    return st;
}

enum status extract_rows(struct db *db, const struct seal_keys *keys, struct str region, bool full,
                         enum status (*row)(void *arg, const struct str *cells), void *arg,
                         int64_t now) {
    struct extract x = {db, keys, full, date_day(now), row, arg};
    return pages(&x, region);
}

enum status extract_register(struct db *db, const struct seal_keys *keys, struct str region,
                             bool full, struct str login,
                             enum status (*row)(void *arg, const struct str *cells), void *arg,
                             int64_t now) {
    struct row_region *place;
    enum status st = region_find(&place, db, region);
    if (st == OK && full) {
        const struct actor actor = {.id = INT64_MIN,
                                    .login = login,
                                    .name = login,
                                    .role = STR("command"),
                                    .region = region};
        st = audit_add(
            db, &actor, "register_export", "region", INT64_MIN,
            str_format(db_arena(db), "导出 " STR_FMT " 的登记表，完整号码", STR_ARG(region)), now);
    }
    return st == OK ? extract_rows(db, keys, region, full, row, arg, now) : st;
}
