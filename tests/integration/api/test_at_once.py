"""Threads on a database file, as the server runs: the suite's own database in memory shares one writer."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
SCRIPT = """
import django; django.setup()
from concurrent.futures import ThreadPoolExecutor
from django.core.management import call_command
from django.conf import settings
from django.db import connections
settings.ALLOWED_HOSTS = ["testserver"]
call_command("migrate", verbosity=0)
from lykta.airlocks.intake.models import Submission
from lykta.facts.incidents.models import Incident
from lykta.journeys.take_in_deliveries import take_in_deliveries
from tests.integration.api.deliveries import a_key, a_report, deliver
from tests.worlds import make_world
world = make_world()
_key, token = a_key(world)
def send(_n):
    try:
        answer = deliver(token, a_report(), once="samma")
        return answer.status_code, answer.json()["id"]
    finally:
        connections.close_all()
def take_in(_n):
    try:
        return take_in_deliveries()
    finally:
        connections.close_all()
with ThreadPoolExecutor(6) as pool:
    answers = list(pool.map(send, range(8)))
for number in range(5):
    deliver(token, a_report(text=f"Nummer {number}."))
with ThreadPoolExecutor(3) as pool:
    list(pool.map(take_in, range(3)))
rows = Submission.objects.for_municipality(world.bjorkviken)
reports = Incident.objects.for_municipality(world.bjorkviken)
print(sorted(s for s, _ in answers), len({i for _, i in answers}))
print(rows.count(), rows.filter(state="accepted").count(), reports.count())
"""


def test_sent_at_once_it_is_stored_once_and_three_workers_take_it_in_once(tmp_path: Path) -> None:
    kept = {key: value for key, value in os.environ.items() if key not in {"DATABASE_URL", "PYTHONWARNINGS"}}
    environment = {**kept, "LYKTA_DATA_DIR": str(tmp_path), "DJANGO_SETTINGS_MODULE": "lykta.config.settings"}
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT],
        env=environment, cwd=ROOT, capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip
    assert (done.stdout.strip(), done.returncode) == ("[200, 200, 200, 200, 200, 200, 200, 201] 1\n6 6 6", 0), (
        done.stderr
    )
