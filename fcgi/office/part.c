/*
 * Small things the office handlers have in common.
 */
#include "office/part.h"

#include "base/arena.h"
#include "base/buf.h"
#include "base/date.h"
#include "base/seal.h"
#include "model/publish/attachment.h"
#include "model/register/lifecycle.h"
#include "model/register/listing.h"
#include "model/register/slip.h"
#include "view/link.h"

const struct label part_kinds[] = {{"policy", "政策"}, {"notice", "公告"}, {NULL, NULL}};
const struct label part_states[] = {{"draft", "草稿"},         {"submitted", "等待审核"},
                                    {"approved", "已批准"},    {"scheduled", "定时发布"},
                                    {"published", "已发布"},   {"withdrawn", "已撤回"},
                                    {"corrected", "已被更正"}, {NULL, NULL}};

struct str part_kind(struct str kind, struct str type) {
    return type.n ? label_text(label_types, type) : label_text(part_kinds, kind);
}

enum status part_file(struct edition_file *out, struct request *rq) {
    int64_t id;
    if (!page_id(&id, rq->args[0])) return NOT_FOUND;
    return edition_find(out, rq->db, rq->actor, id);
}

enum status part_submit(struct str *why, struct request *rq, int64_t id, int64_t version) {
    const struct edition_step step = {FLOW_SUBMIT, version, STR_NONE, MOMENT_NONE};
    enum status st = listing_check(why, rq->db, rq->actor, id, rq->now);
    return st == OK ? edition_step(why, rq->db, rq->actor, id, &step, rq->now) : st;
}

struct str part_state(struct arena *a, struct str kind, struct str ending, struct str case_kind) {
    struct str doing = case_kind.n ? label_text(lifecycle_cases, case_kind) : STR("");
    struct str now = kind.n     ? label_text(lifecycle_kinds, kind)
                     : ending.n ? label_text(lifecycle_endings, ending)
                                : STR("未纳入");
    if (doing.n == 0) return now;
    return str_format(a, STR_FMT "，正在办" STR_FMT, STR_ARG(now), STR_ARG(doing));
}

struct view_paper *part_sheet(const struct request *rq, const char *kind, struct str title,
                              struct str note, struct url back) {
    struct view_paper *p = ARENA_NEW(rq->arena, struct view_paper);
    *p = (struct view_paper){.kind = str_from(kind),
                             .title = title,
                             .county = rq->site.county,
                             .note = note,
                             .back = back,
                             .made = rq->now,
                             .banner = rq->site.banner};
    return p;
}

struct str part_grouped(struct arena *a, struct str code) {
    struct buf b = buf_new(a, 2 * code.n + 1);
    for (size_t i = 0; i < code.n; i++) {
        if (i > 0 && i % 4 == 0) buf_byte(&b, ' ');
        buf_byte(&b, code.p[i]);
    }
    return buf_str(&b);
}

enum status part_paper(struct view_office_paper **out, const struct request *rq,
                       int64_t household_id, struct str code) {
    struct arena *a = rq->arena;
    struct row_slip_latest *latest;
    enum status st = slip_latest(&latest, rq->db, household_id);
    if (st != OK) return st;
    struct view_office_paper *p = *out = ARENA_NEW(a, struct view_office_paper);
    p->card = link_office_card(a, code);
    if (latest) {
        p->made = str_format(a, STR_FMT " 印的，" STR_FMT, STR_ARG(moment_text(a, latest->made_at)),
                             STR_ARG(latest->made_by));
    }
    p->action = link_office_slip(a, code);
    p->token = rq->token;
    p->key = seal_token(a);
    return OK;
}

struct view_problem_list *part_faults(const struct request *rq, const struct edition_fault *faults,
                                      size_t count) {
    if (count == 0) return NULL;
    struct view_problem_list *l = ARENA_NEW(rq->arena, struct view_problem_list);
    l->list = ARENA_ARRAY(rq->arena, struct view_problem, count);
    l->list_count = count;
    for (size_t i = 0; i < count; i++) l->list[i].text = faults[i].text;
    return l;
}

enum status part_files(struct view_attachment **out, size_t *count, struct request *rq,
                       const struct row_edition *e) {
    struct attachment_file *files;
    enum status st = attachment_list(&files, count, rq->db, e->id);
    if (st != OK) return st;
    *out = ARENA_ARRAY(rq->arena, struct view_attachment, *count);
    for (size_t i = 0; i < *count; i++) {
        const struct row_file *r = files[i].row;
        (*out)[i] = (struct view_attachment){
            .name = r->name,
            .kind = page_file_kind(r->type),
            .size = page_file_size(rq->arena, r->size),
            .file = link_office_file(rq->arena, e->document_id, r->id, ""),
        };
    }
    return OK;
}

enum status part_files_text(struct str *out, struct request *rq, const struct row_edition *e) {
    struct attachment_file *files;
    size_t count;
    enum status st = attachment_list(&files, &count, rq->db, e->id);
    if (st != OK) return st;
    struct buf b = buf_new(rq->arena, (size_t)ATTACHMENTS_MOST * 512);
    for (size_t i = 0; i < count; i++) {
        const struct row_file *r = files[i].row;
        buf_format(&b, STR_FMT "，" STR_FMT "，校验码 " STR_FMT "\n", STR_ARG(r->name),
                   STR_ARG(page_file_size(rq->arena, r->size)),
                   STR_ARG(str_slice(r->digest, 0, 8)));
    }
    *out = buf_str(&b);
    return OK;
}
