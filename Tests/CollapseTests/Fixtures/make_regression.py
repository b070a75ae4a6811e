"""Writes regression.json: small arrays and what every regression measure of them is, computed the naive way.

Nothing here shares a route with the Swift code: full SVDs in place of Gram matrices, N x N kernels with explicit
centring matrices in place of the feature form of CKA, numpy's pinv, scipy's principal angles.

    python3 make_regression.py        (numpy, scipy)
"""

import base64
import json
import pathlib

import numpy as np
from scipy.linalg import subspace_angles

RESOLUTION = 2.0**-23


def singular(matrix):
    values = np.linalg.svd(matrix, compute_uv=False)
    return np.where(values > RESOLUTION * values[0], values, 0) if values.size and values[0] > 0 else 0 * values


def directions(matrix):
    """Right singular vectors, one a row, all of them."""
    return np.linalg.svd(matrix, full_matrices=True)[2]


def hsic(left, right):
    n = len(left)
    centring = np.eye(n) - np.ones((n, n)) / n
    return np.trace(left @ left.T @ centring @ right @ right.T @ centring)


def cka(left, right):
    scale = hsic(left, left) * hsic(right, right)
    return hsic(left, right) / np.sqrt(scale) if scale > 0 else None


def debiased(left, right):
    """Unbiased HSIC with N x N kernels of the raw arrays, as Song et al. (2012) print it."""
    n = len(left)
    K, L = left @ left.T, right @ right.T
    np.fill_diagonal(K, 0)
    np.fill_diagonal(L, 0)
    one = np.ones(n)
    last = 2 / (n - 2) * (one @ K @ L @ one)
    return (np.trace(K @ L) + (one @ K @ one) * (one @ L @ one) / ((n - 1) * (n - 2)) - last) / (n * (n - 3))


def debiased_cka(left, right):
    if len(left) < 4:
        return None
    return debiased(left, right) / np.sqrt(debiased(left, left) * debiased(right, right))


def gap_rank(s):
    raised = np.maximum(s / s[0], 1e-6)
    ratios = raised[:-1] / raised[1:]
    return float(1 + np.argmax(ratios)) if ratios.size and ratios.max() > 1 + 1e-9 else None


def tail_share(values, k):
    return float(np.sum(values[k:] ** 2) / np.sum(values**2)) if k > 0 and np.any(values > 0) else None


def told_apart(values, k):
    return 0 < k <= len(values) and values[0] > 0 and values[k - 1] >= 1e-6 * values[0]


def nrc(H, W, Y, r):
    Hc, Yc = H - H.mean(0), Y - Y.mean(0)
    t, h = Y.shape[1], H.shape[1]
    s, w = singular(Hc), singular(W)
    V, VW = directions(Hc), directions(W)
    out = {"nrc1": tail_share(s, t), "nrc1_rank": tail_share(s, r), "nrc1_double": tail_share(s, 2 * r)}
    varies = np.any(Yc != 0) and np.any(s > 0)
    out["nrc2"] = cka(Hc @ V[: min(t, h)].T, Yc) if varies else None
    out["nrc2_full"] = cka(Hc, Yc) if varies else None
    out["nrc2_debiased"] = debiased_cka(Hc, Yc) if varies else None
    out["nrc2_first"] = cka(Hc[:, :t], Yc) if varies else None
    for name, k in (("nrc3", t), ("nrc3_rank", r)):
        good = told_apart(s, k) and told_apart(w, k)
        angles = subspace_angles(V[:k].T, VW[:k].T) if good else None
        out[name] = float(np.mean(np.cos(angles))) if good else None
        if name == "nrc3_rank":
            out["noise_alignment"] = float(np.mean(np.sin(angles))) if good else None
            if good and 2 * r <= h:  # the authors' way, defined where the complement is large enough
                ours = np.mean(np.linalg.svd(V[r:] @ VW[:r].T, compute_uv=False)[:r])
                assert abs(ours - out["noise_alignment"]) < 1e-7
    out["nrc4"] = float(np.mean((H @ np.linalg.pinv(H, rcond=1e-3) @ Yc - Yc) ** 2))
    return out


def ranks(H, W):
    s, w = singular(H - H.mean(0)), singular(W)
    out = {"feature_rank": float(np.sum(s > 1e-3 * s[0])), "weight_rank": float(np.sum(w > 1e-3 * w[0]))}
    if w[0] > 0:
        out["weight_stable_rank"] = np.sum(w**2) / w[0] ** 2
    if s[0] == 0:
        return out
    lam = s**2
    p = s[s > 0] / s.sum()
    out["feature_stable_rank"] = lam.sum() / lam[0]
    out["covariance_stable_rank"] = np.sum(lam**2) / lam[0] ** 2
    out["participation_ratio"] = lam.sum() ** 2 / np.sum(lam**2)
    out["effective_rank"] = np.exp(-np.sum(p * np.log(p)))
    for name, share in (("pca95", 0.95), ("pca99", 0.99), ("pca999", 0.999)):
        out[name] = float(1 + np.argmax(np.cumsum(lam) >= share * lam.sum()))
    out["gap_rank"] = gap_rank(s)
    return out


def targets(Y):
    Yc = Y - Y.mean(0)
    lam = np.linalg.eigvalsh(Yc.T @ Yc / len(Y))[::-1]
    if not np.any(Yc != 0):
        return {"variance": 0.0}
    return {
        "variance": float(np.mean(Yc**2)),
        "target_stable_rank": lam.sum() / lam[0],
        "target_covariance_stable_rank": np.sum(lam**2) / lam[0] ** 2,
        "target_participation_ratio": lam.sum() ** 2 / np.sum(lam**2),
        "target_pca99": 1 + int(np.argmax(np.cumsum(lam) >= 0.99 * lam.sum())),
    }


def cases():
    rng = np.random.default_rng(20260301)

    def relu_net(n, h, t, out, noise=0.1):
        X = rng.normal(size=(n, 6))
        H = np.maximum(X @ rng.normal(size=(6, h)) + 0.3, 0)
        Y = np.tanh(X @ rng.normal(size=(6, t))) + noise * rng.normal(size=(n, t))
        return H, rng.normal(size=(out, h)), Y

    yield ("tall", *relu_net(90, 14, 3, 10), 2)
    yield ("more weights than inputs", *relu_net(60, 8, 2, 20), 1)
    yield ("few outputs", *relu_net(70, 12, 3, 3), 2)
    yield ("fewer outputs than targets", *relu_net(70, 12, 4, 2), 2)
    yield ("wide, N < h", *relu_net(15, 40, 3, 9), 2)
    yield ("one target", *relu_net(50, 9, 1, 9), 1)
    yield ("fewer features than targets", *relu_net(50, 2, 4, 6), 2)
    yield ("rank above width", *relu_net(50, 3, 2, 6), 5)
    H, W, Y = relu_net(60, 10, 3, 10)
    yield ("scale 1e-6", H * 1e-6, W * 1e-6, Y * 1e-6, 2)
    yield ("scale 1e6", H * 1e6, W * 1e6, Y * 1e6, 2)
    yield ("features 1e6, targets 1e-6", H * 1e6, W, Y * 1e-6, 2)
    H = H.copy()
    H[:, 4] = 0.7
    H[:, 7] = 0
    yield ("constant columns", H, W, Y, 2)
    H, W, Y = relu_net(80, 10, 2, 10)
    yield ("large offset", rng.normal(size=(80, 10)) + 100, W, Y, 2)
    low = rng.integers(-3, 4, size=(60, 3)) @ rng.integers(-3, 4, size=(3, 12))
    yield ("rank deficient", low.astype(float), rng.normal(size=(5, 12)), rng.normal(size=(60, 2)), 3)
    yield ("rank deficient, fewer than targets", low.astype(float), rng.normal(size=(5, 12)), rng.normal(size=(60, 4)), 1)
    wide = rng.integers(-3, 4, size=(14, 2)) @ rng.integers(-3, 4, size=(2, 30))
    yield ("rank deficient, N < h", wide.astype(float), rng.normal(size=(5, 30)), rng.normal(size=(14, 3)), 2)
    H, W, Y = relu_net(100, 10, 2, 10)
    yield ("predicted exactly but for 1e-4", H, W, H[:, :2] + 1e-4 * Y, 2)
    decays = rng.normal(size=(80, 9)) @ np.diag(10.0 ** -np.arange(9)) @ np.linalg.qr(rng.normal(size=(9, 9)))[0]
    yield ("spectrum over nine decades", decays, rng.normal(size=(9, 9)), rng.normal(size=(80, 2)), 3)
    one = np.outer(rng.integers(-3, 4, size=10), rng.integers(1, 4, size=8)).astype(float)
    yield ("weights of rank one", *relu_net(40, 8, 2, 10)[:1], one, rng.normal(size=(40, 2)), 1)
    yield ("weights of zero", rng.normal(size=(30, 5)), np.zeros((4, 5)), rng.normal(size=(30, 2)), 1)
    yield ("constant features", np.full((20, 5), 3.25), rng.normal(size=(4, 5)), rng.normal(size=(20, 2)), 1)
    yield ("constant targets", rng.normal(size=(20, 5)), rng.normal(size=(4, 5)), np.full((20, 2), 1.5), 1)
    yield ("one sample", rng.normal(size=(1, 5)), rng.normal(size=(4, 5)), rng.normal(size=(1, 2)), 1)
    yield ("one feature", rng.normal(size=(20, 1)), rng.normal(size=(4, 1)), rng.normal(size=(20, 1)), 1)


def packed(matrix):
    return base64.b64encode(matrix.astype("<f4").tobytes()).decode()


def main():
    records = []
    for name, *arrays, r in cases():
        single = [np.asarray(a, dtype=np.float32) for a in arrays]
        H, W, Y = (a.astype(np.float64) for a in single)
        expected = {**nrc(H, W, Y, r), **ranks(H, W)}
        records.append(
            {
                "name": name, "samples": len(H), "features": H.shape[1], "outputs": len(W),
                "dimension": Y.shape[1], "rank": r,
                "featureBytes": packed(single[0]), "weightBytes": packed(single[1]), "targetBytes": packed(single[2]),
                "figures": {k: float(v) for k, v in sorted(expected.items()) if v is not None},
                "targets": {k: float(v) for k, v in targets(Y).items()},
            }
        )
    path = pathlib.Path(__file__).with_name("regression.json")
    path.write_text(json.dumps(records, indent=1) + "\n")
    print(f"{len(records)} cases, {path.stat().st_size} bytes")


main()
