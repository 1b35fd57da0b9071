/*
 * Files of projects and jobs: sending one, which is read at once by a process of its own, and what
 * came of it. All its lines are drafts, or none; another person publishes them together.
 */
#include "office/office.h"

#include "base/arena.h"
#include "base/money.h"
#include "base/spool.h"
#include "model/county/account.h"
#include "model/county/region.h"
#include "model/publish/ledger.h"
#include "model/register/roster.h"
#include "page/effort_page.h"
#include "web/multipart.h"

static const struct label states[] = {{"refused", "有错，没有导入"},
                                      {"checked", "等别人发布"},
                                      {"published", "已发布"},
                                      {"dropped", "已丢弃"},
                                      {NULL, NULL}};

/* -- sending one ---------------------------------------------------------------------------------
 */

struct import_sent {
    struct str kind;
};
static const char *const kinds[] = {"project", "job", NULL};
static const struct field asked_fields[] = {
    {.name = "kind",
     .label = "哪一种",
     .kind = FIELD_CHOICE,
     .required = true,
     .choices = kinds,
     .offset = offsetof(struct import_sent, kind)},
};
const struct form office_effort_import_asked = FORM(asked_fields, struct import_sent);

static const struct field import_fields[] = {
    {.name = "token", .label = "表单", .kind = FIELD_TOKEN},
    {.name = "file", .label = "文件", .kind = FIELD_FILE},
    {.name = "kind",
     .label = "哪一种",
     .kind = FIELD_CHOICE,
     .required = true,
     .choices = kinds,
     .offset = offsetof(struct import_sent, kind)},
};
const struct form office_effort_import_fields = FORM(import_fields, struct import_sent);

static enum status show_form(struct request *rq, struct response *rs, struct str kind) {
    bool project = !str_is(kind, "job");
    struct view_office_effort_import v = {
        .frame = frame_new(rq, project ? STR("导入项目表") : STR("导入用工表"), "efforts"),
        .heading = project ? STR("导入项目表") : STR("导入用工表"),
        .action = link_office_effort_import(rq->arena, project ? "project" : "job"),
        .kind = project ? STR("project") : STR("job"),
        .token = rq->token,
        .problems = frame_problems(rq),
        .error = problem_of(&rq->problems, "file"),
        .most = EFFORT_BATCH,
        .headings = roster_headings(rq->arena, project ? STR("project") : STR("job")),
        .back = link_office_efforts(rq->arena, STR_NONE, STR_NONE, (struct cursor){0, 0}),
    };
    view_office_effort_import(&rs->body, &v);
    return OK;
}

enum status office_effort_import_form(struct request *rq, struct response *rs) {
    const struct import_sent *sent = rq->form;
    return show_form(rq, rs, sent->kind);
}

/* The places of a file are few: what was found is remembered. */
struct asked {
    const struct request *rq;
    struct str kind;
    struct str places[64];
    size_t count;
};

static bool place(void *arg, struct str code) {
    struct asked *p = arg;
    struct row_region *row;
    if (!region_is_code(code) || !account_covers(p->rq->actor, code)) return false;
    for (size_t i = 0; i < p->count; i++) {
        if (str_eq(p->places[i], code)) return true;
    }
    if (region_find(&row, p->rq->db, code) != OK) return false;
    if (p->count < sizeof p->places / sizeof *p->places) p->places[p->count++] = code;
    return true;
}

static int64_t known(void *arg, const struct effort_row *row) {
    struct asked *p = arg;
    int64_t id;
    return effort_known(&id, p->rq->db, p->kind, row) == OK ? id : 0;
}

enum status office_effort_import(struct request *rq, struct response *rs) {
    const struct import_sent *sent = rq->form;
    struct upload *file = request_file(rq, "file", 0);
    if (!file) problem_add(&rq->problems, rq->arena, "file", "请选择要上传的文件。");
    if (rq->problems.count > 0) {
        rs->status = 422;
        return show_form(rq, rs, sent->kind);
    }
    struct asked asked = {.rq = rq, .kind = sent->kind};
    const struct roster_asks asks = {place, known, &asked};
    struct roster roster;
    int64_t id;
    const char *path = spool_path(rq->arena, rq->conf->spool, str_from(file->file.name));
    if (!path) return FAILED;
    enum status st = roster_read(&roster, rq->arena, sent->kind, path, date_day(rq->now), &asks);
    if (st == BUSY) return st;
    st = effort_batch_keep(&id, rq->db, rq->actor, sent->kind, file->name, roster.rows,
                           roster.count, rq->now);
    if (st == OK) st = effort_batch_say(rq->db, id, roster.said, roster.said_count);
    if (st == OK) response_see(rs, link_office_effort_file(rq->arena, id, ""));
    return st;
}

/* -- one file ------------------------------------------------------------------------------------
 */

static struct view_office_table *table(struct arena *a, struct str caption,
                                       const char *const *heads, size_t width, size_t most) {
    struct view_office_table *t = ARENA_NEW(a, struct view_office_table);
    t->caption = caption;
    t->heads = ARENA_ARRAY(a, struct str, width);
    t->heads_count = width;
    for (size_t i = 0; i < width; i++) t->heads[i] = str_from(heads[i]);
    t->rows = ARENA_ARRAY(a, struct view_office_line, most);
    return t;
}

static struct str *line(struct view_office_table *t, struct arena *a) {
    struct str *cells = ARENA_ARRAY(a, struct str, t->heads_count);
    t->rows[t->rows_count++] = (struct view_office_line){cells, t->heads_count};
    return cells;
}

static enum status said(struct view_office_effort_file *v, const struct request *rq, int64_t id) {
    static const char *const heads[] = {"行", "列", "问题", "怎么办"};
    struct row_effort_said *rows;
    struct arena *a = rq->arena;
    size_t count;
    enum status st = effort_batch_said(&rows, &count, rq->db, id);
    if (st != OK || count == 0) return st;
    v->said = table(a, STR("要看的地方"), heads, 4, count);
    for (size_t i = 0; i < count; i++) {
        struct str *cells = line(v->said, a);
        cells[0] = rows[i].line ? str_format(a, "%lld", (long long)rows[i].line) : STR("整个文件");
        cells[1] = rows[i].heading;
        cells[2] = rows[i].is_note ? str_format(a, "（提示）" STR_FMT, STR_ARG(rows[i].what))
                                   : rows[i].what;
        cells[3] = rows[i].todo;
    }
    return OK;
}

static enum status drafts(struct view_office_effort_file *v, const struct request *rq,
                          const struct row_effort_batch *b) {
    static const char *const projects[] = {"名称", "地方代码", "年度", "预算（元）"};
    static const char *const jobs[] = {"名称", "地方代码", "人数", "截止"};
    struct row_effort_edition *rows;
    struct arena *a = rq->arena;
    bool project = str_is(b->kind, "project");
    size_t count;
    enum status st = effort_batch_drafts(&rows, &count, rq->db, b->id);
    if (st != OK || count == 0) return st;
    v->drafts = table(a, STR("草稿"), project ? projects : jobs, 4, count);
    for (size_t i = 0; i < count; i++) {
        struct str *cells = line(v->drafts, a);
        cells[0] = rows[i].title;
        cells[1] = rows[i].region;
        cells[2] = str_format(a, "%lld", (long long)(project ? rows[i].year : rows[i].posts));
        cells[3] = project ? money_text(a, rows[i].budget) : date_iso(a, rows[i].deadline);
    }
    return OK;
}

static enum status show(struct request *rq, struct response *rs, const struct row_effort_batch *b) {
    struct arena *a = rq->arena;
    bool waits = str_is(b->state, "checked"), writes = account_may(rq->actor, MAY_WRITE);
    bool own = b->made_by == rq->actor->id;
    struct view_office_effort_file v = {
        .frame = frame_new(rq, b->file, "efforts"),
        .about = str_format(a, STR_FMT " · " STR_FMT " 上传",
                            STR_ARG(label_text(effort_kinds, b->kind)), STR_ARG(b->maker)),
        .heading = b->file,
        .state = label_text(states, b->state),
        .made = b->made_at,
        .problems = frame_problems(rq),
        .own = waits && own,
        .token = rq->token,
    };
    if (b->closed_at != MOMENT_NONE) {
        v.closed = str_format(a, STR_FMT "，" STR_FMT, STR_ARG(b->closer),
                              STR_ARG(moment_text(a, b->closed_at)));
    }
    if (waits && writes) v.drop = link_office_effort_file(a, b->id, "drop");
    if (waits && !own && account_may(rq->actor, MAY_PUBLISH)) {
        v.publish = link_office_effort_file(a, b->id, "publish");
    }
    if (str_is(b->state, "refused") && writes) {
        v.again = link_office_effort_import(a, str_cstr(a, b->kind));
    }
    enum status st = said(&v, rq, b->id);
    if (st == OK && waits) st = drafts(&v, rq, b);
    if (st == OK) view_office_effort_file(&rs->body, &v);
    return st;
}

static enum status file_of(struct row_effort_batch **out, struct request *rq) {
    int64_t id;
    if (!page_id(&id, rq->args[0])) return NOT_FOUND;
    return effort_batch_find(out, rq->db, rq->actor, id);
}

enum status office_effort_file(struct request *rq, struct response *rs) {
    struct row_effort_batch *b;
    enum status st = file_of(&b, rq);
    return st == OK ? show(rq, rs, b) : st;
}

/* Done: look at it. Not allowed or too late: the page as it is now, with the reason. */
static enum status run(struct request *rq, struct response *rs,
                       enum status (*deed)(struct str *why, struct db *db,
                                           const struct actor *actor, int64_t id, int64_t now)) {
    struct row_effort_batch *b;
    struct str why = STR("");
    enum status st = file_of(&b, rq);
    if (st == OK) st = deed(&why, rq->db, rq->actor, b->id, rq->now);
    if (st == OK) response_see(rs, link_office_effort_file(rq->arena, b->id, ""));
    if (why.n == 0) return st;
    rs->status = st == DENIED ? 403 : st == CONFLICT ? 409 : 422;
    effort_anew(rq->db);
    problem_add(&rq->problems, rq->arena, NULL, STR_FMT, STR_ARG(why));
    st = file_of(&b, rq);
    return st == OK ? show(rq, rs, b) : st;
}

enum status office_effort_file_publish(struct request *rq, struct response *rs) {
    enum status st = run(rq, rs, effort_batch_publish);
    return st == OK && rs->status < 400 ? ledger_sign_head(rq->db, rq->keys, rq->now) : st;
}

enum status office_effort_file_drop(struct request *rq, struct response *rs) {
    return run(rq, rs, effort_batch_drop);
}
