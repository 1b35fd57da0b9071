/*
 * What the verbs share.
 */
#include "cli/cli.h"

#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/conf.h"
#include "base/date.h"
#include "base/log.h"
#include "base/seal.h"
#include "model/county/account.h"
#include "model/county/audit.h"

#define CLI_ARENA ((size_t)1 << 30)
#define CLI_ROWS  ((size_t)256 << 20)

/* Verbs return from many places; what cli_start opened is closed in one. */
static struct db *opened;
static struct arena *arena, *rows;

static void finish(void) {
    db_free(opened);
    arena_free(arena);
    arena_free(rows);
}

struct arena *cli_rows(void) {
    if (!rows) rows = arena_new(CLI_ROWS);
    return rows;
}

int cli_start(struct cli *c, bool with_keys) {
    *c = (struct cli){.conf = conf_load(CONF_DB | (with_keys ? CONF_KEYS : 0))};
    if (!c->conf) return EXIT_SYSTEM;
    if (with_keys && seal_keys_load(&c->keys, c->conf->keys) != OK) {
        fprintf(stderr, "mingbai: the key file %s cannot be used\n", c->conf->keys);
        return EXIT_SYSTEM;
    }
    log_to_system();
    c->arena = arena = arena_new(CLI_ARENA);
    c->db = opened = db_new(c->conf, DB_ADMIN);
    atexit(finish);
    db_use(c->db, c->arena, false);
    if (db_ping(c->db) == OK) return EXIT_DONE;
    fprintf(stderr, "mingbai: the database does not answer (as %s)\n", c->conf->db_user);
    return EXIT_SYSTEM;
}

const char *cli_option(int argc, char **argv, const char *name) {
    for (int i = 1; i + 1 < argc; i++) {
        if (strncmp(argv[i], "--", 2) == 0 && strcmp(argv[i] + 2, name) == 0) return argv[i + 1];
    }
    return NULL;
}

bool cli_flag(int argc, char **argv, const char *name) {
    for (int i = 1; i < argc; i++) {
        if (strncmp(argv[i], "--", 2) == 0 && strcmp(argv[i] + 2, name) == 0) return true;
    }
    return false;
}

int cli_person(struct str *who, struct cli *c, int argc, char **argv) {
    struct row_account *account;
    const char *login = cli_option(argc, argv, "as");
    *who = cli_who(c->arena);
    if (!login) return EXIT_DONE;
    enum status st = account_find(&account, c->db, str_from(login));
    if (st == NOT_FOUND || (st == OK && account->disabled)) {
        fprintf(stderr, "mingbai: there is no account %s, or it is disabled\n", login);
        return EXIT_USE;
    }
    if (st != OK) return EXIT_SYSTEM;
    *who = account->login;
    return EXIT_DONE;
}

enum status cli_note(struct cli *c, struct str who, const char *action, const char *kind,
                     int64_t id, struct str region, struct str detail) {
    const struct actor actor = {
        .id = INT64_MIN, .login = who, .name = who, .role = STR("command"), .region = region};
    return audit_add(c->db, &actor, action, kind, id, detail, date_now());
}

enum status cli_note_change(struct cli *c, const char *action, struct str detail, struct str was,
                            struct str became) {
    struct str who = cli_who(c->arena);
    const struct actor actor = {.id = INT64_MIN,
                                .login = who,
                                .name = who,
                                .role = STR("command"),
                                .region = c->conf->county ? str_from(c->conf->county) : STR("")};
    return audit_change(c->db, &actor, action, "setting", INT64_MIN, detail, was, became,
                        date_now());
}

struct str cli_who(struct arena *a) {
    /* cppcheck-suppress getpwuidCalled ; a command has one thread */
    const struct passwd *user = getpwuid(getuid());
    return user ? str_format(a, "cli:%.30s", user->pw_name) : str_format(a, "cli:%u", getuid());
}
