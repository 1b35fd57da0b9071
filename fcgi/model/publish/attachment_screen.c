/*
 * One file on its way in: read apart, screened here. The numbers themselves are looked at and
 * forgotten; what is kept of a find is where it stands.
 */
#define _GNU_SOURCE /* memfd_create */
#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/store.h"
#include "base/text.h"
#include "model/publish/attachment.h"
#include "model/publish/gate.h"

#define NAME_CHARACTERS 100
#define PIECE_MEMORY    ((size_t)64 << 20)

struct screen {
    struct attachment_screening *s;
    struct arena *keep, *piece; /* ${piece}: for one text at a time */
    enum sift_finding end;
    size_t pictures; /* pages without text */
    size_t picture;  /* the finding that speaks of them */
};

/* -- places ----------------------------------------------------------------------------------- */

/* 28 is AB, as the spreadsheet shows it. */
static struct str letters(struct arena *a, uint32_t column) {
    char text[8];
    size_t at = sizeof text;
    for (; column > 0 && at > 0; column = (column - 1) / 26) {
        text[--at] = (char)('A' + (column - 1) % 26);
    }
    return str_copy(a, (struct str){text + at, sizeof text - at});
}

static struct str cell(struct arena *a, const struct sift_place *p) {
    struct str sheet = p->name.n
                           ? str_format(a, "工作表“" STR_FMT "”", STR_ARG(text_clip(p->name, 40)))
                           : STR("一张找不到的工作表");
    if (!text_is_clean(p->name)) sheet = STR("一张工作表");
    if (p->a && p->b) {
        return str_format(a, STR_FMT "第 %u 行 " STR_FMT " 列", STR_ARG(sheet), p->a,
                          STR_ARG(letters(a, p->b)));
    }
    if (p->a) return str_format(a, STR_FMT "第 %u 行", STR_ARG(sheet), p->a);
    if (p->b)
        return str_format(a, STR_FMT " " STR_FMT " 列", STR_ARG(sheet), STR_ARG(letters(a, p->b)));
    return sheet;
}

struct str attachment_place(struct arena *a, const struct sift_place *p) {
    switch (p->part) {
    case SIFT_PARAGRAPH: return p->a ? str_format(a, "第 %u 段", p->a) : STR("正文");
    case SIFT_HEADER: return STR("页眉");
    case SIFT_FOOTER: return STR("页脚");
    case SIFT_NOTE: return STR("脚注或尾注");
    case SIFT_REMARK: return STR("批注");
    case SIFT_CELL: return cell(a, p);
    case SIFT_PAGE: return str_format(a, "第 %u 页", p->a);
    case SIFT_LINE: return str_format(a, "第 %u 行", p->a);
    case SIFT_PROPERTY: return STR("文件属性、表单或书签");
    case SIFT_LINK: return STR("超链接");
    case SIFT_DRAWING: return STR("文本框或图表");
    case SIFT_ELSEWHERE: return STR("看不见的部分（样式、选项、删掉的内容）");
    case SIFT_WHOLE: break;
    }
    return STR("");
}

/* -- what was found --------------------------------------------------------------------------- */

static void add(struct screen *w, const char *code, struct str place) {
    struct attachment_screening *s = w->s;
    for (size_t i = 0; i < s->count; i++) {
        if (strcmp(s->findings[i].code, code) == 0 && str_eq(s->findings[i].place, place)) return;
    }
    /* Four kinds block nothing, each said once: a full list holds one that blocks. */
    if (s->count == ATTACHMENT_FINDINGS) return;
    s->findings[s->count++] = (struct attachment_finding){code, str_copy(w->keep, place)};
}

static const char *code_of(const char *what) {
    return strcmp(what, "身份证号码") == 0 ? "identity"
           : strcmp(what, "手机号码") == 0 ? "mobile"
                                           : "card";
}

/* A text file's lines, a page's: the find's own line counts. */
static void add_find(struct screen *w, const struct sift_place *place, const struct gate_find *f) {
    struct sift_place at = *place;
    if (place->boxes && strcmp(f->what, "身份证号码") != 0) return; /* small figures side by side */
    if (at.part == SIFT_LINE) at.a += (uint32_t)f->line - 1;
    struct str text = attachment_place(w->piece, &at);
    if (at.part == SIFT_PAGE) {
        text = str_format(w->piece, STR_FMT "第 %zu 行", STR_ARG(text), f->line);
    }
    add(w, code_of(f->what), text);
}

static void screen_text(struct screen *w, const struct sift_place *place, struct str text) {
    struct gate_find *finds;
    size_t count = gate_screen(&finds, w->piece, text);
    for (size_t i = 0; i < count; i++) add_find(w, place, &finds[i]);
}

/* As it is, and as it looks: ①③⑧ and 𝟏𝟑𝟖 are digits to a reader. */
static void on_text(void *arg, const struct sift_place *place, struct str text) {
    struct screen *w = arg;
    screen_text(w, place, text);
    struct str plain = text_nfkc(w->piece, text);
    if (!str_eq(plain, text)) screen_text(w, place, plain);
    arena_reset(w->piece);
}

static void on_picture(struct screen *w, const struct sift_place *place) {
    struct str first = attachment_place(w->keep, place);
    if (w->pictures++ == 0) {
        w->picture = w->s->count;
        add(w, "picture", first);
    } else if (w->picture < w->s->count) {
        struct str *told = &w->s->findings[w->picture].place;
        if (w->pictures <= 5)
            *told = str_format(w->keep, STR_FMT "、" STR_FMT, STR_ARG(*told), STR_ARG(first));
        if (w->pictures == 6) *told = str_format(w->keep, STR_FMT " 等页", STR_ARG(*told));
    }
}

static void on_found(void *arg, enum sift_finding what, const struct sift_place *place) {
    static const char *const codes[] = {
        [SIFT_HIDDEN_SHEET] = "hidden_sheet",
        [SIFT_HIDDEN_ROW] = "hidden_row",
        [SIFT_HIDDEN_COLUMN] = "hidden_column",
        [SIFT_HIDDEN_TEXT] = "hidden_text",
        [SIFT_COMMENT] = "comment",
        [SIFT_CHANGE] = "change",
        [SIFT_INSIDE] = "inside",
        [SIFT_MACRO] = "macro",
        [SIFT_OUTSIDE] = "outside",
        [SIFT_SOURCE] = "source",
        [SIFT_IMAGES] = "image",
        [SIFT_AUTHOR] = "author",
        [SIFT_CAMERA] = "camera",
    };
    struct screen *w = arg;
    if (sift_is_end(what)) {
        if (w->end == SIFT_FINE) w->end = what;
    } else if (what == SIFT_PICTURE) {
        on_picture(w, place);
    } else {
        /* One sentence a kind says it all, but for the sheets and where a change stands. */
        bool each = what <= SIFT_HIDDEN_TEXT;
        add(w, codes[what], each ? attachment_place(w->piece, place) : STR(""));
        arena_reset(w->piece);
    }
}

static const char *state_of(const struct attachment_screening *s) {
    const char *state = "clean";
    for (size_t i = 0; i < s->count; i++) {
        struct str code = str_from(s->findings[i].code);
        if (attachment_blocks(code)) return "hit";
        if (str_is(code, "picture") || str_is(code, "image")) state = "unchecked";
    }
    return state;
}

/* -- its name --------------------------------------------------------------------------------- */

static bool ends_as(struct str name, const char *suffix) {
    size_t n = strlen(suffix);
    return name.n > n && strncasecmp(name.p + name.n - n, suffix, n) == 0;
}

static struct str without_suffix(struct str name) {
    static const char *const known[] = {".pdf",  ".docx", ".xlsx", ".csv", ".txt",  ".jpg",
                                        ".jpeg", ".png",  ".doc",  ".xls", ".docm", ".xlsm"};
    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++) {
        if (ends_as(name, known[i])) return str_slice(name, 0, name.n - strlen(known[i]));
    }
    return name;
}

struct str attachment_name(struct arena *a, struct str name, enum sift_media media) {
    const char *suffix = sift_suffix(media);
    struct buf b = buf_new(a, 4096);
    struct str stem = str_trim(without_suffix(name));
    bool jpeg = media == SIFT_JPEG && ends_as(name, ".jpeg");
    for (size_t i = 0; i < stem.n && i < 2048; i++) {
        char c = stem.p[i];
        bool bad = (unsigned char)c < 32 || c == 127 || strchr("/\\:*?\"<>|%$`;&'!#", c);
        if (b.n == 0 && (c == '.' || c == '-')) bad = true;
        buf_byte(&b, bad ? '_' : c);
    }
    struct str safe = str_trim(text_clip(buf_str(&b), NAME_CHARACTERS));
    if (safe.n == 0) safe = STR("附件");
    return str_format(a, STR_FMT "%s", STR_ARG(safe), jpeg ? ".jpeg" : suffix);
}

/* -- all of it -------------------------------------------------------------------------------- */

static enum status keep(struct attachment_screening *s, const char *path, int clean) {
    struct stat st;
    if (fstat(clean, &st) != 0) return BUSY;
    int fd = st.st_size > 0 ? clean : open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0) return BUSY;
    enum status kept = fstat(fd, &st) == 0 ? store_put(s->digest, fd) : BUSY;
    s->size = st.st_size;
    if (fd != clean) close(fd);
    return kept;
}

enum status attachment_screen(struct attachment_screening *s, struct arena *a, struct str name,
                              const char *path, int64_t ms) {
    struct screen w = {.s = s, .keep = a, .piece = arena_new(PIECE_MEMORY)};
    const struct sift_sink sink = {on_text, on_found, &w};
    int clean = memfd_create("clean", MFD_CLOEXEC);
    *s = (struct attachment_screening){.media = SIFT_OTHER};
    enum status st = clean < 0 ? BUSY : sift_file(&s->media, path, clean, &sink, ms);
    if (st == OK && s->media == SIFT_TEXT && ends_as(name, ".csv")) s->media = SIFT_CSV;
    if (st == OK && s->media == SIFT_OTHER && w.end == SIFT_FINE) w.end = SIFT_NOT_ALLOWED;
    if (st == OK && w.end != SIFT_FINE) {
        s->why = attachment_refusal(w.end);
    } else if (st == OK) {
        const struct sift_place title = {.part = SIFT_WHOLE};
        size_t before = s->count;
        s->name = attachment_name(a, name, s->media);
        on_text(&w, &title, s->name);
        for (size_t i = before; i < s->count; i++) s->findings[i].place = STR("文件名");
        s->state = state_of(s);
        st = keep(s, path, clean);
    }
    if (clean >= 0) close(clean);
    arena_free(w.piece);
    return st;
}
