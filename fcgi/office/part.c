/*
 * Small things the office handlers have in common.
 */
#include "office/part.h"

#include "base/arena.h"
#include "view/link.h"

const struct label part_kinds[] = {{"policy", "政策"}, {"notice", "公告"}, {NULL, NULL}};
const struct label part_states[] = {{"draft", "草稿"},
                                    {"published", "已发布"},
                                    {"withdrawn", "已撤回"},
                                    {"corrected", "已被更正"},
                                    {NULL, NULL}};

struct str part_kind(struct str kind, struct str type) {
    return type.n ? label_text(label_types, type) : label_text(part_kinds, kind);
}

enum status part_file(struct edition_file *out, struct request *rq) {
    int64_t id;
    if (!page_id(&id, rq->args[0])) return NOT_FOUND;
    return edition_find(out, rq->db, rq->actor, id);
}

struct view_problem_list *part_faults(const struct request *rq, const struct edition_fault *faults,
                                      size_t count) {
    if (count == 0) return NULL;
    struct view_problem_list *l = ARENA_NEW(rq->arena, struct view_problem_list);
    l->list = ARENA_ARRAY(rq->arena, struct view_problem, count);
    l->list_count = count;
    for (size_t i = 0; i < count; i++) l->list[i].text = faults[i].text;
    return l;
}
