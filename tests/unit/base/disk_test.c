/*
 * A disk that fails: each call by which files are kept fails in turn, the first, the second, the
 * third, until none is left. Every time it is said, nothing half-written stays behind under a name
 * that counts, and the next try goes well. The calls here stand before those of the C library.
 */
#include "fixture.h"

#include <dirent.h>
#include <errno.h>
#include <sys/syscall.h>

#include "base/seal.h"
#include "base/spool.h"
#include "base/store.h"

static int left; /* calls until one fails; 0: none will */

static bool fails(void) {
    if (left == 0 || --left > 0) return false;
    errno = EIO;
    return true;
}

ssize_t write(int fd, const void *p, size_t n) {
    return fd > STDERR_FILENO && fails() ? -1 : (ssize_t)syscall(SYS_write, fd, p, n);
}
int fsync(int fd) {
    return fails() ? -1 : (int)syscall(SYS_fsync, fd);
}
int fchmod(int fd, mode_t mode) {
    return fails() ? -1 : (int)syscall(SYS_fchmod, fd, mode);
}
int fchown(int fd, uid_t user, gid_t group) {
    return fails() ? -1 : (int)syscall(SYS_fchown, fd, user, group);
}
int rename(const char *from, const char *to) {
    return fails() ? -1 : (int)syscall(SYS_renameat2, AT_FDCWD, from, AT_FDCWD, to, 0);
}

static char dir[64];

static int folder_made(void **state) {
    strcpy(dir, "/tmp/mingbai_disk_XXXXXX");
    if (!mkdtemp(dir) || store_start(dir) != OK) return -1;
    return fixture_open(state);
}

/* How many files of the folder end with ${end}. */
static size_t files(const char *end) {
    size_t count = 0;
    DIR *d = opendir(dir);
    for (struct dirent *e; (e = readdir(d));) {
        count += e->d_name[0] != '.' && str_ends(str_from(e->d_name), str_from(end));
    }
    closedir(d);
    return count;
}

static void empty(void) {
    DIR *d = opendir(dir);
    for (struct dirent *e; (e = readdir(d));) unlinkat(dirfd(d), e->d_name, 0);
    closedir(d);
}

static int folder_gone(void **state) {
    empty();
    rmdir(dir);
    return fixture_close(state);
}

/* Goes through all calls that ${try} makes; ${after} looks at what a failed one left. At least
 * ${least} calls must have been there to fail. */
static void each_fails(enum status (*try)(void), void (*after)(void), int least) {
    int n = 0;
    for (bool reached = true; reached;) {
        stderr_catch();
        left = ++n;
        enum status st = try();
        reached = left == 0;
        left = 0;
        struct str said = stderr_caught();
        if (reached != (st != OK)) fail_msg("call %d: status %d", n, (int)st);
        if (reached != (said.n > 0)) fail_msg("call %d: logged %zu bytes", n, said.n);
        if (reached) after();
    }
    assert_true(n > least);
}

/* --- the store --- */

static int source = -1;
static char digest[STORE_DIGEST];

static enum status put(void) {
    return store_put(digest, source);
}

static void whole_or_not_there(void) {
    assert_int_equal(files(".new"), 0);
    assert_true(files("") == 0 || store_has(str_from(digest)));
    empty();
}

static void a_file_is_stored_whole_or_not_at_all(void **state) {
    (void)state;
    const char *path = fixture_file("some bytes", 10, 0600);
    source = open(path, O_RDONLY | O_CLOEXEC);
    unlink(path);
    each_fails(put, whole_or_not_there, 4);
    assert_true(store_has(str_from(digest)));
    close(source);
}

/* --- the spool --- */

static enum status keep(void) {
    struct spool_file f;
    enum status st = spool_new(&f, dir);
    if (st == OK) st = spool_put(&f, STR("some bytes"));
    if (st == OK) st = spool_keep(&f, dir);
    spool_drop(&f, dir);
    return st;
}

static void no_part_is_left(void) {
    DIR *d = opendir(dir);
    for (struct dirent *e; (e = readdir(d));) {
        assert_false(str_starts(str_from(e->d_name), STR("part.")));
    }
    closedir(d);
    empty();
}

static void a_part_that_cannot_be_kept_goes(void **state) {
    (void)state;
    each_fails(keep, no_part_is_left, 4);
    assert_int_equal(files(""), 1);
}

/* A folder that is gone, or that is not one, takes no file, and says so. */
static void without_a_folder_nothing_is_kept(void **state) {
    (void)state;
    struct spool_file f;
    bool known = true;
    stderr_catch();
    assert_int_equal(spool_new(&f, "/nonexistent/spool"), BUSY);
    assert_int_equal(f.fd, -1);
    strcpy(f.name, "part.00");
    assert_int_equal(spool_reopen(&f, dir), -1);
    assert_false(spool_settle("/nonexistent/spool"));
    spool_sweep("/nonexistent/spool", NULL, &known, 0);
    assert_int_equal(store_start("/dev/null"), FAILED);
    assert_int_equal(store_start("/nonexistent/store"), FAILED);
    store_sweep(NULL, &known, 0);
    int folder = open(dir, O_RDONLY | O_CLOEXEC);
    assert_int_equal(store_put(digest, folder), BUSY); /* no file */
    close(folder);
    struct str said = stderr_caught();
    assert_true(str_find(said, STR("spool_full")) < said.n);
    assert_true(str_find(said, STR("store_is_no_folder")) < said.n);
    assert_true(str_find(said, STR("store_cannot_read")) < said.n);
}

/* --- the keys --- */

static char keys_file[80];
static int64_t id;

static enum status make_keys(void) {
    return seal_keys_write(keys_file);
}

/* Two keys, the second in use; no call of this fails. */
static void begin(void) {
    int then = left;
    left = 0;
    unlink(keys_file);
    assert_int_equal(seal_keys_write(keys_file), OK);
    assert_int_equal(seal_keys_rotate(keys_file, &id), OK);
    left = then;
}
static enum status rotate(void) {
    begin();
    return seal_keys_rotate(keys_file, &id);
}
static enum status retire(void) {
    begin();
    return seal_keys_retire(keys_file, 1, true);
}
static enum status sign(void) {
    begin();
    return seal_keys_add_sign(keys_file, &id);
}

static void no_keys(void) {
    assert_int_equal(files(""), 0);
}

/* Whichever file is there now can be read, the first key with it, and is alone. */
static void keys_are_whole(void) {
    struct seal_keys *keys;
    uint8_t tag[SEAL_INDEX_BYTES];
    assert_int_equal(files(""), 1);
    assert_int_equal(seal_keys_load(&keys, keys_file), OK);
    assert_true(seal_index_under(tag, keys, 1, "id", STR("x")));
}

static void keys_survive_every_failure(void **state) {
    (void)state;
    snprintf(keys_file, sizeof keys_file, "%s/keys", dir);
    each_fails(make_keys, no_keys, 4);
    each_fails(sign, keys_are_whole, 5);
    each_fails(rotate, keys_are_whole, 5);
    each_fails(retire, keys_are_whole, 5);
    keys_are_whole();
}

int main(void) {
#define WITH_FOLDER(f) cmocka_unit_test_setup_teardown(f, folder_made, folder_gone)
    const struct CMUnitTest tests[] = {
        WITH_FOLDER(a_file_is_stored_whole_or_not_at_all),
        WITH_FOLDER(a_part_that_cannot_be_kept_goes),
        WITH_FOLDER(without_a_folder_nothing_is_kept),
        WITH_FOLDER(keys_survive_every_failure),
    };
    assert_int_equal(seal_start(), OK);
    return cmocka_run_group_tests_name("base/disk", tests, NULL, NULL);
}
