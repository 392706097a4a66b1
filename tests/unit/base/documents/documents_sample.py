"""One document with every kind of block, as the tests and whoever wants to look at it need it."""

from __future__ import annotations

from shapely import LineString, Point, Polygon, box

from lykta.base.documents import charts, tree
from lykta.base.documents.map_picture import MapCell, MapLayer, MapPlace, draw_map
from lykta.base.documents.tree import Cell, Column, Emphasis, Link, Number, Status, Strong, Text

INCIDENTS = "19 händelser, vecka 46, rapporter i Lykta, granskade 16 november."
USUAL = "Medelvärde av vecka 38–45, samma källa: 18,0 händelser per vecka."


def comparison() -> str:
    rows = [
        ("Skadegörelse", 7, 3.1),
        ("Otrygghetsskapande samling", 5, 7.4),
        ("Störande trafik", 3, 4.0),
        ("Misstänkt narkotika", 1, 1.6),
        ("Otrygg plats", 3, None),
    ]
    return charts.bar_comparison(
        rows, "Fler skadegörelser än vanligt, i övrigt som det brukar", "vecka 46", "snitt 8 v."
    )


def weeks() -> str:
    values = [14, 18, 21, 17, 16, 22, 19, 15, 18, 20, 17, 16, 21, 18, 15, 19]
    points = [charts.Point(f"v. {31 + at}", value) for at, value in enumerate(values)]
    return charts.time_series(points, "Veckan som helhet var som vanligt", band=charts.Band(13, 23))


def matrix(bins: int = 6) -> str:
    counts = [
        [(day * 3 + part * part) % 7 if part > bins // 2 else (day + part) % 3 // 2 for part in range(bins)]
        for day in range(7)
    ]
    return charts.weekday_hour_matrix(counts, "Mest händer sena kvällar, fredag till söndag")


def town_map() -> str:
    west, south, east, north = 15.0, 59.0, 15.03, 59.011
    water = Polygon(
        [(14.99, 58.99), (15.04, 58.99), (15.04, 59.001), (15.02, 59.0024), (15.008, 59.0012), (14.99, 59.002)]
    )
    streets = [LineString([(15 + 0.004 * at, 59), (15.001 + 0.004 * at, 59.012)]) for at in range(1, 8)]
    streets += [LineString([(14.99, 59.003 + 0.0024 * at), (15.04, 59.0034 + 0.0024 * at)]) for at in range(4)]
    park = Point(15.0145, 59.0066).buffer(0.0012)
    houses = [
        box(x, y, x + 0.0006, y + 0.0003)
        for x in (15.0052, 15.0095, 15.0215)
        for y in (59.0038, 59.0045, 59.0086, 59.0093)
    ]
    layers = [
        MapLayer("vatten", "water", (water,)),
        MapLayer("park", "park", (park,)),
        MapLayer("hus", "building", tuple(houses)),
        MapLayer("gator", "street", tuple(streets)),
    ]
    width, height = 0.00436, 0.00225
    counts = {(1, 1): 2, (2, 1): 1, (3, 2): 4, (4, 2): 9, (3, 3): 5, (5, 3): 1, (2, 3): 3}
    cells = [
        MapCell(box(15 + x * width, 59 + y * height, 15 + (x + 1) * width, 59 + (y + 1) * height), value)
        for (x, y), value in counts.items()
    ]
    places = [
        MapPlace("Strandskolan", 15.0195, 59.0058),
        MapPlace("Furutorget", 15.011, 59.0072),
        MapPlace("Resecentrum", 15.027, 59.009),
    ]
    return draw_map(
        layers,
        cells,
        (west, south, east, north),
        "Flest händelser kring Strandskolan",
        "Händelser per ruta, oktober–november",
        places,
    )


def table() -> tree.Table:
    columns = (
        Column("Slag", header=True),
        Column("v. 46", "right"),
        Column("v. 45", "right"),
        Column("snitt 8 v.", "right"),
        Column("Bedömning"),
    )
    rows = [
        ("Skadegörelse", "7", "3", "3,1", "fler än vanligt"),
        ("Otrygghetsskapande samling", "5", "8", "7,4", "går inte att avgöra"),
        ("Störande trafik", "3", "4", "4,0", "som vanligt"),
        ("Misstänkt narkotika", "1", "1", "1,6", "för få för att bedöma"),
    ]
    made = tree.text_table(
        "Händelser efter slag, vecka 46", columns, rows, "Källa: rapporter i Lykta, granskade. n = 19."
    )
    first = (
        made.rows[0][0],
        Cell((Number("7", "Sju händelser med slaget skadegörelse, vecka 46."),)),
        *made.rows[0][2:],
    )
    return tree.Table(made.caption, made.columns, (first, *made.rows[1:]), made.note)


def figures() -> tuple[tree.Figure, ...]:
    data = tree.text_table(
        "Händelser per slag",
        (Column("Slag", header=True), Column("Antal", "right")),
        [("Skadegörelse", "7"), ("Störande trafik", "3")],
    )
    return (
        tree.Figure(
            comparison(), "Stapeldiagram: skadegörelse 7 mot vanligen 3,1.", "n = 19. Källa: rapporter i Lykta.", data
        ),
        tree.Figure(
            weeks(),
            "Stapeldiagram: 19 händelser i vecka 46, vanligt 13–23.",
            "Händelser per vecka, vecka 31–46. Källa: rapporter i Lykta.",
        ),
        tree.Figure(
            matrix(), "Rutnät: flest händelser sena kvällar.", "Händelser efter veckodag och tid, åtta veckor."
        ),
        tree.Figure(
            town_map(),
            "Karta: flest händelser kring Strandskolan.",
            "Rutor om 250 meter. Platser med färre än tre visas inte offentligt.",
        ),
    )


def document() -> tree.Document:
    comparison_figure, weeks_figure, matrix_figure, map_figure = figures()
    return tree.Document(
        title="Lägesbild Björkviken, vecka 46",
        subtitle="Måndag 9 november till söndag 15 november 2026. Fastställd.",
        metadata=(("author", "Björkvikens kommun"), ("subject", "Lägesbild"), ("keywords", "lägesbild, vecka 46")),
        blocks=(
            tree.Heading(1, "I korthet", "in-short"),
            tree.Paragraph(
                (
                    Text("Veckan var som helhet som vanligt, "),
                    Number("19 händelser", INCIDENTS),
                    Text(" mot "),
                    Number("18 i snitt", USUAL),
                    Text(", men två saker behöver beslut i dag. "),
                    Strong("Rutor krossas igen på Strandskolan"),
                    Text(
                        ", fyra på sex dagar, alla efter klockan 20. Samlingarna ser ut att ha minskat, men det "
                        "kan bero på att "
                    ),
                    Emphasis("färre rapporterade"),
                    Text(": tre av elva rapportörer har inte hört av sig."),
                )
            ),
            tree.Note(
                "caution",
                (
                    Text(
                        "Fler rapporter kan också betyda att fler rapporterar. Siffror för de senaste dagarna "
                        "brukar stiga något när sena rapporter kommer in."
                    ),
                ),
            ),
            tree.Heading(1, "Vad har hänt", "what"),
            table(),
            tree.text_paragraph(
                "Sju skadegörelser är fler än vi brukar ha: så många eller fler kommer av en slump ungefär en "
                "vecka på tjugofem. Fyra av dem är samma plats. Övriga skillnader ryms i det vanliga."
            ),
            comparison_figure,
            weeks_figure,
            tree.Heading(1, "Var och när", "where"),
            tree.Heading(2, "Strandskolans norra sida", "school"),
            tree.text_paragraph(
                "Fyra krossade rutor, tisdag till söndag, mellan 20 och 23. Efter en krossad ruta där har nästa "
                "kommit inom två veckor sex gånger av nio sedan i mars."
            ),
            map_figure,
            matrix_figure,
            tree.PageBreak(),
            tree.Heading(1, "Vår bedömning", "judgement"),
            tree.BulletList(
                (
                    (Status("yellow", "gul"), Text(" Strandskolan: återkommande, kostar, oroar personalen.")),
                    (Status("green", "grön"), Text(" Furutorget.")),
                    (Status("red", "röd"), Text(" Ingen plats den här veckan.")),
                    (Status("planned", "planerad"), Text(" Siktröjning vid busskuren.")),
                )
            ),
            tree.Heading(1, "Att besluta i dag", "decide"),
            tree.NumberedList(
                (
                    (
                        Strong("Strandskolan:"),
                        Text(" rondering 20–23 veckan ut? Förslag: Fastighet, svar till fredag."),
                    ),
                    (
                        Strong("Belysningen:"),
                        Text(" anmäld 2 november, ansvarig Gata. Vad hindrar? Läs mer på "),
                        Link("kommunens sida", "https://example.org/belysning"),
                        Text("."),
                    ),
                )
            ),
            tree.Note("information", (Text("Pågår det nu? Ring 112. Inte akut: 114 14."),)),
            tree.NumberedList(((Text("En ny lista börjar om på ett."),), (Text("Och fortsätter."),))),
        ),
    )
