"""Nets that learnt a part of what they were asked, as PyTorch saves them, and what numpy says they learnt.

    python make_fit.py    # writes fit.npz, fit_*.npz and fit.json; torch, numpy and scikit-dimension 0.5.0

Predictions are torch's in double; directions are numpy's eigenvectors of the targets' covariance, ranks are from singular
values of centred features, dimensions are scikit-dimension's.
"""

import json

import numpy as np
import skdim
import torch
from torch import nn

DEPTH, WIDTH, RANK = 4, 24, 3
torch.set_num_threads(1)
rng = np.random.default_rng(12)
x = rng.normal(size=(300, 6))
hidden = np.tanh(x @ rng.normal(size=(6, RANK)) / 2)
hidden = (hidden - hidden.mean(0)) / hidden.std(0) * [1.5, 0.6, 0.2]
y = hidden @ np.linalg.qr(rng.normal(size=(5, RANK)))[0].T + [1, 0, 0, -2, 0]
x, y = x.astype("<f4"), y.astype("<f4")
np.savez_compressed("fit.npz", x_train=x[:240], y_train=y[:240], x_test=x[240:], y_test=y[240:])
x, y = x[:240].astype(float), y[:240].astype(float)


def net(activation, decay, steps, seed):
    torch.manual_seed(seed)
    widths = [6] + [WIDTH] * (DEPTH - 1) + [5]
    maps = [nn.Linear(a, b).double() for a, b in zip(widths, widths[1:])]
    for one in maps:
        nn.init.kaiming_normal_(one.weight)
    optimizer = torch.optim.SGD([p for m in maps for p in m.parameters()], 0.03, momentum=0.9, weight_decay=decay)
    inputs, targets = torch.tensor(x), torch.tensor(y)
    for _ in range(steps):
        z = inputs
        for one in maps[:-1]:
            z = activation(one(z))
        optimizer.zero_grad()
        nn.functional.mse_loss(maps[-1](z), targets).backward()
        optimizer.step()
    return [(m.weight.detach().numpy().astype("<f4"), m.bias.detach().numpy().astype("<f4")) for m in maps]


def told(features, share):
    squares = np.linalg.svd(features - features.mean(0), compute_uv=False) ** 2
    return int(np.argmax(np.cumsum(squares) >= share * squares.sum()) + 1)


records = []
for name, word, decay, steps, seed in [
    ("all", "relu", 1e-4, 1200, 1), ("two", "relu", 2e-2, 800, 1), ("one", "tanh", 6e-2, 800, 2),
    ("early", "relu", 1e-4, 12, 3), ("collapsed", "tanh", 6e-3, 1500, 4),
]:
    activation = {"relu": torch.relu, "tanh": torch.tanh}[word]
    arrays = net(activation, decay, steps, seed)
    np.savez_compressed(
        f"fit_{name}.npz", **{f"W{i + 1}": w for i, (w, _) in enumerate(arrays)},
        **{f"b{i + 1}": b for i, (_, b) in enumerate(arrays)})
    z, ranks = torch.tensor(x), []
    for place, (w, b) in enumerate(arrays):
        ranks.append(told(z.numpy(), 0.99))
        z = z @ torch.tensor(w).double().T + torch.tensor(b).double()
        z = activation(z) if place < DEPTH - 1 else z
    predictions = z.numpy()
    centred = y - y.mean(0)
    values, vectors = np.linalg.eigh(centred.T @ centred / len(y))
    vectors = vectors[:, values > 1e-6 * values.max()]
    errors = ((predictions - y) @ vectors) ** 2
    shares = 1 - errors.sum(0) / ((centred @ vectors) ** 2).sum(0)
    low = [all(r <= RANK + 1 for r in ranks[i:]) for i in range(DEPTH)]
    mse = ((predictions - y) ** 2).mean()
    record = {
        "name": name, "activation": word, "fitted_rank": int((shares > 0.5).sum()),
        "trivial": int(mse > 0.9 * (centred ** 2).mean()),
        "rank_layer": low.index(True) + 1 if any(low) else None,
    }
    for key, samples in [("target", y), ("prediction", predictions)]:
        samples = np.ascontiguousarray(samples.astype("f4").astype(float))
        record[f"{key}_twonn"] = float(skdim.id.TwoNN().fit(samples).dimension_)
        record[f"{key}_mle"] = float(skdim.id.MLE().fit(samples).dimension_)
    if record["trivial"]:
        record["rank_layer"] = None
    print(shares, ranks, record)
    records.append(record)
with open("fit.json", "w") as file:
    json.dump(records, file, indent=1)
    file.write("\n")
