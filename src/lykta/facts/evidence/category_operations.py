"""A municipality's own words for what is reported. Codes are stable, so that years and municipalities can be compared.

The shared tree is never changed from a municipality: a new label, a line of help or a last day makes an own row with
the same code, which takes the place of the shared one there and nowhere else.
"""

from __future__ import annotations

import re
from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from lykta.base.audit import operations as audit
from lykta.base.kernel.actor import Actor, NotNow, require
from lykta.base.kernel.swedish_text import slug
from lykta.base.privacy.free_text import checked
from lykta.facts.evidence.enums import Permission
from lykta.facts.evidence.models import Category
from lykta.facts.evidence.queries import every_category
from lykta.ground.municipalities.models import Municipality

OWN = ("label_sv", "label_en", "definition_sv", "guidance_sv", "guidance_en", "position", "active_from", "active_to")
COPIED = (*OWN, "code", "parent", "is_positive", "is_by_place", "takes_reasons")
LIMITS = {"label_sv": 80, "label_en": 80, "definition_sv": 300}
CODE = re.compile(r"[a-z][a-z0-9_]{1,58}")


@transaction.atomic
def add_category(
    *,
    municipality: Municipality,
    label_sv: str,
    by: Actor,
    parent: Category | None = None,
    code: str = "",
    **more: Any,
) -> Category:
    """A category of the municipality's own. `more`: any of OWN. The code is made from the label where none is given."""
    require(by, Permission.EDIT_CATEGORIES, municipality)
    rows = every_category(municipality)
    chosen = code.strip() or _free_code(slug(label_sv).replace("-", "_"), {row.code for row in rows})
    _require_code(chosen, {row.code for row in rows})
    if parent is not None and (parent.parent_id is not None or not parent.is_by_place):
        raise NotNow(_("A category stands under one of the top categories. Choose one of those."))
    values = _checked({"label_sv": label_sv, **more})
    _require_days(values.get("active_from"), values.get("active_to"))
    position = max((row.position for row in rows if row.parent_id == (parent.pk if parent else None)), default=0) + 10
    row = Category.objects.create(
        municipality=municipality, code=chosen, parent=_shared(parent), **{"position": position, **values}
    )
    audit.record("evidence.category_added", by=by, municipality=municipality, subject=row, code=chosen)
    return row


@transaction.atomic
def change_category(*, municipality: Municipality, code: str, by: Actor, **changes: Any) -> Category:
    """`changes`: any of OWN. What was reported under the code stays; counts go by the code."""
    require(by, Permission.EDIT_CATEGORIES, municipality)
    row = next((each for each in every_category(municipality) if each.code == code), None)
    if row is None:
        raise NotNow(_("The category is not there any more."))
    values = _checked(changes)
    if all(getattr(row, name) == value for name, value in values.items()):
        return row
    _require_days(values.get("active_from", row.active_from), values.get("active_to", row.active_to))
    own = row if row.municipality_id else _own_copy(row, municipality)
    for name, value in values.items():
        setattr(own, name, value)
    own.save()
    audit.record("evidence.category_changed", by=by, municipality=municipality, subject=own, code=code)
    return own


@transaction.atomic
def forget_own_words(*, municipality: Municipality, code: str, by: Actor) -> None:
    """Back to the shared row, where there is one and no report stands on the own one."""
    require(by, Permission.EDIT_CATEGORIES, municipality)
    own = Category.objects.filter(municipality=municipality, code=code).first()
    shared = Category.objects.filter(municipality__isnull=True, code=code).first()
    if own is None or shared is None:
        raise NotNow(_("There is nothing to go back to: the category is the municipality's own, or is shared already."))
    for name in OWN:
        setattr(own, name, getattr(shared, name))
    own.save()
    audit.record("evidence.category_changed", by=by, municipality=municipality, subject=own, code=code)


def _own_copy(row: Category, municipality: Municipality) -> Category:
    return Category(municipality=municipality, **{name: getattr(row, name) for name in COPIED})


def _shared(parent: Category | None) -> Category | None:
    """Under the shared row, where there is one: an own row above may come and go."""
    if parent is None:
        return None
    return Category.objects.filter(municipality__isnull=True, code=parent.code).first() or parent


def _checked(values: dict[str, Any]) -> dict[str, Any]:
    unknown = set(values) - set(OWN)
    if unknown:
        raise ValueError(f"not a municipality's to change: {sorted(unknown)}")
    kept = dict(values)
    for name in LIMITS:
        if name in kept:
            kept[name] = " ".join(checked(kept[name], field=name).split())[: LIMITS[name]]
    for name in ("guidance_sv", "guidance_en"):  # holds telephone numbers on purpose: 112, 114 14, a helpline
        if name in kept:
            kept[name] = " ".join(kept[name].replace("\x00", "").split())[:400]
    if "label_sv" in kept and not kept["label_sv"]:
        raise NotNow(_("The category needs a name. Write what people call it."))
    return kept


def _require_days(first: date | None, last: date | None) -> None:
    if first is not None and last is not None and last < first:
        raise NotNow(_("The last day is before the first. Choose a later last day."))


def _require_code(code: str, taken: set[str]) -> None:
    if not CODE.fullmatch(code):
        raise NotNow(_("A code has small letters a–z, figures and underscores, and begins with a letter."))
    if code in taken:
        raise NotNow(_("The code is taken already. Choose another, or change the category that has it."))


def _free_code(wanted: str, taken: set[str]) -> str:
    stem = re.sub(r"[^a-z0-9_]", "", wanted)[:50].strip("_") or "own"
    stem = stem if stem[0].isalpha() else f"own_{stem}"
    tries = (stem, *(f"{stem}_{n}" for n in range(2, 1000)))
    return next(each for each in tries if each not in taken and len(each) > 1)
