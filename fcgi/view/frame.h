/*
 * The frame around a page: what view_layout shows, taken from the request. One call a handler.
 */
#ifndef VIEW_FRAME_H
#define VIEW_FRAME_H

#include "view.h"
#include "web/request.h"

/* frame_new(rq, title, current): the layout of this page; ${current} marks the place in the
 * navigation: home policies notices status office, or other. In the request arena. */
struct view_layout *frame_new(const struct request *rq, struct str title, const char *current);

/* frame_input(rq, name, label, value): a field of a form with its problem; ${value} is what is
 * shown when nothing was sent yet. */
struct view_input *frame_input(const struct request *rq, const char *name, const char *label,
                               struct str value);

/* frame_problems(rq): the summary of what was wrong with the form, or NULL. */
struct view_problem_list *frame_problems(const struct request *rq);

/* frame_choice(next, value, label, chosen): one option of a select, written at ${next}; returns
 * the place of the following one. */
struct view_choice *frame_choice(struct view_choice *next, struct str value, struct str label,
                                 struct str chosen);

#endif
