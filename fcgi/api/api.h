/*
 * The JSON API, /api/v1: the same model as the pages, other clothes.
 */
#ifndef API_API_H
#define API_API_H

#include "web/request.h"
#include "web/response.h"

enum status api_policies(struct request *rq, struct response *rs);
enum status api_policy(struct request *rq, struct response *rs);
enum status api_notices(struct request *rq, struct response *rs);
enum status api_notice(struct request *rq, struct response *rs);
enum status api_projects(struct request *rq, struct response *rs);
enum status api_jobs(struct request *rq, struct response *rs);
enum status api_donations(struct request *rq, struct response *rs);
enum status api_figures(struct request *rq, struct response *rs);
enum status api_regions(struct request *rq, struct response *rs);
enum status api_questions(struct request *rq, struct response *rs);
enum status api_search(struct request *rq, struct response *rs);
enum status api_verify(struct request *rq, struct response *rs);
enum status api_ledger(struct request *rq, struct response *rs);
enum status api_ledger_leaves(struct request *rq, struct response *rs);
enum status api_ledger_consistency(struct request *rq, struct response *rs);
enum status api_openapi(struct request *rq, struct response *rs);

extern const struct form api_articles_form, api_regions_form, api_questions_form;

#endif
