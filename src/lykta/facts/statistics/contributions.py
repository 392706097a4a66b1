"""What this room registers on the floors below."""

from django.utils.translation import gettext_lazy as _

from lykta.facts.evidence.sections import Section, sections
from lykta.facts.statistics.sections import police_events

sections.add(Section(police_events.KEY, _("The police's notices"), 55, police_events.build))
