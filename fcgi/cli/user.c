/*
 * `mingbai user`: accounts from the command line: the first one, and what the office cannot do by
 * itself. A password comes from standard input, so that it stands in no process list and no shell
 * history; it opens the first sign-in, which sets another.
 */
#include "cli/cli.h"

#include <stdio.h>
#include <string.h>

#include "base/date.h"
#include "model/county/account.h"
#include "model/county/factor.h"
#include "model/county/password.h"

static bool read_password(struct cli *c, struct str *out) {
    char line[300];
    fprintf(stderr, "Password for the first sign-in (8 to 64 characters): ");
    if (!fgets(line, sizeof line, stdin)) return false;
    *out = str_copy(c->arena, str_from(line));
    while (out->n && (out->p[out->n - 1] == '\n' || out->p[out->n - 1] == '\r')) out->n--;
    return true;
}

static int64_t until(void) {
    return date_now() + ACCOUNT_ONE_TIME_SECONDS;
}

static enum status note(struct cli *c, const char *action, const struct row_account *account) {
    return cli_note(c, cli_who(c->arena), action, "account", account->id, account->region,
                    account->login);
}

static enum status add(struct cli *c, int argc, char **argv, struct str login) {
    const char *name = cli_option(argc, argv, "name"), *role = cli_option(argc, argv, "role");
    const char *region = cli_option(argc, argv, "region");
    struct row_account *made;
    struct str password;
    if (!name || !role || !region || !read_password(c, &password)) return INVALID;
    enum status st = account_add(c->db, login, str_from(name), str_from(role), str_from(region),
                                 password, until(), date_now());
    if (st == OK) st = account_find(&made, c->db, login);
    return st == OK ? note(c, "account_open", made) : st;
}

static enum status reset(struct cli *c, const struct row_account *account) {
    struct str password;
    if (!read_password(c, &password) || password_fault(account->login, password)) return INVALID;
    enum status st = account_reset(c->db, account->id, password, until());
    if (st == OK && account->disabled) st = account_disable(c->db, account, false);
    return st == OK ? note(c, "account_password", account) : st;
}

static enum status act(struct cli *c, int argc, char **argv) {
    const char *what = argv[1];
    struct str login = str_from(argv[2]);
    struct row_account *account;
    if (strcmp(what, "add") == 0) return add(c, argc, argv, login);
    enum status st = account_find(&account, c->db, login);
    if (st != OK) return st;
    if (strcmp(what, "reset") == 0) return reset(c, account);
    if (strcmp(what, "disable") == 0) {
        st = account_disable(c->db, account, true);
        return st == OK ? note(c, "account_suspend", account) : st;
    }
    if (strcmp(what, "factor") != 0) return INVALID;
    st = factor_forget(c->db, account->id);
    return st == OK ? note(c, "account_factor", account) : st;
}

int cli_user(int argc, char **argv) {
    struct cli c;
    if (argc < 3) {
        fprintf(stderr, "mingbai: user add|reset|disable|factor LOGIN; see mingbai help user\n");
        return EXIT_USE;
    }
    int rc = cli_start(&c, false);
    if (rc != EXIT_DONE) return rc;
    bool adds = strcmp(argv[1], "add") == 0;
    enum status st = act(&c, argc, argv);
    if (st == OK) st = db_commit(c.db);
    switch (st) {
    case OK: return EXIT_DONE;
    case INVALID:
        fprintf(
            stderr,
            "mingbai: a login is 2 to 40 of a-z 0-9 . _ -, a role is clerk, editor, publisher,\n"
            "admin or auditor, a region is a code of this county (of an admin: the county's),\n"
            "a password has 8 to 64 characters and is none that everybody tries first\n");
        return EXIT_USE;
    case CONFLICT:
        fprintf(stderr,
                adds ? "mingbai: the login %s is taken\n"
                     : "mingbai: %s is the last administrator who can sign in\n",
                argv[2]);
        return EXIT_USE;
    case NOT_FOUND: fprintf(stderr, "mingbai: there is no login %s\n", argv[2]); return EXIT_USE;
    default:
        fprintf(stderr, "mingbai: not done; the log line above says why\n");
        return EXIT_SYSTEM;
    }
}
