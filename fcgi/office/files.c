/*
 * The files of a document in the office: sending them, seeing at once what stands in their way,
 * opening them, and a publisher's word that he has looked. What may go out the model decides.
 */
#include "office/office.h"

#include <stddef.h>

#include "base/arena.h"
#include "base/spool.h"
#include "model/county/account.h"
#include "model/publish/attachment.h"
#include "office/part.h"
#include "view/link.h"
#include "web/multipart.h"

#define READING_MS 18000 /* of one sending, all its files together */
#define FILE_MS    9000

struct files_sent {
    bool nothing;
};
static const struct field files_fields[] = {
    {.name = "token", .label = "表单", .kind = FIELD_TOKEN},
    {.name = "file", .label = "文件", .kind = FIELD_FILE},
};
const struct form office_files_fields = FORM(files_fields, struct files_sent);

struct look_sent {
    bool looked;
};
static const struct field look_fields[] = {
    {.name = "token", .label = "表单", .kind = FIELD_TOKEN},
    {.name = "looked",
     .label = "看过",
     .kind = FIELD_FLAG,
     .offset = offsetof(struct look_sent, looked)},
};
const struct form office_file_look_fields = FORM(look_fields, struct look_sent);

/* -- the page --------------------------------------------------------------------------------- */

static const struct row_edition *edition_of(const struct edition_file *f) {
    return f->draft ? f->draft : f->live;
}

static struct str facts(struct arena *a, const struct row_file *r) {
    struct str size = page_file_size(a, r->size), kind = page_file_kind(r->type);
    if (r->added_at == INT64_MIN) {
        return str_format(a, STR_FMT "，" STR_FMT, STR_ARG(kind), STR_ARG(size));
    }
    return str_format(a, STR_FMT "，" STR_FMT "，" STR_FMT " " STR_FMT " 上传", STR_ARG(kind),
                      STR_ARG(size), STR_ARG(r->added_by), STR_ARG(moment_text(a, r->added_at)));
}

static void fill_findings(struct view_office_file *v, struct arena *a,
                          const struct attachment_file *file) {
    v->wrong = ARENA_ARRAY(a, struct str, file->count + 1);
    v->notes = ARENA_ARRAY(a, struct str, file->count + 1);
    for (size_t i = 0; i < file->count; i++) {
        const struct row_file_finding *f = &file->findings[i];
        struct str text = attachment_sentence(a, f->code, f->place);
        if (attachment_blocks(f->code)) {
            v->wrong[v->wrong_count++] = text;
        } else {
            v->notes[v->notes_count++] = text;
        }
    }
}

static struct view_office_file row(const struct request *rq, const struct row_edition *e,
                                   const struct attachment_file *file, size_t number) {
    struct arena *a = rq->arena;
    const struct row_file *r = file->row;
    bool looked = r->looked_at != INT64_MIN, out = e->published_at != INT64_MIN;
    bool waits = str_is(r->state, "unchecked") && !looked && !out;
    struct view_office_file v = {
        .number = (int64_t)number,
        .name = r->name,
        .facts = facts(a, r),
        .state = looked ? STR("looked") : r->state,
        .self = link_office_file(a, e->document_id, r->id, ""),
        .token = rq->token,
    };
    fill_findings(&v, a, file);
    if (looked) {
        v.looked = str_format(a, STR_FMT " " STR_FMT " 打开看过。", STR_ARG(r->looked_by),
                              STR_ARG(moment_text(a, r->looked_at)));
    }
    if (waits && account_may(rq->actor, MAY_PUBLISH) && !e->is_own) {
        v.look = link_office_file(a, e->document_id, r->id, "look");
    } else if (waits) {
        v.notes[v.notes_count++] = e->is_own
                                       ? STR("发布以前，没有写过这一版的审核发布的人要打开看过。")
                                       : STR("发布以前，审核发布的人要打开看过。");
    }
    if (edition_is_open(e) && account_may(rq->actor, MAY_WRITE)) {
        v.drop = link_office_file(a, e->document_id, r->id, "drop");
    }
    return v;
}

static enum status show(struct request *rq, struct response *rs, const struct edition_file *f) {
    const struct row_edition *e = edition_of(f);
    struct attachment_file *files;
    size_t count;
    enum status st = attachment_list(&files, &count, rq->db, e->id);
    if (st != OK) return st;
    struct view_office_files v = {
        .frame = frame_new(rq, STR("附件"), "articles"),
        .kind = part_kind(e->kind, e->type),
        .title = e->title,
        .problems = frame_problems(rq),
        .rows = ARENA_ARRAY(rq->arena, struct view_office_file, count),
        .rows_count = count,
        .token = rq->token,
        .back = link_office_article(rq->arena, e->document_id),
    };
    for (size_t i = 0; i < count; i++) v.rows[i] = row(rq, e, &files[i], i + 1);
    if (edition_is_open(e) && account_may(rq->actor, MAY_WRITE)) {
        v.action = link_office_files(rq->arena, e->document_id);
    }
    view_office_files(&rs->body, &v);
    return OK;
}

enum status office_files(struct request *rq, struct response *rs) {
    struct edition_file f;
    enum status st = part_file(&f, rq);
    return st == OK ? show(rq, rs, &f) : st;
}

/* Why its files cannot change now, if that is it; else they just did. */
static struct str closed_text(const struct edition_file *f) {
    if (!f->draft)
        return STR("这份文稿已经发布，附件不能再改。要改，请到文稿页点“更正”，出新一版。");
    if (edition_is_open(f->draft)) return STR("附件刚刚有了变化，没有照您点的办。请看下面现在的。");
    return STR("这份文稿已经提交审核，附件和文字一样，现在不能改。"
               "请到文稿页收回，或者请审核的人退回，再改。");
}

/* What was just tried came too late: the page as it is now says why. */
static enum status too_late(struct request *rq, struct response *rs, int64_t id) {
    struct edition_file f;
    enum status st = edition_find_anew(&f, rq->db, rq->actor, id);
    if (st != OK) return st;
    problem_add(&rq->problems, rq->arena, NULL, STR_FMT, STR_ARG(closed_text(&f)));
    rs->status = 409;
    return show(rq, rs, &f);
}

/* -- sending ---------------------------------------------------------------------------------- */

static void refuse(struct request *rq, const struct upload *u, struct str why) {
    problem_add(&rq->problems, rq->arena, "file", "没有收“" STR_FMT "”：它" STR_FMT,
                STR_ARG(u->name), STR_ARG(why));
}

/* One file of those that were sent, read; s->state stays NULL when it was refused, which is said.
 */
static enum status screen(struct attachment_screening *s, struct request *rq,
                          const struct upload *u, int64_t left) {
    const char *path = spool_path(rq->arena, rq->conf->spool, str_from(u->file.name));
    if (u->file.size > ATTACHMENT_BYTES) {
        refuse(rq, u, STR("超过 10 MB。请拆小，或者把里面的图片压缩以后再上传。"));
        return OK;
    }
    if (left <= 0) {
        refuse(rq, u, STR("还没有来得及检查。请把它再上传一次。"));
        return OK;
    }
    enum status st = attachment_screen(s, rq->arena, u->name, path,
                                       left < FILE_MS ? left : FILE_MS);
    if (st == OK && !s->state) refuse(rq, u, s->why);
    return st;
}

static enum status add(struct request *rq, const struct attachment_screening *s, int64_t id) {
    struct str why = STR("");
    enum status st = attachment_add(&why, rq->db, rq->actor, id, s, rq->now);
    if (st != INVALID) return st;
    problem_add(&rq->problems, rq->arena, "file", STR_FMT, STR_ARG(why));
    return OK;
}

/* All are read before the document is held: others may want to work on it meanwhile. */
enum status office_files_add(struct request *rq, struct response *rs) {
    struct attachment_screening *s = ARENA_ARRAY(rq->arena, struct attachment_screening,
                                                 MULTIPART_FILES);
    struct edition_file f;
    struct upload *u;
    size_t count = 0;
    enum status st = part_file(&f, rq);
    if (st != OK) return st;
    int64_t id = f.all[0].document_id, until = date_ticks() / 1000 + READING_MS;
    if (!f.draft || !edition_is_open(f.draft)) return too_late(rq, rs, id);
    for (; st == OK && (u = request_file(rq, "file", count)); count++) {
        st = screen(&s[count], rq, u, until - date_ticks() / 1000);
    }
    for (size_t i = 0; st == OK && i < count; i++) {
        if (s[i].state) st = add(rq, &s[i], id);
    }
    if (st == CONFLICT) return too_late(rq, rs, id);
    if (st != OK) return st;
    if (count == 0) problem_add(&rq->problems, rq->arena, "file", "请选择要上传的文件。");
    if (rq->problems.count == 0) {
        response_see(rs, link_office_files(rq->arena, id));
        return OK;
    }
    rs->status = 422; /* what was fine is kept */
    return show(rq, rs, &f);
}

/* -- one of them ------------------------------------------------------------------------------ */

static enum status find(const struct row_file **out, struct edition_file *f, struct request *rq) {
    struct attachment_file *files;
    size_t count;
    int64_t id;
    if (!page_id(&id, rq->args[1])) return NOT_FOUND;
    enum status st = part_file(f, rq);
    if (st == OK) st = attachment_list(&files, &count, rq->db, edition_of(f)->id);
    if (st != OK) return st;
    for (size_t i = 0; i < count; i++) {
        *out = files[i].row;
        if (files[i].row->id == id) return OK;
    }
    return NOT_FOUND;
}

enum status office_file(struct request *rq, struct response *rs) {
    const struct row_file *r;
    struct edition_file f;
    enum status st = find(&r, &f, rq);
    if (st == OK && edition_of(&f)->published_at == INT64_MIN) {
        st = attachment_opened(rq->db, rq->actor, edition_of(&f)->document_id, r->id, rq->now);
    }
    if (st == OK) page_hand_out(rs, rq->arena, r->name, r->type, r->digest);
    return st;
}

enum status office_file_drop(struct request *rq, struct response *rs) {
    const struct row_file *r;
    struct edition_file f;
    enum status st = find(&r, &f, rq);
    if (st != OK) return st;
    int64_t id = edition_of(&f)->document_id;
    st = attachment_drop(rq->db, rq->actor, id, r->id, rq->now);
    if (st == CONFLICT) return too_late(rq, rs, id);
    if (st == OK) response_see(rs, link_office_files(rq->arena, id));
    return st;
}

enum status office_file_look(struct request *rq, struct response *rs) {
    const struct look_sent *sent = rq->form;
    const struct row_file *r;
    struct edition_file f;
    enum status st = find(&r, &f, rq);
    if (st != OK) return st;
    const struct row_edition *e = edition_of(&f);
    if (e->is_own || !sent->looked) {
        problem_add(&rq->problems, rq->arena, NULL, "%s",
                    e->is_own ? "这一版您写过或者提交过，要由另一位审核发布的人来看这个附件。"
                              : "请打开附件从头到尾看过，勾上那一句，再点“看过了”。");
        rs->status = 422;
        return show(rq, rs, &f);
    }
    st = e->published_at == INT64_MIN
             ? attachment_look(rq->db, rq->actor, e->document_id, e->id, r->id, rq->now)
             : CONFLICT;
    if (st == CONFLICT) return too_late(rq, rs, e->document_id);
    if (st == OK) response_see(rs, link_office_files(rq->arena, e->document_id));
    return st;
}
