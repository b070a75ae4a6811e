#!/bin/sh
# Opens the live page and report.html in headless Chromium at 1280 and 390 pixels: every chart is drawn, the console is
# silent, and the words of every finding are those of findings.json. $1: folder of the binaries.
set -eu
binaries=$(realpath "${1:-.build/release}")
here=$(dirname "$(realpath "$0")")
browser=$(command -v chromium || true)
if [ -z "$browser" ]; then
  echo "Chromium is not installed, so the pages were not opened. 'make test-pages' installs it." >&2
  exit 0
fi
if [ ! -s "$(dirname "$binaries")/charts/vega-bundle.js" ] && [ ! -s "$(dirname "$(dirname "$binaries")")/charts/vega-bundle.js" ]; then
  echo "The chart renderer is missing: 'make charts' fetches it." >&2
  exit 1
fi
folder=$(mktemp -d)
started=""
trap 'for id in $started; do kill "$id" 2>/dev/null || true; done; rm -rf "$folder"' EXIT
"$binaries/fathom" coordinator "$here/sweep.yaml" --listen "ipc://$folder/s" --store "$folder/store" --http :0 \
  2> "$folder/coordinator.log" &
started="$started $!"
address=""
for _ in $(seq 100); do
  address=$(grep -o 'http://[^ ]*' "$folder/coordinator.log" || true)
  [ -n "$address" ] && break
  sleep 0.1
done
"$binaries/fathom-worker" --join "ipc://$folder/s" --slots 1 --spool "$folder/spool" 2> "$folder/worker.log" &
worker=$!
started="$started $worker"
done=0
while [ "$done" -lt 8 ]; do
  done=$("$binaries/fathom" watch --once --format json --store "$folder/store" |
    python3 -c 'import json, sys; print(json.load(sys.stdin)["sweeps"][0]["finished"])')
  sleep 0.2
done
look() { python3 "$here/look.py" "$browser" "$folder" "$@"; }
sweep=$("$binaries/fathom" status --format json --store "$folder/store" |
  python3 -c 'import json, sys; print(json.load(sys.stdin)[0]["id"])')
# The agent stands still meanwhile, so that the sweep is sure to run.
kill -STOP "$worker"
look running "$address" ""
kill -CONT "$worker"
"$binaries/fathom" watch last --store "$folder/store" > /dev/null
"$binaries/fathom" report last --store "$folder/store" --out "$folder/report" > /dev/null
for page in "$address" "${address}sweeps/$sweep" "file://$folder/report/report.html"; do
  look finished "$page" "$folder/report/findings.json"
done
