/* What both readers of tables must keep to: rows and columns forward, cells within their limits. */
#ifndef TEST_FUZZ_TABLE_H
#define TEST_FUZZ_TABLE_H

#include "fuzz.h"

#include "base/table.h"
#include "base/text.h"

static size_t table_row_before;

static enum status table_row(void *arg, size_t row, const struct table_cell *cells, size_t count) {
    (void)arg;
    must(row > table_row_before && count <= TABLE_CELLS);
    table_row_before = row;
    for (size_t i = 0; i < count; i++) must(cells[i].text.n <= TABLE_CELL);
    return OK;
}

static void table_fault(void *arg, enum table_fault fault, size_t row, size_t column) {
    (void)arg, (void)row, (void)column;
    must(fault != TABLE_FINE);
}

static const struct table_sink table_sink = {table_row, table_fault, NULL};

#endif
