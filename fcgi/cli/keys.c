/*
 * `mingbai keys FILE`: makes the identity keys. Done once for an installation; without them the
 * register cannot be read, so they are backed up apart from the database.
 */
#include "cli/cli.h"

#include <stdio.h>

#include "base/seal.h"

int cli_keys(int argc, char **argv) {
    if (argc != 2) {
        fprintf(stderr, "mingbai: keys FILE\n");
        return EXIT_USE;
    }
    enum status st = seal_keys_write(argv[1]);
    if (st == OK) return EXIT_DONE;
    fprintf(stderr,
            st == CONFLICT ? "mingbai: %s is there already; keys are never overwritten\n"
                           : "mingbai: cannot write %s\n",
            argv[1]);
    return EXIT_SYSTEM;
}
