from __future__ import annotations

import argparse
import os
import subprocess
import sys
from functools import partial
from pathlib import Path

from lykta.config.commands.problem import CommandProblem, ExitCode


def add_arguments(parser: argparse.ArgumentParser) -> None:
    from lykta.config.commands.serve import port_number

    parser.add_argument("--port", type=port_number, default=os.environ.get("PORT") or "8000")
    parser.add_argument("--no-serve", action="store_true", help="make the demo and stop")


def run(args: argparse.Namespace) -> int:
    from lykta.config.commands.migrate import bring_up_to_date
    from lykta.config.commands.serve import refuse_taken_port, serve

    os.environ.setdefault("LYKTA_DATA_DIR", str(Path.cwd() / "var" / "demo"))
    os.environ.setdefault("LYKTA_BASE_URL", f"http://127.0.0.1:{args.port}")
    os.environ["LYKTA_DEMO"] = "1"
    if not args.no_serve:
        refuse_taken_port("127.0.0.1", args.port)
    _refuse_real_data()  # before anything is written
    bring_up_to_date(quiet=True)
    if args.no_serve:
        _make_once()
    else:
        _make_once_elsewhere(args.port)
        _tell(args.port)
        serve("127.0.0.1", args.port, with_worker=True)
    return ExitCode.DONE


def _refuse_real_data() -> None:
    import django

    django.setup()
    from django.db import OperationalError, connection

    from lykta.config.commands.migrate import could_not_open
    from lykta.ground.municipalities.models import Municipality

    try:
        made = Municipality._meta.db_table in connection.introspection.table_names()
        real = made and Municipality.objects.filter(is_demo=False).exists()
    except OperationalError as problem:
        raise could_not_open(problem) from problem
    if real:
        raise CommandProblem(
            "This database holds a real municipality, and the demo never mixes with one. "
            "Choose another folder with LYKTA_DATA_DIR.",
            ExitCode.NOT_WRITTEN,
        )


def _make_once_elsewhere(port: int) -> None:
    """In a process of its own: making the demo draws charts, and the program that draws them has threads that a fork,
    which the web process is, does not take along. The first chart there would never be done."""
    from lykta.config.commands.serve import only_with_parent
    from lykta.ground.municipalities.models import Municipality

    if Municipality.objects.exists():
        return
    command = [sys.executable, "-m", "lykta.config.command_line", "demo", "--no-serve", "--port", str(port)]
    alone = partial(only_with_parent, os.getpid())
    made = subprocess.run(command, preexec_fn=alone, check=False)  # noqa: S603  (our own program)
    if made.returncode:
        raise CommandProblem("The demo could not be made; what went wrong stands above.", ExitCode.FAILED)


def _make_once() -> None:
    from lykta.ground.municipalities.models import Municipality
    from lykta.importers.demo_world.load import load_demo_world

    if not Municipality.objects.exists():
        print("Making two invented municipalities with 16 weeks of reports …", flush=True)
        load_demo_world()


def _tell(port: int) -> None:
    from lykta.importers.demo_world.cast import PASSWORD, logins

    print(f"\n  Lykta is lit: http://127.0.0.1:{port}/\n\n  Logins (password for all: {PASSWORD})")
    for login in logins():
        print(f"    {login.email:<38} {login.role_label}, {login.municipality}")
    print(f"\n  The tour in six clicks: http://127.0.0.1:{port}/arbete/bjorkviken/rundtur/")
    print("  Stop with Ctrl-C.\n", flush=True)
