"""Writes network.npz and classes.npz (small networks' arrays) with network.json and classes.json (their figures), and
training.npz (data and first weights) with training.json (what plain descent in double makes of them).

Nothing here shares a route with the Swift code: full SVDs, N x N kernels, pinv, scipy's angles, all pairs' distances,
and the training step written out by hand.

    python3 make_network.py        (numpy, scipy)
"""

import json
import pathlib

import numpy as np
from scipy.linalg import subspace_angles

HERE = pathlib.Path(__file__).parent
SAMPLES, RANK = 70, 2


def network(rng):
    X = rng.normal(size=(SAMPLES, 6)).astype(np.float32)
    Y = np.tanh(X @ rng.normal(size=(6, RANK))) @ rng.normal(size=(RANK, 3))  # double
    arrays, features = {"Y": Y, "target_rank": np.int64(RANK)}, X
    for layer, (outputs, inputs) in enumerate([(12, 6), (12, 12), (3, 12)], start=1):
        weights = (rng.normal(size=(outputs, inputs)) / np.sqrt(inputs)).astype(np.float32)
        bias = (0.1 * rng.normal(size=outputs)).astype(np.float32)
        arrays.update({f"H{layer}": features, f"W{layer}": weights, f"b{layer}": bias})
        features = np.maximum(features @ weights.T + bias, 0)
    arrays["H3"] = arrays["H3"].astype(np.float64)
    return arrays


def cka(A, B):
    C = np.eye(len(A)) - 1 / len(A)
    K, L = C @ A @ A.T @ C, C @ B @ B.T @ C
    return np.sum(K * L) / np.sqrt(np.sum(K * K) * np.sum(L * L))


def neighbours(H):
    d = np.sort(np.linalg.norm(H[:, None] - H[None], axis=2), axis=1)[:, 1:]
    mu = np.sort(np.log(d[:, 1] / d[:, 0]))
    kept = int(0.9 * len(mu))
    F = np.arange(1, kept + 1) / len(mu)
    twonn = np.sum(mu[:kept] * -np.log(1 - F)) / np.sum(mu[:kept] ** 2)
    m = 19 / np.sum(np.log(d[:, 19:20] / d[:, :19]), axis=1)
    return {"twonn": twonn, "mle": 1 / np.mean(1 / m)}


def figures(H, W, Y, r):
    H, W = H.astype(float), W.astype(float)
    Hc, Yc, t = H - H.mean(0), Y - Y.mean(0), Y.shape[1]
    s, w = np.linalg.svd(Hc, compute_uv=False), np.linalg.svd(W, compute_uv=False)
    V, U = np.linalg.svd(Hc)[2], np.linalg.svd(W)[2]
    angles = {k: subspace_angles(V[:k].T, U[:k].T) for k in (t, r)}
    p, lam = s[s > 0] / s.sum(), s**2
    return {
        "nrc1": np.sum(lam[t:]) / lam.sum(), "nrc1_rank": np.sum(lam[r:]) / lam.sum(),
        "nrc2": cka(Hc @ V[:t].T, Y), "nrc2_full": cka(H, Y), "nrc2_first": cka(H[:, :t], Y),
        "nrc3": np.mean(np.cos(angles[t])), "nrc3_rank": np.mean(np.cos(angles[r])),
        "noise_alignment": np.mean(np.sin(angles[r])),
        "nrc4": np.mean((H @ np.linalg.pinv(H, rcond=1e-3) @ Yc - Yc) ** 2),
        "feature_stable_rank": lam.sum() / lam[0], "covariance_stable_rank": np.sum(lam**2) / lam[0] ** 2,
        "weight_stable_rank": np.sum(w**2) / w[0] ** 2, "effective_rank": np.exp(-np.sum(p * np.log(p))),
        "participation_ratio": lam.sum() ** 2 / np.sum(lam**2),
        "pca99": 1 + np.argmax(np.cumsum(lam) >= 0.99 * lam.sum()),
        "feature_rank": np.sum(s > 1e-3 * s[0]), "weight_rank": np.sum(w > 1e-3 * w[0]), **neighbours(H),
    }


def descend(x, y, weights, epochs, batch, rate, momentum, decay, milestones):
    """Batches in file order, mean squared error, momentum and decay as torch.optim.SGD has them."""
    velocity = [np.zeros_like(w) for w in weights]
    for epoch in range(epochs):
        if epoch in milestones:
            rate *= 0.1
        for first in range(0, len(x), batch):
            features, target = [x[first : first + batch]], y[first : first + batch]
            for w in weights[:-1]:
                features.append(np.maximum(features[-1] @ w.T, 0))
            delta = 2 * (features[-1] @ weights[-1].T - target) / target.size
            for layer in reversed(range(len(weights))):
                gradient = delta.T @ features[layer] + decay * weights[layer]
                delta = delta @ weights[layer] * (features[layer] > 0)
                velocity[layer] = momentum * velocity[layer] + gradient
                weights[layer] = weights[layer] - rate * velocity[layer]
    return weights


def loss(x, y, weights):
    for w in weights[:-1]:
        x = np.maximum(x @ w.T, 0)
    return np.mean((x @ weights[-1].T - y) ** 2)


def training(rng):
    x, M = rng.normal(size=(58, 5)), rng.normal(size=(5, 2))
    y = np.tanh(x @ M)
    x, y = x.astype(np.float32), y.astype(np.float32)
    arrays = {"x_train": x[:50], "y_train": y[:50], "x_test": x[50:], "y_test": y[50:]}
    start = [(rng.normal(size=s) * np.sqrt(2 / s[1])).astype(np.float32) for s in [(8, 5), (8, 8), (2, 8)]]
    data = {k: v.astype(float) for k, v in arrays.items()}
    end = descend(
        data["x_train"], data["y_train"], [w.astype(float) for w in start], epochs=12, batch=16, rate=0.05,
        momentum=0.9, decay=1e-3, milestones=[8],
    )
    arrays.update({f"W{i + 1}": w for i, w in enumerate(start)})
    np.savez(HERE / "training.npz", **arrays)
    answer = {f"W{i + 1}": w.flatten().tolist() for i, w in enumerate(end)}
    answer["train_loss"] = loss(data["x_train"], data["y_train"], end)
    answer["test_loss"] = loss(data["x_test"], data["y_test"], end)
    (HERE / "training.json").write_text(json.dumps(answer) + "\n")


def classification(rng):
    """One linear map with biases over four classes; within-class scatter that the nearest mean does not always resolve."""
    K = 4
    labels = rng.integers(0, K, size=80)
    H = rng.normal(size=(K, 7))[labels] + 0.8 * rng.normal(size=(80, 7))
    W, b = rng.normal(size=(K, 7)), 0.5 * rng.normal(size=K)
    np.savez(HERE / "classes.npz", H1=H, W1=W, b1=b, labels=labels)

    means = np.array([H[labels == c].mean(0) for c in range(K)])
    variances = np.array([((H[labels == c] - means[c]) ** 2).sum(1).mean() for c in range(K)])
    within, G = ((H - means[labels]) ** 2).sum() / len(H), means - means.mean(0)
    U = G / np.linalg.norm(G, axis=1, keepdims=True)
    nearest = np.argmin(((H[:, None] - means[None]) ** 2).sum(2), axis=1)
    dual = W @ G.T
    pairs = [(a, c) for a in range(K) for c in range(a + 1, K)]
    last = {}
    Hc, Y = H - H.mean(0), np.eye(K)[labels]
    P = np.linalg.pinv(W) @ W
    unit = H / np.linalg.norm(H, axis=1, keepdims=True)
    V = np.linalg.svd(Hc)[2][:K]
    last["weight_residual"] = np.mean(((unit - unit @ P) ** 2).sum(1))
    last["weight_residual_centred"] = ((Hc - Hc @ P) ** 2).sum() / (Hc**2).sum()
    last["pca_residual"] = np.mean(((unit - unit @ V.T @ V) ** 2).sum(1))
    last["pca_residual_centred"] = ((Hc - Hc @ V.T @ V) ** 2).sum() / (Hc**2).sum()
    layer = {
        "nc1": within / ((G**2).sum() / K), "nc2": np.mean((U @ U.T - (K * np.eye(K) - 1) / (K - 1)) ** 2),
        "nc3": np.linalg.norm(dual / np.linalg.norm(dual) - (np.eye(K) * K - 1) / (K * np.sqrt(K - 1))),
        "nc4": np.mean(nearest != np.argmax(H @ W.T + b, axis=1)),
        "cdnv": np.mean([(variances[a] + variances[c]) / 2 / ((means[a] - means[c]) ** 2).sum() for a, c in pairs]),
        "wcv": within, "nrc2_full": cka(H, Y),
    }
    answer = {"layer": {k: float(v) for k, v in layer.items()}, "last_layer": {k: float(v) for k, v in last.items()}}
    (HERE / "classes.json").write_text(json.dumps(answer, indent=1) + "\n")


def main():
    rng = np.random.default_rng(20260401)
    arrays = network(rng)
    np.savez(HERE / "network.npz", **arrays)
    rows = [figures(arrays[f"H{n}"], arrays[f"W{n}"], arrays["Y"], RANK) for n in (1, 2, 3)]
    rows = [{"layer": n + 1, **{k: float(v) for k, v in row.items()}} for n, row in enumerate(rows)]
    (HERE / "network.json").write_text(json.dumps(rows, indent=1) + "\n")
    training(rng)
    classification(rng)


if __name__ == "__main__":
    main()
