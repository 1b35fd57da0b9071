/*
 * `mingbai verify [--notice ID] [--log FILE] [--sign]`: everything that was published against the
 * ledger, the ledger against its signed heads, and the record of the office link by link. One line
 * on standard output for each thing that differs.
 *
 * --log FILE: the lines the pools and commands wrote to the system's log (journalctl -o cat, or the
 * file it is kept in; `-` is standard input); each line of an audit row must be that row's. What is
 * kept there the database's owner cannot reach. --sign: when all is well, a new signed head.
 */
#include "cli/cli.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/conf.h"
#include "base/date.h"
#include "base/seal.h"
#include "model/county/audit_chain.h"
#include "model/publish/ledger.h"
#include "model/publish/ledger_check.h"

struct verifying {
    struct cli cli;
    struct arena *rows;
    int64_t findings;
    FILE *log;
};

/* Between two steps nothing of the last one is needed. */
static void start_step(struct verifying *v) {
    arena_reset(v->rows);
}

static void progress(const char *what, int64_t done) {
    if (isatty(STDERR_FILENO)) fprintf(stderr, "\r%s %lld ", what, (long long)done);
}

static bool has_editions(struct str kind) {
    return str_is(kind, "policy") || str_is(kind, "notice");
}

/* Where it is read. Donations stand in a list. */
static const char *page_of(struct str kind) {
    return str_is(kind, "policy")    ? "/policies"
           : str_is(kind, "notice")  ? "/notices"
           : str_is(kind, "project") ? "/projects"
           : str_is(kind, "job")     ? "/jobs"
                                     : "/projects/donations";
}

static void tell(void *arg, const struct ledger_finding *f) {
    struct verifying *v = arg;
    v->findings++;
    if (f->document_id == 0) {
        printf("ledger: " STR_FMT "\n", STR_ARG(f->text));
        return;
    }
    const char *const url = v->cli.conf->url ? v->cli.conf->url : "";
    printf(STR_FMT " %lld", STR_ARG(f->kind), (long long)f->document_id);
    if (f->number) printf(" edition %lld", (long long)f->number);
    printf(": " STR_FMT " (%s%s", STR_ARG(f->text), url, page_of(f->kind));
    if (!str_is(f->kind, "donation")) printf("/%lld", (long long)f->document_id);
    if (has_editions(f->kind)) printf("/editions/%lld", (long long)f->number);
    printf(")\n");
}

static enum status publications(struct verifying *v) {
    struct ledger_check c = {
        .db = v->cli.db, .keys = v->cli.keys, .tell = tell, .arg = v, .arena = v->cli.arena};
    bool more = true;
    enum status st = OK;
    while (st == OK && more) {
        start_step(v);
        st = ledger_check_leaves(&more, &c);
        progress("publications", c.done);
    }
    if (st == OK) st = ledger_check_tree(&c);
    printf("%lld publications\n", (long long)c.done);
    return st;
}

static enum status record(struct verifying *v) {
    struct audit_walk walk = {0};
    struct row_audit_row *rows;
    const char *wrong;
    size_t count = 1;
    enum status st = OK;
    while (st == OK && count > 0) {
        start_step(v);
        st = audit_chain_next(&rows, &count, v->cli.db, &walk);
        for (size_t i = 0; st == OK && i < count; i++) {
            wrong = audit_chain_check(&walk, v->rows, &rows[i]);
            if (!wrong) continue;
            printf("record %lld: %s\n", (long long)rows[i].id, wrong);
            v->findings++;
        }
        progress("rows of the record", walk.count);
    }
    start_step(v);
    if (st == OK) st = audit_chain_end(&wrong, v->cli.db, &walk);
    if (st == OK && wrong) {
        printf("record: the chain %s\n", wrong);
        v->findings++;
    }
    printf("%lld rows of the record\n", (long long)walk.count);
    return st;
}

/* The value of "key":"…" in a line that log.c wrote; values of ours have nothing to unescape. */
static struct str value_of(struct str line, struct str key) {
    size_t at = str_find(line, key);
    struct str rest = str_slice(line, at + key.n, line.n);
    return at == line.n ? STR_NONE : str_cut(&rest, '"');
}

static enum status log_line(struct verifying *v, struct str line) {
    struct row_audit_row *row;
    int64_t id;
    struct str hash = value_of(line, STR("\"hash\":\""));
    if (str_find(line, STR("\"event\":\"audit\"")) == line.n) return OK;
    if (!str_int(&id, value_of(line, STR("\"row\":\"")))) return OK;
    enum status st = audit_chain_row(&row, v->cli.db, id);
    bool same = st == OK && str_eq(str_hex(v->rows, row->hash.p, row->hash.n), hash);
    if (st == OK || st == NOT_FOUND) {
        if (same) return OK;
        printf("record %lld: %s\n", (long long)id,
               st == OK ? "is not what the log says it was" : "is in the log and is gone");
        v->findings++;
        return OK;
    }
    return st;
}

static enum status against_log(struct verifying *v) {
    char line[4096];
    int64_t lines = 0;
    enum status st = OK;
    while (st == OK && v->log && fgets(line, sizeof line, v->log)) {
        start_step(v);
        st = log_line(v, str_trim(str_from(line)));
        lines++;
    }
    if (v->log) printf("%lld lines of the log\n", (long long)lines);
    return st;
}

static int one(struct verifying *v, const char *text) {
    int64_t id;
    struct ledger_check c = {.db = v->cli.db, .tell = tell, .arg = v, .arena = v->cli.arena};
    if (!str_int(&id, str_from(text)) || id < 1) return EXIT_USE;
    enum status st = ledger_check_document(&c, "notice", id);
    if (st == NOT_FOUND) {
        fprintf(stderr, "mingbai: the ledger has no notice %lld\n", (long long)id);
        return EXIT_FINDINGS;
    }
    return st == OK ? EXIT_DONE : EXIT_SYSTEM;
}

static int all(struct verifying *v, bool sign) {
    enum status st = publications(v);
    if (st == OK) st = record(v);
    if (st == OK) st = against_log(v);
    if (st == OK && sign && v->findings == 0) {
        st = ledger_sign_head(v->cli.db, v->cli.keys, date_now());
        if (st == OK) st = db_commit(v->cli.db);
    }
    return st == OK ? EXIT_DONE : EXIT_SYSTEM;
}

static int use(void) {
    fprintf(stderr, "mingbai: verify [--notice ID] [--log FILE] [--sign]\n");
    return EXIT_USE;
}

int cli_verify(int argc, char **argv) {
    const char *notice = cli_option(argc, argv, "notice"), *log = cli_option(argc, argv, "log");
    bool sign = cli_flag(argc, argv, "sign");
    struct verifying v = {0};
    if (argc != 1 + (notice ? 2 : 0) + (log ? 2 : 0) + sign || (notice && (log || sign)))
        return use();
    if (log) v.log = strcmp(log, "-") == 0 ? stdin : fopen(log, "r");
    if (log && !v.log) {
        fprintf(stderr, "mingbai: cannot read %s\n", log);
        return EXIT_USE;
    }
    /* Without the key file the heads' signatures are checked, but not whose they are. */
    const struct conf *conf = conf_load(CONF_DB);
    int rc = cli_start(&v.cli, sign || (conf && conf->keys));
    if (rc != EXIT_DONE) return rc;
    v.rows = cli_rows();
    db_use(v.cli.db, v.rows, !sign);
    rc = notice ? one(&v, notice) : all(&v, sign);
    if (rc == EXIT_USE) return use();
    if (rc == EXIT_SYSTEM) fprintf(stderr, "mingbai: not finished; the log line above says why\n");
    if (rc != EXIT_DONE) return rc;
    if (v.findings == 0) printf("nothing differs\n");
    return v.findings ? EXIT_FINDINGS : EXIT_DONE;
}
