"""Writes quantiles.json: two-sided critical values of Student's t by scipy (1.17.1)."""
import json
import pathlib

from scipy.stats import t

rows = [
    {"degrees": v, "confidence": c, "critical": float(t.ppf((1 + c) / 2, v))}
    for v in [1, 2, 3, 4, 5, 7, 9, 10, 19, 29, 30, 64, 99, 1000, 100000]
    for c in [0.5, 0.9, 0.95, 0.999]
]
pathlib.Path(__file__).with_name("quantiles.json").write_text(json.dumps(rows, indent=0) + "\n")
