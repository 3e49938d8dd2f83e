# Makefile - builds Mailwalk, tests it, installs it.
#
# `make` builds; `make help` lists the targets. The lists of sources are
# written out, folder by folder, in the order in which they are best read:
# they are a table of contents. Nothing is written outside $(BUILD), except
# by install and by the two targets that install packages.
#
# Settings, each to be given on the command line (make CC=clang V=1):

CC       = gcc
CFLAGS   = -O2 -g
PREFIX   = /usr/local
DESTDIR  =
# Warnings stop the build:                      make WERROR=1
WERROR   =
# Sanitizers, in a build directory of its own:  make SANITIZE=address,undefined
SANITIZE =
# Show every command:                           make V=1
V        =

# ---------------------------------------------------------------- sources

PROTOCOL = line dot reply reply_words domain path path_same number base64 \
           utf8 idn escape dialogue dialogue_event typist mailname \
           smtp smtp_codes pop3 command \
           observer observer_smtp observer_pop3 observer_offers

# The engines first (pure: no input, output or clock), then storage, then
# what touches the network.
ENGINES  = session sasl smtp smtp_hello smtp_auth smtp_mail smtp_params \
           smtp_data smtp_lab \
           pop3 pop3_login pop3_capa pop3_maildrop
SERVER   = $(ENGINES) \
           mailbox draft flush maildir maildrop maildrop_list maildrop_uid \
           users users_check commit \
           log listen options tls \
           conn conn_clock conn_tls conn_lab conn_open accept serve \
           greylist \
           login smtp_conn message_sender pop3_conn

CLIENT_ENGINES = smtp_client smtp_offer pop3_client hint hint_line
CLIENT   = $(CLIENT_ENGINES) \
           dial chat chat_say chat_hear chat_telnet chat_tls chat_wait reach \
           arguments echo secret annotate transcript message send_options send \
           savefile fetch_options fetch \
           typed talk talk_plain \
           export export_write export_pcap \
           authority world world_programs world_process world_ports \
           world_start world_make world_tls world_run world_main \
           seeds seeds_text seeds_reset mailview mailwatch \
           follow follow_notify roster roster_record \
           logbook logbook_search logbook_filter spool

LABS     = pattern param lab lab_cut lab_check lab_check_proof \
           explain explain_command explain_line \
           player player_step player_answer player_tell player_reply \
           player_trouble broken_rule player_break \
           play play_lost play_find play_places play_look play_stored \
           walk_options plain plain_walk plain_box columns plain_text \
           quiz quiz_plain \
           evidence evidence_session proof proof_match proof_dialog \
           proof_event proof_box answers grade grade_capture grade_print \
           handout lab_main

LESSONS  = a1-send a2-collect 01-first-contact 02-numbers 05-three-states \
           09-gap quiz-bank

# Pure: they draw by paint.h, on a terminal or (in tests) in memory.
PANES    = session_view lesson_log lesson_view lesson_steps lesson_layout \
           pane panes dialogue_rows pane_dialogue pane_stages reply_tree pane_reply \
           stage_row pane_states maildrop_told pane_maildrop session_read \
           pane_memory pane_machine pane_way pane_message told pane_turn \
           pane_log lesson_read
TUI      = main walk talk screens app app_draw keys term paint servers \
           menu menu_open \
           lesson lesson_keys lesson_press lesson_play lesson_page quiz \
           $(TYPE) $(WATCH) $(REPLAY) $(PANES)

TYPE     = type type_session type_view type_keys type_press input_line \
           pane_typing

WATCH    = log_view log_session \
           watch_main watch watch_draw watch_keys watch_press watch_work \
           watch_page watch_plain pane_watch_log pane_explained \
           pane_sessions pane_board

REPLAY   = tape tape_compare \
           replay_main replay_choose replay_lab replay replay_text \
           replay_compare replay_plain pane_timeline pane_compare

# smtpd and pop3d from server/, mailwalk from tui/.
PROGRAM_LIST = smtpd pop3d mailwalk

# ------------------------------------------------------------------ tests

TEST_SUPPORT  = hear path_check scratch server_process server_memory \
                secure_world wire \
                world_rig \
                smtp_rig smtp_rig_ask smtp_rig_store lesson \
                pop3_rig agree house script \
                chat_server paint_grid played played_look \
                screen_rig screen_rig_keys screen_rig_look screen_golden \
                screen_world keys_tried stranger fuzz log_line sandbox \
                meeting

UNIT_TESTS    = line dot reply reply_words domain path path_refusal base64 \
                number idn escape dialogue mailname \
                smtp_table smtp_codes pop3_table \
                observer observer_pop3 observer_engine observer_engine_pop3 \
                draft flush maildir maildrop maildrop_update users commit sasl \
                chat chat_hostile chat_by_hand hint \
                chat_tls smtp_client pop3_client client_tls reach message \
                transcript export savefile \
                authority world world_run world_screen seeds \
                follow roster logbook \
                spool mailview mailwatch \
                lab param handout explain player player_tell play quiz \
                proof answers \
                lesson_view lesson_turn lesson_layout \
                session_panes input_line explain_line log_view tape
RFC5321_TESTS = s2_3_8 s3_3 s3_6_2 s3_8 s4_1_1 s4_1_1_1 s4_1_1_2 s4_1_1_3 \
                s4_1_5_lab s4_1_1_4 s4_1_1_5 s4_1_1_6 s4_1_1_8 s4_1_1_9 s4_1_4 s4_2 \
                s4_2_4 s4_4 s4_5_2 s4_5_3 rfc1870 rfc2034 rfc2920 rfc3207 \
                rfc4954 rfc4954_mail rfc4954_log rfc6152 rfc6409 rfc6531
RFC1939_TESTS = s3 s4 s5 s6 s7_user_pass s7_apop s7_top s7_uidl s11 rfc2449 \
                rfc2595 rfc5034
GOLDEN_TESTS  = dialogues
SOCKET_TESTS  = segments closing typing framing limits logins lifetime \
                storage collect crash forging tls tls_hostile lab_faults \
                walk mailwalk
# Faults of all kinds; some need seconds, so they are no part of `make test`.
FAULT_TESTS   = disk addresses crowd slow kill clients
# The screens: mailwalk on a terminal in memory.
SCREEN_TESTS  = rig menu lesson type type_strangers quiz keys keys_more servers \
                leaving sizes plainly same_words columns hostile \
                watch watch_live replay long_log
# Each eats any octets at all (make fuzz), and here those of tests/corpus.
FUZZ_TESTS    = line dot reply path base64 escape dialogue smtp pop3 telnet \
                smtp_client pop3_client lab logbook
# Transcripts of labs, played and graded.
LAB_TESTS     = tests/labs/play
# Scripts: each drives one real mail client (see tests/tools/run-tests).
CLIENT_TESTS  = swaks curl tls python telnet nc
# Mail programs that few have installed (make deps-interop).
INTEROP_TESTS = msmtp mpop getmail fetchmail mutt s-nail \
                swaks curl python openssl
# What `make bench` measures with; the rest of tests/bench/ is Python.
LOAD          = load load_loop

# ------------------------------------------------------------------ flags

# A build with clang, or with sanitizers, has a directory of its own.
VARIANT := $(findstring clang,$(notdir $(CC)))$(if $(SANITIZE),-san)
BUILD   := build$(if $(VARIANT),/$(patsubst -%,%,$(VARIANT)))

LIBEXECDIR = $(PREFIX)/libexec/mailwalk
DATADIR    = $(PREFIX)/share/mailwalk
MANDIR     = $(PREFIX)/share/man

WARN   = -Wall -Wextra -Wpedantic -Wshadow -Wvla -Wconversion \
         -Wstrict-prototypes -Wmissing-prototypes -Wwrite-strings \
         -Wformat=2 -Wundef -Wimplicit-fallthrough -Wswitch-enum \
         $(if $(WERROR),-Werror)

HARDEN = $(if $(SANITIZE),\
           -fsanitize=$(SANITIZE) -fno-sanitize-recover=all \
           -fno-omit-frame-pointer,\
           -D_FORTIFY_SOURCE=2 -fstack-protector-strong)

CPPFLAGS = -I. -D_XOPEN_SOURCE=700 -D_DEFAULT_SOURCE
ALL_CFLAGS = -std=c11 $(CPPFLAGS) $(CFLAGS) $(WARN) $(HARDEN) -fPIE -pthread

SYSTEM := $(shell uname -s)
ifneq ($(SYSTEM),Darwin)
LINK_HARDEN = -Wl,-z,relro,-z,now
CRYPT_LIBS  = -lcrypt
endif

ALL_LDFLAGS = -pie $(if $(SANITIZE),-fsanitize=$(SANITIZE)) \
              $(LINK_HARDEN) $(LDFLAGS)

# pkg-config is asked when the first file is compiled, not while this page is
# read: in `make deps run` on a fresh machine it is not there before. Each of
# these variables replaces itself by its answer at its first use.
PACKAGES      = libevent libevent_openssl openssl libtelnet
ask           = $(eval $(1) := $(shell pkg-config $(2)))$($(1))
LIB_CFLAGS    = $(call ask,LIB_CFLAGS,--cflags $(PACKAGES))
LIB_LIBS      = $(call ask,LIB_LIBS,--libs $(PACKAGES))
CMOCKA_CFLAGS = $(call ask,CMOCKA_CFLAGS,--cflags cmocka)
CMOCKA_LIBS   = $(call ask,CMOCKA_LIBS,--libs cmocka)
# Its --cflags would fight with our own feature macros.
CURSES_LIBS   = $(call ask,CURSES_LIBS,--libs ncursesw)
VTERM_CFLAGS  = $(call ask,VTERM_CFLAGS,--cflags vterm)
VTERM_LIBS    = $(call ask,VTERM_LIBS,--libs vterm)
LIBS          = $(LIB_LIBS) $(CRYPT_LIBS)

Q = $(if $(V),,@)
say = $(if $(V),,@printf '  %-4s %s\n' $(1) $(2))

# ---------------------------------------------------------- derived lists

OBJ = $(BUILD)/obj
PROTOCOL_OBJ = $(PROTOCOL:%=$(OBJ)/protocol/%.o)
SERVER_OBJ   = $(SERVER:%=$(OBJ)/server/%.o)
CLIENT_OBJ   = $(CLIENT:%=$(OBJ)/client/%.o)
LABS_OBJ     = $(LABS:%=$(OBJ)/labs/%.o)
TUI_OBJ      = $(TUI:%=$(OBJ)/tui/%.o)
SUPPORT_OBJ  = $(TEST_SUPPORT:%=$(OBJ)/tests/support/%.o)

PURE         = $(PROTOCOL:%=protocol/%.c) $(ENGINES:%=server/%.c) \
               $(CLIENT_ENGINES:%=client/%.c)
PURE_OBJ     = $(PURE:%.c=$(BUILD)/pure/%.o)

LISTED       = $(PROTOCOL:%=protocol/%.c) $(SERVER:%=server/%.c) \
               server/smtpd.c server/pop3d.c $(CLIENT:%=client/%.c) \
               $(LABS:%=labs/%.c) $(TUI:%=tui/%.c) \
               $(TEST_SUPPORT:%=tests/support/%.c) \
               $(UNIT_TESTS:%=tests/unit/%.c) \
               $(RFC5321_TESTS:%=tests/rfc5321/%.c) \
               $(RFC1939_TESTS:%=tests/rfc1939/%.c) \
               $(GOLDEN_TESTS:%=tests/golden/%.c) \
               $(SOCKET_TESTS:%=tests/sockets/%.c) \
               $(FAULT_TESTS:%=tests/faults/%.c) \
               $(SCREEN_TESTS:%=tests/screens/%.c) \
               $(FUZZ_TESTS:%=tests/fuzz/%.c) tests/fuzz/replay.c \
               $(LOAD:%=tests/bench/%.c) tests/bench/machine.c \
               tests/tools/states.c

PROGRAMS     = $(PROGRAM_LIST:%=$(BUILD)/%)
SERVER_LIBS  = $(BUILD)/libserver.a $(BUILD)/libprotocol.a
CLIENT_LIBS  = $(BUILD)/liblabs.a $(BUILD)/libclient.a $(BUILD)/libprotocol.a
TEST_LIBS    = $(BUILD)/libtestsupport.a $(BUILD)/liblabs.a \
               $(BUILD)/libclient.a $(SERVER_LIBS)

UNIT_PROGRAMS   = $(UNIT_TESTS:%=$(BUILD)/tests/unit/%)
RFC_PROGRAMS    = $(RFC5321_TESTS:%=$(BUILD)/tests/rfc5321/%) \
                  $(RFC1939_TESTS:%=$(BUILD)/tests/rfc1939/%)
GOLDEN_PROGRAMS = $(GOLDEN_TESTS:%=$(BUILD)/tests/golden/%)
SOCKET_PROGRAMS = $(SOCKET_TESTS:%=$(BUILD)/tests/sockets/%)
FAULT_PROGRAMS  = $(FAULT_TESTS:%=$(BUILD)/tests/faults/%)
SCREEN_PROGRAMS = $(SCREEN_TESTS:%=$(BUILD)/tests/screens/%)
FUZZ_PROGRAMS   = $(FUZZ_TESTS:%=$(BUILD)/tests/fuzz/%)
FUZZERS         = $(FUZZ_TESTS:%=$(BUILD)/fuzzers/%)
CLIENT_SCRIPTS  = $(CLIENT_TESTS:%=tests/clients/%)
INTEROP_SCRIPTS = $(INTEROP_TESTS:%=tests/interop/%)
STATES          = $(BUILD)/tests/tools/states
TEST_PROGRAMS   = $(UNIT_PROGRAMS) $(RFC_PROGRAMS) $(GOLDEN_PROGRAMS) \
                  $(SOCKET_PROGRAMS) $(SCREEN_PROGRAMS) $(FUZZ_PROGRAMS)

# What must be done before anything is compiled, if it was asked for too.
FIRST = $(filter clean deps deps-dev deps-interop deps-bench,$(MAKECMDGOALS))

# ---------------------------------------------------------------- targets

all: $(SERVER_LIBS) $(CLIENT_LIBS) $(PROGRAMS) ## build (as plain `make`)

run: $(PROGRAMS) ## build, then open the menu (the first lesson in a pipe)
	$(Q)MAILWALK_HOME=$(CURDIR) $(BUILD)/mailwalk

# How a test is run: from the top of the project, told where the build is.
RUN_TESTS = $(Q)MAILWALK_HOME=$(CURDIR) MAILWALK_BUILD=$(BUILD) \
            tests/tools/run-tests
CHECKS    = check-layers check-style check-picture rfc-map check-docs check-manual

test: $(CHECKS) $(PROGRAMS) $(TEST_PROGRAMS) ## every check and every test
	$(RUN_TESTS) $(TEST_PROGRAMS) $(CLIENT_SCRIPTS) $(LAB_TESTS)

test-unit: $(UNIT_PROGRAMS) ## one test program per module
	$(RUN_TESTS) $(UNIT_PROGRAMS)

test-rfc: $(RFC_PROGRAMS) ## tests by section of RFC 5321 and RFC 1939
	$(RUN_TESTS) $(RFC_PROGRAMS)

test-golden: $(PROGRAMS) $(GOLDEN_PROGRAMS) ## whole dialogues
	$(RUN_TESTS) $(GOLDEN_PROGRAMS)

test-sockets: $(PROGRAMS) $(SOCKET_PROGRAMS) ## the real servers, over sockets
	$(RUN_TESTS) $(SOCKET_PROGRAMS)

# Three minutes at the most.  The last is the one of test-sockets, for longer.
faults: $(PROGRAMS) $(FAULT_PROGRAMS) $(BUILD)/tests/sockets/crash ## kill -9, full disks, hostile crowds (3 minutes)
	$(Q)CRASH_ROUNDS=60 MAILWALK_HOME=$(CURDIR) MAILWALK_BUILD=$(BUILD) \
	    tests/tools/run-tests $(FAULT_PROGRAMS) $(BUILD)/tests/sockets/crash

test-screens: $(PROGRAMS) $(SCREEN_PROGRAMS) ## the screens, in a terminal in memory
	$(RUN_TESTS) $(SCREEN_PROGRAMS)

# Look at every difference with `git diff` before you commit it.
golden-screens: $(PROGRAMS) $(SCREEN_PROGRAMS) ## write the golden screens anew
	$(Q)UPDATE_GOLDEN=1 MAILWALK_HOME=$(CURDIR) MAILWALK_BUILD=$(BUILD) \
	    tests/tools/run-tests $(SCREEN_PROGRAMS)

test-labs: $(PROGRAMS) ## transcripts of labs, played and graded
	$(RUN_TESTS) $(LAB_TESTS)

test-clients: $(PROGRAMS) ## real clients: swaks, curl, Python, telnet, nc
	$(RUN_TESTS) $(CLIENT_SCRIPTS)

interop: $(PROGRAMS) ## those and more (mutt, fetchmail, ...), with TLS
	$(RUN_TESTS) $(CLIENT_SCRIPTS) $(INTEROP_SCRIPTS)

test-corpus: $(FUZZ_PROGRAMS) ## what the fuzzer is fed with, and once found
	$(RUN_TESTS) $(FUZZ_PROGRAMS)

# With libFuzzer, a part of clang. New inputs are kept in build/fuzz/found.
FUZZ_SECONDS = 20
fuzz: ## look for octets that break a rule; FUZZ_SECONDS=20 for all targets
	$(Q)$(MAKE) --no-print-directory CC=clang CFLAGS='-O1 -g' BUILD=build/fuzz \
	    SANITIZE=fuzzer-no-link,address,undefined fuzzers
	$(Q)tests/tools/fuzz build/fuzz $(FUZZ_SECONDS) $(FUZZ_TESTS)

fuzzers: $(FUZZERS)

test-export: $(PROGRAMS) ## exports in Wireshark and Chromium, if they are there
	$(RUN_TESTS) tests/viewers/export

# INTO=docs/benchmarks.md puts the tables into that page.
bench: $(PROGRAMS) $(BUILD)/bench/load $(BUILD)/bench/machine ## speed, beside other servers
	$(Q)python3 -B tests/bench/bench.py $(BUILD) $(if $(INTO),--into $(INTO))

asan: ## every test under the address and undefined-behaviour sanitizers
	$(Q)$(MAKE) --no-print-directory SANITIZE=address,undefined test

# Only what is lost for good counts: OpenSSL keeps some memory to the end.
VALGRIND = valgrind -q --error-exitcode=99 --leak-check=full \
           --show-leak-kinds=definite --errors-for-leak-kinds=definite

valgrind: $(UNIT_PROGRAMS) ## the unit tests under valgrind
	$(RUN_TESTS) --under '$(VALGRIND)' $(UNIT_PROGRAMS)

check-layers: $(PURE_OBJ) ## who includes whom, and that the engines are pure
	$(Q)tests/tools/check-layers $(PURE_OBJ)

check-style: | $(FIRST) ## lengths of lines, functions and files
	$(Q)tests/tools/check-style $(LISTED)

check-picture: ## the screen in README.md is the one of the tests
	$(Q)tests/tools/picture --check

picture: ## put the screen of the tests into README.md
	$(Q)tests/tools/picture

rfc-map: | $(FIRST) ## each requirement of the RFCs has its code and its test
	$(Q)tests/tools/rfc-map

check-manual: $(PROGRAMS) ## the manual pages tell the options of the servers
	$(Q)tests/tools/manual $(BUILD)

check-docs: $(STATES) ## the pages of docs/ are up to date
	$(Q)tests/tools/reading-path $(PURE)
	$(Q)$(STATES) | cmp -s - docs/states.md || \
	    { echo 'docs/states.md is not up to date: make docs'; exit 1; }

docs: $(STATES) ## print docs/rfc-map.md and docs/states.md anew
	$(Q)tests/tools/rfc-map --write
	$(Q)$(STATES) >docs/states.md

format: ## lay out the C files by .clang-format
	clang-format -i $(foreach f,protocol server client labs tui tests/*, \
	    $(wildcard $(f)/*.[ch]))

deps: | $(filter clean,$(FIRST)) ## install what the build needs
	$(Q)tests/tools/deps build

deps-dev: | $(filter clean deps,$(FIRST)) ## install what the tests need beyond
	$(Q)tests/tools/deps dev

# Nothing is installed: the packages are unpacked when they are used.
deps-bench: | $(filter clean,$(FIRST)) ## download the mail servers that bench compares with
	$(Q)tests/bench/fetch-peers $(BUILD)/bench/peers

deps-interop: | $(filter clean deps deps-dev,$(FIRST)) ## install what interop needs
	$(Q)tests/tools/deps interop

install: $(PROGRAMS) ## install below $(DESTDIR)$(PREFIX)
	mkdir -p $(DESTDIR)$(PREFIX)/bin $(DESTDIR)$(LIBEXECDIR) \
	    $(DESTDIR)$(DATADIR)/labs $(DESTDIR)$(MANDIR)/man1 \
	    $(DESTDIR)$(MANDIR)/man8
	install -m 755 $(BUILD)/mailwalk $(DESTDIR)$(PREFIX)/bin/mailwalk
	install -m 755 $(BUILD)/smtpd $(DESTDIR)$(LIBEXECDIR)/mailwalk-smtpd
	install -m 755 $(BUILD)/pop3d $(DESTDIR)$(LIBEXECDIR)/mailwalk-pop3d
	install -m 644 $(LESSONS:%=labs/%.md) $(DESTDIR)$(DATADIR)/labs
	install -m 644 docs/mailwalk.1 $(DESTDIR)$(MANDIR)/man1/mailwalk.1
	for server in smtpd pop3d; do install -m 644 docs/$$server.8 \
	    $(DESTDIR)$(MANDIR)/man8/mailwalk-$$server.8; done

uninstall: ## remove what install put there
	rm -f $(DESTDIR)$(PREFIX)/bin/mailwalk \
	    $(DESTDIR)$(MANDIR)/man1/mailwalk.1 \
	    $(DESTDIR)$(MANDIR)/man8/mailwalk-smtpd.8 \
	    $(DESTDIR)$(MANDIR)/man8/mailwalk-pop3d.8
	rm -rf $(DESTDIR)$(LIBEXECDIR) $(DESTDIR)$(DATADIR)

clean: ## remove everything that was built
	rm -rf build

help: ## this list
	@awk -F ':.*## ' '/^[a-z0-9-]+:.*## / \
	    { printf "  %-14s %s\n", $$1, $$2 }' Makefile

# ------------------------------------------------------------------ rules

# The flags of the last build: when they change, everything is made again.
FLAGS = $(CC) $(ALL_CFLAGS) $(ALL_LDFLAGS) $(LIBEXECDIR) $(DATADIR)
$(BUILD)/flags: always | $(FIRST)
	@mkdir -p $(@D)
	@echo '$(FLAGS)' | cmp -s - $@ || echo '$(FLAGS)' >$@

$(OBJ)/%.o: %.c $(BUILD)/flags
	@mkdir -p $(@D)
	$(call say,CC,$<)
	$(Q)$(CC) $(ALL_CFLAGS) $(EXTRA) $(LIB_CFLAGS) -MMD -MP -c -o $@ $<

# For check-layers: no hardening, for its calls would stand among the symbols.
$(BUILD)/pure/%.o: %.c $(BUILD)/flags
	@mkdir -p $(@D)
	$(Q)$(CC) -std=c11 $(CPPFLAGS) $(PLAIN) $(LIB_CFLAGS) -MMD -MP -c -o $@ $<

PLAIN = -O0 -U_FORTIFY_SOURCE -fno-stack-protector

# Where the servers and the lessons lie when they are installed.
INSTALLED = -DLIBEXECDIR='"$(LIBEXECDIR)"' -DDATADIR='"$(DATADIR)"'
$(OBJ)/client/%.o: EXTRA = $(INSTALLED)
$(OBJ)/labs/%.o: EXTRA = $(INSTALLED)
$(OBJ)/tests/%.o: EXTRA = $(CMOCKA_CFLAGS) $(VTERM_CFLAGS) \
    -DBUILD_DIR='"$(BUILD)"'

$(BUILD)/libprotocol.a: $(PROTOCOL_OBJ)
$(BUILD)/libserver.a: $(SERVER_OBJ)
$(BUILD)/libclient.a: $(CLIENT_OBJ)
$(BUILD)/liblabs.a: $(LABS_OBJ)
$(BUILD)/libtestsupport.a: $(SUPPORT_OBJ)
$(BUILD)/%.a:
	@mkdir -p $(@D)
	$(call say,AR,$@)
	$(Q)rm -f $@ && ar rcs $@.$$$$ $^ && mv -f $@.$$$$ $@

$(BUILD)/smtpd: $(OBJ)/server/smtpd.o $(SERVER_LIBS)
$(BUILD)/pop3d: $(OBJ)/server/pop3d.o $(SERVER_LIBS)
$(BUILD)/mailwalk: $(TUI_OBJ) $(CLIENT_LIBS)
$(BUILD)/mailwalk: PROGRAM_LIBS = $(CURSES_LIBS)
$(BUILD)/smtpd $(BUILD)/pop3d $(BUILD)/mailwalk:
	$(call say,LD,$@)
	$(Q)$(CC) $(ALL_CFLAGS) $(ALL_LDFLAGS) -o $@ $^ $(PROGRAM_LIBS) $(LIBS)

$(BUILD)/tests/unit/lesson_layout: $(OBJ)/tui/lesson_layout.o
$(BUILD)/tests/unit/input_line: $(OBJ)/tui/input_line.o
PANE_TESTS = $(addprefix $(BUILD)/tests/unit/,lesson_view lesson_turn \
                 session_panes)
$(PANE_TESTS): $(PANES:%=$(OBJ)/tui/%.o)
$(PANE_TESTS): TEST_ONLY = $(TEST_LIBS)
LOG_TESTS  = $(BUILD)/tests/unit/log_view $(BUILD)/tests/unit/tape
$(LOG_TESTS): $(OBJ)/tui/log_view.o $(OBJ)/tui/log_session.o \
    $(OBJ)/tui/session_view.o $(OBJ)/tui/tape.o $(OBJ)/tui/tape_compare.o
$(LOG_TESTS): TEST_ONLY = $(TEST_LIBS)
$(SCREEN_PROGRAMS): TEST_ONLY = $(VTERM_LIBS)
$(FUZZ_PROGRAMS): $(OBJ)/tests/fuzz/replay.o
$(BUILD)/tests/%: $(OBJ)/tests/%.o $(TEST_LIBS)
	@mkdir -p $(@D)
	$(call say,LD,$@)
	$(Q)$(CC) $(ALL_CFLAGS) $(ALL_LDFLAGS) -o $@ $^ $(CMOCKA_LIBS) $(TEST_ONLY) \
	    $(LIBS)

$(BUILD)/bench/load: $(LOAD:%=$(OBJ)/tests/bench/%.o)
$(BUILD)/bench/machine: $(OBJ)/tests/bench/machine.o
$(BUILD)/bench/load $(BUILD)/bench/machine:
	@mkdir -p $(@D)
	$(call say,LD,$@)
	$(Q)$(CC) $(ALL_CFLAGS) $(ALL_LDFLAGS) -o $@ $^

# The same target with libFuzzer's main instead of replay.c.
$(BUILD)/fuzzers/%: $(OBJ)/tests/fuzz/%.o $(TEST_LIBS)
	@mkdir -p $(@D)
	$(call say,LD,$@)
	$(Q)$(CC) $(ALL_CFLAGS) $(ALL_LDFLAGS) -fsanitize=fuzzer -o $@ $^ \
	    $(CMOCKA_LIBS) $(LIBS)

# An object that is in a list is made even if the library is newer than it.
.PRECIOUS: $(OBJ)/%.o $(BUILD)/pure/%.o
.PHONY: all always run test picture check-picture test-unit test-rfc \
        test-golden test-sockets faults test-screens golden-screens \
        test-clients test-export interop bench test-corpus fuzz fuzzers asan \
        valgrind check-layers check-style rfc-map check-docs check-manual \
        docs format deps deps-dev deps-interop deps-bench install uninstall \
        clean help

-include $(wildcard $(OBJ)/*/*.d $(OBJ)/tests/*/*.d $(BUILD)/pure/*/*.d)
