#!/usr/bin/env bash
# Writes the bill of materials of the released program, as CycloneDX 1.5 in JSON:
#
#   scripts/sbom.sh OUT.json
#
# The tool, cargo-cyclonedx of the CycloneDX project, is compiled once into target/tools. What it
# writes is what cargo would link for this machine, without dependencies of tests and builds.
set -euo pipefail

out=$(realpath --canonicalize-missing "$1")
cd "$(dirname "$0")/.."

readonly VERSION=0.5.9
readonly TOOLS=$PWD/target/tools
readonly PROGRAM=$TOOLS/bin/cargo-cyclonedx
readonly PACKAGE=crates/zahlstelle

if [[ ! -x $PROGRAM || $("$PROGRAM" cyclonedx --version) != "cargo-cyclonedx-cyclonedx $VERSION" ]]; then
    cargo install --locked --quiet --root "$TOOLS" cargo-cyclonedx --version "$VERSION" >&2
fi
"$PROGRAM" cyclonedx --manifest-path $PACKAGE/Cargo.toml --format json --spec-version 1.5 \
    --no-build-deps --target "$(rustc -vV | sed -n 's/^host: //p')" --override-filename sbom --quiet
mkdir -p "$(dirname "$out")"
mv $PACKAGE/sbom.json "$out"
printf '%s\n' "$out"
