"""Writes effects.json: what normalization changes in normalization.json, by pandas and scipy (1.17.1).

Run: python3 expect_effects.py. Written without a look at the program: trials that learnt, cells equal otherwise, Welch's test over
settings, all ways to deal shares out within settings.
"""

import itertools
import json
import math
import pathlib

import numpy as np
import pandas as pd
from scipy import stats

HERE = pathlib.Path(__file__).parent
rows = []
for trial in json.loads((HERE / "normalization.json").read_text()):
    spec, last = json.loads(trial["spec"]), trial["layers"][-1] if trial["layers"] else {}
    spec = spec.get("parameters", spec)
    rows.append({**{k: spec[k] for k in ("activation", "normalization", "depth", "weight_decay")}, **trial["metrics"],
                 "nrc1_rank": last.get("nrc1_rank"), "nrc3_rank": last.get("nrc3_rank"), "pca99": last.get("pca99"),
                 "cell": trial["cell"], "state": trial["state"]})
data = pd.DataFrame(rows)
data["learnt"] = (data.state == "finished") & (data.trivial == 0)
counted = data[data.learnt].copy()
whole = counted[counted.fitted_rank >= 3].copy()
whole["collapsed"] = whole.collapse_layer.notna().astype(int) if "collapse_layer" in whole else 0
OTHERS = ["activation", "depth", "weight_decay"]


def blocks(frame, column, least):
    found = []
    for _, block in frame.dropna(subset=[column]).groupby(OTHERS):
        sides = [block[block.normalization == n][column].to_numpy() for n in ("batch", "none")]
        if min(map(len, sides)) >= least:
            found.append(sides)
    return found


def welch(column, frame, logarithm):
    pairs = [[np.log(side) if logarithm else side for side in sides] for sides in blocks(frame, column, 3)]
    count = len(pairs)
    parts = [(side.var(ddof=1) / len(side) / count**2, len(side) - 1) for sides in pairs for side in sides]
    variance = sum(p for p, _ in parts)
    degrees = variance**2 / sum(p * p / d for p, d in parts)
    estimate = sum(b.mean() - a.mean() for a, b in pairs) / count
    half = stats.t.ppf(0.975, degrees) * math.sqrt(variance)
    ends = [estimate, estimate - half, estimate + half]
    return {"settings": count, "p": float(2 * stats.t.sf(abs(estimate) / math.sqrt(variance), degrees)),
            **dict(zip(("estimate", "low", "high"), [float(math.exp(e) if logarithm else e) for e in ends]))}


def dealt(column, frame):
    """By the distribution of the sum, block by block."""
    pairs = blocks(frame, column, 1)
    law = {0: 1.0}
    expected = observed = 0
    for a, b in pairs:
        every = np.concatenate([a, b]).astype(int)
        hyper = stats.hypergeom(len(every), every.sum(), len(b))
        expected += hyper.mean()
        observed += int(b.sum())
        law = {s: sum(p * hyper.pmf(s - t) for t, p in law.items()) for s in range(max(law) + len(b) + 1)}
    tail = sum(p for s, p in law.items() if abs(s - expected) >= abs(observed - expected) - 1e-7)
    return {"settings": len(pairs), "p": float(tail),
            "from": [int(sum(a.sum() for a, _ in pairs)), sum(len(a) for a, _ in pairs)],
            "to": [int(sum(b.sum() for _, b in pairs)), sum(len(b) for _, b in pairs)]}


def tallies(frame, column, keys):
    return [{**dict(zip(keys, key if isinstance(key, tuple) else (key,))), "part": int(g[column].sum()), "whole": len(g)}
            for key, g in frame.groupby(keys)]


ended = data[data.state.isin(["finished", "diverged"])]
unlearnt = ended.groupby("cell").learnt.sum()
text = {
    "learnt": {"part": int(ended.learnt.sum()), "whole": len(ended)},
    "lost_cells": [ended[ended.cell == c][["activation", "normalization", "depth", "weight_decay"]].iloc[0].to_dict()
                   for c in unlearnt[unlearnt == 0].index],
    "effects": {
        "nrc1_rank_last": welch("nrc1_rank", whole, True), "nrc3_rank_last": welch("nrc3_rank", whole, False),
        "train_loss": welch("train_loss", counted, True), "test_loss": welch("test_loss", counted, True),
        "collapse": dealt("collapsed", whole), "learnt": dealt("learnt", ended),
    },
    "collapsed": tallies(whole, "collapsed", ["normalization", "weight_decay"]),
}
(HERE / "effects.json").write_text(json.dumps(text, indent=1, default=float) + "\n")
print(json.dumps(text, indent=1, default=float))
