"""`lykta` in a process of its own, for what cannot be tried in the test's: being killed, and being two.

`hang` stops inside the transaction, just before the batch is closed: it prints "inside" and waits for a line.
"""

from __future__ import annotations

import os
import sys

os.environ["DJANGO_SETTINGS_MODULE"] = "lykta.config.settings"


def main() -> int:
    what, *arguments = sys.argv[1:]
    _with_little_patience()
    if what == "prepare":
        return _prepare()
    if what == "hang":
        _hang_before_closing()
    from lykta.config.command_line import main as lykta

    return lykta(["import", *arguments])


def _with_little_patience() -> None:
    import django
    from django.conf import settings

    settings.DATABASES["default"].get("OPTIONS", {}).update(
        {"timeout": 1} if "sqlite" in settings.DATABASES["default"]["ENGINE"] else {}
    )
    django.setup()
    from lykta.importers import one_batch

    one_batch.PATIENCE_S = 1


def _prepare() -> int:
    from django.core.management import call_command

    from lykta.facts.evidence.taxonomy import ensure_default_categories
    from lykta.ground.municipalities.models import Municipality

    call_command("migrate", verbosity=0, interactive=False)
    ensure_default_categories()
    Municipality.objects.get_or_create(code="9901", defaults={"name": "Björkviken", "slug": "bjorkviken"})
    return 0


def _hang_before_closing() -> None:
    from lykta.facts.evidence import operations

    close = operations._close

    def hang(*args: object) -> None:
        print("inside", flush=True)
        sys.stdin.readline()
        close(*args)  # type: ignore[arg-type]

    operations._close = hang


if __name__ == "__main__":
    sys.exit(main())
