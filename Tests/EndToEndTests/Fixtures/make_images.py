"""Small images, states of two networks as PyTorch saves them, and the losses that PyTorch gets from them.

    python make_images.py    # writes images.npz, resnet_state.npz, vgg_state.npz and images.json; torch and numpy

The states are single precision. All sums are in double, so the losses are of the networks and not of rounding.
"""

import json

import numpy as np
import torch
from torch import nn

torch.manual_seed(7)
rng = np.random.default_rng(7)


class Block(nn.Module):
    """torchvision's BasicBlock."""

    def __init__(self, inputs, channels, stride):
        super().__init__()
        self.conv1 = nn.Conv2d(inputs, channels, 3, stride, 1, bias=False)
        self.bn1 = nn.BatchNorm2d(channels)
        self.conv2 = nn.Conv2d(channels, channels, 3, 1, 1, bias=False)
        self.bn2 = nn.BatchNorm2d(channels)
        if stride != 1:
            self.downsample = nn.Sequential(
                nn.Conv2d(inputs, channels, 1, stride, bias=False), nn.BatchNorm2d(channels))

    def forward(self, x):
        shortcut = self.downsample(x) if hasattr(self, "downsample") else x
        return torch.relu(self.bn2(self.conv2(torch.relu(self.bn1(self.conv1(x))))) + shortcut)


class ResNet8(nn.Module):
    """Three stages of one block behind a 3 x 3 stem."""

    def __init__(self, width, outputs):
        super().__init__()
        self.conv1, self.bn1 = nn.Conv2d(3, width, 3, 1, 1, bias=False), nn.BatchNorm2d(width)
        self.layer1 = nn.Sequential(Block(width, width, 1))
        self.layer2 = nn.Sequential(Block(width, 2 * width, 2))
        self.layer3 = nn.Sequential(Block(2 * width, 4 * width, 2))
        self.fc = nn.Linear(4 * width, outputs)

    def forward(self, x):
        x = torch.relu(self.bn1(self.conv1(x)))
        return self.fc(self.layer3(self.layer2(self.layer1(x))).mean((2, 3)))


class VGG(nn.Module):
    """Two stages of one convolution, an average of 4 x 4 places and two linear layers."""

    def __init__(self, width, hidden, outputs):
        super().__init__()
        self.features = nn.Sequential(
            nn.Conv2d(3, width, 3, 1, 1), nn.ReLU(), nn.MaxPool2d(2),
            nn.Conv2d(width, 2 * width, 3, 1, 1), nn.ReLU())
        self.avgpool = nn.AdaptiveAvgPool2d(4)
        self.classifier = nn.Sequential(nn.Linear(32 * width, hidden), nn.ReLU(), nn.Linear(hidden, outputs))

    def forward(self, x):
        return self.classifier(self.avgpool(self.features(x)).flatten(1))


def images(rows):
    x = rng.integers(0, 256, (rows, 8, 8, 3), dtype=np.uint8)
    y = np.stack([x[:, :4].mean((1, 2, 3)), x[:, :, :4, 0].mean((1, 2))], 1) / 64 - 2
    return x, y.astype(np.float32)


def tensor(x):
    return torch.tensor(x).double()


(x_train, y_train), (x_test, y_test) = images(32), images(8)
np.savez_compressed("images.npz", x_train=x_train, y_train=y_train, x_test=x_test, y_test=y_test)
expected = {}
for name, net, pixels in [
    ("resnet", ResNet8(4, 2), lambda x: (tensor(x) - 127.5) / 127.5),
    ("vgg", VGG(2, 8, 2), lambda x: tensor(x) / 255),
]:
    if name == "resnet":
        for module in net.modules():
            if isinstance(module, nn.BatchNorm2d):
                nn.init.uniform_(module.weight, 0.8, 1.2)
                nn.init.uniform_(module.bias, -0.1, 0.1)
                module.running_mean.uniform_(-0.2, 0.2)
                module.running_var.uniform_(0.5, 1.5)
    np.savez_compressed(f"{name}_state.npz", **{k: v.numpy() for k, v in net.state_dict().items()})
    net = net.double()
    rows = [(pixels(x).permute(0, 3, 1, 2), tensor(y)) for x, y in [(x_train, y_train), (x_test, y_test)]]
    # A stack as it was saved; of a residual network two epochs as well, with the statistics of its batches.
    if name == "resnet":
        optimizer = torch.optim.SGD(net.parameters(), lr=0.02, momentum=0.9, weight_decay=1e-3)
        net.train()
        for start in list(range(0, 32, 8)) * 2:
            optimizer.zero_grad()
            x, y = (part[start:start + 8] for part in rows[0])
            nn.functional.mse_loss(net(x), y).backward()
            optimizer.step()
    net.eval()
    losses = [nn.functional.mse_loss(net(x), y).item() for x, y in rows]
    expected[name] = {"train_loss": losses[0], "test_loss": losses[1]}
with open("images.json", "w") as file:
    json.dump(expected, file, indent=1)
    file.write("\n")
