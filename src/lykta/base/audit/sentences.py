"""What an event reads like. The rooms add their own: audit knows strings only."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.functional import Promise

from lykta.base.kernel.registry import Registry

if TYPE_CHECKING:
    from lykta.base.audit.models import AuditEvent


@dataclass(frozen=True)
class Sentence:
    key: str
    text: str | Promise | Callable[[AuditEvent], str]

    def read(self, event: AuditEvent) -> str:
        if callable(self.text):
            return self.text(event)
        # A detail that is missing in an old event must not make the log unreadable.
        return str(self.text).format_map(_Details(event.details))


class _Details(dict[str, object]):
    def __missing__(self, key: str) -> str:
        return "–"


sentences: Registry[Sentence] = Registry("audit sentences")


def contribute(**texts: str | Promise | Callable[[AuditEvent], str]) -> None:
    """`contribute(**{"incidents.reported": _("Reported an incident")})`."""
    for key, text in texts.items():
        sentences.add(Sentence(key, text))
