/*
 * Reading and keeping the list of hard words.
 */
#include "model/publish/glossary.h"

#include "base/arena.h"
#include "base/text.h"
#include "db/db.h"
#include "model/county/account.h"
#include "model/county/audit.h"
#include "model/publish/gate.h"
#include "query.h"

#define MOST 500

enum status glossary_all(struct row_glossary_term **rows, size_t *count, struct db *db) {
    return q_glossary_all(rows, count, db, MOST);
}

struct found {
    size_t at;
    const struct row_glossary_term *row;
};

/* Of two at one place the longer stands first: it says more. */
static bool is_before(const struct found *a, const struct found *b) {
    return a->at < b->at || (a->at == b->at && a->row->term.n > b->row->term.n);
}

/* Into its place among the first GLOSSARY_SHOWN; what is behind them falls off. */
static void keep(struct found *list, size_t *count, struct found one) {
    size_t i = *count < GLOSSARY_SHOWN ? (*count)++ : GLOSSARY_SHOWN;
    for (; i > 0 && is_before(&one, &list[i - 1]); i--) {
        if (i < GLOSSARY_SHOWN) list[i] = list[i - 1];
    }
    if (i < GLOSSARY_SHOWN) list[i] = one;
}

/* By looking through all of them here: the database takes ten times as long for the same. */
enum status glossary_within(struct row_glossary_term **rows, size_t *count, struct db *db,
                            struct str text) {
    struct row_glossary_term *all;
    size_t total;
    enum status st = q_glossary_all(&all, &total, db, MOST);
    struct found found[GLOSSARY_SHOWN] = {0};
    *count = 0;
    for (size_t i = 0; st == OK && i < total; i++) {
        size_t at = str_find(text, all[i].term);
        if (at < text.n) keep(found, count, (struct found){at, &all[i]});
    }
    *rows = ARENA_ARRAY(db_arena(db), struct row_glossary_term, *count);
    for (size_t i = 0; i < *count; i++) (*rows)[i] = *found[i].row;
    return st;
}

enum status glossary_find(struct row_glossary_find **out, struct db *db, struct str term) {
    return q_glossary_find(out, db, term);
}

static enum status refuse(const char **field, struct str *why, const char *which,
                          const char *sentence) {
    *field = which;
    *why = str_from(sentence);
    return INVALID;
}

static enum status check(const char **field, struct str *why, struct db *db, struct str term,
                         struct str meaning) {
    struct gate_find *finds;
    if (text_length(term) < 2) return refuse(field, why, "term", "词要写两个字以上。");
    if (text_length(term) > GLOSSARY_TERM) return refuse(field, why, "term", "词最多 20 个字。");
    if (meaning.n == 0) return refuse(field, why, "meaning", "请写这个词是什么意思。");
    if (text_length(meaning) > GLOSSARY_MEANING) {
        return refuse(field, why, "meaning", "解释最多 200 个字，请写短些，一两句大白话。");
    }
    if (gate_screen(&finds, db_arena(db), term) + gate_screen(&finds, db_arena(db), meaning) > 0) {
        return refuse(field, why, "meaning", "里面有证件、手机或银行卡号码，人人看得到，请删掉。");
    }
    return OK;
}

enum status glossary_put(const char **field, struct str *why, struct db *db,
                         const struct actor *actor, struct str term, struct str meaning,
                         int64_t version, int64_t now) {
    struct row_glossary_find *was;
    enum status st = check(field, why, db, term, meaning);
    if (st != OK) return st;
    st = q_glossary_find(&was, db, term);
    if (st != OK && st != NOT_FOUND) return st;
    bool known = st == OK;
    if (known && version == 0) {
        return refuse(field, why, "term", "这个词已经有了，请在下面的表里点它来改。");
    }
    st = known ? q_glossary_change(db, term, meaning, actor->id, now, version)
               : q_glossary_add(db, term, meaning, actor->id, now);
    if (st != OK) return st;
    if (db_changed(db) == 0) return CONFLICT;
    return audit_change(db, actor, "glossary_put", "glossary", INT64_MIN, term,
                        known ? was->meaning : STR(""), meaning, now);
}

enum status glossary_drop(struct db *db, const struct actor *actor, struct str term,
                          int64_t version, int64_t now) {
    struct row_glossary_find *was;
    enum status st = q_glossary_find(&was, db, term);
    if (st != OK) return st == NOT_FOUND ? CONFLICT : st;
    st = q_glossary_drop(db, term, version);
    if (st != OK) return st;
    if (db_changed(db) == 0) return CONFLICT;
    return audit_change(db, actor, "glossary_drop", "glossary", INT64_MIN, term, was->meaning,
                        STR(""), now);
}
