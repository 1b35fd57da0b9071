/*
 * `mingbai import list`, `import drop BATCH`, `import undo BATCH`: batches that wait, one that
 * nobody wants, one that should not have been. Files are read and applied in import_register.c.
 */
#include <stdio.h>

#include "base/date.h"
#include "cli/cli.h"
#include "model/register/intake_store.h"

static int start(struct cli *c, struct str *who, int64_t *id, int argc, char **argv) {
    if (argc < 3 || !str_int(id, str_from(argv[2])) || *id <= 0) {
        fprintf(stderr, "mingbai: import %s BATCH [--as LOGIN]\n", argv[1]);
        return EXIT_USE;
    }
    int rc = cli_start(c, false);
    if (rc == EXIT_DONE) rc = cli_person(who, c, argc, argv);
    if (rc == EXIT_DONE) db_use_long(c->db, cli_rows());
    return rc;
}

/* ${done} with the number is said when all went well, else ${why}. */
static int finish(struct cli *c, enum status st, const char *why, const char *done, int64_t id) {
    if (st == OK) st = db_commit(c->db);
    db_rollback(c->db);
    if (st == OK) st = intake_sweep(c->db);
    if (st == NOT_FOUND || st == CONFLICT) {
        fprintf(stderr, "%s\n", why);
        return EXIT_FINDINGS;
    }
    if (st == OK) fprintf(stderr, "第 %lld 批%s\n", (long long)id, done);
    if (st == BUSY) fprintf(stderr, "有人正在改同样的户；请过一会儿再来一次\n");
    return st == OK ? EXIT_DONE : st == BUSY ? EXIT_FINDINGS : EXIT_SYSTEM;
}

static void say(void *arg, const struct intake_said *s) {
    (void)arg;
    if (s->row) fprintf(stderr, "第 %zu 行 ", s->row);
    fprintf(stderr, STR_FMT "。" STR_FMT "。\n", STR_ARG(s->what), STR_ARG(s->todo));
}

int cli_import_undo(int argc, char **argv) {
    struct cli c;
    struct str who;
    const char *why = "";
    struct intake_report report = {.say = say};
    size_t touched;
    int64_t id;
    int rc = start(&c, &who, &id, argc, argv);
    if (rc != EXIT_DONE) return rc;
    enum status st = intake_undo(&why, c.db, id, who, date_now());
    if (st == CONFLICT) intake_touched(&touched, &report, c.db, id);
    if (st == OK) {
        st = cli_note(&c, who, "register_undo", "intake", id, STR(""), STR("整批撤销登记表导入"));
    }
    return finish(&c, st, why, "已撤销，登记表和导入前一样", id);
}

int cli_import_drop(int argc, char **argv) {
    struct cli c;
    struct str who;
    const char *why = "";
    int64_t id;
    int rc = start(&c, &who, &id, argc, argv);
    if (rc != EXIT_DONE) return rc;
    enum status st = intake_drop(&why, c.db, id, who, date_now());
    if (st == OK) {
        st = cli_note(&c, who, "register_drop", "intake", id, STR(""), STR("不要这一批登记表"));
    }
    return finish(&c, st, why, "不要了，登记表没有改动", id);
}

int cli_import_list(int argc, char **argv) {
    struct cli c;
    struct row_intake_batch *rows;
    size_t count;
    if (argc != 2) {
        fprintf(stderr, "mingbai: import %s takes nothing more\n", argv[1]);
        return EXIT_USE;
    }
    int rc = cli_start(&c, false);
    if (rc != EXIT_DONE) return rc;
    if (intake_waiting(&rows, &count, c.db) != OK) return EXIT_SYSTEM;
    for (size_t i = 0; i < count; i++) {
        const struct row_intake_batch *b = &rows[i];
        printf("第 %lld 批  " STR_FMT "  " STR_FMT "  " STR_FMT "  " STR_FMT
               "  新增 %lld 户 %lld 人，更正 %lld 户 %lld 人\n",
               (long long)b->id, STR_ARG(date_iso(c.arena, date_day(b->made_at))),
               STR_ARG(b->made_by), STR_ARG(b->region), STR_ARG(b->file),
               (long long)b->households_new, (long long)b->people_new,
               (long long)b->households_changed, (long long)b->people_changed);
    }
    if (count == 0) printf("没有等着确认的批次\n");
    return EXIT_DONE;
}
