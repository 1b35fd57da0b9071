/*
 * The register as a file, for whoever may see it: masked, or in full by a permission of its own.
 * Written to the spool and sent from there, so that memory does not grow with the county; the file
 * has no name any more by the time it is sent.
 */
#include <stddef.h>

#include "base/arena.h"
#include "base/spool.h"
#include "model/county/account.h"
#include "model/county/audit.h"
#include "office/imports.h"
#include "office/office.h"
#include "view/link.h"

struct export_sent {
    struct str region, format;
};
static const char *const formats[] = {"xlsx", "csv", NULL};
static const struct field fields[] = {
    {.name = "token", .label = "表单", .kind = FIELD_TOKEN},
    {.name = "region",
     .label = "哪个地方",
     .kind = FIELD_DIGITS,
     .required = true,
     .max = 12,
     .offset = offsetof(struct export_sent, region)},
    {.name = "format",
     .label = "什么格式",
     .kind = FIELD_CHOICE,
     .required = true,
     .choices = formats,
     .offset = offsetof(struct export_sent, format)},
};
const struct form office_export_fields = FORM(fields, struct export_sent);

static enum status show(struct request *rq, struct response *rs, struct str region) {
    struct view_office_export v = {
        .frame = frame_new(rq, STR("导出登记表"), "households"),
        .action = link_office_export(false),
        .token = rq->token,
        .problems = frame_problems(rq),
        .back = link_office_households(rq->arena, STR_NONE, STR_NONE, (struct cursor){0, 0}),
    };
    if (account_may(rq->actor, MAY_EXPORT)) v.full = link_office_export(true);
    enum status st = imports_regions(&v.regions, &v.regions_count, rq, region);
    if (st == OK) view_office_export(&rs->body, &v);
    return st;
}

enum status office_export_form(struct request *rq, struct response *rs) {
    return show(rq, rs, rq->actor->region);
}

static enum status send(struct request *rq, struct response *rs, bool full) {
    const struct export_sent *sent = rq->form;
    bool xlsx = str_is(sent->format, "xlsx");
    enum status st = audit_add(rq->db, rq->actor, full ? "export_full" : "export_masked", "region",
                               INT64_MIN, sent->region, rq->now);
    struct spool_file f;
    if (st == OK) st = spool_new(&f, rq->conf->spool);
    if (st != OK) return st;
    st = batch_register_file(imports_path(rq, &f), xlsx, rq->db, rq->keys, sent->region, full,
                             rq->now);
    rs->type = xlsx ? "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
                    : "text/csv; charset=utf-8";
    rs->filename = str_format(rq->arena, "register-" STR_FMT ".%s", STR_ARG(sent->region),
                              xlsx ? "xlsx" : "csv");
    st = imports_hand_out(rs, rq, &f, st);
    if (st != OK) response_start(rs, rq->arena);
    return st;
}

static enum status answer(struct request *rq, struct response *rs, bool full) {
    const struct export_sent *sent = rq->form;
    struct str region = sent->region;
    if (rq->problems.count == 0 && !account_reaches(rq->actor, region)) {
        problem_add(&rq->problems, rq->arena, "region", "请选择您负责的地方。");
    }
    if (rq->problems.count == 0) {
        enum status st = send(rq, rs, full);
        if (st != INVALID) return st;
        problem_add(&rq->problems, rq->arena, "region",
                    "人太多，一次最多导出 10 万人，请按乡镇导出。");
    }
    rs->status = 422;
    return show(rq, rs, region.n ? region : rq->actor->region);
}

enum status office_export(struct request *rq, struct response *rs) {
    return answer(rq, rs, false);
}

enum status office_export_full(struct request *rq, struct response *rs) {
    return answer(rq, rs, true);
}
