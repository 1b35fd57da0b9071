/*
 * `mingbai pages DIR`: the pages nginx shows by itself: when no pool answers, when it refuses a
 * request, and the home page for the case that nothing was kept. Made from the same templates.
 */
#include "cli/cli.h"

#include <stdio.h>
#include <unistd.h>

#include "base/conf.h"
#include "base/date.h"
#include "model/county/setting.h"
#include "page/page.h"
#include "view/error.h"
#include "view/link.h"

static bool write_page(const char *dir, const char *name, struct str text) {
    char path[4096], part[4096 + 8];
    if (snprintf(path, sizeof path, "%s/%s.html", dir, name) >= (int)sizeof path) return false;
    snprintf(part, sizeof part, "%s.part", path);
    FILE *f = fopen(part, "w");
    if (!f) return false;
    bool fine = fwrite(text.p, 1, text.n, f) == text.n;
    fine = fclose(f) == 0 && fine;
    return fine && rename(part, path) == 0; /* nginx never sees half a page */
}

static void home(const struct request *rq, struct response *rs) {
    struct view_home_page v = {
        .frame = frame_new(rq, STR(""), "home"),
        .status = link_status(),
        .degraded = true,
        .open_all = link_notices(rq->arena, &(struct link_filter){.state = STR("open")}),
        .find = link_find(),
        .notices_all = link_notices(rq->arena, &link_everything),
        .policies_all = link_policies(rq->arena, &link_everything),
        .phone = rq->site.phone,
        .phone_link = link_tel(rq->arena, rq->site.phone),
        .hours = rq->site.hours,
    };
    v.areas = page_areas(&v.areas_count, rq);
    view_home_page(&rs->body, &v);
}

int cli_pages(int argc, char **argv) {
    static const int codes[] = {400, 403, 404, 405, 413, 429, 500, 502, 503};
    struct cli c;
    struct settings s;
    if (argc != 2) {
        fprintf(stderr, "mingbai: pages DIR\n");
        return EXIT_USE;
    }
    int rc = cli_start(&c, false);
    if (rc != EXIT_DONE) return rc;
    if (settings_load(&s, c.db) != OK) return EXIT_SYSTEM;
    struct request rq = {
        .method = GET,
        .path = STR("/"),
        .arena = c.arena,
        .conf = c.conf,
        .now = date_now(),
        .site = {.county = s.county_name, .phone = s.phone, .hours = s.hours},
    };
    struct response rs;
    bool fine = true;
    for (size_t i = 0; i < sizeof codes / sizeof codes[0]; i++) {
        char name[16];
        snprintf(name, sizeof name, "%d", codes[i]);
        response_start(&rs, c.arena);
        error_html(&rq, &rs, codes[i]);
        fine = write_page(argv[1], name, buf_str(&rs.body)) && fine;
    }
    response_start(&rs, c.arena);
    home(&rq, &rs);
    fine = write_page(argv[1], "home", buf_str(&rs.body)) && fine;
    if (fine) return EXIT_DONE;
    fprintf(stderr, "mingbai: cannot write pages to %s\n", argv[1]);
    return EXIT_SYSTEM;
}
