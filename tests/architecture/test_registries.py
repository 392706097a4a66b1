"""Every entry of a registry is whole."""

from django.utils import translation

from lykta.airlocks.publishing.kinds import kinds
from lykta.facts.evidence.sections import sections


def test_sections_have_swedish_titles_and_their_own_positions():
    with translation.override("sv"):
        swedish = {section.key: str(section.title) for section in sections}
    with translation.override("en"):
        english = {section.key: str(section.title) for section in sections}
    assert set(swedish) == EXPECTED_SECTIONS
    assert [key for key in swedish if swedish[key] == english[key]] == []
    positions = [section.position for section in sections]
    assert len(positions) == len(set(positions))


def test_publication_kinds():
    # Other tests add kinds of their own, named test_…
    assert {kind.key for kind in kinds if not kind.key.startswith("test_")} == {"situation_report", "promise"}


EXPECTED_SECTIONS = {
    "summary", "basis", "what_happened", "where_and_when", "development", "analyses", "police_events", "coming",
    "assessment", "to_decide", "decided_actions", "earlier_actions", "effects", "feedback", "next_meeting",
}  # fmt: skip
