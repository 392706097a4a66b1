"""A token is a key. An address that holds one never reaches a log, whatever went wrong with the request."""

from __future__ import annotations

import logging
import re
from typing import Any

TOKEN = re.compile(r"(/l/)[^/\s?]{20,}[^\s\"']*")
MASKED = r"\1…"


class WithoutToken(logging.Filter):
    def filter(self, record: logging.LogRecord) -> bool:
        record.msg = _masked(record.msg)
        if isinstance(record.args, tuple):
            record.args = tuple(_masked(value) for value in record.args)
        return True


def _masked(value: Any) -> Any:
    return TOKEN.sub(MASKED, value) if isinstance(value, str) else value
