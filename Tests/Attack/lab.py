"""A coordinator on loopback to do something to, and what is looked at meanwhile. The first argument is the folder of the binaries."""

import os
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

BINARIES = os.path.abspath(sys.argv[1])
NOOP = "name: noop\nexperiment: noop\nseeds: %d\nretry: {max: 50}\n"
REGRESSION = """name: r
parameters: {dataset: teacher, samples: 100, inputs: 4, target_dim: 3, target_rank: 2, depth: 3, width: 8, epochs: 300}
seeds: 5
retry: {max: 50}
"""


class Coordinator:
    def __init__(self, trials=100, more=(), files=None, log=None, sweep=None, keys=False):
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

    def work(self, token=None, slots=1, before=lambda: None):
        return subprocess.Popen(
            [BINARIES + "/fathom-worker", "--join", token or self.place, "--slots", str(slots), "--spool",
             self.folder + "/spool"], stdout=subprocess.DEVNULL, stderr=open(self.folder + "/worker", "wb"),
            preexec_fn=lambda: (os.setpgid(0, 0), before()))

    def finished(self):
        found = self.fathom("list", "--store", self.store, "--format", "json").stdout
        return int(re.search(r'"(?:finished|done)"\s*:\s*(\d+)', found).group(1))

    def terminated(self, limit):
        """Exit code after SIGTERM, None when it had to be killed, and the seconds that it took."""
        start = time.time()
        self.process.send_signal(signal.SIGTERM)
        try:
            status = self.process.wait(limit)
        except subprocess.TimeoutExpired:
            status = None
            self.process.kill()
        return status, f"SIGTERM ends it with {status} after {time.time() - start:.1f} s"

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


def gone(one):
    one.setblocking(False)
    try:
        return one.recv(100) == b""
    except BlockingIOError:
        return False
    except OSError:
        return True
