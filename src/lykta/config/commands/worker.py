"""What happens by the clock. Every entry may be killed at any moment and simply run again: each one asks what is
left to do and does it once (an outbox row, a draft that is unique per period), so no job can be lost or done twice."""

from __future__ import annotations

import argparse
import logging
import signal
import threading
import time
from collections.abc import Callable

from lykta.config.commands.problem import ExitCode

log = logging.getLogger("lykta.worker")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--once", action="store_true", help="do what is due now and stop")


def run(args: argparse.Namespace) -> int:
    import django

    django.setup()
    stop = threading.Event()
    if threading.current_thread() is threading.main_thread():
        signal.signal(signal.SIGTERM, lambda *_: stop.set())
        signal.signal(signal.SIGINT, lambda *_: stop.set())
    due = dict.fromkeys(schedule(), 0.0)
    while not stop.is_set():
        for task, seconds in schedule().items():
            if time.monotonic() >= due[task]:
                _run_one(task)
                due[task] = time.monotonic() + seconds
        if args.once:
            break
        stop.wait(2.0)
    return ExitCode.DONE


def schedule() -> dict[Callable[[], object], float]:
    from lykta.base.messaging.operations import dispose_of_old_bodies, send_due_messages
    from lykta.journeys.weekly_draft import draft_last_week_everywhere

    return {send_due_messages: 15.0, draft_last_week_everywhere: 60.0, dispose_of_old_bodies: 3600.0}


def _run_one(task: Callable[[], object]) -> None:
    from django.db import close_old_connections

    close_old_connections()
    try:
        task()
    except Exception:  # a broken entry may not stop the others; the next round tries again
        log.exception("%s failed and will be tried again", getattr(task, "__name__", task))
