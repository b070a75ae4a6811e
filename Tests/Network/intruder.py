"""Tries to get in, 100 times a second in every other window of 2.5 s while GO-FILE exists, and writes to STATE-FILE what it was
answered and when it looked. Of the windows between, it rests in every other one; in the rest of them it spins: it uses the
processor as much as trying did and says nothing, because an intruder brings a machine of its own and here it has none.

usage: intruder.py tcp://HOST:PORT VERSION SERVER-KEY REVOKED-SECRET VIEWER-SECRET COORDINATOR-PID GO-FILE STATE-FILE
VERSION is the protocol's, keys are 64 hexadecimal digits. Each attempt is a connection of its own, of one of the kinds below
in turn: it connects, says all that its kind says, listens for five seconds and is gone. Ends when GO-FILE does.
"""
import collections
import json
import os
import resource
import struct
import sys
import time

import zmq
from zmq.utils import z85

endpoint, version, server, revoked, viewer, coordinator, go, state = sys.argv[1:]
RATE, WINDOW, PATIENCE = 100, 2.5, 5.0
HELLO, BEAT, REPORTED, LEFT, SUBMIT, ORDER = 0x01, 0x02, 0x03, 0x05, 0x41, 0x42
WELCOME, ASSIGN, ACKNOWLEDGED, REFUSED, ANSWER = 0x11, 0x12, 0x13, 0x16, 0x51


def u32(number):
    return struct.pack("<I", number)


def text(string):
    return u32(len(string)) + string.encode()


def frame(kind, *fields):
    return b"FM" + bytes([int(version), kind]) + b"".join(fields)


def pair(secret=None):
    """Public and secret half in Z85."""
    if secret is None:
        return zmq.curve_keypair()
    secret = z85.encode(bytes.fromhex(secret))
    return zmq.curve_public(secret), secret


NAME = f"intruder-{os.getpid()}"
RESULT = json.dumps(
    dict(figures={}, layers=[], curve=[], provenance=dict(
        coreType="none", processor="any", libraries="none", version="1", host="intruder", trainSeconds=0,
        measureSeconds=0)), sort_keys=True)


def join():
    """All that a worker says: it greets, wants work, and reports a trial that it was not given."""
    lease = os.urandom(16) + u32(1)
    result = lease + b"\x00" + text(RESULT)
    return [
        frame(HELLO, text(NAME), text("intruder"), u32(4), u32(64), u32(2), text("none"), u32(0)),
        frame(BEAT, u32(64), u32(0)), frame(REPORTED, u32(64), u32(1), result), frame(LEFT)]


def ask():
    """A submission and every order."""
    sweep = "name: intruder\nexperiment: noop\nseeds: 1000\n"
    orders = [bytes([order]) + (u32(2000) if order == 4 else b"") for order in range(5)]
    return [frame(SUBMIT, u32(1), b"\x00", os.urandom(16), text(sweep), text("intruder.yaml"), text(""), u32(0))] + [
        frame(ORDER, u32(2), b"\x00", order, text("last")) for order in orders]


server = z85.encode(bytes.fromhex(server))
revoked, viewer = pair(revoked), pair(viewer)
KINDS = [
    ("unknown key", lambda: (pair(), join() + ask())),
    ("revoked key", lambda: (revoked, join() + ask())),
    ("viewer submits", lambda: (viewer, ask())),
    ("viewer joins", lambda: (viewer, join())),
    ("no key", lambda: (None, join() + ask())),
]
attempts, answers = collections.Counter(), collections.Counter()
gained = []
context = zmq.Context()
context.set(zmq.MAX_SOCKETS, 4096)


def attempt(kind):
    name, prepare = KINDS[kind]
    keys, frames = prepare()
    socket = context.socket(zmq.DEALER)
    socket.setsockopt(zmq.LINGER, 0)
    socket.setsockopt(zmq.RECONNECT_IVL, -1)  # one attempt is one connection
    if keys:
        socket.curve_serverkey, (socket.curve_publickey, socket.curve_secretkey) = server, keys
    socket.connect(endpoint)
    attempts[name] += 1
    try:
        for data in frames:
            socket.send(data, zmq.DONTWAIT)
    except zmq.Again:  # turned away already
        pass
    return time.monotonic() + PATIENCE, name, socket


def conclude(name, socket):
    """Hears what came; anything but a refusal is a gain."""
    try:
        while True:
            data = socket.recv(zmq.DONTWAIT)
            refusal = data[3] == REFUSED or data[3] == ANSWER and data[12] == 2
            answers[name] += refusal
            if not refusal:
                gained.append(f"{name}: {data[:200]!r}")
    except zmq.Again:
        socket.close()


def used():
    """Its own processor seconds."""
    own = resource.getrusage(resource.RUSAGE_SELF)
    return own.ru_utime + own.ru_stime


def look(doing):
    """When, what begins, and the coordinator's and its own processor seconds."""
    with open(f"/proc/{coordinator}/stat") as file:
        fields = file.read().rsplit(")", 1)[1].split()
    return [time.time(), doing, (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK"), used()]


def share():
    """The part of a core that it used in all windows in which it tried."""
    spans = [(after[0] - before[0], after[3] - before[3]) for before, after in zip(looks, looks[1:]) if before[1] == "tries"]
    return sum(own for _, own in spans) / sum(length for length, _ in spans)


def write():
    with open(state + ".new", "w") as file:
        json.dump(dict(attempts=sum(attempts.values()), kinds=attempts, refusals=answers, gained=gained[:5],
                       gains=len(gained), looks=looks), file)
    os.replace(state + ".new", state)


ROUND = ("rests", "tries", "spins", "tries")
waiting, looks, due, doing = collections.deque(), [], 0.0, "rests"
write()
while True:
    time.sleep(0.005 if doing != "rests" or waiting else 0.1)
    now = time.monotonic()
    if os.path.exists(go) and now >= due:
        # Its time is over, or it is the first: the next begins.
        doing = ROUND[len(looks) % len(ROUND)]
        began, made, due = now, 0, now + WINDOW
        looks.append(look(doing))
        write()
        spent, part = used(), share() if doing == "spins" else 0
    elif looks and not os.path.exists(go) and due:
        doing, due = "rests", 0.0
        looks.append(look(doing))
    while doing == "tries" and made < (now - began) * RATE:
        waiting.append(attempt(sum(attempts.values()) % len(KINDS)))
        made += 1
    while doing == "spins" and used() - spent < (now - began) * part:
        pass
    while waiting and waiting[0][0] < now:
        conclude(*waiting.popleft()[1:])
    if looks and not due and not waiting:
        write()
        break
