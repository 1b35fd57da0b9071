/*
 * Files of drafts in the database, and the gate's question about them. The office's handlers and
 * fault.c call it. Reading a file takes seconds, so what was read before is asked again, locked,
 * when something is written: the draft may have gone out meanwhile.
 */
#include "model/publish/attachment.h"

#include "base/arena.h"
#include "base/store.h"
#include "base/text.h"
#include "db/db.h"
#include "model/county/account.h"
#include "model/county/audit.h"
#include "query.h"

#define FAULTS_MOST 60
#define COPY_MS     3000
#define DAY         86400

enum status attachment_list(struct attachment_file **out, size_t *count, struct db *db,
                            int64_t edition_id) {
    struct row_file *rows;
    struct row_file_finding *findings;
    size_t n;
    enum status st = q_file_of_edition(&rows, count, db, edition_id);
    if (st == OK) st = q_file_findings(&findings, &n, db, edition_id);
    if (st != OK) return st;
    *out = ARENA_ARRAY(db_arena(db), struct attachment_file, *count);
    for (size_t i = 0, at = 0; i < *count; i++) {
        (*out)[i] = (struct attachment_file){&rows[i], findings + at, 0};
        while (at < n && findings[at].attachment_id == rows[i].id) at++, (*out)[i].count++;
    }
    return OK;
}

static enum status record(struct db *db, const struct actor *actor, const char *action,
                          int64_t document_id, int64_t id, const char *state, int64_t now) {
    struct str detail = str_format(db_arena(db), "file %lld%s%s", (long long)id, *state ? " " : "",
                                   state);
    return audit_add(db, actor, action, "document", document_id, detail, now);
}

static enum status add(int64_t *id, struct db *db, int64_t edition_id, int64_t position,
                       int64_t added_by, const struct attachment_screening *s, int64_t now) {
    enum status st = q_file_add(db, edition_id, position, s->name, str_from(sift_type(s->media)),
                                s->size, str_from(s->digest));
    if (st != OK) return st;
    *id = db_insert_id(db);
    st = q_file_check_add(db, *id, str_from(s->state), ATTACHMENT_RULES, added_by, now);
    for (size_t i = 0; st == OK && i < s->count; i++) {
        st = q_file_finding_add(db, *id, (int64_t)i + 1, str_from(s->findings[i].code),
                                s->findings[i].place);
    }
    return st;
}

/* The draft as it is now, held until the unit ends. */
static enum status hold(struct row_file_draft **draft, struct db *db, int64_t document_id) {
    struct row_document_lock *locked;
    enum status st = q_document_lock(&locked, db, document_id);
    if (st == OK) st = q_file_draft(draft, db, document_id);
    return st == NOT_FOUND ? CONFLICT : st;
}

enum status attachment_add(struct str *why, struct db *db, const struct actor *actor,
                           int64_t document_id, const struct attachment_screening *s, int64_t now) {
    struct row_file_draft *draft;
    struct row_file_last *last;
    int64_t id = 0;
    enum status st = hold(&draft, db, document_id);
    if (st == OK) st = q_file_last(&last, db, draft->id);
    if (st != OK) return st;
    if (last->count >= ATTACHMENTS_MOST) {
        *why = str_format(db_arena(db), "一份文件最多 %d 个附件，没有再收。请先删掉不要的。",
                          ATTACHMENTS_MOST);
        return INVALID;
    }
    st = add(&id, db, draft->id, last->position + 1, actor->id, s, now);
    if (st == OK) st = q_file_written(db, draft->id, actor->id);
    return st == OK ? record(db, actor, "file_add", document_id, id, s->state, now) : st;
}

enum status attachment_drop(struct db *db, const struct actor *actor, int64_t document_id,
                            int64_t id, int64_t now) {
    struct row_file_draft *draft;
    enum status st = hold(&draft, db, document_id);
    if (st == OK) st = q_file_let_go(db, id, draft->id, actor->id);
    if (st == OK && db_changed(db) == 0) st = CONFLICT;
    if (st == OK) st = q_file_drop(db, id, draft->id);
    if (st == OK) st = q_file_written(db, draft->id, actor->id);
    return st == OK ? record(db, actor, "file_drop", document_id, id, "", now) : st;
}

enum status attachment_look(struct db *db, const struct actor *actor, int64_t document_id,
                            int64_t edition_id, int64_t id, int64_t now) {
    enum status st = q_file_look(db, id, edition_id, actor->id, now);
    if (st == OK && db_changed(db) == 0) st = CONFLICT;
    return st == OK ? record(db, actor, "file_look", document_id, id, "", now) : st;
}

enum status attachment_opened(struct db *db, const struct actor *actor, int64_t document_id,
                              int64_t id, int64_t now) {
    struct str detail = str_format(db_arena(db), "document %lld", (long long)document_id);
    return audit_add(db, actor, "file_open", "file", id, detail, now);
}

/* A file from before the rules of today. One that cannot be read any more comes along all the same,
 * as one that stands in the way: nothing is lost without a word. */
static enum status again(struct attachment_screening *s, struct db *db, const struct row_file *f) {
    struct arena *a = db_arena(db);
    enum status st = attachment_screen(s, a, f->name, store_path(a, f->digest), COPY_MS);
    if (st != OK || s->state) return st;
    s->state = "hit";
    s->name = f->name;
    s->size = f->size;
    for (size_t i = 0; i < sizeof s->digest - 1; i++) s->digest[i] = f->digest.p[i];
    s->findings[0] = (struct attachment_finding){"unreadable", STR("")};
    s->count = 1;
    return OK;
}

static enum status copy(struct db *db, int64_t to, const struct row_file *f, int64_t now) {
    struct attachment_screening s;
    int64_t id;
    enum status st;
    if (f->rules == ATTACHMENT_RULES) {
        st = q_file_copy(db, f->id, to);
        id = db_insert_id(db);
        if (st == OK) st = q_file_check_copy(db, f->id, id, now);
        return st == OK ? q_file_finding_copy(db, f->id, id) : st;
    }
    st = again(&s, db, f);
    return st == OK ? add(&id, db, to, f->position, INT64_MIN, &s, now) : st;
}

enum status attachment_copy(struct db *db, int64_t to, int64_t from, int64_t now) {
    struct attachment_file *files;
    size_t count;
    enum status st = attachment_list(&files, &count, db, from);
    for (size_t i = 0; st == OK && i < count; i++) st = copy(db, to, files[i].row, now);
    return st;
}

/* -- the gate --------------------------------------------------------------------------------- */

struct faults {
    struct arena *arena;
    struct edition_fault *list;
    size_t count, most;
};

static void fault(struct faults *f, const struct row_file *file, size_t number, struct str what,
                  bool later) {
    if (f->count == f->most) return;
    f->list[f->count++] = (struct edition_fault){
        .text = str_format(f->arena, "附件 %zu“" STR_FMT "”：" STR_FMT, number, STR_ARG(file->name),
                           STR_ARG(what)),
        .later = later,
    };
}

static void file_faults(struct faults *f, const struct attachment_file *file, size_t number) {
    const struct row_file *r = file->row;
    for (size_t i = 0; i < file->count; i++) {
        const struct row_file_finding *found = &file->findings[i];
        if (!attachment_blocks(found->code)) continue;
        fault(f, r, number, attachment_sentence(f->arena, found->code, found->place), false);
    }
    if (r->rules != ATTACHMENT_RULES) {
        fault(f, r, number, STR("没有按现在的规则检查过。请在“附件”页删掉它，再上传一次。"), false);
    }
    if (str_is(r->state, "unchecked") && r->looked_at == INT64_MIN) {
        fault(f, r, number,
              STR("系统读不了里面的字。请审核发布的人在“附件”页打开看过，再点“看过了”。"), true);
    }
    if (!store_has(r->digest)) {
        fault(f, r, number, STR("保存的文件不见了，或者被动过。请在“附件”页删掉它，再上传一次。"),
              false);
    }
}

/* The files this unit of work has read are those there are. */
static enum status check_same(struct db *db, int64_t edition_id,
                              const struct attachment_file *files, size_t count) {
    struct row_file_ids *now;
    size_t n;
    enum status st = q_file_ids(&now, &n, db, edition_id);
    if (st != OK || n != count) return st == OK ? CONFLICT : st;
    for (size_t i = 0; i < n; i++) {
        bool there = false;
        for (size_t k = 0; k < count; k++) there = there || files[k].row->id == now[i].id;
        if (!there) return CONFLICT;
    }
    return OK;
}

enum status attachment_search(struct row_search_file **rows, size_t *count, struct db *db,
                              const struct actor *actor, struct str words, int64_t most) {
    words = text_plain(db_arena(db), str_trim(words));
    *count = 0;
    if (text_length(words) < 2) return OK;
    return q_search_files(rows, count, db, actor->region, words, most);
}

enum status attachment_faults(struct edition_fault **faults, size_t *count, struct db *db,
                              int64_t edition_id) {
    struct attachment_file *files;
    size_t n;
    enum status st = attachment_list(&files, &n, db, edition_id);
    if (st == OK) st = check_same(db, edition_id, files, n);
    if (st != OK || n == 0) return st;
    struct faults f = {.arena = db_arena(db), .most = *count + FAULTS_MOST};
    f.list = ARENA_ARRAY(f.arena, struct edition_fault, f.most);
    for (; f.count < *count; f.count++) f.list[f.count] = (*faults)[f.count];
    for (size_t i = 0; i < n; i++) file_faults(&f, &files[i], i + 1);
    *faults = f.list;
    *count = f.count;
    return OK;
}

/* -- tidying ---------------------------------------------------------------------------------- */

static bool is_known(void *arg, struct str digest) {
    struct row_file_known *rows;
    size_t count;
    return q_file_known(&rows, &count, arg, digest) != OK || count > 0;
}

enum status attachment_sweep(struct db *db) {
    store_sweep(is_known, db, DAY);
    return NOT_FOUND;
}
