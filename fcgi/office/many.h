/*
 * One deed on several things: chosen in a list, shown beforehand what will happen to each, done
 * together or not at all. The first form does everything and takes it back: what the page then says
 * is what the single deed says, so no rule stands twice. The second form carries how each thing was
 * when it was seen; if one is not so any more, nothing is written and the page says which.
 */
#ifndef OFFICE_MANY_H
#define OFFICE_MANY_H

#include "page/page.h"
#include "web/response.h"

#define MANY_MOST 200

struct many_line {
    struct str key, mark; /* as the list calls it; how it is, for comparing */
    struct str title, will;
    struct str why; /* why it cannot; empty: it can */
    bool changed;   /* since it was seen */
};

struct many_deed {
    const char *heading, *button, *current;
    const char *const *carried; /* fields both forms send, ended by NULL */
    const char *what;           /* the last word of its address */
    const char *lead;           /* below a list: what it does to those chosen */
    struct url (*back)(const struct request *rq);
    /* The fields of the deed, for the list and for putting them right. */
    struct view_input *(*fields)(size_t *count, const struct request *rq);
    /* What is wrong with the fields as a whole is added to the request's problems. */
    enum status (*check)(struct request *rq);
    /* Holds the thing, says how it is and what will happen. NOT_FOUND: not in the region. */
    enum status (*see)(struct many_line *line, struct request *rq);
    /* The single deed. */
    enum status (*act)(struct str *why, struct request *rq, const struct many_line *line);
};

enum status many_run(struct request *rq, struct response *rs, const struct many_deed *deed);

/* many_pick(rq, deed): the form below a list. many_tick(rq, value, label, checked): the box
 * in a row of it. */
struct view_office_pick *many_pick(const struct request *rq, const struct many_deed *deed);
struct view_office_tick *many_tick(const struct request *rq, struct str value, struct str label,
                                   bool checked);

/* The deeds (many_deeds.c). */
extern const struct many_deed many_tickets, many_findings, many_helper, many_articles;

#endif
