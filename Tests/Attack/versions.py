"""Coordinator and worker of two versions, both ways: usage: versions.py BINARIES_OF_ONE BINARIES_OF_OTHER

What does not fit is refused with a sentence and costs nobody anything; what fits works. Stores of the elder are read by the
younger. On loopback, about a minute."""

import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time

TRIALS = 12
SWEEP = """name: r
parameters: {dataset: teacher, samples: 100, inputs: 4, target_dim: 3, target_rank: 2, depth: 3, width: 8, epochs: 20}
seeds: %d
retry: {max: 0}
""" % TRIALS
failures = 0


def check(fact, words):
    global failures
    failures += not fact
    print(("  held: " if fact else "  NOT HELD: ") + words, flush=True)


def run(binaries, folder, *words, limit=60):
    name, *rest = words
    return subprocess.run([f"{binaries}/{name}", *rest], cwd=folder, capture_output=True, text=True, timeout=limit)


def both(coordinators, workers, store):
    folder = tempfile.mkdtemp(prefix="fathom-versions-")
    with open(folder + "/sweep.yaml", "w") as file:
        file.write(SWEEP)
    log = folder + "/log"
    process = subprocess.Popen(
        [coordinators + "/fathom", "coordinator", "sweep.yaml", "--store", store, "--listen", "tcp://127.0.0.1:*"],
        cwd=folder, stderr=open(log, "wb"), stdout=subprocess.DEVNULL)
    place, end = None, time.time() + 30
    while not place and time.time() < end:
        place = re.search(r"Listening on (tcp://\S+)", open(log).read())
        time.sleep(0.05)
    place = place.group(1)
    join = ["--join", place, "--slots", "1", "--idle", "5s", "--spool"]
    other = run(workers, folder, "fathom-worker", *join, folder + "/spool.other")
    accepted = lambda: int(re.search(r'"(?:finished|done)"\s*:\s*(\d+)', run(
        coordinators, folder, "fathom", "list", "--store", store, "--format", "json").stdout).group(1))
    first = accepted()
    print(f"  the worker: exit {other.returncode}: {other.stderr.strip().splitlines()[-1:]}")
    refused = other.returncode == 1 and re.search(r"refused|numerics|version", other.stderr)
    check((refused and first == 0) or (other.returncode == 0 and first == TRIALS),
          f"it is refused with a sentence and nothing is taken, or does its work ({first} results)")
    check(process.poll() is None, "the coordinator goes on")
    for words in (["status"], ["list"], ["watch", "--once"], ["trials", "last"], ["pause", "last"], ["resume", "last"]):
        done = run(workers, folder, "fathom", *words, "--server", place)
        check(done.returncode == 0 or (done.returncode in (1, 2) and done.stderr.strip()),
              f"'{words[0]}' of the other version: exit {done.returncode} {done.stderr.strip()[-100:]}")
    own = run(coordinators, folder, "fathom-worker", *join, folder + "/spool.own")
    check(own.returncode == 0 and accepted() == TRIALS, f"a worker of its own version does the rest: {accepted()} of {TRIALS}")
    process.send_signal(signal.SIGTERM)
    check(process.wait(20) == 0, "the coordinator ends when asked")
    check(not re.search(r"Fatal|abort|crash", open(log).read()), "nothing else is in its log")
    return folder


def main():
    old, new = [os.path.abspath(place) for place in sys.argv[1:3]]
    folders = []
    for coordinators, workers, words in ((new, old, "an elder worker"), (old, new, "an elder coordinator")):
        print(words)
        store = tempfile.mkdtemp(prefix="fathom-store-") + "/store"
        folders += [both(coordinators, workers, store), os.path.dirname(store)]
    print("the elder's store")
    for words in (["list"], ["verify", "last"], ["export", "last", "--table", "layers"], ["report", "last"]):
        done = run(new, folders[2], "fathom", *words, "--store", store)
        check(done.returncode == 0, f"'{words[0]}': exit {done.returncode} {done.stderr.strip()[-120:]}")
    for folder in folders:
        shutil.rmtree(folder)
    print(f"{failures} facts did not hold.")
    sys.exit(1 if failures else 0)


if __name__ == "__main__":
    main()
