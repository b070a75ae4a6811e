"""Checks that numpy reads written.npz, which Fathom wrote. Run: python3 check_written.py (numpy 2.4)."""

import os
import zipfile

import numpy as np

path = os.path.join(os.path.dirname(os.path.abspath(__file__)), "written.npz")
assert zipfile.ZipFile(path).testzip() is None
expected = {
    "W1": np.array([[1, 2, 3], [-4, 0.5, 1e-20]], dtype="float32"),
    "b1": np.array([0.1, -7]),
    "labels": np.array([1, -2, 1 << 40], dtype="int64"),
    "rate": np.array(0.25),
    "none": np.zeros((0, 4), dtype="float32"),
    "Größe": np.array([5], dtype="int64"),
}
with np.load(path) as file:
    assert file.files == list(expected)
    for name, array in expected.items():
        found = file[name]
        assert found.dtype == array.dtype and found.shape == array.shape and np.array_equal(found, array), name
print("numpy", np.__version__, "reads all", len(expected), "arrays")
