"""Writes scale.json: samples, some in time, and their dimension over scales, with and without a Theiler window.

    python3 -m venv v && v/bin/pip install numpy scipy dadapy==0.3.4 && v/bin/python make_scale.py

Distances are those of all pairs, in double. The dimension at n is the zero of the derivative of GRIDE's log-likelihood
(Denti et al. 2022), by scipy's brentq on the paper's form, and again on dadapy's own form of that derivative.
"""

import base64
import json
import pathlib

import numpy as np
from scipy.optimize import brentq
from scipy.spatial.distance import cdist

FARS = [2, 4, 8, 16, 32, 64]


def dimension(near, far, n):
    mu = far / near
    log = np.log(mu)

    def rise(d):
        # d log L / d d = N/d + (n - 1) sum mu^d ln mu / (mu^d - 1) - (2n - 1) sum ln mu
        x = d * log
        part = np.divide(log, -np.expm1(-x), out=np.full_like(log, 1 / d), where=x > 0)
        return len(mu) / d + (n - 1) * part.sum() - (2 * n - 1) * log.sum()

    return brentq(rise, 1e-3, 1e4, xtol=1e-14, rtol=1e-14)


def neighbours(samples, apart, count):
    distances = cdist(samples, samples)
    place = np.arange(len(samples))
    distances[np.abs(place[:, None] - place) <= apart] = np.inf
    count = min(count, int(np.isfinite(distances).sum(1).min()))
    return np.sort(distances, 1)[:, :count]


def twonn(near):
    log = np.sort(np.log(near[:, 1] / near[:, 0]))
    kept = int(0.9 * len(log))
    x, y = log[:kept], -np.log(1 - np.arange(1, kept + 1) / len(log))
    return float(x @ y / (x @ x))


def mle(near):
    near = near[:, :20]
    return float((near.shape[1] - 1) * len(near) / np.log(near[:, -1:] / near).sum())


def finite(value):
    return value if np.isfinite(value) else None


def cases():
    rng = np.random.default_rng(20261201)
    angle = 3 * np.pi * rng.uniform(size=400)
    roll = np.stack([angle * np.cos(angle), 9 * rng.uniform(size=400), angle * np.sin(angle)], 1)
    yield "a rolled sheet", roll, 0
    yield "a rolled sheet with small noise", roll + 0.15 * rng.normal(size=roll.shape), 0
    yield "five normal dimensions", rng.normal(size=(300, 5)), 0
    yield "a plane after a ReLU", np.maximum(rng.normal(size=(300, 2)) @ rng.normal(size=(2, 12)) + 0.5, 0), 0
    yield "fewer than 65 samples", rng.normal(size=(40, 3)), 0
    yield "a lattice, whose distances are equal", np.stack(np.meshgrid(np.arange(12.0), np.arange(12.0)), -1).reshape(-1, 2), 0
    time = np.arange(500)[:, None] / 60
    walk = np.cos(time * np.array([1, np.sqrt(2), np.sqrt(3), 2.2])) + 0.3 * np.sin(time * np.array([3.1, 0.7, 1.9, 0.4]))
    for apart in (0, 1, 20, 60):
        yield f"a smooth path, {apart} rows apart", walk, apart
    slow = np.cumsum(rng.normal(size=(350, 3)), 0)
    yield "a random walk, 5 rows apart", slow, 5
    yield "so few that a window of 40 leaves 20", slow[:101], 40


def main():
    import dadapy._utils.utils as gride

    records = []
    for name, samples, apart in cases():
        single = samples.astype("<f4")
        near = neighbours(single.astype(np.float64), apart, 64)
        scales = {}
        for far in FARS:
            n = far // 2
            # Equal distances alone have no dimension.
            if far <= near.shape[1] and np.any(near[:, far - 1] > near[:, n - 1]):
                scales[str(far)] = dimension(near[:, n - 1], near[:, far - 1], n)
                mus = near[:, far - 1] / near[:, n - 1]
                if mus.min() > 1:
                    # Their derivative has N - 1 in place of N, as their program corrects for few samples.
                    theirs = brentq(lambda d: gride._neg_dloglik_did(d, mus, n, far, len(mus) + 1, 1e-13), 1e-3, 1e3)
                    assert abs(theirs / scales[str(far)] - 1) < 1e-8, (name, far, theirs, scales)
        records.append(
            {
                "name": name, "samples": len(single), "features": single.shape[1], "apart": apart,
                "featureBytes": base64.b64encode(single.tobytes()).decode(),
                "scales": scales, "twonn": finite(twonn(near)), "mle": finite(mle(near)),
            }
        )
    path = pathlib.Path(__file__).with_name("scale.json")
    path.write_text(json.dumps(records, indent=1) + "\n")
    print(f"{len(records)} cases, {path.stat().st_size} bytes")
    for record in records:
        print(record["name"], record["scales"], record["twonn"], record["mle"])


main()
