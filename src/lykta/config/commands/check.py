from __future__ import annotations

import argparse
import json

from lykta.config.commands.problem import ExitCode


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--json", action="store_true", help="one line for a machine")


def run(args: argparse.Namespace) -> int:
    import django

    django.setup()
    problems = list(find_problems())
    if args.json:
        print(json.dumps({"ok": not problems, "problems": problems}, ensure_ascii=False))
    elif problems:
        print("\n".join(f"- {problem}" for problem in problems))
    else:
        print("All is well: database, log chain, public connection and settings.")
        print(f"Analyses are counted {_how_counted()}.")
    return ExitCode.FAILED if problems else ExitCode.DONE


def _how_counted() -> str:
    from lykta_engine.kernels import library

    if library() is not None:
        return "by the compiled kernels"
    return "without compiled kernels: the same answers, slower. A C compiler at the next installation mends it"


def find_problems():  # type: ignore[no-untyped-def]
    from django.core import checks
    from django.db import DatabaseError, connection
    from django.db.migrations.executor import MigrationExecutor

    try:
        executor = MigrationExecutor(connection)
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
            yield "The database is older than the program. Run “lykta migrate”."
            return
    except DatabaseError as problem:
        yield f"The database could not be opened ({problem}). Check DATABASE_URL or the data folder."
        return
    for message in checks.run_checks(include_deployment_checks=False):
        if message.level >= checks.WARNING:
            yield f"{message.msg} {message.hint or ''}".strip()
    yield from _log_problems()
    yield from _public_connection_problems()


def _log_problems():  # type: ignore[no-untyped-def]
    from lykta.base.audit.queries import broken_links

    broken = list(broken_links())
    if broken:
        yield f"The log has been changed by hand at event {broken[0]} ({len(broken)} places). Compare with a backup."


def _public_connection_problems():  # type: ignore[no-untyped-def]
    from django.db import DatabaseError, connection, transaction

    from lykta.airlocks.publishing.connection import restricted_connection

    try:
        with transaction.atomic(), restricted_connection(), connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM accounts_account")
    except DatabaseError as problem:
        if "lykta_public" in str(problem):
            yield "PostgreSQL lacks the role lykta_public. Its administrator runs what docs/how-to/postgresql.md says."
        return
    yield "The public site could read internal tables. Stop the site and report this as a security fault."
