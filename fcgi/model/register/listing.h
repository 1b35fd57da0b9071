/*
 * Lists of notices, made from the register and never typed. Cases that wait at a notice stop are
 * chosen; a draft announcement is written for them, its lines a snapshot with masked names. When it
 * is published, its cases are at that stop until it has run; a correction sends them through it
 * again, a withdrawal puts them back before it. Scope, audit and *why as in casefile.h.
 */
#ifndef MODEL_REGISTER_LISTING_H
#define MODEL_REGISTER_LISTING_H

#include "base/status.h"
#include "model/register/lifecycle.h"
#include "rows.h"

struct actor;
struct arena;
struct db;
struct edition_file;
struct seal_keys;

#define LISTING_MOST 400 /* households on one list */

/* One line as it is published. */
struct listing_entry {
    struct str masked_name, village, team, category;
    int64_t size;
};

/* Cases that wait at one notice stop in one place: what a list can be made of. */
struct listing_group {
    struct str kind, region, place;
    const struct lifecycle_stop *stop;
    struct row_listing_line *rows;
    size_t count;
};

/* listing_groups(out, count, db, actor, now): everything that waits in the actor's region, at the
 * stops whose notices the actor's level may draft. */
enum status listing_groups(struct listing_group **out, size_t *count, struct db *db,
                           const struct actor *actor, int64_t now);

/* listing_group(out, db, actor, kind, stop, region, now): one of them; NOT_FOUND if there is no
 * such stop or the place is not the actor's; count may be 0. */
enum status listing_group(struct listing_group *out, struct db *db, const struct actor *actor,
                          struct str kind, struct str stop, struct str region, int64_t now);

/* listing_draft(id, why, db, actor, group, case_ids, count, key, now): a draft announcement of the
 * chosen cases of the group, with all the sentences the law wants in it. INVALID when one of them
 * does not wait there. ${key}: as in edition_start. */
enum status listing_draft(int64_t *id, struct str *why, struct db *db, const struct actor *actor,
                          const struct listing_group *group, const int64_t *case_ids, size_t count,
                          struct str key, int64_t now);

/* What the register says now that a draft does not. */
struct listing_change {
    struct str what, name, text; /* 不在名单了 变了; whose line; 人口 4 → 5 */
};

/* The list of one edition. carried: it has cases behind it. */
struct listing {
    struct row_entry *entries;
    size_t count;
    struct row_listing_tie *ties;
    size_t tie_count;
    struct row_listing_line *lines; /* as the register has them, in the order of the ties */
    size_t line_count;
    struct listing_change *changes;
    size_t change_count;
};

/* listing_read(out, db, edition, now): what an edition lists; the changes only before it is
 * out. */
enum status listing_read(struct listing *out, struct db *db, const struct row_edition *edition,
                         int64_t now);

/* listing_refresh(why, db, actor, id, keep, count, now): writes the draft's list anew from the
 * register, with those of its cases that are in ${keep} and still wait; INVALID when none is left.
 */
enum status listing_refresh(struct str *why, struct db *db, const struct actor *actor, int64_t id,
                            const int64_t *keep, size_t count, int64_t now);

/* As edition_publish, edition_withdraw and edition_revise, and what they mean for the cases. A
 * list that the register has left behind is INVALID; *why is empty for what edition_faults lists.
 */
enum status listing_publish(struct str *why, struct db *db, const struct actor *actor, int64_t id,
                            int64_t version, int64_t now);
enum status listing_withdraw(struct db *db, const struct actor *actor, int64_t id,
                             struct str reason, int64_t now);
enum status listing_revise(struct db *db, const struct actor *actor, int64_t id, int64_t now);

/* listing_check(why, db, actor, id, now): what would forbid publishing its list; else OK. */
enum status listing_check(struct str *why, struct db *db, const struct actor *actor, int64_t id,
                          int64_t now);

/* listing_due(db, rows, keys, now): does what is due first of all publications, in units of its
 * own, each of which ends with that row gone, so that nothing is done twice: an edition goes out at
 * its hour, by the name of who approved it, its clock starting then, its leaf and a signed head
 * with it; or, when something forbids that now, it is approved again and says what. And the end of
 * a notice's window and of a policy's term get their line in the record. OK: there may be more;
 * NOT_FOUND: nothing is due; else try again later. For the office's job. */
enum status listing_due(struct db *db, struct arena *rows, const struct seal_keys *keys,
                        int64_t now);

/* listing_fill(entries, a, rows, count): the lines of these cases; names that would look the
 * same within a village, group, and size get the end of the household's code. Pure. */
void listing_fill(struct listing_entry *entries, struct arena *a,
                  const struct row_listing_line *rows, size_t count);

#endif
