"""Headless Chromium, driven over its debugging pipe: no package beside Python's own library is needed."""
import base64
import json
import os
import select
import subprocess
import time


class Browser:
    """One Chromium with one page."""

    def __init__(self, program, profile):
        (self.input, commands), (answers, output) = os.pipe(), os.pipe()
        os.set_inheritable(self.input, True)
        os.set_inheritable(output, True)

        def place():
            # The pipe's ends may themselves be 3 or 4: both are copied out of the way first.
            read, write = os.dup(self.input), os.dup(output)
            os.dup2(read, 3)
            os.dup2(write, 4)

        self.process = subprocess.Popen(
            [program, "--headless=new", "--no-sandbox", "--disable-gpu", "--remote-debugging-pipe",
             "--hide-scrollbars", "--no-first-run", f"--user-data-dir={profile}", "about:blank"],
            preexec_fn=place, close_fds=False, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL)
        os.close(self.input)
        os.close(output)
        self.commands, self.answers = commands, answers
        self.heard, self.number, self.console, self.session = b"", 0, [], None
        target = self.call("Target.createTarget", url="about:blank")["targetId"]
        self.session = self.call("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        for domain in ("Page", "Runtime", "Log", "Network"):
            self.call(f"{domain}.enable")

    def call(self, method, **parameters):
        """What the browser answers to one command."""
        self.number += 1
        message = {"id": self.number, "method": method, "params": parameters}
        if self.session:
            message["sessionId"] = self.session
        data = json.dumps(message).encode() + b"\0"
        while data:
            data = data[os.write(self.commands, data):]
        while True:
            answer = self.next(60)
            if answer.get("id") == self.number:
                if "error" in answer:
                    raise RuntimeError(f"{method}: {answer['error']['message']}")
                return answer["result"]

    def next(self, limit):
        """The next answer or event; what the page's console says is kept."""
        while b"\0" not in self.heard:
            if not select.select([self.answers], [], [], limit)[0]:
                raise TimeoutError(f"Chromium said nothing for {limit} s")
            part = os.read(self.answers, 1 << 20)
            if not part:
                raise RuntimeError("Chromium ended")
            self.heard += part
        text, self.heard = self.heard.split(b"\0", 1)
        message = json.loads(text)
        kind, what = message.get("method"), message.get("params", {})
        if kind == "Runtime.consoleAPICalled":
            self.console.append(" ".join(str(one.get("value", one.get("description"))) for one in what["args"]))
        elif kind == "Runtime.exceptionThrown":
            self.console.append(what["exceptionDetails"].get("exception", {}).get("description", "an exception"))
        elif kind == "Log.entryAdded":
            self.console.append(f"{what['entry']['text']} {what['entry'].get('url', '')}")
        return message

    def look(self, width, scheme="light", height=1600):
        """How wide the screen is and which colours its owner likes."""
        self.call("Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1,
                  mobile=width < 600)
        self.call("Emulation.setEmulatedMedia", features=[{"name": "prefers-color-scheme", "value": scheme}])

    def open(self, address):
        """Loads a page and waits until its charts are drawn; seconds to its load event and to the last chart."""
        self.console = []
        start = time.monotonic()
        self.call("Page.navigate", url=address)
        self.wait("document.readyState === 'complete' && location.href !== 'about:blank'")
        loaded = time.monotonic() - start
        self.wait("!document.getElementById('charts') || document.documentElement.dataset.charts === 'drawn'")
        return loaded, time.monotonic() - start

    def unfold(self):
        """Opens all that folds and waits until what is in it is drawn."""
        self.ask("document.querySelectorAll('details').forEach(one => one.open = true)")
        time.sleep(0.2)
        self.wait("!document.getElementById('charts') || document.documentElement.dataset.charts === 'drawn'")

    def wait(self, fact, limit=60):
        end = time.monotonic() + limit
        while time.monotonic() < end:
            if self.ask(fact):
                return
            time.sleep(0.02)
        raise TimeoutError(f"this never held: {fact}")

    def ask(self, expression):
        """The value of a JavaScript expression, as JSON can tell it."""
        found = self.call("Runtime.evaluate", expression=expression, returnByValue=True, awaitPromise=True)
        if "exceptionDetails" in found:
            raise RuntimeError(found["exceptionDetails"].get("exception", {}).get("description", expression))
        return found["result"].get("value")

    def press(self, key, code):
        for kind in ("rawKeyDown", "keyUp"):
            self.call("Input.dispatchKeyEvent", type=kind, key=key, code=key, windowsVirtualKeyCode=code)

    def screenshot(self, path, whole=False):
        picture = self.call("Page.captureScreenshot", format="png", captureBeyondViewport=whole)
        with open(path, "wb") as file:
            file.write(base64.b64decode(picture["data"]))

    def close(self):
        self.process.terminate()
        self.process.wait()
