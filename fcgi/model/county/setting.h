/*
 * The county's settings: what every page shows, and how long notices run here.
 */
#ifndef MODEL_COUNTY_SETTING_H
#define MODEL_COUNTY_SETTING_H

#include "base/status.h"
#include "base/str.h"

struct db;

struct settings {
    struct str county_name;                           /* 禾源县 */
    struct str phone;                                 /* hotline */
    struct str hours;                                 /* when it is staffed */
    int64_t village_days, township_days, county_days; /* least days of a list notice */
    int64_t group_days;                               /* the same of a villagers' group */
    int64_t list_wait_days, stop_wait_days;           /* a case may wait before it is a finding */
    int64_t figures_since;    /* the first year figures are published of; 0: of none */
    struct str second_factor; /* "optional", or else who publishes, audits or manages needs one */
    struct str notices_entry; /* which notices an entry passes: "group village township county" */
};

/* settings_load(out, db): all of them; a missing one has its default (the days of DOMAIN.md). */
enum status settings_load(struct settings *out, struct db *db);

/* The names there are, ended by NULL. */
extern const char *const setting_names[];
bool setting_is_known(struct str name);

/* setting_fault(name, value): what the value of this setting has to be, if it is not; static. */
#define SETTING_DAYS_MOST 90 /* as a notice may run (publish/clock.h) */
const char *setting_fault(struct str name, struct str value);

/* setting_put(was, db, name, value): command line only. *was: what it was set to, or STR_NONE. */
enum status setting_put(struct str *was, struct db *db, struct str name, struct str value);

#endif
