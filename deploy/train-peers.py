"""Training steps of PyTorch and JAX on one core, as JSON: train-peers.py WIDTHS BATCHES (comma-separated).

The network and the optimiser are those of `fathom bench train`: 8 linear maps without bias from 20 inputs to 10 targets,
ReLU, mean squared error, SGD with momentum and weight decay, random batches out of 8. Whichever is not installed is left out.
Every figure is the best of many slices, in processor time of the whole process.
"""
import json, os, sys, time

os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
os.environ.setdefault("OMP_NUM_THREADS", "1")
DEPTH, INPUTS, OUTPUTS, SECONDS, STEPS = 8, 20, 10, 0.5, 8


def best(run, steps):
    run()
    found, start = 0.0, time.process_time()
    while time.process_time() - start < SECONDS:
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


def main():
    widths, batches = ([int(n) for n in text.split(",")] for text in sys.argv[1:3])
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
