/*
 * What the office's pages ask of a batch. Each move is one UPDATE that names the state it starts
 * from, so that two people who press at once cannot both succeed.
 */
#include "model/register/batch.h"

#include <string.h>

#include "base/arena.h"
#include "base/text.h"
#include "db/db.h"
#include "model/county/account.h"
#include "model/county/audit.h"
#include "model/county/region.h"
#include "model/publish/label.h"
#include "model/register/intake_store.h"
#include "query.h"

static const struct label states[] = {
    {"queued", "等着读"},
    {"refused", "没有导入"},
    {"checked", "等别人采用"},
    {"approved", "正在写进登记"},
    {"applying", "正在写进登记"},
    {"applied", "已写进登记"},
    {"dropped", "已丢弃"},
    {"undo_asked", "正在撤回"},
    {"undoing", "正在撤回"},
    {"undone", "已撤回"},
    {NULL, NULL},
};

struct str batch_word(struct str state) {
    return label_text(states, state);
}

struct str batch_state_text(const struct row_batch *b) {
    return batch_word(b->state);
}

bool batch_is_own(const struct row_batch *b, const struct actor *actor) {
    return !intake_is_second(b->made_by, actor->login);
}

bool batch_works(const struct row_batch *b) {
    return str_is(b->state, "queued") || str_is(b->state, "approved") ||
           str_is(b->state, "undo_asked");
}

enum status batch_list(struct row_batch **rows, size_t *count, bool *more, struct db *db,
                       const struct actor *actor, int64_t before, size_t most) {
    struct str beyond = str_format(db_arena(db), STR_FMT ":", STR_ARG(actor->region));
    enum status st = q_batch_list(rows, count, db, actor->region, beyond,
                                  before > 0 ? before : INT64_MAX, (int64_t)most + 1);
    *more = st == OK && *count > most;
    if (*more) *count = most;
    return st;
}

enum status batch_search(struct row_search_import **rows, size_t *count, struct db *db,
                         const struct actor *actor, struct str words, int64_t most) {
    struct arena *a = db_arena(db);
    int64_t number = 0;
    words = text_plain(a, str_trim(words));
    *count = 0;
    if (!str_is_digits(words) || !str_int(&number, words)) number = 0;
    if (text_length(words) < 2 && number == 0) return OK;
    /* One digit is a number and no part of a name. */
    struct str part = text_length(words) < 2 ? STR("/") : words;
    return q_search_imports(rows, count, db, actor->region,
                            str_format(a, STR_FMT ":", STR_ARG(actor->region)), part, number, most);
}

enum status batch_waiting(struct row_desk_imports **rows, size_t *count, struct db *db,
                          const struct actor *actor, int64_t most) {
    struct str beyond = str_format(db_arena(db), STR_FMT ":", STR_ARG(actor->region));
    return q_desk_imports(rows, count, db, actor->region, beyond, actor->login, most);
}

enum status batch_find(struct row_batch **out, struct db *db, const struct actor *actor,
                       int64_t id) {
    enum status st = q_batch_find(out, db, id);
    if (st != OK) return st;
    return account_covers(actor, (*out)->region) ? OK : NOT_FOUND;
}

enum status batch_add(int64_t *id, struct str *why, struct db *db, const struct actor *actor,
                      struct str region, struct str file, struct str spool, int64_t now) {
    struct row_region *place;
    enum status st = account_reaches(actor, region) ? region_find(&place, db, region) : NOT_FOUND;
    if (st == NOT_FOUND) {
        *why = STR("请选择您负责的地方。");
        return INVALID;
    }
    if (st == OK) st = q_batch_add(db, region, text_clip(file, 200), spool, now, actor->login);
    if (st != OK) return st;
    *id = db_insert_id(db);
    return audit_add(db, actor, "import_upload", "import", *id, STR(""), now);
}

/* After an UPDATE that names the state it starts from. */
static enum status moved(struct str *why, struct db *db, const struct actor *actor,
                         const char *action, int64_t id, int64_t now) {
    if (db_changed(db) == 0) {
        *why = STR("这一批的状态已经变了，请看看现在的情况。");
        return CONFLICT;
    }
    return audit_add(db, actor, action, "import", id, STR(""), now);
}

enum status batch_approve(struct str *why, struct db *db, const struct actor *actor, int64_t id,
                          int64_t now) {
    struct row_batch *b;
    enum status st = batch_find(&b, db, actor, id);
    if (st != OK) return st;
    if (batch_is_own(b, actor)) {
        *why = STR("这个文件是您自己上传的，要由另一个人采用。");
        return DENIED;
    }
    if (!str_is(b->state, "checked")) {
        *why = STR("这一批现在不能采用，请看看它的情况。");
        return CONFLICT;
    }
    st = q_batch_approve(db, id, now, actor->login);
    return st == OK ? moved(why, db, actor, "import_approve", id, now) : st;
}

enum status batch_drop(struct str *why, struct db *db, const struct actor *actor, int64_t id,
                       int64_t now) {
    struct row_batch *b;
    const char *said = "";
    enum status st = batch_find(&b, db, actor, id);
    if (st != OK) return st;
    st = intake_drop(&said, db, id, actor->login, now);
    if (st == CONFLICT) *why = str_format(db_arena(db), "%s。", said);
    return st == OK ? audit_add(db, actor, "import_drop", "import", id, STR(""), now) : st;
}

enum status batch_undo(struct str *why, struct db *db, const struct actor *actor, int64_t id,
                       int64_t now) {
    struct row_batch *b;
    enum status st = batch_find(&b, db, actor, id);
    if (st != OK) return st;
    if (!str_is(b->state, "applied")) {
        *why = STR("这一批没有写进登记，不用撤回。");
        return CONFLICT;
    }
    st = q_batch_ask_undo(db, id, actor->login);
    return st == OK ? moved(why, db, actor, "import_undo", id, now) : st;
}
