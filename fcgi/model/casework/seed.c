/*
 * As ticket.c and answer_step.c write them, with the dates they had.
 */
#include "model/casework/seed.h"

#include "base/seal.h"
#include "db/db.h"
#include "model/casework/receipt.h"
#include "model/casework/ticket.h"
#include "model/casework/workday.h"
#include "model/register/identity.h"
#include "query.h"

enum status seed_ticket(struct db *db, const struct seal_keys *keys, const struct seed_ticket *t) {
    struct arena *a = db_arena(db);
    struct workday_calendar calendar;
    int32_t asked = date_day(t->asked_at);
    uint8_t digest[32];
    seal_digest(digest, str_format(a, "demo:" STR_FMT, STR_ARG(t->question)));
    struct str form = {(const char *)digest, sizeof digest};
    struct str number = receipt_number(a), secret = receipt_secret(a, keys, form);
    enum status st = workday_load(&calendar, db, asked);
    if (st == OK) {
        st = q_ticket_add(db, number, identity_query_index(a, keys, number, secret),
                          identity_chain(a, keys), form, t->kind, t->region, t->area, INT64_MIN,
                          INT64_MIN, INT64_MIN, INT64_MIN, false, true,
                          seal_close(a, keys, ticket_context(a, form, "text"), t->text), STR_NONE,
                          t->asked_at, workday_after(&calendar, asked, WORKDAY_VISIT),
                          workday_after(&calendar, asked, WORKDAY_DECIDE));
    }
    if (st != OK || t->decided_at == MOMENT_NONE) return st;
    return q_seed_ticket_answer(db, t->asked_at + 86400, t->decided_at, t->writer,
                                seal_close(a, keys, ticket_context(a, form, "told"), t->answer),
                                t->question, t->answer, t->writer, t->publisher, db_insert_id(db));
}
