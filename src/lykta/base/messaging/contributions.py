"""What this room registers on the floors below."""

from django.utils.translation import gettext_lazy as _

from lykta.base.audit import sentences

sentences.contribute(**{"messaging.queued": _("Sent an e-mail")})
