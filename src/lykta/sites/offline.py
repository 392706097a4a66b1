"""The reporting page as an app: the service worker, what it may keep, and the manifest.

The worker is put together here so that its version is the hash of everything it keeps: a changed file is a new worker.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Iterator
from functools import cache, wraps
from pathlib import Path
from typing import Any, ParamSpec

from django.conf import settings
from django.contrib.staticfiles import finders
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.urls import NoReverseMatch, reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

SHELL_HEADER = "X-Lykta-Shell"
PARTS = "lykta/reporting"
# What the report page and the page for "no coverage" need. The map is not among it: it needs the network anyway.
FOLDERS = (PARTS, "lykta/screening")
FILES = ("lykta/lantern.svg",)
NOT_KEPT = {"service_worker.js"}  # the browser keeps the worker itself
KEPT_KINDS = {".js", ".css", ".json", ".woff2", ".svg", ".mjs"}
ICONS = (("icon-192.png", "192x192", "any"), ("icon-512.png", "512x512", "any"),
         ("icon-maskable-512.png", "512x512", "maskable"))  # fmt: skip
P = ParamSpec("P")
NIGHT, SNOW = "#10243e", "#f6f7f9"


@require_safe
def service_worker(request: HttpRequest) -> HttpResponse:
    answer = HttpResponse(_worker(get_language() or "sv"), content_type="text/javascript; charset=utf-8")
    answer["Cache-Control"] = "no-cache"
    return answer


@require_safe
def manifest(request: HttpRequest) -> HttpResponse:
    """`?door=` is a municipality's slug, or `l` for a personal link: never a token."""
    start = start_of(request.GET.get("door", ""))
    answer = JsonResponse(
        {
            "id": start,
            "start_url": start,
            "scope": "/",
            "name": _("Lykta – report"),
            "short_name": "Lykta",
            "description": _("Report what has happened at a place, also without coverage."),
            "lang": get_language() or "sv",
            "dir": "ltr",
            "display": "standalone",
            "theme_color": NIGHT,
            "background_color": SNOW,
            "icons": [_icon(*row) for row in ICONS],
        },
        content_type="application/manifest+json",
    )
    answer["Cache-Control"] = "no-cache"
    return answer


def start_of(door: str) -> str:
    """The report page of a door. What is no slug starts at the front door; nothing is looked up."""
    if door == "l":
        return reverse("by_link:report")
    try:
        return reverse("staff:report", args=[door])
    except NoReverseMatch:
        return reverse("front_door")


def shell_of_this_version(view: Callable[P, HttpResponse]) -> Callable[P, HttpResponse]:
    """For the report page: tells an older worker that this page's scripts are not those it keeps."""

    @wraps(view)
    def told(*args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        answer = view(*args, **kwargs)
        answer[SHELL_HEADER] = shell_version()
        return answer

    return told


def shell_version() -> str:
    return _version(get_language() or "sv")


def shell_files() -> list[str]:
    """Names of the static files that the worker keeps."""
    return sorted({*FILES, *_in_folders()})


def _in_folders() -> Iterator[str]:
    for folder in FOLDERS:
        top = _path(folder)
        for path in sorted(top.rglob("*")):
            if path.suffix in KEPT_KINDS and path.name not in NOT_KEPT:
                yield f"{folder}/{path.relative_to(top).as_posix()}"


def _icon(name: str, sizes: str, purpose: str) -> dict[str, str]:
    return {"src": static(f"{PARTS}/{name}"), "sizes": sizes, "type": "image/png", "purpose": purpose}


def _worker(language: str) -> str:
    names = {
        "VERSION": _version(language),
        "SHELL": [static(name) for name in shell_files()],
        **_offline_words(),
    }
    given = "".join(f"const {name} = {json.dumps(value)};\n" for name, value in names.items())
    return f'"use strict";\n{given}{_program()}'


def _offline_words() -> dict[str, Any]:
    link = _("Report all the same")
    no_door = _("Open the report page once with coverage, and it works without afterwards.")
    return {
        "OFFLINE": render_to_string("sites/reporting/no_coverage.html"),
        "OFFLINE_LINK": f'<p><a class="ds-button" href="{{door}}">{link}</a></p>',
        "OFFLINE_NO_DOOR": f"<p>{no_door}</p>",
        "OFFLINE_POLICY": "default-src 'self'; style-src-attr 'unsafe-inline'",
    }


def _program() -> str:
    """The queue as the page has it, without its exports: a classic script is what every browser's worker can read."""
    queue = re.sub(r"^export ", "", _text("queue.js"), flags=re.MULTILINE)
    return f"const queue = (() => {{\n{queue}\nreturn {{ sendAll, tidy }};\n}})();\n{_text('service_worker.js')}"


def _text(name: str) -> str:
    return _path(f"{PARTS}/{name}").read_text(encoding="utf-8")


def _path(name: str) -> Path:
    found = finders.find(name)
    if not found:
        raise FileNotFoundError(name)
    return Path(found)


def _version(language: str) -> str:
    return _hash(language) if settings.DEBUG else _hash_once(language)


def _hash(language: str) -> str:
    total = hashlib.sha256(language.encode())
    for name in shell_files():
        total.update(name.encode())
        total.update(_path(name).read_bytes())
    total.update(json.dumps(_offline_words(), sort_keys=True).encode())
    total.update(_program().encode())
    return total.hexdigest()[:16]


_hash_once = cache(_hash)
