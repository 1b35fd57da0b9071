/*
 * What changed between two texts, for reading side by side. Chinese has no spaces: texts are
 * compared by lines and sentences first, and a sentence that changed by characters. Pure.
 */
#ifndef VIEW_DIFF_H
#define VIEW_DIFF_H

#include "view.h"

/* diff_rows(rows, a, before, after): every place where they differ, in order, each with the
 * sentences around it that changed and, in these, the characters. Returns how many, 0 when the
 * texts are the same. The work is bounded: texts that have little in common (more than 400
 * sentences, or characters of one place, added and removed) come out as replaced in a whole. Rows
 * in ${a}. */
size_t diff_rows(struct view_diff_row **rows, struct arena *a, struct str before, struct str after);

#endif
