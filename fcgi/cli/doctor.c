/*
 * `mingbai doctor`: what is wrong with this installation, in plain words, one line a finding.
 */
#include "cli/cli.h"

#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/conf.h"
#include "base/embedded.h"
#include "base/date.h"
#include "base/seal_sign.h"
#include "model/casework/workday.h"
#include "model/county/migration.h"
#include "model/county/region.h"
#include "model/county/setting.h"

EMBEDDED(embedded_schema);

static int findings;

static void find(bool wrong, const char *sentence) {
    if (!wrong) return;
    printf("- %s\n", sentence);
    findings++;
}

static void look_at_keys(const struct conf *conf) {
    struct stat at;
    struct seal_keys *keys;
    uint8_t signature[SEAL_SIGN_SIGNATURE_BYTES], public_key[SEAL_SIGN_PUBLIC_BYTES];
    if (!conf->keys) {
        find(true, "MINGBAI_KEYS is not set: the lookup and office pools need the identity keys.");
        return;
    }
    find(stat(conf->keys, &at) != 0, "The key file is not there; restore it from its backup.");
    bool usable = seal_keys_load(&keys, conf->keys) == OK;
    find(!usable,
         "The key file cannot be used: see the log line above (its mode must be 0600 or 0640).");
    find(
        usable && seal_sign(signature, public_key, keys, STR("")) == NOT_FOUND,
        "The key file has no signing key, heads of the ledger go unsigned: run mingbai keys sign.");
}

static void look_at_calendar(struct cli *c) {
    struct workday_calendar calendar;
    int32_t today = date_day(date_now());
    if (workday_load(&calendar, c->db, today) != OK) return;
    int year = workday_gap(&calendar, today);
    if (year == 0) return;
    printf(
        "- The calendar of working days has no %d: deadlines of tickets go by weekends alone. Run "
        "mingbai import calendar once the State Council has announced that year.\n",
        year);
    findings++;
}

static void look_at_tools(void) {
    static const char sentence[] =
        "The program %s cannot be run: attachments in pdf cannot be screened, and are refused.";
    static const char *const tools[] = {"/usr/bin/pdftotext", "/usr/bin/qpdf"};
    char text[160];
    find(access("/usr/share/poppler/cMap", R_OK) != 0,
         "Package poppler-data is missing: the Chinese in some pdf attachments is not read.");
    find(access("/usr/lib/file/magic.mgc", R_OK) != 0,
         "Package libmagic-mgc is missing: no attachment is taken.");
    for (size_t i = 0; i < sizeof tools / sizeof tools[0]; i++) {
        snprintf(text, sizeof text, sentence, tools[i]);
        find(access(tools[i], X_OK) != 0, text);
    }
}

static void look_at_data(struct cli *c) {
    struct settings s;
    struct row_region *county;
    int64_t applied = 0;
    enum status st = migration_count(&applied, c->db);
    find(st != OK || applied + 1 != (int64_t)embedded_schema_count,
         "The schema is not this program's: run mingbai migrate.");
    if (st != OK) return;
    find(settings_load(&s, c->db) != OK || s.phone.n == 0,
         "The setting county_phone is empty: pages cannot say whom to ring.");
    if (str_is(s.second_factor, "optional")) {
        fprintf(stderr, "mingbai: the setting second_factor is optional: who publishes, audits or "
                        "manages accounts may do so with a password alone. Fine for a demo.\n");
    }
    look_at_calendar(c);
    if (!c->conf->county) return;
    find(region_find(&county, c->db, str_from(c->conf->county)) != OK,
         "MINGBAI_COUNTY is not among the places: run mingbai import regions.");
}

int cli_doctor(int argc, char **argv) {
    (void)argv;
    struct cli c;
    if (argc != 1) {
        fprintf(stderr, "mingbai: doctor takes no arguments\n");
        return EXIT_USE;
    }
    int rc = cli_start(&c, false);
    if (rc != EXIT_DONE) return rc;
    look_at_keys(c.conf);
    look_at_tools();
    look_at_data(&c);
    if (findings == 0) printf("nothing found\n");
    return findings ? EXIT_FINDINGS : EXIT_DONE;
}
