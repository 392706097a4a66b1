"""What invented residents have told, and the campaign they were asked in."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.utils import timezone

from lykta.airlocks.intake.operations import make_campaign
from lykta.airlocks.intake.queries import RESIDENT_REPORT, current_form
from lykta.airlocks.intake.receiving import receive
from lykta.ground.accounts.models import Account
from lykta.ground.areas.models import Place
from lykta.ground.municipalities.models import Municipality

TOLD: list[dict[str, Any]] = [
    {"category": "unsafe_place", "reasons": ["poor_lighting", "deserted"], "day_parts": ["evening"],
     "text": "Halva gångvägen är mörk. Jag går en omväg när jag kommer med sista bussen."},
    {"category": "positive", "day_parts": ["day", "evening"],
     "text": "Det är folk här och bra belyst sedan i höstas. Nu låter vi barnen gå själva till träningen."},
    {"category": "littering_dumping", "text": "Soffor och kartonger vid återvinningen, varje helg."},
    {"category": "unsafe_place", "reasons": ["poor_overview"], "day_parts": ["morning"],
     "text": "Häcken skymmer utfarten. Ring mig på 070-123 45 67 så visar jag."},
]  # fmt: skip


def tell(municipality: Municipality, coordinator: Account, places: dict[str, Place]) -> None:
    today = timezone.localdate()
    campaign = make_campaign(
        municipality=municipality, title="Var är det mörkt i november?",
        intro="I november frågar vi särskilt om mörka vägar och platser. Svaren avgör var vi går våra kvällsvandringar.",
        first_day=today - timedelta(days=10), last_day=today + timedelta(days=20), by=coordinator,
    )  # fmt: skip
    form = current_form(municipality, RESIDENT_REPORT)
    chosen = sorted(places.values(), key=lambda place: place.name)[:: max(1, len(places) // len(TOLD))]
    for number, (told, place) in enumerate(zip(TOLD, chosen, strict=False)):
        receive(
            municipality=municipality, channel="resident", form=form, payload=told | {"place": place.public_id},
            reply_email="grannen@exempel.example" if number == 0 else "", once=f"demo {number}",
            campaign=campaign if number == 0 else None,
        )  # fmt: skip
