"""On PostgreSQL: the public role may add submissions and count senders, and reads of a submission only that it came."""

from django.db import migrations

RIGHTS = """
DO $$ BEGIN
  IF EXISTS (SELECT 1 FROM pg_roles WHERE rolname = 'lykta_public') THEN
    {0} SELECT ON intake_formversion, intake_campaign, intake_deliverykey, intake_ratecount {1} lykta_public;
    {0} SELECT (id, public_id, municipality_id, idempotency_key, content_hash, received) ON intake_submission
      {1} lykta_public;
    {0} INSERT ON intake_submission, intake_ratecount {1} lykta_public;
    {0} UPDATE (count) ON intake_ratecount {1} lykta_public;
  END IF;
END $$
"""


def add(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(RIGHTS.format("GRANT", "TO"))


def remove(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(RIGHTS.format("REVOKE", "FROM"))


class Migration(migrations.Migration):
    dependencies = [
        ("publishing", "0002_public_role"),
        ("intake", "0002_disposal"),
    ]
    operations = [migrations.RunPython(add, remove)]
