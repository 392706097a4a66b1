"""What a detector reports: which kind, where in the text, and whether it stops the text from being saved."""

from dataclasses import dataclass
from enum import StrEnum


class FindingKind(StrEnum):
    """Stable: stored in logs and mapped to texts by the callers."""

    PERSONAL_IDENTITY_NUMBER = "personal_identity_number"
    COORDINATION_NUMBER = "coordination_number"
    PHONE_NUMBER = "phone_number"
    EMAIL_ADDRESS = "email_address"
    REGISTRATION_PLATE = "registration_plate"
    PERSON_NAME = "person_name"
    PUPIL = "pupil"
    ACCOUNT_NAME = "account_name"
    ETHNICITY = "ethnicity"
    RELIGION = "religion"
    HEALTH = "health"


class Severity(StrEnum):
    BLOCK = "block"
    WARN = "warn"


@dataclass(frozen=True, slots=True, order=True)
class Finding:
    """`start` and `end` are places in the text as it was written, `end` not included."""

    start: int
    end: int
    kind: FindingKind
    severity: Severity
