"""Tries to get in, 100 times a second while GO-FILE exists, and writes what it was answered to STATE-FILE.

usage: intruder.py tcp://HOST:PORT VERSION SERVER-KEY REVOKED-SECRET VIEWER-SECRET GO-FILE STATE-FILE
VERSION is the protocol's, keys are 64 hexadecimal digits. Each attempt is a connection of its own, of one of the kinds below
in turn: it connects, says all that its kind says, listens for three seconds and is gone.
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

endpoint, version, server, revoked, viewer, go, state = sys.argv[1:]
RATE, PATIENCE = 100, 3.0
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
    for data in frames:
        socket.send(data, zmq.DONTWAIT)
    attempts[name] += 1
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


def write(is_on):
    seconds = resource.getrusage(resource.RUSAGE_SELF)
    with open(state + ".new", "w") as file:
        json.dump(dict(
            on=is_on, attempts=sum(attempts.values()), kinds=attempts, refusals=answers, gained=gained[:5],
            gains=len(gained), seconds=active, cpu_seconds=seconds.ru_utime + seconds.ru_stime), file)
    os.replace(state + ".new", state)


waiting, active, was_on, is_told = collections.deque(), 0.0, False, False
while True:
    time.sleep(0.005 if was_on or waiting else 0.1)
    now, is_on = time.monotonic(), os.path.exists(go)
    if is_on and not was_on:
        began, made = now, 0
        write(True)
    if was_on and not is_on:
        active += now - began
        is_told = False
    was_on = is_on
    while is_on and made < (now - began) * RATE:
        waiting.append(attempt(sum(attempts.values()) % len(KINDS)))
        made += 1
    while waiting and waiting[0][0] < now:
        conclude(*waiting.popleft()[1:])
    if not is_on and not waiting and not is_told:
        write(False)
        is_told = True
