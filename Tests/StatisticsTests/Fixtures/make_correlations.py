"""Writes correlations.json with scipy: Pearson's and Spearman's correlation; p over all orders up to 8 pairs, else by Student's t.

Run: python3 make_correlations.py > correlations.json
"""

import itertools
import json

import numpy as np
from scipy import stats

rng = np.random.default_rng(7)
rows = []
for count in [2, 3, 4, 5, 6, 7, 8, 9, 12, 40]:
    for ties in [False, True]:
        a = rng.normal(size=count)
        b = 0.7 * a + rng.normal(size=count)
        if ties:
            a, b = np.round(a), np.round(b)
        if len(set(a)) < 2 or len(set(b)) < 2:
            a[0], b[-1] = 5.0, -5.0
        rho, p = stats.spearmanr(a, b)
        if count <= 8:
            orders = [abs(stats.spearmanr(a, order).statistic) for order in itertools.permutations(b)] if count <= 6 else None
            if orders is None:
                x = stats.rankdata(a) - (count + 1) / 2
                y = stats.rankdata(b) - (count + 1) / 2
                orders = np.abs(np.array(list(itertools.permutations(y))) @ x) / np.sqrt((x @ x) * (y @ y))
            p = float(np.mean(np.array(orders) >= abs(rho) - 1e-12))
        rows.append({"a": a.tolist(), "b": b.tolist(), "pearson": stats.pearsonr(a, b).statistic, "rho": rho, "p": p})
print("[\n" + ",\n".join(json.dumps(row, default=float) for row in rows) + "\n]")
