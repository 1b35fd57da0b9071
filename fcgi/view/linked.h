/*
 * What a page is about, for other programs: JSON-LD in the words of schema.org, beside the page
 * people read. Made from what the page shows, so that both always say the same. In the request's
 * arena.
 */
#ifndef VIEW_LINKED_H
#define VIEW_LINKED_H

#include "view.h"
#include "web/request.h"

#define LINKED_TEXT 120 /* characters of a text that go in: how it begins */

/* linked_notice(rq, v, self, text): the way to it (BreadcrumbList), and, as long as it stands and
 * in its newest edition, a SpecialAnnouncement with ${text}. ${self}: its page. */
struct data linked_notice(const struct request *rq, const struct view_notice_page *v,
                          struct url self, struct str text);

/* linked_policy(rq, v, self): the way to it, and, while it is in force, a GovernmentService. */
struct data linked_policy(const struct request *rq, const struct view_policy_page *v,
                          struct url self);

#endif
