/*
 * The facts, the questions that ask for them, and the judging of conditions as sets of bits. /find
 * and the household's card judge; the office checks what an editor set (fault.c); edition.c stores.
 */
#include "model/publish/fit.h"

#include "base/arena.h"
#include "base/buf.h"
#include "db/db.h"
#include "query.h"

#define WHY_BYTES ((size_t)16 << 10)

/* clang-format off */
const struct fit_fact fit_facts[FIT_FACTS] = {
    {"monitored",  "监测户（脱贫不稳定、边缘易致贫、突发严重困难）", "是监测户"},
    {"lifted",     "脱贫户、建档立卡户",               "是脱贫户或建档立卡户"},
    {"allowance",  "低保户",                           "是低保户"},
    {"destitute",  "特困供养户（五保）",               "是特困供养户"},
    {"ill",        "得了大病，或者长年吃药",           "有人得大病或长年吃药"},
    {"disabled",   "有残疾证",                         "有人有残疾证"},
    {"elder",      "65 岁以上的老人",                  "有 65 岁以上的老人"},
    {"infant",     "6 岁以下的小孩",                   "有 6 岁以下的小孩"},
    {"pupil",      "读小学、初中",                     "有孩子读小学或初中"},
    {"vocational", "读中职、高职、技校",               "有人读中职、高职或技校"},
    {"freshman",   "今年考上大学",                     "今年有人考上大学"},
    {"away",       "今年在县外打工满三个月",           "有人在县外打工满三个月"},
    {"nearby",     "没有活干，想在家门口找活",         "有人想在家门口找活干"},
    {"farming",    "自己种地、养牲口",                 "自己种地或养牲口"},
    {"startup",    "想借钱搞种养、做小生意",           "想借钱搞种养或做小生意"},
    {"debt",       "借了小额信贷，还没还完",           "借着小额信贷"},
    {"building",   "房子不安全，要修要建",             "房子不安全，要修要建"},
    {"moved",      "从山上搬到了安置点",               "搬到了安置点"},
    {"piped",      "用村里或乡镇的集中供水",           "用集中供水"},
    {"converted",  "有坡地退了耕、栽了树",             "有退耕还林的地"},
    {"disaster",   "遭了灾，出了意外",                 "今年遭了灾或出了意外"},
    {"hardship",   "花销太大，眼下过不去",             "花销太大，眼下过不去"},
};

const struct fit_question fit_questions[] = {
    {"register", "您家在不在帮扶名册里？",             true,  0,  2},
    {"relief",   "您家是低保户、特困户吗？",           true,  2,  2},
    {"people",   "家里有这样的人吗？",                 false, 4,  4},
    {"school",   "家里有人在上学吗？",                 false, 8,  3},
    {"work",     "家里靠什么过日子？",                 false, 11, 5},
    {"home",     "房子、吃水、山地是这样吗？",         false, 16, 4},
    {"trouble",  "今年遇到难处了吗？",                 false, 20, 2},
    {NULL, NULL, false, 0, 0},
};
/* clang-format on */

const char *const fit_fact_codes[] = {
    "monitored", "lifted",    "allowance", "destitute",  "ill",      "disabled",
    "elder",     "infant",    "pupil",     "vocational", "freshman", "away",
    "nearby",    "farming",   "startup",   "debt",       "building", "moved",
    "piped",     "converted", "disaster",  "hardship",   NULL,
};

const char *const fit_role_codes[] = {"all", "any", "none", NULL};

static const char *const roles[] = {"都要有", "有一样就行", "有了就不行"};

/* --- conditions as text, rows and sets --- */

/* -1 for no such fact. */
static int fact_at(struct str code) {
    for (int i = 0; i < FIT_FACTS; i++) {
        if (str_is(code, fit_facts[i].code)) return i;
    }
    return -1;
}

uint32_t fit_bit(struct str code) {
    int at = fact_at(code);
    return at < 0 ? 0 : UINT32_C(1) << at;
}

struct str fit_role_text(struct str role) {
    for (size_t i = 0; fit_role_codes[i]; i++) {
        if (str_is(role, fit_role_codes[i])) return str_from(roles[i]);
    }
    return role;
}

struct str fit_fact_text(struct str fact) {
    int at = fact_at(fact);
    return at < 0 ? fact : str_from(fit_facts[at].said);
}

size_t fit_rows(struct fit_row rows[FIT_MOST], struct str text) {
    size_t count = 0;
    while (text.n > 0 && count < FIT_MOST) {
        struct str fact = str_cut(&text, ';');
        struct str role = str_cut(&fact, ' ');
        rows[count++] = (struct fit_row){role, fact};
    }
    return count;
}

struct str fit_text(struct arena *a, const struct fit_row *rows, size_t count) {
    struct buf b = buf_new(a, WHY_BYTES);
    for (size_t i = 0; i < count; i++) {
        buf_format(&b, "%s" STR_FMT " " STR_FMT, i ? ";" : "", STR_ARG(rows[i].role),
                   STR_ARG(rows[i].fact));
    }
    return b.n ? buf_str(&b) : STR("");
}

struct str fit_words(struct arena *a, struct str text) {
    struct buf b = buf_new(a, WHY_BYTES);
    struct fit_row rows[FIT_MOST];
    size_t count = fit_rows(rows, text);
    for (size_t r = 0; fit_role_codes[r]; r++) {
        bool begun = false;
        for (size_t i = 0; i < count; i++) {
            if (!str_is(rows[i].role, fit_role_codes[r])) continue;
            if (begun) BUF_LIT(&b, "；");
            if (!begun) buf_format(&b, "%s%s：", b.n ? "\n" : "", roles[r]);
            buf_put(&b, fit_fact_text(rows[i].fact));
            begun = true;
        }
    }
    return b.n ? buf_str(&b) : STR("");
}

struct sets {
    uint32_t all, any, none;
    bool strange; /* something in it is not in the lists */
};

static uint32_t *set_of(struct sets *s, struct str role) {
    if (str_is(role, "all")) return &s->all;
    if (str_is(role, "any")) return &s->any;
    return str_is(role, "none") ? &s->none : NULL;
}

static struct sets sets_of(struct str text) {
    struct sets s = {0};
    struct fit_row rows[FIT_MOST];
    size_t count = fit_rows(rows, text);
    for (size_t i = 0; i < count; i++) {
        uint32_t *set = set_of(&s, rows[i].role), bit = fit_bit(rows[i].fact);
        s.strange |= !set || !bit;
        if (set) *set |= bit;
    }
    return s;
}

/* --- what is wrong with them --- */

static uint32_t mask_of(const struct fit_question *q) {
    return ((UINT32_C(1) << q->count) - 1) << q->first;
}

/* The other facts that cannot be true beside this one. */
static uint32_t rivals(uint32_t bit) {
    for (const struct fit_question *q = fit_questions; q->code; q++) {
        if (q->single && mask_of(q) & bit) return mask_of(q) & ~bit;
    }
    return 0;
}

/* What a row says against those before it; empty: nothing. */
static struct str against(struct arena *a, const struct fit_row *rows, size_t at) {
    const struct fit_row *r = &rows[at];
    struct str said = fit_fact_text(r->fact);
    uint32_t bit = fit_bit(r->fact), others = rivals(bit);
    struct sets known = {0};
    if (!bit || !set_of(&known, r->role)) {
        return str_format(a, "“" STR_FMT "”没有哪一道题会问到，没有人答得上。请换一条，或者删掉。",
                          STR_ARG(said));
    }
    for (size_t i = 0; i < at; i++) {
        bool all = str_is(r->role, "all"), same_role = str_eq(r->role, rows[i].role);
        bool none = str_is(r->role, "none") || str_is(rows[i].role, "none");
        uint32_t other = fit_bit(rows[i].fact);
        if (other == bit && same_role) {
            return str_format(a, "“" STR_FMT "”写了两遍，请删掉一条。", STR_ARG(said));
        }
        if (other == bit && none) {
            return str_format(a,
                              "“" STR_FMT "”既要有，又写了有了就不行，谁也符合不了。请删掉一条。",
                              STR_ARG(said));
        }
        if (other == bit) {
            return str_format(a,
                              "“" STR_FMT
                              "”已经是都要有的，又写在有一样就行里，别的几样就等于没写。"
                              "请改一条。",
                              STR_ARG(said));
        }
        if (all && same_role && others & other) {
            return str_format(
                a, "一户人家不会既“" STR_FMT "”又“" STR_FMT "”，谁也符合不了。请改成有一样就行。",
                STR_ARG(fit_fact_text(rows[i].fact)), STR_ARG(said));
        }
    }
    return STR("");
}

/* One of ANY must be possible beside ALL. */
static bool any_is_vain(const struct sets *s) {
    uint32_t possible = s->any;
    for (int i = 0; i < FIT_FACTS; i++) {
        uint32_t bit = UINT32_C(1) << i;
        if (rivals(bit) & s->all) possible &= ~bit;
    }
    return s->any && !possible;
}

size_t fit_check(struct fit_wrong out[FIT_MOST], struct arena *a, struct str text) {
    struct fit_row rows[FIT_MOST];
    size_t count = fit_rows(rows, text), wrong = 0;
    struct sets s = sets_of(text);
    for (size_t i = 0; i < count; i++) {
        struct str said = against(a, rows, i);
        if (said.n) out[wrong++] = (struct fit_wrong){i, said};
    }
    for (size_t i = 0; wrong == 0 && any_is_vain(&s) && i < count; i++) {
        if (!str_is(rows[i].role, "any")) continue;
        out[wrong++] = (struct fit_wrong){
            i, STR("“有一样就行”的几条，没有一条能和“都要有”的同时有，谁也符合不了。请改一条。")};
    }
    return wrong;
}

/* --- judging --- */

void fit_answer(struct fit_known *known, const struct fit_question *question, uint32_t given,
                bool neither) {
    uint32_t mask = mask_of(question);
    given &= mask;
    if (question->single) given &= ~given + 1; /* the lowest bit */
    if (!given && !neither) return;
    known->yes |= given;
    known->no |= mask & ~given;
}

static enum fit_verdict judge(const struct sets *s, const struct fit_known *k) {
    if (s->strange || s->all & k->no || s->none & k->yes) return FIT_NO;
    if (s->any && !(s->any & ~k->no)) return FIT_NO;
    bool sure = !(s->all & ~k->yes) && !(s->none & ~k->no) && (!s->any || s->any & k->yes);
    return sure ? FIT_YES : FIT_MAYBE;
}

enum fit_verdict fit_judge(struct str text, const struct fit_known *known) {
    struct sets s = sets_of(text);
    return judge(&s, known);
}

int fit_open(struct str text, const struct fit_known *known) {
    struct sets s = sets_of(text);
    uint32_t any = s.any & known->yes ? 0 : s.any;
    return __builtin_popcount((s.all | s.none | any) & ~(known->yes | known->no));
}

/* The facts of a set in words, with something between them. */
static void put(struct buf *b, uint32_t set, const char *between) {
    bool first = true;
    for (int i = 0; i < FIT_FACTS; i++) {
        if (!(set & UINT32_C(1) << i)) continue;
        if (!first) buf_put(b, str_from(between));
        buf_put(b, str_from(fit_facts[i].said));
        first = false;
    }
}

static void why_yes(struct buf *b, const struct sets *s, const struct fit_known *k) {
    uint32_t has = (s->all | s->any) & k->yes;
    BUF_LIT(b, "您家");
    put(b, has, "，");
    if (has && s->none) BUF_LIT(b, "；");
    if (s->none) BUF_LIT(b, "没有不给的情况（");
    put(b, s->none, "、");
    if (s->none) BUF_LIT(b, "）");
    BUF_LIT(b, "。");
}

static void why_maybe(struct buf *b, const struct sets *s, const struct fit_known *k) {
    uint32_t all = s->all & ~k->yes, any = s->any & k->yes ? 0 : s->any & ~k->no;
    uint32_t none = s->none & ~k->no;
    BUF_LIT(b, "还要看您家：");
    put(b, all, "；");
    if (all && any) BUF_LIT(b, "；");
    put(b, any, "，或者");
    if ((all || any) && none) BUF_LIT(b, "；");
    put(b, none, "、");
    if (none) BUF_LIT(b, "的不给");
    BUF_LIT(b, "。");
}

static void why_no(struct buf *b, const struct sets *s, const struct fit_known *k) {
    if (s->none & k->yes) {
        BUF_LIT(b, "您家");
        put(b, s->none & k->yes, "，");
        BUF_LIT(b, "，这样的不给。");
    } else if (s->all & k->no) {
        BUF_LIT(b, "要您家");
        put(b, s->all & k->no, "，还要");
        BUF_LIT(b, "，您没有选。");
    } else if (s->any) {
        BUF_LIT(b, "要您家");
        put(b, s->any, "，或者");
        BUF_LIT(b, "，您都没有选。");
    }
}

struct str fit_why(struct arena *a, struct str text, const struct fit_known *known) {
    struct buf b = buf_new(a, WHY_BYTES);
    struct sets s = sets_of(text);
    if (s.strange) return STR("这一项的条件要当面核对，请打电话问。");
    switch (judge(&s, known)) {
    case FIT_YES: why_yes(&b, &s, known); break;
    case FIT_MAYBE: why_maybe(&b, &s, known); break;
    case FIT_NO: why_no(&b, &s, known); break;
    }
    return buf_str(&b);
}

/* --- stored --- */

#define RULES_MOST (FIT_POLICIES * FIT_MOST)

/* One policy of several rows, from ${at} on; how many they are. */
static size_t gather(struct fit_policy *out, struct arena *a, const struct row_fit_rule *rules,
                     size_t count, size_t at) {
    struct fit_row rows[FIT_MOST];
    size_t n = 0;
    while (at + n < count && n < FIT_MOST && rules[at + n].id == rules[at].id) {
        rows[n] = (struct fit_row){rules[at + n].role, rules[at + n].fact};
        n++;
    }
    *out = (struct fit_policy){rules[at].id, rules[at].title, fit_text(a, rows, n)};
    return n;
}

enum status fit_policies(struct fit_policy **out, size_t *count, struct db *db, int32_t today) {
    struct row_fit_rule *rules;
    size_t rule_count;
    *count = 0;
    enum status st = q_fit_rules(&rules, &rule_count, db, today, RULES_MOST);
    if (st != OK) return st;
    *out = ARENA_ARRAY(db_arena(db), struct fit_policy, FIT_POLICIES);
    for (size_t at = 0; at < rule_count && *count < FIT_POLICIES; ++*count) {
        at += gather(&(*out)[*count], db_arena(db), rules, rule_count, at);
    }
    return OK;
}

enum status fit_cards(struct row_fit_card **rows, size_t *count, struct db *db, int32_t today) {
    return q_fit_cards(rows, count, db, today, FIT_CARDS);
}

enum status fit_of(struct str *out, struct db *db, int64_t edition_id) {
    struct row_fit_condition *found;
    struct fit_row rows[FIT_MOST];
    size_t count;
    enum status st = q_fit_of(&found, &count, db, edition_id);
    if (st != OK) return st;
    for (size_t i = 0; i < count && i < FIT_MOST; i++) {
        rows[i] = (struct fit_row){found[i].role, found[i].fact};
    }
    *out = fit_text(db_arena(db), rows, count < FIT_MOST ? count : FIT_MOST);
    return OK;
}

enum status fit_set(struct db *db, int64_t edition_id, struct str text, int64_t by) {
    struct fit_row rows[FIT_MOST];
    size_t count = fit_rows(rows, text);
    enum status st = OK;
    for (size_t i = 0; st == OK && i < count; i++) {
        st = q_fit_add(db, edition_id, (int64_t)i + 1, rows[i].role, rows[i].fact, by);
    }
    return st;
}

enum status fit_replace(struct db *db, int64_t edition_id, struct str text, int64_t by) {
    enum status st = q_fit_let_go(db, edition_id, by);
    if (st == OK) st = q_fit_drop(db, edition_id);
    return st == OK ? fit_set(db, edition_id, text, by) : st;
}
