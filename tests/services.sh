#!/usr/bin/env bash
# Sees to it that a browser and a PostgreSQL are there: those of the system, else from its package manager where that
# is allowed. What cannot be had is said loudly here and judged by the tests (with CI=true its absence is a failure).
set -u

have_browser() { command -v chromium || command -v chromium-browser || command -v google-chrome; }
have_postgres() { ls /usr/lib/postgresql/*/bin/initdb || command -v initdb || command -v pg_isready; }

install() {
    if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
        echo "Installing $* from the system's packages"
        DEBIAN_FRONTEND=noninteractive apt-get install -y -qq "$@" >/dev/null 2>&1 \
            || { apt-get update -qq >/dev/null 2>&1; DEBIAN_FRONTEND=noninteractive apt-get install -y -qq "$@" >/dev/null 2>&1; }
    fi
}

# The headless shell is the same engine without windows, which takes half of the processor time; it is not needed.
have_browser >/dev/null 2>&1 || install chromium chromium-headless-shell
have_browser >/dev/null 2>&1 || install chromium
have_postgres >/dev/null 2>&1 || install postgresql
have_browser >/dev/null 2>&1 || echo "!!! NO BROWSER: install chromium, or the page tests cannot run"
have_postgres >/dev/null 2>&1 || echo "!!! NO POSTGRESQL: install postgresql, or half of the flow tests cannot run"
exit 0
