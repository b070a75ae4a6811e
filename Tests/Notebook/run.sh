#!/bin/sh
# Runs docs/notebook.ipynb and every export as Parquet on a small sweep, with the tools of a venv in the build folder, and
# holds both against findings.json and the JSON exports. $1: folder of the binaries.
set -eu
binaries=$(realpath "${1:-.build/release}")
here=$(dirname "$(realpath "$0")")
root=$(dirname "$(dirname "$here")")
venv="$root/.build/notebook"
if ! cmp -s "$here/requirements.txt" "$venv/requirements.txt"; then
  python3 -m venv "$venv"
  "$venv/bin/pip" install --quiet -r "$here/requirements.txt"
  cp "$here/requirements.txt" "$venv/requirements.txt"
fi
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
"$binaries/fathom" run "$here/../Pages/sweep.yaml" --store "$folder/store" > /dev/null
"$binaries/fathom" report last --store "$folder/store" --out "$folder/report" > /dev/null
for table in trials layers curves spectra; do
  "$binaries/fathom" export last --store "$folder/store" --table $table --format json --out "$folder/$table.json"
  FATHOM_PYTHON="$venv/bin/python" \
    "$binaries/fathom" export last --store "$folder/store" --table $table --format parquet --out "$folder/$table.parquet"
done
"$venv/bin/python" "$here/check.py" "$root/docs/notebook.ipynb" "$folder"
