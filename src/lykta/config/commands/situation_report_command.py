"""`lykta situation-report`: a lägesbild as a file. Uses the stored one; without one, counts it and stores nothing."""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from lykta.config.commands.problem import CommandProblem, ExitCode

if TYPE_CHECKING:
    from lykta.base.kernel.periods import Period
    from lykta.cycle.situation_reports.contents import Contents
    from lykta.ground.municipalities.models import Municipality

FORMATS = ("html", "docx", "pdf", "json")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--municipality", required=True, metavar="CODE", help="the municipality's four-digit code")
    parser.add_argument(
        "--period",
        required=True,
        help="2026-W47, 2026-W46..W47, 2026-11, 2026-T3, 2026-Q4, 2026-H2, 2026 or 2026-11-03..2026-11-17",
    )
    parser.add_argument("--format", required=True, choices=FORMATS)
    parser.add_argument("-o", "--output", required=True, metavar="FILE", help="where to write; - for standard output")


def run(args: argparse.Namespace) -> int:
    import django

    django.setup()
    from django.db import DatabaseError, transaction

    from lykta.base.kernel.actor import NotNow

    try:
        municipality, period = _municipality(args.municipality), _period(args.period)
        contents = _contents(municipality, period)
        content = rendered(contents, args.format)
        with transaction.atomic():  # no line in the log about a file that was never written
            _record(contents, args.format)
            _write(content, args.output)
    except NotNow as problem:
        raise CommandProblem(problem.message, ExitCode.NOT_FOUND) from problem
    except DatabaseError as problem:
        raise CommandProblem(
            f"The database could not be used ({problem}). Run “lykta check” to see why.", ExitCode.NOT_WRITTEN
        ) from problem
    return ExitCode.DONE


def _municipality(code: str) -> Municipality:
    from lykta.ground.municipalities.models import Municipality

    municipality = Municipality.objects.filter(code=code).first()
    if municipality is None:
        raise CommandProblem(
            f"There is no municipality with the code {code[:20]!r} here. "
            "Check the code, or add it with “lykta create-municipality”.",
            ExitCode.NOT_FOUND,
        )
    return municipality


def _period(text: str) -> Period:
    from lykta.base.kernel.periods import PeriodProblem, parse_period

    try:
        return parse_period(text)
    except PeriodProblem as problem:
        raise CommandProblem(problem.message % problem.parameters, ExitCode.NOT_FOUND) from problem


def _contents(municipality: Municipality, period: Period) -> Contents:
    from django.utils import timezone

    from lykta.cycle.situation_reports.contents import contents_of, unsaved_contents
    from lykta.cycle.situation_reports.queries import report_of

    report = report_of(municipality, period.id)
    return contents_of(report) if report else unsaved_contents(municipality, period, timezone.now())


def rendered(contents: Contents, file_format: str) -> bytes:
    from lykta.cycle.situation_reports.files import as_file
    from lykta.cycle.situation_reports.rules import INTERNAL

    return as_file(contents, INTERNAL, file_format)


def _write(content: bytes, target: str) -> None:
    if target == "-":
        sys.stdout.buffer.write(content)
        sys.stdout.buffer.flush()
        return
    path = Path(target)
    try:
        _replace(path, content)
    except OSError as problem:
        raise CommandProblem(
            f"{path} could not be written ({problem.strerror}). Choose another file with -o.", ExitCode.NOT_WRITTEN
        ) from problem


def _replace(path: Path, content: bytes) -> None:
    """Whole or not at all: a reader never meets half a file, and a failed run leaves the old one."""
    if path.is_dir():
        raise IsADirectoryError(21, "it is a folder")
    if path.exists() and not path.is_file():  # a device or a pipe is written to, never replaced
        path.write_bytes(content)
        return
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=".lykta-")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
        os.chmod(name, _mode(path))
        os.replace(name, path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def _mode(path: Path) -> int:
    if path.exists():
        return path.stat().st_mode & 0o777
    mask = os.umask(0)
    os.umask(mask)
    return 0o666 & ~mask


def _record(contents: Contents, file_format: str) -> None:
    """A copy of a stored lägesbild has left the system, and the log says so. An unstored one leaves no trace."""
    from lykta.cycle.situation_reports.operations import record_hand_out
    from lykta.cycle.situation_reports.rules import INTERNAL
    from lykta.ground.accounts.actors import CommandLine

    if contents.is_stored:
        record_hand_out(report=contents.report, audience=INTERNAL, file_format=file_format, by=CommandLine())
