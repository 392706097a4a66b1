"""Setting up a municipality. It is rows, never code."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _

from lykta.base.audit.operations import record
from lykta.base.kernel.actor import Actor, NotNow, require
from lykta.ground.municipalities.colours import MARK_CONTRAST, TEXT_CONTRAST, WHITE, contrast
from lykta.ground.municipalities.enums import Permission
from lykta.ground.municipalities.models import Cooperation, Municipality


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
def change_municipality(*, municipality: Municipality, by: Actor, **fields: Any) -> Municipality:
    require(by, Permission.CHANGE, municipality)
    row = Municipality.objects.select_for_update().get(pk=municipality.pk)
    for name, value in fields.items():
        setattr(row, name, value)
    _save_checked(row)
    record("municipalities.changed", by=by, municipality=row, subject=row, fields=", ".join(sorted(fields)))
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
    if contrast(municipality.colour_main, WHITE) < TEXT_CONTRAST:
        raise NotNow(_("White text cannot be read on the main colour. Choose a darker one."))
    if contrast(municipality.colour_accent, municipality.colour_main) < MARK_CONTRAST:
        raise NotNow(_("The two colours are too much alike. Choose an accent that stands out from the main colour."))
