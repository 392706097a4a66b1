"""What a role may. The table itself is `lykta.config.roles`, one page a lawyer can read."""

from functools import cache

from django.conf import settings
from django.utils.module_loading import import_string


@cache
def _roles() -> dict[str, frozenset[str]]:
    return {str(role): frozenset(map(str, rights)) for role, rights in import_string(settings.LYKTA_ROLES).items()}


def permissions_of_role(role: str) -> frozenset[str]:
    return _roles().get(role, frozenset())
