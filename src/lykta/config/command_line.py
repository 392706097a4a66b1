"""The `lykta` command."""

from __future__ import annotations

import argparse
import os
import sys
from importlib import import_module

from django.core.exceptions import ImproperlyConfigured

from lykta.config.commands.problem import CommandProblem, ExitCode

COMMANDS = {
    "demo": ("demo", "make an invented municipality and start the site"),
    "serve": ("serve", "start the site and its worker"),
    "worker": ("worker", "send mail and draft the week's lägesbild; `serve` starts one by itself"),
    "migrate": ("migrate", "bring the database up to this version"),
    "create-municipality": ("create_municipality", "add a municipality and its first administrator"),
    "import": ("import_command", "read police events, incidents or areas from a file"),
    "situation-report": ("situation_report_command", "write a lägesbild to a file"),
    "evaluate-duplicates": ("evaluate_duplicates", "measure the suggested duplicates against known ones"),
    "evaluate-screening": ("evaluate_screening", "say how much of what is marked in labelled sentences is found"),
    "check": ("check", "tell what is wrong with this installation, or that nothing is"),
}


def main(argv: list[str] | None = None) -> int:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lykta.config.settings")
    parser = argparse.ArgumentParser(prog="lykta", description="Lykta: local crime prevention, from report to promise.")
    parser.add_argument("--version", action="version", version=_version())
    chosen = parser.add_subparsers(dest="command", metavar="COMMAND", required=True)
    arguments = sys.argv[1:] if argv is None else argv
    for name, (module, about) in COMMANDS.items():
        sub = chosen.add_parser(name, help=about, description=about)
        if not arguments or name in arguments[:1]:
            _command(module).add_arguments(sub)
    args = parser.parse_args(arguments)
    try:
        return int(_command(COMMANDS[args.command][0]).run(args))
    except CommandProblem as problem:
        print(f"lykta: {problem.sentence}", file=sys.stderr)
        return int(problem.code)
    except ImproperlyConfigured as problem:  # a setting in the environment; the sentence says which
        print(f"lykta: {problem}", file=sys.stderr)
        return int(ExitCode.FAILED)
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:
        return int(ExitCode.DONE)


def _command(module: str):  # type: ignore[no-untyped-def]
    return import_module(f"lykta.config.commands.{module}")


def _version() -> str:
    from importlib.metadata import version

    return f"lykta {version('lykta')}"


if __name__ == "__main__":
    sys.exit(main())
