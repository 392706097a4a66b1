"""The reporters' course: passed when every answer is right, once per person, by login and by link."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from django.urls import reverse

from lykta.base.kernel.actor import NotAllowed, NotNow
from lykta.facts.incidents.course import STEPS
from lykta.facts.incidents.course_operations import complete_course, completion_of, completions
from lykta.facts.incidents.models import CourseCompletion
from lykta.ground.accounts.actors import LinkActor
from lykta.ground.accounts.enums import LinkPurpose
from lykta.ground.accounts.operations import issue_link
from tests.worlds import World

pytestmark = pytest.mark.sql
RIGHT = {step.key: step.question.right for step in STEPS}


def rows(world: World) -> int:
    return int(CourseCompletion.objects.for_municipality(world.bjorkviken).count())


def test_every_question_has_one_right_answer_among_its_answers() -> None:
    assert len({step.key for step in STEPS}) == len(STEPS) == 6
    assert all(0 <= step.question.right < len(step.question.answers) == 3 for step in STEPS)
    assert len({step.question.right for step in STEPS}) > 1  # not always the same place


def test_passed_once_and_the_first_day_stands(world: World) -> None:
    first = complete_course(municipality=world.bjorkviken, answers=RIGHT, by=world.reporter)
    again = complete_course(municipality=world.bjorkviken, answers=RIGHT, by=world.reporter)
    assert (first.pk, rows(world)) == (again.pk, 1)
    assert completion_of(world.reporter, world.bjorkviken) == first
    assert completion_of(world.other_reporter, world.bjorkviken) is None
    assert [row.account for row in completions(world.bjorkviken)] == [world.reporter]


@pytest.mark.parametrize("key", RIGHT)
def test_one_wrong_or_missing_answer_is_not_passed(world: World, key: str) -> None:
    for answers in (RIGHT | {key: (RIGHT[key] + 1) % 3}, {k: v for k, v in RIGHT.items() if k != key}):
        with pytest.raises(NotNow):
            complete_course(municipality=world.bjorkviken, answers=answers, by=world.reporter)
    assert rows(world) == 0


def test_only_those_who_report(world: World) -> None:
    for nobody in (world.council_member, world.outsider):
        with pytest.raises(NotAllowed):
            complete_course(municipality=world.bjorkviken, answers=RIGHT, by=nobody)


def test_by_link_it_is_the_function_that_has_passed(world: World) -> None:
    function = world.functions["reporter"]
    link, _token = issue_link(
        function=function, municipality=world.bjorkviken, purpose=LinkPurpose.REPORTER, by=world.coordinator
    )
    row = complete_course(municipality=world.bjorkviken, answers=RIGHT, by=LinkActor(link))
    assert (row.account, row.function) == (None, function)


def test_on_the_page_a_wrong_answer_is_explained_and_the_right_ones_stay(world: World) -> None:
    browser = Client()
    browser.force_login(world.reporter)
    address = reverse("staff:course", args=["bjorkviken"])
    wrong = browser.post(address, {key: str(value) for key, value in (RIGHT | {"urgent": 2}).items()})
    assert wrong.status_code == 422
    page = wrong.content.decode()
    assert "Inte riktigt. Ingen läser en rapport just nu." in page
    checked = re.findall(r"<input[^>]*name=\"(\w+)\"[^>]* checked", page)
    assert sorted(checked) == sorted(RIGHT)
    passed = browser.post(address, {key: str(value) for key, value in RIGHT.items()})
    assert "Du gick igenom utbildningen" in passed.content.decode()
    assert rows(world) == 1
