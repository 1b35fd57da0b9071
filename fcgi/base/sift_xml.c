/*
 * Walking a part of an archive: unpacked piece by piece within the limits, parsed without entities,
 * its texts gathered until whoever reads that kind says they are whole (sift_xml.h). Word splits a
 * number into runs as it likes: they are joined again.
 */
#include "base/sift_xml.h"

#define DEPTH_MOST  200
#define GATHER_MOST ((size_t)1 << 20) /* bytes of one paragraph or cell; more is told in pieces */

/* -- gathering text --------------------------------------------------------------------------- */

struct gather *sift_gathering(struct office *o) {
    return &o->texts[o->nest];
}

void sift_append(struct gather *g, const char *s, size_t n) {
    if (g->n + n > g->room) {
        g->room = (g->n + n) * 2;
        g->p = sift_grown(g->p, g->room);
    }
    memcpy(g->p + g->n, s, n);
    g->n += n;
}

void sift_tell(struct office *o, struct gather *g) {
    struct sift_place place = o->place;
    if (o->sheet) {
        place.a = o->in_cell ? o->row : 0;
        place.b = o->in_cell ? o->column : 0;
    } else {
        place.a = g->number;
    }
    if (g->n) sift_say_text(&place, g->p, g->n);
    g->n = 0;
}

void sift_gather(struct office *o, const char *s, size_t n) {
    struct gather *g = sift_gathering(o);
    if (g->n + n > GATHER_MOST) sift_tell(o, g);
    sift_append(g, s, n);
}

void sift_xml_found(struct office *o, enum sift_finding what) {
    struct sift_place place = o->place;
    if (!o->sheet) place.a = sift_gathering(o)->number;
    sift_say_found(what, &place);
}

/* A digit in a cell of its own, as forms have it; anything else ends the row of them. */
void sift_boxes_end(struct office *o) {
    struct sift_place place = o->place;
    place.boxes = true;
    place.a = o->sheet ? o->row : o->paragraphs;
    place.b = o->sheet ? o->column : 0;
    if (o->box_count >= 11) sift_say_text(&place, o->boxes, o->box_count);
    o->box_count = 0;
}

void sift_boxes_cell(struct office *o) {
    if (o->box_chars != 1) {
        sift_boxes_end(o);
    } else if (o->box_count < SIFT_BOXES) {
        o->boxes[o->box_count++] = o->box;
    }
    o->box_chars = 0;
}

void sift_boxes_text(struct office *o, const char *s, size_t n) {
    for (size_t i = 0; i < n && o->box_chars < 2; i++) {
        if (strchr(" \t\r\n", s[i])) continue;
        o->box = s[i];
        o->box_chars += (s[i] >= '0' && s[i] <= '9') || s[i] == 'X' || s[i] == 'x' ? 1 : 2;
    }
}
/* -- a part ----------------------------------------------------------------------------------- */

static void XMLCALL on_begin(void *arg, const char *name, const char **attributes) {
    static const char *const told[] = {"descr",   "title",  "alt",         "val",   "value",
                                       "v",       "name",   "Target",      "text",  "displayText",
                                       "tooltip", "prompt", "promptTitle", "error", NULL};
    struct office *o = arg;
    if (++o->depth > DEPTH_MOST) sift_stop(SIFT_BOMB);
    for (size_t i = 0; attributes[i]; i += 2) {
        if (!sift_is_one_of(sift_local(attributes[i]), told)) continue;
        sift_say_text(&o->place, attributes[i + 1], strlen(attributes[i + 1]));
    }
    if (o->how->begin) o->how->begin(o, sift_local(name), attributes);
}

static void XMLCALL on_end(void *arg, const char *name) {
    struct office *o = arg;
    o->depth--;
    if (o->how->end) o->how->end(o, sift_local(name));
    if (o->how->all) sift_gather(o, ";", 1); /* what no number reaches over */
}

static void XMLCALL on_text(void *arg, const char *s, int n) {
    struct office *o = arg;
    if (!o->in_text && !o->how->all) return;
    sift_gather(o, s, (size_t)n);
    sift_boxes_text(o, s, (size_t)n);
}

static void XMLCALL on_doctype(void *arg, const char *name, const char *system, const char *public,
                               int internal) {
    (void)arg, (void)name, (void)system, (void)public, (void)internal;
    sift_stop(SIFT_DAMAGED);
}

zip_file_t *sift_open(struct office *o, zip_uint64_t i) {
    zip_stat_t stat;
    zip_file_t *file = zip_fopen_index(o->zip, i, 0);
    if (file) return file;
    bool locked = zip_stat_index(o->zip, i, 0, &stat) == 0 &&
                  (stat.valid & ZIP_STAT_ENCRYPTION_METHOD) &&
                  stat.encryption_method != ZIP_EM_NONE;
    sift_stop(locked ? SIFT_LOCKED : SIFT_DAMAGED);
}

size_t sift_read(struct office *o, zip_file_t *file, void *to, size_t n) {
    zip_int64_t got = zip_fread(file, to, n);
    if (got < 0) sift_stop(SIFT_DAMAGED);
    o->unpacked += (uint64_t)got;
    if (o->unpacked > SIFT_UNPACKED) sift_stop(SIFT_BOMB);
    return (size_t)got;
}

void sift_xml(struct office *o, zip_uint64_t i, const struct reading *how, struct sift_place place,
              bool lenient) {
    zip_file_t *file = sift_open(o, i);
    o->parser = XML_ParserCreate(NULL);
    if (!o->parser) sift_stop(SIFT_SLOW);
    o->how = how;
    o->place = place;
    o->depth = o->nest = 0;
    o->paragraphs = 0;
    o->in_text = o->in_cell = o->personal = false;
    o->box_count = o->box_chars = 0;
    for (int k = 0; k < SIFT_NEST; k++) o->texts[k].n = o->texts[k].number = 0;
    XML_SetUserData(o->parser, o);
    XML_SetElementHandler(o->parser, on_begin, on_end);
    XML_SetCharacterDataHandler(o->parser, on_text);
    XML_SetStartDoctypeDeclHandler(o->parser, on_doctype);
    for (size_t n = 1; n > 0;) {
        void *room = XML_GetBuffer(o->parser, SIFT_CHUNK);
        if (!room) sift_stop(SIFT_SLOW);
        n = sift_read(o, file, room, SIFT_CHUNK);
        if (XML_ParseBuffer(o->parser, (int)n, n == 0) == XML_STATUS_OK) continue;
        if (!lenient) sift_stop(SIFT_DAMAGED);
        break;
    }
    sift_boxes_end(o);
    sift_tell(o, sift_gathering(o));
    XML_ParserFree(o->parser);
    o->parser = NULL;
    zip_fclose(file);
}
