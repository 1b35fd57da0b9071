/*
 * The program: one table of verbs. `serve` runs a pool; the others are for the people who run the
 * portal and live in cli/.
 */
#include <signal.h>
#include <stdio.h>
#include <string.h>

#include "base/conf.h"
#include "base/log.h"
#include "base/seal.h"
#include "base/sift.h"
#include "base/table.h"
#include "cli/cli.h"
#include "model/county/account.h"
#include "serve/serve.h"
#include "web/form.h"

static int run_serve(int argc, char **argv) {
    static const char *const names[] = {"public", "lookup", "office"};
    for (int i = 0; argc == 2 && i < 3; i++) {
        if (strcmp(argv[1], names[i]) != 0) continue;
        enum pool pool = (enum pool)i;
        const struct conf *conf = conf_load(CONF_DB | CONF_SERVE |
                                            (pool == PUBLIC ? 0 : CONF_KEYS) |
                                            (pool == PUBLIC ? 0 : CONF_SPOOL));
        if (!conf) return EXIT_SYSTEM;
        log_start(names[i], (enum log_level)conf->log_level);
        return serve_pool(conf, pool);
    }
    fprintf(stderr, "mingbai: serve public|lookup|office\n");
    return EXIT_USE;
}

/* The table of routes.c, for whoever checks it from outside. */
static int run_routes(int argc, char **argv) {
    static const char *const pools[] = {"public", "lookup", "office"};
    (void)argc, (void)argv;
    for (size_t i = 0; i < route_count; i++) {
        const struct route *r = &routes[i];
        printf("%s\t%s\t%s\t%d\t%d\t%zu\t%s\t%s\t", pools[r->pool],
               r->method == POST ? "POST" : "GET", r->path, r->may, r->keeps, r->body,
               r->bare ? "bare" : "-", account_permission(r->may));
        for (size_t k = 0; r->form && k < r->form->count; k++) {
            printf("%s%s", k ? "," : "", r->form->fields[k].name);
        }
        putchar('\n');
    }
    return EXIT_DONE;
}

static const struct verb {
    const char *name;
    int (*run)(int argc, char **argv);
    const char *use, *about;
} verbs[] = {
    {"serve", run_serve, "serve public|lookup|office", "run one pool until SIGTERM"},
    {"migrate", cli_migrate, "migrate", "bring the database to this program's schema and rights"},
    {"import", cli_import,
     "import register FILE.csv|FILE.xlsx --region CODE [--dry-run] [--apply] [--report FILE.csv]"
     " | list | apply BATCH | undo BATCH | drop BATCH (each with [--as LOGIN]) | regions FILE.csv "
     "--county CODE | calendar FILE.csv --year YEAR --source ANNOUNCEMENT",
     "people and households from a register file, checked, compared, applied as a whole or not at"
     " all;\n    or places from the national tables (streets.csv, villages.csv);\n    or the"
     " working days of a year"},
    {"export", cli_export, "export register --region CODE [--format csv|xlsx] [--full]",
     "the register as a file on standard output, masked unless --full (which is recorded)"},
    {"user", cli_user,
     "user add LOGIN --name NAME --role clerk|editor|publisher|admin|auditor --region CODE"
     " | reset LOGIN | disable LOGIN | factor LOGIN",
     "accounts of the office; a new password is read from standard input and is for the first"
     " sign-in;\n    factor: takes the second factor away, for a phone that is lost"},
    {"setting", cli_setting, "setting NAME VALUE",
     "the county's name, phone, hours, which notices an entry passes, their "
     "days"},
    {"verify", cli_verify, "verify [--notice ID] [--log FILE] [--sign]",
     "everything published against the ledger, and the record of the office; 1 if anything"
     " differs"},
    {"doctor", cli_doctor, "doctor", "what is wrong with this installation"},
    {"routes", run_routes, "routes",
     "every URL: pool, method, path, permission, seconds kept, body bytes, bare, permission in a"
     " word, fields of the form"},
    {"keys", cli_keys, "keys FILE | rotate | reseal | retire ID | sign",
     "make the keys, once; change the identity keys while the portal runs; sign: another key for"
     " the ledger"},
    {"demo", cli_demo, "demo DIR --accounts FILE [--files DIR] [--url URL] [--hostile]",
     "fill an empty database with the demo county"},
    {"pages", cli_pages, "pages DIR", "render the pages nginx shows when no pool answers"},
};

#define VERBS (sizeof verbs / sizeof verbs[0])

static const struct verb *verb_named(const char *name) {
    for (size_t i = 0; i < VERBS; i++) {
        if (strcmp(verbs[i].name, name) == 0) return &verbs[i];
    }
    return NULL;
}

static int help(const char *name) {
    const struct verb *v = name ? verb_named(name) : NULL;
    if (name && !v) {
        fprintf(stderr, "mingbai: there is no verb '%s'; see mingbai help\n", name);
        return EXIT_USE;
    }
    for (size_t i = 0; i < VERBS; i++) {
        if (v && v != &verbs[i]) continue;
        printf("mingbai %s\n    %s\n", verbs[i].use, verbs[i].about);
    }
    return EXIT_DONE;
}

int main(int argc, char **argv) {
    table_reader(argc, argv); /* do not return when this is a reader's process */
    sift_reader(argc, argv);
    signal(SIGPIPE, SIG_IGN);
    log_start("mingbai", LOG_WARN);
    if (argc < 2) {
        help(NULL);
        return EXIT_USE;
    }
    if (strcmp(argv[1], "help") == 0) return help(argc > 2 ? argv[2] : NULL);
    const struct verb *v = verb_named(argv[1]);
    if (!v) return help(argv[1]);
    if (seal_start() != OK) return EXIT_SYSTEM;
    return v->run(argc - 1, argv + 1);
}
