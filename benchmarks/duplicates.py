"""`python -m benchmarks duplicates [--rows N] [--asked N] [--json]`: suggested duplicates of one report, N stored.

Fills a database of its own (SQLite in a temporary folder, or the empty one at TEST_DATABASE_URL, for instance beside
tools/postgres.py) with ten years of made reports in a made town, and asks as the coordinator's page does.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

import numpy as np

YEARS = 10
END = datetime(2026, 11, 20, tzinfo=UTC)
CENTRE = (14.3, 58.9)
TOWN_M = 8_000
SPOTS = 2_000
PHRASES = (
    "Klotter på väggen vid {}", "Krossad ruta vid {}", "Mopeder kör fort vid {}", "Skräp och flaskor vid {}",
    "Ungdomar samlas och spelar hög musik vid {}", "Lampan är släckt vid {}", "Bråk och skrik vid {}",
    "Någon har eldat i en papperskorg vid {}",
)  # fmt: skip
PLACES = ("skolan", "torget", "badhuset", "parken", "busstationen", "biblioteket", "kiosken", "gångtunneln")


def main(arguments: list[str]) -> None:
    parser = argparse.ArgumentParser(prog="benchmarks duplicates", description=__doc__)
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--asked", type=int, default=500)
    parser.add_argument("--json", action="store_true", help="one line of JSON on standard output")
    chosen = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory(prefix="lykta-benchmark-") as folder:
        told = run(chosen.rows, chosen.asked, folder)
    print(json.dumps(told) if chosen.json else "\n".join(f"{key}: {value}" for key, value in told.items()))


def run(rows: int, asked: int, folder: str) -> dict[str, Any]:
    set_up(folder)
    from django.db import connection

    from lykta.facts.incidents import queries
    from lykta.facts.incidents.models import Incident

    municipality, by = cast()
    rng = np.random.default_rng(1)
    filled_s, _nothing = timed(partial(fill, municipality, rows, rng))
    told: dict[str, Any] = {"database": connection.vendor, "rows": rows, "fill_s": round(filled_s)}
    stored = Incident.objects.for_municipality(municipality).select_related("municipality")
    numbers = rng.choice(np.arange(1, rows + 1), size=min(asked, rows), replace=False).tolist()
    sample = sorted(stored.filter(number__in=numbers), key=lambda each: numbers.index(each.number))
    one = [timed(partial(queries.duplicate_suggestions, by, each)) for each in sample]
    newest = list(stored.order_by("-counted_at")[:50])
    told |= spread("one", [each[0] for each in one])
    told["suggested_of_one"] = round(float(np.mean([len(each[1]) for each in one])), 2)
    of_fifty = partial(queries.duplicate_suggestions_of, by, municipality)
    told |= spread("fifty_newest", [timed(partial(of_fifty, newest))[0] for _ in range(20)])
    scattered = [sample[at : at + 50] for at in range(0, len(sample) - 49, 50)]
    told |= spread("fifty_scattered", [timed(partial(of_fifty, each))[0] for each in scattered])
    flood(municipality, rows, rng)
    drowned = stored.get(number=rows + 2_500)
    in_flood = partial(queries.duplicate_suggestions, by, drowned)
    told |= spread("one_in_a_flood_of_5000", [timed(in_flood)[0] for _ in range(20)])
    return told | {"load": round(os.getloadavg()[0], 1)}


def set_up(folder: str) -> None:
    os.environ["LYKTA_DATA_DIR"] = folder
    os.environ["DATABASE_URL"] = os.environ.get("TEST_DATABASE_URL") or f"sqlite:///{folder}/benchmark.sqlite3"
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lykta.config.settings")
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", verbosity=0)


def cast() -> tuple[Any, Any]:
    """A municipality and its coordinator."""
    from lykta.facts.evidence.taxonomy import ensure_default_categories
    from lykta.ground.accounts.models import Account, Function, Grant, PartnerOrganization
    from lykta.ground.municipalities.models import Municipality

    ensure_default_categories()
    municipality = Municipality.objects.create(code="9901", name="Björkviken", slug="bjorkviken", is_demo=True)
    for name, kind in (("Björkvikens kommun", "municipality"), ("Nordvakt", "guard"), ("Bostäder", "housing")):
        PartnerOrganization.objects.create(name=name, kind=kind, is_authority=kind == "municipality")
    account = Account.objects.create_user("samordnare@bjorkviken.example", None, name="Klara Samordnare")
    organization = PartnerOrganization.objects.get(kind="municipality")
    function = Function.objects.create(municipality=municipality, organization=organization, title="Samordnare")
    Grant.objects.create(
        account=account, function=function, role="coordinator", municipality=municipality,
        valid_from=datetime(2016, 1, 1).date(),
    )  # fmt: skip
    return municipality, account


def fill(municipality: Any, rows: int, rng: np.random.Generator) -> None:
    """Four in five at spots with Pareto weights and 12 m of jitter; one in three with a window of up to 14 hours."""
    minutes = np.sort(rng.integers(0, YEARS * 365 * 24 * 60, rows))
    weights = rng.pareto(1.05, SPOTS) + 1
    spot_at = rng.uniform(-TOWN_M, TOWN_M, (SPOTS, 2))
    spots = rng.choice(SPOTS, rows, p=weights / weights.sum())
    metres = np.where(rng.random((rows, 1)) < 0.82, spot_at[spots] + rng.normal(0, 12, (rows, 2)),
                      rng.uniform(-TOWN_M, TOWN_M, (rows, 2)))  # fmt: skip
    windows = np.where(rng.random(rows) < 0.35, rng.integers(30, 14 * 60, rows), 0)
    windows = np.where(rng.random(rows) < 0.04, 61 * 60, windows)
    insert(municipality, 1, END - timedelta(days=365 * YEARS), minutes, windows, metres, rng)


def flood(municipality: Any, rows: int, rng: np.random.Generator) -> None:
    minutes = np.sort(rng.integers(0, 60, 5_000))
    nowhere = np.zeros(5_000, dtype=int)
    insert(municipality, rows + 1, END + timedelta(days=30), minutes, nowhere, np.zeros((5_000, 2)), rng)


def insert(
    municipality: Any, first: int, start: datetime, minutes: Any, windows: Any, metres: Any, rng: np.random.Generator
) -> None:
    from django.db import connection, transaction

    from lykta.base.kernel.ids import new_public_id
    from lykta.base.kernel.quadkeys import encode
    from lykta.facts.evidence.models import Category
    from lykta.facts.incidents import bulk_rows
    from lykta.facts.incidents.models import Incident
    from lykta.ground.accounts.models import PartnerOrganization

    lon = CENTRE[0] + metres[:, 0] / (111_320 * np.cos(np.radians(CENTRE[1])))
    lat = CENTRE[1] + metres[:, 1] / 111_320
    qk = encode(lon, lat)
    leaves = list(Category.objects.filter(parent__isnull=False).values_list("pk", flat=True))
    organizations = list(PartnerOrganization.objects.values_list("pk", "kind"))
    pattern = bulk_rows.values_of(Incident(municipality=municipality, number=0, occurred_from=start, occurred_to=start,
                                           counted_at=start, category_id=leaves[0], state="reviewed"))  # fmt: skip
    for at in range(0, len(minutes), bulk_rows.AT_ONCE):
        chunk = []
        for i in range(at, min(at + bulk_rows.AT_ONCE, len(minutes))):
            moment = start + timedelta(minutes=int(minutes[i]))
            window = timedelta(minutes=int(windows[i]))
            organization, kind = organizations[int(rng.integers(len(organizations)))]
            chunk.append(pattern | bulk_rows.as_stored(
                public_id=new_public_id(), number=first + i, category_id=leaves[int(rng.integers(len(leaves)))],
                lon=float(lon[i]), lat=float(lat[i]), qk=int(qk[i]), occurred_from=moment, occurred_to=moment + window,
                counted_at=moment + window / 2, reported=moment + window, recorded=moment + window, source=kind,
                organization_id=organization, text=PHRASES[i % 8].format(PLACES[i // 8 % 8]),
            ))  # fmt: skip
        with transaction.atomic():
            bulk_rows.insert(chunk)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def timed(work: Callable[[], Any]) -> tuple[float, Any]:
    start = time.perf_counter()
    answer = work()
    return time.perf_counter() - start, answer


def spread(name: str, seconds: list[float]) -> dict[str, float]:
    if not seconds:
        return {}
    p50, p95 = np.percentile(seconds, [50, 95])
    return {f"{name}_p50_ms": round(float(p50) * 1000, 1), f"{name}_p95_ms": round(float(p95) * 1000, 1)}


if __name__ == "__main__":
    main(sys.argv[1:])
