"""Threads on a database file, as the server runs: the suite's own database in memory shares one writer."""

import os
import subprocess
import sys

SCRIPT = """
import django; django.setup()
from concurrent.futures import ThreadPoolExecutor
from django.core.management import call_command
from django.db import connections
call_command("migrate", verbosity=0)
from lykta.base.audit.queries import broken_links
from lykta.cycle.situation_reports.models import SituationReport
from lykta.cycle.situation_reports.operations import draft_report
from lykta.ground.accounts.actors import CommandLine
from lykta.ground.municipalities.models import Municipality
place = Municipality.objects.create(code="9901", name="Björkviken", slug="bjorkviken")
def draft(_n):
    try:
        return draft_report(municipality=place, period_id="2026-W20", by=CommandLine()).pk
    finally:
        connections.close_all()
with ThreadPoolExecutor(4) as pool:
    made = set(pool.map(draft, range(8)))
rows = SituationReport.objects.for_municipality(place)
print(len(made), rows.count(), rows.get().sections.filter(key="summary").count(), list(broken_links()))
"""


def test_eight_who_ask_at_once_get_one_draft(tmp_path):
    kept = {key: value for key, value in os.environ.items() if key not in {"DATABASE_URL", "PYTHONWARNINGS"}}
    environment = {**kept, "LYKTA_DATA_DIR": str(tmp_path), "DJANGO_SETTINGS_MODULE": "lykta.config.settings"}
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT], env=environment, capture_output=True, text=True, timeout=120, check=False
    )
    assert (done.stdout.strip(), done.returncode) == ("1 1 1 []", 0), done.stderr
