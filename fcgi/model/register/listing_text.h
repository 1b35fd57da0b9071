/*
 * The words of a list notice: its title, and the sentences that must be in it (who posts it, what
 * may be objected to, how, until when). An editor may add to them.
 */
#ifndef MODEL_REGISTER_LISTING_TEXT_H
#define MODEL_REGISTER_LISTING_TEXT_H

#include "base/status.h"
#include "base/str.h"
#include "rows.h"

struct arena;
struct db;
struct edition_text;
struct listing_group;

/* listing_category(a, line): 拟纳入脱贫不稳定户, 拟退出边缘易致贫户, 拟清退（…）. */
struct str listing_category(struct arena *a, const struct row_listing_line *line);

/* listing_counts(a, households, people): how the announcement says how many: 3 户、8 人. */
struct str listing_counts(struct arena *a, size_t households, int64_t people);

/* listing_text(out, db, group, rows, count, now): the whole announcement of these lines. */
enum status listing_text(struct edition_text *out, struct db *db, const struct listing_group *group,
                         const struct row_listing_line *rows, size_t count, int64_t now);

#endif
