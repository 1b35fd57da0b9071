/*
 * Reading and setting the one row of the banner.
 */
#include "model/publish/banner.h"

#include "base/arena.h"
#include "base/date.h"
#include "base/text.h"
#include "db/db.h"
#include "model/county/account.h"
#include "model/county/audit.h"
#include "model/publish/gate.h"
#include "query.h"

#define NOTICES 30

enum status banner_live(struct str *text, int64_t *notice, struct db *db, int64_t now) {
    struct row_banner_live *row;
    *text = STR("");
    *notice = 0;
    enum status st = q_banner_live(&row, db, now);
    if (st == NOT_FOUND) return OK;
    if (st != OK) return st;
    *text = row->text;
    if (row->document_id != INT64_MIN) *notice = row->document_id;
    return OK;
}

enum status banner_read(struct row_banner **out, struct db *db) {
    return q_banner_read(out, db);
}

enum status banner_notices(struct row_banner_notices **rows, size_t *count, struct db *db) {
    return q_banner_notices(rows, count, db, NOTICES);
}

static enum status refuse(const char **field, struct str *why, const char *which,
                          struct str sentence) {
    *field = which;
    *why = sentence;
    return INVALID;
}

static enum status check(const char **field, struct str *why, struct db *db, const struct banner *b,
                         int64_t now) {
    struct arena *a = db_arena(db);
    struct gate_find *finds;
    struct row_ticket_notice *notice;
    if (b->text.n == 0) return refuse(field, why, "text", STR("请写横幅上的话。"));
    if (text_length(b->text) > BANNER_MOST) {
        return refuse(field, why, "text", STR("横幅最多 120 个字，请缩短，详细的写进公告。"));
    }
    if (gate_screen(&finds, a, b->text) > 0) {
        return refuse(
            field, why, "text",
            str_format(a, "横幅第 %zu 个字起有%s，人人看得到，请删掉；要留电话，写单位的座机。",
                       finds[0].column, finds[0].what));
    }
    if (b->until_at != MOMENT_NONE &&
        (b->until_at <= now || b->until_at > now + BANNER_DAYS * INT64_C(86400))) {
        return refuse(field, why, "day", STR("结束的时间要在现在以后、30 天以内，请改一改。"));
    }
    if (b->notice == INT64_MIN) return OK;
    enum status st = q_ticket_notice(&notice, db, b->notice);
    if (st == NOT_FOUND || (st == OK && !str_is(notice->state, "published"))) {
        return refuse(field, why, "notice", STR("这个公告没有发布，或者撤回了，请另选一个。"));
    }
    return st;
}

static enum status put(struct db *db, const struct actor *actor, const struct banner *b,
                       const char *action, int64_t now) {
    struct row_banner *was;
    enum status st = q_banner_read(&was, db);
    if (st == OK && b->text.n == 0 && was->text.n == 0) return CONFLICT;
    if (st == OK) {
        st = q_banner_put(db, b->text, b->until_at, b->notice, actor->id, now, b->version);
    }
    if (st == OK && db_changed(db) == 0) return CONFLICT;
    struct str until = b->until_at == MOMENT_NONE ? STR("") : moment_iso(db_arena(db), b->until_at);
    return st == OK ? audit_change(db, actor, action, "banner", INT64_MIN, until, was->text,
                                   b->text, now)
                    : st;
}

enum status banner_put(const char **field, struct str *why, struct db *db,
                       const struct actor *actor, struct str county, const struct banner *b,
                       int64_t now) {
    if (!account_reaches(actor, county)) return NOT_FOUND;
    enum status st = check(field, why, db, b, now);
    return st == OK ? put(db, actor, b, "banner_put", now) : st;
}

enum status banner_drop(struct db *db, const struct actor *actor, struct str county,
                        int64_t version, int64_t now) {
    const struct banner none = {STR(""), MOMENT_NONE, INT64_MIN, version};
    if (!account_reaches(actor, county)) return NOT_FOUND;
    return put(db, actor, &none, "banner_drop", now);
}
