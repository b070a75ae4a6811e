"""What an intruder gained and cost, as lines of a table: tally.py STATE-FILE COORDINATOR-LOG QUIET-RATES LOUD-RATES

STATE-FILE is intruder.py's. A line of the rates is a window: results a second, and the part of a core that the coordinator
used. Windows come in pairs, because the machine may be slower or faster a minute later. Fails when an attempt got in or is
missing from the log, when the log was not kept short, or when the workers' throughput fell by a tenth.
"""
import collections
import json
import re
import statistics
import sys

state, log, quiet, loud = sys.argv[1:]
with open(state) as file:
    intruder = json.load(file)
with open(log) as file:
    refusals = re.findall(r"Refused (?:a|(\d+) more) (connection|message)s?(?: from ([0-9.]+))?: (.*)", file.read())
(quiet, quiet_use), (loud, loud_use) = (
    zip(*([float(figure) for figure in line.split()] for line in open(path))) for path in (quiet, loud))

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
row("attempts in all", f"{intruder['attempts']}, {intruder['attempts'] / intruder['seconds']:.0f} a second")
row("trials, rows and orders gained", intruder["gains"])
row("lines in the log", len(refusals))
fall = statistics.median(1 - after / before for before, after in zip(quiet, loud))


def median(figures, form):
    return f"{statistics.median(figures):{form}} (median of {len(figures)}; {min(figures):{form}} to {max(figures):{form}})"


row("results a second without it", median(quiet, ".1f"))
row("results a second with it", median(loud, ".1f"))
row("throughput falls by", f"{fall:.1%} (median of pairs; of the medians {1 - statistics.median(loud) / statistics.median(quiet):.1%})")
row("the coordinator's core without it", median(quiet_use, ".1%"))
row("the coordinator's core with it", median(loud_use, ".1%"))
row("the intruder's own core", f"{intruder['cpu_seconds'] / intruder['seconds']:.1%}")
if intruder["gains"]:
    faults.append(f"the intruder got in: {intruder['gained']}")
# At most one line a kind in ten seconds, and one where a kind comes anew.
if len(refusals) > 20 + len(WORDS) * 2 * (2 * intruder["seconds"] / 10):
    faults.append(f"{len(refusals)} lines in the log")
if fall >= 0.10:
    faults.append(f"throughput fell by {fall:.1%}")
for fault in faults:
    print(f"test-network: {fault}", file=sys.stderr)
sys.exit(bool(faults))
