/*
 * Register files: the list of batches, and sending one. The file lies in the spool by the time the
 * handler runs; it is kept there for the job, under a name of ours.
 */
#include "office/imports.h"

#include <stddef.h>

#include "base/arena.h"
#include "base/spool.h"
#include "model/county/account.h"
#include "model/county/region.h"
#include "office/office.h"
#include "view/link.h"
#include "web/multipart.h"

struct list_sent {
    int64_t before;
};
static const struct field list_fields[] = {
    {.name = "before",
     .label = "翻页",
     .kind = FIELD_INT,
     .min = 1,
     .max = INT64_MAX,
     .offset = offsetof(struct list_sent, before)},
};
const struct form office_imports_fields = FORM(list_fields, struct list_sent);

struct new_sent {
    struct str region;
};
static const struct field new_fields[] = {
    {.name = "token", .label = "表单", .kind = FIELD_TOKEN},
    {.name = "file", .label = "文件", .kind = FIELD_FILE},
    {.name = "region",
     .label = "哪个地方的登记",
     .kind = FIELD_DIGITS,
     .required = true,
     .max = 12,
     .offset = offsetof(struct new_sent, region)},
};
const struct form office_import_fields = FORM(new_fields, struct new_sent);

enum status imports_regions(struct view_choice **out, size_t *count, const struct request *rq,
                            struct str chosen) {
    struct row_region *own, *below;
    size_t n;
    enum status st = region_find(&own, rq->db, rq->actor->region);
    if (st == OK) st = region_below(&below, &n, rq->db, rq->actor->region);
    if (st != OK) return st;
    *out = ARENA_ARRAY(rq->arena, struct view_choice, n + 1);
    *count = n + 1;
    struct view_choice *next = frame_choice(*out, own->code, own->name, chosen);
    for (size_t i = 0; i < n; i++) next = frame_choice(next, below[i].code, below[i].name, chosen);
    return OK;
}

struct view_office_table *imports_table(const struct request *rq, const struct batch_table *t) {
    struct arena *a = rq->arena;
    if (t->count == 0) return NULL;
    struct view_office_table *v = ARENA_NEW(a, struct view_office_table);
    v->caption = t->title;
    while (t->heads[v->heads_count]) v->heads_count++;
    v->heads = ARENA_ARRAY(a, struct str, v->heads_count);
    for (size_t i = 0; i < v->heads_count; i++) v->heads[i] = str_from(t->heads[i]);
    v->rows = ARENA_ARRAY(a, struct view_office_line, t->count);
    v->rows_count = t->count;
    for (size_t i = 0; i < t->count; i++) {
        v->rows[i] = (struct view_office_line){t->rows[i].cells, v->heads_count};
    }
    return v;
}

enum status imports_batch(struct row_batch **out, const struct request *rq) {
    int64_t id;
    if (!page_id(&id, rq->args[0])) return NOT_FOUND;
    return batch_find(out, rq->db, rq->actor, id);
}

const char *imports_path(const struct request *rq, const struct spool_file *f) {
    return spool_path(rq->arena, rq->conf->spool, str_from(f->name));
}

enum status imports_hand_out(struct response *rs, const struct request *rq, struct spool_file *f,
                             enum status st) {
    int file = st == OK ? spool_reopen(f, rq->conf->spool) : -1;
    spool_drop(f, rq->conf->spool);
    if (st == OK && file < 0) return BUSY;
    if (st == OK) rs->file = file;
    return st;
}

/* -- the list
 * ------------------------------------------------------------------------------------- */

static struct str sums(struct arena *a, const struct row_batch *b) {
    if (b->faults) return str_format(a, "%lld 处要改", (long long)b->faults);
    if (b->people == 0) return STR("");
    return str_format(a, "新增 %lld 户，更正 %lld 户", (long long)b->households_new,
                      (long long)b->households_changed);
}

enum status office_imports(struct request *rq, struct response *rs) {
    const struct list_sent *sent = rq->form;
    struct row_batch *rows;
    size_t count;
    bool more;
    enum status st = batch_list(&rows, &count, &more, rq->db, rq->actor, sent->before, PAGE_ROWS);
    if (st != OK) return st;
    struct view_office_imports v = {
        .frame = frame_new(rq, STR("导入"), "imports"),
        .rows = ARENA_ARRAY(rq->arena, struct view_office_import_row, count),
        .rows_count = count,
    };
    if (account_may(rq->actor, MAY_KEEP)) v.make = link_office_import_new();
    if (more) v.older = link_office_imports(rq->arena, rows[count - 1].id);
    for (size_t i = 0; i < count; i++) {
        const struct row_batch *b = &rows[i];
        v.rows[i] = (struct view_office_import_row){
            link_office_import(rq->arena, b->id, "", STR_NONE),
            b->file,
            batch_state_text(b),
            b->place,
            b->maker,
            b->made_at,
            sums(rq->arena, b),
        };
    }
    view_office_imports(&rs->body, &v);
    return OK;
}

/* -- sending one
 * ---------------------------------------------------------------------------------- */

static struct str columns(struct arena *a) {
    struct buf b = buf_new(a, 1024);
    for (size_t i = 0; i < INTAKE_COLUMNS; i++) {
        if (i > 0) BUF_LIT(&b, "、");
        buf_put(&b, str_from(intake_headings[i]));
        if (intake_is_required((enum intake_column)i)) BUF_LIT(&b, "*");
    }
    return buf_str(&b);
}

static enum status show_form(struct request *rq, struct response *rs, struct str region) {
    struct view_office_import_new v = {
        .frame = frame_new(rq, STR("上传登记表"), "imports"),
        .action = link_office_import_new(),
        .token = rq->token,
        .problems = frame_problems(rq),
        .error = problem_of(&rq->problems, "file"),
        .headings = columns(rq->arena),
        .back = link_office_imports(rq->arena, 0),
    };
    enum status st = imports_regions(&v.regions, &v.regions_count, rq, region);
    if (st == OK) view_office_import_new(&rs->body, &v);
    return st;
}

enum status office_import_form(struct request *rq, struct response *rs) {
    return show_form(rq, rs, rq->actor->region);
}

enum status office_import_new(struct request *rq, struct response *rs) {
    const struct new_sent *sent = rq->form;
    struct upload *file = request_file(rq, "file", 0);
    struct str why = STR("");
    int64_t id = 0;
    if (!file) problem_add(&rq->problems, rq->arena, "file", "请选择要上传的文件。");
    if (rq->problems.count == 0) {
        enum status st = spool_keep(&file->file, rq->conf->spool);
        if (st != OK) return st;
        st = batch_add(&id, &why, rq->db, rq->actor, sent->region, file->name,
                       str_from(file->file.name), rq->now);
        if (st != OK) spool_remove(rq->conf->spool, str_from(file->file.name));
        if (st == OK) response_see(rs, link_office_import(rq->arena, id, "", STR_NONE));
        if (st != INVALID) return st;
        problem_add(&rq->problems, rq->arena, "region", STR_FMT, STR_ARG(why));
    }
    rs->status = 422;
    return show_form(rq, rs, sent->region.n ? sent->region : rq->actor->region);
}
