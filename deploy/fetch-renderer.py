#!/usr/bin/env python3
"""Writes the JavaScript that draws a report's charts: Vega, Vega-Lite and Vega-Embed in one file.

Usage: python3 deploy/fetch-renderer.py [.build/charts/vega-bundle.js]

The bundle comes out of a pinned release of vl-convert-python (PyPI), which carries the libraries inside; a
throw-away virtual environment holds it (Debian: python3-venv). The file defines window.vegaEmbed.
"""
import os
import pathlib
import subprocess
import sys
import tempfile
import venv

PACKAGE = "vl-convert-python==1.9.0.post1"
VEGA_LITE = "6.4"
PRINT_BUNDLE = f"import vl_convert as v; print(v.javascript_bundle(vl_version={VEGA_LITE!r}), end='')"


def bundle() -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        venv.create(folder, with_pip=True)
        python = os.path.join(folder, "bin", "python")
        subprocess.run(
            [python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", PACKAGE], check=True)
        return subprocess.run([python, "-c", PRINT_BUNDLE], check=True, stdout=subprocess.PIPE).stdout


def main() -> int:
    target = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else ".build/charts/vega-bundle.js")
    try:
        text = bundle()
    except (OSError, subprocess.CalledProcessError) as error:
        print(f"Cannot fetch the chart renderer: {error}. Reports show tables without it.", file=sys.stderr)
        return 1
    if b"window.vegaEmbed=" not in text:
        print(f"'{PACKAGE}' gave a bundle without window.vegaEmbed; nothing was written.", file=sys.stderr)
        return 1
    target.parent.mkdir(parents=True, exist_ok=True)
    part = target.with_suffix(".part")
    part.write_bytes(text)
    part.replace(target)
    print(f"{target}: {len(text)} bytes", file=sys.stderr)
    return 0


if __name__ == "__main__":
    sys.exit(main())
