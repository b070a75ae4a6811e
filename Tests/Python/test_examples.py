"""The examples of deploy/python, each as a slot would start it."""
import json
import os
import shutil
import subprocess
import sys
import tempfile
import unittest

import numpy as np

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
EXAMPLES = os.path.join(ROOT, "deploy", "python", "examples")


def start(name, *arguments, trial=None):
    """Runs an example; answers its lines and the arrays that it handed over."""
    with tempfile.TemporaryDirectory() as folder:
        read, write = os.pipe()
        environment = {**os.environ, "FATHOM_OUT": folder, "FATHOM_FD": str(write), "OMP_NUM_THREADS": "1"}
        if trial is not None:
            environment["FATHOM_TRIAL"] = os.path.join(folder, "trial.json")
            with open(environment["FATHOM_TRIAL"], "w") as file:
                json.dump(trial, file)
        with tempfile.TemporaryFile() as errors:
            process = subprocess.Popen([sys.executable, os.path.join(EXAMPLES, name), *arguments], env=environment,
                                       pass_fds=[write], stderr=errors)
            os.close(write)
            with os.fdopen(read) as lines:
                found = [json.loads(line) for line in lines]
            status = process.wait()
            errors.seek(0)
            assert status == 0, errors.read().decode()
        arrays = {file: dict(np.load(os.path.join(folder, file)))
                  for file in os.listdir(folder) if file.endswith(".npz")}
    return found, arrays


class Examples(unittest.TestCase):
    def test_a_perceptron(self):
        lines, arrays = start("mlp.py", "--epochs=8", "--depth=3", "--width=16")
        self.assertEqual(sorted(arrays), [f"layers-{e}.npz" for e in (0, 2, 4, 6, 8)])
        losses = [line["train_loss"] for line in lines if line.get("train_loss") is not None]
        self.assertLess(losses[-1], losses[0])
        self.assertEqual(json.loads(bytes(arrays["layers-8.npz"]["names"])), ["0", "2", "4"])
        self.assertEqual(int(arrays["layers-8.npz"]["n"]), 1000)

    def test_what_is_fathoms_in_a_script_is_five_lines(self):
        for name in ("mlp.py", "cifar_resnet.py"):
            with open(os.path.join(EXAMPLES, name)) as file:
                lines = [line.strip() for line in file]
            counted = [line for line in lines if line.endswith(tuple(f"# {n}" for n in range(1, 10)))]
            told = [line for line in lines if "fathom" in line or "rec." in line or "rec =" in line]
            self.assertLessEqual(len(counted), 5)
            self.assertTrue(set(told) <= set(counted), name)

    def test_torchvisions_resnet_18_as_it_is(self):
        try:
            import torchvision  # noqa: F401
        except (ImportError, RuntimeError) as missing:
            self.skipTest(str(missing))
        random = np.random.default_rng(0)
        with tempfile.TemporaryDirectory() as folder:
            path = os.path.join(folder, "images.npz")
            np.savez(path, **{f"x_{part}": random.integers(0, 256, (60, 32, 32, 3), dtype=np.uint8)
                              for part in ("train", "test")},
                     **{f"y_{part}": np.arange(60, dtype=np.uint8) % 10 for part in ("train", "test")})
            lines, arrays = start("cifar_resnet.py", "--data", path, "--rows=60", "--test_rows=20", "--epochs=1",
                                  "--batch_size=30")
        self.assertEqual(sorted(arrays), ["layers-0.npz", "layers-1.npz"])
        found = arrays["layers-1.npz"]
        names = json.loads(bytes(found["names"]))
        # Each block's own order; a shortcut is called after what it leads around.
        self.assertEqual(names[:3] + names[-1:], ["conv1", "layer1.0.conv1", "layer1.0.conv2", "fc"])
        self.assertEqual(len(names), 21)
        self.assertIn("layer4.0.downsample.0", names)
        self.assertEqual(found["G21"].shape, (512, 512))
        self.assertEqual(found["K_n"].tolist(), [6] * 10)
        self.assertEqual([line["epoch"] for line in lines if "test_accuracy" in line], [0, 1])

    def test_a_residual_network(self):
        lines, arrays = start("resnet.py", "--epochs=2", "--channels=4")
        names = json.loads(bytes(arrays["layers-2.npz"]["names"]))
        self.assertEqual(names, ["stem", "blocks.0.conv1", "blocks.0.conv2", "blocks.1.conv1", "blocks.1.conv2",
                                 "blocks.1.down", "fc"])
        self.assertTrue(all("train_accuracy" in line for line in lines if "arrays" not in line))

    def test_many_networks_in_one_process_are_those_alone(self):
        trial = lambda n, lr, seed: {"trial": f"t{n}", "attempt": 1, "seed": seed,
                                     "parameters": {"lr": lr, "depth": 3, "width": 8, "epochs": 3}}
        trials = [trial(n, 0.01 * (n + 1), n) for n in range(32)]
        lines, _ = start("batched_mlp.py", trial=trials)
        done = [line["trial"] for line in lines if line.get("done")]
        self.assertEqual(done, [f"t{n}" for n in range(32)])
        alone, _ = start("batched_mlp.py", trial=trials[7])
        together = [line["train_loss"] for line in lines if line["trial"] == "t7" and "epoch" in line]
        self.assertEqual(len(together), 3)
        for one, other in zip(together, [line["train_loss"] for line in alone if "epoch" in line]):
            self.assertAlmostEqual(one, other, delta=1e-5 * other)

    def test_a_network_of_jax(self):
        try:
            import jax  # noqa: F401
        except ImportError:
            self.skipTest("jax is not installed here")
        lines, arrays = start("jax_mlp.py")
        self.assertEqual(sorted(arrays), ["layers-0.npz", "layers-100.npz", "layers-50.npz"])
        self.assertLess(lines[-2]["train_loss"], lines[0]["train_loss"])


class Trials(unittest.TestCase):
    def given(self, text, **others):
        with tempfile.TemporaryDirectory() as folder:
            path = os.path.join(folder, "trial.json")
            with open(path, "w") as file:
                file.write(text)
            code = "import fathom, json; print(json.dumps(fathom.trials())); print(fathom.checkpoint('a'))"
            environment = {**os.environ, "FATHOM_TRIAL": path, **others}
            return subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True)

    def test_one_trial_and_several_are_a_list(self):
        for text in ('{"trial": "a"}', '[{"trial": "a"}]'):
            found = self.given(text, FATHOM_CHECKPOINT="/c")
            self.assertEqual(found.stdout.split("\n")[:2], ['[{"trial": "a"}]', "/c/a"])

    def test_several_trials_have_no_checkpoint(self):
        found = self.given('[{"trial": "a"}, {"trial": "b"}]')
        self.assertIn("a trial that is not done starts over", found.stderr)
        self.assertEqual(found.returncode, 1)


class Readers(unittest.TestCase):
    def test_columns_have_types_and_room_for_what_is_missing(self):
        import fathom
        for column, kind, values in [
            (["1", "", "3"], "Int64", [1, None, 3]), (["1", "0.5"], "Float64", [1, 0.5]),
            (["true", ""], "boolean", [True, None]), (["a", "1"], "category", ["a", "1"]), (["", ""], "Float64", [None, None]),
        ]:
            self.assertEqual(fathom._typed(column), (kind, values))

    def test_a_sweep_is_run_and_its_store_read(self):
        import fathom
        sweep = {"experiment": "regression", "parameters": {
            "dataset": {"value": "teacher"}, "depth": {"value": 2}, "width": {"values": [8, 16]}, "samples": {"value": 60},
            "inputs": {"value": 4}, "target_dim": {"value": 2}, "target_rank": {"value": 1}, "epochs": {"value": 3},
            "batch_size": {"value": 20}, "learning_rate": {"value": 0.05}, "weight_decay": {"value": 0.001}}, "seeds": 2}
        here = os.getcwd()
        with tempfile.TemporaryDirectory() as folder:
            os.chdir(folder)
            try:
                self.assertEqual(fathom.run(sweep, slots=1, store="store")["done"], 4)
                self.assertEqual([f for f in os.listdir(folder) if f.endswith(".yaml")], [])
                layers = fathom.store("store").layers()
                self.assertEqual(len(layers), 8)
                self.assertEqual(str(layers["layer"].dtype), "Int64")
                self.assertEqual(str(layers["nrc1"].dtype), "Float64")
                self.assertEqual(str(layers["experiment"].dtype), "category")
                self.assertIn("findings", fathom.findings("last", store="store"))
                other = fathom.store("store").trials(engine="polars")
                self.assertEqual(other.shape[0], 4)
            except ModuleNotFoundError as missing:
                self.skipTest(str(missing))
            finally:
                os.chdir(here)

    def test_layers_of_a_program_keep_their_names_in_the_store_and_the_report(self):
        import fathom
        here = os.getcwd()
        with tempfile.TemporaryDirectory() as folder:
            shutil.copy(os.path.join(EXAMPLES, "resnet.py"), folder)
            os.chdir(folder)
            try:
                sweep = {"program": "resnet.py", "command": [sys.executable, "${program}", "${args}"],
                         "parameters": {"channels": {"value": 2}, "epochs": {"value": 1}, "seed": {"values": [1, 2]}},
                         "measure": {"metrics": ["nrc", "classes"]}, "retry": {"max": 0}}
                self.assertEqual(fathom.run(sweep, slots=1, store="store")["done"], 2)
                rows = fathom._command("export", "last", "--table", "layers", "--store", "store")
                cells = [cell for group in fathom.findings("last", store="store")["groups"] for cell in group["cells"]]
            finally:
                os.chdir(here)
        names = ["stem", "blocks.0.conv1", "blocks.0.conv2", "blocks.1.conv1", "blocks.1.conv2", "blocks.1.down", "fc"]
        self.assertEqual([(row["layer"], row["name"]) for row in rows], 2 * list(enumerate(names, 1)))
        self.assertTrue(all(row["nrc1"] is not None and row["nc1"] is not None for row in rows if row["layer"] > 1))
        self.assertEqual([[layer["name"] for layer in cell["layers"]] for cell in cells], [names])

    def test_a_failed_command_says_its_words(self):
        import fathom
        with self.assertRaises(fathom.FathomError) as caught:
            fathom._command("measure", "/nowhere.npz")
        self.assertIn("/nowhere.npz", str(caught.exception))


if __name__ == "__main__":
    unittest.main()
