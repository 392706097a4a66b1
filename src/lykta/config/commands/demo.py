from __future__ import annotations

import argparse
import os
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
    _make_once()
    if not args.no_serve:
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
