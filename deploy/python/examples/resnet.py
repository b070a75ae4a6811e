"""A small ResNet of PyTorch on images of stripes, its convolutions recorded before training, half-way and at the end."""
import argparse

import torch
from torch import nn
from torch.nn import functional as F

import fathom

parser = argparse.ArgumentParser()
for name, default in [("channels", 8), ("epochs", 4), ("seed", 0)]:
    parser.add_argument(f"--{name}", type=int, default=default)
parser.add_argument("--lr", type=float, default=0.05)
parser.add_argument("--weight_decay", type=float, default=5e-4)
a = parser.parse_args()


class Block(nn.Module):
    def __init__(self, inputs, outputs, stride):
        super().__init__()
        self.conv1 = nn.Conv2d(inputs, outputs, 3, stride, 1, bias=False)
        self.conv2 = nn.Conv2d(outputs, outputs, 3, 1, 1, bias=False)
        self.bn1, self.bn2 = nn.BatchNorm2d(outputs), nn.BatchNorm2d(outputs)
        self.down = nn.Conv2d(inputs, outputs, 1, stride, bias=False) if inputs != outputs else nn.Identity()

    def forward(self, x):
        return F.relu(self.bn2(self.conv2(F.relu(self.bn1(self.conv1(x))))) + self.down(x))


class Net(nn.Module):
    def __init__(self, c):
        super().__init__()
        self.stem = nn.Conv2d(1, c, 3, padding=1, bias=False)
        self.blocks = nn.Sequential(Block(c, c, 1), Block(c, 2 * c, 2))
        self.fc = nn.Linear(2 * c, 4)

    def forward(self, x):
        return self.fc(self.blocks(F.relu(self.stem(x))).mean(dim=(2, 3)))


torch.manual_seed(a.seed)
data = torch.Generator().manual_seed(0)
labels = torch.randint(0, 4, (600,), generator=data)
angle = labels * torch.pi / 4
grid = torch.arange(12.0)
wave = torch.cos(angle)[:, None, None] * grid[None, :, None] + torch.sin(angle)[:, None, None] * grid[None, None, :]
images = (torch.sin(wave)[:, None] + 0.3 * torch.randn(600, 1, 12, 12, generator=data))

net = Net(a.channels)
optimizer = torch.optim.SGD(net.parameters(), lr=a.lr, momentum=0.9, weight_decay=a.weight_decay)
rec = fathom.Recorder(net, epochs={0, a.epochs // 2, a.epochs})
for epoch in range(a.epochs + 1):
    if epoch:
        order = torch.randperm(600)
        for batch in order.split(50):
            loss = F.cross_entropy(net(images[batch]), labels[batch])
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
    rec.measure(epoch, zip(images.split(200), labels.split(200)))
    with torch.no_grad():
        net.eval()
        outputs = net(images)
        net.train()
    fathom.report(rec, epoch=epoch, train_loss=F.cross_entropy(outputs, labels),
                  train_accuracy=(outputs.argmax(1) == labels).float().mean())
