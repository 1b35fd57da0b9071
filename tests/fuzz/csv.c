/* A csv file somebody sends, in either encoding. */
#include "table.h"

#include "base/csv.h"
#include "base/encoding.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    if (size < 2) return 0;
    FILE *f = fmemopen((void *)(uintptr_t)(data + 1), size - 1, "rb");
    if (!f) return 0;
    table_row_before = 0;
    csv_scan(f, data[0] & 1 ? ENCODING_GB18030 : ENCODING_UTF8, &table_sink);
    fclose(f);
    return 0;
}
