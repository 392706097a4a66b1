"""The worker's part: sends what is due, comes back when the next attempt is, disposes of what is old."""

from __future__ import annotations

from django_tasks import task

from lykta.base.messaging import operations


@task()
def send_messages() -> int:
    """Safe to run at any time and any number of times; a schedule runs it each minute, so that retries are not lost."""
    sent = operations.send_due_messages()
    operations.dispose_of_old_bodies()
    return sent
