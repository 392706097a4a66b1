from __future__ import annotations

import argparse
import ctypes
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Callable
from functools import partial
from typing import Any

from lykta.config.commands.problem import CommandProblem, ExitCode


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=port_number, default=os.environ.get("PORT") or "8000")
    parser.add_argument("--no-worker", action="store_true", help="the worker runs somewhere else")


def run(args: argparse.Namespace) -> int:
    refuse_taken_port(args.host, args.port)
    import django

    django.setup()
    _refuse_old_database()
    serve(args.host, args.port, with_worker=not args.no_worker)
    return ExitCode.DONE


def port_number(text: str) -> int:
    if not text.isdecimal() or int(text) > 65535:
        raise argparse.ArgumentTypeError(f"{text!r} is not a port: a number up to 65535")
    return int(text)


def refuse_taken_port(host: str, port: int) -> None:
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as problem:
            raise CommandProblem(
                f"Port {port} is taken or not allowed ({problem.strerror}). "
                f"Stop the other program or choose another port: PORT={port + 1 if port < 65535 else 8000}.",
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
    """One process tree: this process watches, below it the web server and the worker. Ctrl-C, SIGTERM or a closed
    terminal stops it all; were this process killed outright, the other two would stop by themselves."""
    from django.db import connections
    from granian import Granian
    from granian.constants import Interfaces
    from granian.log import LogLevels

    connections.close_all()  # no connection is shared with the web process, which is a fork of this one
    no_hang_up = signal.getsignal(signal.SIGHUP) == signal.SIG_IGN  # nohup
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
        workers_kill_timeout=5,
    )

    @server.on_startup
    def stop_when_the_terminal_closes() -> None:  # otherwise granian starts its web process anew, in a lost terminal
        signal.signal(signal.SIGHUP, signal.SIG_IGN if no_hang_up else server.signal_handler_interrupt)

    try:
        server.serve(target_loader=partial(_web_application, os.getpid()), wrap_loader=False)
    finally:
        if worker:
            worker.terminate()
            try:
                worker.wait(10)
            except subprocess.TimeoutExpired:
                worker.kill()


def _start_worker() -> subprocess.Popen[bytes]:
    parent = os.getpid()

    def before_it_starts() -> None:
        only_with_parent(parent)
        os.nice(5)  # pages before chores

    return subprocess.Popen([sys.executable, "-m", "lykta.config.command_line", "worker"], preexec_fn=before_it_starts)


def _web_application(parent: int) -> Callable[..., Any]:
    """The first thing the web process does."""
    for number in (signal.SIGINT, signal.SIGTERM):  # it has the parent's handlers until it sets its own
        signal.signal(number, signal.SIG_DFL)
    only_with_parent(parent)
    from lykta.config.wsgi import application

    return application


def only_with_parent(parent: int) -> None:
    """A session of one's own, so that the terminal's Ctrl-C reaches the parent only (granian's web process forgets to
    stop when two signals come at once), and an end when the parent is killed outright. Linux; elsewhere harmless."""
    os.setsid()
    try:
        ctypes.CDLL(None).prctl(1, signal.SIGTERM)
    except (OSError, AttributeError):
        return
    if os.getppid() != parent:  # it was gone before we asked
        os._exit(0)
