"""The problem at the school and what was done about it (appendix K): four causes, six actions, one late, two verdicts
on the effect ("går inte att avgöra", then "förbättring"), and a promise in three points."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from django.utils import timezone

from lykta.base.kernel.periods import last_complete_week, periods_before, weeks
from lykta.cycle.action_plans.enums import ActionKind, ActionState, FollowUpKind, Horizon
from lykta.cycle.action_plans.models import Action
from lykta.cycle.action_plans.operations import decide_action
from lykta.cycle.analysis.effect_question import EffectQuestion, Where
from lykta.cycle.analysis.operations import ask_effect, start_run
from lykta.cycle.analysis.question import Question
from lykta.cycle.cause_analysis.enums import CauseKind, EvidenceKind, ProblemState
from lykta.cycle.cause_analysis.evidence_operations import add_evidence
from lykta.cycle.cause_analysis.models import Cause, Problem
from lykta.cycle.cause_analysis.operations import add_cause, open_problem, set_state
from lykta.cycle.follow_up.enums import Layer, Verdict
from lykta.cycle.follow_up.operations import record_follow_up
from lykta.cycle.promises.enums import Giver, PointStatus, PromiseKind
from lykta.cycle.promises.models import CitizenPromise
from lykta.cycle.promises.operations import add_point, draft_promise, set_point_status
from lykta.cycle.situation_reports.models import SituationReport
from lykta.cycle.situation_reports.operations import set_light
from lykta.facts.incidents import operations as incidents
from lykta.facts.incidents.models import Incident
from lykta.importers.demo_world import cast
from lykta.journeys import publish_promise, publish_situation_report, report_action_status, seconding

SEED = 2026  # of the demo's analyses

if TYPE_CHECKING:
    from lykta.importers.demo_world.load import Loaded


def tell(loaded: Loaded, now: datetime) -> None:
    today = timezone.localtime(now).date()
    problem = _windows(loaded)
    causes = _causes(loaded, problem)
    actions = _actions(loaded, problem, causes, today)
    path = _dark_path(loaded, today)
    promise = _promise(loaded, path, today)
    _statuses(loaded, actions, path, today)
    _follow_ups(loaded, problem, actions, today)
    _release_promise(loaded, promise)
    _coming(loaded, now)
    _analyses(loaded, problem, actions[0], now)


def _by(loaded: Loaded):  # type: ignore[no-untyped-def]
    return loaded.people["samordnare"]


def _windows(loaded: Loaded) -> Problem:
    windows = Incident.objects.for_municipality(loaded.municipality).counted().filter(category__code="broken_glass")
    problem = open_problem(
        municipality=loaded.municipality,
        title="Krossade rutor på Strandskolan kvällstid",
        description="Rutor krossas på skolans norra sida, nästan alltid efter klockan 20 och på skolfria kvällar.",
        place=loaded.places["Strandskolans norra sida"],
        time_pattern="Tisdag och torsdag till söndag, klockan 20–23",
        exposed_group="Elever och personal på skolan",
        consequences="Omkring 9 000 kronor per ruta. Personalen städar glas på morgonen. Elever säger att skolan känns sliten.",
        effect_goal="Högst en krossad ruta i månaden före sommarlovet",
        incidents=list(windows.order_by("occurred_from")[:25]),
        by=_by(loaded),
    )
    return set_state(problem=problem, state=ProblemState.ACTED_ON, by=_by(loaded))


CAUSES = [
    ("Norra sidan är mörk och syns inte från gatan.", CauseKind.PLACE, EvidenceKind.DATA, "Trygghetsvandring i våras: två av sex lampor släckta."),
    ("Ingen vuxen rör sig på skolgården efter klockan 18.", CauseKind.CONTROL, EvidenceKind.DATA, "Rondväktaren passerar en gång, kring midnatt."),
    ("Lösa stenar ligger kvar efter markarbetet.", CauseKind.PLACE, EvidenceKind.DATA, "Sten låg kvar vid fyra av fem rutor."),
    ("Unga i åk 8–9 saknar ett ställe att vara på när fritidsgården har stängt.", CauseKind.SOCIETY, EvidenceKind.ASSUMPTION, "Fältgruppens bild; inte undersökt."),
]  # fmt: skip


def _causes(loaded: Loaded, problem: Problem) -> list[Cause]:
    return [
        add_cause(problem=problem, text=text, kind=kind, evidence_kind=evidence, evidence_note=note, by=_by(loaded))
        for text, kind, evidence, note in CAUSES
    ]


def _function(loaded: Loaded, key: str):  # type: ignore[no-untyped-def]
    return loaded.functions[cast.OWNERS[key][0]]


# title, cause, owner, others, days to start, days to due, goal, follow-up, kind, horizon
ACTIONS = [
    ("Byta belysning på norra sidan", 0, "fastighet", (), -63, -42, "Alla sex lampor lyser", (FollowUpKind.INDICATOR, "Andel lampor som lyser"), ActionKind.SITUATIONAL, Horizon.SHORT),
    ("Beskära buskarna så att gaveln syns från Skolvägen", 0, "park", (), -56, -35, "Fri sikt från gatan", (FollowUpKind.MILESTONE, "Röjt och fotograferat"), ActionKind.SITUATIONAL, Horizon.SHORT),
    ("Rondering klockan 20–23 tisdag och torsdag till söndag", 1, "fastighet", ("rektor",), -49, 60, "Fem ronder i veckan", (FollowUpKind.INDICATOR, "Antal genomförda ronder"), ActionKind.SITUATIONAL, Horizon.SHORT),
    ("Fältgruppen på skolgården fredag och lördag", 1, "falt", ("polis",), -49, 90, "Två kvällar i veckan", (FollowUpKind.INDICATOR, "Antal kvällar"), ActionKind.SOCIAL, Horizon.SHORT),
    ("Forsla bort sten och lägga gräs", 2, "park", (), -40, -9, "Ingen lös sten på norra sidan", (FollowUpKind.MILESTONE, "Besiktigad"), ActionKind.SITUATIONAL, Horizon.SHORT),
    ("Öppet på Fyren till klockan 22 på fredagar", 3, "falt", ("rektor",), -28, 150, "Tjugo besökare en vanlig fredag", (FollowUpKind.INDICATOR, "Antal besökare"), ActionKind.SOCIAL, Horizon.LONG),
]  # fmt: skip


def _actions(loaded: Loaded, problem: Problem, causes: list[Cause], today: date) -> list[Action]:
    return [
        decide_action(
            problem=problem, causes=[causes[cause]], title=title, kind=kind, horizon=horizon, operational_goal=goal,
            starts=today + timedelta(days=starts), due=today + timedelta(days=due),
            responsible=[_function(loaded, owner), *(_function(loaded, other) for other in others)],
            follow_ups=[follow_up], by=_by(loaded),
        )
        for title, cause, owner, others, starts, due, goal, follow_up, kind, horizon in ACTIONS
    ]  # fmt: skip


def _dark_path(loaded: Loaded, today: date) -> dict[str, Action]:
    """The way to the bus: the thread of the tour."""
    place = loaded.places["Gångvägen Furutorget–Strandskolan"]
    dark = Incident.objects.for_municipality(loaded.municipality).counted().filter(place=place)
    problem = open_problem(
        municipality=loaded.municipality, title="Mörk gångväg mellan Furutorget och Strandskolan",
        description="Lampor är släckta i perioder och buskarna vid busskuren skymmer sikten.", place=place,
        time_pattern="När det är mörkt, mest vardagar", exposed_group="Unga och äldre som går till bussen",
        consequences="I dialogen i våras pekade 61 av 204 på just gångvägen.",
        effect_goal="Färre än var tionde pekar ut gångvägen när vi frågar igen", incidents=list(dark[:20]), by=_by(loaded),
    )  # fmt: skip
    set_state(problem=problem, state=ProblemState.ACTED_ON, by=_by(loaded))
    light = add_cause(problem=problem, text="Trasiga lampor blir kvar för länge.", kind=CauseKind.PLACE, evidence_kind=EvidenceKind.DATA,
                      evidence_note="Mellan en och fyra veckor från anmälan till lagad lampa.", by=_by(loaded))  # fmt: skip
    alone = add_cause(problem=problem, text="Få vuxna rör sig där på kvällen.", kind=CauseKind.CONTROL,
                      evidence_kind=EvidenceKind.DATA, evidence_note="Fältgruppens loggbok.", by=_by(loaded))  # fmt: skip
    view = add_cause(problem=problem, text="Buskar skymmer sikten vid busskuren.", kind=CauseKind.PLACE,
                     evidence_kind=EvidenceKind.DATA, evidence_note="Trygghetsvandring i våras.", by=_by(loaded))  # fmt: skip

    def decide(title: str, cause: Cause, owner: str, goal: str, due: int, follow_up: str, *others: str) -> Action:
        return decide_action(
            problem=problem, causes=[cause], title=title, kind=ActionKind.SITUATIONAL, horizon=Horizon.SHORT,
            operational_goal=goal, starts=today - timedelta(days=70), due=today + timedelta(days=due),
            responsible=[_function(loaded, key) for key in (owner, *others)],
            follow_ups=[(FollowUpKind.INDICATOR, follow_up)], by=_by(loaded),
        )  # fmt: skip

    return {
        "lamps": decide("Byta trasiga lampor inom fem dagar", light, "park", "Varje lampa lagad inom fem dagar", 200, "Dagar från anmälan till lagad lampa"),
        "presence": decide("Polis eller fältgrupp på plats två kvällar i veckan", alone, "polis", "Två kvällar i veckan under terminerna", 200, "Antal kvällar", "falt"),
        "bushes": decide("Hålla buskarna vid busskuren låga", view, "park", "Under en meter", 20, "Beskuret och fotograferat"),
    }  # fmt: skip


def _promise(loaded: Loaded, path: dict[str, Action], today: date) -> CitizenPromise:
    promise = draft_promise(
        municipality=loaded.municipality, title="Tryggare väg till bussen",
        background="Många har sagt att gångvägen mellan Furutorget och Strandskolan känns otrygg när det är mörkt. "
        "I vårens dialog pekade 61 av 204 på just den.",
        how_we_know="Vi frågar igen i maj och räknar händelser på platsen. Fler rapporter kan också betyda att fler rapporterar.",
        giver=Giver.TOGETHER, problem=path["lamps"].problem, starts=today - timedelta(days=77),
        ends=date(today.year + 1, 12, 31), decision_body="Kommunstyrelsen", decision_date=today - timedelta(days=80),
        decision_paragraph="§ 87", by=_by(loaded),
    )  # fmt: skip
    points = [
        ("Alla lampor på gångvägen lyser. Trasiga byts inom fem dagar.", PromiseKind.CONTINUOUS, None, "lampor", "lamps"),
        ("Polisen eller fältgruppen är där minst två kvällar i veckan under skolterminerna.", PromiseKind.QUANTIFIED, 30, "kvällar", "presence"),
        ("Buskarna vid busskuren hålls låga.", PromiseKind.ONCE, None, "", "bushes"),
    ]  # fmt: skip
    for text, kind, target, unit, key in points:
        add_point(
            promise=promise, text=text, kind=kind, target_amount=target, unit=unit, actions=[path[key]], by=_by(loaded)
        )
    return promise


def _statuses(loaded: Loaded, actions: list[Action], path: dict[str, Action], today: date) -> None:
    def report(action: Action, state: ActionState, days: int, amount: int | None, unit: str, text: str) -> None:
        action.refresh_from_db()
        report_action_status.report(
            action=action, state=state, happened=today - timedelta(days=days), amount=amount, unit=unit, text=text,
            by=_by(loaded), once=None,
        )  # fmt: skip

    doing, done = ActionState.IN_PROGRESS, ActionState.DONE
    report(actions[0], done, 44, 6, "lampor", "Alla sex bytta till LED.")
    report(actions[1], done, 37, None, "", "Röjt hela norra sidan.")
    report(actions[2], doing, 30, 14, "ronder", "")
    report(actions[2], doing, 6, 17, "ronder", "")
    report(actions[3], doing, 16, 9, "kvällar", "")
    report(actions[4], doing, 20, None, "", "Hälften bortforslat. Väntar på maskin.")
    report(actions[5], doing, 8, 23, "besökare", "")
    report(path["lamps"], doing, 40, 5, "lampor", "Fem lampor bytta på fyra dagar.")
    report(path["lamps"], doing, 4, 14, "lampor", "14 lampor bytta. Reservdelar fattades, så det tog nio dagar.")
    report(path["presence"], doing, 45, 12, "kvällar", "")
    report(path["presence"], doing, 3, 19, "kvällar", "")
    report(path["bushes"], done, 11, None, "", "Beskuret vid busskuren.")


def _follow_ups(loaded: Loaded, problem: Problem, actions: list[Action], today: date) -> None:
    by = _by(loaded)
    record_follow_up(problem=problem, action=actions[2], layer=Layer.OUTPUT, day=today - timedelta(days=7), light="green",
                     text="31 av 35 planerade ronder genomförda.", by=by)  # fmt: skip
    record_follow_up(problem=problem, layer=Layer.EFFECT, day=today - timedelta(days=50), verdict=Verdict.CANNOT_BE_DECIDED,
                     text="För få veckor efter att åtgärderna började, och semesterveckorna gav få rapporter.", by=by)  # fmt: skip
    record_follow_up(problem=problem, layer=Layer.EFFECT, day=today - timedelta(days=2), verdict=Verdict.IMPROVEMENT,
                     text="Färre krossade rutor sju veckor i rad, medan lika många rapportörer har hört av sig. "
                     "Vi vet inte säkert att det var våra åtgärder.", by=by)  # fmt: skip


def _release_promise(loaded: Loaded, promise: CitizenPromise) -> None:
    statuses = [PointStatus.PARTLY, PointStatus.KEPT, PointStatus.DONE]
    for point, status in zip(promise.points.order_by("number"), statuses, strict=True):
        set_point_status(point=point, status=status, by=_by(loaded))
    promise.refresh_from_db()
    proposal = publish_promise.propose_release(promise=promise, by=_by(loaded))
    seconding.second(proposal=proposal, by=loaded.people["kommunpolis"])


def _coming(loaded: Loaded, now: datetime) -> None:
    start = timezone.localtime(now).replace(hour=16, minute=0, second=0, microsecond=0) + timedelta(days=6)
    person = loaded.people["bibliotek"]
    incidents.announce_coming_event(
        municipality=loaded.municipality, title="Marknad på Stortorget", place=loaded.places["Stortorget"], place_text="",
        starts=start, ends=start + timedelta(hours=4), expected_visitors=400,
        note="Torget avstängt för trafik. Förra gången: två rapporter, inga skador.",
        organization=person.grants_in(loaded.municipality)[0].function.organization, by=person,
    )  # fmt: skip


def _analyses(loaded: Loaded, problem: Problem, action: Action, now: datetime) -> None:
    """What the coordinator asked: the pattern of twelve weeks, put under the problem, and whether the action worked."""
    by, municipality = _by(loaded), loaded.municipality
    last = last_complete_week(now, municipality.week_cut)
    run = start_run(
        question=Question(municipality, weeks(periods_before(last, 12)[0].start, 13)), seed=SEED, by=by, as_of=now
    )
    add_evidence(problem=problem, run=run, by=by)
    school = Where(place=problem.place, radius_m=200)
    began = action.starts or timezone.localtime(now).date()
    ask_effect(question=EffectQuestion(municipality, action, began, school, Where(), weeks_before=26), by=by, as_of=now)


def judge(loaded: Loaded, report: SituationReport) -> None:
    by = _by(loaded)
    set_light(
        report=report,
        label="Strandskolan",
        area=None,
        light="yellow",
        reason="Rutor krossas fortfarande ibland. Ronderingen fortsätter.",
        by=by,
    )
    set_light(
        report=report, label="Furutorget", area=None, light="yellow", reason="Mopeder i hög fart flera kvällar.", by=by
    )


def propose(loaded: Loaded, report: SituationReport) -> None:
    """Waits for the police officer to second it."""
    publish_situation_report.propose_release(
        report=report, public_text="Veckan var som vanligt. Klotter sanerades inom ett dygn.", by=_by(loaded)
    )


def release(loaded: Loaded, report: SituationReport) -> None:
    proposal = publish_situation_report.propose_release(
        report=report,
        public_text="Veckan var lugn på de flesta håll. Vi följer mopedtrafiken vid Furutorget och fortsätter ronderingen vid Strandskolan.",
        by=_by(loaded),
    )
    seconding.second(proposal=proposal, by=loaded.people["kommunpolis"])
