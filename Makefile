# The front door: every other way in is one of these.
SHELL := /bin/bash
.DEFAULT_GOAL := help
.NOTPARALLEL:

PREFIX ?= /usr/local
DESTDIR ?=
JOBS ?= $(shell nproc)
SEEDS ?= 1000
SEED ?=
MINUTES ?= 10
ALL ?=
BENCH ?=
FUZZ ?=
FUZZ_SECONDS ?= 60
SECONDS ?=

RELEASE := build/release
WEFT := $(RELEASE)/weft
CONFIGURE := cmake --log-level=WARNING --preset
NINJA := ninja --quiet -j$(JOBS) -C

.PHONY: help deps build demo test simulate chaos fuzz bench bench-kubernetes lint format install

help: ## Show what can be made
	@echo "weft keeps network control planes in step with Kubernetes."
	@echo
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-16s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

deps: ## Install the Debian 12 packages that are missing
	@.ci/deps

build: deps ## Build build/release/weft
	@echo "Building $(WEFT) ..."
	@$(CONFIGURE) release > /dev/null
	@$(NINJA) $(RELEASE)

demo: build ## Run everything in one process against simulators; Ctrl-C ends it
	@$(WEFT) demo

test: deps ## Run every grade of tests; the last line is the verdict
	@JOBS=$(JOBS) tests/run

simulate: deps ## Run the deterministic simulation over SEEDS=1000 seeds
	@echo "Simulating $(SEEDS) seeds ..."
	@$(CONFIGURE) dev > /dev/null
	@$(NINJA) build/dev weft_simulation_tests
	@WEFT_SEEDS=$(SEEDS) build/dev/tests/weft_simulation_tests "[seeds]"

chaos: deps ## Trouble real servers for MINUTES=10, by SEED=any
	@echo "Building the storm ..."
	@$(CONFIGURE) dev > /dev/null
	@$(NINJA) build/dev weft_chaos_tests
	@KUBEBUILDER_ASSETS=$$(tests/cluster/servers/build.sh) WEFT_SEED=$(SEED) WEFT_MINUTES=$(MINUTES) \
	  build/dev/tests/weft_chaos_tests "[.storm]"

fuzz: deps ## Give each decoder of foreign bytes FUZZ_SECONDS=60 of libFuzzer; FUZZ=name one of them
	@JOBS=$(JOBS) FUZZ_SECONDS=$(FUZZ_SECONDS) tests/fuzz/run $(FUZZ)

bench: deps ## Measure what is promised, or with BENCH=name one part of it
	@echo "Building the benches ..."
	@$(CONFIGURE) bench > /dev/null
	@$(NINJA) build/bench $(if $(BENCH),$(BENCH:%=weft_bench_%))
	@bench/run $(BENCH)

bench-kubernetes: deps ## Measure beside client-go in front of a real API server
	@echo "Building the benches ..."
	@$(CONFIGURE) bench > /dev/null
	@$(NINJA) build/bench weft_bench_kubernetes
	@WEFT_BENCH_SECONDS=$(SECONDS) bench/kubernetes/run $(if $(BENCH),'[$(BENCH)]')

lint: ## Check format, headers and scripts; ALL=1 adds clang-tidy over everything
	@ALL=$(ALL) JOBS=$(JOBS) .ci/lint

format: ## Let clang-format decide
	@git ls-files -co --exclude-standard '*.cpp' '*.hpp' | xargs -r clang-format -i

install: build ## Install under PREFIX=/usr/local, staged in DESTDIR
	@DESTDIR=$(DESTDIR) cmake --install $(RELEASE) --prefix $(PREFIX) > /dev/null
	@echo "Installed $(DESTDIR)$(PREFIX)/bin/weft"
