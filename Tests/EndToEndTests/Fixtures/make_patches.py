"""Labelled images, a stack as PyTorch saves it, and what weight decay bounds of its late layers' ranks.

    python make_patches.py    # writes patches.npz, patches_state.npz and patches.json; torch and numpy

Every patch is laid out (`unfold`) and every delta is autograd's, in double, so nothing is shared with the way in which
sums of patches are gathered elsewhere.
"""

import json

import numpy as np
import torch
from torch import nn

torch.manual_seed(3)
rng = np.random.default_rng(3)
K, DECAY = 2, 0.01


class Stack(nn.Module):
    """Two stages, the second with two convolutions, an average of 4 x 4 places and two linear layers."""

    def __init__(self, width, hidden):
        super().__init__()
        self.features = nn.Sequential(
            nn.Conv2d(3, width, 3, 1, 1), nn.ReLU(), nn.MaxPool2d(2),
            nn.Conv2d(width, 2 * width, 3, 1, 1), nn.ReLU(),
            nn.Conv2d(2 * width, 2 * width, 3, 1, 1), nn.ReLU())
        self.avgpool = nn.AdaptiveAvgPool2d(4)
        self.classifier = nn.Sequential(nn.Linear(32 * width, hidden), nn.ReLU(), nn.Linear(hidden, K))

    def forward(self, x):
        return self.classifier(self.avgpool(self.features(x)).flatten(1))


rows = 24
labels = rng.permutation(np.arange(rows) % K)
x = rng.normal(size=(rows, 10, 6, 3)).astype(np.float32) + labels[:, None, None, None].astype(np.float32) / 4
np.savez_compressed("patches.npz", x_train=x, y_train=labels.astype(np.int64))
net = Stack(3, 5)
np.savez_compressed("patches_state.npz", **{k: v.numpy() for k, v in net.state_dict().items()})
net = net.double()

seen = {}
for name, module in net.named_modules():
    if isinstance(module, (nn.Conv2d, nn.Linear)):
        def hook(module, inputs, output, name=name):
            output.retain_grad()
            seen[name] = (module, inputs[0].detach(), output)
        module.register_forward_hook(hook)
loss = nn.functional.cross_entropy(net(torch.tensor(x).double().permute(0, 3, 1, 2)), torch.tensor(labels))
loss.backward()

expected = {}
for name, (module, inputs, output) in seen.items():
    if isinstance(module, nn.Conv2d):
        patches = nn.functional.unfold(inputs, 3, padding=1).permute(0, 2, 1)        # N x places x patch
        deltas = output.grad.flatten(2).permute(0, 2, 1)                             # N x places x out
        weights = module.weight.detach().flatten(1)
    else:
        patches, deltas, weights = inputs[:, None], output.grad[:, None], module.weight.detach()
    centred = patches.clone()
    for k in range(K):
        own = torch.tensor(labels == k)
        centred[own] -= patches[own].mean((0, 1))
    scattered = torch.einsum("npo,npz->oz", deltas, centred)
    full = torch.einsum("npo,npz->oz", deltas, patches) + DECAY * weights
    values = torch.linalg.svdvals(weights)
    expected[name] = {
        "rank_distance": float(values[K:].norm()),
        "rank_bound": float((scattered.norm() + full.norm()) / DECAY),
    }
# The first convolution is not measured.
expected.pop("features.0")
with open("patches.json", "w") as file:
    json.dump(expected, file, indent=1)
    file.write("\n")
