"""E-mail addresses, also with the sign written out: namn(at)example.se."""

import re
from collections.abc import Iterator

from lykta.base.privacy.findings import Finding, FindingKind, Severity

AT = re.compile(r"(?<=[\w.%+'\-])(?:@| ?(?:\(at\)|\[at\]|\(a\)|\[a\]|\(snabel-a\)|\[snabel-a\]) ?)", re.IGNORECASE)
LOCAL_PART = re.compile(r"[\w.%+'\-]{1,64}\Z")
DOMAIN = re.compile(r"[\w\-]{1,63}(?:\.[\w\-]{1,63}){0,6}\.[^\W\d_]{2,24}")
LONGEST_LOCAL_PART = 64


def find_email_addresses(text: str) -> Iterator[Finding]:
    # From each @ outwards, never from the left: a page without one would be read over and over.
    for at in AT.finditer(text):
        local = LOCAL_PART.search(text[max(0, at.start() - LONGEST_LOCAL_PART) : at.start()])
        domain = DOMAIN.match(text, at.end())
        if local and domain and local.group().strip(".'-"):
            start = at.start() - len(local.group().lstrip(".'-"))
            yield Finding(start, domain.end(), FindingKind.EMAIL_ADDRESS, Severity.BLOCK)
