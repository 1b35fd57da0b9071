/*
 * Tickets under the current keys (`mingbai keys reseal`, cli/keys.c): their texts sealed again,
 * their codes digested once more; nothing else of them changes, and the tables refuse that too.
 */
#include "model/casework/ticket.h"

#include "base/arena.h"
#include "base/seal.h"
#include "db/db.h"
#include "model/register/identity.h"
#include "model/register/reseal.h"
#include "query.h"

static bool is_current(struct str sealed, const struct seal_keys *keys) {
    return sealed.n == 0 || (uint8_t)sealed.p[0] == seal_current(keys);
}

/* *sealed under the current key; false if it cannot be opened. */
static bool again(struct str *sealed, struct arena *a, const struct seal_keys *keys,
                  struct str form, const char *what) {
    struct str text, context = ticket_context(a, form, what);
    if (is_current(*sealed, keys)) return true;
    if (seal_open(&text, a, keys, context, *sealed) != OK) return false;
    *sealed = seal_close(a, keys, context, text);
    return true;
}

static enum status reseal_one(struct reseal *r, struct db *db, const struct seal_keys *keys,
                              const struct row_ticket_sealed *old) {
    struct arena *a = db_arena(db);
    struct row_ticket_sealed t = *old;
    struct str chain = identity_chain(a, keys);
    if (!str_ends(t.secret_chain, chain)) {
        t.secret_index = identity_query_again(a, keys, t.secret_index);
        t.secret_chain = str_format(a, STR_FMT STR_FMT, STR_ARG(t.secret_chain), STR_ARG(chain));
    } else if (is_current(t.text_sealed, keys) && is_current(t.who_sealed, keys) &&
               is_current(t.more_sealed, keys) && is_current(t.found_sealed, keys) &&
               is_current(t.told_sealed, keys)) {
        return OK;
    }
    if (!again(&t.text_sealed, a, keys, t.form, "text") ||
        !again(&t.who_sealed, a, keys, t.form, "who") ||
        !again(&t.more_sealed, a, keys, t.form, "more") ||
        !again(&t.found_sealed, a, keys, t.form, "found") ||
        !again(&t.told_sealed, a, keys, t.form, "told")) {
        r->failed++;
        return OK;
    }
    enum status st = q_ticket_seal(db, t.secret_index, t.secret_chain, t.text_sealed, t.who_sealed,
                                   t.more_sealed, t.found_sealed, t.told_sealed, t.id,
                                   old->more_sealed, old->found_sealed, old->told_sealed);
    if (st == OK) r->changed += db_changed(db);
    return st;
}

enum status ticket_reseal(struct reseal *r, struct db *db, const struct seal_keys *keys) {
    struct row_ticket_sealed *rows;
    size_t count;
    enum status st = q_ticket_sealed(&rows, &count, db, r->after);
    for (size_t i = 0; st == OK && i < count; i++) st = reseal_one(r, db, keys, &rows[i]);
    if (st != OK) return st;
    r->seen += (int64_t)count;
    r->done = count == 0;
    if (count > 0) r->after = rows[count - 1].id;
    return OK;
}

enum status ticket_reseal_files(struct reseal *r, struct db *db, const struct seal_keys *keys) {
    struct row_ticket_sealed_file *rows;
    size_t count;
    enum status st = q_ticket_sealed_files(&rows, &count, db, r->after);
    if (st == OK && count > 0) {
        struct row_ticket_sealed_file *f = &rows[0];
        bool current = is_current(f->sealed, keys) && is_current(f->name_sealed, keys);
        bool fine = again(&f->name_sealed, db_arena(db), keys, f->form, "name") &&
                    again(&f->sealed, db_arena(db), keys, f->form, "file");
        if (!fine) r->failed++;
        if (fine && !current) st = q_ticket_seal_file(db, f->name_sealed, f->sealed, f->ticket_id);
        if (fine && !current) r->changed++;
        r->after = f->ticket_id;
    }
    r->seen += (int64_t)count;
    r->done = count == 0;
    return st;
}

enum status ticket_find_uses(int64_t *count, int64_t *inner, struct db *db, uint8_t key) {
    struct row_ticket_under *row;
    enum status st = q_ticket_under(&row, db, key, (struct str){(const char *)&key, 1});
    if (st != OK) return st;
    *count = row->count;
    *inner = row->inner_count;
    return OK;
}
