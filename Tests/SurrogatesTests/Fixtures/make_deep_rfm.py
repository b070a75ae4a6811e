"""One layer of a deep recursive feature machine in numpy, by loops: expected values for DeepRFMTests.

python3 make_deep_rfm.py > deep_rfm.json
"""

import json

import numpy as np

rng = np.random.default_rng(5)
count, inputs, classes, bandwidth, ridge = 24, 6, 3, 2.0, 1e-3
labels = np.arange(count) % classes
x = rng.normal(size=(count, inputs)) + 1.5 * rng.normal(size=(classes, inputs))[labels]
y = np.where(labels[:, None] == np.arange(classes), 1.0, -1.0)

unit = x / np.linalg.norm(x, axis=1, keepdims=True)
kernel = np.zeros((count, count))
for i in range(count):
    for j in range(count):
        kernel[i, j] = np.exp(-np.linalg.norm(unit[i] - unit[j]) / bandwidth)
alpha = np.linalg.solve(kernel + ridge * np.eye(count), y)


def predict(point):
    return np.array([np.exp(-np.linalg.norm(point - z) / bandwidth) for z in unit]) @ alpha


# The gradient by central differences of everything but the sample's own kernel, which has a corner there.
agop = np.zeros((inputs, inputs))
for i in range(count):
    others = np.arange(count) != i

    def smooth(point):
        return np.array([np.exp(-np.linalg.norm(point - z) / bandwidth) for z in unit[others]]) @ alpha[others]

    step = 1e-6
    jacobian = np.array(
        [(smooth(unit[i] + step * e) - smooth(unit[i] - step * e)) / (2 * step) for e in np.eye(inputs)]
    ).T
    agop += jacobian.T @ jacobian / count
agop /= agop.max()
values, vectors = np.linalg.eigh(agop)
root = vectors @ np.diag(np.sqrt(np.maximum(values, 0))) @ vectors.T
print(
    json.dumps(
        {
            "inputs": inputs,
            "classes": classes,
            "x": x.ravel().tolist(),
            "y": y.ravel().tolist(),
            "agop": agop.ravel().tolist(),
            "projected": (unit @ root).ravel().tolist(),
            "trainError": float(np.mean((kernel @ alpha - y) ** 2)),
        }
    )
)
