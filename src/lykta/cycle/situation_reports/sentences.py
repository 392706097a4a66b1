"""A text as its sentences."""

from __future__ import annotations

import re

# "v. 46", "kl. 20" and "t.ex. Storgatan" do not end one.
SENTENCE_END = re.compile(r"(?<!\bv\.)(?<!\bkl\.)(?<!\bca\.)(?<!t\.ex\.)(?<=[.!?])\s+(?=[A-ZÅÄÖ])|\n+")


def sentences(text: str) -> list[str]:
    return [sentence for part in SENTENCE_END.split(text) if (sentence := part.strip())]


def paragraphs(text: str) -> list[list[str]]:
    return [found for part in re.split(r"\n\s*\n", text) if (found := sentences(part))]
