/*
 * The public search: everything published, by the words in it. What is looked up: token.h; how the
 * index lies in the database: sql/schema/023_search.sql.
 *
 * Order: all words in the title (or the document number), then some word of them in the title, then
 * the rest; within each the newest first. Of withdrawn texts only the title is found.
 *
 * The index is written at the end of the unit of work that publishes, withdraws or hides
 * (db_finish), before the ledger: never without the publishing, and no two units wait for each
 * other.
 */
#ifndef MODEL_PUBLISH_SEARCH_H
#define MODEL_PUBLISH_SEARCH_H

#include "base/status.h"
#include "model/publish/excerpt.h"

struct db;

/* --- finding --- */

#define SEARCH_MEANT 3

/* The kinds of what is found, for filters; ended by NULL: policy notice project job question. */
extern const char *const search_kinds[];

/* What is looked for. Empty members: not narrowed. */
struct search_filter {
    struct str q, kind, area;
    struct str region;    /* this place and all below it: 6, 9 or 12 digits */
    int64_t year;         /* 0: any */
    int64_t rank, number; /* go on after this hit; number 0: from the first */
    int64_t most;
};

struct search_hit {
    int64_t rank, number; /* its place in the order */
    struct str kind;
    int64_t id; /* of the document, effort or ticket */
    struct str region, place, above, area, type;
    struct str title_text;
    struct excerpt_piece *title, *text;
    size_t title_count, text_count;
    int64_t published_at;
    bool withdrawn;
    int32_t from_day, until_day; /* a policy's term; the last day of a job; DAY_NONE */
    int64_t successor_id;        /* of a policy; INT64_MIN */
};

struct search_found {
    struct search_hit *hits;
    size_t count;
    bool more;
    bool asked;  /* there is a word in what was asked */
    bool near;   /* nothing holds all words: these hold some of them, the best first */
    int64_t all; /* how many there are; -1 with a phrase: not known without reading each */
    struct str meant[SEARCH_MEANT]; /* with no hit for all words: what would have some */
    size_t meant_count;
};

/* search_find(out, db, f): one page. Any ${f}->q is fine. */
enum status search_find(struct search_found *out, struct db *db, const struct search_filter *f);

/* --- writing --- */

#define SEARCH_DOCUMENT "document"
#define SEARCH_EFFORT   "effort"
#define SEARCH_QUESTION "question"

/* search_note(db, kind, id): what has become of it in this unit goes into the index with it.
 * ${kind} is static. */
enum status search_note(struct db *db, const char *kind, int64_t id);

/* search_rebuild(count, db): the index anew from all that is published; how many texts. Commands
 * only. search_adopt: the same if there is none yet, or its terms were made another way; else 0. */
enum status search_rebuild(int64_t *count, struct db *db);
enum status search_adopt(int64_t *count, struct db *db);

/* search_body(a, row): the text of a row that is looked through beside its title. */
struct row_posting_source;
struct str search_body(struct arena *a, const struct row_posting_source *row);

/* search_narrow(a, letter, value): the term that stands for a filter. */
struct str search_narrow(struct arena *a, char letter, struct str value);

/* Numbers in a block. */
#define SEARCH_BLOCK 1024

#endif
