"""Takes the README's picture: the first charts of a report's last data set."""
import base64
import os
import sys
import tempfile

from browser import Browser

WIDTH = 1280


def main(program, report, picture):
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        browser = Browser(program, f"{folder}/profile")
        try:
            browser.look(WIDTH)
            browser.open(f"file://{os.path.abspath(report)}")
            top, bottom = browser.ask(
                "(section => [section.querySelector('h2').getBoundingClientRect().top, "
                "section.querySelectorAll('.charts')[2].getBoundingClientRect().bottom])"
                "([...document.querySelectorAll('section[id^=data-]')].at(-1))")
            taken = browser.call(
                "Page.captureScreenshot", format="png", captureBeyondViewport=True,
                clip={"x": 0, "y": top, "width": WIDTH, "height": bottom - top + 24, "scale": 1})
        finally:
            browser.close()
    os.makedirs(os.path.dirname(picture), exist_ok=True)
    with open(picture, "wb") as file:
        file.write(base64.b64decode(taken["data"]))
    print(f"{picture}: {os.path.getsize(picture) // 1000} kB")


main(*sys.argv[1:])
