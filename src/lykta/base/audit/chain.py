"""The hash that ties each event to the one before it, so that a removed or altered row shows."""

import hashlib
import json
from typing import Any

FIRST = "0" * 64


def link_hash(previous: str, content: dict[str, Any]) -> str:
    body = json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"), default=str)
    return hashlib.sha256(f"{previous}\n{body}".encode()).hexdigest()
