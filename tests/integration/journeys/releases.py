"""Two people's approval, as the pages do it."""

from lykta.airlocks.publishing.operations import approve_standing
from lykta.journeys.seconding import second


def approve_standing_release(world, kind="promise"):
    return second(
        proposal=approve_standing(municipality=world.bjorkviken, kind=kind, by=world.coordinator),
        by=world.police_officer,
    )
