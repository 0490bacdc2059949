#!/usr/bin/env bash
# Makes a Debian package of a built program:
#
#   scripts/deb.sh PROGRAM OUT.deb
#
# Nothing but dpkg-deb is needed. The same program gives the same package, byte by byte. COMPRESS
# sets how (xz by default).
set -euo pipefail

program=$(realpath "$1")
out=$(realpath --canonicalize-missing "$2")
cd "$(dirname "$0")/.."

readonly SOURCE=packaging/deb
version=$(sed -n '/^\[workspace.package\]/,/^\[/s/^version = "\(.*\)"/\1/p' Cargo.toml)
architecture=$(dpkg --print-architecture)
# Times in the package: those of the newest commit, so that it can be made again.
SOURCE_DATE_EPOCH=${SOURCE_DATE_EPOCH:-$(git log -1 --format=%ct 2>/dev/null || printf 0)}
export SOURCE_DATE_EPOCH

tree=$(mktemp --directory)
trap 'rm -rf "$tree"' EXIT
chmod 0755 "$tree"

# put MODE SOURCE TARGET
put() {
    install -D -m "$1" "$2" "$tree$3"
}

put 0755 "$program" /usr/bin/zahlstelle
strip --strip-unneeded "$tree/usr/bin/zahlstelle"
put 0644 $SOURCE/zahlstelle.service /usr/lib/systemd/system/zahlstelle.service
put 0640 $SOURCE/zahlstelle.toml /etc/zahlstelle/zahlstelle.toml
put 0644 LICENSE /usr/share/doc/zahlstelle/copyright
put 0644 CHANGELOG.md /usr/share/doc/zahlstelle/CHANGELOG.md
for page in docs/operation/*; do
    put 0644 "$page" "/usr/share/doc/zahlstelle/operation/$(basename "$page")"
done
put 0755 $SOURCE/postinst /DEBIAN/postinst
put 0755 $SOURCE/prerm /DEBIAN/prerm
put 0755 $SOURCE/postrm /DEBIAN/postrm
printf '/etc/zahlstelle/zahlstelle.toml\n' >"$tree/DEBIAN/conffiles"
cat >"$tree/DEBIAN/control" <<CONTROL
Package: zahlstelle
Version: $version
Architecture: $architecture
Maintainer: The Zahlstelle authors <zahlstelle@example.org>
Installed-Size: $(du --summarize --block-size=1024 "$tree/usr" | cut -f1)
Depends: adduser, ca-certificates, libc6 (>= 2.35), tzdata
Suggests: postgresql, nginx
Section: web
Priority: optional
Description: e-payment platform for public administration
 Citizens pay fees, permits and notices of a German authority; its treasury
 gets books in which every cent can be explained.
CONTROL
find "$tree" -exec touch --no-dereference --date="@$SOURCE_DATE_EPOCH" {} +
mkdir -p "$(dirname "$out")"
dpkg-deb --root-owner-group -Z"${COMPRESS:-xz}" --build "$tree" "$out" >/dev/null
printf '%s\n' "$out"
