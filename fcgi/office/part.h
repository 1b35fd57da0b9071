/*
 * What several office pages share.
 */
#ifndef OFFICE_PART_H
#define OFFICE_PART_H

#include "model/publish/edition.h"
#include "model/register/finding.h"
#include "page/page.h"

extern const struct label part_kinds[];  /* policy notice */
extern const struct label part_states[]; /* as flow_code, what pages call them */

/* part_kind(kind, type): 政策, or the word for the type of an announcement. */
struct str part_kind(struct str kind, struct str type);

/* part_file(out, rq): the document in the path, if it is the actor's; NOT_FOUND otherwise. */
enum status part_file(struct edition_file *out, struct request *rq);

/* part_faults(rq, faults, count): what forbids publishing, as a summary linked to the fields of
 * the edit page; NULL when nothing does. */
struct view_problem_list *part_faults(const struct request *rq, const struct edition_fault *faults,
                                      size_t count);

/* part_files(out, count, rq, e): the files of an edition, as they will stand on its page; each
 * leads to the office's copy. part_files_text: a line each, by which two editions are compared: the
 * same name with other content is another line. */
enum status part_files(struct view_attachment **out, size_t *count, struct request *rq,
                       const struct row_edition *e);
enum status part_files_text(struct str *out, struct request *rq, const struct row_edition *e);

/* part_submit(why, rq, id, version): the draft goes to whoever publishes; as edition_step, and a
 * list must be what the register says now. */
enum status part_submit(struct str *why, struct request *rq, int64_t id, int64_t version);

/* part_state(a, kind, ending, case_kind): what a household is now, in a list: the kind of the stay
 * that runs or how the last one ended, and the case that is open. Each may be empty. */
struct str part_state(struct arena *a, struct str kind, struct str ending, struct str case_kind);

/* part_sheet(rq, kind, title, note, back): the frame of a sheet to print. part_grouped(a, code): a
 * code as it stands on paper, four characters at a time. part_paper(out, rq, household_id, code):
 * what a household's page offers of both. */
struct view_paper *part_sheet(const struct request *rq, const char *kind, struct str title,
                              struct str note, struct url back);
struct str part_grouped(struct arena *a, struct str code);
enum status part_paper(struct view_office_paper **out, const struct request *rq,
                       int64_t household_id, struct str code);

/* part_chosen(count, rq): the cases that were ticked in a list of them. */
int64_t *part_chosen(size_t *count, const struct request *rq);

/* part_finding_number(a, counts, i): how many the rule finds: 12, or 1000+. */
struct str part_finding_number(struct arena *a, const struct finding_counts *c, size_t i);

/* part_listing(out, names, rq, edition): the list of an edition with what the register says now;
 * both NULL without one. */
enum status part_listing(struct view_office_listing **out, struct view_name_list **names,
                         struct request *rq, const struct row_edition *e);

/* part_about(a, about): what a request is about, in words. */
struct str part_about(struct arena *a, struct str about);

/* part_requests(out, count, rq, household_id): the corrections a household asked for. */
enum status part_requests(struct view_office_request_row **out, size_t *count, struct request *rq,
                          int64_t household_id);

#endif
