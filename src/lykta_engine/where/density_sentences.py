"""What a density map says in words, and what it does not."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lykta_engine.words import EVENT, Noun, counted, decimal, reporting_caution

if TYPE_CHECKING:
    from lykta_engine.where.density import Density

SENTENCES = {
    "sv": {
        "counted": "Tätheten är räknad på {events} med bandbredden {bandwidth} m ({kernel}) i rutor om {cell} m.",
        "left_out": "{left_out} ligger för långt bort och är inte med.",
        "peak": "Tätast är det kring x {x}, y {y}: {peak} per km², mot {mean} i snitt på kartan.",
        "caution": "Kartan visar var det ligger tätt, inte om det är tätare än slumpen kan ge: också slumpen har "
        "toppar, och var de syns beror på bandbredden. {reporting}",
        "open": "Nära kartans kant sjunker tätheten om händelser på andra sidan inte är med.",
        "corrected": "Nära kartans kant är tätheten uppräknad för det som inte syns på andra sidan, som om det var "
        "lika tätt där; den är osäkrare där än mitt på kartan.",
        "quartic": "kvartisk kärna, inget längre bort räknas",
        "gaussian": "normalfördelad kärna, bandbredden är standardavvikelsen",
    },
    "en": {
        "counted": "The density is reckoned from {events} with a bandwidth of {bandwidth} m ({kernel}) in cells of "
        "{cell} m.",
        "left_out": "{left_out} {lie} too far away and {are} left out.",
        "peak": "It is densest around x {x}, y {y}: {peak} per km², against {mean} on average on the map.",
        "caution": "The map shows where they lie close, not whether closer than chance can give: chance has peaks too, "
        "and where they show depends on the bandwidth. {reporting}",
        "open": "Near the map's edge the density sinks unless incidents on the other side are included.",
        "corrected": "Near the map's edge the density is raised for what is not seen on the other side, as if it were "
        "as dense there; it is less certain there than in the middle of the map.",
        "quartic": "quartic kernel, nothing farther away counts",
        "gaussian": "Gaussian kernel, the bandwidth is the standard deviation",
    },
}


def sentences_on_density(result: Density, language: str, event: Noun | None) -> str:
    words, noun = SENTENCES[language], event or EVENT[language]
    values = {
        "events": counted(result.n, noun, language),
        "bandwidth": decimal(result.bandwidth_m, language),
        "kernel": words[result.kernel],
        "cell": decimal(result.raster.cell_m, language),
        "left_out": counted(result.n_left_out, noun, language),
        "lie": "lies" if result.n_left_out == 1 else "lie",
        "are": "is" if result.n_left_out == 1 else "are",
        "x": decimal(result.peak_x, language, 0),
        "y": decimal(result.peak_y, language, 0),
        "peak": decimal(result.peak_per_km2, language),
        "mean": decimal(result.mean_per_km2, language),
        "reporting": reporting_caution(language),
    }
    keys = ["counted", *(["left_out"] if result.n_left_out else []), "peak", "caution", str(result.edge)]
    said = [words[key].format_map(values) for key in keys]
    return " ".join(text[:1].upper() + text[1:] for text in said)
