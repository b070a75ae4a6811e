"""Opens one page in headless Chromium at two widths and holds it against findings.json."""
import html
import json
import re
import subprocess
import sys

browser, folder, state, page, findings = sys.argv[1:]


def open_page(width):
    """The page after its scripts ran, and what its console said."""
    done = subprocess.run(
        [browser, "--headless=new", "--no-sandbox", "--disable-gpu", "--enable-logging=stderr", "--timeout=8000",
         f"--user-data-dir={folder}/profile", f"--window-size={width},2000", "--dump-dom", page],
        capture_output=True, text=True, timeout=120)
    return done.stdout, [line for line in done.stderr.splitlines() if "CONSOLE" in line]


def expect(fact, words):
    if not fact:
        sys.exit(f"{page} ({state}): {words}")


for width in (1280, 390):
    text, console = open_page(width)
    expect(not console, f"the console says {console}")
    expect('data-charts="drawn"' in text, f"the charts were not drawn at {width} pixels")
    places = re.findall(r'<div class="chart[^"]*" data-chart="([^"]+)".*?</figure>', text, re.S)
    drawn = [figure for figure in re.findall(r'<div class="chart.*?</figure>', text, re.S)
             if re.search(r'<path[^>]+ d="M|<path[^>]+d="[^"]*[LAh]', figure)]
    expect(places and len(drawn) == len(places), f"{len(drawn)} of {len(places)} charts are drawn at {width} pixels")
    seen = html.unescape(re.sub(r"<[^>]+>", "", text))
    if findings:
        with open(findings) as file:
            for finding in json.load(file)["findings"]:
                expect(finding["sentence"] in seen, f"'{finding['sentence']}' is missing at {width} pixels")
    print(f"{page} ({state}) at {width} pixels: {len(drawn)} charts drawn, nothing on the console.")
