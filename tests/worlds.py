"""The cast of every test: two invented municipalities and the people who work in them."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from lykta.facts.evidence.models import Category
from lykta.facts.evidence.taxonomy import ensure_default_categories
from lykta.ground.accounts.enums import OrganizationKind, Role
from lykta.ground.accounts.models import Account, Function, Grant, PartnerOrganization
from lykta.ground.areas.models import Place
from lykta.ground.municipalities.models import Municipality

PASSWORD = "lyktan-lyser-2026"


@dataclass
class World:
    """`reporter` works for the housing company, `other_reporter` for the guards; `outsider` is the neighbour's."""

    bjorkviken: Municipality
    granhult: Municipality
    housing: PartnerOrganization
    guards: PartnerOrganization
    municipality_org: PartnerOrganization
    police: PartnerOrganization
    reporter: Account
    other_reporter: Account
    coordinator: Account
    police_officer: Account
    action_owner: Account
    council_member: Account
    registrar: Account
    administrator: Account
    outsider: Account
    park: Function
    square: Place
    school: Place
    functions: dict[str, Function] = field(default_factory=dict)

    def account(self, role: str) -> Account:
        return getattr(self, {"municipal_police_officer": "police_officer"}.get(role, role))

    def category(self, code: str) -> Category:
        return Category.objects.get(code=code)


def make_world() -> World:
    ensure_default_categories()
    bjorkviken = Municipality.objects.create(
        code="9901", name="Björkviken", slug="bjorkviken", population=14_000, population_year=2025, is_demo=True,
        contact_title="Trygghetssamordnaren", contact_email="trygghet@bjorkviken.example", contact_phone="0501-000 00",
        centre_lon=14.30, centre_lat=58.90,
    )  # fmt: skip
    granhult = Municipality.objects.create(
        code="9902", name="Granhult", slug="granhult", population=9_000, population_year=2025, is_demo=True,
        centre_lon=14.62, centre_lat=58.78,
    )  # fmt: skip
    organizations = {
        "housing": _organization("Björkvikens Bostäder", OrganizationKind.HOUSING, False),
        "guards": _organization("Nordvakt", OrganizationKind.GUARD, False),
        "municipality": _organization("Björkvikens kommun", OrganizationKind.MUNICIPALITY, True),
        "police": _organization("Polisen", OrganizationKind.POLICE, True),
        "neighbour": _organization("Granhults kommun", OrganizationKind.MUNICIPALITY, True),
    }
    people: dict[str, Account] = {}
    functions: dict[str, Function] = {}
    for key, title, organization, role, name in CAST:
        municipality = granhult if key == "outsider" else bjorkviken
        people[key] = Account.objects.create_user(f"{key.replace('_', '.')}@example.org", PASSWORD, name=name)
        functions[key] = Function.objects.create(
            municipality=municipality, organization=organizations[organization], title=title
        )
        Grant.objects.create(
            account=people[key], function=functions[key], role=role, municipality=municipality,
            valid_from=date(2020, 1, 1),
        )  # fmt: skip
    square = _place(bjorkviken, "Furutorget", 14.3000, 58.9000, "square")
    school = _place(bjorkviken, "Strandskolan", 14.3052, 58.9031, "school")
    return World(
        bjorkviken=bjorkviken, granhult=granhult, housing=organizations["housing"], guards=organizations["guards"],
        municipality_org=organizations["municipality"], police=organizations["police"], park=functions["action_owner"],
        square=square, school=school, functions=functions, **people,
    )  # fmt: skip


CAST = [
    ("reporter", "Fastighetsskötare", "housing", Role.REPORTER, "Rut Rapportör"),
    ("other_reporter", "Väktare", "guards", Role.REPORTER, "Valter Vakt"),
    ("coordinator", "Trygghetssamordnare", "municipality", Role.COORDINATOR, "Klara Samordnare"),
    ("police_officer", "Kommunpolis", "police", Role.POLICE_OFFICER, "Petra Polis"),
    ("action_owner", "Parkchef", "municipality", Role.ACTION_OWNER, "Axel Ägare"),
    ("council_member", "Ledamot i rådet", "municipality", Role.COUNCIL_MEMBER, "Rolf Råd"),
    ("registrar", "Registrator", "municipality", Role.REGISTRAR, "Rita Registrator"),
    ("administrator", "Systemförvaltare", "municipality", Role.ADMINISTRATOR, "Adam Admin"),
    ("outsider", "Trygghetssamordnare", "neighbour", Role.COORDINATOR, "Olga Utanför"),
]


def _organization(name: str, kind: str, is_authority: bool) -> PartnerOrganization:
    return PartnerOrganization.objects.create(name=name, kind=kind, is_authority=is_authority)


def _place(municipality: Municipality, name: str, lon: float, lat: float, kind: str) -> Place:
    return Place.objects.create(
        municipality=municipality, name=name, lon=lon, lat=lat, kind=kind, search_text=name.lower()
    )
