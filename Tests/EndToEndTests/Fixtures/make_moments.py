"""Moments as deploy/python's Recorder writes them, and what numpy finds in the samples themselves: moments.json.

    PYTHONPATH=deploy/python:Tests/Python python3 Tests/EndToEndTests/Fixtures/make_moments.py
"""
import json
import os

import torch
from torch import nn

import fathom
import reference

HERE = os.path.dirname(os.path.abspath(__file__))
torch.manual_seed(11)
torch.set_num_threads(1)


def features(net, x):
    found = []
    hooks = [m.register_forward_pre_hook(lambda m, i: found.append(i[0].detach().double().numpy()))
             for m in net.modules() if isinstance(m, nn.Linear)]
    with torch.no_grad():
        net.eval()(x)
    for hook in hooks:
        hook.remove()
    return found


def record(name, net, x, y, labels):
    recorder = fathom.Recorder(net, rows=60)
    recorder.measure(1, [(x[i:i + 50], y[i:i + 50]) for i in range(0, len(x), 50)])
    recorder.save(os.path.join(HERE, f"moments_{name}.npz"))
    rows = []
    for h, module in zip(features(net, x), [m for m in net.modules() if isinstance(m, nn.Linear)]):
        w = module.weight.detach().double().numpy()
        rows.append(reference.layer(h, w, labels=y.numpy()) if labels else reference.layer(h, w, y.double().numpy()))
    if not labels:
        rows[-1].update(reference.last(h, w, y.double().numpy()))
    return rows


signal = torch.randn(400, 2, dtype=torch.float64)
x = 5 + signal @ torch.randn(2, 8, dtype=torch.float64) + 1e-4 * torch.randn(400, 8, dtype=torch.float64)
net = nn.Sequential(nn.Linear(8, 12), nn.Tanh(), nn.Linear(12, 10), nn.ReLU(), nn.Linear(10, 3)).double()
found = {"numbers": record("numbers", net, x, signal @ torch.randn(2, 3, dtype=torch.float64) + 7, False)}
labels = torch.randint(0, 4, (400,))
x = torch.randn(4, 8)[labels] * 2 + 0.3 * torch.randn(400, 8)
net = nn.Sequential(nn.Linear(8, 12), nn.ReLU(), nn.Linear(12, 4))
found["classes"] = record("classes", net, x, labels, True)
with open(os.path.join(HERE, "moments.json"), "w") as file:
    json.dump(found, file, indent=1)
