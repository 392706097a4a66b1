"""Keys on the review page, as the list of shortcuts shows them. Each but the arrows is a `data-key` in a template."""

from django.utils.translation import gettext_lazy as _

SHORTCUTS = [
    (("Enter", "g"), _("Approve the open report")),
    (("j", "↓"), _("The next report")),
    (("k", "↑"), _("The one before")),
    (("s",), _("Same event as the first suggestion")),
    (("f",), _("Ask the reporter")),
    (("b",), _("Belongs elsewhere")),
    (("e",), _("Correct the report")),
    (("d",), _("Hide words")),
    (("v",), _("Pass on as a fault report")),
    (("z",), _("Undo the latest decision")),
    (("x",), _("Choose the report in the list")),
]
