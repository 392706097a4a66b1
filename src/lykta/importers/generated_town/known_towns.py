"""The towns that can be generated, by key."""

from __future__ import annotations

from lykta.importers.generated_town.bjorkviken import BJORKVIKEN
from lykta.importers.generated_town.blueprint import TownBlueprint
from lykta.importers.generated_town.granhult import GRANHULT

BLUEPRINTS: dict[str, TownBlueprint] = {blueprint.key: blueprint for blueprint in (BJORKVIKEN, GRANHULT)}
