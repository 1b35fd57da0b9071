/*
 * The closed lists of DOMAIN.md that published things are sorted by, code and Chinese word.
 * Static; the order is the order on pages.
 */
#ifndef MODEL_PUBLISH_LABEL_H
#define MODEL_PUBLISH_LABEL_H

#include "base/str.h"

struct label {
    const char *code, *text;
};

/* Ended by a row with code NULL. */
extern const struct label label_areas[];  /* policy areas */
extern const struct label label_levels[]; /* who issued it: province prefecture county township */
extern const struct label label_types[];  /* kinds of announcement */

/* The codes alone, ended by NULL, for choices of forms. */
extern const char *const label_area_codes[];
extern const char *const label_level_codes[];
extern const char *const label_type_codes[];

/* label_text(list, code): the word for ${code}, or the code itself when the list lacks it. */
struct str label_text(const struct label *list, struct str code);

#endif
