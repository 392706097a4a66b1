from __future__ import annotations

import argparse
import ctypes
import os
import signal
import socket
import subprocess
import sys
from contextlib import suppress

from lykta.config.commands.problem import CommandProblem, ExitCode


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=int(os.environ.get("PORT", "8000")))
    parser.add_argument("--no-worker", action="store_true", help="the worker runs somewhere else")


def run(args: argparse.Namespace) -> int:
    refuse_taken_port(args.host, args.port)
    import django

    django.setup()
    _refuse_old_database()
    serve(args.host, args.port, with_worker=not args.no_worker)
    return ExitCode.DONE


def refuse_taken_port(host: str, port: int) -> None:
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as problem:
            raise CommandProblem(
                f"Port {port} is taken or not allowed ({problem.strerror}). "
                f"Stop the other program or choose another port: PORT={port + 1}.",
                ExitCode.BUSY,
            ) from problem


def _refuse_old_database() -> None:
    from django.db import OperationalError, connection
    from django.db.migrations.executor import MigrationExecutor

    try:
        executor = MigrationExecutor(connection)
        missing = executor.migration_plan(executor.loader.graph.leaf_nodes())
    except OperationalError as problem:
        raise CommandProblem(
            f"The database could not be opened ({problem}). Check DATABASE_URL.", ExitCode.NOT_WRITTEN
        ) from problem
    if missing:
        raise CommandProblem("The database is older than the program. Run “lykta migrate” first.", ExitCode.NOT_WRITTEN)


def serve(host: str, port: int, *, with_worker: bool) -> None:
    """One process tree: the web server here, its worker below it. Ctrl-C or SIGTERM stops both."""
    from granian import Granian
    from granian.constants import Interfaces
    from granian.log import LogLevels

    worker = _start_worker() if with_worker else None
    # One process: the map snapshots live in it. Threads wait for the database beside each other.
    server = Granian(
        "lykta.config.wsgi:application",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=1,
        blocking_threads=4,
        log_access=False,
        log_level=LogLevels.warning,
    )
    try:
        server.serve()
    finally:
        if worker:
            worker.terminate()
            try:
                worker.wait(10)
            except subprocess.TimeoutExpired:
                worker.kill()


def _start_worker() -> subprocess.Popen[bytes]:
    return subprocess.Popen([sys.executable, "-m", "lykta.config.command_line", "worker"], preexec_fn=_die_with_parent)


def _die_with_parent() -> None:
    """Also when the parent is killed outright, so that no worker is left behind. Linux only; elsewhere harmless."""
    os.setsid()
    with suppress(OSError, AttributeError):
        ctypes.CDLL(None).prctl(1, signal.SIGTERM)
