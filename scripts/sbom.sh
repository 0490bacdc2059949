#!/usr/bin/env bash
# Writes the bill of materials of the released program, as CycloneDX 1.5 in JSON:
#
#   scripts/sbom.sh OUT.json
#
# The tool, cargo-cyclonedx of the CycloneDX project, is compiled once into target/tools. What it
# lists is what cargo links for this machine, without dependencies of tests and builds.
set -euo pipefail

out=$(realpath --canonicalize-missing "$1")
cd "$(dirname "$0")/.."

readonly VERSION=0.5.9
readonly TOOLS=$PWD/target/tools
# The tool writes a file into the directory of each crate of ours.
readonly NAME=zahlstelle-sbom
# Its time is that of the newest commit, so that it can be made again.
SOURCE_DATE_EPOCH=${SOURCE_DATE_EPOCH:-$(git log -1 --format=%ct 2>/dev/null || printf 0)}
export SOURCE_DATE_EPOCH

# Does nothing where this version is there.
cargo install --locked --quiet --root "$TOOLS" cargo-cyclonedx --version "$VERSION" >&2
trap 'rm -f crates/*/$NAME.json xtask/$NAME.json' EXIT
"$TOOLS/bin/cargo-cyclonedx" cyclonedx --manifest-path crates/zahlstelle/Cargo.toml \
    --format json --spec-version 1.5 --no-build-deps --override-filename $NAME --quiet
mkdir -p "$(dirname "$out")"
mv crates/zahlstelle/$NAME.json "$out"
printf '%s\n' "$out"
