/*
 * Settings are rows of names and values; this turns them into one struct. serve/ loads them for
 * each request that is not answered from a cache: one short indexed read.
 */
#include "model/county/setting.h"

#include "db/db.h"
#include "query.h"

const char *const setting_names[] = {
    "county_name",   "county_phone",   "county_hours",   "banner",
    "village_days",  "township_days",  "county_days",    "group_days",
    "notices_entry", "list_wait_days", "stop_wait_days", NULL,
};

bool setting_is_known(struct str name) {
    for (size_t i = 0; setting_names[i]; i++) {
        if (str_is(name, setting_names[i])) return true;
    }
    return false;
}

static struct str find(const struct row_setting *rows, size_t count, const char *name,
                       struct str missing) {
    for (size_t i = 0; i < count; i++) {
        if (str_is(rows[i].name, name)) return rows[i].value;
    }
    return missing;
}

static int64_t number(const struct row_setting *rows, size_t count, const char *name,
                      int64_t missing) {
    int64_t n;
    return str_int(&n, find(rows, count, name, STR_NONE)) ? n : missing;
}

enum status settings_load(struct settings *out, struct db *db) {
    struct row_setting *rows;
    size_t count;
    enum status st = q_setting_all(&rows, &count, db);
    if (st != OK) return st;
    *out = (struct settings){
        .county_name = find(rows, count, "county_name", STR("本县")),
        .phone = find(rows, count, "county_phone", STR("")),
        .hours = find(rows, count, "county_hours", STR("")),
        .banner = find(rows, count, "banner", STR("")),
        .village_days = number(rows, count, "village_days", 7),
        .township_days = number(rows, count, "township_days", 5),
        .county_days = number(rows, count, "county_days", 5),
        .group_days = number(rows, count, "group_days", 5),
        .list_wait_days = number(rows, count, "list_wait_days", 10),
        .stop_wait_days = number(rows, count, "stop_wait_days", 20),
        .notices_entry = find(rows, count, "notices_entry", STR("village township county")),
    };
    return OK;
}

enum status setting_put(struct db *db, struct str name, struct str value) {
    return q_setting_put(db, name, value);
}
