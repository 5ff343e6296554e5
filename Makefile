# guichet: the counter of a fuel-card issuer.
#   make            the program, build/guichet
#   make demo       installs what is missing, builds, makes a demo store, opens the terminal interface
#   make check      installs what is missing, builds, runs every test; ends with "N passed, N failed"
#   make check-all  the same tests under sanitizers too, and every analyser
#   make install    PREFIX=/usr/local DESTDIR= SYSCONFDIR=/etc; make uninstall takes it away again
#   make analyse    clang-tidy, cppcheck and gcc -fanalyzer over everything
#   make bench      the speed table, on a demo store of 1,000,000 cards (BENCH="--rows S4,S5 --cards N --quick"), with the
#                   rivals that are there; make bench-deps installs them
#   make faults     the fault table (FAULTS="--times N")
#   make fuzz       a minute of each fuzzer (FUZZ="--seconds N NAME...")
#   make deps, make check-deps, make clean; V=1 shows every command
BUILD      ?= build
PREFIX     ?= /usr/local
SYSCONFDIR ?= /etc
DESTDIR    ?=
ifeq ($(origin CC),default)
CC := gcc
endif
JOBS       := $(shell nproc 2>/dev/null || echo 2)
# One short line a file; V=1 shows the whole commands.
Q          := $(if $(V),,@)
told        = $(if $(V)$(findstring s,$(firstword -$(MAKEFLAGS))),,@echo '  $(1) $@')

# What Debian calls the packages: to build and run, and besides, to test.
PACKAGES := gcc make pkg-config libncurses-dev libsqlite3-dev libconfig-dev libsodium-dev libutf8proc-dev \
            libxlsxwriter-dev libisal-dev libzip-dev libexpat1-dev libcsv-dev zlib1g-dev libhpdf-dev fonts-dejavu-core tzdata \
            liboath-dev libqrencode-dev libssl-dev
CHECK_PACKAGES := clang lld clang-tidy clang-format cppcheck libcmocka-dev libvterm-dev tmux sqlite3 python3 python3-openpyxl \
            libreoffice-calc-nogui postgresql-15 unzip man-db mandoc poppler-utils qpdf \
            openssl libnss3-tools openssh-server openssh-client msmtp gammu gammu-smsd python3-aiosmtpd
BENCH_PACKAGES := sqlite3 python3 python3-xlsxwriter visidata mc tig

WARN := -Wall -Wextra -Wshadow -Wconversion -Wstrict-prototypes -Wmissing-prototypes -Wcast-qual \
        -Wold-style-definition -Wwrite-strings -Wpointer-arith -Wundef -Wvla -Wformat=2 -Wswitch-enum \
        -Wnull-dereference -Wdouble-promotion -Wfloat-equal -Wredundant-decls -Werror
ifeq ($(findstring clang,$(CC)),)
WARN += -Wlogical-op -Wduplicated-cond -Wduplicated-branches -Wjump-misses-init
endif
OPT      ?= -O2 -g -D_FORTIFY_SOURCE=2 -fstack-protector-strong -fstack-clash-protection
CPPFLAGS += -D_XOPEN_SOURCE=700 -D_DEFAULT_SOURCE -DGCC_PRINTF -DGCC_SCANF -Iinclude -I$(BUILD)/gen
CFLAGS   += -std=c11 -pedantic $(OPT) $(WARN) -ffunction-sections -fdata-sections
LDFLAGS  += -Wl,-z,relro,-z,now -Wl,--gc-sections -Wl,--as-needed
# For what is linked for the one time that it runs: the linker that takes a third of the time, where it is.
QUICK_LINKER := $(if $(shell command -v ld.lld),-fuse-ld=lld)
LDFLAGS  += $(if $(findstring sanitize,$(OPT)),$(QUICK_LINKER))
LIBS     := -lncursesw -ltinfo -lsqlite3 -lconfig -lsodium -loath -lqrencode -lutf8proc -lm
FILES_LIBS := -lsqlite3 -lconfig -lsodium -loath -lutf8proc -lxlsxwriter -lisal -lzip -lexpat -lcsv -lz -lhpdf -lcrypto -lm
# Compiled in half the time, by the other compiler, whose warnings are wanted as well.
SANITIZE := -O0 -g1 -fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer
# Compiled in twice the time and run in less than half: for what is run ten thousand times.
SANITIZE_QUICK := $(subst -O0,-O1,$(SANITIZE))

# src/build makes the generated files; src/files is the second program; the rest is one library.
FOLDERS := base store command domain screen exchange tui cli
SOURCES := $(filter-out src/cli/main.c,$(foreach f,$(FOLDERS),$(wildcard src/$(f)/*.c)))
OBJECTS := $(SOURCES:src/%.c=$(BUILD)/obj/%.o)
FILES_SOURCES := $(wildcard src/files/*.c)
FILES_OBJECTS := $(FILES_SOURCES:src/%.c=$(BUILD)/obj/%.o)
GENERATED := $(BUILD)/gen/statements.h $(BUILD)/gen/statements.c $(BUILD)/gen/embedded.c $(BUILD)/gen/texts.c
GEN_OBJECTS := $(BUILD)/gen/statements.o $(BUILD)/gen/embedded.o $(BUILD)/gen/texts.o
# access.csv is what the tests expect of the program, and no part of it.
EMBEDDED := $(filter-out data/reference/access.csv,$(sort $(wildcard data/*/*.sql data/*/*.csv data/*/*.txt data/layouts/*.cfg data/guichet.conf screens/*.cfg data/lang/*/*.cfg data/messages/*/*.cfg data/help/*/*.txt)))
UNIT_TESTS := $(patsubst tests/unit/%.c,$(BUILD)/test/%,$(wildcard tests/unit/test_*.c))
UNIT_SHARED := $(patsubst tests/unit/%.c,$(BUILD)/test/obj/%.o,$(filter-out tests/unit/test_%.c,$(wildcard tests/unit/*.c)))
FUZZ_SHARED := tests/fuzz/given.c tests/fuzz/replay.c
FUZZERS := $(patsubst tests/fuzz/%.c,%,$(filter-out $(FUZZ_SHARED),$(wildcard tests/fuzz/*.c)))
HARNESS_OBJECTS := $(patsubst tests/screens/%.c,$(BUILD)/test/screens/%.o,$(wildcard tests/screens/*.c))
BENCH_TOOLS := $(patsubst tests/bench/%.c,$(BUILD)/bench/%,$(filter-out tests/bench/bench.c,$(wildcard tests/bench/*.c)))

all: $(BUILD)/guichet $(BUILD)/guichet-files

$(BUILD)/guichet: $(BUILD)/obj/cli/main.o $(BUILD)/libguichet.a
	$(call told,link)
	$(Q)$(CC) $(CFLAGS) $(LDFLAGS) -o $@ $^ $(LIBS)

$(BUILD)/guichet-files: $(FILES_OBJECTS) $(BUILD)/libguichet.a
	$(call told,link)
	$(Q)$(CC) $(CFLAGS) $(LDFLAGS) -o $@ $^ $(FILES_LIBS)

$(BUILD)/libguichet.a: $(OBJECTS) $(GEN_OBJECTS) $(BUILD)/gen/objects.list
	@rm -f $@
	$(Q)ar rcs $@ $(filter %.o,$^)

$(BUILD)/obj/%.o: src/%.c | $(GENERATED)
	@mkdir -p $(@D)
	$(call told,cc)
	$(Q)$(CC) $(CPPFLAGS) $(CFLAGS) -MMD -MP -c -o $@ $<

$(BUILD)/gen/%.o: $(BUILD)/gen/%.c | $(GENERATED)
	$(call told,cc)
	$(Q)$(CC) $(CPPFLAGS) $(CFLAGS) -MMD -MP -c -o $@ $<

$(BUILD)/embed: $(wildcard src/build/*.c) src/build/embed.h
	@mkdir -p $(@D)
	$(call told,link)
	$(Q)$(CC) -std=c11 -D_XOPEN_SOURCE=700 -O1 -g $(WARN) -o $@ $(filter %.c,$^) -lconfig

# A generated file is replaced only when its text changes: a new sentence does not recompile everything.
$(BUILD)/gen/stamp: $(BUILD)/embed $(EMBEDDED) $(BUILD)/gen/embedded.list
	@rm -rf $(BUILD)/gen/new && mkdir -p $(BUILD)/gen/new
	$(call told,data)
	$(Q)$(BUILD)/embed $(BUILD)/gen/new $(EMBEDDED)
	@cd $(BUILD)/gen/new && for f in *; do cmp -s $$f ../$$f || mv $$f ..; done
	@rm -rf $(BUILD)/gen/new && touch $@

$(GENERATED): $(BUILD)/gen/stamp
	@test -f $@ || { rm -f $(BUILD)/gen/stamp; echo "$@ is gone: run make again" >&2; exit 1; }

# What the program is made of: a file taken away counts as a change too.
$(BUILD)/gen/embedded.list: always
	@mkdir -p $(@D)
	@echo '$(EMBEDDED)' | cmp -s - $@ || echo '$(EMBEDDED)' >$@

$(BUILD)/gen/objects.list: always
	@mkdir -p $(@D)
	@echo '$(OBJECTS)' | cmp -s - $@ || echo '$(OBJECTS)' >$@

# Tests: unit tests one program each, the terminal harness, a demo store to copy from.  They are compiled and linked for the
# one time that they run.
TEST_CFLAGS := -O0 -U_FORTIFY_SOURCE
TEST_LDFLAGS := $(if $(findstring sanitize,$(OPT)),,$(QUICK_LINKER) -Wl,-S)
tests: $(UNIT_TESTS) fuzzers
fuzzers: $(FUZZERS:%=$(BUILD)/fuzz/%)

$(BUILD)/test/test_%: $(BUILD)/test/obj/test_%.o $(UNIT_SHARED) $(BUILD)/libguichet-files.a $(BUILD)/libguichet.a
	$(call told,link)
	$(Q)$(CC) $(CFLAGS) $(LDFLAGS) $(TEST_LDFLAGS) -o $@ $^ $(LIBS) $(FILES_LIBS) -lcmocka

$(BUILD)/test/test_squeeze: LIBS += -lvterm

$(BUILD)/test/obj/%.o: tests/unit/%.c | $(GENERATED)
	@mkdir -p $(@D)
	$(call told,cc)
	$(Q)$(CC) $(CPPFLAGS) -Isrc $(CFLAGS) $(TEST_CFLAGS) -MMD -MP -c -o $@ $<

# The targets of "make fuzz": over their corpus as tests, or (FUZZING set) with libFuzzer around them.
$(BUILD)/fuzz/obj/%.o: tests/fuzz/%.c | $(GENERATED)
	@mkdir -p $(@D)
	$(call told,cc)
	$(Q)$(CC) $(CPPFLAGS) -Isrc $(CFLAGS) $(if $(FUZZING),,$(TEST_CFLAGS)) -MMD -MP -c -o $@ $<

$(BUILD)/fuzz/%: $(BUILD)/fuzz/obj/%.o $(BUILD)/fuzz/obj/given.o $(if $(FUZZING),,$(BUILD)/fuzz/obj/replay.o) $(BUILD)/libguichet-files.a $(BUILD)/libguichet.a
	$(call told,link)
	$(Q)$(CC) $(CFLAGS) $(LDFLAGS) $(TEST_LDFLAGS) $(FUZZING) -o $@ $^ $(LIBS) $(FILES_LIBS)

$(BUILD)/libguichet-files.a: $(filter-out %/main.o,$(FILES_OBJECTS))
	@rm -f $@
	$(Q)ar rcs $@ $^

$(BUILD)/screen-test: $(HARNESS_OBJECTS)
	$(call told,link)
	$(Q)$(CC) $(CFLAGS) $(LDFLAGS) -o $@ $^ -lvterm -lutil

$(BUILD)/test/screens/%.o: tests/screens/%.c
	@mkdir -p $(@D)
	$(call told,cc)
	$(Q)$(CC) $(CPPFLAGS) $(CFLAGS) -MMD -MP -c -o $@ $<

$(BUILD)/bench/obj/%.o: tests/bench/%.c | $(GENERATED)
	@mkdir -p $(@D)
	$(call told,cc)
	$(Q)$(CC) $(CPPFLAGS) -Isrc $(CFLAGS) -MMD -MP -c -o $@ $<

$(BUILD)/bench/%: $(BUILD)/bench/obj/%.o $(BUILD)/bench/obj/bench.o $(BUILD)/libguichet.a
	$(call told,link)
	$(Q)$(CC) $(CFLAGS) $(LDFLAGS) -o $@ $^ $(LIBS) -lxlsxwriter -lutil

# The fault table: what is loaded into the program, clerks without a terminal, and programs as they must not be, which it must
# catch: broken/NAME.sed says what it does to which source, and that one alone is compiled anew.
FAULT_SHIMS := $(patsubst tests/faults/%.c,$(BUILD)/faults/%.so,$(filter-out %/clerks.c,$(wildcard tests/faults/*.c)))
BROKEN_FILES := overfull
BROKEN := $(filter-out $(BROKEN_FILES),$(patsubst tests/faults/broken/%.sed,%,$(wildcard tests/faults/broken/*.sed)))

fault-tools: $(FAULT_SHIMS) $(BUILD)/faults/clerks $(foreach b,$(BROKEN),$(BUILD)/faults/$b/guichet $(BUILD)/faults/$b/clerks)

# Those of guichet-files, which only sanitizers see.
broken-files: $(BROKEN_FILES:%=$(BUILD)/faults/%/guichet-files)

$(BUILD)/faults/%.so: tests/faults/%.c
	@mkdir -p $(@D)
	$(call told,link)
	$(Q)$(CC) -std=gnu11 -O1 -g -Wall -Wextra -Werror -fPIC -shared -o $@ $< -ldl

$(BUILD)/faults/clerks.o: tests/faults/clerks.c | $(GENERATED)
	@mkdir -p $(@D)
	$(call told,cc)
	$(Q)$(CC) $(CPPFLAGS) $(CFLAGS) -MMD -MP -c -o $@ $<

$(BUILD)/faults/clerks: $(BUILD)/faults/clerks.o $(BUILD)/libguichet.a
	$(call told,link)
	$(Q)$(CC) $(CFLAGS) $(LDFLAGS) $(TEST_LDFLAGS) -o $@ $^ $(LIBS)

$(BUILD)/faults/%/broken.o: tests/faults/broken/%.sed $(SOURCES) $(FILES_SOURCES) $(wildcard include/guichet/*.h src/*/*.h) | $(GENERATED)
	@mkdir -p $(@D)
	$(call told,cc)
	@source=$$(sed -n '1s/^# \([^:]*\):.*/\1/p' $<) && sed -f $< $$source >$(@D)/broken.c && ! cmp -s $$source $(@D)/broken.c && \
	$(CC) $(CPPFLAGS) -I$$(dirname $$source) $(CFLAGS) -Wno-error -c -o $@ $(@D)/broken.c

$(BUILD)/faults/%/guichet: $(BUILD)/obj/cli/main.o $(BUILD)/faults/%/broken.o $(BUILD)/libguichet.a $(BUILD)/guichet-files
	$(call told,link)
	$(Q)$(CC) $(CFLAGS) $(LDFLAGS) $(TEST_LDFLAGS) -o $@ $(filter %.o %.a,$^) $(LIBS) && ln -sf ../../guichet-files $(@D)/guichet-files

$(BUILD)/faults/%/clerks: $(BUILD)/faults/clerks.o $(BUILD)/faults/%/broken.o $(BUILD)/libguichet.a
	$(call told,link)
	$(Q)$(CC) $(CFLAGS) $(LDFLAGS) $(TEST_LDFLAGS) -o $@ $^ $(LIBS)

$(BROKEN_FILES:%=$(BUILD)/faults/%/guichet-files): %/guichet-files: $(BUILD)/obj/files/main.o %/broken.o $(BUILD)/libguichet-files.a $(BUILD)/libguichet.a
	$(call told,link)
	$(Q)$(CC) $(CFLAGS) $(LDFLAGS) $(TEST_LDFLAGS) -o $@ $^ $(FILES_LIBS)

.SECONDARY: $(foreach b,$(BROKEN) $(BROKEN_FILES),$(BUILD)/faults/$b/broken.o) $(UNIT_TESTS:$(BUILD)/test/%=$(BUILD)/test/obj/%.o) $(UNIT_SHARED) $(FUZZERS:%=$(BUILD)/fuzz/obj/%.o) \
            $(FUZZ_SHARED:tests/fuzz/%.c=$(BUILD)/fuzz/obj/%.o) $(BENCH_TOOLS:$(BUILD)/bench/%=$(BUILD)/bench/obj/%.o)

# Of all of it, or of some: ASAN="fuzzers test/test_csv".
ASAN ?= tests
asan:
	@$(MAKE) --no-print-directory BUILD=$(BUILD)/asan CC=clang OPT="$(SANITIZE)" all $(patsubst test/%,$(BUILD)/asan/test/%,$(ASAN))

check: deps check-deps
	@BUILD=$(BUILD) JOBS=$(JOBS) bash tests/run.sh

check-all: deps check-deps
	@WHOLE=yes BUILD=$(BUILD) JOBS=$(JOBS) bash tests/run.sh

analyse: check-deps
	@BUILD=$(BUILD) JOBS=$(JOBS) bash tests/run.sh analyse

# "bash tests/bench/run.sh --help" tells what BENCH may be.
bench: deps
	@$(MAKE) --no-print-directory -j$(JOBS) all $(BENCH_TOOLS)
	@BUILD=$(BUILD) bash tests/bench/run.sh $(BENCH)

faults: check-deps
	@$(MAKE) --no-print-directory -j$(JOBS) all fault-tools $(BUILD)/screen-test
	@$(MAKE) --no-print-directory -j$(JOBS) BUILD=$(BUILD)/asan-quick CC=clang OPT="$(SANITIZE_QUICK)" all broken-files
	@BUILD=$(BUILD) SANITIZED=$(abspath $(BUILD)/asan-quick) bash tests/faults/run.sh $(FAULTS)

# FUZZ="--seconds 60 values rows" chooses.
fuzz: check-deps
	@$(MAKE) --no-print-directory -j$(JOBS) all
	@$(MAKE) --no-print-directory -j$(JOBS) BUILD=$(BUILD)/fuzzing CC=clang FUZZING=-fsanitize=fuzzer \
		OPT="-O1 -g -fsanitize=fuzzer-no-link,address,undefined -fno-sanitize-recover=all" $(FUZZERS:%=$(BUILD)/fuzzing/fuzz/%)
	@BUILD=$(BUILD) JOBS=$(JOBS) bash tests/fuzz/run.sh $(FUZZ)

deps:
	@sh tests/deps.sh $(PACKAGES)

bench-deps:
	@sh tests/deps.sh $(PACKAGES) $(BENCH_PACKAGES)

check-deps:
	@sh tests/deps.sh $(PACKAGES) $(CHECK_PACKAGES)

demo: deps
	@$(MAKE) --no-print-directory -j$(JOBS) all
	@$(BUILD)/guichet demo --open

$(BUILD)/guichet-commands.7: $(BUILD)/guichet
	$(BUILD)/guichet commands --man >$@.new && mv $@.new $@

# The user's guide, a page for each language of man(1): English is the one without a name.
GUIDES := $(BUILD)/man/en/guichet-guide.7 $(BUILD)/man/fr/guichet-guide.7 $(BUILD)/man/nl/guichet-guide.7

$(BUILD)/man/%/guichet-guide.7: $(BUILD)/guichet
	@mkdir -p $(@D)
	$(BUILD)/guichet help --man --lang $* >$@.new && mv $@.new $@

# The settings of the host are only put where there are none yet; the newest stay beside the examples.
bindir := $(DESTDIR)$(PREFIX)/bin
libexecdir := $(DESTDIR)$(PREFIX)/libexec/guichet
man := $(DESTDIR)$(PREFIX)/share/man
docdir := $(DESTDIR)$(PREFIX)/share/doc/guichet
unitdir := $(DESTDIR)$(PREFIX)/lib/systemd/system
etcdir := $(DESTDIR)$(SYSCONFDIR)/guichet
UNITS := guichet-deliver.service guichet-nightly.service guichet-nightly.timer

install: all $(BUILD)/guichet-commands.7 $(GUIDES)
	install -d $(bindir) $(libexecdir) $(man)/man1 $(man)/man5 $(man)/man7 $(man)/fr/man7 $(man)/nl/man7 $(docdir) $(unitdir) $(etcdir)
	install -m 755 $(BUILD)/guichet $(bindir)/guichet
	install -m 755 $(BUILD)/guichet-files $(libexecdir)/guichet-files
	install -m 644 man/guichet.1 $(man)/man1
	install -m 644 man/guichet.conf.5 man/guichet-screens.5 $(man)/man5
	install -m 644 $(BUILD)/guichet-commands.7 $(BUILD)/man/en/guichet-guide.7 $(man)/man7
	install -m 644 $(BUILD)/man/fr/guichet-guide.7 $(man)/fr/man7
	install -m 644 $(BUILD)/man/nl/guichet-guide.7 $(man)/nl/man7
	install -m 644 README.md LICENSE data/guichet.conf data/examples/sshd_config.snippet data/examples/*.example $(docdir)
	for unit in $(UNITS); do sed 's|/usr/local/bin|$(PREFIX)/bin|' data/examples/$$unit >$(unitdir)/$$unit && chmod 644 $(unitdir)/$$unit || exit 1; done
	test -e $(etcdir)/guichet.conf || install -m 644 data/guichet.conf $(etcdir)/guichet.conf

uninstall:
	rm -f $(bindir)/guichet $(libexecdir)/guichet-files
	rm -f $(man)/man1/guichet.1 $(man)/man5/guichet.conf.5 $(man)/man5/guichet-screens.5 $(man)/man7/guichet-commands.7
	rm -f $(man)/man7/guichet-guide.7 $(man)/fr/man7/guichet-guide.7 $(man)/nl/man7/guichet-guide.7
	rm -f $(UNITS:%=$(unitdir)/%)
	rm -rf $(docdir)
	-rmdir $(libexecdir) 2>/dev/null
	@echo "kept: $(etcdir)/guichet.conf and every store"

clean:
	rm -rf $(BUILD)

-include $(shell find $(BUILD)/obj $(BUILD)/gen $(BUILD)/test $(BUILD)/bench/obj $(BUILD)/faults $(BUILD)/fuzz -name '*.d' 2>/dev/null)

.DELETE_ON_ERROR:
.PHONY: all tests fuzzers asan check check-all analyse bench faults fault-tools broken-files fuzz deps bench-deps check-deps demo install uninstall clean always
