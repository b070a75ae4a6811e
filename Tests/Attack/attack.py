"""What peers, folders and terminals can do to a coordinator, done to it: usage: attack.py BINARIES [SCENE ...]

Each scene starts its own coordinator on loopback, does its worst and prints what it saw; a scene that ends or stalls the
coordinator fails. Bounded in time and memory: see each. Nothing leaves this machine."""

import json
import os
import random
import re
import resource
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time

import peer as p

BINARIES = os.path.abspath(sys.argv[1])
NOOP = "name: noop\nexperiment: noop\nseeds: %d\nretry: {max: 50}\n"


class Coordinator:
    def __init__(self, trials=100, more=(), files=None, log=None, sweep=None, keys=False, before=None):
        self.folder = tempfile.mkdtemp(prefix="fathom-attack-")
        self.store = list(more)[list(more).index("--store") + 1] if "--store" in more else self.folder + "/store"
        self.tokens = {}
        if keys:
            self.fathom("keys", "init", "--store", self.store)
        with open(self.folder + "/sweep.yaml", "w") as file:
            file.write(sweep or NOOP % trials)
        self.log = log or self.folder + "/log"

        def prepare():
            os.setpgid(0, 0)
            if files:
                resource.setrlimit(resource.RLIMIT_NOFILE, (files, files))

        out = open(self.log, "wb") if isinstance(self.log, str) and not os.path.exists(self.log) else self.log
        out = open(out, "wb") if isinstance(out, str) else out
        self.process = subprocess.Popen(
            [BINARIES + "/fathom", "coordinator", "sweep.yaml", "--store", self.store,
             *([] if "--listen" in more else ["--listen", "tcp://127.0.0.1:*"]), *more], cwd=self.folder, stdout=subprocess.DEVNULL, stderr=out, preexec_fn=prepare)
        self.pid = self.process.pid
        if isinstance(self.log, str) and log is None:
            self.place = self.wait_for(r"Listening on (tcp://\S+)")
            found = re.search(r"(http://\S+)", self.words)
            self.page = found.group(1) if found else None
        if keys:
            for role in ("worker", "worker", "submitter", "viewer"):
                name = f"{role}{len(self.tokens)}"
                out = self.fathom("keys", "add", name, "--role", role, "--at", self.place, "--store", self.store)
                self.tokens[name] = re.search(r"tcp://\S+/[0-9a-f]{64}/[0-9a-f]{64}", out.stdout + out.stderr).group(0)
            self.wait_for("Keys were changed: 4 are")

    def fathom(self, *arguments, timeout=60):
        return subprocess.run([BINARIES + "/fathom", *arguments], capture_output=True, text=True, cwd=self.folder,
                              timeout=timeout)

    @property
    def words(self):
        with open(self.log, errors="replace") as file:
            return file.read()

    def wait_for(self, pattern, seconds=30):
        end = time.time() + seconds
        while time.time() < end:
            found = re.search(pattern, self.words)
            if found:
                return found.group(found.re.groups and 1)
            if self.process.poll() is not None:
                break
            time.sleep(0.02)
        raise AssertionError(f"'{pattern}' is not in the log: {self.words[-600:]}")

    @property
    def lives(self):
        return self.process.poll() is None

    @property
    def megabytes(self):
        try:
            with open(f"/proc/{self.pid}/status") as file:
                return int(re.search(r"VmRSS:\s+(\d+)", file.read()).group(1)) // 1024
        except (OSError, AttributeError):
            return -1

    def status(self, token=None, limit=30):
        """Seconds until another client is answered; None when it is not."""
        start = time.time()
        try:
            done = self.fathom("status", "--server", token or self.place, timeout=limit)
        except subprocess.TimeoutExpired:
            return None
        return round(time.time() - start, 2) if done.returncode == 0 else None

    def work(self, token=None, slots=1):
        return subprocess.Popen(
            [BINARIES + "/fathom-worker", "--join", token or self.place, "--slots", str(slots), "--spool",
             self.folder + "/spool"], stdout=subprocess.DEVNULL, stderr=open(self.folder + "/worker", "wb"),
            preexec_fn=lambda: os.setpgid(0, 0))

    def finished(self):
        found = self.fathom("list", "--store", self.store, "--format", "json").stdout
        return int(re.search(r'"(?:finished|done)"\s*:\s*(\d+)', found).group(1))

    def end(self, limit=10):
        if self.lives:
            self.process.send_signal(signal.SIGTERM)
            try:
                self.process.wait(limit)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
                return False
        shutil.rmtree(self.folder, ignore_errors=True)
        return True


def check(fact, words):
    print(("    held: " if fact else "    NOT HELD: ") + words, flush=True)
    return bool(fact)


class Highest:
    """Memory while something goes on."""

    def __init__(self, coordinator):
        self.coordinator, self.most, self.stop = coordinator, 0, False
        self.thread = threading.Thread(target=self.look, daemon=True)
        self.thread.start()

    def look(self):
        while not self.stop:
            self.most = max(self.most, self.coordinator.megabytes)
            time.sleep(0.05)

    def take(self):
        self.stop = True
        return self.most


def idle_connections(count, host, port):
    found = []
    for _ in range(count):
        try:
            one = socket.socket()
            one.settimeout(2)
            one.connect((host, port))
            found.append(one)
        except OSError:
            pass
    return found


def address(place):
    host, port = place[6:].rsplit(":", 1)
    return host, int(port)


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


def gone(one):
    one.setblocking(False)
    try:
        return one.recv(100) == b""
    except BlockingIOError:
        return False
    except OSError:
        return True


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


REGRESSION = """name: r
parameters: {dataset: teacher, samples: 100, inputs: 4, target_dim: 3, target_rank: 2, depth: 3, width: 8, epochs: 300}
seeds: 5
retry: {max: 50}
"""


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


def store_removed():
    """The store's folder is removed while trials run."""
    c = Coordinator(trials=60, more=["--until-done"])
    one = p.Peer(c.place)
    one.say(p.hello("w", 1, 60))
    lease = p.leases(one.hear_kind([p.ASSIGN]))[0]
    shutil.rmtree(c.store)
    one.say(p.reported([p.success(lease)], 60))
    try:
        found = one.hear_kind([p.ACKNOWLEDGED], 4)
    except (OSError, EOFError):
        found = None
    good = check(found is None or p.u32(1) != found[4:8], "nothing is acknowledged")
    try:
        status = c.process.wait(10)
    except subprocess.TimeoutExpired:
        status = None
    good &= check(status == 1, f"it ends with {status}")
    good &= check("removed, moved or replaced" in c.words, "and says why")
    return good & (c.end() or True)


def tab_in_a_name():
    """A data file with a tab in its name."""
    c = Coordinator()
    path = c.folder + "/a\tb.csv"
    with open(path, "w") as file:
        file.write("x,y\n" + "".join(f"{i},{i * i % 7}\n" for i in range(50)))
    with open(c.folder + "/d.yaml", "w") as file:
        file.write(f'name: d\nparameters: {{dataset: "{path}", epochs: 2, target_columns: 1, depth: 3, width: 4}}\nseeds: 1\n')
    done = c.fathom("plan", "d.yaml")
    good = check(done.returncode == 2 and "control character" in done.stderr, f"plan refuses it: {done.stderr.strip()[:150]}")
    return good & check(c.lives, "and the coordinator lives") & (c.end() or True)


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


def stuck_log():
    """A log whose reader reads nothing, filled by workers that come and go."""
    folder = tempfile.mkdtemp()
    pipe = folder + "/pipe"
    os.mkfifo(pipe)
    reading = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    writing = os.open(pipe, os.O_WRONLY)
    c = Coordinator(log=writing)
    time.sleep(1.5)
    said = ""
    end = time.time() + 20
    while "Listening" not in said and time.time() < end:
        try:
            said += os.read(reading, 60000).decode()
        except BlockingIOError:
            time.sleep(0.1)
    c.place = re.search(r"Listening on (tcp://\S+)", said).group(1)
    one = p.Peer(c.place)
    for number in range(4000):
        one.say(p.hello(f"comer-{number}", 1, 0) )
        one.say(p.frame(p.LEFT))
        if number % 50 == 0:
            one.say(p.reported([p.failure(os.urandom(16) + p.u32(1), "x" * 4000)], 0))
    for _ in range(300):
        link = p.Peer(c.place)
        link.say(b"no frame at all" + os.urandom(5))
    seconds = c.status(limit=10)
    good = check(seconds is not None, f"another client is answered after {seconds} s")
    start = time.time()
    c.process.send_signal(signal.SIGTERM)
    try:
        status = c.process.wait(10)
    except subprocess.TimeoutExpired:
        status = None
        c.process.kill()
    good &= check(status == 0, f"SIGTERM ends it with {status} after {time.time() - start:.1f} s")
    c.process.wait()
    shutil.rmtree(folder)
    return good & (c.end() or True)


def signals():
    """The signals of a terminal that closes and of batch systems that warn; a log on a full disk."""
    good = True
    for name in ("SIGHUP", "SIGUSR1", "SIGUSR2"):
        c = Coordinator()
        c.process.send_signal(getattr(signal, name))
        status = c.process.wait(10)
        good &= check(status == 0 and "Stopped" in c.words, f"{name} ends a coordinator with {status}")
        c.end()
        c = Coordinator(sweep=NOOP % 5)
        worker = c.work()
        c.wait_for("joined")
        time.sleep(0.5)
        worker.send_signal(getattr(signal, name))
        status = worker.wait(15)
        good &= check(status == 0, f"{name} ends a worker with {status}")
        c.end()
    c = Coordinator(log=open("/dev/full", "wb"))
    time.sleep(2)
    good &= check(c.lives, f"a log on a full disk ends nothing (exit {c.process.poll()})")
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


def few_files():
    """Fewer descriptors than are needed, for coordinator and worker."""
    good = True
    for count, command in [(24, ["fathom", "coordinator", "--store", "s", "--http", ":0", "--listen", "tcp://127.0.0.1:*"]),
                           (40, ["fathom-worker", "--join", "tcp://127.0.0.1:1", "--slots", "16"])]:
        folder = tempfile.mkdtemp()
        done = subprocess.run(["bash", "-c", f"ulimit -n {count}; exec timeout 10 {BINARIES}/{' '.join(command)}"], cwd=folder,
                              capture_output=True, text=True)
        good &= check(done.returncode == 1 and "ulimit" in done.stderr, f"{count}: exit {done.returncode}: {done.stderr.strip()[-140:]}")
        shutil.rmtree(folder)
    c = Coordinator(files=64)
    good &= check(c.status() is not None, "64 are enough for a coordinator without a page")
    return good & (c.end() or True)


def disk_full():
    """A store on a full disk (root): readers are answered and SIGTERM is heard."""
    folder = tempfile.mkdtemp()
    if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=8m", "tmpfs", folder], capture_output=True).returncode:
        print("    left out: this user may mount nothing")
        return True
    c = None
    try:
        c = Coordinator(trials=10, more=["--store", folder + "/store"])
        one = p.Peer(c.place)
        one.say(p.hello("w", 1, 1))
        lease = p.leases(one.hear_kind([p.ASSIGN]))[0]
        filling = os.open(folder + "/fill", os.O_WRONLY | os.O_CREAT)
        try:
            while True:
                os.write(filling, b"x" * 4096)
        except OSError:
            os.close(filling)
        one.say(p.reported([p.success(lease)], 1))
        for number in range(200):
            one.say(p.given_back([lease]))
        c.wait_for("disk is full", 10)
        seconds = c.status(limit=10)
        good = check(seconds is not None, f"a reader is answered after {seconds} s")
        start = time.time()
        c.process.send_signal(signal.SIGTERM)
        try:
            status = c.process.wait(8)
        except subprocess.TimeoutExpired:
            status = None
            c.process.kill()
        return good & check(status is not None, f"SIGTERM ends it with {status} after {time.time() - start:.1f} s")
    finally:
        if c:
            c.end()
        subprocess.run(["umount", "-l", folder])


def clock_jumps():
    """The machine's wall clock jumps by years, to and fro, under coordinator and worker."""
    folder = tempfile.mkdtemp()
    clock = folder + "/clock"
    with open(clock, "wb") as file:
        file.write(bytes(8))
    here = os.path.dirname(os.path.abspath(__file__))
    subprocess.run(["cc", "-shared", "-fPIC", "-O1", "-o", folder + "/clock.so", here + "/clock.c"], check=True)
    moved = dict(LD_PRELOAD=folder + "/clock.so", FATHOM_CLOCK=clock)
    os.environ.update(moved)
    try:
        c = Coordinator(sweep=REGRESSION.replace("seeds: 5", "seeds: 150"), more=["--http", ":0", "--until-done"])
        worker = c.work(slots=2)
        c.wait_for("joined")
        day, jumps, years = 86400, 0, set()
        with open(clock, "r+b") as file:
            for offset in 60 * [400 * day, -400 * day, -20000 * day, 30, 200000 * day, 0]:
                file.seek(0)
                file.write(offset.to_bytes(8, "little", signed=True))
                file.flush()
                jumps += 1
                if c.process.poll() is not None:
                    break
                time.sleep(0.2)
                years |= set(re.findall(r"^([+-]?\d+)-", c.words, re.M))
                if jumps % 12 == 0:
                    subprocess.run(["curl", "-s", "-m", "10", "-o", "/dev/null", c.page], env={"PATH": os.environ["PATH"]})
        status = c.process.wait(60)
    finally:
        for name in moved:
            del os.environ[name]
    good = check(len(years) > 1, f"the log is of the years {', '.join(sorted(years))}: {jumps} jumps")
    good &= check(status == 0 and c.finished() == 150, f"it ends with {status} and {c.finished()} of 150 results")
    good &= check("silent" not in c.words and "failed" not in c.words, "no worker is taken for silent, no attempt has failed")
    for command in (["report", "last"], ["verify", "last"], ["watch", "last", "--once"], ["export", "last", "--table", "trials"]):
        done = c.fathom(*command, "--store", c.store)
        good &= check(done.returncode == 0, f"{command[0]}: exit {done.returncode} {done.stderr.strip()[-100:]}")
    worker.terminate()
    shutil.rmtree(folder)
    return good & (c.end() or True)


def version6():
    """A host name that has an address of version 6 alone (root: in a mount namespace with hosts of its own)."""
    import ipaddress
    with open("/proc/net/if_inet6") as file:
        found = [ipaddress.ip_address(bytes.fromhex(line.split()[0])) for line in file]
    found = [address for address in found if not address.is_link_local]
    if not found or os.geteuid():
        print("    left out: no such address here, or no right to mount")
        return True
    folder = tempfile.mkdtemp()
    with open(folder + "/hosts", "w") as file:
        file.write(f"{found[0]} six\n")
    c = Coordinator(trials=3, more=["--listen", f"tcp://[{found[0]}]:*", "--insecure"])
    port = c.place.rsplit(":", 1)[1]
    done = subprocess.run(
        ["unshare", "-m", "sh", "-c",
         f"mount --bind {folder}/hosts /etc/hosts; exec {BINARIES}/fathom-worker --join tcp://six:{port} --slots 1 "
         f"--idle 3s --spool {folder}/spool"], capture_output=True, text=True, timeout=60)
    good = check(done.returncode == 0 and c.finished() == 3, f"{c.finished()} of 3 trials are done over {found[0]}: "
                 f"exit {done.returncode} {done.stderr.strip()[-120:]}")
    shutil.rmtree(folder)
    return good & (c.end() or True)


def long_plan():
    """A plan of a million cells, nearly all of which a condition of 50 parts leaves out."""
    c = Coordinator(trials=10)
    values = lambda found: "{values: [%s]}" % ", ".join(found)
    condition = " and ".join(["width > 4"] + [f"width != {number}" for number in range(300, 350)])
    with open(c.folder + "/big.yaml", "w") as file:
        file.write(f"""name: big
parameters:
  dataset: teacher
  samples: 100
  inputs: 4
  target_dim: 3
  target_rank: 2
  width: {values(str(i) for i in range(4, 1004))}
  depth: {values(str(i) for i in range(2, 12))}
  learning_rate: {values(f"{0.0001 * (1 + i / 10):.6g}" for i in range(100))}
  epochs: 2
seeds: 1
exclude: ["{condition}"]
""")
    start = time.time()
    asking = subprocess.Popen([BINARIES + "/fathom", "submit", "big.yaml", "--server", c.place], cwd=c.folder,
                              stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
    waits = []
    while asking.poll() is None and time.time() - start < 120:
        waits.append(c.status(limit=30))
        time.sleep(0.2)
    good = check(asking.poll() == 0, f"it is taken after {time.time() - start:.1f} s (exit {asking.poll()})")
    asking.kill()
    asking.wait()
    good &= check(waits and None not in waits and max(waits) < 5, f"others are answered {len(waits)} times meanwhile, within {max(waits)} s")
    return good & check(c.end(), "it ends when asked")


def many_sweeps(count=100000):
    """'pause all' over many sweeps."""
    c = Coordinator(trials=1)
    import sqlite3
    c.process.send_signal(signal.SIGTERM)
    c.process.wait()
    link = sqlite3.connect(c.store + "/fathom.db")
    link.execute("PRAGMA foreign_keys = OFF")
    rows = link.execute("SELECT name, file, trials, retry_max, submitted_time, asked_time FROM sweeps").fetchone()
    trial = link.execute("SELECT number FROM trials").fetchone()[0]
    with link:
        for number in range(2, count + 2):
            link.execute("INSERT INTO sweeps (number, id, name, file, trials, retry_max, submitted_time, asked_time) "
                         "VALUES (?, ?, ?, ?, ?, ?, ?, ?)", (number, os.urandom(16), *rows))
            link.execute("INSERT INTO trials (number, id, spec) SELECT ?, ?, spec FROM trials WHERE number = ?",
                         (number + 10, os.urandom(16), trial))
            link.execute("INSERT INTO sweep_trials (sweep, position, trial, cell, reused) VALUES (?, 0, ?, 0, 0)",
                         (number, number + 10))
    link.close()
    log = c.folder + "/log2"
    process = subprocess.Popen([BINARIES + "/fathom", "coordinator", "--store", c.store, "--listen", "tcp://127.0.0.1:*"],
                               stderr=open(log, "wb"), cwd=c.folder)
    c.process, c.pid, c.log = process, process.pid, log
    c.place = c.wait_for(r"Listening on (tcp://\S+)", 120)
    start = time.time()
    done = c.fathom("pause", "all", "--server", c.place, timeout=300)
    paused = time.time() - start
    start = time.time()
    c.fathom("list", "--store", c.store, timeout=300)
    listed = time.time() - start
    good = check(done.returncode == 0 and paused < 10, f"{count} sweeps are paused after {paused:.1f} s (exit {done.returncode})")
    good &= check(listed < 20, f"and listed after {listed:.1f} s")
    return good & (c.end() or True)


SCENES = [descriptors, half_requests, absurd_layer, endless_message, endless_message_of_a_worker, before_the_handshake, short_connections, slow_results,
          held_slow_results, another_name, store_removed, tab_in_a_name, holds, stuck_log, signals, words, comers, hand_backs,
          unread_answers, few_files, disk_full, clock_jumps, version6, long_plan, many_sweeps]


def main():
    wanted = sys.argv[2:]
    failed, start = [], time.time()
    for scene in SCENES:
        if wanted and scene.__name__ not in wanted:
            continue
        begun = time.time()
        print(f"{scene.__name__}: {scene.__doc__.splitlines()[0]}", flush=True)
        try:
            held = scene()
        except Exception as error:  # What a scene cannot go on with is a failure of what it attacks.
            held = check(False, f"{type(error).__name__}: {error}")
        if not held:
            failed.append(scene.__name__)
        print(f"    {time.time() - begun:.0f} s", flush=True)
    print(f"{len(failed)} scenes did not hold{': ' + ', '.join(failed) if failed else ''}; {time.time() - start:.0f} s.")
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
