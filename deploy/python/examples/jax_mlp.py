"""A network of JAX as a trial: FATHOM_FD and numpy are all that it needs of Fathom."""
import json
import os
import sys

import jax
import jax.numpy as jnp
import numpy as np

given = json.load(open(os.environ["FATHOM_TRIAL"])) if "FATHOM_TRIAL" in os.environ else {"parameters": {}, "seed": 0}
lr, width = given["parameters"].get("lr", 0.1), given["parameters"].get("width", 32)
out = os.fdopen(int(os.environ["FATHOM_FD"]), "w") if "FATHOM_FD" in os.environ else sys.stdout
say = lambda **line: print(json.dumps(line), file=out, flush=True)

keys = jax.random.split(jax.random.PRNGKey(given["seed"]), 4)
x = jax.random.normal(jax.random.PRNGKey(0), (400, 10))
y = jnp.tanh(x[:, :2]) @ jnp.ones((2, 3))
shapes = [(10, width), (width, width), (width, 3)]
net = [jax.random.normal(k, s) * (2 / s[0]) ** 0.5 for k, s in zip(keys, shapes)]


def features(net, x):
    found = [x]
    for w in net[:-1]:
        found.append(jax.nn.relu(found[-1] @ w))
    return found


def loss(net):
    return ((features(net, x)[-1] @ net[-1] - y) ** 2).mean()


step = jax.jit(lambda net: [w - lr * g for w, g in zip(net, jax.grad(loss)(net))])
for epoch in range(101):
    if epoch in (0, 50, 100):
        say(epoch=epoch, train_loss=float(loss(net)))
        if "FATHOM_OUT" in os.environ:
            arrays = {f"H{l + 1}": np.asarray(h) for l, h in enumerate(features(net, x))}
            arrays.update({f"W{l + 1}": np.asarray(w).T.copy() for l, w in enumerate(net)})
            np.savez(os.path.join(os.environ["FATHOM_OUT"], f"layers-{epoch}.npz"), Y=np.asarray(y), **arrays)
            say(arrays=f"layers-{epoch}.npz", epoch=epoch)
    net = step(net)
