/*
 * Two texts of a document, field by field as pages name the fields: an edition and the one before
 * it, or what two officers wrote at once.
 */
#ifndef PAGE_COMPARE_H
#define PAGE_COMPARE_H

#include "model/publish/article.h"
#include "model/publish/edition.h"
#include "view.h"

struct request;

#define COMPARE_FIELDS 19

struct compare_field {
    const char *label;
    struct str value; /* as it is read: 2026年3月5日, 饮水安全 */
};

/* compare_fields(out, a, text): the fields of a text, always all of them, in the order of pages. */
void compare_fields(struct compare_field out[COMPARE_FIELDS], struct arena *a,
                    const struct edition_text *text);

/* One side: a text, the list of a notice (count 0: it has none), and the files, a line each (only
 * the office compares them: the public reads those of the last edition). */
struct compare_side {
    struct edition_text text;
    const struct row_entry *entries;
    size_t count;
    struct str files;
};

/* compare_article(article): the side of a published edition. */
struct compare_side compare_article(const struct article *article);

/* compare_sides(out, rq, before, after): the fields that differ, with where and how. Returns how
 * many. What the change itself says (change_note) is left out. */
size_t compare_sides(struct view_diff_field **out, const struct request *rq,
                     const struct compare_side *before, const struct compare_side *after);

#endif
