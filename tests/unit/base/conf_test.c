/* A mistake in the environment stops the start with one line that names the variable. */
#include "fixture.h"

#include "base/conf.h"
#include "base/log.h"

#define ALL (CONF_DB | CONF_SERVE | CONF_KEYS | CONF_SPOOL)

static const struct {
    const char *name, *value;
} right[] = {
    {"MINGBAI_URL", "https://fupin.example.org"},
    {"MINGBAI_LISTEN", "/run/mingbai/public.sock"},
    {"MINGBAI_WORKERS", "8"},
    {"MINGBAI_DB_SOCKET", "/run/mysqld/mysqld.sock"},
    {"MINGBAI_DB_PORT", "3307"},
    {"MINGBAI_DB_NAME", "county"},
    {"MINGBAI_DB_USER", "public"},
    {"MINGBAI_KEYS", "/etc/mingbai/keys"},
    {"MINGBAI_SPOOL", "/var/spool/mingbai"},
    {"MINGBAI_FILES", "/var/lib/mingbai/files"},
    {"MINGBAI_COUNTY", "522624"},
    {"MINGBAI_LOG", "debug"},
};

static const char *const others[] = {"MINGBAI_DB_HOST", "MINGBAI_DB_CA",
                                     "MINGBAI_DB_PASSWORD_FILE"};

static void set_right(void) {
    for (size_t i = 0; i < COUNT(right); i++) setenv(right[i].name, right[i].value, 1);
    for (size_t i = 0; i < COUNT(others); i++) unsetenv(others[i]);
}

static void unset_all(void) {
    for (size_t i = 0; i < COUNT(right); i++) unsetenv(right[i].name);
    for (size_t i = 0; i < COUNT(others); i++) unsetenv(others[i]);
}

/* Fails, and says so in one line that names ${name}. */
static void assert_stops(unsigned needs, const char *name) {
    stderr_catch();
    const struct conf *conf = conf_load(needs);
    struct str said = stderr_caught();
    assert_null(conf);
    if (str_find(said, str_from(name)) == said.n) fail_msg("%s: %s", name, said.p);
    assert_int_equal(str_find(said, STR("\n")), said.n - 1);
}

static const struct conf *loaded(unsigned needs) {
    stderr_catch();
    const struct conf *conf = conf_load(needs);
    struct str said = stderr_caught();
    if (!conf) fail_msg("%s", said.p);
    assert_int_equal(said.n, 0);
    return conf;
}

/* Every variable arrives in its field. */
static void test_all_set(void **state) {
    (void)state;
    set_right();
    const struct conf *conf = loaded(ALL);
    assert_string_equal(conf->url, "https://fupin.example.org");
    assert_string_equal(conf->listen, "/run/mingbai/public.sock");
    assert_int_equal(conf->workers, 8);
    assert_string_equal(conf->db_socket, "/run/mysqld/mysqld.sock");
    assert_null(conf->db_host);
    assert_int_equal(conf->db_port, 3307);
    assert_string_equal(conf->db_name, "county");
    assert_string_equal(conf->db_user, "public");
    assert_string_equal(conf->db_password, "");
    assert_string_equal(conf->keys, "/etc/mingbai/keys");
    assert_string_equal(conf->county, "522624");
    assert_int_equal(conf->log_level, LOG_DEBUG);
}

/* Who needs nothing may set nothing, and gets the defaults; empty is not set. */
static void test_defaults(void **state) {
    (void)state;
    for (int round = 0; round < 2; round++) {
        unset_all();
        if (round)
            for (size_t i = 0; i < COUNT(right); i++) setenv(right[i].name, "", 1);
        const struct conf *conf = loaded(0);
        assert_null(conf->url);
        assert_int_equal(conf->workers, 4);
        assert_int_equal(conf->db_port, 3306);
        assert_string_equal(conf->db_name, "mingbai");
        assert_int_equal(conf->log_level, LOG_INFO);
    }
}

/* What is needed and missing is named, and only who needs it has to set it. */
static void test_missing(void **state) {
    (void)state;
    static const struct {
        unsigned need;
        const char *name;
    } cases[] = {
        {CONF_SERVE, "MINGBAI_URL"},    {CONF_SERVE, "MINGBAI_LISTEN"},
        {CONF_SERVE, "MINGBAI_COUNTY"}, {CONF_DB, "MINGBAI_DB_USER"},
        {CONF_DB, "MINGBAI_DB_SOCKET"}, {CONF_KEYS, "MINGBAI_KEYS"},
        {CONF_SPOOL, "MINGBAI_SPOOL"},  {CONF_SPOOL, "MINGBAI_FILES"},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        set_right();
        unsetenv(cases[i].name);
        assert_stops(ALL, cases[i].name);
        assert_stops(cases[i].need, cases[i].name);
        loaded(ALL & ~cases[i].need);
        setenv(cases[i].name, "", 1);
        assert_stops(cases[i].need, cases[i].name);
    }
}

/* What is malformed is named, even where it is not needed. */
static void test_malformed(void **state) {
    (void)state;
    static const char longest[] =
        "/0123456789012345678901234567890123456789012345678901234567890123"
        "456789012345678901234567890123456789012345678";
    static const struct {
        const char *name, *value;
    } cases[] = {
        {"MINGBAI_URL", "fupin.example.org"},
        {"MINGBAI_URL", "ftp://fupin.example.org"},
        {"MINGBAI_URL", "https://"},
        {"MINGBAI_URL", "https://fupin.example.org/"},
        {"MINGBAI_URL", "https://fupin.example.org/a"},
        {"MINGBAI_URL", "https://a.example.org b"},
        {"MINGBAI_URL", "https://a.example.org\n"},
        {"MINGBAI_URL", "https://a@b.example.org"},
        {"MINGBAI_URL", "https://a.example.org?x"},
        {"MINGBAI_WORKERS", "0"},
        {"MINGBAI_WORKERS", "257"},
        {"MINGBAI_WORKERS", "-1"},
        {"MINGBAI_WORKERS", "4 "},
        {"MINGBAI_WORKERS", "four"},
        {"MINGBAI_WORKERS", "4294967300"},
        {"MINGBAI_DB_PORT", "0"},
        {"MINGBAI_DB_PORT", "65536"},
        {"MINGBAI_COUNTY", "52262"},
        {"MINGBAI_COUNTY", "5226240"},
        {"MINGBAI_COUNTY", "52262a"},
        {"MINGBAI_LOG", "loud"},
        {"MINGBAI_LOG", "INFO"},
        {"MINGBAI_LISTEN", longest},
        {"MINGBAI_DB_SOCKET", longest},
    };
    assert_true(strlen(longest) >= 108);
    for (size_t i = 0; i < COUNT(cases); i++) {
        set_right();
        setenv(cases[i].name, cases[i].value, 1);
        assert_stops(ALL, cases[i].name);
        assert_stops(0, cases[i].name);
    }
}

/* The limits themselves are allowed. */
static void test_limits(void **state) {
    (void)state;
    set_right();
    setenv("MINGBAI_WORKERS", "256", 1);
    setenv("MINGBAI_DB_PORT", "65535", 1);
    setenv("MINGBAI_URL", "http://127.0.0.1:8080", 1);
    assert_int_equal(loaded(ALL)->workers, 256);
    setenv("MINGBAI_WORKERS", "1", 1);
    setenv("MINGBAI_URL", "http://[::1]:8080", 1);
    const struct conf *conf = loaded(ALL);
    assert_int_equal(conf->workers, 1);
    assert_int_equal(conf->db_port, 65535);
}

/* The password is the first line of its file. */
static void test_password(void **state) {
    (void)state;
    static const char *const files[] = {"secret", "secret\n", "secret\r\nmore\n"};
    for (size_t i = 0; i < COUNT(files); i++) {
        set_right();
        const char *path = fixture_file(files[i], strlen(files[i]), 0600);
        setenv("MINGBAI_DB_PASSWORD_FILE", path, 1);
        assert_string_equal(loaded(ALL)->db_password, "secret");
        unlink(path);
    }
}

/* A password file that is missing, empty or absurd stops the start and is not shown. */
static void test_password_file_bad(void **state) {
    (void)state;
    char absurd[300];
    memset(absurd, 'p', sizeof absurd - 1);
    absurd[299] = '\0';
    const char *const files[] = {"", "\n", "\nsecret\n", absurd};
    for (size_t i = 0; i < COUNT(files); i++) {
        set_right();
        const char *path = fixture_file(files[i], strlen(files[i]), 0600);
        setenv("MINGBAI_DB_PASSWORD_FILE", path, 1);
        assert_stops(ALL, "MINGBAI_DB_PASSWORD_FILE");
        unlink(path);
    }
    setenv("MINGBAI_DB_PASSWORD_FILE", "/nonexistent/password", 1);
    assert_stops(ALL, "MINGBAI_DB_PASSWORD_FILE");
}

/* A database on another host wants a password, and a certificate unless it is this machine. */
static void test_db_host(void **state) {
    (void)state;
    static const char *const near[] = {"127.0.0.1", "::1", "localhost"};
    set_right();
    unsetenv("MINGBAI_DB_SOCKET");
    setenv("MINGBAI_DB_HOST", "db.example.org", 1);
    assert_stops(CONF_DB, "MINGBAI_DB_PASSWORD_FILE");

    const char *path = fixture_file("secret\n", 7, 0600);
    setenv("MINGBAI_DB_PASSWORD_FILE", path, 1);
    assert_stops(CONF_DB, "MINGBAI_DB_CA");
    setenv("MINGBAI_DB_CA", "/etc/mingbai/ca.pem", 1);
    assert_string_equal(loaded(CONF_DB)->db_ca, "/etc/mingbai/ca.pem");

    unsetenv("MINGBAI_DB_CA");
    for (size_t i = 0; i < COUNT(near); i++) {
        setenv("MINGBAI_DB_HOST", near[i], 1);
        assert_string_equal(loaded(CONF_DB)->db_host, near[i]);
    }
    setenv("MINGBAI_DB_HOST", "127.example.org", 1);
    assert_stops(CONF_DB, "MINGBAI_DB_CA");
    unlink(path);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        TEST(test_all_set), TEST(test_defaults), TEST(test_missing),           TEST(test_malformed),
        TEST(test_limits),  TEST(test_password), TEST(test_password_file_bad), TEST(test_db_host),
    };
    return cmocka_run_group_tests_name("base/conf", tests, NULL, NULL);
}
