/*
 * Settings are rows of names and values; this turns them into one struct. serve/ loads them for
 * each request that is not answered from a cache: one short indexed read.
 */
#include "model/county/setting.h"

#include "db/db.h"
#include "query.h"

const char *const setting_names[] = {
    "county_name",
    "county_phone",
    "county_hours",
    "village_days",
    "township_days",
    "county_days",
    "group_days",
    "notices_entry",
    "list_wait_days",
    "stop_wait_days",
    "second_factor",
    "figures_since",
    NULL,
};

bool setting_is_known(struct str name) {
    for (size_t i = 0; setting_names[i]; i++) {
        if (str_is(name, setting_names[i])) return true;
    }
    return false;
}

static bool is_days(struct str name) {
    return str_ends(name, STR("_days"));
}

/* Words of the notices, each once. */
static bool are_notices(struct str value) {
    static const char *const words[] = {"group", "village", "township", "county"};
    bool seen[sizeof words / sizeof words[0]] = {false};
    struct str rest = value;
    while (rest.p) {
        struct str word = str_cut(&rest, ' ');
        size_t i = 0, n = sizeof words / sizeof words[0];
        while (i < n && !str_is(word, words[i])) i++;
        if (i == n || seen[i]) return false;
        seen[i] = true;
    }
    return true;
}

const char *setting_fault(struct str name, struct str value) {
    int64_t days;
    if (is_days(name) && (!str_int(&days, value) || days < 1 || days > SETTING_DAYS_MOST)) {
        return "a number of days, 1 to 90";
    }
    if (str_is(name, "figures_since") && (!str_int(&days, value) || days < 1990 || days > 2999)) {
        return "a year";
    }
    if (str_is(name, "notices_entry") && !are_notices(value)) {
        return "words out of: group village township county, each once, a space between";
    }
    return NULL;
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
        .village_days = number(rows, count, "village_days", 7),
        .township_days = number(rows, count, "township_days", 5),
        .county_days = number(rows, count, "county_days", 5),
        .group_days = number(rows, count, "group_days", 5),
        .list_wait_days = number(rows, count, "list_wait_days", 10),
        .stop_wait_days = number(rows, count, "stop_wait_days", 20),
        .figures_since = number(rows, count, "figures_since", 0),
        .second_factor = find(rows, count, "second_factor", STR("required")),
        .notices_entry = find(rows, count, "notices_entry", STR("village township county")),
    };
    return OK;
}

enum status setting_put(struct str *was, struct db *db, struct str name, struct str value) {
    struct row_setting *rows;
    size_t count;
    enum status st = q_setting_all(&rows, &count, db);
    if (st != OK) return st;
    *was = find(rows, count, str_cstr(db_arena(db), name), STR_NONE);
    return q_setting_put(db, name, value);
}
