"""What a seasonal profile says in words, Swedish and English."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lykta_engine.words import EVENT, MONTHS, Noun, counted, decimal, listed, number_word, percent, reporting_caution

if TYPE_CHECKING:
    from lykta_engine.when.season import Bin, SeasonalProfile

MOST_NAMED = 6
NARROW = 0.4  # an interval this narrow is told with two decimals
NAMES = {
    "sv": {
        "month": MONTHS["sv"],
        "weekday": ["måndagar", "tisdagar", "onsdagar", "torsdagar", "fredagar", "lördagar", "söndagar"],
        "hour": [f"kl. {h:02d}–{h + 1:02d}" for h in range(24)],
        "week": [f"vecka {w}" for w in range(1, 54)],
    },
    "en": {
        "month": MONTHS["en"],
        "weekday": ["Mondays", "Tuesdays", "Wednesdays", "Thursdays", "Fridays", "Saturdays", "Sundays"],
        "hour": [f"{h:02d}–{h + 1:02d}" for h in range(24)],
        "week": [f"week {w}" for w in range(1, 54)],
    },
}
BINS = {
    "sv": {"month": "månader", "weekday": "veckodagar", "hour": "timmar på dygnet", "week": "veckor på året"},
    "en": {"month": "months", "weekday": "weekdays", "hour": "hours of the day", "week": "weeks of the year"},
}
OTHERS = {
    "sv": {"month": "månader", "weekday": "veckodagar", "hour": "timmar", "week": "veckor"},
    "en": {"month": "months", "weekday": "weekdays", "hour": "hours", "week": "weeks"},
}
YEAR = {"sv": Noun("helt år", "hela år", True), "en": Noun("whole year", "whole years")}
WHOLE_WEEK = {"sv": Noun("hel vecka", "hela veckor"), "en": Noun("whole week", "whole weeks")}
SENTENCES = {
    "sv": {
        "compared": "{events} på {blocks}, från {first} till men inte med {until}, jämförs med en jämn fördelning.",
        "high": "Fler än så: {bins}.",
        "low": "Färre än så: {bins}.",
        "bin": "{name} ({ratio} gånger så många, osäkerhet {low} till {high}{years})",
        "years": "; fler i {above} av {of} år",
        "years_low": "; färre i {above} av {of} år",
        "and_more": "{n} till",
        "rest": "För övriga {bins} är skillnaden inte större än att slumpen kan ge den.",
        "none": "Inga {bins} skiljer sig mer från en jämn fördelning än slumpen kan ge.",
        "short_period": "Det går inte att avgöra vilka {bins} som återkommer: det behövs minst {needed} och det finns "
        "{got}.",
        "few_events": "Det går inte att avgöra vilka {bins} som har fler eller färre: {events} är för få.",
        "undecided": "För {bins} går det inte att avgöra, eftersom de bara finns med ett av åren.",
        "growth": "En jämn {direction} på ungefär {share} per år är först borträknad.",
        "rise": "ökning",
        "fall": "minskning",
        "heaped_hour": "{share} har klockslaget 00.00, vilket ofta betyder att tiden är okänd.",
        "heaped_week": "{share} har datum den första i månaden, vilket ofta betyder att dagen är okänd.",
        "means_year": "Det visar vad som återkommit de här åren, inte varför och inte att det kommer igen.",
        "means_week": "Det säger inte varför det skiljer sig.",
        "means_none": "Det betyder inte att alla är lika, bara att siffrorna inte visar någon säker skillnad.",
    },
    "en": {
        "compared": "{events} over {blocks}, from {first} up to but not including {until}, against an even spread.",
        "high": "More than that: {bins}.",
        "low": "Fewer than that: {bins}.",
        "bin": "{name} ({ratio} times as many, uncertainty {low} to {high}{years})",
        "years": "; more in {above} of {of} years",
        "years_low": "; fewer in {above} of {of} years",
        "and_more": "{n} more",
        "rest": "For the other {bins} the difference is no larger than chance can give.",
        "none": "No {bins} differ more from an even spread than chance can give.",
        "short_period": "Which {bins} return cannot be decided: at least {needed} are needed and there are {got}.",
        "few_events": "Which {bins} have more or fewer cannot be decided: {events} are too few.",
        "undecided": "For {bins} it cannot be decided, since they are there in one of the years only.",
        "growth": "A steady {direction} of about {share} a year has been taken away first.",
        "rise": "increase",
        "fall": "decrease",
        "heaped_hour": "{share} have the time 00:00, which often means that the time is unknown.",
        "heaped_week": "{share} have the first of a month as date, which often means that the day is unknown.",
        "means_year": "It shows what has returned in these years, not why, nor that it will come again.",
        "means_week": "It does not say why they differ.",
        "means_none": "That does not mean that all are alike, only that the numbers show no sure difference.",
    },
}
CLEAR_GROWTH = 0.05


def sentences_on_season(result: SeasonalProfile, language: str, event: Noun | None) -> str:
    words, cycle = SENTENCES[language], str(result.cycle)
    yearly = cycle in ("month", "week")
    block = (YEAR if yearly else WHOLE_WEEK)[language]
    events = counted(result.n, event or EVENT[language], language)
    if result.reason is not None:
        needed, got = counted(2 if yearly else 4, block, language), _there_are(result, block, language)
        why = words[str(result.reason)].format(bins=BINS[language][cycle], needed=needed, got=got, events=events)
        return f"{why} {reporting_caution(language)}"
    said = [
        words["compared"].format(
            events=events[:1].upper() + events[1:],
            blocks=counted(result.n_whole_blocks, block, language),
            first=result.first_day,
            until=result.until,
        ),
        *_growth(result, language, yearly),
        *_bins(result, language, yearly),
        *_heaped(result, language),
        words[_means(result, yearly)],
    ]
    return " ".join([*said, reporting_caution(language)])


def _means(result: SeasonalProfile, yearly: bool) -> str:
    if not any(str(each.standing) in ("high", "low") for each in result.bins):
        return "means_none"
    return "means_year" if yearly else "means_week"


def _there_are(result: SeasonalProfile, block: Noun, language: str) -> str:
    """Blocks that are whole; a period too short for even one stands as one block, and is none."""
    if result.n_whole_blocks:
        return counted(result.n_whole_blocks, block, language)
    return {"sv": "inget" if block.neuter else "ingen", "en": "none"}[language]


def _growth(result: SeasonalProfile, language: str, yearly: bool) -> list[str]:
    if not yearly or abs(result.growth - 1) < CLEAR_GROWTH:
        return []
    words = SENTENCES[language]
    direction = words["rise" if result.growth > 1 else "fall"]
    share = decimal(100 * abs(result.growth - 1), language, 0)  # may be above 100 %
    return [words["growth"].format(direction=direction, share=f"{share} %" if language == "sv" else f"{share}%")]


def _bins(result: SeasonalProfile, language: str, yearly: bool) -> list[str]:
    words, names = SENTENCES[language], BINS[language][str(result.cycle)]
    high = [each for each in result.bins if str(each.standing) == "high"]
    low = [each for each in result.bins if str(each.standing) == "low"]
    said = []
    for key, bins, strongest in (("high", high, 1), ("low", low, -1)):
        ranked = sorted(bins, key=lambda each: (-strongest * (each.ratio or 0.0), each.index))
        if ranked:
            said.append(words[key].format(bins=_named(ranked, result, language, yearly)))
    undecided = [each for each in result.bins if str(each.standing) == "cannot_be_decided" and each.n_blocks]
    judged = len(result.bins) - len(undecided) - sum(each.n_blocks == 0 for each in result.bins)
    if len(high) + len(low) < judged:
        rest = OTHERS[language][str(result.cycle)] if said else names
        said.append(words["rest" if said else "none"].format(bins=rest))
    if undecided:
        named = listed([NAMES[language][str(result.cycle)][each.index] for each in undecided], language)
        said.append(words["undecided"].format(bins=named))
    return said


def _named(bins: list[Bin], result: SeasonalProfile, language: str, yearly: bool) -> str:
    named = [_bin(each, result, language, yearly) for each in bins[:MOST_NAMED]]
    if len(bins) > MOST_NAMED:
        more = number_word(len(bins) - MOST_NAMED, language)
        named.append(SENTENCES[language]["and_more"].format(n=more))
    return listed(named, language)


def _bin(each: Bin, result: SeasonalProfile, language: str, yearly: bool) -> str:
    words, high = SENTENCES[language], str(each.standing) == "high"
    years = ""
    if yearly:
        on_its_side = each.n_blocks_above if high else each.n_blocks_below
        years = words["years" if high else "years_low"].format(
            above=number_word(on_its_side, language), of=number_word(each.n_blocks, language)
        )
    places = 2 if (each.ratio_high or 0.0) - (each.ratio_low or 0.0) < NARROW else 1
    numbers = (each.ratio, each.ratio_low, each.ratio_high)
    ratio, low, top = (decimal(value or 0.0, language, places) for value in numbers)
    name = NAMES[language][str(result.cycle)][each.index]
    return words["bin"].format(name=name, ratio=ratio, low=low, high=top, years=years)


def _heaped(result: SeasonalProfile, language: str) -> list[str]:
    if result.heaped is None:
        return []
    share = percent(result.heaped, language)
    return [SENTENCES[language][f"heaped_{result.cycle}"].format(share=share[:1].upper() + share[1:])]
