"""Opens the live page and report.html in headless Chromium, as their readers do, and asks what checks.py asks.

run.py BINARIES BROWSER [PICTURES]: screenshots go to the folder PICTURES where it is named. FATHOM_PAGE_SECONDS is how
long a report may take to load (1.5), FATHOM_PAGE_TRIALS=0 leaves the one of 10,000 trials out.
"""
import json
import lzma
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import urllib.request

import checks
from browser import Browser

HERE = os.path.dirname(os.path.abspath(__file__))
WIDTHS = (1280, 390)


class Site:
    """A store with its coordinator and workers, which end with it."""

    def __init__(self, binaries, folder):
        self.binaries, self.folder, self.started = binaries, folder, []
        os.makedirs(folder)
        self.log = f"{folder}/coordinator.log"
        self.start("fathom", "coordinator", "--listen", f"ipc://{folder}/s", "--store", f"{folder}/store",
                   "--http", ":0", log=self.log)
        until(lambda: "http://" in open(self.log).read() and "Listening" in open(self.log).read(), "it serves")
        self.address = [word for word in open(self.log).read().split() if word.startswith("http://")][0]

    def start(self, name, *words, log):
        with open(log, "w") as file:
            self.started.append(subprocess.Popen([f"{self.binaries}/{name}", *words], stderr=file))
        return self.started[-1]

    def join(self):
        return self.start("fathom-worker", "--join", f"ipc://{self.folder}/s", "--slots", "1", "--spool",
                          f"{self.folder}/spool", log=f"{self.folder}/worker.log")

    def submit(self, path):
        self.ask("submit", path, "--server", f"ipc://{self.folder}/s")

    def fathom(self, *words):
        return self.ask(*words, "--store", f"{self.folder}/store")

    def ask(self, *words):
        done = subprocess.run([f"{self.binaries}/fathom", *words], capture_output=True, text=True)
        expect(done.returncode == 0, " ".join(words), done.stderr)
        return done.stdout

    def sweep(self):
        return json.loads(self.fathom("status", "last", "--format", "json"))[0]

    def end(self):
        for one in self.started:
            one.send_signal(signal.SIGCONT)
            one.kill()
            one.wait()


def expect(fact, what, words):
    if not fact:
        sys.exit(f"{what}: {words}")


def until(fact, words, limit=300):
    end = time.monotonic() + limit
    while not fact():
        expect(time.monotonic() < end, words, f"not within {limit} s")
        time.sleep(0.1)


class Reader:
    """Looks at pages at two widths, in the light and in the dark."""

    def __init__(self, browser, pictures):
        self.browser, self.pictures = browser, pictures

    def read(self, name, address, findings=None, draws=None, longest=None, limit=None):
        """All that is asked of every page, as it opens and with all that folds unfolded.

        `draws`: whether it must have charts; `longest`: pixels on a wide screen; `limit`: seconds to load.
        """
        for width, scheme in zip(WIDTHS, ("light", "dark")):
            what = f"{name} at {width} pixels, {scheme}"
            self.browser.look(width, scheme)
            loaded, drawn = self.browser.open(address)
            length = self.browser.ask("document.documentElement.scrollHeight")
            if self.pictures:
                self.browser.screenshot(f"{self.pictures}/{name.replace(' ', '-')}-{width}.png", whole=True)
            expect(not (bad := self.browser.ask(checks.CROWDED)), what, f"text that cannot be read: {bad[:8]}")
            expect(not (lost := checks.broken_keyboard(self.browser)), what, f"by keyboard: {lost}")
            self.browser.unfold()
            charts = self.browser.ask("document.querySelectorAll('.chart').length")
            facts = [
                (not self.browser.console, f"the console says {self.browser.console}"),
                (draws is None or draws == (charts > 0), f"{charts} charts"),
                (not (empty := self.browser.ask(checks.EMPTY_CHARTS)), f"charts without marks: {empty}"),
                (self.browser.ask("document.documentElement.scrollWidth <= innerWidth && innerWidth === %d" % width),
                 "it is wider than the screen"),
                (not (dim := self.browser.ask(checks.CONTRAST)), f"too little contrast: {dim}"),
                (not (bad := self.browser.ask(checks.CROWDED)), f"unfolded, text that cannot be read: {bad[:8]}"),
                (self.browser.ask("[...document.querySelectorAll('.chart')].every(one => one.querySelector('svg'))")
                 or not charts, "a chart is not drawn"),
                (self.browser.ask("window.struck === undefined"), "a name was run as a script"),
            ]
            for fact, words in facts:
                expect(fact, what, words)
            compared = 0
            if findings:
                wrong, compared = checks.wrong_numbers(self.browser, findings)
                expect(not wrong and compared > 7, what, f"{compared} numbers compared: {wrong[:5]}")
            print(f"{what}: {charts} charts drawn, {compared} numbers as in findings.json, nothing on the console; "
                  f"{length} pixels long; loaded in {loaded:.2f} s, drawn in {drawn:.2f} s", flush=True)
            expect(longest is None or width < 1000 or length <= longest, what, f"it is {length} pixels long")
            expect(limit is None or loaded < limit, what, f"it took {loaded:.2f} s to load")


def running_and_finished(reader, site):
    """From no sweep over one trial to a finished sweep, and what a name that is a script becomes."""
    reader.read("no sweeps", site.address)
    strange = f"{site.folder}/<script>struck=1<!--.csv"
    with open(strange, "w") as file:
        file.write("a,b\n" + "".join(f"{i},{i % 3}\n" for i in range(20)))
    one = f"{site.folder}/one.yaml"
    with open(one, "w") as file:
        file.write("name: one\nparameters:\n  dataset: {value: '<script>struck=1<!--.csv'}\n"
                   "  target_columns: {value: 1}\n  depth: {value: 2}\n  width: {value: 4}\n  epochs: {value: 1}\n"
                   "  batch_size: {value: 4}\nseeds: 1\n")
    site.submit(one)
    reader.read("one trial", site.address)
    reader.read("its sweep", f"{site.address}sweeps/{site.sweep()['id']}")
    site.submit(f"{HERE}/sweep.yaml")
    worker = site.join()
    until(lambda: site.sweep()["finished"] >= 8, "8 trials are finished")
    # The agent stands still meanwhile, so that the sweep is sure to run.
    worker.send_signal(signal.SIGSTOP)
    sweep = f"{site.address}sweeps/{site.sweep()['id']}"
    reader.read("running", site.address, draws=True)
    with urllib.request.urlopen(f"{sweep}/findings.json") as answer:
        reader.read("running sweep", sweep, json.load(answer), draws=True)
    worker.send_signal(signal.SIGCONT)
    reader.browser.wait("document.querySelector('#forecast')?.textContent.startsWith('Every trial has ended')", 120)
    print("An open page renewed itself to the sweep's end.", flush=True)
    return sweep


def finished(reader, site, sweep):
    site.fathom("report", "last", "--out", f"{site.folder}/report", "--images")
    with open(f"{site.folder}/report/findings.json") as file:
        findings = json.load(file)
    charts = os.listdir(f"{site.folder}/report/charts")
    for ending, first in ((".svg", b"<svg"), (".png", b"\x89PNG")):
        names = [name for name in charts if name.endswith(ending)]
        expect(len(names) * 3 == len(charts) > 0, "images", f"{len(names)} {ending} for {len(charts)} files")
        for name in names:
            with open(f"{site.folder}/report/charts/{name}", "rb") as file:
                expect(file.read(4) == first, "images", f"'{name}' is none")
    # The page goes by the report until it makes its own anew, at most a tenth of the time.
    reader.read("report", f"file://{site.folder}/report/report.html", findings, draws=True)
    until(lambda: urllib.request.urlopen(f"{sweep}/findings.json").read() == open(
        f"{site.folder}/report/findings.json", "rb").read(), "the page has the report's numbers")
    reader.read("finished", site.address, draws=True)
    reader.read("finished sweep", sweep, findings, draws=True)
    trial = json.loads(site.fathom("trials", "last", "--format", "json"))[0]["trial"]
    reader.read("trial", f"{site.address}trials/{trial}", draws=True)
    shown = f"{site.address}sweeps/" + json.loads(site.fathom("status", "one", "--format", "json"))[0]["id"]
    reader.read("strange name", shown)
    expect(reader.browser.ask("document.body.textContent.includes('<script>struck=1<!--.csv')"), "strange name",
           "it is not shown as text")


def stored(reader, binaries, folder, limit):
    """The reports of the quickstart, from the store that the tests keep, and of a classification."""
    os.makedirs(f"{folder}/store")
    fixture = os.path.join(HERE, "../EndToEndTests/Fixtures/quickstart.db.xz")
    with lzma.open(fixture) as packed, open(f"{folder}/store/fathom.db", "wb") as file:
        shutil.copyfileobj(packed, file)
    for name, words, longest in (
            ("quickstart", ["report", "last", "--store", f"{folder}/store"], 8000),
            ("classes", ["run", f"{HERE}/classes.yaml", "--slots", "1", "--store", f"{folder}/classes"], None)):
        done = subprocess.run([f"{binaries}/fathom", *words], capture_output=True, text=True)
        expect(done.returncode == 0, name, done.stderr)
        if words[0] == "run":
            words = ["report", "last", "--store", f"{folder}/classes"]
        done = subprocess.run([f"{binaries}/fathom", *words, "--out", f"{folder}/{name}"], capture_output=True, text=True)
        expect(done.returncode == 0, name, done.stderr)
        with open(f"{folder}/{name}/findings.json") as file:
            findings = json.load(file)
        reader.read(name, f"file://{folder}/{name}/report.html", findings, draws=True, longest=longest, limit=limit)


def many(reader, site, limit):
    """10,000 trials: how long a report takes to write and to open, and the live page over them."""
    site.submit(f"{HERE}/scale.yaml")
    site.join()
    until(lambda: site.sweep()["ended"] == 10_000, "10,000 trials have ended", 600)
    start = time.monotonic()
    site.fathom("report", "scale", "--out", f"{site.folder}/report")
    written = time.monotonic() - start
    megabytes = os.path.getsize(f"{site.folder}/report/report.html") / 1e6
    reader.browser.look(1280)
    loaded, drawn = min((reader.browser.open(f"file://{site.folder}/report/report.html") for _ in range(3)),
                        key=lambda pair: pair[1])
    reader.browser.unfold()
    charts = reader.browser.ask("document.querySelectorAll('.chart svg').length")
    print(f"A report over 10,000 trials: written in {written:.2f} s, {megabytes:.2f} MB, its page open with what the "
          f"screen shows in {loaded:.2f} s and the last of {charts} charts drawn after {drawn:.2f} s.", flush=True)
    expect(written < 10 and megabytes < 15 and loaded < limit, "a report over 10,000 trials", "it is too slow or too big")
    with open(f"{site.folder}/report/findings.json") as file:
        findings = json.load(file)
    reader.read("report of 10000", f"file://{site.folder}/report/report.html", findings, draws=True)
    sweep = f"{site.address}sweeps/{site.sweep()['id']}"
    reader.read("10000 trials", site.address, draws=True)
    reader.read("sweep of 10000", f"{sweep}?state=finished&page=50", findings, draws=True)


def main(binaries, program, pictures=None):
    if pictures:
        os.makedirs(pictures, exist_ok=True)
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        browser = Browser(program, f"{folder}/profile")
        sites = []
        try:
            reader = Reader(browser, pictures)
            limit = float(os.environ.get("FATHOM_PAGE_SECONDS", "1.5"))
            stored(reader, binaries, f"{folder}/stored", limit)
            sites.append(Site(binaries, f"{folder}/few"))
            finished(reader, sites[0], running_and_finished(reader, sites[0]))
            if os.environ.get("FATHOM_PAGE_TRIALS") != "0":
                sites.append(Site(binaries, f"{folder}/many"))
                many(reader, sites[1], limit)
        finally:
            browser.close()
            for site in sites:
                site.end()


main(*sys.argv[1:])
