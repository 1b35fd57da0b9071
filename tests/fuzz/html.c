/* The escaping of every template: put into a text and an attribute, and read back by a parser, it
 * is what was put in; never more than one element. */
#include "fuzz.h"

#include <expat.h>

#include "base/text.h"
#include "web/html.h"

struct page {
    struct arena *arena;
    struct buf text;
    struct str attribute;
    int elements;
};

static void begin(void *arg, const XML_Char *name, const XML_Char **attributes) {
    struct page *p = arg;
    must(strcmp(name, "p") == 0 && attributes[0] && strcmp(attributes[0], "t") == 0);
    p->attribute = str_copy(p->arena, str_from(attributes[1]));
    p->elements++;
}

static void characters(void *arg, const XML_Char *s, int n) {
    buf_put(&((struct page *)arg)->text, (struct str){s, (size_t)n});
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    struct arena *a = fresh();
    struct str s = text_of(a, data, size);
    struct buf b = buf_new(a, 16 * size + 64);
    struct page p = {.arena = a, .text = buf_new(a, 16 * size + 64)};
    BUF_LIT(&b, "<p t=\"");
    html_text(&b, s);
    BUF_LIT(&b, "\">");
    html_text(&b, s);
    BUF_LIT(&b, "</p>");
    XML_Parser parser = XML_ParserCreate("UTF-8");
    XML_SetUserData(parser, &p);
    XML_SetStartElementHandler(parser, begin);
    XML_SetCharacterDataHandler(parser, characters);
    struct str page = buf_str(&b);
    must(page.n > 0);
    must(XML_Parse(parser, page.p, (int)page.n, 1) == XML_STATUS_OK);
    XML_ParserFree(parser);
    must(p.elements == 1);
    /* (XML makes line ends \n, and in attributes blanks.) */
    if (text_is_clean(s) && str_find(s, STR("\r")) == s.n) must(str_eq(buf_str(&p.text), s));
    return 0;
}
