/*
 * The made-up county of `mingbai demo`, as its files share it. Everything follows from the content
 * in sql/demo, today's date and one fixed seed, so that two loads on one day differ in secrets
 * only. The order of a load:
 *
 *     demo.c            options, the transaction, regions, settings, accounts
 *     demo_text.c       dice, word lists, pages with a head, texts with {names} in them
 *     demo_people.c     all households and their people, in memory
 *     demo_life.c       what happened to a household: its stays, cases and steps (pure)
 *     demo_fate.c       who gets which life, and which of them share a notice that is open now
 *     demo_policy.c     policies; demo_file.c: their attachments
 *     demo_post.c       which announcement was posted when (pure)
 *     demo_notice.c     announcements
 *     demo_effort.c     projects, jobs, donations
 *     demo_register.c   households, people and lives into the database
 *     demo_help.c       helpers, measures, payments, visits
 *     demo_ticket.c     questions and answers
 *     demo_json.c       demo.json: who may sign in and who can be looked up
 */
#ifndef CLI_DEMO_H
#define CLI_DEMO_H

#include "base/date.h"
#include "base/status.h"
#include "base/str.h"
#include "cli/cli.h"

#define DEMO_HOUSEHOLDS 4361
#define DEMO_PEOPLE     14726
#define DEMO_NOTICES    300
#define DEMO_HELPERS    260
#define DEMO_STRIDE     97 /* shares no factor with 4361: such steps come by every household once */
#define DEMO_COUNTY     STR("990123")
#define DEMO_NONE       INT64_MIN /* an SQL NULL for a number */

/* --- dice (demo_text.c) --- */

/* splitmix64. A part of the load has its own dice, so that a change in one moves no other. */
struct demo_dice {
    uint64_t state;
};

struct demo_dice demo_dice(uint64_t part);
uint64_t demo_roll(struct demo_dice *dice);
uint32_t demo_below(struct demo_dice *dice, uint32_t n);            /* uniform in [0, n) */
int32_t demo_between(struct demo_dice *dice, int32_t a, int32_t b); /* both included */
bool demo_chance(struct demo_dice *dice, uint32_t percent);

/* --- content (demo_text.c) --- */

struct demo_words {
    struct str *at;
    size_t n;
};

/* demo_pick(words, dice): one of them; the list is not empty. */
struct str demo_pick(const struct demo_words *words, struct demo_dice *dice);

/* A file that opens with "key: value" lines and goes on with a text after an empty line. */
struct demo_page {
    struct str name; /* the file's name without .md */
    struct {
        struct str key, value;
    } head[24];
    size_t head_count;
    struct str body;
};

/* demo_head(page, key): the value, STR_NONE when it is not there. */
struct str demo_head(const struct demo_page *page, const char *key);

/* demo_page(out, text): false if a line of the head is not "key: value". */
bool demo_page(struct demo_page *out, struct str text);

/* demo_pages(out, count, a, dir, sub): all pages of the folder dir/sub, by file name. */
enum status demo_pages(struct demo_page **out, size_t *count, struct arena *a, const char *dir,
                       const char *sub);

/* demo_read(out, a, dir, name): a whole file. Says on stderr which one cannot be read. */
enum status demo_read(struct str *out, struct arena *a, const char *dir, const char *name);

/* demo_section(a, text, name): the lines below "[name]" up to the next section; no empty ones. */
struct demo_words demo_section(struct arena *a, struct str text, const char *name);

struct demo_fill {
    const char *name;
    struct str value;
};

/* demo_fill(out, a, text, fills): ${text} with each {name} replaced; ${fills} ends with a NULL
 * name. INVALID (said on stderr) for a name that is not there. */
enum status demo_fill(struct str *out, struct arena *a, struct str text,
                      const struct demo_fill *fills);

/* --- people (demo_people.c) --- */

struct demo_person {
    struct str name, relation, schooling, health, labour;
    int32_t born;
    int32_t left_on; /* married out, moved or died; DAY_NONE: still there */
    bool male;
    char number[19]; /* terminated */
};

enum demo_fate {
    FATE_APPLYING,
    FATE_RETURNED,
    FATE_REJECTED,
    FATE_POOR,
    FATE_UNSTABLE,
    FATE_MARGINAL,
    FATE_SUDDEN,
    FATE_LEAVING,
    FATE_LIFTED,
    FATE_REMOVING,
    FATE_REMOVED,
    FATE_NATURAL,
    FATE_RELAPSED,
    FATE_HOSTILE,
    FATES,
};

/* Which fate's word is used in demo.json. */
extern const char *const demo_fate_words[FATES];

struct demo_household {
    char code[11];      /* terminated */
    char query_code[9]; /* empty: none was handed out */
    size_t village;     /* in demo.villages */
    struct str team, ethnic;
    struct demo_person *people; /* the head first */
    size_t size;
    enum demo_fate fate;
    int stop;         /* of the case that runs */
    int32_t reached;  /* the day it got there; DAY_NONE: not set */
    const char *kind; /* of its last register: poor unstable marginal sudden; NULL: by chance */
    int64_t document; /* the notice it stands in now; 0 for none */
    bool listed;      /* in demo.json */
};

/* --- lives (demo_life.c) --- */

enum demo_desk { DESK_VILLAGE, DESK_TOWNSHIP, DESK_COUNTY };
enum demo_case_kind { CASE_ENTRY, CASE_EXIT, CASE_REMOVAL };

struct demo_stop {
    const char *name;
    int least, spread; /* days it takes */
    int window;        /* days of its notice, 0 for none */
    int rule;          /* days the county gives it */
    enum demo_desk desk;
};

/* The stops of a kind of case as in model/register/lifecycle.h, with the days they take; ended by a
 * NULL name. The last one closes the case. */
extern const struct demo_stop *const demo_stops[3];

/* demo_stop(kind, name): its place in the list. */
int demo_stop(enum demo_case_kind kind, const char *name);

struct demo_step {
    const char *stop, *outcome;
    int32_t on, due; /* due may be DAY_NONE */
    const char *reason;
    enum demo_desk desk;
};

#define DEMO_STEPS 16

struct demo_case {
    enum demo_case_kind kind;
    const char *register_kind, *outcome; /* outcome NULL: it runs */
    int32_t opened, closed;
    int spell; /* -1: none yet */
    struct demo_step steps[DEMO_STEPS];
    size_t step_count;
};

struct demo_spell {
    const char *kind, *attribute, *ending; /* ending NULL: it runs */
    int32_t from, to;
    const char *causes[12];
    size_t cause_count;
};

struct demo_life {
    struct demo_spell spells[2];
    size_t spell_count;
    struct demo_case cases[4];
    size_t case_count;
    struct demo_step gone; /* natural decrease, of no case; stop NULL: not that */
};

/* demo_life(out, h, dice, today): the life that ends in the household's fate today. */
void demo_life(struct demo_life *out, const struct demo_household *h, struct demo_dice *dice,
               int32_t today);

/* demo_removal(h, in_short): why this household is taken out, for its case or for a list. */
const char *demo_removal(const struct demo_household *h, bool in_short);

/* --- notices (demo_post.c) --- */

/* What a page of sql/demo/notice says of when and where it is posted. */
struct demo_template {
    const struct demo_page *page;
    struct str type, list;
    size_t scope;    /* digits of the place's code: 12, 9 or 6 */
    int64_t times;   /* how many announcements are made of it */
    int64_t window;  /* days, 0 for none */
    unsigned months; /* bit 0 January: when it fits */
    bool special;    /* was corrected or withdrawn */
};

/* One announcement: which text, and when. ${group} >= 0: the list of that group. */
struct demo_post {
    const struct demo_template *of;
    int32_t on;
    int group;
};

/* demo_template(out, page): false (said on stderr) if a key is missing or malformed. */
bool demo_template(struct demo_template *out, const struct demo_page *page);

/* demo_posts(posts, templates, n, today): one post for each time of each template, by date, the
 * oldest first: from ten years ago until yesterday, more of them lately. The groups' lists and
 * some projects and funds are open today. ${posts} has room for the sum of times. Returns how
 * many; 0 if a group found no template. */
size_t demo_posts(struct demo_post *posts, const struct demo_template *templates, size_t n,
                  int32_t today);

/* A list that is posted now: so many households of one place stand at one stop. */
struct demo_group {
    enum demo_case_kind kind;
    const char *stop;
    const char *list; /* as in the head of a page: entry monitored exit removal */
    size_t level;     /* digits of the place's code: 12, 9 or 6 */
    uint32_t size;
    const char *register_kind; /* NULL: by chance */
    /* set by demo_fates: */
    size_t place; /* in villages or townships */
    struct demo_household **members;
};

extern struct demo_group demo_groups[];
extern const size_t demo_group_count;

/* demo_group_posted(i, today): the day on which the list of group ${i} came out. */
int32_t demo_group_posted(size_t i, int32_t today);

/* --- one load --- */

struct demo_place {
    struct str code, name, phone;
    size_t parent; /* of a village: its township */
};

struct demo_account {
    struct str role, login, name, region, password;
};

struct demo {
    struct arena *arena; /* lives as long as the load; rows go to the unit's, which is reset */
    struct arena *rows;
    struct db *db;
    const struct seal_keys *keys;
    struct seed_rows *bulk; /* of the register */
    const char *dir, *files;
    struct str url, county, phone;
    bool hostile, terminal;
    int64_t now;
    int32_t today;
    struct demo_place *townships, *villages;
    size_t township_count, village_count;
    struct demo_words surnames, dotted, male, female, units, teams, projects, companies;
    struct demo_household *households; /* the hostile one, if there, is the last */
    size_t household_count;
    struct demo_account accounts[7];
    int64_t account_ids[7];
};

/* The steps of a load, in this order; each says on stderr what is wrong with the content. */
enum status demo_people(struct demo *d);
enum status demo_fates(struct demo *d);
enum status demo_policies(struct demo *d);
enum status demo_notices(struct demo *d);
enum status demo_efforts(struct demo *d);
enum status demo_register(struct demo *d);
enum status demo_tickets(struct demo *d);
enum status demo_json(const struct demo *d, const char *path);

/* demo_name(d, dice, male, surname): a made-up name; STR_NONE for ${surname}: any. */
struct str demo_name(struct demo *d, struct demo_dice *dice, bool male, struct str surname);

/* demo_attach(d, edition, policy): the files that belong to a policy; none without --files. */
enum status demo_attach(struct demo *d, int64_t edition, struct str policy);

/* demo_writer(d, region), demo_publisher(d): accounts that could have written for this place. */
int64_t demo_writer(const struct demo *d, struct str region);
int64_t demo_publisher(const struct demo *d);

/* demo_issuer(d, code, on): who posts for a place: its committee, government, or county office. */
struct str demo_issuer(struct demo *d, struct str code, int32_t on);

/* demo_helpers(d, ids): the helpers; ids[DEMO_HELPERS] is filled. demo_help(d, h, id, life, ids,
 * dice): who helps this household, what it is to get and what was paid. */
enum status demo_helpers(struct demo *d, int64_t *ids);
enum status demo_help(struct demo *d, const struct demo_household *h, int64_t id,
                      const struct demo_life *life, const int64_t *ids, struct demo_dice *dice);

/* demo_progress(d, what, done, all): a line that is written over; nothing if nobody watches. */
void demo_progress(const struct demo *d, const char *what, size_t done, size_t all);

/* What the hostile rows carry, everywhere a text can be. */
#define DEMO_HOSTILE "<script>alert('敌\"&')</script>{{x}}"

#endif
