#!/usr/bin/env bash
# Sees to it that a browser and a PostgreSQL are there: those of the system, else from its package manager where that
# is allowed. What cannot be had is said loudly here and judged by the tests (with CI=true its absence is a failure).
set -u

have_browser() { command -v chromium || command -v chromium-browser || command -v google-chrome; }
# The same engine without windows: half the processor time. Where there is none, the whole browser does its part.
have_shell() { command -v chromium-headless-shell; }
have_postgres() { ls /usr/lib/postgresql/*/bin/initdb || command -v initdb || command -v pg_isready; }

install() {
    if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
        echo "Installing $* from the system's packages"
        DEBIAN_FRONTEND=noninteractive apt-get install -y -qq "$@" >/dev/null 2>&1 \
            || { apt-get update -qq >/dev/null 2>&1; DEBIAN_FRONTEND=noninteractive apt-get install -y -qq "$@" >/dev/null 2>&1; }
    fi
}

browsers=()
have_browser >/dev/null 2>&1 || browsers+=(chromium)
have_shell >/dev/null 2>&1 || browsers+=(chromium-headless-shell)
[ "${#browsers[@]}" = 0 ] || install "${browsers[@]}"
have_browser >/dev/null 2>&1 || install chromium
have_postgres >/dev/null 2>&1 || install postgresql
have_browser >/dev/null 2>&1 || echo "!!! NO BROWSER: install chromium, or the page tests cannot run"
have_postgres >/dev/null 2>&1 || echo "!!! NO POSTGRESQL: install postgresql, or half of the flow tests cannot run"
exit 0
