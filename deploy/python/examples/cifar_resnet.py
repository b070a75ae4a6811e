"""torchvision's own ResNet-18, as it is, on the first images of CIFAR-10; every convolution recorded by its name.

`--data` is a .npz with x_train (N x 32 x 32 x 3, bytes), y_train, x_test and y_test. Five lines are Fathom's.
"""
import argparse

import numpy as np
import torch
import torchvision
from torch.nn import functional as F

import fathom  # 1

parser = argparse.ArgumentParser()
parser.add_argument("--data", required=True)
for name, default in [("rows", 2_000), ("test_rows", 500), ("epochs", 2), ("batch_size", 50), ("seed", 0)]:
    parser.add_argument(f"--{name}", type=int, default=default)
parser.add_argument("--lr", type=float, default=0.02)
parser.add_argument("--weight_decay", type=float, default=5e-4)
a = parser.parse_args()


def images(part, count):
    x = torch.tensor(file[f"x_{part}"][:count]).permute(0, 3, 1, 2).float() / 255
    mean, deviation = torch.tensor([[0.4914, 0.4822, 0.4465], [0.2470, 0.2435, 0.2616]])[:, None, :, None, None]
    return (x - mean) / deviation, torch.tensor(file[f"y_{part}"][:count].astype(np.int64))


def evaluate(x, y):
    net.eval()
    with torch.no_grad():
        outputs = torch.cat([net(batch) for batch in x.split(500)])
    net.train()
    return F.cross_entropy(outputs, y).item(), (outputs.argmax(dim=1) == y).float().mean().item()


with np.load(a.data) as file:
    x, y = images("train", a.rows)
    x_test, y_test = images("test", a.test_rows)
torch.manual_seed(a.seed)
net = torchvision.models.resnet18(num_classes=10)
optimizer = torch.optim.SGD(net.parameters(), lr=a.lr, momentum=0.9, weight_decay=a.weight_decay)
rec = fathom.Recorder(net, epochs=[0, a.epochs])  # 2
for epoch in range(a.epochs + 1):
    for rows in torch.randperm(a.rows).split(a.batch_size) if epoch else []:
        optimizer.zero_grad()
        F.cross_entropy(net(x[rows]), y[rows]).backward()
        optimizer.step()
    rec.measure(epoch, zip(x.split(500), y.split(500)))  # 3
    (train_loss, train_accuracy), (test_loss, test_accuracy) = evaluate(x, y), evaluate(x_test, y_test)
    fathom.report(rec, epoch=epoch, train_loss=train_loss, test_loss=test_loss,  # 4
                  train_accuracy=train_accuracy, test_accuracy=test_accuracy)  # 5
