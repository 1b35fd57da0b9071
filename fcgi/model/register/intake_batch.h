/*
 * A batch on its way, as the files behind intake_store.h share it: intake_stage.c fills the staging
 * tables, intake_compare.c says what they mean, intake_apply.c writes them into the register,
 * intake_undo.c takes back and tidies up. Nobody else includes this.
 */
#ifndef MODEL_REGISTER_INTAKE_BATCH_H
#define MODEL_REGISTER_INTAKE_BATCH_H

#include "base/bloom.h"
#include "base/seal.h"
#include "db/db.h"
#include "model/register/identity.h"
#include "model/register/intake_store.h"
#include "query.h"

#define INTAKE_RANGE 5000 /* households of a statement */
#define MEMBERS      200  /* of one household */
#define HELPERS      4096 /* that are remembered */
#define TWINS        200  /* that are said: numbers, and people, that come twice in a file */

/* The bits of ${differs} as sql/query/intake.sql sets them. */
enum {
    NUMBER = 1,
    NAME = 2,
    RELATION = 4,
    ETHNIC = 8,
    SCHOOLING = 16,
    HEALTH = 32,
    LABOUR = 64,
    WORK = 128,
    PHONE = 256
};
enum {
    REGION = 1,
    TEAM = 2,
    ADDRESS = 4,
    KIND = 8,
    ATTRIBUTE = 16,
    CAUSES = 32,
    SINCE = 64,
    STATE = 128,
    HELPER = 256,
    SECOND_STAY = 512
};

/* What came twice, one after the other, ${size} bytes each. */
struct intake_twins {
    uint8_t bytes[TWINS * SEAL_INDEX_BYTES];
    size_t count;
};

/* Who helps, of those that came last. */
struct intake_helper {
    uint8_t digest[32];
    int64_t first; /* the household that named this one first; 0: nobody here */
};

struct intake {
    struct arena *a;      /* as long as the batch */
    struct arena *houses; /* what is said of households */
    struct db *db;
    const struct seal_keys *keys; /* NULL for a batch that was loaded */
    struct intake_report *report;
    struct intake_watch watch;
    int64_t id, index_key;
    struct str made_by;        /* of a batch that waited, else STR_NONE */
    struct str region, beyond; /* the scope: [region, beyond) */
    int32_t today;
    int64_t now;
    struct row_intake_villages *villages;
    size_t village_count, village_last;
    struct intake_check check;
    bool has_headings;
    size_t lines, shared;
    struct intake_counts counts; /* as last compared */
    int64_t number;              /* of the household being read; afterwards the last one */
    /* the keys in use, the current one first */
    uint8_t key_ids[SEAL_INDEX_KEYS_MAX];
    size_t key_count;
    /* the household being read */
    struct intake_line first;
    int64_t heads, size;
    struct str head_key;
    uint8_t members[MEMBERS][SEAL_INDEX_BYTES];
    /* what came before in the file */
    struct bloom *seen;
    struct intake_twins numbers, people;
    struct intake_helper helpers[HELPERS];
    /* what waits to be staged; of each kind one lot is filled while the other is on its way */
    struct intake_lot {
        struct arena *a; /* what its rows point to */
        size_t count;
        union {
            struct q_intake_put_household houses[DB_INSERT_ROWS];
            struct q_intake_put_person people[DB_INSERT_ROWS];
        };
    } house_lots[2], person_lots[2], *house_lot, *person_lot;
};

/* intake_by_ranges(in, last, what, one): ${one} for the households (after, upto] up to ${last}, one
 * range after the other; the watcher is told ${what} is being done. */
enum status intake_by_ranges(struct intake *in, int64_t last, const char *what,
                             enum status (*one)(struct intake *in, int64_t after, int64_t upto));

/* intake_end_staging(in): what is staged and still waits here; INVALID after any fault. Of a batch
 * that was loaded there is nothing. */
enum status intake_end_staging(struct intake *in);

#endif
