#!/bin/sh
# Prints the Python to use, or names the first thing that is missing with the line that installs it on Debian and Ubuntu.
# PYTHON in the environment is taken alone; otherwise the first of the usual names that is new enough.
# With `node` as its word it looks for what the pages are built with instead.
set -eu

missing() {
    echo "$1 is missing: install it with \`sudo apt-get install $2\`, then run this again." >&2
    exit 1
}

new_enough() {
    command -v "$1" >/dev/null 2>&1 && "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1
}

if [ "${1:-}" = node ]; then
    if ! command -v node >/dev/null 2>&1 || ! node -e 'process.exit(+process.versions.node.split(".")[0] < 20 ? 1 : 0)' >/dev/null 2>&1; then
        echo "Node 20 or newer is missing: the pages are built with it. Install it with \`sudo apt-get install nodejs npm\` (Debian 13, Ubuntu 26.04) or from nodejs.org, then run this again." >&2
        exit 1
    fi
    command -v npm >/dev/null 2>&1 || missing "npm" "npm"
    exit 0
fi

command -v git >/dev/null 2>&1 || missing "git" "git"
for name in ${PYTHON:-python3 python3.11 python3.12 python3.13 python3.14}; do
    if new_enough "$name"; then
        "$name" -c 'import ensurepip, venv' >/dev/null 2>&1 || missing "Python's venv module" "$(basename "$name")-venv"
        echo "$name"
        exit 0
    fi
done
if command -v "${PYTHON:-python3}" >/dev/null 2>&1; then
    missing "Python 3.11 or newer" "python3.11 python3.11-venv"
fi
missing "Python 3.11 or newer" "python3 python3-venv"
