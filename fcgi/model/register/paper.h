/*
 * What is printed of the register: a household's card with the people on it, and the book of a
 * village. Whoever asks is written down in the audit. A household or village of elsewhere is
 * NOT_FOUND, and logged.
 */
#ifndef MODEL_REGISTER_PAPER_H
#define MODEL_REGISTER_PAPER_H

#include "model/register/record.h"

#define PAPER_TAIL 4 /* characters of a number that a household's card shows */

struct paper_person {
    struct str name, relation, tail; /* tail: empty when the number cannot be read */
    int32_t from_on;
};

struct paper_card {
    struct record record;
    struct paper_person *people; /* who is there now, the head first */
    size_t people_count;
    struct str place; /* 柳溪镇 青石村 */
};

enum status paper_card(struct paper_card *out, struct db *db, const struct seal_keys *keys,
                       const struct actor *actor, struct str code, int64_t now);

struct paper_book {
    struct row_paper_line *lines; /* by group; the groups by their number, if they have one */
    size_t count;
    int64_t next; /* the household to go on after; 0: that is all */
    struct row_paper_totals *totals;
    struct str place;
};

/* paper_book(out, db, actor, region, after, now): at most 2,000 households, after the household
 * ${after} (0: from the first). */
#define PAPER_BOOK_MOST 2000
enum status paper_book(struct paper_book *out, struct db *db, const struct actor *actor,
                       struct str region, int64_t after, int64_t now);

/* paper_team(team): the number of a group, 三组 or 第12组 or 十二组, below 1,000; 0 if it has none.
 * paper_by_team(a, b): by their numbers, for qsort. Pure. */
int paper_team(struct str team);
int paper_by_team(struct str a, struct str b);

/* paper_tail(number): the last four characters. Pure. */
struct str paper_tail(struct str number);

#endif
