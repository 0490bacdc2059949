#!/usr/bin/env bash
# Licences, banned crates and sources of all dependencies, by cargo-deny where it is installed.
#
# Installing it takes minutes, so it is done only when CI_INSTALL_DENY=1 asks for it.
set -euo pipefail

if ! command -v cargo-deny >/dev/null; then
    if [[ ${CI_INSTALL_DENY:-} != 1 ]]; then
        printf 'cargo-deny is not installed, licences and bans are not checked.\n' >&2
        printf 'Install it with: cargo install cargo-deny --locked\n' >&2
        exit 0
    fi
    cargo install cargo-deny --locked
fi
exec cargo deny check bans licenses sources
