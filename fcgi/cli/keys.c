/*
 * `mingbai keys …`: the identity keys and the one that signs the ledger's heads. `keys FILE` makes
 * them, once for an installation; without them the register cannot be read, so they are backed up
 * apart from the database. `sign` adds a signing key: to a file from before there was a ledger, or
 * in the place of one that others may have seen; heads signed before stay valid. `rotate`,
 * `reseal` and `retire` change them while the portal runs: the pools see a replaced key file at
 * their next request and find rows under any key in it. (A container that was given the file
 * itself, not its folder, keeps seeing the old one: start its pools anew after `rotate` and
 * `retire`.)
 */
#include "cli/cli.h"

#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/conf.h"
#include "base/seal.h"
#include "model/casework/ticket.h"
#include "model/register/reseal.h"

#define TRIES_MAX 20 /* a batch that meets a lock is tried again */

static int make(const char *path) {
    enum status st = seal_keys_write(path);
    if (st == OK) return EXIT_DONE;
    fprintf(stderr,
            st == CONFLICT ? "mingbai: %s is there already; keys are never overwritten\n"
                           : "mingbai: cannot write %s\n",
            path);
    return EXIT_SYSTEM;
}

static int rotate(void) {
    const struct conf *conf = conf_load(CONF_KEYS);
    int64_t id;
    if (!conf) return EXIT_SYSTEM;
    enum status st = seal_keys_rotate(conf->keys, &id);
    if (st == CONFLICT) {
        fprintf(stderr, "mingbai: there are as many keys as can be in use at a time; finish `keys "
                        "reseal`, then `keys retire` the oldest\n");
        return EXIT_FINDINGS;
    }
    if (st != OK) {
        fprintf(stderr, "mingbai: %s could not be changed; the log line above says why\n",
                conf->keys);
        return EXIT_SYSTEM;
    }
    printf("key %lld is the current one. Back up %s now, wait until every machine has it, then run "
           "`mingbai keys reseal`.\n",
           (long long)id, conf->keys);
    return EXIT_DONE;
}

static int sign(void) {
    const struct conf *conf = conf_load(CONF_KEYS);
    int64_t id;
    if (!conf) return EXIT_SYSTEM;
    if (seal_keys_add_sign(conf->keys, &id) != OK) {
        fprintf(stderr, "mingbai: %s could not be changed; the log line above says why\n",
                conf->keys);
        return EXIT_SYSTEM;
    }
    printf("signing key %lld signs the ledger's heads from now on. Back up %s now.\n",
           (long long)id, conf->keys);
    return EXIT_DONE;
}

/* --- reseal --- */

static double seconds(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

/* On a terminal one line that changes, else a line every few seconds. */
static void show(const char *what, const struct reseal *r, int64_t all, double began) {
    static double shown;
    bool tty = isatty(STDERR_FILENO);
    double now = seconds(), passed = now - began;
    if (!r->done && now - shown < (tty ? 0.2 : 5)) return;
    shown = now;
    double speed = passed > 0 ? (double)r->seen / passed : 0;
    fprintf(stderr, "%s%s %lld", tty ? "\r" : "", what, (long long)r->seen);
    if (all > 0) fprintf(stderr, " of %lld", (long long)all);
    fprintf(stderr, ", %.0f a second%s", speed, tty && !r->done ? "   " : "\n");
}

static int run(struct cli *c, const char *what, int64_t all,
               enum status (*batch)(struct reseal *, struct db *, const struct seal_keys *)) {
    struct reseal r = {0};
    double began = seconds();
    int tries = 0;
    while (!r.done) {
        struct reseal next = r;
        arena_reset(c->arena);
        db_use(c->db, c->arena, false);
        enum status st = batch(&next, c->db, c->keys);
        if (st == OK) st = db_commit(c->db);
        if (st == OK) {
            r = next;
            tries = 0;
            show(what, &r, all, began);
            continue;
        }
        db_rollback(c->db);
        if (st != BUSY || ++tries == TRIES_MAX) {
            fprintf(stderr, "\nmingbai: stopped; what is done stays done, run it again\n");
            return EXIT_SYSTEM;
        }
        nanosleep(&(struct timespec){.tv_nsec = 200000000}, NULL);
    }
    printf("%s: %lld looked at, %lld brought to the current key\n", what, (long long)r.seen,
           (long long)r.changed);
    if (r.failed == 0) return EXIT_DONE;
    printf("%s: %lld cannot be opened and were left as they are\n", what, (long long)r.failed);
    return EXIT_FINDINGS;
}

static int reseal(void) {
    struct cli c;
    int64_t people, codes, requests, notes;
    int rc = cli_start(&c, true);
    if (rc != EXIT_DONE) return rc;
    if (reseal_counts(&people, &codes, c.db) != OK) return EXIT_SYSTEM;
    if (reseal_text_counts(&requests, &notes, c.db) != OK) return EXIT_SYSTEM;
    int each[] = {
        run(&c, "people", people, reseal_people),
        run(&c, "addresses", 0, reseal_addresses),
        run(&c, "people kept for undoing", 0, reseal_kept_people),
        run(&c, "addresses kept for undoing", 0, reseal_kept_addresses),
        run(&c, "query codes", codes, reseal_codes),
        run(&c, "requests", requests, reseal_requests),
        run(&c, "notes to visits", notes, reseal_notes),
        run(&c, "second factors", 0, reseal_factors),
        run(&c, "tickets", 0, ticket_reseal),
        run(&c, "files of tickets", 0, ticket_reseal_files),
    };
    for (size_t i = 0; i < sizeof each / sizeof each[0]; i++) rc = each[i] > rc ? each[i] : rc;
    return rc;
}

/* --- retire --- */

static int refuse(long long count, const char *what, const char *how) {
    fprintf(stderr, "mingbai: %lld %s; %s\n", count, what, how);
    return EXIT_FINDINGS;
}

static int retire(const char *text) {
    struct cli c;
    int64_t id;
    struct reseal_uses uses;
    int64_t tickets, ticket_codes;
    if (!str_int(&id, str_from(text)) || id < 1 || id > 255) {
        fprintf(stderr, "mingbai: keys retire ID, a number from 1 to 255\n");
        return EXIT_USE;
    }
    int rc = cli_start(&c, true);
    if (rc != EXIT_DONE) return rc;
    if (reseal_find_uses(&uses, c.db, (uint8_t)id) != OK) return EXIT_SYSTEM;
    if (ticket_find_uses(&tickets, &ticket_codes, c.db, (uint8_t)id) != OK) return EXIT_SYSTEM;
    if (uses.people) {
        return refuse(uses.people, "people are still under it", "run `mingbai keys reseal` first");
    }
    if (uses.addresses || uses.kept) {
        return refuse(uses.addresses + uses.kept,
                      "addresses and rows kept for undoing are under it",
                      "run `mingbai keys reseal` first");
    }
    if (uses.waiting) {
        return refuse(uses.waiting, "register files wait that were read under it",
                      "apply or drop them first: `mingbai import list`");
    }
    if (uses.codes) {
        return refuse(uses.codes, "query codes are still under it",
                      "run `mingbai keys reseal` first");
    }
    if (uses.texts + tickets) {
        return refuse(uses.texts + tickets, "texts of households and tickets are still under it",
                      "run `mingbai keys reseal` first");
    }
    if (uses.factors) {
        return refuse(uses.factors, "second factors of officers are still under it",
                      "run `mingbai keys reseal` first");
    }
    if (uses.unknown) {
        return refuse(uses.unknown, "query codes do not say their key",
                      "give those households new slips first");
    }
    enum status st = seal_keys_retire(c.conf->keys, id, uses.inner + ticket_codes > 0);
    if (st == NOT_FOUND) return refuse(id, "is no key of the file", "nothing was changed");
    if (st == CONFLICT) return refuse(id, "is the current key", "run `mingbai keys rotate` first");
    if (st != OK) return EXIT_SYSTEM;
    printf("key %lld is retired%s\n", (long long)id,
           uses.inner + ticket_codes
               ? "; it stays in the file as worn, because query codes given out under it have "
                 "it as an inner layer. Slips given out since do not need it"
               : "");
    return EXIT_DONE;
}

int cli_keys(int argc, char **argv) {
    const char *what = argc > 1 ? argv[1] : "";
    if (argc == 2 && strcmp(what, "rotate") == 0) return rotate();
    if (argc == 2 && strcmp(what, "reseal") == 0) return reseal();
    if (argc == 3 && strcmp(what, "retire") == 0) return retire(argv[2]);
    if (argc == 2 && strcmp(what, "sign") == 0) return sign();
    if (argc == 2 && *what && *what != '-') return make(what);
    fprintf(stderr, "mingbai: keys FILE | rotate | reseal | retire ID | sign\n");
    return EXIT_USE;
}
