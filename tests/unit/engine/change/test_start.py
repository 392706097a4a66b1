"""What every command imports must not cost every command: scipy and statsmodels come at first use."""

import subprocess
import sys

MODULES = ("change.comparisons", "change.change_table", "change.outage", "change.delay", "change.decompose",
           "change.farrington", "change.ears", "change.cusum", "change.rates", "significance")  # fmt: skip


def test_the_heavy_libraries_are_not_imported_at_start() -> None:
    code = "; ".join(f"import lykta_engine.{name}" for name in MODULES)
    code += "; import sys; print([name for name in ('scipy', 'statsmodels', 'pandas') if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
