from gettext import GNUTranslations
from io import BytesIO
from pathlib import Path

import pytest
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from django.utils.translation import trans_real

import lykta

ROOM = Path(lykta.__file__).parent / "cycle" / "situation_reports" / "locale" / "sv" / "LC_MESSAGES" / "django.po"


@pytest.fixture
def swedish(monkeypatch: pytest.MonkeyPatch) -> None:
    """The room's own Swedish, from the text file: compiled files are made at build."""
    compiled = BytesIO()
    with ROOM.open("rb") as file:
        write_mo(compiled, read_po(file, locale="sv"))
    compiled.seek(0)
    words = GNUTranslations(compiled)
    monkeypatch.setattr(trans_real, "gettext", words.gettext)
    monkeypatch.setattr(trans_real, "ngettext", words.ngettext)
