/*
 * Who belongs to a household, dated: people come and go, the head changes, a household splits,
 * merges or moves. Each of these is one event with its day, its officer and its reason; a
 * membership ends and stays known, and nobody belongs to two households but by an officer's word
 * ("twice"), which the findings list until one of the two has ended.
 *
 * What a household was given stays with it: its stay in the register, measures, payments, visits
 * and helper were granted to that household after a review of that household, and a status changes
 * by cases only (casefile.h). So
 *   - who splits off founds a household in no register, without measures: it applies for itself;
 *   - a household may go into another only when nothing of its own is under way: no case, no stay
 *     in the register (of two registered ones, one ends by natural decrease first), no measure that
 *     is not done, no payment that has not arrived; its helper's duty ends with it;
 *   - a household that moves takes everything along; its helper stays until there is another.
 * While a case runs its household neither splits, merges nor moves: it is reviewed, and listed,
 * where and as it is. People may come and go; a list not yet published is then made anew.
 *
 * Scope, audit and *why as in casefile.h. A day is not later than today, and not before whom it
 * ends had come.
 */
#ifndef MODEL_REGISTER_MEMBER_H
#define MODEL_REGISTER_MEMBER_H

#include "base/status.h"
#include "base/str.h"
#include "model/publish/label.h"
#include "rows.h"

struct actor;
struct db;
struct seal_keys;

/* A person as typed. papers: the number is not that of a resident identity card. twice: written
 * down although somebody with this number belongs to another household, or has another name. */
struct member_person {
    struct str name, number, relation;
    struct str reason, note; /* reason: a code of member_joining; note: may be empty */
    int32_t on;              /* the first day it counts */
    bool papers, twice;
};

/* What is asked about the number before it is written down: *twice_asked says that ${twice} would
 * do it. member_found(…, code, region, team, head, now): a household that was not known, with its
 * head. */
enum status member_found(struct str *why, bool *twice_asked, struct db *db,
                         const struct actor *actor, const struct seal_keys *keys, struct str code,
                         struct str region, struct str team, const struct member_person *head,
                         int64_t now);
enum status member_join(struct str *why, bool *twice_asked, struct db *db,
                        const struct actor *actor, const struct seal_keys *keys, struct str code,
                        const struct member_person *p, int64_t now);

/* What is said of every change: since when, why. */
struct member_change {
    struct str note; /* may be empty */
    int32_t on;
};

/* member_leave: dies, marries out, moves away; ${reason}: a code of member_leaving. The head
 * cannot leave while others stay, the last one not while the household is registered. */
enum status member_leave(struct str *why, struct db *db, const struct actor *actor, struct str code,
                         int64_t membership_id, struct str reason, const struct member_change *x,
                         int64_t now);

/* member_head: another member is the head; the old one becomes ${old_relation} to the new one. */
enum status member_head(struct str *why, struct db *db, const struct actor *actor, struct str code,
                        int64_t membership_id, struct str old_relation,
                        const struct member_change *x, int64_t now);

/* What somebody becomes to the new head. */
struct member_kin {
    int64_t membership_id;
    struct str relation;
};

/* member_split(…, new_code, head, with, count, …): ${head} and ${with} make a household of their
 * own in the same place. */
enum status member_split(struct str *why, struct db *db, const struct actor *actor, struct str code,
                         struct str new_code, int64_t head, const struct member_kin *with,
                         size_t count, const struct member_change *x, int64_t now);

/* member_merge(…, into, with, count, …): all of them (each in ${with}) go into the household
 * ${into}; what remains is a household without anybody, and its history. */
enum status member_merge(struct str *why, struct db *db, const struct actor *actor, struct str code,
                         struct str into, const struct member_kin *with, size_t count,
                         const struct member_change *x, int64_t now);

/* member_move: the household lives in another village or group, both the actor's to look after. */
enum status member_move(struct str *why, struct db *db, const struct actor *actor, struct str code,
                        struct str region, struct str team, const struct member_change *x,
                        int64_t now);

extern const struct label member_relations[]; /* to the head, without the head */
extern const struct label member_joining[];   /* birth marriage moved adopted missed other */
extern const struct label member_leaving[];   /* death marriage moved other */

#endif
