"""Writes statistics.json: tests and intervals by scipy (1.17.1), statsmodels (0.15.0) and enumeration.

Run: python3 make_statistics.py (numpy, scipy and statsmodels needed). Seeds are fixed, so that it writes the same again.
"""
import itertools
import json
import math
import pathlib

import numpy as np
from scipy import stats
from statsmodels.stats.multitest import multipletests
from statsmodels.stats.proportion import confint_proportions_2indep, proportion_confint

rng = np.random.default_rng(20260711)


def numbers(values):
    return [float(v) for v in values]


def welch():
    rows = []
    shapes = [(3, 3, 0, 1), (3, 3, 2, 1), (3, 5, 1, 4), (5, 3, 3, 0.2), (10, 4, 0.5, 3), (40, 30, 0.3, 1), (3, 3, 40, 1)]
    for n, m, shift, scale in shapes:
        a, b = rng.normal(0, 1, n), rng.normal(shift, scale, m)
        found = stats.ttest_ind(b, a, equal_var=False)
        ranges = {str(c): numbers(found.confidence_interval(c)) for c in (0.9, 0.95, 0.995)}
        rows.append({"a": numbers(a), "b": numbers(b), "estimate": float(b.mean() - a.mean()), "p": float(found.pvalue),
                     "degrees": float(found.df), "intervals": ranges})
    return rows


def factors():
    rows = []
    for n, m, sigma in [(3, 3, 0.2), (3, 4, 1.5), (6, 5, 0.7)]:
        a, b = rng.lognormal(-3, sigma, n), rng.lognormal(-2, sigma, m)
        found = stats.ttest_ind(np.log(b), np.log(a), equal_var=False)
        low, high = found.confidence_interval(0.95)
        one = stats.ttest_1samp(np.log(a), 0).confidence_interval(0.95)
        rows.append({"a": numbers(a), "b": numbers(b), "factor": float(stats.gmean(b) / stats.gmean(a)),
                     "low": math.exp(low), "high": math.exp(high), "mean": float(stats.gmean(a)),
                     "meanLow": math.exp(one[0]), "meanHigh": math.exp(one[1])})
    return rows


def contrasts():
    """Satterthwaite's degrees written out with numpy, tails by scipy's t."""
    rows = []
    for weights in ([-0.5, 0.5, -0.5, 0.5], [1, -1, -1, 1], [-1 / 3] * 3 + [1 / 3] * 3):
        samples = [rng.normal(rng.normal(), rng.uniform(0.1, 3), rng.integers(3, 7)) for _ in weights]
        parts = np.array([w * w * x.var(ddof=1) / len(x) for w, x in zip(weights, samples)])
        error = math.sqrt(parts.sum())
        degrees = parts.sum() ** 2 / sum(p * p / (len(x) - 1) for p, x in zip(parts, samples))
        estimate = float(sum(w * x.mean() for w, x in zip(weights, samples)))
        spread = sum((len(x) - 1) * x.var(ddof=1) for x in samples) / sum(len(x) - 1 for x in samples)
        ratio = abs(estimate) / math.sqrt(spread * (1 / len(samples[0]) + 1 / len(samples[1])))
        pooled = float(2 * stats.t.sf(ratio, sum(len(x) - 1 for x in samples)))
        rows.append({"weights": weights, "samples": [numbers(x) for x in samples], "estimate": estimate, "error": error,
                     "degrees": float(degrees), "p": float(2 * stats.t.sf(abs(estimate) / error, degrees)), "pooled": pooled})
    return rows


def anova():
    rows = []
    for k, spread in ((2, 1), (3, 0.2), (4, 3), (5, 1)):
        samples = [rng.normal(rng.normal() * spread, rng.uniform(0.2, 2), rng.integers(3, 8)) for _ in range(k)]
        found = stats.f_oneway(*samples, equal_var=False)
        rows.append({"samples": [numbers(x) for x in samples], "f": float(found.statistic), "p": float(found.pvalue)})
    return rows


def holm():
    rows = []
    for values in ([0.01, 0.04, 0.03], [0.2], [0.5, 0.5, 0.001, 0.9], [0.0004, 0.02, 0.0004, 0.013, 0.8, 1.0]):
        rows.append({"values": values, "adjusted": numbers(multipletests(values, method="holm")[1])})
    return rows


def shares():
    rows = []
    for part, whole in ((0, 3), (3, 3), (2, 3), (0, 24), (12, 12), (32, 33), (1, 1), (500, 1000)):
        ranges = {str(c): numbers(stats.binomtest(part, whole).proportion_ci(c, method="wilson")) for c in (0.9, 0.95, 0.999)}
        assert np.allclose(ranges["0.95"], proportion_confint(part, whole, method="wilson"), atol=1e-9)
        rows.append({"part": part, "whole": whole, "intervals": ranges})
    return rows


def differences():
    rows = []
    for a, m, b, n in ((0, 24, 12, 12), (1, 3, 3, 3), (56, 70, 48, 80), (9, 10, 3, 10), (2, 3, 2, 3)):
        low, high = confint_proportions_2indep(b, n, a, m, method="newcomb")
        rows.append({"a": [a, m], "b": [b, n], "low": float(low), "high": float(high)})
    return rows


def fisher():
    rows = []
    for table in ([[0, 24], [12, 0]], [[3, 0], [0, 3]], [[2, 1], [1, 2]], [[5, 3], [1, 9]], [[17, 3], [240, 120]]):
        rows.append({"table": table, "p": float(stats.fisher_exact(np.array(table)).pvalue)})
    for table in ([[0, 3], [1, 2], [3, 0]], [[0, 12], [0, 12], [12, 0]], [[2, 4], [5, 1], [3, 3], [6, 0]], [[1, 2], [2, 1], [0, 3], [3, 0], [3, 0]]):
        sizes, yes = [a + b for a, b in table], sum(a for a, _ in table)
        law = stats.multivariate_hypergeom(sizes, yes)
        found = law.pmf([a for a, _ in table])
        every = [law.pmf(x) for x in itertools.product(*(range(s + 1) for s in sizes)) if sum(x) == yes]
        assert abs(sum(every) - 1) < 1e-12
        rows.append({"table": table, "p": float(sum(p for p in every if p <= found * (1 + 1e-7)))})
    return rows


def blocked():
    """Every way of dealing the blocks' values out, one by one."""
    rows = []
    cases = [[([0, 0, 0], [1, 1, 1])], [([3, 3, 4], [5, 4, 6]), ([2, 2, 2], [2, 3, 2])], [([1, 0, 1, 1], [0, 0, 0]), ([1, 1], [0, 1, 0])],
             [([4, 4, 4], [4, 4, 4])], [([-2, 5, 0], [7, 1, 1]), ([0, 9, 9], [1, 2, 3]), ([1, 1, 2], [2, 2, 2])],
             [([0, 0, 0], [1, 1, 1])] * 2]
    for blocks in cases:
        ways = [[sum(pick) for pick in itertools.combinations(a + b, len(b))] for a, b in blocks]
        expected = sum(np.mean(a + b) * len(b) for a, b in blocks)
        found = abs(sum(sum(b) for _, b in blocks) - expected)
        sums = [sum(way) for way in itertools.product(*ways)]
        rows.append({"blocks": [{"a": a, "b": b} for a, b in blocks],
                     "p": float(np.mean([abs(s - expected) >= found - 1e-9 for s in sums]))})
    return rows


text = {"welch": welch(), "factors": factors(), "contrasts": contrasts(), "anova": anova(), "holm": holm(), "shares": shares(),
        "differences": differences(), "fisher": fisher(), "blocked": blocked(),
        "normal": [{"confidence": c, "z": float(stats.norm.ppf((1 + c) / 2))} for c in (0.5, 0.9, 0.95, 0.999, 1 - 1e-9)]}
pathlib.Path(__file__).with_name("statistics.json").write_text(json.dumps(text, indent=0) + "\n")
