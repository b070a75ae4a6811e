"""Writes pytorch_steps.json: fifty steps of PyTorch's SGD that Fathom must repeat.

Needs torch (made with 2.15.0, one thread). Run it in this folder: python3 make_pytorch_steps.py
"""

import json

import torch

torch.set_num_threads(1)
torch.manual_seed(20)

INPUTS, WIDTH, OUTPUTS, DEPTH = 6, 16, 3, 4
ROWS, TEST_ROWS, BATCH, EPOCHS = 70, 12, 16, 10  # five steps an epoch, the last one on six rows
RATE, MOMENTUM, DECAY, MILESTONES, FACTOR = 0.05, 0.9, 1e-3, [4, 7], 0.5


def matrix(tensor):
    return {"rows": tensor.shape[0], "columns": tensor.shape[1], "entries": tensor.flatten().tolist()}


def linear_maps(net):
    return [matrix(layer.weight.detach()) for layer in net if isinstance(layer, torch.nn.Linear)]


def main():
    sizes = [INPUTS] + [WIDTH] * (DEPTH - 1) + [OUTPUTS]
    layers = []
    for i in range(DEPTH):
        layers.append(torch.nn.Linear(sizes[i], sizes[i + 1], bias=False))
        if i < DEPTH - 1:
            layers.append(torch.nn.ReLU())
    net = torch.nn.Sequential(*layers)
    with torch.no_grad():  # PyTorch's own start is a plateau; this one trains
        for layer in net:
            if isinstance(layer, torch.nn.Linear):
                layer.weight.mul_(2)

    x, x_test = torch.randn(ROWS, INPUTS), torch.randn(TEST_ROWS, INPUTS)
    teacher = torch.randn(INPUTS, OUTPUTS)
    y, y_test = torch.tanh(x @ teacher), torch.tanh(x_test @ teacher)

    loss = torch.nn.MSELoss()
    start = linear_maps(net)
    optimizer = torch.optim.SGD(net.parameters(), lr=RATE, momentum=MOMENTUM, weight_decay=DECAY)
    schedule = torch.optim.lr_scheduler.MultiStepLR(optimizer, milestones=MILESTONES, gamma=FACTOR)
    curve = []
    for _ in range(EPOCHS):
        for first in range(0, ROWS, BATCH):
            optimizer.zero_grad()
            loss(net(x[first : first + BATCH]), y[first : first + BATCH]).backward()
            optimizer.step()
        schedule.step()
        with torch.no_grad():
            curve.append([loss(net(x), y).item(), loss(net(x_test), y_test).item()])

    optimizer.zero_grad()
    loss(net(x), y).backward()
    squares = sum(((p.grad + DECAY * p) ** 2).sum().item() for p in net.parameters())
    with open("pytorch_steps.json", "w") as file:
        json.dump(
            {
                "torch": torch.__version__,
                "batch": BATCH, "epochs": EPOCHS, "rate": RATE, "momentum": MOMENTUM, "decay": DECAY,
                "milestones": MILESTONES, "factor": FACTOR,
                "x": matrix(x), "y": matrix(y), "xTest": matrix(x_test), "yTest": matrix(y_test),
                "start": start, "end": linear_maps(net), "curve": curve, "gradientNorm": squares**0.5,
            },
            file,
        )


main()
