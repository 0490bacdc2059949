#!/usr/bin/env bash
# Whether scripts/deny.sh finds an old crate, without the network: the database of advisories is one
# that is made here, in the place of RustSec's. What it says is of crates that are in Cargo.lock.
set -euo pipefail
cd "$(dirname "$0")/.."

here=$(mktemp -d)
trap 'rm -rf "$here"' EXIT
readonly REAL=https://github.com/RustSec/advisory-db

sed "s#^\\[advisories\\]#&\ndb-path = \"$here/cache\"#" deny.toml >"$here/deny.toml"
export DENY_CONFIG=$here/deny.toml ADVISORIES=required
export GIT_CONFIG_COUNT=1 GIT_CONFIG_VALUE_0=$REAL
export GIT_CONFIG_KEY_0=url.file://$here/database.insteadOf

fail() {
    printf 'deny-test: %s\n' "$1" >&2
    sed 's/^/    /' "$here/said" >&2
    exit 1
}

# advise CRATE ID LINE: a database that holds this one advisory.
advise() {
    local database=$here/database
    rm -rf "$database" "$here/cache"
    git init --quiet --initial-branch main "$database"
    mkdir -p "$database/crates/$1"
    {
        printf '```toml\n[advisory]\nid = "%s"\npackage = "%s"\ndate = "2026-01-01"\n' "$2" "$1"
        printf '%s\n```\n\n# Planted\n\nBy scripts/deny-test.sh.\n' "$3"
    } >"$database/crates/$1/$2.md"
    git -C "$database" add .
    git -C "$database" -c user.name=test -c user.email=test@musterstadt.example commit \
        --quiet --message planted
}

passes() {
    scripts/deny.sh advisories >"$here/said" 2>&1
}

# refuses WHAT WORD: fails, and says this word.
refuses() {
    if passes; then fail "$1 passes"; fi
    grep --quiet "$2" "$here/said" || fail "$1 is refused for something else"
}

readonly OLD='[versions]
patched = [">= 9999.0.0"]' NEW='[versions]
patched = [">= 0.0.1"]'
readonly UNMAINTAINED='informational = "unmaintained"
[versions]
patched = []'

advise bytes RUSTSEC-2999-0001 "$NEW"
passes || fail "an advisory of versions that are not used is refused"
advise bytes RUSTSEC-2999-0001 "$OLD"
refuses "an old crate" RUSTSEC-2999-0001
# A crate that comes with others, so that nobody chose it here.
advise unicode-ident RUSTSEC-2999-0002 "$UNMAINTAINED"
refuses "an unmaintained crate" RUSTSEC-2999-0002
advise yaml-rust RUSTSEC-2024-0320 "$UNMAINTAINED"
passes || fail "a written exception is refused"
rm -rf "$here/database" "$here/cache"
refuses "a database that cannot be had" "NOT checked"
ADVISORIES='' passes || fail "a database that cannot be had is refused where none is required"
grep --quiet "NOT checked" "$here/said" || fail "nothing is said of what was not checked"
printf 'Old crates are found.\n'
