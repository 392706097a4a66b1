"""Compiles the engine's kernels into the wheel or the checkout where there is a C compiler; builds without them where
there is none (docs/adr/0009)."""

from __future__ import annotations

import sys
import sysconfig
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

SOURCE = Path(__file__).resolve().parent / "src"


class Kernels(BuildHookInterface):  # type: ignore[misc]
    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        if self.target_name != "wheel":
            return
        sys.path.insert(0, str(SOURCE))
        from lykta_engine.kernels.build import build

        made = build()
        if made and version != "editable":
            # No code of Python's own is in it: any Python 3 on this kind of machine can load it.
            build_data["tag"] = f"py3-none-{sysconfig.get_platform().replace('-', '_').replace('.', '_')}"
            build_data["pure_python"] = False
            build_data["artifacts"].append(str(made.relative_to(SOURCE.parent)))
