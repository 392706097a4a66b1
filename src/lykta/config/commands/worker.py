"""What happens by the clock. Every entry may be killed at any moment and simply run again: each one asks what is
left to do and does it once (an outbox row, a draft that is unique per period), so no job can be lost or done twice."""

from __future__ import annotations

import argparse
import logging
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from functools import partial

from lykta.config.commands.problem import ExitCode
from lykta.config.commands.serve import only_with_parent

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
    _wait_for_files(stops=stop.is_set())
    return ExitCode.DONE


def schedule() -> dict[Callable[[], object], float]:
    from lykta.airlocks.intake.operations import dispose as dispose_of_submissions
    from lykta.airlocks.intake.operations import prune_rate_counts
    from lykta.base.messaging.operations import dispose_of_old_bodies, send_due_messages
    from lykta.facts.incidents.file_operations import dispose_of_old_files
    from lykta.facts.incidents.operations import dispose_of_pictures, dispose_of_quarantine
    from lykta.importers.mailbox.load import read_mailboxes
    from lykta.journeys.push_forms import push_forms_everywhere
    from lykta.journeys.take_in_deliveries import take_in_deliveries
    from lykta.journeys.weekly_draft import draft_last_week_everywhere
    from lykta.journeys.weekly_feedback import send_weekly_feedback
    from lykta.journeys.weekly_reminders import send_weekly_reminders

    return {
        send_due_messages: 15.0,
        draft_last_week_everywhere: 60.0,
        send_weekly_reminders: 60.0,
        send_weekly_feedback: 60.0,
        dispose_of_old_bodies: 3600.0,
        dispose_of_quarantine: 600.0,
        dispose_of_pictures: 3600.0,
        push_forms_everywhere: 60.0,
        take_in_deliveries: 3.0,
        read_mailboxes: 60.0,
        prune_rate_counts: 3600.0,
        dispose_of_submissions: 3600.0,
        start_on_waiting_files: 2.0,
        dispose_of_old_files: 3600.0,
    }


_files: list[subprocess.Popen[bytes]] = []  # the one process that reads files in, while it runs


def start_on_waiting_files() -> None:
    """In a process of its own, one at a time: a file of a hundred thousand rows stops no mail."""
    from lykta.facts.incidents.file_operations import files_wait

    if _files and _files[0].poll() is None:
        return
    _files.clear()
    if files_wait():
        command = [sys.executable, "-m", "lykta.importers.incidents.file_worker"]
        _files.append(subprocess.Popen(command, preexec_fn=partial(only_with_parent, os.getpid())))  # noqa: S603


def _wait_for_files(*, stops: bool) -> None:
    """Before the worker ends: a file that is cut off is taken up again by the next worker."""
    for process in _files:
        if stops:
            process.terminate()
        process.wait()


def _run_one(task: Callable[[], object]) -> None:
    from django.db import close_old_connections

    close_old_connections()
    try:
        task()
    except Exception:  # a broken entry may not stop the others; the next round tries again
        log.exception("%s failed and will be tried again", getattr(task, "__name__", task))
