"""Writes test_rows.npz (train and test rows of four classes, the weights and biases of a network) and test_rows.json: every
figure of its layers on the train rows and on the test rows.

The network is not trained: features by a forward pass in double, Jacobians as products of masked maps, the rest by the
routes of make_network.py and make_measures.py.

    python3 make_test_rows.py        (numpy, scipy)
"""

import json
import pathlib
import sys

import numpy as np

HERE = pathlib.Path(__file__).parent
sys.path += [str(HERE), str(HERE.parent.parent / "CollapseTests" / "Fixtures")]
import make_measures  # noqa: E402
import make_network  # noqa: E402

CLASSES, SIZES, TRAIN, TEST = 4, [6, 16, 16, 4], 72, 40


def data(rng):
    labels = np.arange(TRAIN + TEST) % CLASSES
    x = 1.2 * rng.normal(size=(CLASSES, 6))[labels] + 0.7 * rng.normal(size=(TRAIN + TEST, 6))
    x[TRAIN:] *= 1.3  # rows that are not from where the train rows are
    x = x.astype(np.float32)
    arrays = {"x_train": x[:TRAIN], "y_train": labels[:TRAIN], "x_test": x[TRAIN:], "y_test": labels[TRAIN:]}
    for i in range(3):
        arrays[f"W{i + 1}"] = (rng.normal(size=(SIZES[i + 1], SIZES[i])) * np.sqrt(2 / SIZES[i])).astype(np.float32)
        arrays[f"b{i + 1}"] = (0.4 + 0.1 * rng.normal(size=SIZES[i + 1])).astype(np.float32)
    return arrays


def figures(arrays, part):
    maps = [(arrays[f"W{i}"].astype(float), arrays[f"b{i}"].astype(float)) for i in (1, 2, 3)]
    features, labels = [arrays[f"x_{part}"].astype(float)], arrays[f"y_{part}"]
    for W, b in maps[:-1]:
        features.append(np.maximum(features[-1] @ W.T + b, 0))
    outputs = features[-1] @ maps[-1][0].T + maps[-1][1]
    targets, predictions = np.eye(CLASSES)[labels], outputs.argmax(1)
    rows = []
    for i, H in enumerate(features):
        W = maps[i][0]
        J = []
        for n in range(len(H)):
            product = W
            for j in range(i + 1, 3):
                product = maps[j][0] @ ((features[j][n] > 0)[:, None] * product)
            J.append(product)
        row = {
            **make_network.figures(H, W, targets, CLASSES - 1),
            **make_measures.classes(H, labels, CLASSES, W, predictions),
            **make_measures.clusters(H, labels, CLASSES, W, np.zeros((len(H), len(W))), 1),
            **make_measures.agop(W, np.concatenate(J), len(H)),
            **make_measures.singular_structure(H, labels, CLASSES, W),
        }
        del row["rank_bound"]
        if i == 2:
            row |= make_measures.last_layer(H, W, targets)
        rows.append({k: float(v) for k, v in row.items()})
    return rows


def main():
    arrays = data(np.random.default_rng(20261130))
    np.savez(HERE / "test_rows.npz", **arrays)
    answer = {part: figures(arrays, part) for part in ("train", "test")}
    (HERE / "test_rows.json").write_text(json.dumps(answer, indent=1) + "\n")


main()
