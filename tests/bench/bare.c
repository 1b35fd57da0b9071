/*
 * The floor under the portal: the least a FastCGI program can do. Forked workers accept on one unix
 * socket, as the pools' do, and answer with bytes they hold in memory; before that, so many
 * prepared SELECTs by primary key and so many UPDATEs in one transaction as the address says:
 *
 *     bare SOCKET WORKERS DIRECTORY DB_SOCKET USER PASSWORD_FILE
 *     DOCUMENT_URI /SELECTS/UPDATES/NAME      DIRECTORY/NAME: head and body of the answer
 *
 * tests/bench/run starts it beside the portal, behind the same nginx and on the same database.
 */
#include <fcgiapp.h>
#include <mysql.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#define ROWS      10000 /* of the table bench_row */
#define FILES_MAX 64
#define BACKLOG   4096 /* as web/fcgi.c */

static struct file {
    char name[64];
    char *bytes;
    int n;
} files[FILES_MAX];

static MYSQL *my;
static MYSQL_STMT *reading, *writing;
static int wanted; /* id of the row */
static char text[128];

static void die(const char *what) {
    fprintf(stderr, "bare: %s: %s\n", what, my ? mysql_error(my) : "");
    exit(1);
}

static int listen_at(const char *path) {
    struct sockaddr_un at = {.sun_family = AF_UNIX};
    strncpy(at.sun_path, path, sizeof at.sun_path - 1);
    unlink(path);
    int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (fd < 0 || bind(fd, (struct sockaddr *)&at, sizeof at) || listen(fd, BACKLOG)) die(path);
    return fd;
}

static MYSQL_STMT *prepare(const char *sql) {
    MYSQL_STMT *stmt = mysql_stmt_init(my);
    MYSQL_BIND id = {.buffer_type = MYSQL_TYPE_LONG, .buffer = &wanted};
    MYSQL_BIND out = {
        .buffer_type = MYSQL_TYPE_STRING, .buffer = text, .buffer_length = sizeof text};
    if (mysql_stmt_prepare(stmt, sql, strlen(sql)) || mysql_stmt_bind_param(stmt, &id)) die(sql);
    if (mysql_stmt_field_count(stmt) && mysql_stmt_bind_result(stmt, &out)) die(sql);
    return stmt;
}

static void connect_to(const char *socket, const char *user, const char *password_file) {
    char password[128] = "";
    FILE *f = fopen(password_file, "r");
    if (!f || !fgets(password, sizeof password, f)) die(password_file);
    fclose(f);
    password[strcspn(password, "\n")] = 0;
    my = mysql_init(NULL);
    if (!mysql_real_connect(my, "localhost", user, password, "mingbai", 0, socket, 0)) die(user);
    reading = prepare("SELECT value FROM bench_row WHERE id = ?");
    writing = prepare("UPDATE bench_row SET seen = seen + 1 WHERE id = ?");
}

static void run(MYSQL_STMT *stmt) {
    wanted = 1 + rand() % ROWS;
    if (mysql_stmt_execute(stmt)) die("execute");
    if (stmt == writing) return;
    if (mysql_stmt_fetch(stmt)) die("fetch");
    mysql_stmt_free_result(stmt);
}

static void work_database(int selects, int updates) {
    if (updates && mysql_real_query(my, "START TRANSACTION", 17)) die("begin");
    for (int i = 0; i < selects; i++) run(reading);
    for (int i = 0; i < updates; i++) run(writing);
    if (updates && mysql_commit(my)) die("commit");
}

/* Read when it is first asked for, kept from then on. */
static const struct file *file_named(const char *name) {
    size_t i = 0;
    while (i < FILES_MAX - 1 && files[i].bytes && strcmp(files[i].name, name)) i++;
    struct file *file = &files[i];
    if (file->bytes) return file;
    FILE *f = fopen(name, "r");
    struct stat st;
    if (!f || fstat(fileno(f), &st)) return NULL;
    snprintf(file->name, sizeof file->name, "%s", name);
    file->bytes = malloc((size_t)st.st_size);
    file->n = (int)st.st_size;
    bool whole = file->bytes && fread(file->bytes, 1, (size_t)file->n, f) == (size_t)file->n;
    fclose(f);
    return whole ? file : NULL;
}

static void serve(int socket) {
    FCGX_Request rq;
    char body[8192];
    FCGX_Init();
    FCGX_InitRequest(&rq, socket, FCGI_FAIL_ACCEPT_ON_INTR);
    while (FCGX_Accept_r(&rq) == 0) {
        int selects = 0, updates = 0;
        char name[64] = "";
        const char *address = FCGX_GetParam("DOCUMENT_URI", rq.envp);
        bool known = address && sscanf(address, "/%d/%d/%63[a-z.-]", &selects, &updates, name) == 3;
        const struct file *file = known ? file_named(name) : NULL;
        while (FCGX_GetStr(body, sizeof body, rq.in) > 0) {
        }
        rq.keepConnection = 0;
        if (file) {
            work_database(selects, updates);
            FCGX_PutStr(file->bytes, file->n, rq.out);
        } else {
            FCGX_FPrintF(rq.out, "Status: 404 Not Found\r\n\r\n");
        }
        FCGX_Finish_r(&rq);
    }
}

int main(int argc, char **argv) {
    if (argc != 7) return 2;
    int socket = listen_at(argv[1]);
    if (chdir(argv[3])) die(argv[3]);
    signal(SIGPIPE, SIG_IGN);
    prctl(PR_SET_PDEATHSIG, SIGTERM);
    for (int i = 0; i < atoi(argv[2]); i++) {
        if (fork()) continue;
        prctl(PR_SET_PDEATHSIG, SIGTERM);
        srand((unsigned)getpid());
        connect_to(argv[4], argv[5], argv[6]);
        serve(socket);
        _exit(0);
    }
    while (wait(NULL) > 0) {
    }
    return 0;
}
