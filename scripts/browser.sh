#!/usr/bin/env bash
# Gets what the browser tests need: the packages of e2e/, and a Chromium where the system has none.
set -euo pipefail
cd "$(dirname "$0")/../e2e"

npm ci --no-audit --no-fund
if ! command -v chromium && ! command -v chromium-browser && ! command -v google-chrome; then
    npx playwright-core install --with-deps chromium
fi >/dev/null
