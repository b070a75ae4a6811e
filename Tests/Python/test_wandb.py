"""Scripts for W&B's client, unchanged and without a network, as trials of a sweep."""
import contextlib
import os
import sys
import tempfile
import unittest

import fathom

try:
    import wandb
except ImportError:
    wandb = None

SCRIPT = """
import os, signal, sys
import wandb

run = wandb.init(project="demo", config={"lr": 0.5, "epochs": 4, "end": "well"})
for epoch in range(wandb.config.epochs):
    loss = wandb.config.lr / (epoch + 1)
    wandb.log({"epoch": epoch, "train_loss": loss, "val/loss": 2 * loss, "model": {"norm": epoch}})
if wandb.config.end == "killed":
    os.kill(os.getpid(), signal.SIGKILL)
if wandb.config.end == "badly":
    sys.exit(3)
wandb.summary["best"] = 2 * loss
"""


def sweep(**changes):
    return {"program": "train.py", "method": "grid", "metric": {"name": "val/loss", "goal": "minimize"},
            "parameters": {"lr": {"values": [0.25, 1.0]}}, "retry": {"max": 0}, **changes}


@contextlib.contextmanager
def place():
    """A folder with the script, in which commands run, and where 'python' is this one."""
    here, path = os.getcwd(), os.environ["PATH"]
    with tempfile.TemporaryDirectory() as folder:
        with open(os.path.join(folder, "train.py"), "w") as file:
            file.write(SCRIPT)
        os.chdir(folder)
        os.environ["PATH"] = os.path.dirname(sys.executable) + os.pathsep + path
        try:
            yield folder
        finally:
            os.environ["PATH"] = path
            os.chdir(here)


@unittest.skipIf(wandb is None, "wandb is not installed here")
class Offline(unittest.TestCase):
    def test_a_script_runs_with_the_sweeps_values_and_its_history_is_the_curve(self):
        with place():
            self.assertEqual(fathom.run(sweep(), slots=1)["done"], 2)
            trials = fathom.store().trials()
            curves = fathom.store().curves()
            metrics = fathom.store().metrics().to_dict("records")
        self.assertEqual(sorted(trials["lr"]), [0.25, 1.0])
        for row in trials.to_dict("records"):
            lr, points = row["lr"], curves[curves["trial"] == row["trial"]]
            self.assertEqual(list(points["epoch"]), [1, 2, 3, 4])
            self.assertEqual(list(points["train_loss"]), [lr, lr / 2, lr / 3, lr / 4])
            self.assertEqual(row["train_loss"], lr / 4)
            self.assertEqual(row["val/loss"], lr / 2)
            self.assertEqual(row["best"], lr / 2)
            mine = [m for m in metrics if m["trial"] == row["trial"]]
            self.assertEqual([m["value"] for m in mine if m["name"] == "model.norm"], [0, 1, 2, 3])
            self.assertFalse([m for m in mine if m["name"].startswith("_")])

    def test_of_a_run_that_does_not_end_well_nothing_is_taken(self):
        for end, words in [("killed", "signal SIGKILL"), ("badly", "exit status 3")]:
            with self.subTest(end), place():
                parameters = {"lr": {"value": 1.0}, "end": {"value": end}}
                found = fathom.run(sweep(parameters=parameters), slots=1)
                self.assertEqual((found["done"], found["failed"]), (0, 1))
                self.assertIn(words, fathom._command("export", "last", "--table", "trials", text=True))

    def test_without_the_metric_of_the_sweep_there_is_no_result(self):
        with place():
            found = fathom.run(sweep(metric={"name": "loss"}, parameters={"lr": {"value": 1.0}}), slots=1)
            self.assertEqual((found["done"], found["failed"]), (0, 1))
            self.assertIn("it reported 'best'", fathom._command("export", "last", "--table", "trials", text=True))

    def test_it_is_left_where_it_is_if_the_sweep_says_so(self):
        with place():
            found = fathom.run(sweep(wandb=False, parameters={"lr": {"value": 1.0}}), slots=1)
            self.assertEqual((found["done"], found["failed"]), (0, 1))
            self.assertIn("it reported no number", fathom._command("export", "last", "--table", "trials", text=True))


if __name__ == "__main__":
    unittest.main()
