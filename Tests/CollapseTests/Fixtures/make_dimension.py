"""Writes dimension.json: small sets of samples and the TwoNN and MLE dimension that scikit-dimension finds in them.

    python3 -m venv v && v/bin/pip install scikit-dimension==0.5.0 && v/bin/python make_dimension.py
"""

import base64
import json
import pathlib

import numpy as np
import skdim


def cases():
    rng = np.random.default_rng(20260302)

    def relu(samples, inputs, width):
        return np.maximum(rng.normal(size=(samples, inputs)) @ rng.normal(size=(inputs, width)) + 0.5, 0)

    angle = 3 * np.pi * rng.uniform(size=150)
    roll = np.stack([angle * np.cos(angle), 9 * rng.uniform(size=150), angle * np.sin(angle)], 1)
    yield "a rolled sheet", roll
    yield "a plane after a ReLU", relu(150, 2, 12)
    yield "five normal dimensions", rng.normal(size=(200, 5))
    yield "a sheet with a large offset and small noise", 100 + roll + 0.05 * rng.normal(size=roll.shape)
    yield "scale 1e-6", roll * 1e-6
    yield "scale 1e6", roll * 1e6
    twice = relu(60, 3, 8)
    yield "every other sample doubled", np.concatenate([twice, twice[::2], twice[::4]])
    yield "fewer than 21 samples", rng.normal(size=(12, 3))
    yield "more dimensions than samples", rng.normal(size=(25, 40))


def main():
    records = []
    for name, samples in cases():
        single = samples.astype("<f4")
        distinct = np.unique(single, axis=0).astype(np.float64)
        records.append(
            {
                "name": name, "samples": len(single), "features": single.shape[1],
                "featureBytes": base64.b64encode(single.tobytes()).decode(),
                "twonn": float(skdim.id.TwoNN().fit(distinct).dimension_),
                "mle": float(skdim.id.MLE().fit(distinct).dimension_),
            }
        )
    path = pathlib.Path(__file__).with_name("dimension.json")
    path.write_text(json.dumps(records, indent=1) + "\n")
    print(f"{len(records)} cases, {path.stat().st_size} bytes")
    for record in records:
        print(record["name"], record["twonn"], record["mle"])


main()
