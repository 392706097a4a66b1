"""`lykta import police-events|incidents|areas FILE`."""

from __future__ import annotations

import argparse
import gc
import json
from typing import TYPE_CHECKING, Any

from lykta.config.commands.problem import CommandProblem, ExitCode
from lykta.importers.registry import importers

if TYPE_CHECKING:
    from lykta.importers.result import ImportProblem


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.description = "Read a file, whole or not at all. The same file again adds nothing."
    parser.epilog = _epilog()
    parser.add_argument("importer", choices=[one.key for one in importers], help="what the file holds")
    parser.add_argument("file", help="the file; gzip-packed ones are unpacked")
    parser.add_argument("--municipality", metavar="CODE", help="only this municipality's rows; incidents need it")
    parser.add_argument("--mapping", metavar="FILE", help="JSON that says which column is which")
    parser.add_argument("--dry-run", action="store_true", help="count the same and write nothing")
    parser.add_argument("--json", action="store_true", help="one line for a machine")


def run(args: argparse.Namespace) -> int:
    import django

    django.setup()
    from lykta.ground.accounts.actors import CommandLine
    from lykta.importers.result import ImportProblem, Options

    gc.disable()  # millions of small values and no cycles among them: looking for some is a fifth of the time
    options = Options(
        municipality_code=args.municipality, mapping=args.mapping, dry_run=args.dry_run, progress=not args.json
    )
    try:
        result = importers.get(args.importer).run(args.file, options, CommandLine())
    except ImportProblem as problem:
        code = exit_code_of(problem)
        if args.json:
            _print_json(_failure(problem, args, code))
        raise CommandProblem(_in_words(problem), code) from problem
    finally:
        gc.enable()
    if args.json:
        _print_json({"exit_code": int(ExitCode.DONE), **result.as_json()})
    else:
        print(result.in_words())
    return ExitCode.DONE


def exit_code_of(problem: ImportProblem) -> ExitCode:
    from lykta.importers import result

    by_kind: dict[type[ImportProblem], ExitCode] = {
        result.WrongCall: ExitCode.USAGE,
        result.UnreadableFile: ExitCode.NOT_FOUND,
        result.NotThere: ExitCode.NOT_FOUND,
        result.ImportBusy: ExitCode.BUSY,
        result.NothingWritten: ExitCode.NOT_WRITTEN,
    }
    return by_kind.get(type(problem), ExitCode.FAILED)


def _failure(problem: ImportProblem, args: argparse.Namespace, code: ExitCode) -> dict[str, Any]:
    counts = dict.fromkeys(("read", "added", "unchanged", "revised"), 0)
    listed = [{"line": one.line, "reason": one.reason} for one in problem.rejections[:1000]]
    counts["read"] = counts["rejected"] = len(problem.rejections)
    return {
        "exit_code": int(code),
        "importer": args.importer,
        "error": problem.sentence,
        "dry_run": args.dry_run,
        **counts,
        "rejections": listed,
    }


def _in_words(problem: ImportProblem) -> str:
    listed = [f"  line {one.line}: {one.reason}" for one in problem.rejections[:20]]
    return "\n".join([problem.sentence, *listed])


def _print_json(answer: dict[str, Any]) -> None:
    print(json.dumps(answer, ensure_ascii=False))


def _epilog() -> str:
    kinds = "\n".join(f"  {one.key:<15}{one.reads}" for one in importers)
    return (
        f"{kinds}\n\nExit codes: 0 done (rows that were rejected are listed), 2 the call is off, "
        "3 the file or the municipality\nis not there or cannot be read, 4 another import is running, "
        "5 the database could not be written.\nOther codes than 0: nothing was written."
    )
