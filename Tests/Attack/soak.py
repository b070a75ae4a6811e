"""A coordinator for half an hour: usage: soak.py BINARIES [MINUTES] [TRIALS]

Three agents, the live page every ten seconds and a viewer that reads nothing of what it asks for. Trials are let out bit by bit,
by resuming and pausing their sweep, so that they last until the end. Memory and descriptors must be what they were after a tenth
of the time, and each trial must have one accepted result. Ends by itself; nothing leaves this machine."""

import os
import re
import subprocess
import sys
import time

import peer as p
from lab import Coordinator, check

MINUTES = float(sys.argv[2]) if len(sys.argv) > 2 else 30
TRIALS = int(sys.argv[3]) if len(sys.argv) > 3 else 500_000
# What a long look finds more than a short one: answers and pages leave pieces behind.
ROOM = 48


def open_files(process):
    return len(os.listdir(f"/proc/{process}/fd"))


def megabytes(process):
    with open(f"/proc/{process}/statm") as file:
        return int(file.read().split()[1]) * os.sysconf("SC_PAGESIZE") >> 20


def results(c):
    found = c.fathom("status", "noop", "--store", c.store, "--format", "json").stdout
    return int(re.search(r'"finished"\s*:\s*(\d+)', found).group(1))


class DeafViewer:
    """Asks for a list of 20,000 trials again and again and reads nothing; whoever cuts it off sees it back."""

    def __init__(self, place):
        self.place, self.peer, self.number, self.cut = place, None, 0, 0

    def ask(self):
        try:
            self.peer = self.peer or p.Peer(self.place, room=4096)
            self.number += 1
            self.peer.say(p.frame(0x43, p.u32(self.number), b"\1", b"\1", p.text("listed"), p.text(""), p.text(""), p.text(""),
                                  p.u32(0), p.u32(0)))
        except OSError:
            self.peer, self.cut = None, self.cut + 1


def main():
    c = Coordinator(trials=TRIALS, more=["--http", ":0"])
    with open(c.folder + "/listed.yaml", "w") as file:
        file.write("name: listed\nexperiment: noop\nparameters: {width: 2}\nseeds: 20000\n")
    c.fathom("submit", "listed.yaml", "--server", c.place)
    agents, good = [c.work() for _ in range(3)], False
    try:
        good = soaks(c, agents)
    finally:
        for agent in agents:
            agent.kill()
        good &= check(c.end(30), "it ends when asked")
    sys.exit(0 if good else 1)


def soaks(c, agents):
    viewer = DeafViewer(c.place)
    watched = {"coordinator": c.pid} | {f"agent {number + 1}": agent.pid for number, agent in enumerate(agents)}
    start, first, pages, answers, done = time.time(), None, [], [], 0
    while time.time() - start < 60 * MINUTES and done < TRIALS and c.lives:
        round_start = time.time()
        c.fathom("resume", "noop", "--server", c.place)
        goal = TRIALS * min(1, (round_start - start + 10) / (57 * MINUTES))
        while done < goal and time.time() - round_start < 9:
            time.sleep(0.3)
            done = results(c)
        c.fathom("pause", "noop", "--server", c.place)
        viewer.ask()
        page = subprocess.run(["curl", "-s", "-m", "20", "-o", "/dev/null", "-w", "%{http_code} %{time_total}", c.page],
                              capture_output=True, text=True).stdout.split()
        pages.append((page[0], float(page[1])))
        answers.append(c.status())
        sizes = {name: (megabytes(pid), open_files(pid)) for name, pid in watched.items()}
        if first is None and time.time() - start > 6 * MINUTES:
            first = sizes
        print(f"    {time.time() - start:5.0f} s  {done:7} done  "
              + "  ".join(f"{name} {size} MiB {files} files" for name, (size, files) in sizes.items()), flush=True)
        time.sleep(max(0, round_start + 10 - time.time()))
    c.fathom("resume", "noop", "--server", c.place)
    end = time.time() + 120
    while c.lives and results(c) < TRIALS and time.time() < end:
        time.sleep(1)
    good = check(c.lives, f"it lives after {time.time() - start:.0f} s")
    good &= check(results(c) == TRIALS, f"{results(c)} of {TRIALS} trials have a result")
    for name in watched:
        (before, few), (after, many) = first[name], sizes[name]
        good &= check(after - before <= ROOM and many - few <= 4, f"{name}: {before} and {after} MiB, {few} and {many} files")
    good &= check(all(code == "200" for code, _ in pages), f"{len(pages)} pages, after {max(of for _, of in pages):.2f} s at most")
    good &= check(None not in answers, f"status is answered after {max(answers)} s at most; the viewer was cut off {viewer.cut} times")
    for agent in agents:
        agent.terminate()
        good &= check(agent.wait(20) == 0, "an agent leaves when asked")
    verified = c.fathom("verify", "noop", "--store", c.store, timeout=300)
    good &= check(verified.returncode == 0, f"verify: {verified.stdout.strip().splitlines()[:1]}")
    return good


if __name__ == "__main__":
    main()
