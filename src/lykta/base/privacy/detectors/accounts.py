"""Names of accounts in social media: @alva92, snap: alva92, "hans insta heter alva.k", tiktok.com/@alva92."""

import re
from collections.abc import Iterator

from lykta.base.privacy.findings import Finding, FindingKind, Severity
from lykta.base.privacy.plain_text import PlainText

ANY = r"@?[\w.\-]{2,30}(?<![.\-])"
# A word of prose has no figure, underscore or dot in it.
UNLIKE_A_WORD = r"@?(?=[a-zåäö_][\w.\-]{0,29}(?:[0-9_]|\.\w))[\w.\-]{3,30}(?<![.\-])"
SERVICES = (
    r"snap(?:chat|pen)?|insta(?:gram|n)?|ig|tik ?tok|kik|discord|telegram|signal|whatsapp|messenger|facebook|fb|"
    r"twitch|steam|roblox|reddit|yubo|bereal|jodel|twitter|youtube|onlyfans"
)
HANDLE = re.compile(r"(?<![\w.@])@\w[\w.@]{1,29}(?<![.@])(?!\w)")
PATTERNS = (
    re.compile(rf"(?<![\w@])(?:{SERVICES})(?:-?(?:konto|namn|profil)\w{{0,4}})?(?: ?[:=] ?|, )(?:{UNLIKE_A_WORD})"),
    re.compile(rf"(?<![\w@])(?:{SERVICES})(?:-?(?:konto|namn|profil)\w{{0,4}})? ?[:=] ?{ANY}"),
    re.compile(
        rf"(?<![\w@])(?:{SERVICES})(?:-?(?:konto|namn|profil)\w{{0,4}})?(?: heter(?: (?:han|hon|hen|den|jag))?"
        rf"| under namnet|-?namnet(?: är)?|-?kontot(?: heter)?) \"?(?!som |det |inte |något )(?:{ANY})"
    ),
    re.compile(
        rf"(?<![\w@])(?:{SERVICES})(?:-?(?:konto|namn|profil)\w{{0,4}})?(?: är| som|"
        rf" med)?(?: \w{{2,12}})? \"?{UNLIKE_A_WORD}"
    ),
    re.compile(
        r"(?<![\w@])(?:användarnamn\w{0,3}|användaren|användare|alias\w{0,3}|konto\w{0,6}|nick\w{0,6}|"
        r"profil\w{0,6}|gamertag\w{0,3})"
        rf"(?: ?: ?| heter | är | )\"?{UNLIKE_A_WORD}"
    ),
    re.compile(rf"(?<![\w@])användarnamn\w{{0,3}} ?(?:: ?|är |\")\"?{ANY}"),
    re.compile(
        r"(?<![\w@])(?:instagram|tiktok|snapchat|facebook|twitter|twitch|youtube|reddit)\.(?:com|tv)/"
        rf"(?:add/|@|u/|user/|c/)?{ANY}"
    ),
    re.compile(rf"(?<![\w@])(?:t\.me|wa\.me|ig\.me|discord\.gg)/{ANY}"),
    HANDLE,
)


def find_account_names(seen: PlainText) -> Iterator[Finding]:
    for pattern in PATTERNS:
        for match in pattern.finditer(seen.lower):
            yield Finding(*match.span(), FindingKind.ACCOUNT_NAME, Severity.WARN)
