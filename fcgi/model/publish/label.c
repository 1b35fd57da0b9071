/*
 * Tables of words, and nothing else. A new area or type is a line here (twice: the word, and the
 * code that forms accept).
 */
#include "model/publish/label.h"

#include <stddef.h>

const struct label label_areas[] = {
    {"industry", "产业"},        {"employment", "就业"},
    {"relocation", "易地搬迁"},  {"forest", "生态护林"},
    {"education", "教育雨露"},   {"health", "健康"},
    {"subsistence", "低保兜底"}, {"housing", "危房改造"},
    {"water", "饮水安全"},       {"credit", "小额信贷"},
    {"solar", "光伏"},           {"tourism", "乡村旅游"},
    {"commerce", "电商消费"},    {"infrastructure", "基础设施"},
    {"society", "社会帮扶"},     {"insurance", "保险"},
    {"general", "综合"},         {NULL, NULL},
};

const struct label label_levels[] = {
    {"province", "省级"}, {"prefecture", "市级"}, {"county", "县级"},
    {"township", "乡镇"}, {NULL, NULL},
};

const struct label label_types[] = {
    {"list", "名单公示"}, {"project", "项目公示"}, {"funds", "资金公示"}, {"notice", "通知"},
    {"jobs", "招聘培训"}, {"tender", "招标"},      {"other", "其他"},     {NULL, NULL},
};

const char *const label_area_codes[] = {
    "industry",    "employment",     "relocation", "forest",    "education", "health",
    "subsistence", "housing",        "water",      "credit",    "solar",     "tourism",
    "commerce",    "infrastructure", "society",    "insurance", "general",   NULL,
};

const char *const label_level_codes[] = {
    "province", "prefecture", "county", "township", NULL,
};

const char *const label_type_codes[] = {
    "list", "project", "funds", "notice", "jobs", "tender", "other", NULL,
};

struct str label_text(const struct label *list, struct str code) {
    for (; list->code; list++) {
        if (str_is(code, list->code)) return str_from(list->text);
    }
    return code;
}
