"""A peer of a coordinator that is made by hand: ZMTP 3.0 with and without CURVE, and the messages of docs/protocol.md.
Python's own library and libsodium are all it needs, and nothing stops it from saying what no worker would."""

import ctypes
import ctypes.util
import json
import os
import re
import socket
import struct
import time

HELLO, BEAT, REPORTED, BACK, LEFT, FETCH = 1, 2, 3, 4, 5, 6
WELCOME, ASSIGN, ACKNOWLEDGED, REVOKED, WHO, REFUSED, PIECE, WITHHELD = 0x11, 0x12, 0x13, 0x14, 0x15, 0x16, 0x17, 0x18


def u32(number):
    return struct.pack("<I", number)


def u64(number):
    return struct.pack("<Q", number)


def text(words):
    data = words if isinstance(words, bytes) else words.encode()
    return u32(len(data)) + data


def frame(kind, *fields):
    return b"FM\x02" + bytes([kind]) + b"".join(fields)


def numerics():
    """The version of the arithmetic, from the only place that says it."""
    source = os.path.join(os.path.dirname(__file__), "../../Sources/SweepModel/Specification/Specification.swift")
    return int(re.search(r"currentNumerics = (\d+)", open(source).read())[1])


NUMERICS = numerics()


def hello(name, slots=1, room=1, held=()):
    return frame(HELLO, text(name), text("elsewhere"), u32(slots), u32(room), u32(NUMERICS), text("none"),
                 u32(len(held)), *held)


def beat(room, held=()):
    return frame(BEAT, u32(room), u32(len(held)), *held)


def reported(reports, room=1):
    return frame(REPORTED, u32(room), u32(len(reports)), *reports)


def given_back(leases):
    return frame(BACK, u32(len(leases)), *leases)


ORIGIN = dict(coreType="none", processor="any", libraries="none", version="1", host="elsewhere", trainSeconds=0,
              measureSeconds=0)


def result(**members):
    found = dict(curve=[], figures={}, layers=[], provenance=ORIGIN)
    found.update(members)
    return json.dumps(found, sort_keys=True, separators=(",", ":")).encode()


def success(lease, content=None):
    return lease + b"\0" + text(content if content is not None else result())


def failure(lease, words, log=None):
    tail = b"" if log is None else text(log)
    return lease + (b"\1" if log is None else b"\3") + b"\1" + text(words) + tail


def leases(message):
    """Of an assignment."""
    count, place, found = struct.unpack("<I", message[4:8])[0], 8, []
    for _ in range(count):
        found.append(message[place:place + 20])
        place += 20
        for _ in range(2):
            place += 4 + struct.unpack("<I", message[place:place + 4])[0]
        place += 16
    return found


def property_(name, value):
    return bytes([len(name)]) + name + struct.pack(">I", len(value)) + value


def command(body):
    return bytes([4, len(body)]) + body if len(body) < 256 else b"\6" + struct.pack(">Q", len(body)) + body


def part(body, more=False):
    flag = 1 if more else 0
    return bytes([flag, len(body)]) + body if len(body) < 256 else bytes([flag | 2]) + struct.pack(">Q", len(body)) + body


class Peer:
    """One connection. 'place' is tcp://host:port, or a join token."""

    def __init__(self, place, room=None):
        words = place[len("tcp://"):].split("/")
        host, port = words[0].rsplit(":", 1)
        self.socket = socket.socket()
        if room:
            self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, room)
        self.socket.settimeout(20)
        self.socket.connect((host, int(port)))
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.box = None
        if len(words) == 3:
            self._curve(bytes.fromhex(words[1]), bytes.fromhex(words[2]))
        else:
            self.socket.sendall(self.greeting(b"NULL"))
            self.read(64)
            self.socket.sendall(command(b"\5READY" + property_(b"Socket-Type", b"DEALER") + property_(b"Identity", b"")))
            self.read_part()

    @staticmethod
    def greeting(mechanism):
        return b"\xff" + b"\0" * 8 + b"\x7f\3\0" + mechanism.ljust(20, b"\0") + b"\0" * 32

    def _curve(self, server, secret):
        box = Box()
        public, short = box.public(secret), os.urandom(32)
        self.socket.sendall(self.greeting(b"CURVE"))
        self.read(64)
        first = struct.pack(">Q", 1)
        self.socket.sendall(command(b"\5HELLO\1\0" + b"\0" * 72 + box.public(short) + first + box.seal(
            b"\0" * 64, b"CurveZMQHELLO---" + first, server, short)))
        welcome = self.read_part()[1]
        if welcome[:8] != b"\7WELCOME":
            raise EOFError("no welcome")
        opened = box.open(welcome[24:], b"WELCOME-" + welcome[8:24], server, short)
        self.their, cookie = opened[:32], opened[32:]
        second, random = struct.pack(">Q", 2), os.urandom(16)
        vouch = random + box.seal(box.public(short) + server, b"VOUCH---" + random, self.their, secret)
        wanted = property_(b"Socket-Type", b"DEALER") + property_(b"Identity", b"")
        self.socket.sendall(command(b"\x08INITIATE" + cookie + second + box.seal(
            public + vouch + wanted, b"CurveZMQINITIATE" + second, self.their, short)))
        if self.read_part()[1][:6] != b"\5READY":
            raise EOFError("not let in")
        self.box, self.short, self.count = box, short, 2

    def read(self, count):
        data = b""
        while len(data) < count:
            more = self.socket.recv(min(count - len(data), 1 << 20))
            if not more:
                raise EOFError("the coordinator hung up")
            data += more
        return data

    def read_part(self):
        flags = self.read(1)[0]
        size = struct.unpack(">Q", self.read(8))[0] if flags & 2 else self.read(1)[0]
        return flags, self.read(size)

    def bytes_of(self, body, more=False):
        if self.box is None:
            return part(body, more)
        self.count += 1
        number = struct.pack(">Q", self.count)
        return part(b"\7MESSAGE" + number + self.box.seal(
            bytes([1 if more else 0]) + body, b"CurveZMQMESSAGEC" + number, self.their, self.short))

    def say(self, body, more=False):
        self.socket.sendall(self.bytes_of(body, more))

    def hear(self, seconds=5.0):
        """The next message; None when none comes."""
        self.socket.settimeout(seconds)
        try:
            flags, body = self.read_part()
        except (TimeoutError, socket.timeout):
            return None
        finally:
            self.socket.settimeout(20)
        if flags & 4:
            return self.hear(seconds)
        if self.box is None:
            return body
        number = body[8:16]
        return self.box.open(body[16:], b"CurveZMQMESSAGES" + number, self.their, self.short)[1:]

    def hear_kind(self, kinds, seconds=10.0):
        end = time.time() + seconds
        while time.time() < end:
            found = self.hear(max(0.01, end - time.time()))
            if found and found[3] in kinds:
                return found
        return None

    def close(self):
        self.socket.close()


class Box:
    """libsodium's box."""

    def __init__(self):
        self.sodium = ctypes.CDLL(ctypes.util.find_library("sodium") or "libsodium.so.23")

    def public(self, secret):
        found = ctypes.create_string_buffer(32)
        self.sodium.crypto_scalarmult_base(found, secret)
        return found.raw

    def seal(self, message, nonce, public, secret):
        found = ctypes.create_string_buffer(len(message) + 16)
        self.sodium.crypto_box_easy(found, message, ctypes.c_ulonglong(len(message)), nonce, public, secret)
        return found.raw

    def open(self, sealed, nonce, public, secret):
        found = ctypes.create_string_buffer(max(1, len(sealed) - 16))
        if self.sodium.crypto_box_open_easy(found, sealed, ctypes.c_ulonglong(len(sealed)), nonce, public, secret):
            raise EOFError("what came cannot be opened")
        return found.raw[:len(sealed) - 16]
