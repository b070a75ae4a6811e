"""Writes pytorch_breadth.json: fifty steps of PyTorch for each kind of network, loss, optimiser and schedule.

Needs torch (made with 2.15.0, one thread). Run it in this folder: python3 make_pytorch_breadth.py
Arrays are base64 of little-endian float32, row-major.
"""

import base64
import json
import math

import numpy
import torch

torch.set_num_threads(1)
torch.manual_seed(7)

INPUTS, WIDTH, OUTPUTS, DEPTH = 6, 16, 3, 3
ROWS, BATCH, EPOCHS = 70, 16, 10  # five steps an epoch, the last one on six rows
SIZES = [INPUTS] + [WIDTH] * (DEPTH - 1) + [OUTPUTS]

BASE = {
    "depth": DEPTH, "width": WIDTH, "bias": True, "activation": "relu", "normalization": "none",
    "last_activation": True, "loss": "mse", "feature_decay": 0.0, "optimizer": "sgd", "learning_rate": 0.05,
    "momentum": 0.9, "nesterov": False, "beta2": 0.999, "weight_decay": 1e-3, "decay_scope": "all",
    "schedule": "milestones", "milestones": [], "lr_factor": 0.1, "warmup_epochs": 0,
}
ADAM = {"optimizer": "adam", "learning_rate": 0.003, "weight_decay": 0.01}
CASES = {
    f"{activation}, {norm} normalization": {"activation": activation, "normalization": norm}
    for activation in ["relu", "leaky_relu", "tanh", "gelu", "identity"]
    for norm in ["none", "layer", "batch"]
}
CASES |= {
    "no bias": {"bias": False},
    "gelu, layer normalization, no bias": {"activation": "gelu", "normalization": "layer", "bias": False},
    "no last activation": {"last_activation": False},
    "tanh, batch normalization, no last activation": {
        "activation": "tanh", "normalization": "batch", "last_activation": False},
    "half_mse": {"loss": "half_mse"},
    "cross_entropy": {"loss": "cross_entropy"},
    "plain sgd": {"momentum": 0.0},
    "nesterov": {"nesterov": True},
    "adam": ADAM,
    "adam, other betas": ADAM | {"momentum": 0.8, "beta2": 0.95, "activation": "tanh"},
    "adamw": ADAM | {"optimizer": "adamw", "weight_decay": 0.5},
    "adam, layer normalization, weights decay": ADAM | {"normalization": "layer", "decay_scope": "weights"},
    "adam, batch normalization, no bias": ADAM | {"normalization": "batch", "bias": False},
    "adamw, weights decay": ADAM | {"optimizer": "adamw", "weight_decay": 0.5, "decay_scope": "weights"},
    "sgd, weights decay": {"decay_scope": "weights", "weight_decay": 0.02, "normalization": "batch"},
    "milestones": {"milestones": [4, 7], "lr_factor": 0.5},
    "cosine": {"schedule": "cosine"},
    "warm-up and cosine": {"schedule": "cosine", "warmup_epochs": 3, "lr_factor": 0.2},
    "warm-up and milestones": {"milestones": [6], "warmup_epochs": 2},
    "feature decay": {"feature_decay": 0.05},
    "feature decay, no last activation": {"feature_decay": 0.05, "last_activation": False},
    "feature decay, last map decays": {"feature_decay": 0.05, "weight_decay": 0.05, "decay_scope": "last"},
}


def packed(tensor):
    return base64.b64encode(tensor.detach().numpy().astype("<f4").tobytes()).decode()


class Net(torch.nn.Module):
    def __init__(self, case, start):
        super().__init__()
        self.case = case
        self.maps, self.norms = torch.nn.ModuleList(), torch.nn.ModuleList()
        norm = {"layer": torch.nn.LayerNorm, "batch": torch.nn.BatchNorm1d}.get(case["normalization"])
        for i in range(DEPTH):
            linear = torch.nn.Linear(SIZES[i], SIZES[i + 1], bias=case["bias"])
            with torch.no_grad():
                linear.weight.copy_(start[i][0])
                if case["bias"]:
                    linear.bias.copy_(start[i][1])
            self.maps.append(linear)
            last = DEPTH - 1 if case["last_activation"] else DEPTH - 2
            self.norms.append(norm(WIDTH) if norm and i < last else torch.nn.Identity())
        self.last = last
        functional = torch.nn.functional
        self.activation = {
            "relu": functional.relu, "leaky_relu": functional.leaky_relu, "tanh": torch.tanh,
            "gelu": functional.gelu, "identity": lambda x: x,
        }[case["activation"]]

    def forward(self, x):
        for i in range(DEPTH):
            features = x
            x = self.norms[i](self.maps[i](x))
            if i < self.last:
                x = self.activation(x)
        return x, features


def loss_of(case, prediction, target):
    if case["loss"] == "cross_entropy":
        return torch.nn.functional.cross_entropy(prediction, target)
    return torch.nn.functional.mse_loss(prediction, target)


def rate(case, epoch):
    warm = case["warmup_epochs"]
    if case["schedule"] == "cosine":
        done = max(0, epoch - warm) / (EPOCHS - warm)
        factor = case["lr_factor"] + (1 - case["lr_factor"]) * (1 + math.cos(math.pi * done)) / 2
    else:
        factor = case["lr_factor"] ** sum(m <= epoch for m in case["milestones"])
    return case["learning_rate"] * factor * (min(1, (epoch + 1) / (warm + 1)))


def optimizer_of(case, net):
    maps = [layer.weight for layer in net.maps]
    others = [p for p in net.parameters() if all(p is not m for m in maps)]
    decaying = maps[-1:] if case["decay_scope"] == "last" else maps
    others += [p for p in maps if all(p is not m for m in decaying)]
    groups = [
        {"params": decaying, "weight_decay": case["weight_decay"]},
        {"params": others, "weight_decay": case["weight_decay"] if case["decay_scope"] == "all" else 0},
    ]
    if case["optimizer"] == "sgd":
        return torch.optim.SGD(
            groups, lr=case["learning_rate"], momentum=case["momentum"], nesterov=case["nesterov"])
    kind = torch.optim.Adam if case["optimizer"] == "adam" else torch.optim.AdamW
    return kind(groups, lr=case["learning_rate"], betas=(case["momentum"], case["beta2"]))


def run(case, x, y, start):
    net = Net(case, start)
    optimizer = optimizer_of(case, net)
    for epoch in range(EPOCHS):
        for group in optimizer.param_groups:
            group["lr"] = rate(case, epoch)
        for first in range(0, ROWS, BATCH):
            optimizer.zero_grad()
            prediction, features = net(x[first : first + BATCH])
            loss = loss_of(case, prediction, y[first : first + BATCH])
            if case["loss"] == "half_mse":
                loss = loss / 2
            loss = loss + case["feature_decay"] / 2 * (features**2).sum(1).mean()
            loss.backward()
            optimizer.step()
    net.eval()
    with torch.no_grad():
        final = loss_of(case, net(x)[0], y).item()
    end = []
    for linear, norm in zip(net.maps, net.norms):
        layer = {"weights": packed(linear.weight)}
        if case["bias"]:
            layer["bias"] = packed(linear.bias)
        if not isinstance(norm, torch.nn.Identity):
            layer |= {"scale": packed(norm.weight), "shift": packed(norm.bias)}
        if isinstance(norm, torch.nn.BatchNorm1d):
            layer |= {"runningMean": packed(norm.running_mean), "runningVariance": packed(norm.running_var)}
        end.append(layer)
    return final, end


def main():
    layers = [torch.nn.Linear(SIZES[i], SIZES[i + 1]) for i in range(DEPTH)]
    start = [(layer.weight.detach() * 1.5, layer.bias.detach()) for layer in layers]
    x = torch.randn(ROWS, INPUTS)
    y = torch.tanh(x @ torch.randn(INPUTS, OUTPUTS))
    classes = torch.nn.functional.one_hot(y.argmax(1), OUTPUTS).float()
    cases = []
    for name, changes in CASES.items():
        case = BASE | changes
        final, end = run(case, x, classes if case["loss"] == "cross_entropy" else y, start)
        cases.append({"name": name, "fields": changes, "loss": final, "end": end})
        assert numpy.isfinite(final), name
    with open("pytorch_breadth.json", "w") as file:
        json.dump(
            {
                "torch": torch.__version__, "sizes": SIZES, "rows": ROWS, "batch": BATCH, "epochs": EPOCHS,
                "x": packed(x), "y": packed(y), "classes": packed(classes),
                "start": [{"weights": packed(w), "bias": packed(b)} for w, b in start],
                "fields": BASE, "cases": cases,
            },
            file, indent=0)


main()
