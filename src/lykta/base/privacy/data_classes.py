"""What kind of data each stored field holds: the register of processing is generated from it, and a new field that
nobody has classified fails a test. A room declares its own models in contributions.py."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class DataClass(StrEnum):
    TECHNICAL = "technical"  # keys, versions, hashes
    OPEN = "open"  # may be published as it is: names of areas, codes, released content
    INTERNAL = "internal"  # about places and work; handed out after review
    FREE_TEXT = "free_text"  # written by people; screened before it is saved, never in logs or links
    CONTACT = "contact"  # about somebody with a login or a function; has a purpose and an end
    SECRET = "secret"  # noqa: S105  (the class of password and token hashes)


@dataclass(frozen=True)
class Declaration:
    model: str
    fields: dict[str, DataClass]


_declarations: dict[str, Declaration] = {}


def declare(model: str, **fields: str) -> None:
    """`declare("incidents.Incident", free_text="text review_note", contact="reported_by", …)`, one word per field."""
    classes: dict[str, DataClass] = {}
    for name, members in fields.items():
        for member in members.split():
            if member in classes:
                raise ValueError(f"{model}.{member} is declared twice")
            classes[member] = DataClass(name)
    if model in _declarations:
        raise ValueError(f"{model} is declared already")
    _declarations[model] = Declaration(model, classes)


def declarations() -> dict[str, Declaration]:
    return dict(_declarations)


# The rooms below this one cannot declare upwards.
declare(
    "audit.AuditEvent",
    technical="id actor_id municipality_id event subject_kind subject_id previous_hash hash",
    internal="at actor_organization details",
    contact="actor_name",
)
declare("audit.AuditHead", technical="id last_hash events")
declare(
    "messaging.OutgoingMessage",
    technical="id public_id municipality_id is_forgotten_when_sent state attempts next_attempt last_error created sent",
    free_text="subject body",
    contact="to",
)
declare(
    "files.Picture",
    technical="id public_id municipality_id content_hash width height taken_in",
    internal="content approved",
)
