"""Writes the fixtures beside this file. Run: python3 make.py (numpy 2.4)."""

import gzip
import io
import os
import struct
import zipfile

import numpy as np

os.chdir(os.path.dirname(os.path.abspath(__file__)))

TYPES = ["float32", "float64", "uint8", "int16", "int32", "int64"]


def numbers(dtype):
    """2 x 3 numbers that use the type's range."""
    values = [[0, 1, 2], [100, 3, 120]]
    table = np.array(values, dtype=dtype)
    if not dtype.startswith("uint"):
        table[1, 0] = -100
    if dtype.startswith("float"):
        table[0, 1] = 0.1
    return table


types = {name: numbers(name) for name in TYPES}
types |= {"big_" + name: numbers(name).astype(np.dtype(name).newbyteorder(">")) for name in TYPES}
np.savez("types.npz", **types)
np.savez_compressed("types_compressed.npz", **types)

train = np.arange(24, dtype="float32").reshape(6, 4) / 8
tables = {
    "x_train": train,
    "y_train": np.arange(6, dtype="int64"),
    "x_test": train[:2] + 1,
    "y_test": np.array([7, 8], dtype="int64"),
}
np.savez("tables.npz", **tables)
np.savez_compressed("tables_compressed.npz", **tables)

np.savez(
    "odd.npz",
    scalar=np.float64(2.5),
    empty=np.zeros((0, 3), dtype="float32"),
    cube=np.arange(24, dtype="int16").reshape(2, 3, 4),
    fortran=np.asfortranarray(train),
    truth=np.array([True, False]),
    words=np.array(["a", "b"]),
    pairs=np.array([(1, 2.0)], dtype=[("a", "i4"), ("b", "f4")]),
    half=np.zeros(3, dtype="float16"),
)

# Every size and place of every entry in its zip64 field, and a zip64 end record.
ordinary = (zipfile.ZIP64_LIMIT, zipfile.ZIP_FILECOUNT_LIMIT)
zipfile.ZIP64_LIMIT, zipfile.ZIP_FILECOUNT_LIMIT = 0, 0
np.savez_compressed("zip64.npz", **tables)
zipfile.ZIP64_LIMIT, zipfile.ZIP_FILECOUNT_LIMIT = ordinary


class Pipe(io.RawIOBase):
    """A file that cannot seek, so that sizes stand in descriptors behind the data."""

    def __init__(self, path):
        self.file = open(path, "wb")

    def writable(self):
        return True

    def write(self, data):
        return self.file.write(data)

    def close(self):
        self.file.close()
        super().close()


with Pipe("descriptors.npz") as pipe, zipfile.ZipFile(pipe, "w", zipfile.ZIP_DEFLATED) as archive:
    for name, array in tables.items():
        content = io.BytesIO()
        np.save(content, array)
        archive.writestr(name + ".npy", content.getvalue())

with zipfile.ZipFile("mixed.npz", "w") as archive:
    archive.writestr("readme.txt", "not an array")
    for name, array in tables.items():
        content = io.BytesIO()
        np.save(content, array)
        archive.writestr(name + ".npy", content.getvalue())
    archive.comment = b"a comment"

for version in [(1, 0), (2, 0), (3, 0)]:
    with open(f"version{version[0]}.npy", "wb") as file:
        np.lib.format.write_array(file, train, version=version)

images = np.arange(3 * 2 * 2, dtype="uint8").reshape(3, 2, 2)
labels = np.array([2, 0, 1], dtype="uint8")


def idx(array, code):
    sizes = b"".join(struct.pack(">I", extent) for extent in array.shape)
    return bytes([0, 0, code, array.ndim]) + sizes + array.astype(array.dtype.newbyteorder(">")).tobytes()


def write(path, content):
    with open(path, "wb") as file:
        file.write(content)


def packed(content):
    return gzip.compress(content, mtime=0)


write("train-images-idx3-ubyte", idx(images, 8))
write("train-labels-idx1-ubyte", idx(labels, 8))
write("t10k-images-idx3-ubyte", idx(images[:1], 8))
write("t10k-labels-idx1-ubyte", idx(labels[:1], 8))
write("images-idx3.gz", packed(idx(images, 8)))
write("labels-idx1.gz", packed(idx(labels, 8)))
for name, code in [("int16", 0x0B), ("int32", 0x0C), ("float32", 0x0D), ("float64", 0x0E)]:
    write(f"{name}.idx", idx(numbers(name), code))
