"""Many small networks of one shape trained in one process with torch.func: each a trial of its own.

A sweep with `batch: {max: 64, same: [depth, width, epochs]}` starts it. Learning rate, decay and seed differ.
Every line carries the trial's id, and a trial that has said `done` is finished whatever becomes of the others.
"""

import torch
from torch import nn
from torch.func import functional_call, grad_and_value, stack_module_state, vmap

import fathom

trials = fathom.trials()
get = lambda t, name, default: t["parameters"].get(name, default)
depth, width, epochs = (get(trials[0], n, d) for n, d in [("depth", 4), ("width", 32), ("epochs", 20)])

data = torch.Generator().manual_seed(0)
x = torch.randn(512, 10, generator=data)
y = torch.tanh(x @ torch.randn(10, 3, generator=data)) @ torch.randn(3, 4, generator=data)


def network(seed):
    torch.manual_seed(seed)
    inner = [m for _ in range(depth - 2) for m in (nn.Linear(width, width), nn.ReLU())]
    return nn.Sequential(nn.Linear(10, width), nn.ReLU(), *inner, nn.Linear(width, 4))


base = network(0).to("meta")
device = "cuda" if torch.cuda.is_available() else "cpu"
x, y = x.to(device), y.to(device)
weights, _ = stack_module_state([network(t["seed"]).to(device) for t in trials])
weights = {name: w.detach() for name, w in weights.items()}
speed = {name: torch.zeros_like(w) for name, w in weights.items()}
rates = torch.tensor([float(get(t, "lr", 0.05)) for t in trials], device=device)
decays = torch.tensor([float(get(t, "weight_decay", 1e-3)) for t in trials], device=device)
across = lambda values, like: values.reshape(-1, *[1] * (like.dim() - 1))


def loss(w, inputs, targets):
    return ((functional_call(base, w, (inputs,)) - targets) ** 2).mean()


# What each trial sees in an epoch is decided by its own seed.
orders = [torch.Generator().manual_seed(t["seed"]) for t in trials]
step = vmap(grad_and_value(loss), in_dims=(0, 0, 0))
for epoch in range(1, epochs + 1):
    shuffled = torch.stack([torch.randperm(512, generator=g) for g in orders]).to(device)
    total = torch.zeros(len(trials), device=device)
    for rows in shuffled.split(64, dim=1):
        slopes, losses = step(weights, x[rows], y[rows])
        total += losses.detach()
        for name, w in weights.items():
            speed[name] = 0.9 * speed[name] + slopes[name] + across(decays, w) * w
            weights[name] = w - across(rates, w) * speed[name]
    for t, value in zip(trials, (total / 8).tolist()):
        fathom.report(epoch=epoch, trial=t["trial"], train_loss=value)
for t in trials:
    fathom.done(t["trial"])
