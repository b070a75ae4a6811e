"""A multi-layer perceptron of PyTorch on targets of a known rank, its layers recorded every few epochs.

Five lines are Fathom's. Alone it prints what it would report; in a sweep `command: [python3, mlp.py, "${args}"]`.
"""
import argparse

import torch
from torch import nn

import fathom  # 1

parser = argparse.ArgumentParser()
for name, default in [("depth", 4), ("width", 64), ("rank", 2), ("epochs", 100), ("seed", 0)]:
    parser.add_argument(f"--{name}", type=int, default=default)
parser.add_argument("--lr", type=float, default=0.05)
parser.add_argument("--weight_decay", type=float, default=1e-3)
a = parser.parse_args()

torch.manual_seed(a.seed)
data = torch.Generator().manual_seed(0)
x = torch.randn(1_000, 20, generator=data)
y = torch.tanh(x @ torch.randn(20, a.rank, generator=data) / 4) @ torch.randn(a.rank, 5, generator=data)

layers = [nn.Linear(20, a.width)]
for _ in range(a.depth - 2):
    layers += [nn.ReLU(), nn.Linear(a.width, a.width)]
net = nn.Sequential(*layers, nn.ReLU(), nn.Linear(a.width, 5))
batches = lambda size: zip(x.split(size), y.split(size))

optimizer = torch.optim.SGD(net.parameters(), lr=a.lr, momentum=0.9, weight_decay=a.weight_decay)
rec = fathom.Recorder(net, epochs=range(0, a.epochs + 1, max(1, a.epochs // 4)))  # 2
for epoch in range(a.epochs + 1):
    losses = []
    for inputs, targets in batches(50) if epoch else []:
        loss = ((net(inputs) - targets) ** 2).mean()
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    if rec.measure(epoch, batches(500)):  # 3
        fathom.report(rec, epoch=epoch, train_loss=sum(losses) / len(losses) if losses else None)  # 4
