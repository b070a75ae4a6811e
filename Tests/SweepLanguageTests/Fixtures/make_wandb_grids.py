"""Writes wandb-grids.txt: what W&B's own library gives a program in each run of a grid, in its order.

pip install sweeps==0.3.0 numpy scipy pyyaml jsonschema jsonref pydantic; python3 make_wandb_grids.py
A line is the parameters as JSON, and then `name=value` of each run as an agent writes them, with tabs between.
"""

import json
import pathlib
import warnings

warnings.filterwarnings("ignore")
from sweeps import grid_search

GRIDS = [
    {"z": {"values": [1, 2]}, "B": {"values": [3, 4]}, "a": {"value": "x"}},
    {"a10": {"values": [1, 2]}, "a9": {"values": ["p", "q"]}, "_b": {"values": [True, False, None]}},
    {"n": {"min": 2, "max": 5}, "lr": {"values": [0.1, 0.001, 2.5]}},
    {"n": {"distribution": "q_uniform", "min": 5, "max": 20, "q": 5}, "k": {"values": [[1, 2], {"a": 1}, "s"]}},
    {"m": {"parameters": {"depth": {"values": [2, 4]}, "act": {"parameters": {"name": {"values": ["relu", "tanh"]}}}}},
     "m.c": {"values": [7, 8]}, "lr": {"values": [0.5, 0.25]}},
    {"x.y": {"values": [1, 2]}, "x-y": {"values": [3, 4]}, "x_y": {"values": [5, 6]}, "x": {"values": [7, 8]}},
    {"q": {"distribution": "q_uniform", "min": 0.0, "max": 1.0, "q": 0.25}, "u": {"distribution": "int_uniform", "min": -1, "max": 1}},
    {"a": {"values": [1, 1, 2]}, "b": {"values": ["x", "y", "x"]}},
]


def main():
    lines = []
    for parameters in GRIDS:
        config = {"method": "grid", "parameters": parameters}
        found = grid_search.grid_search_next_runs([], config, n=10_000)
        runs = [
            " ".join(f"{name}={entry['value']}" for name, entry in sorted(run.config.items()))
            for run in found if run is not None
        ]
        lines.append("\t".join([json.dumps(parameters)] + runs))
    (pathlib.Path(__file__).parent / "wandb-grids.txt").write_text("\n".join(lines) + "\n")


main()
