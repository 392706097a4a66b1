"""Who works in the two invented municipalities. One password for all: it opens nothing but invented data."""

from __future__ import annotations

from dataclasses import dataclass

from lykta.ground.accounts.enums import OrganizationKind, Role

PASSWORD = "lyktan-lyser-hemma"  # noqa: S105  (opens invented data only, and the demo binds to this machine alone)


@dataclass(frozen=True)
class DemoOrganization:
    name: str
    kind: str
    is_authority: bool


@dataclass(frozen=True)
class DemoPerson:
    email: str
    name: str
    title: str
    organization: str
    role: str
    shown: bool = True  # among the logins that the demo prints


@dataclass(frozen=True)
class Login:
    email: str
    name: str
    role_label: str
    municipality: str


POLICE = "Polisen, lokalpolisområde Sjölandet"
ORGANIZATIONS = {
    "bjorkviken": [
        DemoOrganization("Björkvikens kommun", OrganizationKind.MUNICIPALITY, True),
        DemoOrganization("Björkvikens Bostäder", OrganizationKind.HOUSING, False),
        DemoOrganization("Strandskolan", OrganizationKind.SCHOOL, True),
        DemoOrganization("Nordvakt", OrganizationKind.GUARD, False),
        DemoOrganization("Företagarna i Björkviken", OrganizationKind.SHOP, False),
        DemoOrganization("Nattvandrarna i Björkviken", OrganizationKind.ASSOCIATION, False),
        DemoOrganization(POLICE, OrganizationKind.POLICE, True),
    ],
    "granhult": [
        DemoOrganization("Granhults kommun", OrganizationKind.MUNICIPALITY, True),
        DemoOrganization("Hyttbostäder", OrganizationKind.HOUSING, False),
        DemoOrganization("Granskolan", OrganizationKind.SCHOOL, True),
    ],
}
MUNICIPAL = "Björkvikens kommun"
PEOPLE = {
    "bjorkviken": [
        DemoPerson("rapportor@bjorkviken.example", "Ronja Ek", "Fastighetsskötare södra", "Björkvikens Bostäder", Role.REPORTER),
        DemoPerson("samordnare@bjorkviken.example", "Karin Lind", "Trygghetssamordnare", MUNICIPAL, Role.COORDINATOR),
        DemoPerson("kommunpolis@polisen.example", "Per Ström", "Kommunpolis", POLICE, Role.POLICE_OFFICER),
        DemoPerson("parkchef@bjorkviken.example", "Anna Bäck", "Park- och gatuchef", MUNICIPAL, Role.ACTION_OWNER),
        DemoPerson("ledamot@bjorkviken.example", "Leif Holm", "Ordförande i rådet", MUNICIPAL, Role.COUNCIL_MEMBER),
        DemoPerson("registrator@bjorkviken.example", "Rut Dahl", "Registrator", MUNICIPAL, Role.REGISTRAR),
        DemoPerson("administrator@bjorkviken.example", "Ali Sand", "Systemförvaltare", MUNICIPAL, Role.ADMINISTRATOR),
        DemoPerson("norra@bjorkviken.example", "Nils Ås", "Fastighetsskötare norra", "Björkvikens Bostäder", Role.REPORTER, False),
        DemoPerson("rektor@bjorkviken.example", "Sara Vik", "Rektor", "Strandskolan", Role.REPORTER, False),
        DemoPerson("vaktmastare@bjorkviken.example", "Tor Lund", "Vaktmästare", "Strandskolan", Role.REPORTER, False),
        DemoPerson("vakt@bjorkviken.example", "Vera Sten", "Rondväktare", "Nordvakt", Role.REPORTER, False),
        DemoPerson("falt@bjorkviken.example", "Fatima Nord", "Fältassistent", MUNICIPAL, Role.REPORTER, False),
        DemoPerson("fritid@bjorkviken.example", "Frank Ö", "Fritidsledare, Fyren", MUNICIPAL, Role.REPORTER, False),
        DemoPerson("bibliotek@bjorkviken.example", "Britt Alm", "Bibliotekarie", MUNICIPAL, Role.REPORTER, False),
        DemoPerson("gata@bjorkviken.example", "Gun Hav", "Drifttekniker gata", MUNICIPAL, Role.REPORTER, False),
        DemoPerson("handel@bjorkviken.example", "Hugo Fors", "Butikschef, Furuhallen", "Företagarna i Björkviken", Role.REPORTER, False),
        DemoPerson("nattvandrare@bjorkviken.example", "Nina Mo", "Sammankallande", "Nattvandrarna i Björkviken", Role.REPORTER, False),
    ],
    "granhult": [
        DemoPerson("rapportor@granhult.example", "Gösta Rask", "Fastighetsskötare", "Hyttbostäder", Role.REPORTER),
        DemoPerson("samordnare@granhult.example", "Greta Malm", "Trygghetssamordnare", "Granhults kommun", Role.COORDINATOR),
        DemoPerson("rektor@granhult.example", "Ingrid Kvist", "Rektor", "Granskolan", Role.REPORTER, False),
    ],
}  # fmt: skip
# Functions that own actions. Whoever leaves, the work stays.
OWNERS = {
    "fastighet": ("Fastighetschef", MUNICIPAL),
    "park": ("Park- och gatuchef", MUNICIPAL),
    "falt": ("Fältgruppen", MUNICIPAL),
    "rektor": ("Rektor", "Strandskolan"),
    "polis": ("Kommunpolis", POLICE),
    "bostad": ("Förvaltningschef", "Björkvikens Bostäder"),
}
NAMES = {"bjorkviken": "Björkviken", "granhult": "Granhult"}


def logins() -> list[Login]:
    found = [
        Login(person.email, person.name, str(Role(person.role).label), NAMES[slug])
        for slug, people in PEOPLE.items()
        for person in people
        if person.shown
    ]
    return [
        Login(login.email, login.name, login.role_label, "Björkviken och Granhult")
        if login.email.startswith("kommunpolis")
        else login
        for login in found
    ]
