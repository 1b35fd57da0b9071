/* A workbook somebody sends. The bytes are one of its parts, which one the first byte says; the
 * archive round it is made here, or no mutation would ever get past its checksums. */
#define _GNU_SOURCE /* memfd_create */
#include "table.h"

#include <sys/mman.h>
#include <unistd.h>
#include <zlib.h>

#include "base/buf.h"
#include "base/xlsx.h"

static const struct {
    const char *name, *usual;
} parts[] = {
    {"xl/worksheets/sheet1.xml",
     "<worksheet><sheetData><row r=\"1\"><c r=\"A1\" t=\"s\"><v>0</v></c><c r=\"B1\" s=\"1\">"
     "<v>45000</v></c></row></sheetData></worksheet>"},
    {"xl/sharedStrings.xml", "<sst><si><t>x</t></si></sst>"},
    {"xl/styles.xml",
     "<styleSheet><cellXfs><xf numFmtId=\"0\"/><xf numFmtId=\"14\"/></cellXfs></styleSheet>"},
    {"xl/workbook.xml",
     "<workbook xmlns:r=\"r\"><sheets><sheet name=\"a\" r:id=\"rId1\"/></sheets></workbook>"},
    {"xl/_rels/workbook.xml.rels",
     "<Relationships><Relationship Id=\"rId1\" Target=\"worksheets/sheet1.xml\"/></Relationships>"},
};
#define PARTS (sizeof parts / sizeof parts[0])

static void number(struct buf *b, size_t bytes, uint64_t v) {
    buf_put(b, (struct str){(const char *)&v, bytes}); /* the low byte first, here as there */
}

/* What an archive says of a file both before it and in its index. */
static void about(struct buf *b, const char *name, struct str content) {
    number(b, 2, 20);
    number(b, 8, 0); /* as it is, not packed; no time */
    number(b, 4, crc32(0, (const unsigned char *)content.p, (unsigned)content.n));
    number(b, 4, content.n);
    number(b, 4, content.n);
    number(b, 2, strlen(name));
    number(b, 2, 0);
}

static struct str archive(struct arena *a, const struct str contents[PARTS]) {
    struct buf b = buf_new(a, 65536), index = buf_new(a, 4096);
    for (size_t i = 0; i < PARTS; i++) {
        BUF_LIT(&index, "PK\1\2");
        number(&index, 2, 20);
        about(&index, parts[i].name, contents[i]);
        number(&index, 8, 0);
        number(&index, 2, 0);
        number(&index, 4, buf_str(&b).n);
        buf_put(&index, str_from(parts[i].name));
        BUF_LIT(&b, "PK\3\4");
        about(&b, parts[i].name, contents[i]);
        buf_put(&b, str_from(parts[i].name));
        buf_put(&b, contents[i]);
    }
    size_t at = buf_str(&b).n;
    buf_put(&b, buf_str(&index));
    BUF_LIT(&b, "PK\5\6");
    number(&b, 4, 0);
    number(&b, 2, PARTS);
    number(&b, 2, PARTS);
    number(&b, 4, buf_str(&index).n);
    number(&b, 4, at);
    number(&b, 2, 0);
    must(!b.full && !index.full);
    return buf_str(&b);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    static FILE *f;
    struct arena *a = fresh();
    struct str contents[PARTS];
    if (size < 1) return 0;
    if (!f) f = fdopen(memfd_create("xlsx", MFD_CLOEXEC), "w+b");
    must(f != NULL);
    for (size_t i = 0; i < PARTS; i++) contents[i] = str_from(parts[i].usual);
    contents[data[0] % PARTS] = (struct str){(const char *)data + 1, size - 1};
    struct str bytes = archive(a, contents);
    must(ftruncate(fileno(f), (off_t)bytes.n) == 0);
    must(pwrite(fileno(f), bytes.p, bytes.n, 0) == (ssize_t)bytes.n);
    table_row_before = 0;
    xlsx_scan(f, &table_sink);
    return 0;
}
