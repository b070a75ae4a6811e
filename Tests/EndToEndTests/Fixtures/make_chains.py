"""Writes chain_*.npz and chains.json: networks that PyTorch trained, batch- or layer-normalised regressions and classifiers of
tanh and gelu, in the arrays that `train --weights` reads, their data, and every figure of them.

Training is PyTorch's own, in float32. Figures are of the saved float32 numbers, in double: features by torch.nn.Sequential,
Jacobians and deltas by automatic differentiation, the rest by the routes of make_network.py and make_measures.py. Fathom
measures after an epoch, so that each trial takes one full batch at a rate that moves no weight; the running statistics of batch
normalisation move by a tenth, here as well.

    python3 make_chains.py        (numpy, scipy, scikit-learn, torch)
"""

import json
import pathlib
import sys

import numpy as np
import torch
from sklearn.cluster import KMeans

HERE = pathlib.Path(__file__).parent
sys.path += [str(HERE), str(HERE.parent.parent / "CollapseTests" / "Fixtures")]
import make_measures  # noqa: E402
import make_network  # noqa: E402

torch.set_num_threads(1)
nn = torch.nn

INPUTS, WIDTH, DEPTH, TRAIN, TEST, DECAY = 5, 12, 4, 60, 15, 1e-3
#: Name, outputs, whether they are classes, activation, normalization, and whether its statistics are as trained.
CASES = [
    ("batch", 3, False, nn.ReLU, "batch", True), ("batch_untrained", 3, False, nn.ReLU, "batch", False),
    ("layer", 3, False, nn.ReLU, "layer", True), ("tanh", 4, True, nn.Tanh, "none", True),
    ("gelu", 4, True, nn.GELU, "none", True), ("tanh_batch", 4, True, nn.Tanh, "batch", True),
]  # fmt: skip


def data(rng, outputs, is_classes):
    if is_classes:
        y = np.arange(TRAIN + TEST) % outputs
        x = 1.2 * rng.normal(size=(outputs, INPUTS))[y] + 0.7 * rng.normal(size=(TRAIN + TEST, INPUTS))
    else:
        x = rng.normal(size=(TRAIN + TEST, INPUTS))
        y = np.tanh(x @ rng.normal(size=(INPUTS, 2))) @ rng.normal(size=(2, outputs))
        y = (y + 0.05 * rng.normal(size=y.shape)).astype(np.float32)
    return x.astype(np.float32), y


def network(outputs, activation, normalization):
    layers = []
    for number in range(1, DEPTH + 1):
        layers.append(nn.Linear(INPUTS if number == 1 else WIDTH, outputs if number == DEPTH else WIDTH))
        if number < DEPTH:
            kind = {"batch": nn.BatchNorm1d, "layer": nn.LayerNorm}.get(normalization)
            layers += ([kind(WIDTH)] if kind else []) + [activation()]
    return nn.Sequential(*layers)


def loss(outputs, y, is_classes):
    return nn.functional.cross_entropy(outputs, y) if is_classes else nn.functional.mse_loss(outputs, y)


def train(net, x, y, is_classes):
    optimizer = torch.optim.SGD(net.parameters(), lr=0.05, momentum=0.9, weight_decay=DECAY)
    for _ in range(40):
        for start in range(0, TRAIN, 15):
            optimizer.zero_grad()
            loss(net(x[start : start + 15]), y[start : start + 15], is_classes).backward()
            optimizer.step()


def saved(net):
    """The arrays under their names in `train --weights`."""
    arrays, number = {}, 0
    for module in net:
        if isinstance(module, nn.Linear):
            number += 1
            arrays |= {f"W{number}": module.weight, f"b{number}": module.bias}
        elif isinstance(module, (nn.BatchNorm1d, nn.LayerNorm)):
            arrays |= {f"g{number}": module.weight, f"s{number}": module.bias}
            if isinstance(module, nn.BatchNorm1d):
                arrays |= {f"m{number}": module.running_mean, f"v{number}": module.running_var}
    return {name: tensor.detach().numpy().copy() for name, tensor in arrays.items()}


def features(net, x):
    """What enters each linear map, and the outputs."""
    found = []
    for module in net:
        if isinstance(module, nn.Linear):
            found.append(x)
        x = module(x)
    return found, x


def with_statistics_of(net, x):
    """Gives each batch normalisation mean and variance of all that enters it, from the first on."""
    for module in net:
        if isinstance(module, nn.BatchNorm1d):
            module.running_mean, module.running_var = x.mean(0).detach(), x.var(0, unbiased=False).detach()
        x = module(x)


def derivatives(net, x, y, index, is_classes):
    """Of map `index`: Jacobians by what enters it, and N times the loss's gradient by what it gives."""
    place = [i for i, module in enumerate(net) if isinstance(module, nn.Linear)][index]
    before, rest = net[:place], net[place:]
    jacobians = [torch.autograd.functional.jacobian(rest, h[None])[0, :, 0] for h in before(x)]
    outputs = net[: place + 1](x).detach().requires_grad_()
    return torch.cat(jacobians).numpy(), torch.autograd.grad(TRAIN * loss(net[place + 1 :](outputs), y, is_classes), outputs)[0]


def layer(H, W, targets, labels, predictions, is_last, rank):
    row = make_network.figures(H, W, targets, rank)
    if labels is not None:
        row |= make_measures.classes(H, labels, targets.shape[1], W, predictions)
        row |= make_measures.singular_structure(H, labels, targets.shape[1], W)
        if is_last:
            row.pop("nc1_left", None)  # no ReLU follows the last map
    return row | (make_measures.last_layer(H, W, targets) if is_last else {})


def figures(net, x, y, is_classes, normalization, is_trained):
    rank, noise = (y.max().item() if is_classes else 2), lambda H: make_network.figures(H, np.eye(H.shape[1]), targets, rank)["nrc1_rank"]
    train_x, train_y = x[:TRAIN], y[:TRAIN]
    targets = (nn.functional.one_hot(train_y).double() if is_classes else train_y).numpy()
    if not is_trained:
        with_statistics_of(net, train_x)
    start = [noise(H.detach().numpy()) for H in features(net, train_x)[0]]
    if normalization == "batch" and is_trained:
        with torch.no_grad():
            net.train()(train_x)
        net.eval()
    inputs, outputs = features(net, train_x)
    labels, predictions = (train_y.numpy(), outputs.argmax(1).numpy()) if is_classes else (None, None)
    maps, rows = [m.weight.detach().numpy() for m in net if isinstance(m, nn.Linear)], []
    for index, (H, W) in enumerate(zip(inputs, maps)):
        row = layer(H.detach().numpy(), W, targets, labels, predictions, index == DEPTH - 1, rank)
        if is_classes:
            J, deltas = derivatives(net, train_x, train_y, index, is_classes)
            if normalization == "none":
                row |= make_measures.agop(W, J, TRAIN)
            row |= make_measures.clusters(
                H.detach().numpy(), labels, targets.shape[1], W, deltas.numpy(), DECAY if normalization == "none" else 0
            )
            found = KMeans(targets.shape[1], n_init=500, random_state=0).fit(H.detach().numpy()).inertia_ / TRAIN
            row["tcv"] = min(row["tcv"], found)
        rows.append({k: float(v) for k, v in row.items()} | {"nrc1_start": float(start[index])})
    tested = net(x[TRAIN:])
    trial = {"train_loss": loss(outputs, train_y, is_classes).item(), "test_loss": loss(tested, y[TRAIN:], is_classes).item()}
    if is_classes:
        trial["train_accuracy"] = float(np.mean(predictions == labels))
        trial["test_accuracy"] = (tested.argmax(1) == y[TRAIN:]).double().mean().item()
    return {"layers": rows, "trial": trial}


def main():
    rng, arrays, answer = np.random.default_rng(20261130), {}, {}
    for name, outputs, is_classes, activation, normalization, is_trained in CASES:
        torch.manual_seed(len(name))
        x, y = data(rng, outputs, is_classes)
        net = network(outputs, activation, normalization)
        x_tensor, y_tensor = torch.tensor(x), torch.tensor(y)
        train(net, x_tensor[:TRAIN], y_tensor[:TRAIN], is_classes)
        if not is_trained:
            for module in net:
                if isinstance(module, nn.BatchNorm1d):
                    module.reset_running_stats()
        tables = {"x_train": x[:TRAIN], "y_train": y[:TRAIN], "x_test": x[TRAIN:], "y_test": y[TRAIN:]}
        np.savez_compressed(HERE / f"chain_{name}.npz", **tables, **saved(net))
        net = net.double().eval()
        y_tensor = y_tensor if is_classes else y_tensor.double()
        answer[name] = figures(net, x_tensor.double(), y_tensor, is_classes, normalization, is_trained)
    (HERE / "chains.json").write_text(json.dumps(answer) + "\n")


main()
