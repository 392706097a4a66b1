from __future__ import annotations

import argparse

from lykta.config.commands.problem import CommandProblem, ExitCode


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--quiet", action="store_true", help="say nothing when all goes well")


def run(args: argparse.Namespace) -> int:
    bring_up_to_date(quiet=args.quiet)
    return ExitCode.DONE


def bring_up_to_date(*, quiet: bool) -> None:
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import OperationalError

    from lykta.facts.evidence.taxonomy import ensure_default_categories

    try:
        call_command("migrate", interactive=False, verbosity=0 if quiet else 1)
        ensure_default_categories()
    except OperationalError as problem:
        raise could_not_open(problem) from problem


def could_not_open(problem: Exception) -> CommandProblem:
    return CommandProblem(
        f"The database could not be opened ({problem}). Check DATABASE_URL or the data folder, then run again.",
        ExitCode.NOT_WRITTEN,
    )
