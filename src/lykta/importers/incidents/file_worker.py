"""What the worker starts when files wait: `python -m lykta.importers.incidents.file_worker`."""

from __future__ import annotations

import os
import sys


def main() -> int:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lykta.config.settings")
    import django

    django.setup()
    from lykta.importers.incidents.working import work_through

    work_through()
    return 0


if __name__ == "__main__":
    sys.exit(main())
