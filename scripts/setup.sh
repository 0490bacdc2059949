#!/usr/bin/env bash
# Installs, on Debian and Ubuntu, what is missing for a purpose. Without anything missing it asks
# no network and no password.
#
#   scripts/setup.sh build          a C compiler for SQLite, TLS and the allocator; time zones
#   scripts/setup.sh lint           Python, which installs the checker of dependencies
#   scripts/setup.sh assets         Node, which builds styles and fonts
#   scripts/setup.sh test           PostgreSQL, Chromium and the tools that judge our PDF, QR codes and XML
set -euo pipefail

missing=()

# want FILE_OR_COMMAND PACKAGE...: notes the packages when the first is neither.
want() {
    local thing=$1
    shift
    [[ $thing == /* ]] && [[ -e $thing ]] && return
    [[ $thing != /* ]] && command -v "$thing" >/dev/null && return
    missing+=("$@")
}

want_build() {
    want gcc gcc
    want /usr/include/stdio.h libc6-dev
    want /etc/ssl/certs/ca-certificates.crt ca-certificates
    want /usr/share/zoneinfo/Europe/Berlin tzdata
}

want_lint() {
    python3 -c 'import venv, ensurepip' 2>/dev/null || missing+=(python3-venv)
}

want_assets() {
    want node nodejs
    want npm npm
}

want_test() {
    compgen -G '/usr/lib/postgresql/*/bin/initdb' >/dev/null || missing+=(postgresql)
    has_chromium || missing+=(chromium fonts-liberation)
    want_lint
    want pdfinfo poppler-utils
    want qpdf qpdf
    want zbarimg zbar-tools
    want curl curl
    want xmllint libxml2-utils
}

has_chromium() {
    command -v chromium || command -v chromium-browser || command -v google-chrome
} >/dev/null

as_root() {
    if [[ $(id -u) == 0 ]]; then
        "$@"
    else
        sudo "$@"
    fi
}

say_what_to_do() {
    printf 'Missing: %s\n' "${missing[*]}"
    printf 'Install it yourself, as root: apt-get install %s\n' "${missing[*]}"
    printf 'or the like where there is no apt-get.\n'
} >&2

install_missing() {
    if ! command -v apt-get >/dev/null; then
        say_what_to_do
        exit 1
    fi
    if [[ $(id -u) != 0 ]] && ! command -v sudo >/dev/null; then
        say_what_to_do
        exit 1
    fi
    printf 'Installing: %s\n' "${missing[*]}" >&2
    export DEBIAN_FRONTEND=noninteractive
    local options=(-o DPkg::Lock::Timeout=300 -y -q --no-install-recommends)
    as_root apt-get update -q >/dev/null || true # stale lists often still do
    leave_out_absent_chromium
    ((${#missing[@]} > 0)) || return 0
    as_root env DEBIAN_FRONTEND=noninteractive apt-get install "${options[@]}" "${missing[@]}" \
        </dev/null >/dev/null || {
        say_what_to_do
        exit 1
    }
}

# Ubuntu has Chromium as a snap only, which does not run everywhere; scripts/browser.sh fetches
# Playwright's instead.
leave_out_absent_chromium() {
    [[ -z $(apt-cache madison chromium) ]] || return 0
    local kept=() package
    for package in "${missing[@]}"; do
        [[ $package == chromium ]] || kept+=("$package")
    done
    missing=("${kept[@]}")
}

for purpose in "$@"; do
    case $purpose in
        build | lint | assets | test) "want_$purpose" ;;
        *)
            printf 'setup: %s is none of build, lint, assets, test\n' "$purpose" >&2
            exit 2
            ;;
    esac
done

if ! command -v cargo >/dev/null; then
    printf 'Rust is missing: https://rustup.rs, or your distribution with at least version %s\n' \
        "$(sed -n 's/^rust-version = "\(.*\)"/\1/p' "$(dirname "$0")/../Cargo.toml")" >&2
    exit 1
fi
if ((${#missing[@]} > 0)); then
    install_missing
fi
