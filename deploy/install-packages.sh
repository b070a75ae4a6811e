#!/bin/sh
# Installs the Debian packages that Fathom builds on, where any is missing.
set -eu
packages="libopenblas-dev liblapacke-dev libzmq3-dev libsodium-dev libsqlite3-dev zlib1g-dev pkg-config $*"
missing=""
for package in $packages; do
  dpkg-query -W -f='${Status}' "$package" 2>/dev/null | grep -q 'ok installed' || missing="$missing $package"
done
[ -n "$missing" ] || exit 0
root=""
[ "$(id -u)" -eq 0 ] || root="sudo"
echo "Installing$missing" >&2
$root apt-get update -qq
DEBIAN_FRONTEND=noninteractive $root apt-get install -y -qq --no-install-recommends $missing >&2
