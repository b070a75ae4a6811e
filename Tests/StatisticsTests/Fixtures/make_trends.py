"""Writes trends.json: Kendall's S over blocks, by counting pairs in numpy, its variance over shuffles, and scipy 1.17.1's for one block.

Run: python3 make_trends.py. `variance` is that of S over 200,000 shuffles of each block's values, so it is known to about 1 %.
`scipy` is kendalltau's own p of one block without continuity, where S over the root of the variance says the same.
"""

import json
import pathlib

import numpy as np
from scipy import stats

HERE = pathlib.Path(__file__).parent
RNG = np.random.default_rng(20261130)


def score(levels, values):
    one, other = np.triu_indices(len(levels), 1)
    return int(np.sum(np.sign(levels[other] - levels[one]) * np.sign(values[other] - values[one])))


def case(blocks):
    scores = [score(x, y) for x, y in blocks]
    pairs = sum(int(np.sum(x[:, None] < x[None, :])) for x, _ in blocks)
    variance = 0.0
    for x, y in blocks:
        one, other = np.triu_indices(len(x), 1)
        signs = np.sign(x[other] - x[one])
        shuffled = RNG.permuted(np.tile(y, (200_000, 1)), axis=1)
        variance += float(np.var(np.sign(shuffled[:, other] - shuffled[:, one]) @ signs))
    found = {"blocks": [{"levels": x.tolist(), "values": y.tolist()} for x, y in blocks], "score": sum(scores),
             "pairs": pairs, "variance": variance}
    if len(blocks) == 1:
        x, y = blocks[0]
        found["scipy"] = float(stats.kendalltau(x, y, method="asymptotic").pvalue)
    return found


def block(levels, seeds, slope, grain):
    x = np.repeat(np.arange(levels), seeds)
    y = slope * x + RNG.normal(size=len(x))
    return x, np.round(y / grain) * grain if grain else y


CASES = [[block(4, 3, 0.5, 0)], [block(9, 3, -0.2, 1)], [block(3, 3, 0, 1), block(3, 3, 1, 0), block(5, 2, 0.3, 2)],
         [block(6, 5, 0.1, 3)], [block(3, 1, 2, 0)], [block(5, 4, -3, 0), block(5, 4, -3, 1)]]
lines = ",\n".join(json.dumps(case(blocks)) for blocks in CASES)
(HERE / "trends.json").write_text(f"[\n{lines}\n]\n")
