/*
 * Called by lookup/voice.c for the page behind the household's card; change.c reads what was
 * written. A text is sealed under the digest of its own form, which is unique: that binds it to its
 * row before the row has a number.
 */
#include "model/register/voice.h"

#include "base/arena.h"
#include "base/date.h"
#include "base/seal.h"
#include "base/text.h"
#include "db/db.h"
#include "query.h"

#define PASS      STR("voice")
#define KEPT      STR("voice-kept")
#define PARTING   '\x1f' /* between words: no clean text holds it */
#define LOOK_DAYS 30

const struct label voice_abouts[] = {
    {"people", "家里人口"},
    {"name", "姓名"},
    {"relation", "和户主的关系"},
    {"measure", "帮扶措施"},
    {"payment", "发放的钱"},
    {"phone", "联系电话"},
    {"other", "其他"},
    {NULL, NULL},
};
const struct label voice_verdicts[] = {{"true", "属实"}, {"false", "不属实"}, {NULL, NULL}};

static struct str way_of(const struct voice_who *who) {
    return who->by_code ? STR("code") : STR("name");
}

/* --- the pass --- */

/* Minutes, to be short: it stands on a card that has little room. */
struct str voice_pass(struct arena *a, const struct seal_keys *keys, const struct voice_who *who,
                      int64_t now) {
    struct str text = str_format(a, "%lld%c%lld", (long long)who->household_id,
                                 who->by_code ? 'c' : 'n', (long long)(now + VOICE_LIFE) / 60);
    return seal_wrap(a, keys, PASS, text);
}

enum voice_entry voice_admit(struct voice_who *who, struct arena *a, const struct seal_keys *keys,
                             struct str pass, int64_t now) {
    struct str text;
    int64_t until;
    *who = (struct voice_who){0};
    if (!seal_unwrap(&text, a, keys, PASS, pass)) return VOICE_FORGED;
    who->by_code = str_find(text, STR("c")) < text.n;
    struct str id = str_cut(&text, who->by_code ? 'c' : 'n');
    if (!str_int(&who->household_id, id) || !str_int(&until, text)) return VOICE_FORGED;
    return until * 60 > now ? VOICE_FINE : VOICE_LATE;
}

/* --- words --- */

static struct str join(struct arena *a, const struct str *parts, size_t count) {
    struct str all = STR("");
    for (size_t i = 0; i < count; i++) {
        all = str_format(a, STR_FMT STR_FMT "%c", STR_ARG(all), STR_ARG(parts[i]), PARTING);
    }
    return all;
}

static struct str number(struct arena *a, int64_t n) {
    return str_format(a, "%lld", (long long)n);
}

struct str voice_keep(struct arena *a, const struct seal_keys *keys, int64_t household_id,
                      const struct voice_words *w) {
    if (w->note.n + w->wrong.n + w->right.n + w->phone.n == 0) return STR("");
    struct str parts[] = {number(a, household_id),         number(a, w->visit_id),
                          text_clip(w->note, VOICE_NOTE),  w->about,
                          text_clip(w->wrong, VOICE_TEXT), text_clip(w->right, VOICE_TEXT),
                          text_clip(w->phone, VOICE_PHONE)};
    return seal_wrap(a, keys, KEPT, join(a, parts, sizeof parts / sizeof parts[0]));
}

struct voice_words voice_kept(struct arena *a, const struct seal_keys *keys, int64_t household_id,
                              struct str kept) {
    struct voice_words w = {.visit_id = INT64_MIN};
    struct str text;
    int64_t id;
    if (!seal_unwrap(&text, a, keys, KEPT, kept)) return w;
    if (!str_int(&id, str_cut(&text, PARTING)) || id != household_id) return w;
    str_int(&w.visit_id, str_cut(&text, PARTING));
    w.note = str_cut(&text, PARTING);
    w.about = str_cut(&text, PARTING);
    w.wrong = str_cut(&text, PARTING);
    w.right = str_cut(&text, PARTING);
    w.phone = str_cut(&text, PARTING);
    return w;
}

struct str voice_context(struct arena *a, struct str form, const char *what) {
    return str_format(a, STR_FMT ":%s", STR_ARG(str_hex(a, form.p, form.n)), what);
}

struct str voice_note_context(struct arena *a, int64_t visit_id, int64_t answer) {
    return str_format(a, "%lld:%lld", (long long)visit_id, (long long)answer);
}

static struct str seal_words(struct arena *a, const struct seal_keys *keys, struct str form,
                             const struct voice_words *w) {
    struct str parts[] = {w->wrong, w->right, w->phone};
    return seal_close(a, keys, voice_context(a, form, "text"),
                      join(a, parts, sizeof parts / sizeof parts[0]));
}

enum status voice_open(struct voice_words *w, struct arena *a, const struct seal_keys *keys,
                       struct str form, struct str sealed) {
    struct str text;
    *w = (struct voice_words){.visit_id = INT64_MIN};
    enum status st = seal_open(&text, a, keys, voice_context(a, form, "text"), sealed);
    if (st != OK) return st;
    w->wrong = str_cut(&text, PARTING);
    w->right = str_cut(&text, PARTING);
    w->phone = str_cut(&text, PARTING);
    return OK;
}

/* --- reading --- */

static enum status open_told(struct voice *v, struct arena *a, const struct seal_keys *keys) {
    v->told = ARENA_ARRAY(a, struct str, v->request_count + 1);
    for (size_t i = 0; i < v->request_count; i++) {
        const struct row_voice_request *r = &v->requests[i];
        if (r->told_sealed.n == 0) continue;
        enum status st = seal_open(&v->told[i], a, keys, voice_context(a, r->form, "told"),
                                   r->told_sealed);
        if (st != OK) return st;
    }
    return OK;
}

enum status voice_read(struct voice *v, struct db *db, const struct seal_keys *keys,
                       int64_t household_id, int64_t now) {
    int64_t since = date_start(date_day(now) - LOOK_DAYS);
    *v = (struct voice){0};
    enum status st = q_household_find(&v->household, db, household_id);
    if (st == OK) st = q_voice_visits(&v->visits, &v->visit_count, db, household_id);
    if (st == OK) st = q_voice_requests(&v->requests, &v->request_count, db, household_id);
    if (st == OK) st = q_voice_looks(&v->looks, &v->look_count, db, household_id, since);
    return st == OK ? open_told(v, db_arena(db), keys) : st;
}

/* --- saying --- */

static bool is_open(const struct row_voice_request *r) {
    return r->closed_at == MOMENT_NONE;
}

static struct str form_of(struct arena *a, const struct seal_keys *keys, struct str text) {
    uint8_t *out = arena_alloc(a, SEAL_INDEX_BYTES);
    seal_index(out, keys, "voice", text);
    return (struct str){(const char *)out, SEAL_INDEX_BYTES};
}

/* The same form again is no second request. */
static enum status add(struct db *db, const struct seal_keys *keys, const struct voice_who *who,
                       const struct voice_words *w, struct str form, int64_t now) {
    enum status st = q_voice_request_add(db, who->household_id, w->about, w->visit_id, form,
                                         seal_words(db_arena(db), keys, form, w), way_of(who), now);
    return st == CONFLICT ? OK : st;
}

enum status voice_ask(struct str *why, struct db *db, const struct seal_keys *keys,
                      const struct voice_who *who, const struct voice_words *words, struct str key,
                      int64_t now) {
    struct arena *a = db_arena(db);
    struct row_voice_request *rows;
    struct voice_words w = *words;
    size_t count, waiting = 0;
    w.visit_id = INT64_MIN;
    struct str parts[] = {number(a, who->household_id), key, w.about, w.wrong, w.right, w.phone};
    struct str form = form_of(a, keys, join(a, parts, sizeof parts / sizeof parts[0]));
    enum status st = q_voice_requests(&rows, &count, db, who->household_id);
    if (st != OK) return st;
    for (size_t i = 0; i < count; i++) {
        if (str_eq(rows[i].form, form)) return OK;
        waiting += is_open(&rows[i]);
    }
    if (waiting < VOICE_MOST) return add(db, keys, who, &w, form, now);
    *why = STR("您家提的还有 10 件没有办完，请等办完几件再提；着急请打电话。");
    return INVALID;
}

/* Somebody has to look into a visit that was not so; one request for it at a time. */
static enum status doubt(struct db *db, const struct seal_keys *keys, const struct voice_who *who,
                         const struct voice_words *words, int64_t answer, int64_t now) {
    struct arena *a = db_arena(db);
    struct row_voice_request *rows;
    size_t count;
    struct voice_words w = {
        .visit_id = words->visit_id, .about = STR("visit"), .wrong = words->note};
    enum status st = q_voice_requests(&rows, &count, db, who->household_id);
    if (st != OK) return st;
    for (size_t i = 0; i < count; i++) {
        if (rows[i].visit_id == w.visit_id && is_open(&rows[i])) return OK;
    }
    struct str text = str_format(a, "visit:%lld:%lld", (long long)w.visit_id, (long long)answer);
    return add(db, keys, who, &w, form_of(a, keys, text), now);
}

static enum status find_visit(struct row_voice_visit **out, struct db *db, int64_t household_id,
                              int64_t visit_id) {
    struct row_voice_visit *rows;
    size_t count;
    enum status st = q_voice_visits(&rows, &count, db, household_id);
    if (st != OK) return st;
    for (size_t i = 0; i < count; i++) {
        if (rows[i].id != visit_id) continue;
        *out = &rows[i];
        return OK;
    }
    return NOT_FOUND;
}

enum status voice_answer(struct str *why, struct db *db, const struct seal_keys *keys,
                         const struct voice_who *who, const struct voice_words *words, int64_t seen,
                         struct str verdict, int64_t now) {
    struct arena *a = db_arena(db);
    struct row_voice_visit *visit;
    struct str note = STR_NONE;
    enum status st = find_visit(&visit, db, who->household_id, words->visit_id);
    if (st != OK) return st;
    int64_t last = visit->number == INT64_MIN ? 0 : visit->number;
    if (last != seen) {
        if (str_eq(visit->verdict, verdict)) return OK;
        *why = STR("这次走访您刚才答过了。要改，请在下面再选一次。");
        return CONFLICT;
    }
    if (words->note.n) {
        note = seal_close(a, keys, voice_note_context(a, visit->id, last + 1), words->note);
    }
    st = q_voice_answer_add(db, visit->id, who->household_id, last + 1, verdict, note, way_of(who),
                            now);
    if (st == CONFLICT) return OK; /* pressed twice at the same moment */
    if (st == OK && str_is(verdict, "false")) st = doubt(db, keys, who, words, last + 1, now);
    return st;
}
