"""Writes classification.npz (data with labels, first weights and biases) and classification.json: fifty steps of PyTorch on
cross-entropy and on the squared error to +-1 labels, with every figure of the networks it ends on.

Training is PyTorch's own, in float32. Figures are of its final float32 weights, in double: features by a forward pass,
Jacobians and deltas by automatic differentiation, the rest by the routes of make_network.py and make_measures.py.

    python3 make_classification.py        (numpy, scipy, torch)
"""

import json
import pathlib
import sys

import numpy as np
import torch

HERE = pathlib.Path(__file__).parent
sys.path += [str(HERE), str(HERE.parent.parent / "CollapseTests" / "Fixtures")]
import make_measures  # noqa: E402
import make_network  # noqa: E402

torch.set_num_threads(1)

CLASSES, INPUTS, WIDTH, DEPTH = 4, 6, 16, 3
TRAIN, TEST, BATCH, EPOCHS, DECAY = 72, 18, 16, 10, 1e-3  # five steps an epoch, the last one on eight rows
SIZES = [INPUTS] + [WIDTH] * (DEPTH - 1) + [CLASSES]


def data(rng):
    labels = np.arange(TRAIN + TEST) % CLASSES
    x = 1.2 * rng.normal(size=(CLASSES, INPUTS))[labels] + 0.7 * rng.normal(size=(TRAIN + TEST, INPUTS))
    x = x.astype(np.float32)
    arrays = {"x_train": x[:TRAIN], "y_train": labels[:TRAIN], "x_test": x[TRAIN:], "y_test": labels[TRAIN:]}
    for i in range(DEPTH):
        arrays[f"W{i + 1}"] = (rng.normal(size=(SIZES[i + 1], SIZES[i])) * np.sqrt(2 / SIZES[i])).astype(np.float32)
        arrays[f"b{i + 1}"] = (0.4 + 0.1 * rng.normal(size=SIZES[i + 1])).astype(np.float32)
    return arrays


def forward(x, parameters):
    """The outputs, what enters each linear map, and what each gives."""
    features, linear = [], []
    for i in range(DEPTH):
        features.append(x)
        linear.append(x @ parameters[2 * i].T + parameters[2 * i + 1])
        x = torch.relu(linear[-1]) if i < DEPTH - 1 else linear[-1]
    return x, features, linear


def loss_of(kind, outputs, labels):
    if kind == "cross_entropy":
        return torch.nn.functional.cross_entropy(outputs, labels)
    return torch.nn.functional.mse_loss(outputs, coded(kind, labels).to(outputs.dtype))


def coded(kind, labels):
    one_hot = torch.nn.functional.one_hot(labels, CLASSES)
    return one_hot if kind == "cross_entropy" else 2 * one_hot - 1


def train(kind, arrays):
    parameters = [torch.tensor(arrays[f"{k}{i + 1}"], requires_grad=True) for i in range(DEPTH) for k in "Wb"]
    optimizer = torch.optim.SGD(parameters, lr=0.05, momentum=0.9, weight_decay=DECAY)
    x, y = torch.tensor(arrays["x_train"]), torch.tensor(arrays["y_train"])
    for _ in range(EPOCHS):
        for start in range(0, TRAIN, BATCH):
            optimizer.zero_grad()
            loss_of(kind, forward(x[start : start + BATCH], parameters)[0], y[start : start + BATCH]).backward()
            optimizer.step()
    return parameters


def tail(features, parameters, layer):
    """The outputs as a function of what enters linear map `layer`, from 0."""
    for i in range(layer, DEPTH):
        features = features @ parameters[2 * i].T + parameters[2 * i + 1]
        features = torch.relu(features) if i < DEPTH - 1 else features
    return features


def figures(kind, arrays, parameters):
    double = [p.detach().double() for p in parameters]
    x, labels = torch.tensor(arrays["x_train"]).double(), torch.tensor(arrays["y_train"])
    outputs, features, _ = forward(x, double)
    predictions, targets = outputs.argmax(1).numpy(), coded(kind, labels).double().numpy()
    shifts = [torch.zeros(TRAIN, SIZES[i + 1], dtype=torch.float64, requires_grad=True) for i in range(DEPTH)]
    z = x
    for i in range(DEPTH):
        z = z @ double[2 * i].T + double[2 * i + 1] + shifts[i]
        z = torch.relu(z) if i < DEPTH - 1 else z
    deltas = torch.autograd.grad(TRAIN * loss_of(kind, z, labels), shifts)
    rows = []
    for i in range(DEPTH):
        H, W, D = features[i].numpy(), double[2 * i].numpy(), deltas[i].numpy()
        J = torch.cat([torch.autograd.functional.jacobian(lambda h: tail(h, double, i), h) for h in features[i]]).numpy()
        row = {
            **make_network.figures(H, W, targets, CLASSES - 1),
            **make_measures.classes(H, labels.numpy(), CLASSES, W, predictions),
            **make_measures.clusters(H, labels.numpy(), CLASSES, W, D, DECAY),
            **make_measures.agop(W, J, TRAIN), **make_measures.singular_structure(H, labels.numpy(), CLASSES, W),
        }
        if i == DEPTH - 1:
            row |= make_measures.last_layer(H, W, targets)
        rows.append({k: float(v) for k, v in row.items()})
    test = forward(torch.tensor(arrays["x_test"]).double(), double)[0]
    trial = {
        "train_loss": loss_of(kind, outputs, labels).item(),
        "test_loss": loss_of(kind, test, torch.tensor(arrays["y_test"])).item(),
        "train_accuracy": np.mean(predictions == arrays["y_train"]),
        "test_accuracy": np.mean(test.argmax(1).numpy() == arrays["y_test"]),
    }
    return rows, {k: float(v) for k, v in trial.items()}


def main():
    arrays = data(np.random.default_rng(20260511))
    np.savez(HERE / "classification.npz", **arrays)
    answer = {}
    for kind in ("cross_entropy", "plus_minus"):
        parameters = train(kind, arrays)
        rows, trial = figures(kind, arrays, parameters)
        weights = {
            f"{'Wb'[j % 2]}{j // 2 + 1}": p.detach().double().flatten().tolist() for j, p in enumerate(parameters)
        }
        answer[kind] = {"weights": weights, "layers": rows, "trial": trial}
    (HERE / "classification.json").write_text(json.dumps(answer) + "\n")


main()
