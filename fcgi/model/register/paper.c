/*
 * Reads for the office's print pages. A number is opened here for its last four characters and goes
 * no further; the full one is no page's business.
 */
#include "model/register/paper.h"

#include <stdlib.h>

#include "base/arena.h"
#include "base/log.h"
#include "base/seal.h"
#include "db/db.h"
#include "model/county/account.h"
#include "model/county/audit.h"
#include "model/county/region.h"
#include "query.h"

#define VILLAGE_DIGITS 12

struct str paper_tail(struct str number) {
    return str_slice(number, number.n > PAPER_TAIL ? number.n - PAPER_TAIL : 0, number.n);
}

static enum status read_people(struct paper_card *c, struct db *db, const struct seal_keys *keys,
                               int64_t id, int32_t today) {
    struct arena *a = db_arena(db);
    struct row_paper_member *rows;
    enum status st = q_paper_members(&rows, &c->people_count, db, id, today);
    if (st != OK) return st;
    c->people = ARENA_ARRAY(a, struct paper_person, c->people_count);
    for (size_t i = 0; i < c->people_count; i++) {
        struct str number, tail = STR("");
        if (seal_open(&number, a, keys, rows[i].id_index, rows[i].id_sealed) == OK) {
            tail = paper_tail(number);
        }
        c->people[i] = (struct paper_person){rows[i].name, rows[i].relation, tail, rows[i].from_on};
    }
    return OK;
}

enum status paper_card(struct paper_card *out, struct db *db, const struct seal_keys *keys,
                       const struct actor *actor, struct str code, int64_t now) {
    *out = (struct paper_card){0};
    enum status st = record_read(&out->record, db, actor, code, now);
    if (st != OK) return st;
    const struct row_casefile_household *h = out->record.file.household;
    st = read_people(out, db, keys, h->id, date_day(now));
    if (st == OK) st = region_place(&out->place, db, h->region);
    return st == OK ? audit_add(db, actor, "card", "household", h->id, STR(""), now) : st;
}

/* --- the book --- */

static int digit_of(uint32_t c) {
    static const uint32_t digits[] = {0x3007, 0x4E00, 0x4E8C, 0x4E09, 0x56DB,
                                      0x4E94, 0x516D, 0x4E03, 0x516B, 0x4E5D};
    if (c >= '0' && c <= '9') return (int)(c - '0');
    for (int i = 0; i < 10; i++) {
        if (digits[i] == c) return i;
    }
    return -1;
}

int paper_team(struct str team) {
    const uint32_t ten = 0x5341;
    int tens = 0, ones = 0;
    uint32_t c;
    for (size_t i = 0, n; (n = str_char(&c, str_slice(team, i, team.n))) > 0 && ones < 100;
         i += n) {
        int digit = digit_of(c);
        if (c == ten) {
            tens = (ones ? ones : 1) * 10;
            ones = 0;
        } else if (digit >= 0) {
            ones = ones * 10 + digit;
        }
    }
    return tens + ones;
}

int paper_by_team(struct str a, struct str b) {
    int order = paper_team(a) - paper_team(b);
    return order ? order : str_compare(a, b);
}

static int by_team(const void *left, const void *right) {
    const struct row_paper_line *a = left, *b = right;
    int order = paper_by_team(a->team, b->team);
    return order ? order : (a->id > b->id) - (a->id < b->id);
}

enum status paper_book(struct paper_book *out, struct db *db, const struct actor *actor,
                       struct str region, int64_t after, int64_t now) {
    struct row_region *village;
    *out = (struct paper_book){0};
    if (region.n != VILLAGE_DIGITS || !account_covers(actor, region)) {
        log_event(LOG_WARN, "village_of_elsewhere", "account", log_number(actor->id), NULL);
        return NOT_FOUND;
    }
    enum status st = region_find(&village, db, region);
    if (st == OK) {
        st = q_paper_book(&out->lines, &out->count, db, region, after, date_day(now),
                          PAPER_BOOK_MOST + 1);
    }
    if (st == OK) st = q_paper_totals(&out->totals, db, region, date_day(now));
    if (st == OK) st = region_place(&out->place, db, region);
    if (st == OK) st = audit_add(db, actor, "book", "region", INT64_MIN, region, now);
    if (st != OK) return st;
    if (out->count > PAPER_BOOK_MOST) {
        out->count = PAPER_BOOK_MOST;
        out->next = out->lines[out->count - 1].id;
    }
    qsort(out->lines, out->count, sizeof out->lines[0], by_team);
    return OK;
}
