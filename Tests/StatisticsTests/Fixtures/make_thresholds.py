"""Writes thresholds.json: grids of yes-or-no answers, and what the Bayesian threshold says of them.

numpy and scipy, by arrays over (theta, s) in floating point; the logarithms of likelihoods are rounded to 2^-20 as the model says.
Run: python3 make_thresholds.py > thresholds.json
"""

import json

import numpy as np
from scipy.special import betaln, ndtr

WIDTHS = np.array([0.03, 0.06, 0.12, 0.25, 0.5])
LAPSE = 0.02


def posterior(levels, yes, no):
    low, high = levels.min(), levels.max()
    count = int(np.ceil((high - low) * 40 - 1e-6)) + 41
    theta = low - 0.5 + np.arange(count) / 40
    z = (levels[:, None, None] - theta[None, :, None]) / WIDTHS[None, None, :]
    grain = 2.0**20
    log_yes = np.round(np.log(LAPSE + (1 - 2 * LAPSE) * ndtr(z)) * grain) / grain
    log_no = np.round(np.log(LAPSE + (1 - 2 * LAPSE) * ndtr(-z)) * grain) / grain
    total = np.tensordot(yes, log_yes, 1) + np.tensordot(no, log_no, 1)
    weight = np.exp(total - total.max())
    evidence = np.log(weight.mean()) + total.max()
    weight /= weight.sum()
    mass = weight.sum(axis=1)
    # The distribution function is linear within a step; equal values belong to the first.
    edges = np.concatenate([theta - 1 / 80, [theta[-1] + 1 / 80]])
    distribution = np.concatenate([[0.0], np.cumsum(mass)])
    at = lambda share: float(np.interp(share, distribution, edges))
    outside = mass[(theta < low - 1 / 160) | (theta > high + 1 / 160)].sum()
    return {
        "count": count, "median": at(0.5), "low": at(0.025), "high": at(0.975),
        "width": float((weight.sum(axis=0) * WIDTHS).sum()), "outside": float(outside), "evidence": float(evidence),
        "constant": float(betaln(yes.sum() + 1, no.sum() + 1)),
    }


def cases():
    rng = np.random.default_rng(20240611)
    yield "a sharp turn", np.linspace(-5, -2, 25), np.repeat([0, 3], [11, 14]), np.repeat([3, 0], [11, 14])
    yield "all yes", np.linspace(-5, -2, 7), np.full(7, 3), np.zeros(7, int)
    yield "all no", np.linspace(-5, -2, 7), np.zeros(7, int), np.full(7, 3)
    yield "no answer", np.linspace(-5, -2, 4), np.zeros(4, int), np.zeros(4, int)
    yield "one level", np.array([-3.0]), np.array([2]), np.array([1])
    yield "a step of a third", np.array([-4, -3.6667, -3.3333, -3]), np.array([0, 1, 2, 3]), np.array([3, 2, 1, 0])
    yield "thousands of answers", np.linspace(0, 1, 5), np.array([10, 50, 600, 990, 999]), np.array([990, 950, 400, 10, 1])
    for number in range(40):
        levels = np.sort(rng.uniform(-6, 2, rng.integers(2, 30)))
        theta, spread = rng.uniform(levels[0] - 0.3, levels[-1] + 0.3), rng.choice([0.02, 0.15, 0.45, 2.0])
        seeds = rng.integers(0, 6, len(levels))
        yes = rng.binomial(seeds, ndtr((levels - theta) / spread))
        yield f"drawn {number}", levels, yes, seeds - yes


if __name__ == "__main__":
    rows = []
    for name, levels, yes, no in cases():
        row = {"name": name, "levels": [float(x) for x in levels], "yes": [int(x) for x in yes], "no": [int(x) for x in no]}
        rows.append(json.dumps(row | posterior(np.asarray(levels, float), np.asarray(yes), np.asarray(no))))
    print("[\n" + ",\n".join(rows) + "\n]")
