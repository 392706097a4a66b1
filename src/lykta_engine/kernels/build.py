"""Compiles the kernels into one plain shared library. Needs a C compiler and nothing of Python's.

`python -m lykta_engine.kernels.build` compiles in place; the wheel's build calls the same function (hatch_build.py).
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import sysconfig
import tempfile
from pathlib import Path

from lykta_engine.kernels import library_name

FOLDER = Path(__file__).resolve().parent
FLAGS = ["-std=c99", "-O3", "-fPIC", "-shared", "-fno-math-errno", "-ffp-contract=off", "-fvisibility=default"]


def compiler() -> str | None:
    """The machine's C compiler, or none."""
    named = os.environ.get("CC") or (sysconfig.get_config_var("CC") or "").split(" ")[0]
    return next((found for name in (named, "cc", "gcc", "clang") if name and (found := shutil.which(name))), None)


def build(folder: Path = FOLDER) -> Path | None:
    """The library's path; None where there is no compiler or it fails, and then the slow way stands in."""
    cc, target = compiler(), folder / library_name()
    if cc is None:
        return None
    with tempfile.TemporaryDirectory(dir=folder) as workshop:
        made = Path(workshop) / target.name
        sources = sorted(str(source) for source in folder.glob("*.c"))
        answer = subprocess.run([cc, *FLAGS, "-o", str(made), *sources, "-lm"], capture_output=True, text=True)  # noqa: S603
        if answer.returncode:
            print(f"The kernels could not be compiled; Lykta counts the slow way.\n{answer.stderr}", file=sys.stderr)
            return None
        os.replace(made, target)  # whole or not at all, also while another process has the old one open
    return target


if __name__ == "__main__":
    print(build() or "There is no C compiler here; Lykta counts the slow way, with the same numbers.")
