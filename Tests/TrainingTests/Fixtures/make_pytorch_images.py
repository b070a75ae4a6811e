"""What PyTorch makes of convolutional networks, for ImageParityTests.

    python make_pytorch_images.py    # writes pytorch_images.npz; torch, torchvision and numpy on a CPU

Images, targets and first weights are a formula that the tests repeat, so that only results are stored: outputs whole,
of gradients and of parameters after ten steps at most 160 entries an array, evenly spaced. All in double precision
from single-precision inputs, then rounded.
"""

import numpy as np
import torch
import torchvision
from torch import nn
from torchvision.models.resnet import BasicBlock

ENTRIES = 160
# Of the streams of first weights, chosen so that no input of a ReLU comes so close to 0 in ten steps that single and
# double precision take different sides, after which nobody agrees with anybody.
FIRST = 7900
torch.manual_seed(0)


def uniform(stream, count):
    """In (-1, 1): splitmix64 of the entry's number, as in the tests."""
    with np.errstate(over="ignore"):
        a = (np.arange(1, count + 1, dtype=np.uint64) + np.uint64(stream << 32)) * np.uint64(0x9E3779B97F4A7C15)
        a = (a ^ (a >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
        a = (a ^ (a >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
        a ^= a >> np.uint64(31)
    return 2 * ((a >> np.uint64(40)).astype(np.float64) + 0.5) / 2**24 - 1


def first(name, shape, stream):
    u = uniform(stream, int(np.prod(shape))).reshape(shape)
    if len(shape) == 4:
        u = u * np.sqrt(6 / (shape[0] * shape[2] * shape[3]))
    elif len(shape) == 2:
        u = u * np.sqrt(3 / shape[1])
    elif name.endswith(".weight"):
        u = 1 + 0.2 * u
    elif name.endswith("running_var"):
        u = 1 + 0.5 * u
    else:
        u = 0.1 * u
    return u.astype(np.float32)


def fill(net):
    state, stream = net.state_dict(), FIRST
    for name, value in state.items():
        if name.endswith("num_batches_tracked"):
            continue
        state[name] = torch.tensor(first(name, tuple(value.shape), stream))
        stream += 1
    net.load_state_dict(state)
    return net.double()


def data(rows, shape, outputs):
    height, width, channels = shape
    x = uniform(1, rows * height * width * channels).astype(np.float32)
    y = uniform(2, rows * outputs).astype(np.float32)
    x = torch.tensor(x.reshape(rows, height, width, channels)).permute(0, 3, 1, 2).contiguous()
    return x.double(), torch.tensor(y.reshape(rows, outputs)).double()


def some(tensor):
    flat = tensor.detach().numpy().reshape(-1)
    step = -(-flat.size // ENTRIES)
    return flat[::step].astype(np.float32)


def narrow(net, factor):
    """Every convolution and normalisation with 1 / factor of its channels."""
    for name, module in list(net.named_modules()):
        parent = net.get_submodule(name.rpartition(".")[0]) if "." in name else net
        leaf = name.rpartition(".")[2]
        if isinstance(module, nn.Conv2d):
            inputs = module.in_channels if module.in_channels <= 3 else module.in_channels // factor
            new = nn.Conv2d(inputs, module.out_channels // factor, module.kernel_size, module.stride, module.padding,
                            bias=module.bias is not None)
            setattr(parent, leaf, new)
        elif isinstance(module, nn.BatchNorm2d):
            setattr(parent, leaf, nn.BatchNorm2d(module.num_features // factor))
    return net


class ResNet20(nn.Module):
    """Three stages of three blocks behind a 3 x 3 stem, named as torchvision's."""

    def __init__(self, width, outputs):
        super().__init__()
        self.conv1 = nn.Conv2d(3, width, 3, padding=1, bias=False)
        self.bn1, self.relu = nn.BatchNorm2d(width), nn.ReLU()
        inputs = width
        for stage in range(3):
            channels, blocks = width << stage, []
            for block in range(3):
                stride = 2 if stage > 0 and block == 0 else 1
                shortcut = None
                if stride == 2:
                    shortcut = nn.Sequential(
                        nn.Conv2d(inputs, channels, 1, stride, bias=False), nn.BatchNorm2d(channels))
                blocks.append(BasicBlock(inputs, channels, stride, shortcut))
                inputs = channels
            setattr(self, f"layer{stage + 1}", nn.Sequential(*blocks))
        self.fc = nn.Linear(inputs, outputs)

    def forward(self, x):
        x = self.relu(self.bn1(self.conv1(x)))
        x = self.layer3(self.layer2(self.layer1(x)))
        return self.fc(x.mean((2, 3)))


def resnet18():
    net = narrow(torchvision.models.resnet18(weights=None), 8)
    net.fc = nn.Linear(64, 3)
    return net


def vgg11():
    body = narrow(torchvision.models.vgg11(weights=None).features[:15], 8)
    body[0] = nn.Conv2d(1, 8, 3, padding=1)
    net = nn.Sequential()
    net.add_module("features", body)
    net.add_module("avgpool", nn.AdaptiveAvgPool2d(4))
    net.add_module("flatten", nn.Flatten())
    net.add_module("classifier", nn.Sequential(nn.Linear(1024, 24, bias=False), nn.ReLU(), nn.Linear(24, 3, bias=False)))
    return net


def results(name, make, rows, shape, steps):
    net = fill(make())
    x, y = data(rows, shape, 3)
    found = {}
    net.eval()
    found["evaluated"] = net(x[:32]).detach().numpy().astype(np.float32)
    net.train()
    outputs = net(x[:32])
    loss = nn.functional.mse_loss(outputs, y[:32])
    loss.backward()
    found["loss"] = np.array([loss.item()])
    for key, value in net.named_parameters():
        found[f"gradient/{key}"] = some(value.grad)
    net = fill(make())
    net.train()
    optimizer = torch.optim.SGD(net.parameters(), lr=0.05, momentum=0.9, weight_decay=5e-4)
    for step in range(steps):
        start = step * 32 % rows
        optimizer.zero_grad()
        nn.functional.mse_loss(net(x[start:start + 32]), y[start:start + 32]).backward()
        optimizer.step()
    for key, value in net.state_dict().items():
        if steps and not key.endswith("num_batches_tracked"):
            found[f"after/{key}"] = some(value)
    return {f"{name}/{key}": value for key, value in found.items()}


arrays = {}
arrays |= results("resnet20", lambda: ResNet20(8, 3), 64, (16, 16, 3), 10)
arrays |= results("resnet18", resnet18, 32, (32, 32, 3), 0)
arrays |= results("vgg11", vgg11, 64, (28, 28, 1), 10)
np.savez_compressed("pytorch_images.npz", **arrays)
