#!/bin/sh
# Prints the dump of a small store, made by the fathom of its day: make_store.sh .build/release/fathom > store-VERSION.sql
set -eu
fathom=$(realpath "$1")
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cat > "$folder/kept.yaml" <<'SWEEP'
name: kept
experiment: regression
parameters:
  dataset: {value: teacher}
  samples: {value: 40}
  inputs: {value: 4}
  target_dim: {value: 3}
  target_rank: {value: 2}
  depth: {value: 3}
  width: {value: 6}
  weight_decay: {values: [0.001, 0.01]}
  epochs: {value: 4}
seeds: 1
measure: {every: 2, metrics: [nrc, ranks]}
SWEEP
"$fathom" run "$folder/kept.yaml" --slots 1 --store "$folder/store" > "$folder/output" 2>&1 || { cat "$folder/output" >&2; exit 1; }
version=$(sqlite3 "$folder/store/fathom.db" 'PRAGMA user_version')
echo "-- A store of schema version $version, as $("$fathom" --version) wrote it: two trials of one teacher sweep."
echo 'PRAGMA application_id = 1180791912;'
echo "PRAGMA user_version = $version;"
# Whose machine it was tells nothing.
sqlite3 "$folder/store/fathom.db" .dump | sed "s/$(hostname)/node-1/g"
