/*
 * The store: a file lies under its digest and nowhere else, is the same when it is read, and goes
 * when nobody knows it any more.
 */
#include "fixture.h"

#include <dirent.h>
#include <utime.h>

#include "base/seal.h"
#include "base/store.h"

static char dir[64];

static int folder_made(void **state) {
    strcpy(dir, "/tmp/mingbai_store_XXXXXX");
    assert_non_null(mkdtemp(dir));
    assert_int_equal(store_start(dir), OK);
    return fixture_open(state);
}

static int folder_gone(void **state) {
    DIR *d = opendir(dir);
    for (struct dirent *e; (e = readdir(d));) unlinkat(dirfd(d), e->d_name, 0);
    closedir(d);
    rmdir(dir);
    return fixture_close(state);
}

static struct str put(const char *text) {
    char digest[STORE_DIGEST];
    const char *path = fixture_file(text, strlen(text), 0600);
    int fd = open(path, O_RDONLY);
    assert_int_equal(store_put(digest, fd), OK);
    close(fd);
    unlink(path);
    return str_copy(arena, str_from(digest));
}

static size_t files(void) {
    size_t count = 0;
    DIR *d = opendir(dir);
    for (struct dirent *e; (e = readdir(d));) count += e->d_name[0] != '.';
    closedir(d);
    return count;
}

/* Sent twice, kept once, under what sha256sum says. */
static void a_file_is_its_digest(void **state) {
    (void)state;
    struct str digest = put("abc");
    assert_text(digest, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    assert_text(put("abc"), str_cstr(arena, digest));
    assert_int_equal(files(), 1);
    assert_true(store_has(digest));
    struct stat st;
    assert_int_equal(stat(store_path(arena, digest), &st), 0);
    assert_int_equal(st.st_mode & 0777, 0640);
}

/* One byte more, or none at all, and it is not that file any more. */
static void a_touched_file_is_not_there(void **state) {
    (void)state;
    struct str digest = put("abc");
    FILE *f = fopen(store_path(arena, digest), "a");
    fputc('d', f);
    fclose(f);
    assert_false(store_has(digest));
    assert_int_equal(unlink(store_path(arena, digest)), 0);
    assert_false(store_has(digest));
    assert_false(store_has(STR("../../etc/passwd")));
    assert_false(store_has(STR("")));
}

static bool is_first(void *arg, struct str digest) {
    return str_eq(*(struct str *)arg, digest);
}

/* What nobody knows goes when it is old; a stranger's file in the folder stays. */
static void the_sweep_takes_what_nobody_knows(void **state) {
    (void)state;
    struct str kept = put("kept"), left = put("left"), fresh = put("fresh");
    const char *foreign = str_format(arena, "%s/README", dir).p;
    const struct utimbuf old = {.actime = 1, .modtime = 1};
    close(open(foreign, O_WRONLY | O_CREAT, 0600));
    utime(store_path(arena, kept), &old);
    utime(store_path(arena, left), &old);
    utime(foreign, &old);
    store_sweep(is_first, &kept, 3600);
    assert_true(store_has(kept));
    assert_false(store_has(left));
    assert_true(store_has(fresh));
    assert_int_equal(access(foreign, F_OK), 0);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_file_is_its_digest, folder_made, folder_gone),
        cmocka_unit_test_setup_teardown(a_touched_file_is_not_there, folder_made, folder_gone),
        cmocka_unit_test_setup_teardown(the_sweep_takes_what_nobody_knows, folder_made,
                                        folder_gone),
    };
    assert_int_equal(seal_start(), OK);
    return cmocka_run_group_tests_name("base/store", tests, NULL, NULL);
}
