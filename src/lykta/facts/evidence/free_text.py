"""Free text is screened before it is stored. The piece itself lies below the ground floor, which needs it too."""

from lykta.base.privacy.free_text import TextStopped, checked, warnings_about

__all__ = ["TextStopped", "checked", "warnings_about"]
