"""What peers can do to a coordinator, with and without a key."""

import json
import os
import re
import socket
import sqlite3
import subprocess
import threading
import time

import peer as p
from lab import NOOP, REGRESSION, Coordinator, check, Highest, idle_connections, address, gone


def descriptors():
    """1,100 connections that say nothing, where 1,024 descriptors are all there are; no key."""
    c = Coordinator(keys=True, files=1024, more=["--http", ":0"])
    subprocess.run(["true"])
    held = []
    end = time.time() + 8
    while time.time() < end and c.lives:
        held += idle_connections(max(0, 1100 - len(held)), *address(c.place))
        time.sleep(0.3)
        held = [one for one in held if not gone(one)]
    good = check(c.lives, f"the coordinator lives beside {len(held)} idle connections (exit {c.process.poll()})")
    seconds = c.lives and c.status(c.tokens["viewer3"], 20)
    good &= check(seconds, f"another client is answered after {seconds} s")
    for one in held:
        one.close()
    return good & (c.end() or True)


def half_requests():
    """1,100 half requests to the live page, where 1,024 descriptors are all there are; no key."""
    c = Coordinator(files=1024, more=["--http", ":0"])
    host, port = re.search(r"//([^:]+):(\d+)", c.page).groups()
    held = idle_connections(1100, host, int(port))
    for one in held:
        try:
            one.sendall(b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Slow: ")
        except OSError:
            pass
    time.sleep(3)
    good = check(c.lives, f"the coordinator lives (exit {c.process.poll()})")
    seconds = c.lives and c.status(limit=20)
    good &= check(seconds, f"a client is answered after {seconds} s")
    time.sleep(14)
    open_ = sum(not gone(one) for one in held)
    good &= check(open_ < 100, f"{open_} of them are open after 17 s")
    done = subprocess.run(["curl", "-s", "-m", "10", "-o", "/dev/null", "-w", "%{http_code}", c.page], capture_output=True,
                          text=True).stdout
    good &= check(done == "200", f"the page answers {done}")
    return good & (c.end() or True)


def absurd_layer():
    """A result with layer 10^9, then the page and the report."""
    c = Coordinator(sweep=REGRESSION, more=["--http", ":0"])
    one = p.Peer(c.place)
    one.say(p.hello("w", 1, 1))
    lease = p.leases(one.hear_kind([p.ASSIGN]))[0]
    one.say(p.reported([p.success(lease, p.result(layers=[dict(epoch=300, figures=dict(nrc1=0.5), layer=10**9)]))]))
    one.hear_kind([p.ACKNOWLEDGED, p.REVOKED], 5)
    time.sleep(0.5)
    good = check(c.finished() == 0, f"{c.finished()} results were accepted")
    subprocess.run(["curl", "-s", "-m", "20", "-o", "/dev/null", c.page])
    done = c.fathom("report", "--store", c.store, "--out", c.folder + "/report")
    good &= check(c.lives and done.returncode >= 0, f"page and report are made (exit {c.process.poll()}, {done.returncode})")
    return good & (c.end() or True)


def endless_message():
    """A message of many parts that never ends, from a connection that has said nothing before; at most 3 GiB."""
    return endless(False)


def endless_message_of_a_worker():
    """The same from one that has said hello."""
    return endless(True)


def endless(says_hello):
    c = Coordinator()
    worker = c.work()
    c.wait_for("joined")
    most = Highest(c)
    sent = 0
    piece = b"x" * (1 << 20)
    start = time.time()
    try:
        one = p.Peer(c.place)
        if says_hello:
            one.say(p.hello("evil", 1, 0))
        while sent < 3000 and time.time() - start < 40:
            one.say(piece, more=True)
            sent += 1
    except OSError as error:
        print(f"    cut off after {sent} MiB: {error}")
    good = check(most.take() < 800, f"{most.most} MiB at most while {sent} MiB came")
    time.sleep(1)
    good &= check("are cut" in c.words or "is dropped" in c.words, f"the log says so: {c.words[-200:]}")
    good &= check(c.status() is not None, "a client is answered")
    worker.terminate()
    return good & check(c.end(), "it ends when asked")


def before_the_handshake():
    """80 connections with a command of 16 MiB before the handshake; no key."""
    c = Coordinator(keys=True)
    worker = c.work(c.tokens["worker0"])
    c.wait_for("joined")
    most = Highest(c)
    big = b"\6" + (16 * 1024 * 1024 - 9).to_bytes(8, "big") + b"x" * (16 * 1024 * 1024 - 10)
    held = []

    def one():
        try:
            link = socket.socket()
            link.settimeout(5)
            link.connect(address(c.place))
            held.append(link)
            link.sendall(p.Peer.greeting(b"CURVE"))
            link.sendall(big)
        except OSError:
            pass

    threads = [threading.Thread(target=one) for _ in range(80)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    time.sleep(1)
    good = check(most.take() < 1000, f"{most.most} MiB at most")
    good &= check(c.status(c.tokens["viewer3"]) is not None, "a client is answered")
    good &= check("silent" not in c.words, "the worker that was there is not cut off")
    for link in held:
        link.close()
    worker.terminate()
    return good & (c.end() or True)


def short_connections(count=6000):
    """Short connections with a viewer's key, then a worker (the old limit was 50,000; here it is told by its log)."""
    c = Coordinator(keys=True)
    for _ in range(count // 20):
        link = p.Peer(c.tokens["viewer3"])
        link.say(p.beat(0))
        link.close()
    one = p.Peer(c.tokens["worker0"])
    one.say(p.hello("late", 1, 0))
    found = one.hear(10)
    good = check(found and found[3] == p.WELCOME, "a worker is welcome afterwards")
    return good & (c.end() or True)


def slow_result():
    """A result of 4.4 MB in a spelling that is slow to read."""
    layers = [dict(layer=1, figures={}, epoch=place + 1) for place in range(100000)]
    return json.dumps(dict(provenance=p.ORIGIN, curve=[], figures={}, layers=layers)).encode()


def slow_flood(c, one, leases, room, limit):
    """Reports a slow result for each lease as fast as the connection takes it; answers whether others are answered."""
    slow = slow_result()

    def flood():
        try:
            for lease in leases:
                one.say(p.reported([p.success(lease, slow)], room))
        except OSError:
            pass

    most = Highest(c)
    thread = threading.Thread(target=flood, daemon=True)
    thread.start()
    time.sleep(1)
    seconds = c.status(limit=100)
    good = check(seconds is not None and seconds < limit, f"another client is answered after {seconds} s")
    thread.join(60)
    return good & check(most.take() < 1000, f"{most.most} MiB at most")


def slow_results():
    """150 results in a spelling that is slow to read, for leases that nobody granted."""
    c = Coordinator(more=["--http", ":0"])
    one = p.Peer(c.place)
    one.say(p.hello("slow", 1, 0))
    return slow_flood(c, one, [os.urandom(16) + p.u32(1) for _ in range(150)], 0, limit=5) & (c.end() or True)


def held_slow_results():
    """The same for leases that were granted, as fast as they come."""
    c = Coordinator(trials=300)
    one = p.Peer(c.place)
    one.say(p.hello("slow", 64, 64))
    return slow_flood(c, one, p.leases(one.hear_kind([p.ASSIGN])), 64, limit=8) & (c.end() or True)


def another_name():
    """A second worker's key says hello under the first one's name and reports on its lease; also after a restart."""
    c = Coordinator(keys=True, trials=5)
    a, b = p.Peer(c.tokens["worker0"]), p.Peer(c.tokens["worker1"])
    a.say(p.hello("node7-1-abc", 1, 1))
    lease = p.leases(a.hear_kind([p.ASSIGN]))[0]
    b.say(p.hello("node7-1-abc", 1, 1))
    found = b.hear(5)
    good = check(found and found[3] == p.REFUSED, f"the second key is {'refused' if found and found[3] == p.REFUSED else 'welcome'}")
    b.say(p.reported([p.success(lease)]))
    time.sleep(0.5)
    good &= check(c.finished() == 0, f"{c.finished()} results were taken from it")
    return good & (c.end() or True)


def holds():
    """A worker holds trials with 'time: 1s' for ever, with steps that rise."""
    c = Coordinator(sweep=NOOP % 40 + "resources: {time: 1s}\n", more=["--lease", "2"])
    one = p.Peer(c.place)
    one.say(p.hello("holder", 40, 40))
    held = p.leases(one.hear_kind([p.ASSIGN]))
    start, revoked = time.time(), 0
    step = 0
    while time.time() - start < 12:
        step += 1
        one.say(p.beat(0, [lease + b"\1" + p.u64(step) for lease in held]))
        end = time.time() + 0.3
        while time.time() < end:
            found = one.hear(max(0.01, end - time.time()))
            if found and found[3] == p.REVOKED:
                revoked += int.from_bytes(found[4:8], "little")
    good = check(revoked >= 40, f"{revoked} of {len(held)} trials were taken from it in 12 s")
    return good & (c.end() or True)


def words():
    """Failure text with what steers a terminal, in the log and in 'explain'."""
    c = Coordinator(trials=2)
    one = p.Peer(c.place)
    one.say(p.hello("w", 1, 1))
    lease = p.leases(one.hear_kind([p.ASSIGN]))[0]
    one.say(p.reported([p.failure(
        lease, "\x1b]0;OWNED\x07\x1b[2J\n2026-01-01T00:00:00Z  Sweep deadbeef is cancelled.\x00tail\u202e", "\x1b[2Jlog\n")], 0))
    c.wait_for("OWNED")
    shown = c.words + c.fathom("explain", lease[:16].hex(), "--store", c.store).stdout
    bad = sorted({hex(ord(sign)) for sign in shown if (ord(sign) < 32 and sign != "\n") or 0x202a <= ord(sign) <= 0x202e})
    good = check(not bad, f"signs that steer: {bad}")
    good &= check("\n2026-01-01T00:00:00Z" not in shown, "no line begins as the worker wants")
    return good & (c.end() or True)


def comers():
    """Hello and left under new names for five seconds."""
    c = Coordinator(trials=1)
    one = p.Peer(c.place)
    start, count = time.time(), 0
    while time.time() - start < 5:
        one.say(p.hello(f"comer-{count}", 1, 0))
        one.say(p.frame(p.LEFT))
        count += 1
    time.sleep(1)
    import sqlite3
    rows = sqlite3.connect(c.store + "/fathom.db").execute("SELECT count(*) FROM workers").fetchone()[0]
    size = len(c.words)
    good = check(rows == 0, f"{rows} rows of workers after {count} came")
    good &= check(size < 100_000, f"{size} bytes of log")
    return good & (c.end() or True)


def hand_backs():
    """Whatever is given comes back at once, for five seconds."""
    c = Coordinator(trials=50)
    one = p.Peer(c.place)
    one.say(p.hello("w", 1, 1))
    start, count = time.time(), 0
    while time.time() - start < 5:
        found = one.hear(0.2)
        if found and found[3] == p.ASSIGN:
            given = p.leases(found)
            count += len(given)
            one.say(p.given_back(given))
    good = check(count <= 60, f"{count} leases were given and came back")
    good &= check("gave back" in c.words, "it is named in the log")
    return good & (c.end() or True)


def unread_answers():
    """Answers of many megabytes on connections that read nothing."""
    c = Coordinator(trials=60000)
    request = p.frame(0x43, p.u32(1), b"\1", b"\1", p.text("last"), p.text(""), p.text(""), p.text(""), p.u32(0), p.u32(0))
    most = Highest(c)
    held = []
    for _ in range(3):
        one = p.Peer(c.place, room=4096)
        held.append(one)
        for number in range(8):
            one.say(request[:4] + p.u32(number) + request[8:])
    time.sleep(2)
    seconds = [c.status(limit=60) for _ in range(3)]
    good = check(None not in seconds and max(seconds) < 15, f"another client is answered after {seconds} s")
    time.sleep(20)
    good &= check(most.take() < 1000, f"{most.most} MiB at most")
    for one in held:
        one.close()
    return good & (c.end() or True)
