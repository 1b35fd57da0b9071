/*
 * The commands: one verb a file, each `int cli_VERB(int argc, char **argv)` with argv[0] the verb.
 * They return the exit code: 0 done, 1 findings, 2 wrong use, 3 the system failed. Errors go to
 * stderr in plain words; main.c holds the table of verbs.
 */
#ifndef CLI_CLI_H
#define CLI_CLI_H

#include "base/arena.h"
#include "base/str.h"
#include "db/db.h"

enum { EXIT_DONE = 0, EXIT_FINDINGS = 1, EXIT_USE = 2, EXIT_SYSTEM = 3 };

struct conf;
struct seal_keys;

int cli_demo(int argc, char **argv);
int cli_doctor(int argc, char **argv);
int cli_export(int argc, char **argv);
int cli_import(int argc, char **argv);
int cli_keys(int argc, char **argv);
int cli_migrate(int argc, char **argv);
int cli_pages(int argc, char **argv);
int cli_setting(int argc, char **argv);
int cli_user(int argc, char **argv);
int cli_verify(int argc, char **argv);

/* What most verbs need: configuration, a database handle under the migrating account with one open
 * unit of work, an arena, and the keys when asked for. */
struct cli {
    const struct conf *conf;
    struct db *db;
    struct arena *arena;
    struct seal_keys *keys;
};

/* cli_start(c, with_keys): fills ${c}; on failure says why on stderr and returns EXIT_SYSTEM. */
int cli_start(struct cli *c, bool with_keys);

/* cli_rows(): a second arena, for a verb that works in steps and resets it between two; freed with
 * the rest at the end. */
struct arena *cli_rows(void);

/* cli_option(argc, argv, name): the value after "--name" in argv, or NULL. */
const char *cli_option(int argc, char **argv, const char *name);

/* cli_flag(argc, argv, name): whether "--name" is in argv. */
bool cli_flag(int argc, char **argv, const char *name);

/* cli_who(a): who runs this command, for records: "cli:" and the name of the system's user. */
struct str cli_who(struct arena *a);

/* `mingbai import register|apply|undo|drop|list …`; import.c sends them here. */
int cli_import_register(int argc, char **argv);
int cli_import_apply(int argc, char **argv);
int cli_import_undo(int argc, char **argv);
int cli_import_drop(int argc, char **argv);
int cli_import_list(int argc, char **argv);
int cli_import_calendar(int argc, char **argv);

/* cli_person(who, c, argc, argv): who does this, for records and where two people must have a hand
 * in it: the office account of "--as LOGIN", else cli_who. EXIT_USE (said) if there is no such
 * account or it is disabled. */
int cli_person(struct str *who, struct cli *c, int argc, char **argv);

/* cli_note(c, who, action, kind, id, region, detail): a line in the office's record of deeds,
 * within the unit of work that does the deed. */
enum status cli_note(struct cli *c, struct str who, const char *action, const char *kind,
                     int64_t id, struct str region, struct str detail);

/* cli_note_change(c, action, detail, was, became): the same of a setting; audit_change. */
enum status cli_note_change(struct cli *c, const char *action, struct str detail, struct str was,
                            struct str became);

#endif
