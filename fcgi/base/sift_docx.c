/*
 * Text in runs and paragraphs, as Word and drawings have it; what was changed, what is hidden, what
 * somebody remarked on. (Part of sift_xml.h.)
 */
#include "base/sift_xml.h"

static const char *const text_elements[] = {"t", "delText", "instrText", "delInstrText", NULL};

static void words_begin(struct office *o, const char *name, const char **attributes) {
    if (sift_is(name, "p")) {
        if (o->nest < SIFT_NEST - 1) o->nest++;
        sift_gathering(o)->number = ++o->paragraphs;
    } else if (sift_is_one_of(name, text_elements)) {
        o->in_text = true;
    } else if (sift_is(name, "tab")) {
        sift_gather(o, " ", 1);
    } else if (sift_is(name, "br") || sift_is(name, "cr")) {
        sift_gather(o, "\n", 1);
    } else if (sift_is(name, "noBreakHyphen")) {
        sift_gather(o, "-", 1);
    } else if (sift_is(name, "tc")) {
        o->box_chars = 0;
    } else if (sift_is(name, "comment")) {
        sift_xml_found(o, SIFT_COMMENT);
    } else if (sift_attribute(attributes, "author") && o->place.part != SIFT_ELSEWHERE) {
        sift_xml_found(o, SIFT_CHANGE);
    } else if (sift_is(name, "vanish") && o->place.part != SIFT_ELSEWHERE) {
        const char *value = sift_attribute(attributes, "val");
        if (!value || sift_is_true(value) || sift_is(value, "on"))
            sift_xml_found(o, SIFT_HIDDEN_TEXT);
    }
}

static void words_end(struct office *o, const char *name) {
    if (sift_is(name, "p")) {
        sift_tell(o, sift_gathering(o));
        if (o->nest > 0) o->nest--;
    } else if (sift_is_one_of(name, text_elements)) {
        o->in_text = false;
    } else if (sift_is(name, "tc")) {
        sift_boxes_cell(o);
    } else if (sift_is(name, "tr")) {
        sift_boxes_end(o);
    }
}

const struct reading sift_words = {words_begin, words_end, false};
const struct reading sift_everything = {NULL, NULL, true};
