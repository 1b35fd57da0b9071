/*
 * What a household may be entitled to besides: the conditions of the policies in force (fit.h) held
 * against what the register knows of it. What the register does not know (age stands sealed in the
 * identity number, plans and houses are not in it) stays open; nothing is guessed.
 */
#ifndef MODEL_REGISTER_ENTITLE_H
#define MODEL_REGISTER_ENTITLE_H

#include "model/publish/fit.h"
#include "model/register/household.h"

#define ENTITLE_MOST 5

/* entitle_known(card): pure. The stay that runs, or the latest of who was lifted out; attribute and
 * causes of that stay; health, schooling, work and ability to work of its people. */
struct fit_known entitle_known(const struct household_card *card);

struct entitle_policy {
    int64_t id;
    struct str title;
    bool sure; /* fits by what is known; else it may */
};

/* entitle_read(out, count, db, card, today): at most ENTITLE_MOST, what fits first, then what may
 * and has something known in its favour, the least open first. One statement, whatever the card. */
enum status entitle_read(struct entitle_policy out[ENTITLE_MOST], size_t *count, struct db *db,
                         const struct household_card *card, int32_t today);

#endif
