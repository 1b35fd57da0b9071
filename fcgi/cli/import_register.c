/*
 * `mingbai import register FILE --region CODE [--dry-run] [--apply] [--report FILE.csv]`, and
 * `import apply BATCH`; what else is done with batches: import_batch.c. The order of a file:
 *
 *     the reader's process begins, before there are keys or a database here
 *     its rows are checked and staged; every mistake goes to the report
 *     what is staged is compared with the register; every change goes to the report
 *     --dry-run: nothing is kept; --apply: all of it; neither: the batch waits for `import apply`
 *
 * It is one transaction: killed at any moment, the register is as before. The staged lines go after
 * it; a run that is killed before that leaves them to the next.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

#include "base/csv.h"
#include "base/date.h"
#include "base/table.h"
#include "cli/cli.h"
#include "model/register/intake_store.h"

#define SHOWN     40 /* sentences on the screen; the report has all */
#define REPORTED  50000
#define TICK_ROWS 2000

struct importing {
    struct cli c;
    struct table *table;
    struct intake *in;
    struct str who;
    struct intake_report report;
    FILE *csv;
    size_t lines, shown, written;
    bool terminal, headless; /* headless: the headings will not do */
    size_t hidden_rows;
    struct timespec began, last;
};

/* -- what is said
 * ------------------------------------------------------------------------------------ */

static void clear_line(const struct importing *im) {
    if (im->terminal) fprintf(stderr, "\r\033[K");
}

static void say(void *arg, const struct intake_said *s) {
    struct importing *im = arg;
    struct arena *a = im->c.arena;
    if (im->csv && im->written++ < REPORTED) {
        const struct str cells[] = {s->row ? str_format(a, "%zu", s->row) : STR_NONE,
                                    str_from(s->column), s->only_note ? STR("提示") : STR("错误"),
                                    intake_guard(a, s->what), intake_guard(a, s->todo)};
        csv_put(im->csv, cells, 5);
    }
    /* Mistakes first: notes are shown while there is room, mistakes have twice as much. */
    if (im->shown >= (s->only_note ? SHOWN / 2 : SHOWN)) return;
    im->shown++;
    clear_line(im);
    if (s->row) fprintf(stderr, "第 %zu 行 ", s->row);
    if (s->column) fprintf(stderr, "%s：", s->column);
    fprintf(stderr, STR_FMT "。" STR_FMT "。%s\n", STR_ARG(s->what), STR_ARG(s->todo),
            s->only_note ? "（提示）" : "");
}

static double seconds_since(const struct timespec *t) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)(now.tv_sec - t->tv_sec) + (double)(now.tv_nsec - t->tv_nsec) / 1e9;
}

static bool tick(struct importing *im) {
    if (!im->terminal || seconds_since(&im->last) < 0.2) return false;
    clock_gettime(CLOCK_MONOTONIC, &im->last);
    return true;
}

static void reading(struct importing *im) {
    if (!tick(im)) return;
    double spent = seconds_since(&im->began), share = (double)table_share(im->table) / 1000;
    fprintf(stderr, "\r\033[K读取 %zu 行，每秒 %.0f 行", intake_lines(im->in),
            (double)intake_lines(im->in) / spent);
    if (share > 0.01) fprintf(stderr, "，还要约 %.0f 秒", spent / share * (1 - share));
    fflush(stderr);
}

static void step(void *arg, const char *what, int64_t done, int64_t all) {
    struct importing *im = arg;
    if (!tick(im)) return;
    fprintf(stderr, "\r\033[K%s %lld/%lld 户", what, (long long)done, (long long)all);
    fflush(stderr);
}

/* -- rows
 * ------------------------------------------------------------------------------------------- */

static enum status on_row(void *arg, size_t row, const struct table_cell *cells, size_t count) {
    struct importing *im = arg;
    if (im->headless) return OK; /* read on: why may stand at the end, as merged cells do */
    enum status st = intake_take(im->in, row, cells, count);
    im->headless = st == INVALID;
    if (row % 64 == 0) reading(im);
    return im->headless ? OK : st;
}

static void on_fault(void *arg, enum table_fault fault, size_t row, size_t column) {
    struct importing *im = arg;
    if (fault == TABLE_HIDDEN_ROW && im->hidden_rows++ > 0) return;
    intake_say_fault(&im->report, im->c.arena, fault, row, column);
}

/* -- one file
 * --------------------------------------------------------------------------------------- */

static void summary(struct importing *im, const struct intake_counts *c) {
    double spent = seconds_since(&im->began);
    im->lines = (size_t)c->people;
    clear_line(im);
    fprintf(stderr, "%zu 行，%lld 户 %lld 人，用时 %.1f 秒，每秒 %.0f 行\n", im->lines,
            (long long)c->households, (long long)c->people, spent,
            (double)im->lines / (spent > 0 ? spent : 1));
    fprintf(stderr,
            "新增 %lld 户 %lld 人，更正 %lld 户 %lld 人，没有变化 %lld 户 %lld 人，"
            "文件里没有 %lld 户\n",
            (long long)c->households_new, (long long)c->people_new,
            (long long)c->households_changed, (long long)c->people_changed,
            (long long)(c->households - c->households_new - c->households_changed),
            (long long)(c->people - c->people_new - c->people_changed),
            (long long)c->households_missing);
}

static bool nothing_new(const struct intake_counts *c) {
    return c->households_new + c->households_changed + c->people_new + c->people_changed == 0;
}

static enum status run(struct importing *im, struct intake_counts *counts) {
    const struct table_sink sink = {on_row, on_fault, im};
    enum status st = table_read(im->table, &sink);
    if (st != OK && st != INVALID) return st;
    if (im->hidden_rows > 1) {
        intake_note(&im->report, 0, NULL,
                    str_format(im->c.arena, "一共有 %zu 行是隐藏的", im->hidden_rows),
                    STR("隐藏的行也读了"));
    }
    return st == INVALID || im->report.faults > 0 ? INVALID : intake_compare(counts, im->in);
}

static enum status write_all(struct importing *im, bool alone) {
    int64_t id = intake_id(im->in);
    enum status st = intake_apply(im->in, im->who);
    return st == OK
               ? cli_note(&im->c, im->who, "register_import", "intake", id, intake_region(im->in),
                          alone ? STR("登记表导入，一个人读入并写入")
                                : STR("登记表导入，由第二个人写入"))
               : st;
}

/* What becomes of a file without faults. ${alone}: it is applied by who brought it. */
static enum status settle(struct importing *im, const struct intake_counts *counts, bool dry,
                          bool apply, bool alone) {
    const char *why;
    struct db *db = im->c.db;
    int64_t id = intake_id(im->in);
    bool keep = !dry && !nothing_new(counts);
    enum status st = OK;
    if (!keep) {
        st = intake_drop(&why, db, id, im->who, date_now());
    } else if (apply) {
        st = write_all(im, alone);
    }
    if (st == OK) st = db_commit(db);
    if (st != OK) return st;
    clear_line(im);
    if (!keep) {
        fprintf(stderr, dry ? "只是核对，登记表没有改动\n" : "和登记表一样，没有要写的\n");
        return OK;
    }
    fprintf(stderr,
            apply ? "已写进登记表，第 %lld 批；撤销：mingbai import undo %lld\n"
                  : "已核对，等另一个人确认，第 %lld 批：mingbai import apply %lld\n",
            (long long)id, (long long)id);
    double spent = seconds_since(&im->began);
    if (apply) {
        fprintf(stderr, "写完用时 %.1f 秒，每秒 %.0f 行\n", spent,
                (double)im->lines / (spent > 0 ? spent : 1));
    }
    return OK;
}

static const char *file_name(const char *path) {
    const char *slash = strrchr(path, '/');
    return slash ? slash + 1 : path;
}

/* The exit code for how it ended, and why on the screen. */
static int outcome(const struct importing *im, enum status st) {
    switch (st) {
    case OK: return EXIT_DONE;
    case INVALID:
        fprintf(stderr, "有 %zu 处错误，什么也没有写\n", im->report.faults);
        return EXIT_FINDINGS;
    case DENIED:
        fprintf(stderr, "这一批是您自己读入的，要由另一个人确认（--as 登录名）\n");
        return EXIT_FINDINGS;
    case CONFLICT:
    case BUSY:
        fprintf(stderr, "有人正在改同样的户，什么也没有写；请过一会儿再来一次\n");
        return EXIT_FINDINGS;
    default:
        fprintf(stderr, "mingbai: the database failed; nothing was written\n");
        return EXIT_SYSTEM;
    }
}

static int import_file(struct importing *im, const char *path, const char *region, bool dry,
                       bool apply) {
    const struct intake_watch watch = {.step = step, .arg = im};
    struct intake_counts counts = {0};
    struct arena *keep = im->c.arena, *rows = cli_rows();
    db_use_long(im->c.db, rows);
    enum status st = intake_sweep(im->c.db);
    if (st == OK) {
        st = intake_begin(&im->in, keep, im->c.db, im->c.keys, &im->report, &watch,
                          str_from(region), str_from(file_name(path)), im->who, date_now());
    }
    if (st == NOT_FOUND) {
        fprintf(stderr, "mingbai: there is no region %s\n", region);
        return EXIT_USE;
    }
    if (st == OK) st = run(im, &counts);
    if (st == OK) summary(im, &counts);
    if (st == OK) st = settle(im, &counts, dry, apply, true);
    db_rollback(im->c.db);
    if (st == OK) st = intake_sweep(im->c.db);
    clear_line(im);
    return outcome(im, st);
}

static FILE *report_file(struct arena *a, const char *path, const char *given) {
    const char *name = given ? given : str_cstr(a, str_format(a, "%s.report.csv", path));
    FILE *f = fopen(name, "wb");
    if (!f) {
        fprintf(stderr, "mingbai: the report %s cannot be written\n", name);
        return NULL;
    }
    const struct str heading[] = {STR("行"), STR("列"), STR("类别"), STR("问题"), STR("怎么办")};
    fputs("\xEF\xBB\xBF", f);
    csv_put(f, heading, 5);
    return f;
}

/* Whoever asks the portal meanwhile goes first. */
static void step_back(void) {
    (void)setpriority(PRIO_PROCESS, 0, 10);
}

int cli_import_register(int argc, char **argv) {
    const char *region = cli_option(argc, argv, "region");
    bool dry = cli_flag(argc, argv, "dry-run"), apply = cli_flag(argc, argv, "apply");
    if (argc < 3 || argv[2][0] == '-' || !region || !str_is_digits(str_from(region)) ||
        (dry && apply)) {
        fprintf(stderr, "mingbai: import register FILE.csv|FILE.xlsx --region CODE"
                        " [--dry-run | --apply] [--report FILE.csv] [--as LOGIN]\n");
        return EXIT_USE;
    }
    struct importing im = {.terminal = isatty(STDERR_FILENO)};
    im.report = (struct intake_report){.say = say, .arg = &im};
    step_back();
    im.table = table_open(argv[2]);
    clock_gettime(CLOCK_MONOTONIC, &im.began);
    int rc = cli_start(&im.c, true);
    if (rc == EXIT_DONE) rc = cli_person(&im.who, &im.c, argc, argv);
    if (rc == EXIT_DONE) {
        im.csv = report_file(im.c.arena, argv[2], cli_option(argc, argv, "report"));
        rc = im.csv ? import_file(&im, argv[2], region, dry, apply) : EXIT_USE;
        if (im.csv && fclose(im.csv) != 0) rc = EXIT_SYSTEM;
    }
    table_close(im.table);
    return rc;
}

int cli_import_apply(int argc, char **argv) {
    struct importing im = {.terminal = isatty(STDERR_FILENO)};
    const struct intake_watch watch = {.step = step, .arg = &im};
    struct intake_counts counts = {0};
    int64_t id;
    if (argc < 3 || !str_int(&id, str_from(argv[2])) || id <= 0) {
        fprintf(stderr, "mingbai: import apply BATCH [--as LOGIN]\n");
        return EXIT_USE;
    }
    im.report = (struct intake_report){.say = say, .arg = &im};
    clock_gettime(CLOCK_MONOTONIC, &im.began);
    step_back();
    int rc = cli_start(&im.c, false);
    if (rc == EXIT_DONE) rc = cli_person(&im.who, &im.c, argc, argv);
    if (rc != EXIT_DONE) return rc;
    db_use_long(im.c.db, cli_rows());
    enum status st = intake_load(&im.in, im.c.arena, im.c.db, &im.report, &watch, id, date_now());
    if (st == NOT_FOUND || st == CONFLICT) {
        fprintf(stderr, "没有等着确认的第 %lld 批\n", (long long)id);
        return EXIT_FINDINGS;
    }
    if (st == OK) st = intake_may_apply(im.in, im.who);
    if (st == OK) st = intake_compare(&counts, im.in);
    if (st == OK) summary(&im, &counts);
    if (st == OK) st = settle(&im, &counts, false, true, false);
    db_rollback(im.c.db);
    if (st == OK) st = intake_sweep(im.c.db);
    if (st == INVALID) fprintf(stderr, "登记表变了，这一批不能再写，请重新导入\n");
    return outcome(&im, st);
}
