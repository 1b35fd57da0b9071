/*
 * `mingbai setting NAME VALUE`: the county's name, phone and the like, as every page shows them,
 * and the rules of its notices. Who set what, and what it was, stands in the record.
 */
#include "cli/cli.h"

#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "model/county/setting.h"

int cli_setting(int argc, char **argv) {
    struct cli c;
    if (argc != 3 || !setting_is_known(str_from(argv[1])) || !text_is_clean(str_from(argv[2])) ||
        text_length(str_from(argv[2])) > 500) {
        fprintf(stderr, "mingbai: setting NAME VALUE; NAME is one of\n");
        for (size_t i = 0; setting_names[i]; i++) fprintf(stderr, "    %s\n", setting_names[i]);
        return EXIT_USE;
    }
    const char *fault = setting_fault(str_from(argv[1]), str_from(argv[2]));
    if (fault) {
        fprintf(stderr, "mingbai: %s is %s\n", argv[1], fault);
        return EXIT_USE;
    }
    int rc = cli_start(&c, false);
    if (rc != EXIT_DONE) return rc;
    struct str was, name = str_from(argv[1]), value = str_from(argv[2]);
    enum status st = setting_put(&was, c.db, name, value);
    if (st == OK) st = cli_note_change(&c, "setting", name, was, value);
    if (st == OK) st = db_commit(c.db);
    return st == OK ? EXIT_DONE : EXIT_SYSTEM;
}
