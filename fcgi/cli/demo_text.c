/*
 * What the rest of the load builds with: dice that always fall the same way, lists of words, pages
 * with a head, and texts with {names} to fill. Nothing here knows the county.
 */
#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/text.h"
#include "cli/demo.h"

#define SEED     UINT64_C(0x6d696e6762616931)
#define STEP     UINT64_C(0x9e3779b97f4a7c15)
#define FILE_MAX ((size_t)1 << 20)

struct demo_dice demo_dice(uint64_t part) {
    struct demo_dice dice = {SEED ^ (part * STEP)};
    demo_roll(&dice);
    return dice;
}

uint64_t demo_roll(struct demo_dice *dice) {
    uint64_t z = dice->state += STEP;
    z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
    return z ^ (z >> 31);
}

uint32_t demo_below(struct demo_dice *dice, uint32_t n) {
    return (uint32_t)(((demo_roll(dice) >> 32) * n) >> 32);
}

int32_t demo_between(struct demo_dice *dice, int32_t a, int32_t b) {
    return b <= a ? a : a + (int32_t)demo_below(dice, (uint32_t)(b - a) + 1);
}

bool demo_chance(struct demo_dice *dice, uint32_t percent) {
    return demo_below(dice, 100) < percent;
}

struct str demo_pick(const struct demo_words *words, struct demo_dice *dice) {
    return words->at[demo_below(dice, (uint32_t)words->n)];
}

enum status demo_read(struct str *out, struct arena *a, const char *dir, const char *name) {
    const char *path = str_format(a, "%s/%s", dir, name).p;
    FILE *file = fopen(path, "re");
    struct buf b = buf_new(a, FILE_MAX);
    size_t got = 1;
    while (file && got > 0) {
        char *room = buf_room(&b, 64 * 1024);
        if (!room) break;
        got = fread(room, 1, 64 * 1024, file);
        b.n += got;
    }
    bool fine = file && !ferror(file) && !b.full && text_is_clean(buf_str(&b));
    if (!file) {
        fprintf(stderr, "mingbai demo: %s: %s\n", path, strerror(errno));
    } else if (!fine) {
        fprintf(stderr, "mingbai demo: %s: not a clean UTF-8 text of at most 1 MiB\n", path);
    }
    if (file) fclose(file);
    *out = buf_str(&b);
    return fine ? OK : FAILED;
}

struct demo_words demo_section(struct arena *a, struct str text, const char *name) {
    struct demo_words words = {NULL, 0};
    size_t cap = 0;
    bool inside = false;
    while (text.p) {
        struct str line = str_trim(str_cut(&text, '\n'));
        if (str_starts(line, STR("["))) {
            inside = str_is(str_slice(line, 1, line.n - 1), name);
            continue;
        }
        if (!inside || line.n == 0 || line.p[0] == '#') continue;
        if (words.n == cap) {
            size_t more = cap ? cap * 2 : 64;
            words.at = arena_grow(a, words.at, cap * sizeof *words.at, more * sizeof *words.at);
            cap = more;
        }
        words.at[words.n++] = line;
    }
    return words;
}

struct str demo_head(const struct demo_page *page, const char *key) {
    for (size_t i = 0; i < page->head_count; i++) {
        if (str_is(page->head[i].key, key)) return page->head[i].value;
    }
    return STR_NONE;
}

bool demo_page(struct demo_page *out, struct str text) {
    out->head_count = 0;
    while (text.p) {
        struct str line = str_trim(str_cut(&text, '\n'));
        if (line.n == 0) break;
        struct str key = str_cut(&line, ':');
        if (!line.p || out->head_count == sizeof out->head / sizeof *out->head) return false;
        out->head[out->head_count].key = str_trim(key);
        out->head[out->head_count++].value = str_trim(line);
    }
    out->body = str_trim(text);
    return out->head_count > 0 && out->body.n > 0;
}

static int is_page(const struct dirent *entry) {
    return str_ends(str_from(entry->d_name), STR(".md")) && entry->d_name[0] != '.';
}

static int by_name(const struct dirent **a, const struct dirent **b) {
    return strcmp((*a)->d_name, (*b)->d_name);
}

enum status demo_pages(struct demo_page **out, size_t *count, struct arena *a, const char *dir,
                       const char *sub) {
    const char *path = str_format(a, "%s/%s", dir, sub).p;
    struct dirent **found;
    int n = scandir(path, &found, is_page, by_name);
    *count = 0;
    if (n <= 0) {
        fprintf(stderr, "mingbai demo: %s: %s\n", path, n < 0 ? strerror(errno) : "no pages");
        if (n == 0) free(found);
        return FAILED;
    }
    struct demo_page *pages = *out = ARENA_ARRAY(a, struct demo_page, (size_t)n);
    enum status st = OK;
    for (int i = 0; i < n; i++) {
        struct str text, name = str_copy(a, str_from(found[i]->d_name));
        if (st == OK) st = demo_read(&text, a, path, name.p);
        if (st == OK && !demo_page(&pages[i], text)) {
            fprintf(stderr, "mingbai demo: %s/%s: no head or no body\n", path, name.p);
            st = INVALID;
        }
        pages[i].name = str_slice(name, 0, name.n - strlen(".md"));
        free(found[i]);
    }
    free(found);
    *count = (size_t)n;
    return st;
}

enum status demo_fill(struct str *out, struct arena *a, struct str text,
                      const struct demo_fill *fills) {
    struct buf b = buf_new(a, FILE_MAX);
    while (text.n > 0) {
        size_t open = str_find(text, STR("{"));
        buf_put(&b, str_slice(text, 0, open));
        text = str_slice(text, open + 1, text.n);
        if (text.n == 0) break;
        size_t close = str_find(text, STR("}"));
        struct str name = str_slice(text, 0, close);
        const struct demo_fill *f = fills;
        while (f->name && !str_is(name, f->name)) f++;
        if (!f->name || close == text.n) {
            fprintf(stderr, "mingbai demo: unknown name {" STR_FMT "}\n", STR_ARG(name));
            return INVALID;
        }
        buf_put(&b, f->value);
        text = str_slice(text, close + 1, text.n);
    }
    *out = b.full || b.n == 0 ? STR("") : buf_str(&b);
    return OK;
}
