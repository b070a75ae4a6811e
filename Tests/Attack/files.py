"""Files that are damaged, given to the commands that read them: usage: files.py BINARIES SEED [COUNT] [READER ...]

COUNT files of each reader (2,000 by default), each a good file with some bytes changed, in a process of its own. A command may
take it or refuse it with one sentence and exit code 2 (a store that is damaged: 1), within a second of processor time and
256 MiB. Needs numpy. Nothing leaves this machine."""

import io
import os
import random
import resource
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import zipfile

import numpy as np

BINARIES, SEED = os.path.abspath(sys.argv[1]), int(sys.argv[2])
COUNT = int(sys.argv[3]) if len(sys.argv) > 3 else 2000
SWEEP = "parameters: {dataset: %s, depth: 2, width: 4, epochs: 1%s}\n"
SECONDS, MEBIBYTES = 1.0, 256
ODD = [b"\0", b"\xff", b"-1", b"1e999", b"nan", b"999999999999999999999", b"'", b'"', b"[", b"{", b"\n", b",", b":", b"&a *a",
       b"\xe2\x80\xae", b"\x7f\xff\xff\xff", b"\x80\0\0\0", b"\xff" * 8]


def changed(data, rng):
    """Some bytes flipped, cut, doubled or put in."""
    data = bytearray(data)
    for _ in range(rng.choice([1, 1, 1, 2, 4, 16])):
        if not data:
            break
        place = rng.randrange(len(data))
        kind = rng.randrange(6)
        if kind == 0:
            data[place] ^= 1 << rng.randrange(8)
        elif kind == 1:
            data[place] = rng.randrange(256)
        elif kind == 2:
            del data[place:place + rng.choice([1, 2, 8, 64])]
        elif kind == 3:
            data[place:place] = rng.choice(ODD)
        elif kind == 4:
            part = data[place:place + rng.choice([1, 4, 32])]
            data[place:place] = part * rng.choice([1, 3, 50])
        else:
            del data[place:]
    return bytes(data)


def changed_archive(data, rng):
    """Every other time inside a member, whose check sum is then right, because otherwise nothing behind it is read."""
    if rng.random() < 0.5:
        return changed(data, rng)
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        members = [[name, archive.read(name)] for name in archive.namelist()]
    victim = rng.choice(members)
    # A header is 128 bytes; numbers behind it have fewer ways to be wrong.
    head = changed(victim[1][:128], rng)
    victim[1] = head + victim[1][128:] if rng.random() < 0.7 else changed(victim[1], rng)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", rng.choice([zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED])) as archive:
        for name, content in members:
            archive.writestr(name, content)
    return out.getvalue()


def npz(**arrays):
    out = io.BytesIO()
    np.savez(out, **arrays)
    return out.getvalue()


def read(path):
    with open(path, "rb") as file:
        return file.read()


class Readers:
    """For each: a good file, how it is changed, its name, other files beside it, and the command that reads it."""

    def __init__(self):
        rng = np.random.default_rng(SEED)
        x, y = rng.normal(size=(12, 3)), rng.normal(size=(12, 2))
        columns = ", target_columns: 1"
        here = os.path.dirname(os.path.abspath(__file__)) + "/../ArrayFilesTests/Fixtures/"
        npy = io.BytesIO()
        np.save(npy, x)
        text = "\n".join(["a,b,y"] + [",".join(f"{value:.6g}" for value in row) for row in x]).encode()
        plan = ["fathom", "plan", "s.yaml"]
        sweep = lambda name, more="": {"s.yaml": (SWEEP % (name, more)).encode()}
        trained = {"d.npz": npz(x_train=x, y_train=y), "t.yaml": b"{depth: 2, width: 4, epochs: 1, batch_size: full}\n"}
        labels = {"train-labels-idx1-ubyte": read(here + "train-labels-idx1-ubyte")}
        self.all = {
            "sweep": (NATIVE, changed, "s.yaml", {}, plan),
            "wandb": (WANDB, changed, "s.yaml", {"train.py": b"pass\n"}, plan),
            "npz": (npz(x_train=x, y_train=y, x_test=x, y_test=y), changed_archive, "d.npz", sweep("d.npz"), plan),
            "npy": (npy.getvalue(), changed, "d.npy", sweep("d.npy", columns), plan),
            "csv": (text, changed, "d.csv", sweep("d.csv", columns), plan),
            "idx": (read(here + "train-images-idx3-ubyte"), changed, "train-images-idx3-ubyte",
                    labels | sweep("train-images-idx3-ubyte"), plan),
            "gzip": (read(here + "images-idx3.gz"), changed, "train-images-idx3-ubyte.gz",
                     labels | sweep("train-images-idx3-ubyte.gz"), plan),
            "measure": (npz(H1=x, W1=rng.normal(size=(3, 3)), Y=y), changed_archive, "m.npz", {},
                        ["fathom-worker", "measure", "m.npz"]),
            "weights": (npz(W1=rng.normal(size=(4, 3)), W2=rng.normal(size=(2, 4))), changed_archive, "w.npz", trained,
                        ["fathom-worker", "train", "t.yaml", "--data", "d.npz", "--weights", "w.npz"]),
            "keys": (b"worker node7 " + b"7" * 64 + b"\nviewer me " + b"8" * 64 + b" revoked\n", changed, "store/keys/authorized", {},
                     ["fathom", "keys", "list", "--store", "store"]),
            "store": (None, changed, "store/fathom.db", {}, ["fathom", "list", "--store", "store"]),
        }


NATIVE = b"""name: fuzz
parameters:
  dataset: {value: teacher}
  depth: {values: [2, 4]}
  weight_decay: {distribution: log_grid, min: 1.0e-5, max: 1.0e-2, n: 3}
  batch_size: full
exclude: ["depth > 2 and (width / 2 == 16 or not shuffle)"]
seeds: 2
measure: {every: 50, metrics: [nrc, ranks]}
resources: {time: 1h30m, memory: 2G}
"""
WANDB = b"""program: train.py
method: random
run_cap: 8
metric: {name: val_loss, goal: minimize}
parameters:
  learning_rate: {distribution: log_uniform_values, min: 0.0001, max: 0.1}
  layers: {distribution: q_uniform, min: 2, max: 9, q: 2}
  optimizer: {parameters: {name: {values: [adam, sgd]}, momentum: {value: 0.9}}}
early_terminate: {type: hyperband, min_iter: 3}
command:
  - ${env}
  - ${interpreter}
  - ${program}
  - ${args}
"""


def prepare(folder, name):
    """A good store to damage, or a good list of keys."""
    if name == "keys":
        subprocess.run([BINARIES + "/fathom", "keys", "init", "--store", folder + "/store"], check=True, capture_output=True)
    if name == "store":
        with open(folder + "/noop.yaml", "w") as file:
            file.write("name: noop\nexperiment: noop\nseeds: 3\n")
        subprocess.run([BINARIES + "/fathom", "run", "noop.yaml", "--store", "store"], check=True, cwd=folder, capture_output=True)
        link = sqlite3.connect(folder + "/store/fathom.db")
        link.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        link.close()


def used(command, folder):
    """Exit code, words, seconds of processor time and MiB of one command."""
    with tempfile.TemporaryFile() as out:
        process = subprocess.Popen([f"{BINARIES}/{command[0]}", *command[1:]], cwd=folder, stdin=subprocess.DEVNULL, stdout=out,
                                   stderr=subprocess.STDOUT, preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_CPU, (20, 20)))
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        out.seek(0)
        return process.returncode, out.read(4000).decode(errors="replace"), usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024


def attack(name, good, change, path, others, command):
    rng = random.Random(f"{SEED}-{name}")
    folder = tempfile.mkdtemp(prefix="fathom-files-")
    prepare(folder, name)
    for other, content in others.items():
        with open(f"{folder}/{other}", "wb") as file:
            file.write(content)
    target = f"{folder}/{path}"
    good = read(target) if good is None else good
    faults, codes, slowest, largest = [], {}, 0.0, 0.0
    for number in range(COUNT):
        bad = good if number == 0 else change(good, rng)
        for rest in ("-wal", "-shm"):
            if os.path.exists(target + rest):
                os.remove(target + rest)
        with open(target, "wb") as file:
            file.write(bad)
        code, words, seconds, mebibytes = used(command, folder)
        codes[code] = codes.get(code, 0) + 1
        slowest, largest = max(slowest, seconds), max(largest, mebibytes)
        allowed = (0, 1, 2) if name == "store" else (0, 2)
        if (code not in allowed or seconds > SECONDS or mebibytes > MEBIBYTES or (code and not words.strip())
                or (number == 0 and code != 0)):
            keep = f"{tempfile.gettempdir()}/fathom-{name}-{number}"
            shutil.copyfile(target, keep)
            faults.append(f"{keep}: exit {code}, {seconds:.2f} s, {mebibytes:.0f} MiB: {words.strip()[:300]}")
    shutil.rmtree(folder)
    print(f"{name}: {COUNT} files, exit codes {dict(sorted(codes.items()))}, at most {slowest:.2f} s and {largest:.0f} MiB", flush=True)
    for fault in faults[:5]:
        print(f"    NOT HELD: {fault}")
    return not faults


def main():
    readers = Readers().all
    wanted = sys.argv[4:] or list(readers)
    print(f"files: seed {SEED}")
    sys.exit(0 if all([attack(name, *readers[name]) for name in wanted]) else 1)


if __name__ == "__main__":
    main()
