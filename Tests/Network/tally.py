"""What an intruder gained and cost, as lines of a table: tally.py STATE-FILE COORDINATOR-LOG DATABASE

STATE-FILE is intruder.py's, which tries in every other window: each is held against the quiet ones before and after it,
because the machine may be slower or faster a minute later. Fails when an attempt got in or is missing from the log, when the
log was not kept short, or when the workers' throughput fell by a tenth.
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


# Of each window: results a second, and the parts of a core that the coordinator and the intruder used.
quiet, loud, loud_seconds = [], [], 0.0
for (since, is_on, _, used, own), (until, _, _, used_then, own_then) in zip(intruder["looks"], intruder["looks"][1:]):
    length = until - since
    if length < 1:
        continue  # the last one, cut short
    rate = results(since + SETTLING, until) / (length - SETTLING)
    (loud if is_on else quiet).append((rate, (used_then - used) / length, (own_then - own) / length))
    loud_seconds += length if is_on else 0
falls = [1 - window[0] / statistics.mean((before[0], after[0])) for before, window, after in zip(quiet, loud, quiet[1:])]
quiet, quiet_use, _ = zip(*quiet)
loud, loud_use, own_use = zip(*loud)
fall = statistics.median(falls)

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
row("attempts in all", f"{intruder['attempts']}, {intruder['attempts'] / loud_seconds:.0f} a second")
row("trials, rows and orders gained", intruder["gains"])
row("lines in the log", len(refusals))

def median(figures, form):
    return f"{statistics.median(figures):{form}} (median of {len(figures)}; {min(figures):{form}} to {max(figures):{form}})"


row("results a second without it", median(quiet, ".1f"))
row("results a second with it", median(loud, ".1f"))
low, _, high = statistics.quantiles(falls, n=4)
row("throughput falls by", f"{fall:.1%} (median of {len(falls)} windows; quartiles {low:.1%} to {high:.1%})")
row("the medians differ by", f"{1 - statistics.median(loud) / statistics.median(quiet):.1%}")
row("the coordinator's core without it", median(quiet_use, ".1%"))
row("the coordinator's core with it", median(loud_use, ".1%"))
row("the intruder's own core", median(own_use, ".1%"))
if intruder["gains"]:
    faults.append(f"the intruder got in: {intruder['gained']}")
# At most one line a kind in ten seconds, and one where a kind comes anew.
if len(refusals) > 20 + len(WORDS) * 2 * loud_seconds * 2 / 10:
    faults.append(f"{len(refusals)} lines in the log")
if fall >= 0.10:
    faults.append(f"throughput fell by {fall:.1%}")
for fault in faults:
    print(f"test-network: {fault}", file=sys.stderr)
sys.exit(bool(faults))
