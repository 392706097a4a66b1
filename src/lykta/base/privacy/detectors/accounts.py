"""Names of accounts in social media: @alva92, snap: alva92. They warn."""

import re
from collections.abc import Iterator

from lykta.base.privacy.findings import Finding, FindingKind, Severity

HANDLE = re.compile(r"(?<![\w.@/])@[A-Za-zÅÄÖåäö0-9_][\w.]{1,29}\w")
SERVICE = re.compile(
    r"(?<!\w)(?:snap(?:chat)?|insta(?:gram)?|ig|tiktok|tik tok|kik|discord|telegram|signal)(?:konto\w{0,2})?"
    r" ?[:=] ?@?[\w.\-]{2,30}",
    re.IGNORECASE,
)


def find_account_names(text: str) -> Iterator[Finding]:
    for pattern in (SERVICE, HANDLE):
        for match in pattern.finditer(text):
            yield Finding(*match.span(), FindingKind.ACCOUNT_NAME, Severity.WARN)
