/*
 * What several office pages share.
 */
#ifndef OFFICE_PART_H
#define OFFICE_PART_H

#include "model/publish/edition.h"
#include "page/page.h"

extern const struct label part_kinds[];  /* policy notice */
extern const struct label part_states[]; /* draft published withdrawn corrected */

/* part_kind(kind, type): 政策, or the word for the type of an announcement. */
struct str part_kind(struct str kind, struct str type);

/* part_file(out, rq): the document in the path, if it is the actor's; NOT_FOUND otherwise. */
enum status part_file(struct edition_file *out, struct request *rq);

/* part_faults(rq, faults, count): what forbids publishing, as a summary linked to the fields of
 * the edit page; NULL when nothing does. */
struct view_problem_list *part_faults(const struct request *rq, const struct edition_fault *faults,
                                      size_t count);

/* part_chosen(count, rq): the cases that were ticked in a list of them. */
int64_t *part_chosen(size_t *count, const struct request *rq);

/* part_listing(out, names, rq, edition): the list of an edition with what the register says now;
 * both NULL without one. */
enum status part_listing(struct view_office_listing **out, struct view_name_list **names,
                         struct request *rq, const struct row_edition *e);

/* part_requests(out, count, rq, household_id): the corrections a household asked for. */
enum status part_requests(struct view_office_request_row **out, size_t *count, struct request *rq,
                          int64_t household_id);

#endif
