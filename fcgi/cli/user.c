/*
 * `mingbai user`: accounts from the command line. A password comes from standard input, so that it
 * stands in no process list and no shell history.
 */
#include "cli/cli.h"

#include <stdio.h>
#include <string.h>

#include "base/date.h"
#include "model/county/account.h"

static bool read_password(struct cli *c, struct str *out) {
    char line[300];
    fprintf(stderr, "Password (8 to 64 characters): ");
    if (!fgets(line, sizeof line, stdin)) return false;
    *out = str_copy(c->arena, str_from(line));
    while (out->n && (out->p[out->n - 1] == '\n' || out->p[out->n - 1] == '\r')) out->n--;
    return true;
}

static enum status add(struct cli *c, int argc, char **argv, struct str login) {
    const char *name = cli_option(argc, argv, "name"), *role = cli_option(argc, argv, "role");
    const char *region = cli_option(argc, argv, "region");
    struct str password;
    if (!name || !role || !region || !read_password(c, &password)) return INVALID;
    return account_add(c->db, login, str_from(name), str_from(role), str_from(region), password,
                       date_now());
}

static enum status act(struct cli *c, int argc, char **argv) {
    struct str login = str_from(argv[2]), password;
    if (strcmp(argv[1], "add") == 0) return add(c, argc, argv, login);
    if (strcmp(argv[1], "disable") == 0) return account_disable(c->db, login);
    if (strcmp(argv[1], "reset") != 0 || !read_password(c, &password)) return INVALID;
    return account_reset(c->db, login, password);
}

int cli_user(int argc, char **argv) {
    struct cli c;
    if (argc < 3) {
        fprintf(stderr, "mingbai: user add|reset|disable LOGIN; see mingbai help user\n");
        return EXIT_USE;
    }
    int rc = cli_start(&c, false);
    if (rc != EXIT_DONE) return rc;
    enum status st = act(&c, argc, argv);
    if (st == OK) st = db_commit(c.db);
    switch (st) {
    case OK: return EXIT_DONE;
    case INVALID:
        fprintf(stderr,
                "mingbai: a login is 2 to 40 of a-z 0-9 . _ -, a role is editor, publisher or\n"
                "auditor, a region is a code of this county, a password has 8 to 64 characters\n");
        return EXIT_USE;
    case CONFLICT: fprintf(stderr, "mingbai: the login %s is taken\n", argv[2]); return EXIT_USE;
    case NOT_FOUND: fprintf(stderr, "mingbai: there is no login %s\n", argv[2]); return EXIT_USE;
    default:
        fprintf(stderr, "mingbai: not done; the log line above says why\n");
        return EXIT_SYSTEM;
    }
}
