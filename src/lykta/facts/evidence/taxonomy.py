"""The category tree that every municipality starts with. Stable codes, so that several can count together.

Composed from what Swedish municipalities ask their reporters for; never ethnicity, never names.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from django.db import transaction

from lykta.facts.evidence.models import Category


@dataclass(frozen=True, slots=True)
class Node:
    code: str
    label_sv: str
    label_en: str
    definition_sv: str = ""
    children: tuple[Node, ...] = field(default=())
    is_positive: bool = False
    is_by_place: bool = True
    takes_reasons: bool = False
    guidance_sv: str = ""
    guidance_en: str = ""


DEFAULT_CATEGORIES: tuple[Node, ...] = (
    Node("vandalism", "Skadegörelse", "Vandalism",
         "Något har förstörts eller skadats med avsikt, som klotter, krossade rutor eller anlagd brand.", (
             Node("graffiti", "Klotter", "Graffiti", "Text eller bild som ritats eller sprejats utan lov."),
             Node("broken_glass", "Glaskross", "Broken glass", "Krossade rutor på byggnader, busskurer eller skyltar."),
             Node("arson_damage", "Anlagd brand", "Fire set on purpose",
                  "Eld som tänts för att förstöra, till exempel i papperskorg eller på vägg."),
             Node("vehicle_damage", "Skador på fordon", "Damage to vehicles", "Repor, krossade rutor, skurna däck."),
             Node("other_vandalism", "Övrig skadegörelse", "Other vandalism"),
         )),
    Node("disturbing_gathering", "Otrygghetsskapande samling", "Gathering felt as unsafe",
         "En grupp som gör att andra undviker platsen eller känner sig otrygga. Beskriv inte vilka de är.", (
             Node("gathering_youths", "Samling av ungdomar", "Gathering of young people"),
             Node("gathering_adults", "Samling av vuxna", "Gathering of adults"),
             Node("gathering_intoxicated", "Samling av berusade eller påverkade", "Gathering of intoxicated people"),
             Node("gathering_unknown", "Samling, okänt vilka", "Gathering, unknown who"),
         )),
    Node("suspected_drugs", "Misstänkt narkotika", "Suspected drugs",
         "Tecken på att narkotika säljs eller används. Rapportera även när du är osäker.", (
             Node("drug_sale", "Försäljning", "Sale", "Möten som ser ut som överlåtelse."),
             Node("drug_use", "Bruk", "Use", "Någon verkar använda narkotika på platsen."),
             Node("drug_find", "Fynd av kanyl eller gömma", "Find of needle or hiding place",
                  "Rör det inte. Ring 114 14 om det är farligt."),
         )),
    Node("violence_threat", "Bråk, våld och hot", "Fights, violence and threats",
         "Slagsmål, misshandel, hot, rån eller ofredande på en plats.", (
             Node("fight", "Slagsmål", "Fight"),
             Node("assault", "Misshandel", "Assault"),
             Node("threat", "Hot", "Threat"),
             Node("robbery", "Rån", "Robbery"),
             Node("sexual_harassment", "Sexuellt ofredande", "Sexual harassment"),
         )),
    Node("theft_burglary", "Stöld och inbrott", "Theft and burglary",
         "Något har stulits, eller någon har tagit sig in utan lov.", (
             Node("burglary_home", "Inbrott i bostad", "Burglary in a home"),
             Node("burglary_storage", "Inbrott i källare eller förråd", "Burglary in cellar or storage"),
             Node("theft_vehicle", "Stöld av eller ur fordon", "Theft of or from a vehicle"),
             Node("theft_shop", "Stöld i butik", "Theft in a shop"),
             Node("burglary_business", "Inbrott i verksamhet", "Burglary in a workplace",
                  "Skola, förening, kontor, lager."),
         )),
    Node("traffic", "Störande trafik", "Disturbing traffic",
         "Körning som stör eller är farlig där människor rör sig.", (
             Node("reckless_driving", "Buskörning", "Reckless driving"),
             Node("a_tractor", "A-traktor", "A-tractor"),
             Node("moped_on_path", "Moped på gång- och cykelväg", "Moped on a foot or cycle path"),
             Node("impaired_driver", "Påverkad förare", "Impaired driver", "Pågår det nu? Ring 112."),
         )),
    Node("fire_explosives", "Brand och explosiva varor", "Fire and explosives",
         "Brand, smällare eller annat som exploderar.", (
             Node("fire_container", "Brand i container eller papperskorg", "Fire in a container or bin"),
             Node("fire_vehicle", "Brand i fordon", "Fire in a vehicle"),
             Node("pyrotechnics", "Pyroteknik", "Pyrotechnics", "Smällare, raketer, bengaler."),
         )),
    Node("littering_dumping", "Nedskräpning och dumpning", "Littering and dumping",
         "Skräp, dumpat avfall eller övergivna föremål."),
    Node("unlawful_stay", "Olovligt boende eller sovplats", "Unlawful dwelling or sleeping place",
         "Tecken på att någon sover eller bor där det inte är tillåtet. Beskriv platsen, inte personen."),
    Node("staff_incident", "Incident mot anställd", "Incident against staff",
         "Någon i tjänst har hindrats, hotats, utsatts för våld eller försökt påverkas.", (
             Node("staff_threat", "Hot mot anställd", "Threat against staff"),
             Node("staff_obstruction", "Hinder i tjänsten", "Obstruction of staff"),
             Node("staff_violence", "Våld mot anställd", "Violence against staff"),
             Node("staff_undue_influence", "Otillåten påverkan", "Undue influence"),
         ), guidance_sv="Gör också en arbetsmiljöanmälan (tillbud eller arbetsskada) där du arbetar: den här "
                        "rapporten ersätter den inte.",
         guidance_en="Also report it as a work environment incident where you work: this does not replace it."),
    Node("unsafe_place", "Otrygg plats", "Unsafe place",
         "En brist i miljön gör platsen otrygg, utan att något behöver ha hänt.", (
             Node("poor_lighting", "Bristfällig belysning", "Poor lighting", "Lampor som saknas eller är trasiga."),
             Node("poor_overview", "Skymd sikt", "Poor overview",
                  "Växtlighet, hörn eller annat som gör att man inte ser eller syns."),
             Node("littered", "Nedskräpat eller klottrat", "Littered or sprayed"),
             Node("deserted", "Ödslig plats", "Deserted place", "Få rör sig här."),
             Node("broken_fittings", "Trasig inredning", "Broken fittings", "Bänkar, dörrar, lås, skyltar, staket."),
             Node("poor_upkeep", "Bristande skötsel", "Poor upkeep"),
         ), takes_reasons=True,
         guidance_sv="Något trasigt? Gör gärna en felanmälan också. Samordnaren kan skicka den vidare åt dig.",
         guidance_en="Something broken? Report the fault too. The coordinator can pass it on for you."),
    Node("event", "Arrangemang", "Event",
         "Något som hände i samband med ett arrangemang. Kommande arrangemang anmäls för sig.", (
             Node("public_event", "Evenemang", "Public event"),
             Node("end_of_term", "Skolavslutning", "End of term"),
             Node("match", "Match", "Match"),
             Node("demonstration", "Demonstration", "Demonstration"),
         )),
    Node("rumour_online", "Rykten och spridning i sociala medier", "Rumours and spread in social media",
         "Uppgifter som sprids och gör människor oroliga. Skriv inga kontonamn."),
    Node("weapon_find", "Fynd av tillhygge eller stenupplag", "Find of a weapon or a store of stones",
         "Rör det inte. Ring 114 14, eller 112 om det är bråttom."),
    Node("positive", "Positiv iakttagelse eller trygg plats", "Positive observation or safe place",
         "Något som fungerar bra eller har blivit bättre.", is_positive=True),
    # Focus areas with statistics and actions; what happens in somebody's home is never put on a map of places.
    Node("domestic_violence", "Våld i nära relation", "Violence in close relations",
         "Följs med statistik och åtgärder, aldrig med rapporter om platser.", is_by_place=False,
         guidance_sv="Är någon i fara nu? Ring 112. Kvinnofridslinjen 020-50 50 50 svarar dygnet runt. "
                     "Socialtjänsten i kommunen ger stöd. Är du orolig för ett barn? Gör en orosanmälan "
                     "till socialtjänsten.",
         guidance_en="Is anybody in danger now? Call 112. The national women's helpline 020-50 50 50 answers day and "
                     "night. The municipality's social services give support. Worried about a child? Tell them."),
    Node("honour_violence", "Hedersrelaterat våld och förtryck", "Honour-related violence and oppression",
         "Följs med statistik och åtgärder, aldrig med rapporter om platser.", is_by_place=False,
         guidance_sv="Är någon i fara nu? Ring 112. Kvinnofridslinjen 020-50 50 50 svarar dygnet runt. "
                     "Är du orolig för ett barn? Gör en orosanmälan till socialtjänsten. "
                     "Arbetar du i skolan: tala med rektor.",
         guidance_en="Is anybody in danger now? Call 112. The national women's helpline 020-50 50 50 answers day and "
                     "night. Worried about a child? Tell the social services. In a school: talk to the head."),
    Node("other", "Annat", "Other", "Det som inte passar någon annanstans."),
)  # fmt: skip


@transaction.atomic
def ensure_default_categories() -> int:
    """How many were added. Rows that are there keep what has been changed in them."""
    there = {row.code: row for row in Category.objects.filter(municipality__isnull=True)}
    added = 0
    for position, node, parent in _walk(DEFAULT_CATEGORIES, None):
        if node.code not in there:
            there[node.code] = _create(node, position, there[parent.code] if parent else None)
            added += 1
    return added


def _walk(nodes: tuple[Node, ...], parent: Node | None) -> Iterator[tuple[int, Node, Node | None]]:
    for at, node in enumerate(nodes):
        yield (at + 1) * 10, node, parent
        yield from _walk(node.children, node)


def _create(node: Node, position: int, parent: Category | None) -> Category:
    return Category.objects.create(
        code=node.code,
        parent=parent,
        label_sv=node.label_sv,
        label_en=node.label_en,
        definition_sv=node.definition_sv,
        position=position,
        is_positive=node.is_positive,
        is_by_place=node.is_by_place,
        takes_reasons=node.takes_reasons,
        guidance_sv=node.guidance_sv,
        guidance_en=node.guidance_en,
    )
