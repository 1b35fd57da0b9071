/*
 * Which cells of a table of counts are kept back, so that no small one can be read off, or computed
 * from the others: over its columns, over the places and the levels of their tree. Pure;
 * figure_count.c says what a table is, and what is small.
 *
 * A table has a row for each place of a tree and one column, or a first column that is the total of
 * the others. A place with places below is their sum. So everything shown is a sum of counts of the
 * places at the ends of the tree (its leaves), and what a reader can deduce is what holds in every
 * register of leaves that has those sums.
 *
 * Why nothing can be deduced of a cell that asks to be kept back with a rise of k: for each the
 * algorithm finds another register in which that cell is larger by k and every shown cell is what
 * it was. It is made of moves of some households, each of which leaves the sums of all but a few
 * cells alone; those few are hidden:
 *   swap    in one leaf of the place from column d to c, and in a leaf elsewhere from c to d: the
 *           totals of both stay. Hidden: c and d, from both leaves up to below the place above
 * both. (Or from d of a leaf near it, then the totals of the two as well, up to where they meet.)
 *   bring   from a leaf elsewhere, in column c. Hidden: c and the total, likewise
 *   recast  as the first half of a swap. Hidden: c and d, up to and with the root
 *   add     a household more. Hidden: c and the total, up to and with the root
 * No leaf gives more than it has, so the other register is a possible one, and none more than
 * it can well spare while there is another way. A hidden cell
 * never becomes shown: what one cell needed keeps holding whatever is hidden for others later, and
 * each cell is looked at once. With a rise to 5 and above, a reader cannot even tell that a cell of
 * 1 to 4 is small. Which cells are given up is a matter of taste: the nearest first, then those
 * that tell least. (Tests look for the other registers by themselves: suppress_test.c;
 * figures.test.mjs works on what is really published.)
 */
#ifndef MODEL_REGISTER_SUPPRESS_H
#define MODEL_REGISTER_SUPPRESS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct arena;

/* Cells lie by place, then by column. Places: the first is the root, and directly behind each place
 * stands all that is below it. */
struct suppress_table {
    size_t places, columns;
    const size_t *parent; /* of each place; of the root: 0 */
    const int64_t *count; /* 0.. */
    const int64_t *spare; /* of leaves: how many might well be elsewhere, 0..count */
    const int64_t *rise;  /* 0: may be shown, as far as the cell itself goes */
    bool *hidden;         /* told; what is set before stays set */
};

/* suppress_cells(a, t): sets hidden, of all cells that ask for it and of what would reveal them.
 * ${a} is for scratch. */
void suppress_cells(struct arena *a, const struct suppress_table *t);

#endif
