"""What the findings should say of the rows beside it: python3 expect.py > expected.json

numpy, scipy and statistics alone, from the rules as docs/report.md has them; the threshold comes from make_thresholds.py.
"""

import collections
import json
import math
import pathlib
import statistics
import sys

import numpy as np
from scipy import stats

HERE = pathlib.Path(__file__).parent
sys.path.insert(0, str(HERE.parents[2] / "StatisticsTests" / "Fixtures"))
from make_thresholds import posterior  # noqa: E402


def load(name):
    trials = json.loads((HERE / f"{name}.json").read_text())
    for trial in trials:
        trial["spec"] = json.loads(trial["spec"])
        trial["last"] = trial["layers"][-1] if trial["layers"] else {}
        rank = trial["spec"].get("target_rank", trial["metrics"].get("target_pca99"))
        trial["r"] = rank
        trial["partial"] = trial["metrics"].get("fitted_rank", math.inf) < (rank or 0)
        trial["counts"] = trial["state"] == "finished" and not trial["metrics"].get("trivial")
        trial["learnt"] = trial["counts"] and not trial["partial"]
    return trials


def groups(trials, *names):
    found = collections.OrderedDict()
    for trial in trials:
        found.setdefault(tuple(trial["spec"].get(name) for name in names), []).append(trial)
    return sorted(found.items())


def share(part, whole):
    if whole == 0:
        return {"count": 0, "of": 0, "low": None, "high": None}
    interval = stats.binomtest(part, whole).proportion_ci(0.95, "wilson")
    return {"count": part, "of": whole, "low": interval.low, "high": interval.high}


def spread(values):
    return [min(values), max(values)] if values else None


def average(values):
    return float(np.mean(values)) if values else None


def collapse(trials, names):
    for values, members in groups(trials, *names):
        learnt = [t for t in members if t["learnt"]]
        noise = [t["last"].get("nrc1_rank", t["last"]["nrc1"]) for t in learnt]
        first = [t["metrics"].get("collapse_layer") for t in learnt]
        below = lambda level: sum(f is not None and n < level for f, n in zip(first, noise))
        layers = [f for f in first if f is not None]
        yield dict(zip(names, values)) | {
            "learnt": share(len(learnt), len(members)), "trials": len(learnt), "halved": share(len(layers), len(learnt)),
            "below_tenth": share(below(0.1), len(learnt)), "below_hundredth": share(below(0.01), len(learnt)),
            "first_layer": average(layers), "range": spread(layers), "noise": spread(noise),
            "rank_layer": share(sum("rank_layer" in t["metrics"] for t in learnt), len(learnt)),
        }


def dimension(trials):
    metrics = ["pca95", "pca99", "pca999", "gap_rank"]
    for (rank, decay), members in groups(trials, "target_rank", "weight_decay"):
        told = [t for t in members if t["learnt"] and "collapse_layer" in t["metrics"]]
        agrees = lambda t, metric: rank <= t["last"][metric] <= rank + 1
        cells = collections.defaultdict(list)
        for t in told:
            cells[t["cell"]].append(agrees(t, "pca99"))
        values = [t["last"]["pca99"] for t in told]
        yield {
            "target_rank": rank, "weight_decay": decay, "trials": len(told),
            "dimension": statistics.median(values) if values else None, "range": spread(values),
            "cells_within": share(sum(map(all, cells.values())), len(cells)), "partial": sum(t["partial"] for t in members),
        } | {f"{m}_within": share(sum(agrees(t, m) for t in told), len(told)) if told else None for m in metrics}


def turn(answers):
    """Outcome, median, ends of the interval and width, by the likelier direction."""
    levels = np.array(sorted({x for x, _ in answers}))
    yes = np.array([sum(a for x, a in answers if x == level) for level in levels])
    no = np.array([sum(not a for x, a in answers if x == level) for level in levels])
    up, down = posterior(levels, yes, no), posterior(levels, no, yes)
    best = up if up["evidence"] >= down["evidence"] else down
    factor = (math.exp(up["evidence"] - up["constant"]) + math.exp(down["evidence"] - up["constant"])) / 2
    alike = yes.sum() == 0 or no.sum() == 0
    if len(answers) >= 6 and (alike or best["outside"] >= 0.95):
        return "none", best, best is up
    inside = levels[0] <= best["low"] and best["high"] <= levels[-1]
    return ("placed" if not alike and factor >= 20 and inside else "not placed"), best, best is up


def crossing(points, level):
    """Between the last point above the level and the next."""
    points = sorted(points)
    above = [i for i, (_, y) in enumerate(points) if y > level]
    if not above or above[-1] == len(points) - 1:
        return None
    (x0, y0), (x1, y1) = points[above[-1]], points[above[-1] + 1]
    return x0 + (x1 - x0) * (level - y0) / (y1 - y0)


def inner_rank(trial):
    return average([layer["weight_stable_rank"] for layer in trial["layers"][1:-1]])


def thresholds(trials, dimension_name, fits, setting_name):
    rows = []
    for (setting,), members in groups(trials, setting_name):
        counted = [t for t in members if t["counts"]]
        place = lambda t: math.log10(t["spec"]["weight_decay"])
        decays = sorted({place(t) for t in counted})
        ends = [[math.log10(inner_rank(t)) for t in counted if place(t) == decays[i]] for i in (0, -1)]
        middle = 10 ** ((np.mean(ends[0]) + np.mean(ends[1])) / 2)
        learnt = [(place(t), t["learnt"]) for t in members]
        learning = turn(learnt) if not all(a for _, a in learnt) else ("", None, None)
        for name, level in [(dimension_name, None), ("weights' stable rank at most 4", 4), ("weights' stable rank half-way", middle)]:
            if level is None:
                answers = [(place(t), fits(t)) for t in counted if not t["partial"]]
            else:
                answers = [(place(t), inner_rank(t) <= level) for t in counted]
            outcome, best, rising = turn(answers)
            row = {"question": name, setting_name: setting, "outcome": outcome, "trials": len(answers)}
            placed = outcome == "placed"
            row |= {"threshold": 10 ** best["median"] if placed else None, "transition_width": best["width"] if placed else None,
                    "low": 10 ** best["low"] if outcome != "none" else None,
                    "high": 10 ** best["high"] if outcome != "none" else None,
                    "holds": ("above" if rising else "below") if placed else None}
            if level is None:
                row |= {"interpolated": None, "interpolated_low": None, "interpolated_high": None, "crossing_seeds": None}
            else:
                seeds = collections.defaultdict(list)
                for t in counted:
                    seeds[t["spec"]["seed"]].append((place(t), math.log10(inner_rank(t))))
                found = [crossing(points, math.log10(level)) for points in seeds.values()]
                passed = [x for x in found if x is not None]
                row |= {"interpolated": 10 ** np.mean(passed) if passed else None,
                        "crossing_seeds": share(len(passed), len(found)), "interpolated_low": None, "interpolated_high": None}
                if len(passed) == len(found) > 2 and np.std(passed) > 0:
                    ends_of = stats.t.interval(0.95, len(passed) - 1, np.mean(passed), stats.sem(passed))
                    row |= {"interpolated_low": 10 ** ends_of[0], "interpolated_high": 10 ** ends_of[1]}
            for key, end in [("learns", "median"), ("learns_low", "low"), ("learns_high", "high")]:
                row[key] = 10 ** learning[1][end] if learning[0] == "placed" else None
            rows.append(row)
    order = {name: place for place, name in enumerate(dict.fromkeys(row["question"] for row in rows))}
    return sorted(rows, key=lambda row: order[row["question"]])


def equilibrium(trials, names):
    for values, members in groups([t for t in trials if t["counts"]], *names):
        worst = [max(layer["stationarity"] for layer in t["layers"]) for t in members]
        yield dict(zip(names, values)) | {
            "trials": len(members), "near": share(sum(x <= 0.1 for x in worst), len(worst)),
            "stationarity": statistics.median(worst), "range": spread(worst),
            "decay_budget": spread([t["metrics"]["decay_budget"] for t in members]),
            "gradient_norm": statistics.median(t["metrics"]["gradient_norm"] for t in members),
        }


def first_below(trial, level):
    layer = None
    for number in range(len(trial["layers"]), 0, -1):
        if trial["layers"][number - 1]["nc1"] >= level:
            break
        layer = number
    return layer


def classes(trials):
    for (depth, decay), members in groups(trials, "depth", "weight_decay"):
        last = [t["last"]["nc1"] for t in members]
        first = [x for x in (first_below(t, 0.1) for t in members) if x is not None]
        yield {
            "layers": depth, "weight_decay": decay, "learnt": share(len(members), len(members)), "trials": len(members),
            "below_one": share(sum(x < 1 for x in last), len(last)), "below_tenth": share(sum(x < 0.1 for x in last), len(last)),
            "below_hundredth": share(sum(x < 0.01 for x in last), len(last)), "first_layer": average(first),
            "range": spread(first), "nc1": spread(last),
        } | {m: average([t["last"][m] for t in members]) for m in ["nc2", "nc3", "nc4", "cdnv"]} | {
            m: average([t["metrics"][m] for t in members]) for m in ["train_accuracy", "test_accuracy"]}


def bounds(trials):
    for (depth, decay), members in groups(trials, "depth", "weight_decay"):
        ratios = [layer["rank_distance"] / layer["rank_bound"] for t in members for layer in t["layers"]]
        inner = lambda t, metric: np.mean([layer[metric] for layer in t["layers"][:-1]])
        yield {
            "layers": depth, "weight_decay": decay, "trials": len(members),
            "wcv": average([inner(t, "wcv") for t in members]),
            "rank_distance": average([inner(t, "rank_distance") for t in members]),
            "layers_within": share(sum(x <= 1 for x in ratios), len(ratios)), "largest_share": max(ratios),
        }


def bound_tests(trials):
    """Welch's test of logarithms at both ends of weight decay, corrected together by Holm's rule."""
    found = []
    for (depth,), members in groups(trials, "depth"):
        decays = sorted({t["spec"]["weight_decay"] for t in members})
        for metric in ["wcv", "rank_distance"]:
            ends = [[math.log(np.mean([layer[metric] for layer in t["layers"][:-1]])) for t in members
                     if t["spec"]["weight_decay"] == decays[i]] for i in (0, -1)]
            found.append((stats.ttest_ind(*ends, equal_var=False).pvalue, np.mean(ends[1]) < np.mean(ends[0]), metric))
    largest, clear = 0, collections.Counter()
    for place, (p, falls, metric) in enumerate(sorted(found)):
        largest = max(largest, min(1, (len(found) - place) * p))
        clear[metric] += bool(largest < 0.05 and falls)
    return {"wcv": clear["wcv"], "rank_distance": clear["rank_distance"], "settings": len(found) // 2}


def simplex(trials):
    told = [t for t in trials if t["learnt"] and t["last"]["nc1"] < 0.1]
    excess = {m: [t["last"][m] - (t["spec"]["classes"] - 1) for t in told] for m in ["pca95", "pca99", "pca999", "gap_rank"]}
    return {m: share(sum(x == 0 for x in values), len(values)) for m, values in excess.items()} | {
        "below": sum(x < 0 for x in excess["pca99"]), "above": sum(x > 0 for x in excess["pca99"])}


rank, kinds, swimmer = load("rank-threshold"), load("class-collapse"), load("partial-trial")
for trial in swimmer:
    trial["spec"]["layers"] = trial["spec"]["depth"]
json.dump({
    "rank-threshold": {
        "collapse_layer": list(collapse(rank, ["weight_decay"])),
        "dimension": list(dimension(rank)),
        "threshold": thresholds(rank, "pca99 at most r + 1", lambda t: t["last"]["pca99"] <= t["r"] + 1, "target_rank"),
        "equilibrium": list(equilibrium(rank, ["weight_decay"])),
    },
    "class-collapse": {
        "class_collapse": list(classes(kinds)),
        "rank_bound": list(bounds(kinds)),
        "threshold": thresholds(kinds, "pca99 at most K", lambda t: t["last"]["pca99"] <= t["spec"]["classes"], "depth"),
    },
    "partial-trial": {
        "collapse_layer": list(collapse(swimmer, ["layers", "weight_decay", "width"])),
        "dimension": list(dimension(swimmer)),
    },
    "class-collapse words": {"tests": bound_tests(kinds), "simplex": simplex(kinds)},
}, sys.stdout, indent=1, default=float)
print()
