"""Invented contents in the published shapes, and a way to let them out past the two people."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from lykta.airlocks.publishing.models import Release
from lykta.base.documents import serialise, tree
from lykta.ground.municipalities.models import Municipality

PROMISE: dict[str, Any] = {
    "v": 1,
    "title": "tryggare väg till bussen",
    "background": "Gångvägen känns otrygg när det är mörkt.\n\nI vårens dialog pekade 61 av 204 på just den.",
    "how_we_know": "Vi frågar igen i maj 2027.",
    "giver": "together",
    "state": "ongoing",
    "starts": "2026-06-15",
    "ends": "2099-12-31",
    "decision": {"body": "Kommunstyrelsen", "date": "2026-06-15", "paragraph": "87"},
    "points": [
        {
            "key": "a1", "number": 1, "text": "Trasiga lampor byts inom fem dagar.", "kind": "continuous",
            "target_amount": None, "unit": "", "status": "partly", "status_changed": "2026-11-18", "amount": None,
            "receipts": [
                {"key": "r1", "kind": "carried_out", "happened": "2026-11-18", "amount": 14, "unit": "lampor",
                 "text": "14 lampor bytta på gångvägen."},
                {"key": "r2", "kind": "delayed", "happened": "2026-10-02", "amount": None, "unit": "",
                 "text": "Reservdelar fattades"},
            ],
        },
        {
            "key": "a2", "number": 2, "text": "Någon vuxen är där två kvällar i veckan.", "kind": "quantified",
            "target_amount": 30, "unit": "kvällar", "status": "kept", "status_changed": None, "amount": 31,
            "receipts": [{"key": "r3", "kind": "carried_out", "happened": "2026-11-13", "amount": 2, "unit": "kvällar",
                          "text": ""}],
        },
        {
            "key": "a3", "number": 3, "text": "Buskarna hålls låga.", "kind": "once", "target_amount": None, "unit": "",
            "status": "not_started", "status_changed": None, "amount": None, "receipts": [],
        },
    ],
}  # fmt: skip
BLOCKS = (
    tree.Heading(1, "Vad har hänt"),
    tree.Paragraph((tree.Number("58", "58 granskade rapporter i Lykta"), tree.Text(" händelser i november."))),
    tree.text_table(
        "Händelser i november", (tree.Column("Typ", header=True), tree.Column("Antal", "right")),
        [("Skadegörelse", "21")],
    ),
    tree.Figure(
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 40 20"><rect width="9" height="9" fill="#1b3a61"/></svg>',
        "Karta: flest rapporter vid torget", "Grova rutor, november 2026.",
        tree.text_table(
            "Rutor", (tree.Column("Område", header=True), tree.Column("Antal", "right")), [("Centrum", "31")]
        ),
    ),
)  # fmt: skip
REPORT: dict[str, Any] = {
    "v": 1,
    "period_id": "2026-11",
    "period_label": "november 2026",
    "title": "Lägesbild för november 2026",
    "lead": "November 2026: 58 händelser.",
    "blocks": serialise.to_json(tree.Document("x", blocks=BLOCKS))["blocks"],
    "as_of": "2026-12-01",
    "adopted": "2026-12-02",
    "basis": "Granskade rapporter, var händelse räknad en gång.",
}


def let_out(municipality: Municipality, kind: str, key: str, content: dict[str, Any], number: int = 1) -> Release:
    Release.objects.for_municipality(municipality).filter(kind=kind, key=key).update(is_latest=False)
    return Release.objects.create(
        municipality=municipality, kind=kind, key=key, number=number, title=content["title"], content=content,
        released=timezone.now(), released_by_id_text="first", seconded_by_id_text="second",
    )  # fmt: skip
