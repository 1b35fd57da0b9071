# Build, run and check the portal. All that is made lies in build/; `make help` lists the targets.
#
#   sql/query  fcgi/view/*.html  static   -> build/gen/*.{h,c}       by the three tools of fcgi/gen
#   fcgi/**.c  build/gen/*.c              -> build/MODE/libmingbai.a, everything but main.o
#   main.o and each tests/unit/**.c       -> linked with that library: a new file needs no edit here

MODE    ?= release
PORT    ?= 8080
RUN_DIR ?= build/run
PREFIX  ?= /usr/local
OUT     := build/$(MODE)
SUBMAKE  = $(MAKE) --no-print-directory -j$(shell nproc)
Q       := $(if $(V),,@)

# Warnings and hardening as in the OpenSSF compiler guide, as far as gcc 12 knows them.
WARN := -Wall -Wextra -Wformat=2 -Wformat-security -Wconversion -Wsign-conversion -Wshadow -Wundef \
        -Wstrict-prototypes -Wmissing-prototypes -Wimplicit-fallthrough $(if $(CI)$(WERROR),-Werror)
HARD := -fPIE -fstack-protector-strong -fstack-clash-protection -fcf-protection=full \
        -fno-strict-aliasing -fno-strict-overflow -fno-delete-null-pointer-checks \
        -ftrivial-auto-var-init=zero -Wtrampolines -Wbidi-chars=any
SANE := -g3 -O1 -fPIE -DMINGBAI_ASAN -fno-omit-frame-pointer -fno-strict-aliasing \
        -fno-sanitize-recover=all

FLAGS_release := -O2 -g $(HARD) -U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=3
FLAGS_debug   := -Og -g3 $(HARD)
FLAGS_asan    := $(SANE) -fsanitize=address,undefined
FLAGS_fuzz    := $(SANE) -fsanitize=address,undefined,fuzzer-no-link
FLAGS_cover   := -g -O0 -fPIE -DMINGBAI_ASAN --coverage -fprofile-update=prefer-atomic
LINK          := -pie -Wl,-z,relro,-z,now,-z,noexecstack -Wl,--as-needed

# Asked for when first used: by then `deps` has installed them.
PACKAGES := fcgi mysqlclient libcjson libpcre2-8 libsodium md4c libutf8proc libbrotlienc \
            zlib libzip expat xlsxwriter libqrencode liboath libmagic libseccomp
HEADERS   = $(eval HEADERS := $$(patsubst -I%,-isystem%,$(shell pkg-config --cflags $(PACKAGES))))$(HEADERS)
LIBS      = $(eval LIBS := $(shell pkg-config --libs $(PACKAGES)) -lcsv -lm)$(LIBS)
COMPILE   = $(CC) -std=gnu11 -Ifcgi -Ibuild/gen $(HEADERS) $(WARN) $(FLAGS_$(MODE)) $(CFLAGS) -MMD -MP

# -- what there is ---------------------------------------------------------------------------------

SOURCES := $(filter-out fcgi/main.c fcgi/gen/%,$(wildcard fcgi/*/*.c fcgi/model/*/*.c))
MADE    := $(addprefix build/gen/,view.h view.c rows.h query.h query.c asset.h schema.c grants.c openapi.c \
           common.c)
OBJECTS := $(SOURCES:fcgi/%.c=$(OUT)/%.o) \
           $(patsubst build/gen/%.c,$(OUT)/made/%.o,$(filter %.c,$(MADE)))
UNITS   := $(patsubst %.c,$(OUT)/%,$(wildcard tests/unit/*/*_test.c tests/unit/*/*/*_test.c))
# The tools of fcgi/gen once more, for their own tests alone.
TOOLS_cover := $(addprefix $(OUT)/bin/gen_,view sql files)
FUZZERS := $(patsubst %.c,$(OUT)/%,$(wildcard tests/fuzz/*.c))
NODE    := tests/node_modules/.package-lock.json

.PHONY: all program units fuzzers run test check fuzz coverage bench fault fault-calls scan install clean help deps deps-test
.DELETE_ON_ERROR:
.SECONDARY:

## all      the program and the static files, in build/MODE (release, debug or asan)
all: deps
	@$(SUBMAKE) program

program: $(OUT)/mingbai
units: $(UNITS) $(TOOLS_$(MODE))
fuzzers: $(FUZZERS)

## run      the whole portal on PORT with its own database in RUN_DIR; Ctrl-C stops it
run: all
	@exec docker/local $(PORT) $(RUN_DIR)

## test     everything: unit tests, the running portal, pages in a browser
test: deps-test $(NODE)
	@$(SUBMAKE) MODE=release program
	@$(SUBMAKE) MODE=asan program units
	@exec tests/run

## fuzz     TIME seconds (60) for each parser, or for those named in TARGETS
fuzz: deps-test
	@$(SUBMAKE) MODE=fuzz CC=clang fuzzers
	@exec tests/fuzz/run $(or $(TIME),60) $(TARGETS)

## coverage lines and branches of fcgi/ that unit tests and HTTP scenarios reach
coverage: deps-test $(NODE)
	@command -v gcovr > /dev/null || docker/deps run test cover
	@$(SUBMAKE) MODE=cover program units
	@exec tests/cover

## fault-calls each fallible call of each handler fails, each write is refused (a part of fault)
fault-calls: deps-test $(NODE) build/fault/nth.so
	@$(SUBMAKE) MODE=release program
	@node tests/fault/nth.mjs
	@node tests/fault/refuse.mjs

build/fault/nth.so: tests/fault/nth.c
	@mkdir -p $(@D)
	@echo "  link  $@"
	$(Q)$(CC) -std=gnu11 -O2 -g -Wall -Wextra -fPIC -shared $(HEADERS) $< -o $@

## fault    the portal under kills, full disks, cut lines …; SECONDS (5) each, ROUNDS (1), SEED, CASES=words
fault: deps-test $(NODE) build/fault/nth.so
	@$(SUBMAKE) MODE=release program
	@SECONDS_EACH=$(or $(SECONDS),5) ROUNDS=$(or $(ROUNDS),1) tests/fault/run $(SCRIPTS)

## scan     sqlmap, wapiti, slowhttptest, testssl.sh and more at a portal of its own; or those of PARTS
scan:
	@docker/deps run test scan
	@$(SUBMAKE) MODE=release program
	@exec tests/scan/run $(PARTS)

## bench    how near to what the machine can do at all; SCALE=1000000 people and more (100000)
bench: deps-test
	@$(SUBMAKE) MODE=release program
	@exec tests/bench/run

## check    format, include ladder, static analysis, scripts
check: deps-test
	@$(SUBMAKE) MODE=$(MODE) $(MADE)
	@tests/lint/run

## install  program, static files, units for systemd and nginx parts under DESTDIR/PREFIX
install: all
	install -D $(OUT)/mingbai $(DESTDIR)$(PREFIX)/bin/mingbai
	install -d $(DESTDIR)$(PREFIX)/share/mingbai/www $(DESTDIR)$(PREFIX)/share/mingbai/nginx
	cp -R -p build/static $(DESTDIR)$(PREFIX)/share/mingbai/www/
	install -m 644 nginx/*.conf nginx/*.in nginx/server-example $(DESTDIR)$(PREFIX)/share/mingbai/nginx/
	install -D docker/backup $(DESTDIR)$(PREFIX)/lib/mingbai/backup
	@# The portal's own units at work; what goes into those of nginx and MariaDB is for the operator to take.
	cd docker/systemd && for unit in $$(find . -type f); do \
	    case $$unit in ./mingbai*) to=lib/systemd/system ;; *) to=share/mingbai/systemd ;; esac; \
	    install -D -m 644 $$unit $(abspath $(DESTDIR)/$(PREFIX))/$$to/$$unit && \
	    sed -i 's#/usr/local/#$(PREFIX)/#g' $(abspath $(DESTDIR)/$(PREFIX))/$$to/$$unit || exit 1; \
	done

## clean    removes build/, the local portal's data with it
clean:
	rm -rf build

## deps     installs from Debian what building and running need; deps-test: and what testing needs
deps:
	@docker/deps run

deps-test:
	@docker/deps run test

help:
	@sed -n 's/^## /  make /p' Makefile
	@echo "Variables: MODE=$(MODE) PORT=$(PORT) RUN_DIR=$(RUN_DIR) PREFIX=$(PREFIX) WERROR=1 V=1"

$(NODE): tests/package.json $(wildcard tests/package-lock.json)
	cd tests && npm ci --loglevel=error
	@touch $@

# -- generated sources -----------------------------------------------------------------------------

# The tools are always built plain, from their own file and what fcgi/gen and fcgi/base share.
GEN_SHARED := $(filter-out %/view.c %/sql.c %/files.c,$(wildcard fcgi/gen/*.c)) \
              $(wildcard $(addprefix fcgi/base/,arena.c str.c buf.c log.c log_system.c))
GEN_OBJECT := $(patsubst fcgi/%.c,build/tools/%.o,$(GEN_SHARED))

build/tools/%.o: fcgi/%.c
	@mkdir -p $(@D)
	@echo "  cc    $<"
	$(Q)gcc -std=gnu11 -O1 -g -Ifcgi $(WARN) -MMD -MP -c $< -o $@

build/bin/gen_%: build/tools/gen/%.o $(GEN_OBJECT)
	@mkdir -p $(@D)
	@echo "  link  $@"
	$(Q)gcc $^ -o $@

VIEWS   := $(wildcard fcgi/view/*.html fcgi/view/*/*.html)
QUERIES := $(wildcard sql/query/*.sql)

build/gen/view.h build/gen/view.c &: build/bin/gen_view $(VIEWS) | build/gen
	$(Q)$< build/gen/view.h build/gen/view.c $(VIEWS)

build/gen/rows.h build/gen/query.h build/gen/query.c &: build/bin/gen_sql $(QUERIES) | build/gen
	$(Q)$< build/gen/rows.h build/gen/query.h build/gen/query.c $(QUERIES)

build/gen/schema.c: build/bin/gen_files $(wildcard sql/schema/*.sql) | build/gen
	$(Q)$< $@ embedded_schema $(filter %.sql,$^)

build/gen/grants.c: build/bin/gen_files $(wildcard sql/grants/*.sql) | build/gen
	$(Q)$< $@ embedded_grants $(filter %.sql,$^)

build/gen/openapi.c: build/bin/gen_files fcgi/api/openapi.json | build/gen
	$(Q)$< $@ embedded_openapi $(filter %.json,$^)

build/gen/common.c: build/bin/gen_files fcgi/model/county/common.txt | build/gen
	$(Q)LC_ALL=C sort -c -u $(filter %.txt,$^)
	$(Q)$< $@ embedded_common $(filter %.txt,$^)

build/gen/asset.h: nginx/assets $(shell find static -type f) | build/gen
	$(Q)nginx/assets static build/static $@

build/gen:
	@mkdir -p $@

# -- objects, library, programs --------------------------------------------------------------------

$(OUT)/%.o: fcgi/%.c | $(MADE)
	@mkdir -p $(@D)
	@echo "  cc    $<"
	$(Q)$(COMPILE) -c $< -o $@

$(OUT)/made/%.o: build/gen/%.c | $(MADE)
	@mkdir -p $(@D)
	@echo "  cc    $<"
	$(Q)$(COMPILE) -c $< -o $@

$(OUT)/libmingbai.a: $(OBJECTS)
	@rm -f $@
	@ar qcs $@ $^

# In the coverage build every process writes its counts, however it ends (tests/cover.c).
WRAP_cover  := -Wl,--wrap=_exit,--wrap=abort,--wrap=__gcov_execve,--wrap=setrlimit,--wrap=syscall,--wrap=kill
FRONT_cover := $(OUT)/cover.o

$(OUT)/cover.o: tests/cover.c
	@mkdir -p $(@D)
	@echo "  cc    $<"
	$(Q)$(CC) -std=gnu11 -g -fPIE $(WARN) -DCOVER_DIR='"$(abspath $(OUT))"' -c $< -o $@

$(OUT)/bin/gen_%: $(OUT)/gen/%.o $(GEN_SHARED:fcgi/%.c=$(OUT)/%.o)
	@mkdir -p $(@D)
	@echo "  link  $@"
	$(Q)$(CC) $(FLAGS_$(MODE)) $(LINK) $^ -o $@

$(OUT)/mingbai: $(OUT)/main.o $(OUT)/libmingbai.a $(FRONT_$(MODE))
	@echo "  link  $@"
	$(Q)$(CC) $(FLAGS_$(MODE)) $(LINK) $(WRAP_$(MODE)) $^ $(LIBS) -o $@

$(OUT)/tests/unit/%: tests/unit/%.c $(OUT)/libmingbai.a $(FRONT_$(MODE))
	@mkdir -p $(@D)
	@echo "  link  $@"
	$(Q)$(COMPILE) -MF $@.d -MT $@ $(LINK) $(WRAP_$(MODE)) $^ $(LIBS) -lcmocka -lbrotlidec -o $@

$(OUT)/tests/fuzz/%: tests/fuzz/%.c $(OUT)/libmingbai.a
	@mkdir -p $(@D)
	@echo "  link  $@"
	$(Q)$(COMPILE) -fsanitize=fuzzer -MF $@.d -MT $@ $(LINK) $(filter %.c %.a,$^) $(LIBS) -o $@

-include $(OBJECTS:.o=.d) $(OUT)/main.d $(UNITS:=.d) $(FUZZERS:=.d) $(GEN_OBJECT:.o=.d) $(wildcard build/tools/gen/*.d)
