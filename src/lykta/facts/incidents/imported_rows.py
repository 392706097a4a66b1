"""One report of a file, read and typed, and what it is known by from one file to the next."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from datetime import datetime

from lykta.facts.incidents.enums import Certainty, Observation, Precision, State
from lykta.ground.accounts.models import PartnerOrganization

Identity = tuple[str, str]


@dataclass(frozen=True, slots=True)
class ImportedIncident:
    """One row of a file, read and typed. `line` is where it stands there; times are aware."""

    line: int
    category: str  # code
    occurred_from: datetime
    occurred_to: datetime
    reported: datetime
    source: str  # OrganizationKind
    source_system: str
    source_id: str | None = None
    lon: float | None = None
    lat: float | None = None
    precision: str = Precision.POINT
    place: str = ""  # name in the gazetteer
    place_text: str = ""
    observation: str = Observation.OWN
    certainty: str = Certainty.SURE
    text: str = ""
    felt_unsafe: bool = False
    organization: PartnerOrganization | None = None
    state: str = State.REVIEWED
    is_screened: bool = False  # the one who read the file has been through its texts already


def content_hash(row: ImportedIncident) -> str:
    facts = [
        row.category, row.occurred_from.isoformat(), row.occurred_to.isoformat(), row.reported.isoformat(), row.source,
        row.source_system, row.source_id, row.lon, row.lat, row.precision, row.place, row.place_text, row.observation,
        row.certainty, row.text, row.felt_unsafe, row.organization and row.organization.public_id,
    ]  # fmt: skip
    return hashlib.sha256(json.dumps(facts, ensure_ascii=False).encode()).hexdigest()


def identity(source_system: str, source_id: str | None, content: str) -> Identity:
    """The source's own id, or else the content."""
    return source_system, source_id or f"sha256:{content}"


def identity_text(known_by: Identity) -> str:
    return "|".join(known_by)
