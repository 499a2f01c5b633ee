#!/bin/bash
# Puts LibreOffice on this machine for `make roundtrip`, where it is not; says so where it cannot.
set -u
command -v soffice >/dev/null || command -v libreoffice >/dev/null && exit 0
if [ "$(id -u)" -ne 0 ] || ! command -v apt-get >/dev/null; then
    echo "LibreOffice is not here. Install it (Debian: apt-get install --no-install-recommends libreoffice-calc);" >&2
    echo "until then only the other programs are tried." >&2
    exit 0
fi
echo "Installing LibreOffice Calc (about 400 MB) ..."
apt-get -qq update && DEBIAN_FRONTEND=noninteractive apt-get -qq install -y --no-install-recommends libreoffice-calc \
    >/dev/null || echo "No package source that has LibreOffice is reachable: only the other programs are tried." >&2
exit 0
