# guichet: the counter of a fuel-card issuer.
#   make          the program, build/guichet
#   make demo     installs what is missing, builds, makes a demo store, opens the terminal interface
#   make check    installs what is missing, builds, runs every test
#   make install  PREFIX=/usr/local DESTDIR=
BUILD   ?= build
PREFIX  ?= /usr/local
DESTDIR ?=
CC      ?= gcc

# What Debian calls the packages: to build and run, and besides, to test.
PACKAGES := gcc make pkg-config libncurses-dev libsqlite3-dev libconfig-dev libsodium-dev libutf8proc-dev \
            libxlsxwriter-dev libisal-dev libzip-dev libexpat1-dev libcsv-dev zlib1g-dev tzdata
CHECK_PACKAGES := clang clang-tidy clang-format cppcheck libcmocka-dev libvterm-dev tmux sqlite3 python3 python3-openpyxl \
            libreoffice-calc-nogui unzip man-db mandoc

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
LIBS     := -lncursesw -ltinfo -lsqlite3 -lconfig -lsodium -lutf8proc -lm
FILES_LIBS := -lsqlite3 -lconfig -lsodium -lutf8proc -lxlsxwriter -lisal -lzip -lexpat -lcsv -lz -lm

# src/build makes the generated files; src/files is the second program; the rest is one library.
FOLDERS := base store command domain screen exchange tui cli
SOURCES := $(filter-out src/cli/main.c,$(foreach f,$(FOLDERS),$(wildcard src/$(f)/*.c)))
OBJECTS := $(SOURCES:src/%.c=$(BUILD)/obj/%.o)
FILES_SOURCES := $(wildcard src/files/*.c)
FILES_OBJECTS := $(FILES_SOURCES:src/%.c=$(BUILD)/obj/%.o)
GENERATED := $(BUILD)/gen/statements.h $(BUILD)/gen/statements.c $(BUILD)/gen/embedded.c $(BUILD)/gen/texts.c
GEN_OBJECTS := $(BUILD)/gen/statements.o $(BUILD)/gen/embedded.o $(BUILD)/gen/texts.o
EMBEDDED := $(sort $(wildcard data/*/*.sql data/*/*.csv data/*/*.txt data/layouts/*.cfg data/guichet.conf screens/*.cfg data/lang/*/*.cfg data/messages/*/*.cfg))

all: $(BUILD)/guichet $(BUILD)/guichet-files

$(BUILD)/guichet: $(BUILD)/obj/cli/main.o $(BUILD)/libguichet.a
	$(CC) $(CFLAGS) $(LDFLAGS) -o $@ $^ $(LIBS)

$(BUILD)/guichet-files: $(FILES_OBJECTS) $(BUILD)/libguichet.a
	$(CC) $(CFLAGS) $(LDFLAGS) -o $@ $^ $(FILES_LIBS)

$(BUILD)/libguichet.a: $(OBJECTS) $(GEN_OBJECTS)
	rm -f $@ && ar rcs $@ $^

$(BUILD)/obj/%.o: src/%.c | $(BUILD)/gen/statements.h
	@mkdir -p $(@D)
	$(CC) $(CPPFLAGS) $(CFLAGS) -MMD -MP -c -o $@ $<

$(BUILD)/gen/%.o: $(BUILD)/gen/%.c
	$(CC) $(CPPFLAGS) $(CFLAGS) -c -o $@ $<

$(BUILD)/embed: src/build/embed.c
	@mkdir -p $(@D)
	$(CC) -std=c11 -D_XOPEN_SOURCE=700 -O1 -g $(WARN) -o $@ $< -lconfig

$(GENERATED) &: $(BUILD)/embed $(EMBEDDED)
	@mkdir -p $(BUILD)/gen
	$(BUILD)/embed $(BUILD)/gen $(EMBEDDED)

-include $(shell find $(BUILD) -name '*.d' 2>/dev/null)

deps:
	@sh tests/deps.sh $(PACKAGES)

demo: deps
	@$(MAKE) --no-print-directory all
	@$(BUILD)/guichet demo --open

clean:
	rm -rf $(BUILD)

.PHONY: all deps demo clean
