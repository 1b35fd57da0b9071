/*
 * What anybody may read: home, policies, announcements, projects, jobs, files, and the choice of
 * text size.
 */
#ifndef PUBLIC_PUBLIC_H
#define PUBLIC_PUBLIC_H

#include "web/request.h"
#include "web/response.h"

enum status public_home(struct request *rq, struct response *rs);
enum status public_policies(struct request *rq, struct response *rs);
enum status public_policy(struct request *rq, struct response *rs);
enum status public_policy_edition(struct request *rq, struct response *rs);
enum status public_notices(struct request *rq, struct response *rs);
enum status public_notice(struct request *rq, struct response *rs);
enum status public_notice_edition(struct request *rq, struct response *rs);
enum status public_notice_changes(struct request *rq, struct response *rs);
enum status public_notice_sheet(struct request *rq, struct response *rs);
enum status public_policies_csv(struct request *rq, struct response *rs);
enum status public_notices_csv(struct request *rq, struct response *rs);
enum status public_notice_list(struct request *rq, struct response *rs);
enum status public_policy_sheet(struct request *rq, struct response *rs);
enum status public_board(struct request *rq, struct response *rs);
enum status public_offline(struct request *rq, struct response *rs);
enum status public_glossary(struct request *rq, struct response *rs);
enum status public_file(struct request *rq, struct response *rs);
enum status public_verify(struct request *rq, struct response *rs);
enum status public_verify_hash(struct request *rq, struct response *rs);
enum status public_verify_text(struct request *rq, struct response *rs);
enum status public_questions(struct request *rq, struct response *rs);
enum status public_questions_csv(struct request *rq, struct response *rs);
enum status public_glossary_csv(struct request *rq, struct response *rs);
enum status public_search(struct request *rq, struct response *rs);
enum status public_feed_notices(struct request *rq, struct response *rs);
enum status public_feed_policies(struct request *rq, struct response *rs);
enum status public_feed_ledger(struct request *rq, struct response *rs);
enum status public_calendar(struct request *rq, struct response *rs);
enum status public_privacy(struct request *rq, struct response *rs);
enum status public_accessibility(struct request *rq, struct response *rs);
enum status public_sitemap(struct request *rq, struct response *rs);
enum status public_sitemap_lists(struct request *rq, struct response *rs);
enum status public_sitemap_documents(struct request *rq, struct response *rs);
enum status public_sitemap_efforts(struct request *rq, struct response *rs);
enum status public_robots(struct request *rq, struct response *rs);
enum status public_security(struct request *rq, struct response *rs);
enum status public_projects(struct request *rq, struct response *rs);
enum status public_projects_csv(struct request *rq, struct response *rs);
enum status public_project(struct request *rq, struct response *rs);
enum status public_donations(struct request *rq, struct response *rs);
enum status public_donations_csv(struct request *rq, struct response *rs);
enum status public_jobs(struct request *rq, struct response *rs);
enum status public_jobs_csv(struct request *rq, struct response *rs);
enum status public_job(struct request *rq, struct response *rs);
enum status public_figures(struct request *rq, struct response *rs);
enum status public_figures_csv(struct request *rq, struct response *rs);
enum status public_find(struct request *rq, struct response *rs);
enum status public_find_answer(struct request *rq, struct response *rs);
enum status public_view(struct request *rq, struct response *rs);

extern const struct form public_policies_form, public_notices_form, public_view_form,
    public_verify_form, public_questions_form, public_feed_notices_form, public_feed_policies_form;

#endif
