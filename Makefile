# SPDX-License-Identifier: MIT
# Builds, tests and installs libsmpp. Needs a C compiler and make; `make help` lists the targets.
# ./configure is optional: it writes config.mk, which is read here when it exists.

-include config.mk

VERSION := $(shell cat VERSION)
SOVERSION := 0

prefix ?= /usr/local
exec_prefix ?= $(prefix)
bindir ?= $(exec_prefix)/bin
libdir ?= $(exec_prefix)/lib
includedir ?= $(prefix)/include
datarootdir ?= $(prefix)/share
mandir ?= $(datarootdir)/man
pkgconfigdir ?= $(libdir)/pkgconfig
cmakedir ?= $(libdir)/cmake/libsmpp

ifeq ($(origin CC),default)
CC := cc
endif
AR ?= ar
INSTALL ?= install
CFLAGS ?= -O2 -g
BUILD ?= build

WARNINGS := -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wsign-conversion -Wcast-align \
	-Wstrict-prototypes -Wmissing-prototypes -Wwrite-strings -Wundef -Wvla
DEPENDENCIES := -MMD -MP
COMPILE = $(CC) -std=c99 $(WARNINGS) $(CPPFLAGS) -Iinclude $(CFLAGS) $(DEPENDENCIES)
POSIX := -D_POSIX_C_SOURCE=200809L -D_DEFAULT_SOURCE

# Optional parts of the programs are used where they are found: WITH_TLS=no, WITH_EDITLINE=no,
# WITH_SQLITE=no, WITH_CRYPT=no leave them out. They are looked for when first needed, which is after
# what deps installs.
WITH_TLS ?= auto
WITH_EDITLINE ?= auto
WITH_SQLITE ?= auto
WITH_CRYPT ?= auto
optional = $(shell sh pkgconfig/optional.sh $(1) $(2) '$(CC) $(CPPFLAGS) $(CFLAGS) $(LDFLAGS)')
TLS = $(eval TLS := $(call optional,tls,$(WITH_TLS)))$(TLS)
EDITLINE = $(eval EDITLINE := $(call optional,editline,$(WITH_EDITLINE)))$(EDITLINE)
SQLITE = $(eval SQLITE := $(call optional,sqlite,$(WITH_SQLITE)))$(SQLITE)
CRYPT = $(eval CRYPT := $(call optional,crypt,$(WITH_CRYPT)))$(CRYPT)
to_compile = $(filter -D% -I%,$(1))
to_link = $(filter-out -D% -I%,$(1))
OPTION :=
LIBS :=

LIB_SOURCES := $(sort $(wildcard lib/*.c))
LIB_OBJECTS := $(LIB_SOURCES:%.c=$(BUILD)/static/%.o)
PIC_OBJECTS := $(LIB_SOURCES:%.c=$(BUILD)/shared/%.o)
STATIC := $(BUILD)/libsmpp.a
SONAME := libsmpp.so.$(SOVERSION)
SHARED := $(BUILD)/libsmpp.so.$(VERSION)

NET := examples/net.c
SECURE := examples/tls.c
TRACE := examples/trace.c examples/mask.c examples/pcap.c
FOLLOW := examples/follow.c
FIELDS := examples/fields.c examples/pairs.c
DECODED := examples/decoded.c examples/input.c
LINES := examples/lines.c examples/jsonline.c
JSON := examples/json.c
PROGRAMS := $(BUILD)/smpp-esme $(BUILD)/mini-smsc $(BUILD)/smpp-dump $(BUILD)/smpp-replay \
	$(BUILD)/smpp-proxy
EXAMPLES := $(BUILD)/send $(BUILD)/receive $(BUILD)/account

.PHONY: all
all: $(STATIC) $(SHARED) $(PROGRAMS) $(EXAMPLES)

.PHONY: help
help:
	@echo 'make              library (static, shared), programs and examples, in build/'
	@echo 'make demo         sends a message through the mini-SMSC, shows delivery and receipt'
	@echo 'make deps         installs what tests and documentation need (Debian, as root)'
	@echo 'make check        runs the tests'
	@echo 'make check-san    the same tests under AddressSanitizer and UBSan'
	@echo 'make check-arch   builds and runs them for other machines: big-endian, 32 bit, musl'
	@echo 'make coverage     lines and branches of lib/ that the unit tests reach, and those not'
	@echo 'make sim          simulates sessions on a faulty network: SEEDS= STEPS= SECONDS= SEED='
	@echo 'make sim-centre   ESMEs and a centre whose store crashes: CENTRE_SEEDS='
	@echo 'make crash        kills mini-smsc under load: CRASH_ROUNDS= CRASH_LINES='
	@echo 'make fuzz         fuzzes what reads octets: SECONDS= for each target (clang)'
	@echo 'make check-gates  plants faults in copies of the sources and expects red tests'
	@echo 'make gates        symbols, layers, headers, package, sizes'
	@echo 'make interop      foreign programs against smpp-esme and mini-smsc'
	@echo 'make bench        measures codec and session beside their floors'
	@echo 'make docs         the API reference, in build/doc/html'
	@echo 'make install      to $$(DESTDIR)$(prefix); prefix=, libdir= as usual'
	@echo 'make uninstall    removes what install put there'
	@echo 'make dist         build/libsmpp-$(VERSION).tar.gz'
	@echo 'make configure    writes ./configure (needs autoconf)'
	@echo 'make clean        removes build/'

# Library. Everything is hidden but what SMPP_API marks.
$(BUILD)/static/lib/%.o: lib/%.c
	@mkdir -p $(@D)
	$(COMPILE) -Ilib -fvisibility=hidden -c $< -o $@

$(BUILD)/shared/lib/%.o: lib/%.c
	@mkdir -p $(@D)
	$(COMPILE) -Ilib -fvisibility=hidden -fPIC -c $< -o $@

$(STATIC): $(LIB_OBJECTS)
	rm -f $@
	$(AR) rcs $@ $^

$(SHARED): $(PIC_OBJECTS) lib/libsmpp.map
	$(CC) $(CFLAGS) $(LDFLAGS) -shared -Wl,-soname,$(SONAME) -Wl,--version-script,lib/libsmpp.map \
		-Wl,-z,defs -o $@ $(PIC_OBJECTS)
	ln -sf $(@F) $(BUILD)/$(SONAME)
	ln -sf $(@F) $(BUILD)/libsmpp.so

# `make -j deps check`: what deps installs is there before it is used.
DEPS_FIRST := $(filter deps,$(MAKECMDGOALS))

# Programs: public headers only, POSIX.
$(BUILD)/programs/%.o: %.c
	@mkdir -p $(@D)
	$(COMPILE) $(POSIX) $(OPTION) -Iexamples -c $< -o $@

# What needs another library is compiled anew when that comes or goes.
OPTIONAL := $(BUILD)/programs/optional
$(OPTIONAL): FORCE | $(DEPS_FIRST)
	@mkdir -p $(@D)
	@echo '$(TLS) $(EDITLINE) $(SQLITE) $(CRYPT)' | cmp -s - $@ || \
		echo '$(TLS) $(EDITLINE) $(SQLITE) $(CRYPT)' >$@
$(BUILD)/programs/examples/tls.o: OPTION = $(call to_compile,$(TLS))
$(BUILD)/programs/examples/esme/editor.o: OPTION = $(call to_compile,$(EDITLINE))
$(BUILD)/programs/examples/smsc/sqlite.o: OPTION = $(call to_compile,$(SQLITE))
$(BUILD)/programs/examples/smsc/secret.o: OPTION = $(call to_compile,$(CRYPT))
$(addprefix $(BUILD)/programs/examples/,tls.o esme/editor.o smsc/sqlite.o smsc/secret.o): $(OPTIONAL)

objects = $(patsubst %.c,$(BUILD)/programs/%.o,$(1))
ESME_OBJECTS := $(call objects,$(sort $(wildcard examples/esme/*.c)) $(NET) $(TRACE) $(FIELDS) \
	$(FOLLOW) $(DECODED) $(SECURE) $(LINES) $(JSON))
SMSC_OBJECTS := $(call objects,$(sort $(wildcard examples/smsc/*.c examples/smsc/*/*.c)) $(NET) $(TRACE) $(FOLLOW) \
	$(SECURE) $(LINES) $(JSON))
DUMP_OBJECTS := $(call objects,examples/dump.c examples/fields.c $(DECODED) $(NET))
REPLAY_OBJECTS := $(call objects,examples/replay.c $(TRACE))
PROXY_OBJECTS := $(call objects,$(sort $(wildcard examples/proxy/*.c)) $(NET))

link = $(CC) $(CFLAGS) $(LDFLAGS) -o $@ $(filter %.o,$^) $(STATIC) $(LIBS)

$(BUILD)/smpp-esme: LIBS = $(call to_link,$(TLS) $(EDITLINE))
$(BUILD)/mini-smsc: LIBS = $(call to_link,$(TLS) $(SQLITE) $(CRYPT))
$(BUILD)/smpp-esme: $(ESME_OBJECTS) $(STATIC)
	$(link)
$(BUILD)/mini-smsc: $(SMSC_OBJECTS) $(STATIC)
	$(link)
$(BUILD)/smpp-dump: $(DUMP_OBJECTS) $(STATIC)
	$(link)
$(BUILD)/smpp-replay: $(REPLAY_OBJECTS) $(STATIC)
	$(link)
$(BUILD)/smpp-proxy: $(PROXY_OBJECTS) $(STATIC)
	$(link)
$(EXAMPLES): $(BUILD)/%: $(BUILD)/programs/examples/%.o $(call objects,$(NET) examples/step.c) $(STATIC)
	$(link)

.PHONY: demo
demo: $(PROGRAMS)
	@sh examples/demo.sh $(BUILD)

.PHONY: deps
deps:
	sh tests/deps.sh

# Tests: one program for each tests/*_test.c. They may look into lib/.
TEST_SOURCES := $(sort $(wildcard tests/*_test.c))
TESTS := $(TEST_SOURCES:tests/%.c=$(BUILD)/tests/%)
TEST_SUPPORT := $(BUILD)/tests/support.o
CHECK_LIBS = $(shell pkg-config --libs check 2>/dev/null || echo -lcheck)
CHECK_FLAGS = $(shell pkg-config --cflags check 2>/dev/null) -Wno-pedantic -Wno-conversion \
	-Wno-sign-conversion -Wno-cast-align

$(BUILD)/tests/%.o: tests/%.c | $(DEPS_FIRST)
	@mkdir -p $(@D)
	$(COMPILE) $(POSIX) $(OPTION) -Ilib -Itests -DTEST_VECTORS='"tests/vectors"' $(CHECK_FLAGS) -c $< -o $@

$(TESTS): $(BUILD)/tests/%: $(BUILD)/tests/%.o $(TEST_SUPPORT) $(STATIC)
	$(CC) $(CFLAGS) $(LDFLAGS) -o $@ $(filter %.o,$^) $(STATIC) $(LIBS) $(CHECK_LIBS)

# TLS is tried with peers that OpenSSL makes.
TLS_TEST := $(BUILD)/tests/tls_test
$(TLS_TEST).o: OPTION = $(call to_compile,$(TLS))
$(TLS_TEST).o: $(OPTIONAL)
$(TLS_TEST): LIBS = $(call to_link,$(TLS))
$(TLS_TEST): $(call objects,$(SECURE) $(NET))

# A trace is known to be whole when smpp-replay finds all of it again.
$(BUILD)/tests/trace_test: $(call objects,$(TRACE)) | $(BUILD)/smpp-replay
$(BUILD)/tests/fields_test: $(call objects,$(FIELDS))

# What mini-smsc owes its host is tried on the program itself.
$(BUILD)/tests/classes_test: | $(BUILD)/mini-smsc

# Parts of smpp-esme that can be tried alone.
$(BUILD)/tests/lines_test: $(call objects,$(LINES))
$(BUILD)/tests/journal_test: $(call objects,examples/esme/journal.c)
$(BUILD)/tests/await_test: $(call objects,examples/esme/await.c)
$(BUILD)/tests/meter_test: $(call objects,examples/esme/meter.c $(JSON) $(NET))

# The quirks of mini-smsc that change one PDU.
$(BUILD)/tests/edit_test: $(call objects,$(sort $(wildcard examples/smsc/quirks/edit*.c)) examples/pairs.c)

# The store: a file of SQLite, on disks that fail and forget.
STORE_TESTS := $(BUILD)/tests/store_test $(BUILD)/tests/store_disk_test
$(STORE_TESTS): $(call objects,examples/smsc/memory.c examples/smsc/sqlite.c)
$(STORE_TESTS): LIBS = $(call to_link,$(SQLITE))
$(STORE_TESTS:%=%.o): OPTION = $(call to_compile,$(SQLITE))
$(STORE_TESTS:%=%.o): $(OPTIONAL)

# The extras of mini-smsc that need no socket; what scripts connect by.
$(BUILD)/tests/operations_test: $(call objects,$(addprefix examples/smsc/,operations/congestion.c \
	operations/meter.c operations/quote.c queue.c))
TALK := $(BUILD)/tests/talk
$(TALK): $(BUILD)/tests/talk.o
	$(CC) $(CFLAGS) $(LDFLAGS) -o $@ $<

# What a store holds, for the scripts that kill mini-smsc.
STORE_LIST := $(BUILD)/tests/store_list
$(STORE_LIST): LIBS = $(call to_link,$(SQLITE))
$(STORE_LIST): $(call objects,tests/store_list.c examples/smsc/queue.c examples/smsc/sqlite.c) $(STATIC)
	@mkdir -p $(@D)
	$(link)

# Any octets into a port.
OCTETS := $(BUILD)/tests/octets
$(OCTETS): $(call objects,tests/octets.c $(NET))
	@mkdir -p $(@D)
	$(CC) $(CFLAGS) $(LDFLAGS) -o $@ $^

.PRECIOUS: $(BUILD)/tests/%.o

# The simulation: a program that knows the public headers only.
SIM := $(BUILD)/tests/sim
SIM_OBJECTS := $(patsubst tests/sim/%.c,$(BUILD)/sim/%.o,$(sort $(wildcard tests/sim/*.c)))
SEEDS ?= 200
STEPS ?= 1000000

$(BUILD)/sim/%.o: tests/sim/%.c
	@mkdir -p $(@D)
	$(COMPILE) $(POSIX) -Iexamples -c $< -o $@

$(SIM): $(SIM_OBJECTS) $(STATIC)
	@mkdir -p $(@D)
	$(link)

# A network of ESMEs and the centre's core, whose store crashes.
SIM_CENTRE := $(BUILD)/tests/sim_centre
CENTRE_CORE := $(addprefix examples/smsc/,smsc.c account.c route.c deliver.c request.c broadcast.c \
	queue.c handset.c secret.c)
SIM_CENTRE_OBJECTS := $(patsubst tests/sim/%.c,$(BUILD)/sim/%.o,$(sort $(wildcard tests/sim/centre/*.c))) \
	$(call objects,$(CENTRE_CORE))
CENTRE_SEEDS ?= 2000

$(SIM_CENTRE): LIBS = $(call to_link,$(CRYPT))
$(SIM_CENTRE): $(SIM_CENTRE_OBJECTS) $(STATIC)
	@mkdir -p $(@D)
	$(link)

.PHONY: sim-centre
sim-centre: $(SIM_CENTRE)
	$(SIM_CENTRE) --seeds=$(CENTRE_SEEDS)

# SECONDS= runs seed after seed for so long, SEED= runs that one, otherwise 1 to SEEDS.
.PHONY: sim
sim: $(SIM)
	$(SIM) $(if $(SEED),--seed=$(SEED),--seeds=$(SEEDS)) --steps=$(STEPS) \
		$(if $(SECONDS),--seconds=$(SECONDS))

.PHONY: check
check: all $(TESTS) $(SIM) $(SIM_CENTRE) $(STORE_LIST) $(OCTETS) $(TALK) | $(DEPS_FIRST)
	@BUILD=$(BUILD) MAKE='$(MAKE)' CC='$(CC)' sh tests/run.sh $(TESTS)

# mini-smsc is killed CRASH_ROUNDS= times under load; with CRASH_LINES= spread over so many messages.
.PHONY: crash
crash: $(PROGRAMS) $(STORE_LIST)
	@BUILD=$(BUILD) $(if $(CRASH_ROUNDS),CRASH_ROUNDS=$(CRASH_ROUNDS)) \
		$(if $(CRASH_LINES),CRASH_LINES=$(CRASH_LINES)) sh tests/crash.sh

SANITIZE := -fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer
.PHONY: check-san
check-san:
	$(MAKE) BUILD=$(BUILD)/san CFLAGS='-O1 -g $(SANITIZE)' check-units
.PHONY: check-units
check-units: $(TESTS) $(SIM) $(SIM_CENTRE) $(PROGRAMS) $(EXAMPLES)
	@BUILD=$(BUILD) CC='$(CC)' UNITS_ONLY=1 sh tests/run.sh $(TESTS)

# Fuzzing: one program for each tests/fuzz/*_fuzz.c, with the library's sources.
FUZZ_SOURCES := $(sort $(wildcard tests/fuzz/*_fuzz.c))
FUZZERS := $(FUZZ_SOURCES:tests/fuzz/%.c=$(BUILD)/fuzz/%)
FUZZ_OBJECTS := $(LIB_SOURCES:lib/%.c=$(BUILD)/fuzz/lib/%.o)
CLANG ?= clang
FUZZ_COMPILE = $(CLANG) -std=c99 -O1 -g -fno-omit-frame-pointer -fno-sanitize-recover=all \
	-fsanitize=address,undefined -Wall -Wextra -Iinclude -Ilib -MMD -MP

$(BUILD)/fuzz/lib/%.o: lib/%.c
	@mkdir -p $(@D)
	$(FUZZ_COMPILE) -fsanitize=fuzzer-no-link -c $< -o $@
$(FUZZERS): $(BUILD)/fuzz/%: tests/fuzz/%.c $(FUZZ_OBJECTS)
	$(FUZZ_COMPILE) -fsanitize=fuzzer -o $@ $(filter %.c %.o,$^) $(LIBS)

# The core of mini-smsc, too.
FUZZ_CENTRE := $(CENTRE_CORE:examples/%.c=$(BUILD)/fuzz/%.o)
$(FUZZ_CENTRE): $(BUILD)/fuzz/%.o: examples/%.c
	@mkdir -p $(@D)
	$(FUZZ_COMPILE) $(POSIX) -Iexamples $(call to_compile,$(CRYPT)) -fsanitize=fuzzer-no-link -c $< -o $@
$(BUILD)/fuzz/centre_fuzz: $(FUZZ_CENTRE)
$(BUILD)/fuzz/centre_fuzz: LIBS = $(call to_link,$(CRYPT))

.PHONY: fuzz
ifneq ($(shell command -v $(CLANG) 2>/dev/null),)
fuzz: $(FUZZERS)
	@BUILD=$(BUILD) FUZZ_SECONDS=$(SECONDS) sh tests/fuzz/run.sh $(FUZZERS)
else
fuzz:
	@echo '# skipped: fuzzing needs clang'
endif

# Needs what tests/arch/setup.sh installs; machines without it are left out.
.PHONY: check-arch
check-arch: $(SIM)
	@BUILD=$(BUILD) MAKE='$(MAKE)' sh tests/arch/run.sh $(MACHINES)

# Only the library counts its lines. Left out is what tries octets by the million: that reaches lines
# without saying what they are for.
COVERAGE := $(BUILD)/coverage
.PHONY: coverage
coverage:
	@$(MAKE) -s BUILD=$(COVERAGE) CFLAGS='-O0 -g --coverage' $(COVERAGE)/libsmpp.a
	@$(MAKE) -s BUILD=$(COVERAGE) CFLAGS=-O2 LDFLAGS=--coverage run-coverage
.PHONY: run-coverage
NAMED_TESTS := $(filter-out %/bounds_test %/split_test,$(TESTS))
run-coverage: $(NAMED_TESTS)
	@BUILD=$(BUILD) sh tests/coverage.sh $(NAMED_TESTS)

.PHONY: gates
gates: all
	@BUILD=$(BUILD) MAKE='$(MAKE)' CC='$(CC)' sh tests/gates/run.sh

.PHONY: check-gates
check-gates:
	@sh tests/gates/plant.sh

.PHONY: interop
interop: $(PROGRAMS)
	@BUILD=$(BUILD) bash tests/interop/run.sh

.PHONY: bench
bench: $(STATIC) $(PROGRAMS)
	@BUILD=$(BUILD) CC='$(CC)' sh tests/bench/run.sh

.PHONY: docs
docs:
	@mkdir -p $(BUILD)/doc
	BUILD=$(BUILD) VERSION=$(VERSION) doxygen man/Doxyfile

# Package
MANUALS := $(sort $(wildcard man/*.[1-9]))
HEADERS := $(sort $(wildcard include/smpp/*.h))
PACKAGE := $(BUILD)/libsmpp.pc $(BUILD)/libsmpp-config.cmake $(BUILD)/libsmpp-config-version.cmake
substitute = sed -e 's|@VERSION@|$(VERSION)|g' -e 's|@prefix@|$(prefix)|g' \
	-e 's|@SOVERSION@|$(SOVERSION)|g' -e 's|@libdir@|$(libdir)|g' \
	-e 's|@includedir@|$(includedir)|g' -e 's|@cmakedir@|$(cmakedir)|g' \
	-e '/^[a-z]*dir=/s|=$(prefix)/|=$${prefix}/|' $< > $@

# The package files name the prefix, so they are written anew for every install.
.PHONY: FORCE
FORCE:
$(BUILD)/%: pkgconfig/%.in VERSION FORCE
	@mkdir -p $(@D)
	$(substitute)

# What shells complete command lines by: the programs write it, unless it is for another machine.
COMPLETION := $(BUILD)/completion
BASH_COMPLETION := bash-completion/completions/smpp-esme
ZSH_COMPLETION := zsh/site-functions/_smpp-esme
FISH_COMPLETION := fish/vendor_completions.d/smpp-esme.fish
SMSC_BASH := bash-completion/completions/mini-smsc
SMSC_ZSH := zsh/site-functions/_mini-smsc
SMSC_FISH := fish/vendor_completions.d/mini-smsc.fish
COMPLETIONS := $(BASH_COMPLETION) $(ZSH_COMPLETION) $(FISH_COMPLETION) $(SMSC_BASH) $(SMSC_ZSH) $(SMSC_FISH)
$(COMPLETION)/bash $(COMPLETION)/zsh $(COMPLETION)/fish: $(COMPLETION)/%: $(BUILD)/smpp-esme
	@mkdir -p $(@D)
	$< --completion=$* >$@ || { rm -f $@; echo '# no completion for $*: $< does not run here'; }
$(COMPLETION)/smsc.bash $(COMPLETION)/smsc.zsh $(COMPLETION)/smsc.fish: $(COMPLETION)/smsc.%: $(BUILD)/mini-smsc
	@mkdir -p $(@D)
	$< --completion=$* >$@ || { rm -f $@; echo '# no completion for $*: $< does not run here'; }
install_completion = test ! -f $(COMPLETION)/$(1) || { \
	$(INSTALL) -d $(DESTDIR)$(datarootdir)/$(dir $(2)) && \
	$(INSTALL) -m 644 $(COMPLETION)/$(1) $(DESTDIR)$(datarootdir)/$(2); }

.PHONY: install
install: $(STATIC) $(SHARED) $(PROGRAMS) $(PACKAGE) $(addprefix $(COMPLETION)/,bash zsh fish smsc.bash \
		smsc.zsh smsc.fish)
	$(INSTALL) -d $(DESTDIR)$(bindir) $(DESTDIR)$(libdir) $(DESTDIR)$(includedir)/smpp \
		$(DESTDIR)$(pkgconfigdir) $(DESTDIR)$(cmakedir) \
		$(DESTDIR)$(mandir)/man1 $(DESTDIR)$(mandir)/man3 $(DESTDIR)$(mandir)/man7
	$(INSTALL) -m 755 $(PROGRAMS) $(DESTDIR)$(bindir)
	$(INSTALL) -m 644 $(STATIC) $(DESTDIR)$(libdir)
	$(INSTALL) -m 755 $(SHARED) $(DESTDIR)$(libdir)
	ln -sf $(notdir $(SHARED)) $(DESTDIR)$(libdir)/$(SONAME)
	ln -sf $(notdir $(SHARED)) $(DESTDIR)$(libdir)/libsmpp.so
	$(INSTALL) -m 644 include/smpp.h $(DESTDIR)$(includedir)
	$(INSTALL) -m 644 $(HEADERS) $(DESTDIR)$(includedir)/smpp
	$(INSTALL) -m 644 $(BUILD)/libsmpp.pc $(DESTDIR)$(pkgconfigdir)
	$(INSTALL) -m 644 $(filter %.cmake,$(PACKAGE)) $(DESTDIR)$(cmakedir)
	$(call install_completion,bash,$(BASH_COMPLETION))
	$(call install_completion,zsh,$(ZSH_COMPLETION))
	$(call install_completion,fish,$(FISH_COMPLETION))
	$(call install_completion,smsc.bash,$(SMSC_BASH))
	$(call install_completion,smsc.zsh,$(SMSC_ZSH))
	$(call install_completion,smsc.fish,$(SMSC_FISH))
	for page in $(MANUALS); do \
		$(INSTALL) -m 644 $$page $(DESTDIR)$(mandir)/man$${page##*.}; done

.PHONY: uninstall
uninstall:
	rm -f $(addprefix $(DESTDIR)$(bindir)/,$(notdir $(PROGRAMS)))
	rm -f $(DESTDIR)$(libdir)/libsmpp.a $(DESTDIR)$(libdir)/$(notdir $(SHARED)) \
		$(DESTDIR)$(libdir)/$(SONAME) $(DESTDIR)$(libdir)/libsmpp.so
	rm -f $(DESTDIR)$(includedir)/smpp.h $(addprefix $(DESTDIR)$(includedir)/smpp/,$(notdir $(HEADERS)))
	rm -f $(DESTDIR)$(pkgconfigdir)/libsmpp.pc
	rm -f $(addprefix $(DESTDIR)$(cmakedir)/,$(notdir $(filter %.cmake,$(PACKAGE))))
	rm -f $(addprefix $(DESTDIR)$(datarootdir)/,$(COMPLETIONS))
	for page in $(notdir $(MANUALS)); do rm -f $(DESTDIR)$(mandir)/man$${page##*.}/$$page; done
	-rmdir $(DESTDIR)$(includedir)/smpp $(DESTDIR)$(cmakedir) 2>/dev/null

.PHONY: dist
dist:
	@mkdir -p $(BUILD)
	git archive --format=tar.gz --prefix=libsmpp-$(VERSION)/ -o $(BUILD)/libsmpp-$(VERSION).tar.gz HEAD

.PHONY: configure
configure:
	autoconf --force

.PHONY: clean
clean:
	rm -rf $(BUILD)

-include $(shell find $(BUILD) -type f -name '*.d' 2>/dev/null)
