"""What an alarm limit says in words, Swedish and English. An alarm is a question to look into, never a finding."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lykta_engine.words import EVENT, counted, decimal, listed, number_word, reporting_caution

if TYPE_CHECKING:
    from lykta_engine.change.cusum import CusumAlarms
    from lykta_engine.change.ears import EarsAlarms
    from lykta_engine.change.farrington import FarringtonBounds

EARS = {
    "sv": {
        "alarm": "{count}, med {n} perioder att jämföra med. Det är över larmgränsen enligt {which}.",
        "calm": "{count}, med {n} perioder att jämföra med. Det är inte över någon larmgräns.",
        "too_early": "{count}. Det finns ännu inte {n} perioder att jämföra med, så inget går att säga.",
        "means": "Ett larm betyder att något bör tittas på, inte att något har hänt: med så kort jämförelse larmar "
        "också "
        "lugna serier ibland.",
        "no_alarm_means": "Att det inte larmar betyder inte att inget har ändrats.",
    },
    "en": {
        "alarm": "{count}, with {n} periods to compare with. That is above the alarm limit by {which}.",
        "calm": "{count}, with {n} periods to compare with. That is above no alarm limit.",
        "too_early": "{count}. There are not yet {n} periods to compare with, so nothing can be said.",
        "means": "An alarm means that something should be looked at, not that something has happened: with so short a "
        "comparison calm series alarm at times too.",
        "no_alarm_means": "No alarm does not mean that nothing has changed.",
    },
}
CUSUM = {
    "sv": {
        "alarm_up": "Antalen har i {n} samlats så mycket över det vanliga, {mean} per period, att larmgränsen är nådd.",
        "alarm_down": "Antalen har i {n} samlats så mycket under det vanliga, {mean} per period, att larmgränsen är "
        "nådd.",
        "calm_up": "Antalen har inte samlats så mycket över det vanliga, {mean} per period, att larmgränsen är nådd.",
        "calm_down": "Antalen har inte samlats så mycket under det vanliga, {mean} per period, att larmgränsen är "
        "nådd.",
        "every": "I en lugn serie av den storleken dröjer det i snitt {every} perioder till ett falskt larm, om "
        "händelserna kommer oberoende av varandra; klumpar de sig larmar det oftare.",
        "never": "I en lugn serie av den storleken larmar det nästan aldrig av en slump, om händelserna kommer "
        "oberoende av "
        "varandra; klumpar de sig larmar det oftare.",
        "down": "Ett larm nedåt kan lika gärna vara färre rapporter som färre händelser.",
    },
    "en": {
        "alarm_up": "Over {n} the counts have piled up above the usual, {mean} per period, enough to reach the "
        "alarm limit.",
        "alarm_down": "Over {n} the counts have piled up below the usual, {mean} per period, enough to reach the alarm "
        "limit.",
        "calm_up": "The counts have not piled up above the usual, {mean} per period, enough to reach the alarm limit.",
        "calm_down": "The counts have not piled up below the usual, {mean} per period, enough to reach the alarm "
        "limit.",
        "every": "In a calm series of that size it takes on average {every} periods to a false alarm, if the "
        "incidents come "
        "independently of each other; if they clump it alarms more often.",
        "never": "In a calm series of that size it hardly ever alarms by chance, if the incidents come "
        "independently of "
        "each other; if they clump it alarms more often.",
        "down": "An alarm downwards may as well be fewer reports as fewer incidents.",
    },
}
FARRINGTON = {
    "sv": {
        "alarm": "{count}, mot {expected} väntade av samma årstid tidigare år. Det är över larmgränsen {upper}.",
        "calm": "{count}, mot {expected} väntade av samma årstid tidigare år. Det är inte över larmgränsen {upper}.",
        "too_few": "{count}. Det har varit för få de senaste perioderna för att larma.",
        "nothing_before": "{count}. Under samma årstid tidigare år fanns inga händelser, så någon larmgräns går "
        "inte att "
        "sätta.",
        "trend": "Larmgränsen räknar med den förändring som har pågått under åren.",
        "means": "Ett larm betyder att något bör tittas på, inte att något har hänt.",
        "no_alarm_means": "Att det inte larmar betyder inte att inget har ändrats.",
    },
    "en": {
        "alarm": "{count}, against {expected} expected from the same season of earlier years. "
        "That is above the alarm limit {upper}.",
        "calm": "{count}, against {expected} expected from the same season of earlier years. "
        "That is not above the alarm limit {upper}.",
        "too_few": "{count}. There have been too few in the latest periods to alarm.",
        "nothing_before": "{count}. In the same season of earlier years there were no incidents, so no alarm limit "
        "can be "
        "set.",
        "trend": "The alarm limit allows for the change that has gone on over the years.",
        "means": "An alarm means that something should be looked at, not that something has happened.",
        "no_alarm_means": "No alarm does not mean that nothing has changed.",
    },
}


def sentences_on_ears(result: EarsAlarms, language: str, series: int, at: int) -> str:
    sentences, t = EARS[language], range(result.counts.shape[1])[at]
    judged = [
        (name, alarm[series, t])
        for name, alarm, first in (
            ("C1", result.alarm_c1, result.first_c1),
            ("C2", result.alarm_c2, result.first_c2),
            ("C3", result.alarm_c3, result.first_c3),
        )
        if t >= first
    ]
    which = [name for name, alarm in judged if alarm]
    key = "too_early" if not judged else "alarm" if which else "calm"
    said = sentences[key].format(
        count=_count(result.counts[series, t], language),
        n=number_word(result.baseline, language),
        which=listed(which, language),
    )
    return _with_meaning(said, key, sentences, language)


def sentences_on_farrington(result: FarringtonBounds, language: str, series: int, at: int) -> str:
    sentences, i = FARRINGTON[language], range(len(result.at))[at]
    upper = result.upper[series, i]
    key = "alarm" if result.alarm[series, i] else "calm"
    if not result.bounded[series, i]:
        key = "nothing_before"
    elif not result.enough[series, i]:
        key = "too_few"
    said = sentences[key].format(
        count=_count(result.counts[series, i], language),
        expected=decimal(result.expected[series, i], language),
        upper=decimal(upper, language),
    )
    if key in ("alarm", "calm") and result.trend[series, i]:
        said = f"{said} {sentences['trend']}"
    return _with_meaning(said, key, sentences, language)


def _with_meaning(said: str, key: str, sentences: dict[str, str], language: str) -> str:
    if key == "alarm":
        return f"{said} {sentences['means']} {reporting_caution(language)}"
    return f"{said} {sentences['no_alarm_means']}" if key == "calm" else said


def sentences_on_cusum(result: CusumAlarms, language: str, series: int, at: int) -> str:
    from lykta_engine.change.cusum import false_alarm_every

    sentences, t = CUSUM[language], range(result.counts.shape[1])[at]
    alarm, mean = bool(result.alarm[series, t]), float(result.mean[series])
    every = false_alarm_every(mean, k=result.k, h=result.h, direction=result.direction)
    said = [
        sentences[f"{'alarm' if alarm else 'calm'}_{result.direction}"].format(
            n=_periods(int(t - result.since[series, t] + 1), language),
            mean=decimal(mean, language, 1 if mean >= 1 else 2),
        ),
        sentences["never"] if every is None else sentences["every"].format(every=round(every)),
    ]
    if alarm:
        said.append(sentences["down"] if result.direction == "down" else reporting_caution(language))
    else:
        said.append(EARS[language]["no_alarm_means"])
    return " ".join(said)


def _periods(n: int, language: str) -> str:
    noun = ("period" if n == 1 else "perioder") if language == "sv" else ("period" if n == 1 else "periods")
    return f"{number_word(n, language)} {noun}"


def _count(n: int, language: str) -> str:
    text = counted(int(n), EVENT[language], language)
    return text[:1].upper() + text[1:]
