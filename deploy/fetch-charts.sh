#!/bin/sh
# Fetches Vega, Vega-Lite and Vega-Embed as one script, from the pinned vl-convert of PyPI, into the file $1. The Python
# environment stays beside it: 'fathom report --images' draws with it.
# Without it, reports are made all the same, with tables in place of charts.
set -eu
bundle=$1
version=1.9.0.post1
folder=$(dirname "$bundle")/venv
mkdir -p "$(dirname "$bundle")"
if ! python3 -m venv "$folder" >/dev/null 2>&1; then
  "$(dirname "$0")/install-packages.sh" python3-venv && python3 -m venv "$folder"
fi
"$folder/bin/pip" install --quiet "vl-convert-python==$version"
"$folder/bin/python" -c 'import sys, vl_convert; sys.stdout.write(vl_convert.javascript_bundle())' > "$bundle.part"
mv "$bundle.part" "$bundle"
