from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest

from lykta.sites.navigation import entries_for


def site(request: HttpRequest) -> dict[str, Any]:
    """What every page shell needs. Touches no session and no account on the public site."""
    municipality = getattr(request, "municipality", None)
    return {
        "municipality": municipality,
        "navigation": entries_for(request) if municipality else [],
        "demo_logins": _demo_logins if settings.IS_DEMO else None,
    }


def _demo_logins() -> dict[str, Any]:
    from lykta.importers.demo_world.cast import PASSWORD, logins  # deferred: only the demo's login page asks

    return {"logins": logins(), "password": PASSWORD}
