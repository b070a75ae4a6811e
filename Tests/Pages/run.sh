#!/bin/sh
# Opens the live page and report.html in headless Chromium (run.py). $1: folder of the binaries; $2: where screenshots go.
set -eu
binaries=$(realpath "${1:-.build/release}")
browser=$(command -v chromium || true)
if [ -z "$browser" ]; then
  echo "Chromium is not installed, so the pages were not opened. 'make test-pages' installs it." >&2
  exit 0
fi
if [ ! -s "$(dirname "$binaries")/charts/vega-bundle.js" ] && [ ! -s "$(dirname "$(dirname "$binaries")")/charts/vega-bundle.js" ]; then
  echo "The chart renderer is missing: 'make charts' fetches it." >&2
  exit 1
fi
shift || true
exec python3 "$(dirname "$(realpath "$0")")/run.py" "$binaries" "$browser" "$@"
