"""E-mail addresses, also with the sign written out: namn(at)example.se. They warn."""

import re
from collections.abc import Iterator

from lykta.base.privacy.findings import Finding, FindingKind, Severity
from lykta.base.privacy.plain_text import LETTERS, OTHER, PlainText

AT = re.compile(rf"(?<=[\w.%+'\-{OTHER}])(?:@| ?(?:\(at\)|\[at\]|\(a\)|\[a\]|\(snabel-a\)|\[snabel-a\]) ?| snabel-?a )")
LOCAL_PART = re.compile(rf"[\w.%+'\-{OTHER}]{{1,64}}\Z")
DOMAIN = re.compile(rf"[\w\-{OTHER}]{{1,63}}(?:\.[\w\-{OTHER}]{{1,63}}){{0,6}}\.[{LETTERS}{OTHER}]{{2,24}}(?!\w)")
NOT_FIRST = ".'-"
LONGEST_LOCAL_PART = 64


def find_email_addresses(seen: PlainText) -> Iterator[Finding]:
    # From each @ outwards, never from the left: a page without one would be read over and over.
    text = seen.lower
    for at in AT.finditer(text):
        local = LOCAL_PART.search(text[max(0, at.start() - LONGEST_LOCAL_PART) : at.start()])
        domain = DOMAIN.match(text, at.end())
        if local and domain and (name := local.group().lstrip(NOT_FIRST)):
            yield Finding(at.start() - len(name), domain.end(), FindingKind.EMAIL_ADDRESS, Severity.WARN)
