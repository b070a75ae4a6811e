"""Writes equilibrium/NAME.npz, small networks half-way trained, and equilibrium.json: what every metric of the groups
equilibrium and gram is of them, by another route.

Everything is float64 and PyTorch's automatic differentiation: gradients of the whole loss in place of deltas, Jacobians
of one sample at a time, powers of explicit matrices (eigh, no basis change of the weights), numpy's corrcoef over
entries, and a grid of 20,001 powers that scipy refines around every local minimum.

    python3 make_equilibrium.py        (torch, numpy, scipy)
"""

import json
import pathlib

import numpy as np
import torch
from scipy.optimize import minimize_scalar

torch.set_default_dtype(torch.float64)
DECAY = 3e-3
ACTIVATIONS = {"relu": torch.relu, "tanh": torch.tanh, "gelu": torch.nn.functional.gelu, "linear": lambda x: x}


class Net(torch.nn.Module):
    def __init__(self, widths, activation, bias, normed=False):
        super().__init__()
        self.maps = torch.nn.ModuleList(torch.nn.Linear(a, b, bias=bias) for a, b in zip(widths, widths[1:]))
        self.norms = torch.nn.ModuleList(torch.nn.BatchNorm1d(b) for b in widths[1:-1]) if normed else None
        self.activation = ACTIVATIONS[activation]

    def layers(self, x):
        """What enters each map, and the outputs."""
        found = []
        for index, one in enumerate(self.maps):
            found.append(x)
            x = one(x)
            if index < len(self.maps) - 1:
                x = self.activation(self.norms[index](x) if self.norms else x)
        return found, x


def loss(net, X, Y, classes):
    if classes is not None:
        return torch.nn.functional.cross_entropy(net.layers(X)[1], classes)
    return torch.nn.functional.mse_loss(net.layers(X)[1], Y)


def powered(S, p):
    values, vectors = np.linalg.eigh(S)
    kept = values >= 1e-12 * values[-1]
    return (vectors[:, kept] * values[kept] ** p) @ vectors[:, kept].T


def unit(A):
    return A / np.linalg.norm(A)


def distance(gram, S, p):
    return np.linalg.norm(unit(gram) - unit(powered(S, p))) ** 2


def least(gram, S):
    grid = np.linspace(0, 2, 2001)
    values = np.array([distance(gram, S, p) for p in grid])
    best = (values.min(), grid[values.argmin()])
    for place in range(len(grid)):
        near = values[max(0, place - 1) : place + 2]
        if values[place] == near.min():
            bounds = (max(0, grid[place] - 1e-3), min(2, grid[place] + 1e-3))
            found = minimize_scalar(lambda p: distance(gram, S, p), bounds=bounds, method="bounded", options={"xatol": 1e-12})
            best = min(best, (found.fun, found.x))
    return best


def correlation(A, B):
    return np.corrcoef(A.ravel(), B.ravel())[0, 1]


def layer_metrics(net, index, X, Y, classes, agops):
    """None of derivatives for a network with normalization."""
    W, last = net.maps[index].weight.detach().numpy(), index == len(net.maps) - 1
    out = {}
    if agops is not None:
        net.zero_grad()
        loss(net, X, Y, classes).backward()
        G = net.maps[index].weight.grad.numpy()
        out["stationarity"] = np.linalg.norm(G + DECAY * W) / np.linalg.norm(DECAY * W)
        fact = -W.T @ G / DECAY
        out["fact_correlation"] = correlation(W.T @ W, (fact + fact.T) / 2)
        if not last:
            a = [step / 20 for step in range(1, 21)]
            found = [correlation(W.T @ W, powered(agops[index], p)) for p in a]
            out["nfa_exponent"], out["nfa_correlation"] = a[int(np.argmax(found))], max(found)
            out["agop_correlation"] = correlation(W.T @ W, powered(agops[index], 0.5))
    if not last:
        W2 = net.maps[index + 1].weight.detach().numpy()
        out["balancedness"] = np.linalg.norm(W2.T @ W2 - W @ W.T) / np.linalg.norm(W2.T @ W2)
    return out


def gram_metrics(net, X, Y):
    W = net.maps[-1].weight.detach().numpy()
    outputs = net.layers(X)[1].detach().numpy()
    gram, out = W @ W.T, {}
    for name, matrix in (("gram_power", outputs), ("gram_power_targets", Y.numpy())):
        out[name + "_residual"], out[name] = least(gram, np.cov(matrix.T, bias=True))
    if net.norms is None:
        J = [torch.autograd.functional.jacobian(lambda x: net.layers(x[None])[1][0], x).numpy() for x in X]
        product = sum(j @ j.T for j in J) / len(J)
        out["gram_gradient_residual"] = distance(gram, product, 1 / len(net.maps))
    return out


def products(net, X):
    """The AGOP of what enters each map, by the Jacobian of what follows it at each sample."""
    features = net.layers(X)[0]
    found = []
    for index in range(len(net.maps)):
        def rest(h):
            for place in range(index, len(net.maps)):
                h = net.maps[place](h)
                h = net.activation(h) if place < len(net.maps) - 1 else h
            return h
        J = [torch.autograd.functional.jacobian(rest, h.detach()).numpy() for h in features[index]]
        found.append(sum(j.T @ j for j in J) / len(J))
    return found


def case(name, widths, activation, bias, seed, steps=300, normed=False, labelled=False):
    torch.manual_seed(seed)
    net = Net(widths, activation, bias, normed)
    X = torch.randn(36, widths[0])
    Y = torch.tanh(X @ torch.randn(widths[0], widths[-1])) + 0.1 * torch.randn(36, widths[-1])
    classes = None
    if labelled:
        classes = Y.argmax(1)
        classes[: widths[-1]] = torch.arange(widths[-1])
        Y = torch.nn.functional.one_hot(classes, widths[-1]).double()
    optimizer = torch.optim.Adam(net.parameters(), lr=0.01)
    for _ in range(steps):
        optimizer.zero_grad()
        decay = sum((one.weight**2).sum() for one in net.maps) * DECAY / 2
        (loss(net, X, Y, classes) + decay).backward()
        optimizer.step()
    net.eval()
    features = net.layers(X)[0]
    arrays = {"labels": classes.numpy()} if labelled else {"Y": Y.numpy()}
    arrays["weight_decay"] = np.float64(DECAY)
    for index, one in enumerate(net.maps):
        arrays[f"H{index + 1}"] = features[index].detach().numpy()
        arrays[f"W{index + 1}"] = one.weight.detach().numpy()
        if bias:
            arrays[f"b{index + 1}"] = one.bias.detach().numpy()
    folder = pathlib.Path(__file__).parent
    np.savez(folder / "equilibrium" / f"{name}.npz", **arrays)
    agops = None if normed else products(net, X)
    layers = [layer_metrics(net, index, X, Y, classes, agops) for index in range(len(net.maps))]
    return {"name": name, "layers": layers, "last_layer": gram_metrics(net, X, Y)}


cases = [
    case("relu", [5, 8, 7, 3], "relu", False, 1),
    case("relu-bias", [5, 8, 7, 3], "relu", True, 2),
    case("tanh", [5, 8, 7, 3], "tanh", False, 3),
    case("tanh-bias", [5, 8, 7, 6, 4], "tanh", True, 4),
    case("gelu", [5, 8, 7, 3], "gelu", False, 5),
    case("gelu-bias", [5, 8, 3], "gelu", True, 6),
    case("linear", [5, 6, 6, 3], "linear", True, 7),
    case("classes", [5, 8, 7, 3], "relu", True, 8, labelled=True),
    case("batch-norm", [5, 8, 7, 3], "relu", True, 9, normed=True),
]
path = pathlib.Path(__file__).with_name("equilibrium.json")
path.write_text(json.dumps(cases, indent=1) + "\n")
