#!/bin/sh
# Runs the tests of deploy/python with PyTorch of a venv in the build folder. $1: folder of the binaries. FATHOM_PYTHON names a
# Python that has them already.
set -eu
binaries=$(realpath "${1:-.build/release}")
here=$(dirname "$(realpath "$0")")
root=$(dirname "$(dirname "$here")")
python=${FATHOM_PYTHON:-}
if [ -z "$python" ]; then
  venv="$root/.build/python"
  if ! cmp -s "$here/requirements.txt" "$venv/requirements.txt"; then
    python3 -m venv "$venv"
    "$venv/bin/pip" install --quiet --extra-index-url https://download.pytorch.org/whl/cpu -r "$here/requirements.txt"
    cp "$here/requirements.txt" "$venv/requirements.txt"
  fi
  python="$venv/bin/python"
fi
PYTHONPATH="$root/deploy/python" FATHOM="$binaries/fathom" "$python" -m unittest discover -v -s "$here" -p 'test_*.py'
