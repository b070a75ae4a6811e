"""Loads torchvision's own resnet18 into `fathom-worker train` and compares it with torchvision: check-torchvision.py WORKER

Held against it, with PyTorch in double: the losses on training and test images, `nrc1`, `feature_stable_rank` and `pca99` of all 17
layers, by name, and the names of what `--save` writes. Ends with 1 when a number is further than 1e-5 from torchvision's. Asks
for a python with numpy, torch and torchvision; takes half a minute.
"""
import json, os, subprocess, sys, tempfile

import torch

# Operators for detection, which a wheel for another build of torch may lack; no classifier needs them.
torch.library.register_fake = lambda *names, **options: lambda function: function
import numpy as np
import torchvision

TARGETS, TRAIN, TEST = 3, 64, 8
TRIAL = """experiment: regression
model: resnet18
pixels: raw
standardize: false
shuffle: false
loss: mse
batch_size: 64
epochs: 1
learning_rate: 1.0e-30
metrics: [nrc, ranks]
"""

worker, folder = os.path.abspath(sys.argv[1]), tempfile.mkdtemp()
torch.manual_seed(0)
net = torchvision.models.resnet18(num_classes=TARGETS)
with torch.no_grad():
    for _ in range(5):  # running statistics that are no longer the first ones
        net(torch.randn(16, 3, 64, 64))
state = {name: value.numpy() for name, value in net.state_dict().items()}
rng = np.random.default_rng(0)
x = rng.normal(size=(TRAIN + TEST, 64, 64, 3)).astype(np.float32)
y = rng.normal(size=(TRAIN + TEST, TARGETS)).astype(np.float32)
os.chdir(folder)
np.savez("state.npz", **state)
np.savez("data.npz", x_train=x[:TRAIN], y_train=y[:TRAIN], x_test=x[TRAIN:], y_test=y[TRAIN:])
with open("trial.yaml", "w") as file:
    file.write(TRIAL)
answer = json.loads(subprocess.run(
    [worker, "train", "trial.yaml", "--data", "data.npz", "--weights", "state.npz", "--save", "saved.npz", "--format", "json"],
    check=True, stdout=subprocess.PIPE).stdout)

# The one step is too small for single precision, but the running statistics move.
net = net.double()
images = torch.tensor(x).permute(0, 3, 1, 2).double()
with torch.no_grad():
    net.train()(images[:TRAIN])
features = {}


def keep(name):
    def hook(module, inputs, output):
        features[name] = (inputs[0].mean((2, 3)) if inputs[0].ndim == 4 else inputs[0]).numpy()
    return hook


for name, module in net.eval().named_modules():
    module.register_forward_hook(keep(name))
with torch.no_grad():
    test = net(images[TRAIN:]).numpy()
    train = net(images[:TRAIN]).numpy()

worst = {
    "train_loss": abs(answer["train_loss"] / ((train - y[:TRAIN]) ** 2).mean() - 1),
    "test_loss": abs(answer["test_loss"] / ((test - y[TRAIN:]) ** 2).mean() - 1),
}
for row in answer["layers"]:
    rows = features[row["name"]]
    values = np.linalg.svd(rows - rows.mean(0), compute_uv=False) ** 2
    shares = np.cumsum(values) / values.sum()
    for metric, value in [
        ("nrc1", 1 - shares[TARGETS - 1]), ("feature_stable_rank", values.sum() / values[0]),
        ("pca99", np.searchsorted(shares, 0.99) + 1),
    ]:
        worst[metric] = max(worst.get(metric, 0), abs(row[metric] / value - 1))
for name, value in worst.items():
    print(f"{name}: off by {value:.1e} of itself at most")
named = set(np.load("saved.npz").files) == {name for name in state if "num_batches" not in name}
print(f"{len(answer['layers'])} layers; --save has torchvision's names: {'yes' if named else 'no'}")
sys.exit(0 if named and len(answer["layers"]) == 17 and max(worst.values()) < 1e-5 else 1)
