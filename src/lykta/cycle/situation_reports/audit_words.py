"""Sentences of the log whose codes need words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from lykta.cycle.situation_reports.enums import Light, State
from lykta.facts.evidence.sections import sections

if TYPE_CHECKING:
    from lykta.base.audit.models import AuditEvent


def light_set(event: AuditEvent) -> str:
    values = {"light": _light(event, "light"), "before": _light(event, "before"), "period": _detail(event, "period")}
    if event.details.get("before"):
        return _("Changed a judgement from %(before)s to %(light)s in the situation report for %(period)s") % values
    return _("Set a judgement to %(light)s in the situation report for %(period)s") % values


def light_removed(event: AuditEvent) -> str:
    values = {"before": _light(event, "before"), "period": _detail(event, "period")}
    return _("Removed a judgement (%(before)s) in the situation report for %(period)s") % values


def section_edited(event: AuditEvent) -> str:
    values = {"section": _section(event), "period": _detail(event, "period")}
    return _("Edited the section “%(section)s” of the situation report for %(period)s") % values


def section_restored(event: AuditEvent) -> str:
    values = {"section": _section(event), "period": _detail(event, "period")}
    return _("Restored the generated text of “%(section)s” in the situation report for %(period)s") % values


def handed_out(event: AuditEvent) -> str:
    versions = {"internal": _("internal version"), "reporters": _("the reporters' version")}
    state = str(event.details.get("state", ""))
    values = {
        "period": _detail(event, "period"),
        "version": versions.get(str(event.details.get("audience")), "–"),
        "format": _detail(event, "format"),
        "state": str(State(state).label).lower() if state in State.values else "–",
    }
    return _("Took out a copy of the situation report for %(period)s: %(version)s, %(state)s, as %(format)s") % values


def _light(event: AuditEvent, key: str) -> str:
    code = str(event.details.get(key, ""))
    return str(Light(code).label).lower() if code in Light.values else "–"


def _section(event: AuditEvent) -> str:
    key = str(event.details.get("section", ""))
    return str(sections.get(key).title) if key in sections else key or "–"


def _detail(event: AuditEvent, key: str) -> str:
    return str(event.details.get(key, "–"))
