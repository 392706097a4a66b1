"""One line per importer that the command line offers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING

from lykta.base.kernel.registry import Registry

if TYPE_CHECKING:
    from lykta.base.kernel.actor import Actor
    from lykta.importers.result import ImportResult, Options


@dataclass(frozen=True)
class Importer:
    """`module` has `run(path, options, by) -> ImportResult`; named, not imported: `--help` needs no database."""

    key: str
    module: str
    reads: str

    def run(self, path: str, options: Options, by: Actor) -> ImportResult:
        run: Callable[[str, Options, Actor], ImportResult] = import_module(self.module).run
        return run(path, options, by)


importers: Registry[Importer] = Registry("importers")

importers.add(
    Importer("police-events", "lykta.importers.police_events.load", "what the police publish (JSON, parquet)")
)
importers.add(Importer("incidents", "lykta.importers.incidents.load", "EST reports of one municipality (CSV, parquet)"))
importers.add(Importer("areas", "lykta.importers.areas.load", "an area set such as RegSO (GeoJSON)"))
