"""What the words just before a number say it is."""

import re

NEAR = 40

IDENTITY = re.compile(
    r"(?i)(?:person|samordnings?)-?\s?n(?:umme)?r?\w{0,4}[^0-9\w]{0,3}(?:är |var |: ?)?\Z|\bp-?nr[ .:]{0,3}\Z"
)
THING = re.compile(
    r"(?i)\b(?:objekts?|artikel|faktura|inventarie|order|serie|stolp[a-zå]{0,6}|ärende|diarie|enhets?|anläggnings?|"
    r"ocr|dnr|id|ref|referens|bokförings?|verifikations?)"
    r"(?:-?\s?(?:id|nr|nummer|numret))?[ .:#]{0,3}(?:är |på )?\Z"
)
PHONE = re.compile(r"(?i)\b(?:tel|telefon|mobil|ring|nås på|nummer|sms|swish)\w{0,8}[^0-9]{0,12}\Z")


def _before(text: str, start: int) -> str:
    return text[max(0, start - NEAR) : start]


def says_identity_number(text: str, start: int) -> bool:
    return IDENTITY.search(_before(text, start)) is not None


def names_a_thing(text: str, start: int) -> bool:
    """ "Objekt-ID 20240115-0007", "faktura 8841 2206": the number of a thing, not of a person."""
    return THING.search(_before(text, start)) is not None


def says_phone(text: str, start: int) -> bool:
    return PHONE.search(_before(text, start)) is not None
