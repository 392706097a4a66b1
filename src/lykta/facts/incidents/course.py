"""The short course for those who report: six things to know, and a question on each. Ten minutes at the most.

After what Swedish municipalities teach their reporters (domain/est-lagesbild-law.md §1.5, §5.3, §7.1 story 42).
"""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

VERSION = 1


@dataclass(frozen=True)
class Question:
    asks: str | Promise
    answers: tuple[str | Promise, ...]
    right: int  # place in `answers`
    because: str | Promise


@dataclass(frozen=True)
class Step:
    key: str
    title: str | Promise
    text: tuple[str | Promise, ...]
    question: Question


STEPS: tuple[Step, ...] = (
    Step(
        "place",
        _("The place, not the person"),
        (
            _("A report tells what happened, where and when. It is never about who did it, even if you know."),
            _(
                "Leave out names, personal identity numbers, telephone numbers, registration numbers, account names "
                "and looks. Write “a group of young people at the kiosk”, not which ones."
            ),
        ),
        Question(
            _("You know who broke the window. What do you write?"),
            (
                _("The name, so that the police can act"),
                _("That a window was broken, where and when"),
                _("The first name and the class only"),
            ),
            1,
            _("Who did it belongs with the police: call 114 14. The report is about the place."),
        ),
    ),
    Step(
        "urgent",
        _("When it should go another way"),
        (
            _("Is it happening now? Call 112. Not urgent but for the police: 114 14."),
            _("Worried about a child? Make a report of concern to the social services. Do not write it in Lykta."),
            _("Violence in close relations and honour-related violence are never reported by place."),
        ),
        Question(
            _("You see somebody being hit on the square. What do you do first?"),
            (_("Call 112"), _("Report it in Lykta"), _("Wait and see")),
            0,
            _("Nobody reads a report this very minute. Call first, report afterwards."),
        ),
    ),
    Step(
        "unsure",
        _("Rather too much than too little"),
        (
            _("Suspicion counts. Say how you know it and how sure you are, and leave the judging to the coordinator."),
            _("An exact place and a fair time are worth more than many words."),
        ),
        Question(
            _("You think that somebody sold drugs by the bicycle shed, but you are not sure. What do you do?"),
            (
                _("Nothing, since I am not sure"),
                _("Report it and say that I am unsure"),
                _("Report it as certain, so that something is done"),
            ),
            1,
            _("Unsure is an answer. Several unsure reports of one place tell a good deal."),
        ),
    ),
    Step(
        "when",
        _("When you do not know the hour"),
        (
            _(
                "You left on Friday at 16 and found the graffiti on Monday at 7: choose an interval. "
                "The analysis spreads it fairly over the hours in between."
            ),
        ),
        Question(
            _("You find a broken lamp on Monday morning. It worked on Friday. Which time do you give?"),
            (
                _("Monday morning, when I saw it"),
                _("An interval from Friday to Monday"),
                _("Midnight between Saturday and Sunday"),
            ),
            1,
            _("An interval says what is known. A guess would make Monday mornings look dangerous."),
        ),
    ),
    Step(
        "nil",
        _("Nothing to report is a report"),
        (
            _(
                "A quiet week is news. With one tap on “Nothing to report” the coordinator knows that it was calm, "
                "and not that you were away."
            ),
        ),
        Question(
            _("It has been a quiet week. What do you do?"),
            (_("Nothing"), _("Send “Nothing to report”"), _("Report something small anyway")),
            1,
            _("Without it nobody can tell a calm place from a silent one."),
        ),
    ),
    Step(
        "public",
        _("What becomes of your report"),
        (
            _(
                "Your report becomes an official document. The coordinator reads it before the next situation report, "
                "and you hear what was done."
            ),
            _("Your name is shown to the coordinator only. Other organisations see neither your text nor your photo."),
        ),
        Question(
            _("Who can see your name?"),
            (_("Everybody who logs in"), _("The police and the housing companies"), _("The coordinator only")),
            2,
            _("Others see that a report came, from which kind of organisation, and nothing more."),
        ),
    ),
)


def wrong_answers(answers: dict[str, int]) -> list[Step]:
    """Steps whose question was not answered rightly. `answers`: key of the step → place of the chosen answer."""
    return [step for step in STEPS if answers.get(step.key) != step.question.right]
