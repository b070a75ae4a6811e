"""Writes pytorch_convolutions.json: PyTorch's convolutions in double and their gradients.

Needs torch (made with 2.13.0). Run it in this folder: python3 make_pytorch_convolutions.py
"""

import json

import torch

torch.set_num_threads(1)
torch.manual_seed(3)

# images, height, width, channels, filters, kernel, stride, padding
SHAPES = [
    (2, 5, 7, 3, 5, 3, 1, 1),
    (2, 7, 6, 2, 18, 3, 2, 1),
    (1, 11, 9, 3, 4, 7, 2, 3),
    (2, 6, 5, 4, 3, 5, 1, 0),
    (2, 5, 6, 3, 7, 1, 2, 0),
    (3, 4, 3, 17, 2, 1, 1, 0),
    (4, 1, 1, 3, 5, 3, 1, 1),
    (2, 2, 2, 3, 4, 3, 2, 1),
    (1, 2, 3, 2, 3, 5, 1, 2),
]


def some(*shape):
    """Random numbers that floats hold exactly."""
    return torch.randn(*shape, dtype=torch.float32).double().requires_grad_()


def main():
    layers = []
    for images, height, width, channels, filters, kernel, stride, padding in SHAPES:
        x, w = some(images, height, width, channels), some(kernel, kernel, channels, filters)
        y = torch.nn.functional.conv2d(
            x.permute(0, 3, 1, 2), w.permute(3, 2, 0, 1), stride=stride, padding=padding
        ).permute(0, 2, 3, 1)
        delta = some(*y.shape)
        (y * delta.detach()).sum().backward()
        tensors = {
            "input": x, "weights": w, "output": y, "outputGradient": delta, "inputGradient": x.grad,
            "weightGradient": w.grad,
        }
        layers.append(
            {
                "shape": [images, height, width, channels, filters, kernel, stride, padding],
                **{name: tensor.flatten().tolist() for name, tensor in tensors.items()},
            }
        )
    with open("pytorch_convolutions.json", "w") as file:
        json.dump({"torch": torch.__version__, "layers": layers}, file)


main()
