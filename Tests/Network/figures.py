"""What a store tells of a scene: figures.py DATABASE QUESTION ARGUMENTS... Times are microseconds since 1970."""
import sqlite3
import sys

path, question, *arguments = sys.argv[1:]
store = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
OF_SWEEP = """
    FROM sweeps JOIN sweep_trials ON sweep_trials.sweep = sweeps.number
    JOIN attempts ON attempts.trial = sweep_trials.trial JOIN workers ON workers.number = attempts.worker
    WHERE sweeps.name = ?"""


def one(statement, *values):
    return store.execute(statement, values).fetchone()[0]


def left(sweep):
    """Trials without a result."""
    return one("SELECT sum(trials) FROM sweeps WHERE name = ?", sweep) - accepted(sweep)


def accepted(sweep, host="%"):
    return one(f"SELECT count(*) {OF_SWEEP} AND attempts.state = 'accepted' AND host LIKE ?", sweep, host)


def rate(sweep):
    """Accepted results a second, from the first lease to the last result."""
    count, first, last = store.execute(
        f"SELECT count(*) FILTER (WHERE attempts.state = 'accepted'), min(started_time), max(ended_time) {OF_SWEEP}", (sweep,)
    ).fetchone()
    return f"{count / (last - first) * 1e6:.2f}"


def attempts(sweep):
    """How many attempts ended otherwise than accepted."""
    return one(f"SELECT count(*) {OF_SWEEP} AND attempts.state NOT IN ('accepted', 'leased')", sweep)


def recovered(since, host):
    """Seconds to the first result that was accepted from a host; nothing if there is none yet."""
    found = one(
        """SELECT min(ended_time) FROM attempts JOIN workers ON workers.number = worker
        WHERE state = 'accepted' AND ended_time > ? AND host LIKE ?""", int(since), host)
    return "" if found is None else f"{(found - int(since)) / 1e6:.1f}"


def moved(since, host):
    """Of the trials that a host held: how many, and seconds until the first and the last of them was given to another."""
    count, first, last = store.execute(
        """SELECT count(*), min(next), max(next) FROM (
          SELECT (SELECT min(later.started_time) FROM attempts AS later JOIN workers ON workers.number = later.worker
            WHERE later.trial = attempts.trial AND later.attempt > attempts.attempt AND workers.host <> :host) AS next
          FROM attempts JOIN workers ON workers.number = worker
          WHERE host = :host AND started_time <= :since AND (ended_time > :since OR ended_time IS NULL))""",
        dict(since=int(since), host=host)).fetchone()
    return f"{count} {(first - int(since)) / 1e6:.1f} {(last - int(since)) / 1e6:.1f}"


def rows():
    """Sweeps, trials, results, and workers by their hosts."""
    counts = [one(f"SELECT count(*) FROM {table}") for table in ("sweeps", "trials", "results")]
    hosts = store.execute("SELECT DISTINCT host FROM workers ORDER BY host")
    return " ".join([*map(str, counts), *(host for host, in hosts)])


print(globals()[question](*arguments))
