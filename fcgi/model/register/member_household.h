/*
 * A household that is held, with the people who live there, and writing down what happens to them:
 * what member.c, member_join.c and member_split.c share. Nobody else includes this.
 */
#ifndef MODEL_REGISTER_MEMBER_HOUSEHOLD_H
#define MODEL_REGISTER_MEMBER_HOUSEHOLD_H

#include "model/register/casefile.h"
#include "model/register/member.h"

struct member_household {
    struct casefile c;
    struct row_record_member *rows;
    size_t count; /* who lives there now; ended ones are behind */
};

/* member_hold(out, db, actor, code, now): as casefile_hold, with the people. */
enum status member_hold(struct member_household *out, struct db *db, const struct actor *actor,
                        struct str code, int64_t now);

/* member_find(m, actor, id): one of them, or NULL: a number that is not one of theirs may be
 * somebody's of elsewhere, and is logged. */
const struct row_record_member *member_find(const struct member_household *m,
                                            const struct actor *actor, int64_t id);

/* member_meant(out, who, why, …): the household held, and the one of its people that is meant,
 * checked for the day. */
enum status member_meant(struct member_household *out, const struct row_record_member **who,
                         struct str *why, struct db *db, const struct actor *actor, struct str code,
                         int64_t id, int32_t on, int64_t now);

/* What is refused: INVALID, with the sentence in *why. */
enum status member_refuse(struct str *why, const char *sentence);
enum status member_check_day(struct str *why, const struct row_record_member *who, int32_t on,
                             int64_t now);
enum status member_check_no_case(struct str *why, struct db *db, const struct casefile *c,
                                 const char *what);
enum status member_check_code(struct str *why, struct db *db, struct str code); /* not taken */
bool member_day_is_fine(int32_t on, int64_t now);
bool member_on_list(const struct label *list, struct str code);
bool member_is_head(const struct row_record_member *m);

/* One event of one household, with its audit row. */
struct member_deed {
    struct db *db;
    const struct actor *actor;
    int64_t household, person, other, now; /* person, other: INT64_MIN for none */
    int32_t on;
    const char *stop;
    struct str code, reason, note;
    struct str detail, was, became; /* of the audit; STR_NONE: nothing to say */
};
enum status member_write_down(const struct member_deed *d);

/* From here to there on one day; both may be the same household. */
struct member_way {
    struct db *db;
    const struct actor *actor;
    const struct row_casefile_household *from;
    int64_t to;
    struct str to_code;
    int32_t on;
    int64_t now;
};

/* member_carry(w, who, relation): the membership here ends and one there begins; the audit says
 * what the person was to whose head, and is. relation STR_NONE: belongs there already. BUSY:
 * somebody ended it just now; all of this unit is to be undone. */
enum status member_carry(const struct member_way *w, const struct row_record_member *who,
                         struct str relation);
enum status member_end(struct db *db, const struct row_record_member *who, int64_t household,
                       int32_t on);

#endif
