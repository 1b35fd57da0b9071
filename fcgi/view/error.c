/*
 * One table of words for every status, one template. Called by serve.c for whatever is not OK and
 * by `mingbai pages`, which renders the pages nginx shows when no pool answers.
 */
#include "view/error.h"

#include "base/arena.h"
#include "view/frame.h"
#include "view/link.h"
#include "web/json.h"

#define STEPS 3

static const struct words {
    int code;
    const char *heading, *explain, *steps[STEPS];
} words[] = {
    {400,
     "这个网址有地方不对",
     "网址里的条件我们看不懂，可能是抄写时漏了或多了字。",
     {"回到首页，重新点进去。", "如果是别人发给您的网址，请他再发一次。", NULL}},
    {403,
     "这一页您不能看",
     "您没有登录，登录已经过期，或者这件事不归您的账号管。",
     {"请重新登录后再试一次。", "还是不行，请找县里的管理员。", NULL}},
    {404,
     "没有找到这个页面",
     "网址可能抄错了一个字，或者这个页面从来没有过。公示和政策发布以后不会删除。",
     {"检查网址有没有抄错。", "回到首页，从“公示”或“政策”里找。", NULL}},
    {405,
     "不能这样打开这个页面",
     "这个网址要从我们的网页上点进来。",
     {"回到首页，重新点进去。", NULL, NULL}},
    {409,
     "有人刚刚也改了这里",
     "您的操作没有做成，因为在您之前内容已经变了。",
     {"返回上一页，刷新后看看现在的样子。", "需要的话再做一次。", NULL}},
    {413,
     "发来的内容太长了",
     "内容超过了这里能收的大小，没有保存。",
     {"返回上一页，把内容缩短一些。", "长文件请分开发。", NULL}},
    {415,
     "内容的格式不对",
     "这个地址收 JSON：请把 Content-Type 写成 application/json。",
     {"改好格式再发一次。", NULL, NULL}},
    {429,
     "您试得太快了，请歇一会儿",
     "为了防止有人乱猜别人家的信息，连续查错要等一等再查。您没有做错什么，也不会被锁住。",
     {"等一会儿再试。", "先核对好姓名和号码，再查一次。", "着急就打电话问。"}},
    {500,
     "我们这边出了差错",
     "不是您的问题。差错已经记下来，我们会查。",
     {"过几分钟再试一次。", "急事请打电话。", NULL}},
    {502,
     "系统正在重新启动",
     "一般几秒钟就好。",
     {"等几秒钟，刷新这一页。", "急事请打电话。", NULL}},
    {503,
     "现在暂时查不了",
     "存资料的系统正在恢复，一般几分钟就好。您的资料没有丢。",
     {"过几分钟再试一次。", "政策和公示还可以从首页看。", "急事请打电话。"}},
};

static const struct words *words_of(int code) {
    const size_t count = sizeof words / sizeof words[0];
    for (size_t i = 0; i < count; i++) {
        if (words[i].code == code) return &words[i];
    }
    return words_of(500);
}

static struct str wait_text(struct arena *a, int seconds) {
    return seconds < 60 ? str_format(a, "请等 %d 秒再试。", seconds)
                        : str_format(a, "请等 %d 分钟再试。", (seconds + 59) / 60);
}

void error_html(const struct request *rq, struct response *rs, int code) {
    const struct words *w = words_of(code);
    struct str steps[STEPS], *problems;
    size_t count = 0;
    for (size_t i = 0; i < STEPS && w->steps[i]; i++) steps[count++] = str_from(w->steps[i]);
    if (rs->retry_after && code == 429) steps[0] = wait_text(rq->arena, rs->retry_after);
    problems = ARENA_ARRAY(rq->arena, struct str, rq->problems.count);
    for (size_t i = 0; i < rq->problems.count; i++) problems[i] = rq->problems.list[i].text;
    struct view_error_page v = {
        .frame = frame_new(rq, str_from(w->heading), "other"),
        .heading = str_from(w->heading),
        .explain = str_from(w->explain),
        .problems = problems,
        .problems_count = rq->problems.count,
        .steps = steps,
        .steps_count = count,
        .home = link_home(),
        .phone = rq->site.phone,
        .phone_link = link_tel(rq->arena, rq->site.phone),
        .request_id = code >= 500 ? str_slice(rq->id, 0, 8) : STR(""),
    };
    rs->status = code;
    view_error_page(&rs->body, &v);
}

void error_json(const struct request *rq, struct response *rs, int code) {
    const struct words *w = words_of(code);
    struct str detail = rq->problems.count ? rq->problems.list[0].text : str_from(w->explain);
    json_problem(rs, code, str_from(w->heading), detail, &rq->problems);
}
