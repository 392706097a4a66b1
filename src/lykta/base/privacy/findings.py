"""What a detector reports: which kind, where in the text, and how grave it is to send it."""

from dataclasses import dataclass
from enum import StrEnum


class FindingKind(StrEnum):
    """Stable: stored in logs, sent by the phone and mapped to texts by the callers."""

    PERSONAL_IDENTITY_NUMBER = "personal_identity_number"
    COORDINATION_NUMBER = "coordination_number"
    PHONE_NUMBER = "phone_number"
    EMAIL_ADDRESS = "email_address"
    REGISTRATION_PLATE = "registration_plate"
    HOME_ADDRESS = "home_address"
    PERSON_NAME = "person_name"
    PUPIL = "pupil"
    ACCOUNT_NAME = "account_name"
    ETHNICITY = "ethnicity"
    RELIGION = "religion"
    HEALTH = "health"


class Severity(StrEnum):
    """What a finding does to a report: stops it, sends it to quarantine, or is explained to the writer and no more."""

    BLOCK = "block"
    WARN = "warn"
    HINT = "hint"


IDENTITY_NUMBERS = frozenset({FindingKind.PERSONAL_IDENTITY_NUMBER, FindingKind.COORDINATION_NUMBER})


@dataclass(frozen=True, slots=True, order=True)
class Finding:
    """`start` and `end` are places in the text as it was written, `end` not included."""

    start: int
    end: int
    kind: FindingKind
    severity: Severity
