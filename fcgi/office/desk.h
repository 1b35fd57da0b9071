/*
 * The desk while it is filled: groups of lines, each of which leads to where the thing is done.
 * Nothing is counted beyond DESK_MOST: only what is still open is read, and no more of it than
 * that.
 */
#ifndef OFFICE_DESK_H
#define OFFICE_DESK_H

#include "model/casework/workday.h"
#include "view.h"
#include "web/request.h"

#define DESK_SHOWN  6   /* lines of a group */
#define DESK_MOST   100 /* of one kind are read: more of them are "99+" */
#define DESK_GROUPS 16

struct desk {
    struct request *rq;
    struct view_office_home *v;
    struct workday_calendar calendar;
    int32_t today;
    struct row_desk_item *windows; /* notices that are open, the first to close first */
    size_t window_count;
    size_t late, due; /* lines that are late, that end today */
    size_t all;
};

/* desk_group(d, heading): a new group; desk_line(g): its next line, or one that nobody sees;
 * desk_close(d, g, n, more): it holds ${n} things and stays if that is not 0; ${more}: all of them.
 */
struct view_office_group *desk_group(struct desk *d, const char *heading);
struct view_office_todo *desk_line(struct view_office_group *g);
void desk_close(struct desk *d, struct view_office_group *g, size_t n, struct url more);

/* desk_ago(d, at, what): 3 天前提交. desk_join: with a dot between; desk_number: 12, 99+. */
struct str desk_ago(const struct desk *d, int64_t at, const char *what);
struct str desk_join(struct arena *a, struct str one, struct str other);
struct str desk_number(struct arena *a, size_t n);

/* One group each; for who may. desk_drafts: those that came back, or the others. */
enum status desk_requests(struct desk *d);
enum status desk_lists(struct desk *d);
enum status desk_imports(struct desk *d);
enum status desk_drafts(struct desk *d, bool returned);
enum status desk_reviews(struct desk *d);
enum status desk_approved(struct desk *d);
enum status desk_scheduled(struct desk *d);
enum status desk_efforts(struct desk *d);
enum status desk_accounts(struct desk *d);
enum status desk_lookings(struct desk *d);

#endif
