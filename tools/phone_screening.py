"""Write the screening's rules and name lists for the phone. With --check: say whether they are behind, no more."""

from __future__ import annotations

import sys
from pathlib import Path

from lykta.base.privacy.for_the_phone import names_file, rules_module

FOLDER = Path(__file__).resolve().parent.parent / "src/lykta/sites/static/lykta/screening"


def main() -> int:
    behind = 0
    for name, text in (("rules.js", rules_module()), ("names.json", names_file())):
        path = FOLDER / name
        if not path.exists() or path.read_text(encoding="utf-8") != text:
            behind = 1
            if "--check" not in sys.argv:
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(text, encoding="utf-8")
                print(f"Written: {path.name}")
    if "--check" in sys.argv and behind:
        print("The phone's screening is behind. Run: .venv/bin/python tools/phone_screening.py", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
