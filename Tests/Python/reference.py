"""Metrics of a layer in double, straight from their definitions: numpy alone, no moments."""
import numpy as np


def centred(a):
    return a - a.mean(axis=0)


def cka(a, b):
    return np.linalg.norm(a.T @ b) ** 2 / (np.linalg.norm(a.T @ a) * np.linalg.norm(b.T @ b))


def layer(H, W, Y=None, labels=None):
    """H is N x h; W is out x h or None; Y is N x t or labels are N."""
    H = np.asarray(H, np.float64)
    N = len(H)
    if labels is not None:
        Y = np.eye(labels.max() + 1)[labels]
    Y = np.asarray(Y, np.float64)
    k = Y.shape[1]
    Hc, Yc = centred(H), centred(Y)
    s = np.linalg.svd(Hc, compute_uv=False)
    directions = np.linalg.svd(Hc, full_matrices=False)[2]
    lam = s ** 2
    found = {
        "nrc1": lam[k:].sum() / lam.sum(),
        "nrc2_full": cka(Hc, Yc),
        "feature_stable_rank": lam.sum() / lam[0],
        "covariance_stable_rank": (lam ** 2).sum() / lam[0] ** 2,
        "participation_ratio": lam.sum() ** 2 / (lam ** 2).sum(),
        "pca99": float(np.searchsorted(np.cumsum(lam) / lam.sum(), 0.99) + 1),
        "nrc2": cka(Hc @ directions[:k].T, Yc),
        "nrc2_first": cka(Hc[:, :k], Yc),
    }
    u, values, v = np.linalg.svd(H, full_matrices=False)
    keep = values >= 1e-3 * values[0]
    prediction = u[:, keep] @ (u[:, keep].T @ Yc)
    found["nrc4"] = ((prediction - Yc) ** 2).mean()
    if W is not None:
        W = np.asarray(W, np.float64)
        w = np.linalg.svd(W, compute_uv=False)
        found["weight_stable_rank"] = (w ** 2).sum() / w[0] ** 2
        right = np.linalg.svd(W, full_matrices=False)[2]
        if k <= min(right.shape[0], len(lam)) and s[k - 1] > 1e-6 * s[0] and w[k - 1] > 1e-6 * w[0]:
            found["nrc3"] = np.linalg.svd(directions[:k] @ right[:k].T, compute_uv=False).sum() / k
    if labels is not None:
        found.update(classes(H, W, labels))
    return found


def classes(H, W, labels):
    K, N = labels.max() + 1, len(H)
    means = np.stack([H[labels == c].mean(axis=0) for c in range(K)])
    rest = H - means[labels]
    Mc = means - means.mean(axis=0)
    Sb, Sw = Mc.T @ Mc / K, rest.T @ rest / N
    found = {"nc1": np.trace(Sw) / np.trace(Sb), "wcv": (rest ** 2).sum() / N}
    values, vectors = np.linalg.eigh(Sb)
    keep = values > 1e-6 * values[-1]
    found["nc1_pinv"] = ((vectors[:, keep].T @ Sw @ vectors[:, keep]).diagonal() / values[keep]).sum() / K
    unit = Mc / np.linalg.norm(Mc, axis=1, keepdims=True)
    simplex = K / (K - 1) * np.eye(K) - 1 / (K - 1)
    found["nc2"] = ((unit @ unit.T - simplex) ** 2).mean()
    variance = np.array([(rest[labels == c] ** 2).sum() / (labels == c).sum() for c in range(K)])
    pairs = [(variance[a] + variance[b]) / 2 / ((means[a] - means[b]) ** 2).sum() for a in range(K) for b in range(a)]
    found["cdnv"] = np.mean(pairs)
    if W is not None and W.shape[0] == K:
        G = W @ Mc.T
        found["nc3"] = np.linalg.norm(G / np.linalg.norm(G) - (K * np.eye(K) - 1) / (K * np.sqrt(K - 1)))
    return found


def last(H, W, Y):
    """Andriopoulos et al.'s residuals as printed: rows at unit length."""
    H, Y = np.asarray(H, np.float64), np.asarray(Y, np.float64)
    directions = np.linalg.svd(centred(H), full_matrices=False)[2][:Y.shape[1]]
    U = H / np.linalg.norm(H, axis=1, keepdims=True)
    rows = np.linalg.svd(np.asarray(W, np.float64), full_matrices=False)[2]
    return {"pca_residual": ((U - U @ directions.T @ directions) ** 2).sum(axis=1).mean(),
            "weight_residual": ((U - U @ rows.T @ rows) ** 2).sum(axis=1).mean()}
