/*
 * The sheet of a workbook, row by row: cells with their places, types and styles become texts.
 */
#include "base/xlsx_book.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>

#include "base/date.h"

/* "C12": row and column from 1; false if it is none. */
static bool reference(size_t *row, size_t *column, const char *at) {
    *row = *column = 0;
    for (; *at >= 'A' && *at <= 'Z' && *column < 100000; at++) {
        *column = *column * 26 + (size_t)(*at - 'A' + 1);
    }
    for (; *at >= '0' && *at <= '9' && *row < 100000000; at++) {
        *row = *row * 10 + (size_t)(*at - '0');
    }
    return *row > 0 && *column > 0;
}

static void row_begin(struct xlsx_book *b, const char **attributes) {
    const char *r = xlsx_attribute(attributes, "r");
    b->row = r ? xlsx_number_of(r) : b->last_row + 1;
    if (b->row <= b->last_row) {
        xlsx_fatal(b, TABLE_ORDER, b->row, 0);
    } else if (b->row > TABLE_ROWS + 1) {
        xlsx_fatal(b, TABLE_MANY, b->row, 0);
    }
    if (xlsx_is_true(xlsx_attribute(attributes, "hidden")))
        xlsx_fault(b, TABLE_HIDDEN_ROW, b->row, 0);
    b->last_row = b->row;
    b->last_column = b->cell_count = b->row_used = 0;
    b->filled = false;
    b->in_row = true;
}

static void row_end(struct xlsx_book *b) {
    b->in_row = false;
    if (!b->filled) return;
    enum status st = b->sink->row(b->sink->arg, b->row, b->cells, b->cell_count);
    if (st == OK) return;
    b->st = st;
    XML_StopParser(b->parser, XML_FALSE);
}

static void cell_begin(struct xlsx_book *b, const char **attributes) {
    const char *r = xlsx_attribute(attributes, "r"), *type = xlsx_attribute(attributes, "t");
    size_t row;
    if (!r || !reference(&row, &b->column, r)) b->column = b->last_column + 1;
    if (b->column <= b->last_column) {
        xlsx_fatal(b, TABLE_ORDER, b->row, b->column);
        return;
    }
    b->last_column = b->column;
    snprintf(b->type, sizeof b->type, "%s", type ? type : "n");
    b->style = xlsx_number_of(xlsx_attribute(attributes, "s"));
    b->formula = false;
    b->in_cell = true;
    xlsx_text_begin(b);
}

/* A serial number as a day: 1 is 1900-01-01, and 60, a day that never was, is refused as a date;
 * with the other epoch 0 is 1904-01-01. */
static bool date_of(struct xlsx_book *b, double serial) {
    int32_t first;
    if (serial < 0 || serial > 401000) return false;
    int32_t days = (int32_t)floor(serial);
    if (b->epoch_1904) {
        date_from_ymd(&first, 1904, 1, 1);
        days += first;
    } else {
        if (days < 1 || days == 60) return false;
        date_from_ymd(&first, 1900, 1, 1);
        days += first - (days > 60 ? 2 : 1);
    }
    struct ymd d = date_ymd(days);
    b->text_n = (size_t)snprintf(b->text, sizeof b->text, "%04d-%02d-%02d", d.year, d.month, d.day);
    return true;
}

/* The text of a numeric cell: a date, a whole number in full as long as it is exact, or as it is.
 */
static bool number_text(struct xlsx_book *b) {
    char *end;
    b->text[b->text_n] = '\0';
    double value = strtod(b->text, &end);
    if (end == b->text || !isfinite(value)) return true;
    if (xlsx_is_date(b, b->style) && date_of(b, value)) return false;
    if (floor(value) == value && fabs(value) < 1e15) {
        b->text_n = (size_t)snprintf(b->text, sizeof b->text, "%.0f", value);
    }
    return true;
}

static void cell_put(struct xlsx_book *b, bool number) {
    if (b->column > TABLE_CELLS) {
        xlsx_fatal(b, TABLE_WIDE, b->row, b->column);
        return;
    }
    while (b->cell_count < b->column - 1) b->cells[b->cell_count++] = (struct table_cell){0};
    char *at = b->row_text + b->row_used;
    memcpy(at, b->text, b->text_n);
    b->row_used += b->text_n;
    b->cells[b->cell_count++] = (struct table_cell){{at, b->text_n}, number};
    b->filled = true;
}

static void cell_end(struct xlsx_book *b) {
    bool number = false;
    b->in_cell = false;
    if (b->formula) {
        xlsx_fault(b, TABLE_FORMULA, b->row, b->column);
        b->text_n = 0;
    } else if (b->long_text) {
        xlsx_fatal(b, TABLE_LONG, b->row, b->column);
        return;
    }
    if (b->text_n == 0) return;
    if (strcmp(b->type, "s") == 0) {
        b->text[b->text_n] = '\0';
        if (!xlsx_string(b, xlsx_number_of(b->text))) {
            xlsx_fatal(b, TABLE_XML, b->row, b->column);
            return;
        }
    } else if (strcmp(b->type, "e") == 0) {
        xlsx_fault(b, TABLE_ERROR_VALUE, b->row, b->column);
        return;
    } else if (strcmp(b->type, "d") == 0) {
        b->text_n = b->text_n > 10 ? 10 : b->text_n; /* ISO 8601; the day is enough */
    } else if (strcmp(b->type, "n") == 0) {
        number = number_text(b);
    }
    if (b->text_n) cell_put(b, number);
}

void xlsx_sheet_begin(struct xlsx_book *b, const char *name, const char **attributes) {
    size_t row, column;
    if (xlsx_is(name, "row")) {
        row_begin(b, attributes);
    } else if (xlsx_is(name, "c") && b->in_row) {
        cell_begin(b, attributes);
    } else if (b->in_cell && (xlsx_is(name, "v") || xlsx_is(name, "t"))) {
        b->in_text = true;
    } else if (b->in_cell && xlsx_is(name, "rPh")) {
        b->in_phonetic = true;
    } else if (b->in_cell && xlsx_is(name, "f")) {
        b->formula = true;
    } else if (xlsx_is(name, "col") && xlsx_is_true(xlsx_attribute(attributes, "hidden"))) {
        xlsx_fault(b, TABLE_HIDDEN_COLUMN, 0, xlsx_number_of(xlsx_attribute(attributes, "min")));
    } else if (xlsx_is(name, "mergeCell")) {
        const char *ref = xlsx_attribute(attributes, "ref");
        if (!ref || !reference(&row, &column, ref)) row = column = 0;
        xlsx_fault(b, TABLE_MERGED, row, column);
    }
}

void xlsx_sheet_end(struct xlsx_book *b, const char *name) {
    if (xlsx_is(name, "row")) {
        row_end(b);
    } else if (xlsx_is(name, "v") || xlsx_is(name, "t")) {
        b->in_text = false;
    } else if (xlsx_is(name, "rPh")) {
        b->in_phonetic = false;
    } else if (xlsx_is(name, "c") && b->in_cell) {
        cell_end(b);
    }
}
