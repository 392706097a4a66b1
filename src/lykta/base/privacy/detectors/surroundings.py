"""What the words just before a number say it is. They are read in small letters."""

import re

NEAR = 40

IDENTITY = re.compile(
    r"(?:person|pers|samordnings?|interims?)-? ?n(?:umme)?r?\w{0,4}\.?[^0-9\w]{0,3}(?:är |var |: ?)?\Z"
    r"|(?<!\w)p-?nr[ .:]{0,3}\Z"
)
THING = re.compile(
    r"(?<!\w)(?:objekts?|artikel|faktura|inventarie|order|serie|stolp[a-zå]{0,6}|ärende|diarie|enhets?|anläggnings?|"
    r"ocr|dnr|id|ref|referens|bokförings?|verifikations?)"
    r"(?:-? ?(?:id|nr|nummer|numret))?[ .:#]{0,3}(?:är |på )?\Z"
)


def _before(lower: str, start: int) -> str:
    return lower[max(0, start - NEAR) : start]


def says_identity_number(lower: str, start: int) -> bool:
    return IDENTITY.search(_before(lower, start)) is not None


def names_a_thing(lower: str, start: int) -> bool:
    """ "Objekt-ID 20240115-0007", "faktura 8841 2206": the number of a thing, not of a person."""
    return THING.search(_before(lower, start)) is not None
