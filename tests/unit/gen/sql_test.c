/*
 * gen_sql: what a query file says is what the C compiler sees, and every mistake a DBA can make
 * in the comments has its line.
 */
#include "tool.h"

static const char *const good =
    "-- Policies: what visitors read.\n"
    "-- Free text, with row and statement in it.\n"
    "\n"
    "-- row policy_item: id int, title text,\n"
    "--   issued_on day, open bool\n"
    "\n"
    "-- statement policy_list(area text, before_at moment, count int) -> many policy_item\n"
    "-- for public office\n"
    "-- The newest; a :comment and 'a quote.\n"
    "SELECT id, title, issued_on, 1   -- :not; here\n"
    "FROM policy /* nor :here; */\n"
    "WHERE (:area IS NULL OR area = :area) AND x <> ':no; \\'  ''?' AND `a:b` < :before_at\n"
    "LIMIT :count;\n"
    "\n"
    "-- statement policy_one(\n"
    "--   id int, secret bytes) -> one (title text, amount money, seen_at moment, mark bytes)\n"
    "-- for lookup\n"
    "SELECT title, amount, seen_at, mark FROM policy WHERE id = :id AND s = :secret;\n"
    "-- statement policy_touch(open bool, on_day day, fen money)\n"
    "-- for admin\n"
    "UPDATE policy SET a = :open, b = :on_day, c = :fen;\n"
    "-- statement policy_count() -> one policy_total\n"
    "-- for public\n"
    "SELECT COUNT(*) FROM policy;\n";

/* A stand-in for the database, and a caller of everything; prints what arrives. */
static const char *const caller =
    "#include <stdio.h>\n#include \"query.h\"\n"
    "static const char *in_of(size_t s, const void *in, size_t i) {\n"
    "  const struct db_value *v = &db_statements[s].params[i];\n"
    "  static char text[64];\n"
    "  const char *p = (const char *)in + v->offset;\n"
    "  if (v->kind == DB_TEXT || v->kind == DB_BYTES)\n"
    "    snprintf(text, sizeof text, STR_FMT, STR_ARG(*(const struct str *)(const void *)p));\n"
    "  else if (v->kind == DB_DAY)\n"
    "    snprintf(text, sizeof text, \"%d\", *(const int32_t *)(const void *)p);\n"
    "  else if (v->kind == DB_BOOL)\n"
    "    snprintf(text, sizeof text, \"%d\", *(const bool *)(const void *)p);\n"
    "  else\n"
    "    snprintf(text, sizeof text, \"%lld\", (long long)*(const int64_t *)(const void *)p);\n"
    "  return text;\n}\n"
    "static void show(size_t s, const void *in) {\n"
    "  const struct db_statement *d = &db_statements[s];\n"
    "  printf(\"%s|%s|roles %u|shape %d|\", d->name, d->sql, d->roles, (int)d->shape);\n"
    "  for (size_t i = 0; i < d->param_count; i++) printf(\"%s,\", in_of(s, in, i));\n"
    "  printf(\"|%zu columns\\n\", d->column_count);\n}\n"
    "enum status db_run_exec(struct db *db, size_t s, const void *in)\n"
    "{ (void)db; show(s, in); return OK; }\n"
    "enum status db_run_one(void **row, struct db *db, size_t s, const void *in)\n"
    "{ static struct row_policy_one r = {STR_INIT(\"t\"), 7, 8, {NULL, 0}};\n"
    "  (void)db; show(s, in); *row = &r; return OK; }\n"
    "enum status db_run_many(void **rows, size_t *n, struct db *db, size_t s, const void *in)\n"
    "{ static struct row_policy_item r[2] = {{1, STR_INIT(\"a\"), 3, true},\n"
    "                                        {2, STR_INIT(\"b\"), 4, false}};\n"
    "  (void)db; show(s, in); *rows = r; *n = 2; return OK; }\n"
    "int main(void) {\n"
    "  struct row_policy_item *rows;\n  size_t n;\n  struct row_policy_one *one;\n"
    "  struct row_policy_total *total;\n"
    "  if (db_statement_count != 4 || Q_policy_count != 3) return 1;\n"
    "  if (q_policy_list(&rows, &n, NULL, STR(\"area\"), 11, 12)) return 2;\n"
    "  if (n != 2 || rows[1].id != 2 || rows[0].issued_on != 3 || !rows[0].open) return 3;\n"
    "  if (q_policy_one(&one, NULL, 21, STR(\"key\")) || one->amount != 7) return 4;\n"
    "  if (q_policy_touch(NULL, true, 31, 32)) return 5;\n"
    "  if (q_policy_count(&total, NULL)) return 6;\n"
    "  const struct db_statement *d = &db_statements[Q_policy_list];\n"
    "  if (d->columns[2].offset != offsetof(struct row_policy_item, issued_on)) return 7;\n"
    "  if (d->columns[2].kind != DB_DAY || d->columns[3].kind != DB_BOOL) return 8;\n"
    "  if (d->row_size != sizeof(struct row_policy_item)) return 9;\n"
    "  return 0;\n}\n";

/* The generated functions pass every kind of parameter and row; the SQL comes out folded. */
static void round_trip(void **state) {
    (void)state;
    tool_put("policy.sql", good);
    tool_put("total.sql", "-- Another file.\n-- row policy_total: total int\n");
    assert_int_equal(tool_call("gen_sql", "rows.h query.h query.c policy.sql total.sql"), 0);
    assert_string_equal(tool_get("err"), "");
    tool_put("main.c", caller);
    const char *d = tool_dir;
    assert_int_equal(tool_run(TOOL_CC "%s -o %s/main %s/main.c %s/query.c", d, d, d, d), 0);
    assert_int_equal(tool_run("%s/main > %s/said", d, d), 0);
    assert_string_equal(
        tool_get("said"),
        "policy_list|SELECT id, title, issued_on, 1 FROM policy WHERE (? IS NULL OR area = ?) AND "
        "x <> ':no; \\'  ''?' AND `a:b` < ? LIMIT ?|roles 5|shape 2|area,area,11,12,|4 columns\n"
        "policy_one|SELECT title, amount, seen_at, mark FROM policy WHERE id = ? AND s = ?"
        "|roles 2|shape 1|21,key,|4 columns\n"
        "policy_touch|UPDATE policy SET a = ?, b = ?, c = ?|roles 8|shape 0|1,31,32,|0 columns\n"
        "policy_count|SELECT COUNT(*) FROM policy|roles 1|shape 1||1 columns\n");
}

/* rows.h stands alone: views may use it without the database. */
static void rows_stand_alone(void **state) {
    (void)state;
    tool_put("policy.sql", good);
    tool_put("total.sql", "-- row policy_total: total int\n");
    assert_int_equal(tool_call("gen_sql", "rows.h query.h query.c policy.sql total.sql"), 0);
    assert_null(strstr(tool_get("rows.h"), "db/"));
    tool_contains("rows.h",
                  "struct row_policy_one {\n    struct str title;\n    int64_t amount;\n");
}

#define HEAD "-- statement a(x int) -> one (n int)\n-- for public\n"
#define REST "SELECT 1 WHERE :x;\n"

static const struct {
    const char *text, *message;
} mistakes[] = {
    {"-- row r: a int\n-- row r: b int\n", "q.sql:2: row r is declared twice"},
    {"-- row r: a int\n" HEAD REST, "q.sql:1: row r is never used"},
    {"-- row a: n int\n" HEAD REST, "q.sql:2: row a is declared twice"},
    {"-- row r a int\n", "q.sql:1: expected ':'"},
    {"-- row Row: a int\n", "q.sql:1: 'Row' cannot be the name of a row"},
    {"-- row r: int int\n", "q.sql:1: 'int' cannot be the name of a column"},
    {"-- row r: a int,\n--   a text\n", "q.sql:2: column a is declared twice"},
    {"-- row r: a float\n", "q.sql:1: column a: unknown type 'float'"},
    {"-- row r: a int b int\n", "q.sql:1: expected ',' or the end after column a"},
    {"\n-- statement a() -> many r\n-- for public\nSELECT 1;\n", "q.sql:2: there is no row 'r'"},
    {HEAD REST HEAD REST, "q.sql:4: statement a is declared twice"},
    {"-- statement a(x number)\n", "q.sql:1: parameter x: unknown type 'number'"},
    {"-- statement a(x int, x int)\n", "q.sql:1: parameter x is declared twice"},
    {"-- statement a(db int)\n", "q.sql:1: 'db' cannot be the name of a parameter"},
    {"-- statement a\n", "q.sql:1: expected '('"},
    {"-- statement a() => one r\n", "q.sql:1: expected '->' or the end of the line"},
    {"-- statement a() -> two r\n", "q.sql:1: expected one or many"},
    {"-- statement a() -> one r s\n", "q.sql:1: unexpected 's'"},
    {"-- statement a() -> one ()\n", "q.sql:1: row a is empty"},
    {"-- statement a()\nSELECT 1;\n", "q.sql:2: statement a needs a line '-- for <roles>' here"},
    {"-- statement a()\n-- for \nSELECT 1;\n",
     "q.sql:2: statement a needs a line '-- for <roles>' here"},
    {"-- statement a()\n-- for public nobody\nDO 1;\n", "q.sql:2: unknown role 'nobody'"},
    {HEAD "SELECT 1;\n", "q.sql:1: parameter x is never used"},
    {HEAD "SELECT ':x', \":x\", `:x` -- :x\n/* :x */;\n", "q.sql:1: parameter x is never used"},
    {HEAD "SELECT :x,\n:y;\n", "q.sql:4: statement a declares no parameter y"},
    {HEAD "SELECT :x,\n?;\n", "q.sql:4: name the parameter (:name) instead of '?'"},
    {HEAD "SELECT :x,\n'abc;\n", "q.sql:4: the quote is never closed"},
    {HEAD "SELECT :x\n/* abc;\n", "q.sql:4: the comment is never closed"},
    {HEAD "SELECT :x\n", "q.sql:4: the last statement has no ';'"},
    {HEAD "SELECT :x\n\n-- statement b()\n-- for public\nDO 1;\n",
     "q.sql:5: the statement before this has no ';'"},
    {HEAD "-- only a comment\n;\n", "q.sql:4: statement a has no SQL"},
    {HEAD REST "\nSELECT 2;\n", "q.sql:5: SQL outside a statement"},
    {"-- nothing here\n", "gen_sql: the files hold no statement"},
};

/* Every mistake is refused with its place, and no output is left. */
static void mistakes_have_lines(void **state) {
    (void)state;
    for (size_t i = 0; i < sizeof mistakes / sizeof *mistakes; i++) {
        tool_put("q.sql", mistakes[i].text);
        tool_fails("gen_sql", "bad.h bad_q.h bad.c q.sql", "bad.c", mistakes[i].message);
        assert_int_not_equal(access(tool_path("bad.h"), F_OK), 0);
        assert_int_not_equal(access(tool_path("bad_q.h"), F_OK), 0);
    }
}

/* When the last of the three outputs cannot be written, the first two are not left either. */
static void all_or_none(void **state) {
    (void)state;
    tool_put("q.sql", HEAD REST);
    tool_fails("gen_sql", "half.h half_q.h no/half.c q.sql", "half.h",
               "no/half.c: No such file or directory");
    assert_int_not_equal(access(tool_path("half_q.h"), F_OK), 0);
    assert_int_not_equal(access(tool_path("half.h.tmp"), F_OK), 0);
}

static void wrong_use(void **state) {
    (void)state;
    assert_int_equal(tool_call("gen_sql", "a b c"), 2);
    tool_contains("err", "usage: gen_sql");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(round_trip),          cmocka_unit_test(rows_stand_alone),
        cmocka_unit_test(mistakes_have_lines), cmocka_unit_test(all_or_none),
        cmocka_unit_test(wrong_use),
    };
    return cmocka_run_group_tests_name("gen/sql", tests, tool_setup, tool_teardown);
}
