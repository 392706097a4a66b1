"""Setting up a municipality and changing what is its own. It is rows, never code."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _

from lykta.base.audit.operations import record
from lykta.base.kernel.actor import Actor, NotNow, StalePage, require
from lykta.base.privacy.screening import screen
from lykta.ground.municipalities.colours import colour_problems
from lykta.ground.municipalities.enums import Permission
from lykta.ground.municipalities.models import Cooperation, Municipality
from lykta.ground.municipalities.own_settings import OWN_SETTINGS, WORDS, settings_version


class SettingRefused(NotNow):
    """`field` is where a form shows the sentence."""

    def __init__(self, message: str, field: str) -> None:
        super().__init__(message)
        self.field = field


@transaction.atomic
def create_municipality(*, code: str, name: str, by: Actor, **fields: Any) -> Municipality:
    """`fields` are those of the model; without a `slug` one is made of the name."""
    require(by, Permission.CREATE, None)
    if Municipality.objects.filter(code=code).exists():
        raise NotNow(_("There is already a municipality with the code %(code)s.") % {"code": code})
    municipality = Municipality(code=code, name=name.strip(), **{"slug": slugify(name), **fields})
    _save_checked(municipality)
    record("municipalities.created", by=by, municipality=municipality, subject=municipality, code=code)
    return municipality


@transaction.atomic
def change_municipality(
    *, municipality: Municipality, by: Actor, expected_version: int | None = None, **fields: Any
) -> Municipality:
    """`expected_version` is the `settings_version` of the page; the shell gives none."""
    require(by, Permission.EDIT if fields.keys() <= OWN_SETTINGS.keys() else Permission.CHANGE, municipality)
    row = Municipality.objects.select_for_update(no_key=True).get(pk=municipality.pk)
    changed = {name: value for name, value in fields.items() if getattr(row, name) != value}
    if not changed:
        return row  # the same form sent twice
    if expected_version is not None and expected_version != settings_version(row):
        raise StalePage(
            _(
                "Somebody else changed the settings after you opened the page, so nothing of yours is saved. "
                "Open the page again and write in what you want to change."
            )
        )
    _refuse_what_points_out_a_person(changed)
    for name, value in changed.items():
        setattr(row, name, value)
    _save_checked(row)
    record("municipalities.changed", by=by, municipality=row, subject=row, fields=", ".join(sorted(changed)))
    return row


@transaction.atomic
def join_cooperation(*, name: str, members: list[Municipality], by: Actor) -> Cooperation:
    """Adds the members to the cooperation of that name, which is made where it is missing."""
    for municipality in members:
        require(by, Permission.CHANGE, municipality)
    cooperation, _made = Cooperation.objects.get_or_create(name=name)
    cooperation.members.add(*members)
    for municipality in members:
        record("municipalities.joined_cooperation", by=by, municipality=municipality, subject=cooperation, name=name)
    return cooperation


def _save_checked(municipality: Municipality) -> None:
    try:
        municipality.full_clean()
    except ValidationError as problem:
        raise NotNow(" ".join(f"{field}: {' '.join(texts)}" for field, texts in problem.message_dict.items())) from None
    _check_colours(municipality)
    municipality.save()


def _check_colours(municipality: Municipality) -> None:
    for field, sentence in colour_problems(municipality.colour_main, municipality.colour_accent).items():
        raise SettingRefused(sentence, field)


def _refuse_what_points_out_a_person(changed: dict[str, Any]) -> None:
    for name in WORDS:
        if screen(changed.get(name, "")).stops:
            raise SettingRefused(
                _("The text holds a number or an address that can point out a person. Write a function or a name."),
                name,
            )
