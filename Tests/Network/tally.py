"""What an intruder gained and cost, as lines of a table: tally.py STATE-FILE COORDINATOR-LOG DATABASE

STATE-FILE is intruder.py's, which tries in every other window and spins or rests in the windows between. Each in which it
tries is held against its neighbours, because the machine may be slower or faster a minute later: what the workers lose against
spinning is the attack's doing, what they lose against resting is also that the intruder runs on their cores. Fails when an
attempt got in or is missing from the log, when the log was not kept short, or when the attack takes a tenth of the throughput.
"""
import collections
import json
import re
import sqlite3
import statistics
import sys

state, log, database = sys.argv[1:]
with open(state) as file:
    intruder = json.load(file)
with open(log) as file:
    refusals = re.findall(r"Refused (?:a|(\d+) more) (connection|message)s?(?: from ([0-9.]+))?: (.*)", file.read())
store = sqlite3.connect(f"file:{database}?mode=ro", uri=True)
# A window's first moments still belong to the one before.
SETTLING = 0.3


def results(since, until):
    statement = "SELECT count(*) FROM attempts WHERE state = 'accepted' AND ended_time >= ? AND ended_time < ?"
    return store.execute(statement, (int(since * 1e6), int(until * 1e6))).fetchone()[0]


# Of each window: what the intruder did, results a second, and the parts of a core that the coordinator and the intruder used.
windows = []
for (since, doing, used, own), (until, _, used_then, own_then) in zip(intruder["looks"], intruder["looks"][1:]):
    length = until - since
    if length >= 1:  # the last one may be cut short
        rate = results(since + SETTLING, until) / (length - SETTLING)
        windows.append((doing, rate, (used_then - used) / length, (own_then - own) / length))
seconds = sum(after[0] - before[0] for before, after in zip(intruder["looks"], intruder["looks"][1:]) if before[1] == "tries")


def of(doing, column):
    return [window[column] for window in windows if window[0] == doing]


def falls(quiet):
    """Of each pair of neighbours, the part of the throughput that trying took."""
    pairs = (sorted(pair, key=lambda window: window[0] != "tries") for pair in zip(windows, windows[1:]))
    return [1 - trying[1] / other[1] for trying, other in pairs if trying[0] == "tries" and other[0] == quiet]


# Which words in the log stand for which kind of attempt.
WORDS = {
    "unknown key": "its key is not known",
    "revoked key": "the key of 'mallory' was revoked",
    "viewer submits": "The key of 'eve' is a viewer's and this needs a submitter's",
    "viewer joins": "The key of 'eve' is a viewer's and this needs a worker's",
    "no key": "it has no key",
}
logged = collections.Counter()
for count, _, _, reason in refusals:
    for kind, words in WORDS.items():
        if words in reason:
            logged[kind] += int(count or 1)
faults = []


def row(what, figure):
    print(f"{'intruder':<36} {what:<34} {figure}")


for kind, attempts in intruder["kinds"].items():
    row(kind, f"{attempts} attempts, {logged[kind]} refusals in the log")
    if logged[kind] < attempts:
        faults.append(f"{attempts} attempts with '{kind}' and {logged[kind]} of them in the log")
row("attempts in all", f"{intruder['attempts']}, {intruder['attempts'] / seconds:.0f} a second")
row("trials, rows and orders gained", intruder["gains"])
row("lines in the log", len(refusals))

def median(figures, form):
    return f"{statistics.median(figures):{form}} (median of {len(figures)}; {min(figures):{form}} to {max(figures):{form}})"


for doing in ("rests", "spins", "tries"):
    row(f"results a second while it {doing}", median(of(doing, 1), ".1f"))
    row(f"the coordinator's core then", median(of(doing, 2), ".1%"))
    row(f"the intruder's own core then", median(of(doing, 3), ".1%"))
for quiet in ("rests", "spins"):
    low, _, high = statistics.quantiles(falls(quiet), n=4)
    row(f"against {quiet}, throughput falls by",
        f"{statistics.median(falls(quiet)):.1%} (median of {len(falls(quiet))} pairs; quartiles {low:.1%} to {high:.1%})")
fall = statistics.median(falls("spins"))
if intruder["gains"]:
    faults.append(f"the intruder got in: {intruder['gained']}")
# At most one line a kind in ten seconds, and one where a kind comes anew.
if len(refusals) > 20 + len(WORDS) * 2 * seconds * 2 / 10:
    faults.append(f"{len(refusals)} lines in the log")
if fall >= 0.10:
    faults.append(f"the attack took {fall:.1%} of the throughput")
for fault in faults:
    print(f"test-network: {fault}", file=sys.stderr)
sys.exit(bool(faults))
