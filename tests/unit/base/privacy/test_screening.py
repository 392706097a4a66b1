from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from personnummer.personnummer import _luhn

from lykta.base.privacy.screening import Finding, FindingKind, Screening, Severity, masked, screen

TODAY = date(2026, 11, 17)
PNR, SAMNR = FindingKind.PERSONAL_IDENTITY_NUMBER, FindingKind.COORDINATION_NUMBER
PHONE, EMAIL, PLATE = FindingKind.PHONE_NUMBER, FindingKind.EMAIL_ADDRESS, FindingKind.REGISTRATION_PLATE
HOME = FindingKind.HOME_ADDRESS
NAME, PUPIL, ACCOUNT = FindingKind.PERSON_NAME, FindingKind.PUPIL, FindingKind.ACCOUNT_NAME


def found(text: str) -> list[tuple[FindingKind, str]]:
    return [(f.kind, text[f.start : f.end]) for f in screen(text, today=TODAY).findings]


def blocked(text: str) -> list[tuple[FindingKind, str]]:
    return [(f.kind, text[f.start : f.end]) for f in screen(text, today=TODAY).stops]


def warned(text: str) -> list[tuple[FindingKind, str]]:
    return [(f.kind, text[f.start : f.end]) for f in screen(text, today=TODAY).warnings]


# The numbers are the tax agency's public test numbers, the phones of the ranges kept for fiction, the plates unissued.
IDENTITY_FORMS = [
    "780123-2385",
    "7801232385",
    "780123 2385",
    "780123+2385",
    "780123 - 2385",
    "780123--2385",
    "780123/2385",
    "780123.2385",
    "19780123-2385",
    "197801232385",
    "19780123 2385",
    "19 780123 2385",
    "19 78 01 23 23 85",
    "1978-01-23-2385",
    "1978-01-23 2385",
    "1978 0123 2385",
    "78 01 23-2385",
    "78-01-23-2385",
    "780123-23 85",
    "780123-238-5",
    "7 8 0 1 2 3 2 3 8 5",
    "780123—2385",
    "780123–2385",
    "780123\u20112385",
    "780123\u22122385",
    "780123\u00a02385",
    "780123\u202f2385",
    "780123\t2385",
    "780123-\n2385",
    "7８0123-2385",
    "７８０１２３－２３８５",
    "780123\u200b-\u200b2385",
    "78\u00ad0123-2385",
    "٧٨٠١٢٣-٢٣٨٥",
]


@pytest.mark.parametrize("form", IDENTITY_FORMS)
@pytest.mark.parametrize("frame", ["{}", "personnr {} på kvittot", "(pnr:{}), och mer", "leg på golvet, {}."])
def test_identity_numbers_in_every_spelling(form: str, frame: str) -> None:
    assert blocked(frame.format(form)) == [(PNR, form)]


@pytest.mark.parametrize("form", ["820781-9932", "8207819932", "19820781-9932", "19 820781 9932", "82 07 81 99 32"])
def test_coordination_numbers(form: str) -> None:
    assert blocked(f"Uppgavs vara {form} i går") == [(SAMNR, form)]


@pytest.mark.parametrize("form", ["000101-T220", "000101T220", "20000101-T220", "20000101T220"])
def test_interim_numbers(form: str) -> None:
    assert blocked(f"nr {form} där") == [(PNR, form)]


def test_a_wrong_check_figure() -> None:
    assert warned("lapp med 780123-2384 på") == [(PNR, "780123-2384")]
    assert found("lapp med 780123 2384 på") == []
    assert blocked("personnummer 780123 2384") == [(PNR, "780123 2384")]
    assert blocked("samordningsnummer: 820781-9933") == [(SAMNR, "820781-9933")]


def test_two_numbers_beside_each_other() -> None:
    text = "780123-2385, 19820781-9932 och 070-174 06 10"
    assert blocked(text) == [(PNR, "780123-2385"), (SAMNR, "19820781-9932"), (PHONE, "070-174 06 10")]


@given(
    st.dates(date(1900, 1, 1), date(2025, 12, 31)), st.integers(1, 999), st.sampled_from(["", "-", " ", "–", "\u00a0"])
)
def test_every_valid_number_is_stopped(born: date, serial: int, separator: str) -> None:
    nine = f"{born:%y%m%d}{serial:03d}"
    four = f"{serial:03d}{_luhn(nine)}"
    for written in (f"{born:%y%m%d}{separator}{four}", f"{born:%Y%m%d}{separator}{four}"):
        screening = screen(f"Den hittades {written} där", today=TODAY)
        assert [(f.start, f.end) for f in screening.stops] == [(13, 13 + len(written))]


PHONES = [
    "070-174 06 10",
    "0701740610",
    "070 174 06 10",
    "0701-74 06 10",
    "0701 740610",
    "070 1740610",
    "070-17 40 610",
    "070.174.06.10",
    "07 01 74 06 10",
    "0 7 0 1 7 4 0 6 1 0",
    "070/174 06 10",
    "070–174 06 10",
    "０７０－１７４ ０６ １０",
    "+46701740610",
    "+46 70 174 06 10",
    "+46 (0)70-174 06 10",
    "0046701740610",
    "00 46 70 174 06 10",
    "46701740610",
    "08-465 004 04",
    "08-46500404",
    "08/465 004 04",
    "(08) 465 004 04",
    "0980-319 22",
    "0980-319201",
    "0980-31 92 01",
    "031-390 06 22",
    "+46-31-3900 603",
    "040-628 04 16",
    "010-174 06 10",
    "+47 22 12 34 56",
    "+358 40 1234567",
    "+44 20 7946 0958",
    "0045 32 12 34 56",
]


@pytest.mark.parametrize("phone", PHONES)
@pytest.mark.parametrize("frame", ["{}", "Ring {} när lampan är lagad.", "tel:{}, tack", "Nås på {}!!"])
def test_phone_numbers(phone: str, frame: str) -> None:
    text = frame.format(phone)
    (finding,) = screen(text, today=TODAY).stops
    assert finding.kind == PHONE
    assert text[finding.start : finding.end].lstrip("(") == phone.lstrip("(")


@pytest.mark.parametrize(
    "address",
    [
        "anna.svensson@example.se",
        "ANNA@EXAMPLE.SE",
        "a_b+c%d-e73@mail.example.net",
        "åsa.öberg@example.se",
        "anna＠example.se",
        "anna(at)example.se",
        "anna [at] example.se",
        "anna@xn--exempel-9za.se",
    ],
)
def test_email_addresses(address: str) -> None:
    assert blocked(f"Mejla mig på {address}, tack.") == [(EMAIL, address)]


def test_what_is_no_email_address() -> None:
    assert [kind for kind, _ in found("3 st @ 20 kr, @example, anna@, anna@localhost, @")] == [ACCOUNT]


@pytest.mark.parametrize(
    ("text", "plate"),
    [
        ("Bilen HOT248 står där.", "HOT248"),
        ("HOT 248", "HOT 248"),
        ("HOT-248", "HOT-248"),
        ("HOT24K", "HOT24K"),
        ("en skåpbil, reg.nr. men 280, stod", "men 280"),
        ("Moppe med regnr typ 15r kör", "typ 15r"),
        ("hot24k stod här", "hot24k"),
        ("Ägaren till pub 311 bor", "pub 311"),
        ("Bilen fem 60e står", "fem 60e"),
        ("en blå BMW abc 12d på gården", "abc 12d"),
        ("gkn 12d stod länge, en blå bil", "gkn 12d"),
        ("(ＡＢＣ１２３)", "ＡＢＣ１２３"),
        ("Skylten LSS 123 på bilen", "LSS 123"),
    ],
)
def test_plates(text: str, plate: str) -> None:
    assert blocked(text) == [(PLATE, plate)]


HARMLESS = [
    "Lampan vid E20 är trasig sedan den 14 november.",
    "Mellan 08.15-09.30 och 12.00-13.45 den 2026-11-14 1830.",
    "Natten 2026-11-13 2026-11-14 samt 2023-10-12 2023-10-13, 2023-10-12--2023-10-13.",
    "Öppet 08-17 12 000 besökare, 05-06 2024, 07-16 07-18.",
    "Kostnad 18 500 kr, 1 250 000 kr, 12 500,50 kr, 120 000 000 kronor, 0,50 kr.",
    "Dnr KS 2023/0142, BUN-2024-00123, diarienummer 2024-000142, dnr 0142-2024 113.",
    "Polisanmälan 5000-K123456-26 och K-nummer 0201-K12345-24.",
    "Organisationsnummer 212000-1686, 556036-0793, 802005-1952.",
    "Koordinat 58.38761, 13.84523 samt 6504123 412345 och N 6504123.12 E 412345.98.",
    "Buss 412, linje 55, RV 200, E20, väg 195, LSS 123, SFS 2023:196, SFS 123, OSL 101.",
    "Ring 112, 114 14, 1177, 11313, 020-12 34 56 eller 077-114 14 00.",
    "Det var typ 100 personer där, men 280 kom aldrig fram, fem 100-lappar.",
    "Rum 114, sal 203, hus 12B, lgh 1203, Lgh 112, rum 11B, Hus 12B. HUS 12B",
    "Postnummer 542 30, box 123, faktura 8841 2206, inventarienummer 780123.",
    "Objekt-ID 20240115-0007 i driftsystemet avser belysningsstolpe 1187.",
    "DET VAR MINST HUNDRA MEN 280 GICK HEM",
    "Kl 07.00 08.15 09.30 och 0730-0815, 0830-0915, 2200-0200, 18:00-20:30.",
    "Vecka 46-47, 2026-W47, 2026-11-03..2026-11-17, 01122024, 12 10 2023, 2023 10 12.",
    "Bilen körde typ 100 km/h. Mopeden kör max 45 km.",
    "IP 192.168.101.123, version 1.7801232385, 10.20.30.40, kort 1234 5678 9012 3456.",
    "Den 5 maj 2026 10 20 30 40 50. Åren 2019 2020 2021 2022.",
    "Ärende 20240115-0142 är återfört. Trygghetsvandring tisdag 12 mars kl 18.00, 90 00 12-3.",
]


@pytest.mark.parametrize("text", HARMLESS)
def test_other_numbers_do_not_stop_a_report(text: str) -> None:
    assert blocked(text) == []


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Han heter Elias.", "Elias"),
        ("Killen kallas Zorro.", "Zorro"),
        ("En kille vid namn Rafiq sprang", "Rafiq"),
        ("Väktare Tove avvisade fyra", "Tove"),
        ("Det var Anders Svensson där", "Anders Svensson"),
        ("Min son Noel blev slagen", "Noel"),
        ("A. Berntsson sågs", "A. Berntsson"),
        ("Mvh Lina", "Lina"),
        ("jag såg Nour Sundqvist där", "Nour Sundqvist"),
        ("En tjej som heter Karin Öberg-Holm", "Karin Öberg-Holm"),
        ("Lars-Åke Nguyen var med", "Lars-Åke Nguyen"),
    ],
)
def test_names_warn_and_never_block(text: str, name: str) -> None:
    assert found(text) == [(NAME, name)]
    assert screen(text).may_be_saved


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Det var Elias i 7B som slog", "Elias"),
        ("I 9B: Elias började", "Elias"),
        ("Tove 9B klottrade", "Tove"),
        ("eleven Wilmer i klass 6 sprang", "Wilmer"),
    ],
)
def test_pupils_warn(text: str, name: str) -> None:
    assert found(text) == [(PUPIL, name)]


@pytest.mark.parametrize(
    "text",
    [
        "Karl Johans torg upplevs som ödsligt efter klockan 21.",
        "Hjalmar Petris väg är mörk.",
        "Vid Petrus Laestadius väg.",
        "Torget heter Sergels torg.",
        "Parken kallas Katthavet.",
        "Gatan heter Olof Palmes gata.",
        "Det som kallas Lugnet.",
        "Bråk på Anna Lindhs plats.",
        "Vid Gustav Adolfs skola.",
        "Astrid Lindgrens förskola fick rutor krossade.",
        "Ola på gatuskylten är överklottrad, det ska stå Olagatan.",
        "Patrik-Oskarsgatan föreslås få ny asfalt.",
        "Maj och augusti har flest anmälda cykelstölder.",
        "Slagsmål i 8A på Strandskolan.",
        "Bråk vid Kung Karls Park.",
        "Samling vid Björkvikens Bostäder.",
        "På S:t Eriks torg.",
        "Dag Hammarskjölds väg",
        "Området heter Sankt Eriks Park.",
        "Kameran på Drottninggatan är ur funktion.",
        "Buskarna vid Katthavet skymmer sikten mot gångvägen.",
    ],
)
def test_places_named_after_people_do_not_warn(text: str) -> None:
    assert found(text) == []


@pytest.mark.parametrize(
    ("text", "kind", "words"),
    [
        ("Fyra afrikaner stod där", FindingKind.ETHNICITY, "afrikaner"),
        ("en man med utländskt utseende", FindingKind.ETHNICITY, "utländskt utseende"),
        ("Romer har slagit läger", FindingKind.ETHNICITY, "Romer"),
        ("tjejer i slöja blev ropade åt", FindingKind.RELIGION, "slöja"),
        ("en muslimsk familj", FindingKind.RELIGION, "muslimsk"),
        ("en psykiskt sjuk man", FindingKind.HEALTH, "psykiskt sjuk"),
        ("en missbrukare sov i porten", FindingKind.HEALTH, "missbrukare"),
        ("mannen i rullstol", FindingKind.HEALTH, "rullstol"),
    ],
)
def test_words_on_ethnicity_religion_and_health_warn(text: str, kind: FindingKind, words: str) -> None:
    assert found(text) == [(kind, words)]


@pytest.mark.parametrize(
    "text",
    [
        "Vid kyrkan och moskén",
        "utanför vårdcentralen",
        "Det luktade rom",
        "samma ställe som sist, samarbete",
        "Klotter på judiska begravningsplatsen",
        "Bil på handikapplatsen och rullstolsrampen",
        "sjukhuset",
    ],
)
def test_places_and_everyday_words_do_not_warn(text: str) -> None:
    assert found(text) == []


def test_account_names_warn() -> None:
    assert found("Filmen ligger på @hulda.2 och snap: alva92") == [(ACCOUNT, "@hulda.2"), (ACCOUNT, "snap: alva92")]


def test_a_whole_screening() -> None:
    screening = screen("Bilen HOT248 och Elias i 7B", today=TODAY)
    assert screening == Screening((Finding(6, 12, PLATE, Severity.WARN), Finding(17, 22, PUPIL, Severity.WARN)))
    assert (screening.may_be_saved, screening.kinds) == (False, frozenset({PLATE, PUPIL}))
    assert screen("") == Screening(())


def test_places_are_those_of_the_text_as_written() -> None:
    text = "a\u0301\u200b\ufeff 78\u00ad0123–2385 ok 👮‍♀️ HOT248"
    assert found(text) == [(PNR, "78\u00ad0123–2385"), (PLATE, "HOT248")]


def test_masking_leaves_nothing_of_what_was_found() -> None:
    text = "personnr 780123-2385, bil HOT248, mejl anna@example.se, tel 0701740610. Slut"
    covered = masked(text, screen(text, today=TODAY).stops)
    assert covered == "personnr […], bil […], mejl […], tel […]. Slut"
    assert masked(text, []) == text
    both = [Finding(0, 10, PNR, Severity.BLOCK), Finding(5, 20, PHONE, Severity.BLOCK)]
    assert masked("0123456789abcdefghijklmnop", both, mask="*") == "*klmnop"


@given(st.text(max_size=200))
def test_any_text_can_be_screened_and_masked(text: str) -> None:
    findings = screen(text, today=TODAY).findings
    assert all(0 <= f.start < f.end <= len(text) for f in findings)
    assert all(a.end <= b.start for a, b in pairwise(findings))
    masked(text, findings)


@given(st.text(alphabet="0123456789 -+./()A@.TK", max_size=120))
def test_what_is_masked_stays_masked(text: str) -> None:
    covered = masked(text, screen(text, today=TODAY).stops, mask=" ⬛ ")
    assert screen(covered, today=TODAY).stops == ()


BLOCK, WARN, HINT = Severity.BLOCK, Severity.WARN, Severity.HINT


@pytest.mark.parametrize(
    ("text", "verdict", "severities"),
    [
        ("Lampan är släckt.", "clear", []),
        ("En man i rullstol blev rånad.", "clear", [HINT]),
        ("personnr 780123-2385", "block", [BLOCK]),
        ("samordningsnummer 820781-9933", "block", [BLOCK]),
        ("nr 000101-T220 där", "block", [BLOCK]),
        ("lapp med 780123-2384 på", "warn", [WARN]),
        ("Ring 070-174 06 10 nu", "warn", [WARN]),
        ("Mejla anna@example.se", "warn", [WARN]),
        ("Bilen HOT248 står där.", "warn", [WARN]),
        ("Han bor på Björkvägen 34B.", "warn", [WARN]),
        ("Killen heter Elias.", "warn", [WARN]),
        ("Elias i 7B slogs", "warn", [WARN]),
        ("snap: alva92", "warn", [WARN]),
        ("En muslimsk man, personnr 780123-2385, ring 070-174 06 10", "block", [HINT, BLOCK, WARN]),
    ],
)
def test_what_becomes_of_a_report(text: str, verdict: str, severities: list[Severity]) -> None:
    screening = screen(text, today=TODAY)
    assert screening.verdict == verdict
    assert [finding.severity for finding in screening.findings] == severities


def test_other_texts_than_reports_stop_by_kind() -> None:
    text = "780123-2385, 070-174 06 10, anna@example.se, HOT248 och @alva92. Elias i 7B bor på Björkvägen 34B, muslim"
    screening = screen(text, today=TODAY)
    assert {finding.kind for finding in screening.stops} == {PNR, PHONE, EMAIL, PLATE, ACCOUNT}
    assert {finding.kind for finding in screening.warnings} == {PUPIL, HOME, FindingKind.RELIGION}
    assert not screening.may_be_saved


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("Hyresgästen i Bergsgatan 8 2 tr klagar.", "Bergsgatan 8 2 tr"),
        ("Storgatan 12, lgh 1102 är tom.", "Storgatan 12, lgh 1102"),
        ("Det luktar från Björkvägen 34B.", "Björkvägen 34B"),
        ("Ägaren bor på Hjalmar Petris väg 7 C i dag.", "Hjalmar Petris väg 7 C"),
        ("Tove på Ekgatan 5 ropade", "Ekgatan 5"),
        ("På Ekgatan 5 bor mannen som ropade", "Ekgatan 5"),
        ("Hemadress Ekgatan 5, 123 45 Björkviken", "Ekgatan 5, 123 45 Björkviken"),
        ("han bor på ekgatan 5", "ekgatan 5"),
    ],
)
def test_home_addresses(text: str, address: str) -> None:
    assert (HOME, address) in found(text)


@pytest.mark.parametrize(
    "text",
    [
        "Klotter på Storgatan 12",
        "Rån vid Skolgatan 4",
        "Skadegörelse på Storgatan 12B, hela porten",
        "Trafikolycka på riksväg 26 och väg 195",
        "Storgatan 12 i morse",
        "Utanför Storgatan 12B",
        "Papperskorg 12 på Storgatan",
        "Bor i hus 12, rum 3",
    ],
)
def test_streets_where_things_happen(text: str) -> None:
    assert found(text) == []
