#!/bin/sh
# Writes quickstart.db.xz, the store of a finished quickstart: make_quickstart.sh .build/release/fathom
set -eu
fathom=$(realpath "$1")
here=$(realpath "$(dirname "$0")")
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
OPENBLAS_CORETYPE=Haswell "$fathom" run "$here/../../../sweeps/quickstart.yaml" --store "$folder" > "$folder/output" 2>&1 \
  || { cat "$folder/output" >&2; exit 1; }
# Whose machine it was tells nothing.
sqlite3 "$folder/fathom.db" "
  UPDATE workers SET name = 'node-1-1-1', host = 'node-1'; UPDATE results SET host = 'node-1';
  UPDATE data_files SET path = '/home/user/fathom/sweeps/data/mujoco_swimmer.npz'; DELETE FROM logs; VACUUM;
  PRAGMA wal_checkpoint(TRUNCATE)" > "$folder/output"
xz -9e -c "$folder/fathom.db" > "$here/quickstart.db.xz"
