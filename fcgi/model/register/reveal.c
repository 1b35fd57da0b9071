/*
 * Behind /office/households/{code}/reveal. The lookup pool has neither the statement nor a right to
 * the ciphertext.
 */
#include "model/register/reveal.h"

#include "base/arena.h"
#include "base/seal.h"
#include "base/text.h"
#include "db/db.h"
#include "model/county/account.h"
#include "model/county/audit.h"
#include "model/publish/gate.h"
#include "model/register/casefile.h"
#include "query.h"

const struct label reveal_purposes[] = {
    {"identify", "核对证件"}, {"pay", "办理发放"}, {"correct", "按户里的要求更正"},
    {"inspect", "上级检查"},  {"other", "其他"},   {NULL, NULL},
};

enum status reveal_find(struct row_reveal_person **out, struct db *db, const struct actor *actor,
                        struct str code, int64_t member, int64_t now) {
    struct casefile c; /* says and logs when the household is of elsewhere */
    enum status st = casefile_read(&c, db, actor, code, now);
    return st == OK ? q_reveal_find(out, db, member, code, actor->region) : st;
}

/* The reason is kept for good, so it must not tell who it was about. */
static bool tells(struct arena *a, struct str reason, struct str name) {
    struct gate_find *finds;
    struct str plain = text_key(a, reason), key = text_key(a, name);
    return gate_screen(&finds, a, reason) > 0 || (key.n > 0 && str_find(plain, key) < plain.n);
}

enum status reveal_number(struct str *number, struct str *why, struct db *db,
                          const struct seal_keys *keys, const struct actor *actor,
                          const struct row_reveal_person *person, int64_t member,
                          struct str purpose, struct str reason, int64_t now) {
    struct arena *a = db_arena(db);
    *number = STR("");
    if (purpose.n == 0) {
        *why = STR("请选择为什么要看。");
        return INVALID;
    }
    if (text_length(reason) < 2) {
        *why = STR("请写一句为什么要看，会记下来。");
        return INVALID;
    }
    if (tells(a, reason, person->name)) {
        *why = STR("理由会一直留着，请不要在里面写姓名和号码。");
        return INVALID;
    }
    enum status st = seal_open(number, a, keys, person->id_index, person->id_sealed);
    if (st != OK) return st;
    struct str detail = str_format(a, "member %lld, " STR_FMT ": " STR_FMT, (long long)member,
                                   STR_ARG(purpose), STR_ARG(reason));
    return audit_add(db, actor, "reveal", "household", person->household_id, detail, now);
}
