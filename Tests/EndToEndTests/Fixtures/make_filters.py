"""Images, a stack as PyTorch saves it, and how near each of its layers is to a critical point.

    python make_filters.py    # writes filters_classes.npz, filters_numbers.npz, filters_state.npz, filters.json; torch and numpy

Gradients are autograd's of the loss as a whole, in double, decay apart. Both sides of fact_correlation are laid out entry by
entry, patch x patch.
"""

import json

import numpy as np
import torch
from torch import nn

torch.manual_seed(5)
rng = np.random.default_rng(5)
DECAY, OUTPUTS, WIDTH = 0.01, 2, 3


class Stack(nn.Module):
    """Three stages, of 12 x 8, 6 x 4 and 3 x 2 places, an average of 4 x 4 places and two linear layers."""

    def __init__(self):
        super().__init__()
        self.features = nn.Sequential(
            nn.Conv2d(2, WIDTH, 3, 1, 1), nn.ReLU(), nn.MaxPool2d(2),
            nn.Conv2d(WIDTH, 2 * WIDTH, 3, 1, 1), nn.ReLU(),
            nn.Conv2d(2 * WIDTH, 2 * WIDTH, 3, 1, 1), nn.ReLU(), nn.MaxPool2d(2),
            nn.Conv2d(2 * WIDTH, 2 * WIDTH, 3, 1, 1), nn.ReLU())
        self.avgpool = nn.AdaptiveAvgPool2d(4)
        self.classifier = nn.Sequential(nn.Linear(32 * WIDTH, 5), nn.ReLU(), nn.Linear(5, OUTPUTS))

    def forward(self, x):
        return self.classifier(self.avgpool(self.features(x)).flatten(1))


rows = 22
labels = rng.permutation(np.arange(rows) % OUTPUTS)
numbers = rng.normal(size=(rows, OUTPUTS)).astype(np.float32)
x = rng.normal(size=(rows, 12, 8, 2)).astype(np.float32) + labels[:, None, None, None].astype(np.float32) / 4
np.savez_compressed("filters_classes.npz", x_train=x, y_train=labels.astype(np.int64))
np.savez_compressed("filters_numbers.npz", x_train=x, y_train=numbers)
net = Stack()
# Maps of the size that decay leaves them, so that neither part of the gradient drowns the other.
for parameter in net.parameters():
    parameter.data *= 1.3
np.savez_compressed("filters_state.npz", **{k: v.numpy() for k, v in net.state_dict().items()})
net = net.double()

images = torch.tensor(x).double().permute(0, 3, 1, 2)
losses = {
    "classes": lambda f: nn.functional.cross_entropy(f, torch.tensor(labels)),
    "numbers": lambda f: nn.functional.mse_loss(f, torch.tensor(numbers).double()),
}
expected = {}
for kind, loss in losses.items():
    net.zero_grad()
    loss(net(images)).backward()
    expected[kind] = {}
    for name, module in net.named_modules():
        if not isinstance(module, (nn.Conv2d, nn.Linear)):
            continue
        # Columns as Fathom orders a patch, places before channels; no metric depends on it.
        def rows_of(array):
            return (array.permute(0, 2, 3, 1) if array.dim() == 4 else array).detach().flatten(1).numpy()
        weights, gradient = rows_of(module.weight), rows_of(module.weight.grad)
        fact = -weights.T @ gradient / DECAY
        expected[kind][name] = {
            "stationarity": float(
                np.linalg.norm(gradient + DECAY * weights) / np.linalg.norm(DECAY * weights)),
            "fact_correlation": float(
                np.corrcoef((weights.T @ weights).ravel(), ((fact + fact.T) / 2).ravel())[0, 1]),
        }
    # The first convolution is not measured.
    expected[kind].pop("features.0")
with open("filters.json", "w") as file:
    json.dump(expected, file, indent=1)
    file.write("\n")
print(json.dumps(expected, indent=1))
