/*
 * The part of reseal.h that concerns what households wrote (voice.h), what the office wrote to them
 * (change.h) and officers' second factors (factor.h): sealed again under the current key; nothing
 * else of a row changes, and the tables refuse that too.
 */
#include "model/register/reseal.h"

#include "base/arena.h"
#include "base/seal.h"
#include "db/db.h"
#include "model/county/factor.h"
#include "model/register/voice.h"
#include "query.h"

enum status reseal_text_counts(int64_t *requests, int64_t *notes, struct db *db) {
    struct row_reseal_text_counts *row;
    enum status st = q_reseal_text_counts(&row, db);
    if (st != OK) return st;
    *requests = row->requests;
    *notes = row->notes;
    return OK;
}

static bool is_current(struct str sealed, const struct seal_keys *keys) {
    return sealed.n == 0 || (uint8_t)sealed.p[0] == seal_current(keys);
}

/* *out: ${sealed} under the current key, itself if it is already, or nothing if it is nothing;
 * false if it cannot be opened. */
static bool again(struct str *out, struct arena *a, const struct seal_keys *keys,
                  struct str context, struct str sealed) {
    struct str text;
    *out = sealed;
    if (is_current(sealed, keys)) return true;
    if (seal_open(&text, a, keys, context, sealed) != OK) return false;
    *out = seal_close(a, keys, context, text);
    return true;
}

static enum status reseal_one(struct reseal *r, struct db *db, const struct seal_keys *keys,
                              const struct row_reseal_request_row *q) {
    struct arena *a = db_arena(db);
    struct str text, found, told;
    if (is_current(q->text_sealed, keys) && is_current(q->found_sealed, keys) &&
        is_current(q->told_sealed, keys))
        return OK;
    if (!again(&text, a, keys, voice_context(a, q->form, "text"), q->text_sealed) ||
        !again(&found, a, keys, voice_context(a, q->form, "found"), q->found_sealed) ||
        !again(&told, a, keys, voice_context(a, q->form, "told"), q->told_sealed)) {
        r->failed++;
        return OK;
    }
    enum status st = q_reseal_request(db, text, found, told, q->id, q->text_sealed, q->found_sealed,
                                      q->told_sealed);
    if (st == OK) r->changed += db_changed(db);
    return st;
}

enum status reseal_requests(struct reseal *r, struct db *db, const struct seal_keys *keys) {
    struct row_reseal_request_row *rows;
    size_t count;
    enum status st = q_reseal_requests(&rows, &count, db, r->after);
    for (size_t i = 0; st == OK && i < count; i++) st = reseal_one(r, db, keys, &rows[i]);
    if (st != OK) return st;
    r->seen += (int64_t)count;
    r->done = count == 0;
    if (count > 0) r->after = rows[count - 1].id;
    return OK;
}

enum status reseal_notes(struct reseal *r, struct db *db, const struct seal_keys *keys) {
    struct arena *a = db_arena(db);
    struct row_reseal_note_row *rows;
    size_t count;
    enum status st = q_reseal_notes(&rows, &count, db, r->after);
    for (size_t i = 0; st == OK && i < count; i++) {
        const struct row_reseal_note_row *n = &rows[i];
        struct str note;
        if (is_current(n->note_sealed, keys)) continue;
        if (!again(&note, a, keys, voice_note_context(a, n->visit_id, n->number), n->note_sealed)) {
            r->failed++;
            continue;
        }
        st = q_reseal_note(db, note, n->id);
        if (st == OK) r->changed += db_changed(db);
    }
    if (st != OK) return st;
    r->seen += (int64_t)count;
    r->done = count == 0;
    if (count > 0) r->after = rows[count - 1].id;
    return OK;
}

enum status reseal_factors(struct reseal *r, struct db *db, const struct seal_keys *keys) {
    struct arena *a = db_arena(db);
    struct row_reseal_factor_row *rows;
    size_t count;
    enum status st = q_reseal_factors(&rows, &count, db, r->after);
    for (size_t i = 0; st == OK && i < count; i++) {
        const struct row_reseal_factor_row *f = &rows[i];
        struct str secret;
        if (is_current(f->secret_sealed, keys)) continue;
        if (!again(&secret, a, keys, factor_context(a, f->id), f->secret_sealed)) {
            r->failed++;
            continue;
        }
        st = q_reseal_factor(db, secret, f->id, f->secret_sealed);
        if (st == OK) r->changed += db_changed(db);
    }
    if (st != OK) return st;
    r->seen += (int64_t)count;
    r->done = count == 0;
    if (count > 0) r->after = rows[count - 1].id;
    return OK;
}
