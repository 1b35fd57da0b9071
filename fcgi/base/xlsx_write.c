/*
 * Writing one sheet, for `mingbai export`.
 */
#include <stdlib.h>
#include <string.h>
#include <xlsxwriter.h>

#include "base/xlsx.h"

struct xlsx {
    lxw_workbook *book;
    lxw_worksheet *sheet;
    lxw_format *text;
    lxw_row_t row;
    bool failed;
};

struct xlsx *xlsx_new(const char *path, const char *sheet) {
    struct xlsx *x = calloc(1, sizeof *x);
    lxw_workbook_options options = {.constant_memory = LXW_TRUE};
    if (!x) abort();
    x->book = workbook_new_opt(path, &options);
    x->sheet = x->book ? workbook_add_worksheet(x->book, sheet) : NULL;
    x->text = x->sheet ? workbook_add_format(x->book) : NULL;
    if (!x->text) {
        if (x->book) workbook_close(x->book); /* nothing of it is kept; this frees it */
        free(x);
        return NULL;
    }
    format_set_num_format_index(x->text, 49); /* "@": stays text when somebody edits it */
    worksheet_freeze_panes(x->sheet, 1, 0);
    worksheet_set_column(x->sheet, 0, TABLE_CELLS - 1, 14, x->text);
    return x;
}

void xlsx_row(struct xlsx *x, const struct str *cells, size_t count) {
    char text[TABLE_CELL + 1];
    for (size_t i = 0; i < count && !x->failed; i++) {
        if (cells[i].n == 0) continue;
        size_t n = cells[i].n < TABLE_CELL ? cells[i].n : TABLE_CELL;
        memcpy(text, cells[i].p, n);
        text[n] = '\0';
        x->failed = worksheet_write_string(x->sheet, x->row, (lxw_col_t)i, text, x->text) !=
                    LXW_NO_ERROR;
    }
    x->row++;
}

enum status xlsx_finish(struct xlsx *x) {
    bool fine = workbook_close(x->book) == LXW_NO_ERROR && !x->failed;
    free(x);
    return fine ? OK : FAILED;
}
