"""Writes dimension_rounding.json: samples that precision blurs, and the dimension that scikit-dimension finds.

    python3 -m venv v && v/bin/pip install scikit-dimension==0.5.0 && v/bin/python make_dimension_rounding.py

Of samples with near copies the dimension is that of one copy where they are closer than storage resolves, else that of
all. A set that its storage blurs has none.
"""

import base64
import json
import pathlib

import numpy as np
import skdim


def cases():
    rng = np.random.default_rng(20261130)
    base = rng.normal(size=(240, 5))
    steps = rng.normal(size=base.shape)
    steps /= np.linalg.norm(steps, axis=1, keepdims=True)
    columns = np.array([0, 1, -1e3, 1e6, 1e2])

    for offset in (1, 1e3, 1e6, 1e9):
        yield f"doubles, offset {offset:g}", base + offset, np.float64, None, 0
    yield "doubles of size 2e-4, offset 1000", 1000 + 2e-4 * base, np.float64, None, 0
    yield "doubles, an offset a column", base + columns, np.float64, None, 0
    for scale in (1e-9, 1e9):
        yield f"doubles, scale {scale:g}, offset 1000", scale * (base + 1000), np.float64, None, 0
    for offset in (1, 1e3):
        yield f"floats, offset {offset:g}", base + offset, np.float32, None, 0
    yield "floats, offset 1e6", base + 1e6, np.float32, "blurred", None
    yield "floats of size 2e-4, offset 1000", 1000 + 2e-4 * base, np.float32, "blurred", None
    yield "floats held as doubles, offset 1e6", (base + 1e6).astype(np.float32), np.float64, "blurred", None
    constant = np.concatenate([base, np.full((240, 3), 1e7)], 1)
    yield "floats beside constant columns of 1e7", constant, np.float32, None, 0
    yield "doubles beside constant columns of 1e12", np.where(constant == 1e7, 1e12, constant), np.float64, None, 0
    for distance in (3e-8, 1e-7):
        both = np.concatenate([base.astype(np.float32), (base.astype(np.float32) + distance * steps)])
        yield f"floats, copies {distance:g} apart", both, np.float32, base.astype(np.float32), 0.5
    yield "floats, copies 3e-6 apart", np.concatenate([base, base + 3e-6 * steps]), np.float32, "blurred", None
    yield "floats, copies 1e-4 apart", np.concatenate([base, base + 1e-4 * steps]), np.float32, None, 0
    yield "doubles, copies 1e-16 apart", np.concatenate([base, base + 1e-16 * steps]), np.float64, base, 0.5
    yield "doubles, copies 3e-8 apart", np.concatenate([base, base + 3e-8 * steps]), np.float64, None, 0
    yield "floats, three of each", np.concatenate([base] * 3), np.float32, base.astype(np.float32), 2 / 3


def dimension(samples):
    distinct = np.unique(np.asarray(samples, np.float64), axis=0)
    return float(skdim.id.TwoNN().fit(distinct).dimension_), float(skdim.id.MLE().fit(distinct).dimension_)


def main():
    records = []
    for name, samples, kind, oracle, left_out in cases():
        stored = samples.astype(np.dtype(kind).newbyteorder("<"))
        twonn, mle = None, None
        if oracle is None:
            twonn, mle = dimension(stored)
        elif not isinstance(oracle, str):
            twonn, mle = dimension(oracle)
        records.append(
            {
                "name": name, "samples": len(stored), "features": stored.shape[1], "isSingle": kind == np.float32,
                "bytes": base64.b64encode(stored.tobytes()).decode(), "twonn": twonn, "mle": mle,
                "leftOut": left_out,
            }
        )
    path = pathlib.Path(__file__).with_name("dimension_rounding.json")
    path.write_text(json.dumps(records, indent=1) + "\n")
    for record in records:
        print(record["name"], record["twonn"], record["mle"], record["leftOut"])


main()
