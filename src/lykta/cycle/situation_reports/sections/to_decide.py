"""What the group is to decide: nobody but the group can write it, so it starts empty."""

from __future__ import annotations

from lykta.facts.evidence.sections import SectionContent, SectionRequest

KEY = "to_decide"


def build(request: SectionRequest) -> SectionContent:
    return SectionContent(is_empty=True)
