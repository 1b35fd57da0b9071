/*
 * mingbai demo DIR --accounts FILE [--files DIR] [--url URL] [--hostile]: a made-up county in an
 * empty, migrated database, in one transaction: all of it or nothing. What is made and in which
 * order: demo.h.
 */
#include "cli/demo.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/conf.h"
#include "base/seal.h"
#include "base/text.h"
#include "model/county/account.h"
#include "model/county/region.h"
#include "model/county/seed.h"
#include "model/county/setting.h"
#include "model/publish/ledger.h"
#include "model/publish/search.h"

#define ROWS_MEMORY ((size_t)256 << 20)

void demo_progress(const struct demo *d, const char *what, size_t done, size_t all) {
    if (!d->terminal) return;
    fprintf(stderr, "\r%s %zu/%zu%s", what, done, all, done == all ? "\n" : "");
}

int64_t demo_publisher(const struct demo *d) {
    return d->account_ids[1];
}

int64_t demo_writer(const struct demo *d, struct str region) {
    for (size_t i = 0; i < sizeof d->accounts / sizeof *d->accounts; i++) {
        bool writes = str_is(d->accounts[i].role, "editor");
        if (writes && region_covers(d->accounts[i].region, region)) return d->account_ids[i];
    }
    return demo_publisher(d);
}

/* --- content --- */

static bool enough(const struct demo_words *words, const char *section) {
    if (words->n == 0) fprintf(stderr, "mingbai demo: the section [%s] is empty\n", section);
    return words->n > 0;
}

static enum status read_words(struct demo *d) {
    struct arena *a = d->arena;
    struct str names, fill;
    enum status st = demo_read(&names, a, d->dir, "names.txt");
    if (st == OK) st = demo_read(&fill, a, d->dir, "fill.txt");
    if (st != OK) return st;
    const struct {
        struct demo_words *words;
        struct str text;
        const char *section;
    } lists[] = {
        {&d->surnames, names, "surname"}, {&d->dotted, names, "dotted"},
        {&d->male, names, "given_male"},  {&d->female, names, "given_female"},
        {&d->units, names, "unit"},       {&d->teams, names, "group"},
        {&d->projects, fill, "project"},  {&d->companies, fill, "company"},
    };
    for (size_t i = 0; i < sizeof lists / sizeof *lists; i++) {
        *lists[i].words = demo_section(a, lists[i].text, lists[i].section);
        if (!enough(lists[i].words, lists[i].section)) return INVALID;
    }
    return OK;
}

/* --- places --- */

static size_t township_of(const struct demo *d, struct str village) {
    size_t i = 0;
    while (i < d->township_count && !region_covers(d->townships[i].code, village)) i++;
    return i;
}

/* A line of regions.csv; townships come before their villages. */
static enum status place(struct demo *d, struct str code, struct str name) {
    enum status st = region_put(d->db, code, name);
    struct str phone = STR_NONE;
    if (code.n == 6) {
        d->county = name;
        phone = d->phone;
    } else if (code.n == 9) {
        /* Invented: the area code 0999 has no 51 exchange of this kind. */
        phone = str_format(d->arena, "0999-51%05zu", 20100 + d->township_count * 137);
        d->townships[d->township_count++] = (struct demo_place){code, name, phone, 0};
    } else if (code.n == 12) {
        size_t parent = township_of(d, code);
        if (parent == d->township_count) st = INVALID;
        d->villages[d->village_count++] = (struct demo_place){code, name, STR_NONE, parent};
    }
    if (st == OK && phone.p) st = seed_region_phone(d->db, code, phone);
    if (st == INVALID) {
        fprintf(stderr, "mingbai demo: regions.csv: " STR_FMT " is not a place of the county\n",
                STR_ARG(code));
    }
    return st;
}

static enum status places(struct demo *d) {
    struct str text;
    enum status st = demo_read(&text, d->arena, d->dir, "regions.csv");
    size_t most = text.n / 12 + 1;
    d->townships = ARENA_ARRAY(d->arena, struct demo_place, most);
    d->villages = ARENA_ARRAY(d->arena, struct demo_place, most);
    str_cut(&text, '\n'); /* the headings */
    while (st == OK && text.p) {
        struct str line = str_trim(str_cut(&text, '\n'));
        struct str code = str_cut(&line, ',');
        if (code.n > 0) st = place(d, code, str_cut(&line, ','));
    }
    if (st == OK && (d->village_count == 0 || d->village_count >= DEMO_HELPERS)) {
        fprintf(stderr, "mingbai demo: regions.csv: too few or too many villages\n");
        return INVALID;
    }
    return st;
}

static enum status settings(struct demo *d) {
    const struct {
        const char *name;
        struct str value;
    } all[] = {
        {"county_name", d->county},
        {"county_phone", d->phone},
        {"county_hours", STR("周一至周五 8:30—17:30")},
        {"village_days", STR("7")},
        {"township_days", STR("5")},
        {"county_days", STR("5")},
        /* So that who tries the demo signs in with what stands in demo.json. */
        {"second_factor", STR("optional")},
        {"figures_since", STR("2014")},
    };
    enum status st = OK;
    struct str was;
    for (size_t i = 0; st == OK && i < sizeof all / sizeof *all; i++) {
        st = setting_put(&was, d->db, str_from(all[i].name), all[i].value);
    }
    return st;
}

static struct str village_of(const struct demo *d, size_t township) {
    size_t i = 0;
    while (d->villages[i].parent != township) i++;
    return d->villages[i].code;
}

static enum status accounts(struct demo *d) {
    const struct demo_account all[] = {
        {STR("editor"), STR("bianji"), STR("罗晓"), d->townships[2].code, STR_NONE},
        {STR("publisher"), STR("fabu"), STR("田明"), DEMO_COUNTY, STR_NONE},
        {STR("editor"), STR("bianji2"), STR("向青"), d->townships[5].code, STR_NONE},
        {STR("auditor"), STR("shenji"), STR("覃正"), DEMO_COUNTY, STR_NONE},
        {STR("clerk"), STR("xinxi"), STR("麻秋"), village_of(d, 2), STR_NONE},
        {STR("admin"), STR("guanli"), STR("滕海"), DEMO_COUNTY, STR_NONE},
        {STR("publisher"), STR("fabu2"), STR("陆苇"), DEMO_COUNTY, STR_NONE},
    };
    enum status st = OK;
    for (size_t i = 0; st == OK && i < sizeof all / sizeof *all; i++) {
        struct demo_account *a = &d->accounts[i];
        *a = all[i];
        a->password = text_clip(seal_token(d->arena), 16);
        st = account_add(d->db, a->login, a->name, a->role, a->region, a->password, MOMENT_NONE,
                         d->now);
        d->account_ids[i] = db_insert_id(d->db);
    }
    return st;
}

/* What came out over the years goes into the ledger as it would have: leaf by leaf, in order. */
static enum status ledger(struct demo *d) {
    int64_t count;
    enum status st = ledger_adopt(&count, d->db);
    return st == OK ? ledger_sign_head(d->db, d->keys, d->now) : st;
}

/* Last of all: what there is to be found. */
static enum status index_all(struct demo *d) {
    int64_t count;
    return search_rebuild(&count, d->db);
}

/* --- the load --- */

static enum status load(struct demo *d) {
    static enum status (*const steps[])(struct demo *) = {
        read_words, places,        settings,     accounts,     demo_people,
        demo_fates, demo_policies, demo_notices, demo_efforts, demo_register,
        ledger,     demo_tickets,  index_all,
    };
    enum status st = OK;
    for (size_t i = 0; st == OK && i < sizeof steps / sizeof *steps; i++) {
        st = steps[i](d);
        arena_reset(d->rows);
    }
    return st;
}

static bool has_flag(int argc, char **argv, const char *flag) {
    for (int i = 1; i < argc; i++) {
        if (strcmp(argv[i], flag) == 0) return true;
    }
    return false;
}

int cli_demo(int argc, char **argv) {
    const char *json = cli_option(argc, argv, "accounts");
    if (argc < 2 || argv[1][0] == '-' || !json) {
        fprintf(stderr, "usage: mingbai demo DIR --accounts FILE [--files DIR] [--url URL] "
                        "[--hostile]\n");
        return EXIT_USE;
    }
    static struct cli c; /* the connection and the keys live as long as the process */
    int failed = cli_start(&c, true);
    if (failed) return failed;
    const char *url = cli_option(argc, argv, "url");
    struct demo *d = ARENA_NEW(c.arena, struct demo);
    *d = (struct demo){.arena = c.arena,
                       .rows = arena_new(ROWS_MEMORY),
                       .db = c.db,
                       .keys = c.keys,
                       .dir = argv[1],
                       .files = cli_option(argc, argv, "files"),
                       .url = str_from(c.conf->url ? c.conf->url
                                       : url       ? url
                                                   : ""),
                       .phone = STR("0999-5100123"),
                       .hostile = has_flag(argc, argv, "--hostile"),
                       .terminal = isatty(STDERR_FILENO),
                       .now = date_now()};
    d->today = date_day(d->now);
    db_use(d->db, d->rows, false);

    enum status st = seed_is_empty(d->db);
    if (st == CONFLICT) {
        arena_free(d->rows);
        fprintf(stderr, "mingbai demo: the database is not empty; nothing was changed\n");
        return EXIT_SYSTEM;
    }
    if (st == OK) st = load(d);
    if (st == OK) st = demo_json(d, json);
    if (st == OK) {
        st = db_commit(d->db);
        if (st != OK) unlink(json);
    } else {
        db_rollback(d->db);
    }
    arena_free(d->rows);
    if (st == OK) return EXIT_DONE;
    fprintf(stderr, "mingbai demo: stopped; nothing was stored\n");
    return EXIT_SYSTEM;
}
