/*
 * Plain inserts of published editions. Their windows come from clock.c, so that the made-up past
 * obeys the same rule.
 */
#include "model/publish/seed.h"

#include "db/db.h"
#include "model/publish/clock.h"
#include "model/publish/fit.h"
#include "query.h"

static enum status made(int64_t *id, struct db *db, enum status st) {
    *id = st == OK ? db_insert_id(db) : 0;
    return st;
}

/* Columns that are never NULL. */
static struct str text(struct str s) {
    return s.p ? s : STR("");
}

enum status seed_document(int64_t *id, struct db *db, struct str kind, struct str region,
                          int64_t writer, int64_t at) {
    return made(id, db, q_seed_document(db, kind, region, writer, at));
}

enum status seed_edition(int64_t *id, struct db *db, const struct seed_edition *e) {
    struct clock window = {MOMENT_NONE, MOMENT_NONE};
    if (e->window_days > 0) {
        enum status st = clock_from(&window, e->published_at, e->window_days);
        if (st != OK) return st;
    }
    enum status st = made(
        id, db,
        q_seed_edition(db, e->document_id, e->kind, e->region, e->state, e->number, e->title,
                       e->body, text(e->issuer), text(e->document_number), e->issued_on,
                       e->effective_from, e->effective_to, e->level, e->area, text(e->card_who),
                       text(e->card_what), text(e->card_how), text(e->card_when),
                       text(e->card_bring), text(e->card_ask), e->type, e->window_days,
                       window.opens_at, window.closes_at, text(e->change_note), e->writer,
                       e->publisher, e->published_at, e->withdrawn_at, text(e->withdrawn_reason)));
    return st == OK ? fit_set(db, *id, e->fit, INT64_MIN) : st;
}

enum status seed_successor(struct db *db, int64_t id, int64_t successor) {
    return q_seed_successor(db, successor, id);
}

enum status seed_entry(struct db *db, int64_t edition_id, int64_t position,
                       const struct seed_entry *e) {
    return q_seed_entry(db, edition_id, position, e->name, text(e->village), text(e->team), e->size,
                        text(e->category), e->amount);
}

enum status seed_attachment(struct db *db, int64_t edition_id, int64_t position, struct str name,
                            struct str type, int64_t size, struct str digest) {
    return q_seed_attachment(db, edition_id, position, name, type, size, digest);
}
