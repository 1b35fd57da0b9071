/*
 * Looking for rows: what the auditors' page and its csv ask. The narrowest index leads.
 */
#include "base/date.h"
#include "db/db.h"
#include "model/county/account.h"
#include "model/county/audit.h"
#include "query.h"

#define DAY_SECONDS 86400

const struct audit_word audit_actions[] = {
    {"sign_in", "登录"},
    {"sign_in_refused", "登录被拒"},
    {"sign_out", "退出"},
    {"password_set", "设自己的密码"},
    {"factor_set", "设二次验证"},
    {"session_end", "退出别处的登录"},
    {"account_open", "开账号"},
    {"account_change", "改账号"},
    {"account_suspend", "停用账号"},
    {"account_resume", "恢复账号"},
    {"account_password", "重设别人密码"},
    {"account_factor", "取消别人的二次验证"},
    {"look", "查看"},
    {"search", "查找户"},
    {"draft", "写草稿"},
    {"save", "改草稿"},
    {"autosave", "自动保存草稿"},
    {"submit", "提交审核"},
    {"recall", "收回草稿"},
    {"return", "退回草稿"},
    {"approve", "批准"},
    {"schedule", "定时发布"},
    {"unschedule", "取消定时"},
    {"hold", "到时没有发出去"},
    {"close", "公示期满"},
    {"expire", "执行期满"},
    {"revise", "开始更正"},
    {"relist", "重做名单"},
    {"publish", "发布"},
    {"withdraw", "撤回"},
    {"file_add", "上传附件"},
    {"file_drop", "删附件"},
    {"file_look", "看过附件"},
    {"file_open", "打开附件"},
    {"household_new", "新建户"},
    {"household_split", "分户"},
    {"member_join", "添人"},
    {"member_leave", "人离开"},
    {"member_head", "换户主"},
    {"member_relation", "与户主关系变了"},
    {"member_twice", "同一号码登记在两户"},
    {"household_apart", "从别户分出"},
    {"household_merged", "并入别户"},
    {"household_merge", "并进别户的人"},
    {"household_moved", "搬家"},
    {"facts", "改户情况"},
    {"helper", "换帮扶责任人"},
    {"measure", "改帮扶措施"},
    {"payment", "改发放"},
    {"visit", "记走访"},
    {"case_reached", "开始办理"},
    {"case_passed", "通过一步"},
    {"case_returned", "退回"},
    {"case_rejected", "不予通过"},
    {"case_resubmitted", "再次上报"},
    {"case_recalled", "退到公示前"},
    {"case_withdrawn", "撤回申请"},
    {"case_ended", "办结"},
    {"reveal", "看完整号码"},
    {"check", "核实更正"},
    {"apply", "办好更正"},
    {"refuse", "没办更正"},
    {"finding_list", "看疑点"},
    {"finding_csv", "下载疑点"},
    {"finding_settle", "处理疑点"},
    {"card", "打印一户"},
    {"book", "打印一册"},
    {"slip", "换告知单"},
    {"slips", "出告知单"},
    {"import_upload", "上传登记表"},
    {"import_approve", "采用登记表"},
    {"import_applied", "登记表写进登记"},
    {"import_drop", "丢弃登记表"},
    {"import_undo", "要求撤回登记表"},
    {"import_undone", "登记表撤回了"},
    {"export_full", "导出完整号码"},
    {"export_masked", "导出遮盖的表"},
    {"register_import", "用命令导入登记表"},
    {"register_drop", "用命令丢弃登记表"},
    {"register_undo", "用命令撤销登记表"},
    {"register_export", "导出登记表"},
    {"setting", "改设置"},
    {"banner_put", "挂紧急横幅"},
    {"banner_drop", "撤紧急横幅"},
    {"policy_check", "核对政策"},
    {"glossary_put", "改难懂的词"},
    {"glossary_drop", "删难懂的词"},
    {"audit_export", "导出操作记录"},
    {"ticket_reveal", "看来件人是谁"},
    {"ticket_file", "看来件的附件"},
    {"ticket_assign", "交给人办来件"},
    {"ticket_visit", "记来件的核实"},
    {"ticket_decide", "办结来件"},
    {"ticket_word", "写公开的答复"},
    {"ticket_publish", "公开答复"},
    {"ticket_hide", "撤下公开的答复"},
    {"ticket_show", "放回公开的答复"},
    {"effort_step", "项目办完一步"},
    {"effort_back", "项目退回一步"},
    {"effort_pay", "记项目拨付"},
    {"effort_drop", "取消待发布的"},
    {"effort_upload", "上传项目用工表"},
    {"effort_approve", "发布项目用工表"},
    {"effort_discard", "丢弃项目用工表"},
    {NULL, NULL},
};

const struct audit_word audit_kinds[] = {
    {"document", "文稿"},
    {"household", "户"},
    {"account", "账号"},
    {"region", "地方"},
    {"audit", "记录"},
    {"request", "更正申请"},
    {"import", "登记表"},
    {"finding", "疑点"},
    {"slip_batch", "告知单"},
    {"setting", "设置"},
    {"banner", "紧急横幅"},
    {"glossary", "难懂的词"},
    {"intake", "登记表（命令）"},
    {"ticket", "来件"},
    {"effort", "项目用工帮扶"},
    {"effort_batch", "项目用工表"},
    {"file", "附件"},
    {NULL, NULL},
};

struct str audit_word_text(const struct audit_word *list, struct str code) {
    for (; list->code; list++) {
        if (str_is(code, list->code)) return str_from(list->text);
    }
    return code;
}

/* The row that ended the time before ${at}, with a day to spare: a row's time is when its request
 * began, its place is where it ended. */
static enum status place_of(int64_t *id, struct db *db, int64_t at, int64_t otherwise) {
    struct row_audit_last_before *row;
    *id = otherwise;
    if (at == MOMENT_NONE) return OK;
    enum status st = q_audit_last_before(&row, db, at);
    *id = st == OK ? row->id : 0;
    return st == NOT_FOUND ? OK : st;
}

enum status audit_search(struct row_audit_found **rows, size_t *count, bool *more, struct db *db,
                         const struct actor *actor, const struct audit_filter *f) {
    int64_t after, before, wanted = f->before_id ? f->before_id : INT64_MAX;
    int64_t from = f->from_at, to = f->to_at;
    enum status st = place_of(&after, db, from == MOMENT_NONE ? from : from - DAY_SECONDS, 0);
    if (st == OK) {
        st = place_of(&before, db, to == MOMENT_NONE ? to : to + DAY_SECONDS, INT64_MAX - 1);
    }
    if (st != OK) return st;
    if (before + 1 < wanted) wanted = before + 1;
    enum status (*search)(struct row_audit_found **, size_t *, struct db *, struct str, struct str,
                          struct str, struct str, struct str, int64_t, int64_t, int64_t, int64_t,
                          int64_t, int64_t) = q_audit_search;
    if (f->object_kind.n && f->object_id != INT64_MIN) {
        search = q_audit_search_object;
    } else if (f->login.n) {
        search = q_audit_search_login;
    } else if (f->action.n) {
        search = q_audit_search_action;
    }
    st = search(rows, count, db, actor->region, f->login.n ? f->login : STR_NONE,
                f->region.n ? f->region : STR_NONE, f->action.n ? f->action : STR_NONE,
                f->object_kind.n ? f->object_kind : STR_NONE, f->object_id, from, to, after, wanted,
                f->most + 1);
    *more = st == OK && *count > (size_t)f->most;
    if (*more) *count = (size_t)f->most;
    return st;
}
