/*
 * Tables that people send: csv, or the first sheet of an xlsx file, row by row. The bytes are read
 * by a process of its own that may open nothing, start nothing, and has little memory and time;
 * the caller sees rows only. Nothing is evaluated, and memory does not grow with the file.
 *
 *     table_open  ->  the reader's process begins (before the caller holds keys or connections)
 *     table_read  ->  rows and faults, in the order of the file
 *     table_close ->  the process is gone
 */
#ifndef BASE_TABLE_H
#define BASE_TABLE_H

#include "base/status.h"
#include "base/str.h"

#define TABLE_CELLS    64         /* of a row */
#define TABLE_CELL     4096       /* bytes of a cell */
#define TABLE_ROWS     2000000    /* of a file */
#define TABLE_FILE     536870912  /* bytes */
#define TABLE_UNPACKED 1073741824 /* bytes of an xlsx file's parts together */

/* What is wrong with a file, a row or a cell. From TABLE_HIDDEN_SHEET on it is only said, the
 * reading goes on; at a cell's fault it goes on too, so that all are found at once. */
enum table_fault {
    TABLE_FINE,
    TABLE_GONE,          /* cannot be opened, or is no file */
    TABLE_EMPTY,         /* has no bytes */
    TABLE_HUGE,          /* over TABLE_FILE */
    TABLE_OLD_OR_LOCKED, /* xls, or xlsx with a password */
    TABLE_OTHER_KIND,    /* neither csv nor xlsx: bytes that are no text */
    TABLE_UTF16,         /* text in UTF-16 */
    TABLE_ENCODING,      /* text that is neither UTF-8 nor GB18030 */
    TABLE_QUOTES,        /* csv: a quotation mark that is never closed, or stands within a cell */
    TABLE_WIDE,          /* a row of more than TABLE_CELLS cells */
    TABLE_LONG,          /* a cell over TABLE_CELL */
    TABLE_MANY,          /* over TABLE_ROWS */
    TABLE_ZIP,           /* xlsx: the archive is damaged */
    TABLE_BOMB,          /* xlsx: unpacks to more than TABLE_UNPACKED */
    TABLE_PART,          /* xlsx: a part that it must have is missing */
    TABLE_XML,           /* xlsx: a part is not well-formed */
    TABLE_DOCTYPE,       /* xlsx: a part declares entities */
    TABLE_DEEP,          /* xlsx: nested deeper than any sheet */
    TABLE_MERGED,        /* xlsx: merged cells; row and column of the first one */
    TABLE_ORDER,         /* xlsx: rows or cells that go backwards */
    TABLE_FORMULA,       /* xlsx: a cell holds a formula */
    TABLE_ERROR_VALUE,   /* xlsx: a cell holds #N/A or the like */
    TABLE_DIED,          /* the reader was over its time or memory, or crashed */
    TABLE_HIDDEN_SHEET,
    TABLE_MORE_SHEETS,
    TABLE_HIDDEN_COLUMN,
    TABLE_HIDDEN_ROW,
};

struct table_cell {
    struct str text; /* a number as the file has it, a date as YYYY-MM-DD; no value: empty */
    bool number;     /* xlsx: a numeric cell; a long one has lost digits */
};

/* Who wants to know. Rows and columns count from 1, as the program that made the table shows them;
 * 0: the whole file, or row. Blank rows are counted and not given. Whatever ${row} returns but OK
 * ends the reading. */
struct table_sink {
    enum status (*row)(void *arg, size_t row, const struct table_cell *cells, size_t count);
    void (*fault)(void *arg, enum table_fault fault, size_t row, size_t column);
    void *arg;
};

struct table;

/* table_open(path): begins; never NULL. What is wrong with the file is told by table_read. */
struct table *table_open(const char *path);

/* table_open_apart(path): the same for a process that does hold keys and connections: the reader is
 * this program started anew, and inherits neither memory nor descriptors. The program must call
 * table_reader(argc, argv) first of all; that returns at once unless it was started so. */
struct table *table_open_apart(const char *path);
void table_reader(int argc, char **argv);

/* table_read(t, sink): all of it. OK at the end of a file without faults (notes are none),
 * INVALID after a fault, BUSY where no process could be begun, else what ${sink->row} returned. */
enum status table_read(struct table *t, const struct table_sink *sink);

/* table_share(t): how much of the file has been read, in thousandths. */
int table_share(const struct table *t);

/* table_close(t): ends the process if it still runs. NULL is allowed. */
void table_close(struct table *t);

/* table_is_note(fault): it is only said. */
bool table_is_note(enum table_fault fault);

#endif
