/*
 * `mingbai migrate`: numbered files from sql/schema, each run once and remembered with its
 * checksum, then all of sql/grants. The files are part of the program, so that a program and its
 * schema cannot be mixed up; a tool like sqitch would bring Perl and a client into the container
 * for what are eighty lines here.
 */
#include "cli/cli.h"

#include <stdio.h>
#include <string.h>

#include "base/date.h"
#include "base/embedded.h"
#include "base/seal.h"
#include "model/county/audit_chain.h"
#include "model/county/migration.h"
#include "model/publish/ledger.h"
#include "model/publish/search.h"

EMBEDDED(embedded_schema);
EMBEDDED(embedded_grants);

static struct str checksum(struct arena *a, struct str text) {
    uint8_t digest[32];
    seal_digest(digest, text);
    return str_hex(a, digest, sizeof digest);
}

static bool apply(struct cli *c, const struct embedded *file) {
    struct row_migration_find *done;
    struct str sum = checksum(c->arena, file->text);
    enum status st = migration_find(&done, c->db, str_from(file->name));
    if (st == OK) {
        if (str_eq(done->checksum, sum)) return true;
        fprintf(stderr, "mingbai: %s was changed after it had been applied; write a new file\n",
                file->name);
        return false;
    }
    if (st != NOT_FOUND) return false;
    db_rollback(c->db); /* schema statements commit by themselves */
    if (db_script(c->db, file->text, file->name) != OK) return false;
    if (migration_done(c->db, str_from(file->name), sum, date_now()) != OK) return false;
    fprintf(stderr, "applied %s\n", file->name);
    return db_commit(c->db) == OK;
}

/* Rows of the record that are older than the chain, what was published before the ledger, and what
 * the search does not know, or knows by terms of another program. */
static bool adopt(struct cli *c) {
    int64_t rows, leaves, texts;
    if (audit_chain_adopt(&rows, c->db) != OK || ledger_adopt(&leaves, c->db) != OK) return false;
    if (search_adopt(&texts, c->db) != OK || db_commit(c->db) != OK) return false;
    if (rows) fprintf(stderr, "chained %lld rows of the record\n", (long long)rows);
    if (leaves) fprintf(stderr, "put %lld publications into the ledger\n", (long long)leaves);
    if (texts) fprintf(stderr, "made %lld texts ready for the search\n", (long long)texts);
    return true;
}

int cli_migrate(int argc, char **argv) {
    (void)argv;
    struct cli c;
    if (argc != 1) {
        fprintf(stderr, "mingbai: migrate takes no arguments\n");
        return EXIT_USE;
    }
    int rc = cli_start(&c, false);
    if (rc != EXIT_DONE) return rc;
    for (size_t i = 0; i < embedded_schema_count; i++) {
        const struct embedded *file = &embedded_schema[i];
        /* The first one makes the table the others are remembered in, and may run every time. */
        bool fine = i == 0 ? db_script(c.db, file->text, file->name) == OK : apply(&c, file);
        if (fine) continue;
        fprintf(stderr, "mingbai: %s could not be applied; the log line above says why\n",
                file->name);
        return EXIT_SYSTEM;
    }
    db_rollback(c.db);
    for (size_t i = 0; i < embedded_grants_count; i++) {
        const struct embedded *file = &embedded_grants[i];
        if (db_script(c.db, file->text, file->name) == OK) continue;
        fprintf(stderr, "mingbai: the rights in %s could not be given\n", file->name);
        return EXIT_SYSTEM;
    }
    if (adopt(&c)) return EXIT_DONE;
    fprintf(stderr, "mingbai: the record, the ledger or the search could not be begun; the log "
                    "line above says why\n");
    return EXIT_SYSTEM;
}
