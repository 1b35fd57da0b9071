/*
 * Published things as bytes, field by field; pure. ledger.c hashes them into the tree, the public
 * pages and `mingbai verify` make them again.
 */
#include "model/publish/ledger_text.h"

#include "base/arena.h"
#include "base/canon.h"
#include "base/seal.h"

#define TEXT_BYTES ((size_t)16 << 20)

static void put_head(struct buf *b, const struct row_ledger_edition *e) {
    canon_text(b, "kind", e->kind);
    canon_int(b, "document", e->document_id);
    canon_int(b, "number", e->number);
}

static void put_entry(struct buf *b, const struct row_ledger_entry *n) {
    canon_int(b, "position", n->position);
    canon_text(b, "masked_name", n->masked_name);
    canon_text(b, "village", n->village);
    canon_text(b, "team", n->team);
    canon_int(b, "size", n->size);
    canon_text(b, "category", n->category);
    canon_int(b, "amount", n->amount);
}

static void put_file(struct buf *b, const struct row_ledger_file *f) {
    canon_int(b, "position", f->position);
    canon_int(b, "id", f->id);
    canon_text(b, "name", f->name);
    canon_text(b, "type", f->type);
    canon_int(b, "size", f->size);
    canon_text(b, "digest", f->digest);
}

static void put_condition(struct buf *b, const struct row_fit_condition *c) {
    canon_text(b, "role", c->role);
    canon_text(b, "fact", c->fact);
}

struct str ledger_text_edition(struct arena *a, const struct ledger_record *r, struct str inside) {
    const struct row_ledger_edition *e = r->edition;
    struct buf text = buf_new(a, TEXT_BYTES), *b = &text;
    buf_format(b, "mingbai-edition %d\n", r->condition_count > 0 ? 2 : 1);
    put_head(b, e);
    canon_text(b, "region", e->region);
    canon_text(b, "title", e->title);
    canon_text(b, "body", e->body);
    canon_text(b, "issuer", e->issuer);
    canon_text(b, "document_number", e->document_number);
    canon_day(b, "issued_on", e->issued_on);
    canon_day(b, "effective_from", e->effective_from);
    canon_day(b, "effective_to", e->effective_to);
    canon_text(b, "level", e->level);
    canon_text(b, "area", e->area);
    canon_text(b, "card_who", e->card_who);
    canon_text(b, "card_what", e->card_what);
    canon_text(b, "card_how", e->card_how);
    canon_text(b, "card_when", e->card_when);
    canon_text(b, "card_bring", e->card_bring);
    canon_text(b, "card_ask", e->card_ask);
    canon_text(b, "type", e->type);
    canon_int(b, "window_days", e->window_days);
    canon_moment(b, "opens_at", e->opens_at);
    canon_moment(b, "closes_at", e->closes_at);
    canon_text(b, "change_note", e->change_note);
    canon_moment(b, "published_at", e->published_at);
    canon_bytes(b, "inside", inside);
    canon_int(b, "entries", (int64_t)r->entry_count);
    for (size_t i = 0; i < r->entry_count; i++) put_entry(b, &r->entries[i]);
    canon_int(b, "files", (int64_t)r->file_count);
    for (size_t i = 0; i < r->file_count; i++) put_file(b, &r->files[i]);
    if (r->condition_count > 0) canon_int(b, "conditions", (int64_t)r->condition_count);
    for (size_t i = 0; i < r->condition_count; i++) put_condition(b, &r->conditions[i]);
    return buf_str(b);
}

struct str ledger_text_withdrawal(struct arena *a, const struct row_ledger_edition *e,
                                  struct str of, struct str inside) {
    struct buf b = buf_new(a, TEXT_BYTES);
    BUF_LIT(&b, "mingbai-withdrawal 1\n");
    put_head(&b, e);
    canon_bytes(&b, "of", of);
    canon_moment(&b, "withdrawn_at", e->withdrawn_at);
    canon_text(&b, "reason", e->withdrawn_reason);
    canon_bytes(&b, "inside", inside);
    return buf_str(&b);
}

struct str ledger_text_succession(struct arena *a, const struct row_ledger_edition *e,
                                  struct str of, struct str inside) {
    struct buf b = buf_new(a, TEXT_BYTES);
    BUF_LIT(&b, "mingbai-succession 1\n");
    put_head(&b, e);
    canon_bytes(&b, "of", of);
    canon_int(&b, "successor", e->successor_id);
    canon_bytes(&b, "inside", inside);
    return buf_str(&b);
}

void ledger_text_inside(uint8_t out[32], struct arena *a, const struct row_ledger_inside *row,
                        struct str salt) {
    struct buf b = buf_new(a, TEXT_BYTES);
    BUF_LIT(&b, "mingbai-inside 1\n");
    canon_bytes(&b, "salt", salt);
    canon_int(&b, "version", row->version);
    canon_int(&b, "written_by", row->written_by);
    canon_int(&b, "published_by", row->published_by);
    canon_text(&b, "document_kind", row->document_kind);
    canon_text(&b, "document_region", row->document_region);
    canon_int(&b, "created_by", row->created_by);
    canon_moment(&b, "created_at", row->created_at);
    canon_text(&b, "form_key", row->form_key);
    seal_digest(out, buf_str(&b));
}
