/*
 * Looked at when a ticket is sent, before anything is kept.
 */
#include "model/casework/evidence.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/log.h"

static bool begins(struct str bytes, struct str with) {
    return str_starts(bytes, with);
}

static bool holds(struct str bytes, struct str what) {
    return str_find(bytes, what) < bytes.n;
}

/* A zip with the parts that every document of Word has. */
static bool is_docx(struct str bytes) {
    if (!begins(bytes, STR("PK\x03\x04"))) return false;
    return holds(bytes, STR("[Content_Types].xml")) && holds(bytes, STR("word/document"));
}

const char *evidence_kind(struct str bytes) {
    if (begins(bytes, STR("%PDF-1.")) || begins(bytes, STR("%PDF-2."))) return "pdf";
    if (begins(bytes, STR("\xff\xd8\xff"))) return "jpg";
    if (begins(bytes, STR("\x89PNG\r\n\x1a\n"))) return "png";
    return is_docx(bytes) ? "docx" : NULL;
}

struct str evidence_kind_text(struct str kind) {
    if (str_is(kind, "pdf")) return STR("PDF");
    return str_is(kind, "docx") ? STR("Word 文档") : STR("照片");
}

enum status evidence_read(struct str *out, struct arena *a, const char *path, int64_t size) {
    *out = STR_NONE;
    int fd = open(path, O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
    if (fd < 0) {
        log_event(LOG_ERROR, "upload_cannot_be_read", "error", strerror(errno), NULL);
        return BUSY;
    }
    char *p = arena_alloc(a, (size_t)size + 1);
    size_t n = 0;
    ssize_t got;
    while (n <= (size_t)size && (got = read(fd, p + n, (size_t)size + 1 - n)) > 0) n += (size_t)got;
    close(fd);
    if (n != (size_t)size) return INVALID;
    *out = (struct str){p, n};
    return OK;
}
