/*
 * gen_view: a template becomes a C function that writes the page it shows, and a value of a wrong
 * type, or in a place it was not made for, never gets that far.
 */
#include "tool.h"

static const char *const layout =
    "<!-- The frame around every page. -->\n"
    "{view frame\n  head text\n  user text\n}\n"
    "<!doctype html>\n<html lang=\"zh-CN\">\n  <head>\n    <title>{head} · 明白</title>\n"
    "    <link rel=\"stylesheet\" href=\"{asset css/app.css}\">\n"
    "    <style>{inline css/app.css}</style>\n"
    "    <script src=\"{asset js/a-b.js}\" defer></script>\n  </head>\n"
    "  <body>\n    {if user}<p>{user}</p>{end}\n    <main>\n      {content}\n    </main>\n"
    "  </body>\n</html>\n";

static const char *const page =
    "<!-- One notice. -->\n\n"
    "<!-- {view ghost} -->\n"
    "{view notice_page\n"
    "  frame     frame      -- around it }\n"
    "  title     text\n  body markup\n  self url\n  open bool\n  days_left int\n  budget money\n"
    "  posted day\n  closes moment\n  rows list notice_row\n  words list text\n  clock clock\n"
    "  state text\n  sizes list int\n}\n"
    "<!-- not this -->\n{inside frame frame}\n"
    "<article>\n"
    "  <h1>{title}</h1> {body}\n"
    "  <a href=\"{self}#list\" data-t='{title}' class=\"a{if open} on{else} off{end}\"\n"
    "     {if open} aria-current=\"page\"{end}>go</a>\n"
    "  <a href=\"#x\">x</a> <a\n    href=\"/y\">y</a>\n"
    "  still {days_left} days,\n  {budget} yuan {{braces}}\n"
    "  <time datetime=\"{closes:iso}\">{closes}</time> {closes:day} {posted:iso} {posted}\n"
    "  {each row in rows}\n    <b>{row.name}{if row.marks} {each m in "
    "row.marks}({m}){end}{end}</b>\n"
    "    {show row}\n  {end}\n"
    "  {each word in words}<i>{word}</i>{end}\n"
    "  {show clock}\n"
    "  {if clock}clock {clock.inner.label}{end}\n"
    "  {if state is open}o{else if state is not shut}n{else}s{end}\n"
    "  {if not open}shut{end} {if closes}c{end}{if posted}p{end}{if budget}b{end}"
    "{if days_left}d{end}{if body}m{end}{if self}u{end}{if rows}r{end}\n"
    "  {each n in sizes}<option value=\"{n}\"{if open} selected{end}>{n}{end}\n"
    "  <pre>\n a\n   <b>b</b>\n</pre>\n  <textarea name=\"t\">\n {{x}}\n</textarea>\n"
    "</article>\n";

static const char *const rest = "<!-- Parts. -->\n"
                                "{view notice_row\n name text marks list text }\n<u>{name}</u>\n"
                                "{view clock  inner inner}\n  tick <!-- gone --> {show inner}\n"
                                "{view inner  label text}\n<s>{label}</s>\n"
                                "{view empty}\n<p>trick \?\?= \"q\" \\n</p>\n";

static const char *const caller =
    "#include <stdio.h>\n#include \"base/arena.h\"\n#include \"base/money.h\"\n#include "
    "\"view.h\"\n"
    "int main(void) {\n"
    "  struct arena *a = arena_new(1 << 20);\n  struct buf out = buf_new(a, 1 << 16);\n"
    "  struct view_frame frame = {.head = STR(\"A<B\"), .user = STR_NONE};\n"
    "  struct str marks[] = {STR_INIT(\"1\"), STR_INIT(\"2\")};\n"
    "  struct view_notice_row rows[] = {{STR_INIT(\"r&1\"), marks, 2},\n"
    "                                   {STR_INIT(\"r2\"), NULL, 0}};\n"
    "  struct view_inner inner = {STR_INIT(\"in\")};\n  struct view_clock clock = {&inner};\n"
    "  int64_t sizes[] = {5, 6};\n"
    "  struct view_notice_page v = {.frame = &frame, .title = STR(\"T\\\"'<\"),\n"
    "    .body = {STR(\"<em>m</em>\")}, .self = {STR(\"/n?a=1&b=2\")}, .open = true,\n"
    "    .days_left = 3, .budget = 1234560, .posted = 20517, .closes = 1772690709,\n"
    "    .rows = rows, .rows_count = 2, .words = marks, .words_count = 2, .clock = &clock,\n"
    "    .state = STR(\"open\"), .sizes = sizes, .sizes_count = 2};\n"
    "  view_notice_page(&out, &v);\n  buf_byte(&out, '\\n');\n"
    "  struct view_notice_page none = {.frame = &frame, .posted = DAY_NONE,\n"
    "    .closes = MOMENT_NONE, .budget = MONEY_NONE, .state = STR(\"shut\")};\n"
    "  frame.user = STR(\"me\");\n"
    "  view_notice_page(&out, &none);\n  buf_byte(&out, '\\n');\n"
    "  view_empty(&out, &(struct view_empty){0});\n"
    "  fwrite(out.p, 1, out.n, stdout);\n  arena_free(a);\n  return out.full;\n}\n";

#define BEFORE                                                                                     \
    "<!doctype html><html lang=\"zh-CN\"><head><title>A&lt;B · 明白</title>"                    \
    "<link rel=\"stylesheet\" href=\"/app.1.css\"><style>p { x: \"y\" }\n</style><script "         \
    "src=\"/a.2.js\" defer></script></head>"                                                       \
    "<body>"
#define AFTER "</article></main></body></html>\n"
#define PRE   "<pre>\n a\n   <b>b</b>\n</pre><textarea name=\"t\">\n {x}\n</textarea>"

/* Every directive, every type, in text and in attributes, with and without a value. */
static void whole_page(void **state) {
    (void)state;
    tool_put("layout.html", layout);
    tool_put("page.html", page);
    tool_put("rest.html", rest);
    tool_call("gen_view", "view.h view.c page.html layout.html rest.html");
    assert_string_equal(tool_get("err"), "");
    tool_put("asset.h", "#define ASSET_css_app_css \"/app.1.css\"\n"
                        "#define INLINE_css_app_css \"p { x: \\\"y\\\" }\\n\"\n"
                        "#define ASSET_js_a_b_js \"/a.2.js\"\n");
    tool_put("main.c", caller);
    const char *d = tool_dir;
    assert_int_equal(
        tool_run(TOOL_CC
                 "%s -o %s/main %s/main.c %s/view.c fcgi/web/html.c "
                 "fcgi/base/arena.c fcgi/base/buf.c fcgi/base/str.c "
                 "fcgi/base/date.c fcgi/base/money.c fcgi/base/log.c fcgi/base/log_system.c",
                 d, d, d, d),
        0);
    assert_int_equal(tool_run("%s/main > %s/said", d, d), 0);
    assert_string_equal(
        tool_get("said"), BEFORE
        "<main><article><h1>T&quot;&#39;&lt;</h1> <em>m</em> "
        "<a href=\"/n?a=1&amp;b=2#list\" data-t='T&quot;&#39;&lt;' class=\"a on\" "
        "aria-current=\"page\">go</a><a href=\"#x\">x</a> <a href=\"/y\">y</a> "
        "still 3 days, 12,345.60 yuan {braces} "
        "<time datetime=\"2026-03-05T14:05:09+08:00\">2026年3月5日 14:05</time> "
        "2026年3月5日 2026-03-05 2026年3月5日 "
        "<b>r&amp;1 (1)(2)</b><u>r&amp;1</u><b>r2</b><u>r2</u><i>1</i><i>2</i>"
        "tick <s>in</s>clock in"
        "o cpbdmur<option value=\"5\" selected>5<option value=\"6\" selected>6" PRE AFTER BEFORE
        "<p>me</p><main><article><h1></h1>  "
        "<a href=\"#list\" data-t='' class=\"a off\" >go</a><a href=\"#x\">x</a> "
        "<a href=\"/y\">y</a> still 0 days,  yuan {braces} "
        "<time datetime=\"\"></time>    sshut " PRE AFTER "<p>trick \?\?= \"q\" \\n</p>");
}

/* A layout is two static functions, called around the views inside it. */
static void layouts_are_halves(void **state) {
    (void)state;
    tool_put("l.html", "<!-- x -->\n{view lay head text}\n<a>{head}</a>\n{content}\n<b></b>\n"
                       "{view page lay lay}\n{inside lay lay}\n<i></i>\n");
    assert_int_equal(tool_call("gen_view", "view.h view.c l.html"), 0);
    tool_contains("view.c", "static void view_lay_before(struct buf *out, const struct view_lay *v)"
                            "\n{\n  (void)out, (void)v;\n  buf_put(out, STR(\"<a>\"));\n"
                            "  html_text(out, v->head);\n  buf_put(out, STR(\"</a>\"));\n}\n");
    tool_contains("view.c", "static void view_lay_after(struct buf *out, const struct view_lay *v)"
                            "\n{\n  (void)out, (void)v;\n  buf_put(out, STR(\"<b></b>\"));\n}\n");
    tool_contains("view.c",
                  "\nvoid view_page(struct buf *out, const struct view_page *v)\n{\n"
                  "  (void)out, (void)v;\n  view_lay_before(out, v->lay);\n"
                  "  buf_put(out, STR(\"<i></i>\"));\n  view_lay_after(out, v->lay);\n}\n");
    assert_null(strstr(tool_get("view.h"), "view_lay("));
}

/* Data for other programs stands in a script of its own kind, and nothing in it ends that. */
static void data_stays_inside(void **state) {
    (void)state;
    tool_put("d.html", "<!-- x -->\n{view page d data}\n"
                       "{if d}<script type=\"application/ld+json\">{d}</script>{end}\n");
    assert_int_equal(tool_call("gen_view", "view.h view.c d.html"), 0);
    tool_contains("view.h", "struct data d;");
    tool_contains("view.c",
                  "  if (v->d.json.n > 0) {\n"
                  "    buf_put(out, STR(\"<script type=\\\"application/ld+json\\\">\"));\n"
                  "    html_data(out, v->d);\n    buf_put(out, STR(\"</script>\"));\n");
}

/* A view v on lines 2 and following, with the fields most mistakes below use, all of them used
 * on line 2, so that only the mistake on line 3 is left. */
#define V                                                                                          \
    "<!-- x -->\n{view v t text m markup u url b bool n int l list text w w}{t}{m}<a href=\"{u}\"" \
    "{if b} hidden{end}>{n}{each i in l}{i}{end}{show w}</a>\n"
#define W "{view w x text}{x}\n"

static const struct {
    const char *text, *message;
} mistakes[] = {
    /* declarations */
    {"{view a}x", "v.html:1: a template begins with a comment on what it is for"},
    {"<!-- x", "v.html:1: the comment is never closed"},
    {"<!-- x -->\n<p>x</p>", "v.html:2: expected {view <name> …}"},
    {"<!-- x -->\n{view A}", "v.html:2: 'A' cannot be the name of a view"},
    {"<!-- x -->\n{view text}", "v.html:2: 'text' cannot be the name of a view"},
    {"<!-- x -->\n{view a}x\n{view a}x", "v.html:3: view a is declared twice"},
    {"<!-- x -->\n{view a\n t text\n t int}", "v.html:4: field t is declared twice"},
    {"<!-- x -->\n{view a\n end text}", "v.html:3: 'end' cannot be the name of a field"},
    {"<!-- x -->\n{view a\n for text}", "v.html:3: 'for' cannot be the name of a field"},
    {"<!-- x -->\n{view a\n t}", "v.html:3: field t needs a type"},
    {"<!-- x -->\n{view a\n t txt}{t}", "v.html:3: unknown type 'txt'"},
    {"<!-- x -->\n{view a\n t text", "v.html:2: the declaration has no '}'"},
    {"<!-- x -->\n{view a\n t text\n s text}{t}", "v.html:4: field s of view a is never used"},
    {"<!-- x -->\n{view a}\n<!-- y", "v.html:3: the comment is never closed"},
    /* values and their places */
    {V "{nope}" W, "v.html:3: view v has no field 'nope'"},
    {V "{w.nope}" W, "v.html:3: view w has no field 'nope'"},
    {V "{t.x}" W, "v.html:3: 't' is text and has no fields"},
    {V "{l.x}" W, "v.html:3: 'l' is list of text and has no fields"},
    {V "{b}" W, "v.html:3: bool cannot be written out"},
    {V "{l}" W, "v.html:3: list of text cannot be written out"},
    {V "{w}" W, "v.html:3: view cannot be written out"},
    {V "{u}" W, "v.html:3: a url belongs in an attribute, not in text"},
    {V "<p title=\"{m}\">" W, "v.html:3: markup belongs in text, not in an attribute"},
    {V "<a href=\"{t}\">" W, "v.html:3: attribute href takes a url or {asset}, not text"},
    {V "<a HREF='/x/{n}'>" W, "v.html:3: attribute HREF takes a url or {asset}, not int"},
    {V "<img src=\"{m}\">" W, "v.html:3: attribute src takes a url or {asset}, not markup"},
    {V "<form action=\"{t}\">" W, "v.html:3: attribute action takes a url or {asset}, not text"},
    {V "<p formaction=\"{t}\">" W,
     "v.html:3: attribute formaction takes a url or {asset}, not text"},
    {V "<p poster=\"{t}\">" W, "v.html:3: attribute poster takes a url or {asset}, not text"},
    {V "<p cite=\"{t}\">" W, "v.html:3: attribute cite takes a url or {asset}, not text"},
    {V "<p srcset=\"{t}\">" W, "v.html:3: attribute srcset takes a url or {asset}, not text"},
    {V "{t:iso}" W, "v.html:3: text has no form 'iso'"},
    {V "{t:}" W, "v.html:3: text has no form ''"},
    {V "{t x}" W, "v.html:3: unexpected 'x' in a directive"},
    {V "{t" W, "v.html:3: '{' without '}' (write {{ for the sign itself)"},
    {V "{}" W, "v.html:3: view v has no field ''"},
    {V "}" W, "v.html:3: '}' without '{' (write }} for the sign itself)"},
    {"<!-- x -->\n{view a}\n{", "v.html:3: '{' without '}' (write {{ for the sign itself)"},
    /* what no template may hold */
    {V "<p title={t}>" W, "v.html:3: the value of attribute title needs quotes"},
    {V "<p title=x>" W, "v.html:3: the value of attribute title needs quotes"},
    {V "<p title={if b}\"x\"{end}>" W, "v.html:3: the value of attribute title needs quotes"},
    {V "<p {t}>" W, "v.html:3: in a tag, outside quotes, only {if}, {else} and {end} may stand"},
    {V "<p{each j in l} x{end}>" W,
     "v.html:3: in a tag, outside quotes, only {if}, {else} and {end} may stand"},
    {V "<{t}>" W, "v.html:3: write &lt; for a '<' in text"},
    {V "1 < 2" W, "v.html:3: write &lt; for a '<' in text"},
    {V "<p onclick=\"x\">" W, "v.html:3: attribute onclick is not allowed"},
    {V "<p ONCLICK='{t}'>" W, "v.html:3: attribute ONCLICK is not allowed"},
    {V "<p style=\"\">" W, "v.html:3: attribute style is not allowed"},
    {V "<p style>" W, "v.html:3: attribute style is not allowed"},
    {V "<iframe srcdoc=\"{t}\">" W, "v.html:3: attribute srcdoc is not allowed"},
    {V "<style media=\"x\">" W, "v.html:3: <style> holds {inline} and has no attributes"},
    {V "<style>p{{}}</style>" W,
     "v.html:3: a style in a page is not allowed: write it in static/css"},
    {V "<style>{t}</style>" W, "v.html:3: in <style> and <script> only {inline} may stand"},
    {V "<script>{d}</script>" W, "v.html:3: in <style> and <script> only {inline} may stand"},
    {V "<p>{inline css/app.css}</p>" W, "v.html:3: {inline} belongs in <style> or <script>"},
    {V "<p title=\"{inline css/app.css}\">" W, "v.html:3: {inline} belongs in <style> or <script>"},
    {V "<p>{inline icons/a.svg}</p>" W, "v.html:3: {inline} of an image belongs in an attribute"},
    {V "<style>{inline css/app.css}" W, "v.html:3: <style> has no end tag"},
    {V "<script>x</script>" W, "v.html:3: script in a page is not allowed"},
    {V "<SCRIPT defer>" W, "v.html:3: <script> without src is not allowed"},
    {V "<script src=\"/x\">x</script>" W, "v.html:3: script in a page is not allowed"},
    {V "<script src=\"/x\">\n{t}</script>" W, "v.html:4: script in a page is not allowed"},
    {V "<script type=\"application/ld+json\">{\"x\":1}</script>" W,
     "v.html:3: view v has no field '\"'"},
    {V "<script type=\"application/ld+json\">x</script>" W,
     "v.html:3: script in a page is not allowed"},
    {V "<script type=\"application/ld+json\">{t}</script>" W,
     "v.html:3: data, and nothing else, belongs in <script type=\"application/ld+json\">"},
    {V "<script type=\"application/ld+json\">{m}</script>" W,
     "v.html:3: data, and nothing else, belongs in <script type=\"application/ld+json\">"},
    {V "<script type=\"application/ld+json\">{show w}</script>" W,
     "v.html:3: in <script> only one field of type data may stand"},
    {V "<script type=\"application/ld+json\">{if b}{end}</script>" W,
     "v.html:3: in <script> only one field of type data may stand"},
    {V "<script type=\"application/ld+json\"></script><script>x</script>" W,
     "v.html:3: script in a page is not allowed"},
    {V "<script type=\"text/javascript\">" W, "v.html:3: <script> without src is not allowed"},
    {"<!-- x -->\n{view v d data}\n<p>{d}</p>",
     "v.html:3: data, and nothing else, belongs in <script type=\"application/ld+json\">"},
    {"<!-- x -->\n{view v d data}\n<p title=\"{d}\">",
     "v.html:3: data, and nothing else, belongs in <script type=\"application/ld+json\">"},
    {V "<script{if b} src=\"/x\"{end}></script>" W,
     "v.html:3: the block {if b} ends in another place of the HTML than it began"},
    {V "<p a\"b>" W, "v.html:3: unexpected '\"' in a tag"},
    {V "<p a = \"b\">" W, "v.html:3: unexpected '=' in a tag"},
    {V "<p a=\"b\"c=\"d\">" W, "v.html:3: an attribute needs a space before it"},
    {V "<p{if b} a{end}c>" W, "v.html:3: an attribute needs a space before it"},
    {V "<p\n title=\"" W, "v.html:3: the tag <p> is never closed"},
    {V "<pre>" W, "v.html:3: <pre> has no end tag"},
    {V "<textarea><b>" W, "v.html:3: <textarea> holds no tags"},
    /* blocks */
    {V "{if b}<p title=\"{end}\">" W,
     "v.html:3: the block {if b} ends in another place of the HTML than it began"},
    {V "{if b}x{else}<p {end}>" W,
     "v.html:3: the block {if b} ends in another place of the HTML than it began"},
    {V "<p title=\"{if b}\"{else}\"{end}>" W,
     "v.html:3: the block {if b} ends in another place of the HTML than it began"},
    {V "{each j in l}{j}<p {end}>" W,
     "v.html:3: the block {each j in l} ends in another place of the HTML than it began"},
    {V "{if b}\n\n{if n}x{end}" W, "v.html:3: {if b} has no {end}"},
    {V "{each j in l}{j}" W, "v.html:3: {each j in l} has no {end}"},
    {V "{end}" W, "v.html:3: {end} without {if} or {each}"},
    {V "{else}" W, "v.html:3: {else} without {if} or {each}"},
    {V "{each j in l}{j}{else}{end}" W, "v.html:3: {else} without {if}"},
    {V "{if b}{else}{else}{end}" W, "v.html:3: {else} without {if}"},
    {V "{if nope}{end}" W, "v.html:3: view v has no field 'nope'"},
    {V "{if n is x}{end}" W, "v.html:3: 'is' compares a text, not int"},
    {V "{if t is}{end}" W, "v.html:3: 'is' needs a word"},
    {V "{if t is x y}{end}" W, "v.html:3: 'is' compares with one word"},
    {V "{if t or b}{end}" W, "v.html:3: unexpected 'or' in a directive"},
    {V "{if not t is x}{end}" W, "v.html:3: unexpected 'is' in a directive"},
    {V "{each j in t}{j}{end}" W, "v.html:3: {each} needs a list, not text"},
    {V "{each t in l}{t}{end}" W, "v.html:3: variable t hides another of that name"},
    {V "{each j in l}{each j in l}{j}{end}{end}" W,
     "v.html:3: variable j hides another of that name"},
    {V "{each out in l}{out}{end}" W, "v.html:3: 'out' cannot be the name of a variable"},
    {V "{each j l}{j}{end}" W, "v.html:3: write {each <name> in <list>}"},
    {V "{each j in l}x{end}" W, "v.html:3: variable j is never used"},
    {V "{each j in l}{j}{end}{j}" W, "v.html:3: view v has no field 'j'"},
    /* other views */
    {V "{show t}" W, "v.html:3: {show} needs a view, not text"},
    {V "{show l}" W, "v.html:3: {show} needs a view, not list of text"},
    {V "<p title=\"{show w}\">" W, "v.html:3: {show} belongs in text"},
    {V "{asset css/x.css}" W, "v.html:3: {asset} belongs in an attribute"},
    {V "<p class=\"{asset}\">" W, "v.html:3: {asset} needs a file under static/"},
    {V "{content}" W, "v.html:3: {content} in a view that nothing is inside of"},
    {V "{inside w w}" W, "v.html:3: {inside} stands first in a body, once"},
    {"<!-- x -->\n{view a w w}\n{inside w w}\n{view w}\n", "v.html:4: views are inside w, which "
                                                           "has no {content}"},
    {"<!-- x -->\n{view a w w}\n{inside w w}\n{view w}\n{content}\n{content}",
     "v.html:6: {content} stands here for the second time"},
    {"<!-- x -->\n{view a w w}\n{inside w w}\n{view w b bool}\n{if b}{content}{end}",
     "v.html:5: {content} belongs in text, outside all blocks"},
    {"<!-- x -->\n{view a w w}\n{inside w w}{show w}\n{view w}{content}\n",
     "v.html:3: w is a layout: use {inside}"},
    {"<!-- x -->\n{view a w w}\n{inside nope w}", "v.html:2: unknown type 'w'"},
    {"<!-- x -->\n{view a}\n{inside nope w}", "v.html:3: there is no view 'nope'"},
    {"<!-- x -->\n{view a}\n{inside w w}\n{view w}{content}",
     "v.html:3: {inside} needs a field 'w' of type w"},
    {"<!-- x -->\n{view a w text}\n{inside w w}\n{view w}{content}",
     "v.html:3: {inside} needs a field 'w' of type w"},
    {"<!-- x -->\n{view a w w}\n{inside w}\n{view w}{content}",
     "v.html:3: write {inside <layout> <field>}"},
    {"<!-- x -->\n{view a w w}\n{inside w w}\n{view w a a}\n{inside a a}{content}",
     "v.html:3: w is itself inside another view"},
};

/* Every mistake is refused with its place, and no output is left. */
static void mistakes_have_lines(void **state) {
    (void)state;
    for (size_t i = 0; i < sizeof mistakes / sizeof *mistakes; i++) {
        tool_put("v.html", mistakes[i].text);
        tool_fails("gen_view", "bad.h bad.c v.html", "bad.c", mistakes[i].message);
        assert_int_not_equal(access(tool_path("bad.h"), F_OK), 0);
    }
}

static void wrong_use(void **state) {
    (void)state;
    assert_int_equal(tool_call("gen_view", "a b"), 2);
    tool_contains("err", "usage: gen_view");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(whole_page),        cmocka_unit_test(layouts_are_halves),
        cmocka_unit_test(data_stays_inside), cmocka_unit_test(mistakes_have_lines),
        cmocka_unit_test(wrong_use),
    };
    return cmocka_run_group_tests_name("gen/view", tests, tool_setup, tool_teardown);
}
