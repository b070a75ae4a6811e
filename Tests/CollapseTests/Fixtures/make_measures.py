"""Writes measures.json: small arrays and what every class, cluster, AGOP and last-layer figure of them is.

Nothing here shares a route with the Swift code: full covariance matrices and pinv in place of sums over samples, the
singular value decomposition of the Jacobian in place of the eigenvectors of its outer product, W's factors multiplied
out, sqrtm and t x t matrices at each gamma, and every partition tried (or 150 starts of scipy's k-means).

    python3 make_measures.py        (numpy, scipy)
"""

import base64
import itertools
import json
import pathlib

import numpy as np
from scipy.cluster.vq import kmeans2
from scipy.linalg import orth, sqrtm


def classes(H, labels, K, W, predictions):
    N, out = len(H), {}
    if K < 2 or any(np.sum(labels == c) == 0 for c in range(K)):
        return out
    mu = np.array([H[labels == c].mean(0) for c in range(K)])
    G = mu.mean(0)
    Sb = sum(np.outer(m - G, m - G) for m in mu) / K
    Sw = sum(np.outer(x - mu[c], x - mu[c]) for x, c in zip(H, labels)) / N
    if np.trace(Sb) <= 1e-13 * np.trace(Sw) or np.trace(Sb) == 0:
        return out
    out["nc1"] = np.trace(Sw) / np.trace(Sb)
    out["nc1_pinv"] = np.trace(np.linalg.pinv(Sb, rcond=1e-6, hermitian=True) @ Sw) / K
    lam, V = np.linalg.eigh(Sb)
    lam, V = lam[::-1], V[:, ::-1]
    if K - 1 <= H.shape[1] and lam[K - 2] >= 1e-11 * lam[0]:
        T = V[:, : K - 1]
        out["nc1_svd"] = np.trace(T @ np.diag(1 / lam[: K - 1]) @ T.T @ Sw) / K
    norms = np.linalg.norm(mu - G, axis=1)
    if norms.min() > 1e-7 * norms.max():
        U = (mu - G) / norms[:, None]
        E = K / (K - 1) * np.eye(K) - np.ones((K, K)) / (K - 1)
        out["nc2"] = np.mean((U @ U.T - E) ** 2)
    if len(W) == K and np.any(W):
        product = W @ (mu - G).T
        target = (K * np.eye(K) - np.ones((K, K))) / (K * np.sqrt(K - 1))
        out["nc3"] = np.linalg.norm(product / np.linalg.norm(product) - target)
    if predictions is not None:
        nearest = [int(np.argmin([np.linalg.norm(x - m) for m in mu])) for x in H]
        out["nc4"] = float(np.mean(np.array(nearest) != predictions))
    v = [np.mean(np.sum((H[labels == c] - mu[c]) ** 2, axis=1)) for c in range(K)]
    gaps = [((v[a] + v[b]) / 2, np.sum((mu[a] - mu[b]) ** 2)) for a, b in itertools.combinations(range(K), 2)]
    if min(gap for _, gap in gaps) > 0:
        out["cdnv"] = np.mean([spread / gap for spread, gap in gaps])
    return out


def inertia(H, members):
    return sum(np.sum((H[members == c] - H[members == c].mean(0)) ** 2) for c in set(members))


def least_inertia(H, labels, K):
    if K**len(H) <= 70_000:
        return min(inertia(H, np.array(p)) for p in itertools.product(range(K), repeat=len(H)))
    best = inertia(H, labels)
    for seed in range(150):
        best = min(best, inertia(H, kmeans2(H, K, minit="++", seed=seed, iter=60)[1]))
    return best


def clusters(H, labels, K, W, deltas, decay):
    N = len(H)
    out = {"wcv": inertia(H, labels) / N, "tcv": least_inertia(H, labels, K) / N}
    out["rank_distance"] = np.linalg.norm(np.linalg.svd(W, compute_uv=False)[K:])
    if decay > 0:
        Z = np.array([H[labels == c].mean(0) for c in labels])
        gradient = deltas.T @ H / N + decay * W
        out["rank_bound"] = (np.linalg.norm(deltas.T @ (H - Z) / N) + np.linalg.norm(gradient)) / decay
    return out


def agop(W, J, N):
    S, V = np.linalg.svd(J / np.sqrt(N), full_matrices=False)[1:]
    root = V.T @ np.diag(S) @ V
    out = {}
    if np.ptp(W.T @ W) > 0 and np.ptp(root) > 1e-12 * np.abs(root).max():
        out["agop_correlation"] = np.corrcoef((W.T @ W).ravel(), root.ravel())[0, 1]
    if S[0] > 0:
        out["agop_participation_ratio"] = np.sum(S**2) ** 2 / np.sum(S**4)
    return out


def singular_structure(H, labels, K, W):
    U, S, Vt = np.linalg.svd(W, full_matrices=False)
    if np.all(H == H[0]):
        return {}
    right = (np.diag(S) @ Vt @ H.T).T
    left = np.maximum((U @ np.diag(S) @ Vt @ H.T).T, 0)
    found = {name: classes(z, labels, K, np.zeros((0, 0)), None).get("nc1") for name, z in (("nc1_right", right), ("nc1_left", left))}
    return {k: v for k, v in found.items() if v is not None}


def last_layer(H, W, Y):
    t, h = Y.shape[1], H.shape[1]
    out = {}
    Hc = H - H.mean(0)
    s, V = np.linalg.svd(Hc)[1:]
    lengths = np.linalg.norm(H, axis=1)
    unit = H[lengths > 0] / lengths[lengths > 0, None]

    def printed(P):
        return np.mean(np.sum((unit - unit @ P) ** 2, axis=1)) if len(unit) else None

    def centred(P):
        return np.sum((Hc - Hc @ P) ** 2) / np.sum(Hc**2)

    if np.any(W):
        basis = orth(W.T, rcond=1e-6)
    else:
        basis = np.zeros((h, 0))
    out["weight_residual"] = printed(basis @ basis.T)
    if s[0] > 1e-12 * np.abs(H).max():
        told = int(np.sum(s > 1e-6 * s[0]))
        directions = V[: h if t >= h else min(t, told)].T
        out["pca_residual"] = printed(directions @ directions.T)
        out["pca_residual_centred"] = centred(directions @ directions.T)
        out["weight_residual_centred"] = centred(basis @ basis.T)
    if len(W) == t:
        errors = (Y - Y.mean(0)) - Hc @ W.T
        R = errors.T @ errors / len(Y)
        out["residual_variance"] = np.trace(R) / t
        if t > 1 and np.linalg.norm(R) > 0:
            out["residual_anisotropy"] = np.linalg.norm(R - np.trace(R) / t * np.eye(t)) / np.linalg.norm(R)
    if t > 1 and len(W) == t and np.any(W):
        Yc = Y - Y.mean(0)
        Sigma = Yc.T @ Yc / len(Y)
        smallest = np.linalg.eigvalsh(Sigma)[0]
        smallest = smallest if smallest > 1e-13 * np.trace(Sigma) else 0.0
        root = np.real(sqrtm(Sigma))
        gram = W @ W.T
        best = None
        for gamma in np.linspace(0, smallest, 1000):
            B = root - np.sqrt(gamma) * np.eye(t)
            if np.linalg.norm(B) <= 1e-11 * np.linalg.norm(root):
                continue
            value = np.linalg.norm(gram / np.linalg.norm(gram) - B / np.linalg.norm(B)) ** 2
            if best is None or value < best[0]:
                best = (value, gamma)
        if best is not None:
            out["gram_residual"], out["gram_gamma"] = best
            if smallest > 0:
                out["gram_gamma_ratio"] = best[1] / smallest
    return {k: v for k, v in out.items() if v is not None}


def cases():
    rng = np.random.default_rng(20260302)

    def net(N, h, K, out, t, spread=0.5, balance=None):
        labels = rng.choice(K, size=N, p=balance) if balance else np.arange(N) % K
        H = np.maximum(2 * rng.normal(size=(K, h))[labels] + spread * rng.normal(size=(N, h)) + 0.3, 0)
        mixing = rng.normal(size=(h, t)) / np.sqrt(h)
        Y = H @ mixing + 0.3 * rng.normal(size=(N, t))
        W = (mixing.T if out == t else 0) + 0.2 * rng.normal(size=(out, h))
        return dict(H=H, W=W, Y=Y, labels=labels, K=K)

    yield "tall", net(90, 12, 3, 3, 3)
    yield "every partition tried", net(10, 4, 3, 3, 3, spread=1.5)
    yield "every partition in two", net(16, 3, 2, 2, 2, spread=2.0)
    yield "wide, N < h", net(14, 40, 3, 3, 3)
    yield "two classes", net(60, 10, 2, 2, 2)
    yield "unequal classes", net(80, 10, 4, 4, 4, balance=[0.6, 0.25, 0.1, 0.05])
    yield "more classes than features", net(90, 3, 6, 6, 6, spread=0.1)
    yield "one target", net(60, 9, 3, 1, 1)
    yield "another number of outputs", net(60, 9, 4, 7, 2)
    yield "noisy labels", {**net(70, 8, 3, 3, 3, spread=0.2), "labels": rng.permutation(np.arange(70) % 3)}
    yield "collapsed to 1e-3", net(60, 12, 4, 4, 4, spread=1e-3)
    base = net(60, 10, 3, 3, 3)
    yield "scale 1e-6", {**base, "H": base["H"] * 1e-6, "W": base["W"] * 1e-6, "Y": base["Y"] * 1e-6}
    yield "scale 1e6", {**base, "H": base["H"] * 1e6, "W": base["W"] * 1e6, "Y": base["Y"] * 1e6}
    yield "large offset", {**base, "H": base["H"] + 100}
    constant = base["H"].copy()
    constant[:, 4], constant[:, 7] = 0.7, 0
    yield "constant columns", {**base, "H": constant}
    dead = base["H"].copy()
    dead[::5] = 0
    yield "samples of zeros", {**base, "H": dead}
    low = rng.integers(-3, 4, size=(60, 3)) @ rng.integers(-3, 4, size=(3, 10))
    yield "rank deficient", {**base, "H": low.astype(float)}
    yield "weights of rank one", {**base, "W": np.outer([1, -2, 1], rng.integers(-3, 4, size=10)).astype(float)}
    yield "weights of zero", {**base, "W": np.zeros((3, 10))}
    flat = base["Y"].copy()
    flat[:, 2] = 3
    yield "a constant target", {**base, "Y": flat}
    white = np.tile([[1, 1], [1, -1], [-1, 1], [-1, -1]], (15, 1)).astype(float)
    yield "white targets", {**net(60, 10, 2, 2, 2), "Y": white}
    law = net(60, 10, 3, 3, 4)
    spread = law["Y"] - law["Y"].mean(0)
    root = np.real(sqrtm(spread.T @ spread / 60))
    smallest = np.linalg.eigvalsh(root)[0]
    lowered = np.real(sqrtm(root - np.sqrt(0.3) * smallest * np.eye(4)))
    law["W"] = lowered @ np.linalg.qr(rng.normal(size=(10, 4)))[0].T
    yield "weights by the law, gamma at 0.3", law
    yield "weights near the law", {**law, "W": law["W"] + 0.05 * rng.normal(size=(4, 10))}
    yield "no decay", {**base, "decay": 0.0}
    gap = base["labels"].copy()
    gap[gap == 1] = 2
    yield "an empty class", {**base, "labels": gap}
    yield "one class", {**base, "labels": 0 * gap, "K": 1}
    yield "one sample", net(1, 5, 1, 3, 3)
    yield "constant features", {**base, "H": np.full((60, 10), 3.25)}


NAMES = {"H": "feature", "W": "weight", "Y": "target", "b": "bias", "deltas": "delta", "J": "jacobian"}


def record(name, case):
    rng = np.random.default_rng(len(name))
    single = {k: np.asarray(case[k], dtype=np.float32) for k in "HWY"}
    outputs, h = single["W"].shape
    N = len(single["H"])
    single["b"] = rng.normal(size=outputs).astype(np.float32)
    single["deltas"] = (rng.normal(size=(N, outputs)) * np.std(single["Y"])).astype(np.float32)
    single["J"] = (rng.normal(size=(24, outputs)) @ case["W"] + 0.1 * np.std(case["W"]) * rng.normal(size=(24, h))).astype(np.float32)
    H, W, Y, b, deltas, J = (single[k].astype(np.float64) for k in ("H", "W", "Y", "b", "deltas", "J"))
    labels, K, decay = case["labels"], case["K"], case.get("decay", 5e-3)
    predictions = np.argmax(H @ W.T + b, axis=1) if outputs > 1 else None
    layer = {
        **classes(H, labels, K, W, predictions), **clusters(H, labels, K, W, deltas, decay), **agop(W, J, N),
        **singular_structure(H, labels, K, W),
    }
    return {
        "name": name, "samples": N, "features": h, "outputs": outputs, "dimension": Y.shape[1], "classCount": K,
        "labels": [int(c) for c in labels], "weightDecay": decay,
        **{NAMES[k] + "Bytes": packed(v) for k, v in single.items()},
        "layer": {k: float(v) for k, v in sorted(layer.items())},
        "lastLayer": {k: float(v) for k, v in sorted(last_layer(H, W, Y).items())},
    }


def packed(matrix, kind="<f4"):
    return base64.b64encode(np.ascontiguousarray(matrix).astype(kind).tobytes()).decode()


def main():
    records = {"layers": [record(name, case) for name, case in cases()]}
    path = pathlib.Path(__file__).with_name("measures.json")
    path.write_text(json.dumps(records, indent=1) + "\n")
    print(f"{len(records['layers'])} cases, {path.stat().st_size} bytes")


if __name__ == "__main__":
    main()
