/*
 * One register file: how far it is, what is wrong with it, what it would change, and the three
 * buttons. The rule that another person applies it is the model's; here it only decides what to
 * say.
 */
#include "office/imports.h"

#include <stddef.h>

#include "base/arena.h"
#include "base/spool.h"
#include "model/county/account.h"
#include "model/county/audit.h"
#include "office/office.h"
#include "view/link.h"

#define SHOWN    50 /* sentences on the page */
#define FACTS    6
#define HISTORY  4
#define ASK_EACH 2 /* seconds */

/* -- the page
 * ------------------------------------------------------------------------------------- */

static struct str number(struct arena *a, const char *format, int64_t n) {
    struct buf b = buf_new(a, 64);
    for (const char *p = format; *p; p++) {
        if (*p == '#') {
            buf_int(&b, n);
        } else {
            buf_byte(&b, *p);
        }
    }
    return buf_str(&b);
}

static enum status fill_progress(struct view_office_import *v, const struct request *rq,
                                 const struct row_batch *b) {
    struct row_batch_progress *p;
    struct arena *a = rq->arena;
    enum status st = batch_progress(&p, rq->db, b->id);
    struct view_office_import_progress *out = ARENA_NEW(a, struct view_office_import_progress);
    v->progress = out;
    *out = (struct view_office_import_progress){STR("正在排队"), STR("，马上就开始。")};
    if (st == NOT_FOUND || (st == OK && p->begun == 0)) return OK;
    if (st != OK) return st;
    out->step = str_format(a, "正在" STR_FMT, STR_ARG(p->step));
    struct buf t = buf_new(a, 200);
    buf_format(&t, "，已办 %lld", (long long)p->done);
    if (p->total) buf_format(&t, " / %lld", (long long)p->total);
    buf_format(&t, "，每秒 %lld", (long long)p->per_second);
    if (p->left_s != INT64_MIN) buf_format(&t, "，还要约 %lld 秒", (long long)p->left_s);
    out->text = buf_str(&t);
    return OK;
}

static enum status fill_said(struct view_office_import *v, const struct request *rq,
                             const struct row_batch *b) {
    static const char *const heads[] = {"行", "列", "问题", "怎么办", NULL};
    struct row_batch_said *rows;
    struct arena *a = rq->arena;
    size_t count;
    enum status st = batch_said(&rows, &count, rq->db, b->id, 0, SHOWN);
    if (st != OK || count == 0) return st;
    /* An applied batch had no faults: these are what was changed since, by whom it cannot be
     * undone. */
    bool touched = str_is(b->state, "applied") && !rows[0].is_note;
    struct batch_table t = {.title = touched ? STR("导入以后改过的") : STR("要改的地方"),
                            .heads = heads,
                            .rows = ARENA_ARRAY(a, struct batch_row, count),
                            .count = count};
    for (size_t i = 0; i < count; i++) {
        const struct row_batch_said *s = &rows[i];
        t.rows[i] = (struct batch_row){
            {s->line ? number(a, "#", s->line) : STR("整个文件"), s->heading,
             s->is_note ? str_format(a, "（提示）" STR_FMT, STR_ARG(s->what)) : s->what, s->todo}};
    }
    v->faults_title = t.title;
    v->faults = imports_table(rq, &t);
    v->report = link_office_import(a, b->id, "report.csv", STR_NONE);
    if (touched) return OK;
    v->faults_note = str_format(a, "%lld 处错误，%lld 处提示%s。", (long long)b->faults,
                                (long long)b->notes,
                                count == SHOWN ? "；这里先列前面的，全部的在下载里" : "");
    return OK;
}

static void fact(struct view_office_import *v, const char *label, struct str value) {
    v->facts[v->facts_count++] = (struct view_office_fact){str_from(label), value};
}

static void part(struct view_office_import *v, const struct request *rq, const struct row_batch *b,
                 const char *name, const char *label, struct str note) {
    v->parts[v->parts_count++] = (struct view_office_import_link){
        link_office_import(rq->arena, b->id, name, STR_NONE), str_from(label), note};
}

/* The sums, and the way to what lies behind them while it is there. */
static void fill_facts(struct view_office_import *v, const struct request *rq,
                       const struct row_batch *b) {
    struct arena *a = rq->arena;
    int64_t same = b->households - b->households_new - b->households_changed;
    if (b->people == 0 || b->faults) return;
    v->facts = ARENA_ARRAY(a, struct view_office_fact, FACTS);
    fact(v, "文件里",
         str_format(a, "%lld 户 %lld 人", (long long)b->households, (long long)b->people));
    fact(v, "新增",
         str_format(a, "%lld 户 %lld 人", (long long)b->households_new, (long long)b->people_new));
    fact(v, "更正",
         str_format(a, "%lld 户 %lld 人", (long long)b->households_changed,
                    (long long)b->people_changed));
    fact(v, "户的情况没有变化", number(a, "# 户", same));
    fact(v, "文件里没有", number(a, "# 户", b->households_missing));
    v->parts = ARENA_ARRAY(a, struct view_office_import_link, 8);
    if (str_is(b->state, "checked")) {
        if (b->households_new) {
            part(v, rq, b, "new", "新增的户", number(a, "# 户", b->households_new));
        }
        if (b->people_new && same + b->households_changed > 0) {
            part(v, rq, b, "joining", "已有的户里新增的人", STR("按户列出"));
        }
        if (b->households_changed) {
            part(v, rq, b, "households", "更正的户",
                 number(a, "# 户，原来是什么、改成什么", b->households_changed));
        }
        if (b->people_changed) {
            part(v, rq, b, "people", "更正的人",
                 number(a, "# 人，原来是什么、改成什么", b->people_changed));
        }
        if (same > 0) part(v, rq, b, "same", "没有变化的户", STR("人也都没有变化的"));
        if (b->households_missing) {
            part(v, rq, b, "missing", "登记里有、文件里没有的户",
                 number(a, "# 户，导入不会动它们", b->households_missing));
        }
    }
    part(v, rq, b, "suspects", "疑似重复的户", STR("并排列出，请核对"));
}

static void happened(struct view_office_import *v, struct arena *a, int64_t at, struct str who,
                     const char *what) {
    if (at == INT64_MIN) return;
    v->history[v->history_count++] = str_format(a, STR_FMT "，" STR_FMT " %s",
                                                STR_ARG(moment_text(a, at)), STR_ARG(who), what);
}

static void fill_acts(struct view_office_import *v, const struct request *rq,
                      const struct row_batch *b) {
    struct arena *a = rq->arena;
    if (!account_may(rq->actor, MAY_KEEP)) return;
    bool waits = str_is(b->state, "checked"), decides = account_may(rq->actor, MAY_PUBLISH);
    v->own = waits && batch_is_own(b, rq->actor);
    if (waits && decides && !v->own) v->apply = link_office_import(a, b->id, "apply", STR_NONE);
    if (waits) v->drop = link_office_import(a, b->id, "drop", STR_NONE);
    if (str_is(b->state, "applied") && decides) {
        v->undo = link_office_import(a, b->id, "undo", STR_NONE);
    }
    if (str_is(b->state, "refused")) v->again = link_office_import_new();
}

static enum status show(struct request *rq, struct response *rs, const struct row_batch *b) {
    struct arena *a = rq->arena;
    enum status st = OK;
    struct view_office_import v = {
        .frame = frame_new(rq, STR("导入"), "imports"),
        .heading = b->file,
        .about = str_format(a, STR_FMT " · " STR_FMT " 上传", STR_ARG(b->place), STR_ARG(b->maker)),
        .made = b->made_at,
        .state = batch_state_text(b),
        .problems = frame_problems(rq),
        .said = b->said,
        .history = ARENA_ARRAY(a, struct str, HISTORY),
        .token = rq->token,
    };
    happened(&v, a, b->approved_at, b->approver, "采用");
    happened(&v, a, b->applied_at, STR("系统"), "写进登记");
    happened(&v, a, b->dropped_at, b->dropped_by, "丢弃");
    happened(&v, a, b->undone_at, b->undo_by, "撤回");
    if (batch_works(b)) {
        rs->refresh = ASK_EACH;
        st = fill_progress(&v, rq, b);
    }
    if (st == OK) st = fill_said(&v, rq, b);
    if (st != OK) return st;
    fill_facts(&v, rq, b);
    fill_acts(&v, rq, b);
    view_office_import(&rs->body, &v);
    return OK;
}

enum status office_import(struct request *rq, struct response *rs) {
    struct row_batch *b;
    enum status st = imports_batch(&b, rq);
    return st == OK ? show(rq, rs, b) : st;
}

/* -- the buttons
 * ---------------------------------------------------------------------------------- */

/* Done: look at it. Not allowed or too late: the page as it is now, with the reason. */
static enum status act(struct request *rq, struct response *rs,
                       enum status (*run)(struct str *why, struct db *db, const struct actor *actor,
                                          int64_t id, int64_t now)) {
    struct row_batch *b;
    struct str why = STR("");
    enum status st = imports_batch(&b, rq);
    if (st == OK) st = run(&why, rq->db, rq->actor, b->id, rq->now);
    if (st == OK) response_see(rs, link_office_import(rq->arena, b->id, "", STR_NONE));
    if (why.n == 0 || (st != CONFLICT && st != DENIED)) return st;
    rs->status = st == DENIED ? 403 : 409;
    problem_add(&rq->problems, rq->arena, NULL, STR_FMT, STR_ARG(why));
    st = imports_batch(&b, rq);
    return st == OK ? show(rq, rs, b) : st;
}

enum status office_import_apply(struct request *rq, struct response *rs) {
    return act(rq, rs, batch_approve);
}

enum status office_import_drop(struct request *rq, struct response *rs) {
    return act(rq, rs, batch_drop);
}

enum status office_import_undo(struct request *rq, struct response *rs) {
    return act(rq, rs, batch_undo);
}

/* -- a part of the comparison
 * ------------------------------------------------------------------------ */

struct part_sent {
    struct cursor after;
};
static const struct field part_fields[] = {
    {.name = "after",
     .label = "翻页",
     .kind = FIELD_CURSOR,
     .offset = offsetof(struct part_sent, after)},
};
const struct form office_import_part_fields = FORM(part_fields, struct part_sent);

enum status office_import_part(struct request *rq, struct response *rs) {
    const struct part_sent *sent = rq->form;
    struct row_batch *b;
    struct batch_table t;
    const char *name = str_cstr(rq->arena, rq->args[1]);
    enum status st = imports_batch(&b, rq);
    if (st == OK) {
        st = batch_part(&t, rq->db, b, rq->args[1], sent->after.at, sent->after.id, rq->now);
    }
    if (st == OK) st = audit_add(rq->db, rq->actor, "look", "import", b->id, rq->args[1], rq->now);
    if (st != OK) return st;
    struct view_office_import_part v = {
        .frame = frame_new(rq, t.title, "imports"),
        .about = str_format(rq->arena, STR_FMT " · " STR_FMT, STR_ARG(b->file), STR_ARG(b->place)),
        .heading = t.title,
        .table = imports_table(rq, &t),
        .back = link_office_import(rq->arena, b->id, "", STR_NONE),
    };
    if (t.next_id) {
        struct cursor next = {t.next_at, t.next_id};
        v.next = link_office_import(rq->arena, b->id, name, cursor_text(rq->arena, next));
    }
    view_office_import_part(&rs->body, &v);
    return OK;
}

/* -- the report as a file
 * ----------------------------------------------------------------------------- */

enum status office_import_report(struct request *rq, struct response *rs) {
    struct row_batch *b;
    enum status st = imports_batch(&b, rq);
    if (st == OK)
        st = audit_add(rq->db, rq->actor, "look", "import", b->id, STR("report"), rq->now);
    if (st != OK) return st;
    struct spool_file f;
    st = spool_new(&f, rq->conf->spool);
    if (st != OK) return st;
    st = batch_report_file(imports_path(rq, &f), rq->db, b->id);
    rs->type = "text/csv; charset=utf-8";
    rs->filename = number(rq->arena, "import-#-report.csv", b->id);
    return imports_hand_out(rs, rq, &f, st);
}
