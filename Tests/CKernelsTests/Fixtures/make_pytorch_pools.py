"""Writes pytorch_pools.json: PyTorch's pools in double and their gradients.

Needs torch (made with 2.13.0). Run it in this folder: python3 make_pytorch_pools.py
"""

import json

import torch
from torch.nn import functional

torch.set_num_threads(1)
torch.manual_seed(5)

# kind, images, height, width, channels, then window, stride and padding, or rows and columns
POOLS = [
    ("max", 2, 7, 6, 3, 3, 2, 1),
    ("max", 1, 8, 5, 17, 2, 2, 0),
    ("max", 2, 4, 5, 2, 3, 1, 1),
    ("max", 1, 1, 1, 3, 3, 2, 1),
    ("average", 2, 6, 7, 3, 2, 2, 0),
    ("average", 1, 5, 6, 18, 3, 2, 1),
    ("adaptive", 2, 3, 3, 5, 4, 4),
    ("adaptive", 1, 7, 5, 3, 4, 4),
    ("adaptive", 2, 4, 6, 17, 1, 1),
    ("adaptive", 1, 5, 9, 2, 2, 3),
]


def some(*shape):
    """Whole eighths: floats hold them exactly, and windows have several largest values."""
    return (torch.randn(*shape) * 8).round().div(8).clamp(-1, 1).double().requires_grad_()


def pooled(kind, x, numbers):
    if kind == "max":
        return functional.max_pool2d(x, *numbers)
    if kind == "average":
        return functional.avg_pool2d(x, *numbers)
    return functional.adaptive_avg_pool2d(x, numbers)


def main():
    pools = []
    for kind, images, height, width, channels, *numbers in POOLS:
        x = some(images, height, width, channels)
        y = pooled(kind, x.permute(0, 3, 1, 2), numbers).permute(0, 2, 3, 1)
        delta = some(*y.shape)
        (y * delta.detach()).sum().backward()
        tensors = {"input": x, "output": y, "outputDelta": delta, "delta": x.grad}
        pools.append(
            {
                "kind": kind,
                "shape": [images, height, width, channels, *numbers],
                **{name: tensor.flatten().tolist() for name, tensor in tensors.items()},
            }
        )
    with open("pytorch_pools.json", "w") as file:
        json.dump({"torch": torch.__version__, "pools": pools}, file)


main()
