#!/bin/sh
# Runs the tests of deploy/python with PyTorch from PyPI in a venv in the build folder: 6 GB on x86, where PyPI's has CUDA with it.
# $1: folder of the binaries. FATHOM_PYTHON names a Python that has the packages of requirements.txt already, or some of them:
# tests that need another one are skipped. pip's own PIP_EXTRA_INDEX_URL or PIP_FIND_LINKS name where a smaller PyTorch is.
set -eu
binaries=$(realpath "${1:-.build/release}")
here=$(dirname "$(realpath "$0")")
root=$(dirname "$(dirname "$here")")
python=${FATHOM_PYTHON:-}
if [ -z "$python" ]; then
  venv="$root/.build/python"
  if ! cmp -s "$here/requirements.txt" "$venv/requirements.txt"; then
    python3 -m venv "$venv"
    "$venv/bin/pip" install --quiet -r "$here/requirements.txt"
    cp "$here/requirements.txt" "$venv/requirements.txt"
  fi
  python="$venv/bin/python"
fi
PYTHONPATH="$root/deploy/python" FATHOM="$binaries/fathom" "$python" -m unittest discover -v -s "$here" -p 'test_*.py'
