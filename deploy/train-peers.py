"""Training steps of PyTorch and JAX on one core, as JSON: train-peers.py WIDTHS BATCHES [MODEL STEM SIDE]

Widths and batches are separated by commas.

The network and the optimiser are those of `fathom bench train`: 8 linear maps without bias from 20 inputs to 10 targets,
ReLU, mean squared error, SGD with momentum and weight decay, random batches out of 8. Whichever is not installed is left out.
With a model, such as 'resnet18 3x3 32', they are those of `fathom bench train --model`, in PyTorch with channels last.
Every figure is the best of many slices, in processor time of the whole process.
"""
import json, os, sys, time

os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
os.environ.setdefault("OMP_NUM_THREADS", "1")
DEPTH, INPUTS, OUTPUTS, SECONDS, STEPS = 8, 20, 10, 0.5, 8


def best(run, steps, seconds=SECONDS, rounds=1):
    run()
    found, start = 0.0, time.process_time()
    while rounds > 0 or time.process_time() - start < seconds:
        rounds -= 1
        before, done = time.process_time(), 0
        while time.process_time() - before < 0.01:
            run()
            done += steps
        found = max(found, done / (time.process_time() - before))
    return found


def torch_rate(torch, width, batch):
    torch.set_num_threads(1)
    sizes = [INPUTS] + [width] * (DEPTH - 1) + [OUTPUTS]
    parts = []
    for i in range(DEPTH):
        parts.append(torch.nn.Linear(sizes[i], sizes[i + 1], bias=False))
        if i < DEPTH - 1:
            parts.append(torch.nn.ReLU())
    net = torch.nn.Sequential(*parts)
    rule = torch.optim.SGD(net.parameters(), lr=1e-3, momentum=0.9, weight_decay=1e-4, fused=True)
    x, y = torch.rand(STEPS * batch, INPUTS), torch.rand(STEPS * batch, OUTPUTS)

    def epoch():
        for rows in torch.randperm(len(x)).split(batch):
            rule.zero_grad(set_to_none=True)
            torch.nn.functional.mse_loss(net(x[rows]), y[rows]).backward()
            rule.step()

    return best(epoch, STEPS)


def jax_rate(jax, width, batch):
    import jax.numpy as jnp

    sizes = [INPUTS] + [width] * (DEPTH - 1) + [OUTPUTS]
    keys = jax.random.split(jax.random.PRNGKey(0), DEPTH + 2)
    weights = [jax.random.normal(keys[i], (sizes[i], sizes[i + 1])) / sizes[i] ** 0.5 for i in range(DEPTH)]
    x, y = jax.random.uniform(keys[-1], (STEPS * batch, INPUTS)), jax.random.uniform(keys[-2], (STEPS * batch, OUTPUTS))

    def loss(weights, x, y):
        for i, w in enumerate(weights):
            x = x @ w if i == DEPTH - 1 else jax.nn.relu(x @ w)
        return jnp.mean((x - y) ** 2)

    def step(state, rows):
        weights, velocity = state
        gradient = jax.grad(loss)(weights, x[rows], y[rows])
        velocity = [0.9 * v + g + 1e-4 * w for v, g, w in zip(velocity, gradient, weights)]
        return ([w - 1e-3 * v for w, v in zip(weights, velocity)], velocity), 0.0

    order = jax.random.permutation(keys[0], STEPS * batch).reshape(STEPS, batch)
    epoch = jax.jit(lambda state: jax.lax.scan(step, state, order)[0])
    state = [(weights, [jnp.zeros_like(w) for w in weights])]

    def run():
        state[0] = jax.block_until_ready(epoch(state[0]))

    return best(run, STEPS)


def image_network(torch, model, stem, width):
    nn = torch.nn

    class Block(nn.Module):
        def __init__(self, inputs, outputs, stride):
            super().__init__()
            self.conv1, self.bn1 = nn.Conv2d(inputs, outputs, 3, stride, 1, bias=False), nn.BatchNorm2d(outputs)
            self.conv2, self.bn2 = nn.Conv2d(outputs, outputs, 3, 1, 1, bias=False), nn.BatchNorm2d(outputs)
            self.relu, self.downsample = nn.ReLU(inplace=True), None
            if stride != 1 or inputs != outputs:
                self.downsample = nn.Sequential(
                    nn.Conv2d(inputs, outputs, 1, stride, bias=False), nn.BatchNorm2d(outputs))

        def forward(self, x):
            y = self.bn2(self.conv2(self.relu(self.bn1(self.conv1(x)))))
            return self.relu(y + (x if self.downsample is None else self.downsample(x)))

    if model == "vgg11":
        parts, inputs = [], 3
        for factor in [1, 0, 2, 0, 4, 4, 0, 8, 8]:
            if factor == 0:
                parts.append(nn.MaxPool2d(2))
            else:
                parts += [nn.Conv2d(inputs, factor * width, 3, padding=1), nn.ReLU(inplace=True)]
                inputs = factor * width
        return nn.Sequential(*parts, nn.AdaptiveAvgPool2d(4), nn.Flatten(), nn.Linear(16 * inputs, OUTPUTS))
    large = stem == "7x7"
    parts = [nn.Conv2d(3, width, 7 if large else 3, 2 if large else 1, 3 if large else 1, bias=False)]
    parts += [nn.BatchNorm2d(width), nn.ReLU(inplace=True)] + ([nn.MaxPool2d(3, 2, 1)] if large else [])
    blocks, inputs = {"resnet18": [2, 2, 2, 2], "resnet34": [3, 4, 6, 3], "resnet20": [3, 3, 3]}[model], width
    for stage, count in enumerate(blocks):
        for block in range(count):
            parts.append(Block(inputs, width << stage, 2 if stage > 0 and block == 0 else 1))
            inputs = width << stage
    return nn.Sequential(*parts, nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(inputs, OUTPUTS))


def torch_image_rate(torch, model, stem, side, width, batch):
    torch.set_num_threads(1)
    last = torch.channels_last
    net = image_network(torch, model, stem, width).to(memory_format=last)
    rule = torch.optim.SGD(net.parameters(), lr=1e-3, momentum=0.9, weight_decay=1e-4, fused=True)
    x = (2 * torch.rand(batch, 3, side, side) - 1).contiguous(memory_format=last)
    y = 2 * torch.rand(batch, OUTPUTS) - 1

    def epoch():
        rows = torch.randperm(batch)
        rule.zero_grad(set_to_none=True)
        found = net(x[rows].contiguous(memory_format=last))
        torch.nn.functional.mse_loss(found, y[rows]).backward()
        rule.step()

    return batch * best(epoch, 1, 4.0, 3)


def image_rows(width, batches, model, stem, side):
    try:
        import torch
    except ImportError:
        return []
    rate = lambda batch: torch_image_rate(torch, model, stem, int(side), width, batch)
    return [{"name": "torch", "batch": batch, "images_per_second": rate(batch)} for batch in batches]


def main():
    widths, batches = ([int(n) for n in text.split(",")] for text in sys.argv[1:3])
    if len(sys.argv) > 3:
        print(json.dumps(image_rows(widths[0], batches, *sys.argv[3:])))
        return
    rows = []
    for name, rate in [("torch", torch_rate), ("jax", jax_rate)]:
        try:
            module = __import__(name)
        except ImportError:
            continue
        for batch in batches:
            for width in widths:
                weights = INPUTS * width + (DEPTH - 2) * width * width + width * OUTPUTS
                gflops = 6e-9 * batch * weights * rate(module, width, batch)
                rows.append({"name": name, "width": width, "batch": batch, "gflops": gflops})
    print(json.dumps(rows))


main()
