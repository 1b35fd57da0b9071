/*
 * What machines ask of a pool: is it alive, can it serve, how does it do.
 */
#ifndef SERVE_OPERATE_H
#define SERVE_OPERATE_H

#include "web/request.h"
#include "web/response.h"

enum status operate_health(struct request *rq, struct response *rs);
enum status operate_ready(struct request *rq, struct response *rs);
enum status operate_metrics(struct request *rq, struct response *rs);

#endif
