"""Writes quantiles.txt: values that W&B's own library gives for a share u of each distribution.

pip install sweeps==0.3.0 numpy scipy pyyaml jsonschema jsonref pydantic; python3 make_quantiles.py
A line is: the distribution's words, a tab, u, a tab, the value as Python's repr shows it.
"""

import pathlib
import warnings

warnings.filterwarnings("ignore")
import numpy as np
from sweeps.params import HyperParameter

SHARES = [1e-9, 1e-4, 0.0123, 0.1, 0.24999, 0.3, 0.49999, 0.5, 0.6180339887, 0.75001, 0.9, 0.98765, 0.9999, 1 - 1e-9]
RANGES = [(0.0, 1.0), (-3.5, 2.25), (1e-4, 0.1), (5.0, 20.0), (1e6, 1e9)]
STEPS = [1, 5, 8, 0.5, 0.03]


def cases():
    for low, high in RANGES:
        bounds = {"min": low, "max": high}
        yield f"uniform {low} {high}", {"distribution": "uniform", **bounds}
        for q in STEPS:
            yield f"q_uniform {low} {high} {q}", {"distribution": "q_uniform", "q": q, **bounds}
        if low <= 0:
            continue
        yield f"log_uniform_values {low} {high}", {"distribution": "log_uniform_values", **bounds}
        yield f"inv_log_uniform_values {low} {high}", {"distribution": "inv_log_uniform_values", **bounds}
        for q in STEPS:
            yield f"q_log_uniform_values {low} {high} {q}", {"distribution": "q_log_uniform_values", "q": q, **bounds}
    yield "q_log_uniform_values 1.0 256.0 8", {"distribution": "q_log_uniform_values", "min": 1, "max": 256, "q": 8}
    for low, high in [(0, 1), (1, 10), (-7, 7), (16, 4096)]:
        yield f"int_uniform {low} {high}", {"distribution": "int_uniform", "min": low, "max": high}
    for count in [1, 2, 3, 7, 100]:
        yield f"categorical {count}", {"values": list(range(count))}
    for weights in [[0.5, 0.25, 0.25], [0.0, 1.0], [0.1] * 10, [0.2, 0.0, 0.8]]:
        words = " ".join(map(repr, weights))
        yield f"categorical_w_probabilities {words}", {"values": list(range(len(weights))), "probabilities": weights}
    for mu, sigma in [(0.0, 1.0), (-3.0, 0.5), (2.0, 4.0)]:
        given = {"mu": mu, "sigma": sigma}
        yield f"normal {mu} {sigma}", {"distribution": "normal", **given}
        yield f"log_normal {mu} {sigma}", {"distribution": "log_normal", **given}
        for q in STEPS:
            yield f"q_normal {mu} {sigma} {q}", {"distribution": "q_normal", "q": q, **given}
            yield f"q_log_normal {mu} {sigma} {q}", {"distribution": "q_log_normal", "q": q, **given}
    for a, b in [(1, 1), (0.5, 0.5), (2, 5), (5, 2), (0.05, 3), (30, 40), (1000, 2), (0.01, 0.01), (2000, 3000)]:
        yield f"beta {a} {b}", {"distribution": "beta", "a": a, "b": b}
        yield f"q_beta {a} {b} 0.03", {"distribution": "q_beta", "a": a, "b": b, "q": 0.03}


def main():
    lines = []
    for words, config in cases():
        parameter = HyperParameter("p", config)
        for share in SHARES:
            value = np.asarray(parameter.ppf(share)).item()
            lines.append(f"{words}\t{share!r}\t{value!r}")
    path = pathlib.Path(__file__).parent / "quantiles.txt"
    path.write_text("\n".join(lines) + "\n")


main()
