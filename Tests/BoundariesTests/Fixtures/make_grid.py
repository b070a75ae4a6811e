"""Packs the full grid of sweeps/boundary.yaml, run once with four seeds a cell, and places its thresholds with scipy.

    fathom run boundary-grid.yaml            boundary.yaml without 'method' and 'refine', with 'seeds: 4'
    fathom export --table trials --out trials.csv
    fathom export --table layers --out layers.csv
    python3 make_grid.py trials.csv layers.csv > grid.txt

A line 'nets RANK DEPTH SEED' is followed by three lines of a value for each of the 33 weight decays, ascending: whether the net
learnt, pca99 of the last layer, the mean stable rank of the inner layers' weights. A line 'threshold QUESTION RANK DEPTH' has
the median and the ends of the 95 % interval that the model of Sources/Statistics/ThresholdModel.swift has after all trials that
learnt, in decades, summed here by numpy in double precision; and how many trials answered.
"""

import sys

import numpy as np
import pandas as pd
from scipy.stats import norm

WIDTHS = np.array([0.03, 0.06, 0.12, 0.25, 0.5])
LAPSE = 0.02


def threshold(x, yes):
    """Median and interval of theta for answers at x, rising."""
    low, high = -5.0, -1.0
    theta = np.arange(low - 0.5, high + 0.5 + 1e-9, 1 / 40)
    share = LAPSE + (1 - 2 * LAPSE) * norm.cdf((x[:, None, None] - theta[None, :, None]) / WIDTHS[None, None, :])
    logs = np.where(yes[:, None, None], np.log(share), np.log1p(-share)).sum(axis=0)
    mass = np.exp(logs - logs.max()).sum(axis=1)
    mass /= mass.sum()
    ends = np.concatenate([[0], np.cumsum(mass)])
    return np.interp([0.5, 0.025, 0.975], ends, np.concatenate([theta - 1 / 80, [theta[-1] + 1 / 80]]))


trials = pd.read_csv(sys.argv[1]).set_index("trial")
layers = pd.read_csv(sys.argv[2])
layers = layers[layers.epoch == layers.groupby("trial").epoch.transform("max")].sort_values(["trial", "layer"])
last = layers.groupby("trial").pca99.last()
inner = layers.groupby("trial").weight_stable_rank.apply(lambda values: values.iloc[1:-1].mean())
learnt = (trials.state == "finished") & (trials.trivial < 0.5)
table = trials[["target_rank", "depth", "seed", "weight_decay"]].assign(learnt=learnt, pca99=last, inner=inner)

for (rank, depth, seed), nets in table.groupby(["target_rank", "depth", "seed"]):
    nets = nets.sort_values("weight_decay")
    assert len(nets) == 33
    print("nets", rank, depth, seed)
    print(" ".join("1" if value else "0" for value in nets.learnt))
    print(" ".join("-" if np.isnan(value) else str(int(value)) for value in nets.pca99))
    print(" ".join(f"{value:.4f}" for value in nets.inner))
questions = {"dimension": lambda nets: nets.pca99 <= nets.target_rank + 1, "weights": lambda nets: nets.inner < 5.5}
for name, ask in questions.items():
    for (rank, depth), nets in table[table.learnt].groupby(["target_rank", "depth"]):
        found = threshold(np.log10(nets.weight_decay.to_numpy()), ask(nets).to_numpy())
        print("threshold", name, rank, depth, *(f"{value:.5f}" for value in found), len(nets))
