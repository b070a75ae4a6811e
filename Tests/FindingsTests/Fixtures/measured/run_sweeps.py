"""Runs the sweeps beside it and keeps their rows: python3 run_sweeps.py .build/release/fathom

Each NAME.json has the trials of NAME.yaml in order: the specification as it is stored, how it ended, the metrics that findings read.
"""

import json
import os
import pathlib
import sqlite3
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).parent
TRIAL = ["trivial", "fitted_rank", "collapse_layer", "rank_layer", "target_pca99", "target_stable_rank", "decay_budget",
         "gradient_norm", "train_accuracy", "test_accuracy", "train_loss", "test_loss"]
LAYER = ["weight_stable_rank", "stationarity", "nc1", "wcv", "rank_distance", "rank_bound"]
LAST = ["nrc1", "nrc1_rank", "nrc3", "nrc3_rank", "feature_stable_rank", "pca95", "pca99", "pca999", "gap_rank", "nc2", "nc3",
        "nc4", "cdnv"]


def present(row, names):
    return {name: row[name] for name in names if row[name] is not None}


def dump(store):
    base = sqlite3.connect(store / "fathom.db")
    base.row_factory = sqlite3.Row
    for trial in base.execute(
            "SELECT t.number, t.spec, s.cell, r.*, r.trial IS NOT NULL AS done FROM sweep_trials s JOIN trials t ON t.number = s.trial "
            "LEFT JOIN results r ON r.trial = t.number ORDER BY s.position"):
        layers = base.execute(
            "SELECT * FROM layers WHERE trial = ?1 AND epoch = (SELECT max(epoch) FROM layers WHERE trial = ?1) ORDER BY layer",
            [trial["number"]]).fetchall()
        yield {
            "spec": trial["spec"], "cell": trial["cell"],
            "state": "failed" if not trial["done"] else "diverged" if trial["diverged_epoch"] else "finished",
            "metrics": present(trial, TRIAL),
            "layers": [present(row, LAYER + (LAST if row is layers[-1] else [])) for row in layers],
        }


for sweep in sorted(HERE.glob("*.yaml")):
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run([sys.argv[1], "run", sweep, "--store", folder], check=True, stdout=subprocess.DEVNULL,
                       stderr=subprocess.DEVNULL, env=os.environ | {"OPENBLAS_CORETYPE": "Haswell"})
        rows = [json.dumps(row) for row in dump(pathlib.Path(folder))]
    sweep.with_suffix(".json").write_text("[\n" + ",\n".join(rows) + "\n]\n")
