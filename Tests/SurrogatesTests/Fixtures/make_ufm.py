"""Writes ufm.json: small targets and the minimum of the unconstrained feature model for them, the minimiser itself built
from the targets' singular vectors and put into the loss.

    python3 make_ufm.py        (numpy)
"""

import base64
import json
import pathlib

import numpy as np


def ufm(name, Y, lambda_h, lambda_w, average):
    """The minimiser from the SVD of Yc' / sqrt(N), put into the loss as its definition says."""
    N, t = Y.shape
    data, factor = {"halfOverSamples": (1 / (2 * N), 1), "halfOverEntries": (1 / (2 * N * t), t), "overEntries": (1 / (N * t), t / 2)}[average]
    lh, lw = factor * lambda_h, factor * lambda_w
    U, s, Vt = np.linalg.svd((Y - Y.mean(0)).T / np.sqrt(N), full_matrices=False)
    a = np.sqrt(np.maximum(s - np.sqrt(lh * lw), 0))
    W = (lh / lw) ** 0.25 * U @ np.diag(a)
    H = np.sqrt(N) * (lw / lh) ** 0.25 * (np.diag(a) @ Vt).T
    E = H @ W.T + Y.mean(0) - Y
    for gradient in (2 * data * E @ W + lambda_h / N * H, 2 * data * E.T @ H + lambda_w * W, E.sum(0) / N):
        assert np.abs(gradient).max() < 1e-13, name
    return {
        "name": f"{name}, {average}", "samples": N, "dimension": t, "targetBytes": packed(Y, "<f8"), "average": average,
        "features": lambda_h, "weights": lambda_w, "rank": int(np.sum(a > 0)), "threshold": lh * lw,
        "gramBytes": packed(W @ W.T, "<f8"), "residualBytes": packed(E.T @ E / N, "<f8"),
        "featureNorm": np.linalg.norm(H), "weightNorm": np.linalg.norm(W),
        "loss": data * np.sum(E**2) + lambda_h / (2 * N) * np.sum(H**2) + lambda_w / 2 * np.sum(W**2),
    }


def ufm_cases():
    rng = np.random.default_rng(20260303)
    Y = rng.normal(size=(40, 3)) @ rng.normal(size=(3, 3)) + np.array([1.0, -2.0, 0.5])
    lam = np.linalg.eigvalsh(np.cov(Y.T, bias=True))[::-1]
    for name, c in (("c below all", lam[2] / 4), ("rank 2", np.sqrt(lam[1] * lam[2])),
                    ("rank 1", np.sqrt(lam[0] * lam[1])), ("c above all", 1.5 * lam[0])):
        for average, factor in (("halfOverSamples", 1), ("halfOverEntries", 3), ("overEntries", 1.5)):
            root = np.sqrt(c) / factor
            yield ufm(name, Y, 0.7 * root, root / 0.7, average)


def packed(matrix, kind="<f4"):
    return base64.b64encode(np.ascontiguousarray(matrix).astype(kind).tobytes()).decode()


def main():
    records = list(ufm_cases())
    path = pathlib.Path(__file__).with_name("ufm.json")
    path.write_text(json.dumps(records, indent=1) + "\n")
    print(f"{len(records)} cases, {path.stat().st_size} bytes")


if __name__ == "__main__":
    main()
