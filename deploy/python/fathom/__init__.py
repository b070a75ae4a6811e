"""Record the layers of a PyTorch network, report a trial to Fathom, run sweeps and read their stores.

Only numpy is needed. PyTorch, pandas and polars are imported by the calls that use them. See docs/python.md.
"""
import contextlib
import csv
import io
import json
import os
import subprocess
import sys
import tempfile

import numpy as np

__all__ = ["Recorder", "report", "failed", "done", "trial", "trials", "checkpoint", "store", "run", "submit", "findings"]


# A trial: what it is given, and what it says.

def trial():
    """What Fathom gave this process: `parameters`, `seed`, `trial`, `attempt`; a list of them where it is given several.

    Without Fathom it is an empty trial.
    """
    path = os.environ.get("FATHOM_TRIAL")
    if not path:
        return {"parameters": {}, "seed": 0, "trial": None, "attempt": 1}
    with open(path, encoding="utf-8") as file:
        return json.load(file)


def trials():
    """The trials that this process was given, always as a list."""
    given = trial()
    return given if isinstance(given, list) else [given]


def checkpoint(name="state"):
    """The path of a file that outlives this process, for the next attempt of the same trial on this machine."""
    if "FATHOM_TRIAL" in os.environ and "FATHOM_CHECKPOINT" not in os.environ:
        raise ValueError("A process of several trials has no checkpoint folder: a trial that is not done starts over.")
    folder = os.environ.get("FATHOM_CHECKPOINT") or tempfile.gettempdir()
    return os.path.join(folder, name)


def report(recorder=None, *, epoch=None, layer=None, name=None, trial=None, **values):
    """Reports numbers of the trial, or of one layer, and what `recorder` holds of this epoch.

    Outside of Fathom the numbers go to standard error, and a recorder's layers are measured by `fathom measure`.
    """
    plain = {key: _number(value) for key, value in values.items()}
    head = {} if trial is None else {"trial": trial}
    if epoch is not None:
        head["epoch"] = int(epoch)
    if layer is not None:
        head["layer"] = int(layer)
        if name is not None:
            head["name"] = str(name)
    if plain:
        _say({**head, **plain})
    if recorder is None or recorder.recorded is None or (epoch is not None and recorder.recorded != epoch):
        return None
    file = f"layers-{recorder.recorded}.npz"
    if "FATHOM_OUT" in os.environ:
        recorder.save(os.path.join(os.environ["FATHOM_OUT"], file))
        _say({**head, "arrays": file, "epoch": recorder.recorded})
        return None
    with tempfile.TemporaryDirectory() as folder:
        recorder.save(os.path.join(folder, file))
        found = _command("measure", os.path.join(folder, file))
    for row in found["layers"]:
        print(f"epoch {recorder.recorded}, layer {row['layer']}:", _short(row), file=sys.stderr)
    return found


def failed(words, kind="crashed"):
    """Says why the trial has no result; `kind` is crashed, bad_input, out_of_memory or timed_out."""
    _say({"failed": str(words), "class": kind})


def done(trial):
    """Says that one trial of several is finished, whatever becomes of this process."""
    _say({"trial": trial, "done": True})


def _say(line):
    text = json.dumps(line) + "\n"
    descriptor = os.environ.get("FATHOM_FD")
    if descriptor:
        data = text.encode()
        while data:
            data = data[os.write(int(descriptor), data):]
    else:
        sys.stderr.write(text)


def _number(value):
    if value is None:
        return None
    return float(value.detach() if hasattr(value, "detach") else value)


def _short(row):
    return ", ".join(f"{k} {v:.4g}" for k, v in row.items() if isinstance(v, float))


# Layers of a network.

class Recorder:
    """Sums of what enters each Linear and Conv2d of a network, in the order in which they are called.

    The sums are of doubles, less the mean of the first batch, so that collapsed features keep their digits; memory does
    not grow with the number of samples, but for `rows` samples that are kept for intrinsic dimensions.

    - `epochs`: those that are recorded; all where it is `None`. 0 is before training.
    - `classes`: how many there are; by default the outputs of the last Linear.
    - `arrays`: keep every sample and save H, W, Y in place of sums.
    - `widest`: a layer with more inputs is left out, with a sentence.
    """

    def __init__(self, net, epochs=None, *, classes=None, rows=10_000, arrays=False, widest=4_096):
        import torch

        if type(net).__name__ in ("DataParallel", "DistributedDataParallel"):
            raise ValueError("Give the Recorder the network itself, 'net.module': copies of it see parts of a batch.")
        if hasattr(net, "_orig_mod"):
            raise ValueError("Give the Recorder the network before 'torch.compile': a compiled one calls no hooks.")
        self._torch, self._net = torch, net
        self._epochs = None if epochs is None else set(epochs)
        self._rows, self._arrays, self._widest = rows, arrays, widest
        self._modules = {m: name for name, m in net.named_modules()
                         if isinstance(m, (torch.nn.Linear, torch.nn.Conv2d))}
        if not self._modules:
            raise ValueError("The network has no Linear and no Conv2d.")
        linear = [m for m in self._modules if isinstance(m, torch.nn.Linear)]
        self._classes = classes or (linear[-1].out_features if linear else None)
        self._sums, self._targets, self._y, self._next = [], None, None, 0
        self.recorded = None

    def wants(self, epoch):
        """Whether this epoch is one of those that are recorded."""
        return self._epochs is None or epoch in self._epochs

    def measure(self, epoch, loader, device=None):
        """Records an epoch over batches of (inputs, targets or labels); answers whether it is one to record."""
        if not self.wants(epoch):
            return False
        where = device or next(self._net.parameters()).device
        with self.epoch(epoch):
            for x, y in loader:
                self.batch(y)
                self._net(x.to(where))
        return True

    @contextlib.contextmanager
    def epoch(self, epoch):
        """Records what the network is given inside: `batch(y)` and then `net(x)` for each batch of training rows."""
        if not self.wants(epoch):
            raise ValueError(f"Epoch {epoch} is none of those to record. Ask 'wants({epoch})' first.")
        torch = self._torch
        self._sums, self._targets, self._y, self._next = [], None, None, 0
        self.recorded = None
        modes = [(m, m.training) for m in self._net.modules()]
        hooks = [m.register_forward_pre_hook(self._hook) for m in self._modules]
        try:
            self._net.eval()
            with torch.no_grad():
                yield self
            self._end_batch()
        finally:
            for hook in hooks:
                hook.remove()
            # Each module by itself: some networks keep a part of them in another mode.
            for module, mode in modes:
                module.training = mode
        if not self._sums or self._sums[0].n == 0:
            raise ValueError("Nothing was recorded: call 'net(x)' inside of 'with recorder.epoch(…)'.")
        self.recorded = epoch

    def batch(self, y):
        """Tells the targets (samples x numbers) or labels (samples, whole numbers) of the batch that comes next."""
        self._end_batch()
        y = self._torch.as_tensor(y).detach()
        if not y.is_floating_point() and y.dim() > 1 and y.shape[1] > 1:
            y = y.double()
        if not y.is_floating_point():
            y = y.reshape(-1).long()
            if self._classes is None or y.min() < 0 or y.max() >= self._classes:
                raise ValueError(f"Labels are 0 to {self._classes} - 1. Pass 'classes=' where there are others.")
        elif y.dim() == 1:
            y = y.reshape(-1, 1)
        elif y.dim() > 2:
            y = y.reshape(len(y), -1)
        self._y = y
        if self._targets is None:
            self._targets = _Targets(y, self._classes, self._arrays)
        self._targets.add(y)

    def _end_batch(self):
        if self._y is not None:
            if self._next != len(self._sums):
                raise ValueError(f"The network called {self._next} layers in this batch and {len(self._sums)} in the "
                                 "first. Only a network that calls the same layers each time is recorded.")
            if self._targets.n == len(self._y):
                # Only now it is known which layer is the last.
                for sums in self._sums[:-1]:
                    sums.unit = None
        self._next, self._y = 0, None

    def _hook(self, module, inputs):
        torch = self._torch
        if self._y is None:
            raise ValueError("Call 'batch(y)' once before each 'net(x)'.")
        h = inputs[0].detach()
        if isinstance(module, torch.nn.Conv2d):
            # The sum over the places in double: half precision has no room for it.
            h = h.double().mean(dim=(2, 3))
        elif h.dim() > 2:
            h = h.double().mean(dim=tuple(range(1, h.dim() - 1)))
        if len(h) != len(self._y):
            raise ValueError(f"'{self._modules[module]}' was given {len(h)} samples and 'batch' {len(self._y)}.")
        if self._next == len(self._sums):
            if self._targets.n > len(self._y):
                raise ValueError("The network calls more layers than in the first batch.")
            name = self._modules[module]
            again = sum(1 for s in self._sums if s.module is module)
            self._sums.append(_Sums(module, f"{name}#{again + 1}" if again else name, h.shape[1], self))
        sums = self._sums[self._next]
        if sums.module is not module:
            raise ValueError(f"'{self._modules[module]}' was called in place of '{sums.name}'.")
        self._next += 1
        sums.add(h, self._y)

    def members(self):
        """What `save` writes, by name."""
        if self.recorded is None:
            raise ValueError("Nothing was recorded yet.")
        members, names, number = {}, [], 0
        for sums in self._sums:
            if sums.skipped:
                print(f"fathom: layer '{sums.name}' has {sums.width} inputs, more than widest={self._widest}, "
                      "and is left out.", file=sys.stderr)
                continue
            number += 1
            names.append(sums.name)
            members.update(sums.members(number, self._targets, last=sums is self._sums[-1]))
        members.update(self._targets.members())
        members["names"] = np.frombuffer(json.dumps(names).encode(), np.uint8)
        return members

    def save(self, path):
        """Writes the moments (or arrays) of the epoch that was recorded last, as `fathom measure` takes them."""
        np.savez(path, **self.members())


class _Targets:
    def __init__(self, y, classes, arrays):
        self.n, self.classes = 0, classes
        self.labels = not y.is_floating_point()
        self.kept = [] if arrays else None
        if self.labels:
            self.count = np.zeros(classes)
        else:
            self.shift = y.double().mean(dim=0).cpu().numpy()
            self.sum = np.zeros(y.shape[1])
            self.gram = np.zeros((y.shape[1], y.shape[1]))

    def add(self, y):
        self.n += len(y)
        values = y.cpu().numpy() if self.labels else y.double().cpu().numpy()
        if self.kept is not None:
            self.kept.append(values)
        if self.labels:
            self.count += np.bincount(values, minlength=self.classes)
        else:
            rest = values - self.shift
            self.sum += rest.sum(axis=0)
            self.gram += rest.T @ rest

    def members(self):
        if self.kept is not None:
            return {"labels" if self.labels else "Y": np.concatenate(self.kept)}
        if self.labels:
            return {"n": np.int64(self.n), "K_n": self.count.astype(np.int64)}
        return {"n": np.int64(self.n), "Y_shift": self.shift, "Y_sum": self.sum, "Y_gram": self.gram}


class _Sums:
    """Of one call of one layer. The mean of the first batch is taken off every sample before anything is summed."""

    def __init__(self, module, name, width, recorder):
        self.module, self.name, self.width, self.n = module, name, width, 0
        self.arrays = recorder._arrays
        self.skipped = width > recorder._widest and not self.arrays
        self.limit, self.classes = recorder._rows, recorder._classes
        self.kept = []
        self.started = False

    def _start(self, h, y, torch, classes):
        self.started = True
        # Wide ones would fill a device's memory, and are summed in the machine's.
        self.device = h.device if self.width <= 1_024 and h.device.type == "cuda" else torch.device("cpu")
        zeros = lambda *shape: torch.zeros(*shape, dtype=torch.float64, device=self.device)
        self.shift = h.to(self.device).double().mean(dim=0)
        self.sum, self.gram, self.unit = zeros(self.width), zeros(self.width, self.width), zeros(self.width, self.width)
        self.units = 0
        if y.is_floating_point():
            self.cross, self.y_shift = zeros(self.width, y.shape[1]), y.double().mean(dim=0).to(self.device)
        else:
            self.class_sum, self.class_square = zeros(classes, self.width), zeros(classes)

    def add(self, h, y):
        self.n += len(h)
        if self.arrays:
            self.kept.append(h.cpu().numpy() if h.dtype == h.double().dtype else h.float().cpu().numpy())
            return
        if self.skipped:
            return
        import torch
        if not self.started:
            self._start(h, y, torch, self.classes)
        h = h.to(self.device)
        room = self.limit - sum(len(k) for k in self.kept)
        if room > 0:
            self.kept.append((h if h.dtype == torch.float64 else h.float())[:room].cpu().numpy())
        h = h.double()
        rest = h - self.shift
        self.sum += rest.sum(dim=0)
        self.gram += rest.T @ rest
        if self.unit is not None:
            length = h.norm(dim=1)
            unit = h[length > 0] / length[length > 0].unsqueeze(1)
            self.unit += unit.T @ unit
            self.units += len(unit)
        y = y.to(self.device)
        if y.is_floating_point():
            self.cross += rest.T @ (y.double() - self.y_shift)
        else:
            self.class_sum.index_add_(0, y, rest)
            self.class_square.index_add_(0, y, (rest * rest).sum(dim=1))

    def members(self, l, targets, last):
        weights = self.module.weight.detach()
        weights = weights.double() if weights.dtype == weights.double().dtype else weights.float()
        found = {}
        if weights.dim() == 4:
            # One output of one place of the kernel a row: (k k out) x in. Groups read a part of the channels each.
            if self.module.groups == 1:
                found[f"W{l}"] = weights.permute(2, 3, 0, 1).reshape(-1, weights.shape[1]).cpu().numpy()
        else:
            found[f"W{l}"] = weights.cpu().numpy()
            if self.module.bias is not None:
                found[f"b{l}"] = self.module.bias.detach().to(weights.dtype).cpu().numpy()
        if self.arrays:
            return {f"H{l}": np.concatenate(self.kept), **found}
        tell = lambda value: value.cpu().numpy()
        found.update({f"M{l}": tell(self.shift), f"S{l}": tell(self.sum), f"G{l}": tell(self.gram)})
        if targets.labels:
            found.update({f"K_sum{l}": tell(self.class_sum), f"K_sq{l}": tell(self.class_square)})
        else:
            found[f"C{l}"] = tell(self.cross)
        if last and self.units:
            found.update({f"Gn{l}": tell(self.unit), f"Nn{l}": np.int64(self.units)})
        if self.kept:
            found[f"R{l}"] = np.concatenate(self.kept)
        return found


# Sweeps and stores, through the command line.

def _binary():
    return os.environ.get("FATHOM", "fathom")


class FathomError(RuntimeError):
    """A command of Fathom ended with another status than 0; its words."""


def _command(*words, text=False, allowed=(0,)):
    words = [_binary(), *map(str, words)] + ([] if text else ["--format", "json"])
    try:
        ended = subprocess.run(words, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    except FileNotFoundError:
        raise FathomError(f"'{_binary()}' is not a program here. Put it on PATH, or its path into FATHOM.") from None
    if ended.returncode not in allowed:
        raise FathomError(ended.stderr.strip() or ended.stdout.strip() or f"'{words[1]}' ended with {ended.returncode}.")
    return ended.stdout if text else json.loads(ended.stdout)


@contextlib.contextmanager
def _file(sweep):
    """The path of a sweep: a path is itself, and a mapping is written beside the files that it names."""
    if not isinstance(sweep, dict):
        yield os.fspath(sweep)
        return
    descriptor, path = tempfile.mkstemp(suffix=".yaml", prefix=".sweep-", dir=os.getcwd())
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            json.dump(sweep, file)
        yield path
    finally:
        os.unlink(path)


def _options(store=None, server=None, **others):
    pairs = [("--store", store), ("--server", server)] + [("--" + k.replace("_", "-"), v) for k, v in others.items()]
    return [word for name, value in pairs if value is not None for word in (name, value)]


def run(sweep, slots=None, store=None):
    """Runs a sweep (a path or a mapping) on this machine to its end, and gives the JSON of `fathom run`."""
    with _file(sweep) as path:
        return _command("run", path, *_options(store=store, slots=slots), allowed=(0, 1))


def submit(sweep, server=None):
    """Gives a sweep (a path or a mapping) to a coordinator."""
    with _file(sweep) as path:
        return _command("submit", path, *_options(server=server))


def findings(sweep="last", store=None):
    """The findings of a sweep: what `findings.json` holds."""
    with tempfile.TemporaryDirectory() as folder:
        _command("report", sweep, *_options(store=store, out=folder), text=True)
        with open(os.path.join(folder, "findings.json"), encoding="utf-8") as file:
            return json.load(file)


def store(path=".fathom"):
    """The store in a folder."""
    return Store(path)


class Store:
    """Tables of a store with types: whole numbers, numbers, truth values and words, each with room for missing ones."""

    def __init__(self, path):
        self.path = os.fspath(path)

    def trials(self, sweep="last", engine="pandas"):
        """One row a trial."""
        return self._table("trials", sweep, engine)

    def layers(self, sweep="last", engine="pandas"):
        """One row a (trial, epoch, layer), with the trial's parameters as columns."""
        return self._table("layers", sweep, engine)

    def curves(self, sweep="last", engine="pandas"):
        """One row a (trial, epoch)."""
        return self._table("curves", sweep, engine)

    def metrics(self, sweep="last", engine="pandas"):
        """One row a number that a program told under a name of its own: trial, epoch, layer, name, value."""
        return self._table("metrics", sweep, engine)

    def _table(self, table, sweep, engine):
        if engine not in ("pandas", "polars"):
            raise ValueError(f"engine is '{engine}'. Choose 'pandas' or 'polars'.")
        text = _command("export", sweep, "--table", table, "--format", "csv", "--store", self.path, text=True)
        rows = csv.reader(io.StringIO(text))
        names = next(rows)
        columns = {name: list(column) for name, column in zip(names, zip(*rows))} or {name: [] for name in names}
        typed = {name: _typed(column) for name, column in columns.items()}
        return _pandas(typed) if engine == "pandas" else _polars(typed)


def _typed(column):
    """The kind of a column of texts, and its values."""
    if all(value == "" for value in column):
        return "Float64", [None] * len(column)
    for kind, read in (("boolean", _truth), ("Int64", int), ("Float64", float)):
        try:
            return kind, [None if value == "" else read(value) for value in column]
        except (ValueError, OverflowError):
            continue
    return "category", [None if value == "" else value for value in column]


def _truth(text):
    if text not in ("true", "false"):
        raise ValueError(text)
    return text == "true"


def _pandas(columns):
    import pandas

    return pandas.DataFrame({name: pandas.array(values, dtype=kind) if kind != "category"
                             else pandas.Categorical(values) for name, (kind, values) in columns.items()})


def _polars(columns):
    import polars

    kinds = {"boolean": polars.Boolean, "Int64": polars.Int64, "Float64": polars.Float64, "category": polars.Categorical}
    return polars.DataFrame([polars.Series(name, values, dtype=kinds[kind], strict=False)
                             for name, (kind, values) in columns.items()])
