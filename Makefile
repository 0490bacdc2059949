# The commands of every day. `make` alone lists them.
#
# Each does everything it needs on a fresh Debian or Ubuntu with Rust, make and git; what is
# missing is installed by scripts/setup.sh, and nothing is asked of the network when all is there.

SHELL := /bin/bash
.DELETE_ON_ERROR:
.DEFAULT_GOAL := help
# Two steps at once would wait for the same locks of apt and cargo.
.NOTPARALLEL:

# make demo DEMO_FLAGS="--listen 0.0.0.0:8080 --data-dir town"
DEMO_FLAGS ?=
# make bench BENCH_FLAGS="--report report.md"
BENCH_FLAGS ?=
# make simulation SEEDS=10000
SEEDS ?= 1000
# make screenshots OUT=/tmp/pages
OUT ?= target/screenshots

# What is released and measured is built in one go: some seven parts of 100 faster at creating
# payments than what is built again piece by piece, as everything else is.
WHOLE := CARGO_INCREMENTAL=0 cargo build --release --locked --package zahlstelle

# What tests and lints of the program need beside what is released.
FEATURES := --features zahlstelle/demo,zahlstelle/bench

ASSETS := crates/webkit/assets
ASSET_SOURCES := $(shell find $(ASSETS) -path '*/node_modules' -prune -o -path '*/dist' -prune \
	-o -type f -print)
# Written last by the build of the assets.
DOCUMENT_FONTS := crates/pdf/dist/NotoSansArabic_700Bold.ttf
ASSETS_BUILT := target/made/assets
BROWSER_BUILT := target/made/e2e

.PHONY: help
help: ## Show this list
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/\1\t\2/p' $(MAKEFILE_LIST) | expand --tabs=14

.PHONY: demo
demo: setup-build assets ## Build and start the town of Musterstadt with a PayPal simulator
	cargo build --release --locked --package zahlstelle --features demo
	target/release/zahlstelle demo $(DEMO_FLAGS)

# Tests fail on the PostgreSQL half when no server is there; SQLITE_ONLY=1 leaves it out.
.PHONY: test
test: setup-build setup-test assets browser ## Run every test, on SQLite and on PostgreSQL
	scripts/with-postgres.sh cargo test --workspace --locked $(FEATURES)

.PHONY: lint
lint: form assets ## Check form, lints, house rules and dependencies
	cargo clippy --workspace --all-targets --locked $(FEATURES) -- -D warnings
	cargo clippy --package zahlstelle --locked -- -D warnings

.PHONY: form
form: setup-build setup-lint
	cargo fmt --all --check
	cargo xtask tidy
	scripts/deny.sh
	scripts/deny-test.sh

.PHONY: simulation
simulation: setup-build assets ## Let a made-up town live through SEEDS seeds of bad luck
	SQLITE_ONLY=1 SIM_SEEDS=$(SEEDS) cargo test --locked --package zahlstelle-testkit simulation -- --nocapture

.PHONY: bench
bench: setup-build setup-test assets ## Measure, each figure beside its limit
	$(WHOLE) --features bench
	ulimit -S -n 8192 && scripts/with-postgres.sh target/release/zahlstelle bench $(BENCH_FLAGS)

.PHONY: screenshots
screenshots: setup-build setup-test assets browser ## Picture every look of the pages into OUT, to look at
	rm -rf target/samples
	ZAHLSTELLE_SAMPLES_DIR=$(CURDIR)/target/samples SQLITE_ONLY=1 \
		cargo test --locked --workspace --lib pages::tests::samples_as_files
	node e2e/screenshots.mjs target/samples $(OUT)

.PHONY: assets
assets: $(ASSETS_BUILT) ## Build styles and fonts for the pages

.PHONY: binary
binary: setup-build assets ## Build what is released: without demo, simulator and bench
	$(WHOLE)

.PHONY: deb
deb: setup-build assets ## Build a Debian package with user, unit and configuration
	ZAHLSTELLE_COMMIT=$$(git rev-parse --short HEAD) $(WHOLE)
	scripts/deb.sh target/release/zahlstelle \
		target/deb/zahlstelle_$$(dpkg --print-architecture).deb

.PHONY: sbom
sbom: setup-build ## Write the bill of materials of what is released, as CycloneDX
	scripts/sbom.sh target/deb/zahlstelle_$$(dpkg --print-architecture).cdx.json

# What a release needs beside tests and lints; fails where the advisories cannot be had.
.PHONY: release
release: setup-lint deb sbom ## Build package and bill of materials, check advisories
	ADVISORIES=required scripts/deny.sh

.PHONY: setup-build setup-lint setup-test
setup-build setup-lint setup-test: setup-%:
	@scripts/setup.sh $*

# Built again when a source is newer, and when the result was removed.
$(ASSETS_BUILT): $(ASSET_SOURCES) $(if $(wildcard $(DOCUMENT_FONTS)),,always)
	scripts/setup.sh assets
	cd $(ASSETS) && npm ci --no-audit --no-fund && node build.mjs
	@mkdir -p $(@D) && touch $@

.PHONY: browser
browser: $(BROWSER_BUILT)

$(BROWSER_BUILT): e2e/package-lock.json $(if $(wildcard e2e/node_modules),,always)
	scripts/setup.sh assets
	scripts/browser.sh
	@mkdir -p $(@D) && touch $@

.PHONY: always
always:
