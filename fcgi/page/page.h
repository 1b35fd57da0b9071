/*
 * Parts of pages that handlers of several rooms fill the same way: rows of lists, clocks, editions,
 * files, selects. The floor between the handlers and the two that never see each other, model and
 * view.
 */
#ifndef PAGE_PAGE_H
#define PAGE_PAGE_H

#include "model/publish/article.h"
#include "model/publish/label.h"
#include "view/frame.h"
#include "view/link.h"
#include "web/response.h"

#define PAGE_ROWS 20

/* page_notices, page_policies: rows of lists, in the request arena. */
struct view_notice_row *page_notices(const struct request *rq, const struct row_notice_item *rows,
                                     size_t count);
struct view_policy_row *page_policies(const struct request *rq, const struct row_policy_item *rows,
                                      size_t count);

/* page_place(a, above, place): 柳溪镇 青石村; ${above} may be empty. */
struct str page_place(struct arena *a, struct str above, struct str place);

/* page_clock(rq, opens_at, closes_at): NULL when there is no window. */
struct view_clock *page_clock(const struct request *rq, int64_t opens_at, int64_t closes_at);

/* page_editions(rq, article, kind): the history; page_attachments: the files. */
struct view_edition *page_editions(const struct request *rq, const struct article *a,
                                   struct str kind);
struct view_attachment *page_attachments(const struct request *rq, const struct article *a);

/* page_file_kind(type): 表格, PDF …; page_file_size(a, bytes): 320 KB. */
struct str page_file_kind(struct str type);
struct str page_file_size(struct arena *a, int64_t bytes);

/* page_hand_out(rs, a, name, type, digest): the answer is a stored file, to be saved under its
 * name. */
void page_hand_out(struct response *rs, struct arena *a, struct str name, struct str type,
                   struct str digest);

/* page_names(rq, caption, rows, count): the list of a notice; NULL when it has none. */
struct view_name_list *page_names(const struct request *rq, struct str caption,
                                  const struct row_entry *rows, size_t count);

/* page_card(rq, six texts): the plain card of a policy; NULL when nothing is written on it. */
struct view_policy_card *page_card(const struct request *rq, struct str who, struct str what,
                                   struct str how, struct str when, struct str bring,
                                   struct str ask);

/* page_office_phone(out, rq, region): whom to tell: the office of the township, or the county's
 * hotline. page_correction(rq, e): that this edition corrects one; empty for the first. */
enum status page_office_phone(struct str *out, const struct request *rq, struct str region);
struct str page_correction(const struct request *rq, const struct row_article *e);

/* page_standing(note, successor, rq, a): the mark of a policy that is not in force now, with a
 * sentence; *successor: the title of what took its place. Empty where there is none. */
struct str page_standing(struct str *note, struct str *successor, const struct request *rq,
                         const struct article *a);

/* page_standing_mark(rq, from, to, successor): the mark alone. */
struct str page_standing_mark(const struct request *rq, int32_t from, int32_t to,
                              int64_t successor);

/* page_terms(rq, rows, count): hard words with what they mean. page_within(out, rq, texts, count):
 * those that occur in these texts, as a part of the page; NULL when none does. */
struct view_glossary_term *page_terms(const struct request *rq,
                                      const struct row_glossary_term *rows, size_t count);
enum status page_within(struct view_glossary_within **out, const struct request *rq,
                        const struct str *texts, size_t count);

/* page_hash(a, hash): in groups of four, as people compare it: 3fa2 91bc 07de. */
struct str page_hash(struct arena *a, struct str hash);

/* page_proof(rq, hash): what a page shows of its ${hash}, the short one; NULL when that is empty.
 */
struct view_proof *page_proof(const struct request *rq, struct str hash);

/* page_id(out, text): the number in a path; false (so: not found) if it is none. */
bool page_id(int64_t *out, struct str text);

/* page_areas(count, rq): every policy area with the link to its policies. */
struct view_area_link *page_areas(size_t *count, const struct request *rq);

/* page_labels(rq, list, chosen): a select of all, and "全部" first; *count options. */
struct view_choice *page_labels(size_t *count, const struct request *rq, const struct label *list,
                                struct str chosen);

/* page_seek(rq, label, kind): a field that looks for what is published, of one kind or, with it
 * empty, of any. */
struct view_seek *page_seek(const struct request *rq, struct str label, struct str kind);

/* page_regions(out, count, rq, chosen): the county and its townships, "全部" first. */
enum status page_regions(struct view_choice **out, size_t *count, const struct request *rq,
                         struct str chosen);

/* page_years(count, rq, chosen): this year and the eleven before it. */
struct view_choice *page_years(size_t *count, const struct request *rq, struct str chosen);

/* Words for codes that mean something else on each list; NULL: it has no such condition. */
struct page_words {
    const struct label *kinds, *types, *states;
    bool q; /* the words looked for are a condition like the others */
};

/* page_tags(out, count, rq, all, words): the conditions of the list at this path, each with the
 * list without it. page_pager(rq, all, first, next): its other pages; ${next}.id 0: none is older.
 */
enum status page_tags(struct view_filter_tag **out, size_t *count, const struct request *rq,
                      struct link_filter all, const struct page_words *words);
struct view_pager *page_pager(const struct request *rq, struct link_filter all, bool first,
                              struct cursor next);

#endif
