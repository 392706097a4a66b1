"""Fills an empty database with the demo world, through the same operations as the pages use."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta

import numpy as np
from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.utils import timezone

from lykta.base.kernel.geometry import parsed
from lykta.base.kernel.periods import bounds, last_complete_week, periods_before
from lykta.cycle.situation_reports.models import SituationReport
from lykta.facts.evidence.models import Category
from lykta.facts.evidence.taxonomy import ensure_default_categories
from lykta.facts.incidents import operations as incidents
from lykta.facts.incidents.enums import State
from lykta.facts.incidents.models import Incident
from lykta.ground.accounts import operations as accounts
from lykta.ground.accounts.actors import CommandLine
from lykta.ground.accounts.models import Account, Function, PartnerOrganization
from lykta.ground.areas import operations as areas
from lykta.ground.areas.models import Place, PlaceKind
from lykta.ground.municipalities.models import Municipality
from lykta.ground.municipalities.operations import create_municipality, join_cooperation
from lykta.importers.demo_world import cast, reporters, residents, story
from lykta.importers.demo_world.weeks import BJORKVIKEN, GRANHULT, WEEKS, DrawnReport, draw_weeks
from lykta.importers.generated_town.known_towns import BLUEPRINTS
from lykta.importers.generated_town.town import Town, generate_town, town_to_geojson
from lykta.journeys.push_forms import push_forms
from lykta.journeys.weekly_draft import draft_last_week_everywhere

SEED = 2026
PLACE_KINDS = {
    "square": PlaceKind.SQUARE, "bus_station": PlaceKind.TRANSPORT, "bus_stop": PlaceKind.TRANSPORT, "station": PlaceKind.TRANSPORT,
    "school": PlaceKind.SCHOOL, "school_yard": PlaceKind.SCHOOL, "preschool": PlaceKind.SCHOOL, "youth_centre": PlaceKind.LEISURE,
    "sports_hall": PlaceKind.LEISURE, "sports_ground": PlaceKind.LEISURE, "skate_park": PlaceKind.LEISURE, "playground": PlaceKind.LEISURE,
    "park": PlaceKind.PARK, "beach": PlaceKind.PARK, "housing_estate": PlaceKind.HOUSING, "shop": PlaceKind.SHOP, "street": PlaceKind.STREET,
    "road": PlaceKind.STREET, "footpath": PlaceKind.PATH, "underpass": PlaceKind.PATH,
}  # fmt: skip


@dataclass
class Loaded:
    """What the rest of the story needs to find again."""

    municipality: Municipality
    people: dict[str, Account] = field(default_factory=dict)  # by the part of the address before @
    functions: dict[str, Function] = field(default_factory=dict)  # by title
    places: dict[str, Place] = field(default_factory=dict)


def load_demo_world(now: datetime | None = None) -> None:
    """One transaction: a demo that was interrupted is not there at all, and the next start makes it anew."""
    moment = now or timezone.now()
    ensure_default_categories()
    with transaction.atomic():
        organizations: dict[str, PartnerOrganization] = {}
        bjorkviken = _municipality("bjorkviken", organizations)
        granhult = _municipality("granhult", organizations)
        _share_police_officer(bjorkviken, granhult, organizations)
        _report_weeks(bjorkviken, BJORKVIKEN, moment, SEED, "samordnare")
        _report_weeks(granhult, GRANHULT, moment, SEED + 1, "samordnare")
        join_cooperation(
            name="Lokalpolisområde Sjölandet",
            members=[bjorkviken.municipality, granhult.municipality],
            by=CommandLine(),
        )
        story.tell(bjorkviken, moment)
        reporters.tell(bjorkviken.municipality, organizations, moment)
        _adopt_earlier_weeks(bjorkviken, moment)
        draft_last_week_everywhere()
        for loaded in (bjorkviken, granhult):
            push_forms(loaded.municipality)
        residents.tell(bjorkviken.municipality, bjorkviken.people["samordnare"], bjorkviken.places)


def _municipality(slug: str, organizations: dict[str, PartnerOrganization]) -> Loaded:
    by, blueprint, name = CommandLine(), BLUEPRINTS[slug], cast.NAMES[slug]
    town = generate_town(
        name=name,
        rng=np.random.default_rng(SEED),
        center=blueprint.default_center,
        population=blueprint.default_population,
        blueprint=blueprint,
    )
    lon, lat = blueprint.default_center
    municipality = create_municipality(
        code={"bjorkviken": "9901", "granhult": "9902"}[slug], name=name, by=by, population=town.population,
        population_year=2025, centre_lon=lon, centre_lat=lat, is_demo=True, contact_title="Trygghetssamordnaren",
        contact_email=f"trygghet@{slug}.example", contact_phone="0501-000 00",
        **({"colour_main": "#1d4436", "colour_accent": "#e3b23c"} if slug == "granhult" else {}),
    )  # fmt: skip
    loaded = Loaded(municipality)
    _map(municipality, town)
    _people(loaded, slug, organizations)
    loaded.places = {place.name: place for place in Place.objects.for_municipality(municipality)}
    return loaded


def _map(municipality: Municipality, town: Town) -> None:
    by = CommandLine()
    areas.set_map_layers(municipality=municipality, layers=town_to_geojson(town), by=by)
    areas.add_places(
        municipality=municipality,
        places=[
            areas.NewPlace(p.name, PLACE_KINDS.get(p.kind, PlaceKind.OTHER), p.lon, p.lat, tuple(p.aliases))
            for p in town.places
        ],
        by=by,
    )
    features = [
        areas.AreaFeature(f"{municipality.code}-{number}", area.name, municipality.code, parsed(area.geometry))
        for number, area in enumerate(town.areas, 1)
    ]
    area_set, _added = areas.import_area_set(
        key="own", name="Delområden", vintage="2026", municipality_code=municipality.code, features=features,
        source="Påhittad stad", by=by,
    )  # fmt: skip
    areas.use_area_set(municipality=municipality, area_set=area_set, by=by)


def _people(loaded: Loaded, slug: str, organizations: dict[str, PartnerOrganization]) -> None:
    by, municipality = CommandLine(), loaded.municipality
    hashed = make_password(cast.PASSWORD)  # slow on purpose; once is enough for twenty accounts that share it
    for row in cast.ORGANIZATIONS[slug]:
        organizations[row.name] = accounts.create_organization(
            name=row.name, kind=row.kind, is_authority=row.is_authority, municipality=municipality, by=by
        )
    for title, organization in cast.OWNERS.values() if slug == "bjorkviken" else []:
        _function(loaded, title, organizations[organization])
    for person in cast.PEOPLE[slug]:
        function = _function(loaded, person.title, organizations[person.organization])
        account = accounts.create_account(email=person.email, name=person.name, municipality=municipality, by=by)
        account.password = hashed
        account.save(update_fields=["password"])
        accounts.give_grant(
            account=account, function=function, role=person.role, municipality=municipality, by=by,
            valid_from=timezone.localdate() - timedelta(weeks=WEEKS + 2),
        )  # fmt: skip
        loaded.people[person.email.split("@")[0]] = account


def _function(loaded: Loaded, title: str, organization: PartnerOrganization) -> Function:
    if title not in loaded.functions:
        address = f"{'.'.join(title.lower().split())}@{loaded.municipality.slug}.example".encode(
            "ascii", "ignore"
        ).decode()
        loaded.functions[title] = accounts.create_function(
            municipality=loaded.municipality, organization=organization, title=title, email=address, by=CommandLine()
        )
    return loaded.functions[title]


def _share_police_officer(first: Loaded, second: Loaded, organizations: dict[str, PartnerOrganization]) -> None:
    """One officer, two municipalities: as in most of the country."""
    function = _function(second, "Kommunpolis", organizations[cast.POLICE])
    accounts.give_grant(
        account=first.people["kommunpolis"], function=function, role=cast.Role.POLICE_OFFICER,
        municipality=second.municipality, by=CommandLine(), valid_from=timezone.localdate() - timedelta(weeks=WEEKS + 2),
    )  # fmt: skip
    second.people["kommunpolis"] = first.people["kommunpolis"]


def _report_weeks(loaded: Loaded, patterns: list, now: datetime, seed: int, reviewer: str) -> None:  # type: ignore[type-arg]
    municipality = loaded.municipality
    last = last_complete_week(now, municipality.week_cut)
    first, _end = bounds(periods_before(last, WEEKS - 1)[-1], municipality.week_cut)
    first = min(bounds(period, municipality.week_cut)[0] for period in [*periods_before(last, WEEKS - 1), last])
    drawn = draw_weeks(patterns, timezone.localtime(first), now, np.random.default_rng(seed))
    _week_start, week_end = bounds(last, municipality.week_cut)
    made: list[Incident] = []
    for report in drawn:
        incident = _report(loaded, report)
        made.append(incident)
        if report.reported < week_end:  # what has come since Monday waits for review
            target = made[report.duplicate_of] if report.duplicate_of is not None else None
            _review(incident, loaded.people[reviewer], target)
    _nil_reports(loaded, drawn, last, now)


def _report(loaded: Loaded, report: DrawnReport) -> Incident:
    person = loaded.people[report.reporter]
    organization = person.grants_in(loaded.municipality)[0].function.organization
    incident = incidents.report_incident(
        municipality=loaded.municipality,
        category=Category.objects.get(code=report.category, municipality__isnull=True),
        occurred_from=report.occurred_from,
        occurred_to=report.occurred_to,
        place=loaded.places[report.place],
        precision="address",
        observation="own",
        certainty="sure",
        text=report.text,
        felt_unsafe=report.felt_unsafe,
        organization=organization,
        source=organization.kind,
        by=person,
    )
    move_back(incident, reported=report.reported, recorded=report.reported)
    return incident


def _review(incident: Incident, by: Account, target: Incident | None) -> None:
    incident.refresh_from_db()
    incidents.review_incident(
        incident=incident, decision=State.REVIEWED, by=by, merge_into=target, expected_version=incident.version
    )


def _nil_reports(loaded: Loaded, drawn: list[DrawnReport], last, now: datetime) -> None:  # type: ignore[no-untyped-def]
    """Two who looked and saw nothing, each full week."""
    municipality = loaded.municipality
    reporters = [
        p for slug in cast.PEOPLE if slug == municipality.slug for p in cast.PEOPLE[slug] if p.role == "reporter"
    ]
    for number, period in enumerate([last, *periods_before(last, WEEKS - 1)]):
        start, end = bounds(period, municipality.week_cut)
        active = {report.reporter for report in drawn if start <= report.reported < end}
        silent = [p.email.split("@")[0] for p in reporters if p.email.split("@")[0] not in active]
        for key in silent[: 2 if number % 3 else 1]:
            person = loaded.people[key]
            nil = incidents.send_nil_report(
                municipality=municipality,
                organization=person.grants_in(municipality)[0].function.organization,
                period_id=period.id,
                by=person,
            )
            move_back(nil, reported=end - timedelta(hours=10))


def _adopt_earlier_weeks(loaded: Loaded, now: datetime) -> None:
    """Three earlier weeks adopted by the police officer, the latest of them released: what a newcomer can look at."""
    from lykta.cycle.situation_reports import operations as reports

    coordinator, police = loaded.people["samordnare"], loaded.people["kommunpolis"]
    municipality = loaded.municipality
    last = last_complete_week(now, municipality.week_cut)
    for period in sorted(periods_before(last, 3), key=lambda p: p.start):
        report = reports.draft_report(municipality=municipality, period_id=period.id, by=coordinator)
        story.judge(loaded, report)
        report.refresh_from_db()
        reports.propose(report=report, by=coordinator, expected_version=report.version)
        report.refresh_from_db()
        reports.adopt(report=report, by=police, expected_version=report.version)
        adopted = bounds(period, municipality.week_cut)[1] + timedelta(hours=34)
        move_back(report, as_of=adopted, created=adopted, proposed=adopted, adopted=adopted)
    adopted_reports = SituationReport.objects.for_municipality(municipality).filter(state="adopted")
    latest, before, *_rest = adopted_reports.order_by("-period_id")
    story.release(loaded, latest)
    story.propose(loaded, before)


def move_back(row, **moments: datetime) -> None:  # type: ignore[no-untyped-def]
    """Let the row have happened when the story says; operations rightly write the present."""
    type(row).unscoped.filter(pk=row.pk).update(**moments)
