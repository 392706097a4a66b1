"""`python -m benchmarks [--json|--markdown] [--quick] [--only ROWS] engine`: peer and ours on the same data."""

from __future__ import annotations

import argparse
import importlib
import importlib.util
import json
import os
import pickle
import platform
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from benchmarks import duplicates, reporting
from benchmarks.engine import ROWS, Case, Side

ROOT = Path(__file__).resolve().parents[1]


def absent(side: Side) -> str:
    missing = [name for name in side.needs if importlib.util.find_spec(name.split(".")[0]) is None]
    return f"{', '.join(missing)} is not installed (make test installs it)" if missing else ""


def run_side(row: str, number: int, which: str, repeats: int) -> dict[str, Any]:
    with tempfile.TemporaryDirectory() as folder:
        target = Path(folder) / "told"
        command = [
            sys.executable,
            "-W",
            "ignore",
            "-m",
            "benchmarks.side",
            row,
            str(number),
            which,
            str(repeats),
            str(target),
        ]
        answer = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
        if answer.returncode or not target.exists():
            last = (answer.stderr.strip().splitlines() or [f"exit {answer.returncode}"])[-1]
            return {"failed": last}
        told: dict[str, Any] = pickle.loads(target.read_bytes())
        return told


def columns(prefix: str, told: dict[str, Any]) -> dict[str, Any]:
    if "failed" in told:
        return {f"{prefix}_s": None, f"{prefix}_failed": told["failed"]}
    return {
        f"{prefix}_s": round(statistics.median(told["seconds"]), 6),
        f"{prefix}_warm_up_s": round(told["first_s"], 6),
        f"{prefix}_repeats": len(told["seconds"]),
        f"{prefix}_mb": round(told["peak_mb"]),
        f"{prefix}_mb_of_the_work": round(told["peak_mb"] - told["before_mb"]),
    }


def run_case(row: str, number: int, case: Case, repeats: int) -> dict[str, Any]:
    name = row.replace("_", "-")
    told: dict[str, Any] = {"row": name, "work": case.work, "n": case.n, "must": case.must, "peer": None}
    ours = run_side(row, number, "ours", repeats)
    told |= columns("ours", ours)
    if case.peer is None:
        return told | {"why_no_peer": case.why_no_peer}
    told["peer"] = case.peer.name
    if why := absent(case.peer):
        return told | {"why_no_peer": why}
    peer = run_side(row, number, "peer", repeats)
    told |= columns("peer", peer)
    if "failed" in ours or "failed" in peer:
        return told
    told["ratio"] = round(told["peer_s"] / told["ours_s"], 1)
    told["memory_ratio"] = round(told["peer_mb_of_the_work"] / max(told["ours_mb_of_the_work"], 1), 1)
    if case.agree:
        try:
            told["agree"] = case.agree(ours["answer"], peer["answer"])
        except AssertionError as error:
            told["disagree"] = str(error) or "the results differ"
    return told


def all_rows(only: list[str], quick: bool, seen: Any = None) -> list[dict[str, Any]]:
    told = []
    for row in only:
        for number, case in enumerate(importlib.import_module(f"benchmarks.engine.{row}").CASES):
            if quick and not case.small:
                continue
            told.append(run_case(row, number, case, 1 if quick else 5))
            if seen:
                seen(told[-1])
    return told


def machine() -> dict[str, Any]:
    return {"cores": len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count(),
            "load": round(os.getloadavg()[0], 1), "python": platform.python_version(), "machine": platform.machine()}  # fmt: skip


def number(value: float | None, unit: str = "") -> str:
    if value is None:
        return "–"
    text = f"{value:.0f}" if value >= 100 else f"{value:.3g}"
    return f"{text}{unit}"


PAGE = """# Hur snabbt, och hur lika andra program

Gjord av `.venv/bin/python -m benchmarks --markdown engine` på {machine}, {cores} kärnor, Python {python}, belastning {load} när den var klar.
Varje rad kör det andra programmet och vårt på samma data i samma kommando, vart och ett i en egen process. Tiderna är
väggklocka, median av fem efter ett första varv, som står för sig; (x1) är ett enda varv, för det som tar över 20
sekunder. Minnet är processens högsta, med inläsning av bibliotek och data. *Must* är kravet i ärendet, ordagrant. Ingen tid
prövas i testerna: maskiner är olika, och kvoten är det som går att jämföra.

"""


def as_page(rows: list[dict[str, Any]]) -> str:
    return PAGE.format(**machine()) + as_markdown(rows) + "\n"


def as_markdown(rows: list[dict[str, Any]]) -> str:
    lines = ["| row | work | peer | peer s | ours s | ratio | warm-up s | MB peer / ours | must | agreement |",
             "|---|---|---|---|---|---|---|---|---|---|"]  # fmt: skip
    for row in rows:
        memory = f"{number(row.get('peer_mb'))} / {number(row.get('ours_mb'))}"
        agreement = row.get("agree") or row.get("disagree") or row.get("peer_failed") or row.get("why_no_peer") or ""
        once = " (x1)" if row.get("peer_repeats") == 1 else ""
        lines.append(
            f"| {row['row']} | {row['work']} | {row['peer'] or '–'} | {number(row.get('peer_s'))}{once} | "
            f"{number(row.get('ours_s'))} | {number(row.get('ratio'))} | {number(row.get('ours_warm_up_s'))} | "
            f"{memory} | {row['must']} | {agreement} |"
        )
    return "\n".join(lines)


def main() -> None:
    parser = argparse.ArgumentParser(prog="benchmarks", description=__doc__)
    if sys.argv[1:2] == ["duplicates"]:
        duplicates.main(sys.argv[2:])
        return
    if sys.argv[1:2] in (["send"], ["page"]):
        reporting.main(sys.argv[1:])
        return
    parser.add_argument("what", choices=["engine", "send", "page", "duplicates"])
    parser.add_argument("--json", action="store_true", help="one line of JSON on standard output")
    parser.add_argument("--markdown", action="store_true", help="the page docs/reference/benchmarks.md")
    parser.add_argument("--quick", action="store_true", help="small sizes, once each")
    parser.add_argument("--only", default=",".join(ROWS), help="rows, with commas between")
    chosen = parser.parse_args()
    only = [row.replace("-", "_") for row in chosen.only.split(",")]
    if unknown := set(only) - set(ROWS):
        parser.error(f"no such row: {', '.join(sorted(unknown))}; there are {', '.join(ROWS)}")

    def seen(row: dict[str, Any]) -> None:
        print(f"{row['row']:12} {row['work'][:60]:60} peer {number(row.get('peer_s'))} s, ours {number(row.get('ours_s'))} s, "
              f"ratio {number(row.get('ratio'))}", file=sys.stderr, flush=True)  # fmt: skip

    rows = all_rows(only, chosen.quick, seen)
    if chosen.json:
        print(json.dumps({"machine": machine(), "rows": rows}, ensure_ascii=False))
    elif chosen.markdown:
        print(as_page(rows), end="")


if __name__ == "__main__":
    main()
