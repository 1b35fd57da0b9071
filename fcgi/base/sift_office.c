/*
 * Word and Excel files (ECMA-376), in the reader's process. Every part of the archive is read, in
 * whatever place it lies and whether or not anything refers to it: what Word and Excel do not show
 * goes out with the file all the same. With sift_xml.c, sift_docx.c and sift_xlsx.c the room of
 * libzip and expat, with xlsx.c, which reads the first sheet of a register file and nothing else.
 *
 * Who wrote it, in docProps, is replaced by nothing; so is what cameras wrote into pictures.
 */
#include "base/sift_xml.h"

#define PARTS_MOST 5000

/* -- who wrote it ----------------------------------------------------------------------------- */

static const char *const personal[] = {"creator",       "lastModifiedBy", "Company", "Manager",
                                       "HyperlinkBase", "lpwstr",         "person",  NULL};

static void property_begin(struct office *o, const char *name, const char **attributes) {
    const char *who = sift_attribute(attributes, "author");
    if (!who) who = sift_attribute(attributes, "displayName");
    o->personal = sift_is_one_of(name, personal);
    sift_gathering(o)->n = 0;
    if (who && *who) sift_xml_found(o, SIFT_AUTHOR);
}

static void property_end(struct office *o, const char *name) {
    if (o->personal && sift_is_one_of(name, personal) && sift_gathering(o)->n)
        sift_xml_found(o, SIFT_AUTHOR);
    o->personal = false;
    sift_gathering(o)->n = 0; /* it will not go out */
}

static const struct reading property = {property_begin, property_end, true};

static const struct {
    const char *part, *instead;
} replaced[] = {
    {"docProps/core.xml", "<cp:coreProperties xmlns:cp=\"http://schemas.openxmlformats.org/package/"
                          "2006/metadata/core-properties\"/>"},
    {"docProps/app.xml",
     "<Properties xmlns=\"http://schemas.openxmlformats.org/officeDocument/2006/"
     "extended-properties\"/>"},
    {"docProps/custom.xml", "<Properties xmlns=\"http://schemas.openxmlformats.org/officeDocument/"
                            "2006/custom-properties\"/>"},
    {"word/people.xml",
     "<w15:people xmlns:w15=\"http://schemas.microsoft.com/office/word/2012/wordml\"/>"},
    {"xl/persons/person.xml",
     "<personList xmlns=\"http://schemas.microsoft.com/office/spreadsheetml"
     "/2018/threadedcomments\"/>"},
};

static void replace(struct office *o, zip_uint64_t i, const void *bytes, size_t n, bool owned) {
    zip_source_t *source = zip_source_buffer(o->zip, bytes, n, owned);
    if (!source || zip_file_replace(o->zip, i, source, 0) != 0) sift_stop(SIFT_SLOW);
    zip_file_set_mtime(o->zip, i, 315532800, 0);
    o->replaced = true;
}

static bool is_property(struct office *o, zip_uint64_t i, const char *name) {
    for (size_t k = 0; k < sizeof replaced / sizeof replaced[0]; k++) {
        const char *instead = replaced[k].instead;
        if (strcasecmp(name, replaced[k].part) != 0) continue;
        sift_xml(o, i, &property, (struct sift_place){.part = SIFT_PROPERTY}, false);
        replace(o, i, instead, strlen(instead), false);
        return true;
    }
    return false;
}

/* No program reads what is written in one. */
static void has_picture(struct office *o) {
    if (!o->pictured) sift_xml_found(o, SIFT_IMAGES);
    o->pictured = true;
}

static void picture(struct office *o, zip_uint64_t i, enum sift_media media) {
    unsigned char *bytes = NULL, *clean;
    size_t n = 0, room = 0, got;
    bool fine, told;
    has_picture(o);
    zip_file_t *file = sift_open(o, i);
    do {
        if (room - n < SIFT_CHUNK) bytes = sift_grown(bytes, room = (room + SIFT_CHUNK) * 2);
        got = sift_read(o, file, bytes + n, SIFT_CHUNK);
        n += got;
    } while (got > 0);
    zip_fclose(file);
    size_t size = sift_image_clean(&clean, &fine, &told, bytes, n, media);
    free(bytes);
    if (!clean) return;
    sift_xml_found(o, SIFT_CAMERA);
    replace(o, i, clean, size, true);
}
/* -- the archive ------------------------------------------------------------------------------ */

/* Where the text of a part stands, by the part's name. */
static enum sift_part part_of(const char *name) {
    static const struct {
        const char *prefix;
        enum sift_part part;
    } parts[] = {
        {"word/document", SIFT_PARAGRAPH}, {"word/header", SIFT_HEADER},
        {"word/footer", SIFT_FOOTER},      {"word/footnotes", SIFT_NOTE},
        {"word/endnotes", SIFT_NOTE},      {"word/comments", SIFT_REMARK},
        {"xl/comments", SIFT_REMARK},      {"xl/threadedComments/", SIFT_REMARK},
        {"word/charts/", SIFT_DRAWING},    {"word/diagrams/", SIFT_DRAWING},
        {"xl/drawings/", SIFT_DRAWING},    {"xl/charts/", SIFT_DRAWING},
        {"xl/diagrams/", SIFT_DRAWING},
    };
    if (sift_ends(name, ".rels")) return SIFT_LINK;
    for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++) {
        if (sift_starts(name, parts[i].prefix)) return parts[i].part;
    }
    return SIFT_ELSEWHERE;
}

static bool ends_as(const char *name, const char *const *suffixes) {
    for (; *suffixes; suffixes++) {
        if (sift_ends(name, *suffixes)) return true;
    }
    return false;
}

static void xml(struct office *o, zip_uint64_t i, const char *name) {
    bool rels = sift_ends(name, ".rels");
    bool in_runs = (sift_starts(name, "word/") && !rels) || sift_starts(name, "xl/drawings/") ||
                   sift_starts(name, "xl/diagrams/");
    const struct reading *how = &sift_everything;
    if (in_runs && !strstr(name, "/charts/")) how = &sift_words;
    if (o->place.part == SIFT_REMARK && sift_starts(name, "xl/")) how = &sift_remarks;
    if (sift_starts(name, "xl/externalLinks/ext") || sift_is(name, "xl/connections.xml")) {
        sift_xml_found(o, SIFT_OUTSIDE);
    }
    if (sift_starts(name, "xl/pivotCache/pivotCacheRecords")) sift_xml_found(o, SIFT_SOURCE);
    sift_xml(o, i, how, o->place, sift_ends(name, ".vml")); /* Excel's own are not always XML */
}

static void any_part(struct office *o, zip_uint64_t i, const char *name) {
    static const char *const texts[] = {".xml", ".rels", ".vml", ".svg", NULL};
    static const char *const photos[] = {".jpg", ".jpeg", ".png", NULL};
    static const char *const pictures[] = {".gif", ".bmp", ".tif", ".tiff", ".emf", ".wmf", NULL};
    static const char *const fonts[] = {".odttf", ".ttf", ".fntdata", NULL};
    o->place = (struct sift_place){.part = part_of(name)};
    if (sift_ends(name, "/") || is_property(o, i, name) || sift_sheet(o, i, name)) return;
    if (sift_is(name, "xl/sharedStrings.xml") || sift_is(name, "xl/workbook.xml"))
        return; /* were */
    if (ends_as(name, texts)) {
        xml(o, i, name);
    } else if (ends_as(name, photos)) {
        picture(o, i, sift_ends(name, ".png") ? SIFT_PNG : SIFT_JPEG);
    } else if (ends_as(name, pictures)) {
        has_picture(o);
    } else if (!ends_as(name, fonts) && !strstr(name, "printerSettings")) {
        sift_xml_found(o, sift_ends(name, "vbaProject.bin") ? SIFT_MACRO : SIFT_INSIDE);
    }
}

static enum sift_media media_of(struct office *o) {
    zip_int64_t count = zip_get_num_entries(o->zip, 0);
    uint64_t sum = 0;
    enum sift_media media = SIFT_OTHER;
    bool types = false;
    if (count > PARTS_MOST) sift_stop(SIFT_BOMB);
    for (zip_uint64_t i = 0; i < (zip_uint64_t)count; i++) {
        zip_stat_t stat;
        if (zip_stat_index(o->zip, i, 0, &stat) != 0) sift_stop(SIFT_DAMAGED);
        if (stat.valid & ZIP_STAT_SIZE) sum += stat.size;
        if (sum > SIFT_UNPACKED || ((stat.valid & ZIP_STAT_SIZE) && stat.size > SIFT_UNPACKED)) {
            sift_stop(SIFT_BOMB);
        }
        if (sift_is(stat.name, "[Content_Types].xml")) types = true;
        if (sift_starts(stat.name, "word/document")) media = SIFT_DOCX;
        if (sift_is(stat.name, "xl/workbook.xml")) media = SIFT_XLSX;
    }
    return types ? media : SIFT_OTHER;
}

/* What was replaced, written into memory. */
static void say_clean(struct office *o, zip_source_t *source) {
    static char piece[SIFT_CHUNK];
    zip_int64_t n;
    if (zip_close(o->zip) != 0 || zip_source_open(source) != 0) sift_stop(SIFT_SLOW);
    while ((n = zip_source_read(source, piece, sizeof piece)) > 0) {
        sift_say_clean(piece, (size_t)n);
    }
    if (n < 0) sift_stop(SIFT_SLOW);
    zip_source_close(source);
}

void sift_office(void *bytes, size_t n) {
    static struct office o; /* ends with the process */
    zip_error_t error;
    zip_error_init(&error);
    zip_source_t *source = zip_source_buffer_create(bytes, n, 1, &error);
    if (!source) sift_stop(SIFT_SLOW);
    zip_source_keep(source);
    o.zip = zip_open_from_source(source, 0, &error);
    if (!o.zip) sift_stop(SIFT_DAMAGED);
    enum sift_media media = media_of(&o);
    if (media == SIFT_OTHER) sift_stop(SIFT_NOT_ALLOWED);
    sift_say_media(media);
    sift_book(&o);
    zip_int64_t count = zip_get_num_entries(o.zip, 0);
    for (zip_uint64_t i = 0; i < (zip_uint64_t)count; i++) {
        any_part(&o, i, zip_get_name(o.zip, i, 0));
    }
    sift_left_strings(&o);
    if (o.replaced) say_clean(&o, source);
}
