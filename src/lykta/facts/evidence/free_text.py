"""Free text is screened before it is stored. The piece itself lies below the ground floor, which needs it too."""

from lykta.base.privacy.free_text import EXPLANATIONS, TextStopped, checked, screened, warnings_about

__all__ = ["EXPLANATIONS", "TextStopped", "checked", "screened", "warnings_about"]
