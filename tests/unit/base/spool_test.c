/* The spool is private, holds only names of its own making, and is swept of what nobody waits for.
 */
#include "fixture.h"

#include "base/seal.h"
#include "base/spool.h"

static char dir[64];

static int open_spool(void **state) {
    strcpy(dir, "/tmp/mingbai-spool-XXXXXX");
    if (seal_start() != OK || !mkdtemp(dir)) return -1;
    return fixture_open(state);
}

static int close_spool(void **state) {
    rmdir(dir);
    return fixture_close(state);
}

static bool there(const char *name) {
    struct stat st;
    return stat(str_cstr(arena, str_format(arena, "%s/%s", dir, name)), &st) == 0;
}

static void files_are_for_the_owner_alone(void **state) {
    (void)state;
    struct spool_file f;
    struct stat st;
    chmod(dir, 0755);
    assert_int_equal(spool_start(dir), OK);
    stat(dir, &st);
    assert_int_equal(st.st_mode & 0777, 0700);
    assert_int_equal(spool_new(&f, dir), OK);
    fstat(f.fd, &st);
    assert_int_equal(st.st_mode & 0777, 0600);
    assert_int_equal(spool_put(&f, STR("abc")), OK);
    assert_int_equal(f.size, 3);
    spool_drop(&f, dir);
    spool_drop(&f, dir);
}

static void a_folder_that_is_none_or_anothers_stops_the_start(void **state) {
    (void)state;
    assert_int_equal(spool_start("/dev/null"), FAILED);
    assert_int_equal(spool_start("/nonexistent/spool"), FAILED);
}

static bool only_this(void *arg, struct str name) {
    return str_is(name, arg);
}

static void a_start_removes_what_requests_left_and_a_sweep_the_rest(void **state) {
    (void)state;
    struct spool_file left, kept, other;
    spool_new(&left, dir);
    spool_new(&kept, dir);
    spool_new(&other, dir);
    assert_int_equal(spool_keep(&kept, dir), OK);
    assert_int_equal(spool_keep(&other, dir), OK);
    assert_int_equal(spool_start(dir), OK);
    assert_false(there(left.name));
    assert_true(there(kept.name) && there(other.name));
    spool_sweep(dir, only_this, kept.name, 60);
    assert_true(there(other.name)); /* too young */
    spool_sweep(dir, only_this, kept.name, 0);
    assert_true(there(kept.name));
    assert_false(there(other.name));
    spool_remove(dir, str_from(kept.name));
    close(left.fd), close(kept.fd), close(other.fd);
}

/* What a request left whose worker was killed goes with the next file that comes. */
static void a_new_file_removes_what_was_left_long_ago(void **state) {
    (void)state;
    struct spool_file left, now, kept, next;
    const struct timespec long_ago[2] = {{.tv_sec = 1}, {.tv_sec = 1}};
    spool_new(&left, dir);
    spool_new(&now, dir);
    spool_new(&kept, dir);
    assert_int_equal(spool_keep(&kept, dir), OK);
    futimens(left.fd, long_ago);
    futimens(kept.fd, long_ago);
    assert_int_equal(spool_new(&next, dir), OK);
    assert_false(there(left.name));
    assert_true(there(now.name) && there(kept.name) && there(next.name));
    spool_remove(dir, str_from(kept.name));
    spool_drop(&left, dir);
    spool_drop(&now, dir);
    spool_drop(&kept, dir);
    spool_drop(&next, dir);
}

static void only_names_of_its_own_are_touched(void **state) {
    (void)state;
    static const char *const names[] = {
        "",         ".",
        "..",       "part.",
        "kept.xyz", "kept.../a",
        "other.00", "kept.0123456789abcdef0123456789abcdef0123456789abcdef"};
    for (size_t i = 0; i < COUNT(names); i++) {
        assert_null(spool_path(arena, dir, str_from(names[i])));
        spool_remove(dir, str_from(names[i]));
    }
    assert_non_null(spool_path(arena, dir, STR("kept.0123456789abcdef")));
}

int main(void) {
#define WITH_SPOOL(f) cmocka_unit_test_setup_teardown(f, open_spool, close_spool)
    const struct CMUnitTest tests[] = {
        WITH_SPOOL(files_are_for_the_owner_alone),
        WITH_SPOOL(a_folder_that_is_none_or_anothers_stops_the_start),
        WITH_SPOOL(a_start_removes_what_requests_left_and_a_sweep_the_rest),
        WITH_SPOOL(a_new_file_removes_what_was_left_long_ago),
        WITH_SPOOL(only_names_of_its_own_are_touched),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
