"""What folders, terminals, disks, clocks and large sweeps can do to a coordinator."""

import contextlib
import os
import re
import resource
import shutil
import signal
import sqlite3
import subprocess
import tempfile
import time

import peer as p
from lab import BINARIES, NOOP, REGRESSION, Coordinator, check, address


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
    status, words = c.terminated(10)
    good &= check(status == 0, words)
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


@contextlib.contextmanager
def small_disk(size):
    """A folder on a disk of its own (root); None where this user may mount nothing."""
    folder = tempfile.mkdtemp()
    if subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", folder], capture_output=True).returncode:
        print("    left out: this user may mount nothing")
        yield None
        return
    try:
        yield folder
    finally:
        subprocess.run(["umount", "-l", folder])
        os.rmdir(folder)


def disk_full():
    """A store on a full disk (root): readers are answered and SIGTERM is heard."""
    with small_disk("8m") as folder:
        if not folder:
            return True
        c = Coordinator(trials=10, more=["--store", folder + "/store"])
        try:
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
            status, words = c.terminated(8)
            return good & check(status is not None, words)
        finally:
            c.end()


def full_checkpoints():
    """A full disk where checkpoints lie (root): trials go on without them."""
    with small_disk("256k") as disk, environment(FATHOM_CHECKPOINT_SECONDS="0"):
        if not disk:
            return True
        c = Coordinator(sweep=REGRESSION.replace("width: 8", "width: 100"), more=["--until-done"])
        os.makedirs(c.folder + "/spool")
        os.symlink(disk, c.folder + "/spool/checkpoints")
        worker = c.work(slots=2)
        status = c.process.wait(120)
        words = open(c.folder + "/worker", errors="replace").read()
        good = check(status == 0 and c.finished() == 5, f"it ends with {status} and {c.finished()} of 5 results")
        told = words.count("The trial goes on without a checkpoint")
        good &= check("No space left" in words and told > 0, f"the worker says so {told} times: {words[:200].strip()}")
        failed = c.fathom("trials", "last", "--store", c.store).stdout.count("failed")
        good &= check(failed == 0, f"{failed} trials failed")
        worker.terminate()
        worker.wait()
        return good & check(c.end(), "it ends when asked")


def out_of_memory():
    """A worker with less memory than one of its trials needs: that trial fails and the others are done."""
    values = "{values: [100, 400000]}"
    c = Coordinator(sweep=REGRESSION.replace("samples: 100", f"samples: {values}").replace("inputs: 4", "inputs: 400")
                    .replace("seeds: 5", "seeds: 2").replace("max: 50", "max: 1"), more=["--until-done"])
    limit = 500 << 20
    worker = c.work(slots=1, before=lambda: resource.setrlimit(resource.RLIMIT_AS, (limit, limit)))
    status = c.process.wait(120)
    listed = c.fathom("trials", "last", "--store", c.store, "--format", "json").stdout
    states = sorted(re.findall(r'"state"\s*:\s*"(\w+)"', listed))
    good = check(states == ["failed", "failed", "finished", "finished"], f"it ends with {status}; trials: {states}")
    trial = re.search(r"[Tt]rial (\w+): attempt \d+ [^\n]*failed[^\n]*", c.words)
    good &= check(trial and "memory" in trial.group(0), f"it says why: {trial and trial.group(0)}")
    worker.terminate()
    return good & check(worker.wait(10) is not None and c.end(), "they end when asked")


def power_cut():
    """What gets a new name is on disk before, and the name after: no power cut brings back what was replaced."""
    folder = tempfile.mkdtemp()
    here = os.path.dirname(os.path.abspath(__file__))
    subprocess.run(["cc", "-shared", "-fPIC", "-O1", "-o", folder + "/durable.so", here + "/durable.c", "-ldl"], check=True)
    with environment(LD_PRELOAD=folder + "/durable.so", FATHOM_NAMES=folder + "/names", FATHOM_CHECKPOINT_SECONDS="0"):
        c = Coordinator(sweep=REGRESSION, more=["--until-done"], keys=True)
        c.fathom("keys", "revoke", "worker1", "--store", c.store)
        worker = c.work(c.tokens["worker0"])
        status = c.process.wait(120)
        worker.terminate()
        worker.wait()
    with open(folder + "/names") as file:
        events = [line.rstrip("\n").split("\t") for line in file]
    kinds, faults = {}, []
    for place, (process, deed, *names) in enumerate(events):
        if deed != "rename":
            continue
        draft, name = names
        own = [(what, of) for who, what, *of in events[:place] if who == process]
        later = [of for who, what, *of in events[place:] if who == process and what == "fsync"]
        kind = os.path.splitext(name)[1] or os.path.basename(name)
        kinds[kind] = kinds.get(kind, 0) + 1
        if ("fsync", [draft]) not in own or [os.path.dirname(name)] not in later:
            faults.append(name)
    good = check(status == 0 and len(kinds) > 2, f"names given: {kinds}")
    good &= check(not faults, f"{len(faults)} of them may be lost: {faults[:3]}")
    shutil.rmtree(folder)
    return good & check(c.end(), "it ends when asked")


@contextlib.contextmanager
def environment(**more):
    """More variables for what is started meanwhile."""
    os.environ.update(more)
    try:
        yield
    finally:
        for name in more:
            os.environ.pop(name, None)


def clock_jumps():
    """The machine's wall clock jumps by years, to and fro, under coordinator and worker."""
    folder = tempfile.mkdtemp()
    clock = folder + "/clock"
    with open(clock, "wb") as file:
        file.write(bytes(8))
    here = os.path.dirname(os.path.abspath(__file__))
    subprocess.run(["cc", "-shared", "-fPIC", "-O1", "-o", folder + "/clock.so", here + "/clock.c"], check=True)
    with environment(LD_PRELOAD=folder + "/clock.so", FATHOM_CLOCK=clock):
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
