"""Interface texts: English ids in code and templates, Swedish in each app's django.po.

    python tools/messages.py           add what is missing to the .po files (empty, to be filled in), compile
    python tools/messages.py --check   fail when a text lacks its Swedish, is fuzzy, or is not used any more

An id belongs to the nearest folder above the file that uses it and has a `locale`.
"""

from __future__ import annotations

import io
import re
import sys
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parent.parent
SOURCE = ROOT / "src" / "lykta"
KEYWORDS = {
    "gettext": None, "gettext_lazy": None, "gettext_noop": None, "_": None, "ngettext": (1, 2), "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2), "pgettext_lazy": ((1, "c"), 2), "npgettext": ((1, "c"), 2, 3),
}  # fmt: skip
Key = tuple[str | None, str | tuple[str, ...]]


def owner(path: Path) -> Path:
    for folder in path.parents:
        if (folder / "locale").is_dir() or (folder / "apps.py").exists():
            return folder
        if folder == SOURCE:
            break
    return SOURCE / "sites"


def used_in(path: Path) -> Iterator[Key]:
    text = path.read_text(encoding="utf-8")
    if path.suffix == ".html":
        from django.utils.translation.template import templatize

        text = templatize(text, origin=str(path))
        # templatize leaves the template's other text as X's; only the calls matter.
    for _line, message, _comments, context in extract("python", io.BytesIO(text.encode()), KEYWORDS):
        if message:
            yield context, message


def texts() -> dict[Path, set[Key]]:
    found: dict[Path, set[Key]] = defaultdict(set)
    for path in sorted([*SOURCE.rglob("*.py"), *SOURCE.rglob("*.html")]):
        if "migrations" in path.parts:
            continue
        for context, message in used_in(path):
            ids = message if isinstance(message, tuple) else (message,)
            ids = tuple(m for m in ids if isinstance(m, str))
            if ids and ids[0]:
                found[owner(path)].add((context, ids if len(ids) > 1 else ids[0]))
    return found


def catalog_of(folder: Path) -> tuple[Path, Catalog]:
    path = folder / "locale" / "sv" / "LC_MESSAGES" / "django.po"
    if path.exists():
        with path.open("rb") as file:
            return path, read_po(file, locale="sv", abort_invalid=True)
    return path, Catalog(locale="sv", project="Lykta", fuzzy=False)


def translated_elsewhere(key: Key, catalogs: dict[Path, Catalog]) -> bool:
    return any(_is_translated(catalog, key) for catalog in catalogs.values())


def _is_translated(catalog: Catalog, key: Key) -> bool:
    context, ids = key
    message = catalog.get(ids, context)
    if message is None or message.fuzzy:
        return False
    strings = message.string if isinstance(message.string, tuple | list) else (message.string,)
    if isinstance(ids, tuple) and len(strings) < 2:
        return False
    return all(strings) and _same_variables(ids, strings)


def _same_variables(ids: str | tuple[str, ...], strings: tuple[str, ...] | list[str]) -> bool:
    variable = re.compile(r"%\(\w+\)[sd]|\{\w+\}")
    wanted = set(variable.findall(ids if isinstance(ids, str) else ids[-1]))
    return set(variable.findall(strings[-1])) <= wanted


def main(check: bool) -> int:
    import django
    from django.conf import settings

    settings.configure(USE_I18N=True)
    django.setup()
    found = texts()
    folders = set(found) | {po.parents[3] for po in SOURCE.rglob("locale/sv/LC_MESSAGES/django.po")}
    loaded = {folder: catalog_of(folder) for folder in sorted(folders)}
    catalogs = {folder: catalog for folder, (_, catalog) in loaded.items()}
    everything = set().union(*found.values()) if found else set()
    missing = {
        folder: {key for key in keys if not translated_elsewhere(key, catalogs)} for folder, keys in found.items()
    }
    if check:
        return report(missing, unused(catalogs, everything))
    for folder, keys in missing.items():
        path, catalog = loaded[folder]
        for context, ids in sorted(keys, key=str):
            catalog.add(ids, context=context)
        if keys:
            path.parent.mkdir(parents=True, exist_ok=True)
            with path.open("wb") as file:
                write_po(file, catalog, width=120, omit_header=False, sort_output=True)
            print(f"{path.relative_to(ROOT)}: {len(keys)} texts to translate")
    return 0


def unused(catalogs: dict[Path, Catalog], used: set[Key]) -> list[str]:
    ids = {key[1] if isinstance(key[1], str) else key[1][0] for key in used}
    return [
        f"{folder.relative_to(ROOT)}: “{message.id if isinstance(message.id, str) else message.id[0]}” is not used"
        for folder, catalog in catalogs.items()
        for message in catalog
        if message.id and (message.id if isinstance(message.id, str) else message.id[0]) not in ids
        and not str(folder).endswith("sites")  # sites/ also overrides allauth's own texts
    ]  # fmt: skip


def report(missing: dict[Path, set[Key]], left_over: list[str]) -> int:
    lines = [
        f"{folder.relative_to(ROOT)}: “{ids if isinstance(ids, str) else ids[0]}” has no Swedish"
        for folder, keys in missing.items()
        for _context, ids in sorted(keys, key=str)
    ]
    for line in [*lines, *left_over]:
        print(line)
    print(f"{len(lines)} texts without Swedish, {len(left_over)} not used")
    return 1 if lines or left_over else 0


if __name__ == "__main__":
    sys.exit(main("--check" in sys.argv))
