/*
 * A compared batch into the register, in the caller's one transaction.
 */
#include "base/arena.h"
#include "model/register/intake_batch.h"

/* What hangs on rows of this batch, or on households that intake_apply holds. */
static enum status add_rows(struct intake *in, int64_t after, int64_t upto) {
    struct db *db = in->db;
    int64_t id = in->id, base = in->id << 32;
    int32_t today = in->today;
    struct str reason = str_format(db_arena(db), "按登记表导入，第 %lld 批。", (long long)id);
    struct str actor = STR("登记表导入");
    enum status st = q_intake_add_households(db, id, after, upto, base, today);
    if (st == OK) st = q_intake_add_people(db, id, after, upto, base, in->index_key);
    if (st == OK) st = q_intake_add_memberships(db, id, after, upto, base, today);
    if (st == OK) st = q_intake_add_spells(db, id, after, upto, base);
    if (st == OK) st = q_intake_add_causes(db, id, after, upto, base);
    if (st == OK) st = q_intake_add_entered(db, id, after, upto, base, reason, actor);
    return st == OK ? q_intake_add_left(db, id, after, upto, base, reason, actor) : st;
}

/* All of a few households at once, while their lines are at hand. */
static enum status add(struct intake *in, int64_t after, int64_t upto) {
    enum status st = q_intake_parents_known(in->db);
    if (st == OK) st = add_rows(in, after, upto);
    enum status checked = q_intake_parents_checked(in->db);
    if (st == OK) st = checked;
    return st == OK ? q_intake_add_assignments(in->db, in->id, after, upto, in->id << 32, in->today)
                    : st;
}

static enum status change_people(struct intake *in, int64_t after, int64_t upto) {
    enum status st = q_intake_keep_people(in->db, in->id, after, upto);
    return st == OK ? q_intake_change_people(in->db, in->id, after, upto, in->index_key) : st;
}

static enum status change_households(struct intake *in, int64_t after, int64_t upto) {
    enum status st = q_intake_keep_households(in->db, in->id, after, upto);
    if (st == OK) st = q_intake_change_households(in->db, in->id, after, upto);
    if (st == OK) st = q_intake_change_spells(in->db, in->id, after, upto);
    if (st == OK) st = q_intake_drop_causes(in->db, in->id, after, upto);
    return st == OK ? q_intake_end_assignments(in->db, in->id, after, upto, in->today) : st;
}

bool intake_is_second(struct str made_by, struct str login) {
    return !str_eq(made_by, login);
}

enum status intake_may_apply(const struct intake *in, struct str login) {
    return in->made_by.p && !intake_is_second(in->made_by, login) ? DENIED : OK;
}

enum status intake_apply(struct intake *in, struct str login) {
    const struct intake_counts *c = &in->counts;
    struct row_intake_hold_households *held;
    enum status st = intake_may_apply(in, login);
    if (st == OK && c->households > c->households_new) {
        st = q_intake_hold_households(&held, in->db, in->id);
    }
    if (c->people_changed) st = intake_by_ranges(in, in->number, "更正人", change_people);
    if (st == OK && c->households_changed) {
        st = intake_by_ranges(in, in->number, "更正户", change_households);
    }
    if (st == OK) st = q_intake_add_helpers(in->db, in->id, in->id << 32);
    if (st == OK) st = q_intake_know_helpers(in->db, in->id);
    if (st == OK) st = intake_by_ranges(in, in->number, "写入", add);
    return st == OK ? q_intake_batch_applied(in->db, in->id, in->now, login) : st;
}
