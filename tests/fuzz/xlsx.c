/* A workbook somebody sends. The bytes are its sheet; the archive round it is made here, or no
 * mutation would ever get past its checksums. The first byte chooses which part they are. */
#include "table.h"

#include <fcntl.h>
#include <unistd.h>
#include <zip.h>

#include "base/xlsx.h"

static const char *const names[] = {"xl/worksheets/sheet1.xml", "xl/sharedStrings.xml",
                                    "xl/styles.xml", "xl/workbook.xml",
                                    "xl/_rels/workbook.xml.rels"};
static const char *const usual[] = {
    "<worksheet><sheetData><row r=\"1\"><c r=\"A1\" t=\"s\"><v>0</v></c><c r=\"B1\" "
    "s=\"1\"><v>45000"
    "</v></c></row></sheetData></worksheet>",
    "<sst><si><t>x</t></si></sst>",
    "<styleSheet><cellXfs><xf numFmtId=\"0\"/><xf numFmtId=\"14\"/></cellXfs></styleSheet>",
    "<workbook xmlns:r=\"r\"><sheets><sheet name=\"a\" r:id=\"rId1\"/></sheets></workbook>",
    "<Relationships><Relationship Id=\"rId1\" Target=\"worksheets/sheet1.xml\"/></Relationships>",
};
#define PARTS (sizeof names / sizeof names[0])

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    static char path[] = "/dev/shm/mingbai_fuzz_xlsx";
    int failed = 0;
    if (size < 1) return 0;
    zip_t *zip = zip_open(path, ZIP_CREATE | ZIP_TRUNCATE, &failed);
    must(zip != NULL);
    for (size_t i = 0; i < PARTS; i++) {
        bool ours = i == data[0] % PARTS;
        zip_source_t *s = ours ? zip_source_buffer(zip, data + 1, size - 1, 0)
                               : zip_source_buffer(zip, usual[i], strlen(usual[i]), 0);
        zip_int64_t at = zip_file_add(zip, names[i], s, ZIP_FL_OVERWRITE);
        must(at >= 0 && zip_set_file_compression(zip, (zip_uint64_t)at, ZIP_CM_STORE, 0) == 0);
    }
    must(zip_close(zip) == 0);
    FILE *f = fopen(path, "rb");
    must(f != NULL);
    table_row_before = 0;
    xlsx_scan(f, &table_sink);
    fclose(f);
    return 0;
}
